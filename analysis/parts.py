"""A part of the corpus: a segment, and how it is looked at there: what is left out of it, and what of it is furniture.

The segment itself, which may be stored, never changes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from .cleaning import WHITE_SPACE
from .index import WordIndex
from .segments import UNITS, Counts, Segment, count_units
from .store import StoredSegment
from .stretches import Stretch, compose, restore

# The ledger's name for a paragraph that many articles of one source begin or end with.
REPEATED = "repeated line"
# What a record is, by the kind of file that it is in.
_LINES, _ITEMS = r"(?i)\.(?:jsonl|ndjson)(?:\.gz)?$", r"(?i)\.json(?:\.gz)?$"


class Cut(NamedTuple):
    """What is taken off the beginning and the end of an article.

    Attributes
    ----------
    start, stop : int
        The characters of its text that are left; None for all up to its end.
    first, last : int
        How many words go at the beginning and at the end.
    lines : tuple of tuple of int
        Each stretch that goes, gap or paragraph: where it starts and ends, and how many stories share it, 0 for a gap.
    """

    start: int
    stop: int | None
    first: int
    last: int
    lines: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class View:
    """How a segment is looked at.

    Attributes
    ----------
    copy_of : mapping of int to str
        Of its articles, by their row, those that are copies, and the ``article_id`` of what they are copies of.
    has_copies : bool
        Whether these are there; else they are left out.
    cuts : mapping of int to Cut
        Of its articles, by their row, those that are cut.
    taken : array of bool, optional
        For each of its articles, whether somebody chose it; all, when not given.
    """

    copy_of: Mapping[int, str] = field(default_factory=dict)
    has_copies: bool = True
    cuts: Mapping[int, Cut] = field(default_factory=dict)
    taken: np.ndarray | None = None


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
    view : View
        How the segment is looked at.
    """

    segment: Segment | StoredSegment
    forms: np.ndarray
    terms: np.ndarray
    first: Counts
    view: View = View()

    @property
    def _is_whole(self) -> bool:
        return not self.view.cuts and (self.view.has_copies or not self.view.copy_of) and self.view.taken is None

    def take(self, taken: np.ndarray, first: Counts) -> "Part":
        """Give the part with only those of its articles for which `taken` holds; `first` is what stands before it."""
        of_segment = self._is_kept
        of_segment[of_segment] = taken
        return replace(self, first=first, view=replace(self.view, taken=of_segment))

    @property
    def _is_kept(self) -> np.ndarray:
        """Which articles of the segment are in the corpus."""
        is_kept = np.ones(self.segment.counts.articles, dtype=bool) if self.view.taken is None else self.view.taken.copy()
        if not self.view.has_copies:
            is_kept[list(self.view.copy_of)] = False
        return is_kept

    @property
    def index(self) -> WordIndex:
        """The words of the segment, as those of the corpus; of a stored one, put together anew: take it once for all one does."""
        index = WordIndex(self.forms, self.terms, *self.segment.words)
        if self._is_whole:
            return index
        is_taken = np.repeat(self._is_kept, np.diff(index.articles))
        for article, cut in self.view.cuts.items():
            start, stop = index.articles[article : article + 2].tolist()
            is_taken[start : start + cut.first] = is_taken[stop - cut.last : stop] = False
        return index.take(self._is_kept, is_taken)

    @cached_property
    def counts(self) -> Counts:
        """How many articles, words, sentences, paragraphs and sections there are."""
        if self._is_whole:
            return self.segment.counts
        index = self.index
        return Counts(int(self._is_kept.sum()), len(index.ids), *(len(getattr(index, unit)) - 1 for unit in Counts._fields[2:]))

    def read(self, table: str, *columns: str) -> pl.DataFrame:
        """Give columns of ``articles``, ``ledger`` or ``problems`` as they are in the corpus, or all of them."""
        if self._is_whole or table == "problems":
            return self.segment.read(table, *columns)
        whole = self._cut_articles(columns) if table == "articles" else self._cut_ledger()
        return whole.select(columns) if columns else whole

    def _cut_articles(self, columns: Sequence[str]) -> pl.DataFrame:
        changed = {"text", "sha256", *(f"n_{unit}" for unit in UNITS)}.intersection(columns or self.segment.read("articles").columns)
        articles = self.segment.read("articles", *columns)
        cuts = self.view.cuts
        if cuts and "text" in changed:
            texts = articles["text"].to_list()
            for row, cut in cuts.items():
                texts[row] = texts[row][cut.start : cut.stop]
            articles = articles.with_columns(text=pl.Series(texts, dtype=pl.String))
        if cuts and "sha256" in changed:
            contents = articles["sha256"].to_list()
            for row, cut in cuts.items():
                contents[row] = hashlib.sha256(contents[row] + repr(cut[:2]).encode()).digest()
            articles = articles.with_columns(sha256=pl.Series(contents, dtype=pl.Binary))
        articles = articles.filter(pl.Series(self._is_kept))
        index = self.index if any(column.startswith("n_") for column in changed) else None
        sizes = {f"n_{unit}": count_units(index, unit) for unit in UNITS if index and f"n_{unit}" in changed}
        return articles.with_columns(**sizes)

    def _cut_ledger(self) -> pl.DataFrame:
        """Give the ledger with the rows of what is cut, for the articles that are kept."""
        ledger, is_kept, cuts = self.segment.read("ledger"), self._is_kept, self.view.cuts
        number = np.cumsum(is_kept) - 1
        article = ledger["article"].to_numpy()
        stays = is_kept[article] & ~np.isin(article, list(cuts))
        tables = [ledger.filter(pl.Series(stays)).with_columns(n_stories=pl.lit(None, dtype=pl.Int64))]
        if cuts:
            texts, bounds = self.segment.read("articles", "text")["text"], np.searchsorted(article, np.arange(len(is_kept) + 1))
            rows = [
                (row, *stretch, n_stories)
                for row, cut in cuts.items()
                if is_kept[row]
                for stretch, n_stories in _cut_stretches(texts[row], ledger[bounds[row] : bounds[row + 1]].select(Stretch._fields), cut)
            ]
            tables.append(pl.DataFrame(rows, schema=tables[0].schema, orient="row"))
        joined = pl.concat(tables)
        joined = joined.with_columns(article=pl.Series(number.astype(np.uint32)).gather(joined["article"]))
        return joined.sort("article", "start", maintain_order=True)

    def name_articles(self) -> pl.Series:
        """Give the ``article_id`` of each article: the file, and in one of many articles the line or row, as in ``a.jsonl:7``."""
        return name_rows(self.read("articles", "file", "item"), self.segment.lines_before)

    def name_copies(self) -> pl.Series:
        """Give for each article what it is a copy of; null for one that is none."""
        named = pl.Series([self.view.copy_of.get(row) for row in range(self.segment.counts.articles)], dtype=pl.String)
        return named.filter(pl.Series(self._is_kept)).alias("copy_of")

    def read_ledger(self) -> pl.DataFrame:
        """Give the rows of the ledger, with their ``article_id``."""
        ledger = self.read("ledger")
        named = self.name_articles().gather(ledger["article"]).alias("article_id")
        n_stories = ledger["n_stories"] if "n_stories" in ledger.columns else pl.Series([None] * len(ledger), dtype=pl.Int64)
        return ledger.select(named, *Stretch._fields, n_stories=n_stories)

    def read_problems(self) -> pl.DataFrame:
        """Give the problems, with the line or row that each is about, if any, in words; copies that are left out are among them."""
        problems = self.segment.read("problems")
        if not self.view.has_copies and self.view.copy_of:
            left_out = self.segment.read("articles", "file", "item")[list(self.view.copy_of)]
            reasons = [f"is a copy of {original}, and copies are left out" for original in self.view.copy_of.values()]
            problems = pl.concat([problems, left_out.with_columns(action=pl.lit("skipped"), reason=pl.Series(reasons, dtype=pl.String))])
        number = pl.col("item") + self.segment.lines_before
        kind = (
            pl.when(pl.col("file").str.contains(_LINES)).then(pl.lit("line")).when(pl.col("file").str.contains(_ITEMS)).then(pl.lit("item"))
        )
        return problems.with_columns(item=pl.format("{} {}", kind.otherwise(pl.lit("row")), number).fill_null(""))


def name_rows(articles: pl.DataFrame, lines_before: int) -> pl.Series:
    """Give the ``article_id`` of articles: their ``file``, and their ``item``, if any."""
    named = pl.format("{}:{}", "file", pl.col("item") + lines_before)
    return articles.select(article_id=pl.when(pl.col("item").is_null()).then("file").otherwise(named)).to_series()


def _cut_stretches(text: str, ledger: pl.DataFrame, cut: Cut) -> Iterator[tuple[Stretch, int | None]]:
    """Give the ledger's rows of an article that is cut, and how many stories share the paragraph in each."""
    before = [Stretch(*row) for row in ledger.iter_rows()]
    # The rule carries how many stories share the line until all stretches are put together.
    removed = [
        Stretch(start, end, f"{REPEATED}\0{n_stories}" if n_stories else WHITE_SPACE, text[start:end], "")
        for start, end, n_stories in cut.lines
    ]
    for stretch in compose(before, removed, restore(text, before)):
        rule, _, n_stories = stretch.rule.partition("\0")
        yield stretch._replace(rule=rule), int(n_stories) if n_stories else None
