"""A segment: some of the files, read, cleaned and split. It is what work is divided into, and depends on no other."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import polars as pl

from .cleaning import FIELDS, Stretch, clean
from .index import WordIndex, build_index
from .reading import File, Problem, RawArticle, read_files

# A segment has files of so many bytes: enough that its vocabulary is much shorter than its text, few enough that some hundred MB of memory
# serve each core.
SIZE = 8_000_000

TIMES = {"published": pl.Datetime("ms"), "dateline_date": pl.Date()}
ARTICLES = dict.fromkeys(("article_id", *FIELDS, "text", "file"), pl.String()) | TIMES
LEDGER = {"article": pl.UInt32, **{name: pl.Int64 if name in ("start", "end") else pl.String for name in Stretch._fields}}
PROBLEMS = dict.fromkeys(Problem._fields, pl.String)


@dataclass(frozen=True)
class Segment:
    """Some of the articles, in order.

    Attributes
    ----------
    articles : polars.DataFrame, one row per article
        ``article_id``, the fields, ``text``, ``file``.
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
    """Divide files into those of each segment, in their order; there is at least one."""
    segment: list[File] = []
    size = 0
    for file in files:
        if size + file.size > SIZE and segment:
            yield segment
            segment, size = [], 0
        segment.append(file)
        size += file.size
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
        return Segment(
            pl.DataFrame(articles, schema=ARTICLES),
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
    for column, value in zip(articles, (raw.article_id, *cleaned.fields, cleaned.text, raw.file), strict=True):
        articles[column].append(value)
