"""Documents: Markdown, Word and PDF."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from .columns import place_columns
from .encodings import decode
from .files import File
from .limits import check_zip
from .raw import Problem, RawArticle, ReadingError

# Of a PDF, so many pages are read; a longer one is a book.
MOST_PAGES = 2000
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_NO_TITLE = re.compile(r"microsoft word|untitled|document\d*$|.*\.(?:docx?|pdf|indd|qxd|rtf|txt)$|\W*$", re.IGNORECASE)


def read_markdown(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a text in Markdown: its front matter, its first heading as the title, and its text without marks."""
    raw, doubt = decode(data)
    if not raw.strip():
        raise ReadingError("is empty; save the article's text in it, or take it away")
    fields: dict[str, str] = {}
    problems = [doubt] if doubt else []
    if front := _FRONT.match(raw):
        fields, unread = _read_front(front[1], file.columns)
        problems += [unread] if unread else []
        raw = raw[front.end() :] if not unread else raw
    import mistune

    try:
        blocks: Any = mistune.create_markdown(renderer="ast", plugins=["table", "strikethrough"])(raw)
        parts = [part for block in blocks for part in _write_block(block)]
    except Exception as error:
        problems.append(f"cannot be read as Markdown ({type(error).__name__}: {error}); read as plain text")
        blocks, parts = [], [raw.strip()]
    heading = next((block for block in blocks if block["type"] != "blank_line"), None)
    if "title" not in fields and heading and heading["type"] == "heading" and heading["attrs"]["level"] == 1:
        fields["title"] = parts.pop(0)
    yield from (Problem(file.name, None, "read", problem) for problem in problems)
    yield RawArticle(file.name, None, "\n\n".join(parts), fields, "page" if "title" in fields else "text")


def _read_front(front: str, told: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], str]:
    """Read the lines of front matter; give the fields in them, and why they are not read, if so."""
    import yaml

    try:
        values = yaml.load(front, Loader=_text_loader())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return {}, f"has front matter that is not YAML ({' '.join(str(error).split())[:100]}); read as text"
    if not isinstance(values, dict):
        return {}, "has front matter without keys; read as text"
    texts = {str(key): ", ".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in values.items() if value}
    found = place_columns(tuple(texts), told).found
    fields = {field: texts[columns[0]] for field, columns in found.items() if field != "text"}
    return fields | ({"published_from": "front matter"} if "published" in fields else {}), ""


def _text_loader() -> Any:
    import yaml

    # Values as they are written: a date is read where all dates are. Aliases, which could grow without end, are refused.
    class Loader(yaml.BaseLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("an alias")
            return super().compose_node(parent, index)

    return Loader


def _write_block(block: dict[str, Any]) -> list[str]:
    """Write a block of Markdown as paragraphs of plain text."""
    kind = block["type"]
    if kind in ("heading", "paragraph", "block_text"):
        return [text] if (text := _write_inline(block.get("children", [])).strip()) else []
    if kind in ("block_code", "block_html"):
        return [text] if (text := str(block.get("raw", "")).strip()) else []
    if kind == "thematic_break":
        return ["* * *"]
    if kind in ("table_head", "table_row"):
        cells = [_write_inline(cell.get("children", [])).strip() for cell in block.get("children", [])]
        return [" | ".join(cells)]
    return [part for child in block.get("children", []) for part in _write_block(child)]


def _write_inline(children: list[dict[str, Any]]) -> str:
    """Write what stands in a line: links as their text, pictures as the words that stand for them."""
    written = []
    for child in children:
        if child["type"] in ("softbreak", "linebreak"):
            written.append("\n" if child["type"] == "linebreak" else " ")
        elif "children" in child:
            written.append(_write_inline(child["children"]))
        else:
            written.append(str(child.get("raw", "")))
    return "".join(written)


def read_docx(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a Word document: its paragraphs and tables, a paragraph a line; an empty one is a blank line more."""
    check_zip(data)
    import io

    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        fields: dict[str, str] = {}
        lines: list[str] = []
        for block in document.iter_inner_content():
            if isinstance(block, docx.table.Table):
                lines += [" | ".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in block.rows]
                continue
            style = (block.style.name or "") if block.style is not None else ""
            is_first = not any(lines) and not fields
            if is_first and block.text.strip() and (style in ("Title", "Heading 1")):
                fields["title"] = block.text.strip()
            else:
                lines.append(block.text.strip())
        core = document.core_properties
        if core.author and core.author.strip().lower() not in ("python-docx", "user", "admin", "microsoft office user"):
            fields["author"] = core.author.strip()
    except Exception as error:  # the library and the parser below it fail in many ways
        raise ReadingError(f"is not a Word document that can be opened ({type(error).__name__}: {error}); save it as text") from None
    text = "\n\n".join(lines)
    if not text.strip():
        raise ReadingError("holds no text; save the article's text in it, or take it away")
    yield RawArticle(file.name, None, text, fields, "page" if "title" in fields else "text")


class _Line(NamedTuple):
    """A line of a page of a PDF: its text, and where it stands, in points from the left and from the bottom."""

    text: str
    left: float
    right: float
    bottom: float
    top: float


def read_pdf(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the text layer of a PDF; its lines become paragraphs again by where they stand on the page."""
    import pypdfium2

    problems = []
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            n_pages = len(document)
            pages = [_read_lines(document, number) for number in range(min(n_pages, MOST_PAGES))]
            told = document.get_metadata_dict()
        finally:
            document.close()
    except Exception as error:
        if "assword" in str(error):
            raise ReadingError("is protected by a password; save it without one") from None
        raise ReadingError(f"is not a PDF that can be opened ({type(error).__name__}: {error}); save its text as .txt") from None
    if n_pages > MOST_PAGES:
        problems.append(f"has {n_pages:,} pages, of which the first {MOST_PAGES:,} were read; divide it")
    if not any(pages):
        raise ReadingError("has no text layer; save it with recognised text (OCR), or as .txt")
    repeated = _find_repeated(pages)
    if repeated:
        shown = ", ".join(repr(line) for line in sorted(repeated)[:3])
        problems.append(f"has lines at the edge of most pages that were left out: {shown}")
    text = _join_pages([[line for line in page if _make_plain(line.text) not in repeated] for page in pages])
    title = " ".join(told.get("Title", "").split())
    fields = {} if _NO_TITLE.match(title) or len(title) > 200 else {"title": title}
    if fields and text.startswith(title + "\n"):
        text = text[len(title) :].lstrip("\n")
    yield from (Problem(file.name, None, "read", problem) for problem in problems)
    yield RawArticle(file.name, None, text, fields, "page" if fields else "text")


def _read_lines(document: Any, number: int) -> list[_Line]:
    """Read the lines of a page, from its top down."""
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            text = textpage.get_text_range()
            lines, at = [], 0
            for line in text.splitlines(keepends=True):
                if shown := line.strip("\r\n\ufffe\uffff "):
                    first, last = at + len(line) - len(line.lstrip()), at + len(line.rstrip()) - 1
                    left, bottom, _, top = textpage.get_charbox(first)
                    right = textpage.get_charbox(last)[2]
                    lines.append(_Line(_mend(shown), left, right, bottom, top))
                at += len(line)
            return lines
        finally:
            textpage.close()
    finally:
        page.close()


_LIGATURES = str.maketrans({"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufffe": "-", "\x02": "-"})


def _mend(line: str) -> str:
    return line.translate(_LIGATURES)


def _make_plain(line: str) -> str:
    return re.sub(r"\d+", "#", line.casefold())


def _find_repeated(pages: list[list[_Line]]) -> set[str]:
    """Find the lines that stand first or last on most pages: headers, footers and page numbers; digits do not count."""
    if len(pages) < 3:
        return set()
    edges = Counter(plain for page in pages for plain in {_make_plain(line.text) for line in (*page[:2], *page[-2:])})
    return {plain for plain, n in edges.items() if 2 * n > len(pages) and n >= 3}


def _join_pages(pages: list[list[_Line]]) -> str:
    """Join lines into paragraphs: a new one begins after a gap, at an indent, or after a line that ends early."""
    lines = [line for page in pages for line in page]
    if not lines:
        return ""
    heights = sorted(line.top - line.bottom for line in lines)
    steps = sorted(round(above.bottom - below.bottom, 1) for page in pages for above, below in pairwise(page))
    downward = [step for step in steps if step > 0]
    usual = Counter(downward).most_common(1)[0][0] if downward else heights[len(heights) // 2] * 1.4
    left = Counter(round(line.left) for line in lines).most_common(1)[0][0]
    right = max(line.right for line in lines)
    paragraphs = [lines[0].text]
    for above, below in pairwise(lines):
        step = above.bottom - below.bottom
        ends_early = above.right < left + 0.8 * (right - left) and above.text.rstrip("\"'”’)")[-1:] in (".", "!", "?", ":", "…")
        is_new = step > 1.3 * usual or ends_early or (below.left > left + 8 and above.left <= left + 8 and step > 0)
        other_size = abs((above.top - above.bottom) - (below.top - below.bottom)) > 0.5 * heights[len(heights) // 2]
        if is_new or (other_size and step > 0.5 * usual and above.right < left + 0.9 * (right - left)):
            paragraphs.append(below.text)
        elif paragraphs[-1].endswith("-") and paragraphs[-1][-2:-1].isalpha() and below.text[:1].islower():
            paragraphs[-1] = paragraphs[-1][:-1] + below.text
        else:
            paragraphs[-1] += " " + below.text
    return "\n\n".join(paragraphs)
