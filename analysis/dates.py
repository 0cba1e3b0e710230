"""From a printed date to a wall time and, where one is printed, its offset from UTC. Nothing that is not printed is invented."""

import re
from datetime import date, datetime
from functools import lru_cache

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\.?"
)
_YEAR = r"[12]\d{3}"
DATE = rf"(?:{MONTH}\s+\d{{1,2}},?\s+{_YEAR}|\d{{1,2}}\s+{MONTH},?\s+{_YEAR}|{_YEAR}-\d{{2}}-\d{{2}})"
_CLOCK = r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?"
_WHEN = re.compile(rf"({DATE}(?:,?{_CLOCK})?)(?: ?(Z|UTC|GMT|[+-]\d{{2}}:?\d{{2}}))?", re.IGNORECASE)


def parse_time(text: str) -> tuple[datetime, str | None] | None:
    """Read a full date, with or without a time of day, as printed.

    Returns
    -------
    tuple or None
        The wall time, without a zone, and the printed offset from UTC as ``+08:00`` (None when there is none); None if `text` is no date.

    Examples
    --------
    >>> parse_time("2023-05-30 12:57")
    (datetime.datetime(2023, 5, 30, 12, 57), None)
    >>> parse_time("April 16, 1945")
    (datetime.datetime(1945, 4, 16, 0, 0), None)
    >>> parse_time("May 2023") is None
    True
    """
    found = _WHEN.fullmatch(text)
    return _parse_time(found[1], found[2] or "") if found else None


@lru_cache(maxsize=4096)
def _parse_time(text: str, zone: str) -> tuple[datetime, str | None] | None:
    offset = None
    if zone:  # read here: a library takes "UTC" for the machine's own zone where that has this name
        offset = f"{zone[:3]}:{zone[-2:]}" if zone[0] in "+-" else "+00:00"
        if offset[1:3] > "14" or offset[4:] > "59":
            return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        from dateutil import parser

        try:
            when = parser.parse(text)
        except (ValueError, OverflowError):
            return None
    return when.replace(tzinfo=None, microsecond=0), offset


def complete_date(month: str, day: int, year: int | None, published: datetime | None) -> date | None:
    """Complete a dateline's date: without a year, it is the last such day up to the day after publication (zones differ).

    Returns
    -------
    date or None
        None if there is no such day, or neither a year nor a time of publication to take it from.

    Examples
    --------
    >>> complete_date("Dec.", 31, None, datetime(2023, 1, 1))
    datetime.date(2022, 12, 31)
    """
    years = [year] if year else [published.year + 1, published.year, published.year - 1] if published else []
    for candidate in years:
        try:
            completed = date(candidate, 1 + MONTHS.index(month[:3].lower()), day)
        except ValueError:
            continue
        if year or not published or (completed - published.date()).days <= 1:
            return completed
    return None
