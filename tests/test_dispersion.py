"""Gries' deviation of proportions, against cases worked out by hand, published ones, and his definition written out in loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.statistics import dp_norm, excess


def dp_of(uses, words) -> float:
    uses, words = np.array(uses), np.array(words)
    return float(excess(uses, words, uses.sum(), words.sum()).sum() / (uses.sum() * words.sum()))


def norm_of(uses, words) -> float:
    uses, words = np.array(uses), np.array(words)
    return float(dp_norm(excess(uses, words, uses.sum(), words.sum()).sum(), uses.sum(), words.sum(), words.min()))


def slow_dp(uses: list[int], words: list[int]) -> float:
    """Add up, as Gries (2008: 415) has it, all differences without their signs, and halve the sum."""
    total = 0.0
    for x, m in zip(uses, words, strict=True):
        total += abs(m / sum(words) - x / sum(uses))
    return total / 2


@pytest.mark.parametrize(
    ("uses", "words", "dp", "norm"),
    [
        ([1, 1, 1, 1], [10, 10, 10, 10], 0, 0),  # everything equal
        ([1, 2, 3], [10, 20, 30], 0, 0),  # as many as its words give each unit
        ([8, 0, 0, 0], [10, 10, 10, 10], 3 / 4, 1),  # all uses in one unit of equal ones
        ([1, 0, 0, 0], [10, 10, 10, 10], 3 / 4, 1),  # a single use
        ([0, 5], [90, 10], 9 / 10, 1),  # all in the smallest unit
        ([5, 0], [90, 10], 1 / 10, 1 / 9),  # all in the largest
        ([0, 1, 1], [50, 25, 25], 1 / 2, 2 / 3),  # none in one half
        ([3, 1], [10, 10], 1 / 4, 1 / 2),
        ([2, 1, 0], [10, 10, 10], 1 / 3, 1 / 2),  # Lijffijt and Gries (2012), their table 1
        ([1, 2, 3, 4, 5], [9, 10, 10, 10, 11], 0.18, 0.18 / 0.82),  # Gries (2008: 407), the word "a" of his little corpus
    ],
)
def test_dp_worked_out_by_hand(uses, words, dp, norm):
    assert dp_of(uses, words) == pytest.approx(dp, abs=1e-12)
    assert norm_of(uses, words) == pytest.approx(norm, abs=1e-12)


def test_dp_as_published_of_a_french_word():
    # ALLEMAND in the tenths of Lyne (1985: 85, 299); README of the R package tlda, which gives 1 - DP = 0.5009295.
    uses = [2, 0, 1, 1, 3, 0, 3, 0, 0, 0]
    words = [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930]
    assert 1 - dp_of(uses, words) == pytest.approx(0.5009295, abs=5e-8)


@pytest.mark.parametrize(
    ("dp", "norm"),
    [  # the, to, and, of, a, in, data: vignette "dispersions_introduction" of the R package quanteda.extras
        (0.1429544, 0.1430920),
        (0.0883799, 0.0884650),
        (0.1251384, 0.1252588),
        (0.1772988, 0.1774694),
        (0.1066691, 0.1067717),
        (0.1462487, 0.1463894),
        (0.8444693, 0.8452817),
    ],
)
def test_dp_norm_as_published_of_seven_words_of_one_corpus(dp, norm):
    # The share of the smallest text is not printed; the seven rows agree on this one.
    total, smallest = 10_000_000, 9612
    assert dp_norm(dp * total * total, total, total, smallest) == pytest.approx(norm, abs=2e-7)


@pytest.mark.parametrize(
    ("n", "words", "n_total", "words_total", "expected"),
    [
        (5, 20, 10, 100, 5 * 100 - 20 * 10),  # half of the uses in a fifth of the words
        (2, 50, 10, 100, 0),  # a fifth in half
        (5, 50, 10, 100, 0),  # as many as its words give it
        (10, 1, 10, 100, 990),  # all in one word
        (0, 50, 10, 100, 0),
        (0, 0, 10, 100, 0),  # a unit without words
        (0, 50, 0, 100, 0),  # a term that is not used
    ],
)
def test_excess_worked_out_by_hand(n, words, n_total, words_total, expected):
    assert excess(n, words, n_total, words_total) == expected


def test_excess_is_whole_up_to_a_billion_words():
    found = excess(np.array([10**9 - 1, 1], dtype=np.int32), [1, 10**9 - 1], 10**9, 10**9)
    assert found.tolist() == [(10**9 - 1) * 10**9 - 10**9, 0]
    assert dp_norm(found.sum(), 10**9, 10**9, 1) == pytest.approx(1 - 1e-9, abs=1e-12)


def test_dp_norm_is_unknown_where_one_unit_holds_all_words_and_where_there_are_no_uses(recwarn):
    assert np.isnan(norm_of([7], [100]))
    assert np.isnan(dp_norm(0, 7, 100, 100))
    assert np.isnan(norm_of([0, 0], [100, 100]))
    assert np.isnan(dp_norm(0, 0, 0, 0))
    assert dp_norm([0, 50], [5, 1], [100, 100], [100, 50]).tolist() == pytest.approx([np.nan, 1.0], nan_ok=True)
    assert recwarn.list == []


def test_what_rounding_leaves_above_one_is_one():
    assert 9 / 11 / (1 - 2 / 11) > 1  # the last bit
    assert norm_of([1, 0], [2, 9]) == 1
    assert norm_of([0, 1], [9, 2]) == 1


def test_dp_norm_takes_many_terms_at_once():
    uses = np.array([[1, 1, 1, 1], [8, 0, 0, 0], [3, 1, 0, 0], [0, 0, 0, 0]])
    words, totals = np.array([10, 10, 10, 10]), uses.sum(axis=1)
    excesses = excess(uses, words, totals[:, None], 40).sum(axis=1)
    assert dp_norm(excesses, totals, 40, 10).tolist() == pytest.approx([0, 1, 2 / 3, np.nan], nan_ok=True)


counts = st.integers(0, 3) | st.integers(0, 1_000)
sizes = st.integers(1, 3) | st.integers(1, 5_000)
units = st.lists(st.tuples(counts, sizes), min_size=2, max_size=12).filter(lambda rows: sum(x for x, _ in rows) > 0)


@settings(deadline=None, max_examples=60)
@given(units)
def test_dp_is_what_gries_defines(rows):
    uses, words = map(list, zip(*rows, strict=True))
    assert dp_of(uses, words) == pytest.approx(slow_dp(uses, words), abs=1e-12)
    assert norm_of(uses, words) == pytest.approx(slow_dp(uses, words) / (1 - min(words) / sum(words)), abs=1e-12)


@settings(deadline=None, max_examples=60)
@given(units, st.randoms(use_true_random=False), st.integers(2, 5))
def test_dp_knows_neither_order_nor_scale(rows, random, factor):
    uses, words = map(list, zip(*rows, strict=True))
    shuffled = random.sample(rows, len(rows))
    assert dp_of(*map(list, zip(*shuffled, strict=True))) == pytest.approx(dp_of(uses, words), abs=1e-12)
    assert dp_of([factor * x for x in uses], words) == pytest.approx(dp_of(uses, words), abs=1e-12)
    assert dp_of(uses, [factor * m for m in words]) == pytest.approx(dp_of(uses, words), abs=1e-12)


@settings(deadline=None, max_examples=60)
@given(units)
def test_dp_of_texts_cut_into_identical_halves_is_the_same(rows):
    halves = [(2 * x, 2 * m) for x, m in rows], [row for row in rows for _ in range(2)]
    whole, halved = (dp_of(*map(list, zip(*part, strict=True))) for part in halves)
    assert halved == pytest.approx(whole, abs=1e-12)


@settings(deadline=None, max_examples=60)
@given(units)
def test_dp_norm_is_from_none_to_one_and_never_under_dp(rows):
    uses, words = map(list, zip(*rows, strict=True))
    assert -1e-12 <= dp_of(uses, words) <= 1 - min(words) / sum(words) + 1e-12
    assert 0 <= norm_of(uses, words) <= 1
    assert norm_of(uses, words) >= dp_of(uses, words) - 1e-12


@settings(deadline=None, max_examples=60)
@given(units, st.integers(1, 1_000))
def test_dp_only_grows_as_uses_move_to_where_there_are_too_many(rows, moved):
    uses, words = map(list, zip(*rows, strict=True))
    difference = np.array(uses) / sum(uses) - np.array(words) / sum(words)
    dense, sparse = int(difference.argmax()), int(difference.argmin())
    moved = min(moved, uses[sparse])
    fewer = [x + moved * ((k == dense) - (k == sparse)) for k, x in enumerate(uses)]
    assert dp_of(fewer, words) >= dp_of(uses, words) - 1e-12
