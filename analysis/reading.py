"""From a folder to raw texts: every file is either read or a row in ``problems``.

A format is a suffix and a function in :data:`READERS`; a new one is a new line there.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

Source = str | os.PathLike[str]

NOT_ARTICLES = re.compile(
    r"(?i:readme.*|thumbs\.db|desktop\.ini|(?:licen[cs]e|copying|changelog|contributing)(?:\.\w+)?)|LICEN[CS]E.*|COPYING.*"
)


# The reason that problems give for README, LICENSE, hidden files and the like.
NOT_AN_ARTICLE = "not an article"
CONTROLS = bytes([*range(9), *range(14, 32), 127])


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


def find_files(folder: str) -> Iterator[tuple[str, str]]:
    """Walk `folder` in the order of names; yield each file, and each folder that cannot be opened, with its path below `folder`.

    Folders whose name starts with a dot are one entry, not their content. Links to folders are not followed, so a loop cannot occur.
    """
    pending = [(folder, "")]
    while pending:
        here, above = pending.pop()
        folders = []
        try:
            with os.scandir(here) as found:
                entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
        except OSError:
            yield here, above.rstrip("/")
            continue
        for entry in entries:
            # Bytes that are no UTF-8 are written \\xff; a backslash that somebody typed is doubled, so that no two files share a name.
            name = above + os.fsencode(entry.name.replace("\\", "\\\\")).decode("utf-8", "backslashreplace")
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                folders.append((entry.path, name + "/"))
            else:
                yield entry.path, name
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


def read_raw(source: Source | Sequence[Source]) -> Iterator[RawArticle | Problem]:
    """Read every article of a folder, or one file, or several of either.

    Parameters
    ----------
    source : path, or list of paths
        Folders are read with the folders in them. With several, each file's path begins with the name of the one it is from.

    Yields
    ------
    RawArticle or Problem
        In the order given and, within a folder, in that of names, its files before its folders. A file read with a doubt gives both.

    Raises
    ------
    ReadingError
        If a source is not there, is a single file that cannot be read, or shares its name with another.
    """
    if isinstance(source, (str, os.PathLike)):
        yield from _read_source(Path(source), "")
        return
    places = [Path(place) for place in source]
    names = [place.resolve().name for place in places]
    times = Counter(names)
    for place, name in zip(places, names, strict=True):
        if times[name] > 1:
            raise ReadingError(f"{place} shares its name with another source; rename one, so that their articles can be told apart.")
        yield from _read_source(place, f"{name}/" if place.is_dir() else "")


def _read_source(place: Path, above: str) -> Iterator[RawArticle | Problem]:
    if place.is_dir():
        for path, name in find_files(str(place)):
            try:
                yield from _read_file(path, above + name)
            except ReadingError as error:
                yield Problem(above + name, "", "skipped", str(error))
    elif place.exists():
        try:
            yield from _read_file(str(place), above + place.name)
        except ReadingError as error:
            raise ReadingError(f"{place} {'is ' if str(error) == NOT_AN_ARTICLE else ''}{error}.") from None
    else:
        raise ReadingError(f"{place} is not there; name a folder of articles, or a file, that exists.")


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
