"""The only writer of pictures: png, svg, the numbers as csv, and where they came from."""

import csv
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import places
from ..corpus import Corpus
from ..findings import Finding, say_scope
from ..gallery import save_gallery
from ..tables import say_notes
from ..writing import written_aside
from .style import SOFT, STYLE, WIDTH, missing_letters, printable

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


class Picture:
    """A saved figure: its path, and what a notebook shows of it. Without a path, the sentence that says why there is none."""

    def __init__(self, path: Path | None, alt: str) -> None:
        self.path, self.alt = path, alt

    def __repr__(self) -> str:
        return self.alt

    def __fspath__(self) -> str:
        return os.fspath(self.path or "")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        if self.path is None:
            return {"text/plain": self.alt, "text/html": Finding(self.alt)._repr_html_()}, {}
        from base64 import b64encode

        width = {"width": int(WIDTH * 96), "alt": self.alt}
        return {"text/plain": self.alt, "image/png": b64encode(self.path.read_bytes()).decode()}, {"image/png": width}


def save_figure(ax: "Axes | None", name: str, table: "pd.DataFrame", corpus: Corpus, *, caption: str = "") -> Picture:
    """Save a picture as png and svg, the numbers drawn as csv, and in the png where they came from; write the gallery page anew.

    Parameters
    ----------
    ax : Axes or None
        From a ``draw_*``. With None there is nothing to draw: figures of that name from earlier runs are taken away.
    name : str
        The file name without its suffix, beginning with the notebook's number: ``02-term-rates``.
    table : DataFrame
        What was drawn.
    corpus : Corpus
        What it was counted in. How many articles these are, and from when, is written below the picture, with the caption.
    caption : str
        What one must know to read it.

    Returns
    -------
    Picture
        Shows itself at the end of a cell; ``path`` is that of the png in ``figures/``.
    """
    folder = places.out_folder() / "figures"
    files = {suffix: folder / f"{name}.{suffix}" for suffix in ("png", "svg", "csv")}
    if ax is None:
        for file in files.values():
            file.unlink(missing_ok=True)
        if folder.exists():
            save_gallery(folder)
        return Picture(None, f"There is no figure {name}: its table has nothing to draw.")
    import matplotlib.pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    figure = ax.get_figure(root=True)
    assert figure is not None
    title, alt = ax.get_title(loc="left") or figure.get_suptitle(), printable(str(ax.get_label()))
    missing = missing_letters("".join(str(cell) for column in ("form", "label", "article") if column in table for cell in table[column]))
    boxes = "Letters that no font here has are drawn as boxes." if missing else ""
    scope = printable(" ".join(part for part in (say_scope(corpus), caption, say_notes(table), boxes) if part))
    ax.set_title("", loc="left")
    figure.suptitle(title, x=0.012, ha="left", fontsize=STYLE["axes.titlesize"], fontweight=STYLE["axes.titleweight"])
    figure.supxlabel(scope, x=0.012, ha="left", fontsize=8.5, color=SOFT, wrap=True)
    text = {"Title": title, "Description": scope, "Source": f"{name}.csv, from articles with the SHA-256 {corpus.digest}"}
    metadata = {"png": text | {"Comment": alt, "Software": None}, "svg": text | {"Date": None}}
    write_csv(table, files["csv"])
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # said in the caption
        for suffix in ("png", "svg"):
            with written_aside(files[suffix]) as aside:
                figure.savefig(aside, format=suffix, metadata=metadata[suffix])
    plt.close(figure)
    save_gallery(folder)
    return Picture(files["png"], f"{alt} {scope}")


def write_csv(table: "pd.DataFrame", path: Path) -> None:
    """Write a table as csv; what is missing is empty, and text that a spreadsheet would take for a formula gets a ``'`` before it."""
    import pandas as pd

    def cell(value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
            return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t")) else value
        return "" if pd.isna(value) else value

    with written_aside(path) as aside, aside.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(table.columns)
        rows.writerows(map(cell, row) for row in table.itertuples(index=False))
