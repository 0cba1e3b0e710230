"""The markup in texts of records: tags that page builders left in, and entities. Which texts hold any is told by tags that HTML knows."""

import html
import re
from collections.abc import Iterator
from html.entities import html5

from .stretches import Stretch

MARKUP = "markup"

# A new paragraph; a new line; nothing.
_BLOCKS = (
    "address article aside blockquote center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header li main nav ol p pre "
    "section table tr ul body html head title tbody thead tfoot caption fieldset"
)
_LINES = "br td th option"
_INLINE = (
    "a abbr acronym audio b bdi bdo big button cite code del em embed font i iframe img input ins kbd label link mark meta noscript object "
    "param picture q s samp script select small source span strike strong style sub sup svg textarea time tt u var video wbr"
)
_BREAKS = dict.fromkeys(_BLOCKS.split(), "\n\n") | dict.fromkeys(_LINES.split(), "\n") | {"hr": "\n\n\n"}
_NAMES = "|".join(sorted(f"{_BLOCKS} {_LINES} {_INLINE} hr".split(), key=len, reverse=True))
# Without attributes or with "=" in them: "a <p and q> b" is no tag.
_TAG = rf"</?(?P<name>{_NAMES})(?=[\s/>])(?:\s*/?|[^<>=]*=[^<>]*)>"
_IS_MARKUP = re.compile(rf"</(?:{_NAMES})\s*>|<(?:br|hr|p)\s*/?>|<img\s[^<>=]*=[^<>]*>", re.IGNORECASE)
_MARK = re.compile(rf"{_TAG}|(?P<comment><!--)|<!\[CDATA\[|\]\]>|<!doctype[^<>]*>|<\?xml[^<>]*>", re.IGNORECASE)
_CLOSERS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style")} | {"comment": re.compile("-->")}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PARAGRAPHS = re.compile(r"<(?:p|br|div)[\s/>]", re.IGNORECASE)
# In the text of a page, a line break is a space.
_LINE_BREAK = re.compile(r"(?<=\S)[ \t]*\r?\n[ \t]*(?=\S)")
_SPACE = re.compile(r"(?:\s|&nbsp;|&#160;)*")


def find_markup(raw: str) -> list[Stretch]:
    """Find the tags and entities in the text of a record, and what they become: breaks between paragraphs or lines, characters, or nothing.

    Scripts, styles and comments go with their content. What was written for the reader stays: an ``&lt;`` becomes ``<`` and no more.
    """
    tags = list(_join_breaks(raw, _find_tags(raw))) if "<" in raw and _IS_MARKUP.search(raw) else []
    return sorted([*tags, *_find_between(raw, tags)])


def _find_tags(raw: str) -> Iterator[Stretch]:
    done = 0
    unclosed = set()  # to look for what is not there once more for each of a million openers would take all day
    for match in _MARK.finditer(raw):
        start, end = match.span()
        if start < done:
            continue
        kind = "comment" if match["comment"] else (match["name"] or "").lower()
        if kind in _CLOSERS and kind not in unclosed and raw[start + 1] != "/":
            if closer := _CLOSERS[kind].search(raw, end):
                end = closer.end()
            else:
                unclosed.add(kind)
        if kind == "comment" and kind in unclosed:
            continue
        done = end
        yield Stretch(start, end, MARKUP, raw[start:end], _BREAKS.get(kind, ""))


def _join_breaks(raw: str, tags: Iterator[Stretch]) -> Iterator[Stretch]:
    """Make one stretch of tags that stand together and break the text, with the white space around them: a page shows one gap there."""
    run: list[Stretch] = []
    done = 0
    for tag in tags:
        if run and not _SPACE.fullmatch(raw, run[-1].end, tag.start):
            yield from (joined := _join(raw, run, done))
            done, run = joined[-1].end, []
        run.append(tag)
    yield from _join(raw, run, done)


def _join(raw: str, run: list[Stretch], done: int) -> list[Stretch]:
    breaks = sorted((tag.replacement for tag in run if tag.replacement), key=len)
    if not breaks:
        return run
    start = done + len(raw[done : run[0].start].rstrip())
    space = _SPACE.match(raw, run[-1].end)
    end = space.end() if space else run[-1].end
    return [Stretch(start, end, MARKUP, raw[start:end], "\n\n" if breaks == ["\n"] * len(breaks) and len(breaks) > 1 else breaks[-1])]


def _find_between(raw: str, tags: list[Stretch]) -> Iterator[Stretch]:
    """Find entities and, where tags part paragraphs, line breaks, outside of the tags."""
    patterns = [_ENTITY] if "&" in raw else []
    if tags and _PARAGRAPHS.search(raw):
        patterns.append(_LINE_BREAK)
    for pattern in patterns:
        edges = iter([*((tag.start, tag.end) for tag in tags), (len(raw), len(raw))])
        start, end = next(edges)
        for match in pattern.finditer(raw):
            while end <= match.start():
                start, end = next(edges)
            if match.end() <= start and (pattern is _LINE_BREAK or match[0][1] == "#" or match[0][1:] in html5):
                yield Stretch(*match.span(), MARKUP, match[0], " " if pattern is _LINE_BREAK else html.unescape(match[0]))
