"""The articles, the ledger, the problems and the word index: the one store that everything else reads."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain, count, repeat
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
import polars as pl

from . import places
from .building import read_segments
from .cleaning import FIELDS
from .cluster import open_cluster
from .copies import COPY_RULES, find_copies
from .furniture import find_furniture
from .index import WordIndex, join_indexes
from .languages import LANGUAGES
from .pages import Page
from .parts import Part, View
from .reading import Source, check_columns, find_files
from .segments import TIMES, UNITS, Counts, Segment
from .shingles import hash_forms
from .store import StoredSegment, recall
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
        has_gaps = values.dtype == pl.Int64 and values.null_count() > 0
        kind = "datetime64[s]" if name in TIMES else "str" if values.dtype == pl.String else "Int64" if has_gaps else None
        columns[name] = pd.Series(values.to_list() if kind in ("str", "Int64") else values.to_numpy(), dtype=kind)
    return pd.DataFrame(columns)


@dataclass(frozen=True)
class Corpus:
    """What :func:`read_corpus` gives; see there."""

    parts: tuple[Part, ...]
    vocabulary: Vocabulary
    open_pool: Callable[[], AbstractContextManager[Pool]] = threads
    all_copies: "Corpus | None" = None  # the same with the copies that are left out here
    kept: dict[str, pl.Series] = field(default_factory=dict)  # columns that were asked for before
    remembered: dict[str, Any] = field(default_factory=dict)  # what other modules keep here, each under a name of its own

    def map_parts(self, function: Callable[..., Result], *each: Iterable[Any]) -> Iterator[Result]:
        """Apply `function` to each part, and to what `each` holds for it, on all cores; give the results in the order of the parts."""
        return map_in_order(_Spread(function), zip(self.parts, *each, strict=False), self.open_pool)

    def select(self, *columns: str) -> pl.DataFrame:
        """Give columns of ``articles``, in polars: at a million articles, pandas would need some GB for all of them."""
        stored = [name for name in columns if name not in _NAMED and name not in self.kept]
        named = [name for name in columns if name in _NAMED]
        tables = []
        for part in self.parts:
            made = [_NAMED[name](part).alias(name) for name in named]
            tables.append(pl.DataFrame(made + part.read("articles", *stored).get_columns() if stored else made))
        read = pl.concat(tables) if stored or named else pl.DataFrame()
        self.kept.update({name: read[name] for name in stored if read.schema[name] != pl.String})
        return pl.DataFrame([self.kept[name] if name in self.kept else read[name] for name in columns])

    @cached_property
    def articles(self) -> "pd.DataFrame":
        """One row per article, indexed by ``article_id``, with its text: as large as the texts."""
        sizes = [f"n_{unit}" for unit in UNITS]
        table = self.select("article_id", *FIELDS, "language", "copy_of", "text", *sizes, "file", "extra")
        return to_pandas(table.drop("extra").hstack(spread_extra(table["extra"], table.columns))).set_index("article_id")

    @cached_property
    def ledger(self) -> "pd.DataFrame":
        """One row per stretch of raw text that is not in an article's ``text`` as it was."""
        return to_pandas(pl.concat([part.read_ledger() for part in self.parts]))

    @cached_property
    def problems(self) -> "pd.DataFrame":
        """One row per file, or line of a file, that was skipped or read with a doubt."""
        read = [part.read_problems() for part in self.parts]
        return to_pandas(pl.concat([*read, self._future()]).unique(maintain_order=True))

    def _future(self) -> pl.DataFrame:
        """Give a problem for each article from the future: the only one that depends on the day."""
        tomorrow = datetime.now() + timedelta(days=1)  # zones differ
        if not self.period or self.period[1] <= tomorrow:
            return self.parts[0].read_problems().clear()
        late = self.select("file", "article_id", "published").filter(pl.col("published") > tomorrow)
        reason = pl.format("has a date in the future: {}", pl.col("published").dt.date())
        item = pl.col("article_id").str.strip_prefix(pl.col("file")).str.strip_prefix(":")
        return late.select("file", item=item, action=pl.lit("read"), reason=reason)

    @cached_property
    def index(self) -> WordIndex:
        """Every word of every article in one piece: as large as the texts."""
        return join_indexes([part.index for part in self.parts], self.vocabulary)

    @cached_property
    def counts(self) -> Counts:
        """How many articles, words, sentences, paragraphs and sections there are."""
        return _add_up(self.parts[-1].first, self.parts[-1].counts)

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
            for name, content in zip(part.name_articles(), part.read("articles", "sha256")["sha256"], strict=True):
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
        parts = tuple(part for part in self.parts if part.first.articles < articles) or self.parts[:1]
        return Corpus(parts, self.vocabulary, self.open_pool)

    def take(self, articles: "Sequence[bool] | np.ndarray | pd.Series") -> "Corpus":
        """Give the corpus of those articles for which `articles`, one value for each, holds; its words and ids are the same as here.

        Raises
        ------
        ValueError
            If there are not as many values as articles.
        """
        taken = np.asarray(articles, dtype=bool)
        if taken.shape != (self.counts.articles,):
            raise ValueError(f"one value is needed for each of {self.counts.articles:,} articles, not {taken.size:,}.")
        parts: list[Part] = []
        before = Counts(0, 0, 0, 0, 0)
        for part in self.parts:
            parts.append(part.take(taken[part.first.articles :][: part.counts.articles], before))
            before = _add_up(before, parts[-1].counts)
        return Corpus(tuple(parts), self.vocabulary, self.open_pool)

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
    numbers = np.array([int.from_bytes(content[:4]) for content in part.read("articles", "sha256")["sha256"]], dtype=np.int64)
    return part.index.take(numbers < low)


def _add_up(one: Counts, other: Counts) -> Counts:
    return Counts(*map(sum, zip(one, other, strict=True)))


# More columns than this from the records themselves would be one for each of them.
MOST_EXTRA = 200
_NAMED: dict[str, Callable[[Part], pl.Series]] = {"article_id": Part.name_articles, "copy_of": Part.name_copies}


def spread_extra(extra: pl.Series, taken: Sequence[str]) -> pl.DataFrame:
    """Make a column of each thing that records hold besides the fields, as they come; one whose name is taken gets a ``_`` at its end."""
    records = [json.loads(record) if record else {} for record in extra] if extra.null_count() < len(extra) else []
    names = list(dict.fromkeys(chain.from_iterable(records)))
    columns: dict[str, pl.Series] = {}
    for name in names[:MOST_EXTRA]:
        free = next(f"{name}{'_' * k}" for k in count() if f"{name}{'_' * k}" not in columns and f"{name}{'_' * k}" not in taken)
        columns[free] = pl.Series([record.get(name) for record in records], dtype=pl.String)
    if len(names) > MOST_EXTRA:
        rest = [{name: record[name] for name in names[MOST_EXTRA:] if name in record} for record in records]
        columns["extra"] = pl.Series([json.dumps(record, ensure_ascii=False) if record else None for record in rest], dtype=pl.String)
    return pl.DataFrame(columns)


def join_segments(
    segments: Sequence[Segment | StoredSegment],
    open_pool: Callable[[], AbstractContextManager[Pool]] = threads,
    *,
    copies: Literal["keep", "first"] = "keep",
) -> Corpus:
    """Make the corpus of some segments, which follow each other."""
    languages = _find_languages(segments)
    vocabulary, forms = join_vocabularies([segment.vocabulary for segment in segments], languages)
    terms = [vocabulary.term_of_form[rows] for rows in forms]

    def place(views: Iterable[View]) -> tuple[Part, ...]:
        parts: list[Part] = []
        before = Counts(0, 0, 0, 0, 0)
        for placed in zip(segments, forms, terms, views, strict=False):
            parts.append(Part(*placed[:3], before, placed[3]))
            before = _add_up(before, parts[-1].counts)
        return tuple(parts)

    whole = Corpus(place(repeat(View())), vocabulary, open_pool)
    story = recall(segments, COPY_RULES, lambda: find_copies(whole.parts, hash_forms(vocabulary), whole.map_parts))
    cuts = find_furniture(whole.parts, story)
    is_copy = story != np.arange(len(story))
    if not is_copy.any() and not any(cuts):
        return whole
    names = dict(zip(*_name(whole, np.unique(story[is_copy])), strict=True))
    first = [part.first.articles for part in whole.parts]
    copy_of = [
        {row: names[story[start + row]] for row in np.flatnonzero(is_copy[start : start + part.counts.articles]).tolist()}
        for start, part in zip(first, whole.parts, strict=True)
    ]
    with_all = Corpus(place(map(View, copy_of, repeat(True), cuts)), vocabulary, open_pool)
    if copies == "keep" or not is_copy.any():
        return with_all
    return Corpus(place(map(View, copy_of, repeat(False), cuts)), vocabulary, open_pool, with_all)


def _name(corpus: Corpus, numbers: np.ndarray) -> tuple[list[int], list[str]]:
    """Give some articles' numbers, and their ids."""
    return numbers.tolist(), corpus.select("article_id")["article_id"].gather(numbers).to_list() if len(numbers) else []


def _find_languages(segments: Sequence[Segment | StoredSegment]) -> tuple[str, ...]:
    """Find the languages of a tenth or more of all words, among those that have stop words; English if there are none."""
    read = pl.concat([segment.read("articles", "language", "n_words") for segment in segments])
    sums = read.group_by("language").agg(pl.col("n_words").sum())
    common = sums.filter((pl.col("n_words") >= 0.1 * float(sums["n_words"].sum())) & pl.col("language").is_in(list(LANGUAGES)))
    return tuple(common.sort("n_words", "language", descending=[True, False])["language"]) or ("en",)


def read_corpus(
    source: Source | Sequence[Source] | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    copies: Literal["keep", "first"] = "keep",
    client: "Client | None" = None,
) -> Corpus:
    """Read the articles of a folder.

    Parameters
    ----------
    source : path or address, or list of them, optional
        A folder, a file, or several; ``ANALYSIS_ARTICLES``, else ``seeds/``, when not given. An address is one that fsspec knows, such as
        ``s3://…``.
    columns : mapping of str, optional
        Which column or key of tables and records holds which field, such as ``{"text": "Inhalt"}``, where the names do not tell; the same
        can be said in a ``columns.toml`` beside them.
    copies : str
        What to do with articles that are copies of others, or nearly: ``keep`` them, or only the ``first`` of each.
    client : distributed.Client, optional
        A Dask cluster that does the work; that at ``ANALYSIS_DASK``, else this machine, when not given. Its workers and this machine must
        see the same articles and the same store.

    Returns
    -------
    Corpus
        ``articles``: one row per article, indexed by ``article_id`` (its path below the folder, and the line or row in a file of many):
        ``title``, ``published`` (wall time as printed), ``utc_offset`` (where one was printed), ``published_from`` (where it stood),
        ``dateline_date``, ``place``, ``agency``, ``source``, ``author``, ``url``, ``language`` (a guess), ``copy_of`` (the id of the
        earliest that it is a copy of), ``text`` (the body: paragraphs parted by one blank line, sections by two), ``n_words``,
        ``n_paragraphs``, ``n_sections``, ``file``, and whatever else a record holds. What an article does not tell is missing.

        ``ledger``: one row per stretch of an article's raw text that is not in ``text`` as it was: ``article_id``, ``start``, ``end``
        (characters of the raw text), ``rule``, ``text``, ``replacement``, ``n_stories`` (how many stories of the source share a repeated
        line). Replacing each stretch turns the raw text into ``text``.

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
    if copies not in ("keep", "first"):
        raise ValueError(f"there is no copies={copies!r}; use 'keep' or 'first'.")
    files = find_files(places.articles_place() if source is None else source, check_columns(columns or {}))
    cluster = open_cluster(client)
    if cluster is None:
        return join_segments(read_segments(files), copies=copies)
    return join_segments(read_segments(files, cluster), cluster, copies=copies)
