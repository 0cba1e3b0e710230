"""Where a lexicon matches: every match of every theme in a part of a corpus."""

from collections.abc import Iterator
from itertools import repeat
from typing import NamedTuple

import numpy as np

from .corpus import Corpus
from .index import WordIndex
from .lexicon import Lexicon
from .matching import Matches, Queries, find_matches, keep_longest, lie_inside, look_up
from .parts import Part

# So many matches are remembered: 180 MB.
MOST_REMEMBERED = 10_000_000


class ThemeMatches(NamedTuple):
    """Where themes match: arrays of int, one entry per match, in reading order, then by theme.

    ``theme`` and ``entry`` are row numbers of the lexicon's themes and of that theme's entries; ``start`` and ``length`` count words;
    ``is_shared`` tells whether a match of another theme stands on some of the same words, ``is_first`` whether no other of the same theme
    stands before it in its sentence.
    """

    theme: np.ndarray
    entry: np.ndarray
    start: np.ndarray
    length: np.ndarray
    is_shared: np.ndarray
    is_first: np.ndarray


class Sought(NamedTuple):
    """A lexicon, looked up in a vocabulary: the forms that its entries and exceptions stand for, and how many of both each theme has."""

    queries: Queries
    sizes: tuple[tuple[int, int], ...]


def look_up_themes(corpus: Corpus, lexicon: Lexicon) -> Sought:
    """Look up the entries and exceptions of all themes in the vocabulary of a corpus."""
    patterns = [pattern for theme in lexicon.themes for pattern in (*theme.patterns, *theme.exceptions)]
    sizes = tuple((len(theme.patterns), len(theme.exceptions)) for theme in lexicon.themes)
    return Sought(look_up(corpus.vocabulary, patterns), sizes)


class Candidates(NamedTuple):
    """Where entries match, before any is chosen: arrays, one entry per match, by theme, then in reading order.

    ``theme`` is the number of the theme, and ``entry`` that of the entry, counted over the whole lexicon; ``start`` and ``length`` count
    words; ``at`` is the start where each theme has the text for itself, one copy after the other, as themes do not see each other;
    ``is_excepted`` tells whether the match lies in an exception of its theme.
    """

    theme: np.ndarray
    entry: np.ndarray
    start: np.ndarray
    length: np.ndarray
    at: np.ndarray
    is_excepted: np.ndarray


def number_queries(sought: Sought) -> tuple[np.ndarray, np.ndarray]:
    """Give the theme of each query, and the number of its entry, counted over the whole lexicon; -1 for an exception."""
    sizes = np.array(sought.sizes, dtype=np.int64).reshape(-1, 2)
    is_entry = np.repeat(np.tile([True, False], len(sizes)), sizes.ravel())
    return np.repeat(np.arange(len(sizes)), sizes.sum(axis=1)), np.where(is_entry, np.cumsum(is_entry) - 1, -1)


def find_candidates(index: WordIndex, sought: Sought) -> Candidates:
    """Find every match of every entry."""
    query, start, length = find_matches(index, sought.queries)
    theme_of_query, entry_of_query = number_queries(sought)
    theme, entry = theme_of_query[query], entry_of_query[query]
    at = theme * (len(index.ids) + 1) + start
    order = np.argsort(at, kind="stable")
    theme, entry, start, length, at = (column[order] for column in (theme, entry, start, length, at))
    is_entry = entry >= 0
    excepting = Matches(entry[~is_entry], at[~is_entry], length[~is_entry])
    theme, entry, start, length, at = (column[is_entry] for column in (theme, entry, start, length, at))
    return Candidates(theme, entry, start, length, at, lie_inside(at, at + length, excepting))


def match_themes(index: WordIndex, sought: Sought) -> ThemeMatches:
    """Find every match of every theme: the longest wins inside one theme; a stretch may belong to several themes."""
    found = find_candidates(index, sought)
    rows = np.flatnonzero(~found.is_excepted)
    rows = rows[keep_longest(found.at[rows], found.length[rows])]
    sentence = np.searchsorted(index.sentences, found.start[rows], side="right")
    is_first = (np.diff(found.theme[rows], prepend=-1) != 0) | (np.diff(sentence, prepend=-1) != 0)
    order = np.argsort(found.start[rows], kind="stable")
    theme, entry, start, length = (column[rows[order]] for column in found[:4])
    first = np.cumsum([0, *(entries for entries, _ in sought.sizes)])
    n_words = len(index.ids) + 1
    layers = np.cumsum(np.bincount(start, minlength=n_words) - np.bincount(start + length, minlength=n_words))  # themes on each word
    crowded = np.concatenate([[0], np.cumsum(layers > 1)])
    return ThemeMatches(theme, entry - first[theme], start, length, crowded[start + length] > crowded[start], is_first[order])


def _match_in(part: Part, sought: Sought) -> ThemeMatches:
    return match_themes(part.index, sought)


def _cast(matches: ThemeMatches, kind: type) -> ThemeMatches:
    """Give numbers as wide as that."""
    numbers = {name: column.astype(kind) for name, column in matches._asdict().items() if not name.startswith("is_")}
    return matches._replace(**numbers)


def match_parts(corpus: Corpus, lexicon: Lexicon) -> Iterator[ThemeMatches]:
    """Match a lexicon in each part of a corpus; what was matched last is remembered, so that one look at all of it serves all counts."""
    known, found = corpus.remembered.get("matches", (None, ()))
    if known == lexicon:
        yield from (_cast(matches, np.int64) for matches in found)
        return
    packed: list[ThemeMatches] = []
    n = 0
    for matches in corpus.map_parts(_match_in, repeat(look_up_themes(corpus, lexicon))):
        n += len(matches.start)
        if n <= MOST_REMEMBERED:
            packed.append(_cast(matches, np.int32))
        if len(packed) == len(corpus.parts):  # not after the loop: who takes one for each part does not ask whether there are more
            corpus.remembered["matches"] = lexicon, packed
        yield matches
