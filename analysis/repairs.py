"""The first stage of cleaning: characters that no writer wrote, each a row of the ledger, before anybody looks at lines."""

import re
from collections.abc import Iterator

from .markup import MARKUP, find_markup
from .stretches import Stretch, apply, compose

__all__ = ["BROKEN", "CONTROL", "MARKUP", "MOJIBAKE", "apply", "compose", "repair"]

MOJIBAKE, CONTROL, BROKEN = "mojibake", "control character", "broken character"

# Control characters; marks that turn the direction of writing; what has no width, but for the joiners that Persian, Hindi and emoji need.
# Those that are white space (tab, line ends, \x1c to \x1f, \x85) are left to the rule for it.
INVISIBLE = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_CONTROLS = [chr(code) for code in (*range(9), *range(14, 28), 127)]
_CHARACTER = re.compile(rf"[{INVISIBLE}]+|[\ud800-\udfff]+")
# UTF-8 read as Windows-1252, Latin-1 or the like; Windows-1252 read as Latin-1.
_SUSPECT = re.compile(
    r"[\xc2-\xf4][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|Ã  |[РС][\u0400-\u04ff]"
    r"[РС][\u0400-\u04ff]|[\x80-\x84\x86-\x9f]|ï¿½"
)
# To look for each of these takes a fifth of the time of the expression.
_LEADS = [chr(code) for code in range(0xC2, 0xF5)] + ["Р", "С"]
# The characters that are not ASCII, with those between them.
_RUNS = re.compile(r"([^\x00-\x7f]+)")
# A line that is longer is no line of an article; to try encodings on it would take all day.
_LONGEST_LINE = 100_000


def repair(raw: str, form: str = "text") -> list[Stretch]:
    """Find what has to be repaired in a raw text, and what it becomes.

    Parameters
    ----------
    raw : str
    form : str
        That of the raw article: in a ``field`` there may be markup.

    Returns
    -------
    list of Stretch
        In order; empty for nearly all texts.
    """
    first = find_markup(raw) if form == "field" and ("<" in raw or "&" in raw) else []
    middle = apply(raw, first) if first else raw
    if middle.isascii() and not any(map(middle.__contains__, _CONTROLS)):
        return first
    is_printable = middle.replace("\n", "").isprintable()
    if is_printable and not any(map(middle.__contains__, _LEADS)):
        return first
    if decoded := [*_find_mojibake(middle)]:
        first, middle = compose(first, decoded, raw), apply(middle, decoded)
    elif is_printable:
        return first
    return compose(first, [*_find_characters(middle)], raw)


def _find_characters(text: str) -> Iterator[Stretch]:
    for match in _CHARACTER.finditer(text):
        is_broken = "\ud800" <= match[0][0] <= "\udfff"
        yield Stretch(*match.span(), BROKEN if is_broken else CONTROL, match[0], "\ufffd" * len(match[0]) if is_broken else "")


def _find_mojibake(text: str) -> Iterator[Stretch]:
    if not _SUSPECT.search(text):
        return
    start = 0
    for line in text.split("\n"):
        if len(line) <= _LONGEST_LINE and _SUSPECT.search(line):
            yield from _decode_line(line, start)
        start += len(line) + 1


def _decode_line(line: str, start: int) -> Iterator[Stretch]:
    """Find the runs of characters of one line that were decoded wrongly; its ASCII stays as it was."""
    from ftfy import fix_encoding

    if (decoded := fix_encoding(line)) == line:
        return
    before, after = _RUNS.split(line), _RUNS.split(decoded)
    runs: list[Stretch] = []
    at = 0
    if before[::2] == after[::2]:
        for old, new in zip(before, after, strict=True):
            if old != new:
                runs.append(Stretch(at, at + len(old), MOJIBAKE, old, new))
            at += len(old)
    else:  # a space was half of a character: from the first that changed to the last
        same = next(k for k, pair in enumerate(zip(line + "\0", decoded + "\1", strict=False)) if pair[0] != pair[1])
        longest = min(len(line), len(decoded)) - same
        alike = next((k for k in range(longest) if line[-1 - k] != decoded[-1 - k]), longest)
        runs.append(Stretch(same, len(line) - alike, MOJIBAKE, line[same : len(line) - alike], decoded[same : len(decoded) - alike]))
    for run in runs:
        yield run._replace(start=start + run.start, end=start + run.end)
