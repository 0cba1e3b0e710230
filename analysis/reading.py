"""From a folder to raw texts: every file is either read or a row in ``problems``.

A format is a suffix and a function in :data:`READERS`; a new one is a new line there.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

Source = str | os.PathLike[str]

NOT_ARTICLES = re.compile(
    r"(?i:readme.*|thumbs\.db|desktop\.ini|(?:licen[cs]e|copying|changelog|contributing)(?:\.\w+)?)|LICEN[CS]E.*|COPYING.*"
)


# The reason that problems give for README, LICENSE, hidden files and the like.
NOT_AN_ARTICLE = "not an article"
CONTROLS = bytes([*range(9), *range(14, 32), 127])


class File(NamedTuple):
    """One file to read: where it is, its path below the folder, its bytes, when it was last changed (in ns), and whether somebody named it.

    What is wrong with a file of a folder is a row of problems; with one that somebody named, an error.
    """

    path: str
    name: str
    size: int
    changed: int = 0
    is_named: bool = False


class RawArticle(NamedTuple):
    """One article as it was saved: where it is from, and its decoded text."""

    article_id: str
    file: str
    text: str


class Problem(NamedTuple):
    """One file that was ``skipped``, or ``read`` with a doubt, and why."""

    file: str
    item: str
    action: str
    reason: str


class ReadingError(ValueError):
    """What was asked for cannot be read; the message is one sentence that says what to do."""


def find_files(source: Source | Sequence[Source]) -> Iterator[File]:
    """Find every file of a folder, or one file, or those of several of either.

    Parameters
    ----------
    source : path, or list of paths
        Folders are read with the folders in them. With several, each file's name begins with that of the one it is from.

    Yields
    ------
    File
        In the order given and, within a folder, in that of names, its files before its folders; each folder that cannot be opened, too.
        Folders whose name starts with a dot are one entry, not their content. Links to folders are not followed, so a loop cannot occur.

    Raises
    ------
    ReadingError
        If a source is not there, or shares its name with another.
    """
    if isinstance(source, (str, os.PathLike)):
        yield from _find_from(Path(source), "")
        return
    places = [Path(place) for place in source]
    names = [place.resolve().name for place in places]
    times = Counter(names)
    for place, name in zip(places, names, strict=True):
        if times[name] > 1:
            raise ReadingError(f"{place} shares its name with another source; rename one, so that their articles can be told apart.")
        yield from _find_from(place, f"{name}/" if place.is_dir() else "")


def _find_from(place: Path, above: str) -> Iterator[File]:
    if place.is_dir():
        yield from _walk(str(place), above)
    elif place.exists():
        yield File(str(place), above + place.name, *_stamp(place.stat()), True)
    else:
        raise ReadingError(f"{place} is not there; name a folder of articles, or a file, that exists.")


def _spell(name: str) -> str:
    """Write a file's name in letters that exist."""
    if name.isascii() and "\\" not in name:
        return name
    # Bytes that are no UTF-8 are written \\xff; a backslash that somebody typed is doubled, so that no two files share a name.
    return os.fsencode(name.replace("\\", "\\\\")).decode("utf-8", "backslashreplace")


def _stamp(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, max(found.st_mtime_ns, found.st_ctime_ns)


def _walk(folder: str, above: str) -> Iterator[File]:
    pending = [(folder, above)]
    while pending:
        here, above = pending.pop()
        folders = []
        try:
            with os.scandir(here) as found:
                entries = sorted(found, key=attrgetter("name"))
        except OSError:
            yield File(here, above.rstrip("/"), 0)
            continue
        for entry in entries:
            name = above + _spell(entry.name)
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                folders.append((entry.path, name + "/"))
                continue
            try:
                stamp = _stamp(entry.stat())
            except OSError:  # a link that leads nowhere; reading it says so
                stamp = 0, 0
            yield File(entry.path, name, *stamp)
        pending += reversed(folders)


def decode(data: bytes) -> tuple[str, str]:
    """Decode the bytes of a text file as UTF-8, else as Windows-1252.

    Returns
    -------
    tuple of str
        The text, and the doubt there is about it ("" for none).

    Raises
    ------
    ReadingError
        If the bytes are not text at all.
    """
    if b"\0" in data:
        raise ReadingError("is not text (it holds NUL bytes); save the article as plain text in UTF-8")
    try:
        text, doubt = data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", errors="replace")
        doubt = f"is not UTF-8 (byte {error.start}); read as Windows-1252"
        lost = text.count("\ufffd")
        if lost:
            doubt += f", where {lost} byte{'s have' if lost > 1 else ' has'} no character: shown as \ufffd"
    # A picture or a program that happens to hold no NUL: a twentieth of control characters is more than any text has.
    if 20 * (len(data) - len(data.translate(None, CONTROLS))) > len(data):
        raise ReadingError("is not text (it holds control characters); save the article as plain text in UTF-8")
    return text, doubt


def read_text(path: str) -> tuple[str, str]:
    """Read one plain-text file; give its text and the doubt there is about it."""
    with open(path, "rb") as file:
        text, doubt = decode(file.read())
    if not text.strip():
        raise ReadingError("is empty; save the article's text in it, or take it away")
    return text, doubt


READERS = {".txt": read_text, ".text": read_text}


def read_files(files: Iterable[File]) -> Iterator[RawArticle | Problem]:
    """Read files, one after the other.

    Yields
    ------
    RawArticle or Problem
        In the order given. A file read with a doubt gives both.

    Raises
    ------
    ReadingError
        If a file that somebody named cannot be read.
    """
    for file in files:
        try:
            yield from _read_file(file.path, file.name)
        except ReadingError as error:
            if file.is_named:
                raise ReadingError(f"{file.path} {'is ' if str(error) == NOT_AN_ARTICLE else ''}{error}.") from None
            yield Problem(file.name, "", "skipped", str(error))


def _read_file(path: str, name: str) -> Iterator[RawArticle | Problem]:
    base = os.path.basename(path)
    if base.startswith(".") or NOT_ARTICLES.fullmatch(base):
        raise ReadingError(NOT_AN_ARTICLE)
    suffix = os.path.splitext(base)[1]
    reader = READERS.get(suffix.lower())
    if reader is None:
        if os.path.isdir(path):
            linked = os.path.islink(path)
            raise ReadingError("is a linked folder, and links are not followed" if linked else "is a folder that cannot be opened")
        kind = f"of the kind {suffix}, which" if suffix else "without a suffix, and so"
        raise ReadingError(f"is {kind} is not read; save the article as {' or '.join(READERS)}")
    try:
        if not os.path.isfile(path):  # a pipe would block for ever; a link may lead nowhere
            raise ReadingError("is not a file that can be read")
        text, doubt = reader(path)
    except OSError as error:
        raise ReadingError(f"cannot be opened ({error.strerror or error})") from None
    if doubt:
        yield Problem(name, "", "read", doubt)
    yield RawArticle(name, name, text)
