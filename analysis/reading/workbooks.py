"""Workbooks of Excel: ``.xlsx``."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from itertools import pairwise
from typing import Any
from zipfile import ZipFile

from .files import File
from .limits import ask, check_zip
from .raw import LARGEST, Problem, RawArticle, ReadingError
from .rows import lay_out, read_rows

# A sheet is a rectangle in memory, up to its last cell.
MOST_CELLS = 10_000_000
_SAMPLE = 200


def read_workbook(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the sheets of a workbook; where more than one has rows, each is a file by its own name."""
    from python_calamine import CalamineWorkbook

    reason = "is damaged, or locked with a password; save it again, without one"
    check_zip(data)
    _check_cells(data)
    book = ask(lambda: CalamineWorkbook.from_filelike(BytesIO(data)), reason)
    sheets: list[tuple[str, list[list[Any]]]] = []
    items: list[RawArticle | Problem] = []
    for name in ask(lambda: list(book.sheet_names), reason):
        try:
            rows = ask(lambda name=name: book.get_sheet_by_name(name).to_python(skip_empty_area=False), "is no sheet of cells")  # type: ignore[misc]
        except ReadingError as error:
            items.append(Problem(f"{file.name}/{name}", None, "skipped", str(error)))
            continue
        if any(cell not in ("", None) for row in rows for cell in row):
            sheets.append((name, rows))
    if not sheets:
        raise ReadingError("has no rows; write a row for each article in it, or take it away")
    for name, rows in sheets:
        called = f"{file.name}/{name}" if len(sheets) + len(items) > 1 else file.name
        try:
            items += _read_sheet(called, rows, file)
        except ReadingError as error:
            items.append(Problem(called, None, "skipped", str(error)))
    if not any(isinstance(item, RawArticle) for item in items) and len(items) == 1 and isinstance(items[0], Problem):
        raise ReadingError(items[0].reason)
    yield from items


def _read_sheet(name: str, rows: list[list[Any]], file: File) -> Iterator[RawArticle | Problem]:
    numbered = [(number, [_write_cell(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
    filled = [(number, row) for number, row in numbered if any(row)]
    layout = lay_out([row for _, row in filled[:_SAMPLE]], file.columns)
    below = filled[1:] if layout.has_header else filled
    if not below:
        raise ReadingError("has no row below that of its header; write a row for each article in it, or take it away")
    # A sheet is a rectangle: what its rows lack on the right, others have.
    return read_rows(name, ((number, row + [""] * (len(layout.names) - len(row))) for number, row in below), layout)


def _write_cell(cell: Any) -> str:
    """Write a cell as text: dates as in ISO 8601, numbers as they are printed."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        midnight = cell.time() == time() and cell.tzinfo is None
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="microseconds" if cell.microsecond else "seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return "" if cell is None else str(cell)


_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])")
_STRING = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_FIGURES = re.compile(rb">\s*(\d{1,9})\s*</")


def _check_cells(data: bytes) -> None:
    """Check that the sheets of a workbook fit in memory: one cell far off, or a long text that stands in many cells, may not."""
    with ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
        # Whatever it is called, what has these parts may be read as a workbook of another kind, whose sheets are not looked at here.
        if any(member.filename.lower() in ("content.xml", "xl/workbook.bin") for member in members):
            raise ReadingError("is a workbook of another kind; save it as .xlsx")
        parts = [archive.read(member) for member in members]
    sheets = [part for part in parts if b"sheetData" in part]
    texts: list[int] = []
    for part in parts:
        starts = [found.start() for found in _STRING.finditer(part)]
        texts += [end - start for start, end in pairwise([*starts, len(part)])]
    for sheet in sheets:
        rows = columns = n_rows = n_cells = 0
        for letters, figures in _REFERENCE.findall(sheet):
            rows = max(rows, int(figures[:9]))
            columns = max(columns, _to_number(letters))
        for found in _ROW_OR_CELL.finditer(sheet):
            n_rows, n_cells = (n_rows + 1, 0) if found[1] == b"row" else (n_rows, n_cells + 1)
            columns = max(columns, n_cells)
        if max(rows, n_rows) * columns > MOST_CELLS:
            raise ReadingError(f"has a sheet that spans more than {MOST_CELLS:,} cells; save it as .csv")
        if texts and sum(texts[k] for k in map(int, _FIGURES.findall(sheet)) if k < len(texts)) > 4 * LARGEST:
            raise ReadingError(f"has a sheet with more than {4 * LARGEST / 1e6:,.0f} MB of text; divide it")


def _to_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:5]:
        number = 26 * number + letter - 64
    return number
