"""What turns the distinct forms of a text into terms, and several vocabularies into one."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.index import build_index
from analysis.vocabulary import Vocabulary, join_vocabularies, number_rows
from analysis.words import fold, plain_form


def vocabulary_of(*forms: str) -> Vocabulary:
    return Vocabulary(pl.Series(sorted(set(forms)), dtype=pl.String))


def forms_of_terms(vocabulary: Vocabulary, first: str, last: str) -> list[str]:
    return [vocabulary.forms[form] for form in vocabulary.forms_of_terms(first, last).tolist()]


def test_terms_join_the_forms_that_differ_in_case_or_possessive():
    vocabulary, index = build_index(["China’s rain. CHINA China's china Rain"])
    assert vocabulary.terms.to_list() == ["china", "rain"]
    assert index.term_ids.tolist() == [0, 1, 0, 0, 0, 1]
    assert vocabulary.plain.to_list() == ["CHINA", "China", "China", "Rain", "china", "rain"]
    assert forms_of_terms(vocabulary, "china", "china") == ["CHINA", "China's", "China’s", "china"]
    assert sorted(vocabulary.forms_of_terms("china", "rain").tolist()) == list(range(6))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("fog", "fog", ["Fog", "fog"]),
        ("fog", "rain", ["Fog", "fog", "rain"]),
        ("", "\U0010ffff", ["Fog", "fog", "rain", "été"]),
        ("fo", "fo\U0010ffff", ["Fog", "fog"]),
        ("g", "z", ["rain"]),
        ("z", "\U0010ffff", ["été"]),
        ("ice", "ice", []),
        ("a", "b", []),
        ("北", "\U0010ffff", []),
        ("rain", "fog", []),
    ],
)
def test_forms_are_found_by_the_first_and_the_last_of_their_terms_which_need_not_be_there(first, last, expected):
    assert forms_of_terms(vocabulary_of("rain", "Fog", "été", "fog"), first, last) == expected


def test_a_vocabulary_without_forms_has_no_terms():
    nothing = vocabulary_of()
    assert (nothing.plain.to_list(), nothing.terms.to_list(), nothing.term_of_form.tolist(), nothing.is_stop.tolist()) == ([], [], [], [])
    assert nothing.forms_of_terms("", "\U0010ffff").tolist() == []


def test_rows_are_numbered_by_where_their_values_stand_among_the_names():
    names = pl.Series(["sun", "é", "rain"])
    rows = number_rows(pl.Series(["rain", "sun", "rain", "é"]), names)
    assert rows.tolist() == [2, 0, 2, 1]
    assert rows.dtype == np.int32
    assert number_rows(pl.Series([], dtype=pl.String), names).tolist() == []
    assert number_rows(pl.Series([], dtype=pl.String), pl.Series([], dtype=pl.String)).tolist() == []


@pytest.mark.parametrize("n", [255, 256, 257, 65_535, 65_536, 65_537])
def test_rows_are_numbered_however_many_names_there_are(n):
    names = pl.Series([f"{k}" for k in range(n)])
    assert number_rows(names.tail(3), names).tolist() == [n - 3, n - 2, n - 1]


def test_a_value_that_is_no_name_is_an_error():
    with pytest.raises(pl.exceptions.InvalidOperationError):
        number_rows(pl.Series(["rain", "fog"]), pl.Series(["rain", "sun"]))


def test_stop_terms_are_marked_in_the_order_of_terms():
    vocabulary = vocabulary_of("The", "rain", "and", "the", "sun")
    assert vocabulary.terms.to_list() == ["and", "rain", "sun", "the"]
    assert vocabulary.is_stop.tolist() == [True, False, False, True]


forms = st.lists(st.sampled_from(["Rain", "rain", "RAIN’s", "sun", "北", "é", "É", "it's", "5"]), max_size=6)


@settings(deadline=None, max_examples=50)
@given(written=forms)
def test_each_form_is_of_the_term_that_folding_gives(written):
    vocabulary = vocabulary_of(*written)
    assert [fold(form) for form in vocabulary.forms.to_list()] == [vocabulary.terms[term] for term in vocabulary.term_of_form.tolist()]
    assert vocabulary.plain.to_list() == [plain_form(form) for form in vocabulary.forms.to_list()]
    assert vocabulary.forms.to_list() == sorted(set(written))
    assert vocabulary.term_of_form.dtype == np.int32


@settings(deadline=None, max_examples=100)
@given(written=forms, bounds=st.tuples(*[st.sampled_from(["", "5", "it's", "r", "rain", "sun", "z", "é", "北", "\U0010ffff"])] * 2))
def test_the_forms_of_a_range_of_terms_are_those_whose_term_lies_in_it(written, bounds):
    vocabulary = vocabulary_of(*written)
    first, last = bounds
    expected = [form for form in vocabulary.forms.to_list() if first <= fold(form) <= last]
    assert forms_of_terms(vocabulary, first, last) == sorted(expected, key=lambda form: (fold(form), form))


@settings(deadline=None, max_examples=50)
@given(written=st.lists(forms, min_size=1, max_size=40))
def test_a_joined_vocabulary_has_each_form_once_and_tells_where_those_of_each_part_are(written):
    parts = [vocabulary_of(*part) for part in written]
    joined, rows = join_vocabularies(parts)
    assert joined.forms.to_list() == sorted({form for part in written for form in part})
    for part, numbers in zip(parts, rows, strict=True):
        assert numbers.dtype == np.int32
        assert joined.forms.gather(numbers).to_list() == part.forms.to_list()


def test_forms_that_do_not_occur_in_a_part_are_not_found_there():
    (one, _), (other, index) = build_index(["rain sun"]), build_index(["fog rain"])
    joined, rows = join_vocabularies([one, other])
    here = replace(index, forms=rows[1], terms=joined.term_of_form[rows[1]])
    assert joined.forms.to_list() == ["fog", "rain", "sun"]
    assert here.find_here(np.array([2, 1])).tolist() == [1]  # no sun, but rain, which is the second form here
    assert here.find_here(np.array([2])).tolist() == []
    assert build_index([])[1].find_here(np.array([0, 1])).tolist() == []
