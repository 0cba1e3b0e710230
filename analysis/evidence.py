"""The way back from any number to its stretches of text: matching on the word index, and the concordance."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus, WordIndex
from .words import fold, fold_whole, split_tokens, split_words, straighten

if TYPE_CHECKING:
    import pandas as pd

_CLOSERS = re.compile(r"[\"'”’»)\]」』）]*")


class Matches(NamedTuple):
    """Where queries match: three arrays of int, one entry per match, in reading order.

    ``query`` is the number of the query, ``start`` that of the match's first word in the corpus, ``length`` its number of words.
    """

    query: np.ndarray
    start: np.ndarray
    length: np.ndarray


class WordPattern(NamedTuple):
    """One word of a query: ``text`` to compare with the ``side`` of each form of the vocabulary (see :func:`find_forms`)."""

    text: str
    side: str


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
    pieces = [query.strip().strip("'").split() for query in queries]
    # All at once: the expression is compiled anew by each call.
    split = iter(split_words([piece for row in pieces for piece in row]))
    return [_parse(query, [(piece, next(split)) for piece in row]) for query, row in zip(queries, pieces, strict=True)]


def _parse(query: str, pieces: list[tuple[str, list[str]]]) -> tuple[WordPattern, ...]:
    text = query.strip()
    as_written = len(text) > 2 and text[0] == text[-1] == "'"
    patterns = []
    for piece, words in pieces:
        if "*" in piece[:-1] or (piece.endswith("*") and not words):
            raise QueryError(query, f"in {query!r}, * can only stand at the end of a word, for any rest of it.")
        for k, word in enumerate(words):
            begins = piece.endswith("*") and k == len(words) - 1
            if as_written:
                patterns.append(WordPattern(straighten(word), "begins as written" if begins else "as written"))
            elif begins:
                patterns.append(WordPattern(fold_whole(word), "begins"))
            elif fold(word) != fold_whole(word):
                patterns.append(WordPattern(fold_whole(word), "possessive"))
            else:
                patterns.append(WordPattern(fold(word), "term"))
    if not patterns:
        raise QueryError(query, f"there is no word in the query {query!r}; write one or more words to find.")
    return tuple(patterns)


def find_forms(index: WordIndex, pattern: WordPattern) -> np.ndarray:
    """Find the row numbers of the vocabulary that a word of a query stands for."""
    text, side = pattern
    if side == "term":
        at = np.searchsorted(index.terms, text)
        return index.forms_of_terms(at, at + (at < len(index.terms) and index.terms[at] == text))
    if side == "begins":
        return index.forms_of_terms(np.searchsorted(index.terms, text), np.searchsorted(index.terms, text + "\U0010ffff"))
    if side == "possessive":
        forms = find_forms(index, WordPattern(fold(text), "term"))
        return forms[[fold_whole(index.vocabulary[int(form)]) == text for form in forms]]
    stem = text if side == "as written" else None
    forms = find_forms(index, WordPattern(fold_whole(text), "begins" if stem is None else "term"))
    return forms[[index.plain[form] == stem if stem else index.plain[form].startswith(text) for form in forms]]


def find_matches(index: WordIndex, queries: Sequence[Sequence[WordPattern]]) -> Matches:
    """Find every match of every query, each within one sentence.

    Parameters
    ----------
    index : WordIndex
    queries : sequence of parsed queries
        See :func:`parse_query`.

    Returns
    -------
    Matches
        Overlapping ones included.
    """
    forms: dict[WordPattern, np.ndarray] = {}
    for query in queries:
        for pattern in query:
            if pattern not in forms:
                forms[pattern] = find_forms(index, pattern)
    # One pass over the words finds the candidates for all queries: those where some query's first word stands.
    is_first = np.zeros(len(index.vocabulary), dtype=bool)
    for query in queries:
        is_first[forms[query[0]]] = True
    candidates = np.flatnonzero(is_first[index.ids])
    of_form = index.ids[candidates]
    order = np.argsort(of_form, kind="stable")
    candidates, of_form = candidates[order], of_form[order]
    found = []
    member = np.zeros(len(index.vocabulary), dtype=bool)
    for number, query in enumerate(queries):
        firsts = forms[query[0]]
        left, right = np.searchsorted(of_form, firsts), np.searchsorted(of_form, firsts, side="right")
        starts = np.concatenate([np.zeros(0, int), *(candidates[a:b] for a, b in zip(left, right, strict=True))])
        for k, pattern in enumerate(query[1:], start=1):
            starts = starts[starts + k < len(index.ids)]
            member[forms[pattern]] = True
            starts = starts[member[index.ids[starts + k]]]
            member[forms[pattern]] = False
        if len(query) > 1:
            sentence_end = index.sentences[np.searchsorted(index.sentences, starts, side="right")]
            starts = starts[starts + len(query) <= sentence_end]
        found.append((np.full(len(starts), number), starts, np.full(len(starts), len(query))))
    query_of, start, length = (np.concatenate([np.zeros(0, int), *(row[k] for row in found)]) for k in range(3))
    order = np.lexsort((query_of, length, start))
    return Matches(query_of[order], start[order], length[order])


class _OpenArticle:
    """One article split once more, to find again where its words and sentences are."""

    def __init__(self, corpus: Corpus, article: int, tokens: Iterable[str]) -> None:
        self.corpus, self.first_word = corpus, int(corpus.index.articles[article])
        self.text: str = corpus.articles["text"].iloc[article]
        self.last_word = int(corpus.index.articles[article + 1])
        self.words: list[tuple[int, int]] = []
        self.marks: dict[int, list[tuple[int, int]]] = {}
        cursor = 0
        for token in tokens:
            # Exact: what lies between two tokens holds no token, so the first place where this one stands is its own.
            start = self.text.index(token, cursor)
            cursor = start + len(token)
            if token[0].isspace() or token[0] in ".!?…。！？":
                self.marks.setdefault(len(self.words), []).append((start, cursor))
            else:
                self.words.append((start, cursor))

    def cut_before(self, word: int) -> int:
        """Find where the sentence that begins with this word begins, the quotes before it included."""
        if word == 0:
            return 0
        for start, end in self.marks.get(word, []):
            if "\n" in self.text[start:end] or (start, end) == self.marks[word][-1]:
                return end
        closers = _CLOSERS.match(self.text, self.words[word - 1][1])
        return closers.end() if closers else self.words[word - 1][1]

    def stretch(self, first: int, length: int) -> tuple[int, int, str, str, str, str]:
        first -= self.first_word
        start, end = self.words[first][0], self.words[first + length - 1][1]
        bounds = self.corpus.index.sentences
        at = int(np.searchsorted(bounds, first + self.first_word, side="right"))
        sentence_start = self.cut_before(int(bounds[at - 1]) - self.first_word)
        after = int(bounds[at]) - self.first_word
        sentence_end = self.cut_before(after) if after < len(self.words) or after in self.marks else len(self.text)
        sentence_start += len(self.text[sentence_start:start]) - len(self.text[sentence_start:start].lstrip())
        right = self.text[end:sentence_end].rstrip()
        left, match = self.text[sentence_start:start], self.text[start:end]
        return start, end, left, match, right, left + match + right


def to_raw(stretches: "pd.DataFrame", offsets: np.ndarray) -> np.ndarray:
    """Turn offsets of characters in an article's ``text`` into offsets in its raw text.

    Parameters
    ----------
    stretches : DataFrame
        The article's rows of the ledger.
    offsets : array of int
    """
    growth = stretches["replacement"].str.len().to_numpy(int) - (stretches["end"] - stretches["start"]).to_numpy(int)
    shift = np.concatenate([[0], np.cumsum(growth)])
    ends_in_text = stretches["end"].to_numpy(int) + shift[1:]
    return offsets - shift[np.searchsorted(ends_in_text, offsets, side="right")]


def open_matches(corpus: Corpus, starts: np.ndarray, lengths: np.ndarray) -> "pd.DataFrame":
    """Turn runs of words back into the stretches of text that they are.

    Parameters
    ----------
    corpus : Corpus
    starts, lengths : array of int
        The number of each run's first word in the corpus, ascending, and how many words it has.

    Returns
    -------
    DataFrame, one row per run, in the order given
        ``article_id``; ``start``, ``end``: characters in the article's ``text``; ``raw_start``, ``raw_end``: in its raw text; ``left``,
        ``match``, ``right``: the sentence, cut at the run; ``sentence``: the three together.
    """
    import pandas as pd

    article = np.searchsorted(corpus.index.articles, starts, side="right") - 1
    rows: list[tuple] = []
    numbers, first = np.unique(article, return_index=True)
    tokens = split_tokens(pl.Series(corpus.articles["text"].iloc[numbers].tolist(), dtype=pl.String))
    for number, split, a, b in zip(numbers.tolist(), tokens, first.tolist(), [*first[1:].tolist(), len(starts)], strict=True):
        opened = _OpenArticle(corpus, number, split)
        found = [opened.stretch(start, length) for start, length in zip(starts[a:b].tolist(), lengths[a:b].tolist(), strict=True)]
        name = corpus.articles.index[number]
        spans = np.array([row[:2] for row in found])
        stretches = corpus.ledger_of(name)
        raw = zip(to_raw(stretches, spans[:, 0]).tolist(), (to_raw(stretches, spans[:, 1] - 1) + 1).tolist(), strict=True)
        rows += [(name, *row[:2], *pair, *row[2:]) for row, pair in zip(found, raw, strict=True)]
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "raw_start", "raw_end", "left", "match", "right", "sentence"])


def find(corpus: Corpus, query: str, *, rows: int | None = None) -> "pd.DataFrame":
    """Find a word or phrase, and show each place in its sentence: the concordance.

    Parameters
    ----------
    corpus : Corpus
    query : str
        One or more words, in any case: ``China`` finds the term (*China*, *China's*, *CHINA*), ``China's`` exactly that form; ``lunar*`` any
        word that begins so; ``'US'``, in single quotes, the case as written; ``enterprise|enterprises`` either.
    rows : int, optional
        Open only the first so many.

    Returns
    -------
    DataFrame, one row per place, in reading order
        The columns of :func:`open_matches`. As many rows as the ``n`` of the term's or phrase's row in a table.

    Raises
    ------
    ValueError
        If there is no word in the query.
    """
    _, starts, lengths = find_matches(corpus.index, parse_queries(query.split("|")))
    places = np.unique(np.stack([starts, lengths], axis=1), axis=0)[:rows]
    return open_matches(corpus, places[:, 0], places[:, 1])
