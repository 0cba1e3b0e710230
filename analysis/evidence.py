"""The way back from any number to its stretches of text: the concordance."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus
from .matching import find_matches, parse_queries
from .words import split_tokens

if TYPE_CHECKING:
    import pandas as pd

_CLOSERS = re.compile(r"[\"'”’»)\]」』）]*")


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
    for number, split, (a, b) in zip(numbers.tolist(), tokens, pairwise([*first.tolist(), len(starts)]), strict=True):
        opened = _OpenArticle(corpus, number, split)
        found = [opened.stretch(start, length) for start, length in zip(starts[a:b].tolist(), lengths[a:b].tolist(), strict=True)]
        name = corpus.articles.index[number]
        spans = np.array([row[:2] for row in found])
        stretches = corpus.ledger_of(name)
        raw = zip(to_raw(stretches, spans[:, 0]).tolist(), (to_raw(stretches, spans[:, 1] - 1) + 1).tolist(), strict=True)
        rows += [(name, *row[:2], *pair, *row[2:]) for row, pair in zip(found, raw, strict=True)]
    numbered, said = ("start", "end", "raw_start", "raw_end"), ("left", "match", "right", "sentence")
    types = dict.fromkeys(("article_id", *said), "str") | dict.fromkeys(numbered, "int64")
    return pd.DataFrame(rows, columns=["article_id", *numbered, *said]).astype(types)


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
    _, starts, lengths = find_matches(corpus.index, parse_queries(query.split("|")))
    places = np.unique(np.stack([starts, lengths], axis=1), axis=0)[:rows]
    return open_matches(corpus, places[:, 0], places[:, 1])
