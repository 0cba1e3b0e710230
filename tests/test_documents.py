"""Markdown, Word and PDF: their text, paragraph by paragraph, and what is wrong with those that cannot be read."""

import io
import random
import re
import textwrap
import zlib

import docx
import pytest
import samples
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fuzz import mutate

from analysis.cleaning import clean
from analysis.reading.documents import read_docx, read_markdown, read_pdf
from analysis.reading.files import File
from analysis.reading.raw import Problem, RawArticle, ReadingError

FILE = File("a", "a", 0)
STRAIGHT = [paragraph.replace("“", '"').replace("”", '"') for paragraph in samples.PARAGRAPHS]


def read(reader, data):
    items = list(reader(FILE, data.encode() if isinstance(data, str) else data))
    [article] = [item for item in items if isinstance(item, RawArticle)]
    return article, [item.reason for item in items if isinstance(item, Problem)]


def cleaned(article):
    return clean(article.text, article.fields, article.form).text


# Markdown


def test_the_marks_of_markdown_go_and_its_words_stay():
    article, problems = read(
        read_markdown,
        "Rain *fell* on [the town](http://a.b) and `code`.\n\n- one\n- **two**\n\n> He said\n> so.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    )
    assert article.text.split("\n\n") == ["Rain fell on the town and code.", "one", "two", "He said\nso.", "a | b", "1 | 2"]
    assert (problems, article.form) == ([], "text")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("A &amp; B &lt;c&gt; `&amp;` \\*", "A & B <c> &amp; *"),
        ("One<br>two <b>three</b><!-- no -->", "One\ntwo three"),
        ('<div class="x">\n<p>One &amp; two</p>\n</div>\n\nThree', "One & two\n\nThree"),
        ("2023. That was the year.\n", "2023. That was the year."),
        ("1. one\n2. two\n", "1. one\n\n2. two"),
        ("![A bridge](x.png) [text](y)", "A bridge text"),
        ("[a]: http://b.c\n", "[a]: http://b.c"),
        ("Headline here\nTime:2023-05-30 12:57\n\nRain fell.", "Headline here\nTime:2023-05-30 12:57\n\nRain fell."),
        ("# Title\n\nRain\nfell.", "Rain fell."),
    ],
)
def test_no_word_of_markdown_is_lost(raw, text):
    assert read(read_markdown, raw)[0].text == text


def test_front_matter_fills_fields_and_the_first_heading_is_the_title():
    article, problems = read(read_markdown, samples.markdown())
    assert article.fields == {"title": samples.TITLE, "published": samples.TIME, "author": "Jane Roe", "published_from": "front matter"}
    assert (article.text.split("\n\n"), article.form, problems) == (list(samples.PARAGRAPHS), "page", [])


@pytest.mark.parametrize("front", ["title: [a\n", "&a [*a, *a]\n", "- a\n- b\n", "a: &x 1\nb: *x\n"])
def test_front_matter_that_cannot_be_read_is_a_doubt_and_stays(front):
    article, problems = read(read_markdown, f"---\n{front}---\n\nRain fell.\n")
    assert "Rain fell." in article.text and len(problems) == 1 and "front matter" in problems[0]


def test_a_heading_further_down_is_a_paragraph():
    article, _ = read(read_markdown, "Rain fell.\n\n# What it cost\n\nMuch.\n")
    assert (article.text, "title" in article.fields) == ("Rain fell.\n\nWhat it cost\n\nMuch.", False)


def test_a_file_of_nothing_is_an_error():
    with pytest.raises(ReadingError, match="is empty"):
        list(read_markdown(FILE, b" \n"))


# Word


def test_the_title_style_is_the_title_and_each_paragraph_one():
    article, problems = read(read_docx, samples.word())
    assert (article.fields["title"], article.form, problems) == (samples.TITLE, "page", [])
    assert article.text.split("\n\n") == [f"Time:{samples.TIME}", *samples.PARAGRAPHS]
    assert cleaned(article).split("\n\n")[-4:] == list(samples.PARAGRAPHS)


def test_tables_stand_where_they_stand_and_empty_paragraphs_part_sections():
    document = docx.Document()
    document.add_paragraph("Rain fell.")
    table = document.add_table(rows=2, cols=2)
    for k, cell in enumerate(("town", "mm", "Oslo", "12")):
        table.cell(k // 2, k % 2).text = cell
    for line in ("Sun came.", "", "", "Fog."):
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    article, _ = read(read_docx, written.getvalue())
    assert clean(article.text, article.fields, "page").text == "Rain fell.\n\ntown | mm\n\nOslo | 12\n\nSun came.\n\n\nFog."


def saved(document):
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def paragraph(inner):
    return parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")


def test_a_row_keeps_cells_that_are_the_same_and_cells_of_paragraphs_are_paragraphs():
    document = docx.Document()
    for row in (("1", "1"), ("Rain fell.\nIt stopped.", "x")):
        table = document.add_table(rows=1, cols=2)
        for k, text in enumerate(row):
            first, *others = text.split("\n")
            table.cell(0, k).text = first
            for other in others:
                table.cell(0, k).add_paragraph(other)
    assert read(read_docx, saved(document))[0].text.split("\n\n") == ["1 | 1", "Rain fell.", "It stopped.", "x"]


def test_what_was_put_in_is_read_and_what_was_taken_out_is_not():
    document = docx.Document()
    changed = "<w:ins><w:r><w:t>fell.</w:t></w:r></w:ins><w:del><w:r><w:delText>stopped.</w:delText></w:r></w:del>"
    document.element.body.insert(0, paragraph(f'<w:r><w:t xml:space="preserve">Rain </w:t></w:r>{changed}'))
    content = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Sun<w:br/></w:t><w:br/><w:t>came.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document.element.body.insert(1, parse_xml(content))
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r><w:r><w:t>Fog.</w:t></w:r>"
    document.element.body.insert(2, paragraph(box))
    assert read(read_docx, saved(document))[0].text.split("\n\n") == ["Rain fell.", "Sun\ncame.", "Fog.", "In a box."]


def test_what_word_keeps_as_the_title_is_the_title_only_where_it_is_the_first_line():
    document = docx.Document()
    document.add_paragraph("Rain falls on the town")
    document.add_paragraph("It fell.")
    document.core_properties.title, document.core_properties.author = "Rain falls on the town", "Jane Roe"
    article, _ = read(read_docx, saved(document))
    assert (article.fields, article.text, article.form) == ({"title": "Rain falls on the town", "author": "Jane Roe"}, "It fell.", "page")
    document.core_properties.title = "Document 1"
    article, _ = read(read_docx, saved(document))
    assert (article.fields, article.text.split("\n\n")[0], article.form) == ({}, "Rain falls on the town", "text")


def test_text_around_the_body_is_told_of():
    document = docx.Document()
    document.add_paragraph("Rain fell.")
    document.sections[0].header.paragraphs[0].text = "Daily Planet"
    assert read(read_docx, saved(document))[1] == ["has text in its header that is not read"]


def test_a_document_that_grows_too_much_is_refused():
    bomb = samples.archive({"word/document.xml": b"<a>" + b" " * 30_000_000})
    with pytest.raises(ReadingError, match="grows to more than 200 times its size"):
        list(read_docx(FILE, bomb))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nonsense", samples.zipped(), samples.word()[:2000]])
def test_a_broken_word_document_is_one_sentence(data):
    with pytest.raises(ReadingError, match=r"^is (?:not a Word document|damaged)"):
        list(read_docx(FILE, data))


# PDF


def portable(pages, packed=False, title=""):
    """Make a PDF of pages of lines: how far from the left and from the bottom, how large, and what."""
    streams = []
    for page in pages:
        shown = "".join(f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text.translate(ESCAPED)}) Tj\n" for x, y, size, text in page)
        streams.append(f"BT\n{shown}ET".encode("cp1252"))
    packing = b"/Filter /FlateDecode " if packed else b""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * k) for k in range(len(pages)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages))]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>")
    box = b"/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
    for k, stream in enumerate(streams):
        stream = zlib.compress(stream) if packed else stream
        objects.append(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R >>" % (box, 5 + 2 * k))
        objects.append(b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(stream), packing, stream))
    objects.append(b"<< /Title (%s) >>" % title.translate(ESCAPED).encode())
    written = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % told for told in enumerate(objects, start=1))
    return written + b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n%%%%EOF\n" % (len(objects) + 1, len(objects))


ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def set_in(paragraphs, indent=0, gap=0, columns=1, height=40, around=()):
    """Set paragraphs in columns of lines; `around` is on each page."""
    width = 72 // columns
    lines = []
    for text in paragraphs:
        wrapped = textwrap.wrap(" " * indent + text, width, drop_whitespace=True, initial_indent="")
        lines += [(k == 0, line.lstrip()) for k, line in enumerate(wrapped)]
    pages, page, down, column = [], list(around), 0, 0
    for is_first, line in lines:
        down += gap if is_first and down else 0
        if down >= height * 12:
            column, down = column + 1, 0
        if column == columns:
            pages, page, column = [*pages, page], list(around), 0
        page.append((60 + column * (width * 6 + 20) + (indent * 6 if is_first else 0), 760 - down, 10, line))
        down += 12
    return [*pages, page]


MANY = [re.sub("([a-z]{3,})", rf"\1{letter}", text) for letter in "stuvwx" for text in STRAIGHT]


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize(("indent", "gap"), [(0, 8), (3, 0), (2, 4)])
def test_paragraphs_are_known_by_gaps_and_indents_on_any_page_and_in_columns(columns, indent, gap):
    article, problems = read(read_pdf, portable(set_in(MANY, indent, gap, columns)))
    assert (article.text.split("\n\n"), problems) == (MANY, [])


def test_a_headline_of_two_large_lines_is_one_line():
    lines = [(150, 800, 20, "Bridge over the river"), (180, 776, 20, "opens after nine years"), *set_in(STRAIGHT, gap=8)[0]]
    lines = [(x, y - (40 if size == 10 else 0), size, text) for x, y, size, text in lines]
    assert read(read_pdf, portable([lines]))[0].text.split("\n\n") == ["Bridge over the river opens after nine years", *STRAIGHT]


def test_what_stands_at_the_edge_of_most_pages_is_left_out_and_told():
    pages = set_in(MANY, gap=8, height=20)
    pages = [[(60, 810, 8, "Daily Planet, 30 May 2023"), *page, (280, 30, 8, f"Page {k}")] for k, page in enumerate(pages, start=1)]
    article, problems = read(read_pdf, portable(pages))
    assert article.text.split("\n\n") == MANY
    where = f"has a line at the edge of {len(pages)} of {len(pages)} pages that was left out"
    assert problems == [f"{where}: 'Daily Planet, 30 May 2023'", f"{where}: 'Page 1'"]


def test_what_stands_at_the_edge_and_in_the_text_stays_in_the_text():
    pages = [[(60, 810, 8, "Rain fell."), (60, 760, 10, f"Day {k} began."), (60, 740, 10, "Rain fell."), *STOPS] for k in range(4)]
    assert read(read_pdf, portable(pages))[0].text.count("Rain fell.") == 4


STOPS = [(60, 700, 10, "It stopped."), (60, 680, 10, "Then the sun came."), (60, 660, 10, "All went home.")]


def test_lines_that_are_all_there_is_are_not_left_out():
    pages = [[(60, 800, 10, f"Rain fell on day {k}."), (60, 700, 10, "Then it stopped.")] for k in range(5)]
    article, problems = read(read_pdf, portable(pages))
    assert (article.text.count("Rain fell on day"), article.text.count("Then it stopped."), problems) == (5, 5, [])


def test_words_that_were_divided_are_whole_but_for_those_with_a_hyphen():
    told = [
        "The well-known plan for the infra-",
        "structure of the country is a well-",
        "known one that will be re-",
        "built; Prime-",
        "Minister Doe said.",
    ]
    article, _ = read(read_pdf, portable([[(60, 800 - 12 * k, 10, line) for k, line in enumerate(told)]]))
    expected = (
        "The well-known plan for the infrastructure of the country is a well-known one that will be rebuilt; Prime-Minister Doe said."
    )
    assert article.text == expected


def test_pages_without_text_among_others_are_told_of():
    assert read(read_pdf, portable([STOPS, []]))[1] == ["has 1 of 2 pages without a text layer, or empty"]


def test_of_a_book_the_first_pages_are_read():
    article, problems = read(read_pdf, portable([[(60, 800 - k % 3, 10, f"Rain {'x' * (k % 7)} fell.")] for k in range(2003)]))
    assert problems == ["has 2,003 pages, of which the first 2,000 were read; divide it"]
    assert len(article.text.split("\n\n")) == 2000


def test_a_pdf_that_grows_too_much_is_refused():
    bomb = portable([[(60, 800, 10, "x" * 20_000_000)]], packed=True)
    with pytest.raises(ReadingError, match="grows to more than 200 times its size"):
        list(read_pdf(FILE, bomb))
    assert read(read_pdf, portable([STOPS], packed=True))[0].text.startswith("It stopped.")


@pytest.mark.parametrize(
    ("title", "is_title"),
    [
        ("Rain falls on the town", True),
        ("Microsoft Word - rain.doc", False),
        ("rain.indd", False),
        ("untitled", False),
        ("(anonymous)", False),
    ],
)
def test_what_a_pdf_says_of_its_title_is_believed_where_it_looks_like_one(title, is_title):
    article, _ = read(read_pdf, portable([STOPS], title=title))
    assert (article.fields, article.form) == (({"title": title}, "page") if is_title else ({}, "text"))


def test_the_lines_of_a_pdf_are_paragraphs_again():
    article, problems = read(read_pdf, samples.portable())
    assert article.text.split("\n\n") == [samples.TITLE, f"Time:{samples.TIME}", *STRAIGHT]
    assert (article.form, problems) == ("text", [])
    assert cleaned(article).split("\n\n") == STRAIGHT


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 nonsense", samples.portable()[:200]])
def test_a_broken_pdf_is_one_sentence(data):
    with pytest.raises(ReadingError, match=r"^is not a PDF that can be opened"):
        list(read_pdf(FILE, data))


def test_a_pdf_of_pictures_says_that_it_has_no_text():
    empty = samples.portable().replace(b" Tj", b" T ")
    with pytest.raises(ReadingError, match=r"^has no text layer"):
        list(read_pdf(FILE, empty))


# All


@pytest.mark.parametrize("name", ["markdown", "word", "portable"])
def test_a_document_that_was_damaged_is_read_or_refused(name):
    reader = {"markdown": read_markdown, "word": read_docx, "portable": read_pdf}[name]
    whole, draw = getattr(samples, name)(), random.Random(5)
    for _ in range(300):
        data = mutate(whole, draw)
        try:
            items = list(reader(FILE, data))
        except ReadingError:
            continue
        assert [item.text.strip() != "" for item in items if isinstance(item, RawArticle)] == [True]
