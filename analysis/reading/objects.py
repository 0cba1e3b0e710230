"""From JSON to objects whose texts are texts, however it is written."""

import json
import re
from typing import Any

from .columns import excerpt, list_names
from .raw import ReadingError

# What nests deeper is no article; and how deep can be read otherwise depends on who reads.
DEEPEST = 100
# Each takes some hundred bytes of memory.
MOST_OBJECTS = 5_000_000

Record = dict[str, Any]

_STRING_OR_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{\]}]', re.DOTALL)


def parse(text: str) -> tuple[Any, list[str]]:
    """Read JSON; give what it holds, and the keys that stand twice in an object, with different values.

    Raises
    ------
    json.JSONDecodeError
        If it is no JSON.
    ReadingError
        If it cannot be read for another reason.
    """
    n = text.count("[") + text.count("{")
    if n > MOST_OBJECTS:
        raise ReadingError(f"holds more than {MOST_OBJECTS:,} lists and objects; save it as JSON lines")
    if n > DEEPEST:
        depth = 0
        for found in _STRING_OR_BRACKET.finditer(text):
            depth += 1 if found[0] in "[{" else -1 if found[0] in "]}" else 0
            if depth > DEEPEST:
                raise ReadingError("nests too deeply; write articles as JSON objects, with texts as values")
    doubled: dict[str, None] = {}

    def make(pairs: list[tuple[str, Any]]) -> Record:
        record = dict(pairs)
        if len(record) < len(pairs):
            doubled.update((key, None) for key, value in pairs if record[key] != value and record[key] == record[key])
        return record

    try:
        return json.loads(text, object_pairs_hook=make), list(doubled)
    except json.JSONDecodeError:
        raise
    except ValueError:
        raise ReadingError("holds a number that is too long; write it as a text, in quotation marks") from None
    except RecursionError:
        raise ReadingError("nests too deeply; write articles as JSON objects, with texts as values") from None


def tell_doubled(keys: list[str]) -> str:
    """Say which keys stand twice in an object."""
    return f"has more than one value under the same key, of which the last is read: {list_names(keys)}" if keys else ""


_HALVES = re.compile("[\ud800-\udfff]")


def mend(record: Record) -> tuple[Record, str]:
    """Replace halves of characters, which JSON can name and no text can hold; give the doubt about it."""
    told, mended = [], {}
    for key, value in record.items():
        whole, n = _mend_value(value)
        name, n_of_key = _HALVES.subn("\ufffd", key)
        mended[name] = whole
        if n := n + n_of_key:
            told.append(f"{'1 half of a character' if n == 1 else f'{n} halves of characters'} in {excerpt(key)}")
    return mended, f"has {', '.join(told)}: shown as \ufffd" if told else ""


def _mend_value(value: Any) -> tuple[Any, int]:
    if isinstance(value, str):
        return (value, 0) if value.isascii() else _HALVES.subn("\ufffd", value)
    if isinstance(value, list):
        parts = [_mend_value(part) for part in value]
        return [part for part, _ in parts], sum(n for _, n in parts)
    if isinstance(value, dict):
        pairs = [(_HALVES.sub("\ufffd", key), *_mend_value(part)) for key, part in value.items()]
        return {key: part for key, part, _ in pairs}, sum(n for _, _, n in pairs)
    return value, 0
