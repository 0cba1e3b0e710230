"""What sets one text apart from another: how much (log ratio), and how surely, over words and over articles.

Those whose name ends in ``_against`` compare with a rate that is known: that of a language at large, say.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .clusters import FEWEST_UNITS, Clusters, complement, design_effect, effective_units, residual_squares
from .intervals import ERROR, t_correction

# Hardie's stand-in for a count of none, of which there is no ratio.
HALF = 0.5


def p_of_g2(g2: ArrayLike) -> NDArray[np.float64]:
    """Compute how often chance alone gives a G2 as high as this, if words were drawn one by one: chi-squared, one degree of freedom.

    Examples
    --------
    >>> p_of_g2([3.841459, 10.827566]).round(4)
    array([0.05 , 0.001])
    """
    from scipy.special import chdtrc

    return chdtrc(1, np.asarray(g2, dtype=float))


def adjust_p(p: ArrayLike, tests: int | None = None) -> NDArray[np.float64]:
    """Adjust p-values of many tests, so that of those called true below a level no larger a share than that is expected to be false.

    Parameters
    ----------
    p : array of float
        From 0 to 1; NaN for what was not tested.
    tests : int, optional
        How many tests there were, if more than these: the others have a p of 1.

    Notes
    -----
    Sorted upwards, the i-th of m becomes ``m / i * p``, and none is larger than those after it.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57 (1), 289-300.

    Examples
    --------
    >>> adjust_p([0.01, 0.04, 0.03, np.nan])
    array([0.03, 0.04, 0.04,  nan])
    """
    p = np.asarray(p, dtype=float)
    adjusted = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")][::-1]  # largest first
    m = max(len(order), tests or 0)
    adjusted[order] = np.minimum(np.minimum.accumulate(p[order] * m / np.arange(len(order), 0, -1)), 1)
    return adjusted


def error_of_selected(selected: int, tests: int, error: float = ERROR) -> float:
    """Compute how often an interval may miss, so that of those of what was selected no larger a share than `error` is expected to.

    What was selected is what :func:`adjust_p` leaves below `error`; where nothing was, the error is that of the one that would be next.

    References
    ----------
    Benjamini, Y. and Yekutieli, D. (2005). False discovery rate-adjusted multiple confidence intervals for selected parameters. Journal of
    the American Statistical Association 100 (469), 71-81.

    Examples
    --------
    >>> error_of_selected(selected=10, tests=1000)
    0.0005
    """
    return error * max(selected, 1) / max(tests, 1)


def g2_against(n: ArrayLike, size: ArrayLike, rate: ArrayLike) -> NDArray[np.float64]:
    """Compute the log-likelihood ratio of `n` uses in `size` words where a share `rate` of words is known.

    Returns
    -------
    array of float
        From 0; see :func:`analysis.statistics.g2`.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19 (1), 61-74.

    Examples
    --------
    >>> g2_against([1, 20], 1000, 0.001).round(2)
    array([ 0.  , 82.19])
    """
    n, size, rate = (np.asarray(part, dtype=float) for part in (n, size, rate))
    with np.errstate(divide="ignore", invalid="ignore"):
        cells = [np.where(o > 0, o * np.log(o / e), 0.0) for o, e in ((n, size * rate), (size - n, size * (1 - rate)))]
    return 2 * np.maximum(sum(cells), 0.0)


def log_ratio(n: ArrayLike, n_reference: ArrayLike, size: ArrayLike, size_reference: ArrayLike) -> NDArray[np.float64]:
    """Compute the binary logarithm of the ratio of two rates: 1 for twice as often, -1 for half as often, 0 for the same.

    A count of none is taken as half a use, but never so that what is used less comes out as more. NaN where a text has no words.

    References
    ----------
    Hardie, A. (2014). Log Ratio: an informal introduction. ESRC Centre for Corpus Approaches to Social Science, Lancaster.

    Examples
    --------
    >>> log_ratio([8, 0], [2, 4], 1000, 1000)
    array([ 2., -3.])
    """
    n, n_reference, size, size_reference = (np.asarray(part, dtype=float) for part in (n, n_reference, size, size_reference))
    one, other = (np.where(count > 0, count, HALF) for count in (n, n_reference))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log2(one / size) - np.log2(other / size_reference)
        is_more = np.sign(n / size - n_reference / size_reference)
    return np.where((size > 0) & (size_reference > 0), np.where(ratio * is_more < 0, 0.0, ratio), np.nan)[()]


def log_ratio_against(n: ArrayLike, size: ArrayLike, rate: ArrayLike) -> NDArray[np.float64]:
    """Compute the binary logarithm of the ratio of a rate to one that is known; see :func:`log_ratio`."""
    n, size, rate = (np.asarray(part, dtype=float) for part in (n, size, rate))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log2(np.where(n > 0, n, HALF) / size / rate)
        is_more = np.sign(n / size - rate)
    return np.where(size > 0, np.where(ratio * is_more < 0, 0.0, ratio), np.nan)[()]


def nearest_zero(low: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Give the value of an interval that is nearest zero: 0 if it holds zero; the conservative estimate of an effect.

    References
    ----------
    Evert, S. (2022). Measuring keyness. Digital Humanities 2022, Tokyo: LRC, the conservative log ratio.

    Examples
    --------
    >>> nearest_zero([1, -1, -3], [2, 1, -2])
    array([ 1.,  0., -2.])
    """
    return np.maximum(np.asarray(low, dtype=float), 0) + np.minimum(np.asarray(high, dtype=float), 0)


def _weigh(one: Clusters, other: Clusters) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute what a word of each of two texts is worth: 1 over its design effect, or that of both together if this is larger.

    A text with few uses cannot show by itself how much they cluster. Where uses are a share p of the words that is not small, they vary
    less than uses that are rare, as 1 - p to 1, and are worth as much more.
    """
    k, k_other = (effective_units(text.size, text.size_squares) for text in (one, other))
    n = [np.asarray(text.n, dtype=float) for text in (one, other)]
    independent = sum(uses * (1 - uses / np.maximum(text.size, 1)) for uses, text in zip(n, (one, other), strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = residual_squares(one) * (k / (k - 1)) + residual_squares(other) * (k_other / (k_other - 1))
        together = np.where((independent > 0) & (k > 1) & (k_other > 1), spread / independent, 1.0)
    rare = np.maximum(1 - _pooled(one, other), 1e-6)
    return 1 / np.maximum(design_effect(one), together) / rare, 1 / np.maximum(design_effect(other), together) / rare


def _pooled(one: Clusters, other: Clusters) -> NDArray[np.float64]:
    """Compute the rate in two texts together."""
    n, size = (np.asarray(getattr(one, name), dtype=float) + np.asarray(getattr(other, name)) for name in ("n", "size"))
    return n / np.maximum(size, 1)


def _binomial_tails(x: NDArray[np.float64], n: NDArray[np.float64], p: ArrayLike) -> NDArray[np.float64]:
    """Compute the probability of `x` or more, or of `x` or fewer, whichever is less, of `n` at `p` each; all may be fractions."""
    from scipy.special import betainc

    p = np.broadcast_to(np.asarray(p, dtype=float), x.shape)
    more = np.where(x > 0, betainc(np.where(x > 0, x, 1), np.maximum(n - x, 0) + 1, p), 1.0)
    fewer = np.where(x < n, betainc(np.where(x < n, n - x, 1), x + 1, 1 - p), 1.0)
    return np.minimum(more, fewer)


def _binomial_bounds(x: NDArray[np.float64], n: NDArray[np.float64], error: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute Clopper and Pearson's interval of `x` of `n`; both may be fractions."""
    from scipy.special import betaincinv

    low = np.where(x > 0, betaincinv(np.where(x > 0, x, 1), np.maximum(n - x, 0) + 1, error / 2), 0.0)
    high = np.where(x < n, betaincinv(x + 1, np.where(x < n, n - x, 1), 1 - error / 2), 1.0)
    return low, high


def _two_sided(tail: NDArray[np.float64], freedom: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn the probability of a tail, under variances taken as known, into the p-value with variances that are estimated."""
    from scipy.special import ndtri, stdtr

    z = ndtri(np.clip(tail, 1e-300, 0.5))
    # With no degree of freedom there is no evidence: t is anything.
    return np.where(freedom > 0, np.minimum(2 * stdtr(np.maximum(freedom, 1e-9), z), 1), 1.0)


def _freedom(words: NDArray[np.float64], words_other: NDArray[np.float64], one: Clusters, other: Clusters) -> NDArray[np.float64]:
    """Compute the degrees of freedom of the difference of two texts: those of the one whose variance, 1 over its words' worth, counts most.

    References
    ----------
    Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. Biometrics Bulletin 2 (6), 110-114.
    """
    k, k_other = (np.maximum(effective_units(text.size, text.size_squares) - 1, 1e-9) for text in (one, other))
    with np.errstate(divide="ignore", invalid="ignore"):
        variance, variance_other = 1 / words, 1 / words_other
        freedom = (variance + variance_other) ** 2 / (variance**2 / k + variance_other**2 / k_other)
    return np.nan_to_num(freedom)


def _is_enough(*texts: Clusters) -> NDArray[np.bool_]:
    return np.logical_and.reduce([np.asarray(text.units) >= FEWEST_UNITS for text in texts])


def p_of_difference(one: Clusters, other: Clusters) -> NDArray[np.float64]:
    """Compute how often chance alone, dealing out the units of two texts, gives rates that differ as much as these.

    Returns
    -------
    array of float
        From 0 to 1, two-sided; NaN where either text has fewer than :data:`FEWEST_UNITS` units.

    Notes
    -----
    Uses and words of each text are divided by its design effect, or by that of both together if this is larger: what is left is worth as
    much as words drawn one by one. Where a use is more likely than not, all that is none is tested; where it is not rare, at a rate p,
    uses vary less than rare ones do, and both are divided by 1 - p. Then the exact test of two rates: of all these uses, those in the one
    text are binomial, at its share of the words. As the design effect is an estimate, the tail is that of t instead of the normal
    distribution, with the degrees of freedom of Welch and Satterthwaite: a large text does not vouch for a small one. A word carried by one
    article is one use to this test, however often it stands there.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson series. Biometrika 31 (3/4), 313-323.
    Rao, J. N. K. and Scott, A. J. (1992). A simple method for the analysis of clustered binary data. Biometrics 48 (2), 577-585.
    Lijffijt, J. et al. (2016). Significance testing of word frequencies in corpora. Digital Scholarship in the Humanities 31 (2), 374-397.
    """
    is_most = _pooled(one, other) > 0.5
    one, other = (Clusters(*(np.where(is_most, *both) for both in zip(complement(text), text, strict=True))) for text in (one, other))
    worth, worth_other = _weigh(one, other)
    uses, uses_other = np.asarray(one.n) * worth, np.asarray(other.n) * worth_other
    words, words_other = np.asarray(one.size) * worth, np.asarray(other.size) * worth_other
    freedom = _freedom(words, words_other, one, other)
    p = _two_sided(_binomial_tails(uses, uses + uses_other, words / np.maximum(words + words_other, 1e-300)), freedom)
    return np.where(_is_enough(one, other), p, np.nan)[()]


def p_of_difference_against(one: Clusters, rate: ArrayLike) -> NDArray[np.float64]:
    """Compute how often chance alone, dealing out the units of a text, gives a rate that differs as much from one that is known.

    Returns
    -------
    array of float
        See :func:`p_of_difference`.
    """
    worth = 1 / design_effect(one)
    tail = _binomial_tails(np.asarray(one.n) * worth, np.asarray(one.size) * worth, rate)
    p = _two_sided(tail, effective_units(one.size, one.size_squares) - 1)
    return np.where(_is_enough(one), p, np.nan)[()]


def log_ratio_interval(one: Clusters, other: Clusters, error: float = ERROR) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute an interval of the log ratio of two texts, which misses the true one as often as `error`: 95 % by default.

    Returns
    -------
    tuple of two arrays of float
        Infinite where a text has no use; NaN where either has fewer than :data:`FEWEST_UNITS` units.

    Notes
    -----
    As in :func:`p_of_difference`, with Clopper and Pearson's interval of the share p of the uses that stand in the one text:
    ``log2(p / (1 - p) * words of the other / words of the one)``; the words are further divided by ``(t / z)**2``.

    References
    ----------
    Evert, S. (2022). Measuring keyness. Digital Humanities 2022, Tokyo.
    """
    worth, worth_other = _weigh(one, other)
    freedom = _freedom(np.asarray(one.size) * worth, np.asarray(other.size) * worth_other, one, other)
    correction = t_correction(freedom + 1, error)
    worth, worth_other = worth * correction, worth_other * correction
    uses, uses_other = np.asarray(one.n) * worth, np.asarray(other.n) * worth_other
    words, words_other = np.asarray(one.size) * worth, np.asarray(other.size) * worth_other
    is_enough = _is_enough(one, other)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (
            np.where(is_enough, np.log2(p / (1 - p) * words_other / words), np.nan)[()]
            for p in _binomial_bounds(uses, uses + uses_other, error)
        )
    return low, high


def log_ratio_interval_against(one: Clusters, rate: ArrayLike, error: float = ERROR) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute an interval of the log ratio of a text's rate to one that is known; see :func:`log_ratio_interval`."""
    k = effective_units(one.size, one.size_squares)
    worth = t_correction(k, error) / design_effect(one)
    is_enough = _is_enough(one)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (
            np.where(is_enough, np.log2(p / np.asarray(rate, dtype=float)), np.nan)[()]
            for p in _binomial_bounds(np.asarray(one.n) * worth, np.asarray(one.size) * worth, error)
        )
    return low, high
