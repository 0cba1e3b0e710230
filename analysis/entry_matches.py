"""Where each entry of a lexicon matches, which of its matches count, and how many its theme would lose without it."""

from typing import NamedTuple

import numpy as np

from .index import WordIndex
from .matching import join_ranges, keep_longest
from .theme_matches import Sought, find_candidates


class EntryMatches(NamedTuple):
    """Every match of every entry in a part, by theme, then in reading order; and what leaving an entry out does.

    Attributes
    ----------
    entry : array of int
        The number of the entry of each match, counted over the whole lexicon.
    start, length : array of int
        Its first word in the part, and how many words it has.
    is_kept : array of bool
        Whether it counts: it lies in no exception, and no longer or earlier match of its theme stands on its words.
    taken_by : array of int
        For a match that another took, the entry of the first that stands on its words; else -1.
    n_lost : array of int, one per entry
        How many matches its theme has less without it: its own, less those that come free.
    """

    entry: np.ndarray
    start: np.ndarray
    length: np.ndarray
    is_kept: np.ndarray
    taken_by: np.ndarray
    n_lost: np.ndarray


def match_entries(index: WordIndex, sought: Sought) -> EntryMatches:
    """Find every match, and which of them count; see :func:`analysis.theme_matches.match_themes`."""
    _, entry, start, length, at, is_excepted = find_candidates(index, sought)
    rows = np.flatnonzero(~is_excepted)
    kept, n_lost = _keep(entry[rows], at[rows], length[rows], sum(entries for entries, _ in sought.sizes))
    kept = rows[kept]
    is_kept, taken_by = np.zeros(len(at), dtype=bool), np.full(len(at), -1)
    is_kept[kept] = True
    taken = np.flatnonzero(~is_excepted & ~is_kept)
    taken_by[taken] = entry[kept[np.searchsorted((at + length)[kept], at[taken], side="right")]]
    return EntryMatches(entry, start, length, is_kept, taken_by, n_lost)


def _keep(entry: np.ndarray, start: np.ndarray, length: np.ndarray, n_entries: int) -> tuple[np.ndarray, np.ndarray]:
    """Tell which matches :func:`analysis.matching.keep_longest` keeps; and for each entry, how many fewer it keeps without that.

    Notes
    -----
    What is kept of matches that a chain of overlaps joins depends on no other match. So without an entry, only such clusters are looked at
    as hold a kept match of it: to leave out what was not kept changes nothing. All of these, each without its entry, are laid out side by
    side, and chosen from at once.
    """
    reach = np.maximum.accumulate(start + length)
    is_first = np.append(True, start[1:] >= reach[:-1])[: len(start)]
    cluster, first = np.cumsum(is_first) - 1, np.flatnonzero(is_first)
    after = np.append(first[1:], len(start))[: len(first)]
    kept = keep_longest(start, length)
    of, without = np.divmod(np.unique(cluster[kept] * n_entries + entry[kept]), max(n_entries, 1))
    span = (reach[after - 1] - start[first])[of]
    rows, case = join_ranges(first[of], after[of]), np.repeat(np.arange(len(of)), (after - first)[of])
    stays = entry[rows] != without[case]
    rows, case = rows[stays], case[stays]
    at = start[rows] + (np.cumsum(span) - span - start[first[of]])[case]
    n_after = np.bincount(case[keep_longest(at, length[rows])], minlength=len(of))
    n_before = np.bincount(cluster[kept], minlength=len(first))[of]
    return kept, np.bincount(without, n_before - n_after, minlength=n_entries).astype(np.int64)
