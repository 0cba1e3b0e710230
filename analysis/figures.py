"""From a finished table to a picture. Each ``draw_*`` returns its Axes and computes nothing; ``save_figure`` is the only writer of pictures."""

import csv
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import places
from .corpus import Corpus
from .findings import Finding, say_scope
from .groups import UNDATED
from .lexicon import Lexicon

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FONTS = Path(__file__).parent / "fonts"
INK, SOFT, FAINT = "#1c2733", "#5b6874", "#e3e7eb"
BLUE, PALE_BLUE = "#1f5f8b", "#b9d2e4"
STYLE = {
    "font.family": ["Inter", "DejaVu Sans"],  # the second has the scripts that the first lacks
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # a $ in a title is a dollar
    "axes.titlesize": 14,
    "axes.titleweight": "semibold",
    "axes.titlelocation": "left",
    "axes.titlepad": 14,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 9.5,
    "axes.labelpad": 8,
    "axes.edgecolor": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "xtick.color": FAINT,
    "xtick.labelcolor": SOFT,
    "xtick.labelsize": 9,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 10.5,
    "ytick.major.size": 0,
    "figure.dpi": 110,
    "savefig.dpi": 200,
    "savefig.facecolor": "white",
    "figure.facecolor": "white",
    "svg.hashsalt": "analysis",  # the same input gives the same bytes
    "svg.fonttype": "path",
}
# Rates of terms with fewer uses than this are drawn pale: one use more or less changes them by a fifth and more.
FEW_USES = 5
FEW_ARTICLES = 5
WIDTH = 8.4  # inches
LONGEST_LABEL = 44
MOST_NUMBERED = 14  # with more columns, the numbers in a heat strip's cells would not fit


@cache
def _load_style() -> None:
    """Make the fonts known to matplotlib and the style its own; once."""
    import matplotlib
    from matplotlib import font_manager

    for font in sorted(FONTS.glob("*.otf")):
        font_manager.fontManager.addfont(font)
    matplotlib.rcParams.update(STYLE)


def _axes(ax: "Axes | None", height: float) -> "Axes":
    _load_style()
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(WIDTH, height), layout="constrained")[1]


def _short(label: Any) -> str:
    text = " ".join(str(label).split())
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def _draw_bars(
    ax: "Axes", labels: Sequence[Any], values: Sequence[float], colours: Sequence[str], at_the_end: Sequence[str], title: str, unit: str
) -> "Axes":
    rows = np.arange(len(labels))
    ax.barh(rows, values, color=colours, height=0.68)
    ax.set_yticks(rows, [_short(label) for label in labels])
    ax.invert_yaxis()
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_xlim(0, max(values) * 1.12)
    for row, value, text in zip(rows, values, at_the_end, strict=True):
        ax.annotate(text, (value, row), xytext=(5, 0), textcoords="offset points", va="center", color=SOFT, fontsize=9)
    ax.xaxis.grid(True)
    ax.set_xlabel(unit)
    ax.set_title(title)
    # The label of an Axes is what is read to people who do not see it.
    ax.set_label(f"Bar chart. {title}. Largest: {labels[0]}, {at_the_end[0]}.")
    return ax


def draw_term_rates(terms: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw the rates of terms as bars; pale ones stand for fewer than five uses, and the number of uses stands at their end.

    Parameters
    ----------
    terms : DataFrame
        Rows of :func:`analysis.count_terms`: ``form``, ``n``, ``per_10k``.
    """
    if not len(terms):
        return None
    colours = [BLUE if n >= FEW_USES else PALE_BLUE for n in terms["n"]]
    at_the_end = [f"{n:,}" for n in terms["n"]]
    ax = _axes(ax, 1.3 + 0.3 * len(terms))
    return _draw_bars(ax, list(terms["form"]), list(terms["per_10k"]), colours, at_the_end, "Most frequent terms", "uses per 10,000 words")


def draw_phrases(phrases: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw phrases as bars of their uses, the most used on top.

    Parameters
    ----------
    phrases : DataFrame
        Rows of :func:`analysis.count_phrases`: ``form``, ``n``.
    """
    if not len(phrases):
        return None
    table = phrases.sort_values("n", ascending=False, kind="stable")
    at_the_end = [f"{n:,}" for n in table["n"]]
    ax = _axes(ax, 1.3 + 0.3 * len(table))
    ax = _draw_bars(ax, list(table["form"]), list(table["n"]), [BLUE] * len(table), at_the_end, "Phrases that hold together", "uses")
    ax.xaxis.get_major_locator().set_params(integer=True)
    return ax


def draw_positions(positions: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw a dispersion strip: one row per term, a tick for each place in the text where it stands, darker where it stands more often.

    Parameters
    ----------
    positions : DataFrame
        From :func:`analysis.count_positions`: ``form``, ``position``, ``n``.
    """
    if not len(positions):
        return None
    forms = list(dict.fromkeys(positions["form"]))
    ax = _axes(ax, 1.3 + 0.34 * len(forms))
    for row, form in enumerate(forms):
        of_term = positions[positions["form"] == form]
        ax.axhline(row, color=FAINT, linewidth=0.8, zorder=0)
        strength = 0.35 + 0.65 * (of_term["n"] / of_term["n"].max()).to_numpy()
        colours = [(*_rgb(BLUE), alpha) for alpha in strength]
        ax.vlines(100 * of_term["position"], row - 0.36, row + 0.36, colors=colours, linewidth=1.8)
    ax.set_yticks(range(len(forms)), [_short(form) for form in forms])
    ax.set_ylim(len(forms) - 0.4, -0.6)
    ax.set_xlim(0, 100)
    if positions["published"].nunique() > 1:
        ticks = np.arange(0, 101, 12.5)
        ax.set_xticks(ticks, _dates_at(positions.sort_values("position", kind="stable"), ticks / 100))
        ax.set_xlabel("date of the article at this place in the text, all articles end to end")
    else:
        ax.set_xlabel("position in the text, in % of its words (0 is the first, 100 the last)")
    ax.set_title("Where the terms stand")
    spread = positions.groupby("form", sort=False)["position"]
    first, last = 100 * spread.min().iloc[0], 100 * spread.max().iloc[0]
    ax.set_label(f"Dispersion strip of {len(forms)} terms through the text. {forms[0]} stands from {first:.0f} % to {last:.0f} % of it.")
    return ax


def _dates_at(positions: "pd.DataFrame", places_: np.ndarray) -> list[str]:
    """Name the date of the article at each place: the year, or the month where the articles are from less than three years."""
    dates = positions["published"].reset_index(drop=True)
    pattern = "%Y" if dates.max() - dates.min() > np.timedelta64(3 * 365, "D") else "%Y-%m" if dates.max() - dates.min() > np.timedelta64(60, "D") else "%Y-%m-%d"
    nearest = np.abs(positions["position"].to_numpy()[:, None] - places_[None, :]).argmin(axis=0)
    return [UNDATED if str(date) == "NaT" else f"{date:{pattern}}" for date in dates[nearest]]


def draw_word_cloud(terms: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw a word cloud from the table's own counts: the area a word takes grows with its uses.

    Parameters
    ----------
    terms : DataFrame
        Rows of :func:`analysis.count_terms`: ``form``, ``n``; most frequent first.
    """
    if not len(terms):
        return None
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D
    from wordcloud import WordCloud

    ax = _axes(ax, 5.5)
    font = FONTS / "Inter-SemiBold.otf"
    wide, high = 1600, 900
    cloud = WordCloud(
        width=wide, height=high, font_path=str(font), random_state=7, prefer_horizontal=1, relative_scaling=0.5, max_font_size=190,
        min_font_size=12, margin=12, max_words=len(terms), background_color="white",
    )  # fmt: skip
    cloud.generate_from_frequencies(dict(zip(terms["form"], terms["n"], strict=True)))
    shades = _shades(len(cloud.layout_))
    for ((form, _), size, (top, left), _, _), colour in zip(cloud.layout_, shades, strict=True):
        # Drawn as outlines, where the layout put the pixels: sharp at any size.
        path = TextPath((0, 0), form, size=size, prop=FontProperties(fname=str(font)))
        box = path.get_extents()
        move = Affine2D().translate(-box.x0, -box.y1).scale(1, -1).translate(left, top)
        ax.add_patch(PathPatch(move.transform_path(path), facecolor=colour, linewidth=0))
    ax.set(xlim=(0, wide), ylim=(high, 0), aspect="equal", anchor="W")
    ax.axis("off")
    ax.set_title("The words of the coverage")
    named = ", ".join(f"{form} ({n:,})" for form, n in zip(terms["form"].head(5), terms["n"].head(5), strict=True))
    ax.set_label(f"Word cloud; the larger a word, the more often it is used. The largest: {named}.")
    return ax


def draw_theme_shares(themes: "pd.DataFrame", lexicon: Lexicon, ax: "Axes | None" = None) -> "Axes | None":
    """Draw the share of each theme in all matches as bars; the number of matches stands at their end.

    Parameters
    ----------
    themes : DataFrame
        From :func:`analysis.count_themes`, labelled: ``theme``, ``label``, ``n``, ``share``.
    """
    if not themes["n"].sum():
        return None
    colours = [lexicon.colours[theme] for theme in themes["theme"]]
    at_the_end = [f"{n:,}" for n in themes["n"]]
    ax = _axes(ax, 1.3 + 0.34 * len(themes))
    title, unit = "Themes, by share of all matches", "share of all theme matches, %"
    return _draw_bars(ax, list(themes["label"]), list(100 * themes["share"]), colours, at_the_end, title, unit)


def draw_theme_course(course: "pd.DataFrame", lexicon: Lexicon, ax: "Axes | None" = None) -> "Axes | None":
    """Draw themes as rows and paragraphs or periods as columns; the darker a cell, the more of it the theme touches.

    Parameters
    ----------
    course : DataFrame
        From :func:`analysis.count_course`: a first column that names the unit, ``theme``, ``label``, ``n``, ``share_sentences``,
        ``group_articles``. In paragraphs the matches are counted; elsewhere it is the share of sentences touched.
    """
    if not len(course) or not course["n"].sum():
        return None
    from matplotlib.collections import PolyCollection

    unit = course.columns[0]
    in_paragraphs = unit == "paragraph"
    value = course["n"].astype(float) if in_paragraphs else 100 * course["share_sentences"]
    columns = list(dict.fromkeys(course[unit]))
    labels = list(course.groupby("label", sort=False)["n"].sum().sort_values(ascending=False, kind="stable").index)
    theme_of = dict(zip(course["label"], course["theme"], strict=True))
    ax = _axes(ax, 1.6 + 0.34 * len(labels))
    top = value.max()
    at = {name: k for k, name in enumerate(columns)}
    squares, colours = [], []
    for group, label, amount in zip(course[unit], course["label"], value, strict=True):
        x, y = at[group], labels.index(label)
        squares.append([(x + 0.04, y - 0.42), (x + 0.96, y - 0.42), (x + 0.96, y + 0.42), (x + 0.04, y + 0.42)])
        # By the root: weak cells stay apart from empty ones where one theme is much stronger than the others.
        strength = 0.12 + 0.88 * (amount / top) ** 0.5
        colours.append((*_rgb(lexicon.colours[theme_of[label]]), strength) if amount > 0 else _rgb("#f3f5f7"))
        if len(columns) <= MOST_NUMBERED:
            number = "" if not amount else f"{amount:.0f}" if amount >= 0.5 else "<1"
            ax.text(x + 0.5, y, number, ha="center", va="center", fontsize=8.5, color="white" if strength > 0.62 else INK)
    ax.add_collection(PolyCollection(squares, facecolors=colours, linewidths=0))
    ax.set_yticks(range(len(labels)), [_short(label) for label in labels])
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_xlim(0, len(columns))
    names = [str(name) for name in columns]
    if in_paragraphs:
        starts = course.drop_duplicates(unit).reset_index(drop=True)["section"].diff().fillna(0)
        for k in np.flatnonzero(starts):
            ax.axvline(k, color=SOFT, linewidth=1, linestyle=(0, (2, 2)))
    else:
        few = course.drop_duplicates(unit)["group_articles"].to_numpy() < FEW_ARTICLES
        names = [f"{name} ○" if is_few and unit != "article" else name for name, is_few in zip(names, few, strict=True)]
    step = max(1, round(len(columns) / (30 if in_paragraphs else 14)))
    shown = range(0, len(columns), step)
    long_names = max(map(len, names)) > 9
    ax.set_xticks([k + 0.5 for k in shown], [_short(names[k]) for k in shown], rotation=35 if long_names else 0, ha="right" if long_names else "center")
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel({"paragraph": "paragraph (dashed lines: a new section)"}.get(unit, f"{unit}" + (" (○: fewer than five articles)" if "○" in "".join(names) else "")))
    ax.spines["bottom"].set_visible(False)
    most = f"{top:.0f} matches in a paragraph" if in_paragraphs else f"{top:.0f} % of the sentences"
    ax.set_title(f"Themes through the article, by paragraph" if in_paragraphs else f"Themes by {unit}")
    ax.annotate(f"darkest: {most}", (1, 1), xycoords="axes fraction", xytext=(0, 6), textcoords="offset points", ha="right", color=SOFT, fontsize=9)
    peak = course.loc[value.idxmax()]
    ax.set_label(f"Heat strip of {len(labels)} themes over {len(columns)} {unit}s. Strongest: {peak['label']} in {unit} {peak[unit]}, {most}.")
    return ax


def draw_article_counts(periods: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw the number of articles of each period as bars; None for fewer than two periods.

    Parameters
    ----------
    periods : DataFrame
        From :func:`analysis.count_articles`: ``period``, ``n_articles``.
    """
    if len(periods) < 2:
        return None
    ax = _axes(ax, 3.2)
    names, n = list(periods["period"]), periods["n_articles"].to_numpy()
    ax.bar(range(len(n)), n, color=BLUE, width=0.8)
    step = max(1, round(len(names) / 12))
    ax.set_xticks(range(0, len(names), step), names[::step])
    ax.yaxis.grid(True)
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.set_ylabel("articles")
    ax.set_title("When the articles are from")
    ax.set_label(f"Column chart of articles by period. Most: {n.max():,} in {names[int(n.argmax())]}.")
    return ax


def _rgb(colour: str) -> tuple[float, float, float]:
    from matplotlib.colors import to_rgb

    return to_rgb(colour)


def _shades(count: int) -> list[tuple[float, ...]]:
    """Give shades from dark to middle blue-green: all at least 4.5:1 against white."""
    from matplotlib.colors import LinearSegmentedColormap

    ramp = LinearSegmentedColormap.from_list("cloud", ["#12344d", "#1f5f8b", "#2a7f86", "#5b6874"])
    return [ramp(0.0 if count < 2 else (k / (count - 1)) ** 0.6) for k in range(count)]


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
    """Save a picture as png and svg, the numbers drawn as csv, and in the png where they came from.

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
        return Picture(None, f"There is no figure {name}: too little was read to draw one.")
    import matplotlib.pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    figure = ax.get_figure(root=True)
    scope = f"{say_scope(corpus)} {caption}".strip()
    title, alt = ax.get_title(loc="left"), str(ax.get_label())
    ax.set_title("", loc="left")
    figure.suptitle(title, x=0.012, ha="left", fontsize=STYLE["axes.titlesize"], fontweight=STYLE["axes.titleweight"])
    figure.supxlabel(scope, x=0.012, ha="left", fontsize=8.5, color=SOFT, wrap=True)
    source = f"{name}.csv, from articles with the SHA-256 {corpus.digest}"
    text = {"Title": title, "Description": scope, "Comment": alt, "Source": source}
    write_csv(table, files["csv"])
    for suffix, metadata in (("png", text | {"Software": None}), ("svg", {k: text[k] for k in ("Title", "Description", "Source")} | {"Date": None})):
        aside = files[suffix].with_suffix(f".{suffix}.tmp")
        figure.savefig(aside, format=suffix, metadata=metadata)
        os.replace(aside, files[suffix])
    plt.close(figure)
    return Picture(files["png"], f"{alt} {scope}")


def write_csv(table: "pd.DataFrame", path: Path) -> None:
    """Write a table as csv, aside and then into place; text that a spreadsheet would take for a formula gets a ``'`` before it."""
    aside = path.with_suffix(".csv.tmp")
    with aside.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(table.columns)
        for row in table.itertuples(index=False):
            rows.writerow(f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell for cell in row)
    os.replace(aside, path)

