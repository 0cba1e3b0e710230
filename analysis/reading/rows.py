"""Rows of cells as articles: which of them names the columns, and what is wrong with one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from .columns import TELL, Columns, Places, excerpt, is_known, list_names, place_columns, tell_columns
from .fields import make_article, order_dates, write
from .raw import LARGEST, Problem, RawArticle, ReadingError

# A spreadsheet has no more.
MOST_COLUMNS = 16_384
# A first cell that is longer names no column.
_LONGEST_NAME = 100
_DATE = re.compile(r"\d{4}[-/.]?\d\d[-/.]?\d\d(?!\d)|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)|\d{1,2}\.? [^\W\d_]{3,12} \d{4}")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")


class Layout(NamedTuple):
    """The columns of a table: their names, where the fields are, and whether they are named in its first row."""

    names: tuple[str, ...]
    places: Places
    has_header: bool


def has_header(row: Sequence[str], told: Columns) -> bool:
    """Tell whether a first row names the columns, or is one like all others."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if any(is_known(cell, told) for cell in cells):
        return True
    return not any(len(cell) > _LONGEST_NAME or _DATE.match(cell) or _NUMBER.fullmatch(cell) for cell in cells)


def lay_out(sample: Sequence[Sequence[Any]], told: Columns) -> Layout:
    """Find out where the fields are in a table, of which `sample` are the first rows.

    Raises
    ------
    ReadingError
        If no column holds texts.
    """
    rows = [[write(cell) for cell in row[:MOST_COLUMNS]] for row in sample]
    named = bool(rows) and has_header(rows[0], told)
    if named:
        names = _name(rows[0])
        places = place_columns(names, told)
    else:
        names = tuple(_nth(k) for k in range(max(map(len, rows), default=0)))
        places = place_columns(names, tuple(_place_by_content(names, rows)) + told)
    if "text" not in places.found:
        raise ReadingError(f"has no column of texts among {list_names(names)}; {TELL}")
    return Layout(names, places, named)


def _nth(k: int) -> str:
    return f"column {k + 1}"


def _name(row: Sequence[str]) -> tuple[str, ...]:
    """Name columns after their header; no two have the same name, and none has no name."""
    names: dict[str, None] = {}
    while row and not row[-1].strip():
        row = row[:-1]
    times: dict[str, int] = {}
    for k, cell in enumerate(row):
        name = free = " ".join(cell.split()) or _nth(k)
        while free in names:
            times[name] = times.get(name, 1) + 1
            free = f"{name} ({times[name]})"
        names[free] = None
    return tuple(names)


def _place_by_content(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Tell which columns hold dates, titles and texts by what stands in them."""
    filled = {name: [row[k].strip() for row in rows if k < len(row) and row[k].strip()] for k, name in enumerate(names)}
    lengths = {}
    for name, cells in filled.items():
        if cells and 2 * sum(_DATE.match(cell) is not None and len(cell) < 40 for cell in cells) > len(cells):
            if "published" not in lengths:
                lengths["published"] = 0.0
                yield "published", name
        elif sum(any(map(str.isalpha, cell)) for cell in cells) * 2 > len(cells):
            lengths[name] = sum(map(len, cells)) / len(cells)
    lengths.pop("published", None)
    if not lengths:
        return
    text = max(lengths, key=lengths.__getitem__)
    yield "text", text
    titles = {name: size for name, size in lengths.items() if name != text and 15 <= size <= 200 and _has_words(filled[name])}
    if titles:
        yield "title", max(titles, key=titles.__getitem__)


def _has_words(cells: Sequence[str]) -> bool:
    return 2 * sum(" " in cell or not cell.isascii() for cell in cells) > len(cells)


def read_rows(name: str, rows: Iterable[tuple[int, Sequence[Any]] | Problem], layout: Layout) -> Iterator[RawArticle | Problem]:
    """Read rows, each with its number, as articles; problems among them stay where they are.

    Rows that are wholly empty are no problem; one with fewer or more cells than there are columns is read with what it has.
    """
    items: list[RawArticle | Problem] = []
    held = 0
    for row in rows:
        if isinstance(row, Problem):
            items.append(row)
            continue
        number, cells = row
        if not any(write(cell).strip() for cell in cells):
            continue
        if doubt := _doubt_about(cells, len(layout.names)):
            items.append(Problem(name, number, "read", doubt))
        names = [*layout.names, *map(_nth, range(len(layout.names), min(len(cells), MOST_COLUMNS)))]
        article = make_article(name, number, dict(zip(names, cells, strict=False)), layout.places)
        items.append(article or Problem(name, number, "skipped", "row has no text"))
        if article:
            held += len(article.text) + sum(map(len, article.extra.values()))
        if held > 4 * LARGEST:
            items.append(Problem(name, number, "skipped", f"holds more than {4 * LARGEST / 1e6:,.0f} MB up to this row; divide it"))
            break
    columns = list(tell_columns(name, layout.places))
    if not layout.has_header:
        told = ", ".join(f"{field} in {excerpt(columns[0])}" for field, columns in layout.places.found.items())
        columns = [Problem(name, None, "read", f"does not name its columns in its first row; read by what they hold: {told}")]
    yield from columns
    yield from order_dates(items)


def _doubt_about(cells: Sequence[Any], n: int) -> str:
    if len(cells) < n:
        return f"row has {len(cells):,} cell{'s' if len(cells) > 1 else ''}, not {n:,}; read with what is there"
    if len(cells) > MOST_COLUMNS:
        return f"row has {len(cells):,} cells; those after {MOST_COLUMNS:,} are not read"
    more = [_nth(k) for k in range(n, len(cells)) if write(cells[k]).strip()]
    return f"row has {len(cells):,} cells, not {n:,}; kept as {list_names(more)}" if more else ""
