"""Queries, and where they match on the word index. What matches is counted in words; evidence.py turns it back into text."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .index import WordIndex
from .vocabulary import Vocabulary
from .words import fold, fold_whole, plain_form, split_words, straighten


class Matches(NamedTuple):
    """Where queries match: three arrays of int, one entry per match, in reading order.

    ``query`` is the number of the query, ``start`` that of the match's first word in the index, ``length`` its number of words.
    """

    query: np.ndarray
    start: np.ndarray
    length: np.ndarray


class WordPattern(NamedTuple):
    """One word of a query: ``text`` to compare with the ``side`` of each form of the vocabulary (see :func:`find_forms`)."""

    text: str
    side: str


# For each query, for each of its words, the row numbers of a vocabulary that it stands for.
Queries = Sequence[tuple[np.ndarray, ...]]


class QueryError(ValueError):
    """A query cannot be read; ``query`` is the one."""

    def __init__(self, query: str, message: str) -> None:
        super().__init__(message)
        self.query = query


def parse_queries(queries: Sequence[str]) -> list[tuple[WordPattern, ...]]:
    """Read queries: each is words in order.

    ``space station`` finds the terms, in any case, with or without a possessive; ``China's`` exactly that form, in any case; ``lunar*`` any
    word that begins so; ``'US space command'``, in single quotes, the case as written.

    Raises
    ------
    QueryError
        If there is no word in one, or a ``*`` stands anywhere but at the end of a word.
    """
    pieces = [(straighten(query).strip()[1:-1] if _is_quoted(query) else query).split() for query in queries]
    # All at once: the expression is compiled anew by each call.
    split = iter(split_words([piece for row in pieces for piece in row]))
    return [_parse(query, [(piece, next(split)) for piece in row]) for query, row in zip(queries, pieces, strict=True)]


def _is_quoted(query: str) -> bool:
    text = query.strip().replace("‘", "'").replace("’", "'")
    return len(text) > 2 and text[0] == text[-1] == "'"


def _parse(query: str, pieces: list[tuple[str, list[str]]]) -> tuple[WordPattern, ...]:
    as_written = _is_quoted(query)
    patterns = []
    for piece, words in pieces:
        if "*" in piece[:-1] or (piece.endswith("*") and not words):
            raise QueryError(query, f"in {query!r}, * can only stand at the end of a word, for any rest of it.")
        for k, word in enumerate(words):
            form, whole = straighten(word), fold_whole(word)
            if piece.endswith("*") and k == len(words) - 1:
                joiner = straighten(piece[piece.rindex(word) + len(word) : -1])  # the hyphen of "self-*"
                patterns.append(WordPattern((form if as_written else whole) + joiner, "begins as written" if as_written else "begins"))
            elif as_written:
                patterns.append(WordPattern(form, "as written"))
            else:
                patterns.append(WordPattern(whole, "possessive") if fold(word) != whole else WordPattern(whole, "term"))
    if not patterns:
        raise QueryError(query, f"there is no word in the query {query!r}; write one or more words to find.")
    return tuple(patterns)


def find_forms(vocabulary: Vocabulary, pattern: WordPattern) -> np.ndarray:
    """Find the row numbers of the vocabulary that a word of a query stands for."""
    if pattern not in vocabulary.found:
        vocabulary.found[pattern] = _find_forms(vocabulary, pattern)
    return vocabulary.found[pattern]


def _find_forms(vocabulary: Vocabulary, pattern: WordPattern) -> np.ndarray:
    text, side = pattern
    folded = fold(text)
    if side.startswith("begins"):
        stem = folded.rstrip("'")  # the terms have no possessive: "space'*" is looked for among those that begin with "space"
        forms = vocabulary.forms_of_terms(stem, stem + "\U0010ffff")
    else:
        forms = vocabulary.forms_of_terms(folded, folded)
    if side == "term" or (side == "begins" and text == folded and not text.endswith("'")):
        return forms
    # The possessive or the case is asked for too: compare the forms themselves.
    is_possessive = folded != fold_whole(text)
    by_form = is_possessive or side.startswith("begins")
    written = [straighten(form) if by_form else plain_form(form) for form in vocabulary.forms.gather(forms)]
    compared = written if side.endswith("as written") else [fold_whole(form) for form in written]
    return forms[[form.startswith(text) if side.startswith("begins") else form == text for form in compared]]


def look_up(vocabulary: Vocabulary, queries: Sequence[Sequence[WordPattern]]) -> Queries:
    """Find what each word of some parsed queries stands for: row numbers of the vocabulary, which is not needed any more to match them."""
    return [tuple(find_forms(vocabulary, pattern) for pattern in query) for query in queries]


def find_matches(index: WordIndex, queries: Queries) -> Matches:
    """Find every match of every query, each within one sentence.

    Parameters
    ----------
    index : WordIndex
    queries : sequence of queries
        See :func:`look_up`.

    Returns
    -------
    Matches
        Overlapping ones included.
    """
    forms = [tuple(map(index.find_here, query)) for query in queries]
    # One pass over the words finds the candidates for all queries: those where some query's first word stands.
    is_first = np.zeros(len(index.forms), dtype=bool)
    for query in forms:
        if all(map(len, query)):
            is_first[query[0]] = True
    if not is_first.any():
        return Matches(*(np.zeros(0, int),) * 3)
    candidates = np.flatnonzero(is_first[index.ids])
    of_form = index.ids[candidates]
    order = np.argsort(of_form, kind="stable")
    candidates, of_form = candidates[order], of_form[order]
    found = []
    member = np.zeros(len(index.forms), dtype=bool)
    for number, query in enumerate(forms):
        if not all(map(len, query)):
            continue
        left, right = np.searchsorted(of_form, query[0]), np.searchsorted(of_form, query[0], side="right")
        starts = np.concatenate([candidates[a:b] for a, b in zip(left, right, strict=True)])
        for k, others in enumerate(query[1:], start=1):
            starts = starts[starts + k < len(index.ids)]
            member[others] = True
            starts = starts[member[index.ids[starts + k]]]
            member[others] = False
        if len(query) > 1:
            sentence_end = index.sentences[np.searchsorted(index.sentences, starts, side="right")]
            starts = starts[starts + len(query) <= sentence_end]
        found.append((np.full(len(starts), number), starts, np.full(len(starts), len(query))))
    query_of, start, length = (np.concatenate([np.zeros(0, int), *(row[k] for row in found)]) for k in range(3))
    order = np.lexsort((query_of, length, start))
    return Matches(query_of[order], start[order], length[order])


def keep_longest(start: np.ndarray, length: np.ndarray, total: int) -> np.ndarray:
    """Choose among overlapping matches: the longest, then the first. Returns their row numbers, ascending."""
    taken = np.zeros(total + 1, dtype=bool)
    chosen = []
    for size in np.unique(length)[::-1]:
        rows = np.flatnonzero(length == size)
        is_free = ~np.logical_or.reduce([taken[start[rows] + k] for k in range(size)])
        last_end = -1
        for row in rows[is_free].tolist():
            if start[row] >= last_end:  # matches of one length overlap too: "a b a" twice in "a b a b a", one word by two entries
                chosen.append(row)
                last_end = start[row] + size
        kept = np.array(chosen, dtype=int)
        kept = kept[length[kept] == size]
        for k in range(size):
            taken[start[kept] + k] = True
    return np.array(sorted(chosen), dtype=int)


def lie_inside(start: np.ndarray, end: np.ndarray, outer: Matches) -> np.ndarray:
    """Tell which stretches lie wholly inside one of the `outer` ones."""
    if not len(outer.start):
        return np.zeros(len(start), dtype=bool)
    reach = np.maximum.accumulate(outer.start + outer.length)  # the farthest end of those that begin at or before each
    before = np.searchsorted(outer.start, start, side="right") - 1
    return (before >= 0) & (reach[before] >= end)
