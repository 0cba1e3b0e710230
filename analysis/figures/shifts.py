"""Word shifts: which entries make a theme's share larger or smaller in some articles than in others."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..findings import count_noun
from ..keyness import LEVEL
from ..lexicon import Lexicon
from .bars import BEHIND
from .courses import fit_text
from .matrix import measure
from .style import INK, SOFT, WIDTH, make_axes, printable, rgb, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_THEMES = 3  # that are drawn, where the table has more
# Entries drawn of each theme, for one, two, three themes: what does not fit is one bar.
MOST_ENTRIES = (16, 9, 6)
ROOM = WIDTH - 0.35  # inches
ROW, GAP = 0.27, 0.5  # the height of a bar with its room, in inches; what lies between two themes, in bars
BESIDE = 0.07  # inches between a bar and its label
LONGEST = 3.4  # inches of a label with its numbers: one to either side leaves room for bars
TINT = 0.55  # how much of the theme's colour the bars of entries have
OTHERS, CHANCE = "all others", ", may be chance"
LETTERS = {"theme": (10.5, "semibold"), "entry": (9.5, "regular"), "others": (9.5, "regular"), "numbers": (8.5, "regular")}


class _Bar(NamedTuple):
    """One bar: where, how long, and what stands beside it."""

    y: float
    shift: float
    name: str
    numbers: str
    colour: str
    kind: str  # theme, entry or others


def draw_word_shift(
    shift: "pd.DataFrame", lexicon: Lexicon, ax: "Axes | None" = None, names: tuple[str, str] = ("here", "there")
) -> "Axes | None":
    """Draw what each entry adds to the difference of its theme's share: bars to the right for more here, to the left for more there.

    Parameters
    ----------
    shift : DataFrame
        From :func:`analysis.count_shift`: ``theme``, ``label``, ``entry``, ``n``, ``n_reference``, ``share``, ``share_reference``,
        ``shift``, ``p``.
    lexicon : Lexicon
    ax : Axes, optional
    names : tuple of str
        What the two are called, those of ``n`` first.

    Returns
    -------
    Axes or None
        Of the first three themes of the table, or of its only one: on top the difference of the share, below it the first entries, which
        make most of it, and all others as one bar; together they are as long. None where nothing differs, or where one side has no match.
        Beside a theme stand its shares, and that chance may explain their difference where its p is not below 0.05.
    """
    themes = list(dict.fromkeys(shift.loc[shift["shift"].notna() & (shift["shift"] != 0), "theme"]))[:MOST_THEMES]
    if not themes:
        return None
    bars: list[_Bar] = []
    for theme in themes:
        start = bars[-1].y + 1 + GAP if bars else 0.0
        bars += _make_bars(shift[shift["theme"] == theme], lexicon.colours[theme], MOST_ENTRIES[len(themes) - 1], start)
    ax = make_axes(ax, 1.9 + ROW * (bars[-1].y + 1))
    _place_bars(ax, bars)
    these, others = (fit_text(shorten(name), 3.0, 10.5) for name in names)
    look: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "color": SOFT, "fontsize": 10.5}
    for text, place, side in ((f"← more in {others}", 0, "left"), (f"more in {these} →", 1, "right")):
        ax.annotate(text, (place, 1), xytext=(0, 5), ha=side, fontweight="semibold", **look)
    ax.set_xlabel(f"percentage points of all theme matches\nbeside entries: matches in {others} : in {these}")
    ax.set_title("Which words shift the theme" if len(themes) == 1 else "Which words shift the themes", pad=24)
    ax.set_label(_describe(bars, names))
    return ax


def _make_bars(of_theme: "pd.DataFrame", colour: str, most: int, start: float) -> list[_Bar]:
    """Make the bars of a theme, from above."""
    shares = " : ".join(f"{100 * of_theme[column].sum():.1f} %" for column in ("share_reference", "share"))
    shares += "" if of_theme["p"].iloc[0] < LEVEL else CHANCE  # so may what cannot be tested
    bars = [_Bar(start, float(of_theme["shift"].sum()), str(of_theme["label"].iloc[0]), shares, colour, "theme")]
    differ = of_theme[of_theme["shift"] != 0]
    rest = differ.iloc[most:] if len(differ) > most + 1 else differ.iloc[:0]
    shown = differ.iloc[: len(differ) - len(rest)]
    for shift, entry, *numbers in zip(*(shown[column] for column in ("shift", "entry", "n_reference", "n")), strict=True):
        bars.append(_Bar(bars[-1].y + 1, float(shift), str(entry), " : ".join(f"{n:,}" for n in numbers), colour, "entry"))
    if len(rest):
        together = f"{rest['n_reference'].sum():,} : {rest['n'].sum():,}"
        bars.append(_Bar(bars[-1].y + 1, float(rest["shift"].sum()), f"{OTHERS} ({len(rest)})", together, colour, "others"))
    return bars


def _place_bars(ax: "Axes", bars: list[_Bar]) -> None:
    """Draw bars, each with its label at its end, on the widest scale on which all labels are inside."""
    length = 100 * np.array([bar.shift for bar in bars])
    beyond = [2 * BESIDE + measure(bar.numbers, *LETTERS["numbers"]) for bar in bars]
    names = [fit_text(printable(bar.name), LONGEST - numbers, LETTERS[bar.kind][0]) for bar, numbers in zip(bars, beyond, strict=True)]
    widths = [measure(name, *LETTERS[bar.kind]) for name, bar in zip(names, bars, strict=True)]
    room, is_right = np.add(beyond, widths), length >= 0
    # How many inches a point can be long: every two bars, one to either side, fit beside each other, with their labels.
    left, right = (np.append(np.where(side, np.abs(length), 0), 0) for side in (~is_right, is_right))
    beside, beside_right = (np.append(np.where(side, room, 0), 0.05) for side in (~is_right, is_right))
    scale = ((ROOM - beside[:, None] - beside_right) / np.maximum(left[:, None] + right, 1e-12)).min()
    ax.set_xlim(-(left + beside / scale).max(), (right + beside_right / scale).max())
    ax.set_ylim(bars[-1].y + 0.6, bars[0].y - 0.6)
    ax.axvline(0, color=SOFT, linewidth=0.8, zorder=3)
    for bar, name, width, points in zip(bars, names, widths, length, strict=True):
        colour = rgb(bar.colour)
        tint = tuple(1 + TINT * (part - 1) for part in colour)
        face = {"theme": colour, "entry": tint, "others": (1.0, 1.0, 1.0)}[bar.kind]
        ax.barh(bar.y, points, height=0.74, facecolor=face, edgecolor=colour if bar.kind == "others" else "none", linewidth=0.9)
        side, align = (1, "left") if points >= 0 else (-1, "right")
        look: dict[str, Any] = {"ha": align, "va": "center", "textcoords": "offset points", "in_layout": False, "bbox": BEHIND}
        for text, kind, colour_of_text, inches in ((name, bar.kind, INK, BESIDE), (bar.numbers, "numbers", SOFT, 2 * BESIDE + width)):
            size, weight = LETTERS[kind]
            ax.annotate(text, (points, bar.y), (72 * side * inches, 0), color=colour_of_text, fontsize=size, fontweight=weight, **look)
    ax.set_yticks([])
    ax.xaxis.grid(True)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:+.3g}".replace("-", "−") if value else "0")


def _describe(bars: list[_Bar], names: tuple[str, str]) -> str:
    """Tell people who do not see the picture what is in it."""
    said = []
    for at in (k for k, bar in enumerate(bars) if bar.kind == "theme"):
        more = names[0] if bars[at].shift > 0 else names[1]
        said.append(f"{bars[at].name} has {abs(100 * bars[at].shift):.1f} points more in {more}; the largest bar is {bars[at + 1].name}")
    return f"Bar chart of the shares of {count_noun(len(said), 'theme')}, and what entries add to their difference. {'. '.join(said)}."
