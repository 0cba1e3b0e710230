"""From a folder to raw texts: every file is either read or a row in ``problems``.

A format is a suffix and a function in :data:`READERS`; a new one is a new line there.
"""

import os
import re
from collections.abc import Iterable, Iterator

from .files import File, Source, find_files, is_address, is_bound, is_of_this_process, read_bytes
from .raw import Problem, RawArticle, ReadingError, decode
from .records import divide, read_records

__all__ = ["DIVISIBLE", "NOT_AN_ARTICLE", "READERS", "File", "Problem", "RawArticle", "ReadingError", "Source"]
__all__ += ["decode", "divide", "find_files", "is_bound", "is_divisible", "is_of_this_process", "read_bytes", "read_files"]

NOT_ARTICLES = re.compile(
    r"(?i:readme.*|thumbs\.db|desktop\.ini|(?:licen[cs]e|copying|changelog|contributing)(?:\.\w+)?)|LICEN[CS]E.*|COPYING.*"
)
# The reason that problems give for README, LICENSE, hidden files and the like.
NOT_AN_ARTICLE = "not an article"


def read_text(file: File) -> Iterator[RawArticle | Problem]:
    """Read one plain-text file: one article, and the doubt there is about it."""
    text, doubt = decode(read_bytes(file))
    if not text.strip():
        raise ReadingError("is empty; save the article's text in it, or take it away")
    if doubt:
        yield Problem(file.name, None, "read", doubt)
    yield RawArticle(file.name, None, text)


READERS = {".txt": read_text, ".text": read_text, ".jsonl": read_records, ".ndjson": read_records}
# Formats whose files can be read in ranges.
DIVISIBLE = (".jsonl", ".ndjson")


def is_divisible(file: File) -> bool:
    """Tell whether a file can be read in ranges."""
    return file.name.lower().endswith(DIVISIBLE) and not _is_other(file)


def _is_other(file: File) -> bool:
    """Tell whether a file is no article by its name."""
    base = os.path.basename(file.path)
    return base.startswith(".") or NOT_ARTICLES.fullmatch(base) is not None


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
        try:
            yield from _read_file(file)
        except ReadingError as error:
            if file.is_named:
                raise ReadingError(f"{file.path} {'is ' if str(error) == NOT_AN_ARTICLE else ''}{error}.") from None
            yield Problem(file.name, None, "skipped", str(error))


def _read_file(file: File) -> Iterator[RawArticle | Problem]:
    if _is_other(file):
        raise ReadingError(NOT_AN_ARTICLE)
    path = file.path
    suffix = os.path.splitext(path)[1]
    reader = READERS.get(suffix.lower())
    if reader is None:
        if os.path.isdir(path):
            linked = os.path.islink(path)
            raise ReadingError("is a linked folder, and links are not followed" if linked else "is a folder that cannot be opened")
        kind = f"of the kind {suffix}, which" if suffix else "without a suffix, and so"
        *others, last = READERS
        raise ReadingError(f"is {kind} is not read; save the article as {', '.join(others)} or {last}")
    try:
        if not is_address(path) and not os.path.isfile(path):  # a pipe would block for ever; a link may lead nowhere
            raise ReadingError("is not a file that can be read")
        yield from reader(file)
    except OSError as error:
        raise ReadingError(f"cannot be opened ({error.strerror or error})") from None
