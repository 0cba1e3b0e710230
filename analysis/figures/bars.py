"""Bars: how often, and how large a share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..groups import UNDATED
from ..lexicon import Lexicon
from .style import BLUE, INK, PALE_BLUE, SOFT, WIDTH, label_step, make_axes, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Rates of terms with fewer uses than this are drawn pale: one use more or less changes them by a fifth and more.
FEW_USES = 5
BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # so that no grid line runs through a number
# Periods with fewer articles than this are drawn hollow.
FEW_ARTICLES = 5


def _draw_bars(
    ax: "Axes",
    labels: Sequence[Any],
    values: Sequence[float],
    colours: Sequence[str],
    at_the_end: Sequence[str],
    title: str,
    unit: str,
    intervals: "pd.DataFrame | None" = None,
) -> "Axes":
    rows, ends = np.arange(len(labels)), np.asarray(values, dtype=float)
    ax.barh(rows, values, color=colours, height=0.68)
    if intervals is not None and intervals.notna().all(axis=None):
        low, high = intervals.to_numpy().T
        # White beneath, so that a line is seen on a dark bar too.
        ax.hlines(rows, low, high, color="white", linewidth=3, alpha=0.85)
        ax.hlines(rows, low, high, color=INK, linewidth=1.1)
        ax.vlines(np.concatenate([low, high]), np.tile(rows - 0.13, 2), np.tile(rows + 0.13, 2), color=INK, linewidth=1.1)
        ends = np.maximum(ends, high)
    ax.set_yticks(rows, [shorten(label) for label in labels], va="center")
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_xlim(0, ends.max() * 1.12)
    for row, value, text in zip(rows, ends, at_the_end, strict=True):
        ax.annotate(text, (value, row), xytext=(5, 0), textcoords="offset points", va="center", color=SOFT, fontsize=9, bbox=BEHIND)
    ax.xaxis.grid(True)
    if ends.max() >= 1000:
        ax.xaxis.set_major_formatter("{x:,.0f}")
    ax.set_xlabel(unit)
    ax.set_title(title)
    # The label of an Axes is what is read to people who do not see it.
    ax.set_label(f"Bar chart. {title}. Largest: {labels[0]}, {at_the_end[0]}.")
    return ax


def draw_term_rates(terms: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw the rates of terms as bars, with their intervals; pale ones stand for fewer than five uses, the number of which is at their end.

    Parameters
    ----------
    terms : DataFrame
        Rows of :func:`analysis.count_terms`: ``form``, ``n``, ``per_10k``, ``low``, ``high``.
    """
    if not len(terms):
        return None
    colours = [BLUE if n >= FEW_USES else PALE_BLUE for n in terms["n"]]
    at_the_end = [f"{n:,}" for n in terms["n"]]
    ax = make_axes(ax, 1.3 + 0.3 * len(terms))
    title, unit = "Most frequent terms", "uses per 10,000 words"
    return _draw_bars(ax, list(terms["form"]), list(terms["per_10k"]), colours, at_the_end, title, unit, terms[["low", "high"]])


def draw_phrases(phrases: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw phrases as bars of their uses, the most used on top.

    Parameters
    ----------
    phrases : DataFrame
        Rows of :func:`analysis.count_phrases`: ``form``, ``n``.
    """
    if not len(phrases):
        return None
    from matplotlib.ticker import MaxNLocator

    table = phrases.sort_values("n", ascending=False, kind="stable")
    at_the_end = [f"{n:,}" for n in table["n"]]
    ax = make_axes(ax, 1.3 + 0.3 * len(table))
    ax = _draw_bars(ax, list(table["form"]), list(table["n"]), [BLUE] * len(table), at_the_end, "Phrases that hold together", "uses")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    return ax


def draw_theme_shares(themes: "pd.DataFrame", lexicon: Lexicon, ax: "Axes | None" = None) -> "Axes | None":
    """Draw the share of each theme in all matches as bars, with their intervals; the number of matches stands at their end.

    Parameters
    ----------
    themes : DataFrame
        From :func:`analysis.count_themes`, labelled: ``theme``, ``label``, ``n``, ``share``, ``low``, ``high``.
    """
    if not themes["n"].sum():
        return None
    colours = [lexicon.colours[theme] for theme in themes["theme"]]
    at_the_end = [f"{n:,}" for n in themes["n"]]
    ax = make_axes(ax, 1.3 + 0.34 * len(themes))
    title, unit = "Themes, by share of all matches", "share of all theme matches, %; at the end: matches"
    unit += "; line: 95 % interval" if themes["low"].notna().any() else ""
    return _draw_bars(
        ax, list(themes["label"]), list(100 * themes["share"]), colours, at_the_end, title, unit, 100 * themes[["low", "high"]]
    )


def draw_article_counts(periods: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw the number of articles of each period as bars; None for fewer than two periods.

    Parameters
    ----------
    periods : DataFrame
        From :func:`analysis.count_articles`: ``period``, ``n_articles``.
    """
    if len(periods) < 2:
        return None
    from matplotlib.ticker import MaxNLocator

    ax = make_axes(ax, 3.4)
    names, n = list(periods["period"]), periods["n_articles"].to_numpy()
    colours = [PALE_BLUE if name == UNDATED else BLUE if count >= FEW_ARTICLES else "white" for name, count in zip(names, n, strict=True)]
    edges = [PALE_BLUE if name == UNDATED else BLUE for name in names]
    ax.bar(range(len(n)), n, color=colours, edgecolor=edges, linewidth=1.2, width=0.78)
    step = label_step(names, WIDTH - 1)
    ax.set_xticks(range(0, len(names), step), names[::step])
    ax.tick_params(axis="y", labelsize=9, labelcolor=SOFT)
    ax.yaxis.grid(True)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter("{x:,.0f}")
    notes = ["hollow: fewer than five"] if "white" in colours else []
    notes += ["pale: undated"] if UNDATED in names else []
    ax.set_ylabel("articles")
    ax.set_xlabel("; ".join(notes))
    ax.set_title("When the articles are from")
    dated = periods[periods["period"] != UNDATED]
    most = dated.iloc[int(dated["n_articles"].to_numpy().argmax())] if len(dated) else periods.iloc[0]
    ax.set_label(f"Column chart of articles by period. Most: {most['n_articles']:,} in {most['period']}.")
    return ax
