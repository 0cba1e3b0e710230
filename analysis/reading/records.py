"""JSON: an object an article, one a line (``.jsonl``), or one or a list of them in a file (``.json``)."""

import codecs
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from .columns import Columns, excerpt, list_names, place_columns, plain, tell_columns
from .encodings import decode
from .fields import make_article, order_dates, write
from .files import File, is_bound, open_file
from .objects import Record, mend, parse, tell_doubled
from .raw import LARGEST, Problem, RawArticle, ReadingError

# A range ends by what stands at the end of its last line, where texts of one source differ most; the whole line would take longer.
_MARK = 256
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Where those who answer with articles put them.
LISTS = ("articles", "items", "data", "results", "docs", "hits")


def divide_lines(file: File, size: int) -> Iterator[File]:
    """Divide a file into ranges of whole lines, each of some `size` bytes; there is at least one.

    A line more or less leaves nearly all ranges as they were, but for the place where they start: its own changes, rarely a few after it.
    A line that is too long is a range of its own, which is cut.
    """
    start = stop = first = n = 0
    digest = _begin(file)

    def range_to(end: int) -> File:
        return file._replace(size=end - start, content=digest.hexdigest(), start=start, stop=end, first=first)

    try:
        with open_file(file) as opened:
            if opened.read(2) in _WIDE:
                yield file
                return
            opened.seek(0)
            while line := opened.readline(LARGEST + 1):
                length = len(line)
                if length > LARGEST:
                    if stop > start:
                        yield range_to(stop)
                    start, first, digest = stop, n, _begin(file)
                    digest.update(line)
                    yield range_to(stop + length)
                    while not line.endswith(b"\n") and (line := opened.readline(LARGEST)):
                        length += len(line)
                    stop += length
                    n += 1
                    start, first, digest = stop, n, _begin(file)
                    continue
                digest.update(line)
                stop += length
                n += 1
                if is_bound(stop - start, size, length, line[-_MARK:]):
                    yield range_to(stop)
                    start, first, digest = stop, n, _begin(file)
        if stop > start or not stop:
            yield range_to(stop)
    except OSError:  # what cannot be read here is said where it is read
        yield range_to(max(file.size, stop))


def _begin(file: File) -> Any:
    return hashlib.sha256(repr(file.columns).encode("utf-8", "backslashreplace") if file.columns else b"")


def read_records(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the articles of a file, or of a range of its lines, which count from 1; those that cannot be read are problems."""
    if not file.start and data.startswith(_WIDE):
        data = decode(data)[0].encode("utf-8", "replace")  # whose line ends are no single bytes
    lines = (data if file.start else data.removeprefix(codecs.BOM_UTF8)).split(b"\n")
    if not file.stop and not any(map(bytes.strip, lines)):
        raise ReadingError("is empty; write one JSON object a line in it, or take it away")
    return _read_all(file, ((number, line) for number, line in enumerate(lines, start=1) if line.strip()))


def read_json(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a JSON file: one article, or a list of them, which may stand in an object such as ``{"articles": […]}``."""
    text, doubt = decode(data)
    if not text.strip():
        raise ReadingError("is empty; write an article in it as a JSON object, or take it away")
    try:
        value, doubled = parse(text)
    except json.JSONDecodeError as error:
        if _begins_with_record(text):
            return read_records(file, data)
        raise ReadingError(f"is not JSON ({error.msg}, line {error.lineno}); save it as JSON again, or as JSON lines") from None
    doubts = [Problem(file.name, None, "read", said) for said in (doubt, tell_doubled(doubled)) if said]
    found, beside = _find_list(value, file.columns)
    if found is None:
        if not isinstance(value, dict):
            raise ReadingError(_no_object(text))
        items = list(_read_all(file, [(None, value)]))
        if len(items) == 1 and isinstance(items[0], Problem):
            raise ReadingError(items[0].reason)
        return chain(doubts, items)
    if not found:
        raise ReadingError("holds an empty list; put articles in it, or take it away")
    if beside:
        doubts.append(Problem(file.name, None, "read", f"holds beside its articles what is not read: {list_names(beside)}"))
    return chain(doubts, _read_all(file, enumerate(found, start=1)))


def _begins_with_record(text: str) -> bool:
    first, _, rest = text.strip().partition("\n")
    try:
        return bool(rest) and isinstance(parse(first)[0], dict)
    except ValueError:
        return False


def _has_text(value: Record, told: Columns) -> bool:
    """Tell whether an object is an article: it has a text, or paragraphs of one."""
    names = place_columns(tuple(value), told).found.get("text", ())
    return any(isinstance(held := value[name], str) or (isinstance(held, list) and any(isinstance(x, str) for x in held)) for name in names)


def _find_list(value: Any, told: Columns) -> tuple[list[Any] | None, list[str]]:
    """Find the list of articles in what a file holds, and what else stands beside it; None if there is no list."""
    beside: list[str] = []
    while isinstance(value, dict) and not _has_text(value, told):
        lists = [key for key, held in value.items() if isinstance(held, list) and any(isinstance(x, dict) for x in held)]
        named = [key for key in value if plain(key) in LISTS and (key in lists or isinstance(value[key], dict))]
        ordered = sorted(named, key=lambda key: (key not in lists, LISTS.index(plain(key)))) or (lists if len(lists) == 1 else [])
        if not ordered:
            return None, []
        beside += [key for key in value if key != ordered[0]]
        value = value[ordered[0]]
    if not isinstance(value, list):
        return None, []
    # Elasticsearch puts each into another object.
    return [held["_source"] if isinstance(held, dict) and isinstance(held.get("_source"), dict) else held for held in value], beside


def _read_all(file: File, records: Iterable[tuple[int | None, Any]]) -> Iterator[RawArticle | Problem]:
    """Read records: lines of bytes that hold them, or what was read of those."""
    items: list[RawArticle | Problem] = []
    names: dict[str, bool] = {}  # and whether it holds something anywhere
    for item, given in records:
        try:
            record, doubts = _read_line(given) if isinstance(given, bytes) else (given, [])
            if not isinstance(record, dict):
                raise ReadingError(_no_object(json.dumps(record, ensure_ascii=False)))
            record, doubt = mend(record)
            places = place_columns(tuple(record), file.columns)
            article = make_article(file.name, item, record, places)
            if not article:
                raise ReadingError(_no_text(record, places.found.get("text", ())))
            for key, value in record.items():
                names[key] = bool(write(value).strip()) or names.get(key, False)
        except ReadingError as error:
            items.append(Problem(file.name, item, "skipped", str(error)))
            continue
        items += [Problem(file.name, item, "read", said) for said in (*doubts, doubt) if said]
        items.append(article)
    if any(isinstance(item, RawArticle) for item in items):
        yield from tell_columns(file.name, place_columns(tuple(name for name, holds in names.items() if holds), file.columns))
    yield from order_dates(items)


def _read_line(line: bytes) -> tuple[Any, list[str]]:
    if len(line) > LARGEST:
        raise ReadingError(f"is longer than {LARGEST / 1e6:.0f} MB; divide it")
    text, doubt = decode(line)
    try:
        value, doubled = parse(text)
    except json.JSONDecodeError as error:
        raise ReadingError(f"is not JSON ({error.msg}); write one JSON object a line") from None
    if not isinstance(value, dict):
        raise ReadingError(_no_object(text))
    return value, [doubt, tell_doubled(doubled)]


def _no_object(text: str) -> str:
    return f"is {excerpt(text.strip())}, not a JSON object; write each article as one, with its text under the key text"


def _no_text(record: Record, under: tuple[str, ...]) -> str:
    for name in under:
        if not isinstance(record[name], (str, list)) and write(record[name]):
            return f"holds no text under the key {excerpt(name)}; write the text there, in quotation marks"
    keys = list_names([key for key, value in record.items() if write(value).strip()])
    told = 'read_corpus(…, columns={"text": "…"})'
    return f"has no text (its keys with content: {keys}); put it under the key text, or name its key with {told}"
