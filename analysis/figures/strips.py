"""Strips: where terms and themes stand, in the text and over time."""

import math
from typing import TYPE_CHECKING

import numpy as np

from ..findings import count_noun
from ..groups import UNDATED
from ..lexicon import Lexicon
from .style import BLUE, FAINT, SOFT, ink_on, label_step, make_axes, plot_width, printable, rgb, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

THINNEST = 0.3  # % of the width: a tick thinner than this would not be seen
LONGEST_NAME = 24
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
        labels = max(2, min(9, int(plot_width(forms) / 1.1)))
        ticks = np.linspace(0, 100, labels)
        ax.set_xticks(ticks, _dates_at(positions.sort_values("position", kind="stable"), ticks / 100))
        undated = positions.loc[positions["published"].isna(), "position"]
        if len(undated) and len(undated) < len(positions):
            ax.axvline(100 * undated.min(), color=SOFT, linewidth=1, linestyle=(0, (2, 2)))
        ax.set_xlabel(
            "all articles end to end, by date; darker: more uses, each row by itself" + ("; undated last" if len(undated) else "")
        )
    else:
        ax.set_xlabel("position in the text, in % of its words; each tick is a use")
    ax.set_title("Where the terms stand")
    spread = positions.groupby("form", sort=False)["position"]
    first, last = 100 * spread.min().iloc[0], 100 * spread.max().iloc[0]
    spans = f"{forms[0]} stands from {first:.0f} % to {last:.0f} % of it."
    ax.set_label(f"Dispersion strip of {count_noun(len(forms), 'term')} through the text. {spans}")
    return ax


def _dates_at(positions: "pd.DataFrame", places_: np.ndarray) -> list[str]:
    """Name the date of the article at each place: the year, or the month where the articles are from less than three years."""
    dates = positions["published"].reset_index(drop=True)
    days = (dates.max() - dates.min()).days
    pattern = "%Y" if days > 3 * 365 else "%Y-%m" if days > 60 else "%Y-%m-%d"
    nearest = np.abs(positions["position"].to_numpy()[:, None] - places_[None, :]).argmin(axis=0)
    names = [UNDATED if str(date) == "NaT" else f"{date:{pattern}}" for date in dates[nearest]]
    return ["" if name == before else name for name, before in zip(names, ["", *names], strict=False)]


def draw_theme_strip(course: "pd.DataFrame", lexicon: Lexicon, ax: "Axes | None" = None) -> "Axes | None":
    """Draw themes as rows and paragraphs or articles as columns; the darker a cell, the more of it the theme touches.

    Parameters
    ----------
    course : DataFrame
        From :func:`analysis.count_theme_course`: ``paragraph`` and ``section``, or ``article``; ``theme``, ``label``, ``n``,
        ``share_sentences``. In paragraphs the matches are counted; of articles it is the share of sentences touched.
    """
    if not len(course) or not course["n"].sum():
        return None
    from matplotlib.collections import PolyCollection

    unit = course.columns[0]
    in_paragraphs = unit == "paragraph"
    amounts = (course["n"] if in_paragraphs else 100 * course["share_sentences"].fillna(0)).to_numpy(dtype=float)
    columns = list(dict.fromkeys(course[unit]))
    themes = list(course.groupby("theme", sort=False)["n"].sum().sort_values(ascending=False, kind="stable").index)
    label_of = dict(zip(course["theme"], course["label"], strict=True))
    labels = [label_of[theme] for theme in themes]
    ax = make_axes(ax, 1.6 + 0.34 * len(themes) + (0.9 if unit == "article" else 0))
    top = amounts.max()
    at = {name: k for k, name in enumerate(columns)}
    squares, colours = [], []
    for group, theme, amount in zip(course[unit], course["theme"], amounts, strict=True):
        x, y = at[group], themes.index(theme)
        squares.append([(x + 0.04, y - 0.42), (x + 0.96, y - 0.42), (x + 0.96, y + 0.42), (x + 0.04, y + 0.42)])
        # By the root: weak cells stay apart from empty ones where one theme is much stronger than the others.
        strength = 0.12 + 0.88 * (amount / top) ** 0.5
        colours.append((*rgb(lexicon.colours[theme]), strength) if amount > 0 else rgb("#f3f5f7"))
        if len(columns) <= MOST_NUMBERED:
            number = "" if not amount else f"{amount:.0f}" if amount >= 0.5 else "<1"
            ax.text(x + 0.5, y, number, ha="center", va="center", fontsize=8.5, color=ink_on(colours[-1]))
    ax.add_collection(PolyCollection(squares, facecolors=colours, linewidths=0))
    ax.set_yticks(range(len(themes)), [shorten(label) for label in labels])
    ax.set_ylim(len(themes) - 0.4, -0.6)
    ax.set_xlim(0, len(columns))
    _label_columns(ax, course, columns, plot_width(labels))
    most = f"{count_noun(round(top), 'match', 'matches')} in a paragraph" if in_paragraphs else f"{top:.0f} % of the sentences"
    note = f"darkest: {most}"
    if not in_paragraphs:
        note = f"share of sentences touched, {'in %; ' if len(columns) <= MOST_NUMBERED else ''}darkest: {top:.0f} %"
    ax.set_title("Themes through the article, by paragraph" if in_paragraphs else f"Themes by {unit}")
    ax.set_xlabel(f"{ax.get_xlabel()}\n{note}")
    peak = course.iloc[int(amounts.argmax())]
    ax.set_label(
        f"Heat strip of {count_noun(len(themes), 'theme')} over {count_noun(len(columns), unit)}. "
        f"Strongest: {peak['label']} in {unit} {peak[unit]}, {most}."
    )
    return ax


def _label_columns(ax: "Axes", course: "pd.DataFrame", columns: list, width: float) -> None:
    """Name the columns of a heat strip, as many as there is room for; mark new sections."""
    slanted = course.columns[0] == "article"
    names, label = [printable(str(name)) for name in columns], course.columns[0]
    if slanted:  # the end of a name tells files of one folder apart
        names = [name if len(name) <= LONGEST_NAME else "…" + name[1 - LONGEST_NAME :] for name in names]
    elif (section := course.drop_duplicates("paragraph")["section"].to_numpy())[0] != section[-1]:
        label += " (dashed lines: a new section)"
        for k in np.flatnonzero(np.diff(section)) + 1:
            ax.axvline(float(k), color=SOFT, linewidth=1, linestyle=(0, (2, 2)))
    step = max(1, math.ceil(0.22 * len(columns) / width)) if slanted else label_step(names, width)
    shown = range(0, len(columns), step)
    ax.set_xticks([k + 0.5 for k in shown], [names[k] for k in shown], rotation=35 if slanted else 0, ha="right" if slanted else "center")
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel(label)
    ax.spines["bottom"].set_visible(False)
