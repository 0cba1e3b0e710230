"""Courses: how terms and themes run over time, each in a panel of its own, and on how many articles that rests."""

import math
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..findings import count_noun
from ..lexicon import Lexicon
from .strips import draw_theme_strip
from .style import BLUE, INK, PALE_BLUE, SOFT, WIDTH, label_step, make_axes, rgb, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FEW_ARTICLES = 5  # periods with fewer are hollow
NAME = 10.5  # points: the name over a panel
BAND = 0.155  # how much of a line's colour is in the band of its intervals
# Inches: the width of all panels, and of the gap between two; heights of the heading over each, of the strip of articles, and of a panel
# where one, two or more stand below each other.
ROOM, GAP, HEADING, STRIP, PANEL = WIDTH - 0.6, 0.5, 0.4, 0.42, (2.2, 1.5, 0.95)
# With more periods than these, panels take the whole width, if they are few; with few periods, no more than so many inches for each.
MOST_BESIDE, MOST_BELOW, WIDEST_PERIOD = 12, 6, 1.6
# How many panels stand beside each other, for 1, 2, … of them: four in two rows of two leave no hole.
BESIDE = (1, 2, 3, 2, 3)
# Where one line's highest rate is more than this times another's, one scale would press the other to the ground.
SAME_SCALE = 3
# An interval that goes above this many times the highest rate is cut off.
TALLEST_BAND = 2
ROUND_YEARS = (2, 5, 10, 20, 50, 100, 200, 500)


def draw_term_course(course: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw the rate of each term over time, a panel for each, and beneath them the number of articles.

    Parameters
    ----------
    course : DataFrame, one row per term and period; for each term all periods of the calendar, first to last
        ``term``, ``form``, ``period``, ``n``, ``n_articles_period``, ``per_10k``, ``low`` and ``high``. A rate that is missing is a gap
        in the line; that of a period with fewer than five articles is a hollow point; bounds that are missing leave a gap in the band.
    ax : Axes, optional
        The panels take its place.

    Returns
    -------
    Axes or None
        What the panels stand in; they are its ``child_axes``: one per term, in the order of the table, then a strip of articles below
        each column of panels. None where fewer than two periods have articles.

    Notes
    -----
    Lines that cross and six pale bands over each other cannot be read: hence the panels. All have one scale, from 0, unless one term's
    highest rate is more than three times another's; then each has its own, and the line under the title says so. A band that goes above
    twice the highest rate is cut off there, and it says so below.
    """
    panels = [
        _Panel(
            rows["form"].iloc[0],
            count_noun(int(rows["n"].sum()), "use"),
            BLUE,
            *(rows[column].to_numpy(dtype=float) for column in ("per_10k", "low", "high")),
        )
        for _, rows in course.groupby("term", sort=False)
    ]
    return _draw_panels(course, panels, ("term", "uses per 10,000 words"), ax)


def draw_theme_course(course: "pd.DataFrame", lexicon: Lexicon, ax: "Axes | None" = None) -> "Axes | None":
    """Draw themes along the way: over time, a panel for each, as :func:`draw_term_course` does; else as a strip of paragraphs or articles.

    Parameters
    ----------
    course : DataFrame
        From :func:`analysis.count_theme_course`.
    lexicon : Lexicon
        Its colours are those of the themes.
    ax : Axes, optional
        The panels take its place.

    Returns
    -------
    Axes or None
        None where no theme matches, or where there is but one unit. Themes that never match have no panel.
    """
    if course.columns[0] != "period":
        return draw_theme_strip(course, lexicon, ax)
    of_themes = {theme: rows for theme, rows in course.groupby("theme", sort=False) if rows["n"].sum()}
    panels = [
        _Panel(
            str(rows["label"].iloc[0]),
            count_noun(int(rows["n"].sum()), "match", "matches"),
            lexicon.colours[str(theme)],
            *(100 * rows[column].to_numpy(dtype=float) for column in ("share_sentences", "low", "high")),
        )
        for theme, rows in sorted(of_themes.items(), key=lambda item: -int(item[1]["n"].sum()))
    ]
    return _draw_panels(course, panels, ("theme", "% of sentences touched"), ax)


class _Panel(NamedTuple):
    """What is drawn in a panel: its name, how many it counts, and of each period the rate with its interval; missing is NaN."""

    name: str
    counted: str
    colour: str
    rate: np.ndarray
    low: np.ndarray
    high: np.ndarray


def _draw_panels(course: "pd.DataFrame", panels: list[_Panel], names: tuple[str, str], ax: "Axes | None") -> "Axes | None":
    """Draw panels, and below each column of them the articles of each period; `names` are those of what has a panel, and of the rate."""
    calendar = course.drop_duplicates("period")
    periods, n_articles = [str(name) for name in calendar["period"]], calendar["n_articles_period"].to_numpy()
    if not panels or (n_articles > 0).sum() < 2:
        return None
    columns = BESIDE[min(len(panels), len(BESIDE)) - 1]
    if len(periods) > MOST_BESIDE:
        columns = 1 if len(panels) <= MOST_BELOW else 2
    rows = math.ceil(len(panels) / columns)
    tall = PANEL[min(rows, len(PANEL)) - 1]
    height, width = rows * (HEADING + tall) + HEADING + STRIP, (ROOM - (columns - 1) * GAP) / columns
    width = min(width, WIDEST_PERIOD * len(periods))
    rates, highs = ([_highest(values) for values in every] for every in zip(*((panel.rate, panel.high) for panel in panels), strict=True))
    tops = [max(rate, min(high, TALLEST_BAND * rate)) or 1.0 for rate, high in zip(rates, highs, strict=True)]
    if same := max(rates) <= SAME_SCALE * min(rates):
        tops = [max(tops)] * len(tops)

    ax = make_axes(ax, height + 1.2)
    with_counts = all(_fit_name(panel, width, True) == shorten(panel.name) for panel in panels)
    ax.axis("off")
    boxes = [(column * (width + GAP) / ROOM, width / ROOM) for column in range(columns)]
    for k, panel in enumerate(panels):
        left, wide = boxes[k % columns]
        bottom = 1 - (k // columns + 1) * (HEADING + tall) / height
        inset = ax.inset_axes((left, bottom, wide, tall / height))
        _draw_rates(inset, panel, n_articles < FEW_ARTICLES, tops[k], width)
        _write(inset, _fit_name(panel, width, with_counts), (0, 1), (0, 5), color=INK, fontsize=NAME, fontweight="semibold")
        if with_counts:
            _write(inset, panel.counted, (1, 1), (0, 5), ha="right", fontsize=9)
    for left, wide in boxes:
        _draw_articles(ax.inset_axes((left, 0, wide, STRIP / height)), periods, n_articles, width)

    noun, unit = names
    _write(ax, unit + ("" if same else f", each {noun} on its own scale"), (0, 1), (0, 3))
    is_cut = any(high > top for high, top in zip(highs, tops, strict=True))
    _write(ax, _write_notes(course, n_articles, is_cut), (0, 0), (0, -22), va="top")
    ax.set_title(f"{noun.capitalize()}s over time")
    ax.set_label(_describe(panels, periods, names))
    return ax


def _highest(values: np.ndarray) -> float:
    return float(np.nanmax(values, initial=0))


def _write_notes(course: "pd.DataFrame", n_articles: np.ndarray, is_cut: bool) -> str:
    notes = ["shaded: 95 % interval" + (", cut off above" if is_cut else "")] if course["high"].notna().any() else []
    notes += ["hollow: fewer than five articles"] if ((n_articles > 0) & (n_articles < FEW_ARTICLES)).any() else []
    notes += ["gap: no articles"] if (n_articles == 0).any() else []
    return "; ".join(notes)


def _fit_name(panel: _Panel, width: float, with_count: bool) -> str:
    """Cut the name that stands over a panel `width` inches wide, if need be; with the count beside it where all have room for that."""
    return fit_text(shorten(panel.name), width - (0.2 + 0.08 * len(panel.counted) if with_count else 0), NAME)


def _draw_rates(ax: "Axes", panel: _Panel, few: np.ndarray, top: float, width: float) -> None:
    from matplotlib.ticker import MaxNLocator

    at, rate, low, high = np.arange(len(few)), panel.rate, panel.low, panel.high
    band = tuple(1 + BAND * (part - 1) for part in rgb(panel.colour))
    known = np.isfinite(low) & np.isfinite(high)
    beside = np.append(False, known[:-1]) | np.append(known[1:], False)
    ax.fill_between(at, low, high, where=known & beside, color=band, linewidth=0)
    if (alone := known & ~beside).any():
        ax.vlines(at[alone], low[alone], high[alone], color=band, linewidth=5)
    ax.plot(at, rate, color=panel.colour, linewidth=1.4, solid_joinstyle="round")
    size = min(5, max(1.5, 0.6 * 72 * width / len(at)))
    for face, chosen in (("white", few & np.isfinite(rate)), (panel.colour, ~few & np.isfinite(rate))):
        if chosen.any():  # a line without points stands in the corner of the figure, and the layout makes room for it
            points: dict[str, Any] = {
                "markersize": size,
                "markerfacecolor": face,
                "markeredgecolor": panel.colour,
                "markeredgewidth": min(1.1, size / 4),
            }
            ax.plot(at[chosen], rate[chosen], "o", **points, clip_on=False, zorder=4)
    ax.set_ylim(0, 1.06 * top)
    ax.yaxis.set_major_locator(MaxNLocator(3))
    ax.yaxis.set_major_formatter("{x:,g}")
    _finish(ax, len(at))


def _draw_articles(strip: "Axes", periods: list[str], n_articles: np.ndarray, width: float) -> None:
    faces = ["white" if n < FEW_ARTICLES else PALE_BLUE for n in n_articles]
    strip.bar(range(len(periods)), n_articles, width=0.7, color=faces, edgecolor=PALE_BLUE, linewidth=min(1, 20 * width / len(periods)))
    strip.set_ylim(0, 1.06 * n_articles.max())
    strip.set_yticks([0, int(n_articles.max())])
    strip.yaxis.set_major_formatter("{x:,.0f}")
    _write(strip, "articles", (0, 1), (0, 4), fontsize=9)
    _finish(strip, len(periods))
    named = choose_labels(periods, width)
    strip.set_xticks(named, [periods[k] for k in named])


def _finish(panel: "Axes", periods: int) -> None:
    panel.patch.set_visible(False)  # else it would hide the lower half of a point at 0 in the panel above
    panel.set_xlim(-0.5, periods - 0.5)
    panel.set_xticks([])
    panel.tick_params(axis="y", labelsize=9, labelcolor=SOFT)
    panel.yaxis.grid(True)


def choose_labels(periods: list[str], width: float) -> list[int]:
    """Choose the periods that are named below a plot `width` inches wide: all, where there is room, else round years, or every so many."""
    step = label_step(periods, width)
    if step > 1 and all(name.isdecimal() for name in periods):
        years = next((years for years in ROUND_YEARS if years >= step), step)
        named = [k for k, name in enumerate(periods) if int(name) % years == 0]
        if len(named) > 1:
            return named
    return list(range(0, len(periods), step))


def _write(ax: "Axes", text: str, corner: tuple[float, float], move: tuple[float, float], **look: Any) -> None:
    all_of_it: dict[str, Any] = {"color": SOFT, "fontsize": 9.5} | look
    ax.annotate(text, corner, xycoords="axes fraction", xytext=move, textcoords="offset points", **all_of_it)


def fit_text(text: str, inches: float, size: float) -> str:
    """Cut a text that would be wider than this in semibold letters of `size` points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font, cut = FontProperties(size=size, weight="semibold"), text
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the caption tells of letters that no font has
        while len(text) > 1 and text_to_path.get_text_width_height_descent(cut, font, False)[0] > 72 * inches:
            text = text[:-1].rstrip()
            cut = text + "…"
    return cut


def _describe(panels: list[_Panel], periods: list[str], names: tuple[str, str]) -> str:
    noun, unit = names
    peaks = []
    for panel in panels:
        rate = np.nan_to_num(panel.rate, nan=-1)
        at = int(rate.argmax())
        peaks.append(f"{panel.name} is highest in {periods[at]}, {max(rate[at], 0):,.1f} {unit}")
    spans = f"{count_noun(len(panels), noun)} over {count_noun(len(periods), 'period')}, {periods[0]} to {periods[-1]}"
    return f"Line chart, a panel per {noun}: {spans}. " + "; ".join(peaks) + "."
