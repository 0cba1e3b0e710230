"""From a record, whose columns are known, to an article."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .columns import Places, plain
from .raw import Problem, RawArticle

# One letter is a name only where it holds what it should.
WEAK = ("t", "d")


def make_article(file: str, item: int | None, record: Mapping[str, Any], places: Places) -> RawArticle | None:
    """Make an article of a record; None if it holds no text.

    What is in no field is kept as it is: numbers as they are printed, lists and objects as JSON.
    """
    taken: dict[str, str] = {}
    fields: dict[str, str] = {}
    for field, names in places.found.items():
        values = {name: value for name in names if (value := write_field(record.get(name), field)).strip()}
        fitting = [name for name in values if _fits(field, values[name], record[name])]
        strong = [name for name in values if plain(name) not in WEAK]
        if best := next(iter(fitting or strong), None):
            taken[field], fields[field] = best, values[best]
    if "text" not in fields or not isinstance(record[taken["text"]], (str, list)):
        return None
    if "published" in fields:
        fields["published_from"] = "column"
    extra = {name: text for name, value in record.items() if name not in taken.values() and (text := write(value)).strip()}
    return RawArticle(file, item, fields.pop("text"), fields, "field", extra)


_IDENTIFIER = re.compile(r"(?=[^\d/_]*[\d/_])[\w./:#-]{1,80}", re.ASCII)


def _fits(field: str, text: str, value: Any) -> bool:
    """Tell whether a value is of the kind that a field holds."""
    if field == "text":  # `content` may be the number of another record
        return isinstance(value, (str, list)) and not _IDENTIFIER.fullmatch(text.strip()[:81])
    if field == "published":  # `published` may be yes or no
        return any(map(str.isdigit, text[:100]))
    return field != "title" or any(map(str.isalpha, text[:200]))


def write(value: Any) -> str:
    """Write a value as text; what holds nothing is "" ."""
    if isinstance(value, str):
        return value
    if value is None or value != value or value in ([], {}):
        return ""
    return json.dumps(value, ensure_ascii=False, default=str)


def write_field(value: Any, field: str) -> str:
    """Write the value of a field as text: a list as its paragraphs, or as names."""
    if isinstance(value, list):
        return (", " if field == "author" else "\n\n").join(filter(None, (write_field(part, field) for part in value)))
    if field == "source" and isinstance(value, dict) and isinstance(value.get("name"), str):
        return value["name"]
    return write(value)


_FIGURES = re.compile(r"\D{0,20}(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|\d{2})(?!\d)")


def order_dates(items: Iterable[RawArticle | Problem]) -> Iterator[RawArticle | Problem]:
    """Tell of dates such as ``05/06/2023`` what is first, as the others of the file show it; where none does, they stay as they are."""
    items = list(items)
    found = [_FIGURES.match(item.fields.get("published", "")) if isinstance(item, RawArticle) else None for item in items]
    pairs = [(int(date[1]), int(date[3])) for date in found if date and date[2] != "."]
    days, months = any(one > 12 for one, _ in pairs), any(two > 12 for _, two in pairs)
    order = "" if days == months else "day first" if days else "month first"
    for item, date in zip(items, found, strict=True):
        of_this = "day first" if date and date[2] == "." else order
        if date and of_this and isinstance(item, RawArticle) and int(date[1]) <= 12 and int(date[3]) <= 12:
            item = item._replace(fields={**item.fields, "date_order": of_this})
        yield item
