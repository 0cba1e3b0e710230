"""White space in a body: which there should be, and what is to change in a raw text so that it is there and nothing that was taken out."""

import re
from collections.abc import Iterator
from itertools import pairwise

from .lines import Line
from .stretches import Stretch

# Around what was taken: gone. Between paragraphs: one blank line, between sections two. Elsewhere: one space.
WHITE_SPACE = "white space"
# A line of marks that an author put between two sections: two blank lines take its place.
SECTION_BREAK = "section break"

_UNUSUAL_SPACE = re.compile(r"[^\S ]\s*| \s+")
_UNUSUAL_SPACES = [chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) not in " \n"]
_UNUSUAL_IN_ASCII = [space for space in _UNUSUAL_SPACES if space.isascii()]


def find_stretches(raw: str, lines: list[Line], removed: list[Stretch]) -> list[Stretch]:
    """Find what of a text is not body.

    Parameters
    ----------
    raw : str
    lines : list of Line
        Those of the body.
    removed : list of Stretch
        What was taken out before, between and after them.

    Returns
    -------
    list of Stretch
        What was taken out, and white space that is not as it should be, in order.
    """
    taken = sorted(removed)
    start, end = (lines[0].start, lines[-1].end) if lines else (len(raw), len(raw))
    return [
        *_fill(raw, 0, start, [stretch for stretch in taken if stretch.start < start]),
        *_find_in_body(raw, lines, [stretch for stretch in taken if start <= stretch.start < end]),
        *_fill(raw, end, len(raw), [stretch for stretch in taken if stretch.start >= end]),
    ]


def _find_in_body(raw: str, lines: list[Line], taken: list[Stretch]) -> Iterator[Stretch]:
    """Find what is not one space in a line, one blank line between paragraphs, or two between sections."""
    if not lines:
        return
    body = raw[lines[0].start : lines[-1].end]
    breaks_between = [line.breaks for line in lines[:-1]]
    gaps = [following.start - line.end for line, following in pairwise(lines)]
    has_standard_breaks = not taken and gaps == breaks_between and {2, 3}.issuperset(gaps) and body.count("\n") == sum(gaps)
    # Most articles are plain; to look for each kind of white space takes a tenth of the time of an expression.
    if (
        has_standard_breaks
        and "  " not in body
        and not any(map(body.__contains__, _UNUSUAL_IN_ASCII if body.isascii() else _UNUSUAL_SPACES))
    ):
        return
    pending = taken[::-1]
    for k, (start, end, breaks) in enumerate(lines):
        if not (text := raw[start:end]).isprintable() or "  " in text:
            for match in _UNUSUAL_SPACE.finditer(raw, start, end):
                # A line broken at the hyphen inside a word: "sci-" and "tech" belong together.
                is_inside = raw[match.start() - 1] == "-" and "\n" in match[0] and raw[match.start() - 2].isalpha()
                yield Stretch(*match.span(), WHITE_SPACE, match[0], "" if is_inside else " ")
        if k + 1 < len(lines):
            until = lines[k + 1].start
            here = []
            while pending and pending[-1].start < until:
                here.append(pending.pop())
            yield from _find_in_gap(raw, end, until, breaks, here)


def _find_in_gap(raw: str, start: int, end: int, breaks: int, taken: list[Stretch]) -> Iterator[Stretch]:
    """Find what is not one gap between two paragraphs; with a section break in it, one between two sections."""
    rows = _fill(raw, start, end, taken)
    section = next((k for k, row in enumerate(rows) if row.rule == SECTION_BREAK), None)
    standard = "\n\n\n" if section is not None or (breaks > 2 and not taken) else "\n\n"
    for k, row in enumerate(rows):
        replacement = standard if k == (section or 0) else ""
        if row.text != replacement:
            yield row._replace(replacement=replacement)


def _fill(raw: str, start: int, end: int, taken: list[Stretch]) -> list[Stretch]:
    """Give the stretches taken out of a gap, and the white space around them."""
    filled = []
    for stretch in taken:
        if start < stretch.start:
            filled.append(Stretch(start, stretch.start, WHITE_SPACE, raw[start : stretch.start], ""))
        filled.append(stretch)
        start = stretch.end
    if start < end:
        filled.append(Stretch(start, end, WHITE_SPACE, raw[start:end], ""))
    return filled
