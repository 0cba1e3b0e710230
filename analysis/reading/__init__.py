"""From a folder to raw texts: every file is either read or a row in ``problems``.

A format is a suffix and a function in :data:`READERS`; a new one is a new line there. Which binary format a file has, its content decides.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator

from .archives import divide_archive, kind_of_archive, read_archive, read_gzip
from .columns import HAS_COLUMNS, ColumnsError, check_columns, read_columns
from .documents import read_docx, read_markdown, read_pdf
from .encodings import decode
from .files import COLUMNS_FILE, File, Source, find_files, is_address, is_bound, is_of_this_process, read_bytes, stamp
from .pages import read_mhtml, read_page
from .raw import LARGEST, Problem, RawArticle, ReadingError
from .records import divide_lines, read_json, read_records
from .tables import divide_rows, read_delimited, read_parquet, read_workbook

__all__ = ["HAS_COLUMNS", "NOT_AN_ARTICLE", "READERS", "ColumnsError", "File", "Problem", "RawArticle", "ReadingError", "Source"]
__all__ += ["check_columns", "decode", "divide", "find_files", "is_address", "is_bound", "is_divisible"]
__all__ += ["is_of_this_process", "read_bytes", "read_files", "stamp"]

NOT_ARTICLES = re.compile(
    r"(?i:readme.*|thumbs\.db|desktop\.ini|(?:licen[cs]e|copying|changelog|contributing)(?:\.\w+)?)|LICEN[CS]E.*|COPYING.*"
)
_OTHER_BEGINS = frozenset(".rRtTdDlLcC")
# The reason that problems give for README, LICENSE, hidden files and the like.
NOT_AN_ARTICLE = "not an article"
# What reading says of a file that it should have known how to read: a fault of the program, not of the file.
UNFORESEEN = "cannot be read, for a reason that was not foreseen"

# What a reader takes: the file, and its bytes or those of a range of it. It raises a ReadingError if nothing of it can be read, before it
# yields anything; what is wrong with a part of it is a Problem.
Reader = Callable[[File, bytes], Iterator[RawArticle | Problem]]


def read_text(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read one plain-text file: one article, and the doubt there is about it."""
    text, doubt = decode(data)
    if not text.strip():
        raise ReadingError("is empty; save the article's text in it, or take it away")
    if doubt:
        yield Problem(file.name, None, "read", doubt)
    yield RawArticle(file.name, None, text)


def read_zip(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the members of an archive, each as if it were a file in a folder of the archive's name."""
    return read_archive(file, data, read_members)


def read_gz(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the file that was compressed."""
    return read_gzip(file, data, read_members)


READERS: dict[str, Reader] = {
    ".txt": read_text, ".text": read_text, ".md": read_markdown, ".markdown": read_markdown,
    ".html": read_page, ".htm": read_page, ".xhtml": read_page, ".mhtml": read_mhtml, ".mht": read_mhtml,
    ".csv": read_delimited, ".tsv": read_delimited, ".tab": read_delimited, ".xlsx": read_workbook, ".parquet": read_parquet,
    ".json": read_json, ".jsonl": read_records, ".ndjson": read_records,
    ".docx": read_docx, ".pdf": read_pdf, ".zip": read_zip, ".gz": read_gz,
}  # fmt: skip
# Formats whose files can be read in ranges.
DIVIDERS = {
    ".jsonl": divide_lines, ".ndjson": divide_lines, ".csv": divide_rows, ".tsv": divide_rows, ".tab": divide_rows, ".zip": divide_archive,
}  # fmt: skip
# How the content of a binary format begins.
_BEGINNINGS = {b"%PDF": ".pdf", b"PAR1": ".parquet", b"PK\x03\x04": ".zip", b"PK\x05\x06": ".zip"}
_BEGINNINGS |= {b"\x1f\x8b\x08" + bytes([flags]): ".gz" for flags in range(32)}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def is_divisible(file: File) -> bool:
    """Tell whether a file can be read in ranges."""
    return _suffix(file.path) in DIVIDERS and not _is_other(file)


def divide(file: File, size: int) -> Iterator[File]:
    """Divide a file that can be read in ranges into those, of some `size` bytes each; there is at least one."""
    return DIVIDERS[_suffix(file.path)](file, size)


def _is_other(file: File) -> bool:
    """Tell whether a file is no article by its name."""
    base = os.path.basename(file.path)
    return base[:1] in _OTHER_BEGINS and (base[0] == "." or base == COLUMNS_FILE or NOT_ARTICLES.fullmatch(base) is not None)


def read_files(files: Iterable[File]) -> Iterator[RawArticle | Problem]:
    """Read files, one after the other.

    Yields
    ------
    RawArticle or Problem
        In the order given. What was read with a doubt gives both.

    Raises
    ------
    ReadingError
        If a file that somebody named cannot be read.
    """
    for file in files:
        yield from _guard(file, _read_file(file))


def read_members(members: Iterable[tuple[File, bytes]]) -> Iterator[RawArticle | Problem]:
    """Read files of an archive, whose bytes are at hand."""
    for file, data in members:
        if _is_other(file):
            yield Problem(file.name, None, "skipped", NOT_AN_ARTICLE)
        else:
            yield from _guard(file, _read_data(file, data))


def _guard(file: File, items: Iterator[RawArticle | Problem]) -> Iterator[RawArticle | Problem]:
    """Make a problem of what goes wrong with a file; of one that somebody named, and that nothing was read of, an error."""
    has_some = False
    try:
        for item in items:
            has_some = True
            yield item
        return
    except ReadingError as error:
        reason = str(error)
        if file.is_named and not has_some:
            raise ReadingError(f"{file.path} {'is ' if reason == NOT_AN_ARTICLE else ''}{reason}.") from None
    except MemoryError:
        reason = "needs more memory than there is; divide it"
    except Exception as error:  # one bad file must not stop a million others
        reason = f"{UNFORESEEN} ({type(error).__name__}: {error})"
    yield Problem(file.name, None, "read" if has_some else "skipped", reason)


def _read_file(file: File) -> Iterator[RawArticle | Problem]:
    """Read a file of a folder."""
    path = file.path
    if os.path.basename(path) == COLUMNS_FILE:
        try:
            read_columns(path)
        except ColumnsError as error:
            raise ReadingError(str(error)) from None
    if _is_other(file):
        raise ReadingError(NOT_AN_ARTICLE)
    if page := _page_around(path):
        raise ReadingError(f"belongs to the saved page {page}")
    try:
        if not is_address(path) and not os.path.isfile(path):  # a pipe would block for ever; a link may lead nowhere
            if os.path.isdir(path):
                linked = os.path.islink(path)
                raise ReadingError("is a linked folder, and links are not followed" if linked else "is a folder that cannot be opened")
            raise ReadingError("is not a file that can be read")
        if file.size > LARGEST and not file.stop:
            divisible = ", ".join(DIVIDERS)
            raise ReadingError(f"has {file.size / 1e6:,.0f} MB, more than one article has; divide it, or save it as one of {divisible}")
        data = read_bytes(file)
    except OSError as error:
        raise ReadingError(f"cannot be opened ({error.strerror or error})") from None
    yield from _read_data(file, data)


def _page_around(path: str) -> str:
    """Give the page that was saved together with a folder in which a file is: ``story.html`` of ``story_files/``."""
    folder = os.path.dirname(path)
    page = folder.removesuffix("_files")
    if page == folder or is_address(path):
        return ""
    return next((os.path.basename(page + suffix) for suffix in (".html", ".htm", ".xhtml") if os.path.isfile(page + suffix)), "")


def _read_data(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read what a file holds, by the format that its content or its name tells."""
    suffix = _suffix(file.path)
    if not file.stop:
        suffix = _BEGINNINGS.get(data[:4], suffix)
        suffix = kind_of_archive(data) if suffix == ".zip" else suffix
    if data.startswith(_OLD_OFFICE):
        raise ReadingError("is an old Word, Excel or Outlook file; save it as .docx, .xlsx or .txt")
    reader = READERS.get(suffix)
    if reader is None:
        kind = f"of the kind {os.path.splitext(file.path)[1]}, which" if suffix else "without a suffix, and so"
        raise ReadingError(f"is {kind} is not read; save the article as text (.txt), page (.html), document (.docx, .pdf) or table (.csv)")
    yield from reader(file, data)
