"""What stands above a body: headline, time, byline and furniture, line by line from the top."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from .boilerplate import BEGINNING, CAPTION, MIDDLE, TOP, find_rule, may_be_furniture
from .bylines import name_labels, read_labels
from .datelines import read_dateline
from .dates import DATE, can_be_read_two_ways, parse_time
from .lines import Line, find_width, had_no_room
from .saved import LONGEST_TIME, doubt_date, doubt_two_ways
from .stretches import Stretch

# Longer first lines are paragraphs. The longest headline in the wires and speeches at hand has 105 characters.
TITLE_LENGTH = 200

_CLOSING_DATE = re.compile(rf"(?<!\.\w)[.?!]\s+({DATE})$", re.IGNORECASE)
# "January 21, 1946. Dated January 14, 1946": sent, and written.
_WRITTEN = re.compile(rf"\. Dated {DATE}$", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_LABEL = re.compile(r"(?:time|date|published)\s?[:：].*", re.IGNORECASE)
_CREDIT = re.compile(r"\s*\([^()]*\)$")


@lru_cache(maxsize=64)  # the same line is asked of more than once
def _read_time(text: str, order: str) -> dict[str, Any] | None:
    text = _WRITTEN.sub("", " ".join(text.split()))
    if time := parse_time(text, order):
        return {"published": time[0], "utc_offset": time[1], "doubt": doubt_date(time[0], text)}
    return {"doubt": doubt_two_ways(text)} if can_be_read_two_ways(text) else None


@dataclass
class Draft:
    """An article in the middle of being cleaned: the lines that are left, what was taken, and the fields and doubts so far."""

    raw: str
    lines: list[Line]
    form: str
    order: str
    fields: dict[str, Any]
    doubts: list[str]
    taken: list[Stretch] = field(default_factory=list)
    first: int = 0
    # Whether the time is that of a change: that of publication is still to be found.
    is_updated: bool = False

    def text(self, k: int) -> str:
        """Give the text of line `k`; "" if there is none."""
        return self.raw[self.lines[k].start : self.lines[k].end] if k < len(self.lines) else ""

    def take(self, line: Line, rule: str) -> None:
        """Take a line, or a part of one, out of the text."""
        self.taken.append(Stretch(line.start, line.end, rule, self.raw[line.start : line.end], ""))

    def add(self, fields: Mapping[str, Any]) -> None:
        """Add fields; what was saved, or found before, wins."""
        self.fields = {**fields, **self.fields}

    def read_time(self, text: str) -> dict[str, Any] | None:
        """Read a time, or doubt one that can be read two ways; None if it is no time."""
        return _read_time(text, self.order) if len(text) < LONGEST_TIME and _YEAR.search(text) else None

    def add_time(self, found: dict[str, Any], place: str) -> None:
        """Add a time that was read, and where it stood."""
        self.doubts += filter(None, [found["doubt"]])
        if "published" in found:
            told = {"published": found["published"], "utc_offset": found["utc_offset"], "published_from": place}
            self.fields = self.fields | told if self.is_updated else {**told, **self.fields}

    @cached_property
    def is_gallery(self) -> bool:
        """Whether captions and furniture are all there is: then the captions are the article."""
        return all(find_rule(self.text(k), MIDDLE) for k in range(self.first, len(self.lines)))


# What takes the first line: it gives the name for the ledger, or "" if it leaves the line.
def _furniture(text: str, draft: Draft) -> str:
    place = TOP if draft.form == "text" and "title" not in draft.fields else BEGINNING
    rule = find_rule(text, place)
    return rule.name if rule and place in rule.places and not (rule is CAPTION and draft.is_gallery) else ""


def _labels(text: str, draft: Draft) -> str:
    """Take a line of labelled times, names and sources."""
    if not (labels := read_labels(text)):
        return ""
    times = [(label, draft.read_time(label.value)) for label in labels if label.kind in ("time", "updated")]
    if not all(found for _, found in times):
        return ""
    if times and "published" in draft.fields and not (draft.is_updated or all(label.kind == "updated" for label, _ in times)):
        return ""
    is_labelled = len(labels) > 1 or labels[0].is_labelled
    # That of publication, rather than one without a label, rather than that of a change.
    for label, found in sorted(times, key=lambda time: (time[0].kind == "updated", not time[0].is_labelled))[:1]:
        is_first = "published" not in draft.fields
        if found and (is_first or label.kind == "time"):
            draft.add_time(found, "time line" if is_labelled else "date line")
            draft.is_updated = label.kind == "updated"
    draft.add({label.kind: label.value for label in labels if label.kind in ("author", "agency", "source") and label.value})
    return name_labels(labels)


def _is_sentence(text: str) -> bool:
    """Tell whether a first line ends like a sentence or a salutation."""
    last = _CREDIT.sub("", text).rstrip("\"'”’»)")[-1:]
    return last in tuple(",;:，；：。") or (last == "." and not text.isupper())


def _is_broken(draft: Draft) -> bool:
    """Tell whether the first line is but the beginning of a paragraph that was broken at a width."""
    first, second = draft.lines[draft.first : draft.first + 2]
    width = 0
    if first.breaks == 1:
        lines = draft.lines[draft.first :]
        width = find_width(draft.raw, lines) or find_width(draft.raw, lines[1:])
    return width > 0 and had_no_room(draft.raw, first, second, width)


def _title(text: str, draft: Draft) -> str:
    k = draft.first
    if draft.form != "text" or "title" in draft.fields or len(text) > TITLE_LENGTH or len(draft.lines) < k + 2 or _LABEL.fullmatch(text):
        return ""
    if text[-1] in ":：" and draft.lines[k].breaks == 1 and _CLOSING_DATE.search(draft.text(k + 1)):
        return _title_of_two(draft)
    following = draft.text(k + 1)
    labels = read_labels(following)
    has_time_beneath = any(label.kind in ("time", "updated") and draft.read_time(label.value) for label in labels)
    if not has_time_beneath and (_is_sentence(text) or _is_broken(draft) or read_dateline(text)):
        return ""
    closing = None if "published" in draft.fields or has_time_beneath else _CLOSING_DATE.search(text)
    draft.add({"title": " ".join(text.split())})
    if closing and (found := draft.read_time(closing[1])):
        draft.add_time(found, "title line")
    return "title"


def _title_of_two(draft: Draft) -> str:
    """Join a headline of two lines."""
    first, second = both = draft.lines[draft.first : draft.first + 2]
    draft.lines[draft.first : draft.first + 2] = [Line(first.start, second.end, second.breaks)]
    if not (rule := _title(draft.text(draft.first), draft)):
        draft.lines[draft.first : draft.first + 1] = both
    return rule


# From the first line down, as long as one of them takes it.
HEAD: tuple[Callable[[str, Draft], str], ...] = (_furniture, _labels, _title)


def take_head(draft: Draft) -> None:
    """Take the lines above the body."""
    while draft.first < len(draft.lines):
        line = draft.lines[draft.first]
        if line.end - line.start > TITLE_LENGTH and not may_be_furniture(draft.raw, line):
            break
        text = draft.text(draft.first)
        rule = next(filter(None, (find(text, draft) for find in HEAD)), "")
        if not rule:
            break
        draft.take(draft.lines[draft.first], rule)
        draft.first += 1
    del draft.lines[: draft.first]
    draft.first = 0
