"""Measures of association, against numbers worked out by hand, published ones, scipy's and nltk's."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.statistics import g2, log_dice, npmi

# Each case: n together, n of the left one, n of the right one, places in all; what comes out.


@pytest.mark.parametrize(
    ("n", "n_left", "n_right", "total", "expected"),
    [
        (25, 50, 50, 100, 0),  # as chance would have it: 50 * 50 / 100
        (6, 20, 30, 100, 0),  # the same with unequal margins
        (5, 5, 5, 10, 20 * math.log(2)),  # never apart: two cells of 5 where 2.5 are expected, two empty
        (0, 5, 5, 10, 20 * math.log(2)),  # never together: the other two cells are full
        (2, 2, 8, 10, 2 * (4 * math.log(1.25) + 6 * math.log(0.9375))),  # the left one never without the right one
        (10, 20, 30, 100, 2 * (10 * math.log(10 / 6 * 10 / 14) + 20 * math.log(20 / 24) + 60 * math.log(60 / 56))),
        (1, 1, 1, 1, 0),  # the only place there is tells nothing
        (0, 0, 5, 10, 0),  # what never occurs tells nothing
    ],
)
def test_g2_worked_out_by_hand(n, n_left, n_right, total, expected):
    assert g2(n, n_left, n_right, total) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("both", "left_alone", "right_alone", "neither", "expected"),
    [
        (110, 2442, 111, 29114, 270.72),  # the swiss
        (29, 13, 123, 31612, 263.90),  # can be
        (31, 23, 139, 31584, 256.84),  # previous year
        (10, 0, 3, 31764, 167.23),  # mineral water
        (16, 16, 51, 31694, 157.03),  # real terms
    ],
)
def test_g2_as_published_by_dunning_1993(both, left_alone, right_alone, neither, expected):
    total = both + left_alone + right_alone + neither
    assert g2(both, both + left_alone, both + right_alone, total) == pytest.approx(expected, abs=0.03)


def test_g2_grows_with_the_counts():
    assert g2(100, 200, 300, 1000) == pytest.approx(10 * g2(10, 20, 30, 100))


@pytest.mark.parametrize(
    ("n", "n_left", "n_right", "expected"),
    [
        (5, 5, 5, 14),  # never one without the other
        (1, 2, 2, 13),  # half of the uses of each: one less
        (3, 4, 8, 13),  # twice 3 of 12 uses
        (1, 4, 4, 12),
        (1, 2**14, 2**14, 0),  # once in 16,384 of either
        (1, 2**15, 2**15, -1),
    ],
)
def test_log_dice_worked_out_by_hand(n, n_left, n_right, expected):
    assert log_dice(n, n_left, n_right) == pytest.approx(expected, abs=1e-12)


def test_log_dice_does_not_depend_on_the_size_of_the_corpus():
    assert log_dice(3, 4, 8, 100) == log_dice(3, 4, 8, 1_000_000) == log_dice(300, 400, 800)


@pytest.mark.parametrize(
    ("n", "n_left", "n_right", "total", "expected"),
    [
        (5, 5, 5, 100, 1),  # never apart
        (25, 50, 50, 100, 0),  # as chance would have it
        (2, 4, 4, 16, 1 / 3),  # twice as often as by chance: log 2 / log 8
        (1, 2, 2, 16, 1 / 2),  # four times: log 4 / log 16
        (1, 4, 4, 8, -1 / 3),  # half as often: -log 2 / log 8
        (9, 9, 9, 9, 1),  # the only thing there is
        (1, 1_000, 1_000, 1_000_000, 0),
    ],
)
def test_npmi_worked_out_by_hand(n, n_left, n_right, total, expected):
    assert npmi(n, n_left, n_right, total) == pytest.approx(expected, abs=1e-12)


def test_what_is_never_together_has_the_lowest_scores_and_no_warning(recwarn):
    assert npmi(0, 5, 5, 100) == -1
    assert npmi([0, 5], [5, 5], [5, 5], 100).tolist() == pytest.approx([-1, 1])
    assert log_dice(0, 5, 5) == -math.inf
    assert recwarn.list == []


def test_npmi_nears_minus_one_as_two_things_are_less_and_less_together():
    values = npmi(1, [10**2, 10**4, 10**6], [10**2, 10**4, 10**6], 2 * 10**6)
    assert values[0] > values[1] > values[2] > -1
    assert values[2] == pytest.approx(-0.909, abs=0.05)


@pytest.mark.parametrize("measure", [g2, log_dice, npmi])
def test_arrays_are_measured_element_by_element_as_their_numbers_are(measure):
    n, n_left, n_right = np.array([1, 5, 9]), np.array([4, 5, 20]), np.array([2, 7, 30])
    expected = [float(measure(*row, 100)) for row in zip(n.tolist(), n_left.tolist(), n_right.tolist(), strict=True)]
    assert measure(n, n_left, n_right, 100).tolist() == pytest.approx(expected)


@pytest.mark.parametrize("measure", [g2, log_dice, npmi])
def test_large_counts_do_not_overflow(measure):
    large = np.array([2_000_000_000], dtype=np.int32)
    assert measure(large // 2, large, large, 10**10) == pytest.approx(float(measure(10**9, 2 * 10**9, 2 * 10**9, 10**10)))
    assert np.isfinite(measure(large // 2, large, large, 10**10)).all()


cells = st.integers(0, 3) | st.integers(0, 10_000)
tables = st.tuples(cells.map(lambda n: n + 1), cells, cells, cells.map(lambda n: n + 1))


@settings(deadline=None, max_examples=150)
@given(tables)
def test_the_measures_agree_with_nltk(table):
    from nltk.metrics.association import BigramAssocMeasures as Nltk

    both, left_alone, right_alone, _ = table
    n_left, n_right, total = both + left_alone, both + right_alone, sum(table)
    counts = (both, n_left, n_right, total)
    assert g2(*counts) == pytest.approx(Nltk.likelihood_ratio(both, (n_left, n_right), total), rel=1e-6, abs=1e-6)
    assert log_dice(*counts) == pytest.approx(14 + math.log2(Nltk.dice(both, (n_left, n_right), total)), abs=1e-9)
    assert npmi(*counts) == pytest.approx(Nltk.pmi(both, (n_left, n_right), total) / -math.log2(both / total), abs=1e-9)


@settings(deadline=None, max_examples=150)
@given(tables)
def test_g2_agrees_with_scipy(table):
    from scipy.stats import chi2_contingency

    both, left_alone, right_alone, neither = table
    expected = chi2_contingency([[both, left_alone], [right_alone, neither]], correction=False, lambda_="log-likelihood").statistic
    assert g2(both, both + left_alone, both + right_alone, sum(table)) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@settings(deadline=None, max_examples=150)
@given(tables, st.integers(2, 1000))
def test_so_many_times_the_counts_make_g2_as_many_times_as_high_and_the_others_the_same(table, times):
    both, left_alone, right_alone, _ = table
    counts = np.array([both, both + left_alone, both + right_alone, sum(table)])
    assert g2(*(times * counts)) == pytest.approx(times * g2(*counts), rel=1e-6, abs=1e-6)
    assert log_dice(*(times * counts)) == pytest.approx(log_dice(*counts), abs=1e-9)
    assert npmi(*(times * counts)) == pytest.approx(npmi(*counts), abs=1e-6)


def test_npmi_is_at_most_one_for_what_fills_nearly_every_place():
    assert npmi(10**9 - 1, 10**9 - 1, 10**9 - 1, 10**9) <= 1


@settings(deadline=None, max_examples=150)
@given(tables)
def test_the_measures_keep_to_their_range_and_do_not_care_which_side_is_which(table):
    both, left_alone, right_alone, _ = table
    n_left, n_right, total = both + left_alone, both + right_alone, sum(table)
    assert g2(both, n_left, n_right, total) >= 0
    assert log_dice(both, n_left, n_right) <= 14
    assert -1 <= npmi(both, n_left, n_right, total) <= 1 + 1e-9
    for measure in (g2, log_dice, npmi):
        assert measure(both, n_left, n_right, total) == pytest.approx(measure(both, n_right, n_left, total), abs=1e-9)
