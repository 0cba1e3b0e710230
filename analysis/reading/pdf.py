"""PDF: the text layer, its lines joined to paragraphs again by where they stand."""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from .files import File
from .limits import MOST_GROWTH, grows_too_much
from .paragraphs import SAME, Line, join_lines
from .raw import LARGEST, Problem, RawArticle, ReadingError

# Of a PDF, so many pages are read; a longer one is a book.
MOST_PAGES = 2000
MOST_LETTERS = 20_000_000
_CHUNK = 1 << 16
_NO_TITLE = re.compile(
    r"microsoft |untitled|anonymous|document\d*$|\S+\.\w{2,5}$|.*\.(?:docx?|pdf|indd|qxd|rtf|txt|html?)$|\W*\w*\W*$", re.IGNORECASE
)
_LETTERS = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
        "\x02": "\ufffe",
        "\xad": "\ufffe",
    }
)
_LOST = "\ufffd"


def read_pdf(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the text layer of a PDF."""
    import pypdfium2

    _check_streams(data)
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            n_pages = len(document)
            pages = [*_read_pages(document)]
            told = document.get_metadata_dict()
        finally:
            document.close()
    except Exception as error:
        if "assword" in str(error):
            raise ReadingError("is protected by a password; save it without one") from None
        raise ReadingError(f"is not a PDF that can be opened ({type(error).__name__}: {error}); save its text as .txt") from None
    if not any(pages):
        raise ReadingError("has no text layer; save it with recognised text (OCR), or as .txt")
    problems = []
    if len(pages) < n_pages:
        problems.append(f"has {n_pages:,} pages, of which the first {len(pages):,} were read; divide it")
    if empty := sum(not page for page in pages):
        problems.append(f"has {empty:,} of {len(pages):,} pages without a text layer, or empty")
    pages, repeated = _leave_out_repeated(pages)
    problems += [f"has a line at the edge of {n:,} of {len(pages):,} pages that was left out: {line!r}" for line, n in repeated]
    text = join_lines([line for page in pages for line in page])
    if lost := text.count(_LOST):
        problems.append(f"has {lost:,} signs without a letter: shown as {_LOST}")
    title = " ".join(told.get("Title", "").split())
    fields = {} if _NO_TITLE.match(title) or len(title) > 200 else {"title": title}
    if fields and text.startswith(f"{title}\n"):
        text = text.removeprefix(title).lstrip("\n")
    yield from (Problem(file.name, None, "read", problem) for problem in problems)
    yield RawArticle(file.name, None, text, fields, "page" if fields else "text")


def _check_streams(data: bytes) -> None:
    """Check that what is packed in a PDF can be unpacked without harm."""
    left = 4 * LARGEST
    end = 0
    for found in re.finditer(rb"stream\r?\n", data):
        if found.end() < end:
            continue
        unpacked, unpack = 0, zlib.decompressobj()
        try:
            for end in range(found.end(), len(data), _CHUNK):
                packed = data[end : end + _CHUNK]
                while packed and not unpack.eof:
                    unpacked += len(unpack.decompress(packed, _CHUNK))
                    packed = unpack.unconsumed_tail
                    if unpacked > left or grows_too_much(end + _CHUNK - found.end(), unpacked):
                        raise ReadingError(f"grows to more than {MOST_GROWTH} times its size when it is unpacked; save its text as .txt")
                if unpack.eof:
                    break
        except zlib.error:  # a picture, or what is not packed
            continue
        finally:
            left -= unpacked


def _read_pages(document: Any) -> Iterator[list[Line]]:
    """Read the lines of each page, from its top down; a page that is broken has none."""
    import pypdfium2

    n = 0
    for number in range(min(len(document), MOST_PAGES)):
        try:
            page = document[number]
            try:
                lines = [*_read_lines(page)]
            finally:
                page.close()
        except pypdfium2.PdfiumError:
            lines = []
        yield lines
        n += sum(len(line.text) for line in lines)
        if n > MOST_LETTERS:
            return


def _read_lines(page: Any) -> Iterator[Line]:
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        n = textpage.count_chars()
        text = textpage.get_text_range() if n else ""
        if len(text) != n:  # some signs have no letter, or take two places
            text = "".join(chr(code) if 0 < code < 0x110000 else _LOST for code in (raw.FPDFText_GetUnicode(textpage, k) for k in range(n)))
        for found in re.finditer(r"[^\r\n]+", text):
            shown = found[0].strip()
            if shown:
                first = found.start() + len(found[0]) - len(found[0].lstrip())
                left, bottom, _, top = textpage.get_charbox(first, loose=True)
                # The sign of a divided word has no place of its own.
                last = first + len(shown.rstrip("\x02\ufffe\xad")) - 1
                yield Line(shown.translate(_LETTERS), left, textpage.get_charbox(max(first, last))[2], bottom, top)
    finally:
        textpage.close()


def _leave_out_repeated(pages: list[list[Line]]) -> tuple[list[list[Line]], list[tuple[str, int]]]:
    """Leave out the lines that stand first or last on most pages, at one height: headers, footers, page numbers, whose digits change."""
    seen: dict[tuple[str, int], list[str]] = defaultdict(list)
    for page in pages:
        for key, line in {_find_key(line): line for line in _find_edges(page)}.items():
            seen[key].append(line.text)
    repeated = {key: texts for key, texts in seen.items() if len(texts) >= 3 and 2 * len(texts) > len(pages)}
    if all(_find_key(line) in repeated for page in pages for line in page):  # then it is the text
        return pages, []
    kept = []
    for page in pages:
        edges = {line for line in _find_edges(page) if _find_key(line) in repeated}
        kept.append([line for line in page if line not in edges])
    return kept, sorted((texts[0], len(texts)) for texts in repeated.values())


def _find_edges(page: list[Line]) -> list[Line]:
    """Find the first and last one or two lines of a page, where a gap parts them from the rest."""
    down = sorted(page, key=lambda line: -line.top)
    gaps = [above.bottom - below.top > 0.3 * min(above.height, below.height) for above, below in pairwise(down)]
    first = next((k + 1 for k, is_gap in enumerate(gaps[:2]) if is_gap), 0)
    last = next((k + 1 for k, is_gap in enumerate(gaps[::-1][:2]) if is_gap), 0)
    return [*down[:first], *down[len(down) - last :]]


def _find_key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.bottom / SAME)
