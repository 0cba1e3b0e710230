"""Matrix: which themes keep company, and in how many sentences."""

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from ..findings import count_noun, say_times
from ..lexicon import Lexicon
from .courses import fit_text
from .style import FAINT, INK, SOFT, WIDTH, ink_on, make_axes, printable, rgb

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Ends of the scale of colours, for eight times as often as by chance and an eighth as often; between them and white, straight on.
TOGETHER, APART, FURTHEST = "#15507a", "#a5430f", 3
PARTS = {-1: "½", -2: "¼", -3: "⅛"}
PALE = 0.3  # how much of its colour a cell keeps whose company may be chance
SIZE = 9.5  # of labels, in points
# Inches: the picture, without its margins; the longest label, and the room before it, with the side of a square there; the widest column.
ROOM, LONGEST, BEFORE, SQUARE, WIDEST = WIDTH - 0.25, 2.1, 0.27, 0.11, 0.8
ROWS = (0.24, 0.38)  # inches a row is high, at least and at most


def arrange_themes(company: "pd.DataFrame") -> list[str]:
    """Put themes in an order in which those that stand together more often than by chance are near each other.

    Parameters
    ----------
    company : DataFrame
        From :func:`analysis.count_company`. Themes that touch nothing are left out.

    Notes
    -----
    Two themes are as far apart as ``1 / (1 + ratio)``, where ratio is ``(n + 1) / (expected + 1)``: with the one more, rare themes do not
    lead. By this, the nearest are joined (average linkage), and the branches turned so that neighbours are as near as can be (optimal leaf
    order); of both ends, the one whose theme touches more comes first, or of two as large the one whose key does.

    References
    ----------
    Bar-Joseph, Z., Gifford, D. K. and Jaakkola, T. S. (2001). Fast optimal leaf ordering for hierarchical clustering. Bioinformatics 17
    (suppl. 1), S22-S29.
    """
    sizes: dict[str, int] = {}
    for key, n in [*zip(company["theme"], company["n_theme"], strict=True), *zip(company["other"], company["n_other"], strict=True)]:
        sizes[key] = max(n, sizes.get(key, 0))
    themes = sorted(key for key, n in sizes.items() if n)
    if len(themes) < 3:
        return sorted(themes, key=lambda key: (-sizes[key], key))
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    number = {key: row for row, key in enumerate(themes)}
    rows = company[company["theme"].isin(themes) & company["other"].isin(themes)]
    one, other = (rows[column].map(number).to_numpy() for column in ("theme", "other"))
    far = np.zeros((len(themes), len(themes)))
    far[one, other] = far[other, one] = 1 / (1 + (rows["n"] + 1) / (rows["expected"] + 1))
    arranged = [themes[row] for row in leaves_list(linkage(squareform(far), "average", optimal_ordering=True))]
    ends = [(-sizes[arranged[end]], arranged[end]) for end in (0, -1)]
    return arranged if ends[0] < ends[1] else arranged[::-1]


def draw_company(company: "pd.DataFrame", lexicon: Lexicon, ax: "Axes | None" = None) -> "Axes | None":
    """Draw a cell for each two themes: blue where they stand together more often than by chance, orange where less often.

    Parameters
    ----------
    company : DataFrame
        From :func:`analysis.count_company`: ``theme``, ``other``, ``label``, ``other_label``, ``n``, ``n_theme``, ``n_other``,
        ``expected``, ``log_ratio``, ``is_together``, ``is_apart``.
    lexicon : Lexicon
    ax : Axes, optional

    Returns
    -------
    Axes or None
        One triangle: each theme's label stands where its row ends and its column begins. In the cells is the number of sentences (or
        paragraphs) that both touch; cells of pairs that are surely together or apart have full colour and a triangle, pointing up or down.
        None where fewer than two themes touch anything.

    Notes
    -----
    For the order of themes, see :func:`arrange_themes`.
    """
    themes = arrange_themes(company)
    if len(themes) < 2:
        return None
    from matplotlib.collections import PolyCollection

    unit = str(company.attrs.get("within", "sentence"))
    at = {key: row for row, key in enumerate(themes)}
    labels = dict(zip(company["theme"], company["label"], strict=True)) | dict(zip(company["other"], company["other_label"], strict=True))
    pairs = company[company["theme"].isin(themes) & company["other"].isin(themes)]
    one, other = (pairs[column].map(at).to_numpy() for column in ("theme", "other"))
    row, column = np.maximum(one, other), np.minimum(one, other)
    names = [fit_text(printable(labels[key]), LONGEST, SIZE) for key in themes]
    wide = min(WIDEST, *((ROOM - BEFORE - measure(name, SIZE)) / row for row, name in enumerate(names) if row))
    high = min(max(ROWS[0], 0.7 * wide), ROWS[1])
    is_sure = (pairs["is_together"] | pairs["is_apart"]).to_numpy()
    colours = [_colour(ratio, sure) for ratio, sure in zip(pairs["log_ratio"], is_sure, strict=True)]
    ax = make_axes(ax, 1.7 + high * len(themes))
    x, y = column[:, None] + [0, 1, 1, 0], row[:, None] + [-0.5, -0.5, 0.5, 0.5]
    ax.add_collection(PolyCollection(list(np.dstack([x, y])), facecolors=colours, edgecolors=FAINT, linewidths=0.8))
    size = min(8.5, 24 * wide, 30 * high)
    for here, below, n, sure, colour in zip(column, row, pairs["n"], is_sure, colours, strict=True):
        look: dict[str, Any] = {"fontweight": "semibold", "color": ink_on(colour)} if sure else {"color": INK if n else SOFT}
        ax.text(here + 0.5, below, _write(n, wide), ha="center", va="center", fontsize=size, **look)
    for marker, name in (("^", "is_together"), ("v", "is_apart")):
        marked = pairs[name].to_numpy(dtype=bool)
        inks = [ink_on(colour) for colour, is_marked in zip(colours, marked, strict=True) if is_marked]
        ax.scatter(column[marked] + 0.87, row[marked] - 0.32, s=(0.42 * size) ** 2, marker=marker, color=inks, linewidths=0, zorder=4)
    _label_themes(ax, names, [lexicon.colours[key] for key in themes], wide, high)
    ax.set_xlim(0, ROOM / wide)
    ax.set_ylim(len(themes) - 0.45, -0.5)
    _add_key(ax, wide, high, unit)
    ax.set_title("Themes that keep company")
    ax.set_label(_describe(pairs, len(themes), unit))
    return ax


def _colour(log_ratio: float, is_sure: bool) -> tuple[float, ...]:
    """Choose the colour of a log ratio: white at 0; full at either end, or pale where it is not sure."""
    strength = 0.0 if np.isnan(log_ratio) else min(abs(log_ratio) / FURTHEST, 1.0)
    strength = (0.25 + 0.75 * strength) * (1.0 if is_sure else PALE) if strength else 0.0
    return tuple(1 + strength * (part - 1) for part in rgb(TOGETHER if log_ratio > 0 else APART))


def _write(n: int, wide: float) -> str:
    """Write a number, in thousands where a column is too narrow for it."""
    return f"{n:,}" if n < 1000 or wide > 0.45 else f"{n / 1000:.0f}k"


def measure(text: str, size: float, weight: str = "regular") -> float:
    """Measure how wide a text is in letters of `size` points, in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the caption tells of letters that no font has
        return text_to_path.get_text_width_height_descent(text, FontProperties(size=size, weight=weight), False)[0] / 72


def _label_themes(ax: "Axes", names: list[str], colours: list[str], wide: float, high: float) -> None:
    """Write each label at the end of its row, which is where its column begins, beside a square in the theme's colour."""
    gap = (BEFORE - SQUARE) / 3
    for row, (name, colour) in enumerate(zip(names, colours, strict=True)):
        left, half = row + gap / wide, SQUARE / high / 2
        ax.fill_between([left, left + SQUARE / wide], row - half, row + half, color=colour, linewidth=0)
        ax.text(left + (SQUARE + gap) / wide, row, name, va="center", fontsize=SIZE, color=INK)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines["bottom"].set_visible(False)


def _add_key(ax: "Axes", wide: float, high: float, unit: str) -> None:
    """Explain colours, marks and numbers: a scale in the empty corner, and a line below."""
    look: dict[str, Any] = {"fontsize": 8.5, "color": SOFT, "va": "center"}
    square, strip, steps = 0.3 / wide, 0.17 / high, range(-FURTHEST, FURTHEST + 1)
    left, top = ROOM / wide - len(steps) * square, -0.5 + 0.3 / high
    ax.text(left, top - 0.15 / high, "times as often as by chance", **look)
    for is_sure, name in ((True, "surely"), (False, "may be chance")):
        for k, ratio in enumerate(steps):
            colour, x = _colour(ratio, is_sure), left + k * square
            ax.fill_between([x, x + 0.97 * square], top, top + strip, facecolor=colour, edgecolor=FAINT, linewidth=0.5)
            if is_sure and ratio:
                ax.scatter(x + square / 2, top + strip / 2, s=14, marker="^" if ratio > 0 else "v", color=ink_on(colour), linewidths=0)
        ax.text(left - 0.08 / wide, top + strip / 2, name, ha="right", **look)
        top += 1.15 * strip
    for k, ratio in enumerate(steps):
        ax.text(left + (k + 0.5) * square, top + 0.09 / high, PARTS.get(ratio, f"{2 ** max(ratio, 0)}"), ha="center", **look)
    ax.set_xlabel(f"numbers: {unit}s that both touch; words on the lists of both are not counted", loc="left")


def _describe(pairs: "pd.DataFrame", n_themes: int, unit: str) -> str:
    """Tell people who do not see the picture what is in it."""
    said = f"Matrix of {count_noun(n_themes, 'theme')}, by how much more often than by chance each two stand in one {unit}."
    for name, sure, first in (("together", "is_together", 0), ("apart", "is_apart", -1)):
        rows = pairs[pairs[sure]]
        said += f" {count_noun(len(rows), 'pair')} {'is' if len(rows) == 1 else 'are'} surely {name}"
        if len(rows):
            row = rows.iloc[first]
            times = f", {say_times(row['log_ratio'])} as by chance" if row["n"] else ""
            said += f", most surely {row['label']} and {row['other_label']} ({count_noun(row['n'], unit)}{times})"
        said += "."
    return said
