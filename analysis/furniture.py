"""Furniture: paragraphs that many articles of one source begin or end with, almost the same each time."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import polars as pl

from .parts import Cut, Part

# A paragraph is furniture if so many stories of its source have it at the same end, and this share of all of them.
FEWEST_STORIES, SHARE = 5, 0.1


def find_furniture(parts: Sequence[Part], story: np.ndarray) -> list[dict[int, Cut]]:
    """Find what furniture each article begins and ends with.

    Parameters
    ----------
    parts : sequence of Part
    story : array of int64, one per article
        Which story it tells: copies count once.

    Returns
    -------
    list of dict of int to Cut, one per part
        Of the articles that begin or end with furniture, by their row in the segment, what goes. From each end inwards, it goes up to the
        first paragraph that is none: what stands in the middle of an article stays.
    """
    edges = pl.concat([_edges_in(part, story) for part in parts])
    if edges.is_empty():
        return [{} for _ in parts]
    sources = pl.concat([_sources_in(part, story) for part in parts]).group_by("source").agg(n_stories=pl.col("story").n_unique())
    needed = sources.select("source", needed=pl.max_horizontal(pl.lit(float(FEWEST_STORIES)), SHARE * pl.col("n_stories")))
    keys = edges.group_by("source", "is_last", "key").agg(n_shared=pl.col("story").n_unique().cast(pl.Int64))
    shared = keys.join(needed, on="source").filter(pl.col("n_shared") >= pl.col("needed"))
    furniture = edges.join(shared, on=["source", "is_last", "key"])
    # From each end inwards, up to the first that is none.
    ordered = furniture.sort("number", "is_last", "place")
    unbroken = ordered.filter(pl.col("place") == pl.int_range(pl.len()).over("number", "is_last"))
    # Never more than half of an article: those at its end first.
    unbroken = unbroken.sort("number", pl.col("is_last").not_(), "place").filter(pl.int_range(pl.len()).over("number") < pl.col("most"))
    cuts: list[dict[int, Cut]] = [{} for _ in parts]
    first = np.array([part.first.articles for part in parts])
    for (number,), rows in unbroken.group_by("number", maintain_order=True):
        article = cast(int, number)
        part = int(np.searchsorted(first, article, side="right")) - 1
        cuts[part][article - int(first[part])] = _cut(rows)
    return cuts


def _sources_in(part: Part, story: np.ndarray) -> pl.DataFrame:
    articles = part.segment.read("articles", "source")
    return articles.with_columns(story=pl.Series(story[part.first.articles :][: len(articles)])).filter(pl.col("source").is_not_null())


def _edges_in(part: Part, story: np.ndarray) -> pl.DataFrame:
    edges = part.segment.read("edges")
    number = edges["article"].cast(pl.Int64) + part.first.articles
    source = part.segment.read("articles", "source")["source"].gather(edges["article"])
    return edges.with_columns(number=number, source=source, story=pl.Series(story).gather(number))


def _cut(rows: pl.DataFrame) -> Cut:
    """Put together what goes of one article, of its rows of edges."""
    start, stop, first, last = 0, None, 0, 0
    lines: list[tuple[int, int, int]] = []
    for is_last, begins, ends, inner, n_words, n_shared in rows.select(
        "is_last", "begins", "ends", "inner", "n_words", "n_shared"
    ).iter_rows():
        if is_last:
            stop, last = inner, last + n_words
            lines += (inner, begins, 0), (begins, ends, n_shared)
        else:
            start, first = inner, first + n_words
            lines += (begins, ends, n_shared), (ends, inner, 0)
    return Cut(start, stop, first, last, tuple(sorted(lines)))
