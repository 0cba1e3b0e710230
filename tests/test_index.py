"""The word index: words as numbers in reading order, and the bounds of articles, sections, paragraphs and sentences in them."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import analysis.index
from analysis.index import build_index
from analysis.words import split_words

BOUNDS = ("articles", "sections", "paragraphs", "sentences")


def units_of(index, unit):
    """Give the words of each unit, with spaces between them."""
    found = [index.vocabulary.forms[word] for word in index.ids.tolist()]
    return [" ".join(found[start:end]) for start, end in pairwise(getattr(index, unit).tolist())]


def assert_same(index, other):
    assert index.vocabulary.forms.to_list() == other.vocabulary.forms.to_list()
    for name in ("ids", *BOUNDS):
        assert getattr(index, name).tolist() == getattr(other, name).tolist(), name


TWO_ARTICLES = ["Rain fell. Rain, rain!\n\nSun\n\n\nFog came. It", "Sun. Ice."]


def test_the_vocabulary_holds_each_form_once_sorted_by_code_point():
    assert build_index(["rain Rain sun é É 北 rain 5"]).vocabulary.forms.to_list() == ["5", "Rain", "rain", "sun", "É", "é", "北"]


def test_ids_are_rows_of_the_vocabulary_in_reading_order():
    index = build_index(["rain sun rain", "sun fog"])
    assert index.vocabulary.forms.to_list() == ["fog", "rain", "sun"]
    assert index.ids.tolist() == [1, 2, 1, 2, 0]
    assert index.ids.dtype == np.int32


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("articles", ["Rain fell Rain rain Sun Fog came It", "Sun Ice"]),
        ("sections", ["Rain fell Rain rain Sun", "Fog came It", "Sun Ice"]),
        ("paragraphs", ["Rain fell Rain rain", "Sun", "Fog came It", "Sun Ice"]),
        ("sentences", ["Rain fell", "Rain rain", "Sun", "Fog came", "It", "Sun", "Ice"]),
    ],
)
def test_bounds_cut_the_words_into_units(unit, expected):
    assert units_of(build_index(TWO_ARTICLES), unit) == expected


@pytest.mark.parametrize("texts", [[], [""], ["", "", ""], ["…\n\n—"]])
def test_without_words_there_is_no_sentence_paragraph_or_section(texts):
    index = build_index(texts)
    assert (len(index.vocabulary.forms), len(index.ids)) == (0, 0)
    assert index.articles.tolist() == [0] * (len(texts) + 1)
    assert index.sentences.tolist() == index.paragraphs.tolist() == index.sections.tolist() == [0]
    assert (len(index.terms), len(index.term_ids), len(index.vocabulary.is_stop)) == (0, 0, 0)


def test_empty_articles_hold_no_words_and_shift_nothing():
    index = build_index(["", "Rain fell.", "", "—\n\n*", "Sun", ""])
    assert index.articles.tolist() == [0, 0, 2, 2, 2, 3, 3]
    assert index.sentences.tolist() == index.paragraphs.tolist() == [0, 2, 3]


def test_paragraphs_without_a_word_are_not_counted():
    assert units_of(build_index(["Rain.\n\n* * *\n\n…\n\n\n—\n\nSun."]), "paragraphs") == ["Rain", "Sun"]


def test_a_sentence_never_reaches_from_one_article_into_the_next():
    assert units_of(build_index(["He met Mr.", "Xi in the U.S.", "and", "left"]), "sentences") == [
        "He met Mr",
        "Xi in the U.S.",
        "and",
        "left",
    ]


def test_a_mark_at_the_start_of_an_article_does_not_look_back_into_the_one_before():
    # After "Mr" in the same article this full stop would end nothing.
    assert units_of(build_index(["Mr", ". Rain fell. Sun"]), "sentences") == ["Mr", "Rain fell", "Sun"]


def test_the_unit_of_each_word_is_found_from_the_bounds():
    index = build_index(["Rain fell. Sun", "", "Fog"])
    assert index.unit_of_word(index.sentences).tolist() == [0, 0, 1, 2]
    assert index.unit_of_word(index.articles).tolist() == [0, 0, 0, 2]


# Nothing depends on threads or on the machine


@pytest.mark.parametrize("piece", [1, 10, 1_000_000])
@pytest.mark.parametrize("threads", [1, 2, 8])
def test_the_index_is_the_same_whatever_the_threads_and_the_pieces(monkeypatch, threads, piece):
    texts = [f"Rain {k} fell on {k % 7}. Sun{k % 5} came.\n\nMr. Fog-{k}\n\n\nleft" * (k % 3) for k in range(200)]
    expected = build_index(texts)
    monkeypatch.setattr(analysis.index, "PIECE", piece)
    monkeypatch.setattr(analysis.index.pl, "thread_pool_size", lambda: threads)
    for _ in range(3):
        assert_same(build_index(texts), expected)


def test_an_index_is_not_disturbed_by_those_built_before():
    expected = build_index(["rain sun"])
    build_index(["fog ice rain zebra"])
    assert_same(build_index(["rain sun"]), expected)
    assert expected.vocabulary.forms.to_list() == ["rain", "sun"]


def test_two_indexes_may_be_built_at_the_same_time():
    def texts():
        yield "rain sun"
        assert build_index(["fog ice"]).vocabulary.forms.to_list() == ["fog", "ice"]
        yield "sun"

    assert_same(build_index(texts()), build_index(["rain sun", "sun"]))


def test_articles_stand_in_the_order_given(monkeypatch):
    monkeypatch.setattr(analysis.index, "PIECE", 1)
    texts = [" ".join([f"word{k}"] * (200 if k % 2 else 1)) for k in range(50)]
    assert units_of(build_index(texts), "articles") == texts


def test_texts_may_come_one_after_the_other():
    assert_same(build_index(text for text in TWO_ARTICLES), build_index(TWO_ARTICLES))


def test_an_error_in_the_texts_is_not_swallowed():
    def broken():
        yield "Rain."
        raise ValueError("a.txt cannot be read")

    with pytest.raises(ValueError, match=r"a\.txt cannot be read"):
        build_index(broken())


# A second implementation in plain Python: cut first, count afterwards. The sentences of these texts end at every full stop, so
# that what is tested is the arithmetic of the bounds; what ends a sentence is test_words.py's.


def bounds_by_hand(texts):
    bounds = {unit: [0] for unit in BOUNDS}
    words = 0
    for text in texts:
        for section in text.split("\n\n\n"):
            for paragraph in section.split("\n\n"):
                for sentence in re.split(r"[.!?][”\"]?(?: |$)", paragraph):
                    words += len(split_words([sentence])[0])
                    bounds["sentences"].append(words)
                bounds["paragraphs"].append(words)
            bounds["sections"].append(words)
        bounds["articles"].append(words)
    return {unit: ends if unit == "articles" else sorted(set(ends)) for unit, ends in bounds.items()}


sentences = st.sampled_from(["Rain fell. ", "Sun! ", "“Why?” ", "Fog, in 3.5 ", "— ", "* ", "Café 北京. ", "R&D ", ". ", "China’s "])
paragraphs = st.lists(sentences, min_size=1, max_size=5).map(lambda found: "".join(found).strip())
sections = st.lists(paragraphs, min_size=1, max_size=3).map("\n\n".join)
bodies = st.one_of(st.just(""), st.lists(sections, min_size=1, max_size=3).map("\n\n\n".join))


@settings(deadline=None, max_examples=50)
@given(texts=st.lists(bodies, max_size=6), piece=st.sampled_from([1, 30, 1_500_000]))
@example(texts=["", "*"], piece=1)
def test_bounds_are_those_of_cutting_with_plain_python(texts, piece):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysis.index, "PIECE", piece)
        index = build_index(texts)
    assert {unit: getattr(index, unit).tolist() for unit in BOUNDS} == bounds_by_hand(texts)


@settings(deadline=None, max_examples=30)
@given(texts=st.lists(bodies, max_size=6))
def test_bounds_are_nested_and_only_articles_may_be_empty(texts):
    index = build_index(texts)
    for outer, inner in pairwise(BOUNDS):
        assert set(getattr(index, outer).tolist()) <= set(getattr(index, inner).tolist())
    assert all(np.all(np.diff(getattr(index, unit)) > 0) for unit in BOUNDS[1:])
    assert all(getattr(index, unit)[-1] == len(index.ids) for unit in BOUNDS)


@settings(deadline=None, max_examples=25)
@given(texts=st.lists(bodies, max_size=6), data=st.data())
def test_the_vocabulary_does_not_depend_on_the_order_of_articles(texts, data):
    order = data.draw(st.permutations(range(len(texts))))
    index, other = build_index(texts), build_index([texts[k] for k in order])
    assert other.vocabulary.forms.to_list() == index.vocabulary.forms.to_list()
    assert units_of(other, "articles") == [units_of(index, "articles")[k] for k in order]
