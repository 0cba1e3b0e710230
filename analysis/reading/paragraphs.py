"""From lines that stand on pages to paragraphs."""

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

# The hyphen at which a word was divided, where it is told from others; pdfium shows it so.
DIVIDED = "\ufffe"
_ENDS_DIVIDED = re.compile(rf"(?<=[^\W\d_])-$|{DIVIDED}$")
_SENTENCE_ENDS = (".", "!", "?", ":", "…", "。", "！", "？")
# In points: a beginning is an indent from so much on, and lines stand at one height or edge if they differ by no more.
_INDENT, SAME = 6, 3


class Line(NamedTuple):
    """A line of a page: its text, and where it stands, in points from the left and from the bottom."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """How large it is."""
        return self.top - self.bottom

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends like a sentence."""
        return self.text.rstrip("\"'”’)»").endswith(_SENTENCE_ENDS)


class _Column(NamedTuple):
    """A column: its edges, and how far before the right one a line may end that is not the last of its paragraph."""

    left: float
    right: float
    slack: float


def join_lines(lines: list[Line]) -> str:
    """Join lines into paragraphs, parted by blank lines."""
    usual, height = _find_step(lines), max(sorted(line.height for line in lines)[len(lines) // 2], 1)
    columns = _find_columns(lines)
    paragraphs: list[str] = []
    for k, line in enumerate(lines):
        if k == 0 or _begins_paragraph(lines[k - 1], line, usual, height, columns):
            paragraphs.append(line.text)
        elif _ENDS_DIVIDED.search(paragraphs[-1]):
            paragraphs[-1] = paragraphs[-1][:-1] + DIVIDED + line.text
        else:
            paragraphs[-1] += ("" if _is_wide(paragraphs[-1][-1]) and _is_wide(line.text[0]) else " ") + line.text
    return _unite_words("\n\n".join(paragraphs))


def _unite_words(text: str) -> str:
    """Unite words that were divided at the end of a line; those that stand with a hyphen elsewhere keep it."""
    known = set(re.findall(r"\w+-\w+", text))

    def unite(word: re.Match[str]) -> str:
        hyphened = f"{word[1]}-{word[2]}"
        return hyphened if hyphened in known or not word[2][0].islower() else word[1] + word[2]

    return re.sub(rf"(\w+){DIVIDED}(\w+)", unite, text).replace(DIVIDED, "-")


def _find_step(lines: list[Line]) -> float:
    """Find how far below each other the lines of a paragraph stand: the smallest step of which there are many."""
    steps = Counter(round(above.bottom - below.bottom) for above, below in pairwise(lines) if above.bottom - below.bottom > SAME)
    return min((step for step in steps if 6 * (steps[step - 1] + steps[step] + steps[step + 1]) >= steps.total()), default=0)


def _is_wide(letter: str) -> bool:
    """Tell whether a letter is of those that no space parts: Chinese and Japanese."""
    return "\u3000" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef"


def _find_columns(lines: list[Line]) -> list[_Column]:
    """Find the columns, from left to right: where a tenth of all lines begin, but for indents."""
    counts = Counter(round(line.left) for line in lines)
    starts: list[int] = []
    for start in sorted(start for start in counts if sum(counts[start + k] for k in (-1, 0, 1)) * 10 >= len(lines)):
        if not starts or start > starts[-1] + 40:
            starts.append(start)
    columns = []
    for start in starts or [min(counts, default=0)]:
        rights = sorted(line.right for line in lines if start - SAME <= line.left < start + 40)
        right = rights[len(rights) * 9 // 10] if rights else start
        is_justified = 3 * sum(abs(end - right) <= SAME for end in rights) > len(rights)
        columns.append(_Column(start, right, (0.03 if is_justified else 0.15) * (right - start)))
    return columns


def _begins_paragraph(above: Line, below: Line, usual: float, height: float, columns: list[_Column]) -> bool:
    """Tell whether a line begins a paragraph: after a gap, at an indent, after a line that ends early, or in another size."""
    column = _find_column(above, columns)
    is_short, middle = above.right < column.right - column.slack, (column.left + column.right) / 2
    step = above.bottom - below.bottom
    if abs(step) < SAME and below.left > above.left:  # pieces of one line
        return False
    if step > 1.3 * usual * max(1, min(above.height, below.height) / height) or (
        is_short and 2 * abs(above.height - below.height) > max(above.height, below.height)
    ):
        return True
    if min(above.height, below.height) > 1.2 * height and step > 0:  # a title of several lines
        return False
    if below.left > _find_column(below, columns).left + _INDENT and (
        is_short or above.ends_sentence or above.left <= column.left + _INDENT
    ):
        return True
    if step <= 0:  # on another page, or in another column
        return not below.text[0].islower() and (above.ends_sentence or above.right < middle)
    return is_short and (above.ends_sentence or above.right < middle)


def _find_column(line: Line, columns: list[_Column]) -> _Column:
    return next((column for column in reversed(columns) if column.left <= line.left + SAME), columns[0])
