import datetime
import json

import pandas as pd
import polars as pl
import pytest
from conftest import in_parts
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import count_articles, count_changes, list_articles, read_corpus, show
from analysis.corpus import join_segments
from analysis.edges import find_edges
from analysis.groups import CALENDAR
from analysis.index import split_texts
from analysis.segments import ARTICLES, Segment
from analysis.shingles import sign


def dated(day, body="Rain fell."):
    return f"Headline of {day}\n\nTime: {day}\n\n{body}\n"


def published(*times):
    """A corpus that knows only when its articles are from, one word each."""
    vocabulary, words = split_texts(["rain"] * len(times))
    rows = {column: [None] * len(times) for column in ARTICLES}
    rows["published"] = [None if time is None else pd.Timestamp(time).to_pydatetime() for time in times]
    rows["title"], rows["text"] = [str(number) for number in range(len(times))], ["rain"] * len(times)
    articles = pl.DataFrame(rows, schema=ARTICLES).with_columns(n_words=1, n_paragraphs=1, n_sections=1)
    edges, signatures = find_edges(rows["text"], [False] * len(times)), sign(vocabulary, words)
    return join_segments([Segment(articles, pl.DataFrame(), pl.DataFrame(), edges, signatures, vocabulary, words)])


def counts(corpus, by):
    return list(count_articles(corpus, by=by)[["period", "n_articles"]].itertuples(index=False, name=None))


def test_the_list_has_one_row_per_article_with_what_the_article_tells(corpus_of):
    table = list_articles(corpus_of("Rain in May\n\nTime: 2023-05-30 12:57\n\nBEIJING, May 29 -- Rain fell.\n\nIt stopped.\n\n\nSun.\n"))
    assert table.columns.tolist() == ["article", "published", "place", "n_words", "n_paragraphs", "n_sections", "file"]
    assert table.loc[0].tolist() == ["Rain in May", pd.Timestamp("2023-05-30 12:57"), "Beijing", 5, 3, 2, "000.txt"]
    assert len(table) == 1


def test_the_earliest_article_comes_first_and_the_undated_last(corpus_of):
    corpus = corpus_of("No date here.\n", dated("2023-05-30"), dated("1945-04-16"))
    assert list_articles(corpus)["file"].tolist() == ["002.txt", "001.txt", "000.txt"]


def test_articles_of_one_time_stand_in_the_order_of_their_ids(corpus_of):
    corpus = corpus_of(
        **{"b.txt": dated("2023-05-30"), "a.txt": dated("2023-05-30", "A longer one."), "d.txt": "Rain.\n", "c.txt": "Rain fell.\n"}
    )
    assert list_articles(corpus)["file"].tolist() == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_an_article_without_a_title_is_listed_by_its_file(corpus_of):
    assert list_articles(corpus_of("the rain fell on the land.\n"))["article"].tolist() == ["000.txt"]


def test_records_of_one_time_stand_in_the_order_of_their_names_and_those_without_a_title_are_listed_by_these(corpus_of):
    records = "\n".join(json.dumps({"date": "2023-05-30", "text": f"rain fell {number} times."}) for number in range(11))
    table = list_articles(corpus_of(**{"a.jsonl": records, "b.txt": dated("2023-05-30")}))
    assert table["article"].tolist() == [*sorted(f"a.jsonl:{number}" for number in range(1, 12)), "Headline of 2023-05-30"]
    assert set(table["file"]) == {"a.jsonl", "b.txt"}


LISTED = {
    **{f"{number:02d}.txt": dated(f"2023-05-{30 - number:02d}") for number in range(23)},
    **{"x.txt": "No date here.\n", "y.txt": "Nor here.\n", "z.txt": ""},
}


@pytest.mark.parametrize(
    "make", [lambda corpus_of: corpus_of(**LISTED), lambda corpus_of: in_parts(corpus_of, **LISTED)], ids=["one", "parts"]
)
@pytest.mark.parametrize("rows", [0, 1, 3, 24, 25, 26, 1000])
def test_the_first_rows_of_the_list_know_how_many_there_are(corpus_of, make, rows):
    corpus = make(corpus_of)
    whole, first = list_articles(corpus), list_articles(corpus, rows=rows)
    pd.testing.assert_frame_equal(first, whole.head(rows))
    assert len(whole) == first.attrs.get("n_rows", len(first)) == 25
    assert whole["file"].tolist() == [*(f"{number:02d}.txt" for number in range(22, -1, -1)), "x.txt", "y.txt"]


def test_a_list_that_was_cut_says_how_many_rows_there_are(corpus_of):
    corpus = corpus_of(**LISTED)
    assert show(list_articles(corpus, rows=20)).note == "The first 20 of 25 rows."
    assert show(list_articles(corpus, rows=7), note="By date.").note == "By date. The first 7 of 25 rows."
    assert show(list_articles(corpus)).note == "The first 20 of 25 rows."
    assert show(list_articles(corpus, rows=25), rows=25).note == ""


def test_rows_that_a_reader_chose_from_the_whole_list_are_not_said_to_be_cut(corpus_of):
    chosen = list_articles(corpus_of(**LISTED)).query("published < '2023-05-10'")
    assert (len(chosen), show(chosen).note) == (2, "")


def test_the_list_of_no_articles_is_empty_and_has_its_columns(corpus_of):
    table = list_articles(corpus_of())
    assert len(table) == 0
    assert "article" in table.columns


def test_listing_the_articles_does_not_change_the_corpus(corpus_of):
    corpus = corpus_of("No date here.\n", dated("2023-05-30"))
    before = corpus.articles.copy()
    list_articles(corpus)
    pd.testing.assert_frame_equal(corpus.articles, before)


@pytest.mark.parametrize(
    ("by", "first", "last", "periods"),
    [
        ("day", "2024-02-28", "2024-03-01", ["2024-02-28", "2024-02-29", "2024-03-01"]),
        ("week", "2020-12-21", "2021-01-04", ["2020-W52", "2020-W53", "2021-W01"]),
        ("month", "2022-12-31", "2023-02-01", ["2022-12", "2023-01", "2023-02"]),
        ("quarter", "2022-10-01", "2023-06-30", ["2022-Q4", "2023-Q1", "2023-Q2"]),
        ("year", "1945-12-31", "1947-01-01", ["1945", "1946", "1947"]),
        ("decade", "1989-12-31", "2000-01-01", ["1980s", "1990s", "2000s"]),
    ],
)
def test_a_period_without_articles_between_others_is_a_row_with_nought(by, first, last, periods):
    assert counts(published(first, last), by) == list(zip(periods, [1, 0, 1], strict=True))


def test_the_time_of_day_does_not_add_or_lose_a_day():
    assert counts(published("2023-05-30 23:59", "2023-06-01 00:01"), "day") == [("2023-05-30", 1), ("2023-05-31", 0), ("2023-06-01", 1)]


def test_the_undated_have_the_last_row_and_add_no_period():
    assert counts(published(None, "2023-01-05", None, "2023-03-05"), "month") == [
        ("2023-01", 1),
        ("2023-02", 0),
        ("2023-03", 1),
        ("undated", 2),
    ]


def test_where_all_are_dated_there_is_no_row_for_the_undated():
    assert counts(published("2023-01-05"), "month") == [("2023-01", 1)]


def test_where_none_is_dated_there_is_only_that_row():
    assert counts(published(None, None), "period") == [("undated", 2)]


def test_no_articles_have_no_periods(corpus_of):
    assert count_articles(corpus_of()).columns.tolist() == ["period", "n_articles", "n_words"]
    assert len(count_articles(corpus_of())) == 0


def test_the_words_of_a_period_are_those_of_its_articles(corpus_of):
    corpus = corpus_of(dated("2023-05-30", "Rain fell."), dated("2023-05-02", "Sun."), dated("2023-07-01", "The rain fell again."))
    table = count_articles(corpus, by="month")
    assert dict(zip(table["period"], table["n_words"], strict=True)) == {"2023-05": 3, "2023-06": 0, "2023-07": 4}


def test_without_a_step_it_is_the_finest_in_which_most_periods_have_five_articles():
    times = [f"2023-{month:02d}-{day:02d}" for month in (1, 3) for day in (2, 9, 16, 23, 30)]
    assert counts(published(*times), "period") == [("2023-01", 5), ("2023-02", 0), ("2023-03", 5)]


def test_one_misdated_article_does_not_make_a_row_of_every_day_of_a_century():
    times = ["2023-05-29"] * 5 + ["2023-05-30"] * 5
    assert counts(published(*times), "period") == [("2023-05-29", 5), ("2023-05-30", 5)]
    table = count_articles(published(*times, "1945-04-16"))
    assert len(table) < 500
    assert table["n_articles"].sum() == 11


def test_a_step_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"century.*day, week, month, quarter, year, decade, period"):
        count_articles(published("2023-05-30"), by="century")


# The ends of years and months, leap days, years with 53 weeks, and a minute before midnight.
TIMES = "2019-12-30 2019-12-31 2020-01-01 2020-02-29 2020-12-31 2021-01-03T23:59 2021-01-04 2021-03-31 2021-04-01 2022-01-01".split()
STEPS = {
    "day": lambda day: f"{day}",
    "week": lambda day: "{}-W{:02d}".format(*day.isocalendar()),
    "month": lambda day: f"{day:%Y-%m}",
    "quarter": lambda day: f"{day.year}-Q{(day.month + 2) // 3}",
    "year": lambda day: f"{day.year}",
    "decade": lambda day: f"{day.year // 10}0s",
}


@settings(deadline=None, max_examples=40)
@given(times=st.lists(st.sampled_from([*TIMES, None]), min_size=1, max_size=8), by=st.sampled_from(sorted(STEPS)))
def test_periods_follow_each_other_without_a_gap_and_hold_every_article_once(times, by):
    days = sorted(datetime.date.fromisoformat(time[:10]) for time in times if time)
    span = [days[0] + datetime.timedelta(k) for k in range((days[-1] - days[0]).days + 1)] if days else []
    expected = dict.fromkeys(map(STEPS[by], span), 0)
    for day in days:
        expected[STEPS[by](day)] += 1
    if None in times:
        expected["undated"] = times.count(None)
    assert counts(published(*times), by) == list(expected.items())


def test_changes_are_counted_by_rule_with_their_first_stretch_as_example(corpus_of):
    table = count_changes(corpus_of("Title\n\nTime: 2023-05-30\n\nRain.\n", "Other\n\nTime: 2023-05-31\n\nSun.\n")).set_index("rule")
    assert table.loc["title"].to_dict() == {"n": 2, "n_articles": 2, "n_characters": 10, "example": "Title"}
    assert table.loc["time line"].to_dict() == {"n": 2, "n_articles": 2, "n_characters": 32, "example": "Time: 2023-05-30"}


def test_several_stretches_in_one_article_are_one_article(corpus_of):
    table = count_changes(corpus_of("rain  and\tsun   and snow fell.")).set_index("rule")
    assert table.loc["white space"].to_dict() == {"n": 3, "n_articles": 1, "n_characters": 6, "example": "  "}


def test_the_rule_that_took_most_characters_comes_first_and_ties_go_by_name(corpus_of):
    # The title and the likes have nine characters each.
    table = count_changes(corpus_of("Rain, Sun\n\nTime: 2023-05-30\n\nRain fell.\n\nGot likes"))
    assert table[["rule", "n_characters"]].values.tolist() == [["time line", 16], ["likes", 9], ["title", 9], ["white space", 6]]


def test_what_was_changed_counts_every_row_of_the_ledger_once(seed):
    table = count_changes(seed)
    assert table["n"].sum() == len(seed.ledger)
    assert table["n_characters"].sum() == (seed.ledger["end"] - seed.ledger["start"]).sum()


def test_cleaning_the_seed_took_out_what_it_is_known_to_hold(seed):
    assert {"title", "time line", "dateline", "disclaimer", "likes", "white space"} == set(count_changes(seed)["rule"])


@pytest.mark.parametrize("by", [*CALENDAR, "period"])
def test_where_parts_end_does_not_show_in_what_is_counted(corpus_of, by):
    texts = {**LISTED, "a.txt": dated("1999-01-01", "Rain  fell.\n\nGot likes"), "b.txt": dated("2023-05-30", "Rain\tand  sun.")}
    whole, parted = corpus_of(**texts), in_parts(corpus_of, **texts)
    assert count_articles(parted, by=by).equals(count_articles(whole, by=by))
    assert count_changes(parted).equals(count_changes(whole))
    assert count_articles(whole, by=by)["n_articles"].sum() == 27


def test_the_example_of_a_change_is_the_first_through_all_parts(corpus_of):
    corpus = in_parts(corpus_of, "rain\tfell.", "rain  fell.", "rain   fell.")
    assert count_changes(corpus).to_dict("list") == {
        **{"rule": ["white space"], "n": [3], "n_articles": [3], "n_characters": [6], "example": ["\t"]},
    }


def test_where_nothing_was_changed_the_table_is_empty(tmp_path):
    (tmp_path / "a.txt").write_text("the rain fell.", encoding="utf-8")
    table = count_changes(read_corpus(tmp_path))
    assert len(table) == 0
    assert table.columns.tolist() == ["rule", "n", "n_articles", "n_characters", "example"]


def test_counting_changes_leaves_the_ledger_as_it_is(corpus_of):
    corpus = corpus_of("Title\n\nTime: 2023-05-30\n\nRain.\n")
    before = corpus.ledger.copy()
    count_changes(corpus)
    pd.testing.assert_frame_equal(corpus.ledger, before)
