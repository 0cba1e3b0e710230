"""Parquet files, whose last bytes tell how large they are."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import chain
from typing import Any

from .columns import TELL, list_names, place_columns
from .files import File
from .limits import ask
from .raw import LARGEST, Problem, RawArticle, ReadingError
from .rows import Layout, read_rows

MOST_ROWS = 20_000_000
_SLICE = 1_000
_DEEPEST = 12


def read_parquet(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a Parquet file, a row an article; what is nested in it is kept as JSON."""
    import polars as pl

    reason = "is damaged, or written in a way that is not read; save it again"
    told = ask(lambda: _uncompressed_size(data), reason)
    if told > 4 * LARGEST:
        raise ReadingError(f"has {told / 1e6:,.0f} MB when it is unpacked; divide it")
    names = tuple(ask(lambda: pl.read_parquet_schema(BytesIO(data)), reason))
    places = place_columns(names, file.columns)
    if "text" not in places.found:
        raise ReadingError(f"has no column of texts among {list_names(names)}; {TELL}")
    n = ask(lambda: pl.scan_parquet(BytesIO(data)).select(pl.len()).collect().item(), reason)
    if not n:
        raise ReadingError("has no rows; write a row for each article in it, or take it away")
    if n > MOST_ROWS:
        raise ReadingError(f"has {n:,} rows; divide it")

    def rows() -> Iterator[tuple[int, Sequence[Any]] | Problem]:
        for start in range(0, n, _SLICE):
            try:
                table = ask(lambda start=start: pl.scan_parquet(BytesIO(data)).slice(start, _SLICE).collect(), reason)  # type: ignore[misc]
            except ReadingError as error:
                yield Problem(file.name, start + 2, "skipped", f"{error}; what follows is not read")
                return
            for number, row in enumerate(table.iter_rows(), start=start + 2):  # that of the names would be the first
                yield number, [_to_plain(cell) for cell in row]

    read = rows()
    first = next(read)
    if isinstance(first, Problem):
        raise ReadingError(reason)
    yield from read_rows(file.name, chain([first], read), Layout(names, places, True))


def _to_plain(cell: Any) -> Any:
    """Give a value as JSON knows it: times as in ISO 8601, bytes as the text they are."""
    if isinstance(cell, dict):
        return {key: _to_plain(value) for key, value in cell.items()}
    if isinstance(cell, list):
        return [_to_plain(value) for value in cell]
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="microseconds" if cell.microsecond else "seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    return cell if cell is None or isinstance(cell, (str, int, float, bool)) else str(cell)


def _uncompressed_size(data: bytes) -> int:
    """Give how large a file says that it is when it is unpacked: the sum over its groups of rows, in the last part of it."""
    length = int.from_bytes(data[-8:-4], "little")
    if data[-4:] != b"PAR1" or length + 8 > len(data):
        raise ReadingError("is cut short; save it again")
    return sum(group.get(2, 0) for group in _Compact(data[-8 - length : -8]).read_struct().get(4, []))


class _Compact:
    """What Thrift wrote in its compact protocol: numbers, texts, lists and structs, the fields of which have numbers."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def read_number(self) -> int:
        number = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number
            if shift > 70:
                raise ValueError

    def read_struct(self, depth: int = 0) -> dict[int, Any]:
        if depth > _DEEPEST:
            raise ValueError
        fields: dict[int, Any] = {}
        number = 0
        while byte := self.data[self.at]:
            self.at += 1
            number = number + (byte >> 4) if byte >> 4 else self._read_signed()
            fields[number] = byte & 15 == 1 if byte & 15 in (1, 2) else self._read(byte & 15, depth)
        self.at += 1
        return fields

    def _read_signed(self) -> int:
        number = self.read_number()
        return number >> 1 ^ -(number & 1)

    def _read(self, kind: int, depth: int) -> Any:
        if kind in (1, 2, 3):
            self.at += 1
            return self.data[self.at - 1]
        if kind in (4, 5, 6):
            return self._read_signed()
        if kind == 7:
            self.at += 8
            return None
        if kind == 8:
            length = self.read_number()
            self.at += length
            return None
        if kind in (9, 10):
            byte = self.data[self.at]
            self.at += 1
            n = byte >> 4 if byte >> 4 < 15 else self.read_number()
            if n > len(self.data):
                raise ValueError
            return [self._read(byte & 15, depth) for _ in range(n)]
        if kind == 12:
            return self.read_struct(depth + 1)
        raise ValueError
