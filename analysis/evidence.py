"""The way back from any number to its stretches of text: the concordance."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, repeat
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus
from .index import WordIndex, find_rows
from .matching import Queries, WordPattern, find_matches, look_up, parse_queries
from .parts import Part
from .words import split_tokens

if TYPE_CHECKING:
    import pandas as pd

_CLOSERS = re.compile(r"[\"'”’»)\]」』）]*")


class _OpenArticle:
    """One article split once more, to find again where its words and sentences are."""

    def __init__(self, index: WordIndex, article: int, text: str, tokens: Iterable[str]) -> None:
        self.sentences, self.first_word, self.text = index.sentences, int(index.articles[article]), text
        self.words: list[tuple[int, int]] = []
        self.marks: dict[int, list[tuple[int, int]]] = {}
        cursor = 0
        for token in tokens:
            is_mark = token[0].isspace() or token[0] in ".!?…。！？"
            # Exact: what lies between two tokens holds no token, so the first place where this one stands is its own. A mark that is no
            # more than stops and quotes is one only at the end of the text.
            at_end = is_mark and token[0] in ".!?…" and not token[-1].isspace()
            start = len(self.text) - len(token) if at_end else self.text.index(token, cursor)
            cursor = start + len(token)
            if is_mark:
                self.marks.setdefault(len(self.words), []).append((start, cursor))
            else:
                self.words.append((start, cursor))

    def cut(self, word: int, side: str) -> int:
        """Find where the sentence that begins with this word is cut off from the one before: where that one ends, or where this one begins.

        The two differ where symbols stand in a paragraph of their own in between: they belong to neither.
        """
        marks = self.marks.get(word, [])
        breaks = [mark for mark in marks if "\n" in self.text[slice(*mark)]]
        if marks:
            return (breaks or marks)[0 if breaks and side == "end" else -1][1]
        if word == 0:
            return 0
        closers = _CLOSERS.match(self.text, self.words[word - 1][1])
        return closers.end() if closers else self.words[word - 1][1]

    def stretch(self, first: int, length: int) -> tuple[int, int, str, str, str, str]:
        first -= self.first_word
        start, end = self.words[first][0], self.words[first + length - 1][1]
        bounds = self.sentences
        at = int(np.searchsorted(bounds, first + self.first_word, side="right"))
        sentence_start = self.cut(int(bounds[at - 1]) - self.first_word, "start")
        after = int(bounds[at]) - self.first_word
        sentence_end = self.cut(after, "end") if after < len(self.words) or after in self.marks else len(self.text)
        sentence_start += len(self.text[sentence_start:start]) - len(self.text[sentence_start:start].lstrip())
        right = self.text[end:sentence_end].rstrip()
        left, match = self.text[sentence_start:start], self.text[start:end]
        return start, end, left, match, right, left + match + right


def to_raw(stretches: pl.DataFrame, offsets: np.ndarray) -> np.ndarray:
    """Turn offsets of characters in an article's ``text`` into offsets in its raw text.

    Parameters
    ----------
    stretches : polars.DataFrame
        The article's rows of the ledger.
    offsets : array of int
    """
    start, end, size = stretches.select("start", "end", pl.col("replacement").str.len_chars().cast(int)).to_numpy().T
    shift = np.concatenate([[0], np.cumsum(size - (end - start))])
    ends_in_text = end + shift[1:]
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

    first_words = np.array([part.first.words for part in corpus.parts])
    number = np.searchsorted(first_words, starts, side="right") - 1
    rows: list[tuple] = []
    for part, first in zip(*np.unique(number, return_index=True), strict=True):
        here = slice(first, first + np.count_nonzero(number == part))
        rows += _open_in(corpus.parts[part], starts[here] - first_words[part], lengths[here])
    numbered, said = ("start", "end", "raw_start", "raw_end"), ("left", "match", "right", "sentence")
    types = dict.fromkeys(("article_id", *said), "str") | dict.fromkeys(numbered, "int64")
    return pd.DataFrame(rows, columns=["article_id", *numbered, *said]).astype(types)


def _open_in(part: Part, starts: np.ndarray, lengths: np.ndarray) -> Iterator[tuple]:
    """Give the rows of :func:`open_matches` for runs of words in one part, counted from its first."""
    index = part.index
    article_of_run = np.searchsorted(index.articles, starts, side="right") - 1
    numbers, first = np.unique(article_of_run, return_index=True)
    names, texts = part.name_articles().gather(numbers), part.read("articles", "text")["text"].gather(numbers)
    ledger = part.read("ledger", "article", "start", "end", "replacement")
    article_of_row = ledger["article"].to_numpy()
    runs = pairwise([*first.tolist(), len(starts)])
    for number, name, text, tokens, (a, b) in zip(numbers.tolist(), names, texts, split_tokens(texts), runs, strict=True):
        opened = _OpenArticle(index, number, text, tokens)
        found = [opened.stretch(start, length) for start, length in zip(starts[a:b].tolist(), lengths[a:b].tolist(), strict=True)]
        spans = np.array([row[:2] for row in found])
        stretches = ledger[slice(*np.searchsorted(article_of_row, [number, number + 1]).tolist())]
        raw = zip(to_raw(stretches, spans[:, 0]).tolist(), (to_raw(stretches, spans[:, 1] - 1) + 1).tolist(), strict=True)
        yield from ((name, *row[:2], *pair, *row[2:]) for row, pair in zip(found, raw, strict=True))


def find(corpus: Corpus, query: str, *, rows: int | None = None) -> "pd.DataFrame":
    """Find a word or phrase, and show each place in its sentence: the concordance.

    Parameters
    ----------
    corpus : Corpus
    query : str
        One or more words, in any case: ``China`` finds the term (*China*, *China's*, *CHINA*), ``China's`` exactly that form; ``lunar*``
        any word that begins so; ``'US'``, in single quotes, the case as written; ``enterprise|enterprises`` either.
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
    queries = look_up(corpus.vocabulary, [_parse(corpus, part) for part in query.split("|")])
    found, n = [np.zeros((0, 2), dtype=np.int64)], 0
    for places in corpus.map_parts(_find_in, repeat(queries)):
        found.append(places)
        n += len(places)
        if rows is not None and n >= rows:
            break
    places = np.concatenate(found)[:rows]
    return open_matches(corpus, places[:, 0], places[:, 1])


def _find_in(part: Part, queries: Queries) -> np.ndarray:
    """Find where queries match in a part, once where several do: the numbers of the first words, in the corpus, and of words."""
    if not any(all(len(find_rows(part.forms, forms)) for forms in query) for query in queries):
        return np.zeros((0, 2), dtype=np.int64)
    _, starts, lengths = find_matches(part.index, queries)
    return np.unique(np.stack([starts + part.first.words, lengths], axis=1), axis=0)


def _parse(corpus: Corpus, query: str) -> tuple[WordPattern, ...]:
    """Take a query that is a row of a table as it is, without splitting it anew; read any other."""
    words, terms = query.split(" "), corpus.vocabulary.terms
    at = terms.search_sorted(pl.Series(words, dtype=pl.String))
    if all(k < len(terms) and terms[k] == word for k, word in zip(at, words, strict=True)):
        return tuple(WordPattern(word, "term") for word in words)
    return parse_queries([query])[0]
