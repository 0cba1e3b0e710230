"""Lines and paragraphs of a raw text: where they are, and whether somebody broke paragraphs into lines at a width."""

import re
from itertools import pairwise
from typing import NamedTuple

# Lines that somebody broke at a width are wider than the one and narrower than the other.
WRAP_WIDTHS = (40, 120)
# What ends a line besides a line feed.
_OTHER_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(r"\S[^\n]*")
_WORD = re.compile(r"\S+")
_ENDS = ".!?…:\"'”’»)。！？"


class Line(NamedTuple):
    """A line that is not blank, or a paragraph: where it is in the raw text, and how many line breaks follow it."""

    start: int
    end: int
    breaks: int


def find_lines(raw: str) -> list[Line]:
    """Find the lines that are not blank, without the white space around them."""
    if not any(map(raw.__contains__, _OTHER_BREAKS)):
        return _find_plain_lines(raw)
    lines: list[Line] = []
    offset = start = end = number = 0
    for k, line in enumerate(raw.splitlines(keepends=True)):
        if text := line.strip():
            if end:
                lines.append(Line(start, end, k - number))
            start, number = offset + line.index(text), k
            end = start + len(text)
        offset += len(line)
    return [*lines, Line(start, end, 0)] if end else lines


def _find_plain_lines(raw: str) -> list[Line]:
    """Find the lines of a text in which only line feeds end lines, in two thirds of the time."""
    lines: list[Line] = []
    start = end = 0
    for match in _LINE.finditer(raw):
        at, until = match.span()
        if end:
            lines.append(Line(start, end, raw.count("\n", end, at)))
        start, end = at, until if not raw[until - 1].isspace() else at + len(match[0].rstrip())
    return [*lines, Line(start, end, 0)] if end else lines


def had_no_room(raw: str, line: Line, following: Line, width: int) -> bool:
    """Tell whether the first word of the following line would not have fitted at the end of this one."""
    word = _WORD.match(raw, following.start)
    return line.end - line.start + 1 + (len(word[0]) if word else 0) > width


def find_width(raw: str, lines: list[Line]) -> int:
    """Find the width at which somebody broke paragraphs into lines: there, a line ends where the next word had no room. 0 if nobody did."""
    pairs = [(first, second) for first, second in pairwise(lines) if first.breaks == 1]
    if len(pairs) < 2 or all(raw[first.end - 1] in _ENDS for first, _ in pairs):  # lines that all end like sentences are paragraphs
        return 0
    width = max(line.end - line.start for pair in pairs for line in pair)
    broken = sum(had_no_room(raw, first, second, width) for first, second in pairs)
    return width if WRAP_WIDTHS[0] <= width <= WRAP_WIDTHS[1] and 10 * broken >= 9 * len(pairs) else 0


def join_lines(lines: list[Line]) -> list[Line]:
    """Join the lines that no blank line parts into paragraphs."""
    paragraphs: list[Line] = []
    for line in lines:
        if paragraphs and paragraphs[-1].breaks == 1:
            paragraphs[-1] = Line(paragraphs[-1].start, line.end, line.breaks)
        else:
            paragraphs.append(line)
    return paragraphs
