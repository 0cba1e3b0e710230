"""Terms over time: gaps, zeros, intervals, and which step of the calendar."""

import pandas as pd
import pytest
from conftest import in_parts
from test_themes import lexicon_of

from analysis import count_term_course, count_terms, count_theme_course, draw_term_course
from analysis.groups import name_step
from analysis.statistics import Clusters, rate_interval


def article(date: str | None, body: str) -> str:
    return f"Headline\nTime:{date}\n\n{body}" if date else body


def choose(corpus, *terms: str) -> pd.DataFrame:
    table = count_terms(corpus).set_index("term", drop=False)
    return table.loc[list(terms)].reset_index(drop=True)


def months(*numbers: int) -> list[str]:
    return [f"2023-{month:02d}-{day:02d}" for month in numbers for day in range(10, 16)]


@pytest.fixture
def corpus(corpus_of):
    """Six articles in each of January, February and May, a term that is in all months, and one that is not in February."""
    texts = [article(date, f"Rain fell. {'Snow fell.' if date[5:7] != '02' else 'Fog rose.'}") for date in months(1, 2, 5)]
    return corpus_of(*texts, article(None, "Rain, rain, rain."))


def test_a_period_without_articles_is_empty_and_one_without_a_use_is_zero(corpus):
    course = count_term_course(corpus, choose(corpus, "rain", "snow"))
    assert course["term"].tolist() == ["rain"] * 5 + ["snow"] * 5
    assert course["period"].tolist() == ["2023-01", "2023-02", "2023-03", "2023-04", "2023-05"] * 2
    assert course["n"].tolist() == [6, 6, 0, 0, 6, 6, 0, 0, 0, 6]
    assert course["n_articles_period"].tolist() == [6, 6, 0, 0, 6] * 2
    assert course["n_words"].tolist() == [24, 24, 0, 0, 24] * 2
    rates = course["per_10k"].tolist()
    assert rates[:2] == [2500, 2500]
    assert rates[6] == 0
    assert course["per_10k"].isna().tolist() == [False, False, True, True, False] * 2


def test_a_stray_date_does_not_press_the_others_into_one_period(corpus_of):
    texts = [
        article(f"{year}-{month:02d}-{day:02d}", "Rain fell.") for year in (2021, 2022) for month in range(1, 13) for day in range(10, 16)
    ]
    stray, lexicon = article("1970-01-01", "Rain, rain, rain."), lexicon_of(weather=["rain"])
    corpus = corpus_of(*texts, stray)
    course, themes = count_term_course(corpus, choose(corpus, "rain")), count_theme_course(corpus, lexicon)
    for table in (course, themes):
        assert table["period"].tolist() == [f"{year}-{month:02d}" for year in (2021, 2022) for month in range(1, 13)]
        assert table["n"].tolist() == [6] * 24
        assert table.attrs["note"] == "1 dated far from all others is left out."


@pytest.mark.parametrize(("near", "far", "left"), [(18, 1, 0), (19, 1, 1), (98, 2, 0), (199, 2, 2)])
def test_no_more_than_one_in_a_hundred_are_left_out_or_one_of_twenty(corpus_of, near, far, left):
    texts = [article(f"2023-05-{1 + k % 28:02d}", "Rain fell.") for k in range(near)]
    corpus = corpus_of(*texts, *(article(f"{1500 + k}-01-01", "Rain fell.") for k in range(far)))
    course = count_term_course(corpus, choose(corpus, "rain"))
    assert (course["n"].sum() == near) == bool(left)
    assert ("dated far" in course.attrs["note"]) == bool(left)


def test_undated_articles_are_left_out_and_that_is_said(corpus):
    assert count_term_course(corpus, choose(corpus, "rain")).attrs["note"] == "1 without a date is left out."


def test_intervals_are_those_of_the_term_tables_and_of_zero_uses_too(corpus_of):
    # Each has a word of its own: copies of one another would be one unit.
    texts = [article(f"2023-{month}-15", f"Rain{' rain' * (k % 3)} w{month}x{k}.") for month in ("01", "02") for k in range(13)]
    corpus = corpus_of(*texts, *(article("2023-03-15", f"Fog rose w{k}.") for k in range(13)))
    course = count_term_course(corpus, choose(corpus, "rain"))
    step = name_step(course["period"][0])
    course = course[course["n_articles_period"] > 0].reset_index(drop=True)
    table = count_terms(corpus, by=step).query("term == 'rain'")
    assert course["period"].tolist()[:2] == table[step].tolist()
    assert course[["low", "high"]].to_numpy()[:2] == pytest.approx(table[["low", "high"]].to_numpy())
    none = rate_interval(Clusters(0, 0, 0, 39, 13 * 9, 13))
    assert course.loc[2, ["low", "high"]].tolist() == pytest.approx([10_000 * bound for bound in none])
    assert course.loc[2, "low"] == 0 < course.loc[2, "high"]


def test_with_few_articles_and_paragraphs_there_is_no_interval(corpus):
    assert count_term_course(corpus, choose(corpus, "rain"))["low"].isna().all()


@pytest.mark.parametrize("texts", [[], ["Rain."], [article("2023-05-30", "Rain.")], [article("2023-05-30", "Rain.")] * 3])
def test_with_fewer_than_two_periods_there_are_no_rows_and_no_picture(corpus_of, texts):
    corpus = corpus_of(*texts)
    course = count_term_course(corpus, count_terms(corpus))
    assert len(course) == 0
    assert course.columns.tolist() == ["term", "form", "period", "n", "n_articles_period", "n_words", "per_10k", "low", "high"]
    assert draw_term_course(course) is None


def test_no_more_periods_than_can_be_read(corpus_of):
    corpus = corpus_of(*(article(f"{year}-05-30", "Rain.") for year in range(1901, 2024) for _ in range(6)))
    course = count_term_course(corpus, choose(corpus, "rain"))
    assert course["period"].tolist() == [f"{decade}s" for decade in range(1900, 2030, 10)]


def test_where_parts_end_does_not_show(corpus_of):
    named = {f"{k:02d}.txt": article(date, f"Rain fell. Fog {k % 3}.") for k, date in enumerate(months(1, 2, 5))}
    whole, parted = corpus_of(**named), in_parts(corpus_of, **named)
    pd.testing.assert_frame_equal(
        count_term_course(parted, choose(parted, "rain", "fog")), count_term_course(whole, choose(whole, "rain", "fog"))
    )


def test_periods_of_few_articles_are_named_below_the_table_and_those_of_none_have_no_rows(corpus_of):
    assert count_terms(corpus_of(), by="month").attrs["note"] == ""
    texts = [article(date, "Rain fell.") for date in months(1, 5)] + [article("2023-03-07", "Snow fell.")] * 4
    table = count_terms(corpus_of(*texts), by="month")
    assert table.attrs["note"] == "Fewer than five articles: 2023-03."
    assert table["month"].unique().tolist() == ["2023-01", "2023-03", "2023-05"]
    days = count_terms(corpus_of(*(article(f"2024-05-{day:02d}", "Rain.") for day in range(1, 31))), by="day")
    assert days.attrs["note"].endswith("2024-05-12 and 18 more.")
