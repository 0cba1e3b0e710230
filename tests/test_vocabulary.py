"""What turns the distinct forms of a text into terms, and several vocabularies into one."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.index import build_index
from analysis.vocabulary import Vocabulary, join_vocabularies
from analysis.words import fold


def vocabulary_of(*forms: str) -> Vocabulary:
    return Vocabulary(pl.Series(sorted(set(forms)), dtype=pl.String))


def test_terms_join_the_forms_that_differ_in_case_or_possessive():
    index = build_index(["China’s rain. CHINA China's china Rain"])
    vocabulary = index.vocabulary
    assert vocabulary.terms.tolist() == ["china", "rain"]
    assert index.term_ids.tolist() == [0, 1, 0, 0, 0, 1]
    assert vocabulary.plain == ["CHINA", "China", "China", "Rain", "china", "rain"]
    assert [vocabulary.forms[form] for form in vocabulary.forms_of_terms(0, 1).tolist()] == ["CHINA", "China's", "China’s", "china"]
    assert sorted(vocabulary.forms_of_terms(0, 2).tolist()) == list(range(6))


def test_stop_terms_are_marked_in_the_order_of_terms():
    vocabulary = vocabulary_of("The", "rain", "and", "the", "sun")
    assert vocabulary.terms.tolist() == ["and", "rain", "sun", "the"]
    assert vocabulary.is_stop.tolist() == [True, False, False, True]


forms = st.lists(st.sampled_from(["Rain", "rain", "RAIN’s", "sun", "北", "é", "É", "it's", "5"]), max_size=6)


@settings(deadline=None, max_examples=50)
@given(written=forms)
def test_each_form_is_of_the_term_that_folding_gives(written):
    vocabulary = vocabulary_of(*written)
    assert [fold(form) for form in vocabulary.forms.to_list()] == [vocabulary.terms[term] for term in vocabulary.term_of_form]


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
    one, other = build_index(["rain sun"]), build_index(["fog rain"])
    joined, rows = join_vocabularies([one.vocabulary, other.vocabulary])
    from dataclasses import replace

    here = replace(other, vocabulary=joined, forms=rows[1])
    assert joined.forms.to_list() == ["fog", "rain", "sun"]
    assert here.find_here(np.array([2, 1])).tolist() == [1]  # no sun, but rain, which is the second form here
    assert here.find_here(np.array([2])).tolist() == []
    assert replace(build_index([]), vocabulary=joined).find_here(np.array([0, 1])).tolist() == []
