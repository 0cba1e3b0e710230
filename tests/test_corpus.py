"""The one store: articles, ledger, problems and index, as everything else finds them."""

import dataclasses
from datetime import datetime

import pandas as pd
import pytest
from conftest import SEED

from analysis import read_corpus
from analysis.reading import ReadingError

RAIN = "Mayor opens bridge\nTime:2023-05-30 12:57 +0800\n\nBEIJING, May 29 -- Rain fell. Rain, rain!\n\nSun\n\n\nFog came.\n\nGot likes0"


def rebuild(raw, rows):
    """Replace each row's stretch, the last one first."""
    for row in rows.iloc[::-1].itertuples():
        raw = raw[: row.start] + row.replacement + raw[row.end :]
    return raw


def test_articles_have_one_row_each_with_the_agreed_columns(corpus_of):
    articles = corpus_of(RAIN, "Sun came.").articles
    assert articles.index.name == "article_id"
    assert articles.index.tolist() == ["000.txt", "001.txt"]
    assert articles.columns.tolist() == (
        "title published utc_offset dateline_date place source author text n_words n_paragraphs n_sections file".split()
    )


def test_what_an_article_tells_stands_in_its_row(corpus_of):
    row = corpus_of(RAIN).articles.loc["000.txt"].dropna().to_dict()
    assert row == {
        "title": "Mayor opens bridge",
        "published": pd.Timestamp(2023, 5, 30, 12, 57),
        "utc_offset": "+08:00",
        "dateline_date": pd.Timestamp(2023, 5, 29),
        "place": "Beijing",
        "text": "Rain fell. Rain, rain!\n\nSun\n\n\nFog came.",
        "n_words": 7,
        "n_paragraphs": 3,
        "n_sections": 2,
        "file": "000.txt",
    }


def test_what_an_article_does_not_tell_is_missing_and_not_invented(corpus_of):
    row = corpus_of(RAIN, "Sun came.").articles.loc["001.txt"]
    assert row.index[row.isna()].tolist() == ["title", "published", "utc_offset", "dateline_date", "place", "source", "author"]


def test_times_are_wall_times_without_a_zone(corpus_of):
    articles = corpus_of(RAIN).articles
    assert articles["published"].dt.tz is None
    assert articles["dateline_date"].dt.tz is None


def test_an_impossible_time_does_not_end_the_run(corpus_of):
    corpus = corpus_of("Headline\nTime: 2023-05-30 12:57 +99:99\n\nRain fell.")
    assert corpus.articles["published"].isna().tolist() == [True]
    assert "+99:99" in corpus.articles["text"].item()


def test_an_article_of_the_middle_ages_keeps_its_date(corpus_of):
    # pandas' own nanoseconds begin in 1677.
    articles = corpus_of("Duke lands\nTime:1066-10-14\n\nHe won.").articles
    assert articles["published"].iloc[0].to_pydatetime() == datetime(1066, 10, 14)


def test_words_paragraphs_and_sections_are_counted_over_the_body_alone(corpus_of):
    articles = corpus_of("Rain rain rain\n\nSun came.", "It rained.\n\n* * *\n\nSun.\n\n\nFog", "Time:2023-05-30").articles
    assert articles[["n_words", "n_paragraphs", "n_sections"]].to_numpy().tolist() == [[2, 1, 1], [4, 3, 2], [0, 0, 0]]


def test_the_index_holds_the_articles_in_the_order_of_their_rows(corpus_of):
    corpus = corpus_of("Rain fell.", "Sun.", "Fog came in.")
    assert corpus.index.articles.tolist() == [0, 2, 3, 6]
    assert corpus.articles["n_words"].tolist() == [2, 1, 3]


def test_the_ledger_has_the_agreed_columns_and_one_row_per_change(corpus_of):
    ledger = corpus_of("It  rained.", "Sun came.", " Fog.").ledger
    assert ledger.columns.tolist() == ["article_id", "start", "end", "rule", "text", "replacement"]
    assert ledger.to_numpy().tolist() == [["000.txt", 2, 4, "white space", "  ", " "], ["002.txt", 0, 1, "white space", " ", ""]]


def test_the_ledger_of_one_article_is_its_rows_alone(corpus_of):
    corpus = corpus_of("It  rained.", "Sun came.", " Fog. ")
    assert corpus.ledger_of("002.txt")["start"].tolist() == [0, 5]
    assert len(corpus.ledger_of("001.txt")) == len(corpus.ledger_of("nowhere.txt")) == 0
    assert corpus.ledger_of("001.txt").columns.tolist() == corpus.ledger.columns.tolist()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", RAIN),
        ("utf-8", RAIN.replace("\n", "\r\n")),
        ("utf-8", RAIN.replace("\n", "\r")),
        ("utf-8-sig", "“Rain”\u00a0 fell.\u2028❤️ café\n"),
        ("cp1252", "“Rain”\u00a0 fell.\r\n\r\nCafé – it\u00a0was\r\n"),
    ],
)
def test_replacing_its_rows_turns_the_decoded_file_into_the_text(tmp_path, encoding, text):
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    corpus = read_corpus(tmp_path)
    assert len(corpus.ledger) > 0
    assert rebuild(text, corpus.ledger_of("a.txt")) == corpus.articles.loc["a.txt", "text"]


def test_a_file_that_was_skipped_or_read_with_a_doubt_is_a_row_of_problems(tmp_path):
    for name, data in {"README.md": b"?", "a.txt": b"caf\xe9", "b.txt": b"", "c.txt": b"Rain fell."}.items():
        (tmp_path / name).write_bytes(data)
    corpus = read_corpus(tmp_path)
    assert corpus.articles.index.tolist() == ["a.txt", "c.txt"]
    assert corpus.problems.to_numpy().tolist() == [
        ["README.md", "", "skipped", "not an article"],
        ["a.txt", "", "read", "is not UTF-8 (byte 3); read as Windows-1252"],
        ["b.txt", "", "skipped", "is empty; save the article's text in it, or take it away"],
    ]


def test_an_article_without_a_body_is_kept_and_is_a_row_of_problems(corpus_of):
    corpus = corpus_of("Mayor opens bridge\nTime:2023-05-30\n\nGot likes0", "Rain fell.")
    assert corpus.articles["text"].tolist() == ["", "Rain fell."]
    assert corpus.problems[["file", "action", "reason"]].to_numpy().tolist() == [
        ["000.txt", "read", "has no words besides its title and what cleaning removed"]
    ]


def test_a_folder_without_articles_is_a_corpus_that_says_so(tmp_path):
    corpus = read_corpus(tmp_path)
    assert len(corpus.articles) == len(corpus.ledger) == len(corpus.problems) == len(corpus.index.ids) == 0
    full = read_corpus(SEED)
    for table in ("articles", "ledger", "problems"):
        assert getattr(corpus, table).columns.tolist() == getattr(full, table).columns.tolist()
    assert corpus.articles["published"].dtype == full.articles["published"].dtype


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ReadingError, match="nowhere is not there"):
        read_corpus(tmp_path / "nowhere")


def test_without_an_argument_the_environment_names_the_articles(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("Rain fell.")
    monkeypatch.setenv("ANALYSIS_ARTICLES", str(tmp_path))
    assert read_corpus().articles["text"].tolist() == ["Rain fell."]


@pytest.mark.parametrize("value", [None, ""])
def test_without_an_argument_and_an_environment_the_seeds_are_read_from_any_folder(tmp_path, monkeypatch, value):
    if value is None:
        monkeypatch.delenv("ANALYSIS_ARTICLES", raising=False)
    else:
        monkeypatch.setenv("ANALYSIS_ARTICLES", value)
    monkeypatch.chdir(tmp_path)
    assert SEED.name in read_corpus().articles.index


def test_several_folders_are_one_corpus(tmp_path):
    for name, text in {"may/a.txt": "Rain fell.", "june/a.txt": "Sun came out."}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    corpus = read_corpus([tmp_path / "may", tmp_path / "june"])
    assert corpus.articles["n_words"].to_dict() == {"may/a.txt": 2, "june/a.txt": 3}
    assert corpus.index.articles.tolist() == [0, 2, 5]


def test_where_the_folder_stands_is_irrelevant(tmp_path):
    corpora = []
    for place in ("here", "there/deep"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "a.txt").write_text(RAIN)
        corpora.append(read_corpus(tmp_path / place))
    here, there = corpora
    for table in ("articles", "ledger", "problems"):
        pd.testing.assert_frame_equal(getattr(here, table), getattr(there, table))
    assert here.digest == there.digest


def test_a_corpus_cannot_be_changed_by_assignment(corpus_of):
    corpus = corpus_of("Rain fell.")
    with pytest.raises(dataclasses.FrozenInstanceError):
        corpus.articles = None


@pytest.mark.parametrize(
    "change",
    [
        {"a.txt": "Mayor opens bridge\nTime:2023-05-30\n\nSun came."},
        {"a.txt": "Mayor shuts bridge\nTime:2023-05-30\n\nRain fell."},
        {"a.txt": "Mayor opens bridge\nTime:2023-05-31\n\nRain fell."},
        {"b.txt": "Fog came.", "a.txt": "Mayor opens bridge\nTime:2023-05-30\n\nRain fell."},
        {"b.txt": "Mayor opens bridge\nTime:2023-05-30\n\nRain fell."},
    ],
    ids=["text", "title", "time", "one more", "name"],
)
def test_the_digest_tells_one_set_of_articles_from_another(tmp_path, change):
    def digest_of(folder, files):
        (tmp_path / folder).mkdir()
        for name, text in files.items():
            (tmp_path / folder / name).write_text(text)
        return read_corpus(tmp_path / folder).digest

    original = {"a.txt": "Mayor opens bridge\nTime:2023-05-30\n\nRain fell."}
    assert digest_of("one", original) == digest_of("two", original)
    assert digest_of("three", change) != digest_of("one again", original)
