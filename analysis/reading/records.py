"""Files of many articles, one a line, each a JSON object: ``.jsonl``."""

import codecs
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from .encodings import decode
from .files import File, is_bound, open_file
from .raw import Problem, RawArticle, ReadingError

# What each field may be called, in any case; the first that is there and not empty is taken.
KEYS = {
    "text": ("text", "body", "content", "article", "maintext"),
    "title": ("title", "headline", "heading"),
    "published": ("published", "publish_date", "published_at", "pubdate", "date", "time", "created"),
    "source": ("source", "outlet", "publisher", "site", "domain"),
    "author": ("author", "authors", "byline"),
}
LONGEST_EXCERPT = 60
# A range ends by what stands at the end of its last line, where texts of one source differ most; the whole line would take longer.
_MARK = 256


def divide_lines(file: File, size: int) -> Iterator[File]:
    """Divide a file into ranges of whole lines, each of some `size` bytes; there is at least one.

    A line more or less leaves nearly all ranges as they were, but for the place where they start: its own changes, rarely a few after it.
    """
    start = stop = first = n = 0
    digest = hashlib.sha256()

    def range_to(end: int) -> File:
        return file._replace(size=end - start, content=digest.hexdigest(), start=start, stop=end, first=first)

    try:
        with open_file(file) as opened:
            for line in opened:
                digest.update(line)
                stop += len(line)
                n += 1
                if is_bound(stop - start, size, len(line), line[-_MARK:]):
                    yield range_to(stop)
                    start, first, digest = stop, n, hashlib.sha256()
        if stop > start or not stop:
            yield range_to(stop)
    except OSError:  # what cannot be read here is said where it is read
        yield range_to(max(file.size, stop))


def read_records(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the articles of a file, or of a range of its lines, which count from 1; those that cannot be read are problems."""
    unread: set[str] = set()
    lines = (data if file.start else data.removeprefix(codecs.BOM_UTF8)).split(b"\n")
    if not file.stop and not any(map(bytes.strip, lines)):
        raise ReadingError("is empty; write one JSON object a line in it, or take it away")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            text, *doubts = decode(line)
            values = _parse(text)
            doubts.append(_mend(values))
            raw, left = _to_article(file.name, number, values)
        except ReadingError as error:
            yield Problem(file.name, number, "skipped", str(error))
            continue
        yield from (Problem(file.name, number, "read", doubt) for doubt in doubts if doubt)
        for key in left:
            if key not in unread:
                unread.add(key)
                yield Problem(file.name, None, "read", f"has a key that is not read: {_excerpt(key)}")  # once a file: see Corpus.problems
        yield raw


def _excerpt(text: str) -> str:
    return repr(text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…")


def _parse(line: str) -> dict[str, str]:
    """Read the keys of a record and what they hold, as text; those that hold nothing are left out."""
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            raise ReadingError(
                f"is {_excerpt(line.strip())}, not a JSON object; write each article as one, with its text under the key text"
            )
        if wrong := [
            key for key, value in record.items() if key.lower() in KEYS["text"] and not isinstance(value, (str, list, type(None)))
        ]:
            raise ReadingError(f"holds no text under the key {_excerpt(wrong[0])}; write the text there, in quotation marks")
        return {key: text for key, value in record.items() if (text := _write(value)).strip()}
    except ReadingError:
        raise
    except ValueError as error:
        raise ReadingError(f"is not JSON ({getattr(error, 'msg', error)}); write one JSON object a line") from None
    except RecursionError:
        raise ReadingError("nests too deeply; write one JSON object a line, with texts as values") from None


def _write(value: Any) -> str:
    if isinstance(value, list):  # the paragraphs of a text, or the names of authors
        return "\n\n".join(filter(None, map(_write, value)))
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _mend(values: dict[str, str]) -> str:
    """Replace halves of characters, which JSON can name and no text can hold; give the doubt about it."""
    told = []
    for key, value in values.items():
        if not value.isascii() and (n := len(_HALVES.findall(value))):
            values[key] = _HALVES.sub("\ufffd", value)
            told.append(f"{'1 half of a character' if n == 1 else f'{n} halves of characters'} in {_excerpt(key)}")
    return f"has {', '.join(told)}: shown as \ufffd" if told else ""


_HALVES = re.compile("[\ud800-\udfff]")


def _to_article(name: str, number: int, values: dict[str, str]) -> tuple[RawArticle, list[str]]:
    """Make an article of what the keys of a record hold; give the keys that are left, too."""
    by_name = {key.lower(): key for key in reversed(values)}  # of two that differ in case, the first
    taken = {field: by_name[key] for field, keys in KEYS.items() for key in reversed(keys) if key in by_name}
    if "text" not in taken:
        keys = ", ".join(map(_excerpt, values)) or "none"
        raise ReadingError(f"has no text (its keys with content: {keys}); put it under the key text")
    fields = {field: values[key] for field, key in taken.items()}
    fields |= {"author": ", ".join(fields["author"].split("\n\n"))} if "author" in fields else {}
    return RawArticle(name, number, fields.pop("text"), fields), [key for key in values if key not in taken.values()]


def read_json(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a JSON file: one article, or a list of them."""
    raise ReadingError("is JSON")
    yield
