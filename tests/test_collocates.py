"""Collocates: what is near a query, by hand, by a plain search, and against scipy's; each number opens into as many places."""

import itertools
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from conftest import in_parts
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from analysis import Corpus, find, read_corpus
from analysis.collocates import count_collocates, find_collocates
from analysis.corpus import join_segments
from analysis.evidence import open_matches
from analysis.reading import find_files
from analysis.segments import build_segment
from analysis.statistics import g2, log_dice
from analysis.words import stop_words

COLUMNS = ["term", "form", "n", "n_left", "n_right", "n_term", "n_articles", "log_dice", "g2", "is_stop"]
LINE = "One two three four five rain six seven eight nine ten. "


def near(corpus: Corpus, query: str, **options) -> dict[str, tuple[int, int]]:
    """Give the collocates, and how often each stands left and right."""
    table = count_collocates(corpus, query, **options)
    assert (table["n_left"] + table["n_right"] == table["n"]).all()
    return {row.term: (row.n_left, row.n_right) for row in table.itertuples()}


def test_a_small_table_counted_by_hand(corpus_of):
    corpus = corpus_of("Heavy rain fell. Heavy rain fell today.", "A heavy, heavy Rain. The sun shone, the wind blew.")
    table = count_collocates(corpus, "rain")
    expected = pd.DataFrame(
        [
            # 3 places of rain; 14 words besides, 8 of them near it: g2 is 2 ln((7/4)^4 (7/10)^4 (7/5)^6) and 2 ln((7/4)^2 (7/8)^6 (7/6)^6)
            ("heavy", "Heavy", 4, 4, 0, 4, 2, 14 + np.log2(2 * 3 / (3 + 4)), 5.661194, False),
            ("fell", "fell", 2, 0, 2, 2, 1, 14 + np.log2(2 * 2 / (3 + 2)), 2.485895, False),
        ],
        columns=COLUMNS,
    )
    pd.testing.assert_frame_equal(table, expected.astype({"term": "str", "form": "str"}))
    assert table.attrs["note"] == "“rain” has 3 places; near is what stands at most 5 words before or after one, in the same sentence."


def test_the_note_counts_one_as_one(corpus_of):
    note = count_collocates(corpus_of("It rained."), "rained", window=1).attrs["note"]
    assert note == "“rained” has 1 place; near is what stands at most 1 word before or after one, in the same sentence."


@pytest.mark.parametrize(
    ("window", "left", "right"),
    [
        (1, "five", "six"),
        (2, "four five", "six seven"),
        (4, "two three four five", "six seven eight nine"),
    ],
)
def test_the_window_reaches_so_many_words_before_and_after(corpus_of, window, left, right):
    expected = dict.fromkeys(left.split(), (2, 0)) | dict.fromkeys(right.split(), (0, 2))
    assert near(corpus_of(2 * LINE), "rain", window=window) == expected


def test_the_window_is_five_words_where_nothing_else_is_said(corpus_of):
    corpus = corpus_of(2 * ("Zero " + LINE.lower().replace("ten", "ten eleven")))
    assert set(near(corpus, "rain")) == set("one two three four five six seven eight nine ten".split())


def test_the_window_ends_with_the_sentence_and_with_the_article(corpus_of):
    corpus = corpus_of("Sun rain wind. Fog rain", "Sun rain wind. Fog rain", "Ice")
    assert near(corpus, "rain", window=9) == {"fog": (2, 0), "sun": (2, 0), "wind": (0, 2)}
    assert near(corpus, "fog", window=9) == {"rain": (0, 2)}  # not those of the sentence before


def test_what_is_near_two_places_counts_once_for_the_nearer_and_left_where_they_are_as_near(corpus_of):
    text = "Rain one two three four five rain. Ice. "
    expected = {"one": (0, 2), "two": (0, 2), "three": (2, 0), "four": (2, 0), "five": (2, 0)}
    assert near(corpus_of(2 * text), "rain") == expected
    assert near(corpus_of(2 * text.replace(" three", "")), "rain") == {word: n for word, n in expected.items() if word != "three"}
    assert near(corpus_of(2 * text), "rain", window=2) == {word: n for word, n in expected.items() if word != "three"}


def test_a_place_at_the_end_of_a_sentence_takes_nothing_from_one_at_the_beginning_of_the_next(corpus_of):
    corpus = corpus_of(2 * "Sun and rain. Wind and rain. Wind and snow and rain rain fell. Rain. " + "Ice. " * 9)
    expected = {"fell": (0, 2), "snow": (2, 0), "sun": (2, 0), "wind": (4, 0), "and": (8, 0)}
    assert near(corpus, "rain") == expected


def test_several_places_of_a_term_near_one_place_of_the_query_all_count(corpus_of):
    corpus = corpus_of("Sun sun sun rain sun. Ice.")
    table = count_collocates(corpus, "rain")
    assert table[["term", "n", "n_left", "n_right"]].to_numpy().tolist() == [["sun", 4, 3, 1]]
    assert table["log_dice"].item() == log_dice(1, 1, 4)  # one place of rain, whatever stands near it


def test_the_words_of_a_phrase_are_one_place_and_none_of_its_collocates(corpus_of):
    corpus = corpus_of(2 * "In deep space the space station crew slept. " + "Ice. " * 9)
    table = count_collocates(corpus, "space station", window=3).set_index("term")
    assert table[["n_left", "n_right"]].T.to_dict("list") == {
        **{"crew": [0, 2], "slept": [0, 2]},
        **{"deep": [2, 0], "space": [2, 0], "the": [2, 0]},
    }
    assert table.loc["space", "n_term"] == 2  # and not 4
    assert table.loc["space", "g2"] == pytest.approx(float(g2(2, 10, 2, 21)))


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("space station crew", 2),
        ("space station crew|station", 4),
        ("space|station|crew", 6),
        ("space|space station|station crew", 6),
        ("crew|space station crew|space", 6),
        ("space station|space*|s* station|station crew", 6),
    ],
)
def test_alternatives_that_overlap_are_places_of_the_query_with_the_same_words_beside_them(corpus_of, query, places):
    corpus = corpus_of(2 * "Our old space station crew slept here. " + "Ice. " * 9)
    table = count_collocates(corpus, query, window=1)
    assert table[["term", "n_left", "n_right"]].to_numpy().tolist() == [["old", 2, 0], ["slept", 0, 2]]
    assert f"has {places} places" in table.attrs["note"]
    assert len(find(corpus, query)) == places
    assert table["log_dice"].tolist() == [log_dice(2, places, 2)] * 2


def test_a_phrase_that_overlaps_itself_is_left_out_as_a_whole(corpus_of):
    corpus = corpus_of(2 * "Big red red red panda. " + "Ice. " * 9)
    assert near(corpus, "red red") == {"big": (2, 0), "panda": (0, 2)}


def test_the_query_may_be_a_form_or_begin_a_word(corpus_of):
    corpus = corpus_of("China's rain. China’s rain. China sun. CHINA sun. " + "Ice. " * 9)
    assert near(corpus, "China's") == {"rain": (0, 2)}
    assert near(corpus, "chin*") == {"rain": (0, 2), "sun": (0, 2)}
    assert near(corpus, "'CHINA'|China’s") == {"rain": (0, 2)}
    assert near(corpus, "rain") == {"china": (2, 0)}


def test_a_term_that_stands_there_once_is_no_row(corpus_of):
    assert near(corpus_of("Rain fell. Rain stopped. Rain fell. Ice."), "rain") == {"fell": (0, 2)}


def test_a_term_no_nearer_than_by_chance_is_no_row(corpus_of):
    assert near(corpus_of("Rain sun wind snow. Rain sun fog ice. Sun, sun, sun, sun."), "rain") == {}  # 2 of 6 near, and 6 of 10 in all
    assert near(corpus_of("Rain sun. Rain sun."), "rain") == {}  # all there is: neither more nor less than by chance
    assert near(corpus_of("Rain sun. Rain sun. Ice."), "rain") == {"sun": (0, 2)}


def test_ties_go_by_term_and_the_closest_come_first(corpus_of):
    corpus = corpus_of("Rain zulu alpha mike. Rain alpha zulu mike. Mike. Ice ice ice ice.")
    table = count_collocates(corpus, "rain")
    assert table["term"].tolist() == ["alpha", "zulu", "mike"]
    assert table["log_dice"].tolist() == [log_dice(2, 2, 2), log_dice(2, 2, 2), log_dice(2, 2, 3)]


def test_stop_words_are_rows_that_say_so(corpus_of):
    table = count_collocates(corpus_of("The rain fell. The rain fell. Ice."), "rain")
    assert dict(zip(table["term"], table["is_stop"], strict=True)) == {"the": True, "fell": False}


def test_the_form_is_that_most_often_seen_anywhere(corpus_of):
    corpus = corpus_of("Nasa rain. Nasa rain. NASA sun. NASA’s sun. NASA here. " + "Ice. " * 9)
    assert count_collocates(corpus, "rain")["form"].tolist() == ["NASA"]


def test_a_term_may_be_another_form_of_the_query_and_is_still_called_as_in_other_tables(corpus_of):
    corpus = corpus_of("NASA, or Nasa. NASA, or Nasa. NASA here. " + "Ice. " * 9)
    table = count_collocates(corpus, "'NASA'")
    assert table[["term", "form", "n", "n_term"]].to_numpy().tolist() == [["nasa", "NASA", 2, 2], ["or", "or", 2, 2]]


def test_articles_are_those_where_the_two_stand_near_each_other(corpus_of):
    corpus = corpus_of("Rain fell. Rain fell.", "Rain fell.", "Rain. Fell.", "Fell.", "Ice ice.")
    table = count_collocates(corpus, "rain")
    assert table[["term", "n", "n_term", "n_articles"]].to_numpy().tolist() == [["fell", 3, 5, 2]]


@pytest.mark.parametrize("texts", [["Snow fell. Snow fell. Ice."], [""], []])
def test_where_the_query_is_not_tables_are_empty_and_have_the_same_columns_and_types(corpus_of, texts):
    corpus = corpus_of(*texts)
    counted, found = count_collocates(corpus, "rain"), find_collocates(corpus, "rain", "fell")
    assert len(counted) == len(found) == 0
    assert counted.attrs["note"].startswith("“rain” has 0 places; ")
    corpus = corpus_of(**{"other.txt": "Rain fell. Rain fell. Ice."})
    full_counted, full_found = count_collocates(corpus, "rain"), find_collocates(corpus, "rain", "fell")
    assert (len(full_counted), len(full_found)) == (1, 2)
    assert counted.dtypes.to_dict() == full_counted.dtypes.to_dict()
    assert found.dtypes.to_dict() == full_found.dtypes.to_dict()


@pytest.mark.parametrize("window", [0, -1, 2.5, "5", None, True])
def test_a_window_that_is_no_number_of_words_is_an_error(corpus_of, window):
    corpus = corpus_of("Rain fell.")
    with pytest.raises(ValueError, match=f"there is no window={window!r}; use a number of words, 1 or more"):
        count_collocates(corpus, "rain", window=window)
    with pytest.raises(ValueError, match=f"there is no window={window!r}"):
        find_collocates(corpus, "rain", "fell", window=window)


def test_a_query_without_a_word_is_an_error(corpus_of):
    corpus = corpus_of("Rain fell.")
    with pytest.raises(ValueError, match="there is no word in the query"):
        count_collocates(corpus, "rain|")
    with pytest.raises(ValueError, match="there is no word in the query"):
        find_collocates(corpus, "...", "fell")


# The places behind a row


def test_each_place_is_shown_in_its_sentence_with_the_side_where_it_stands(corpus_of):
    corpus = corpus_of("Heavy rain fell. Snow fell. It fell, the rain.", "The rain has fallen; it fell. Rain.")
    found = find_collocates(corpus, "rain", "fell")
    assert found.columns.tolist() == [*find(corpus, "rain").columns, "side"]
    assert found[["article_id", "match", "side", "sentence"]].to_numpy().tolist() == [
        ["000.txt", "fell", "right", "Heavy rain fell."],
        ["000.txt", "fell", "left", "It fell, the rain."],
        ["001.txt", "fell", "right", "The rain has fallen; it fell."],
    ]
    assert find_collocates(corpus, "rain", "fell", window=1)["sentence"].tolist() == ["Heavy rain fell."]


def test_the_term_is_found_in_all_its_forms_and_only_outside_the_query(corpus_of):
    corpus = corpus_of("China’s space station in space; CHINA. Ice.")
    assert find_collocates(corpus, "space station", "china")["match"].tolist() == ["China’s", "CHINA"]
    assert find_collocates(corpus, "space station", "space")[["match", "side"]].to_numpy().tolist() == [["space", "right"]]
    assert len(find_collocates(corpus, "space station", "ice")) == len(find_collocates(corpus, "space station", "sun")) == 0


# The same by a plain search

WORDS = "red Red panda panda’s bear cat the The of 7 sci-tech".split()
QUERIES = "red|panda|the bear|red*|red red|red|red panda|panda bear|the of|p*|sci-tech|cat|s* 7|7 red|panda the|dog"
lines = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
texts = st.lists(lines, max_size=6).map("! Then ".join)
queries = st.lists(st.sampled_from(QUERIES.split("|")), min_size=1, max_size=3, unique=True).map("|".join)


class Plainly(NamedTuple):
    """A query found word by word: its places, the words outside them, and those near: the number, the term, the article, the side."""

    n_query: int
    others: list[str]
    near: list[tuple[int, str, int, str]]


def search_plainly(corpus: Corpus, query: str, window: int) -> Plainly:
    index = corpus.index
    terms = corpus.vocabulary.terms.gather(index.term_ids).to_list()
    article = index.unit_of_word(index.articles).tolist()
    n_query, others, found = 0, [], []
    for first, last in itertools.pairwise(index.sentences.tolist()):
        places = set()
        for words in map(str.split, query.split("|")):
            for start in range(first, last - len(words) + 1):
                at = terms[start : start + len(words)]
                if all(term == word or (word[-1] == "*" and term.startswith(word[:-1])) for term, word in zip(at, words, strict=True)):
                    places.add((start, start + len(words)))
        n_query += len(places)
        for word in range(first, last):
            if any(start <= word < end for start, end in places):
                continue
            others.append(terms[word])
            distances = [(start - word, "left") if word < start else (word - end + 1, "right") for start, end in places]
            if distances and min(distances)[0] <= window:
                found.append((word, terms[word], article[word], min(distances)[1]))
    return Plainly(n_query, others, found)


def count_plainly(corpus: Corpus, plainly: Plainly) -> pd.DataFrame:
    vocabulary, of_term, rows = corpus.vocabulary, Counter(plainly.others), []
    terms, stops = vocabulary.terms.gather(vocabulary.term_of_form).to_list(), stop_words(vocabulary.languages)
    written = Counter((terms[form], vocabulary.plain[form]) for form in corpus.index.ids.tolist())
    for term, n in Counter(term for _, term, _, _ in plainly.near).items():
        sides = [side for _, other, _, side in plainly.near if other == term]
        articles = {article for _, other, article, _ in plainly.near if other == term}
        table = (n, len(plainly.near), of_term[term], len(plainly.others))
        if n >= 2 and n / table[1] > of_term[term] / table[3]:
            closely = float(log_dice(min(n, plainly.n_query), plainly.n_query, of_term[term]))
            counts = (n, sides.count("left"), sides.count("right"), of_term[term], len(articles))
            form = min((-often, form) for (other, form), often in written.items() if other == term)[1]
            rows.append((term, form, *counts, closely, float(g2(*table)), term in stops))
    types = dict.fromkeys(COLUMNS, "int64") | {"term": "str", "form": "str", "log_dice": "float64", "g2": "float64", "is_stop": "bool"}
    return pd.DataFrame(sorted(rows, key=lambda row: (-row[7], row[0])), columns=COLUMNS).astype(types)


def read_in_parts(folder: str) -> Corpus:
    return join_segments([build_segment([file]) for file in find_files(folder)])


def read_texts(drawn: list[str], read: Callable[[str], Corpus] = read_corpus) -> Corpus:
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(drawn):
            Path(folder, f"{number}.txt").write_text(text, encoding="utf-8")
        return read(folder)


@settings(deadline=None, max_examples=60)
@given(st.lists(texts, min_size=1, max_size=4), queries, st.integers(1, 6), st.sampled_from([read_corpus, read_in_parts]))
def test_collocates_are_those_of_a_plain_search_and_open_into_its_places(drawn, query, window, read):
    corpus = read_texts(drawn, read)
    plainly = search_plainly(corpus, query, window)
    table = count_collocates(corpus, query, window=window)
    pd.testing.assert_frame_equal(table, count_plainly(corpus, plainly))
    assert f"has {plainly.n_query} place" in table.attrs["note"]
    for term in corpus.vocabulary.terms:
        places = [(word, side) for word, other, _, side in plainly.near if other == term]
        expected = open_matches(corpus, np.array([word for word, _ in places], dtype=int), np.ones(len(places), dtype=int))
        expected["side"] = pd.Series([side for _, side in places], dtype="str")
        pd.testing.assert_frame_equal(find_collocates(corpus, query, term, window=window), expected)


def test_in_the_seed_collocates_are_those_of_a_plain_search(seed):
    for query in ("china", "science and technology|science|technology", "innovation*|the", "of"):
        plainly = search_plainly(seed, query, 5)
        table = count_collocates(seed, query)
        assert len(table) > 3
        pd.testing.assert_frame_equal(table, count_plainly(seed, plainly))


@pytest.mark.parametrize("window", [1, 5])
def test_in_the_seed_each_number_opens_into_as_many_places(seed, window):
    for query in ("china|space station", "the"):
        for row in count_collocates(seed, query, window=window).itertuples():
            side = find_collocates(seed, query, row.term, window=window)["side"]
            assert (len(side), side.eq("left").sum(), side.eq("right").sum()) == (row.n, row.n_left, row.n_right)


def test_g2_is_that_of_scipy(seed):
    plainly = search_plainly(seed, "the", 5)
    n_near, total = len(plainly.near), len(plainly.others)
    table = count_collocates(seed, "the")
    assert len(table) > 20
    for row in table.itertuples():
        cells = [[row.n, n_near - row.n], [row.n_term - row.n, total - n_near - row.n_term + row.n]]
        assert row.g2 == pytest.approx(chi2_contingency(cells, lambda_="log-likelihood", correction=False).statistic)


PARTS = [2 * LINE, "", "Rain. Two rain five.", "Ice. " * 9, "One two, the rain of three. Rain’s five rains.", "Five, five and six of one."]


@pytest.mark.parametrize("query", ["rain", "rain*|the rain", "one two", "five", "snow", "of|five"])
@pytest.mark.parametrize("window", [1, 5])
def test_where_parts_end_does_not_show(corpus_of, query, window):
    whole, parted = corpus_of(*PARTS), in_parts(corpus_of, *PARTS)
    assert len(parted.parts) == 6
    counted = count_collocates(parted, query, window=window)
    pd.testing.assert_frame_equal(counted, count_collocates(whole, query, window=window))
    assert counted.attrs == count_collocates(whole, query, window=window).attrs
    for term in ("two", "five", "rain", "of"):
        found = find_collocates(whole, query, term, window=window)
        pd.testing.assert_frame_equal(find_collocates(parted, query, term, window=window), found)
        for rows in (0, 1, 2, 99):
            pd.testing.assert_frame_equal(find_collocates(parted, query, term, window=window, rows=rows), found.head(rows))


def test_every_article_twice_doubles_the_counts_and_leaves_how_closely(corpus_of):
    once = count_collocates(corpus_of(*PARTS), "rain", window=3)
    twice = count_collocates(corpus_of(*PARTS, *PARTS), "rain", window=3).set_index("term").loc[once["term"]].reset_index()
    counts = ["n", "n_left", "n_right", "n_term", "n_articles"]
    assert len(once) > 5
    pd.testing.assert_frame_equal(twice[counts], 2 * once[counts])
    assert twice["log_dice"].tolist() == once["log_dice"].tolist()
    assert twice["g2"].tolist() == pytest.approx((2 * once["g2"]).tolist())
