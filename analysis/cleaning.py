"""From raw text to fields and body, by a list of rules; whatever a rule takes or changes is a row of the ledger.

The rules are :data:`HEAD`, :data:`OPENING` and :data:`TAIL`, and :data:`WHITE_SPACE`, which comes last. A rule looks at one line, and says
how much of it is not body and which fields it fills. It must be right in general: when in doubt, the line stays.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from .dates import DATE, MONTH, complete_date, parse_time
from .lines import Line, find_lines, find_width, had_no_room, join_lines

FIELDS = ("title", "published", "utc_offset", "dateline_date", "place", "source", "author")

# Longer first lines are paragraphs. The longest headline in the wires and speeches at hand has 105 characters.
TITLE_LENGTH = 200
LONGEST_TIME = 60

_TIME_LINE = re.compile(r"(?:time|date|published)\s?[:：]\s*(.+)", re.IGNORECASE)
_CLOSING_DATE = re.compile(rf"(?<!\.\w)[.?!]\s+({DATE})$", re.IGNORECASE)
_DATELINE = re.compile(
    rf"(?P<place>[^\W\d_][^\d\n,():;]{{1,40}})(?:,\s+[^\d\n():;]{{2,30}})?,\s+"
    rf"(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})(?:,\s+(?P<year>\d{{4}}))?\s*(?:--|—|–|-)\s+(?!{MONTH}\s+\d)",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(r"disclaimer\s?[:：].*", re.IGNORECASE | re.DOTALL)
_LIKES = re.compile(r"got\s+likes\s*\d*", re.IGNORECASE)
_CREDIT = re.compile(r"\s*\([^()]*\)$")


class Stretch(NamedTuple):
    """One stretch of the raw text that is not in the body as it was."""

    start: int
    end: int
    rule: str
    text: str
    replacement: str


class Cleaned(NamedTuple):
    """What :func:`clean` gives: the values of :data:`FIELDS`, the body, the ledger's rows, and the doubt there is ("" for none)."""

    fields: tuple[Any, ...]
    text: str
    stretches: list[Stretch]
    doubt: str


@dataclass
class Draft:
    """An article in the middle of being cleaned: the lines that are left, what was taken, and the fields so far."""

    raw: str
    lines: list[Line]
    fields: dict[str, Any] = field(default_factory=dict)
    taken: list[Stretch] = field(default_factory=list)

    def text(self, k: int) -> str:
        """Give the text of line `k`; "" if there is none."""
        return self.raw[self.lines[k].start : self.lines[k].end] if k < len(self.lines) else ""

    def take(self, rules: tuple["Rule", ...], k: int) -> bool:
        """Let the first rule that takes line `k`, or its beginning, do so; say whether one did."""
        text, (start, end, breaks) = self.text(k), self.lines[k]
        for rule in rules:
            if found := rule.finds(text, self):
                size, fields = found
                self.fields |= fields
                self.taken.append(Stretch(start, start + size, rule.name, text[:size], ""))
                self.lines[k : k + 1 or None] = [Line(start + size, end, breaks)] if start + size < end else []
                return True
        return False


Found = tuple[int, dict[str, Any]] | None


class Rule(NamedTuple):
    """A name for the ledger, and what tells how many characters from a line's start the rule takes, and the fields in them."""

    name: str
    finds: Callable[[str, Draft], Found]


def _time(text: str) -> dict[str, Any] | None:
    parsed = parse_time(" ".join(text.split())) if len(text) < LONGEST_TIME else None
    return {"published": parsed[0], "utc_offset": parsed[1]} if parsed else None


def _time_line(text: str, draft: Draft) -> Found:
    labelled = _TIME_LINE.fullmatch(text)
    fields = labelled and "published" not in draft.fields and _time(labelled[1])
    return (len(text), fields) if fields else None


def _date_line(text: str, draft: Draft) -> Found:
    fields = None if "published" in draft.fields else _time(text)
    return (len(text), fields) if fields else None


def _is_sentence(text: str) -> bool:
    """Tell whether a first line ends like a sentence or a salutation."""
    last = _CREDIT.sub("", text).rstrip("\"'”’»)")[-1:]
    return last in tuple(",;:，；：。") or (last == "." and not text.isupper())


def _is_broken(draft: Draft) -> bool:
    """Tell whether the first line is but the beginning of a paragraph that was broken at a width."""
    first, second = draft.lines[:2]
    width = (find_width(draft.raw, draft.lines) or find_width(draft.raw, draft.lines[1:])) if first.breaks == 1 else 0
    return width > 0 and had_no_room(draft.raw, first, second, width)


def _title(text: str, draft: Draft) -> Found:
    if "title" in draft.fields or len(text) > TITLE_LENGTH or len(draft.lines) < 2 or _TIME_LINE.fullmatch(text):
        return None
    following = draft.text(1)
    labelled = _TIME_LINE.fullmatch(following)
    has_time_beneath = _time(labelled[1] if labelled else following)
    if not has_time_beneath and (_is_sentence(text) or _is_broken(draft)):
        return None
    closing = None if "published" in draft.fields or has_time_beneath else _CLOSING_DATE.search(text)
    dated = closing and _time(closing[1])
    return len(text), {"title": " ".join(text.split()), **(dated or {})}


def _dateline(text: str, draft: Draft) -> Found:
    found = _DATELINE.match(text)
    if not found or not found["place"].isupper():
        return None
    place = re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)*", lambda word: word[0].capitalize(), " ".join(found["place"].split()))
    when = complete_date(found["month"], int(found["day"]), int(found["year"] or 0) or None, draft.fields.get("published"))
    return found.end(), {"place": place, "dateline_date": when}


def _whole(pattern: re.Pattern[str]) -> Callable[[str, Draft], Found]:
    return lambda text, draft: (len(text), {}) if pattern.fullmatch(text) else None


# From the first line down, as long as one of them takes the line.
HEAD = (Rule("time line", _time_line), Rule("date line", _date_line), Rule("title", _title))
# The beginning of the first paragraph that is left.
OPENING = (Rule("dateline", _dateline),)
# From the last paragraph up, as long as one of them takes it.
TAIL = (Rule("disclaimer", _whole(_DISCLAIMER)), Rule("likes", _whole(_LIKES)))
# Around what was taken: gone. Between paragraphs: one blank line, between sections two. Elsewhere: one space.
WHITE_SPACE = "white space"

_UNUSUAL_SPACE = re.compile(r"[^\S ]\s*| \s+")
_UNUSUAL_SPACES = [chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) not in " \n"]


def find_unusual_space(draft: Draft) -> Iterator[Stretch]:
    """Find the white space in the body that is not one space in a line, one blank line between paragraphs, or two between sections."""
    if not draft.lines:
        return
    body = draft.raw[draft.lines[0].start : draft.lines[-1].end]
    breaks_between = [line.breaks for line in draft.lines[:-1]]
    gaps = [following.start - line.end for line, following in pairwise(draft.lines)]
    has_standard_breaks = gaps == breaks_between and {2, 3}.issuperset(gaps) and body.count("\n") == sum(gaps)
    # Most articles are plain; to look for each kind of white space takes a tenth of the time of an expression.
    if has_standard_breaks and "  " not in body and not any(map(body.__contains__, _UNUSUAL_SPACES)):
        return
    for k, (start, end, breaks) in enumerate(draft.lines):
        if not (text := draft.text(k)).isprintable() or "  " in text:
            for match in _UNUSUAL_SPACE.finditer(draft.raw, start, end):
                # A line broken at the hyphen inside a word: "sci-" and "tech" belong together.
                is_inside = draft.raw[match.start() - 1] == "-" and "\n" in match[0] and draft.raw[match.start() - 2].isalpha()
                yield Stretch(*match.span(), WHITE_SPACE, match[0], "" if is_inside else " ")
        if k + 1 < len(draft.lines):
            until = draft.lines[k + 1].start
            standard = "\n\n" if breaks <= 2 else "\n\n\n"
            if draft.raw[end:until] != standard:
                yield Stretch(end, until, WHITE_SPACE, draft.raw[end:until], standard)


def read_fields(saved: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    """Read the fields that were saved beside a text; give them, and the doubt about them."""
    fields: dict[str, Any] = {name: " ".join(text.split()) for name, text in saved.items()}
    if (told := fields.pop("published", None)) is None:
        return fields, ""
    time = _time(told)
    return fields | (time or {}), "" if time else f"has a time that is no date: {told[:LONGEST_TIME]!r}"


def clean(raw: str, saved: Mapping[str, str] = {}) -> Cleaned:
    """Find title, time, dateline and body of an article saved as plain text.

    Parameters
    ----------
    raw : str
        The text as it was saved.
    saved : mapping of str
        The fields that were saved beside it, if any; the text is not searched for these.

    Returns
    -------
    Cleaned
        In the body, paragraphs are parted by one blank line and sections by two; all other white space is single spaces. Replacing each of
        the stretches in `raw` by its replacement gives the body, character for character.
    """
    fields, doubt = read_fields(saved)
    draft = Draft(raw, find_lines(raw), fields)
    while draft.lines and draft.take(HEAD, 0):
        pass
    if find_width(draft.raw, draft.lines):
        draft.lines = join_lines(draft.lines)
    if draft.lines:
        draft.take(OPENING, 0)
    while draft.lines and draft.take(TAIL, -1):
        pass

    start, end = (draft.lines[0].start, draft.lines[-1].end) if draft.lines else (len(raw), len(raw))
    taken = sorted(draft.taken)
    stretches = [
        *_fill(raw, 0, start, [stretch for stretch in taken if stretch.start < start]),
        *find_unusual_space(draft),
        *_fill(raw, end, len(raw), [stretch for stretch in taken if stretch.start >= end]),
    ]
    return Cleaned(tuple(map(draft.fields.get, FIELDS)), apply(raw, stretches), stretches, doubt)


def _fill(raw: str, start: int, end: int, taken: list[Stretch]) -> Iterator[Stretch]:
    """Give the stretches taken out before or after the body, and the white space around them."""
    for stretch in taken:
        if start < stretch.start:
            yield Stretch(start, stretch.start, WHITE_SPACE, raw[start : stretch.start], "")
        yield stretch
        start = stretch.end
    if start < end:
        yield Stretch(start, end, WHITE_SPACE, raw[start:end], "")


def apply(raw: str, stretches: list[Stretch]) -> str:
    """Replace each stretch of `raw` by its replacement; the stretches are in order and do not overlap."""
    kept: list[str] = []
    done = 0
    for start, end, _, _, replacement in stretches:
        kept += raw[done:start], replacement
        done = end
    return "".join([*kept, raw[done:]])
