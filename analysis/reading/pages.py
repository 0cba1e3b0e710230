"""Saved web pages: HTML and MHTML. What of a page is the article, trafilatura tells; nothing is fetched, whatever the page asks for."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .blocks import UNSEEN, complete, find_blocks
from .encodings import decode
from .files import File
from .parsing import NO_TEXT, parse_html, unfold_tables
from .raw import Problem, RawArticle, ReadingError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A page that is larger holds pictures or data within it; most of what trafilatura would do with it is for nothing.
LARGEST_PAGE = 20_000_000
# A page with more is a list of hundreds of articles, or means harm; trafilatura would take minutes.
MOST_TAGS = 100_000
_CHARSET = re.compile(
    rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^<>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]{2,40})", re.I
)
# Where pages say when they were published, with the time of day and the zone; the first that does is believed.
_TIMES = (
    "//meta[@property='article:published_time' or @name='article:published_time' or @property='og:article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content",
    "//meta[@name='parsely-pub-date' or @name='publishdate' or @name='pubdate' or @name='publish-date' or @name='PublishDate' or "
    "@name='PubDate' or @property='bt:pubDate' or @name='weibo: article:create_at' or @name='cXenseParse:recs:publishtime']/@content",
    "//meta[@name='date' or @name='dc.date' or @name='DC.date.issued' or @name='dcterms.created' or @name='sailthru.date']/@content",
    "//article//time[@pubdate or @datetime]/@datetime",
)
_IS_TIME = re.compile(r"\d{4}([-/]?)\d{2}\1\d{2}(?!\d)|[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4}")
_LONGEST_TIME = 60
_IS_ARTICLE = re.compile(r"Article|Posting|Report|Review")


def read_page(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the article of a saved page."""
    text, doubt = decode(data, _find_declared(data))
    yield from _read_html(file, text, doubt, "")


def _find_declared(data: bytes) -> str:
    found = _CHARSET.search(data, 0, 4096)
    return (found[1] or found[2]).decode() if found else ""


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
    text, doubt = decode(content, declared or _find_declared(content))
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
    body, fields, guess = found
    if not body:
        raise ReadingError(NO_TEXT)
    yield from (Problem(file.name, None, "read", problem) for problem in (doubt, guess) if problem)
    yield RawArticle(file.name, None, body, fields, "page")


def _extract(text: str, url: str) -> tuple[str, dict[str, str], str]:
    """Give the text of the article on a page, paragraphs parted by blank lines; its fields; and the doubt if all text of the page is it."""
    import trafilatura

    if not text.strip():
        return "", {}, ""
    tree, is_whole = parse_html(text)
    published = _find_time(tree)
    unfold_tables(tree)
    is_large = text.count("<") > MOST_TAGS
    found = (
        None if is_large or not is_whole else trafilatura.bare_extraction(tree, url=url or None, date_extraction_params=_DATES, **_SETTINGS)
    )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        fields = {"title": " ".join(str(tree.findtext(".//title") or "").split()), "published": published, "url": url}
        doubt = "has too many parts to find the article among them" if is_large else "has no article that stands out"
        doubt = doubt if is_whole else "has too many levels to find the article in them"
        return "\n\n".join(block.text for block in find_blocks(tree, UNSEEN)), _name(fields), f"{doubt}; all its text was taken"
    title = " ".join((found.title or "").split())
    fields = {
        "title": title,
        "published": published or _find_minute(tree, found.date or ""),
        "source": found.sitename or found.hostname or "",
        "author": (found.author or "").replace(";", ","),
        "url": found.url or url,
    }
    lines = [line.strip() for line in str(found.text).split("\n") if line.strip("|- ")]
    lines = complete(lines, find_blocks(tree), title)
    if title and len(lines) > 1 and lines[0] == title:
        del lines[0]
    return "\n\n".join(lines), _name(fields), ""


# Dates are looked for where pages tell them, not guessed from any number in their text.
_DATES: dict[str, Any] = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01", "min_date": "1600-01-01"}
_SETTINGS: dict[str, Any] = {"include_comments": False, "include_tables": True, "favor_recall": True, "with_metadata": True}


def _name(fields: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in fields.items() if value.strip()}
    return kept | ({"published_from": "page"} if "published" in kept else {})


def _find_time(tree: "HtmlElement") -> str:
    """Find when a page says that it was published."""
    first, *others = _TIMES
    for told in (tree.xpath(first), _find_linked_times(tree), *(tree.xpath(path) for path in others)):
        for time in told:
            if len(time) <= _LONGEST_TIME and _IS_TIME.match(time.strip()):
                return str(time).strip()
    return ""


def _find_minute(tree: "HtmlElement", day: str) -> str:
    """Find the time of a day, if the page tells it anywhere."""
    times = (time.strip() for time in tree.xpath("//time/@datetime"))
    return str(next((time for time in times if day and time.startswith(f"{day}T") and len(time) <= _LONGEST_TIME), day))


def _find_linked_times(tree: "HtmlElement") -> list[str]:
    """Find ``datePublished`` in the data that a page holds for machines (JSON-LD), that of an article first."""
    times: list[tuple[bool, str]] = []
    for script in tree.xpath("//script[@type='application/ld+json']/text()")[:20]:
        try:
            pending: list[Any] = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        for item in pending:  # it grows
            if isinstance(item, list):
                pending += item[:100]
            elif isinstance(item, dict):
                if isinstance(item.get("datePublished"), str):
                    times.append((_IS_ARTICLE.search(str(item.get("@type"))) is None, item["datePublished"]))
                pending += [item[key] for key in ("@graph", "mainEntity") if key in item]
    return [time for _, time in sorted(times, key=lambda told: told[0])]
