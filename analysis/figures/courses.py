"""Courses: how often terms are used over time, each in a panel of its own, and on how many articles that rests."""

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from ..findings import count_noun
from .style import BLUE, INK, PALE_BLUE, SOFT, WIDTH, label_step, make_axes, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FEW_ARTICLES = 5  # periods with fewer are hollow
BAND = "#dce8f1"
# Inches: the width of all panels, and of the gap between two; heights of the heading over each, of the strip of articles, and of a panel
# where one, two or more stand below each other.
ROOM, GAP, HEADING, STRIP, PANEL = WIDTH - 0.6, 0.5, 0.4, 0.42, (2.2, 1.5, 0.95)
# With more periods than these, panels take the whole width; with few, no more than so many inches for each of them.
MOST_BESIDE, WIDEST_PERIOD = 12, 1.6
# How many panels stand beside each other, for 1, 2, … terms: four in two rows of two leave no hole.
BESIDE = (1, 2, 3, 2, 3)
# Where one term's highest rate is more than this times another's, one scale would press the other to the ground.
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
    of_terms = [rows for _, rows in course.groupby("term", sort=False)]
    if not of_terms or (of_terms[0]["n_articles_period"] > 0).sum() < 2:
        return None
    periods, n_articles = [str(name) for name in of_terms[0]["period"]], of_terms[0]["n_articles_period"].to_numpy()
    columns = 1 if len(periods) > MOST_BESIDE else BESIDE[min(len(of_terms), len(BESIDE)) - 1]
    rows = math.ceil(len(of_terms) / columns)
    panel = PANEL[min(rows, len(PANEL)) - 1]
    height, width = rows * (HEADING + panel) + HEADING + STRIP, (ROOM - (columns - 1) * GAP) / columns
    width = min(width, WIDEST_PERIOD * len(periods))
    rates, highs = ([_highest(of_term, column) for of_term in of_terms] for column in ("per_10k", "high"))
    tops = [max(rate, min(high, TALLEST_BAND * rate)) or 1.0 for rate, high in zip(rates, highs, strict=True)]
    if same := max(rates) <= SAME_SCALE * min(rates):
        tops = [max(tops)] * len(tops)

    ax = make_axes(ax, height + 1.2)
    ax.axis("off")
    boxes = [(column * (width + GAP) / ROOM, width / ROOM) for column in range(columns)]
    for k, of_term in enumerate(of_terms):
        left, wide = boxes[k % columns]
        bottom = 1 - (k // columns + 1) * (HEADING + panel) / height
        _draw_rates(ax.inset_axes((left, bottom, wide, panel / height)), of_term, tops[k], width)
    for left, wide in boxes:
        _draw_articles(ax.inset_axes((left, 0, wide, STRIP / height)), periods, n_articles, width)

    _write(ax, "uses per 10,000 words" + ("" if same else ", each term on its own scale"), (0, 1), (0, 3))
    is_cut = any(high > top for high, top in zip(highs, tops, strict=True))
    _write(ax, _write_notes(course, n_articles, is_cut), (0, 0), (0, -22), va="top")
    ax.set_title("Terms over time")
    ax.set_label(_describe(of_terms, periods))
    return ax


def _highest(of_term: "pd.DataFrame", column: str) -> float:
    return float(np.nanmax(of_term[column].to_numpy(dtype=float), initial=0))


def _write_notes(course: "pd.DataFrame", n_articles: np.ndarray, is_cut: bool) -> str:
    notes = ["shaded: 95 % interval" + (", cut off above" if is_cut else "")] if course["high"].notna().any() else []
    notes += ["hollow: fewer than five articles"] if ((n_articles > 0) & (n_articles < FEW_ARTICLES)).any() else []
    notes += ["gap: no articles"] if (n_articles == 0).any() else []
    return "; ".join(notes)


def _draw_rates(panel: "Axes", of_term: "pd.DataFrame", top: float, width: float) -> None:
    from matplotlib.ticker import MaxNLocator

    at, few = np.arange(len(of_term)), of_term["n_articles_period"].to_numpy() < FEW_ARTICLES
    rate, low, high = (of_term[column].to_numpy(dtype=float) for column in ("per_10k", "low", "high"))
    known = np.isfinite(low) & np.isfinite(high)
    beside = np.append(False, known[:-1]) | np.append(known[1:], False)
    panel.fill_between(at, low, high, where=known & beside, color=BAND, linewidth=0)
    if (alone := known & ~beside).any():
        panel.vlines(at[alone], low[alone], high[alone], color=BAND, linewidth=5)
    panel.plot(at, rate, color=BLUE, linewidth=1.4, solid_joinstyle="round")
    size = min(5, max(1.5, 0.6 * 72 * width / len(at)))
    for face, chosen in (("white", few & np.isfinite(rate)), (BLUE, ~few & np.isfinite(rate))):
        if chosen.any():  # a line without points stands in the corner of the figure, and the layout makes room for it
            points: dict[str, Any] = {
                "markersize": size,
                "markerfacecolor": face,
                "markeredgecolor": BLUE,
                "markeredgewidth": min(1.1, size / 4),
            }
            panel.plot(at[chosen], rate[chosen], "o", **points, clip_on=False, zorder=4)
    panel.set_ylim(0, 1.06 * top)
    panel.yaxis.set_major_locator(MaxNLocator(3))
    panel.yaxis.set_major_formatter("{x:,g}")
    uses = count_noun(int(of_term["n"].sum()), "use")
    _write(panel, uses, (1, 1), (0, 5), ha="right", fontsize=9)
    name = {"color": INK, "fontsize": 10.5, "fontweight": "semibold"}
    _write(panel, fit_text(shorten(of_term["form"].iloc[0]), width - 0.4 - 0.08 * len(uses), 10.5), (0, 1), (0, 5), **name)
    _finish(panel, len(at))


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


def _describe(of_terms: "list[pd.DataFrame]", periods: list[str]) -> str:
    peaks = []
    for of_term in of_terms:
        rate = of_term["per_10k"].fillna(-1).to_numpy()
        at = int(rate.argmax())
        peaks.append(f"{of_term['form'].iloc[0]} is highest in {periods[at]}, {max(rate[at], 0):,.1f} uses per 10,000 words")
    spans = f"{count_noun(len(of_terms), 'term')} over {count_noun(len(periods), 'period')}, {periods[0]} to {periods[-1]}"
    return f"Line chart, a panel per term: {spans}. " + "; ".join(peaks) + "."
