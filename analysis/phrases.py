"""Multiword units: what is said together more often than chance would have it."""

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from . import statistics
from .corpus import Corpus
from .grams import LONGEST, GramBook, find_grams, gram_starts, number_rows_of, write_book
from .index import WordIndex
from .parts import Part
from .tallies import add_rows, common_spelling, gather
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

# A phrase is what is said more than once.
FEWEST = 2
# Below this G2, chance alone would join the two halves of a phrase more often than once in a thousand times (chi-squared, 1 df).
G2_OF_CHANCE = 10.83
SCORES = ("g2", "log_dice", "npmi")
# Phrases are looked for in so many words, some ten thousand articles, and counted in all: what is said twice in these is found.
SAMPLE = 4_000_000
# More phrases than this nobody reads; the surest are kept.
MOST = 20_000


class _Grams(NamedTuple):
    """The grams of one length that occur at least twice: which one begins at each word, -1 for none; their counts; their first places."""

    of_word: np.ndarray
    n: np.ndarray
    first: np.ndarray


def _frequent_grams(index: WordIndex, n_terms: int) -> Iterator[_Grams]:
    """Give numbers to the n-grams that occur at least twice, for each n from 1 up; of single words, all."""
    ids = index.term_ids
    shorter = _Grams(ids, np.bincount(ids, minlength=n_terms), np.zeros(0, int))
    yield shorter
    for words in range(2, LONGEST + 1):
        starts = gram_starts(index, words)
        left, right = shorter.of_word[starts], shorter.of_word[starts + 1]
        is_open = (left >= 0) & (right >= 0)
        starts = starts[is_open]
        numbers, first = number_rows_of([left[is_open], right[is_open]])
        n = np.bincount(numbers, minlength=len(first))
        is_frequent = n >= FEWEST
        renumbered = np.where(is_frequent, np.cumsum(is_frequent) - 1, -1).astype(np.int32)
        at = np.full(len(ids), -1, dtype=np.int32)
        at[starts] = renumbered[numbers]
        shorter = _Grams(at, n[is_frequent], starts[first[is_frequent]])
        yield shorter


def _score(n: np.ndarray, cuts: Sequence[tuple[np.ndarray, np.ndarray]], total: int) -> dict[str, np.ndarray]:
    """Measure how closely phrases belong together, each for the weakest of the ways to cut it in two."""
    return {name: np.min([getattr(statistics, name)(n, left, right, total) for left, right in cuts], axis=0) for name in SCORES}


def _is_phrase(scores: dict[str, np.ndarray]) -> np.ndarray:
    return (scores["g2"] > G2_OF_CHANCE) & (scores["npmi"] > 0)


def _choose(index: WordIndex, vocabulary: Vocabulary) -> tuple[list[np.ndarray], int]:
    """Find the phrases in some text.

    Returns
    -------
    tuple of list and int
        For two words, three, …, an array of terms, one row per phrase, one column per word; of the surest :data:`MOST` phrases. And how
        many there are.
    """
    is_number = vocabulary.terms.str.contains(r"^\p{N}").to_numpy()
    numbered = list(_frequent_grams(index, len(vocabulary.terms)))
    reach = np.zeros(len(index.ids), dtype=np.int64)  # up to where the longer phrases that begin at or before a word extend
    ids = index.term_ids
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for words in range(LONGEST, 1, -1):
        at, n, first = numbered[words - 1]
        cuts = []
        for cut in range(1, words):
            before, after = numbered[cut - 1], numbered[words - cut - 1]
            cuts.append((before.n[before.of_word[first]], after.n[after.of_word[first + cut]]))
        starts = np.flatnonzero(at >= 0)
        scores = _score(n, cuts, len(ids))
        is_phrase = _is_phrase(scores)
        is_phrase &= ~vocabulary.is_stop[ids[first]] & ~vocabulary.is_stop[ids[first + words - 1]]
        is_phrase &= ~is_number[ids[first]]  # "On Feb. 22, 2021, Xi …"
        is_phrase &= np.bincount(at[starts], weights=reach[starts] < starts + words, minlength=len(n)) >= FEWEST
        starts = starts[is_phrase[at[starts]]]
        np.maximum.at(reach, starts, starts + words)
        reach = np.maximum.accumulate(reach)
        found.append((np.stack([ids[first[is_phrase] + k] for k in range(words)], axis=1), scores["g2"][is_phrase]))
    return _keep_surest(found[::-1]), sum(len(g2) for _, g2 in found)


def _keep_surest(found: list[tuple[np.ndarray, np.ndarray]]) -> list[np.ndarray]:
    """Keep the :data:`MOST` phrases with the highest G2, ties by phrase, from arrays of phrases and of their G2, one for each length."""
    g2 = np.concatenate([scores for _, scores in found])
    words = np.full((len(g2), LONGEST), -1)
    bounds = np.cumsum([0, *(len(scores) for _, scores in found)])
    for (phrases, _), first, last in zip(found, bounds[:-1], bounds[1:], strict=True):
        words[first:last, : phrases.shape[1]] = phrases
    is_kept = np.zeros(len(g2), dtype=bool)
    is_kept[np.lexsort((*words.T[::-1], -g2))[:MOST]] = True
    return [phrases[is_kept[first:last]] for (phrases, _), first, last in zip(found, bounds[:-1], bounds[1:], strict=True)]


def _count_in(part: Part, book: GramBook, is_listed: list[np.ndarray]) -> tuple[list[np.ndarray], list[np.ndarray], list[pl.DataFrame]]:
    """Count the grams of a book in a part; of those that are listed, also the articles and the spellings.

    Returns
    -------
    tuple of three lists
        For each length from one word up, the count of each gram; for each length from two words up, the number of articles of each gram
        that is listed, and how often each spelling of it occurs: ``gram``, ``f0``, …, ``n``.
    """
    index = part.index
    counts, n_articles, tables = [np.bincount(index.term_ids, minlength=book.n_terms)], [], []
    for words, ((starts, numbers), listed) in enumerate(zip(find_grams(index, book), is_listed, strict=True), start=2):
        counts.append(np.bincount(numbers, minlength=len(listed)))
        is_shown = listed[numbers]
        starts, numbers = starts[is_shown], numbers[is_shown]
        article = np.searchsorted(index.articles, starts, side="right")
        pairs = np.unique(numbers * (len(index.articles) + 1) + article)
        n_articles.append(np.bincount(pairs // (len(index.articles) + 1), minlength=len(listed)))
        spelled = {f"f{k}": index.forms[index.ids[starts + k]] for k in range(words)}
        places = pl.DataFrame({"gram": numbers.astype(np.int32)} | spelled)
        tables.append(places.group_by(places.columns).agg(n=pl.len()))
    return counts, n_articles, tables


def count_phrases(corpus: Corpus) -> "pd.DataFrame":
    """Find the multiword units: runs of 2 to 6 words that stand together more often than chance would have it.

    Returns
    -------
    DataFrame, one row per phrase; highest `g2` first, ties by phrase
        ``phrase``, the folded key; ``form``, the spelling most often seen; ``n``, how often; ``n_articles``; and how closely its parts
        belong together: ``g2``, ``log_dice`` and ``npmi`` (see :mod:`analysis.statistics`), each for the weakest of the ways to cut the
        phrase in two. ``attrs["note"]`` says so where phrases were looked for in some of the articles only.

    Notes
    -----
    A phrase occurs at least twice, begins and ends with no stop word, begins with no number, and does not cross the end of a sentence.
    One that stands inside a longer phrase is listed only if it occurs at least twice elsewhere; its ``n`` still counts all its places.

    Which phrases there are is found in :data:`SAMPLE` words, drawn article by article (see :meth:`Corpus.sample`); all that is said of them
    is counted in all articles.
    """
    import pandas as pd

    vocabulary, total = corpus.vocabulary, corpus.counts.words
    sample = corpus.sample(SAMPLE)
    chosen, n_found = _choose(sample, vocabulary)
    book = write_book(chosen, len(vocabulary.terms))
    numbers = [book.look_up(phrases.T) for phrases in chosen]
    is_listed = [np.isin(np.arange(len(keys)), rows) for keys, rows in zip(book.keys, numbers, strict=True)]
    counts = [np.zeros(size, dtype=np.int64) for size in (book.n_terms, *map(len, book.keys))]
    n_articles = [np.zeros(len(keys), dtype=np.int64) for keys in book.keys]
    spellings: list[list[pl.DataFrame]] = [[] for _ in book.keys]
    for counted in corpus.map_parts(_count_in, repeat(book), repeat(is_listed)):
        for sums, here in zip((*counts, *n_articles), (*counted[0], *counted[1]), strict=True):
            sums += here
        for tables, table in zip(spellings, counted[2], strict=True):
            gather(tables, table)
    measured = []
    for words, (phrases, rows, tables) in enumerate(zip(chosen, numbers, spellings, strict=True), start=2):
        n = counts[words - 1][rows]
        ends = ((phrases[:, :cut].T, phrases[:, cut:].T) for cut in range(1, words))
        cuts = [tuple(counts[len(end) - 1][book.look_up(end)] for end in pair) for pair in ends]
        scores = _score(n, cuts, total)
        spelling = common_spelling(add_rows(tables), vocabulary, [f"f{k}" for k in range(words)], ["gram"])
        names = pl.DataFrame({"gram": rows.astype(np.int32)}).join(spelling, on="gram", maintain_order="left")
        columns = {"phrase": names["joined"].to_list(), "form": names["form"].to_list(), "n": n, "n_articles": n_articles[words - 2][rows]}
        measured.append(pd.DataFrame(columns | scores)[_is_phrase(scores)])  # what holds in some articles may not hold in all
    types = {"phrase": "str", "form": "str", "n": "int64", "n_articles": "int64"} | dict.fromkeys(SCORES, "float64")
    listed = pd.concat(measured).astype(types).sort_values(["g2", "phrase"], ascending=[False, True], ignore_index=True)
    notes = []
    if len(sample.ids) < total:
        looked = f"{len(sample.articles) - 1:,} of {corpus.counts.articles:,} articles ({len(sample.ids):,} words), drawn at random"
        notes.append(f"Phrases were looked for in {looked}; their numbers are counted in all.")
    if n_found > MOST:
        notes.append(f"Of {n_found:,} phrases found, these are the {len(listed):,} surest.")
    listed.attrs["note"] = " ".join(notes)
    return listed
