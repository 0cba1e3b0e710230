"""Where a lexicon matches: every match of every theme in a part of a corpus."""

from typing import NamedTuple

import numpy as np

from .corpus import Corpus
from .index import WordIndex
from .lexicon import Lexicon
from .matching import Matches, Queries, find_matches, keep_longest, lie_inside, look_up


class ThemeMatches(NamedTuple):
    """Where themes match: arrays of int, one entry per match, in reading order, then by theme.

    ``theme`` and ``entry`` are row numbers of the lexicon's themes and of that theme's entries; ``start`` and ``length`` count words;
    ``is_shared`` tells whether a match of another theme stands on some of the same words.
    """

    theme: np.ndarray
    entry: np.ndarray
    start: np.ndarray
    length: np.ndarray
    is_shared: np.ndarray


class Sought(NamedTuple):
    """A lexicon, looked up in a vocabulary: the forms that its entries and exceptions stand for, and how many of both each theme has."""

    queries: Queries
    sizes: tuple[tuple[int, int], ...]


def look_up_themes(corpus: Corpus, lexicon: Lexicon) -> Sought:
    """Look up the entries and exceptions of all themes in the vocabulary of a corpus."""
    patterns = [pattern for theme in lexicon.themes for pattern in (*theme.patterns, *theme.exceptions)]
    sizes = tuple((len(theme.patterns), len(theme.exceptions)) for theme in lexicon.themes)
    return Sought(look_up(corpus.vocabulary, patterns), sizes)


def match_themes(index: WordIndex, sought: Sought) -> ThemeMatches:
    """Find every match of every theme: the longest wins inside one theme; a stretch may belong to several themes."""
    matches = find_matches(index, sought.queries)
    found: list[tuple[np.ndarray, ...]] = [(np.zeros(0, int),) * 4]
    first = 0
    for number, (entries, exceptions) in enumerate(sought.sizes):
        last = first + entries
        end = last + exceptions
        of_theme = (matches.query >= first) & (matches.query < last)
        exception = Matches(*(column[(matches.query >= last) & (matches.query < end)] for column in matches))
        entry, start, length = (column[of_theme] for column in matches)
        counts = ~lie_inside(start, start + length, exception)
        entry, start, length = entry[counts], start[counts], length[counts]
        chosen = keep_longest(start, length, len(index.ids))
        found.append((np.full(len(chosen), number), entry[chosen] - first, start[chosen], length[chosen]))
        first = end
    themes, entry, start, length = (np.concatenate(column) for column in zip(*found, strict=True))
    layers = np.zeros(len(index.ids) + 1, dtype=np.int16)  # how many themes stand on each word
    for k in range(int(length.max(initial=0))):
        np.add.at(layers, start[length > k] + k, 1)
    crowded = np.concatenate([[0], np.cumsum(layers > 1)])
    is_shared = crowded[start + length] > crowded[start]
    order = np.lexsort((themes, start))
    return ThemeMatches(*(column[order] for column in (themes, entry, start, length, is_shared)))
