"""Corpora within a corpus: some of the articles are what a corpus of these alone is; sides to compare; headlines."""

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_units import STORY, make_corpus, plain_corpora

from analysis import Corpus, count_phrases, count_terms, find, read_corpus
from analysis.corpus import join_segments
from analysis.reading import find_files
from analysis.segments import build_segment
from analysis.subsets import choose_sides, take_headlines

TEXTS = {
    "a.txt": "Rain in Oslo\nTime:2023-05-30 08:00\n\nOSLO, May 29 -- Rain fell in the old town.  The old town was wet.\n\n\nChina’s rain.",
    "b.txt": "Nothing\nTime:2023-05-31\n\n",
    "c.txt": "Old town under water\nTime:2023-06-02\n\nACCRA, June 1 -- The old town &amp; its river.\n\nRain-\n\n“Rain,” he said.",
    "d.txt": "It rained on and on. The old town was wet. Rains fell.",
    "e.txt": "Fog\n\nFog &amp; rain in the old town.\n\nThe old town slept.",
}


def read_these(folder: Path, texts: dict[str, str], parted: bool) -> Corpus:
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    return join_segments([build_segment([file]) for file in find_files(folder)]) if parted else read_corpus(folder)


def assert_same_counts(one: Corpus, other: Corpus) -> None:
    """Assert that all that is counted and found in two corpora is the same, byte by byte."""
    assert one.counts == other.counts
    assert one.period == other.period
    assert one.digest == other.digest
    pd.testing.assert_frame_equal(one.articles, other.articles)
    pd.testing.assert_frame_equal(one.ledger, other.ledger)
    for name in one.articles.index:
        pd.testing.assert_frame_equal(one.ledger_of(name), other.ledger_of(name))
    for options in ({}, {"words": 2}, {"by": "article"}, {"by": "section"}, {"by": "month"}, {"forms": "merged"}):
        counted, again = (count_terms(corpus, **options).drop(columns="joined", errors="ignore") for corpus in (one, other))
        pd.testing.assert_frame_equal(counted, again, check_exact=True)
        assert counted.attrs == again.attrs
    pd.testing.assert_frame_equal(count_phrases(one), count_phrases(other))
    for query in ("rain", "old town", "rain*", "fog"):
        pd.testing.assert_frame_equal(find(one, query), find(other, query))


# Some of the articles


@pytest.mark.parametrize("parted", [False, True], ids=["one part", "parts"])
@pytest.mark.parametrize("names", ["a", "b", "bd", "ace", "abcde", ""])
def test_what_is_counted_in_some_articles_is_what_a_corpus_of_these_alone_has(tmp_path, names, parted):
    whole = read_these(tmp_path / "whole", TEXTS, parted)
    kept = {name: text for name, text in TEXTS.items() if name[0] in names}
    alone = read_these(tmp_path / "alone", kept, parted and bool(kept))
    taken = whole.take([name in kept for name in whole.articles.index])
    assert_same_counts(taken, alone)
    assert len(find(taken, "old town")) == sum(text.lower().count("old town") for text in kept.values()) - (
        "c" in names
    )  # one in the title
    assert whole.counts.articles == 5  # the whole is what it was
    pd.testing.assert_frame_equal(whole.articles, read_these(tmp_path / "again", TEXTS, parted).articles)


def test_what_was_joined_of_some_articles_is_what_occurs_in_them():
    corpus = make_corpus("Rain fell.", "It rained. Rains fell.")
    joined = count_terms(corpus.take([False, True]), forms="merged").set_index("term")["joined"]
    assert joined["rain"] == "rained|rains"


def test_what_was_joined_without_copies_is_what_occurs_without_them():
    corpus = make_corpus(f"{STORY} Two clouds.", f"{STORY} One cloud.", copies="first")
    assert corpus.counts.articles == 1
    assert count_terms(corpus, forms="merged").set_index("term").loc["cloud", "joined"] == "clouds"


def test_the_ledger_of_what_is_taken_is_there_and_that_of_the_rest_is_not(tmp_path):
    whole = read_these(tmp_path / "whole", TEXTS, False)
    taken = whole.take(whole.articles.index == "e.txt")
    assert len(taken.ledger_of("e.txt")) == len(whole.ledger_of("e.txt")) > 0
    assert len(whole.ledger_of("a.txt")) > 0 and taken.ledger_of("a.txt").empty
    assert set(taken.ledger["article_id"]) == {"e.txt"}


@settings(deadline=None, max_examples=20)
@given(plain_corpora(12), st.randoms(use_true_random=False))
@example(([], []), None)
def test_what_is_taken_of_what_was_taken_is_taken(made, rng):
    articles, cuts = made
    corpus = make_corpus(*articles, cuts=cuts)
    first = np.array([rng.random() < 0.6 for _ in articles], dtype=bool)
    second = np.array([rng.random() < 0.6 for _ in range(first.sum())], dtype=bool)
    both = first.copy()
    both[first] = second
    middle = corpus.take(first)
    once, twice = corpus.take(both), middle.take(second)
    # What was taken from is what it was.
    assert middle.select("article_id")["article_id"].to_list() == [f"{k:03d}.txt" for k in np.flatnonzero(first)]
    assert once.counts == twice.counts and once.digest == twice.digest
    assert once.select("article_id")["article_id"].to_list() == [f"{k:03d}.txt" for k in np.flatnonzero(both)]
    assert once.select("copy_of")["copy_of"].to_list() == corpus.select("copy_of")["copy_of"].filter(pl.Series(both)).to_list()
    assert [part.first for part in once.parts] == [part.first for part in twice.parts]
    pd.testing.assert_frame_equal(once.articles, twice.articles)
    # Of whatever group, the counts are those of a corpus of these alone; copies whose original is not there are still one story.
    alone = make_corpus(*(article for article, is_there in zip(articles, both, strict=True) if is_there))
    same = ["term", "form", "n", "n_articles", "per_10k", "dispersion", "is_stop"]
    pd.testing.assert_frame_equal(count_terms(twice)[same], count_terms(alone)[same])
    assert once.counts == alone.counts


@pytest.mark.parametrize("cuts", [(), (1, 3, 3)], ids=["one part", "parts"])
def test_of_all_articles_everything_is_taken_and_of_none_nothing(cuts):
    corpus = make_corpus("Rain fell.", STORY, "Fog.", STORY, cuts=cuts)
    everything, nothing = corpus.take([True] * 4), corpus.take([False] * 4)
    assert_same_counts(everything, corpus)
    assert everything.articles["copy_of"].notna().sum() == 1
    assert nothing.counts == make_corpus().counts
    assert len(count_terms(nothing)) == len(find(nothing, "rain")) == len(nothing.ledger) == len(nothing.articles) == 0
    assert nothing.digest == make_corpus().digest and nothing.period is None
    assert nothing.take([]).counts == nothing.counts


@pytest.mark.parametrize("cuts", [(), (2, 3)], ids=["one part", "parts"])
def test_of_a_corpus_without_its_copies_those_that_are_there_are_chosen_from(cuts):
    texts = [STORY, "Old rain fell.", STORY, "Fog in the old town.", STORY, "Sun."]
    first = make_corpus(*texts, cuts=cuts, copies="first")
    assert first.articles.index.tolist() == ["000.txt", "001.txt", "003.txt", "005.txt"]
    taken = first.take([True, False, True, False])
    assert taken.articles.index.tolist() == ["000.txt", "003.txt"]
    assert taken.articles["text"].tolist() == [STORY, "Fog in the old town."]
    assert_same_counts(taken.take([False, True]), make_corpus(*texts, cuts=cuts).take([k == 3 for k in range(6)]))


def test_what_is_furniture_in_the_whole_is_so_in_what_is_taken(tmp_path):
    records = [
        {"title": f"Headline {k}", "source": "AFP", "text": f"Old rain {'x' * k} fell.\n\nThe town was wet.\n\nRead more on our site."}
        for k in range(6)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    whole = read_corpus(tmp_path)
    assert (whole.ledger["rule"] == "repeated line").sum() == 6
    is_taken = np.array([False, True, False, False, True, True])
    taken = whole.take(is_taken)
    pd.testing.assert_frame_equal(taken.articles, whole.articles[is_taken])
    assert taken.articles["text"].iloc[0] == "Old rain x fell.\n\nThe town was wet."
    rows = whole.ledger[whole.ledger["article_id"].isin(taken.articles.index)].reset_index(drop=True)
    assert len(rows) >= 3
    pd.testing.assert_frame_equal(taken.ledger, rows)
    found = find(whole, "town")
    expected = found[found["article_id"].isin(taken.articles.index)].reset_index(drop=True)
    assert len(expected) == 3
    pd.testing.assert_frame_equal(find(taken, "town"), expected)
    assert len(find(taken, "read more")) == 0


@pytest.mark.parametrize("wrap", [list, tuple, np.array, pd.Series])
def test_the_articles_may_be_chosen_by_whatever_holds_a_value_for_each(wrap):
    corpus = make_corpus("Rain.", "Fog.", "Sun.")
    assert corpus.take(wrap([True, False, True])).articles["text"].tolist() == ["Rain.", "Sun."]


def test_the_choice_may_be_changed_afterwards():
    corpus, choice = make_corpus("Rain.", "Fog."), np.array([True, False])
    taken = corpus.take(choice)
    choice[:] = [False, True]
    assert taken.articles["text"].tolist() == ["Rain."]


@pytest.mark.parametrize("n", [0, 1, 3, 2000])
def test_another_number_of_values_than_articles_is_an_error(n):
    with pytest.raises(ValueError, match=f"^one value is needed for each of 2 articles, not {n:,}.$"):
        make_corpus("Rain.", "Fog.").take([True] * n)


def test_a_single_value_is_an_error_of_one_sentence():
    with pytest.raises(ValueError, match="one value is needed for each of 2 articles"):
        make_corpus("Rain.", "Fog.").take(True)


# Sides


def articles_of(source: str | None, n: int, day: str | None = None, text: str = "Rain fell.") -> list[dict]:
    published = datetime.fromisoformat(day) if day else None
    return [{"source": source, "published": published, "text": f"{text} {source or 'x'}{k}"} for k in range(n)]


def sides_of(*articles: dict, cuts=()) -> tuple | None:
    """Give the names of the sides, and how many articles each has."""
    sides = choose_sides(make_corpus(*articles, cuts=cuts))
    return sides and (*sides.names, sides.one.counts.articles, sides.other.counts.articles)


def test_the_two_sources_with_most_articles_are_compared():
    articles = [*articles_of("AFP", 11), *articles_of("Xinhua", 13), *articles_of("dpa", 12), *articles_of(None, 20)]
    assert sides_of(*articles) == ("Xinhua", "dpa", 13, 12)
    assert sides_of(*articles, cuts=(5, 30)) == ("Xinhua", "dpa", 13, 12)
    sides = choose_sides(make_corpus(*articles, cuts=(5, 30)))
    assert set(sides.one.articles["source"]) == {"Xinhua"} and set(sides.other.articles["source"]) == {"dpa"}
    assert len(find(sides.one, "Xinhua*")) == 13 and len(find(sides.one, "dpa*")) == 0


def test_of_sources_with_as_many_articles_the_first_by_name_are_compared():
    articles = [*articles_of("c", 10), *articles_of("b", 10), *articles_of("a", 10)]
    assert sides_of(*articles) == sides_of(*articles[::-1]) == ("a", "b", 10, 10)
    assert sides_of(*articles, *articles_of("c", 1)) == ("c", "a", 11, 10)


def test_sources_are_compared_though_there_are_dates():
    articles = [*articles_of("b", 12, "2023-01-01"), *articles_of("a", 10, "2024-01-01")]
    assert sides_of(*articles) == ("b", "a", 12, 10)


def test_a_source_with_nine_articles_is_none_though_others_have_no_word():
    assert sides_of(*articles_of("a", 12), *articles_of("b", 9)) is None
    empty = {"source": "b", "text": ""}
    assert sides_of(*articles_of("a", 12), *articles_of("b", 9), *[empty] * 5) is None
    assert sides_of(*articles_of("a", 12), *articles_of("b", 10), *[empty] * 5) == ("a", "b", 12, 15)
    assert sides_of(*articles_of("a", 10), *articles_of("b", 11), *[{"source": "a", "text": ""}] * 5) == ("b", "a", 11, 15)


def test_without_sources_the_later_half_of_the_period_is_compared_with_the_earlier():
    days = [f"2023-01-{day:02d}" for day in range(1, 25)]
    articles = [articles_of(None, 1, day, f"Rain fell {'now' if day >= '2023-01-13' else 'then'}")[0] for day in days]
    assert sides_of(*articles) == ("articles since 2023-01-13", "articles before 2023-01-13", 12, 12)
    assert sides_of(*articles[::-1], cuts=(7,)) == ("articles since 2023-01-13", "articles before 2023-01-13", 12, 12)
    sides = choose_sides(make_corpus(*articles[::-1], cuts=(7,)))
    assert (len(find(sides.one, "now")), len(find(sides.one, "then"))) == (12, 0)
    assert (len(find(sides.other, "now")), len(find(sides.other, "then"))) == (0, 12)
    assert sides_of(*articles, *articles_of("AFP", 12)) == (
        "articles since 2023-01-13",
        "articles before 2023-01-13",
        12,
        12,
    )  # one source is no side


@pytest.mark.parametrize(
    ("counts", "border", "later"),
    [
        ({"01": 10, "02": 10}, "02", 10),
        ({"01": 15, "02": 4, "03": 11}, "02", 15),
        ({"01": 10, "02": 9, "03": 21}, "03", 21),
        ({"01": 19, "02": 20, "03": 1}, "02", 21),
        ({"01": 11, "02": 2, "03": 11}, "02", 13),  # as evenly before the 3rd: the first such day
        ({"01": 30, "02": 10}, "02", 10),
        ({"01": 10, "02": 30}, "02", 30),
        ({"01": 31, "02": 9}, None, 0),
        ({"01": 9, "02": 31}, None, 0),
        ({"01": 9, "02": 30, "03": 9}, None, 0),  # the best border leaves nine
        ({"01": 40}, None, 0),
        ({}, None, 0),
    ],
    ids=str,
)
def test_the_border_is_the_day_that_divides_the_dated_articles_most_evenly(counts, border, later):
    articles = [article for day, n in counts.items() for article in articles_of(None, n, f"2023-01-{day}")]
    undated = articles_of(None, 20)
    expected = border and (f"articles since 2023-01-{border}", f"articles before 2023-01-{border}", later, sum(counts.values()) - later)
    assert sides_of(*articles) == sides_of(*undated[:7], *articles, *undated[7:]) == expected


def test_articles_of_one_day_stay_together():
    times = ["2023-01-01 23:59", *["2023-01-02 00:00"] * 10, *["2023-01-02 23:59"] * 10, *["2023-01-01 00:00"] * 10]
    articles = [articles_of(None, 1, time, f"Rain {k}")[0] for k, time in enumerate(times)]
    assert sides_of(*articles) == ("articles since 2023-01-02", "articles before 2023-01-02", 20, 11)


def test_articles_without_words_do_not_move_the_border():
    empty = {"published": datetime(2023, 1, 1), "text": ""}
    articles = [*articles_of(None, 10, "2023-01-01"), *articles_of(None, 5, "2023-01-02"), *articles_of(None, 5, "2023-01-03")]
    assert sides_of(*articles) == ("articles since 2023-01-02", "articles before 2023-01-02", 10, 10)
    assert sides_of(*[empty] * 9, *articles) == ("articles since 2023-01-02", "articles before 2023-01-02", 10, 19)
    assert sides_of(*[{**empty, "published": datetime(2023, 1, 3)}] * 9, *articles) == (
        "articles since 2023-01-02",
        "articles before 2023-01-02",
        19,
        10,
    )
    assert sides_of(*[empty] * 9, *articles[1:-1]) is None


def test_there_is_nothing_to_compare_in_few_articles():
    assert sides_of() is None
    assert sides_of(*articles_of("a", 9), *articles_of("b", 9)) is None
    assert sides_of(*articles_of(None, 40)) is None


# Headlines


def headlines_of(corpus: Corpus) -> list[str]:
    return take_headlines(corpus).articles["text"].tolist()


def test_a_headline_stands_for_its_article():
    rows = [
        {"title": "Old rain falls", "text": "Fog.", "source": "AFP", "published": datetime(2023, 5, 1)},
        {"title": None, "text": "No headline here."},
        {"title": "China’s R&D grows", "text": "", "place": "OSLO"},
    ]
    for cuts in ((), (1, 2)):
        headlines = take_headlines(make_corpus(*rows, cuts=cuts))
        table = headlines.articles
        assert table.index.tolist() == ["000.txt", "002.txt"]
        assert table["text"].tolist() == table["title"].tolist() == ["Old rain falls", "China’s R&D grows"]
        assert table["n_words"].tolist() == [3, 3]
        assert table["source"].tolist()[0] == "AFP" and table["place"].tolist()[1] == "OSLO"
        assert table["published"].tolist() == [pd.Timestamp("2023-05-01"), pd.NaT]
        terms = count_terms(headlines)
        assert dict(zip(terms["term"], terms["n"], strict=True)) == dict.fromkeys("old rain falls china r&d grows".split(), 1)
        assert find(headlines, "china")[["article_id", "sentence"]].values.tolist() == [["002.txt", "China’s R&D grows"]]
        assert len(headlines.ledger) == 0


def test_the_headlines_are_counted_as_a_corpus_of_them_is(tmp_path):
    titles = ["Rain in Oslo: the old town is wet", "Rain again", "U.S. rain. More to come"]
    files = {f"{k}.txt": f"{title}\nTime:2023-05-30\n\nFog fell on the town." for k, title in enumerate(titles)}
    headlines = take_headlines(read_these(tmp_path / "whole", files, True))
    bodies = read_these(tmp_path / "bodies", {name: titles[int(name[0])] for name in files}, False)
    assert headlines.articles["text"].tolist() == bodies.articles["text"].tolist() == titles
    pd.testing.assert_frame_equal(count_terms(headlines), count_terms(bodies))
    pd.testing.assert_frame_equal(count_terms(headlines, words=2), count_terms(bodies, words=2))
    assert headlines.counts == bodies.counts


def test_headlines_are_those_of_the_articles_that_are_there():
    texts = [STORY, "Fog.", STORY]
    corpus = make_corpus(*texts)
    assert headlines_of(corpus) == ["Headline number 0", "Headline number 1", "Headline number 2"]
    assert headlines_of(corpus.take([False, True, True])) == ["Headline number 1", "Headline number 2"]
    assert headlines_of(make_corpus(*texts, copies="first")) == ["Headline number 0", "Headline number 1"]
    assert headlines_of(make_corpus(*texts, cuts=(1,), copies="first").take([False, True])) == ["Headline number 1"]


def test_of_headlines_that_are_the_same_all_are_counted_and_one_is_a_unit():
    rows = [{"title": f"Rain on day {'x' * k}", "text": f"Fog {k}."} for k in range(9)]
    rows += [{"title": "World in brief", "text": f"Sun {k}.", "source": "AFP"} for k in range(8)]
    headlines = take_headlines(make_corpus(*rows))
    assert find(headlines, "world in brief")["article_id"].tolist() == [f"{k:03d}.txt" for k in range(9, 17)]
    assert count_terms(headlines).attrs["intervals"].startswith("Intervals (95 %) are over the 10 unique stories: ")


def test_articles_without_headlines_give_no_headlines():
    for corpus in (make_corpus(), make_corpus({"title": None, "text": "Rain."}), make_corpus({"title": None, "text": "Rain."}, cuts=(1,))):
        headlines = take_headlines(corpus)
        assert headlines.counts == make_corpus().counts
        assert len(count_terms(headlines)) == 0
