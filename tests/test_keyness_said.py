"""What sets articles apart, in words; and the tables of key terms that notebook 04 shows."""

import pandas as pd
import pytest

from analysis import (
    compare_sides,
    compare_terms,
    count_collocates,
    count_key_collocates,
    find,
    find_key,
    select_key,
    show,
    show_concordance,
)
from analysis.findings import say_keyness, say_times

NAN = float("nan")


def compared(*rows: tuple, at_large: bool = False, note: str = "", p: float = 0.01) -> pd.DataFrame:
    """Make a table of terms as ``(form, n, log_ratio, lrc, is_key)``."""
    table = pd.DataFrame(rows, columns=["form", "n", "log_ratio", "lrc", "is_key"])
    table = table.assign(term=table["form"].str.lower(), p_words=0.01, p_articles=p, is_stop=table["form"].isin(["the"]))
    table.attrs["note"] = note
    return table if at_large else table.assign(n_reference=3)


@pytest.mark.parametrize(
    ("log_ratio", "said"),
    [(-1, "0.5"), (0, "1.0"), (1, "2.0"), (1.87, "3.6"), (3.32, "9.9"), (3.33, "10"), (7.66, "200"), (10, "1,000"), (13.5, "11,000")],
)
def test_how_many_times_is_rounded_down(log_ratio, said):
    assert say_times(log_ratio) == f"{said} times as often"


def test_both_sides_are_named_and_what_the_test_over_words_would_say():
    table = compared(
        ("Xi", 19, 10.5, 7.66, True), ("moon", 5, 3, 1, True), ("the", 90, 2, 1, True), ("day", 5, 1, 0, False), ("tax", 2, -3, -1, True)
    )
    assert say_keyness(table, ("AFP", "Xinhua")) == (
        "2 terms outside stop words set AFP apart: first *Xi*, used at least 200 times as often as in Xinhua; then *moon*. "
        "1 term is used less than there: *tax*. A test over single words would call 4 terms key."
    )


def test_many_are_not_all_named_and_the_surest_of_those_used_less_comes_first():
    more = [(f"m{k}", 9, 3, 1, True) for k in range(8)]
    less = [(f"l{k}", 9, -3, -1 - k / 10, True) for k in range(7)]
    said = say_keyness(compared(*more, *less))
    assert "first *m0*, used at least 2.0 times as often as in the language at large; then *m1*, *m2*, *m3*, *m4*, *m5* and others." in said
    assert "7 terms are used less than there: *l6*, *l5*, *l4*, *l3*, *l2* and others." in said


def test_one_key_term_alone():
    assert say_keyness(compared(("Xi", 19, 10.5, 0, True))).startswith("1 term outside stop words sets these articles apart: *Xi*. A test")


def test_without_a_key_term_what_differs_may_be_chance():
    said = say_keyness(compared(("Xi", 19, 1, 0, False)))
    assert said.startswith("No term outside stop words is key: how these articles and the language at large differ may be chance.")


def test_of_the_language_at_large_what_is_never_used_here_is_not_named():
    rows = (("Xi", 19, 10.5, 7, True), ("team", 1, -3, -1, True), ("yeah", 0, -6, -3, True))
    assert "1 term is used less than there: *team*." in say_keyness(compared(*rows, at_large=True))
    assert "2 terms are used less than there: *yeah* and *team*." in say_keyness(compared(*rows))


def test_too_few_articles_are_said_by_the_note():
    assert say_keyness(compared(("Xi", 19, 1, NAN, False), note="Too few.", p=NAN)) == "Too few."
    assert say_keyness(compared()) == "There is nothing to compare."


@pytest.fixture
def story(corpus_of):
    """Twelve paragraphs, most of them of a probe."""
    return corpus_of("\n\n".join([f"The zygote probe of day {k} met a xylem rover near a xylem rock." for k in range(12)]))


def test_key_terms_are_those_used_more_stop_words_left_out(story):
    table = compare_terms(story)
    key = select_key(table)
    assert {"zygote", "xylem", "rover", "probe"} <= set(key["term"])
    assert not key["is_stop"].any()
    assert "is_key" not in key
    assert select_key(table, 2)["term"].tolist() == key["term"].tolist()[:2]
    pd.testing.assert_frame_equal(
        key, table[table["is_key"] & ~table["is_stop"] & (table["log_ratio"] > 0)].drop(columns="is_key").reset_index(drop=True)
    )


def test_the_collocates_of_key_terms_are_those_of_each(story):
    table = compare_terms(story)
    joined = count_key_collocates(story, table, terms=2, rows=3)
    key = select_key(table, 2)
    assert joined["key"].unique().tolist() == key["form"].tolist()
    for term, form in zip(key["term"], key["form"], strict=True):
        alone = count_collocates(story, term).query("not is_stop").head(3).reset_index(drop=True)
        pd.testing.assert_frame_equal(joined[joined["key"] == form].drop(columns="key").reset_index(drop=True), alone)


def test_the_places_of_key_terms_are_the_first_of_each(story):
    table = compare_terms(story)
    places = find_key(story, table, terms=2, rows=4)
    assert places["key"].tolist() == [form for form in select_key(table, 2)["form"] for _ in range(4)]
    first = find(story, select_key(table, 1)["term"][0], rows=4)
    pd.testing.assert_frame_equal(places.head(4).drop(columns="key"), first)


@pytest.mark.parametrize("texts", [[], ["Rain."], ["Rain.", "Fog and rain."]])
def test_without_key_terms_the_tables_are_empty_and_say_so(corpus_of, texts):
    corpus = corpus_of(*texts)
    table = compare_terms(corpus)
    assert len(select_key(table)) == 0
    assert show_concordance(find_key(corpus, table)).rows == []
    for made in (count_key_collocates(corpus, table), find_key(corpus, table)):
        assert (len(made), made.columns[0]) == (0, "key")
        assert show(made).note == "There is no key term outside stop words. No rows."
        assert made.attrs["note"] == "There is no key term outside stop words."


def test_without_two_sides_the_table_has_no_rows_and_says_why(corpus_of):
    table = compare_sides(corpus_of("Rain fell."))
    assert len(table) == 0
    assert "is_key" in table.columns
    assert say_keyness(table, table.attrs["names"]) == "No two sources, and no halves of the period, have ten articles each."


def test_sides_are_named_in_the_note(corpus_of):
    texts = [f"Headline\nTime:2023-05-{day:02d}\n\n{'Snow' if day > 12 else 'Rain'} fell {day} times." for day in range(1, 25)]
    table = compare_sides(corpus_of(*texts))
    one, other = table.attrs["names"]
    assert (one, other) == ("articles since 2023-05-13", "articles before 2023-05-13")
    assert table.attrs["note"].startswith(f"Here: {one}; there: {other}. ")
    assert table.set_index("term").loc[["snow", "rain"], "is_key"].all()
    assert table["term"].iloc[0] == "snow"
    assert table["term"].iloc[-1] == "rain"
