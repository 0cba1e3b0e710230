"""The store: segments on disk, so that only files that changed are read, cleaned and split again, and no corpus need fit memory.

It is a cache: it may be deleted at any time. A segment is a folder named after what it was made of: the rules, and the name, size and times
of each file. It is written aside and moved into place whole, and its checksums are compared whenever it is opened.
"""

import hashlib
import json
import os
import shutil
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from . import places
from .index import WordIndex
from .reading import File
from .segments import Counts, Segment, build_segment, plan_segments
from .vocabulary import Vocabulary
from .workers import FEWEST, map_in_order

# What is not used for so long is taken away.
KEPT_DAYS = 30
# A file that was changed less than this before it was listed might be changed once more without another time: its segment is not kept.
SETTLED = 50_000_000  # ns
TABLES = ("articles", "ledger", "problems", "forms", "words")
_BOUNDS = ("sentences", "paragraphs", "sections")
# The modules that decide what a segment holds.
_RULES = "reading dates lines cleaning words vocabulary index segments store".split()


class Task(NamedTuple):
    """A segment to build, and where it is kept; "" if it cannot be."""

    folder: str
    files: Sequence[File]


@dataclass(frozen=True)
class StoredSegment:
    """A :class:`Segment` in the store: its tables are maps of files, which the system reads and drops as it needs to."""

    folder: Path

    def _open(self, table: str) -> pl.DataFrame:
        return pl.read_ipc(self.folder / f"{table}.arrow")

    @cached_property
    def articles(self) -> pl.DataFrame:
        """See :class:`Segment`."""
        return self._open("articles")

    @cached_property
    def ledger(self) -> pl.DataFrame:
        """See :class:`Segment`."""
        return self._open("ledger")

    @cached_property
    def problems(self) -> pl.DataFrame:
        """See :class:`Segment`."""
        return self._open("problems")

    @cached_property
    def counts(self) -> Counts:
        """See :class:`Segment`."""
        return Counts(*_manifest(self.folder)["counts"])

    @property
    def vocabulary(self) -> Vocabulary:
        """See :class:`Segment`."""
        return Vocabulary(self._open("forms")["form"])

    @cached_property
    def _words(self) -> pl.DataFrame:
        return self._open("words")

    def index_in(self, vocabulary: Vocabulary, forms: np.ndarray) -> WordIndex:
        """See :class:`Segment`. It is put together anew each time, so that no more than one need be in memory."""
        ids, ends = (self._words[column].to_numpy() for column in ("id", "ends"))
        articles = np.concatenate([[0], np.cumsum(self.articles["n_words"].to_numpy())])
        bounds = (np.concatenate([[0], np.flatnonzero(ends & (1 << bit)) + 1]) for bit in range(len(_BOUNDS)))
        return WordIndex(vocabulary, forms, ids, articles, *bounds)


def read_segments(files: Iterable[File]) -> list[Segment | StoredSegment]:
    """Read, clean and split files, in segments: a few in memory; many on all cores, in the store, those that are not there already.

    Raises
    ------
    ReadingError
        If a file that somebody named cannot be read.
    """
    planned = plan_segments(files)
    first = list(islice(planned, FEWEST))
    if len(first) < FEWEST:
        return [build_segment(part) for part in first]
    store, clean_up = _open_store()
    order: list[Task] = []

    def missing() -> Iterator[Task]:
        for part in chain(first, planned):
            order.append(Task(str(store / _name(part)) if store else "", part))
            if not (order[-1].folder and is_whole(Path(order[-1].folder))):
                yield order[-1]

    built: dict[str, Segment] = {}
    unkept: list[Segment] = []
    for folder, segment in map_in_order(build, missing()):
        if segment is not None and folder:
            built[folder] = segment
        elif segment is not None:
            unkept.append(segment)
    clean_up()
    in_order = iter(unkept)
    return [
        next(in_order) if not task.folder else built[task.folder] if task.folder in built else StoredSegment(Path(task.folder))
        for task in order
    ]


def build(task: Task) -> tuple[str, Segment | None]:
    """Build a segment and keep it; give it back if it cannot be kept, for want of room or because a file is still being written."""
    listed = time.time_ns()
    segment = build_segment(task.files)
    if not task.folder or any(file.changed > listed - SETTLED for file in task.files):
        return task.folder, segment
    aside = Path(f"{task.folder}-{os.getpid()}.tmp")
    try:
        _write(segment, aside)
        try:
            aside.rename(task.folder)
        except OSError:  # another run was first, or one that was damaged stands there
            if not is_whole(Path(task.folder)):
                raise
    except OSError:
        return task.folder, segment
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return task.folder, None


def is_whole(folder: Path) -> bool:
    """Tell whether a segment is in the store as it was written; take it away, with a line that says so, if it is damaged."""
    if not folder.exists():
        return False
    try:
        for name, (size, checksum) in _manifest(folder)["files"].items():
            if [size, checksum] != list(_measure(folder / name)):
                raise ValueError(name)
        os.utime(folder)
    except (OSError, ValueError, KeyError, TypeError):
        print(f"The store was damaged in {folder}; this part of it is built again.", file=sys.__stderr__)
        shutil.rmtree(folder, ignore_errors=True)
        return False
    return True


def _manifest(folder: Path) -> dict[str, Any]:
    """Read what a segment consists of. The last line is the checksum of the first."""
    said, _, checksum = (folder / "manifest").read_text(encoding="utf-8").partition("\n")
    if checksum != str(zlib.crc32(said.encode())):
        raise ValueError("manifest")
    return json.loads(said)


def _write(segment: Segment, folder: Path) -> None:
    folder.mkdir(parents=True)
    index = segment.index
    ends = np.zeros(len(index.ids), dtype=np.uint8)
    for bit, unit in enumerate(_BOUNDS):
        ends[getattr(index, unit)[1:] - 1] |= 1 << bit
    kind = np.uint16 if len(index.forms) < 1 << 16 else np.uint32
    forms, words = pl.DataFrame({"form": index.vocabulary.forms}), pl.DataFrame({"id": index.ids.astype(kind), "ends": ends})
    files = {}
    for table, frame in zip(TABLES, (segment.articles, segment.ledger, segment.problems, forms, words), strict=True):
        path = folder / f"{table}.arrow"
        frame.rechunk().write_ipc(path, compression="uncompressed")
        files[path.name] = _measure(path)
    said = json.dumps({"counts": segment.counts, "files": files})
    (folder / "manifest").write_text(f"{said}\n{zlib.crc32(said.encode())}", encoding="utf-8")


def _measure(path: Path) -> tuple[int, int]:
    """Give the size and the checksum of a file."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        return len(data), zlib.crc32(data)


def _name(files: Sequence[File]) -> str:
    return hashlib.sha256(json.dumps(files).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _rules() -> str:
    """Name the rules by which segments are made: another version of them shares nothing with this one."""
    digest = hashlib.sha256(pl.__version__.encode())
    for module in _RULES:
        digest.update((Path(__file__).parent / f"{module}.py").read_bytes())
    return digest.hexdigest()[:16]


def _open_store() -> tuple[Path | None, Any]:
    """Give the folder for segments of these rules, None if there can be none, and a function that takes away what is no longer used."""
    root = places.store_folder()
    store = root / _rules()
    try:
        store.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None, lambda: None

    def clean_up() -> None:
        oldest = time.time() - KEPT_DAYS * 86400
        for folder in [*root.iterdir(), *store.iterdir()]:
            if folder != store and folder.is_dir() and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)

    return store, clean_up
