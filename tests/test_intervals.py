"""Units, design effects and intervals, against cases worked out by hand, scipy's quantiles, and the formulas written out in loops."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.statistics import FEWEST_UNITS, Clusters, design_effect, effective_units, rate_interval
from analysis.statistics.clusters import residual_squares
from analysis.statistics.intervals import t_correction


def clusters_of(uses, words) -> Clusters:
    """Sum up a term's uses in each unit, or those of many terms, a row each."""
    uses, words = np.array(uses), np.array(words)
    return Clusters(uses.sum(-1), (uses**2).sum(-1), (uses * words).sum(-1), words.sum(), (words**2).sum(), (words > 0).sum())


def words_alone(n: int, size: int) -> Clusters:
    """Take each word for a unit of its own: no clusters."""
    return Clusters(n, n, n, size, size, size)


def slow_design_effect(uses: list[int], words: list[int]) -> float:
    """Divide Kish's variance of a ratio by that of words drawn one by one."""
    n, size = sum(uses), sum(words)
    k = size**2 / sum(m**2 for m in words)
    rate = n / size
    spread = sum((x - rate * m) ** 2 for x, m in zip(uses, words, strict=True))
    variance = k / (k - 1) * spread / size**2
    return max(1.0, variance / (rate * (1 - rate) / size))


def slow_interval(uses: list[int], words: list[int]) -> tuple[float, float]:
    """Take the quantiles of Beta distributions from scipy.stats, at as many words as these are worth."""
    from scipy.stats import beta, norm, t

    size = sum(words)
    k = size**2 / sum(m**2 for m in words)
    worth = size / slow_design_effect(uses, words) * (norm.ppf(0.975) / t.ppf(0.975, k - 1)) ** 2
    x = worth * sum(uses) / size
    return beta.ppf(0.025, x + 0.25, worth - x + 0.75), beta.ppf(0.975, x + 0.75, worth - x + 0.25)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([100], 1),  # one unit
        ([100, 100, 100, 100], 4),  # everything equal
        ([1, 2, 3, 4], 100 / 30),
        ([100, 0, 0], 1),  # units without words are none
        ([1000, 1, 1], 1002**2 / 1_000_002),
        ([1], 1),  # a text of one word
        ([], 0),
        ([0, 0], 0),
    ],
)
def test_effective_units_worked_out_by_hand(words, expected, recwarn):
    assert effective_units(sum(words), sum(m**2 for m in words)) == pytest.approx(expected, abs=1e-12)
    assert recwarn.list == []


def test_effective_units_of_arrays():
    assert effective_units([400, 10, 0], [40_000, 30, 0]).tolist() == pytest.approx([4, 100 / 30, 0])


@pytest.mark.parametrize(
    ("uses", "words", "expected"),
    [
        ([1] * 10, [100] * 10, 0),  # each has what the rate of all gives it
        ([10] + [0] * 9, [100] * 10, 9**2 + 9),
        ([1, 2, 3], [10, 20, 30], 0),
        ([3, 1], [10, 10], 2),
        ([0, 0], [10, 20], 0),
        ([0], [0], 0),
        ([5, 0], [30, 20], (5 - 3) ** 2 + 2**2),
    ],
)
def test_residual_squares_worked_out_by_hand(uses, words, expected):
    assert residual_squares(clusters_of(uses, words)) == pytest.approx(expected, abs=1e-9)


def test_residual_squares_are_none_in_an_empty_text_and_in_one_of_this_word_alone():
    assert residual_squares(Clusters(0, 0, 0, 0, 0, 0)) == 0
    assert residual_squares(Clusters(1, 1, 1, 1, 1, 1)) == 0
    assert residual_squares(Clusters(3, 9, 9, 3, 9, 1)) == 0


def test_rounding_leaves_no_residual_squares_below_none():
    uses = [37, 26, 16, 5, 26, 49, 2, 28, 22, 1]  # every seventh word, in each: the sum is -9e-13
    assert residual_squares(clusters_of(uses, [7 * x for x in uses])) == 0


@pytest.mark.parametrize(
    ("uses", "words", "expected"),
    [
        ([1] * 10, [100] * 10, 1),  # everything equal
        ([10] + [0] * 9, [100] * 10, 10 / 9 * 90 / 9.9),  # all uses in one unit; k = 10, 10 uses of 1000 words
        ([2] * 5 + [0] * 5, [100] * 10, 10 / 9 * 10 / 9.9),
        ([1] + [0] * 9, [100] * 10, 1),  # a single use cannot cluster: 10 / 9 * 0.9 / 0.999 is 1.001
        ([4, 0], [10, 10], 2 * 8 / 3.2),
        ([5, 0], [30, 20], (2500 / 1300) / (2500 / 1300 - 1) * 8 / 4.5),
        ([0] * 10, [100] * 10, 1),  # no use
        ([3], [100], 1),  # one unit
        ([10, 10], [10, 10], 1),  # nothing but uses
        ([0], [0], 1),  # an empty text
        ([1], [1], 1),  # a text of one word
    ],
)
def test_design_effect_worked_out_by_hand(uses, words, expected, recwarn):
    assert design_effect(clusters_of(uses, words)) == pytest.approx(expected, rel=2e-3 if sum(uses) == 1 else 1e-9)
    assert recwarn.list == []


def test_design_effect_of_words_alone_is_nearly_one():
    # k / (k - 1) for k words: the correction of a variance that is estimated from k.
    assert design_effect(words_alone(30, 1000)) == pytest.approx(1000 / 999)


def test_design_effect_of_many_terms_is_that_of_each():
    uses = np.array([[1] * 10, [10] + [0] * 9, [2] * 5 + [0] * 5, [0] * 10])
    words = np.arange(50, 150, 10)
    expected = [float(design_effect(clusters_of(row, words))) for row in uses]
    assert design_effect(clusters_of(uses, words)).tolist() == pytest.approx(expected)


@pytest.mark.parametrize("k", [1.0001, 1.5, 2, 2.7, 10, 29.4, 1000, 10**7])
def test_t_correction_is_the_ratio_of_scipys_quantiles(k):
    from scipy.stats import norm, t

    assert t_correction(np.float64(k)) == pytest.approx((norm.ppf(0.975) / t.ppf(0.975, k - 1)) ** 2, rel=1e-6, abs=1e-12)


def test_t_correction_worked_out_by_hand(recwarn):
    # 12.7062, 4.3027 and 2.2622 are the quantiles in the tables, at one, two and nine degrees of freedom.
    assert t_correction(np.array([2, 3, 10])).tolist() == pytest.approx(
        [(1.959964 / 12.7062) ** 2, (1.959964 / 4.302653) ** 2, (1.959964 / 2.262157) ** 2], rel=1e-5
    )
    assert t_correction(np.array([0, 0.5, 1])).tolist() == [0, 0, 0]  # one unit has no variance
    assert recwarn.list == []


@pytest.mark.parametrize("n", [0, 1, 5, 400, 99_999, 100_000])
def test_the_interval_of_words_alone_is_that_of_a_proportion(n):
    from scipy.stats import beta

    low = beta.ppf(0.025, n + 0.25, 100_000 - n + 0.75) if n > 0 else 0
    high = beta.ppf(0.975, n + 0.75, 100_000 - n + 0.25) if n < 100_000 else 1
    assert rate_interval(words_alone(n, 100_000)) == pytest.approx((low, high), rel=1e-3)


@pytest.mark.parametrize(
    ("uses", "words"),
    [
        ([1] * 30, [400] * 30),  # everything equal
        ([30] + [0] * 29, [400] * 30),  # all uses in one unit
        ([0] * 29 + [1], [400] * 30),  # a single use
        ([3, 0, 1, 0, 0, 2, 0, 0, 9, 1], [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]),
        ([300] * 5 + [200] * 5, [400] * 10),  # more than every second word
        ([2, 0] * 10, [400, 40] * 10),
    ],
)
def test_the_interval_is_as_scipys_beta_and_t_give_it(uses, words):
    assert rate_interval(clusters_of(uses, words)) == pytest.approx(slow_interval(uses, words), rel=1e-8)


def test_no_use_has_an_interval_from_none_upwards():
    from scipy.stats import beta, norm, t

    low, high = rate_interval(clusters_of([0] * 30, [400] * 30))
    worth = 12_000 * (norm.ppf(0.975) / t.ppf(0.975, 29)) ** 2
    assert (low, high) == (0, pytest.approx(beta.ppf(0.975, 0.75, worth + 0.25)))
    # Every word a use: the mirror of it.
    low, high = rate_interval(clusters_of([400] * 30, [400] * 30))
    assert (low, high) == (pytest.approx(beta.ppf(0.025, worth + 0.25, 0.75)), 1)


def test_under_ten_units_there_is_no_interval():
    assert FEWEST_UNITS == 10
    assert np.isnan(rate_interval(clusters_of([1] * 9, [100] * 9))).all()
    assert np.isfinite(rate_interval(clusters_of([1] * 10, [100] * 10))).all()
    assert np.isnan(rate_interval(clusters_of([1] * 9 + [0], [100] * 9 + [0]))).all()  # the tenth holds no word
    assert np.isnan(rate_interval(Clusters(0, 0, 0, 0, 0, 0))).all()


def test_units_that_are_next_to_nothing_beside_one_tell_next_to_nothing():
    # Eleven units, but worth one: the rate may be nearly anything.
    low, high = rate_interval(clusters_of([50] + [0] * 10, [10_000] + [1] * 10))
    assert low < 1e-6
    assert high > 0.9


def test_units_that_tell_nothing_leave_the_rate_within_its_interval():
    # Half a word's worth of a rate under a millionth, and its mirror.
    low, high = rate_interval(clusters_of([1] + [0] * 10, [10**9] + [1] * 10))
    assert 0 < low <= 1 / (10**9 + 10) < high
    low, high = rate_interval(clusters_of([10**9 - 1] + [1] * 10, [10**9] + [1] * 10))
    assert low < 1 - 1 / (10**9 + 10) <= high <= 1


def test_the_interval_of_many_terms_is_that_of_each_and_large_counts_do_not_overflow():
    uses = np.array([[1] * 12, [12] + [0] * 11, [2, 0] * 6, [0] * 12])
    words = np.arange(50, 170, 10)
    expected = np.array([rate_interval(clusters_of(row, words)) for row in uses]).T
    assert np.array(rate_interval(clusters_of(uses, words))) == pytest.approx(expected)
    narrow = Clusters(
        *(np.array([value], dtype=np.int32) for value in (60_000, 1_800_000_000, 2_000_000_000, 2_000_000, 2_000_000_000, 2000))
    )
    wide = Clusters(*(int(value[0]) for value in narrow))
    assert [float(bound[0]) for bound in rate_interval(narrow)] == pytest.approx([float(bound) for bound in rate_interval(wide)])


def test_an_even_term_has_the_higher_interval_the_more_often_it_is_used():
    bounds = np.array([rate_interval(words_alone(n, 200)) for n in range(201)])
    assert (np.diff(bounds, axis=0)[1:-1] > 0).all()
    assert (np.diff(bounds, axis=0) >= 0).all()


counts = st.just(0) | st.integers(0, 3) | st.integers(0, 50)
sizes = st.integers(1, 40) | st.integers(200, 3_000)
rows = st.tuples(counts, sizes).map(lambda row: (min(row), row[1]))
texts = st.lists(rows, min_size=10, max_size=25).filter(lambda text: 0 < sum(x for x, _ in text) < sum(m for _, m in text))


@settings(deadline=None, max_examples=50)
@given(texts)
def test_the_formulas_written_out_in_loops_give_the_same(text):
    uses, words = map(list, zip(*text, strict=True))
    assert design_effect(clusters_of(uses, words)) == pytest.approx(slow_design_effect(uses, words), rel=1e-6)
    assert rate_interval(clusters_of(uses, words)) == pytest.approx(slow_interval(uses, words), rel=1e-4, abs=1e-12)


@settings(deadline=None, max_examples=50)
@given(texts)
def test_the_interval_holds_the_rate_and_is_a_share(text):
    uses, words = map(list, zip(*text, strict=True))
    low, high = rate_interval(clusters_of(uses, words))
    assert 0 <= low <= sum(uses) / sum(words) <= high <= 1


@settings(deadline=None, max_examples=50)
@given(texts)
def test_the_effective_units_are_no_more_than_the_units(text):
    words = [m for _, m in text]
    k = effective_units(sum(words), sum(m**2 for m in words))
    assert 1 <= k <= len(words) + 1e-9
    assert effective_units(2 * sum(words), 2 * sum(m**2 for m in words)) == pytest.approx(2 * k)  # each unit twice
    assert effective_units(3 * sum(words), 9 * sum(m**2 for m in words)) == pytest.approx(k)  # each three times as long


@settings(deadline=None, max_examples=50)
@given(texts)
def test_every_article_once_more_never_widens_the_interval(text):
    once = rate_interval(clusters_of(*zip(*text, strict=True)))
    twice = rate_interval(clusters_of(*zip(*text, *text, strict=True)))
    assert twice[1] - twice[0] < once[1] - once[0]


@settings(deadline=None, max_examples=50)
@given(texts)
def test_texts_cut_into_identical_halves_never_have_a_wider_interval(text):
    whole = rate_interval(clusters_of(*zip(*[(2 * x, 2 * m) for x, m in text], strict=True)))
    halves = rate_interval(clusters_of(*zip(*text, *text, strict=True)))
    assert halves[1] - halves[0] < whole[1] - whole[0]


@settings(deadline=None, max_examples=50)
@given(texts, st.integers(2, 5))
def test_a_clustered_term_gains_nothing_when_each_article_says_all_of_it_again(text, times):
    once = clusters_of(*zip(*text, strict=True))
    again = clusters_of(*zip(*[(times * x, times * m) for x, m in text], strict=True))
    assume(design_effect(once) > 1)
    assert design_effect(again) == pytest.approx(times * design_effect(once))
    assert rate_interval(again) == pytest.approx(rate_interval(once), rel=1e-6, abs=1e-12)


def test_the_interval_holds_the_true_rate_nineteen_times_in_twenty():
    # 60 articles of uneven length; how often an article uses the term varies from one to the next (gamma, shape 1/2).
    random = np.random.default_rng(20)
    words = random.integers(100, 900, 60)
    for rate in (0.0005, 0.005):
        uses = random.poisson(rate * words * random.gamma(0.5, 2, (3_000, 60)))
        low, high = rate_interval(clusters_of(uses, words))
        held = ((low <= rate) & (rate <= high)).mean()
        assert 0.93 < held < 0.985, rate


def test_bounds_are_plain_numbers_for_plain_counts():
    low, high = rate_interval(clusters_of([1] * 10, [100] * 10))
    assert isinstance(low, float)
    assert isinstance(high, float)
    assert math.isclose(float(design_effect(clusters_of([1] * 10, [100] * 10))), 1.0)
