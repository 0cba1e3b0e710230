"""What ``by=`` means: which group each word stands in, and what the groups are called."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from conftest import in_parts, with_field

from analysis import Corpus, count_terms, count_themes, read_lexicon
from analysis.groups import BY, CALENDAR, choose_parts, choose_step, group_words, label_periods


def article(date: str, body: str) -> str:
    return f"Headline\nTime:{date}\n\n{body}"


def times(*dates: str | None) -> pl.Series:
    return pl.Series([None if date is None else datetime.fromisoformat(date) for date in dates], dtype=pl.Datetime("ms"))


def days(first: str, n: int, times_each: int = 1) -> pl.Series:
    return times(*(str(datetime.fromisoformat(first) + timedelta(day)) for day in range(n) for _ in range(times_each)))


def words_by_group(corpus: Corpus, by: str | None) -> dict[tuple, str]:
    """Write out the words of each group."""
    groups = group_words(corpus, by)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    of_word = np.concatenate([here.of_words(part.index) + here.among.start for here, part in zip(of_parts, corpus.parts, strict=True)])
    forms = np.array(corpus.vocabulary.forms.to_list(), dtype=object)[corpus.index.ids]
    names = groups.labels.itertuples(index=False, name=None)
    return {name: " ".join(forms[of_word == number]) for number, name in enumerate(names)}


@pytest.mark.parametrize(
    ("step", "labels"),
    [
        ("day", ["2023-05-30", "2021-01-03", "2024-12-30", "0987-06-05"]),
        ("week", ["2023-W22", "2020-W53", "2025-W01", "0987-W23"]),
        ("month", ["2023-05", "2021-01", "2024-12", "0987-06"]),
        ("quarter", ["2023-Q2", "2021-Q1", "2024-Q4", "0987-Q2"]),
        ("year", ["2023", "2021", "2024", "0987"]),
        ("decade", ["2020s", "2020s", "2020s", "0980s"]),
    ],
)
def test_periods_are_named_so_that_names_sort_as_the_calendar_does(step, labels):
    assert label_periods(times("2023-05-30 12:57", "2021-01-03", "2024-12-30", "0987-06-05"), step).to_list() == labels


@pytest.mark.parametrize(("date", "quarter"), [("2023-03-31", "Q1"), ("2023-04-01", "Q2"), ("2023-09-30", "Q3"), ("2023-10-01", "Q4")])
def test_a_quarter_ends_with_its_third_month(date, quarter):
    assert label_periods(times(date), "quarter").item() == f"2023-{quarter}"


@pytest.mark.parametrize("step", CALENDAR)
def test_what_has_no_date_is_undated(step):
    assert label_periods(times("2023-05-30", None), step).to_list()[1] == "undated"
    assert label_periods(times(None), step).to_list() == ["undated"]
    assert label_periods(times(), step).to_list() == []


@pytest.mark.parametrize(
    ("published", "step"),
    [
        (days("2023-01-02", 3, times_each=5), "day"),
        (pl.concat([days("2023-01-02", 2, times_each=5), days("2023-01-04", 1)]), "day"),  # two of three days have five: most of them
        (pl.concat([days("2023-01-02", 1, times_each=5), days("2023-01-03", 1)]), "week"),  # one of two is not most
        (days("2023-01-02", 14), "week"),  # two weeks of seven
        (times("2023-05-01", "2023-05-08", "2023-05-15", "2023-05-22", "2023-05-29"), "month"),
        (days("2023-01-28", 10), "quarter"),  # weeks of two, seven and one; months of four and six
        (times("2023-01-01", "2023-02-01", "2023-03-01", "2023-03-02", "2023-03-03"), "quarter"),
        (times("2023-01-01", "2023-04-01", "2023-07-01", "2023-10-01", "2023-11-01"), "year"),
        (times("2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01", "2025-01-01"), "decade"),
    ],
)
def test_the_period_is_the_finest_step_in_which_most_have_five_articles(published, step):
    assert choose_step(published) == step


@pytest.mark.parametrize(
    ("published", "step"),
    [
        (times("1945-04-16", "1980-01-01", "2006-01-31"), "decade"),
        (times("2021-05-01", "2023-05-01"), "year"),
        (times("2023-01-10", "2023-05-10"), "quarter"),
        (times("2023-05-29", "2023-05-30"), "day"),
        (times("2023-05-30", "2023-05-30"), "day"),
        (times("2023-05-30"), "day"),
        (times(None, None), "day"),
        (times(), "day"),
    ],
)
def test_where_no_step_has_five_articles_it_is_the_coarsest_with_several_periods_else_days(published, step):
    assert choose_step(published) == step


def test_undated_articles_do_not_sway_the_choice_of_a_step():
    assert choose_step(times("2023-01-10", "2023-05-10", *[None] * 20)) == "quarter"


@pytest.mark.parametrize(
    ("published", "most", "step"),
    [
        (days("2023-01-02", 14, times_each=5), None, "day"),
        (days("2023-01-02", 14, times_each=5), 14, "day"),  # fourteen days, two weeks, one month
        (days("2023-01-02", 14, times_each=5), 13, "week"),
        (days("2023-01-02", 14, times_each=5), 2, "week"),
        (days("2023-01-02", 14, times_each=5), 1, "month"),
        (times("2021-05-01", "2023-05-01"), 2, "year"),  # no step has five: the coarsest with several
        (times("1945-04-16", "1980-01-01", "2006-01-31"), 2, "decade"),  # three decades are too many, but nothing is coarser
        (times(), 1, "day"),
    ],
)
def test_a_limit_leaves_out_the_steps_of_more_periods(published, most, step):
    assert choose_step(published, most) == step


@pytest.fixture
def three(corpus_of) -> Corpus:
    """Two dated articles with a place, and one that tells nothing."""
    return corpus_of(
        article("2023-05-30", "OSLO, May 29 -- Rain fell. Fog came.\n\nSun shone.\n\n\nSnow stayed."),
        "Just wind.",
        article("2023-04-02", "ACCRA, April 1 -- Heat rose."),
    )


def test_without_by_there_is_one_group(three):
    groups = group_words(three)
    assert groups.labels.shape == (1, 0)
    assert words_by_group(three, None) == {(): "Rain fell Fog came Sun shone Snow stayed Just wind Heat rose"}
    assert groups.n_articles.tolist() == [3]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("article", {"000.txt": "Rain fell Fog came Sun shone Snow stayed", "001.txt": "Just wind", "002.txt": "Heat rose"}),
        ("place", {"Accra": "Heat rose", "Oslo": "Rain fell Fog came Sun shone Snow stayed", "unknown": "Just wind"}),
        ("source", {"unknown": "Rain fell Fog came Sun shone Snow stayed Just wind Heat rose"}),
        ("day", {"2023-04-02": "Heat rose", "2023-05-30": "Rain fell Fog came Sun shone Snow stayed", "undated": "Just wind"}),
        ("week", {"2023-W13": "Heat rose", "2023-W22": "Rain fell Fog came Sun shone Snow stayed", "undated": "Just wind"}),
        ("month", {"2023-04": "Heat rose", "2023-05": "Rain fell Fog came Sun shone Snow stayed", "undated": "Just wind"}),
        ("quarter", {"2023-Q2": "Rain fell Fog came Sun shone Snow stayed Heat rose", "undated": "Just wind"}),
        ("year", {"2023": "Rain fell Fog came Sun shone Snow stayed Heat rose", "undated": "Just wind"}),
        ("decade", {"2020s": "Rain fell Fog came Sun shone Snow stayed Heat rose", "undated": "Just wind"}),
        ("period", {"2023-04": "Heat rose", "2023-05": "Rain fell Fog came Sun shone Snow stayed", "undated": "Just wind"}),
    ],
)
def test_each_word_stands_in_the_group_of_its_article(three, by, expected):
    found = words_by_group(three, by)
    assert found == {(name,): words for name, words in expected.items()}
    assert list(found) == sorted(found)
    assert group_words(three, by).labels.columns.tolist() == ["article_id" if by == "article" else by]


def test_sections_and_paragraphs_are_numbered_from_one_in_each_article(three):
    assert words_by_group(three, "section") == {
        ("000.txt", 1): "Rain fell Fog came Sun shone",
        ("000.txt", 2): "Snow stayed",
        ("001.txt", 1): "Just wind",
        ("002.txt", 1): "Heat rose",
    }
    assert words_by_group(three, "paragraph") == {
        ("000.txt", 1): "Rain fell Fog came",
        ("000.txt", 2): "Sun shone",
        ("000.txt", 3): "Snow stayed",
        ("001.txt", 1): "Just wind",
        ("002.txt", 1): "Heat rose",
    }
    assert group_words(three, "section").labels.columns.tolist() == ["article_id", "section"]


def test_sources_are_groups_by_name_and_the_others_are_unknown(three):
    corpus = with_field(three, "source", ["Xinhua", None, "AFP"])
    assert words_by_group(corpus, "source") == {
        ("AFP",): "Heat rose",
        ("Xinhua",): "Rain fell Fog came Sun shone Snow stayed",
        ("unknown",): "Just wind",
    }


@pytest.mark.parametrize(
    ("by", "n_articles"),
    [("article", [1, 1, 1]), ("section", [1, 1, 1, 1]), ("place", [1, 1, 1]), ("source", [3]), ("year", [2, 1]), ("month", [1, 1, 1])],
)
def test_groups_know_how_many_articles_they_have(three, by, n_articles):
    assert group_words(three, by).n_articles.tolist() == n_articles


def test_an_article_without_words_is_a_group_without_words(corpus_of):
    corpus = corpus_of(article("2023-05-30", ""), "Rain fell.", article("2022-05-30", ""))
    assert words_by_group(corpus, "article") == {("000.txt",): "", ("001.txt",): "Rain fell", ("002.txt",): ""}
    assert words_by_group(corpus, "year") == {("2022",): "", ("2023",): "", ("undated",): "Rain fell"}
    assert words_by_group(corpus, "section") == {("001.txt", 1): "Rain fell"}
    assert group_words(corpus, "year").n_articles.tolist() == [1, 1, 1]


@pytest.mark.parametrize("by", BY)
def test_of_no_articles_there_are_no_groups(corpus_of, by):
    groups = group_words(corpus_of(), by)
    assert len(groups.labels) == len(groups.of_unit) == len(groups.n_articles) == 0


IN_PARTS = {
    "a.txt": article("2023-05-30", "OSLO, May 29 -- Rain fell. Fog came.\n\nSun shone.\n\n\nSnow stayed."),
    "b.txt": "",
    "c.txt": "Just wind.",
    "d.txt": article("2022-05-30", ""),
    "e.txt": article("2023-04-02", "ACCRA, April 1 -- Heat rose.\n\n\nOslo froze."),
    "f.txt": article("2023-05-31", "OSLO, May 30 -- Hail."),
}


@pytest.mark.parametrize("by", [None, *BY])
def test_groups_of_a_corpus_in_parts_are_those_of_the_corpus_in_one(corpus_of, by):
    whole = corpus_of(**IN_PARTS)
    parted = in_parts(corpus_of, **IN_PARTS)
    assert len(parted.parts) == 6 and len(whole.parts) == 1
    assert words_by_group(parted, by) == words_by_group(whole, by)
    one, other = group_words(whole, by), group_words(parted, by)
    assert other.labels.equals(one.labels) and other.unit == one.unit
    assert other.n_articles.tolist() == one.n_articles.tolist()
    assert other.of_unit.tolist() == one.of_unit.tolist()


@pytest.mark.parametrize(
    ("by", "sizes"), [("article", [1, 0, 1, 1, 1, 1]), ("section", [2, 0, 1, 0, 2, 1]), ("paragraph", [3, 0, 1, 0, 2, 1])]
)
def test_a_part_need_know_only_the_groups_that_it_has_something_in(corpus_of, by, sizes):
    corpus = in_parts(corpus_of, **IN_PARTS)
    groups = group_words(corpus, by)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    assert [here.size for here in of_parts] == sizes
    assert [name for here in of_parts for name in groups.labels.iloc[here.among].itertuples(index=False, name=None)] == list(
        groups.labels.itertuples(index=False, name=None)
    )
    assert [here.of_unit.tolist() for here in of_parts] == [list(range(size)) for size in sizes]


@pytest.mark.parametrize("by", [None, *BY])
def test_what_each_part_counts_adds_up_to_the_words_of_each_group(corpus_of, by):
    corpus = in_parts(corpus_of, **IN_PARTS)
    groups = group_words(corpus, by)
    n_words = np.zeros(len(groups.labels), dtype=int)
    for part in corpus.parts:
        here = groups.of_part(part)
        n_words[here.among] += np.bincount(here.of_words(part.index), minlength=here.size)
    assert n_words.tolist() == [len(words.split()) for words in words_by_group(corpus, by).values()]
    assert n_words.sum() == corpus.counts.words == 15


@pytest.mark.parametrize("by", ["moth", "", "Month", "title", "article_id", "periods"])
def test_an_unknown_by_is_an_error_that_lists_what_there_is(three, by):
    with pytest.raises(
        ValueError, match=f"there is no by='{by}'; use one of article, section, paragraph, .* or period|leave it out"
    ) as error:
        group_words(three, by)
    assert all(name in str(error.value) for name in BY)


def test_tables_take_the_same_by_and_give_the_same_error(three):
    with pytest.raises(ValueError, match="there is no by='moth'"):
        count_terms(three, by="moth")
    with pytest.raises(ValueError, match="there is no by='moth'"):
        count_themes(three, read_lexicon(), by="moth")


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        ([], "article"),
        ([article("2023-05-30", "Rain fell.")], "section"),
        ([article("2023-05-30", "Rain fell."), article("2023-06-30", "")], "section"),  # but one has words
        ([article("2023-05-30", "Rain fell."), article("2023-05-31", "Sun shone.")], "day"),
        ([article("2023-05-30", "Rain fell."), article("2021-05-30", "Sun shone.")], "year"),
        ([article("2023-05-30", "Rain fell."), article("2023-05-30", "Sun shone.")], "article"),  # one period shows no course
        ([article("2023-05-30", "Rain fell."), "Sun shone."], "article"),
        (["Rain fell.", "Sun shone."], "article"),
    ],
)
def test_the_coverage_is_followed_by_section_of_one_article_by_period_or_by_article(corpus_of, texts, parts):
    assert choose_parts(corpus_of(*texts)) == parts


@pytest.mark.parametrize(("days_each", "step"), [(40, "day"), (41, "week")])
def test_a_course_has_no_more_periods_than_a_picture_has_columns(corpus_of, days_each, step):
    texts = [article(f"{datetime(2023, 1, 2) + timedelta(day):%Y-%m-%d}", "Rain fell.") for day in range(days_each) for _ in range(5)]
    assert choose_parts(corpus_of(*texts)) == step
