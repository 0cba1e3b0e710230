"""The word index: words as numbers in reading order, and the bounds of articles, sections, paragraphs and sentences in them."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import analysis.index
from analysis.index import build_index, split_texts
from analysis.words import split_words

BOUNDS = ("articles", "sections", "paragraphs", "sentences")


def words_of(built):
    """Give the words of a vocabulary and an index, in reading order."""
    vocabulary, index = built
    return [vocabulary.forms[form] for form in index.forms[index.ids].tolist()]


def units_of(built, unit):
    """Give the words of each unit, with spaces between them."""
    found = words_of(built)
    return [" ".join(found[start:end]) for start, end in pairwise(getattr(built[1], unit).tolist())]


def assert_same(built, other):
    assert built[0].forms.to_list() == other[0].forms.to_list()
    for name in ("forms", "terms", "ids", *BOUNDS):
        assert getattr(built[1], name).tolist() == getattr(other[1], name).tolist(), name


TWO_ARTICLES = ["Rain fell. Rain, rain!\n\nSun\n\n\nFog came. It", "Sun. Ice."]


def test_the_vocabulary_holds_each_form_once_sorted_by_code_point():
    vocabulary, _ = build_index(["rain Rain sun é É 北 rain 5"])
    assert vocabulary.forms.to_list() == ["5", "Rain", "rain", "sun", "É", "é", "北"]


def test_ids_are_rows_of_the_vocabulary_in_reading_order():
    vocabulary, index = build_index(["rain sun rain", "sun fog"])
    assert vocabulary.forms.to_list() == ["fog", "rain", "sun"]
    assert index.ids.tolist() == [1, 2, 1, 2, 0]
    assert index.ids.dtype == np.int32


def test_an_index_of_texts_alone_has_all_forms_and_their_terms():
    vocabulary, index = build_index(["rain Sun rain", "sun’s fog"])
    assert vocabulary.forms.to_list() == ["Sun", "fog", "rain", "sun’s"]
    assert index.forms.tolist() == [0, 1, 2, 3]
    assert [vocabulary.terms[term] for term in index.terms.tolist()] == ["sun", "fog", "rain", "sun"]
    assert [vocabulary.terms[term] for term in index.term_ids.tolist()] == ["rain", "sun", "rain", "sun", "fog"]
    assert index.forms.dtype == index.terms.dtype == np.int32


def test_split_texts_gives_the_vocabulary_and_the_words_of_the_index():
    vocabulary, words = split_texts(TWO_ARTICLES)
    built, index = build_index(TWO_ARTICLES)
    assert vocabulary.forms.to_list() == built.forms.to_list()
    assert words._fields == ("ids", "articles", "sentences", "paragraphs", "sections")
    for name, values in words._asdict().items():
        assert values.tolist() == getattr(index, name).tolist(), name


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
    vocabulary, index = build_index(texts)
    assert (len(vocabulary.forms), len(index.forms), len(index.ids)) == (0, 0, 0)
    assert index.articles.tolist() == [0] * (len(texts) + 1)
    assert index.sentences.tolist() == index.paragraphs.tolist() == index.sections.tolist() == [0]
    assert (len(index.terms), len(index.term_ids), len(vocabulary.terms), len(vocabulary.is_stop)) == (0, 0, 0, 0)


def test_empty_articles_hold_no_words_and_shift_nothing():
    _, index = build_index(["", "Rain fell.", "", "—\n\n*", "Sun", ""])
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
    _, index = build_index(["Rain fell. Sun", "", "Fog"])
    assert index.unit_of_word(index.sentences).tolist() == [0, 0, 1, 2]
    assert index.unit_of_word(index.articles).tolist() == [0, 0, 0, 2]


# Some of the articles


def take(texts, is_taken):
    """Give the vocabulary of all texts, and the index of those that are taken."""
    vocabulary, index = build_index(texts)
    return vocabulary, index.take(np.array(is_taken, dtype=bool))


def assert_same_words(built, other):
    """Compare two indexes by what they say, however their vocabularies number the forms."""
    assert words_of(built) == words_of(other)
    terms, other_terms = (vocabulary.terms.gather(index.term_ids).to_list() for vocabulary, index in (built, other))
    assert terms == other_terms
    for unit in BOUNDS:
        assert getattr(built[1], unit).tolist() == getattr(other[1], unit).tolist(), unit
    for name in ("forms", "terms", "ids", *BOUNDS):
        assert getattr(built[1], name).dtype == getattr(other[1], name).dtype, name


def test_the_index_of_some_of_the_articles_has_their_words_and_bounds_alone():
    taken = take(["Rain fell. Sun\n\nFog", "Ice", "Sun. It\n\n\nrain"], [True, False, True])
    assert units_of(taken, "articles") == ["Rain fell Sun Fog", "Sun It rain"]
    assert units_of(taken, "sections") == ["Rain fell Sun Fog", "Sun It", "rain"]
    assert units_of(taken, "paragraphs") == ["Rain fell Sun", "Fog", "Sun It", "rain"]
    assert units_of(taken, "sentences") == ["Rain fell", "Sun", "Fog", "Sun", "It", "rain"]


def test_the_words_of_some_of_the_articles_are_found_in_the_vocabulary_of_all():
    vocabulary, index = take(["rain sun", "fog rain"], [False, True])
    assert vocabulary.forms.to_list() == ["fog", "rain", "sun"]
    assert index.forms[index.ids].tolist() == [0, 1]
    assert index.term_ids.tolist() == [0, 1]


def test_articles_without_words_are_taken_and_left_out_like_others():
    texts = ["", "Rain.", "", "Sun. Fog", "—"]
    assert take(texts, [True, False, True, True, True])[1].articles.tolist() == [0, 0, 0, 2, 2]
    assert take(texts, [False, True, True, False, False])[1].articles.tolist() == [0, 1, 1]
    _, empty = take(texts, [True, False, True, False, True])
    assert empty.articles.tolist() == [0, 0, 0, 0]
    assert empty.sentences.tolist() == empty.paragraphs.tolist() == empty.sections.tolist() == [0]


@pytest.mark.parametrize("texts", [[], [""], ["", "—"], TWO_ARTICLES])
def test_where_no_article_is_taken_there_is_nothing(texts):
    _, index = take(texts, [False] * len(texts))
    assert (len(index.ids), len(index.term_ids)) == (0, 0)
    assert all(getattr(index, unit).tolist() == [0] for unit in BOUNDS)


def test_taking_articles_leaves_the_index_as_it_was():
    built = build_index(TWO_ARTICLES)
    built[1].take(np.array([False, True]))
    assert_same(built, build_index(TWO_ARTICLES))


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
    assert expected[0].forms.to_list() == ["rain", "sun"]


def test_two_indexes_may_be_built_at_the_same_time():
    def texts():
        yield "rain sun"
        assert build_index(["fog ice"])[0].forms.to_list() == ["fog", "ice"]
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
        _, index = build_index(texts)
    assert {unit: getattr(index, unit).tolist() for unit in BOUNDS} == bounds_by_hand(texts)


@settings(deadline=None, max_examples=30)
@given(texts=st.lists(bodies, max_size=6))
def test_bounds_are_nested_and_only_articles_may_be_empty(texts):
    _, index = build_index(texts)
    for outer, inner in pairwise(BOUNDS):
        assert set(getattr(index, outer).tolist()) <= set(getattr(index, inner).tolist())
    assert all(np.all(np.diff(getattr(index, unit)) > 0) for unit in BOUNDS[1:])
    assert all(getattr(index, unit)[-1] == len(index.ids) for unit in BOUNDS)


@settings(deadline=None, max_examples=25)
@given(texts=st.lists(bodies, max_size=6), data=st.data())
def test_the_vocabulary_does_not_depend_on_the_order_of_articles(texts, data):
    order = data.draw(st.permutations(range(len(texts))))
    built, other = build_index(texts), build_index([texts[k] for k in order])
    assert other[0].forms.to_list() == built[0].forms.to_list()
    assert units_of(other, "articles") == [units_of(built, "articles")[k] for k in order]


@settings(deadline=None, max_examples=100)
@given(rows=st.lists(st.tuples(bodies, st.booleans()), max_size=6))
@example(rows=[("Sun! Fog, in 3.5", True), ("", True), ("Rain fell.", False), ("* — ", True), ("Sun!\n\n\nChina’s", True), ("R&D", False)])
def test_the_index_of_some_of_the_articles_is_the_one_built_of_them_alone(rows):
    taken = take([text for text, _ in rows], [is_taken for _, is_taken in rows])
    assert_same_words(taken, build_index([text for text, is_taken in rows if is_taken]))
