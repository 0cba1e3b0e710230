"""Tables as text: cells parted by a character, rows by line breaks, both of which may stand inside of quotation marks."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

from .dialects import HEAD, Writing, find_writing, is_wide, split_cells
from .encodings import decode
from .files import File, is_bound, open_file
from .raw import LARGEST, Problem, RawArticle, ReadingError
from .rows import read_rows

# After so many quotation marks that are not closed, each of which takes a second reading of what follows, the rest is not read.
MOST_OPEN = 10
_MARK = 256
# What is put below the last line: it is a row by itself unless a quotation mark is open.
_END = "end\n"


class _Lines:
    """The lines of a table for csv, which takes as many as a row has; it knows how much was taken."""

    def __init__(self, lines: Iterable[tuple[str, int]], taken: int = 0):
        self.lines = iter(lines)
        self.taken = self.row = taken
        self.last = ""
        self.has_ended = False
        self.digest = hashlib.sha256()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        self.last, length = next(self.lines, ("", 0))
        if not length:
            self.has_ended = True
            raise StopIteration
        self.digest.update(self.last.encode("utf-8", "surrogatepass"))
        self.taken += length
        if self.taken - self.row > LARGEST:
            raise csv.Error
        return self.last


def _read_lines(opened: IO[bytes]) -> Iterator[tuple[str, int]]:
    """Read lines, as letters that stand for one byte each, and their length; of one that is too long, its beginning."""
    while line := opened.readline(LARGEST + 1):
        length = len(line)
        while length > LARGEST and not line.endswith(b"\n") and (rest := opened.readline(LARGEST)):
            length += len(rest)
            line = line[:1] + rest[-1:]
        if length > LARGEST:
            yield line[:1].decode("latin-1"), length
            continue
        for part in line.splitlines(keepends=True):
            yield part.decode("latin-1"), len(part)


def divide_rows(file: File, size: int) -> Iterator[File]:
    """Divide a table into ranges of whole rows, each of some `size` bytes; there is at least one.

    One that cannot be divided, as its lines are not known by its bytes, is one range; so is what cannot be read, which reading it says.
    A row that is too long is a range of its own, and cut.
    """
    try:
        with open_file(file) as opened:
            head = opened.read(HEAD)
            if not head or is_wide(head):
                yield file
                return
            try:
                writing = find_writing(head, file.path, file.columns)
            except ReadingError:
                yield file._replace(stop=min(file.size, HEAD)) if file.size > LARGEST else file
                return
            before = 3 if head.startswith(codecs.BOM_UTF8) else 0
            before += writing.before
            opened.seek(before)
            yield from _divide(file, size, _Lines(_read_lines(opened), before), writing)
    except OSError:
        yield file


def _divide(file: File, size: int, lines: _Lines, writing: Writing) -> Iterator[File]:
    known = repr(writing).encode("utf-8", "backslashreplace")
    start = first = n = 0
    lines.digest = hashlib.sha256(b"first" + known)

    def range_to(stop: int) -> File:
        return file._replace(size=stop - start, content=lines.digest.hexdigest(), start=start, stop=stop, first=first)

    rows = split_cells(lines, writing.delimiter, writing.skips_space)
    while True:
        row = lines.row = lines.taken
        try:
            if next(rows, None) is None:
                break
        except csv.Error:
            if row > start:
                yield range_to(row)
            start, first, lines.digest = row, n, hashlib.sha256(b"long" + known)
            yield range_to(row + LARGEST + 1)
            n += 1
            start, first, lines.digest = lines.taken, n, hashlib.sha256(known)
            continue
        n += 1
        if is_bound(lines.taken - start, size, lines.taken - row, lines.last[-_MARK:].encode("latin-1")):
            yield range_to(lines.taken)
            start, first, lines.digest = lines.taken, n, hashlib.sha256(known)
    if lines.taken > start:
        yield range_to(lines.taken)


def read_delimited(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a table whose cells are parted by a character, or a range of its rows, which count from 1, that of the header too."""
    if file.stop and len(data) > LARGEST:
        return iter([Problem(file.name, 1, "skipped", f"is longer than {LARGEST / 1e6:.0f} MB; divide it")])
    text, doubt = decode(data)
    if file.stop:
        try:
            with open_file(file) as opened:
                head = opened.read(HEAD)
        except OSError as error:
            raise ReadingError(f"cannot be opened ({error.strerror or error})") from None
    else:
        head = text[:HEAD].encode() if is_wide(data) else data[:HEAD]
    writing = find_writing(head, file.path, file.columns)
    doubts = [Problem(file.name, None, "read", doubt)] if doubt else []
    begins = file.start == 0
    skipped = int(begins and writing.layout.has_header)
    rows = _number_rows(file.name, text[writing.before if begins else 0 :], writing, skipped)
    first = next(rows, None)
    if first is None:
        if begins and len(head) <= len(data):
            raise ReadingError("has no row below that of its header; write a row for each article in it, or take it away")
        rows = iter(())
    return chain(doubts, read_rows(file.name, chain([first] if first else [], rows), writing.layout))


def _number_rows(name: str, text: str, writing: Writing, skipped: int) -> Iterator[tuple[int, list[str]] | Problem]:
    """Part a text into rows, each with its number; what follows a quotation mark that is never closed is read line by line."""
    number = start = n_open = 0
    while start < len(text):
        lines = _Lines((line, len(line)) for line in io.StringIO(text[start:] if start else text, newline=""))
        begin = start
        rows = split_cells(chain(lines, [_END]), writing.delimiter, writing.skips_space)
        start = len(text)
        taken = 0
        for cells in rows:
            if lines.has_ended:
                if cells == [_END.strip()]:
                    break
                n_open += 1
                number += 1
                start = begin + taken
                if n_open > MOST_OPEN:
                    yield Problem(name, number, "skipped", "row opens a quotation mark that is not closed; close it, the rest is not read")
                    return
                yield Problem(name, number, "read", "row opens a quotation mark that is not closed; read without it")
                line = next(iter(io.StringIO(text[start:], newline="")))
                for plain_cells in csv.reader([line], delimiter=writing.delimiter, quoting=csv.QUOTE_NONE):
                    yield number, plain_cells
                start += len(line)
                break
            taken = lines.taken
            number += 1
            if number > skipped:
                yield number, cells
