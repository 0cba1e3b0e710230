"""From raw text to fields, body and ledger: cases as data, then the laws that hold for any text."""

import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.cleaning import FIELDS, TITLE_LENGTH, WHITE_SPACE, Stretch, apply, clean, read_fields
from analysis.words import split_words

CASES = json.loads((Path(__file__).parent / "cases" / "cleaning.json").read_text(encoding="utf-8"))


def fields_of(cleaned):
    """Name the fields that were found; times as in the cases."""
    found = dict(zip(FIELDS, cleaned.fields, strict=True))
    return {name: value if isinstance(value, str) else value.isoformat() for name, value in found.items() if value is not None}


def taken_by(cleaned):
    return [stretch.rule for stretch in cleaned.stretches if stretch.rule != WHITE_SPACE]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES])
def test_case(case):
    cleaned = clean(case["original"])
    assert cleaned.text == case["cleaned"]
    assert fields_of(cleaned) == case["expect"]
    assert taken_by(cleaned) == case["takes"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["label"]) for case in CASES if case["original"] == case["cleaned"]])
def test_what_stays_untouched_has_an_empty_ledger(case):
    assert clean(case["original"]).stretches == []


def test_every_case_has_a_label_of_its_own_and_a_comment():
    assert [label for label, n in Counter(case["label"] for case in CASES).items() if n > 1] == []
    assert [case["label"] for case in CASES if not case["comment"]] == []


def test_a_first_line_is_a_title_up_to_the_limit_and_no_longer():
    assert fields_of(clean("x" * TITLE_LENGTH + "\n\nRain fell.")) == {"title": "x" * TITLE_LENGTH}
    assert fields_of(clean("x" * (TITLE_LENGTH + 1) + "\n\nRain fell.")) == {}


def test_the_ledger_names_the_place_the_text_and_the_replacement_of_each_change():
    raw = "Rain\nTime:2023-05-30 12:57\n\nIt  fell.\nAll day. "
    assert clean(raw).stretches == [
        (0, 4, "title", "Rain", ""),
        (4, 5, "white space", "\n", ""),
        (5, 26, "time line", "Time:2023-05-30 12:57", ""),
        (26, 28, "white space", "\n\n", ""),
        (30, 32, "white space", "  ", " "),
        (37, 38, "white space", "\n", "\n\n"),
        (46, 47, "white space", " ", ""),
    ]


def test_apply_replaces_stretches_in_their_order():
    changes = [Stretch(4, 6, WHITE_SPACE, "  ", " "), Stretch(11, 12, WHITE_SPACE, "\n", "\n\n")]
    assert apply("Rain  fell.\nAll day.", changes) == "Rain fell.\n\nAll day."
    assert apply("Rain", []) == "Rain"


# Fields that were saved beside the text


def test_with_a_title_saved_the_text_is_not_searched_for_one():
    cleaned = clean("Mayor opens bridge\n\nRain fell.", {"title": "Bridge open"})
    assert (fields_of(cleaned), cleaned.text) == ({"title": "Bridge open"}, "Mayor opens bridge\n\nRain fell.")
    assert cleaned.stretches == []


def test_with_a_time_saved_the_text_is_not_searched_for_one():
    raw = "Mayor opens bridge\nTime:2023-05-30\n\nRain fell."
    cleaned = clean(raw, {"published": "2021-01-01"})
    assert fields_of(cleaned) == {"title": "Mayor opens bridge", "published": "2021-01-01T00:00:00"}
    assert cleaned.text == "Time:2023-05-30\n\nRain fell."
    assert taken_by(cleaned) == ["title"]
    titled = clean("Message to the Congress. January 22, 1970\n\nRain fell.", {"published": "2021-01-01"})
    assert fields_of(titled) == {"title": "Message to the Congress. January 22, 1970", "published": "2021-01-01T00:00:00"}


def test_with_a_title_saved_the_time_is_still_found_on_the_first_line():
    cleaned = clean("Time:2023-05-30 12:57\n\nOSLO, May 29 -- Rain fell.\n\nGot likes0", {"title": "Bridge open"})
    assert fields_of(cleaned) == {
        **{"title": "Bridge open", "published": "2023-05-30T12:57:00", "place": "Oslo", "dateline_date": "2023-05-29"},
    }
    assert (cleaned.text, taken_by(cleaned)) == ("Rain fell.", ["time line", "dateline", "likes"])


def test_a_dateline_has_the_year_of_the_time_that_was_saved():
    cleaned = clean("OSLO, Dec. 31 -- Rain fell.", {"published": "2023-01-01", "title": "Rain"})
    assert fields_of(cleaned)["dateline_date"] == "2022-12-31"


def test_source_and_author_are_taken_as_saved_with_single_spaces():
    saved = {"source": " The  Daily\nRain", "author": "Ann\u00a0 and Bo", "title": "Two\tlines\n"}
    assert fields_of(clean("rain fell.", saved)) == {"source": "The Daily Rain", "author": "Ann and Bo", "title": "Two lines"}


@pytest.mark.parametrize(
    ("told", "published", "offset"),
    [
        ("2023-05-30", datetime(2023, 5, 30), None),
        ("2023-05-30T12:57:00+08:00", datetime(2023, 5, 30, 12, 57), "+08:00"),
        ("2023-05-30 12:57 UTC", datetime(2023, 5, 30, 12, 57), "+00:00"),
        (" May 30,\n2023 ", datetime(2023, 5, 30), None),
    ],
)
def test_a_time_that_was_saved_is_read_with_its_offset(told, published, offset):
    assert read_fields({"published": told}) == ({"published": published, "utc_offset": offset}, "")


@pytest.mark.parametrize("told", ["soon", "May 2023", "2023-02-30", "1685451420", "x" * 1000])
def test_a_time_that_was_saved_and_is_no_date_is_a_doubt(told):
    assert read_fields({"published": told, "author": "Ann"}) == ({"author": "Ann"}, f"has a time that is no date: {told[:60]!r}")
    cleaned = clean("Mayor opens bridge\nTime:2023-05-30\n\nRain fell.", {"published": told})
    assert fields_of(cleaned)["published"] == "2023-05-30T00:00:00"
    assert cleaned.doubt == f"has a time that is no date: {told[:60]!r}"


def test_without_saved_fields_there_is_no_doubt():
    assert read_fields({}) == ({}, "")
    assert clean("Published: soon\n\nRain fell.").doubt == ""


def test_saved_fields_are_left_as_they_were():
    saved = {"title": "Two  lines", "published": "2023-05-30"}
    clean("Mayor opens bridge\n\nRain fell.", saved)
    assert saved == {"title": "Two  lines", "published": "2023-05-30"}


# Laws. The generator is made of what the rules look for, of what they must not take, and of every kind of white space.

heads = st.sampled_from(
    [
        "Xi Focus: Encouraging sci-tech workers",
        "THE STATE OF THE UNION",
        "Message to the Congress. January 22, 1970",
        "Time:2023-05-30 12:57",
        "Time： May 30, 2023 12:57 pm +0800",
        "Published: soon",
        "April 16, 1945",
        "2023-05-30",
        "Feb. 30, 2023",
        "x" * (TITLE_LENGTH + 1),
        "市长为大桥揭幕",
    ]
)
openings = st.sampled_from(
    [
        "BEIJING, May 29 -- Chinese President Xi said so.",
        "BEIJING, May 29 — ",
        "ST. JOHN'S, Newfoundland, Dec. 31, 1999 - rain.",
        "XI’AN, May 99 --\u00a0rain.",
        "Beijing, May 29 -- rain.",
        "My fellow citizens:",
    ]
)
sentences = st.sampled_from(
    [
        "It rained.",
        "“Yes,” he said. ‘No.’",
        'He said: "Disclaimer: none."',
        "He met Time: 2023-05-30 was warm",
        "Got likes 12 times more.",
        "Disclaimers end.",
        "U.S. and R&D, 330,000",
        "Cafe\u0301 ❤️ 北京。",
        "a\u200bb",
        "…",
        "— * —",
        "The mayor opened the bridge on Monday in front of hundreds of people\nwho had waited for it since the spring, and said that the"
        " town would\nnever be the same again, since the road to the harbour is next.",
    ]
)
tails = st.sampled_from(["Disclaimer: This is a repost.", "disclaimer：\u00a0no. No!", "Got likes0", "Got likes 12", "GOT LIKES"])
line_ends = [
    "\n",
    "\r\n",
    "\r",
    "\u2028",
    "\u2029",
    "\x0b",
    "\x0c",
    "\x85",
    "\n\n",
    "\r\n\r\n",
    "\r\r\r",
    "\n\n\n",
    "\n\n\n\n\n",
    " \n",
    "\n \t\n",
]
blanks = ["", " ", "  ", "\t", "\u00a0", " \u00a0", "\u3000\u2003", "\x1c\x1f"]
gaps = st.sampled_from(line_ends + blanks)
parts = st.one_of(heads, openings, sentences, sentences, tails)
nasty_texts = st.one_of(
    st.lists(st.tuples(gaps, parts)).map(lambda pairs: "".join(gap + part for gap, part in pairs)),
    # In the order of an article, so that rules follow each other.
    st.tuples(gaps, heads, gaps, heads, gaps, openings, gaps, sentences, gaps, sentences, gaps, tails, gaps, tails, gaps).map("".join),
)


saved_fields = st.dictionaries(
    st.sampled_from(["title", "published", "source", "author"]),
    st.sampled_from(["Xi Focus: Encouraging sci-tech workers", "2023-05-30 12:57", "April 16, 1945", "soon", "Ann"]),
)


@settings(deadline=None, max_examples=200)
@given(raw=nasty_texts, saved=saved_fields)
@example(raw="", saved={})
@example(raw="\n\u00a0\n", saved={})
def test_replacing_each_row_s_stretch_turns_the_raw_text_into_the_body(raw, saved):
    cleaned = clean(raw, saved)
    rebuilt = raw
    for start, end, _, text, replacement in reversed(cleaned.stretches):
        assert raw[start:end] == text
        rebuilt = rebuilt[:start] + replacement + rebuilt[end:]
    assert rebuilt == cleaned.text


@settings(deadline=None, max_examples=200)
@given(raw=nasty_texts, saved=saved_fields)
def test_the_rows_of_the_ledger_are_in_order_and_each_says_a_change(raw, saved):
    stretches = clean(raw, saved).stretches
    edges = [edge for stretch in stretches for edge in stretch[:2]]
    assert edges == sorted(edges)
    assert all(stretch.start < stretch.end for stretch in stretches)
    assert all(stretch.text != stretch.replacement for stretch in stretches)


@settings(deadline=None, max_examples=200)
@given(raw=nasty_texts, saved=saved_fields)
def test_only_white_space_is_replaced_and_only_by_white_space(raw, saved):
    for stretch in clean(raw, saved).stretches:
        assert (stretch.rule == WHITE_SPACE) == (not stretch.text.strip())
        assert stretch.replacement in (("", " ", "\n\n", "\n\n\n") if stretch.rule == WHITE_SPACE else ("",))


@settings(deadline=None, max_examples=200)
@given(raw=nasty_texts, saved=saved_fields)
def test_every_word_is_in_the_body_or_in_the_ledger_and_in_no_more_than_one(raw, saved):
    cleaned = clean(raw, saved)
    taken = [stretch.text for stretch in cleaned.stretches]
    in_raw, in_body, *in_ledger = (Counter(words) for words in split_words([raw, cleaned.text, *taken]))
    assert in_raw == sum(in_ledger, in_body)


@settings(deadline=None, max_examples=200)
@given(raw=nasty_texts, saved=saved_fields)
def test_white_space_in_a_body_is_one_space_one_blank_line_or_two(raw, saved):
    body = clean(raw, saved).text
    assert body == body.strip()
    assert set(re.findall(r"\s+", body)) <= {" ", "\n\n", "\n\n\n"}


@settings(deadline=None, max_examples=200)
@given(raw=nasty_texts)
def test_white_space_in_a_cleaned_body_needs_no_further_change(raw):
    again = clean(f"It rained.\n\n{clean(raw).text}".rstrip())
    inside = [stretch for stretch in again.stretches if stretch.replacement]
    assert inside == []


@settings(deadline=None, max_examples=100)
@given(raw=nasty_texts, saved=saved_fields)
def test_what_was_saved_beside_a_text_wins_over_what_is_found_in_it(raw, saved):
    found = fields_of(clean(raw, saved))
    told, doubt = read_fields(saved)
    assert clean(raw, saved).doubt == doubt
    for name, value in told.items():
        assert value is None or found[name] == (value if isinstance(value, str) else value.isoformat())


@settings(deadline=None, max_examples=100)
@given(
    parts=st.lists(st.one_of(heads, openings, sentences, tails)), breaks=st.integers(1, 4), end=st.sampled_from(["\r\n", "\r", "\u2028"])
)
def test_the_kind_of_line_end_is_irrelevant(parts, breaks, end):
    raw = ("\n" * breaks).join(parts)
    cleaned, other = clean(raw), clean(raw.replace("\n", end))
    assert (other.fields, other.text, taken_by(other)) == (cleaned.fields, cleaned.text, taken_by(cleaned))


lures = st.sampled_from(
    [
        "Disclaimer: none",
        "Time:2023-05-30 12:57",
        "Got likes0",
        "BEIJING, May 29 -- rain",
        "April 16, 1945",
        "“No.”",
        "U.S.",
        "Co., Ltd.",
        "330,000",
        "北京",
    ]
)
paragraphs = st.lists(lures, min_size=1).map(lambda found: f"He said {' '.join(found)} again.")


@settings(deadline=None, max_examples=100)
@given(body=st.lists(paragraphs, min_size=1), gap=st.sampled_from(["\n\n", "\n\n\n"]))
def test_whatever_stands_inside_a_sentence_stays(body, gap):
    text = gap.join(body)
    assert clean(text) == ((None,) * len(FIELDS), text, [], "")
    with_head = clean(f"A headline\nTime:2023-05-30 12:57\n\n{text}\n\nDisclaimer: a repost\n\nGot likes0")
    assert with_head.text == text
    assert fields_of(with_head) == {"title": "A headline", "published": "2023-05-30T12:57:00"}
