"""The account: every file in one of three columns, reasons that sum up, and what the copies that are left out would add."""

import json

import pandas as pd
import pytest

from analysis import add_copies, count_files, count_problems, count_terms, read_corpus
from analysis.findings import say_copies, say_files, say_scope

STORY = "Rain fell on the town for nine days, and the mayor said that nobody in the valley had ever seen so much of it come down at once."


@pytest.fixture
def mixed(corpus_of):
    lines = [json.dumps({"text": "Rain fell.", "title": "Rain"}), "?", json.dumps({"text": "Sun came.", "title": "Sun"})]
    return corpus_of(
        **{"a.txt": "Rain fell on the town.", "b.txt": "", "c.jsonl": "\n".join(lines), "README.md": "x", "d.psd": "x", "noext": "x"},
        **{"e.csv": "text,id\nFog came.,7\n"},
    )


def test_each_file_is_read_doubted_or_skipped(mixed):
    assert count_files(mixed).to_dict("list") == {
        "format": [".txt", ".csv", ".jsonl", ".md", ".psd", "no suffix"],
        "n_files": [2, 1, 1, 1, 1, 1],
        "n_read": [1, 1, 0, 0, 0, 0],
        "n_doubted": [0, 0, 1, 0, 0, 0],
        "n_skipped": [1, 0, 0, 1, 1, 1],
        "n_articles": [1, 1, 2, 0, 0, 0],
    }


def test_files_in_are_articles_and_problems(mixed):
    files = count_files(mixed)
    assert (files["n_files"] == files["n_read"] + files["n_doubted"] + files["n_skipped"]).all()
    assert say_files(files) == (
        "7 files in 6 formats went in: 2 were read, 1 was read in part, or with a doubt and 4 were skipped. They hold 4 articles."
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.TXT", ".txt"),
        ("may.zip/one/a.html", ".html"),
        ("book.xlsx/Sheet 2", ".xlsx"),
        ("news.jsonl.gz", ".jsonl.gz"),
        ("2023.05.30", "no suffix"),
        ("folder.d/name", ".d"),
    ],
)
def test_the_format_is_the_suffix_of_the_file_or_of_the_workbook_around_a_sheet(name, kind):
    import polars as pl

    from analysis.account import _FORMAT, NO_SUFFIX

    assert pl.Series([name]).str.extract(_FORMAT).str.to_lowercase().fill_null(NO_SUFFIX).item() == kind


def test_an_empty_folder_has_no_formats(corpus_of):
    assert len(count_files(corpus_of())) == len(count_problems(corpus_of())) == 0
    assert say_files(count_files(corpus_of())) == "No file went in: the folder is empty."


def test_problems_are_counted_by_reason_without_what_differs(corpus_of):
    corpus = corpus_of(**{"a.txt": "Rain\nTime: 05/06/2023\n\nIt fell.", "b.txt": "Sun\nTime: 07/08/2023\n\nIt came.", "c.txt": ""})
    table = count_problems(corpus)
    assert table["action"].tolist() == ["skipped", "read"]
    assert table["n"].tolist() == table["n_files"].tolist() == [1, 2]
    assert table["reason"][1].startswith("has a date that can be read two ways: …")
    assert table["example"].tolist() == ["c.txt", "a.txt"]


def test_the_number_in_the_name_of_an_encoding_stays(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"It\x92s raining on the town.")
    assert count_problems(read_corpus(tmp_path))["reason"].tolist() == ["is not UTF-8 (byte …); read as Windows-1252"]


@pytest.fixture
def copied(tmp_path):
    for name, text in {"a.txt": STORY, "b.txt": f"{STORY} And so on.", "c.txt": "Sun came over the hill, and all was well again."}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_beside_the_count_of_stories_stands_that_of_all_copies(copied):
    corpus = read_corpus(copied, copies="first")
    terms = add_copies(count_terms(corpus), corpus, count_terms)
    assert terms.columns.tolist()[:4] == ["term", "form", "n", "n_with_copies"]
    assert terms.set_index("term").loc[["rain", "sun", "and"], ["n", "n_with_copies"]].to_numpy().tolist() == [[1, 2], [1, 1], [2, 4]]
    assert "so" in set(terms["term"]) and terms.set_index("term").loc["so", "n_with_copies"] == 3


def test_without_copies_the_table_is_as_it_was(copied):
    corpus = read_corpus(copied)
    pd.testing.assert_frame_equal(add_copies(count_terms(corpus), corpus, count_terms), count_terms(corpus))


def test_copies_are_said_in_numbers(copied):
    assert say_copies(read_corpus(copied)).startswith(
        "1 article is a copy of another, the same or nearly: 3 articles tell 2 unique stories. The copies hold 31 words, "
    )
    assert say_scope(read_corpus(copied, copies="first")).startswith("2 unique stories (3 with copies), 38 words (69 with copies)")
