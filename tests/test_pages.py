"""Saved pages in the manner of many sites: the article, the whole article, and nothing but the article."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
import samples

from analysis.reading.blocks import complete, find_blocks
from analysis.reading.files import File
from analysis.reading.pages import read_mhtml, read_page
from analysis.reading.parsing import parse_html
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
OLD_LINKS = "".join(f"<a href=/s{number}>Section {number}</a><br>" for number in range(12))
FURNITURE = ("Section 3", "We use cookies", "Share on Facebook", "Related stories", "First! What a bridge", "All rights reserved")
PARAGRAPHS = list(samples.PARAGRAPHS)


def paragraphs(tag="p", extra=""):
    return "".join(f"<{tag}{extra}>{paragraph}</{tag}>\n" for paragraph in PARAGRAPHS)


def as_paragraphs(texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def in_blocks(before, after):
    return "".join(f"{before}<p>{paragraph}</p>{after}" for paragraph in PARAGRAPHS)


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
    "divs with test ids": site(
        f"<article data-testid=Article><h1>{samples.TITLE}</h1><div>{paragraphs('div', ' data-testid=p class=text__x')}</div></article>"
    ),
    "a block for each": site(
        f"<article><h1>{samples.TITLE}</h1>{in_blocks('<div class=block><div class=rich>', '</div></div>')}</article>"
    ),
    "a section for each, with a box between": site(
        f"<article><header><h2><span>Bridges</span><span>{samples.TITLE}</span></h2>"
        f'<div class="RichText">{PARAGRAPHS[0]}</div></header><div><section><div class="RichText">{as_paragraphs(PARAGRAPHS[1:3])}</div>'
        f'<section data-area="related_articles"><h3>Related stories</h3><ul>{LINKS}</ul></section>'
        f'<div class="RichText">{as_paragraphs(PARAGRAPHS[3:])}</div></section></div></article>'
    ),
    "a lead of its own": site(
        f'<article><h1>{samples.TITLE}</h1><div data-gu-name="standfirst"><p>{PARAGRAPHS[0]}</p></div>'
        f'<div class="body"><div id="maincontent">{as_paragraphs(PARAGRAPHS[1:])}</div></div></article>'
    ),
    "a lead, and who wrote it": site(
        f'<div class="article"><h1>{samples.TITLE}</h1><p class="lead"><strong>{PARAGRAPHS[0]}</strong></p>'
        f'<div class="article__meta">By Jane Roe</div><div class="article__body">{as_paragraphs(PARAGRAPHS[1:])}</div></div>'
    ),
    "a linked paragraph": site(
        f'<article><h1>{samples.TITLE}</h1><div class="content">{as_paragraphs(PARAGRAPHS[:2])}<p><a href="/o">{PARAGRAPHS[2]}</a></p>'
        f"{as_paragraphs(PARAGRAPHS[3:])}</div></article>"
    ),
    "lists and quotes": site(
        f"<article><h1>{samples.TITLE}</h1><p>{PARAGRAPHS[0]}</p><ul><li>{PARAGRAPHS[1]}</li></ul><blockquote><p>{PARAGRAPHS[2]}</p>"
        f"</blockquote><ol><li>{PARAGRAPHS[3]}</li></ol></article>"
    ),
    "related posts of a plugin": site(
        f'<div class="post"><h1>{samples.TITLE}</h1><div class="entry-content">{paragraphs()}'
        '<div class="sharedaddy"><h3>Share on Facebook</h3></div><div class="jp-relatedposts"><h3>Related stories</h3></div></div></div>'
    ),
    "laid out by a table": f"<html><head><title>{samples.TITLE}</title></head><body><table><tr><td>{OLD_LINKS}</td><td><font size=5>"
    f"<b>{samples.TITLE}</b></font><p>{'<p>'.join(PARAGRAPHS)}</td></tr></table></body></html>",
    "text under the title": site(f"<h1>{samples.TITLE}</h1>{'<br><br>'.join(PARAGRAPHS)}"),
}
# Where the title is no heading, or paragraphs are parted in other ways, there are other lines besides.
OTHER_LINES = ("line breaks", "divs alone", "subheads", "text under the title")


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


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        ("<div class=rich><p>One fell.</p></div>{}<div class=rich><p>Two fell.</p></div>", ["One fell.", "Two fell."]),
        ("<p>One fell.</p>{}<p>Two fell.</p>", ["One fell.", "Two fell."]),
    ],
)
@pytest.mark.parametrize(
    ("between", "is_lacking"),
    [
        ("<div class=rich><p>It was left out.</p></div>", True),
        ("<div class=teaser><p>It was left out.</p></div>", False),
        ("<div class=rich><p>Left out</p></div>", False),
        ("<div class=rich><p><a href=x>It was left out.</a></p></div>", False),
        ("<div class='rich newsletter-box'><p>It was left out.</p></div>", False),
        ("<aside><p>It was left out.</p></aside>", False),
    ],
)
def test_what_a_library_left_out_among_its_paragraphs_is_put_back_if_it_is_one_of_them(inner, lines, between, is_lacking):
    tree, _ = parse_html(f"<body><article>{inner.format(between)}</article></body>")
    is_lacking = is_lacking and "class=rich" in inner
    assert complete(lines, find_blocks(tree), "") == ([lines[0], "It was left out.", lines[1]] if is_lacking else lines)


def test_definitions_above_a_page_are_no_text():
    assert read('<!DOCTYPE html [<!ENTITY a "b">]><html><body><p>Rain fell.</p></body></html>')[0].text == "Rain fell."


def test_a_subheading_is_a_paragraph():
    assert read(SITES["subheads"])[0].text.split("\n\n") == [*PARAGRAPHS[:2], "What it cost", *PARAGRAPHS[2:]]


@pytest.mark.parametrize("name", [name for name in SITES if name not in OTHER_LINES])
def test_paragraphs_are_parted_by_blank_lines_and_the_title_is_a_field(name):
    article, _ = read(SITES[name])
    assert article.text.split("\n\n") == PARAGRAPHS
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
        (
            '<script type="application/ld+json">[{"@type": "WebPage", "datePublished": "2019-01-01"}, '
            '{"@type": "NewsArticle", "datePublished": "2023-05-30T12:57Z"}]</script>',
            "2023-05-30T12:57Z",
        ),
        (
            '<script type="application/ld+json">{"itemListElement": [{"@type": "NewsArticle", "datePublished": "2019-01-01"}]}</script>'
            '<meta name="pubdate" content="Tue, 30 May 2023 12:57:00 GMT">',
            "Tue, 30 May 2023 12:57:00 GMT",
        ),
        ("", None),
    ],
)
def test_the_time_is_that_which_the_page_tells_to_the_minute(head, published):
    article, _ = read(site(f"<article><h1>{samples.TITLE}</h1>{paragraphs()}</article>", head))
    assert article.fields.get("published") == published


def test_the_time_of_day_is_found_beside_the_date():
    article, _ = read(site(f'<div><h1>{samples.TITLE}</h1><time datetime="2023-05-30T12:57:00Z">May 30</time>{paragraphs()}</div>'))
    assert article.fields.get("published") == "2023-05-30T12:57:00Z"


def test_rows_of_a_table_are_lines():
    rows = "<table><tr><th>Town</th><th>mm</th></tr><tr><td>Oslo</td><td>12</td></tr></table>"
    article, _ = read(
        site(f"<article><h1>{samples.TITLE}</h1>{as_paragraphs(PARAGRAPHS[:2])}{rows}{as_paragraphs(PARAGRAPHS[2:])}</article>")
    )
    assert article.text.split("\n\n") == [*PARAGRAPHS[:2], "Town | mm", "Oslo | 12", *PARAGRAPHS[2:]]


def test_a_paragraph_that_stands_twice_stands_twice():
    said = "“Yes,” he said."
    article, _ = read(site(f"<article><h1>{samples.TITLE}</h1>{as_paragraphs([said, *PARAGRAPHS[:2], said, *PARAGRAPHS[2:]])}</article>"))
    assert article.text.split("\n\n") == [said, *PARAGRAPHS[:2], said, *PARAGRAPHS[2:]]


def test_a_page_in_one_file_is_read_like_the_page():
    assert read(samples.mhtml(), read_mhtml) == read(samples.page())


@pytest.mark.parametrize("head", ["Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: quoted-printable"])
def test_a_page_in_one_file_may_be_packed(head):
    import base64
    import quopri

    packed = base64.encodebytes(samples.page()) if "base64" in head else quopri.encodestring(samples.page())
    place = "Content-Location: https://planet.example/x"
    article, problems = read(f"MIME-Version: 1.0\nContent-Type: text/html\n{head}\n{place}\n\n".encode() + packed, read_mhtml)
    assert (article.text.split("\n\n"), problems) == (PARAGRAPHS, [])


def test_the_page_in_one_file_tells_its_encoding_where_the_file_does_not():
    page = SITES["article element"].replace("utf-8", "windows-1250").replace("lives nearby", "lives in Kraków, Łódź or Řím")
    article, problems = read(b"Content-Type: text/html\n\n" + page.encode("cp1250"), read_mhtml)
    assert "lives in Kraków, Łódź or Řím" in article.text and problems == []


def test_an_address_that_only_the_file_tells_is_that_of_the_page():
    data = b"Content-Type: text/html\nContent-Location: https://planet.example/x\n\n" + SITES["article element"].encode()
    assert read(data, read_mhtml)[0].fields["url"] == "https://planet.example/x"


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
    assert "script" not in article.text and "]>" not in article.text and Path("/etc/hostname").read_text().strip() not in article.text


@pytest.mark.parametrize("element", ["b", "div", "table><tr><td", "ul><li", "font><i"])
def test_what_is_in_more_elements_than_can_be_read_is_read_nevertheless(element):
    article, problems = read(f"<html><body>{f'<{element}>word ' * 300}<p>The end.</p></body></html>")
    assert article.text.split().count("word") == 300 and article.text.endswith("The end.")
    assert [problem.reason for problem in problems] == ["has too many levels to find the article in them; all its text was taken"]


def test_a_page_of_very_many_paragraphs_is_read_as_it_stands():
    article, problems = read("<html><body>" + "".join(f"<p>Line {number}.</p>" for number in range(60_000)) + "</body></html>")
    assert article.text.split("\n\n") == [f"Line {number}." for number in range(60_000)]
    assert [problem.reason for problem in problems] == ["has too many parts to find the article among them; all its text was taken"]


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 100_000 + b"text",
        b"<!DOCTYPE[" * 100_000,
        b"<!DOCTYPE x [" * 100_000 + b"]" * 100_000,
        b"<div " + b" ".join(b"a%d=1" % number for number in range(50_000)) + b">text",
        b"</p></i>" * 1_000_000,
        b'<script type="application/ld+json">' + b"[" * 1_000_000 + b"</script><p>text",
        b"<p>" + b" " * 11_000_000 + b"text",
        b"<title>" + b"a - " * 300_000 + b"</title><p>text",
        b"<!DOCTYPE lolz [" + b"".join(b'<!ENTITY l%d "%s">' % (k, b"&l%d;" % (k - 1) * 10) for k in range(1, 12)) + b"]><p>&l11;</p>",
        b"<" * 1_000_000,
        b"&" * 1_000_000,
        b"<!--" * 300_000,
        b"<p>word " * 10_000,
        bytes(1000) + samples.page(),
    ],
)
def test_a_hostile_page_is_read_or_refused_in_time(page):
    start = time.perf_counter()
    with suppress(ReadingError):
        list(read_page(FILE, page))
    assert time.perf_counter() - start < 10
