"""What counts as one draw where an interval is computed: an article, or all copies of one story, or a paragraph.

Words come in clusters: whoever uses one tends to use it again. So an interval is over articles; over paragraphs, where there are too few.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .groups import Groups, GroupsOfPart
from .index import WordIndex
from .parts import Part
from .statistics import FEWEST_UNITS
from .vocabulary import number_rows


class UnitsOfPart(NamedTuple):
    """The units of one part of a corpus.

    Attributes
    ----------
    is_by_article : array of bool
        For each group of the part, whether its units are articles, else paragraphs.
    story : array of int32
        For each article of the part, the number of the story that it tells, if others of its group tell it too: all of them are one unit,
        also where the units are paragraphs; else -1.
    """

    is_by_article: np.ndarray
    story: np.ndarray

    def find_bounds(self, index: WordIndex, groups: GroupsOfPart) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Find where the units of a part end, and the article and the group of each; all units hold a word."""
        starts = index.paragraphs[:-1]
        article = np.searchsorted(index.articles, starts, side="right") - 1
        group = np.searchsorted(getattr(index, groups.unit), starts, side="right") - 1 if groups.unit != "articles" else article
        group = groups.of_unit[group]
        begins = np.ones(len(starts), dtype=bool)
        if groups.unit == "articles":
            begins[1:] = (article[1:] != article[:-1]) | ~self.is_by_article[group[1:]]
        return np.append(starts[begins], len(index.ids)), article[begins], group[begins]


@dataclass(frozen=True)
class Units:
    """The units of a corpus; see :class:`UnitsOfPart`."""

    is_by_article: np.ndarray
    story: np.ndarray

    def of_part(self, part: Part, groups: GroupsOfPart) -> UnitsOfPart:
        """Tell what a function that counts in one part of the corpus needs to know."""
        return UnitsOfPart(self.is_by_article[groups.among], self.story[part.first.articles :][: part.counts.articles])


def choose_units(corpus: Corpus, groups: Groups) -> Units:
    """Choose the units of each group: the articles, if it has ten that hold a word, copies of one story being one; else the paragraphs."""
    articles = corpus.select("article_id", "copy_of", "n_words")
    copied = articles["copy_of"].drop_nulls().unique().sort()
    story = np.full(len(articles), -1, dtype=np.int32)
    if len(copied):  # the story of a copy, and of what it is a copy of, has the name of the latter
        named = articles.select(pl.coalesce("copy_of", "article_id")).to_series()
        is_told = named.is_in(copied.to_list())
        story[is_told.to_numpy()] = number_rows(named.filter(is_told), copied)
    if groups.unit != "articles":
        return Units(np.zeros(len(groups.labels), dtype=bool), np.full_like(story, -1))
    tells = np.where(story < 0, np.arange(len(story)) + len(copied), story)
    told = pl.DataFrame({"group": groups.of_unit, "story": tells}).filter(articles["n_words"] > 0)
    n = told.group_by("group").agg(n=pl.col("story").n_unique())
    counts = np.zeros(len(groups.labels), dtype=np.int64)
    counts[n["group"].to_numpy()] = n["n"].to_numpy()
    pairs = pl.DataFrame({"group": groups.of_unit, "story": story})
    is_alone = pairs.select(pl.len().over("group", "story") == 1).to_series().to_numpy()
    return Units(counts >= FEWEST_UNITS, np.where(is_alone, np.int32(-1), story))
