"""The lexicon under test: which entries never match, match too much or in two themes, keep strange company, or decide what comes first."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .index import WordIndex
from .matching import Matches, find_matches, join_ranges, keep_longest, lie_inside
from .parts import Part
from .theme_matches import Sought

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class _Resolved(NamedTuple):
    """Every match of every entry in a part, by theme, then in reading order; and what leaving an entry out does.

    Attributes
    ----------
    entry : array of int
        The number of the entry of each match, counted over the whole lexicon.
    start, length : array of int
        Its first word in the part, and how many words it has.
    is_kept : array of bool
        Whether it counts: it lies in no exception, and no longer or earlier match of its theme stands on its words.
    is_excepted : array of bool
        Whether it lies in an exception.
    taken_by : array of int
        For a match that another took, the entry of the first that stands on its words; else -1.
    n_lost : array of int, one per entry
        How many matches its theme has less without it: its own, less those that come free.
    """

    entry: np.ndarray
    start: np.ndarray
    length: np.ndarray
    is_kept: np.ndarray
    is_excepted: np.ndarray
    taken_by: np.ndarray
    n_lost: np.ndarray


def _number_queries(sought: Sought) -> tuple[np.ndarray, np.ndarray]:
    """Give the theme of each query, and the number of its entry, counted over the whole lexicon; -1 for an exception."""
    themes, entries, n = [], [], 0
    for theme, (n_entries, n_exceptions) in enumerate(sought.sizes):
        themes.append(np.full(n_entries + n_exceptions, theme))
        entries += [n + np.arange(n_entries), np.full(n_exceptions, -1)]
        n += n_entries
    return np.concatenate([np.zeros(0, int), *themes]), np.concatenate([np.zeros(0, int), *entries])


def _resolve(index: WordIndex, sought: Sought) -> _Resolved:
    """Find every match, and which of them count; see :func:`analysis.theme_matches.match_themes`."""
    matches = find_matches(index, sought.queries)
    theme_of_query, entry_of_query = _number_queries(sought)
    # Themes do not see each other: each has the text for itself, one copy after the other.
    room, theme = len(index.ids) + 1, theme_of_query[matches.query]
    order = np.argsort(theme, kind="stable")
    query, start, length = (column[order] for column in matches)
    at, entry = theme[order] * room + start, entry_of_query[query]
    is_exception = entry < 0
    excepting = Matches(query[is_exception], at[is_exception], length[is_exception])
    at, entry, start, length = (column[~is_exception] for column in (at, entry, start, length))
    is_excepted = lie_inside(at, at + length, excepting)
    rows = np.flatnonzero(~is_excepted)
    n_entries = int((entry_of_query >= 0).sum())
    kept, n_lost = _keep(entry[rows], at[rows], length[rows], n_entries)
    is_kept = np.zeros(len(at), dtype=bool)
    is_kept[rows[kept]] = True
    taken_by = np.full(len(at), -1)
    taken = np.flatnonzero(~is_excepted & ~is_kept)
    chosen = np.flatnonzero(is_kept)
    taken_by[taken] = entry[chosen[np.searchsorted((at + length)[chosen], at[taken], side="right")]]
    return _Resolved(entry, start, length, is_kept, is_excepted, taken_by, n_lost)


def _keep(entry: np.ndarray, start: np.ndarray, length: np.ndarray, n_entries: int) -> tuple[np.ndarray, np.ndarray]:
    """Tell which matches :func:`analysis.matching.keep_longest` keeps; and for each entry, how many fewer it keeps without that.

    Notes
    -----
    What is kept of matches that overlap, or that a chain of overlaps joins, depends on no other match. So only such clusters are looked at:
    each once as it is, and once without each of the entries that have a kept match in it. To leave out a match that was not kept changes
    nothing. All of these are laid out side by side, and chosen from at once.
    """
    reach = np.maximum.accumulate(start + length)
    is_first = np.ones(len(start), dtype=bool)
    is_first[1:] = start[1:] >= reach[:-1]
    first = np.flatnonzero(is_first)
    after = np.append(first[1:], len(start))[: len(first)]
    is_kept = np.repeat(after - first == 1, after - first)
    n_lost = np.bincount(entry[is_kept], minlength=n_entries)
    first, after = first[after - first > 1], after[after - first > 1]
    span = reach[after - 1] - start[first]

    def lay_out(cluster: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Lay clusters side by side: the row of each match, which of these clusters it is in, and its first word there."""
        rows = join_ranges(first[cluster], after[cluster])
        of = np.repeat(np.arange(len(cluster)), (after - first)[cluster])
        zero = np.cumsum(span[cluster]) - span[cluster] - start[first[cluster]]
        return rows, of, start[rows] + zero[of]

    rows, of, at = lay_out(np.arange(len(first)))
    is_kept[rows[keep_longest(at, length[rows], int(span.sum()))]] = True
    left_out = np.unique((of * n_entries + entry[rows])[is_kept[rows]])
    cluster, without = left_out // max(n_entries, 1), left_out % max(n_entries, 1)
    rows, of, at = lay_out(cluster)
    n_before = np.bincount(of[is_kept[rows]], minlength=len(cluster))
    stays = entry[rows] != without[of]
    rows, of, at = rows[stays], of[stays], at[stays]
    n_after = np.bincount(of[keep_longest(at, length[rows], int(span[cluster].sum()))], minlength=len(cluster))
    np.add.at(n_lost, without, n_before - n_after)
    return is_kept, n_lost


class _Counted(NamedTuple):
    """What is counted in a part: arrays with one entry per entry of the lexicon, but for the last six.

    Attributes
    ----------
    n_found, n_excepted, n_kept, n_lost : array of int
        Its matches; those of them in exceptions; those that count; see :class:`_Resolved`.
    n_sentences, n_articles : array of int
        How many sentences and articles those that count touch.
    first, first_length : array of int
        The first word, in the corpus, of the first match that counts, or of the first of all if none does; -1 if there is none.
    taken : array of int, a row for each entry and one that took matches from it
        The numbers of both, and how many.
    shared : array of int, a row for each two entries of two themes that count on the same words
        The numbers of both; on how many stretches; and the first of these: its first word in the corpus, and its length.
    n_units : array of int
        Sentences, sentences that any entry touches, articles with a word, articles that any entry touches.
    company : csr_array, one row per entry, one column per term
        How often each term outside stop words stands in the sentences that an entry touches, its own matches left out.
    n_terms : array of int, one per term
        How often each stands anywhere; stop words never.
    """

    n_found: np.ndarray
    n_excepted: np.ndarray
    n_kept: np.ndarray
    n_lost: np.ndarray
    n_sentences: np.ndarray
    n_articles: np.ndarray
    first: np.ndarray
    first_length: np.ndarray
    taken: np.ndarray
    shared: np.ndarray
    n_units: np.ndarray
    company: "csr_array"
    n_terms: np.ndarray


def _check_in(part: Part, sought: Sought, is_stop: np.ndarray) -> _Counted:
    """Count in a part all that the faults of entries are told by."""
    index = part.index
    found = _resolve(index, sought)
    n_entries = len(found.n_lost)
    entry, start, length = (column[found.is_kept] for column in (found.entry, found.start, found.length))
    n_found, n_excepted = (np.bincount(rows, minlength=n_entries) for rows in (found.entry, found.entry[found.is_excepted]))
    first, first_length = np.full((2, n_entries), -1)
    for numbers, starts, lengths in ((found.entry, found.start, found.length), (entry, start, length)):
        # Entries come by theme, then in reading order: of what is assigned to one place, the last stays.
        first[numbers[::-1]], first_length[numbers[::-1]] = starts[::-1] + part.first.words, lengths[::-1]
    touched, n_units = [], []
    for bounds in (index.sentences, index.articles):
        unit = np.searchsorted(bounds, start, side="right") - 1
        touched.append(np.unique(entry * len(bounds) + unit))
        n_units += [int((np.diff(bounds) > 0).sum()), len(np.unique(unit))]
    n_sentences, n_articles = (
        np.bincount(pairs // len(bounds), minlength=n_entries)
        for pairs, bounds in zip(touched, (index.sentences, index.articles), strict=True)
    )
    is_taken = found.taken_by >= 0
    pairs, n_taken = np.unique(np.stack([found.entry[is_taken], found.taken_by[is_taken]]), axis=1, return_counts=True)
    company, n_terms = _count_company(index, entry, start, length, touched[0], is_stop, n_entries)
    return _Counted(
        n_found,
        n_excepted,
        np.bincount(entry, minlength=n_entries),
        found.n_lost,
        n_sentences,
        n_articles,
        first,
        first_length,
        np.vstack([pairs, n_taken]).T,
        _find_shared(entry, start, length, part.first.words),
        np.array(n_units),
        company,
        n_terms,
    )


def _find_shared(entry: np.ndarray, start: np.ndarray, length: np.ndarray, words_before: int) -> np.ndarray:
    """Find the entries whose matches stand on the same words; within a theme, none do."""
    order = np.argsort(start, kind="stable")
    entry, start, length = entry[order], start[order], length[order]
    match = np.repeat(np.arange(len(entry)), length)
    word = join_ranges(start, start + length)
    order = np.argsort(word, kind="stable")
    match, word = match[order], word[order]
    found = [np.zeros((2, 0), dtype=np.int64)]
    step = 1
    while (is_same := word[step:] == word[:-step]).any():
        found.append(np.stack([match[:-step][is_same], match[step:][is_same]]))
        step += 1
    one, other = np.unique(np.concatenate(found, axis=1), axis=1)
    low, high = np.minimum(entry[one], entry[other]), np.maximum(entry[one], entry[other])
    pairs, at, n = np.unique(np.stack([low, high]), axis=1, return_index=True, return_counts=True)
    return np.vstack([pairs, n, start[one[at]] + words_before, length[one[at]]]).T


def _count_company(
    index: WordIndex, entry: np.ndarray, start: np.ndarray, length: np.ndarray, touched: np.ndarray, is_stop: np.ndarray, n_entries: int
) -> tuple["csr_array", np.ndarray]:
    """Count the terms of the sentences that each entry touches, its own matches and stop words left out; and the terms of all sentences."""
    from scipy.sparse import csr_array

    n_terms, n_sentences = len(is_stop), len(index.sentences) - 1
    term = index.term_ids
    is_content = ~is_stop[term]
    before = np.concatenate([[0], np.cumsum(is_content)])
    content = term[is_content]
    sentences = csr_array((np.ones(len(content), dtype=np.int32), content, before[index.sentences]), shape=(n_sentences, n_terms))
    rows, columns = touched // (n_sentences + 1), touched % (n_sentences + 1)
    touches = csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(n_entries, n_sentences))
    word = join_ranges(start, start + length)
    own = np.repeat(entry, length)[is_content[word]], term[word[is_content[word]]]
    matched = csr_array((np.ones(len(own[0]), dtype=np.int32), own), shape=(n_entries, n_terms))
    return touches @ sentences - matched, np.bincount(content, minlength=n_terms)


def _add_up(counted: list[_Counted]) -> _Counted:
    raise NotImplementedError
