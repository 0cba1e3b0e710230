"""What sets two texts apart, against cases worked out by hand, published ones, scipy, and the formulas written out in loops."""

import math

import numpy as np
import pandas as pd
import pytest
from conftest import TIMES
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.places import ROOT
from analysis.statistics import (
    Clusters,
    adjust_p,
    error_of_selected,
    g2,
    g2_against,
    log_ratio,
    log_ratio_against,
    log_ratio_interval,
    log_ratio_interval_against,
    nearest_zero,
    p_of_difference,
    p_of_difference_against,
    p_of_g2,
)

# Fiction against academic prose, as printed in the vignette "keyness_introduction" of the R package quanteda.extras.
PUBLISHED = pd.read_csv(ROOT / "tests" / "cases" / "keyness.csv")
WORDS_FICTION, WORDS_ACADEMIC = 130_039, 123_088  # what both its counts and its rates amount to


def clusters_of(uses, words) -> Clusters:
    """Sum up a term's uses in each unit, or those of many terms, a row each."""
    uses, words = np.array(uses), np.array(words)
    return Clusters(uses.sum(-1), (uses**2).sum(-1), (uses * words).sum(-1), words.sum(), (words**2).sum(), (words > 0).sum())


def words_alone(n, size) -> Clusters:
    """Take each word for a unit of its own: no clusters."""
    return Clusters(n, n, n, size, size, size)


def dealt_out(seed: int, rate, units: int, terms: int = 4_000) -> Clusters:
    """Deal out uses to articles of uneven length, some of which use a term far more than others (gamma, shape 1/2)."""
    random = np.random.default_rng(seed)
    words = random.integers(100, 900, units)
    return clusters_of(random.poisson(rate * words * random.gamma(0.5, 2, (terms, units))), words)


def spread_of(uses, words) -> tuple[float, float, float]:
    """Give the effective units, the spread of the uses over units, and what it would be of words drawn one by one."""
    size, n = sum(words), sum(uses)
    k = size**2 / sum(m**2 for m in words)
    residuals = sum((x - n / size * m) ** 2 for x, m in zip(uses, words, strict=True))
    return k, k / (k - 1) * residuals, n * (1 - n / size)


def slow_worths(*texts) -> list[float]:
    """Divide by a text's design effect, or by that of both texts together if this is larger."""
    spreads = [spread_of(*text) for text in texts]
    independent = sum(alone for _, _, alone in spreads)
    together = sum(spread for _, spread, _ in spreads) / independent if independent else 1
    rare = max(1 - slow_pooled(*texts), 1e-6)
    return [1 / max(1, spread / alone if alone else 1, together) / rare for _, spread, alone in spreads]


def slow_pooled(*texts) -> float:
    return sum(sum(text[0]) for text in texts) / sum(sum(text[1]) for text in texts)


def slow_two_sided(tail: float, freedom: float) -> float:
    from scipy.stats import norm, t

    return min(1.0, 2 * t.cdf(norm.ppf(min(tail, 0.5)), freedom))


def slow_tail(x: float, n: float, p: float) -> float:
    """Give the less of P(X >= x) and P(X <= x), as the binomial distribution's relation to the beta distribution has them."""
    from scipy.stats import beta

    more = beta.cdf(p, x, n - x + 1) if x > 0 else 1
    fewer = beta.sf(p, x + 1, n - x) if x < n else 1
    return min(more, fewer)


def slow_freedom(one, other) -> float:
    """Give Welch and Satterthwaite's degrees of freedom, of the variances of what each text's words are worth."""
    variances = [1 / (sum(text[1]) * worth) for text, worth in zip((one, other), slow_worths(one, other), strict=True)]
    freedoms = [spread_of(*text)[0] - 1 for text in (one, other)]
    return sum(variances) ** 2 / sum(variance**2 / freedom for variance, freedom in zip(variances, freedoms, strict=True))


def slow_p(one, other) -> float:
    if slow_pooled(one, other) > 0.5:
        one, other = (([m - x for x, m in zip(*text, strict=True)], text[1]) for text in (one, other))
    worth, worth_other = slow_worths(one, other)
    x, y = sum(one[0]) * worth, sum(other[0]) * worth_other
    words, words_other = sum(one[1]) * worth, sum(other[1]) * worth_other
    return slow_two_sided(slow_tail(x, x + y, words / (words + words_other)), slow_freedom(one, other))


def slow_bounds(x: float, n: float, error: float) -> tuple[float, float]:
    from scipy.stats import beta

    return beta.ppf(error / 2, x, n - x + 1) if x > 0 else 0.0, beta.isf(error / 2, x + 1, n - x) if x < n else 1.0


def slow_shrink(freedom: float, error: float) -> float:
    from scipy.stats import norm, t

    return (norm.isf(error / 2) / t.isf(error / 2, freedom)) ** 2


def slow_interval(one, other, error: float = 0.05) -> tuple[float, float]:
    worth, worth_other = slow_worths(one, other)
    shrink = slow_shrink(slow_freedom(one, other), error)
    x, y = sum(one[0]) * worth * shrink, sum(other[0]) * worth_other * shrink
    odds = [p / (1 - p) if p < 1 else math.inf for p in slow_bounds(x, x + y, error)]
    low, high = (odd * sum(other[1]) * worth_other / (sum(one[1]) * worth) for odd in odds)
    return math.log2(low) if low else -math.inf, math.log2(high)


# ---- G2 and p-values ----


@pytest.mark.parametrize(
    ("value", "expected"),
    [  # upper quantiles of chi-squared with one degree of freedom, as in the tables
        (0, 1),
        (0.4549, 0.5),
        (2.7055, 0.1),
        (3.8415, 0.05),
        (6.6349, 0.01),
        (10.8276, 0.001),
        (15.1367, 0.0001),
    ],
)
def test_p_of_g2_as_in_the_tables(value, expected):
    assert p_of_g2(value) == pytest.approx(expected, rel=1e-4)


def test_p_of_g2_of_arrays_and_far_out():
    from scipy.stats import chi2

    values = np.array([0.001, 1, 50, 700])
    assert p_of_g2(values) == pytest.approx(chi2.sf(values, 1))
    assert 0 < p_of_g2(1000) < 1e-200
    assert np.isnan(p_of_g2(np.nan))


def test_g2_of_two_texts_less_the_words_that_are_not_the_term_is_as_published():
    # The vignette sums two cells of the table, those of the term; ours has all four.
    n, n_reference = PUBLISHED["n"].to_numpy(), PUBLISHED["n_reference"].to_numpy()
    both, total = n + n_reference, WORDS_FICTION + WORDS_ACADEMIC
    others = sum(
        (size - x) * np.log((size - x) / (size * (total - both) / total)) for x, size in ((n, WORDS_FICTION), (n_reference, WORDS_ACADEMIC))
    )
    assert g2(n, both, WORDS_FICTION, total) - 2 * others == pytest.approx(PUBLISHED["g2"].to_numpy(), abs=1e-4)


@pytest.mark.parametrize("target", [0, 1])
def test_g2_signed_by_log_ratio_puts_terms_in_the_order_of_quanteda(target):
    # quanteda.textstats, tests/testthat/test-textstat_keyness.R, "basic textstat_keyness lr works on two rows".
    texts = "a a a b b c c c c c c d e f g h h".split(), "a a b c c d d d d e f h".split()
    one, other = texts[target], texts[1 - target]
    n, n_other = (np.array([text.count(term) for term in "abcdefgh"]) for text in (one, other))
    sizes = len(one), len(other)
    signed = np.sign(log_ratio(n, n_other, *sizes)) * g2(n, n + n_other, len(one), sum(sizes))
    order = ["abcdefgh"[k] for k in np.argsort(-signed.round(9), kind="stable")]
    assert order == ["c g b h a e f d".split(), "d e f a b h g c".split()][target]


@pytest.mark.parametrize(
    ("n", "size", "rate", "expected"),
    [
        (1, 1000, 0.001, 0),  # as often as expected
        (20, 1000, 0.001, 2 * (20 * math.log(20) + 980 * math.log(980 / 999))),
        (0, 1000, 0.001, 2 * 1000 * math.log(1000 / 999)),  # none
        (10, 10, 0.5, 2 * 10 * math.log(2)),  # nothing but uses
        (0, 10, 0.5, 2 * 10 * math.log(2)),
        (5, 10, 0.25, 2 * (5 * math.log(2) + 5 * math.log(2 / 3))),
        (0, 100, 0, 0),  # none where there is to be none
        (3, 100, 0, math.inf),
    ],
)
def test_g2_against_worked_out_by_hand(n, size, rate, expected, recwarn):
    assert g2_against(n, size, rate) == pytest.approx(expected, abs=1e-9)
    assert recwarn.list == []


def test_g2_against_agrees_with_scipy():
    from scipy.stats import power_divergence

    for n, size, rate in ((3, 50, 0.1), (40, 50, 0.1), (7, 10_000, 0.0002), (1, 10_000, 0.0002)):
        expected = power_divergence([n, size - n], [size * rate, size * (1 - rate)], lambda_="log-likelihood").statistic
        assert g2_against(n, size, rate) == pytest.approx(expected)


def test_g2_against_a_much_larger_text_nears_g2():
    assert g2(30, 30 + 10**6, 10**5, 10**5 + 10**10) == pytest.approx(g2_against(30, 10**5, 10**-4), rel=1e-3)


def test_adjusted_p_as_published():
    # Benjamini and Hochberg (1995: 295), the trial of two drugs; the fourth is the last under 0.05, Bonferroni's would be the third.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    adjusted = adjust_p(p)
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[:5].tolist() == pytest.approx([0.0015, 0.003, 0.0095, 0.035625, 0.0603])


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ([], []),
        ([0.03], [0.03]),  # a single test
        ([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),  # everything equal
        ([0.01, 0.02, 0.03], [0.03, 0.03, 0.03]),
        ([0.03, 0.001, 0.9], [0.045, 0.003, 0.9]),
        ([0, 1], [0, 1]),
        ([0.6, 0.9, 1], [1, 1, 1]),  # 0.6 * 3 and 0.9 * 3 / 2 are above 1
        ([math.nan, 0.01, math.nan, 0.04], [math.nan, 0.02, math.nan, 0.04]),  # what was not tested does not count
        ([math.nan], [math.nan]),
    ],
)
def test_adjusted_p_worked_out_by_hand(p, expected):
    assert adjust_p(p).tolist() == pytest.approx(expected, nan_ok=True, abs=1e-15)


@pytest.mark.parametrize(
    ("p", "tests", "expected"),
    [
        ([0.01, 0.04, 0.03], 6, [0.06, 0.08, 0.08]),
        ([0.01, 0.04, 0.03], 3, [0.03, 0.04, 0.04]),
        ([0.01, 0.04, 0.03], 1, [0.03, 0.04, 0.04]),  # not fewer than there are
        ([0.01, math.nan], 10, [0.1, math.nan]),
        ([0.4, 0.5], 10, [1, 1]),
        ([], 10, []),
    ],
)
def test_tests_that_are_not_shown_count_too(p, tests, expected):
    assert adjust_p(p, tests).tolist() == pytest.approx(expected, nan_ok=True)
    padded = adjust_p([*p, *[1.0] * (tests - sum(not math.isnan(value) for value in p))])
    assert adjust_p(p, tests).tolist() == pytest.approx(padded[: len(p)].tolist(), nan_ok=True)


@pytest.mark.parametrize(
    ("selected", "tests", "error", "expected"),
    [
        (10, 1000, 0.05, 0.0005),
        (1000, 1000, 0.05, 0.05),  # all: no more than each alone
        (1, 1000, 0.05, 0.00005),  # one: as Bonferroni has it
        (0, 1000, 0.05, 0.00005),  # none: that of the next
        (0, 0, 0.05, 0.05),
        (1, 1, 0.1, 0.1),
        (3, 4, 0.1, 0.075),
    ],
)
def test_error_of_selected_worked_out_by_hand(selected, tests, error, expected):
    assert error_of_selected(selected, tests, error) == pytest.approx(expected, rel=1e-12)
    assert error_of_selected(selected, tests) == pytest.approx(expected * 0.05 / error, rel=1e-12)


def test_of_the_intervals_of_what_was_selected_few_miss():
    # Benjamini and Yekutieli (2005): one term in ten differs. What is selected for its difference differs by chance, too, so that
    # intervals as if it had been the only one miss more often than they say.
    truth = np.repeat([0.6, 0.0], [1_000, 9_000])
    random = np.random.default_rng(1)
    one, other = words_alone(random.poisson(60 * 2**truth), 10**6), words_alone(random.poisson(60, 10_000), 10**6)
    selected = adjust_p(p_of_difference(one, other)) <= 0.05
    assert selected.sum() > 100
    missed = []
    for error in (error_of_selected(int(selected.sum()), len(truth)), 0.05):
        low, high = log_ratio_interval(one, other, error)
        missed.append(((low > truth) | (truth > high))[selected].mean())
    assert missed[0] < 0.05
    assert missed[1] > 0.1


@settings(deadline=None, max_examples=100)
@given(st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.01, 0.05, 1.0]), min_size=1, max_size=30))
def test_adjusted_p_agrees_with_scipy_and_keeps_the_order(p):
    from scipy.stats import false_discovery_control

    adjusted = adjust_p(p)
    assert adjusted == pytest.approx(false_discovery_control(p))
    assert (adjusted >= np.array(p) * (1 - 1e-12)).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()
    assert adjusted.max() <= 1


# ---- log ratio ----


@pytest.mark.parametrize(
    ("n", "n_reference", "size", "size_reference", "expected"),
    [
        (8, 2, 1000, 1000, 2),  # four times as often
        (2, 8, 1000, 1000, -2),
        (5, 5, 1000, 1000, 0),  # everything equal
        (5, 10, 1000, 2000, 0),
        (1, 1, 1000, 8000, 3),  # a single use in each
        (0, 4, 1000, 1000, -3),  # none: as half a use
        (4, 0, 1000, 1000, 3),
        (0, 0, 1000, 4000, 2),  # none in either
        (3, 1, 1000, 1000, math.log2(3)),
    ],
)
def test_log_ratio_worked_out_by_hand(n, n_reference, size, size_reference, expected):
    assert log_ratio(n, n_reference, size, size_reference) == pytest.approx(expected, abs=1e-12)


def test_log_ratio_as_published():
    measured = log_ratio(PUBLISHED["n"], PUBLISHED["n_reference"], WORDS_FICTION, WORDS_ACADEMIC)
    assert measured.tolist() == pytest.approx(PUBLISHED["log_ratio"].tolist(), abs=1e-6)


@pytest.mark.parametrize(
    ("n", "size", "rate", "expected"),
    [(8, 1000, 0.002, 2), (2, 1000, 0.008, -2), (5, 1000, 0.005, 0), (0, 1000, 0.001, -1), (1, 1000, 0.001, 0), (3, 100, 0, math.inf)],
)
def test_log_ratio_against_worked_out_by_hand(n, size, rate, expected, recwarn):
    assert log_ratio_against(n, size, rate) == pytest.approx(expected, abs=1e-12)
    assert recwarn.list == []


def test_log_ratios_of_arrays_and_of_the_empty_do_not_warn(recwarn):
    assert log_ratio([8, 0, 2], [2, 4, 2], 1000, [1000, 1000, 2000]).tolist() == pytest.approx([2, -3, 1])
    assert log_ratio_against([8, 0], [1000, 500], [0.002, 0.001]).tolist() == pytest.approx([2, 0])
    assert math.isnan(log_ratio(0, 1, 0, 1000))  # of no words there is no rate
    assert math.isnan(log_ratio(1, 0, 1000, 0))
    assert math.isnan(log_ratio_against(0, 0, 0.5))
    assert log_ratio(0, 10, 41, 2020) == 0  # half a use in 41 words is no more than 10 in 2,020
    assert log_ratio(10, 0, 2020, 41) == 0
    assert log_ratio_against(0, 41, 0.005) == 0
    large = np.array([2_000_000_000], dtype=np.int32)
    assert log_ratio(large, large // 4, large, large) == pytest.approx(2)
    assert recwarn.list == []


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1, 2, 1),
        (-3, -2, -2),
        (-1, 1, 0),
        (0, 5, 0),
        (-5, 0, 0),
        (-math.inf, math.inf, 0),
        (-math.inf, -2, -2),  # none in the text
        (0.5, math.inf, 0.5),  # none in the reference
        (math.nan, math.nan, math.nan),
    ],
)
def test_the_value_nearest_zero(low, high, expected):
    assert nearest_zero(low, high) == pytest.approx(expected, nan_ok=True)


# ---- intervals of the log ratio ----


def test_the_interval_of_a_ratio_of_rates_as_published():
    # Help of R's poisson.test, lung cancer in Fredericia: 11 of 800 against 21 of 3011; 0.8584264 to 4.2772659. With a thousand times
    # as many words of which each is a unit, there are degrees of freedom without end, and the ratio is the same.
    low, high = log_ratio_interval(words_alone(11, 800_000), words_alone(21, 3_011_000))
    assert (2**low, 2**high) == pytest.approx((0.8584264, 4.2772659), rel=1e-5)
    assert 2 ** log_ratio(11, 21, 800, 3011) == pytest.approx(1.971488, abs=5e-7)


@pytest.mark.parametrize(
    ("n", "n_reference", "size", "size_reference"),
    [
        (50, 10, 10**6, 10**6),
        (10, 50, 10**6, 10**6),
        (20, 20, 10**6, 10**6),
        (1, 0, 10**6, 3 * 10**6),
        (0, 12, 10**6, 10**6),
        (300, 200, 10**6, 5 * 10**6),
        (0, 0, 10**6, 10**6),
    ],
)
def test_the_value_nearest_zero_is_everts_conservative_log_ratio(n, n_reference, size, size_reference):
    # Evert (2022), R package corpora, .LRC: bounds of the share of the uses that stand in the one text, by Clopper and Pearson.
    from scipy.stats import binomtest

    low, high = binomtest(n, n + n_reference).proportion_ci(method="exact") if n + n_reference else (0, 1)
    ratios = [math.log2(size_reference / size * p / (1 - p)) if 0 < p < 1 else math.copysign(math.inf, p - 0.5) for p in (low, high)]
    expected = max(ratios[0], 0) if n / size >= n_reference / size_reference else min(ratios[1], 0)
    bounds = log_ratio_interval(words_alone(n, size), words_alone(n_reference, size_reference))
    assert bounds == pytest.approx(ratios, abs=1e-4)
    assert nearest_zero(*bounds) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("n", "rate"), [(50, 1e-5), (5, 1e-5), (0, 1e-5), (1, 1e-6), (1000, 0.01)])
def test_the_interval_against_a_rate_is_that_of_a_proportion(n, rate):
    from scipy.stats import binomtest

    low, high = binomtest(n, 10**6).proportion_ci(method="exact")
    expected = (math.log2(low / rate) if low else -math.inf, math.log2(high / rate))
    assert log_ratio_interval_against(words_alone(n, 10**6), rate) == pytest.approx(expected, abs=1e-4)


def test_a_word_in_every_place_has_an_upper_bound_of_its_share():
    low, high = log_ratio_interval_against(words_alone(1000, 1000), 0.5)
    assert 0.99 < low < high == 1


# ---- p-values over units ----


@pytest.mark.parametrize(
    ("n", "n_reference", "size", "size_reference"),
    [(50, 10, 10**6, 10**6), (3, 12, 10**6, 2 * 10**6), (1, 0, 10**6, 3 * 10**6), (0, 12, 10**6, 10**6), (21, 11, 3_011_000, 800_000)],
)
def test_p_of_words_alone_is_that_of_the_binomial_test(n, n_reference, size, size_reference):
    from scipy.stats import binom

    share, n_both = size / (size + size_reference), n + n_reference
    expected = 2 * min(binom.cdf(n, n_both, share), binom.sf(n - 1, n_both, share))
    assert p_of_difference(words_alone(n, size), words_alone(n_reference, size_reference)) == pytest.approx(min(expected, 1), rel=1e-3)


@pytest.mark.parametrize(("n", "rate"), [(50, 1e-5), (5, 1e-5), (0, 1e-5), (10, 1e-5), (1, 1e-6)])
def test_p_of_words_alone_against_a_rate_is_that_of_the_binomial_test(n, rate):
    from scipy.stats import binom

    expected = 2 * min(binom.cdf(n, 10**6, rate), binom.sf(n - 1, 10**6, rate))
    assert p_of_difference_against(words_alone(n, 10**6), rate) == pytest.approx(min(expected, 1), rel=1e-3)


EVEN = [1] * 20, [100] * 20
DENSE = [20] + [0] * 19, [100] * 20  # as many uses, all in one article
TWICE = [2] * 20, [100] * 20
NONE = [0] * 20, [100] * 20
FULL = [50] * 20, [50] * 20  # not a word but this
TILTED = [6, 1] + [0] * 10, [1000, 700] + [10] * 10  # twelve units, worth two and a half
UNEVEN = [3, 0, 1, 0, 0, 2, 0, 0, 9, 1], [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (EVEN, EVEN, 1),  # everything equal
        (NONE, NONE, 1),
        (DENSE, EVEN, 1),
        (DENSE, NONE, 1),  # one article is no more than one use: 1 of 1, at one half
    ],
)
def test_what_chance_alone_would_give_has_a_p_of_one(one, other, expected):
    assert p_of_difference(clusters_of(*one), clusters_of(*other)) == pytest.approx(expected, abs=0.05)


@pytest.mark.proof
@pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.65, 0.9, 0.98])
def test_shares_of_every_size_that_differ_by_chance_are_seldom_called_different_and_others_are(share):
    # Units of unequal size whose share spreads; what p is below 0.05 for by chance may be fewer than one in twenty, but not none.
    draw = np.random.default_rng(5)

    def clusters(mean: float) -> Clusters:
        words = draw.integers(10, 120, (4000 * TIMES, 30))
        uses = draw.binomial(words, draw.beta(8 * mean, 8 * (1 - mean), words.shape))
        sums = (uses, uses**2, uses * words, words, words**2, np.ones_like(words))
        return Clusters(*(column.sum(axis=1) for column in sums))

    alarms = (p_of_difference(clusters(share), clusters(share)) < 0.05).mean()
    assert alarms < 0.05
    if 0.1 <= share <= 0.9:
        assert alarms > 0.02
        assert (p_of_difference(clusters(share - 0.09), clusters(share)) < 0.05).mean() > 0.35


def test_a_share_and_what_is_left_of_the_whole_differ_as_surely():
    one, other = UNEVEN, ([20, 30, 0, 10, 5, 0, 2, 9, 1, 4], UNEVEN[1])
    left = (([m - x for x, m in zip(*text, strict=True)], text[1]) for text in (one, other))
    assert p_of_difference(*(clusters_of(*text) for text in left)) == pytest.approx(
        float(p_of_difference(clusters_of(*one), clusters_of(*other)))
    )


def test_many_uses_in_one_article_are_no_evidence_and_as_many_in_many_are():
    even = p_of_difference(clusters_of(*EVEN), clusters_of(*NONE))
    dense = p_of_difference(clusters_of(*DENSE), clusters_of(*NONE))
    assert even < 0.0002
    assert dense > 0.5
    assert p_of_difference_against(clusters_of(*EVEN), 0.0005) < 0.0001
    assert p_of_difference_against(clusters_of(*DENSE), 0.0005) > 0.05


@pytest.mark.parametrize("one", [EVEN, DENSE, TWICE, UNEVEN, TILTED, FULL])
@pytest.mark.parametrize("other", [EVEN, DENSE, TWICE, NONE, UNEVEN, TILTED, FULL])
@pytest.mark.parametrize("error", [0.05, 0.0005])
def test_p_and_interval_are_as_scipys_beta_and_t_give_them(one, other, error):
    assert p_of_difference(clusters_of(*one), clusters_of(*other)) == pytest.approx(slow_p(one, other), rel=1e-6, abs=1e-8)
    expected = slow_interval(one, other, error)
    assert log_ratio_interval(clusters_of(*one), clusters_of(*other), error) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("uses_and_words", [EVEN, DENSE, TWICE, UNEVEN, TILTED])
@pytest.mark.parametrize("rate", [0.0001, 0.003, 0.01, 0.2])
@pytest.mark.parametrize("error", [0.05, 0.0005])
def test_p_and_interval_against_a_rate_are_as_scipys_beta_and_t_give_them(uses_and_words, rate, error):
    uses, words = uses_and_words
    k, spread, alone = spread_of(uses, words)
    worth = 1 / max(1, spread / alone)
    p = slow_two_sided(slow_tail(sum(uses) * worth, sum(words) * worth, rate), k - 1)
    assert p_of_difference_against(clusters_of(uses, words), rate) == pytest.approx(p, rel=1e-6)
    worth *= slow_shrink(k - 1, error)
    expected = [math.log2(bound / rate) for bound in slow_bounds(sum(uses) * worth, sum(words) * worth, error)]
    assert log_ratio_interval_against(clusters_of(uses, words), rate, error) == pytest.approx(expected, rel=1e-6)


def test_the_intervals_miss_one_time_in_twenty_unless_told_otherwise():
    one, other = clusters_of(*UNEVEN), clusters_of(*EVEN)
    assert log_ratio_interval(one, other) == log_ratio_interval(one, other, 0.05)
    assert log_ratio_interval_against(one, 0.01) == log_ratio_interval_against(one, 0.01, 0.05)


def test_under_ten_units_in_either_text_there_is_neither_p_nor_interval():
    ten, nine = clusters_of([1] * 10, [100] * 10), clusters_of([1] * 9, [100] * 9)
    assert np.isfinite(p_of_difference(ten, ten))
    assert np.isfinite(log_ratio_interval(ten, ten)).all()
    assert np.isfinite(p_of_difference_against(ten, 0.02))
    assert np.isfinite(log_ratio_interval_against(ten, 0.02)).all()
    for pair in ((ten, nine), (nine, ten), (nine, nine)):
        assert np.isnan(p_of_difference(*pair))
        assert np.isnan(log_ratio_interval(*pair)).all()
    assert np.isnan(p_of_difference_against(nine, 0.02))
    assert np.isnan(log_ratio_interval_against(nine, 0.02)).all()


def test_an_empty_text_has_neither_p_nor_interval(recwarn):
    empty, ten = Clusters(0, 0, 0, 0, 0, 0), clusters_of([1] * 10, [100] * 10)
    for pair in ((empty, ten), (ten, empty), (empty, empty)):
        assert np.isnan(p_of_difference(*pair))
        assert np.isnan(log_ratio_interval(*pair)).all()
    assert np.isnan(p_of_difference_against(empty, 0.02))
    assert np.isnan(log_ratio_interval_against(empty, 0.02)).all()
    assert recwarn.list == []


LOPSIDED = [200] + [0] * 10, [10_000] + [1] * 10  # eleven units, but worth one


def test_units_that_are_next_to_nothing_beside_one_have_an_interval_of_nearly_anything():
    low, high = log_ratio_interval_against(clusters_of(*LOPSIDED), 0.001)
    assert low < -10 < 9 < high
    low, high = log_ratio_interval(clusters_of(*LOPSIDED), clusters_of(*LOPSIDED))
    assert low < -10 < 10 < high
    assert p_of_difference(clusters_of(*LOPSIDED), clusters_of(*LOPSIDED)) == pytest.approx(1)


def test_units_that_are_next_to_nothing_beside_one_are_no_evidence():
    assert p_of_difference_against(clusters_of(*LOPSIDED), 0.001) > 0.9


@pytest.mark.parametrize("other", [EVEN, TWICE, UNEVEN, TILTED, LOPSIDED])
def test_a_fraction_of_a_degree_of_freedom_is_taken_as_it_is(other):
    for pair in ((LOPSIDED, other), (other, LOPSIDED)):
        assert p_of_difference(*(clusters_of(*text) for text in pair)) == pytest.approx(slow_p(*pair), rel=1e-6)


@pytest.mark.parametrize("other", [EVEN, DENSE, NONE, UNEVEN])
@pytest.mark.parametrize(
    "one",
    [
        ([1, 0] + [0] * 10, [1000, 700] + [10] * 10),  # a single use, where it is to be expected
        ([0, 0] + [1] + [0] * 9, [1000, 700] + [10] * 10),  # and where it is not
        ([3, 1] + [0] * 9, [1000, 250] + [10] * 9),  # units worth less than two
        ([0, 0] + [1] + [0] * 8, [1000, 250] + [10] * 9),
    ],
)
def test_few_uses_in_few_units_take_the_design_effect_of_both_texts(one, other):
    for pair in ((one, other), (other, one)):
        assert p_of_difference(*(clusters_of(*text) for text in pair)) == pytest.approx(slow_p(*pair), rel=1e-6)


def test_a_text_that_is_all_in_one_unit_has_no_degree_of_freedom_and_is_no_evidence():
    alone = Clusters(n=200, squares=200**2, crossed=200 * 10_000, size=10_000, size_squares=10_000**2, units=11)
    few = Clusters(n=1, squares=1, crossed=10_000, size=10_000, size_squares=10_000**2, units=11)
    assert p_of_difference_against(alone, 0.0001) == 1
    assert p_of_difference(alone, few) == pytest.approx(1)
    assert log_ratio_interval_against(alone, 0.0001) == (-math.inf, pytest.approx(math.log2(10_000)))


def test_a_large_text_does_not_vouch_for_a_small_one():
    # Ten short articles beside a thousand long ones: nine degrees of freedom, not a thousand.
    small, large = ([4] + [1] * 9, [50] * 10), ([1] * 1000, [5000] * 1000)
    p, tail = p_of_difference(clusters_of(*small), clusters_of(*large)), slow_tail(13, 1013, 500 / 5_000_500)
    assert p == pytest.approx(slow_two_sided(tail, 9), rel=0.01)
    assert p > 1000 * slow_two_sided(tail, 1008)


def test_many_terms_at_once_are_each_as_alone():
    words, words_other = np.arange(50, 170, 10), np.full(15, 80)
    uses = np.array([[1] * 12, [12] + [0] * 11, [2, 0] * 6, [0] * 12])
    uses_other = np.array([[1] * 15, [1] * 15, [0] * 15, [3] + [0] * 14])
    one, other = clusters_of(uses, words), clusters_of(uses_other, words_other)
    pairs = [(clusters_of(x, words), clusters_of(y, words_other)) for x, y in zip(uses, uses_other, strict=True)]
    assert p_of_difference(one, other).tolist() == pytest.approx([float(p_of_difference(*pair)) for pair in pairs])
    assert np.array(log_ratio_interval(one, other)) == pytest.approx(np.array([log_ratio_interval(*pair) for pair in pairs]).T)
    rates = np.array([0.001, 0.002, 0.03, 0.004])
    alone = [(pair[0], rate) for pair, rate in zip(pairs, rates, strict=True)]
    assert p_of_difference_against(one, rates).tolist() == pytest.approx([float(p_of_difference_against(*each)) for each in alone])
    expected = np.array([log_ratio_interval_against(*each) for each in alone]).T
    assert np.array(log_ratio_interval_against(one, rates)) == pytest.approx(expected)


# ---- laws ----

counts = st.just(0) | st.integers(0, 3) | st.integers(0, 50)
sizes = st.integers(1, 40) | st.integers(200, 3_000)
rows = st.tuples(counts, sizes).map(lambda row: (min(row), row[1]))
texts = st.lists(rows, min_size=10, max_size=20).filter(lambda text: sum(x for x, _ in text) < sum(m for _, m in text))


def split(text):
    return tuple(map(list, zip(*text, strict=True)))


@settings(deadline=None, max_examples=50)
@given(texts, texts)
def test_the_formulas_written_out_in_loops_give_the_same(one, other):
    one, other = split(one), split(other)
    assert p_of_difference(clusters_of(*one), clusters_of(*other)) == pytest.approx(slow_p(one, other), rel=1e-4)
    bounds, expected = log_ratio_interval(clusters_of(*one), clusters_of(*other)), slow_interval(one, other)
    assert np.clip(bounds, -20, 20) == pytest.approx(np.clip(expected, -20, 20), rel=1e-4, abs=1e-6)


@settings(deadline=None, max_examples=50)
@given(texts, texts)
def test_which_text_is_which_changes_nothing_but_the_sign(one, other):
    one, other = clusters_of(*split(one)), clusters_of(*split(other))
    assert p_of_difference(one, other) == pytest.approx(p_of_difference(other, one), rel=1e-6)
    # Beyond a million times as often, the upper bound has lost digits.
    bounds, swapped = (np.clip(log_ratio_interval(*pair), -20, 20) for pair in ((one, other), (other, one)))
    assert swapped == pytest.approx(-bounds[::-1], rel=1e-6, abs=1e-9)
    assert log_ratio(one.n, other.n, one.size, other.size) == pytest.approx(-log_ratio(other.n, one.n, other.size, one.size), abs=1e-12)


@settings(deadline=None, max_examples=50)
@given(texts, texts)
def test_p_is_a_share_and_the_interval_holds_the_log_ratio(one, other):
    one, other = clusters_of(*split(one)), clusters_of(*split(other))
    assert 0 < p_of_difference(one, other) <= 1
    low, high = log_ratio_interval(one, other)
    assert low < high
    if one.n > 0 and other.n > 0:
        assert low < log_ratio(one.n, other.n, one.size, other.size) < high
    assert p_of_difference(one, one) == pytest.approx(1)


@settings(deadline=None, max_examples=50)
@given(texts, texts)
def test_every_article_once_more_never_widens_the_interval(one, other):
    low, high = log_ratio_interval(clusters_of(*split(one)), clusters_of(*split(other)))
    twice_low, twice_high = log_ratio_interval(clusters_of(*split(one + one)), clusters_of(*split(other + other)))
    assert twice_low >= low - 1e-9
    assert twice_high <= high + 1e-9


@settings(deadline=None, max_examples=50)
@given(texts, st.floats(1e-5, 0.5))
def test_against_a_rate_p_is_a_share_and_the_interval_moves_with_the_rate(text, rate):
    one = clusters_of(*split(text))
    assert 0 <= p_of_difference_against(one, rate) <= 1
    low, high = log_ratio_interval_against(one, rate)
    assert low < high
    assert log_ratio_interval_against(one, rate / 2) == pytest.approx((low + 1, high + 1), abs=1e-9)
    if one.n:  # half a use, in the place of none, is never more than the rate
        assert log_ratio_against(one.n, one.size, rate / 2) == pytest.approx(log_ratio_against(one.n, one.size, rate) + 1)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 50), st.integers(1, 5000), st.integers(2, 100))
def test_g2_against_grows_with_the_counts_and_is_none_only_where_the_rate_is_met(n, size, times):
    n = min(n, size)
    assert g2_against(times * n, times * size, 0.01) == pytest.approx(times * g2_against(n, size, 0.01), abs=1e-9)
    assert g2_against(n, size, 0.01) >= 0
    if n < size:
        assert g2_against(n, size, n / size) == pytest.approx(0, abs=1e-9)


def test_p_only_falls_as_one_text_uses_an_even_term_more():
    n = np.arange(50, 150)
    p = p_of_difference(words_alone(n, 10_000), words_alone(50, 10_000))
    assert p[0] == pytest.approx(1)
    assert (np.diff(p) <= 0).all()
    assert p[-1] < 1e-8
    low, high = log_ratio_interval(words_alone(n, 10_000), words_alone(50, 10_000))
    assert (np.diff(low) > 0).all()
    assert (np.diff(high) > 0).all()


@pytest.mark.parametrize("rate", [0.0005, 0.005])
def test_where_there_is_no_difference_p_is_small_no_more_often_than_it_says(rate):
    one, other = dealt_out(1, rate, 30), dealt_out(2, rate, 50)
    p = p_of_difference(one, other)
    assert (p <= 0.05).mean() < 0.055
    assert (p <= 0.01).mean() < 0.015
    assert (p <= 0.05).mean() > 0.01  # and is not so cautious that it finds nothing
    p = p_of_difference_against(one, rate)
    assert (p <= 0.05).mean() < 0.075
    assert (p <= 0.05).mean() > 0.01


@pytest.mark.parametrize("rate", [0.0005, 0.005])
def test_the_interval_holds_the_true_log_ratio_nineteen_times_in_twenty(rate):
    low, high = log_ratio_interval(dealt_out(3, 2 * rate, 30), dealt_out(4, rate, 50))
    assert 0.94 < ((low <= 1) & (high >= 1)).mean() < 0.99
    low, high = log_ratio_interval_against(dealt_out(5, 2 * rate, 60), rate)
    assert 0.92 < ((low <= 1) & (high >= 1)).mean() < 0.99
