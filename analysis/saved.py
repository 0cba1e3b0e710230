"""The fields that were saved beside a text, and the doubts there are about them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .dates import EARLIEST, can_be_read_two_ways, parse_epoch, parse_time
from .repairs import repair
from .stretches import apply

# A text that is longer is no time.
LONGEST_TIME = 60


def doubt_date(when: datetime, told: str) -> str:
    """Give the doubt about a date that was read; "" for none."""
    return (
        f"has a date before {EARLIEST}: {told[:LONGEST_TIME]!r}; see whether that is when it was published" if when.year < EARLIEST else ""
    )


def doubt_two_ways(told: str) -> str:
    """Give the doubt about a date that can be read two ways."""
    return f"has a date that can be read two ways: {told[:LONGEST_TIME]!r}; write it year first, as 2023-06-05"


def read_fields(saved: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Read the fields that were saved beside a text.

    Parameters
    ----------
    saved : mapping of str
        The fields of a :class:`analysis.reading.RawArticle`.

    Returns
    -------
    tuple
        The fields, repaired and with single spaces, the time as ``published`` and ``utc_offset``; and the doubts.
    """
    doubts: list[str] = []
    fields: dict[str, Any] = {}
    for name, told in saved.items():
        if repairs := repair(told, "field"):
            rules = ", ".join(dict.fromkeys(stretch.rule for stretch in repairs))
            doubts.append(f"has a field that was repaired ({name}, {rules}): {told[:LONGEST_TIME]!r}")
        if text := " ".join(apply(told, repairs).split()):
            fields[name] = text
    order = fields.pop("date_order", "")
    source = fields.pop("published_from", "column")
    if told := fields.pop("published", ""):
        time = (parse_epoch(told) or parse_time(told, order)) if len(told) < LONGEST_TIME else None
        if time:
            fields |= {"published": time[0], "utc_offset": time[1], "published_from": source}
            doubts += filter(None, [doubt_date(time[0], told)])
        elif len(told) < LONGEST_TIME and can_be_read_two_ways(told):
            doubts.append(doubt_two_ways(told))
        else:
            doubts.append(f"has a time that is no date: {told[:LONGEST_TIME]!r}")
    return fields, doubts
