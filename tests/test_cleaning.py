"""From raw text to fields, body and ledger: cases as data, then the laws that hold for any text."""

import gc
import json
import re
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.cleaning import FIELDS, TITLE_LENGTH, WHITE_SPACE, clean, read_fields
from analysis.stretches import apply
from analysis.words import split_words

FOLDER = Path(__file__).parent / "cases"
TOPICS = "boilerplate cleaning dates fields markup repairs wires".split()
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['label']}")
    for file in (FOLDER / f"{topic}.json" for topic in TOPICS)
    for case in json.loads(file.read_text(encoding="utf-8"))
]


def fields_of(cleaned):
    """Name the fields that were found; times as in the cases."""
    found = dict(zip(FIELDS, cleaned.fields, strict=True))
    told = {name: value if isinstance(value, str) else value.isoformat() for name, value in found.items() if value is not None}
    assert ("published_from" in told) == ("published" in told)
    return {name: value for name, value in told.items() if name != "published_from"}


def taken_by(cleaned):
    return [stretch.rule for stretch in cleaned.stretches if stretch.rule != WHITE_SPACE]


def clean_case(case):
    return clean(case["original"], case.get("saved", {}), case.get("form", "text"), case.get("name", ""))


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    cleaned = clean_case(case)
    assert cleaned.text == case["cleaned"]
    assert fields_of(cleaned) == case["expect"]
    assert taken_by(cleaned) == case["takes"]
    assert apply(case["original"], cleaned.stretches) == cleaned.text
    doubts = case.get("doubts", [])
    assert [doubt[: len(told)] for doubt, told in zip(cleaned.doubts, doubts, strict=True)] == doubts


@pytest.mark.parametrize("case", [case for case in CASES if case.values[0]["original"] == case.values[0]["cleaned"]])
def test_what_stays_untouched_has_an_empty_ledger(case):
    assert clean_case(case).stretches == []


def test_there_are_cases_enough_and_a_third_of_them_are_of_what_must_stay():
    cases = [case.values[0] for case in CASES]
    negative = [case for case in cases if case.get("negative")]
    assert len(cases) >= 150
    assert 3 * len(negative) >= len(cases)
    # Of a negative case, nothing is taken but a headline above what must stay.
    assert [case["label"] for case in negative if set(case["takes"]) - {"title"}] == []


def test_every_case_has_a_label_of_its_own_and_a_comment():
    assert [label for label, n in Counter(case.id for case in CASES).items() if n > 1] == []
    assert [case.id for case in CASES if not case.values[0]["comment"]] == []


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


def test_a_section_break_is_replaced_by_two_blank_lines_and_what_is_taken_inside_the_body_by_one():
    assert clean("Rain fell.\n \n***\n\nSun shone.").stretches == [
        (10, 13, "white space", "\n \n", ""),
        (13, 16, "section break", "***", "\n\n\n"),
        (16, 18, "white space", "\n\n", ""),
    ]
    assert clean("Rain fell.\nAdvertisement\nSun shone.").stretches == [
        (10, 11, "white space", "\n", "\n\n"),
        (11, 24, "advertisement", "Advertisement", ""),
        (24, 25, "white space", "\n", ""),
    ]


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
        ("1685451420", datetime(2023, 5, 30, 12, 57), "+00:00"),
    ],
)
def test_a_time_that_was_saved_is_read_with_its_offset(told, published, offset):
    assert read_fields({"published": told}) == ({"published": published, "utc_offset": offset, "published_from": "column"}, [])
    assert read_fields({"published": told, "published_from": "page"})[0]["published_from"] == "page"


@pytest.mark.parametrize("told", ["soon", "May 2023", "2023-02-30", "168545142", "x" * 1000])
def test_a_time_that_was_saved_and_is_no_date_is_a_doubt(told):
    assert read_fields({"published": told, "author": "Ann"}) == ({"author": "Ann"}, [f"has a time that is no date: {told[:60]!r}"])
    cleaned = clean("Mayor opens bridge\nTime:2023-05-30\n\nRain fell.", {"published": told})
    assert fields_of(cleaned)["published"] == "2023-05-30T00:00:00"
    assert cleaned.doubts == (f"has a time that is no date: {told[:60]!r}",)


def test_without_saved_fields_there_is_no_doubt():
    assert read_fields({}) == ({}, [])
    assert clean("Published: soon\n\nRain fell.").doubts == ()


def test_saved_fields_are_left_as_they_were():
    saved = {"title": "Two  lines", "published": "2023-05-30"}
    clean("Mayor opens bridge\n\nRain fell.", saved)
    assert saved == {"title": "Two  lines", "published": "2023-05-30"}


@pytest.mark.parametrize(
    ("raw", "saved", "name", "place"),
    [
        ("Rain\nTime:2023-05-30\n\nIt fell.", {}, "2021-01-01.txt", "time line"),
        ("Rain\n2023-05-30\n\nIt fell.", {}, "", "date line"),
        ("Rain fell. May 30, 2023\n\nIt fell.", {}, "", "title line"),
        ("It fell.", {}, "2023-05-30.txt", "file name"),
        ("It fell.", {"url": "https://a.example/2023/05/30/x"}, "x.txt", "address"),
        ("It fell.", {"url": "https://a.example/2021/01/01/x"}, "2023-05-30.txt", "file name"),
        ("It fell.", {"published": "2023-05-30"}, "2021-01-01.txt", "column"),
        ("It fell.", {"published": "2023-05-30", "published_from": "page"}, "", "page"),
    ],
)
def test_where_a_time_is_from_goes_with_it(raw, saved, name, place):
    fields = dict(zip(FIELDS, clean(raw, saved, "text", name).fields, strict=True))
    assert (fields["published"], fields["published_from"]) == (datetime(2023, 5, 30), place)


def test_a_time_that_can_be_read_two_ways_is_read_as_the_rest_of_its_file_says():
    saved = {"published": "05/06/2023"}
    assert read_fields(saved | {"date_order": "day first"})[0]["published"] == datetime(2023, 6, 5)
    assert read_fields(saved | {"date_order": "month first"})[0]["published"] == datetime(2023, 5, 6)
    fields, doubts = read_fields(saved)
    assert fields == {}
    assert doubts == ["has a date that can be read two ways: '05/06/2023'; write it year first, as 2023-06-05"]


def test_a_field_that_was_repaired_is_doubted():
    fields, doubts = read_fields({"title": "R&amp;D in KÃ¶ln", "author": "Ann"})
    assert fields == {"title": "R&D in Köln", "author": "Ann"}
    assert doubts == ["has a field that was repaired (title, markup, mojibake): 'R&amp;D in KÃ¶ln'"]


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
furniture = st.sampled_from(
    [
        "Share this article",
        "Tweet",
        "Advertisement",
        "***",
        "* * *",
        "###",
        "Read more: The old bridge",
        "The bridge at night. (Xinhua/Li Wei)",
        "[Photo/Xinhua]",
        "By Jane Doe, Reuters",
        "Source: Xinhua| 2023-05-30 |Editor: huaxia",
        "Updated: May 31, 2023",
        "© 2023 Daily Rain",
        "(Editing by John Roe)",
        "window.a = b;",
        "LONDON (AP) — rain",
        "(Reuters) - ",
        "Rain fell. Enditem",
    ]
)
strange = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<br>",
        "<script>",
        "<!--",
        "&amp;",
        "&nbsp;",
        "&#8203;",
        "Ã©",
        "â€™",
        "\x00",
        "\u200b",
        "\u202e",
        "\ud800",
        "\x92",
        "\ufeff",
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
parts = st.one_of(heads, openings, sentences, sentences, tails, furniture)
forms = st.sampled_from(["text", "field", "page"])
nasty_texts = st.one_of(
    st.lists(st.tuples(gaps, parts)).map(lambda pairs: "".join(gap + part for gap, part in pairs)),
    # With what has to be repaired.
    st.lists(st.tuples(gaps, strange, parts, strange)).map(lambda pieces: "".join(map("".join, pieces))),
    # In the order of an article, so that rules follow each other.
    st.tuples(gaps, heads, gaps, heads, gaps, openings, gaps, sentences, gaps, sentences, gaps, tails, gaps, tails, gaps).map("".join),
)


saved_fields = st.dictionaries(
    st.sampled_from(["title", "published", "source", "author"]),
    st.sampled_from(["Xi Focus: Encouraging sci-tech workers", "2023-05-30 12:57", "April 16, 1945", "soon", "Ann"]),
)


names = st.sampled_from(["", "2023-05-30.txt", "one.txt"])


@settings(deadline=None, max_examples=500)
@given(raw=nasty_texts | st.text(st.characters()), saved=saved_fields, form=forms, name=names)
@example(raw="", saved={}, form="text", name="")
@example(raw="\n\u00a0\n", saved={}, form="text", name="")
@example(raw="<p>\u200b</p>\u200b", saved={}, form="field", name="")
def test_replacing_each_row_s_stretch_turns_the_raw_text_into_the_body(raw, saved, form, name):
    cleaned = clean(raw, saved, form, name)
    rebuilt = raw
    for start, end, _, text, replacement in reversed(cleaned.stretches):
        assert raw[start:end] == text
        rebuilt = rebuilt[:start] + replacement + rebuilt[end:]
    assert rebuilt == cleaned.text
    edges = [edge for stretch in cleaned.stretches for edge in stretch[:2]]
    assert edges == sorted(edges)
    assert all(stretch.start < stretch.end for stretch in cleaned.stretches)
    assert all(stretch.text != stretch.replacement for stretch in cleaned.stretches)
    # Every field and doubt can be written to a file.
    assert all(str(value).encode() for value in cleaned.fields if value)
    assert all(doubt.encode() for doubt in cleaned.doubts)
    assert clean(raw, saved, form, name) == cleaned


REPLACEMENTS = {
    WHITE_SPACE: ("", " ", "\n\n", "\n\n\n"),
    "section break": ("", "\n\n\n"),
    "mojibake": None,
    "markup": None,
    "broken character": None,
}


@settings(deadline=None, max_examples=300)
@given(raw=nasty_texts, saved=saved_fields, form=forms)
def test_only_what_is_repaired_and_white_space_is_replaced_all_else_goes(raw, saved, form):
    for stretch in clean(raw, saved, form).stretches:
        allowed = REPLACEMENTS.get(stretch.rule, ("",) if stretch.text.isprintable() else None)
        assert allowed is None or stretch.replacement in allowed
        assert stretch.rule != WHITE_SPACE or not stretch.text.strip()


@settings(deadline=None, max_examples=200)
@given(raw=nasty_texts, saved=saved_fields)
def test_every_word_is_in_the_body_or_in_the_ledger_and_in_no_more_than_one(raw, saved):
    cleaned = clean(raw, saved)
    repaired = ("mojibake", "control character", "broken character")
    has_halves = re.search("[\ud800-\udfff]", raw)  # decoding leaves none, and no table can hold one
    if has_halves or any(stretch.rule in repaired for stretch in cleaned.stretches):  # these are inside words
        return
    taken = [stretch.text for stretch in cleaned.stretches]
    in_raw, in_body, *in_ledger = (Counter(words) for words in split_words([raw, cleaned.text, *taken]))
    assert in_raw == sum(in_ledger, in_body)


@settings(deadline=None, max_examples=200)
@given(raw=nasty_texts, saved=saved_fields, form=forms)
def test_white_space_in_a_body_is_one_space_one_blank_line_or_two(raw, saved, form):
    body = clean(raw, saved, form).text
    assert body == body.strip()
    assert set(re.findall(r"\s+", body)) <= {" ", "\n\n", "\n\n\n"}


@settings(deadline=None, max_examples=200)
@given(raw=nasty_texts)
def test_white_space_in_a_cleaned_body_needs_no_further_change(raw):
    again = clean(f"It rained.\n\n{clean(raw).text}".rstrip())
    inside = [stretch for stretch in again.stretches if stretch.rule == WHITE_SPACE and stretch.replacement == " "]
    assert inside == []


@settings(deadline=None, max_examples=100)
@given(raw=nasty_texts, saved=saved_fields)
def test_what_was_saved_beside_a_text_wins_over_what_is_found_in_it(raw, saved):
    cleaned = clean(raw, saved)
    found = dict(zip(FIELDS, cleaned.fields, strict=True))
    told, doubts = read_fields(saved)
    assert list(cleaned.doubts[: len(doubts)]) == list(dict.fromkeys(doubts))
    assert {name: found[name] for name in told} == told


@settings(deadline=None, max_examples=100)
@given(
    parts=st.lists(st.one_of(heads, openings, sentences, tails, furniture)),
    breaks=st.integers(1, 4),
    end=st.sampled_from(["\r\n", "\r", "\u2028"]),
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
    assert clean(text) == ((None,) * len(FIELDS), text, [], ())
    with_head = clean(f"A headline\nTime:2023-05-30 12:57\n\n{text}\n\nDisclaimer: a repost\n\nGot likes0")
    assert with_head.text == text
    assert fields_of(with_head) == {"title": "A headline", "published": "2023-05-30T12:57:00"}


HOSTILE = [
    "(", "<", "&", "By ", " ", "A, ", "By A, ", "By Jane and ", "Tweet ", "Time: ", "2023-05-30 ", "PARIS, ", "PARIS (", "(AP) ",
    "x Enditem ", "（完）", "function ", "if (", "} ", "© ", "Ã", "â€™ ", "\u200b", "\ud800", "<p ", "<a =", "<!--", "<script>", "[",
    ".a{", '"', "- ", "| ", "share on ", "We use cookies ", "Sign up ", "Jane Doe, ", "12:", "1 ", "_ _ ", "all rights reserved ",
    "Editing by A", "[+1 chars]", "新华社",
]  # fmt: skip
LINES = ["Tweet", "***", "a", "Photo: x", "By Jane Doe", "(AP)", "Rain at night. (Xinhua/Li Wei)"]


@pytest.fixture
def collector_paused():
    # As where segments are built: it would look again and again through all that tests before have left.
    gc.disable()
    yield
    gc.enable()


def seconds_for(piece, form, size):
    raw = f"Rain fell\n\n{piece * (size // len(piece))}\n\nend"
    start = time.process_time()
    clean(raw, {}, form)
    return time.process_time() - start


@pytest.mark.parametrize("form", ["text", "field"])
@pytest.mark.parametrize("pieces", [HOSTILE, [line + "\n" for line in LINES]], ids=["one line", "many lines"])
def test_the_time_that_a_hostile_text_takes_grows_with_its_length_and_no_faster(collector_paused, pieces, form):
    # Four times as long may not take eight times as long, but for what is over at once.
    times = {piece: (seconds_for(piece, form, 50_000), seconds_for(piece, form, 200_000)) for piece in pieces}
    assert {piece: pair for piece, pair in times.items() if pair[1] > max(0.5, 8 * pair[0])} == {}
