"""A segment: some of the files, read, cleaned and split. It is what work is divided into, and depends on no other."""

import gc
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from .cleaning import FIELDS, Stretch, clean
from .edges import find_edges
from .index import WordIndex, Words, split_texts
from .languages import LANGUAGES, UNSUPPORTED, WITHOUT_SPLITTER, guess_language, has_word_splitter, name_language
from .reading import File, Problem, RawArticle, divide, is_bound, is_divisible, read_files
from .shingles import sign
from .vocabulary import Vocabulary

# A segment has files of so many bytes: enough that its vocabulary is much shorter than its text, few enough that some hundred MB of memory
# serve each core.
SIZE = 8_000_000

TIMES = {"published": pl.Datetime("ms"), "dateline_date": pl.Date()}
UNITS = ("words", "paragraphs", "sections")
ARTICLES: dict[str, Any] = (
    {"file": pl.String, "item": pl.Int64} | dict.fromkeys((*FIELDS, "language", "extra", "text"), pl.String) | TIMES | {"sha256": pl.Binary}
)
LEDGER = {"article": pl.UInt32, **{name: pl.Int64 if name in ("start", "end") else pl.String for name in Stretch._fields}}
PROBLEMS = {name: pl.Int64 if name == "item" else pl.String for name in Problem._fields}


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
        ``file``; ``item``, the line or row in it, null for a whole file; the fields; ``language``; ``extra``, what else it holds, as
        JSON; ``text``; ``sha256`` of title, time and text; ``n_words``, ``n_paragraphs``, ``n_sections``.
    ledger : polars.DataFrame, one row per stretch of raw text that is not in ``text`` as it was
        ``article``, a row number of `articles`; ``start``, ``end``, ``rule``, ``text``, ``replacement``.
    problems : polars.DataFrame, one row per file, or line of one, that was skipped or read with a doubt
    edges : polars.DataFrame
        The first and last paragraphs of the articles, see :func:`analysis.edges.find_edges`.
    signatures : array of uint16, one row per article
        See :func:`analysis.shingles.sign`.
    vocabulary : Vocabulary
        The distinct words of these articles alone.
    words : Words
        The words themselves.
    lines_before : int
        How many lines of a large file stand before those of this segment: nothing else here depends on them.
    """

    articles: pl.DataFrame
    ledger: pl.DataFrame
    problems: pl.DataFrame
    edges: pl.DataFrame
    signatures: np.ndarray
    vocabulary: Vocabulary
    words: Words
    lines_before: int = 0

    def read(self, table: str, *columns: str) -> pl.DataFrame:
        """Give columns of ``articles``, ``ledger``, ``problems`` or ``edges``, or all of them."""
        whole: pl.DataFrame = getattr(self, table)
        return whole.select(columns) if columns else whole

    @property
    def counts(self) -> Counts:
        """How many articles, words, sentences, paragraphs and sections there are."""
        words = self.words
        return Counts(len(self.articles), len(words.ids), *(len(getattr(words, unit)) - 1 for unit in Counts._fields[2:]))


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


def plan_segments(files: Iterable[File], divide: Callable[[File, int], Iterable[File]] = divide) -> Iterator[list[File]]:
    """Divide files into those of each segment, in their order; there is at least one. A range of a large file is a segment by itself.

    One file, or one line of a large file, more or less leaves nearly all other segments as they were.
    """
    segment: list[File] = []
    size = n_segments = 0
    for file in files:
        if file.size >= 2 * SIZE and is_divisible(file):
            for whole in filter(None, (segment, *([part] for part in divide(file, SIZE)))):
                yield whole
                n_segments += 1
            segment, size = [], 0
            continue
        segment.append(file)
        size += file.size
        if is_bound(size, SIZE, file.size, file.name.encode("utf-8", "surrogatepass")):
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
                doubts = list(_add_article(item, articles, ledger))
                problems += [(len(articles["text"]) - 0.5, Problem(name, number, "read", doubt)) for name, number, doubt in doubts]
        vocabulary, words = split_texts(articles["text"], articles["language"])
        for number in np.flatnonzero(np.diff(words.articles) == 0).tolist():
            doubt = "has no words besides its title and what cleaning removed"
            problems.append((number + 0.5, Problem(articles["file"][number], articles["item"][number], "read", doubt)))
        problems.sort(key=lambda row: row[0])
        sizes = {f"n_{unit}": count_units(words, unit) for unit in UNITS}
        return Segment(
            pl.DataFrame(articles, schema=ARTICLES).with_columns(**sizes),
            pl.DataFrame(ledger, schema=LEDGER),
            pl.DataFrame([problem for _, problem in problems], schema=PROBLEMS, orient="row"),
            find_edges(articles["text"], [source is not None for source in articles["source"]]),
            sign(vocabulary, words),
            vocabulary,
            words,
            files[0].first if files else 0,
        )


def _add_article(raw: RawArticle, articles: dict[str, list], ledger: dict[str, list]) -> Iterator[tuple[str, int | None, str]]:
    """Clean an article and add it, column by column: a tuple for each of millions of stretches would take twice as long.

    Gives the doubts about it, each with the file and the item that it is about.
    """
    cleaned = clean(raw.text, raw.fields, raw.form, raw.file)
    ledger["article"] += [len(articles["text"])] * len(cleaned.stretches)
    for column, values in zip(Stretch._fields, zip(*cleaned.stretches, strict=True), strict=False):
        ledger[column] += values
    fields = dict(zip(FIELDS, cleaned.fields, strict=True))
    told = (fields["title"], fields["published"], cleaned.text)
    digest = hashlib.sha256("\0".join(map(str, told)).encode()).digest()
    extra = json.dumps(dict(raw.extra), ensure_ascii=False) if raw.extra else None
    language = guess_language(cleaned.text)
    for column, value in zip(ARTICLES, (raw.file, raw.item, *cleaned.fields, language, extra, cleaned.text, digest), strict=True):
        articles[column].append(value)
    yield from ((raw.file, raw.item, doubt) for doubt in cleaned.doubts)
    if language and language not in LANGUAGES:
        yield raw.file, None, f"is, or has articles, in {name_language(language)} (guessed), which {UNSUPPORTED}"
    elif language == "zh" and not has_word_splitter():
        yield raw.file, None, WITHOUT_SPLITTER


def count_units(words: Words | WordIndex, unit: str) -> pl.Series:
    """Count the words, paragraphs or sections of each article."""
    ends = words.articles if unit == "words" else np.searchsorted(getattr(words, unit), words.articles)
    return pl.Series(np.diff(ends), dtype=pl.Int64)
