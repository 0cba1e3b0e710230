"""How a table is written as text: what parts its cells, and what its columns are."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from .columns import Columns, is_known
from .encodings import decode
from .raw import LARGEST, ReadingError
from .rows import Layout, lay_out

# What is looked at to find out how a table is written.
HEAD = 65_536
DELIMITERS = ",;\t|"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SEP = re.compile(r'"?sep=([,;|\t])"?(?:\r\n|\r|\n|$)', re.IGNORECASE)


class Writing(NamedTuple):
    """How the cells of a table are written, and what its columns are; `before` characters stand before its first row."""

    delimiter: str
    skips_space: bool
    before: int
    layout: Layout


def split_cells(lines: Iterable[str], delimiter: str, skips_space: bool) -> Iterator[list[str]]:
    """Part lines into rows of cells."""
    csv.field_size_limit(max(LARGEST, csv.field_size_limit()))
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=skips_space)


def find_writing(head: bytes, path: str, told: Columns) -> Writing:
    """Find out how a table is written from its first bytes.

    Raises
    ------
    ReadingError
        If it is no text, is empty, or has no column of texts.
    """
    text = decode(head)[0] if is_wide(head) else decode(_cut(head))[0]
    named = _SEP.match(text)
    before = named.end() if named else 0
    body = text[before:]
    if not body.strip():
        raise ReadingError("is empty; write a row for each article in it, or take it away")
    ranked = []
    for k, delimiter in enumerate(named[1] if named else DELIMITERS):
        spaced = body.count(f'{delimiter} "') > body.count(f'{delimiter}"')
        rows = list(islice(split_cells(io.StringIO(body, newline=""), delimiter, spaced), 200))
        if len(head) >= HEAD and len(rows) > 1 and len(rows) < 200:
            rows.pop()  # it may be cut
        filled = [row for row in rows if any(map(str.strip, row))] or [[]]
        width, n = Counter(map(len, filled)).most_common(1)[0]
        known = sum(is_known(cell, told) for cell in filled[0])
        prefers = path.lower().endswith((".tsv", ".tab")) and delimiter == "\t" and width > 1
        ranked.append(((known > 1, prefers, known, width > 1 and n / len(filled), width > 1 and width, -k), delimiter, spaced, filled))
    _, delimiter, spaced, sample = max(ranked)
    return Writing(delimiter, spaced, before, lay_out(sample, told))


def is_wide(data: bytes) -> bool:
    """Tell whether a text takes two bytes a character, so that its lines cannot be told by its bytes."""
    return data.startswith(_WIDE) or 20 * data[:HEAD].count(0) > len(data[:HEAD])


def _cut(head: bytes) -> bytes:
    """Cut the first bytes of a file where a line ends, or at least a character."""
    if len(head) < HEAD:
        return head
    end = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
    if end:
        return head[:end]
    return next((head[:k] for k in range(len(head), len(head) - 4, -1) if _is_whole(head[:k])), head)


def _is_whole(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
