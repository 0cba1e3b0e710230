"""Archives: ``.zip`` and ``.gz``, whose members are read as if they were files of a folder; nothing is ever written to disk."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import chain
from typing import IO
from zipfile import ZipFile

from .columns import Columns, ColumnsError, parse_columns
from .files import COLUMNS_FILE, File, is_bound, open_file
from .gzips import GZIP, Budget, gunzip
from .limits import open_zip, unpack
from .members import Member, find_folders, find_members
from .raw import LARGEST, Problem, RawArticle, ReadingError

Read = Callable[[Iterable[tuple[File, bytes]]], Iterator[RawArticle | Problem]]

DEEPEST = 3
_LARGEST_COLUMNS = 1_000_000
_ZIP = (b"PK\3\4", b"PK\5\6")
# What is a zip, too, by a part of it.
_KINDS = {
    "word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx", "xl/workbook.bin": ".xlsb",
    "META-INF/container.xml": ".epub", "META-INF/manifest.xml": ".odt",
}  # fmt: skip


def kind_of_archive(data: bytes) -> str:
    """Tell what a file that begins like a zip is: ``.docx``, ``.xlsx``, another document, or ``.zip``."""
    try:
        with open_zip(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except ReadingError:
        return ".zip"
    return next((kind for part, kind in _KINDS.items() if part in names), ".zip")


def divide_archive(file: File, size: int) -> Iterator[File]:
    """Divide an archive into ranges of members, each of some `size` bytes when they are unpacked; there is at least one.

    One that is damaged is one range, and reading it says so.
    """
    try:
        with open_file(file) as opened, open_zip(opened) as archive:
            members = find_members(archive)
            told = hashlib.sha256(repr((file.columns, [_known_by(member) for member in members if _tells_columns(member)])).encode())
    except (OSError, ReadingError):
        yield file
        return
    if not members:
        yield file
        return
    start = filled = 0
    digest = told.copy()
    for stop, member in enumerate(members, start=1):
        mark = repr(_known_by(member)).encode()
        digest.update(mark)
        filled += member.size
        if stop == len(members) or is_bound(filled, size, member.size, mark):
            yield file._replace(size=filled, content=digest.hexdigest(), start=start, stop=stop)
            start, filled, digest = stop, 0, told.copy()


def _known_by(member: Member) -> tuple[str, int, int, str]:
    return member.name, member.info.CRC, member.size, member.reason


def _tells_columns(member: Member) -> bool:
    return member.name.rpartition("/")[2] == COLUMNS_FILE and not member.reason


def read_archive(file: File, data: bytes, read: Read) -> Iterator[RawArticle | Problem]:
    """Read the members of an archive, or of a range of them, in the order of their names; of a range, `data` is not used."""
    if file.stop:
        try:
            with open_file(file) as opened:
                yield from _read_each(_open_members(file, opened, Budget(), 1), read)
        except OSError as error:
            raise ReadingError(f"cannot be opened ({error.strerror or error})") from None
    else:
        yield from _read_each(_open_members(file, BytesIO(data), Budget(), 1), read)


def read_gzip(file: File, data: bytes, read: Read) -> Iterator[RawArticle | Problem]:
    """Read what a compressed file holds; of one that is cut short, what there is."""
    items = _read_each(_open_gzip(file, data, Budget(), 1), read)
    first = list(_take(items, 2))
    if len(first) == 1 and isinstance(first[0], Problem) and first[0].action == "skipped" and first[0][:2] == (file.name, None):
        raise ReadingError(first[0].reason)
    yield from chain(first, items)


def _take(items: Iterator[RawArticle | Problem], n: int) -> Iterator[RawArticle | Problem]:
    for _, item in zip(range(n), items, strict=False):
        yield item


def _read_each(found: Iterator[tuple[File, bytes] | Problem], read: Read) -> Iterator[RawArticle | Problem]:
    for one in found:
        if isinstance(one, Problem):
            yield one
        else:
            yield from read([one])


def _open_members(file: File, opened: IO[bytes], budget: Budget, depth: int) -> Iterator[tuple[File, bytes] | Problem]:
    """Unpack members one after the other, and those of archives among them; each is a file with its bytes, or a problem."""
    with open_zip(opened) as archive:
        members = find_members(archive)
        if not members:
            raise ReadingError("is an empty archive; pack articles into it, or take it away")
        columns, problems = _find_columns(archive, members, budget)
        for member in members[file.start : file.stop or None]:
            name = f"{file.name}/{member.name}"
            if member.name in problems:
                yield Problem(name, None, "skipped", problems[member.name])
                continue
            try:
                if member.reason:
                    raise ReadingError(member.reason)
                data = _unpack(archive, member, budget)
            except ReadingError as error:
                yield Problem(name, None, "skipped", str(error))
                continue
            folders = [*reversed(list(find_folders(member.name)))]
            told = tuple(pair for folder in ("", *folders) for pair in columns.get(folder, ()))
            inner = File(f"{file.path}/{member.name}", name, len(data), columns=file.columns + told)
            yield from _open_nested(inner, data, budget, depth)


def _unpack(archive: ZipFile, member: Member, budget: Budget, largest: int = LARGEST) -> bytes:
    pieces = []
    for piece in unpack(archive, member.info, largest):
        budget.take(len(piece))
        pieces.append(piece)
    return b"".join(pieces)


def _find_columns(archive: ZipFile, members: list[Member], budget: Budget) -> tuple[dict[str, Columns], dict[str, str]]:
    """Read what an archive tells of its columns, by folder; and what is wrong with that, by member."""
    columns: dict[str, Columns] = {}
    problems: dict[str, str] = {}
    for member in filter(_tells_columns, members):
        try:
            columns[member.name.rpartition("/")[0]] = parse_columns(_unpack(archive, member, budget, _LARGEST_COLUMNS))
        except (ColumnsError, ReadingError) as error:
            problems[member.name] = str(error)
    return columns, problems


def _open_nested(file: File, data: bytes, budget: Budget, depth: int) -> Iterator[tuple[File, bytes] | Problem]:
    """Give a member; if it is an archive, what is in it."""
    is_zip = data.startswith(_ZIP) and kind_of_archive(data) == ".zip"
    if not is_zip and not data.startswith(GZIP):
        yield file, data
        return
    if depth == DEEPEST:
        reason = f"is an archive in an archive, deeper than {DEEPEST} of them; unpack it"
        yield Problem(file.name, None, "skipped", reason)
        return
    try:
        yield from (_open_members(file, BytesIO(data), budget, depth + 1) if is_zip else _open_gzip(file, data, budget, depth + 1))
    except ReadingError as error:
        yield Problem(file.name, None, "skipped", str(error))


def _open_gzip(file: File, data: bytes, budget: Budget, depth: int) -> Iterator[tuple[File, bytes] | Problem]:
    unpacked, doubt = gunzip(data, budget)
    path = file.path[:-3] if file.path.lower().endswith(".gz") else file.path
    if unpacked[257:262] == b"ustar" or path.lower().endswith((".tar", ".tgz")):
        raise ReadingError("is a tar archive; save it as .zip")
    inner = File(path, file.name, len(unpacked), columns=file.columns)
    yield from _open_nested(inner, unpacked, budget, depth)
    if doubt:
        yield Problem(file.name, None, "read", doubt)
