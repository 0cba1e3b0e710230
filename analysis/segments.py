"""A segment: some of the files, read, cleaned and split. It is what work is divided into, and depends on no other."""

import gc
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import polars as pl

from .cleaning import FIELDS, Stretch, clean
from .index import WordIndex, build_index
from .reading import File, Problem, RawArticle, read_files
from .vocabulary import Vocabulary

# A segment has files of so many bytes: enough that its vocabulary is much shorter than its text, few enough that some hundred MB of memory
# serve each core.
SIZE = 8_000_000

TIMES = {"published": pl.Datetime("ms"), "dateline_date": pl.Date()}
UNITS = ("words", "paragraphs", "sections")
ARTICLES = dict.fromkeys(("article_id", *FIELDS, "text", "file"), pl.String()) | TIMES | {"sha256": pl.Binary()}
LEDGER = {"article": pl.UInt32, **{name: pl.Int64 if name in ("start", "end") else pl.String for name in Stretch._fields}}
PROBLEMS = dict.fromkeys(Problem._fields, pl.String)


class Counts(NamedTuple):
    """How many articles, words, sentences, paragraphs and sections there are, or stand before something."""

    articles: int
    words: int
    sentences: int
    paragraphs: int
    sections: int


@dataclass(frozen=True)
class Segment:
    """Some of the articles, in order.

    Attributes
    ----------
    articles : polars.DataFrame, one row per article
        ``article_id``, the fields, ``text``, ``file``; ``sha256`` of id, title, time and text; ``n_words``, ``n_paragraphs``,
        ``n_sections``.
    ledger : polars.DataFrame, one row per stretch of raw text that is not in ``text`` as it was
        ``article``, a row number of `articles`; ``start``, ``end``, ``rule``, ``text``, ``replacement``.
    problems : polars.DataFrame, one row per file that was skipped or read with a doubt
    index : WordIndex
        The words of these articles alone.
    """

    articles: pl.DataFrame
    ledger: pl.DataFrame
    problems: pl.DataFrame
    index: WordIndex

    @property
    def vocabulary(self) -> Vocabulary:
        """The distinct words of these articles alone."""
        return self.index.vocabulary

    def index_in(self, vocabulary: Vocabulary, forms: np.ndarray) -> WordIndex:
        """Give the index with a larger vocabulary, that of a corpus, where the forms of this one are the rows `forms`."""
        return replace(self.index, vocabulary=vocabulary, forms=forms)

    @property
    def counts(self) -> Counts:
        """How many articles, words, sentences, paragraphs and sections there are."""
        index = self.index
        return Counts(len(self.articles), len(index.ids), *(len(getattr(index, unit)) - 1 for unit in Counts._fields[2:]))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from looking again and again through millions of strings and numbers that hold no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def plan_segments(files: Iterable[File]) -> Iterator[list[File]]:
    """Divide files into those of each segment, in their order; there is at least one.

    A segment ends by its size and by the name of its last file, so that one file more or less leaves all segments but its own as they were.
    """
    segment: list[File] = []
    size = n_segments = 0
    for file in files:
        segment.append(file)
        size += file.size
        is_end = zlib.crc32(file.name.encode("utf-8", "surrogatepass")) * SIZE < 4 * file.size * 2**32
        if (size >= SIZE / 2 and is_end) or size >= 2 * SIZE:
            yield segment
            segment, size, n_segments = [], 0, n_segments + 1
    if segment or not n_segments:
        yield segment


def build_segment(files: Sequence[File]) -> Segment:
    """Read, clean and split files.

    Raises
    ------
    ReadingError
        If a file that somebody named cannot be read.
    """
    articles: dict[str, list] = {column: [] for column in ARTICLES}
    ledger: dict[str, list] = {column: [] for column in LEDGER}
    problems: list[tuple[float, Problem]] = []  # with the number of the article that follows
    with _collector_paused():
        for item in read_files(files):
            if isinstance(item, Problem):
                problems.append((len(articles["text"]), item))
            else:
                _add_article(item, articles, ledger)
        index = build_index(articles["text"])
        for number in np.flatnonzero(np.diff(index.articles) == 0).tolist():
            doubt = "has no words besides its title and what cleaning removed"
            problems.append((number + 0.5, Problem(articles["file"][number], "", "read", doubt)))
        problems.sort(key=lambda row: row[0])
        sizes = {f"n_{unit}": _count_units(index, unit) for unit in UNITS}
        return Segment(
            pl.DataFrame(articles, schema=ARTICLES).with_columns(**sizes),
            pl.DataFrame(ledger, schema=LEDGER),
            pl.DataFrame([problem for _, problem in problems], schema=PROBLEMS, orient="row"),
            index,
        )


def _add_article(raw: RawArticle, articles: dict[str, list], ledger: dict[str, list]) -> None:
    """Clean an article and add it, column by column: a tuple for each of millions of stretches would take twice as long."""
    cleaned = clean(raw.text)
    ledger["article"] += [len(articles["text"])] * len(cleaned.stretches)
    for column, values in zip(Stretch._fields, zip(*cleaned.stretches, strict=True), strict=False):
        ledger[column] += values
    fields = dict(zip(FIELDS, cleaned.fields, strict=True))
    told = (raw.article_id, fields["title"], fields["published"], cleaned.text)
    digest = hashlib.sha256("\0".join(map(str, told)).encode()).digest()
    for column, value in zip(articles, (raw.article_id, *cleaned.fields, cleaned.text, raw.file, digest), strict=True):
        articles[column].append(value)


def _count_units(index: WordIndex, unit: str) -> pl.Series:
    """Count the words, paragraphs or sections of each article."""
    ends = index.articles if unit == "words" else np.searchsorted(getattr(index, unit), index.articles)
    return pl.Series(np.diff(ends), dtype=pl.Int64)
