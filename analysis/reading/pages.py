"""Saved web pages: HTML and MHTML. What of a page is the article, trafilatura tells; nothing is fetched, whatever the page asks for."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .encodings import decode
from .files import File
from .raw import Problem, RawArticle, ReadingError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A page that is larger holds pictures or data within it; most of what trafilatura would do with it is for nothing.
LARGEST_PAGE = 20_000_000
_CHARSET = re.compile(
    rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^<>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]{2,40})", re.I
)
# What no page needs to hold for its text to be read.
_BETWEEN = re.compile(r"<!DOCTYPE[^\[<>]{0,500}\[.{0,100000}?\]\s*>|<!ENTITY[^<>]{0,2000}>", re.IGNORECASE | re.DOTALL)
# Where pages say when they were published, with the time of day and the zone; the first that does is believed.
_TIMES = (
    "//meta[@property='article:published_time' or @name='article:published_time' or @property='og:article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime",
    "//meta[@name='parsely-pub-date' or @name='publishdate' or @name='pubdate' or @name='publish-date' or @name='PublishDate']/@content",
    "//meta[@name='date' or @name='dc.date' or @name='DC.date.issued' or @name='dcterms.created' or @name='sailthru.date']/@content",
    "//article//time[@pubdate or @datetime]/@datetime",
)
_IS_TIME = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_page(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the article of a saved page."""
    declared = _CHARSET.search(data, 0, 4096)
    text, doubt = decode(data, (declared[1] or declared[2]).decode() if declared else "")
    yield from _read_html(file, text, doubt, "")


def read_mhtml(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a page that was saved as a single file, with its pictures."""
    import email
    import email.policy

    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        part = next((part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
        content = part.get_payload(decode=True) if part is not None else None
        told = [str(place.get("Content-Location") or "") for place in (part, message) if place is not None]
        declared = str(part.get_content_charset("") or "") if part is not None else ""
    except Exception as error:
        raise ReadingError(f"cannot be read as a page in one file ({type(error).__name__}: {error})") from None
    if not isinstance(content, bytes) or not content.strip():
        raise ReadingError("holds no page; save it once more, as HTML or as text")
    text, doubt = decode(content, declared)
    yield from _read_html(file, text, doubt, next((url for url in told if url.startswith("http")), ""))


def _read_html(file: File, text: str, doubt: str, url: str) -> Iterator[RawArticle | Problem]:
    if len(text) > LARGEST_PAGE:
        raise ReadingError(f"has {len(text) / 1e6:,.0f} million characters, more than a page has; save the article as text")
    try:
        found = _extract(text, url)
    except ReadingError:
        raise
    except Exception as error:  # lxml and trafilatura fail in many ways
        raise ReadingError(f"cannot be read as HTML ({type(error).__name__}: {error}); save the article as text") from None
    body, fields, is_guess = found
    if not body.strip():
        raise ReadingError("holds no text; save the page once it is shown in full, or copy its text")
    if doubt:
        yield Problem(file.name, None, "read", doubt)
    if is_guess:
        yield Problem(file.name, None, "read", "has no article that stands out; all its text was taken")
    yield RawArticle(file.name, None, body, fields, "page")


def _extract(text: str, url: str) -> tuple[str, dict[str, str], bool]:
    """Give the text of the article on a page, paragraphs parted by blank lines; its fields; and whether all text of the page was taken."""
    import trafilatura

    if not text.strip():
        return "", {}, False
    text = _BETWEEN.sub(" ", text.replace("\0", "")) if "<!" in text[:100_000] or "\0" in text else text
    tree = trafilatura.load_html(text)
    if tree is None:
        raise ReadingError("is not HTML; save the page once more, or copy its text")
    published = _find_time(tree)
    settings: Any = {"include_comments": False, "include_tables": True, "favor_recall": True, "with_metadata": True}
    found = trafilatura.bare_extraction(tree, url=url or None, date_extraction_params=_DATES, **settings)
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        fields = {"title": (tree.findtext(".//title") or "").strip(), "published": published or ""}
        return _part(trafilatura.html2txt(text)), _named(fields), True
    fields = {
        "title": found.title or "",
        "published": published or found.date or "",
        "source": found.sitename or found.hostname or "",
        "author": (found.author or "").replace(";", ","),
        "url": found.url or url,
    }
    body = _part(found.text or "")
    if fields["title"] and body.partition("\n")[0] == " ".join(fields["title"].split()):
        body = body.partition("\n")[2].lstrip("\n")
    return body, _named(fields), False


# Dates are looked for where pages tell them, not guessed from any number in their text.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01", "min_date": "1600-01-01"}


def _part(text: str) -> str:
    return "\n\n".join(line.strip() for line in text.split("\n") if line.strip())


def _named(fields: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in fields.items() if value.strip()}
    return kept | ({"published_from": "page"} if "published" in kept else {})


def _find_time(tree: "HtmlElement") -> str:
    """Find when a page says that it was published."""
    first, *others = _TIMES
    for told in (tree.xpath(first), _find_linked_time(tree), *(tree.xpath(path) for path in others)):
        for time in told:
            if _IS_TIME.match(str(time).strip()):
                return str(time).strip()
    return ""


def _find_linked_time(tree: "HtmlElement") -> list[str]:
    """Find ``datePublished`` in the data that a page holds for machines (JSON-LD)."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()")[:20]:
        try:
            pending: list[Any] = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        while pending:
            item = pending.pop(0)
            if isinstance(item, list):
                pending += item[:100]
            elif isinstance(item, dict):
                if isinstance(item.get("datePublished"), str):
                    return [item["datePublished"]]
                pending += [value for key, value in item.items() if key in ("@graph", "mainEntity", "itemListElement")]
    return []
