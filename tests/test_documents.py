"""Markdown, Word and PDF: their text, paragraph by paragraph, and what is wrong with those that cannot be read."""

import io

import docx
import pytest
import samples

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
    assert article.text.split("\n\n") == ["Rain fell on the town and code.", "one", "two", "He said so.", "a | b", "1 | 2"]
    assert (problems, article.form) == ([], "text")


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


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nonsense", samples.zipped(), samples.word()[:2000]])
def test_a_broken_word_document_is_one_sentence(data):
    with pytest.raises(ReadingError, match=r"^is (?:not a Word document|damaged)"):
        list(read_docx(FILE, data))


# PDF


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
