"""Keyness: which terms set some articles apart from others, and on how many uses that rests."""

from typing import TYPE_CHECKING, Any

import numpy as np

from ..findings import count_noun, listed
from .courses import fit_text
from .style import BLUE, SOFT, make_axes, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

ORANGE, GREY, LINE = "#b4501c", "#c3ccd4", "#a3b0bb"
HEIGHT = 6.2  # inches
# Diameters of the points of key terms and of all others, in points. Where more than so many key terms are drawn, theirs are smaller.
LARGE, SMALL, MANY = 3.6, 1.8, 400
# Points that would lie on each other are drawn once: one in each cell of a grid this fine.
CELLS_ACROSS, CELLS_UP = 220, 150
NARROWEST = 1.3  # the plot reaches at least so far to either side: half as often, twice as often
PARTS = {-1: "half", -2: "a quarter", -3: "an eighth"}
MOST_LABELS = 80  # that are tried on either side
# Where a label may stand: outwards of its point, above, below, or between these; where all are taken, further away, at the end of a line.
SIDES = np.array([(1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1), (-1, 0), (1, 0.5), (1, -0.5), (0.5, 1), (0.5, -1)])
GAPS = (4, 11, 18)  # points between a label and its point
ALONG = np.linspace(0.3, 0.95, 12)  # where on a line it is looked whether it meets anything
AROUND = 1.5  # points that stay free around a label, and around a coloured point


def draw_keyness(
    compared: "pd.DataFrame", ax: "Axes | None" = None, names: tuple[str, str] = ("these articles", "the others")
) -> "Axes | None":
    """Draw each term as a point: the further right, the more often these articles use it; the higher, the more uses that rests on.

    Parameters
    ----------
    compared : DataFrame, one row per term
        ``term``, ``form``, ``n``, ``n_reference`` if there is a reference corpus, ``log_ratio`` (base 2), ``lrc``, ``p_articles``,
        ``is_key`` and ``is_stop``. Rows of stop words are left out, as in all pictures.
    ax : Axes, optional
    names : tuple of str
        What the two are called, those of ``n`` first.

    Returns
    -------
    Axes or None
        Key terms are blue where these articles use them more, orange where the others do, and labelled, those with the ``lrc`` furthest
        from 0 first, as long as there is room; all others are small and grey. None when no term is left, or too few articles to test any.

    Notes
    -----
    Of points in the same place (one in 220 of the width, one in 150 of the height) one is drawn, so that the picture of a hundred thousand
    terms is hardly larger than that of a thousand. Terms with less than half as many uses as any key term would fill a third of the
    picture and say nothing: they are left out, and it says so below. Labels are placed whenever the picture is drawn, for its size then.
    """
    table = compared[~compared["is_stop"].to_numpy(dtype=bool) & compared["log_ratio"].notna().to_numpy()]
    if not len(table) or table["p_articles"].isna().all():
        return None
    has_both = "n_reference" in table
    uses, key = (table["n"] + (table["n_reference"] if has_both else 0)).to_numpy(), table["is_key"].to_numpy(dtype=bool)
    fewest = int(uses[key].min()) // 2 if key.any() else 0
    shown = uses >= fewest
    table, uses, key = table[shown], uses[shown], key[shown]
    is_unused, uses = uses == 0, np.maximum(uses, 1)
    ratio = table["log_ratio"].to_numpy(dtype=float)
    finite = ratio[np.isfinite(ratio)]
    left, right = min(finite.min(initial=0), -NARROWEST), max(finite.max(initial=0), NARROWEST)
    ratio = np.clip(ratio, left, right)  # infinite where there is no use on one side
    colours = np.where(~key, GREY, np.where(ratio > 0, BLUE, ORANGE))

    ax = make_axes(ax, HEIGHT)
    margin = 0.05 * (right - left)
    ax.set_xlim(left - margin, right + margin)
    ax.set_yscale("log")
    ax.set_ylim(0.8 * max(fewest, 1), 1.6 * max(uses.max(), 2))
    ax.axvline(0, color=LINE, linewidth=1, zorder=1)
    drawn = _find_distinct(ratio, uses, key)
    size = LARGE * min(1, (MANY / max(drawn[key].sum(), 1)) ** 0.25)
    for colour in (GREY, ORANGE, BLUE):
        points = drawn & (colours == colour)
        if points.any():
            look = (SMALL, 2) if colour == GREY else (size, 3)
            ax.plot(ratio[points], uses[points], "o", color=colour, markeredgewidth=0, markersize=look[0], zorder=look[1])
    notes = ["grey: not key"] if not key.all() else []
    notes += ["lowest: one use or none"] if is_unused.any() else []
    left_out = ["stop words"] if compared["is_stop"].any() else []
    left_out += [f"terms of fewer than {fewest:,} uses, none of them key"] if not shown.all() else []
    notes += [f"left out: {listed(left_out)}"] if left_out else []
    _label_axes(ax, left, right, names, "uses in both together" if has_both else f"uses in {names[0]}", notes)
    # What is never used has no place to open: it is a point, and has no label.
    _label_terms(ax, table.assign(x=ratio, y=uses, colour=colours)[key & ~is_unused], np.column_stack([ratio, uses])[key & drawn])
    ax.set_title("Terms that set them apart")
    ax.set_label(_describe(table[key & ~is_unused], len(table), names))
    return ax


def _find_distinct(x: np.ndarray, y: np.ndarray, key: np.ndarray) -> np.ndarray:
    """Tell which points are to be drawn: of those in one cell of a grid the first, key or not."""
    across, up = (np.round(cells * values / max(np.ptp(values), 0.1)) for cells, values in ((CELLS_ACROSS, x), (CELLS_UP, np.log(y))))
    first = np.unique(np.column_stack([across, up, key]), axis=0, return_index=True)[1]
    return np.isin(np.arange(len(x)), first)


def _label_axes(ax: "Axes", left: float, right: float, names: tuple[str, str], unit: str, notes: list[str]) -> None:
    from matplotlib.ticker import LogLocator, NullLocator

    step = int(np.ceil((right - left) / 9))
    ticks = [k for k in range(-60 * step, 61 * step, step) if left <= k <= right]
    ax.set_xticks(ticks, [_say_ratio(k) for k in ticks])
    lowest, highest = ax.get_ylim()
    ax.yaxis.set_major_locator(LogLocator(subs=(1,) if highest > 100 * lowest else (1, 2, 5)))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_major_formatter("{x:,.0f}")
    ax.yaxis.grid(True)
    ax.tick_params(axis="y", labelsize=9, labelcolor=SOFT)
    ax.set_ylabel(unit)
    these, others = (fit_text(shorten(name), 2.7, 10.5) for name in names)
    ax.set_xlabel("\n".join(filter(None, [f"rate in {these}, against that in {others}", "; ".join(notes)])))
    for text, place, side, colour in ((f"← more in {others}", 0, "left", ORANGE), (f"more in {these} →", 1, "right", BLUE)):
        look: dict[str, Any] = {"ha": side, "color": colour, "fontsize": 10.5, "fontweight": "semibold"}
        ax.annotate(text, (place, 1), xycoords="axes fraction", xytext=(0, 4), textcoords="offset points", **look)


def _say_ratio(k: int) -> str:
    """Put a power of two into words."""
    if k == 0:
        return "as often\nin both"
    times = PARTS.get(k, f"1/{2.0**-k:,.0f}") if k < 0 else "twice" if k == 1 else f"{2.0**k:,.0f} times"
    return f"{times}\nas often"


def _label_terms(ax: "Axes", key: "pd.DataFrame", points: np.ndarray) -> None:
    """Write the names of the most key terms beside their points, where there is room: found whenever the picture is drawn."""
    from matplotlib.artist import Artist
    from matplotlib.collections import LineCollection
    from matplotlib.patheffects import withStroke
    from matplotlib.transforms import IdentityTransform

    ranked = key.assign(near=-key["lrc"].abs()).sort_values(["near", "term"], kind="stable")
    chosen = ranked[ranked.groupby("colour").cumcount() < MOST_LABELS]
    look: dict[str, Any] = {"fontsize": 9, "zorder": 5, "in_layout": False, "path_effects": [withStroke(linewidth=2.2, foreground="white")]}
    labels = [
        ax.annotate(shorten(form), (x, y), (0, 0), textcoords="offset points", color=colour, **look)
        for form, x, y, colour in zip(chosen["form"], chosen["x"], chosen["y"], chosen["colour"], strict=True)
    ]
    lines = LineCollection([], colors=SOFT, linewidths=0.6, zorder=4, transform=IdentityTransform(), in_layout=False)
    ax.add_collection(lines, autolim=False)

    class Placing(Artist):
        """Draws nothing; the first to be drawn, it moves labels and lines."""

        def draw(self, renderer: Any) -> None:
            lines.set_segments(place_labels(ax, labels, points, renderer))

    placing = ax.add_artist(Placing())
    placing.set_zorder(0)
    placing.set_in_layout(False)


def place_labels(ax: "Axes", labels: "list[Annotation]", points: np.ndarray, renderer: Any) -> list[np.ndarray]:
    """Move each label near its point, to where it is inside the axes and touches neither a label before it, nor its line, nor any point.

    Parameters
    ----------
    ax : Axes
    labels : list of Annotation
        The most important first. One that finds no room is made invisible.
    points : array of float, one row per point
        Where, in the units of the axes.
    renderer : Renderer
        By whom they are drawn.

    Returns
    -------
    list of array
        Both ends of the line of each label that is not beside its point, in pixels.
    """
    page, pixel = ax.get_window_extent(renderer), renderer.points_to_pixels(1)
    dots, room = ax.transData.transform(points), AROUND * pixel
    taken, lines = np.hstack([dots - room, dots + room]), []
    for label in labels:
        label.set_visible(True)  # what is invisible has no extent
        box, at = label.get_window_extent(renderer), ax.transData.transform(label.xy)
        label.set_visible(False)
        size, outwards = np.array([box.width, box.height]), np.array([1 if label.xy[0] > 0 else -1, 1])
        # All sides, first at the least distance, then further away.
        middles = np.concatenate([at + outwards * SIDES * (gap * pixel + size / 2) for gap in GAPS])
        boxes = np.hstack([middles - size / 2 - room, middles + size / 2 + room])
        inside = ((boxes[:, :2] >= page.min) & (boxes[:, 2:] <= page.max)).all(axis=1)
        for place in np.flatnonzero(inside & ~_touch(boxes, taken)):
            end = np.clip(at, boxes[place, :2] + room, boxes[place, 2:] - room)
            steps = at + ALONG[:, None] * (end - at)
            along = np.hstack([steps - room / 2, steps + room / 2])
            if place < len(SIDES):
                taken = np.vstack([taken, boxes[place]])
            elif not _touch(along, taken).any():
                taken = np.vstack([taken, boxes[place], along])
                lines.append(np.array([at, end]))
            else:
                continue
            label.xyann = tuple((boxes[place, :2] + room - at) / pixel)
            label.set_visible(True)
            break
    return lines


def _touch(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Tell of each box (left, bottom, right, top) whether it overlaps any of the others."""
    apart = (boxes[:, None, :2] >= others[:, 2:]) | (boxes[:, None, 2:] <= others[:, :2])
    return np.any(~np.any(apart, axis=2), axis=1)


def _describe(key: "pd.DataFrame", count: int, names: tuple[str, str]) -> str:
    sides = []
    for name, rows in zip(names, (key[key["log_ratio"] > 0], key[key["log_ratio"] < 0]), strict=True):
        first = rows.assign(near=-rows["lrc"].abs()).sort_values(["near", "term"], kind="stable").head(5)
        sides.append(f"{count_noun(len(rows), 'term')} in {name}" + (f", first {listed(list(first['form']))}" if len(rows) else ""))
    return f"Scatter chart of {count_noun(count, 'term')} by how much more often one side uses them. Key are {'; and '.join(sides)}."
