"""The one store: articles, ledger, problems and index, as everything else finds them."""

import dataclasses
import hashlib
import json
from datetime import datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import SEED, in_parts

from analysis import count_terms, read_corpus
from analysis.corpus import join_segments, spread_extra, to_pandas
from analysis.parts import Part
from analysis.reading import ReadingError
from analysis.store import StoredSegment, keep

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
        "title published utc_offset published_from dateline_date place agency source author url language copy_of text n_words n_paragraphs "
        "n_sections file".split()
    )


def test_what_an_article_tells_stands_in_its_row(corpus_of):
    row = corpus_of(RAIN).articles.loc["000.txt"].dropna().to_dict()
    assert row == {
        "title": "Mayor opens bridge",
        "published": pd.Timestamp(2023, 5, 30, 12, 57),
        "utc_offset": "+08:00",
        "published_from": "time line",
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
    assert row.index[row.isna()].tolist() == (
        "title published utc_offset published_from dateline_date place agency source author url language copy_of".split()
    )


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
    assert articles[["n_words", "n_paragraphs", "n_sections"]].to_numpy().tolist() == [[2, 1, 1], [4, 3, 3], [0, 0, 0]]


def test_the_index_holds_the_articles_in_the_order_of_their_rows(corpus_of):
    corpus = corpus_of("Rain fell.", "Sun.", "Fog came in.")
    assert corpus.index.articles.tolist() == [0, 2, 3, 6]
    assert corpus.articles["n_words"].tolist() == [2, 1, 3]


def test_the_ledger_has_the_agreed_columns_and_one_row_per_change(corpus_of):
    ledger = corpus_of("It  rained.", "Sun came.", " Fog.").ledger
    assert ledger.columns.tolist() == ["article_id", "start", "end", "rule", "text", "replacement", "n_stories"]
    assert ledger["n_stories"].isna().all()
    assert ledger.drop(columns="n_stories").to_numpy().tolist() == [
        ["000.txt", 2, 4, "white space", "  ", " "],
        ["002.txt", 0, 1, "white space", " ", ""],
    ]


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


# Columns, without the table that they are of


def test_columns_are_those_of_the_articles_in_the_order_asked_for(corpus_of):
    corpus = corpus_of(RAIN, "Sun came.")
    table = corpus.select("n_words", "article_id", "title", "published", "file")
    assert table.columns == ["n_words", "article_id", "title", "published", "file"]
    assert table.rows() == [
        (7, "000.txt", "Mayor opens bridge", datetime(2023, 5, 30, 12, 57), "000.txt"),
        (2, "001.txt", None, None, "001.txt"),
    ]
    assert corpus.select("article_id").rows() == [("000.txt",), ("001.txt",)]


def test_columns_that_were_asked_for_before_are_given_again(corpus_of):
    corpus = in_parts(corpus_of, RAIN, "Sun came.", "Fog.")
    once = corpus.select("published", "n_words", "title")
    assert corpus.select("title", "n_words", "published").equals(once.select("title", "n_words", "published"))
    assert corpus.select("published", "article_id").rows() == [
        (datetime(2023, 5, 30, 12, 57), "000.txt"),
        (None, "001.txt"),
        (None, "002.txt"),
    ]


def test_every_column_of_the_articles_can_be_had_alone(corpus_of):
    corpus = in_parts(corpus_of, RAIN, "Sun came.", "", "Fog  came.\n\nRain.")
    articles = corpus.articles.reset_index()
    for name in articles.columns:
        pd.testing.assert_frame_equal(to_pandas(corpus.select(name)), articles[[name]])


def test_of_no_articles_columns_are_empty_and_keep_their_types(corpus_of):
    columns = ("article_id", "published", "title", "n_words")
    assert corpus_of().select(*columns).schema == read_corpus(SEED).select(*columns).schema
    assert len(corpus_of().select(*columns)) == 0


def test_an_unknown_column_is_an_error(corpus_of):
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="titel"):
        corpus_of(RAIN).select("titel")


def test_the_period_is_that_of_the_first_and_the_last_dated_article(corpus_of):
    corpus = corpus_of("T\nTime:2023-05-30 12:57\n\nRain.", "No date.", "T\nTime:1066-10-14\n\nWind.", "T\nTime:2001-01-01\n\nSun.")
    assert corpus.period == (datetime(1066, 10, 14), datetime(2023, 5, 30, 12, 57))


@pytest.mark.parametrize("texts", [[], ["Rain.", "Sun."]])
def test_without_dated_articles_there_is_no_period(corpus_of, texts):
    assert corpus_of(*texts).period is None


# Parts


TEXTS = [RAIN, "Sun came out. It  rained.", "", "Got likes0", "Fog.\n\nRain.\n\n\nSnow. More snow!", "sun, Sun’s rain"]


def test_where_one_part_ends_does_not_show_in_the_corpus(corpus_of):
    whole, parted = corpus_of(*TEXTS), in_parts(corpus_of, *TEXTS)
    assert (len(whole.parts), len(parted.parts)) == (1, 6)
    for table in ("articles", "ledger", "problems"):
        pd.testing.assert_frame_equal(getattr(parted, table), getattr(whole, table))
    assert (parted.counts, parted.period, parted.digest) == (whole.counts, whole.period, whole.digest)
    assert parted.vocabulary.forms.to_list() == whole.vocabulary.forms.to_list()
    assert parted.ledger_of("001.txt").equals(whole.ledger_of("001.txt"))
    assert parted.select("article_id", "published", "text").equals(whole.select("article_id", "published", "text"))


def test_parts_know_what_stands_before_them(corpus_of):
    corpus = in_parts(corpus_of, *TEXTS)
    assert corpus.parts[0].first == (0, 0, 0, 0, 0)
    for one, other in pairwise(corpus.parts):
        assert other.first == tuple(a + b for a, b in zip(one.first, one.segment.counts, strict=True))
    assert corpus.counts == (5, 20, 11, 8, 6)
    assert [part.segment.counts.articles for part in corpus.parts] == [1, 1, 0, 1, 1, 1]


def test_the_words_of_a_part_are_numbered_as_those_of_the_corpus(corpus_of):
    corpus = in_parts(corpus_of, *TEXTS)
    forms, terms = corpus.vocabulary.forms, corpus.vocabulary.terms
    said = [" ".join(forms.gather(part.index.forms[part.index.ids])) for part in corpus.parts]
    assert said == ["Rain fell Rain rain Sun Fog came", "Sun came out It rained", "", "", "Fog Rain Snow More snow", "sun Sun’s rain"]
    assert terms.gather(corpus.parts[-1].index.term_ids).to_list() == ["sun", "sun", "rain"]
    for part in corpus.parts:
        assert np.array_equal(part.terms, corpus.vocabulary.term_of_form[part.forms])
        assert forms.gather(part.forms).to_list() == part.segment.vocabulary.forms.to_list()


def test_a_part_names_its_articles_and_the_rows_of_its_ledger_and_its_problems(corpus_of):
    corpus = in_parts(corpus_of, *TEXTS)
    assert [part.name_articles().to_list() for part in corpus.parts] == [
        ["000.txt"],
        ["001.txt"],
        [],
        ["003.txt"],
        ["004.txt"],
        ["005.txt"],
    ]
    assert corpus.parts[1].read_ledger().rows() == [("001.txt", 16, 18, "white space", "  ", " ", None)]
    assert corpus.parts[2].read_problems()["file"].to_list() == ["002.txt"]
    assert corpus.parts[3].read_problems().rows() == [("003.txt", "", "read", "has no words besides its title and what cleaning removed")]


def test_a_segment_gives_single_columns_of_its_tables(corpus_of):
    [part] = corpus_of(*TEXTS).parts
    assert part.segment.read("articles", "n_words", "file").rows()[:2] == [(7, "000.txt"), (5, "001.txt")]
    assert part.segment.read("ledger", "article", "rule").columns == ["article", "rule"]
    assert part.segment.read("problems").columns == ["file", "item", "action", "reason"]


def test_articles_of_a_file_of_many_are_named_by_their_lines_in_the_whole_file(corpus_of):
    lines = "\n".join(["", json.dumps({"text": "Rain."}), "?", json.dumps({"text": "Sun  came."})])
    [part] = corpus_of(**{"a.jsonl": lines}).parts
    later = Part(dataclasses.replace(part.segment, lines_before=1000), part.forms, part.terms, part.first)
    for placed, names, line in ((part, ["a.jsonl:2", "a.jsonl:4"], "line 3"), (later, ["a.jsonl:1002", "a.jsonl:1004"], "line 1003")):
        assert placed.name_articles().to_list() == names
        assert placed.read_ledger()["article_id"].to_list() == names[1:]
        assert placed.read_problems()["item"].to_list() == [line]


def _count_words(part: Part, factor: int, name: str) -> tuple[int, str]:
    return factor * part.segment.counts.words, name


def test_a_function_is_applied_to_each_part_with_what_is_meant_for_it(corpus_of):
    corpus = in_parts(corpus_of, *TEXTS)
    assert list(corpus.map_parts(_count_words, range(1, 7), "abcdef")) == [(7, "a"), (10, "b"), (0, "c"), (0, "d"), (25, "e"), (18, "f")]
    assert list(corpus_of(*TEXTS).map_parts(_count_words, [10], "a")) == [(200, "a")]


# Some of the articles


@pytest.mark.parametrize(
    ("articles", "names"),
    [
        (0, ["000.txt"]),
        (1, ["000.txt"]),
        (2, ["000.txt", "001.txt"]),
        (3, ["000.txt", "001.txt", "003.txt"]),  # the part of 002.txt has no article
        (5, ["000.txt", "001.txt", "003.txt", "004.txt", "005.txt"]),
        (99, ["000.txt", "001.txt", "003.txt", "004.txt", "005.txt"]),
    ],
)
def test_the_head_is_the_parts_that_hold_the_first_articles(corpus_of, articles, names):
    corpus = in_parts(corpus_of, *TEXTS)
    head = corpus.head(articles)
    assert head.articles.index.tolist() == names
    assert head.articles.equals(corpus.articles.loc[names])
    assert count_terms(head, by="article").equals(count_terms(corpus, by="article").iloc[: len(count_terms(head, by="article"))])
    assert head.counts.articles == len(names)


def test_the_head_of_one_part_is_all_of_it(corpus_of):
    assert corpus_of(*TEXTS).head(1).counts == corpus_of(*TEXTS).counts


def test_the_head_of_no_articles_has_none(corpus_of):
    assert corpus_of().head(1).counts == (0, 0, 0, 0, 0)
    assert len(corpus_of().head(0).articles) == 0


SAMPLED = [f"Headline {number}\n\n{' '.join(f'w{number:02d}' for _ in range(10))}." for number in range(60)]


def words_of(corpus, index) -> list[str]:
    return corpus.vocabulary.forms.gather(index.forms[index.ids]).to_list()


@pytest.mark.parametrize("words", [600, 601, 10_000])
def test_a_sample_of_all_words_is_all_articles(corpus_of, words):
    corpus = corpus_of(*SAMPLED)
    sample = corpus.sample(words)
    for name in ("ids", "articles", "sentences", "paragraphs", "sections"):
        assert np.array_equal(getattr(sample, name), getattr(corpus.index, name)), name


@pytest.mark.parametrize("words", [30, 100, 300, 590])
def test_a_sample_is_whole_articles_of_about_so_many_words(corpus_of, words):
    corpus = corpus_of(*SAMPLED)
    sample = corpus.sample(words)
    assert abs(len(sample.ids) - words) <= 100
    said = words_of(corpus, sample)
    assert all(said[a:b] == [said[a]] * 10 for a, b in pairwise(sample.articles.tolist()))
    assert said[::10] == sorted(set(said))  # in the order of the articles, each once
    assert sample.sentences.tolist() == sample.paragraphs.tolist() == sample.sections.tolist() == sample.articles.tolist()


def test_a_sample_keeps_the_bounds_of_what_it_takes(corpus_of):
    texts = [f"One {number}. Two {number}.\n\nThree {number}.\n\n\nFour {number}." if number % 3 else "" for number in range(30)]
    corpus = corpus_of(*texts)
    sample = corpus.sample(80)
    assert 16 < len(sample.ids) < 160
    starts = range(0, len(sample.ids) + 1, 2)
    assert sample.sentences.tolist() == list(starts)
    assert sample.articles.tolist() == list(starts)[::4]
    assert sample.sections.tolist() == [start for start in starts if start % 8 in (0, 6)]
    assert sample.paragraphs.tolist() == [start for start in starts if start % 8 in (0, 4, 6)]


def test_a_smaller_sample_is_part_of_a_larger_one(corpus_of):
    corpus = corpus_of(*SAMPLED)
    samples = [set(words_of(corpus, corpus.sample(words))) for words in (0, 60, 200, 400, 600)]
    assert all(one < other for one, other in pairwise(samples))
    assert samples[0] == set()


def test_which_articles_are_drawn_depends_on_them_alone(corpus_of, tmp_path):
    drawn = set(words_of(corpus := corpus_of(*SAMPLED), corpus.sample(200)))
    parted = in_parts(corpus_of, *SAMPLED)
    assert set(words_of(parted, parted.sample(200))) == drawn
    (tmp_path / "others").mkdir()
    for number, text in enumerate(reversed(SAMPLED)):
        (tmp_path / "others" / f"x{number:02d}.text").write_text(text)
    renamed = read_corpus(tmp_path / "others")
    assert set(words_of(renamed, renamed.sample(200))) == drawn


def test_the_articles_drawn_are_those_whose_sha_256_is_low(corpus_of):
    corpus = corpus_of(*SAMPLED)
    digests = {
        number: hashlib.sha256("\0".join((f"Headline {number}", "None", " ".join([f"w{number:02d}"] * 10) + ".")).encode()).hexdigest()
        for number in range(60)
    }
    low = {f"w{number:02d}" for number, digest in digests.items() if int(digest[:8], 16) < 2**32 / 4}
    assert set(words_of(corpus, corpus.sample(150))) == low


def test_of_no_articles_a_sample_is_empty(corpus_of):
    sample = corpus_of().sample(100)
    assert len(sample.ids) == 0 and sample.articles.tolist() == [0]


# As it shows itself


class Cells(HTMLParser):
    """The text of each cell of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data.strip("\n")


def test_a_corpus_shows_itself_as_a_small_table(corpus_of):
    corpus = corpus_of(RAIN, "T\nTime:2021-01-01\n\nSun came.", "Rain.")
    lines = [line.split(maxsplit=1) for line in repr(corpus).split("\n")]
    assert lines[:-1] == [
        ["corpus"],
        ["articles", "3"],
        ["words", "10, of them 6 different"],
        ["period", "2021-01-01 to 2023-05-30"],
        ["store", "not needed"],
    ]
    name, memory = lines[-1]
    assert name == "memory" and memory.endswith(" MB") and 0 <= float(memory.removesuffix(" MB")) < 1


def test_in_a_notebook_a_corpus_shows_the_same_table(corpus_of):
    corpus = corpus_of(RAIN, "Sun came.")
    cells = Cells(corpus._repr_html_()).cells
    assert cells[:2] == ["corpus", ""]
    assert cells[2::2] == ["articles", "words", "period", "store", "memory"]
    assert [f"{name} {value}".split() for name, value in zip(cells[2::2], cells[3::2], strict=True)] == [
        line.split() for line in repr(corpus).split("\n")[1:]
    ]


def test_a_corpus_without_articles_or_dates_shows_that(corpus_of):
    assert [line.split(maxsplit=1)[1] for line in repr(corpus_of()).split("\n")[1:4]] == ["0", "0, of them 0 different", "no date known"]
    assert "no date known" in repr(corpus_of("Rain."))


def test_large_numbers_are_written_for_people(corpus_of):
    assert "1,200, of them 1 different" in repr(corpus_of("rain " * 1200))


def test_what_a_corpus_holds_in_memory_grows_with_its_texts(corpus_of):
    def memory_of(corpus):
        return float(repr(corpus).rpartition("memory")[2].removesuffix("MB").replace(",", ""))

    small = memory_of(corpus_of("Rain fell."))
    assert memory_of(corpus_of("Rain fell. " * 300_000)) > small + 3


def test_a_stored_corpus_shows_where_it_is_stored_and_holds_little_in_memory(corpus_of, tmp_path):
    corpus = corpus_of("Rain fell. " * 300_000)
    folder = tmp_path / "store" / "rules" / "segment"
    assert keep(corpus.parts[0].segment, folder)
    stored = join_segments([StoredSegment(folder)])
    store, memory = (line.split(maxsplit=1)[1] for line in repr(stored).split("\n")[-2:])
    size, _, where = store.partition(" MB in ")
    assert where == str(folder.parent)
    assert abs(int(size) - sum(file.stat().st_size for file in folder.iterdir()) / 1e6) <= 0.5 and int(size) >= 3
    assert memory == "0.0 MB"
    assert stored.articles.equals(corpus.articles) and stored.digest == corpus.digest


# What records hold besides the fields


def test_what_a_record_holds_besides_the_fields_is_a_column_under_its_own_name():
    spread = spread_extra(pl.Series(['{"id": "7", "section": "Sport"}', None, '{"section": "News", "tags": "a, b"}']), ["text"])
    assert spread.to_dict(as_series=False) == {"id": ["7", None, None], "section": ["Sport", None, "News"], "tags": [None, None, "a, b"]}


def test_a_name_that_is_taken_gets_a_mark():
    spread = spread_extra(pl.Series(['{"text": "1", "file": "2", "file_": "3"}']), ["text", "file"])
    assert spread.to_dict(as_series=False) == {"text_": ["1"], "file_": ["2"], "file__": ["3"]}


def test_records_that_each_hold_something_else_do_not_make_a_column_each():
    spread = spread_extra(pl.Series([json.dumps({f"key {number}": str(number)}) for number in range(1000)]), [])
    assert len(spread.columns) == 201
    assert spread["extra"].to_list()[199:201] == [None, '{"key 200": "200"}']


def test_without_anything_else_there_is_no_column_more():
    assert spread_extra(pl.Series([None, None], dtype=pl.String), ["text"]).columns == []


def test_an_article_from_the_future_is_a_problem_and_keeps_its_date(corpus_of):
    tomorrow, later = (datetime.now() + timedelta(days=days) for days in (1, 3))
    corpus = corpus_of(*(f"Title\nTime:{when:%Y-%m-%d %H:%M}\n\nRain fell." for when in (tomorrow - timedelta(hours=1), later)))
    assert corpus.problems.to_numpy().tolist() == [["001.txt", "", "read", f"has a date in the future: {later:%Y-%m-%d}"]]
    assert corpus.articles["published"].notna().all()
