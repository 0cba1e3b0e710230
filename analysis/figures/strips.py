"""Strips: where terms and themes stand, in the text and over time."""

from typing import TYPE_CHECKING

import numpy as np

from ..groups import UNDATED
from ..lexicon import Lexicon
from .style import BLUE, FAINT, INK, SOFT, make_axes, rgb, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

THINNEST = 0.3  # % of the width: a tick thinner than this would not be seen
FEW_ARTICLES = 5  # periods with fewer are marked
MOST_NUMBERED = 14  # with more columns, the numbers in a heat strip's cells would not fit


def draw_positions(positions: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw a dispersion strip: one row per term, a tick for each place in the text where it stands, darker where it stands more often.

    Parameters
    ----------
    positions : DataFrame
        From :func:`analysis.count_positions`: ``form``, ``position``, ``width``, ``n``, ``published``.
    """
    if not len(positions):
        return None
    forms = list(dict.fromkeys(positions["form"]))
    ax = make_axes(ax, 1.3 + 0.34 * len(forms))
    for row, form in enumerate(forms):
        of_term = positions[positions["form"] == form]
        ax.axhline(row, color=FAINT, linewidth=0.8, zorder=0)
        strength = 0.1 + 0.9 * (of_term["n"] / of_term["n"].max()).to_numpy()
        colours = [(*rgb(BLUE), alpha) for alpha in strength]
        width = np.maximum(100 * of_term["width"], THINNEST)
        ax.bar(100 * of_term["position"], 0.72, bottom=row - 0.36, width=width, color=colours, linewidth=0)
    ax.set_yticks(range(len(forms)), [shorten(form) for form in forms])
    ax.set_ylim(len(forms) - 0.4, -0.6)
    ax.set_xlim(0, 100)
    if len(positions["published"].unique()) > 1:
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
    days = (dates.max() - dates.min()).days
    pattern = "%Y" if days > 3 * 365 else "%Y-%m" if days > 60 else "%Y-%m-%d"
    nearest = np.abs(positions["position"].to_numpy()[:, None] - places_[None, :]).argmin(axis=0)
    names = [UNDATED if str(date) == "NaT" else f"{date:{pattern}}" for date in dates[nearest]]
    return ["" if name == before else name for name, before in zip(names, ["", *names], strict=False)]


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
    ax = make_axes(ax, 1.6 + 0.34 * len(labels))
    top = value.max()
    at = {name: k for k, name in enumerate(columns)}
    squares, colours = [], []
    for group, label, amount in zip(course[unit], course["label"], value, strict=True):
        x, y = at[group], labels.index(label)
        squares.append([(x + 0.04, y - 0.42), (x + 0.96, y - 0.42), (x + 0.96, y + 0.42), (x + 0.04, y + 0.42)])
        # By the root: weak cells stay apart from empty ones where one theme is much stronger than the others.
        strength = 0.12 + 0.88 * (amount / top) ** 0.5
        colours.append((*rgb(lexicon.colours[theme_of[label]]), strength) if amount > 0 else rgb("#f3f5f7"))
        if len(columns) <= MOST_NUMBERED:
            number = "" if not amount else f"{amount:.0f}" if amount >= 0.5 else "<1"
            ax.text(x + 0.5, y, number, ha="center", va="center", fontsize=8.5, color="white" if strength > 0.62 else INK)
    ax.add_collection(PolyCollection(squares, facecolors=colours, linewidths=0))
    ax.set_yticks(range(len(labels)), [shorten(label) for label in labels])
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_xlim(0, len(columns))
    names = [str(name) for name in columns]
    if in_paragraphs:
        starts = course.drop_duplicates(unit).reset_index(drop=True)["section"].diff().fillna(0)
        for k in np.flatnonzero(starts):
            ax.axvline(float(k), color=SOFT, linewidth=1, linestyle=(0, (2, 2)))
    else:
        few = course.drop_duplicates(unit)["group_articles"].to_numpy() < FEW_ARTICLES
        names = [f"{name} ○" if is_few and unit != "article" else name for name, is_few in zip(names, few, strict=True)]
    step = max(1, round(len(columns) / (30 if in_paragraphs else 14)))
    shown = range(0, len(columns), step)
    long_names = max(map(len, names)) > 9
    ax.set_xticks(
        [k + 0.5 for k in shown],
        [shorten(names[k]) for k in shown],
        rotation=35 if long_names else 0,
        ha="right" if long_names else "center",
    )
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel(
        {"paragraph": "paragraph (dashed lines: a new section)"}.get(
            unit, f"{unit}" + (" (○: fewer than five articles)" if "○" in "".join(names) else "")
        )
    )
    ax.spines["bottom"].set_visible(False)
    most = f"{top:.0f} matches in a paragraph" if in_paragraphs else f"{top:.0f} % of the sentences"
    ax.set_title("Themes through the article, by paragraph" if in_paragraphs else f"Themes by {unit}")
    ax.annotate(
        f"darkest: {most}", (1, 1), xycoords="axes fraction", xytext=(0, 6), textcoords="offset points", ha="right", color=SOFT, fontsize=9
    )
    peak = course.iloc[int(value.to_numpy().argmax())]
    ax.set_label(
        f"Heat strip of {len(labels)} themes over {len(columns)} {unit}s. Strongest: {peak['label']} in {unit} {peak[unit]}, {most}."
    )
    return ax
