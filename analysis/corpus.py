"""The articles, the ledger, the problems and the word index: the one store that everything else reads."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from . import places
from .cleaning import FIELDS, clean
from .reading import Problem, Source, read_raw
from .words import describe_tokens, find_bounds, fold, plain_form, split_tokens, stop_words

if TYPE_CHECKING:
    import pandas as pd

# Texts go through the splitter in pieces of about this many characters: small enough that the strings of a piece stay in the
# processor's cache until they are numbers (64 pieces of 100 MB took 1.4 s, one piece 1.9 s), large enough to keep every core busy.
PIECE = 1_500_000


@dataclass(frozen=True)
class WordIndex:
    """Every word of every article, as numbers, in reading order.

    Attributes
    ----------
    vocabulary : polars.Series of str
        The distinct forms as written, sorted by code point.
    ids : array of int32, one per word
        Row numbers of `vocabulary`.
    articles : array of int64, one more than there are articles
        Article i holds the words ``articles[i]`` up to ``articles[i + 1]``; it may hold none.
    sentences, paragraphs, sections : array of int64, one more than there are of them
        The same for sentences, paragraphs and sections that hold a word; none reaches from one article into the next.
    """

    vocabulary: pl.Series
    ids: np.ndarray
    articles: np.ndarray
    sentences: np.ndarray
    paragraphs: np.ndarray
    sections: np.ndarray

    @cached_property
    def plain(self) -> list[str]:
        """The form of each row of the vocabulary without its possessive."""
        return [plain_form(form) for form in self.vocabulary.to_list()]

    @cached_property
    def _terms(self) -> tuple[np.ndarray, np.ndarray]:
        folded = np.array([fold(form) for form in self.plain], dtype=object)
        terms, term_of_form = np.unique(folded, return_inverse=True)
        return terms, term_of_form.astype(np.int32)

    @property
    def terms(self) -> np.ndarray:
        """The distinct terms, sorted by code point."""
        return self._terms[0]

    @property
    def term_of_form(self) -> np.ndarray:
        """The row number in `terms` of each row of the vocabulary."""
        return self._terms[1]

    @cached_property
    def term_ids(self) -> np.ndarray:
        """The row number in `terms` of each word, in reading order."""
        return self.term_of_form[self.ids]

    @cached_property
    def stop_terms(self) -> np.ndarray:
        """Whether each of `terms` is a stop word."""
        return np.fromiter((term in stop_words() for term in self.terms), bool, len(self.terms))

    @cached_property
    def _forms_by_term(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(self.term_of_form, kind="stable")
        return order, np.searchsorted(self.term_of_form[order], np.arange(len(self.terms) + 1))

    def forms_of_terms(self, first: int, last: int) -> np.ndarray:
        """Give the row numbers of the vocabulary of the terms from row `first` up to row `last` of `terms`."""
        order, bounds = self._forms_by_term
        return order[bounds[first] : bounds[last]]

    def unit_of_word(self, bounds: np.ndarray) -> np.ndarray:
        """Tell for each word which unit of `bounds` (say ``index.sentences``) it stands in."""
        return np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))


@dataclass(frozen=True)
class Corpus:
    """What :func:`read_corpus` gives; see there."""

    articles: "pd.DataFrame"
    ledger: "pd.DataFrame"
    problems: "pd.DataFrame"
    index: WordIndex

    @cached_property
    def _ledger_rows(self) -> dict[str, np.ndarray]:
        return self.ledger.groupby("article_id", sort=False).indices

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the articles: their ids, titles, times and texts."""
        digest = hashlib.sha256()
        for row in self.articles[["title", "published", "text"]].itertuples():
            digest.update("\0".join(map(str, row)).encode("utf-8", "surrogatepass") + b"\1")
        return digest.hexdigest()

    def ledger_of(self, article_id: str) -> "pd.DataFrame":
        """Give the rows of the ledger of one article."""
        return self.ledger.iloc[self._ledger_rows.get(article_id, [])]


def _pieces(texts: Iterable[str]) -> Iterator[pl.Series]:
    piece: list[str] = []
    size = 0
    for text in texts:
        piece.append(text)
        size += len(text)
        if size >= PIECE:
            yield pl.Series(piece, dtype=pl.String)
            piece, size = [], 0
    yield pl.Series(piece, dtype=pl.String)


def build_index(texts: Iterable[str]) -> WordIndex:
    """Split texts into words and number them.

    Parameters
    ----------
    texts : iterable of str
        The bodies of the articles. They are split while more of them arrive; nothing in the result depends on threads or on the machine.
    """
    dictionary = pl.Categories.random()  # of this build alone, shared by its threads
    distinct = pl.Series([], dtype=pl.Categorical(dictionary))  # polars forgets a dictionary that no series uses

    def split(piece: pl.Series) -> tuple[np.ndarray, np.ndarray]:
        lists = split_tokens(piece)
        tokens = lists.explode(empty_as_null=False, keep_nulls=False).cast(pl.Categorical(dictionary))
        return tokens.to_physical().to_numpy(), lists.list.len().to_numpy()

    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        pieces = [job.result() for job in [threads.submit(split, piece) for piece in _pieces(texts)]]
        tokens = describe_tokens(distinct.dtype.categories.to_series())
        vocabulary = tokens["form"].drop_nulls().unique().sort()
        number = tokens["form"].replace_strict(vocabulary, np.arange(len(vocabulary)), return_dtype=pl.Int32, default=None)
        numbers = number.fill_null(-1).to_numpy()
        parts = list(threads.map(lambda piece: _number_piece(*piece, tokens, numbers), pieces))

    before = np.cumsum([0, *(len(part[0]) for part in parts)])
    bounds = (np.concatenate([[0], *(part[unit] + n for part, n in zip(parts, before, strict=False))]) for unit in range(1, 5))
    return WordIndex(vocabulary, np.concatenate([part[0] for part in parts]), *bounds)


def _number_piece(stream: np.ndarray, lengths: np.ndarray, tokens: pl.DataFrame, numbers: np.ndarray) -> tuple[np.ndarray, ...]:
    """Turn one piece's tokens into the ids of its words, and the ends of its articles, sentences, paragraphs and sections in them."""
    marks, *ends = find_bounds(stream, tokens)
    ids = numbers[np.delete(stream, marks)]

    def words_before(positions: np.ndarray) -> np.ndarray:
        return positions - np.searchsorted(marks, positions)

    def with_articles(unit_ends: np.ndarray) -> np.ndarray:
        is_end = np.zeros(len(ids) + 1, dtype=bool)
        is_end[articles] = is_end[words_before(unit_ends + 1)] = True
        return np.flatnonzero(is_end[1:]) + 1

    articles = words_before(np.cumsum(lengths, dtype=np.int64))
    return ids, articles, *map(with_articles, ends)


def read_corpus(source: Source | Sequence[Source] | None = None) -> Corpus:
    """Read the articles of a folder.

    Parameters
    ----------
    source : path, or list of paths, optional
        A folder, a file, or several; ``ANALYSIS_ARTICLES``, else ``seeds/``, when not given.

    Returns
    -------
    Corpus
        ``articles``: one row per article, indexed by ``article_id`` (its path below the folder): ``title``, ``published`` (wall time as
        printed), ``utc_offset`` (where one was printed), ``dateline_date``, ``place``, ``source``, ``author``, ``text`` (the body:
        paragraphs parted by one blank line, sections by two), ``n_words``, ``n_paragraphs``, ``n_sections``, ``file``. What an article
        does not tell is missing.

        ``ledger``: one row per stretch of an article's raw text that is not in ``text`` as it was: ``article_id``, ``start``, ``end``
        (characters of the raw text), ``rule``, ``text``, ``replacement``. Replacing each stretch turns the raw text into ``text``.

        ``problems``: one row per file that was skipped or read with a doubt: ``file``, ``item``, ``action``, ``reason``.

        ``index``: the words, see :class:`WordIndex`.

    Raises
    ------
    ReadingError
        If `source` is not there, or is one file that cannot be read.
    """
    import pandas as pd

    if source is None:
        source = places.articles_place()
    articles: list[tuple] = []
    ledger: list[tuple] = []
    problems: list[Problem] = []

    def read_bodies() -> Iterator[str]:
        for item in read_raw(source):
            if isinstance(item, Problem):
                problems.append(item)
                continue
            cleaned = clean(item.text)
            if not cleaned.text:
                problems.append(Problem(item.file, "", "read", "has no text besides its title and what cleaning removed"))
            articles.append((item.article_id, *cleaned.fields, cleaned.text, item.file))
            ledger.extend((item.article_id, *stretch) for stretch in cleaned.stretches)
            yield cleaned.text

    index = build_index(read_bodies())
    table = pd.DataFrame(articles, columns=["article_id", *FIELDS, "text", "file"]).set_index("article_id")
    table.insert(len(FIELDS) + 1, "n_words", np.diff(index.articles))
    for place, unit in ((len(FIELDS) + 2, "paragraphs"), (len(FIELDS) + 3, "sections")):
        table.insert(place, f"n_{unit}", np.diff(np.searchsorted(getattr(index, unit), index.articles)))
    for column in ("published", "dateline_date"):
        table[column] = table[column].astype("datetime64[s]")
    return Corpus(
        table,
        pd.DataFrame(ledger, columns=["article_id", "start", "end", "rule", "text", "replacement"]),
        pd.DataFrame(problems, columns=list(Problem._fields)),
        index,
    )
