"""The articles, the ledger, the problems and the word index: the one store that everything else reads."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from . import places
from .cleaning import FIELDS
from .index import WordIndex, merge_indexes
from .reading import Source, find_files
from .segments import TIMES, Segment, build_segment, plan_segments
from .workers import map_in_order

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
class Corpus:
    """What :func:`read_corpus` gives; see there."""

    segments: tuple[Segment, ...]
    index: WordIndex

    @cached_property
    def articles(self) -> "pd.DataFrame":
        """One row per article, indexed by ``article_id``."""
        table = _to_pandas(pl.concat(segment.articles for segment in self.segments)).set_index("article_id")
        table.insert(len(FIELDS) + 1, "n_words", np.diff(self.index.articles))
        for place, unit in ((len(FIELDS) + 2, "paragraphs"), (len(FIELDS) + 3, "sections")):
            table.insert(place, f"n_{unit}", np.diff(np.searchsorted(getattr(self.index, unit), self.index.articles)))
        return table

    @cached_property
    def ledger(self) -> "pd.DataFrame":
        """One row per stretch of raw text that is not in an article's ``text`` as it was."""
        return _to_pandas(pl.concat(map(_named_ledger, self.segments)))

    @cached_property
    def problems(self) -> "pd.DataFrame":
        """One row per file that was skipped or read with a doubt."""
        return _to_pandas(pl.concat(segment.problems for segment in self.segments))

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

    @cached_property
    def _ledger_rows(self) -> dict[str, np.ndarray]:
        rows = self.ledger.groupby("article_id", sort=False).indices
        return {str(name): np.asarray(positions) for name, positions in rows.items()}


def _named_ledger(segment: Segment) -> pl.DataFrame:
    names = segment.articles["article_id"].gather(segment.ledger["article"])
    return segment.ledger.with_columns(article_id=names).select("article_id", pl.exclude("article", "article_id"))


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
    segments = tuple(map_in_order(build_segment, plan_segments(files)))
    return Corpus(segments, merge_indexes([segment.index for segment in segments]))
