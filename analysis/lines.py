"""Lines and paragraphs of a raw text: where they are, and whether somebody broke paragraphs into lines at a width."""

import re
from itertools import pairwise
from typing import NamedTuple

# Lines that somebody broke at a width are wider than the one and narrower than the other.
WRAP_WIDTHS = (40, 120)
_WORD = re.compile(r"\S+")


class Line(NamedTuple):
    """A line that is not blank, or a paragraph: where it is in the raw text, and how many line breaks follow it."""

    start: int
    end: int
    breaks: int


def find_lines(raw: str) -> list[Line]:
    """Find the lines that are not blank, without the white space around them."""
    lines: list[Line] = []
    offset = number = 0
    for k, line in enumerate(raw.splitlines(keepends=True)):
        if text := line.strip():
            if lines:
                lines[-1] = lines[-1]._replace(breaks=k - number)
            start = offset + line.index(text)
            lines.append(Line(start, start + len(text), 0))
            number = k
        offset += len(line)
    return lines


def is_wrapped(raw: str, lines: list[Line]) -> bool:
    """Tell whether somebody broke the paragraphs into lines at a width: then a line ends where the next word had no room."""
    pairs = [(first, second) for first, second in pairwise(lines) if first.breaks == 1]
    if len(pairs) < 2:
        return False
    width = max(line.end - line.start for pair in pairs for line in pair)
    no_room = sum(first.end - first.start + 1 + len(_WORD.match(raw, second.start)[0]) > width for first, second in pairs)  # type: ignore[index]
    return WRAP_WIDTHS[0] <= width <= WRAP_WIDTHS[1] and 10 * no_room >= 9 * len(pairs)


def join_lines(lines: list[Line]) -> list[Line]:
    """Join the lines that no blank line parts into paragraphs."""
    paragraphs: list[Line] = []
    for line in lines:
        if paragraphs and paragraphs[-1].breaks == 1:
            paragraphs[-1] = Line(paragraphs[-1].start, line.end, line.breaks)
        else:
            paragraphs.append(line)
    return paragraphs
