"""The store: segments on disk, so that only what changed is read, cleaned and split again, and no corpus need fit memory.

It is a cache: it may be deleted at any time. A segment is a folder named after what it was made of: the rules, and the name, size and times
of each file, or the content of a range of lines. It is written aside and moved into place whole, and its checksums are compared whenever it
is opened.
"""

import hashlib
import json
import os
import re
import shutil
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import polars as pl

from . import places
from .index import Words
from .reading import File, divide
from .segments import Counts, Segment
from .vocabulary import Vocabulary
from .writing import written_aside

# What is not used for so long is taken away.
KEPT_DAYS = 30
# A file that was changed less than this before it was listed might be changed once more and keep its time: it is not kept.
SETTLED = 50_000_000  # ns
TABLES, ARRAYS = ("articles", "ledger", "problems", "edges", "forms"), ("ids", "ends", "bounds", "signatures")
FILES = {*(f"{table}.arrow" for table in TABLES), *(f"{array}.npy" for array in ARRAYS)}
# What the store's own folders and files are called.
_OURS = re.compile(r"rules-[0-9a-f]{16}|\.?[0-9a-f]{64}(\.plan|\.copies)?(-[\w-]+\.tmp)?")
_BOUNDS = ("sentences", "paragraphs", "sections")
# The modules that decide what a segment holds, besides all of reading.
_RULES = (
    "dates lines stretches markup repairs boilerplate datelines bylines saved heads spacing cleaning languages words vocabulary index "
    "shingles edges segments store"
).split()


# And the libraries: another version may read another text from the same file.
_LIBRARIES = "polars trafilatura htmldate lxml ftfy mistune python-docx pypdfium2 python-calamine py3langid pyyaml jieba".split()


class StoreError(RuntimeError):
    """The store is not there any more; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class StoredSegment:
    """A :class:`Segment` in the store: nothing of it stays in memory."""

    folder: Path
    lines_before: int = 0

    def __reduce__(self) -> tuple[type["StoredSegment"], tuple[Path, int]]:
        return StoredSegment, (self.folder, self.lines_before)  # where it is, not what has been opened of it

    def read(self, table: str, *columns: str) -> pl.DataFrame:
        """See :class:`Segment`; the columns are read anew each time."""
        with self._looked_for():
            return pl.read_ipc(self.folder / f"{table}.arrow", columns=list(columns) or None)

    @contextmanager
    def _looked_for(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise StoreError(f"The store at {self.folder.parent} was taken away while it was in use; read the corpus again.") from None

    @cached_property
    def counts(self) -> Counts:
        """See :class:`Segment`."""
        with self._looked_for():
            return Counts(*_read_checked(self.folder / "manifest")["counts"])

    @property
    def vocabulary(self) -> Vocabulary:
        """See :class:`Segment`."""
        return Vocabulary(self.read("forms", "form")["form"])

    @property
    def words(self) -> Words:
        """See :class:`Segment`. The words are a map of their file, which the system reads, and drops again, as it needs to."""
        with self._looked_for():
            ids, ends, articles = (np.asarray(np.load(self.folder / f"{name}.npy", mmap_mode="r")) for name in ARRAYS[:3])
        # Most words end nothing: to look at the others alone takes a quarter of the time.
        last = np.flatnonzero(ends != 0)
        bounds = (np.concatenate([[0], last[ends[last] & (1 << bit) != 0] + 1]) for bit in range(len(_BOUNDS)))
        return Words(ids, articles, *bounds)

    @property
    def signatures(self) -> np.ndarray:
        """See :class:`Segment`."""
        with self._looked_for():
            return np.asarray(np.load(self.folder / "signatures.npy", mmap_mode="r"))


@dataclass(frozen=True)
class Store:
    """A folder with the segments and plans of one version of the rules."""

    folder: Path

    def name(self, files: Sequence[File]) -> Path:
        """Name the folder of a segment after what it is made of."""
        # A range is known by its content alone, wherever in the file it stands.
        known = [
            (file.name, file.content, file.columns)
            if file.stop
            else (file.path, file.name, file.size, file.changed, file.content, file.columns)
            for file in files
        ]
        return self.folder / hashlib.sha256(json.dumps(known).encode("utf-8", "surrogatepass")).hexdigest()

    def divide(self, file: File, size: int) -> Iterator[File]:
        """Divide a file as :func:`analysis.reading.divide` does, without reading it again if it has not changed."""
        path = self.name([file._replace(name=f"{file.name} in {size}")]).with_suffix(".plan")
        listed = time.time_ns()
        try:
            planned = [File(*values)._replace(columns=tuple(map(tuple, values[-1]))) for values in _read_checked(path)]
            _note_use(path)
        except FileNotFoundError:
            planned = []
        except (OSError, ValueError, TypeError):
            _say_damaged(path)
            planned = []
        if planned:
            yield from planned
            return
        for part in divide(file, size):
            planned.append(part)
            yield part
        if file.changed < listed - SETTLED:
            with suppress(OSError), written_aside(path) as aside:
                _write_checked(planned, aside)

    def clean_up(self) -> None:
        """Take away what has not been used for long, of any version of the rules; nothing that this program did not make."""
        oldest = time.time() - KEPT_DAYS * 86400
        for entry in [*self.folder.parent.glob("rules-*"), *self.folder.glob("*")]:
            with suppress(OSError):  # another run was first
                if _OURS.fullmatch(entry.name) and entry != self.folder and entry.stat().st_mtime < oldest:
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def open_store() -> Store | None:
    """Give the store of the rules of today; None where there can be none."""
    folder = places.store_folder() / f"rules-{name_rules()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return Store(folder)


def _version_of(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:  # jieba need not be there
        return ""


@cache
def name_rules() -> str:
    """Name the rules by which segments are made: another version of them shares nothing with this one."""
    digest = hashlib.sha256(repr([_version_of(library) for library in _LIBRARIES]).encode())
    here = Path(__file__).parent
    for module in [*sorted((here / "reading").glob("*.py")), *(here / f"{name}.py" for name in _RULES)]:
        digest.update(module.read_bytes())
    return digest.hexdigest()[:16]


def keep(segment: Segment, folder: Path) -> bool:
    """Write a segment aside and move it into place; say whether it is there."""
    aside = folder.with_name(f"{folder.name}-{uuid4().hex}.tmp")  # nobody else's: not another thread's, nor another machine's
    try:
        _write(segment, aside)
        try:
            aside.rename(folder)
        except OSError:  # another run was first, or one that was damaged stands there
            return is_whole(folder)
    except (OSError, ValueError):
        return False
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return True


def recall(segments: Sequence[Segment | StoredSegment], rules: bytes, make: Callable[[], np.ndarray]) -> np.ndarray:
    """Give an array of numbers about segments that `make` would make, by `rules`, from the store, if all of them and it are there."""
    folders = [segment.folder for segment in segments if isinstance(segment, StoredSegment)]
    if len(folders) < len(segments):
        return make()
    digest = hashlib.sha256(rules + "".join(folder.name for folder in folders).encode()).hexdigest()
    path = folders[0].parent / f"{digest}.copies"
    try:
        checksum, kept = path.read_bytes()[:4], np.frombuffer(path.read_bytes()[4:], dtype=np.int64)
        if int.from_bytes(checksum) == zlib.crc32(kept.tobytes()) and len(kept) == sum(segment.counts.articles for segment in segments):
            _note_use(path)
            return kept
        _say_damaged(path)
    except FileNotFoundError:
        pass
    except (OSError, ValueError):
        _say_damaged(path)
    made = make()
    with suppress(OSError), written_aside(path) as aside:
        aside.write_bytes(zlib.crc32(made.tobytes()).to_bytes(4) + made.tobytes())
    return made


def is_whole(folder: Path) -> bool:
    """Tell whether a segment is in the store as it was written; take it away, with a line that says so, if it is damaged."""
    if not folder.exists():
        return False
    try:
        files = _read_checked(folder / "manifest")["files"]
        if files.keys() != FILES or any(list(_measure(folder / name)) != measured for name, measured in files.items()):
            raise ValueError(folder.name)
    except (OSError, ValueError, KeyError, TypeError):
        _say_damaged(folder)
        shutil.rmtree(folder, ignore_errors=True)
        return False
    _note_use(folder)
    return True


def _note_use(path: Path) -> None:
    with suppress(OSError):  # it may be another user's
        os.utime(path)


def _say_damaged(path: Path) -> None:
    print(f"The store was damaged in {path}; this part of it is built again.", file=sys.__stderr__)


def _read_checked(path: Path) -> Any:
    """Read what a small file says; its last line is the checksum of the first."""
    said, _, checksum = path.read_text(encoding="utf-8").partition("\n")
    if checksum != str(zlib.crc32(said.encode())):
        raise ValueError(path.name)
    return json.loads(said)


def _write_checked(value: Any, path: Path) -> None:
    said = json.dumps(value)
    path.write_text(f"{said}\n{zlib.crc32(said.encode())}", encoding="utf-8")


def _write(segment: Segment, folder: Path) -> None:
    folder.mkdir(parents=True)
    words = segment.words
    ends = np.zeros(len(words.ids), dtype=np.uint8)
    for bit, unit in enumerate(_BOUNDS):
        ends[getattr(words, unit)[1:] - 1] |= 1 << bit
    kind = np.uint16 if len(segment.vocabulary.forms) < 1 << 16 else np.uint32
    # Made anew: how polars lays out the same strings depends on the threads that found them, and the same input gives the same bytes.
    forms = pl.DataFrame({"form": segment.vocabulary.forms.to_list()}, schema={"form": pl.String})
    for table, frame in zip(TABLES, (segment.articles, segment.ledger, segment.problems, segment.edges, forms), strict=True):
        frame.rechunk().write_ipc(folder / f"{table}.arrow", compression="uncompressed")
    for name, array in zip(ARRAYS, (words.ids.astype(kind), ends, words.articles, segment.signatures), strict=True):
        np.save(folder / f"{name}.npy", array)
    files = {path.name: _measure(path) for path in sorted(folder.iterdir())}
    _write_checked({"counts": segment.counts, "files": files}, folder / "manifest")


def _measure(path: Path) -> tuple[int, int]:
    """Give the size and the checksum of a file."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        return len(data), zlib.crc32(data)
