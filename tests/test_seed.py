"""The right reading of the article in seeds/, number for number, as issue 2 states it."""

import hashlib

import numpy as np
import pandas as pd
import pytest
from conftest import SEED

from analysis import count_terms, find

DISCLAIMER = (
    "Disclaimer: This article comes from South Asia Network TV Sico International Online's self-media, does not represent "
    "Sico International Online's South Asia Network TVViews and positions.。"
)


@pytest.fixture(scope="module")
def article(seed):
    [row] = seed.articles.itertuples()
    return row


@pytest.fixture(scope="module")
def terms(seed):
    return count_terms(seed).set_index("term")


def sentences_of(seed, query):
    return find(seed, query)["sentence"].tolist()


def test_the_seed_is_the_file_that_was_given():
    assert hashlib.sha256(SEED.read_bytes()).hexdigest() == "1dda6c4b8a90824a21c672498cb3bd72af8f0b5d62bd574b8bdd6447c8ba1c84"


def test_the_seed_is_read_without_a_doubt(seed):
    assert seed.articles.index.tolist() == ["000_190e5f4913bdc872.txt"]
    assert len(seed.problems) == 0


def test_the_title(article):
    assert article.title == "Xi Focus: Encouraging sci-tech workers and fostering innovation"


def test_the_time_is_the_printed_one_and_no_zone_is_invented(article):
    assert article.published == pd.Timestamp(2023, 5, 30, 12, 57)
    assert article.published.tzinfo is None
    assert pd.isna(article.utc_offset)


def test_the_place_and_date_of_the_dateline_the_year_taken_from_the_publication(article):
    assert article.place == "Beijing"
    assert article.dateline_date == pd.Timestamp(2023, 5, 29)


def test_source_and_author_are_not_told(article):
    assert pd.isna(article.source)
    assert pd.isna(article.author)


def test_the_body_has_29_paragraphs_in_4_sections(article):
    assert (article.n_paragraphs, article.n_sections) == (29, 4)
    assert [len(section.split("\n\n")) for section in article.text.split("\n\n\n")] == [2, 11, 8, 8]


def test_the_index_has_the_same_sections_and_paragraphs(seed):
    paragraphs_before = np.searchsorted(seed.index.paragraphs, seed.index.sections)
    assert np.diff(paragraphs_before).tolist() == [2, 11, 8, 8]


def test_the_body_begins_and_ends_with_the_article_itself(article):
    assert article.text.startswith("Chinese President Xi Jinping has always attached great importance")
    assert article.text.endswith("the number of high-tech enterprises in China stood at 330,000.")


def test_the_ledger_names_what_was_taken(seed):
    taken = seed.ledger[seed.ledger["rule"] != "white space"]
    assert taken[["rule", "text", "replacement"]].to_numpy().tolist() == [
        ["title", "Xi Focus: Encouraging sci-tech workers and fostering innovation", ""],
        ["time line", "Time:2023-05-30 12:57", ""],
        ["dateline", "BEIJING, May 29 -- ", ""],
        ["disclaimer", DISCLAIMER, ""],
        ["likes", "Got likes0", ""],
    ]


def test_the_ledger_names_the_white_space_changed(seed):
    changed = seed.ledger[seed.ledger["rule"] == "white space"]
    assert changed["text"].tolist() == ["\n", "\n\n", "\u00a0\n\n\n", "\n\n"]
    assert set(changed["replacement"]) == {""}


def test_the_ledger_s_law_closes(seed, seed_text, article):
    rebuilt = seed_text
    for row in seed.ledger.iloc[::-1].itertuples():
        assert seed_text[row.start : row.end] == row.text
        rebuilt = rebuilt[: row.start] + row.replacement + rebuilt[row.end :]
    assert rebuilt == article.text


def test_the_body_has_964_words(seed, article):
    assert article.n_words == len(seed.index.ids) == 964


@pytest.mark.parametrize(
    ("term", "form", "n"),
    [
        ("xi", "Xi", 19),
        ("innovation", "innovation", 10),
        ("china", "China", 9),
        ("space", "space", 9),
        ("technology", "technology", 7),
        ("sci-tech", "sci-tech", 6),
        ("talent", "talent", 6),
    ],
)
def test_a_term_is_counted_and_shown_in_its_usual_form(terms, term, form, n):
    assert (terms.loc[term, "form"], terms.loc[term, "n"]) == (form, n)


def test_cpc_is_shown_in_capitals(terms):
    assert terms.loc["cpc", "form"] == "CPC"


@pytest.mark.parametrize(
    ("phrase", "n"),
    [("space station", 3), ("basic research", 3), ("lunar exploration", 3), ("r&d professionals", 1), ("chang'e-5 lunar", 1)],
)
def test_a_phrase_is_counted(seed, phrase, n):
    phrases = count_terms(seed, words=2).set_index("term")
    assert phrases.loc[phrase, "n"] == n
    assert len(find(seed, phrase)) == n


def test_china_is_found_nine_times_five_of_them_without_and_four_with_a_possessive(seed):
    assert sorted(find(seed, "China")["match"]) == ["China"] * 5 + ["China's"] * 4
    assert find(seed, "China's")["match"].tolist() == ["China's"] * 4


def test_every_word_is_counted_once(terms):
    assert terms["n"].sum() == 964


def test_co_ltd_and_feb_do_not_end_their_sentences(seed):
    guangzhou, siasun = sentences_of(seed, "Ltd")
    assert guangzhou.startswith(
        "On April 12, Xi visited the headquarters of GAC Aion New Energy Automobile Co., Ltd. in the city of Guangzhou"
    )
    assert guangzhou.endswith("in Guangdong Province.")
    assert siasun.startswith(
        "In August 2022, while inspecting Siasun Robot and Automation Co., Ltd. in Shenyang, Liaoning Province, Xi set aside"
    )
    [february] = sentences_of(seed, "Feb")
    assert february.startswith("On Feb. 22, 2021, Xi met representatives of space scientists")


def test_closing_quotes_stay_with_their_sentence(seed):
    assert sentences_of(seed, "drastic fluctuations") == [
        '"We ought to develop the economy in a sustainable manner, without drastic fluctuations," said Xi.'
    ]
    assert sentences_of(seed, "In this regard") == [
        '"In this regard, science and technology, education and talent are of great importance."'
    ]


def test_the_body_has_35_sentences_two_in_six_of_its_paragraphs(seed):
    sentences_before = np.searchsorted(seed.index.sentences, seed.index.paragraphs)
    sentences = np.diff(sentences_before).tolist()
    assert sum(sentences) == 35
    assert [paragraph for paragraph, n in enumerate(sentences, 1) if n == 2] == [12, 15, 16, 23, 25, 28]
