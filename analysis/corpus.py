"""The articles, the ledger, the problems and the word index: the one store that everything else reads."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import polars as pl

from . import places
from .building import read_segments
from .cleaning import FIELDS
from .cluster import open_cluster
from .index import WordIndex, join_indexes
from .pages import Page
from .reading import Source, find_files
from .segments import TIMES, UNITS, Counts, Segment
from .store import StoredSegment
from .vocabulary import Vocabulary, join_vocabularies
from .workers import Pool, map_in_order, threads

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client

Result = TypeVar("Result")


def to_pandas(table: pl.DataFrame) -> "pd.DataFrame":
    """Give a table as pandas, at the face of this package: texts as ``str``, times without parts of a second."""
    import pandas as pd

    columns = {}
    for name, values in zip(table.columns, table.iter_columns(), strict=True):
        kind = "datetime64[s]" if name in TIMES else "str" if values.dtype == pl.String else None
        columns[name] = pd.Series(values.to_numpy() if kind != "str" else values.to_list(), dtype=kind)
    return pd.DataFrame(columns)


@dataclass(frozen=True)
class Part:
    """A segment and its place in the corpus. Whatever is counted is counted part by part, so that no more than a few need be at hand.

    Attributes
    ----------
    segment : Segment or StoredSegment
    forms, terms : array of int32
        The row numbers, in the vocabulary of the corpus, of each form of the segment, and of its term.
    first : Counts
        What stands before it.
    """

    segment: Segment | StoredSegment
    forms: np.ndarray
    terms: np.ndarray
    first: Counts

    @property
    def index(self) -> WordIndex:
        """The words of the segment, as those of the corpus; of a stored one, put together anew: take it once for all one does."""
        return WordIndex(self.forms, self.terms, *self.segment.words)

    def name_articles(self) -> pl.Series:
        """Give the ``article_id`` of each article: the file, and in one of many articles the line, as in ``a.jsonl:7``."""
        named = pl.format("{}:{}", "file", pl.col("item") + self.segment.lines_before)
        articles = self.segment.read("articles", "file", "item")
        return articles.select(article_id=pl.when(pl.col("item").is_null()).then("file").otherwise(named)).to_series()

    def read_ledger(self) -> pl.DataFrame:
        """Give the rows of the ledger, with their ``article_id``."""
        ledger = self.segment.read("ledger")
        return ledger.select(self.name_articles().gather(ledger["article"]).alias("article_id"), pl.exclude("article"))

    def read_problems(self) -> pl.DataFrame:
        """Give the problems, with the line that each is about, if any, in words."""
        line = pl.format("line {}", pl.col("item") + self.segment.lines_before)
        return self.segment.read("problems").with_columns(item=line.fill_null(""))


@dataclass(frozen=True)
class Corpus:
    """What :func:`read_corpus` gives; see there."""

    parts: tuple[Part, ...]
    vocabulary: Vocabulary
    open_pool: Callable[[], AbstractContextManager[Pool]] = threads
    kept: dict[str, pl.Series] = field(default_factory=dict)  # columns that were asked for before

    def map_parts(self, function: Callable[..., Result], *each: Iterable[Any]) -> Iterator[Result]:
        """Apply `function` to each part, and to what `each` holds for it, on all cores; give the results in the order of the parts."""
        return map_in_order(_Spread(function), zip(self.parts, *each, strict=False), self.open_pool)

    def select(self, *columns: str) -> pl.DataFrame:
        """Give columns of ``articles``, in polars: at a million articles, pandas would need some GB for all of them."""
        stored = [name for name in columns if name != "article_id" and name not in self.kept]
        tables = []
        for part in self.parts:
            named = [part.name_articles()] if "article_id" in columns else []
            tables.append(pl.DataFrame(named + part.segment.read("articles", *stored).get_columns() if stored else named))
        read = pl.concat(tables) if stored or "article_id" in columns else pl.DataFrame()
        self.kept.update({name: read[name] for name in stored if read.schema[name] != pl.String})
        return pl.DataFrame([self.kept[name] if name in self.kept else read[name] for name in columns])

    @cached_property
    def articles(self) -> "pd.DataFrame":
        """One row per article, indexed by ``article_id``, with its text: as large as the texts."""
        sizes = [f"n_{unit}" for unit in UNITS]
        return to_pandas(self.select("article_id", *FIELDS, "text", *sizes, "file")).set_index("article_id")

    @cached_property
    def ledger(self) -> "pd.DataFrame":
        """One row per stretch of raw text that is not in an article's ``text`` as it was."""
        return to_pandas(pl.concat([part.read_ledger() for part in self.parts]))

    @cached_property
    def problems(self) -> "pd.DataFrame":
        """One row per file, or line of a file, that was skipped or read with a doubt."""
        return to_pandas(pl.concat([part.read_problems() for part in self.parts]).unique(maintain_order=True))

    @cached_property
    def index(self) -> WordIndex:
        """Every word of every article in one piece: as large as the texts."""
        return join_indexes([part.index for part in self.parts], self.vocabulary)

    @cached_property
    def counts(self) -> Counts:
        """How many articles, words, sentences, paragraphs and sections there are."""
        return _add_up(self.parts[-1].first, self.parts[-1].segment.counts)

    @cached_property
    def period(self) -> tuple[datetime, datetime] | None:
        """When the first and the last of the dated articles were published; None if there are none."""
        dated = self.select("published")["published"].drop_nulls().to_numpy()
        return (dated.min().astype(datetime), dated.max().astype(datetime)) if len(dated) else None

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the articles: their ids, titles, times and texts."""
        digest = hashlib.sha256()
        for part in self.parts:
            for name, content in zip(part.name_articles(), part.segment.read("articles", "sha256")["sha256"], strict=True):
                digest.update(name.encode() + b"\0" + content)
        return digest.hexdigest()

    def ledger_of(self, article_id: str) -> "pd.DataFrame":
        """Give the rows of the ledger of one article."""
        return to_pandas(pl.concat([part.read_ledger().filter(pl.col("article_id") == article_id) for part in self.parts]))

    def sample(self, words: int) -> WordIndex:
        """Give the index of some of the articles, of about so many words together; of all, if these are no more.

        Which ones depends on nothing but their titles, times and texts: those whose SHA-256 is low.
        """
        share = min(1.0, words / max(self.counts.words, 1))
        return join_indexes(list(self.map_parts(_sample, repeat(share))), self.vocabulary)

    def head(self, articles: int) -> "Corpus":
        """Give the parts that hold the first so many articles, and maybe more."""
        return Corpus(
            tuple(part for part in self.parts if part.first.articles < articles) or self.parts[:1], self.vocabulary, self.open_pool
        )

    def _describe(self) -> Page:
        stored = [part.segment for part in self.parts if isinstance(part.segment, StoredSegment)]
        in_memory = [part.segment for part in self.parts if isinstance(part.segment, Segment)]
        held = sum(table.estimated_size() for segment in in_memory for table in (segment.articles, segment.ledger, segment.problems))
        held += sum(array.nbytes for segment in in_memory for array in segment.words)
        held += sum(part.forms.nbytes + part.terms.nbytes for part in self.parts) + int(self.vocabulary.forms.estimated_size())
        on_disk = sum(file.stat().st_size for segment in stored for file in segment.folder.glob("*"))
        rows = {
            "articles": f"{self.counts.articles:,}",
            "words": f"{self.counts.words:,}, of them {len(self.vocabulary.forms):,} different",
            "period": " to ".join(str(time.date()) for time in self.period) if self.period else "no date known",
            "store": f"{on_disk / 1e6:,.0f} MB in {stored[0].folder.parent}" if stored else "not needed",
            "memory": f"{held / 1e6:,.1f} MB",
        }
        return Page(["corpus", ""], [list(row) for row in rows.items()], [False, False], "")

    def __repr__(self) -> str:
        return repr(self._describe())

    def _repr_html_(self) -> str:
        return self._describe()._repr_html_()


class _Spread:
    """A function that takes its arguments as one tuple."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(self, arguments: tuple[Any, ...]) -> Any:
        return self.function(*arguments)


def _sample(part: Part, share: float) -> WordIndex:
    low = round(share * 2**32)
    numbers = np.array([int.from_bytes(content[:4]) for content in part.segment.read("articles", "sha256")["sha256"]], dtype=np.int64)
    return part.index.take(numbers < low)


def _add_up(one: Counts, other: Counts) -> Counts:
    return Counts(*map(sum, zip(one, other, strict=True)))


def join_segments(segments: Sequence[Segment | StoredSegment], open_pool: Callable[[], AbstractContextManager[Pool]] = threads) -> Corpus:
    """Make the corpus of some segments, which follow each other."""
    vocabulary, forms = join_vocabularies([segment.vocabulary for segment in segments])
    before = accumulate((segment.counts for segment in segments), _add_up, initial=Counts(0, 0, 0, 0, 0))
    terms = (vocabulary.term_of_form[rows] for rows in forms)
    parts = (Part(*placed) for placed in zip(segments, forms, terms, before, strict=False))
    return Corpus(tuple(parts), vocabulary, open_pool)


def read_corpus(source: Source | Sequence[Source] | None = None, *, client: "Client | None" = None) -> Corpus:
    """Read the articles of a folder.

    Parameters
    ----------
    source : path or address, or list of them, optional
        A folder, a file, or several; ``ANALYSIS_ARTICLES``, else ``seeds/``, when not given. An address is one that fsspec knows, such as
        ``s3://…``.
    client : distributed.Client, optional
        A Dask cluster that does the work; that at ``ANALYSIS_DASK``, else this machine, when not given. Its workers and this machine must
        see the same articles and the same store.

    Returns
    -------
    Corpus
        ``articles``: one row per article, indexed by ``article_id`` (its path below the folder, and the line in a file of many):
        ``title``, ``published`` (wall time as printed), ``utc_offset`` (where one was printed), ``dateline_date``, ``place``, ``source``,
        ``author``, ``text`` (the body: paragraphs parted by one blank line, sections by two), ``n_words``, ``n_paragraphs``,
        ``n_sections``, ``file``. What an article does not tell is missing.

        ``ledger``: one row per stretch of an article's raw text that is not in ``text`` as it was: ``article_id``, ``start``, ``end``
        (characters of the raw text), ``rule``, ``text``, ``replacement``. Replacing each stretch turns the raw text into ``text``.

        ``problems``: one row per file, or line of one, that was skipped or read with a doubt: ``file``, ``item``, ``action``, ``reason``.

        ``index``: the words, see :class:`WordIndex`; ``vocabulary``: the distinct ones, see :class:`Vocabulary`.

        These are made when they are first asked for, and as large as the texts; ``select()`` gives single columns.

    Raises
    ------
    ReadingError
        If `source` is not there, or is one file that cannot be read.
    ClusterError
        If the cluster cannot do the work.
    """
    files = find_files(places.articles_place() if source is None else source)
    cluster = open_cluster(client)
    if cluster is None:
        return join_segments(read_segments(files))
    return join_segments(read_segments(files, cluster), cluster)
