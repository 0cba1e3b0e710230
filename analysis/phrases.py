"""Multiword units: what is said together more often than chance would have it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from . import statistics
from .corpus import Corpus
from .index import WordIndex
from .terms import LONGEST, common_spelling, gram_starts

if TYPE_CHECKING:
    import pandas as pd

# A phrase is what is said more than once.
FEWEST = 2
# Below this G2, chance alone would join the two halves of a phrase more often than once in a thousand times (chi-squared, 1 df).
G2_OF_CHANCE = 10.83
SCORES = ("g2", "log_dice", "npmi")


def _frequent_grams(index: WordIndex) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give a number to each n-gram that occurs at least twice, for each n from 1 up; of single words, to all.

    Yields, for each n, the number of the gram that begins at each word (-1 for none), and the count of each number.
    """
    shorter = index.term_ids.astype(np.int64)
    yield shorter, np.bincount(shorter, minlength=len(index.vocabulary.terms))
    for words in range(2, LONGEST + 1):
        starts = gram_starts(index, words)
        starts = starts[(shorter[starts] >= 0) & (shorter[starts + 1] >= 0)]
        pairs = pl.DataFrame({"left": shorter[starts], "right": shorter[starts + 1], "start": starts})
        grams = pairs.group_by("left", "right").agg(pl.col("start").min(), n=pl.len()).filter(pl.col("n") >= FEWEST)
        grams = grams.sort("start").with_row_index("gram")
        pairs = pairs.join(grams.select("left", "right", "gram"), on=["left", "right"])
        shorter = np.full(len(index.ids), -1, dtype=np.int64)
        shorter[pairs["start"].to_numpy()] = pairs["gram"].to_numpy()
        yield shorter, grams["n"].to_numpy().astype(np.int64)


def count_phrases(corpus: Corpus) -> "pd.DataFrame":
    """Find the multiword units: runs of 2 to 5 words that stand together more often than chance would have it.

    Returns
    -------
    DataFrame, one row per phrase; highest `g2` first, ties by phrase
        ``phrase``, the folded key; ``form``, the spelling most often seen; ``n``, how often; ``n_articles``; and how closely its parts
        belong together: ``g2``, ``log_dice`` and ``npmi`` (see :mod:`analysis.statistics`), each for the weakest of the ways to cut the
        phrase in two.

    Notes
    -----
    A phrase occurs at least twice, begins and ends with no stop word, begins with no number, and does not cross the end of a sentence.
    One that stands inside a longer phrase is listed only if it occurs at least twice elsewhere; its ``n`` still counts all its places.
    """
    import pandas as pd

    index, vocabulary = corpus.index, corpus.vocabulary
    total = len(index.ids)
    is_number = np.array([term[0].isdigit() for term in vocabulary.terms], dtype=bool)
    numbered = list(_frequent_grams(index))
    reach = np.zeros(total, dtype=np.int64)  # up to where the longer phrases that begin at or before a word extend
    found = []
    for words in range(LONGEST, 1, -1):
        gram_at, n = numbered[words - 1]
        starts = np.flatnonzero(gram_at >= 0)
        _, first = np.unique(gram_at[starts], return_index=True)
        first = starts[first]  # where each gram stands for the first time
        scores = {name: np.full(len(n), np.inf) for name in SCORES}
        for cut in range(1, words):
            (left_at, n_left), (right_at, n_right) = numbered[cut - 1], numbered[words - cut - 1]
            for name, score in scores.items():
                measured = getattr(statistics, name)(n, n_left[left_at[first]], n_right[right_at[first + cut]], total)
                np.minimum(score, measured, out=score)
        has_stop_edge = vocabulary.is_stop[index.term_ids[first]] | vocabulary.is_stop[index.term_ids[first + words - 1]]
        starts_with_number = is_number[index.term_ids[first]]  # "On Feb. 22, 2021, Xi …"
        is_phrase = ~has_stop_edge & ~starts_with_number & (scores["g2"] > G2_OF_CHANCE) & (scores["npmi"] > 0)
        is_phrase &= np.bincount(gram_at[starts], weights=reach[starts] < starts + words, minlength=len(n)) >= FEWEST

        starts = starts[is_phrase[gram_at[starts]]]
        places = pl.DataFrame(
            {"gram": gram_at[starts], "article": np.searchsorted(index.articles, starts, side="right")}
            | {f"f{k}": index.ids[starts + k] for k in range(words)}
        )
        counted = places.group_by(places.columns).agg(n=pl.len())
        spelling = common_spelling(counted, vocabulary, [f"f{k}" for k in range(words)], ["gram"])
        table = counted.group_by("gram").agg(pl.col("n").sum(), pl.col("article").n_unique()).join(spelling, on="gram").sort("gram")
        row = {"phrase": table["joined"].to_list(), "form": table["form"].to_list(), "n": table["n"].to_numpy().astype(int)}
        row["n_articles"] = table["article"].to_numpy().astype(int)
        found.append(pd.DataFrame(row | {name: score[is_phrase] for name, score in scores.items()}))
        np.maximum.at(reach, starts, starts + words)
        reach = np.maximum.accumulate(reach)
    types = {"phrase": "str", "form": "str", "n": "int64", "n_articles": "int64"} | dict.fromkeys(SCORES, "float64")
    return pd.concat(found).astype(types).sort_values(["g2", "phrase"], ascending=[False, True], ignore_index=True)
