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
    found = []
    offset = 0
    for number, line in enumerate(raw.splitlines(keepends=True)):
        if text := line.strip():
            start = offset + line.index(text)
            found.append((start, start + len(text), number))
        offset += len(line)
    numbers = [number for _, _, number in found]
    return [Line(start, end, below - number) for (start, end, number), below in zip(found, numbers[1:] + numbers[-1:], strict=True)]


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
