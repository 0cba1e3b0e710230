"""The way back from numbers to text: every stretch is where it says it is, and there are as many as the count."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from conftest import in_parts
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from analysis import Corpus, count_phrases, count_terms, find, read_corpus
from analysis.corpus import join_segments
from analysis.evidence import open_matches, to_raw
from analysis.groups import BY
from analysis.matching import find_matches, look_up, parse_queries
from analysis.parts import Part
from analysis.reading import find_files
from analysis.segments import build_segment
from analysis.stretches import Stretch, apply
from analysis.words import MARK

COLUMNS = ["article_id", "start", "end", "raw_start", "raw_end", "left", "match", "right", "sentence"]

ARTICLE = (
    "Station news\r\n"
    "Time:2023-05-30 12:57\r\n"
    "\r\n"
    "BEIJING, May 29 -- Our space \u00a0 station is  big.\tThe crew of the space\u2003station rests.\r\n"
    "\r\n\r\n\r\n"
    "The end of space.\r\n"
    "\r\n"
    "Disclaimer: not of this space station.\r\n"
)


def sentences_of(corpus: Corpus, query: str) -> list[str]:
    return find(corpus, query)["sentence"].tolist()


def test_a_match_is_shown_in_its_sentence(corpus_of):
    corpus = corpus_of("It rained. A dry day, a dry night. The end.")
    rows = find(corpus, "dry")
    assert rows.columns.tolist() == COLUMNS
    assert rows["article_id"].tolist() == ["000.txt", "000.txt"]
    assert rows[["start", "end"]].to_numpy().tolist() == [[13, 16], [24, 27]]
    assert rows["left"].tolist() == ["A ", "A dry day, a "]
    assert rows["match"].tolist() == ["dry", "dry"]
    assert rows["right"].tolist() == [" day, a dry night.", " night."]
    assert rows["sentence"].tolist() == ["A dry day, a dry night."] * 2


def test_stretches_are_found_again_in_the_raw_text_across_what_was_removed_and_squeezed(corpus_of):
    rows = find(corpus_of(ARTICLE), "space station")
    assert rows["match"].tolist() == ["space station", "space station"]
    raw = [ARTICLE[start:end] for start, end in zip(rows["raw_start"], rows["raw_end"], strict=True)]
    assert raw == ["space \u00a0 station", "space\u2003station"]


def test_offsets_after_a_longer_replacement_are_those_of_the_raw_text(corpus_of):
    raw = "Rain fell.\nSun shone.\nFog came."  # a line break becomes a blank line: one character more
    rows = find(corpus_of(raw), "fog")
    assert (rows["start"].item(), rows["raw_start"].item()) == (24, 22)
    assert raw[rows["raw_start"].item() : rows["raw_end"].item()] == "Fog"


def test_a_match_ends_in_the_raw_text_where_it_does_before_what_was_removed(corpus_of):
    raw = "It rained.\n\nRain fell\n\nGot likes0\n"
    rows = find(corpus_of(raw), "fell")
    assert raw[rows["raw_start"].item() : rows["raw_end"].item()] == "fell"


def test_offsets_are_moved_by_what_lies_before_them():
    ledger = pl.DataFrame({"article": [2, 2], "start": [0, 8], "end": [4, 9], "replacement": ["", "\n\n"]})
    #  raw: "Head" "Rain" "\n" "Sun"   text: "Rain" "\n\n" "Sun"
    assert to_raw(ledger, np.array([2, 2, 2, 2]), np.array([0, 3, 6, 8])).tolist() == [4, 7, 9, 11]


def test_offsets_are_moved_by_what_lies_before_them_in_their_own_article():
    ledger = pl.DataFrame({"article": [0, 2, 2, 3], "start": [0, 0, 8, 0], "end": [9, 4, 9, 5], "replacement": ["", "", "\n\n", ""]})
    articles, offsets = np.array([0, 1, 2, 2, 3]), np.array([0, 7, 0, 6, 1])
    assert to_raw(ledger, articles, offsets).tolist() == [9, 7, 4, 9, 6]
    assert to_raw(ledger, articles, np.stack([offsets, offsets + 1])).tolist() == [[9, 7, 4, 9, 6], [10, 8, 5, 10, 7]]


def test_an_article_of_which_nothing_was_changed_keeps_its_offsets(corpus_of):
    rows = find(corpus_of("Rain fell."), "rain|fell")
    assert rows[["raw_start", "raw_end"]].to_numpy().tolist() == rows[["start", "end"]].to_numpy().tolist() == [[0, 4], [5, 9]]


def test_rows_come_in_reading_order_through_the_articles(corpus_of):
    corpus = corpus_of("Rain here. Rain there.", "Sun.", "No sun, but rain.")
    rows = find(corpus, "sun|rain")
    assert rows["article_id"].tolist() == ["000.txt", "000.txt", "001.txt", "002.txt", "002.txt"]
    assert rows["match"].tolist() == ["Rain", "Rain", "Sun", "sun", "rain"]


def test_rows_limits_how_many_are_opened(corpus_of):
    corpus = corpus_of("Rain here. Rain there.", "More rain.")
    assert find(corpus, "rain", rows=2).equals(find(corpus, "rain").head(2))
    assert len(find(corpus, "rain", rows=9)) == 3


PARTS = ["Rain here.  Rain there.", "", "Sun.", ARTICLE, "Got likes0", "No sun, but rain. The  Space Station’s rain."]


@pytest.mark.parametrize("query", ["rain", "sun|rain", "space station", "space*", "Space Station’s", "'Rain'", "snow", "station|sun|likes"])
@pytest.mark.parametrize("rows", [None, 0, 1, 2, 3, 99])
def test_where_parts_end_does_not_show_in_what_is_found(corpus_of, query, rows):
    whole, parted = corpus_of(*PARTS), in_parts(corpus_of, *PARTS)
    assert len(parted.parts) == 6
    found = find(parted, query, rows=rows)
    pd.testing.assert_frame_equal(found, find(whole, query, rows=rows))
    pd.testing.assert_frame_equal(found, find(whole, query).head(rows if rows is not None else 99))


def test_every_word_of_a_corpus_in_parts_is_opened_as_that_of_one_in_one(corpus_of):
    whole, parted = corpus_of(*PARTS), in_parts(corpus_of, *PARTS)
    words = np.arange(whole.counts.words)
    for chosen in (words, words[::3], words[-2:], words[:0]):
        lengths = np.ones(len(chosen), int)
        pd.testing.assert_frame_equal(open_matches(parted, chosen, lengths), open_matches(whole, chosen, lengths))


def test_a_place_that_two_alternatives_find_is_one_row(corpus_of):
    assert find(corpus_of("Rain and rains."), "rain|rain*|RAIN")["match"].tolist() == ["Rain", "rains"]


def test_two_alternatives_that_begin_at_the_same_word_are_two_rows(corpus_of):
    assert find(corpus_of("Rain fell."), "rain fell|rain")["match"].tolist() == ["Rain", "Rain fell"]


def test_a_word_that_is_not_there_gives_an_empty_table_of_the_same_columns_and_types(corpus_of):
    corpus = corpus_of("Rain.")
    assert len(find(corpus, "sun")) == 0
    assert find(corpus, "sun").dtypes.to_dict() == find(corpus, "rain").dtypes.to_dict()


def test_a_query_without_a_word_is_an_error(corpus_of):
    with pytest.raises(ValueError, match="there is no word in the query"):
        find(corpus_of("Rain."), "rain|")
    with pytest.raises(ValueError, match="is nothing but"):
        find(corpus_of("Rain."), "rain|*")


@pytest.mark.parametrize(
    ("text", "word", "sentence"),
    [
        ('He said: "Stay here." Then he left.', "stay", 'He said: "Stay here."'),
        ('He left. "Stay here," she said.', "stay", '"Stay here," she said.'),
        ('"Is it over?" he asked. No.', "asked", '"Is it over?" he asked.'),
        ("“Go now.” “Stay here.” He left.", "stay", "“Stay here.”"),
        ("‘Go now.’ ‘Stay here!’ He left.", "now", "‘Go now.’"),
        ("It rained. (Stay here.) He left.", "stay", "(Stay here.)"),
        ("It rained… Stay here. He left.", "stay", "Stay here."),
        ("It was in the U.S.” The end.", "was", "It was in the U.S.”"),
        ("It was in the U.S.” The end.", "end", "The end."),
        ("He typed '.'.", "typed", "He typed '.'."),
        ("„Bleibt hier.“ Er ging.", "hier", "„Bleibt hier.“"),
        ("»Bleibt hier.« Er ging.", "hier", "»Bleibt hier.«"),
        ("他说：「下雨。」我走。", "我走", "我走。"),
        ("他说：「下雨。」我走。", "下雨", "他说：「下雨。」"),
    ],
)
def test_quotes_stay_with_their_sentence(corpus_of, text, word, sentence):
    assert sentences_of(corpus_of(text), word) == [sentence]


@pytest.mark.parametrize(
    ("text", "word", "sentence"),
    [
        (
            "On Feb. 22, he met Mr. Hu of GAC Co., Ltd. in the city. It rained.",
            "he",
            "On Feb. 22, he met Mr. Hu of GAC Co., Ltd. in the city.",
        ),
        ("It rained\n\nNo stop here\n\nThe end", "stop", "No stop here"),
        ("It rained\n\nThe end", "end", "The end"),
        ("It rained.\n\n* * *\n\nThe end.", "end", "The end."),
        ("  It rained.  \n", "rained", "It rained."),
        ('It rained.\n\n"Stay." He left.', "stay", '"Stay."'),
        ("Rain. Rain! Rain? Yes.", "yes", "Yes."),
        ("It rained. . . . He left.", "rained", "It rained. . . ."),
        ("It rained. . . . He left.", "left", "He left."),
    ],
)
def test_a_sentence_reaches_to_its_ends_and_no_further(corpus_of, text, word, sentence):
    assert sentences_of(corpus_of(text), word) == [sentence]


def test_a_sentence_that_begins_a_paragraph_begins_with_what_stands_there(corpus_of):
    assert sentences_of(corpus_of("… Rain fell.\n\n… Rain fell again."), "rain") == ["… Rain fell.", "… Rain fell again."]


def test_paragraphs_without_a_word_are_passed_over(corpus_of):
    corpus = corpus_of("* * *\n\nIt rained.\n\n—\n\n...\n\nRain again.", "Sun.\n\n…", "— —\n\nRain.")
    rows = find(corpus, "rain|rained|sun")
    assert rows["sentence"].tolist() == ["It rained.", "Rain again.", "Sun.", "Rain."]
    texts = corpus.articles["text"]
    assert [texts[row.article_id][row.start : row.end] for row in rows.itertuples()] == rows["match"].tolist()


@pytest.mark.parametrize("query", ["中华*共和国", "*华人民*", "'中*国'"])
def test_a_star_stands_for_characters_in_words_of_chinese(corpus_of, query):
    assert find(corpus_of("中华人民共和国成立。中华成立。"), query)["match"].tolist() == ["中华人民共和国"]


# Each of these has been too much for some splitter.
NASTY = {
    "possessives": "China's rain, China’s sun, CHINA'S fog. It's China. ‘It’s China’s,’ he said. Dogs' rain; the '90s rain's end.",
    "acronyms": "The U.S. rain. U.S.-led rain in the U.S. The U.K.'s a.m. rain, J. K. Rain of R&D. AT&T's R&D.",
    "numbers": "It cost 330,000 on Feb. 22, 2021. No. 5 was 3.5 times 5G. v2.0 rain 1,000.50 rain. 50 rain 50.",
    "quotes": "\"Rain.\" \"Rain?\" he said. ('Rain!') “Rain…” ”Rain” ‘rain’ 'rain' rain's 'rain's'. ’s rain. '' rain",
    "scripts": "中国下雨。他说：「好。」中国下雨！ Straße STRASSE. ΟΔΟΣ οδός. e\u0301te\u0301 \u00e9t\u00e9. हिन्दी क्ष. ﬁn ½ ² ٣. İs.",
    "folding": "Then İ.Ö. 500 came. Then ß.ß. came. Then China'ſ came. ŉ.K. rain, ǰ's rain.",
    "space": "Rain\u00a0rain\t rain  rain\r\nRain rain\u2028rain\x85rain\r\n\r\n\r\n\r\n\u200bRain\u200brain \ufeff rain\u00adrain.",
    "labels": "Time: rain\nTime:2023-05-30\n\nBEIJING, May 29 -- Rain -- rain. Time: rain. Disclaimer: rain\n\nGot likes\n\nDisclaimer: a",
    "repeats": "rain rain rain rain. rain rain rain",
    "nothing": "... — 😀 !",
}


@pytest.mark.parametrize("name", NASTY)
def test_find_opens_as_many_places_as_count_terms_counts(corpus_of, name):
    corpus = corpus_of(NASTY[name])
    for words in (1, 2, 3):
        for term, n in count_terms(corpus, words=words)[["term", "n"]].itertuples(index=False):
            assert (term, len(find(corpus, term))) == (term, n)


@pytest.mark.parametrize("words", [1, 2, 3, 4, 5])
def test_in_the_seed_every_term_matches_as_often_as_it_is_counted(seed, words):
    counted = count_terms(seed, words=words)
    matches = find_matches(seed.index, look_up(seed.vocabulary, parse_queries(counted["term"])))
    assert np.bincount(matches.query, minlength=len(counted)).tolist() == counted["n"].tolist()


def test_in_the_seed_all_terms_together_are_found_at_all_places(seed):
    for words in (1, 2, 3):
        counted = count_terms(seed, words=words)
        assert len(find(seed, "|".join(counted["term"]))) == counted["n"].sum()


def test_in_the_seed_china_stands_nine_times_four_of_them_as_a_possessive(seed):
    assert len(find(seed, "China")) == 9
    assert find(seed, "China's")["match"].tolist() == ["China's"] * 4


def test_in_the_seed_the_space_station_is_opened_in_its_three_sentences(seed):
    assert sentences_of(seed, "space station") == [
        "On June 23, 2021, Xi spoke via video call with three crew members of China's Shenzhou-12 mission, "
        "Nie Haisheng, Liu Boming and Tang Hongbo, stationed in the country's space station core module Tianhe.",
        "\"The construction of the space station is a milestone in China's space industry, "
        'which will make pioneering contributions to the peaceful use of space by humanity," Xi said.',
        "So far, the space station has wrapped up the last stage of its construction "
        "and kicked off the first stage of its application and development.",
    ]


def test_in_the_seed_a_sentence_ends_with_its_closing_quote(seed):
    assert sentences_of(seed, "in this regard") == [
        '"In this regard, science and technology, education and talent are of great importance."'
    ]


def test_in_the_seed_every_word_is_where_the_raw_text_has_it(seed, seed_text):
    words = open_matches(seed, np.arange(964), np.ones(964, int))
    assert [seed_text[start:end] for start, end in zip(words["raw_start"], words["raw_end"], strict=True)] == words["match"].tolist()


TOKENS = [
    *"China China's CHINA’S it's U.S. U.S.'s U.S.-led R&D 330,000 sci-tech Chang'e-5 e\u0301 Straße i\u0307 中国 中国。 「好。」".split(),
    *'Feb. 22 Co., Ltd. Mr. J. The the a ? ! … ... " “ ” ’ \' ( ) said." "Go." “Stay,” (yes.) dogs\' \'s ½ 😀 \u200b \u00ad — -- *'.split(),
    *["Time:", "Time:2023-05-30 12:57", "BEIJING, May 29 --", "May 1, 2023", "Disclaimer: x", "Got likes0", ". . ."],
    *["ΟΔΟΣ", "क्ष", "\u00a0", "\t", "\u2028", "\x85", "\r\n", "\r\n\r\n"],
]
BETWEEN = [*[" "] * 6, "", "  ", "\n", "\n\n", "\n\n\n\n"]
drawn_tokens = st.lists(st.tuples(st.sampled_from(TOKENS), st.sampled_from(BETWEEN)), max_size=30)
raw_texts = drawn_tokens.map(lambda drawn: "".join(token + between for token, between in drawn))


def read_in_parts(folder: str) -> Corpus:
    return join_segments([build_segment([file]) for file in find_files(folder)])


def read_texts(texts: list[str], read: Callable[[str], Corpus] = read_corpus) -> Corpus:
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number}.txt").write_bytes(text.encode())
        return read(folder)


@settings(deadline=None, max_examples=50)
@given(st.lists(raw_texts, min_size=1, max_size=3))
@example(["China \u200b China "])
def test_every_stretch_is_where_it_says_it_is(raws):
    corpus = read_texts(raws)
    index = corpus.index
    starts = np.arange(len(index.ids))
    assume(len(starts))
    room = index.sentences[1:][index.unit_of_word(index.sentences)] - starts  # words up to the end of the sentence
    ledgers = {article_id: corpus.ledger_of(article_id) for article_id in corpus.articles.index}
    for row in open_matches(corpus, starts, np.minimum(room, 3)).itertuples():
        text, raw = corpus.articles.loc[row.article_id, "text"], raws[int(row.article_id.removesuffix(".txt"))]
        assert row.left + row.match + row.right == row.sentence
        assert text[row.start : row.end] == row.match
        assert text[row.start - len(row.left) : row.end + len(row.right)] == row.sentence
        assert row.sentence == row.sentence.strip()
        # What was repaired or removed inside is in the ledger; with that, the raw stretch is the match, character for character.
        inside = ledgers[row.article_id].query("start >= @row.raw_start and end <= @row.raw_end")
        shifted = inside.assign(start=inside["start"] - row.raw_start, end=inside["end"] - row.raw_start)[list(Stretch._fields)]
        assert apply(raw[row.raw_start : row.raw_end], map(Stretch._make, shifted.itertuples(index=False))) == row.match


@settings(deadline=None, max_examples=40)
@given(st.lists(raw_texts, min_size=1, max_size=2))
def test_words_share_a_sentence_in_the_text_if_and_only_if_they_do_in_the_index(raws):
    corpus = read_texts(raws)
    index = corpus.index
    assume(len(index.ids))
    words = open_matches(corpus, np.arange(len(index.ids)), np.ones(len(index.ids), int))
    words["first"] = words["start"] - words["left"].str.len()
    words["last"] = words["end"] + words["right"].str.len()
    words["sentence"] = index.unit_of_word(index.sentences)
    spans = words[["article_id", "sentence", "first", "last"]].drop_duplicates()
    assert spans["sentence"].tolist() == list(range(len(index.sentences) - 1))
    for _, of_article in spans.groupby("article_id"):
        assert (of_article["last"].to_numpy()[:-1] <= of_article["first"].to_numpy()[1:]).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(raw_texts, min_size=1, max_size=3), st.integers(1, 3))
def test_every_term_matches_as_often_as_it_is_counted(raws, words):
    corpus = read_texts(raws)
    counted = count_terms(corpus, words=words)
    matches = find_matches(corpus.index, look_up(corpus.vocabulary, parse_queries(counted["term"])))
    assert np.bincount(matches.query, minlength=len(counted)).tolist() == counted["n"].tolist()


@settings(deadline=None, max_examples=30)
@given(st.lists(raw_texts, min_size=1, max_size=4), st.sampled_from(["China", "China's", "the|u.s.", "feb*", "said go", "'Mr'", "stay|c*"]))
def test_what_is_found_in_parts_is_what_is_found_in_one(raws, query):
    whole, parted = read_texts(raws), read_texts(raws, read_in_parts)
    pd.testing.assert_frame_equal(find(parted, query), find(whole, query))


GROUPED = {
    "a.csv": """text,source,published
"Rain here.

Rain there, rain.


The rain fell.",Herald,2023-05-30
"No rain. The sun.",Gazette,2023-05-31
"Rain, rain.",Herald,2023-06-01
"The rain's end.",,
"""
}


@pytest.mark.parametrize(
    "make",
    [
        lambda table, k: table.iloc[k],
        lambda table, k: list(table.iterrows())[k][1],
        lambda table, k: list(table.itertuples())[k],
        lambda table, k: list(table.itertuples(index=False))[k],
    ],
)
def test_a_row_of_a_table_opens_into_the_places_that_it_counts(corpus_of, make):
    corpus = corpus_of("Rain here. The rain's end.", "A rain of rain.")
    terms = count_terms(corpus)
    assert (terms["term"][0], terms["n"][0]) == ("rain", 4)
    assert find(corpus, make(terms, 0))["match"].tolist() == ["Rain", "rain's", "rain", "rain"]
    assert len(find(corpus, make(terms, 0), rows=3)) == 3


@pytest.mark.parametrize(
    ("by", "group", "places"),
    [
        ("article", ["a.csv:2"], "1111"),
        ("article", ["a.csv:3"], "2"),
        ("section", ["a.csv:2", 1], "111"),
        ("section", ["a.csv:2", 2], "1"),
        ("paragraph", ["a.csv:2", 2], "11"),
        ("source", ["Herald"], "111133"),
        ("source", ["unknown"], "4"),
        ("month", ["2023-05"], "11112"),
        ("day", ["2023-05-31"], "2"),
        ("year", ["2023"], "1111233"),
        ("decade", ["undated"], "4"),
        ("period", ["undated"], "4"),
    ],
)
@pytest.mark.parametrize("read", [lambda make, **texts: make(**texts), in_parts])
def test_a_row_of_a_group_opens_into_the_places_in_that_group(corpus_of, read, by, group, places):
    corpus = read(corpus_of, **GROUPED)
    terms = count_terms(corpus, by=by).query("term == 'rain'")
    (row,) = (row for _, row in terms.iterrows() if row.iloc[: len(group)].tolist() == group)
    found = find(corpus, row)
    assert len(found) == row["n"]
    assert [int(article_id.rpartition(":")[2]) - 1 for article_id in found["article_id"]] == [int(place) for place in places]


def test_a_row_of_several_groups_opens_into_what_is_in_all_of_them(corpus_of):
    corpus = corpus_of(**GROUPED)
    row = pd.Series({"source": "Herald", "month": "2023-05", "term": "rain"})
    assert find(corpus, row)["article_id"].tolist() == ["a.csv:2"] * 4


def test_for_a_row_of_an_article_no_words_of_other_parts_are_read(corpus_of, monkeypatch):
    corpus, read, index = in_parts(corpus_of, "Rain.", "More rain.", "Rain again."), [], Part.index
    (row,) = count_terms(corpus, by="article").query("article_id == '001.txt' and term == 'rain'").itertuples()
    monkeypatch.setattr(Part, "index", property(lambda part: read.append(part) or index.fget(part)))
    assert (find(corpus, row)["sentence"].tolist(), read) == (["More rain."], [corpus.parts[1]])


def test_a_group_that_a_row_does_not_name_is_not_looked_for(corpus_of):
    corpus = corpus_of(**GROUPED)
    terms = pd.concat([count_terms(corpus), count_terms(corpus, by="source")])  # the first have no source
    assert len(find(corpus, terms.iloc[0])) == terms["n"].iloc[0] == 8


def test_a_row_of_merged_forms_opens_into_all_of_them(corpus_of):
    corpus = corpus_of("The rule of rules. A rule, a ruler.")
    row = count_terms(corpus, forms="merged").query("term == 'rule'").iloc[0]
    assert row["joined"] == "rule|rules"
    assert find(corpus, row)["match"].tolist() == ["rule", "rules", "rule"]


def test_a_row_of_merged_runs_of_words_opens_into_all_of_them(corpus_of):
    corpus = corpus_of("New rules. The new rule, newer rules.")
    row = count_terms(corpus, words=2, forms="merged").query("n > 1").iloc[0]
    assert row["joined"] == "new rule|new rules|newer rules"
    assert find(corpus, row)["match"].tolist() == ["New rules", "new rule", "newer rules"]


def test_a_row_is_taken_as_it_is_whatever_its_terms_hold(corpus_of, monkeypatch):
    monkeypatch.setattr("analysis.words.TOKEN", rf"[^\s.]+|{MARK}")  # a word is whatever stands between spaces
    corpus = corpus_of("The c* and c++ of a|b, 'us' or * us' c a b. A 'us' c*.")
    for words in (1, 2, 3):
        table = count_terms(corpus, words=words)
        assert {"c*", "a|b,", "'us'", "*"} <= set(table["term"]) or words > 1
        assert [len(find(corpus, row)) for _, row in table.iterrows()] == table["n"].tolist()


@pytest.mark.parametrize("row", [pd.Series({"theme": "space", "n": 3}), pd.DataFrame({"term": ["rain"]}), {}, 5, None, ("rain",), ["rain"]])
def test_what_is_no_row_with_a_term_is_an_error_that_says_what_to_give(corpus_of, row):
    message = r"^there is no term or phrase in this row; give a row of a table that has one, such as count_terms\(corpus\)\.iloc\[0\]\.$"
    with pytest.raises(ValueError, match=message):
        find(corpus_of("Rain."), row)


@pytest.mark.parametrize(("by", "value"), [("source", "Times"), ("article_id", "b.txt"), ("month", "2023-05")])
def test_a_row_of_a_group_that_is_not_in_the_corpus_is_an_error(corpus_of, by, value):
    with pytest.raises(ValueError, match=rf"^there is no {by} '{value}' in this corpus; give a row of a table that was made of it\.$"):
        find(corpus_of("Rain."), pd.Series({by: value, "term": "rain"}))


@pytest.mark.parametrize("term", ["sun", "sun rain", "r*", "*", "'Rain'", "rain|rain", ""])
def test_a_row_whose_term_is_not_in_the_corpus_finds_nothing(corpus_of, term):
    assert len(find(corpus_of("Rain."), pd.Series({"term": term}))) == 0


def test_in_the_seed_every_phrase_opens_into_as_many_places_as_it_has(seed):
    phrases = count_phrases(seed)
    assert len(phrases) > 10
    assert [len(find(seed, row)) for row in phrases.itertuples()] == phrases["n"].tolist()


heads = st.sampled_from(["", "", "BEIJING, May 29 (Xinhua) -- ", "LONDON, May 30 (AP) -- "])
records = st.fixed_dictionaries(
    {
        "text": st.tuples(heads, drawn_tokens.map(lambda drawn: "".join(map("".join, drawn[:14])))).map("".join),
        "source": st.sampled_from([None, "Herald", "D'Or | *"]),
        "published": st.sampled_from([None, "2023-05-30", "2023-06-01", "1999-12-31 10:00"]),
    }
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(records, min_size=1, max_size=3), min_size=1, max_size=3),
    st.sampled_from([None, *BY]),
    st.integers(1, 3),
    st.sampled_from(["apart", "merged"]),
    st.sampled_from([read_corpus, read_in_parts]),
)
def test_every_row_of_every_table_of_terms_opens_into_as_many_places_as_it_counts(files, by, words, forms, read):
    with tempfile.TemporaryDirectory() as folder:
        for number, lines in enumerate(files):
            Path(folder, f"{number}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        corpus = read(folder)
    table = count_terms(corpus, words=words, by=by, forms=forms)
    for row in table.itertuples():
        found = find(corpus, row)
        assert len(found) == row.n
        assert found["article_id"].nunique() == row.n_articles
        if "article_id" in table:
            assert found["article_id"].unique().tolist() == [row.article_id]


def test_the_row_of_a_collocate_is_opened_by_another_verb(corpus_of):
    from analysis import count_collocates

    corpus = corpus_of("The red panda sleeps. A red panda eats. Fog. Fog. Fog.")
    with pytest.raises(ValueError, match=r"^this is the row of a collocate, which find_collocates\(corpus, query, term\) opens\.$"):
        find(corpus, count_collocates(corpus, "red").iloc[0])
