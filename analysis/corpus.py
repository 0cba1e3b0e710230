"""The articles, the ledger, the problems and the word index: the one store that everything else reads."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from . import places
from .cleaning import FIELDS
from .index import WordIndex, join_indexes
from .reading import Source, find_files
from .segments import TIMES, UNITS, Counts, Segment
from .store import StoredSegment, read_segments
from .vocabulary import Vocabulary, join_vocabularies

if TYPE_CHECKING:
    import pandas as pd


def _to_pandas(table: pl.DataFrame) -> "pd.DataFrame":
    import pandas as pd

    columns = {}
    for name, values in zip(table.columns, table.iter_columns(), strict=True):
        kind = "datetime64[s]" if name in TIMES else "str" if values.dtype == pl.String else None
        columns[name] = pd.Series(values.to_numpy() if kind != "str" else values.to_list(), dtype=kind)
    return pd.DataFrame(columns)


@dataclass(frozen=True)
class Part:
    """A segment and its place in the corpus. Whatever is counted is counted part by part, so that no more than one need be at hand.

    Attributes
    ----------
    segment : Segment or StoredSegment
    vocabulary : Vocabulary
        Of the corpus.
    forms : array of int32
        The row number there of each form of the segment.
    first : Counts
        What stands before it.
    """

    segment: Segment | StoredSegment
    vocabulary: Vocabulary
    forms: np.ndarray
    first: Counts

    @property
    def index(self) -> WordIndex:
        """The segment's index, with the vocabulary of the corpus; of a stored one, put together anew: take it once for all one does."""
        return self.segment.index_in(self.vocabulary, self.forms)


@dataclass(frozen=True)
class Corpus:
    """What :func:`read_corpus` gives; see there."""

    parts: tuple[Part, ...]
    vocabulary: Vocabulary

    def _join(self, columns: Sequence[str]) -> pl.DataFrame:
        return pl.concat([part.segment.articles.select(columns) for part in self.parts])

    @cached_property
    def articles(self) -> "pd.DataFrame":
        """One row per article, indexed by ``article_id``, with its text: as large as the texts."""
        table = self.fields.copy()
        texts = _to_pandas(self._join(["text"]))["text"]
        table.insert(len(FIELDS), "text", texts.set_axis(table.index))
        return table

    @cached_property
    def fields(self) -> "pd.DataFrame":
        """The columns of ``articles`` besides ``text``."""
        sizes = [f"n_{unit}" for unit in UNITS]
        return _to_pandas(self._join(["article_id", *FIELDS, *sizes, "file"])).set_index("article_id")

    @cached_property
    def ledger(self) -> "pd.DataFrame":
        """One row per stretch of raw text that is not in an article's ``text`` as it was."""
        return _to_pandas(pl.concat([_named_ledger(part.segment) for part in self.parts]))

    @cached_property
    def problems(self) -> "pd.DataFrame":
        """One row per file that was skipped or read with a doubt."""
        return _to_pandas(pl.concat([part.segment.problems for part in self.parts]))

    @cached_property
    def index(self) -> WordIndex:
        """Every word of every article in one piece: as large as the texts."""
        return join_indexes([part.index for part in self.parts])

    @cached_property
    def counts(self) -> Counts:
        """How many articles, words, sentences, paragraphs and sections there are."""
        return _add_up(self.parts[-1].first, self.parts[-1].segment.counts)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the articles: their ids, titles, times and texts."""
        digest = hashlib.sha256()
        for part in self.parts:
            digest.update(b"".join(part.segment.articles["sha256"].to_list()))
        return digest.hexdigest()

    def ledger_of(self, article_id: str) -> "pd.DataFrame":
        """Give the rows of the ledger of one article."""
        named = (_named_ledger(part.segment).filter(pl.col("article_id") == article_id) for part in self.parts)
        return _to_pandas(pl.concat(named))


def _named_ledger(segment: Segment | StoredSegment) -> pl.DataFrame:
    names = segment.articles["article_id"].gather(segment.ledger["article"])
    return segment.ledger.with_columns(article_id=names).select("article_id", pl.exclude("article", "article_id"))


def _add_up(one: Counts, other: Counts) -> Counts:
    return Counts(*map(sum, zip(one, other, strict=True)))


def join_segments(segments: Sequence[Segment | StoredSegment]) -> Corpus:
    """Make the corpus of some segments, which follow each other."""
    vocabulary, forms = join_vocabularies([segment.vocabulary for segment in segments])
    before = accumulate((segment.counts for segment in segments), _add_up, initial=Counts(0, 0, 0, 0, 0))
    parts = (Part(segment, vocabulary, rows, first) for segment, rows, first in zip(segments, forms, before, strict=False))
    return Corpus(tuple(parts), vocabulary)


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
    files = find_files(places.articles_place() if source is None else source)
    return join_segments(read_segments(files))
