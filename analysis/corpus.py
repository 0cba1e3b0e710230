"""The articles, the ledger, the problems and the word index: the one store that everything else reads."""

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from . import places
from .cleaning import FIELDS, Stretch, clean
from .index import WordIndex, build_index
from .reading import Problem, Source, read_raw

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Corpus:
    """What :func:`read_corpus` gives; see there."""

    articles: "pd.DataFrame"
    ledger: "pd.DataFrame"
    problems: "pd.DataFrame"
    index: WordIndex

    @cached_property
    def _ledger_rows(self) -> dict[str, np.ndarray]:
        rows = self.ledger.groupby("article_id", sort=False).indices
        return {str(name): np.asarray(positions) for name, positions in rows.items()}

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
    ledger: dict[str, list] = {column: [] for column in ("article_id", *Stretch._fields)}
    problems: list[Problem] = []

    def read_bodies() -> Iterator[str]:
        for item in read_raw(source):
            if isinstance(item, Problem):
                problems.append(item)
                continue
            cleaned = clean(item.text)
            articles.append((item.article_id, *cleaned.fields, cleaned.text, item.file))
            # By column: a tuple for each of millions of stretches would keep the garbage collector busy, a quarter of the time of reading.
            ledger["article_id"] += [item.article_id] * len(cleaned.stretches)
            for column, values in zip(Stretch._fields, zip(*cleaned.stretches, strict=True), strict=False):
                ledger[column] += values
            yield cleaned.text

    with _collector_paused():
        # One after the other: side by side they wait for each other's turn at the interpreter, and take longer (measured).
        index = build_index(list(read_bodies()))
    for number in np.flatnonzero(np.diff(index.articles) == 0):
        problems.append(Problem(articles[number][-1], "", "read", "has no words besides its title and what cleaning removed"))
    # Types are named, so that tables without rows have the same ones.
    texts = dict.fromkeys(("article_id", "title", "utc_offset", "place", "source", "author", "text", "file"), "str")
    times = dict.fromkeys(("published", "dateline_date"), "datetime64[s]")
    table = pd.DataFrame(articles, columns=["article_id", *FIELDS, "text", "file"]).astype(texts | times).set_index("article_id")
    table.insert(len(FIELDS) + 1, "n_words", np.diff(index.articles))
    for place, unit in ((len(FIELDS) + 2, "paragraphs"), (len(FIELDS) + 3, "sections")):
        table.insert(place, f"n_{unit}", np.diff(np.searchsorted(getattr(index, unit), index.articles)))
    changes = dict.fromkeys(ledger, "str") | {"start": "int64", "end": "int64"}
    return Corpus(table, pd.DataFrame(ledger).astype(changes), pd.DataFrame(problems, columns=list(Problem._fields), dtype="str"), index)
