"""From the text of a web page to its tree, whatever it holds: nothing is fetched or defined, and all of its text is in it."""

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .raw import ReadingError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

NO_TEXT = "holds no text; save the page once it is shown in full, or copy its text"
# What may stand at the beginning of a page, and in XML defines what stands for what.
_DEFINITIONS = re.compile(r"\s{0,1000}(?:<\?xml[^<>]{0,200}\?>)?\s{0,1000}<!DOCTYPE[^\[<>]{0,500}\[", re.IGNORECASE)
_END_OF_DEFINITIONS = re.compile(r"\]\s{0,100}>")
# A tag with thousands of attributes takes a parser minutes; one with a picture in it is as long.
_LONG_TAG = re.compile(r"<([A-Za-z][\w:-]{0,20})[^<>]{20000,}")
_MOST_ATTRIBUTES = 2000
_LONGEST_TAG = 1_000_000
_MOST_TAGS = 2_000_000
# Elements of some 250 levels are read. What follows is none of a page's text.
_OUTER = re.compile(r"</?(?:div|table|tbody|tr|td|th|ul|ol|li|dl|dd|blockquote|section|article|main|center)(?:\s[^<>]*)?>", re.IGNORECASE)
_INNER = re.compile(r"</?(?:font|b|i|u|s|em|strong|big|small|span|a|sub|sup|tt|code|cite|q|nobr|abbr)(?:\s[^<>]*)?>", re.IGNORECASE)
_LAYOUT = ("p", "h1", "h2", "h3", "ul", "table", "div")
_CELLS = ("tbody", "thead", "tfoot", "tr", "td", "th")
_FATAL = 3


def parse_html(text: str) -> tuple["HtmlElement", bool]:
    """Parse a page.

    Returns
    -------
    tuple of element and bool
        Its root, and whether its elements are in each other as the page says: more levels than are read are laid flat.

    Raises
    ------
    ReadingError
        If a part of it cannot be read.
    """
    if text.count("<") > _MOST_TAGS:
        raise ReadingError(f"has more than {_MOST_TAGS:,} tags, more than a page has; save the article as text")
    text = _make_harmless(text)
    tree = _parse(text)
    if tree is not None:
        return tree, True
    tree = _parse(_INNER.sub("", _OUTER.sub("<br>", text)))
    if tree is None:
        raise ReadingError("cannot be read as HTML to its end; save the article as text")
    return tree, False


def _make_harmless(text: str) -> str:
    """Take out what no page needs for its text to be read, and what would take a parser very long."""
    text = text.replace("\0", "")
    if begun := _DEFINITIONS.match(text):
        end = _END_OF_DEFINITIONS.search(text, begun.end(), begun.end() + 100_000)
        text = text[end.end() if end else begun.end() :]
    return _LONG_TAG.sub(_shorten, text)


def _shorten(tag: re.Match[str]) -> str:
    return f"<{tag[1]}" if tag[0].count("=") > _MOST_ATTRIBUTES or len(tag[0]) > _LONGEST_TAG else tag[0]


def _parse(text: str) -> "HtmlElement | None":
    """Parse a page; None if the parser stopped before its end."""
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    options: dict[str, Any] = {"no_network": True, "huge_tree": False, "remove_comments": True, "remove_pis": True}
    parser = HTMLParser(collect_ids=False, default_doctype=False, encoding="utf-8", **options)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except ParserError:
        raise ReadingError(NO_TEXT) from None
    return None if any(error.level == _FATAL for error in parser.error_log) else tree


def unfold_tables(tree: "HtmlElement") -> None:
    """Make plain parts of the tables that only lay out a page: those with paragraphs, lists or tables in their cells."""
    layout = set()
    breaks: dict[HtmlElement, int] = defaultdict(int)
    for element in tree.iter(*_LAYOUT, "br"):
        cell = next(element.iterancestors("td", "th", "table"), None)
        if cell is None or cell.tag == "table":
            continue
        breaks[cell] += element.tag == "br"
        if element.tag != "br" or breaks[cell] > 3:
            layout.update([*cell.iterancestors("table")][:1])
    if layout:
        for part in [*tree.iter(*_CELLS)]:
            if next(part.iterancestors("table"), None) in layout:
                part.tag = "div"
        for table in layout:
            table.tag = "div"
