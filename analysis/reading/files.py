"""Where the files are: in a folder of this machine, or at any address that fsspec knows."""

import hashlib
import os
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import IO, NamedTuple

from .columns import ColumnsError, read_columns
from .raw import ReadingError

Source = str | os.PathLike[str]
Columns = tuple[tuple[str, str], ...]

# Beside the data, it names the columns of the tables in its folder, and in those below.
COLUMNS_FILE = "columns.toml"


class File(NamedTuple):
    """One file to read, or a range of its lines.

    Attributes
    ----------
    path, name : str
        Where it is, and its path below the folder.
    size : int
        In bytes.
    changed : int
        When it was last changed, in ns.
    is_named : bool
        Whether somebody named it. What is wrong with a file of a folder is a row of problems; with one that somebody named, an error.
    content : str
        What its content is known by, besides: the SHA-256 of a range, or of what a distant file's keeper tells.
    start, stop, first : int
        Of a range: its first byte, the one after its last, and how many lines (of a table: rows) stand before it; of an archive, its first
        member and the one after its last. All 0 for a whole file.
    columns : tuple of pairs of str
        What somebody told of tables and records: a field, and the column that holds it.
    """

    path: str
    name: str
    size: int
    changed: int = 0
    is_named: bool = False
    content: str = ""
    start: int = 0
    stop: int = 0
    first: int = 0
    columns: Columns = ()


def is_address(place: Source) -> bool:
    """Tell whether this is an address such as ``s3://…``, not a path."""
    return isinstance(place, str) and "://" in place


def is_of_this_process(file: File) -> bool:
    """Tell whether no other process can see a file."""
    return file.path.startswith("memory://")


@contextmanager
def open_file(file: File) -> Iterator[IO[bytes]]:
    """Open a file to read its bytes. Whatever is wrong with it is an OSError."""
    if not is_address(file.path):
        with open(file.path, "rb") as opened:
            yield opened
        return
    import fsspec

    try:
        with fsspec.open(file.path, "rb") as opened:
            yield opened
    except OSError:
        raise
    except Exception as error:  # each kind of address fails in its own way
        raise OSError(f"{type(error).__name__}: {error}") from None


def read_bytes(file: File) -> bytes:
    """Read the bytes of a file, or those of a range."""
    if not file.stop and not is_address(file.path):
        with open(file.path, "rb") as plain:
            return plain.read()
    with open_file(file) as opened:
        opened.seek(file.start)
        return opened.read(file.stop - file.start if file.stop else -1)


def find_files(source: Source | Sequence[Source], columns: Columns = ()) -> Iterator[File]:
    """Find every file of a folder, or one file, or those of several of either.

    Parameters
    ----------
    source : path or address, or list of them
        Folders are read with the folders in them. With several, each file's name begins with that of the one it is from.
    columns : tuple of pairs of str
        What is told of all tables and records; a ``columns.toml`` beside them comes first.

    Yields
    ------
    File
        In the order given and, within a folder, in that of names, its files before its folders; each folder that cannot be opened, too.
        Folders whose name starts with a dot are one entry, not their content. Links to folders are not followed, so a loop cannot occur.

    Raises
    ------
    ReadingError
        If a source is not there, or shares its name with another.
    """
    if isinstance(source, (str, os.PathLike)):
        if not str(source):
            raise ReadingError("No folder was named; name a folder of articles, or a file, that exists.")
        yield from _find_from(source, "", columns)
        return
    names = [_last(place) for place in source]
    times = Counter(names)
    for place, name in zip(source, names, strict=True):
        if times[name] > 1:
            raise ReadingError(f"{place} shares its name with another source; rename one, so that their articles can be told apart.")
        yield from _find_from(place, name, columns)


def _last(place: Source) -> str:
    return str(place).rstrip("/").rpartition("/")[2] if is_address(place) else Path(place).resolve().name


def _find_from(source: Source, name: str, columns: Columns) -> Iterator[File]:
    """Find the files of one source; `name` is its own where there are several."""
    if is_address(source):
        for file in _find_distant(str(source), name):
            yield file._replace(columns=columns)
        return
    place = Path(source)
    if place.is_dir():
        yield from _walk(str(place), f"{name}/" if name else "", columns)
    elif place.exists():
        beside = _columns_in(str(place.parent)) if (place.parent / COLUMNS_FILE).exists() else ()
        yield File(str(place), place.name, *stamp(place.stat()), True, columns=(*columns, *beside))
    else:
        raise ReadingError(f"{place} is not there; name a folder of articles, or a file, that exists.")


def _spell(name: str) -> str:
    """Write a file's name in letters that exist."""
    if name.isascii() and "\\" not in name:
        return name
    # Bytes that are no UTF-8 are written \\xff; a backslash that somebody typed is doubled, so that no two files share a name.
    return os.fsencode(name.replace("\\", "\\\\")).decode("utf-8", "backslashreplace")


def stamp(found: os.stat_result) -> tuple[int, int]:
    """Give the size of a file, and when it was last changed, in ns."""
    return found.st_size, max(found.st_mtime_ns, found.st_ctime_ns)


def _columns_in(folder: str) -> Columns:
    """Read the ``columns.toml`` of a folder; what is wrong with it is said where it is read as a file."""
    try:
        return read_columns(f"{folder}/{COLUMNS_FILE}")
    except ColumnsError:
        return ()


def _walk(folder: str, above: str, columns: Columns) -> Iterator[File]:
    pending = [(folder, above, columns)]
    while pending:
        here, above, columns = pending.pop()
        folders = []
        try:
            with os.scandir(here) as found:
                entries = sorted(found, key=attrgetter("name"))
        except OSError:
            yield File(here, above.rstrip("/"), 0)
            continue
        if any(entry.name == COLUMNS_FILE for entry in entries):
            columns = (*columns, *_columns_in(here))
        for entry in entries:
            name = above + _spell(entry.name)
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                folders.append((entry.path, name + "/", columns))
                continue
            try:
                stamped = stamp(entry.stat())
            except OSError:  # a link that leads nowhere; reading it says so
                stamped = 0, 0
            yield File(entry.path, name, *stamped, columns=columns)
        pending += reversed(folders)


def _find_distant(address: str, name: str) -> Iterator[File]:
    if "::" in address:
        raise ReadingError(f"{address} is an address inside another, which is not read; take the articles out of the archive first.")
    try:
        import fsspec

        system, root = fsspec.core.url_to_fs(address)
        is_file = system.isfile(root)
        found = {root: system.info(root)} if is_file else system.find(root, detail=True)
    except ImportError as error:
        raise ReadingError(f"{address} cannot be reached ({error}); install what is missing: see docs/cluster.md.") from None
    except Exception as error:  # each kind of address fails in its own way
        raise ReadingError(f"{address} cannot be reached ({type(error).__name__}: {error}); name one that can.") from None
    if not found:
        raise ReadingError(f"{address} is not there, or holds no file; name a folder of articles, or a file, that exists.")
    below = {path: _last(path) if is_file else path[len(root) :].lstrip("/") for path in found}
    above = f"{name}/" if name and not is_file else ""
    # A folder whose name starts with a dot is one entry; what is in it says when it last changed.
    entries: dict[str, list[str]] = {}
    for path, name_below in below.items():
        dotted = _DOTTED.match(name_below)
        entries.setdefault(dotted[1] if dotted else name_below, []).append(path)
    for entry in sorted(entries, key=_order_in_walk):
        path = min(entries[entry])
        # Keepers tell of changes in different ways (a time, an ETag): whatever they tell, except who looked when.
        stamp = repr(sorted((key, str(value)) for key, value in found[path].items() if "access" not in key and key != "atime"))
        content = hashlib.sha256(stamp.encode("utf-8", "surrogatepass")).hexdigest()
        place = path[: len(path) - len(below[path]) + len(entry)]
        yield File(system.unstrip_protocol(place), above + _spell(entry), found[path].get("size") or 0, 0, is_file, content)


# The first folder whose name starts with a dot.
_DOTTED = re.compile(r"((?:[^/]*/)*?\.[^/]*)/")


def _order_in_walk(name: str) -> list[tuple[bool, str]]:
    """Give what sorts as folders are walked: files before folders, each by name."""
    *folders, last = name.split("/")
    return [*((True, folder) for folder in folders), (False, last)]


def is_bound(filled: int, size: int, last: int, mark: bytes) -> bool:
    """Tell whether to part a long list here: after things of `filled` bytes together, the last of `last` bytes, which `mark` tells apart.

    Parts get about `size` bytes, from half of it to twice. Where one ends depends on its own content: one thing more or less leaves all
    others as they were.
    """
    return filled >= 2 * size or (filled >= size / 2 and zlib.crc32(mark) * size < 4 * last * 2**32)
