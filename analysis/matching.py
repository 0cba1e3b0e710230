"""Queries, and where they match on the word index. What matches is counted in words; evidence.py turns it back into text."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import polars as pl

from .index import WordIndex
from .repairs import INVISIBLE
from .vocabulary import Vocabulary
from .words import SIMPLER, fold, fold_forms, fold_whole, split_words, straighten

# So many forms are looked for one after the other: in a million words, each takes 0.1 ms, and a table of all forms 1.3 ms.
FEW = 8


class Matches(NamedTuple):
    """Where queries match: three arrays of int, one entry per match, in reading order.

    ``query`` is the number of the query, ``start`` that of the match's first word in the index, ``length`` its number of words.
    """

    query: np.ndarray
    start: np.ndarray
    length: np.ndarray


class WordPattern(NamedTuple):
    """One word of a query: ``text``, and the ``side`` of the vocabulary's forms that it is compared with (see :func:`find_forms`).

    ``term``, ``possessive``, ``as written``: the form is the text; ``begins``, ``begins as written``: it begins so; ``like``, ``like as
    written``: each ``*`` of the text stands for any stretch of it.
    """

    text: str
    side: str


# For each query, for each of its words, the row numbers of a vocabulary that it stands for.
Queries = Sequence[tuple[np.ndarray, ...]]


class QueryError(ValueError):
    """A query cannot be read; ``query`` is the one."""

    def __init__(self, query: str, message: str) -> None:
        super().__init__(message)
        self.query = query


# A word of a query with a * in it: all that may stand in a word, and a full stop at its end.
_RUN = r"[\p{L}\p{N}*][\p{L}\p{M}\p{N}\p{Cf}*]*"
_STARRED = rf"{_RUN}(?:[-\u2010\u2011'’\uff07&.,]{_RUN})*\.?"
_POSSESSIVES = re.compile("('s)*'?$")
_APOSTROPHE = "['’\uff07]"
_SIMPLER = {chr(code): simple or "" for code, simple in SIMPLER.items()}
_LAST = "\U0010ffff"


_UNSEEN = re.compile(f"[{INVISIBLE}]+")


def parse_queries(queries: Sequence[str]) -> list[tuple[WordPattern, ...]]:
    """Read queries: each is words in order.

    ``space station`` finds the terms, in any case, with or without a possessive; ``China's`` exactly that form, in any case; ``'US space
    command'``, in single quotes, the case as written. In a word, each ``*`` stands for any stretch of it, hyphens included, or for none:
    ``lunar*`` finds the words that begin so, ``*tech`` those that end so, ``sci*tech*`` those with both in this order. By itself, in a
    phrase, it stands for any one word: ``space * center``.

    Raises
    ------
    QueryError
        If there is no word in one, or nothing but ``*``.

    Notes
    -----
    Words are compared without their possessives: ``*s`` does not find *China's*. Only where ``'s`` or ``'`` ends what is written, but for a
    last ``*``, they are compared as they stand: ``*'s`` finds every possessive.
    """
    queries = [_UNSEEN.sub("", query) for query in queries]
    pieces = [(straighten(query).strip()[1:-1] if _is_quoted(query) else query).split() for query in queries]
    texts = [re.sub(r"\*+", "*", piece) for row in pieces for piece in row]
    # All at once: the expressions are compiled anew by each call.
    split = zip(texts, split_words(texts), _split_starred(texts), strict=True)
    return [_parse(query, list(islice(split, len(row)))) for query, row in zip(queries, pieces, strict=True)]


def _is_quoted(query: str) -> bool:
    text = query.strip().replace("‘", "'").replace("’", "'")
    return len(text) > 2 and text[0] == text[-1] == "'"


def _split_starred(texts: Sequence[str]) -> list[list[str]]:
    """Split each text into its words, as written, with each ``*`` in them; a text without one into none."""
    found = iter(pl.Series([text for text in texts if "*" in text], dtype=pl.String).str.extract_all(_STARRED).to_list())
    # A full stop is part of U.S. alone.
    return [[word if word[-3:-2] == "." else word.rstrip(".") for word in next(found)] if "*" in text else [] for text in texts]


def _parse(query: str, pieces: Sequence[tuple[str, list[str], list[str]]]) -> tuple[WordPattern, ...]:
    """Read a query from its pieces: the text of each, its words without any ``*``, and with them."""
    as_written = _is_quoted(query)
    patterns: list[WordPattern] = []
    for piece, words, starred in pieces:
        if "*" in piece[:-1] or not words:
            for word in starred:
                # Without a * in it, it may be Chinese: several words.
                patterns += [_read_starred(word, as_written)] if "*" in word else [_read(one, as_written) for one in split_words([word])[0]]
        elif piece.endswith("*"):
            joiner = straighten(piece[piece.rindex(words[-1]) + len(words[-1]) : -1])  # the hyphen of "self-*"
            patterns += [*(_read(word, as_written) for word in words[:-1]), _read_starred(f"{words[-1]}{joiner}*", as_written)]
        else:
            patterns += [_read(word, as_written) for word in words]
    if not patterns:
        raise QueryError(query, f"there is no word in the query {query!r}; write one or more words to find.")
    if all(pattern.text == "*" for pattern in patterns):
        raise QueryError(query, f"the query {query!r} is nothing but *, which stands for any word; write a word to find beside it.")
    return tuple(patterns)


def _read(word: str, as_written: bool) -> WordPattern:
    if as_written:
        return WordPattern(straighten(word), "as written")
    whole = fold_whole(word)
    return WordPattern(whole, "possessive" if fold(word) != whole else "term")


def _read_starred(word: str, as_written: bool) -> WordPattern:
    text, how = (straighten(word), " as written") if as_written else (fold_whole(word), "")
    begins = text.index("*") == len(text) - 1 > 0
    return WordPattern(text[:-1], f"begins{how}") if begins else WordPattern(text, f"like{how}")


def find_forms(vocabulary: Vocabulary, pattern: WordPattern) -> np.ndarray:
    """Find the row numbers of the vocabulary that a word of a query stands for, ascending."""
    if pattern not in vocabulary.found:
        vocabulary.found[pattern] = np.sort(_find_forms(vocabulary, pattern))
    return vocabulary.found[pattern]


def _find_forms(vocabulary: Vocabulary, pattern: WordPattern) -> np.ndarray:
    text, side = pattern
    folded = fold(text)
    if side == "term":
        return vocabulary.forms_of_terms(folded, folded)
    literals = [text, ""] if side.startswith("begins") else text.split("*")
    ending, stem = text.rstrip("*"), fold_whole(literals[0])
    # The possessive, or the beginning of one, is asked for too: the forms themselves are compared.
    is_whole = ending.endswith("'") or fold(ending) != fold_whole(ending)
    if is_whole:
        stem = _POSSESSIVES.sub("", stem)
    forms = vocabulary.forms_of_terms(*((stem, stem + _LAST) if len(literals) > 1 else (folded, folded)))
    compared = _write(vocabulary, forms, is_whole, side.endswith("as written"))
    return forms[compared.str.contains(f"(?s)^{'.*'.join(map(pl.escape_regex, literals))}$").to_numpy()]


def _write(vocabulary: Vocabulary, forms: np.ndarray, is_whole: bool, as_written: bool) -> pl.Series:
    """Write some forms as queries are: straightened, with or without their possessives, their case kept or folded."""
    if not is_whole:
        return vocabulary.plain.gather(forms) if as_written else vocabulary.terms.gather(vocabulary.term_of_form[forms])
    written = vocabulary.forms.gather(forms)
    # No other is looked for; and of a large vocabulary, few have one.
    written = pl.select(pl.when(written.str.contains(_APOSTROPHE)).then(written).otherwise(pl.lit(""))).to_series()
    straight = written.str.replace_many(_SIMPLER).str.normalize("NFC")
    return straight if as_written else fold_forms(straight)


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
    # In each query, the word that stands for the fewest forms here is looked for; then the others around it.
    rarest = [int(np.argmin([len(word) for word in query])) for query in forms]
    candidates, of_form = _find_words(index, [query[k] for query, k in zip(forms, rarest, strict=True) if all(map(len, query))])
    found = []
    member = np.zeros(len(index.forms), dtype=bool)
    for number, (query, at) in enumerate(zip(forms, rarest, strict=True)):
        if not all(map(len, query)):
            continue
        left, right = np.searchsorted(of_form, query[at]), np.searchsorted(of_form, query[at], side="right")
        starts = candidates[join_ranges(left, right)] - at
        starts = starts[(starts >= 0) & (starts + len(query) <= len(index.ids))]
        for k, others in enumerate(query):
            if k != at and len(others) < len(member):
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


def _find_words(index: WordIndex, forms: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Find the words that are any of some forms; give them form by form, each in reading order, and the form of each."""
    sought = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *forms]))
    if len(sought) <= FEW:
        # A number of Python leaves the ids as narrow as they are.
        words = [np.flatnonzero(index.ids == form) for form in sought.tolist()]
        return np.concatenate([np.zeros(0, dtype=np.int64), *words]), np.repeat(sought, list(map(len, words)))
    is_sought = np.zeros(len(index.forms), dtype=bool)
    is_sought[sought] = True
    found = np.flatnonzero(is_sought[index.ids])
    of_form = index.ids[found]
    order = np.argsort(of_form, kind="stable")
    return found[order], of_form[order].astype(np.int64)


def join_ranges(starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Give the numbers of several ranges, end to end.

    >>> join_ranges(np.array([3, 7, 1]), np.array([5, 7, 2])).tolist()
    [3, 4, 1]
    """
    lengths = stops - starts
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)


def keep_longest(start: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Choose among overlapping matches, in reading order: the longest, then the first. Returns their row numbers, ascending."""
    taken = np.zeros(int((start + length).max(initial=0)), dtype=bool)
    is_chosen = np.zeros(len(start), dtype=bool)
    for size in np.unique(length)[::-1].tolist():
        rows = np.flatnonzero(length == size)
        rows = rows[~np.logical_or.reduce([taken[start[rows] + k] for k in range(size)])]
        # Matches of one length overlap too: "a b a" twice in "a b a b a", one word by two entries.
        is_free = np.append(True, np.diff(start[rows]) >= size)[: len(rows)]
        last = 0
        for row in np.flatnonzero(~is_free).tolist() if size > 1 else []:
            last = row - 1 if is_free[row - 1] else last
            is_free[row] = start[rows[row]] >= start[rows[last]] + size
        rows = rows[is_free]
        is_chosen[rows] = True
        for k in range(size):
            taken[start[rows] + k] = True
    return np.flatnonzero(is_chosen)


def lie_inside(start: np.ndarray, end: np.ndarray, outer: Matches) -> np.ndarray:
    """Tell which stretches lie wholly inside one of the `outer` ones."""
    if not len(outer.start):
        return np.zeros(len(start), dtype=bool)
    reach = np.maximum.accumulate(outer.start + outer.length)  # the farthest end of those that begin at or before each
    before = np.searchsorted(outer.start, start, side="right") - 1
    return (before >= 0) & (reach[before] >= end)
