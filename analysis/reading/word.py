"""Word documents: ``.docx``."""

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .files import File
from .limits import check_zip
from .raw import Problem, RawArticle, ReadingError

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _ROW, _CELL, _TEXT, _BOX = (f"{_W}{name}" for name in ("p", "tr", "tc", "t", "txbxContent"))
# What stands for a character, and what holds text that is not there: old values, and other ways to show the same.
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_UNSEEN = (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_WORDS = re.compile(rb"<w:t(?:\s[^<>]*)?>[^<]*[A-Za-z\x80-\xff]{2}")
_PARTS = re.compile(r"/word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
# Of the text of a document, its markup is some ten times as long.
LARGEST_BODY = 64_000_000


def read_docx(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a Word document: its paragraphs and tables, a paragraph a line; an empty one is a blank line more."""
    check_zip(data)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        body: Any = document.element.body
        if len(document.part.blob) > LARGEST_BODY:
            raise ReadingError(f"holds more than {LARGEST_BODY / 1e6:,.0f} MB of text; divide it")
        titles = {style.style_id for style in document.styles if style.name in ("Title", "Heading 1")}
        core = document.core_properties
        told, author = " ".join(core.title.split()), " ".join(core.author.split())
        lines: list[tuple[str, str]] = [*_find_lines(body)]
        around = [_PARTS.fullmatch(str(part.partname)) for part in document.part.package.iter_parts() if _has_words(part.blob)]
        others = sorted({part[1] for part in around if part})
    except ReadingError:
        raise
    except Exception as error:  # the library and the parser below it fail in many ways
        raise ReadingError(f"is not a Word document that can be opened ({type(error).__name__}: {error}); save it as text") from None
    fields: dict[str, str] = {}
    first = next((k for k, (line, _) in enumerate(lines) if line), None)
    if first is None:
        raise ReadingError("holds no text; save the article's text in it, or take it away")
    # What Word keeps as the title of a file is that of the article only where it stands in it.
    if lines[first][1] in titles or " ".join(lines[first][0].split()) == told:
        fields["title"] = " ".join(lines.pop(first)[0].split())
    if told and told == fields.get("title") and author:
        fields["author"] = author
    text = "\n\n".join(line for line, _ in lines)
    if not text.strip():
        text = fields.pop("title")
    if others:
        yield Problem(file.name, None, "read", f"has text in its {', '.join(others)} that is not read")
    yield RawArticle(file.name, None, text, fields, "page" if "title" in fields else "text")


def _has_words(part: bytes) -> bool:
    return _WORDS.search(part) is not None


def _find_lines(element: "_Element") -> Iterator[tuple[str, str]]:
    """Find the paragraphs in an element, each with its style; a row of a table is one."""
    for child in element:
        if child.tag == _PARAGRAPH:
            style = child.find(f"{_W}pPr/{_W}pStyle")
            yield _write(child).strip(), "" if style is None else style.get(f"{_W}val", "")
            for box in _find_boxes(child):
                yield from _find_lines(box)
        elif child.tag == _ROW:
            cells = [[line for line, _ in _find_lines(cell) if line] for cell in child.iter(_CELL) if _is_cell_of(cell, child)]
            # Where a cell has several paragraphs, the table only lays out the page.
            is_layout = any(len(cell) > 1 for cell in cells)
            row = [line for cell in cells for line in cell] if is_layout else [" | ".join("".join(cell) for cell in cells).strip("| ")]
            yield from ((line, "") for line in row)
        elif child.tag not in _UNSEEN:
            yield from _find_lines(child)


def _is_cell_of(cell: "_Element", row: "_Element") -> bool:
    return next(cell.iterancestors(_ROW), None) is row


def _find_boxes(element: "_Element") -> Iterator["_Element"]:
    """Find the text boxes that hang on a paragraph."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _UNSEEN:
            yield from _find_boxes(child)


def _write(element: "_Element") -> str:
    """Write the text of a paragraph, with what was put in and without what was taken out."""
    pieces = []
    for child in element:
        if child.tag == _TEXT:
            pieces.append(child.text or "")
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag != _BOX and child.tag not in _UNSEEN:
            pieces.append(_write(child))
    return "".join(pieces)
