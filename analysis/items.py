"""The words and phrases of a corpus as numbers: found in a part, in matches of themes or outside, and spelled."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .grams import LONGEST, GramBook, find_grams, write_book
from .index import WordIndex
from .matching import join_ranges
from .phrases import count_phrases
from .tallies import common_spelling, count_forms
from .vocabulary import number_rows

if TYPE_CHECKING:
    import pandas as pd


class Items(NamedTuple):
    """The words and phrases of a corpus, numbered: the terms of the vocabulary, then the phrases.

    Attributes
    ----------
    terms : polars.Series of str
        The key of each.
    is_open : array of bool
        Whether each may be shown: neither a stop word nor a number.
    phrases : DataFrame
        From :func:`analysis.count_phrases`.
    words : list of arrays of int
        For phrases of two words, of three, …, a row for each, of the numbers of its words.
    book : GramBook
        In which the phrases are found.
    of_gram : list of arrays of int
        For grams of two words, of three, …, the number of the phrase that each gram of the book is; else -1.
    """

    terms: pl.Series
    is_open: np.ndarray
    phrases: "pd.DataFrame"
    words: list[np.ndarray]
    book: GramBook
    of_gram: list[np.ndarray]


def number_items(corpus: Corpus) -> Items:
    """Give numbers to all words and phrases of a corpus."""
    vocabulary, phrases = corpus.vocabulary, count_phrases(corpus)
    n_terms = len(vocabulary.terms)
    keys = pl.Series(phrases["phrase"].tolist(), dtype=pl.String)
    split = keys.str.split(" ")
    n_words = split.list.len().to_numpy()
    words, rows = [], []
    for size in range(2, LONGEST + 1):
        rows.append(np.flatnonzero(n_words == size))
        words.append(number_rows(split.gather(rows[-1]).explode().cast(pl.String), vocabulary.terms).reshape(-1, size).astype(np.int64))
    book, of_gram = write_book(words, n_terms), []
    for grams, numbers, known in zip(words, rows, book.keys, strict=True):
        of_gram.append(np.full(len(known), -1))
        of_gram[-1][book.look_up(grams.T)] = n_terms + numbers
    is_open = np.concatenate([~vocabulary.is_stop & ~vocabulary.terms.str.contains(r"^\p{N}").to_numpy(), np.ones(len(keys), dtype=bool)])
    return Items(pl.concat([vocabulary.terms, keys]), is_open, phrases, words, book, of_gram)


class Places(NamedTuple):
    """Where words and phrases are in a part: the number of each, its first word, and how many words it has."""

    item: np.ndarray
    start: np.ndarray
    length: np.ndarray


def find_places(index: WordIndex, is_sought: np.ndarray, book: GramBook, of_gram: Sequence[np.ndarray]) -> Places:
    """Find the words and phrases that are sought."""
    start = np.flatnonzero(is_sought[index.term_ids])
    found = [(index.term_ids[start].astype(np.int64), start, np.ones(len(start), dtype=np.int64))]
    for words, ((starts, numbers), item_of) in enumerate(zip(find_grams(index, book), of_gram, strict=True), start=2):
        item = item_of[numbers]
        rows = np.flatnonzero(np.append(is_sought, False)[item])  # -1 is none
        found.append((item[rows], starts[rows], np.full(len(rows), words)))
    return Places(*map(np.concatenate, zip(*found, strict=True)))


class Matched:
    """The words of a part that stand in some matches: ``before`` is how many do before each, with one more at the end."""

    def __init__(self, index: WordIndex, start: np.ndarray, length: np.ndarray) -> None:
        is_matched = np.zeros(len(index.ids) + 1, dtype=np.int32)
        is_matched[join_ranges(start, start + length) + 1] = 1
        self.before = np.cumsum(is_matched, dtype=np.int32)

    def touches(self, start: np.ndarray, length: np.ndarray) -> np.ndarray:
        """Tell which stretches of words have one in a match."""
        return self.before[start + length] > self.before[start]


def are_parts(items: Items, n: np.ndarray) -> np.ndarray:
    """Tell which words are part of one phrase in half of their uses `n` or more."""
    most = np.zeros(len(n), dtype=np.int64)
    for grams, of_gram in zip(items.words, items.of_gram, strict=True):
        uses = n[of_gram[items.book.look_up(grams.T)]]
        for column in grams.T:
            np.maximum.at(most, column, uses)
    return (most > 0) & (2 * most >= n)


def spell_items(corpus: Corpus, items: Items, numbers: np.ndarray) -> list[str]:
    """Give the spelling most often seen of some words and phrases."""
    vocabulary, n_terms, n = corpus.vocabulary, items.book.n_terms, count_forms(corpus)
    rows = np.flatnonzero(np.isin(vocabulary.term_of_form, numbers) & (n > 0))
    counted = pl.DataFrame({"f0": rows, "t0": vocabulary.term_of_form[rows].astype(np.int64), "n": n[rows]})
    spelled = common_spelling(counted, vocabulary, ["f0"], ["t0"])
    forms, of_phrases = dict(zip(spelled["t0"], spelled["form"], strict=True)), items.phrases["form"].tolist()
    return [forms[number] if number < n_terms else of_phrases[number - n_terms] for number in numbers.tolist()]
