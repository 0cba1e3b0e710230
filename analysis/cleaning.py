"""From raw text to fields and body; whatever is taken or changed is a row of the ledger.

First :mod:`analysis.repairs`, then what stands above the body, line by line (:mod:`analysis.heads`), the dateline, the furniture below and
inside (:mod:`analysis.boilerplate`), and last the white space. A rule must be right in general: when in doubt, the line stays.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .boilerplate import CAPTION, END, MIDDLE, find_candidates, find_rule, may_be_furniture
from .bylines import LONGEST, name_labels, read_labels
from .datelines import read_dateline
from .dates import complete_date, find_date_in_address, find_date_in_name
from .heads import TITLE_LENGTH, Draft, take_head
from .lines import Line, find_lines, find_width, join_lines
from .repairs import repair
from .saved import LONGEST_TIME, read_fields
from .spacing import WHITE_SPACE, find_stretches
from .stretches import Stretch, apply, compose

__all__ = ["FIELDS", "TITLE_LENGTH", "WHITE_SPACE", "Cleaned", "Stretch", "apply", "clean", "read_fields"]

FIELDS = ("title", "published", "utc_offset", "published_from", "dateline_date", "place", "agency", "source", "author", "url")

# Some wires print it at the end of the last paragraph.
_END_MARKS = (" Enditem", " Enditem.", "（完）")
_CUT_SHORT = re.compile(r"\[\+\d+ chars\]\s*$")


class Cleaned(NamedTuple):
    """What :func:`clean` gives: the values of :data:`FIELDS`, the body, the ledger's rows, and the doubts there are."""

    fields: tuple[Any, ...]
    text: str
    stretches: list[Stretch]
    doubts: tuple[str, ...]


def _take_dateline(draft: Draft) -> None:
    """Take the dateline; some print the agency before it."""
    for _ in range(2):
        if not draft.lines or not (found := read_dateline(draft.text(0))):
            break
        start, end, breaks = draft.lines[0]
        draft.take(Line(start, start + found.size, 0), "dateline")
        draft.lines[0] = Line(start + found.size, end, breaks)
        when = complete_date(found.month, found.day, found.year or None, draft.fields.get("published")) if found.month else None
        read = {"place": found.place, "agency": found.agency, "dateline_date": when}
        draft.add({name: value for name, value in read.items() if value})
        if found.place:
            break


def _take_tail(draft: Draft) -> None:
    while draft.lines:
        line = draft.lines[-1]
        if line.end - line.start > LONGEST and not may_be_furniture(draft.raw, line):
            _take_end_mark(draft)
            break
        text = draft.text(-1)
        rule = find_rule(text, END)
        labels = read_labels(text) if not rule else []
        if rule and END in rule.places and not (rule is CAPTION and draft.is_gallery):
            draft.take(line, rule.name)
        elif labels and all(label.is_certain_below for label in labels):
            draft.add({label.kind: label.value for label in labels if label.kind != "editor"})
            draft.take(line, name_labels(labels))
        else:
            _take_end_mark(draft)
            break
        draft.lines.pop()


def _take_end_mark(draft: Draft) -> None:
    """Take the mark with which some wires end the last paragraph."""
    line = draft.lines[-1]
    if not draft.raw.endswith(_END_MARKS, line.start + 1, line.end):
        return
    if mark := next((mark for mark in _END_MARKS if draft.raw.endswith(mark, line.start + 1, line.end)), ""):
        text = draft.raw[line.start : line.end - len(mark)].rstrip()
        draft.take(Line(line.end - len(mark), line.end, 0), "end mark")
        draft.lines[-1] = Line(line.start, line.start + len(text), line.breaks)


def _take_middle(draft: Draft) -> None:
    """Take the furniture inside the body; doubt what would be furniture elsewhere."""
    gone: set[Line] = set()
    doubted = ""
    for line in find_candidates(draft.raw, draft.lines):
        text = draft.raw[line.start : line.end]
        if not (rule := find_rule(text, MIDDLE)):
            continue
        if rule is CAPTION and draft.is_gallery:
            continue
        if MIDDLE in rule.places:
            draft.take(line, rule.name)
            gone.add(line)
        elif not doubted:
            doubted = f"has a line in its text that may be no part of it ({rule.name}), and stays: {text[:LONGEST_TIME]!r}"
    if doubted:
        draft.doubts.append(doubted)
    if gone:
        draft.lines = [line for line in draft.lines if line not in gone]


def clean(raw: str, saved: Mapping[str, str] = {}, form: str = "text", name: str = "") -> Cleaned:
    """Find title, time, dateline and body of an article.

    Parameters
    ----------
    raw : str
        The text as it was saved.
    saved : mapping of str
        The fields that were saved beside it, if any; the text is not searched for these.
    form : str
        That of the :class:`analysis.reading.RawArticle`: only a ``text`` has its headline in it, only a ``field`` markup.
    name : str
        The file's name: where nothing else tells when the article was published, a date in it does. In that of a file of many articles,
        it does not.

    Returns
    -------
    Cleaned
        In the body, paragraphs are parted by one blank line and sections by two; all other white space is single spaces. Replacing each of
        the stretches in `raw` by its replacement gives the body, character for character.
    """
    fields, doubts = read_fields(saved) if saved else ({}, [])
    repairs = repair(raw, form)
    text = apply(raw, repairs) if repairs else raw
    draft = Draft(text, find_lines(text), form, saved.get("date_order", ""), fields, doubts)
    take_head(draft)
    if "published" not in draft.fields:
        _date_by_name(draft, name if form != "field" else "")
    if find_width(text, draft.lines):
        draft.lines = join_lines(draft.lines)
    _take_dateline(draft)
    _take_tail(draft)
    _take_middle(draft)
    if "chars]" in text[-40:] and _CUT_SHORT.search(text[-40:]):
        draft.doubts.append("is cut short by its source")
    stretches = find_stretches(text, draft.lines, draft.taken)
    if repairs:
        stretches = compose(repairs, stretches, raw, WHITE_SPACE)
    return Cleaned(tuple(map(draft.fields.get, FIELDS)), apply(raw, stretches), stretches, tuple(dict.fromkeys(draft.doubts)))


def _date_by_name(draft: Draft, name: str) -> None:
    """Where nothing else tells when an article was published, look in the file's name and the address."""
    address = draft.fields.get("url")
    for place, when in (("file name", name and find_date_in_name(name)), ("address", address and find_date_in_address(address))):
        if when:
            draft.add({"published": when, "utc_offset": None, "published_from": place})
