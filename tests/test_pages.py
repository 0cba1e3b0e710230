"""Saved pages in the manner of many sites: the article, the whole article, and nothing but the article."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
import samples

from analysis.reading.files import File
from analysis.reading.pages import read_mhtml, read_page
from analysis.reading.raw import Problem, RawArticle, ReadingError

FILE = File("story.html", "story.html", 0)
LINKS = "".join(f'<li><a href="/section/{number}">Section {number}</a></li>' for number in range(12))
NAV = f'<nav class="menu"><ul>{LINKS}</ul></nav>'
COOKIES = '<div class="cookie-banner"><p>We use cookies to improve your experience. <button>Accept all</button></p></div>'
SHARE = '<ul class="share-buttons social"><li><a href="#">Share on Facebook</a></li><li><a href="#">Tweet</a></li></ul>'
RELATED = f'<aside class="related"><h3>Related stories</h3><ul>{LINKS}</ul></aside>'
COMMENT = '<div class="comment"><p>First! What a bridge this is, well done to all.</p></div>'
COMMENTS = f'<section id="comments" class="comments"><h3>Comments</h3>{COMMENT}</section>'
FOOTER = f"<footer><p>© 2023 Daily Planet. All rights reserved.</p><ul>{LINKS}</ul></footer>"
FURNITURE = ("Section 3", "We use cookies", "Share on Facebook", "Related stories", "First! What a bridge", "All rights reserved")
PARAGRAPHS = list(samples.PARAGRAPHS)


def paragraphs(tag="p", extra=""):
    return "".join(f"<{tag}{extra}>{paragraph}</{tag}>\n" for paragraph in PARAGRAPHS)


def site(body, head=""):
    top = f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{samples.TITLE} | Daily Planet</title>{head}</head><body>"
    return f"{top}{COOKIES}{NAV}{body}{RELATED}{COMMENTS}{FOOTER}</body></html>"


SITES = {
    "article element": site(f"<main><article><h1>{samples.TITLE}</h1>{SHARE}{paragraphs()}</article></main>"),
    "news agency": site(f'<div id="content" class="article-body"><h1>{samples.TITLE}</h1><div class="text">{paragraphs()}</div></div>'),
    "blog": site(
        f'<div class="post hentry"><h1 class="entry-title">{samples.TITLE}</h1><div class="entry-content">{paragraphs()}{SHARE}</div></div>'
    ),
    "government": site(
        f'<div class="container"><div class="row"><div class="col"><h1>{samples.TITLE}</h1>{paragraphs()}</div></div></div>'
    ),
    "amp": site(
        f'<article class="amp-wp-article"><h1>{samples.TITLE}</h1><div class="amp-wp-article-content">{paragraphs()}</div></article>'
    ),
    "itemprop": site(f'<div itemscope><h1 itemprop="headline">{samples.TITLE}</h1><div itemprop="articleBody">{paragraphs()}</div></div>'),
    "line breaks": site(f'<article><h1>{samples.TITLE}</h1><div class="article-text">{"<br><br>".join(PARAGRAPHS)}</div></article>'),
    "subheads": site(
        f"<article><h1>{samples.TITLE}</h1>{paragraphs().replace('<p>The work', '<h2>What it cost</h2><p>The work')}</article>"
    ),
    "divs alone": site(f'<div class="story-body">{paragraphs("div")}</div>'),
}


def read(page, reader=read_page):
    items = list(reader(FILE, page if isinstance(page, bytes) else page.encode()))
    [article] = [item for item in items if isinstance(item, RawArticle)]
    return article, [item for item in items if isinstance(item, Problem)]


@pytest.mark.parametrize("name", SITES)
def test_every_paragraph_is_there_once_and_in_order_and_no_furniture(name):
    article, problems = read(SITES[name])
    assert problems == []
    places = [article.text.find(paragraph) for paragraph in PARAGRAPHS]
    assert places == sorted(places) and -1 not in places
    assert [article.text.count(paragraph) for paragraph in PARAGRAPHS] == [1] * len(PARAGRAPHS)
    assert [told for told in FURNITURE if told in article.text] == []


@pytest.mark.parametrize("name", [name for name in SITES if name not in ("line breaks", "divs alone")])
def test_paragraphs_are_parted_by_blank_lines_and_the_title_is_a_field(name):
    article, _ = read(SITES[name])
    expected = [*PARAGRAPHS[:2], "What it cost", *PARAGRAPHS[2:]] if name == "subheads" else PARAGRAPHS
    assert article.text.split("\n\n") == expected
    assert (article.fields["title"], article.form, article.item) == (samples.TITLE, "page", None)


def test_what_a_page_tells_of_itself_is_in_the_fields():
    article, _ = read(samples.page())
    assert article.fields == {
        "title": samples.TITLE,
        "published": "2023-05-30T12:57:00+02:00",
        "published_from": "page",
        "source": "Daily Planet",
        "author": "Jane Roe",
        "url": "https://planet.example/2023/05/30/bridge",
    }


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2023-05-30T12:57:00Z">', "2023-05-30T12:57:00Z"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-05-30T12:57:00+08:00"}</script>',
            "2023-05-30T12:57:00+08:00",
        ),
        ('<script type="application/ld+json">{"@graph": [{}, {"datePublished": "2023-05-30"}]}</script>', "2023-05-30"),
        ('<script type="application/ld+json">{"@graph": [{}, {"datePub</script><meta name="pubdate" content="2023-05-30">', "2023-05-30"),
        ('<meta itemprop="datePublished" content="2023-05-30 12:57">', "2023-05-30 12:57"),
        ("", None),
    ],
)
def test_the_time_is_that_which_the_page_tells_to_the_minute(head, published):
    article, _ = read(site(f"<article><h1>{samples.TITLE}</h1>{paragraphs()}</article>", head))
    assert article.fields.get("published") == published


def test_a_page_in_one_file_is_read_like_the_page():
    assert read(samples.mhtml(), read_mhtml) == read(samples.page())


@pytest.mark.parametrize("encoding", ["cp1252", "gb18030", "utf-16"])
def test_a_page_is_read_in_the_encoding_that_it_declares(encoding):
    told = "A page that tells its encoding is read in it, 30\u00a0°C and all: café, naïve. "
    page = f"<html><head><meta charset='{encoding}'></head><body><article><p>{told * 3}</p></article></body></html>"
    article, problems = read(page.replace("\u00a0", " ").encode(encoding))
    assert "café, naïve" in article.text and problems == []


def test_a_page_without_an_article_gives_all_its_text_with_a_doubt():
    article, problems = read("<html><body><p>Rain.</p></body></html>")
    assert (article.text, [problem.reason for problem in problems]) in (
        ("Rain.", ["has no article that stands out; all its text was taken"]),
        ("Rain.", []),
    )


@pytest.mark.parametrize("page", [b"", b"  \n", b"<html><body></body></html>", b"<html><body><script>var a = 1;</script></body></html>"])
def test_a_page_without_text_is_an_error(page):
    with pytest.raises(ReadingError, match=r"^holds no text"):
        list(read_page(FILE, page))


def test_nothing_of_a_script_and_no_entity_from_elsewhere_is_text():
    body = (
        f"<article><h1>{samples.TITLE}</h1>{paragraphs()}<script>document.write('<p>Not an article, but a script.</p>')</script></article>"
    )
    page = f'<!DOCTYPE html [<!ENTITY host SYSTEM "file:///etc/hostname">]><html><body>&host;{body}</body></html>'
    article, _ = read(page)
    assert "script" not in article.text and Path("/etc/hostname").read_text().strip() not in article.text


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 100_000 + b"text",
        b"<!DOCTYPE lolz [" + b"".join(b'<!ENTITY l%d "%s">' % (k, b"&l%d;" % (k - 1) * 10) for k in range(1, 12)) + b"]><p>&l11;</p>",
        b"<" * 1_000_000,
        b"&" * 1_000_000,
        b"<!--" * 300_000,
        b"<p>word " * 50_000,
        bytes(1000) + samples.page(),
    ],
)
def test_a_hostile_page_is_read_or_refused_in_time(page):
    start = time.perf_counter()
    with suppress(ReadingError):
        list(read_page(FILE, page))
    assert time.perf_counter() - start < 30
