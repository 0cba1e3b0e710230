"""What is counted of each entry of a lexicon: all that its weak spots are told by."""

from functools import reduce
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .corpus import Corpus
from .entry_company import count_company
from .entry_matches import match_entries
from .matching import join_ranges
from .near_words import NearWords, count_near
from .parts import Part
from .theme_matches import Sought

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# A first word behind all others: that of no match, and how much farther than one that counts is one that does not.
NOWHERE = 1 << 62
FAR = 1 << 60


class EntryCounts(NamedTuple):
    """Counts that add up over parts: arrays with one entry per entry of the lexicon, where nothing else is said.

    Attributes
    ----------
    n_found, n_kept, n_lost : array of int
        Its matches; those that count; see :class:`analysis.entry_matches.EntryMatches`.
    n_near : array of int
        How often what is nearly it would match; see :func:`analysis.near_words.count_near`.
    n_sentences, n_articles : array of int
        How many sentences and articles those that count touch.
    n_units : array of int
        Sentences, sentences that any entry touches, articles with a word, articles that any entry touches.
    company : csr_array
        See :func:`analysis.entry_company.count_company`.
    place : array of int
        The first word, in the corpus, of the first match that counts; or of the first of all, and `FAR`; or `NOWHERE`.
    taken : array of int, a row for each entry and one that took matches from it
        The numbers of both, and how many.
    shared : array of int, a row for each two entries of two themes that count on the same words
        The numbers of both; on how many stretches; and the first word, in the corpus, of the first of these.
    """

    n_found: np.ndarray
    n_kept: np.ndarray
    n_lost: np.ndarray
    n_near: np.ndarray
    n_sentences: np.ndarray
    n_articles: np.ndarray
    n_units: np.ndarray
    company: "csr_array"
    place: np.ndarray
    taken: np.ndarray
    shared: np.ndarray

    @property
    def places(self) -> np.ndarray:
        """The first word of the first match of each entry, of those that count, if one does; -1 if there is none."""
        return np.where(self.place < NOWHERE, self.place % FAR, -1)


def count_entries(corpus: Corpus, sought: Sought, near: NearWords) -> EntryCounts:
    """Count in all parts, and add up."""
    return reduce(_add, corpus.map_parts(_count_in, repeat(sought), repeat(near), repeat(corpus.vocabulary.is_stop)))


def _count_in(part: Part, sought: Sought, near: NearWords, is_stop: np.ndarray) -> EntryCounts:
    index = part.index
    found = match_entries(index, sought)
    n_entries = len(found.n_lost)
    entry, start, length = (column[found.is_kept] for column in (found.entry, found.start, found.length))

    def count(entries: np.ndarray) -> np.ndarray:
        return np.bincount(entries, minlength=n_entries)

    n_touched, n_units = [], []
    for bounds in (index.sentences, index.articles):
        unit = np.searchsorted(bounds, start, side="right") - 1
        n_touched.append(count(np.unique(entry * np.int64(len(bounds)) + unit) // len(bounds)))
        n_units += [int((np.diff(bounds) > 0).sum()), len(np.unique(unit))]
    place = np.full(n_entries, NOWHERE)
    np.minimum.at(place, found.entry, part.first.words + found.start + np.where(found.is_kept, 0, FAR))
    is_taken = found.taken_by >= 0
    taken = np.stack([found.entry[is_taken], found.taken_by[is_taken], np.ones(is_taken.sum(), dtype=np.int64)], axis=1)
    return EntryCounts(
        n_found=count(found.entry),
        n_kept=count(entry),
        n_lost=found.n_lost,
        n_near=count_near(index, sought, near, found),
        n_sentences=n_touched[0],
        n_articles=n_touched[1],
        n_units=np.array(n_units),
        company=count_company(index, entry, start, length, is_stop, n_entries),
        place=place,
        taken=_add_pairs(taken),
        shared=_find_shared(entry, start, length, part),
    )


def _find_shared(entry: np.ndarray, start: np.ndarray, length: np.ndarray, part: Part) -> np.ndarray:
    """Find the entries whose matches stand on the same words; within a theme, none do."""
    from scipy.sparse import csr_array, triu

    order = np.argsort(start, kind="stable")
    entry, start, length = entry[order], start[order], length[order]
    word = join_ranges(start, start + length)
    stands = csr_array((np.ones_like(word), word, np.append(0, np.cumsum(length))), shape=(len(entry), len(part.index.ids)))
    one, other = triu(stands @ stands.T, k=1).tocsr().nonzero()
    low, high = np.minimum(entry[one], entry[other]), np.maximum(entry[one], entry[other])
    return _add_pairs(np.stack([low, high, np.ones_like(low), part.first.words + start[one]], axis=1))


def _add(one: EntryCounts, other: EntryCounts) -> EntryCounts:
    added = {name: getattr(one, name) + getattr(other, name) for name in EntryCounts._fields[:8]}
    pairs = {name: _add_pairs(np.concatenate([getattr(one, name), getattr(other, name)])) for name in ("taken", "shared")}
    return EntryCounts(**added, place=np.minimum(one.place, other.place), **pairs)


def _add_pairs(rows: np.ndarray) -> np.ndarray:
    """Add up the third column of rows that agree in the first two; of what else they have, keep that of the first."""
    _, first, of = np.unique(rows[:, :2], axis=0, return_index=True, return_inverse=True)
    table = rows[first]
    table[:, 2] = np.bincount(of.ravel(), rows[:, 2], minlength=len(first))
    return table
