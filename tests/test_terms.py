"""Counts of words and n-grams, by hand, by law, and against scikit-learn's."""

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import in_parts, with_field
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Corpus, count_positions, count_terms, find, find_top, list_leading_terms, read_corpus, select_top, show
from analysis.corpus import join_segments
from analysis.groups import BY
from analysis.index import build_index
from analysis.reading import find_files
from analysis.segments import build_segment
from analysis.tallies import add_rows, common_spelling, gather, gram_starts, spell
from analysis.words import fold, split_words

COUNTS = ["term", "form", "n", "n_articles", "per_10k"]
COLUMNS = [*COUNTS, "low", "high", "dispersion", "is_stop"]


def article(date: str, body: str) -> str:
    return f"Headline\nTime:{date}\n\n{body}"


def counts(corpus: Corpus, **options) -> dict[str, int]:
    table = count_terms(corpus, **options)
    return dict(zip(table["term"], table["n"], strict=True))


def test_a_small_table_counted_by_hand(corpus_of):
    corpus = corpus_of("Rain, rain! The sun.", "RAIN's end. The rain fell.")
    expected = pd.DataFrame(
        [
            ("rain", "Rain", 4, 2, 4444.444, False),
            ("the", "The", 2, 2, 2222.222, True),
            ("end", "end", 1, 1, 1111.111, False),
            ("fell", "fell", 1, 1, 1111.111, False),
            ("sun", "sun", 1, 1, 1111.111, False),
        ],
        columns=[*COUNTS, "is_stop"],
    )
    # rain: "rain" stands twice, "Rain" once, "RAIN" once
    expected.loc[0, "form"] = "rain"
    counted = count_terms(corpus)
    pd.testing.assert_frame_equal(counted[expected.columns], expected, check_dtype=False, atol=0.001)
    # Two articles of four and five words hold each once or none: DP is 1 less the share of the words of the articles that hold it.
    assert counted["dispersion"].tolist() == pytest.approx([(2 / 4 - 4 / 9) / (5 / 9), (1 / 2 - 4 / 9) / (5 / 9), 4 / 5, 4 / 5, 1])


def test_pairs_counted_by_hand(corpus_of):
    corpus = corpus_of("The sun rose. The sun and the moon.", "A sun and moons.")
    assert counts(corpus, words=2) == {
        "the sun": 2,
        "sun and": 2,
        "sun rose": 1,
        "and the": 1,
        "the moon": 1,
        "a sun": 1,
        "and moons": 1,
    }
    both = count_terms(corpus, words=2).set_index("term").loc["sun and"]
    assert (both["n_articles"], both["form"]) == (2, "sun and")
    assert both["per_10k"] == pytest.approx(10_000 * 2 / 12)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (1, {"a": 3, "b": 3, "c": 2, "d": 1}),
        (2, {"a b": 2, "b c": 2, "b a": 1, "c d": 1}),
        (3, {"a b c": 2, "b a b": 1, "b c d": 1}),
        (4, {"b a b c": 1, "a b c d": 1}),
        (5, {}),
    ],
)
def test_runs_of_one_to_five_words_stay_within_their_sentence(corpus_of, words, expected):
    assert counts(corpus_of("B a b c! A b c d? A"), words=words) == expected


@pytest.mark.parametrize("between", [". ", "\n\n", "\n\n\n\n", '." ', "…\n\n"])
def test_runs_do_not_cross_sentences_paragraphs_or_sections(corpus_of, between):
    corpus = corpus_of(article("2023-05-30", f"Old rain{between}New sun{between}Fog"))
    assert counts(corpus, words=2) == {"old rain": 1, "new sun": 1}


def test_runs_do_not_cross_articles(corpus_of):
    assert counts(corpus_of("Old rain", "New sun", "Fog"), words=2) == {"old rain": 1, "new sun": 1}


def test_runs_begin_at_the_words_with_enough_after_them_in_their_sentence(corpus_of):
    index = corpus_of("One. Two three four. Five six.").index
    assert gram_starts(index, 1).tolist() == [0, 1, 2, 3, 4, 5]
    assert gram_starts(index, 2).tolist() == [1, 2, 4]
    assert gram_starts(index, 3).tolist() == [1]
    assert gram_starts(index, 4).tolist() == []


def test_the_form_is_the_spelling_most_often_seen_without_possessives(corpus_of):
    forms = count_terms(corpus_of("China's rain. CHINA rain. China fog. It’s rain's end.")).set_index("term")["form"]
    assert forms["china"] == "China"
    assert forms["rain"] == "rain"
    assert forms["it's"] == "It's"


def test_of_spellings_seen_as_often_the_first_by_code_point_is_the_form(corpus_of):
    forms = count_terms(corpus_of("us US Us \u00e9t\u00e9 \u00c9t\u00e9")).set_index("term")["form"]
    assert forms["us"] == "US"
    assert forms["\u00e9t\u00e9"] == "\u00c9t\u00e9"


def test_the_form_of_a_run_is_its_own_spelling_most_often_seen(corpus_of):
    corpus = corpus_of("A White House. The White House. The white house. White paint. white house's white white white.")
    assert count_terms(corpus, words=2).set_index("term").loc["white house", "form"] == "White House"
    assert count_terms(corpus).set_index("term").loc["white", "form"] == "white"


def test_the_form_of_a_term_is_the_same_in_every_group(corpus_of):
    corpus = corpus_of("RAIN fell.", "Some rain. More rain.")
    table = count_terms(corpus, by="article")
    assert set(table.loc[table["term"] == "rain", "form"]) == {"rain"}


def test_most_frequent_terms_come_first_and_ties_by_term(corpus_of):
    table = count_terms(corpus_of("b a c b a B Z é z"))
    assert list(zip(table["term"], table["n"], strict=True)) == [("b", 3), ("a", 2), ("z", 2), ("c", 1), ("é", 1)]


def test_a_stop_word_is_one_in_any_case_and_with_a_curly_apostrophe(corpus_of):
    table = count_terms(corpus_of("The rain. THEY fell. It’s he who SAID so; don't.")).set_index("term")
    assert table.index[~table["is_stop"]].tolist() == ["fell", "rain"]


def test_a_run_is_a_stop_word_if_it_begins_or_ends_with_one(corpus_of):
    table = count_terms(corpus_of("the sun and rain"), words=2).set_index("term")
    assert table["is_stop"].to_dict() == {"the sun": True, "sun and": True, "and rain": True}
    assert count_terms(corpus_of("the sun and rain"), words=3).set_index("term")["is_stop"].to_dict() == {
        "the sun and": True,
        "sun and rain": False,
    }


def test_groups_come_in_their_order_each_with_its_own_counts_and_rates(corpus_of):
    corpus = corpus_of(article("2023-06-01", "Rain. Rain. Sun. Fog."), article("2023-05-01", "Rain."), "Sun.")
    table = count_terms(corpus, by="month")
    rows = [("2023-05", "rain", 1, 1, 10_000), ("2023-06", "rain", 2, 1, 5_000), ("2023-06", "fog", 1, 1, 2_500)]
    rows += [("2023-06", "sun", 1, 1, 2_500), ("undated", "sun", 1, 1, 10_000)]
    assert list(table[["month", "term", "n", "n_articles", "per_10k"]].itertuples(index=False, name=None)) == rows
    assert table.columns.tolist() == ["month", *COUNTS, "low", "high", "is_stop"]


def test_sections_keep_the_name_of_their_article(corpus_of):
    table = count_terms(corpus_of("Rain fell.\n\n\nRain stopped.", "Rain."), by="section")
    rain = table[table["term"] == "rain"]
    assert list(rain[["article_id", "section", "n"]].itertuples(index=False, name=None)) == [
        ("000.txt", 1, 1),
        ("000.txt", 2, 1),
        ("001.txt", 1, 1),
    ]


@pytest.fixture
def several(corpus_of) -> Corpus:
    """Four articles in two months with two sources and sections, and a fifth that tells nothing and says nothing new."""
    corpus = corpus_of(
        article("2023-05-30", "OSLO, May 29 -- Rain fell in the U.S. The rain stopped.\n\n\nChina’s rain."),
        article("2023-05-31", "OSLO, May 30 -- The rain fell."),
        article("2023-06-02", "ACCRA, June 1 -- “Rain,” he said. It’s rain."),
        article("2023-06-03", ""),
        "The rain fell. Rain, rain!",
    )
    return with_field(corpus, "source", ["AFP", "Xinhua", "AFP", "AFP", None])


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("words", [1, 2])
def test_counts_over_groups_add_up_to_the_total(several, by, words):
    grouped = count_terms(several, by=by, words=words).groupby("term")["n"].sum()
    total = count_terms(several, words=words).set_index("term")["n"].sort_index()
    assert grouped.to_dict() == total.to_dict()


PARTS = {
    "a.txt": article("2023-05-30", "OSLO, May 29 -- Rain fell in the U.S. The rain stopped.\n\n\nChina’s rain."),
    "b.txt": "",
    "c.txt": article("2023-05-31", "OSLO, May 30 -- The rain fell. RAIN FELL."),
    "d.txt": article("2023-06-02", "ACCRA, June 1 -- “Rain,” he said. It’s rain."),
    "e.txt": article("2023-06-03", ""),
    "f.txt": "The rains fell. Rain, rain! Nobody’s rain.",
}


@pytest.mark.parametrize("by", [None, *BY])
@pytest.mark.parametrize(("words", "forms"), [(1, "apart"), (1, "merged"), (2, "apart"), (2, "merged"), (3, "apart"), (5, "apart")])
def test_where_parts_end_does_not_show_in_the_table(corpus_of, by, words, forms):
    whole, parted = corpus_of(**PARTS), in_parts(corpus_of, **PARTS)
    assert len(parted.parts) == 6
    table = count_terms(whole, words=words, by=by, forms=forms)
    pd.testing.assert_frame_equal(count_terms(parted, words=words, by=by, forms=forms), table)
    assert len(table) > 0


def test_where_parts_end_does_not_show_in_what_is_found_of_terms(corpus_of):
    whole, parted = corpus_of(**PARTS), in_parts(corpus_of, **PARTS)
    for forms in ("apart", "merged"):
        terms = select_top(count_terms(whole, forms=forms))
        pd.testing.assert_frame_equal(count_positions(parted, terms), count_positions(whole, terms))
        pd.testing.assert_frame_equal(find_top(parted, terms), find_top(whole, terms))
        pd.testing.assert_frame_equal(find_top(parted, terms, rows=3), find_top(whole, terms).head(3))
    pd.testing.assert_frame_equal(list_leading_terms(parted), list_leading_terms(whole))


@pytest.mark.parametrize("by", BY)
def test_rates_of_all_words_of_a_group_add_up_to_ten_thousand(several, by):
    table = count_terms(several, by=by)
    keys = table.columns[: table.columns.get_loc("term")].tolist()
    assert table.groupby(keys)["per_10k"].sum().to_list() == pytest.approx([10_000] * table[keys].drop_duplicates().shape[0])


def test_every_article_twice_doubles_n_and_leaves_the_rates(corpus_of):
    texts = ["Rain, rain! The sun.", "RAIN's end. The rain fell.", "sun Sun SUN"]
    once, twice = count_terms(corpus_of(*texts)), count_terms(corpus_of(*texts, *texts))
    assert once["n"].sum() == 12
    same = ["term", "form", "per_10k", "is_stop"]
    pd.testing.assert_frame_equal(once[same], twice[same])
    assert twice[["n", "n_articles"]].equals(2 * once[["n", "n_articles"]])
    smallest = np.array([3 / 12, 3 / 24])  # as a share of the words
    assert (once["dispersion"] * (1 - smallest[0])).tolist() == pytest.approx((twice["dispersion"] * (1 - smallest[1])).tolist())


@pytest.mark.parametrize("words", [1, 2, 3])
def test_the_order_of_files_is_irrelevant(corpus_of, words):
    first, second, third = "Rain rain. The US.", "Sun. Rain. The us.", "a RAIN fell"
    table = count_terms(corpus_of(**{"a.txt": first, "b.txt": second, "c.txt": third}), words=words)
    turned = count_terms(corpus_of(**{"a.txt": third, "b.txt": first, "c.txt": second}), words=words)
    pd.testing.assert_frame_equal(table, turned)


def test_the_title_is_not_counted(corpus_of):
    assert counts(corpus_of(article("2023-05-30", "Rain."))) == {"rain": 1}


def test_no_articles_give_an_empty_table_with_all_columns(corpus_of):
    assert count_terms(corpus_of()).columns.tolist() == COLUMNS
    assert count_terms(corpus_of(), by="month", words=3).columns.tolist() == ["month", *COUNTS, "low", "high", "is_stop"]
    assert len(count_terms(corpus_of(), forms="merged")) == 0


def test_counting_changes_nothing_in_the_corpus(several):
    before = several.articles.copy(), several.index.ids.copy()
    count_terms(several, by="section", forms="merged")
    pd.testing.assert_frame_equal(several.articles, before[0])
    assert np.array_equal(several.index.ids, before[1])


@pytest.mark.parametrize("words", [0, 7, -1, 1.5, "2", None])
def test_another_number_of_words_is_an_error_that_says_which_there_are(several, words):
    with pytest.raises(ValueError, match=f"there is no words={words!r}; use a number from 1 to 6"):
        count_terms(several, words=words)


def test_another_choice_of_forms_is_an_error_that_says_which_there_are(several):
    with pytest.raises(ValueError, match="there is no forms='joined'; use 'apart' or 'merged'"):
        count_terms(several, forms="joined")


def test_forms_stay_apart_unless_merged(corpus_of):
    corpus = corpus_of("An enterprise. Enterprises. The enterprises' rain rained.")
    assert counts(corpus)["enterprise"] == 1 and counts(corpus)["enterprises"] == 2
    assert counts(corpus, forms="merged")["enterprise"] == 3


def test_merged_terms_show_what_was_joined_as_find_takes_it(corpus_of):
    corpus = corpus_of("An enterprise. Enterprises. The enterprises' rain.", "Enterprise's end.")
    row = count_terms(corpus, forms="merged").set_index("term").loc["enterprise"]
    assert (row["joined"], row["n"], row["n_articles"]) == ("enterprise|enterprises", 4, 2)
    assert len(find(corpus, row["joined"])) == 4


@pytest.mark.parametrize("words", [1, 2])
def test_in_the_seed_what_was_joined_is_found_as_often_as_it_is_counted(seed, words):
    merged = count_terms(seed, forms="merged", words=words)
    joined = merged[merged["joined"].str.contains("|", regex=False)]
    assert len(joined) > 5
    assert [len(find(seed, query)) for query in joined["joined"]] == joined["n"].tolist()
    assert merged["n"].sum() == count_terms(seed, words=words)["n"].sum()


def test_a_name_is_not_merged_with_the_word_it_would_be_in_lower_case(corpus_of):
    assert counts(corpus_of("The United Nations, united we stand. United, they unite."), forms="merged")["united"] == 3
    assert counts(corpus_of("We stand united. They unite."), forms="merged")["unite"] == 2


def test_in_the_seed_the_terms_are_those_of_its_reading(seed):
    table = count_terms(seed).set_index("term")
    assert table["n"].sum() == 964
    expected = {"xi": 19, "china": 9, "innovation": 10, "space": 9, "technology": 7, "sci-tech": 6, "talent": 6}
    assert table.loc[list(expected), "n"].to_dict() == expected
    assert table.loc[["xi", "china", "cpc", "innovation"], "form"].tolist() == ["Xi", "China", "CPC", "innovation"]
    assert {"chang'e-5", "r&d", "330,000", "win-win"} <= set(table.index)


def test_in_the_seed_the_pairs_are_those_of_its_reading(seed):
    pairs = counts(seed, words=2)
    assert (pairs["space station"], pairs["basic research"], pairs["lunar exploration"]) == (3, 3, 3)


WORDS = (
    "Rain rain RAIN rain's China’s sci-tech R&D 330,000 Chang'e-5 it's It’s the e\u0301te\u0301 \u00e9t\u00e9 Straße STRASSE 中国".split()
)
sentences = st.lists(st.sampled_from(WORDS), max_size=8).map(lambda words: " ".join(["Then", *words]))
articles_of_sentences = st.lists(st.lists(sentences, min_size=1, max_size=4), min_size=1, max_size=4)


def read_sentences(articles: list[list[str]], read: Callable[[str], Corpus] = read_corpus) -> Corpus:
    """Read articles whose sentences end beyond doubt: an exclamation mark, then a capital."""
    with tempfile.TemporaryDirectory() as folder:
        for number, lines in enumerate(articles):
            Path(folder, f"{number}.txt").write_text("! ".join(lines) + "!", encoding="utf-8")
        return read(folder)


@settings(deadline=None, max_examples=40)
@given(articles_of_sentences, st.integers(1, 4))
def test_counts_agree_with_scikit_learn_on_our_words(articles, words):
    from sklearn.feature_extraction.text import CountVectorizer

    sentences = [(number, sentence) for number, lines in enumerate(articles) for sentence in lines]
    vectorizer = CountVectorizer(
        tokenizer=lambda text: [fold(word) for word in split_words([text])[0]],
        token_pattern=None,
        lowercase=False,
        ngram_range=(words, words),
    )
    # scikit-learn complains where there is nothing to count.
    expected: Counter[str] = Counter()
    standing_in: dict[str, set[int]] = {}
    if any(len(split_words([sentence])[0]) >= words for _, sentence in sentences):
        counted = vectorizer.fit_transform([sentence for _, sentence in sentences])
        terms = vectorizer.get_feature_names_out().tolist()
        expected.update(dict(zip(terms, counted.sum(axis=0).A1.tolist(), strict=True)))
        for row, column in zip(*counted.nonzero(), strict=True):
            standing_in.setdefault(terms[column], set()).add(sentences[row][0])
    table = count_terms(read_sentences(articles), words=words)
    assert dict(zip(table["term"], table["n"], strict=True)) == expected
    assert dict(zip(table["term"], table["n_articles"], strict=True)) == {term: len(where) for term, where in standing_in.items()}


@settings(deadline=None, max_examples=20)
@given(articles_of_sentences)
def test_tables_do_not_depend_on_which_article_comes_first(articles):
    pd.testing.assert_frame_equal(count_terms(read_sentences(articles)), count_terms(read_sentences(articles[::-1])))


def test_the_top_leaves_out_stop_words_and_numbers_its_rows_anew(corpus_of):
    top = select_top(count_terms(corpus_of("The the the rain rain sun sun fog")), 2)
    assert top["term"].tolist() == ["rain", "sun"]
    assert top.index.tolist() == [0, 1]


def test_the_places_of_the_most_frequent_term_are_found(corpus_of):
    corpus = corpus_of("The rain. The sun. The RAIN.", "The fog.")
    rows = find_top(corpus, count_terms(corpus))
    assert rows["sentence"].tolist() == ["The rain.", "The RAIN."]
    assert find_top(corpus, count_terms(corpus), rows=1)["sentence"].tolist() == ["The rain."]


def test_where_all_are_stop_words_no_place_is_found(corpus_of):
    corpus = corpus_of("The and of.")
    assert find_top(corpus, count_terms(corpus)).columns.tolist() == find(corpus, "the").columns.tolist()
    assert len(find_top(corpus, count_terms(corpus))) == 0


def test_leading_terms_are_listed_for_each_section_of_a_single_article(corpus_of):
    table = list_leading_terms(corpus_of("Rain, rain, rain and the sun.\n\n\nFog. Fog! Old sun, sun."), terms=2)
    assert table.to_dict("list") == {"section": [1, 2], "leading_terms": ["rain (3), sun (1)", "Fog (2), sun (2)"]}


def test_leading_terms_are_listed_for_each_period_undated_last(corpus_of):
    table = list_leading_terms(corpus_of("Snow.", article("2023-06-01", "Rain, rain."), article("2022-06-01", "Fog. The sun.")), terms=1)
    assert table.to_dict("list") == {"year": ["2022", "2023", "undated"], "leading_terms": ["Fog (1)", "Rain (2)", "Snow (1)"]}


def test_leading_terms_are_listed_for_each_article_where_there_are_no_periods(corpus_of):
    table = list_leading_terms(corpus_of("Snow. Snow.", "Rain."))
    assert table.to_dict("list") == {"article_id": ["000.txt", "001.txt"], "leading_terms": ["Snow (2)", "Rain (1)"]}


def test_each_article_has_a_row_though_it_has_no_term_to_show(corpus_of):
    table = list_leading_terms(corpus_of("Rain fell.", "It is.", "Sun. Sun."))
    assert table["article_id"].tolist() == ["000.txt", "001.txt", "002.txt"]
    assert table["leading_terms"].fillna("").tolist() == ["fell (1), Rain (1)", "", "Sun (2)"]


DATED = [article(f"{year}-01-01", f"Rain {year}. Sun.") for year in range(1990, 2015)]
UNDATED = [f"Rain {number}. Sun." for number in range(25)]
SECTIONS = ["\n\n\n".join(f"Rain {number}. Sun." for number in range(25))]


def assert_cut_to(corpus: Corpus, rows: int) -> None:
    """Assert that so many rows are the first ones of all, and that the page says how many there are."""
    whole, first = list_leading_terms(corpus), list_leading_terms(corpus, rows=rows)
    pd.testing.assert_frame_equal(first, whole.head(rows))
    n_shown = min(rows, 20, len(whole))
    assert show(first).note == (f"The first {n_shown} of {len(whole)} rows." if n_shown < len(whole) else "")


@pytest.mark.parametrize(
    ("texts", "by", "n_rows"),
    [(UNDATED, "article_id", 25), (SECTIONS, "section", 25), (DATED, "decade", 3)],
    ids=["articles", "sections", "periods"],
)
@pytest.mark.parametrize("rows", [1, 2, 20, 24, 25, 100])
def test_the_first_rows_of_leading_terms_know_how_many_there_are(corpus_of, texts, by, n_rows, rows):
    for corpus in (corpus_of(*texts), in_parts(corpus_of, *texts)):
        whole = list_leading_terms(corpus)
        assert (whole.columns[0], len(whole)) == (by, n_rows)
        assert_cut_to(corpus, rows)


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_articles_of_stop_words_do_not_lead_the_first_rows_astray(corpus_of, rows):
    texts = ["It is.", "The.", "Rain fell.", "", "Sun.", "And fog.", "So."]
    assert_cut_to(corpus_of(*texts), rows)
    assert_cut_to(in_parts(corpus_of, *texts), rows)


def test_the_first_rows_spell_their_terms_as_the_whole_table_does(corpus_of):
    assert_cut_to(in_parts(corpus_of, "RAIN fell.", "Some rain.", "More rain."), 1)


def test_no_articles_have_no_leading_terms(corpus_of):
    assert list_leading_terms(corpus_of()).columns.tolist() == ["article_id", "leading_terms"]
    assert len(list_leading_terms(corpus_of())) == 0


def places(corpus: Corpus) -> list[tuple[str, float, float, int]]:
    table = count_positions(corpus, select_top(count_terms(corpus), 10))
    return list(table[["term", "position", "width", "n"]].itertuples(index=False, name=None))


def test_positions_are_the_middles_of_equal_slices_one_a_word_where_there_are_few(corpus_of):
    found = places(corpus_of("Rain, sun. Rain, fog."))
    assert found == [("rain", 0.125, 0.25, 1), ("rain", 0.625, 0.25, 1), ("fog", 0.875, 0.25, 1), ("sun", 0.375, 0.25, 1)]


def test_positions_count_what_stands_in_a_slice(corpus_of, monkeypatch):
    corpus = corpus_of("Rain rain sun rain fog rain rain fog")
    monkeypatch.setattr("analysis.positions.TICKS", 2)
    assert places(corpus) == [("rain", 0.25, 0.5, 3), ("rain", 0.75, 0.5, 2), ("fog", 0.75, 0.5, 2), ("sun", 0.25, 0.5, 1)]
    monkeypatch.setattr("analysis.positions.TICKS", 1)
    assert places(corpus) == [("rain", 0.5, 1, 5), ("fog", 0.5, 1, 2), ("sun", 0.5, 1, 1)]


def test_positions_in_several_articles_are_in_coarser_slices_than_in_one(corpus_of):
    words = "rain " * 300
    assert len(places(corpus_of(words + words))) == 480
    assert len(places(corpus_of(words, words))) == 120


RAIN = pd.DataFrame({"term": ["rain"], "form": ["rain"]})


def test_the_places_of_a_merged_term_are_those_of_all_its_forms(corpus_of):
    corpus = corpus_of("An enterprise. Enterprises. The enterprises grew.")
    merged = count_terms(corpus, forms="merged")
    assert len(find_top(corpus, merged)) == 3
    assert count_positions(corpus, select_top(merged, 1))["n"].sum() == 3


def test_positions_follow_the_dates_of_articles_with_the_undated_last(corpus_of):
    corpus = corpus_of("Rain sun sun sun", article("2023-06-01", "Sun rain sun sun"), article("2023-05-01", "Sun sun rain sun"))
    table = count_positions(corpus, RAIN)
    assert table["position"].tolist() == pytest.approx([2.5 / 12, 5.5 / 12, 8.5 / 12])
    assert table["published"].tolist() == [pd.Timestamp("2023-05-01"), pd.Timestamp("2023-06-01"), pd.NaT]


@pytest.mark.parametrize(("may", "june", "month"), [("Rain sun fog fog", "Rain", 5), ("Rain", "Fog fog sun rain", 6)])
def test_a_slice_has_the_date_of_the_article_in_its_middle(corpus_of, monkeypatch, may, june, month):
    monkeypatch.setattr("analysis.positions.SLICES", 1)
    table = count_positions(corpus_of(article("2023-06-01", june), article("2023-05-01", may)), RAIN)
    assert table["n"].item() == 2
    assert table["published"].item() == pd.Timestamp(2023, month, 1)


def test_positions_of_all_terms_add_up_to_their_counts(seed):
    terms = select_top(count_terms(seed), 20)
    table = count_positions(seed, terms)
    assert table.groupby("term")["n"].sum().to_dict() == terms.set_index("term")["n"].to_dict()
    assert table["position"].between(0, 1, inclusive="neither").all()
    assert table["term"].drop_duplicates().tolist() == terms["term"].tolist()


def test_positions_of_phrases_are_those_of_their_first_word(corpus_of):
    corpus = corpus_of("Old rain fell. The rain. Old rain stopped.")
    table = count_positions(corpus, pd.DataFrame({"term": ["old rain"], "form": ["Old rain"]}))
    assert table["position"].tolist() == [0.5 / 8, 5.5 / 8]


def test_no_terms_have_no_positions(corpus_of):
    for corpus in (corpus_of(), corpus_of("Rain.")):
        table = count_positions(corpus, count_terms(corpus).head(0))
        assert table.columns.tolist() == ["term", "form", "position", "width", "n", "published"] and len(table) == 0


# What tables of counts are made with


def test_grams_are_spelled_with_spaces_between_their_words():
    names = pl.Series(["a", "b", "c"])
    assert spell(pl.DataFrame({"x": [2, 0], "y": [0, 1], "n": [5, 6]}), ["x", "y"], names).to_list() == ["c a", "a b"]
    assert spell(pl.DataFrame({"x": [1]}), ["x"], names).to_list() == ["b"]


def test_the_spelling_most_often_seen_is_found_for_each_key_and_ties_go_to_the_first_by_code_point():
    vocabulary, _ = build_index(["Rain rain rain’s RAIN sun Sun"])
    at = {form: row for row, form in enumerate(vocabulary.forms)}
    rows = [(0, "Rain", 2), (0, "rain", 1), (0, "rain’s", 2), (0, "RAIN", 2), (1, "sun", 1), (1, "Sun", 1), (2, "Sun", 1), (2, "rain", 1)]
    counted = pl.DataFrame([(key, at[form], n) for key, form, n in rows], schema=["key", "f0", "n"], orient="row")
    found = common_spelling(counted, vocabulary, ["f0"], ["key"]).sort("key")
    assert found.rows() == [(0, "rain", "rain"), (1, "Sun", "sun"), (2, "Sun", "rain|sun")]
    assert found.columns == ["key", "form", "joined"]


def counted(*rows: tuple[int, int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["group", "t0", "n", "n_articles"], orient="row")


def test_rows_that_agree_in_all_but_their_counts_are_added_up():
    one, other = counted((0, 1, 5, 2), (0, 2, 1, 1)), counted((0, 1, 3, 1), (1, 1, 7, 4))
    assert sorted(add_rows([one, other]).rows()) == [(0, 1, 8, 3), (0, 2, 1, 1), (1, 1, 7, 4)]
    assert add_rows([one, other]).columns == one.columns
    assert add_rows([one]).equals(one)


def test_tables_that_are_gathered_are_added_up_only_once_they_are_long():
    tables: list[pl.DataFrame] = []
    for number in range(5):
        gather(tables, counted((0, number, 1, 1)))
    assert len(tables) == 5
    long = pl.DataFrame({"group": 0, "t0": np.arange(400_000), "n": 2, "n_articles": 1})
    tables = [long]
    for _ in range(3):
        gather(tables, long)
    [together] = tables
    assert len(together) == 400_000 and together["n"].unique().to_list() == [8] and together["n_articles"].unique().to_list() == [4]


def read_in_parts(folder: str) -> Corpus:
    return join_segments([build_segment([file]) for file in find_files(folder)])


@settings(deadline=None, max_examples=30)
@given(articles_of_sentences, st.integers(1, 3))
def test_counts_of_a_corpus_in_parts_are_those_of_one_in_one(articles, words):
    whole, parted = read_sentences(articles), read_sentences(articles, read_in_parts)
    assert len(parted.parts) == len(articles)
    for by in (None, "article", "section"):
        pd.testing.assert_frame_equal(count_terms(parted, words=words, by=by), count_terms(whole, words=words, by=by))
