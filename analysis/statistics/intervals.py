"""Intervals of rates that respect that words come in articles."""

import numpy as np
from numpy.typing import NDArray

from .clusters import FEWEST_UNITS, Clusters, design_effect, effective_units

# An interval may miss the true value this often.
ERROR = 0.05
# Where between Clopper-Pearson's bounds (0), which hold the true value too often, and Jeffreys' (0.5) ours are.
SHIFT = 0.25


def t_correction(k: NDArray[np.float64], error: float = ERROR) -> NDArray[np.float64]:
    """Compute by how much a variance that is itself estimated from `k` units makes a sample worth less: from 0 to 1."""
    from scipy.special import ndtri, stdtrit

    with np.errstate(divide="ignore", invalid="ignore"):
        factor = (ndtri(error / 2) / stdtrit(k - 1, error / 2)) ** 2
    return np.where(k > 1, np.nan_to_num(factor), 0.0)


def rate_interval(clusters: Clusters) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute a 95 % interval of a term's share of all words.

    Parameters
    ----------
    clusters : Clusters

    Returns
    -------
    tuple of two arrays of float
        The lower and the upper bound, from 0 to 1; NaN where there are fewer than :data:`FEWEST_UNITS` units.

    Notes
    -----
    The words count as if they were ``size / design effect * (z / t)**2`` words drawn one by one, with t for as many degrees of freedom as
    there are effective units, less one (Korn and Graubard 1998, with the effective number of units for the number). Of these, x are uses;
    the bounds are quantiles of Beta(x + c, n - x + 1 - c) and Beta(x + 1 - c, n - x + c). With c = 0 they are Clopper and Pearson's, which
    hold too often where uses are few, with c = 1/2 nearly Jeffreys', which do not often enough; c = 1/4 was chosen by measuring
    (docs/coverage.md).

    References
    ----------
    Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive counts estimated
    from survey data. Survey Methodology 24 (2), 193-201.
    Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Interval estimation for a binomial proportion. Statistical Science 16 (2), 101-133.

    Examples
    --------
    Thirty articles of 400 words, a term once in each:

    >>> low, high = rate_interval(Clusters(n=30, squares=30, crossed=12_000, size=12_000, size_squares=30 * 400**2, units=30))
    >>> (10_000 * low).round(1), (10_000 * high).round(1)
    (np.float64(16.7), np.float64(35.9))
    """
    from scipy.special import betaincinv

    parts = np.broadcast_arrays(*clusters)
    is_enough = parts[-1] >= FEWEST_UNITS  # most often all are; of paragraphs, none is
    few = Clusters(*(part[is_enough].astype(float) for part in parts))
    n, size = np.asarray(few.n), np.asarray(few.size)
    k = effective_units(size, few.size_squares)
    worth = t_correction(k) / design_effect(few)
    uses, words = n * worth, size * worth
    others = np.maximum(words - uses, 0)
    low = betaincinv(uses + SHIFT, others + 1 - SHIFT, ERROR / 2)
    high = betaincinv(uses + 1 - SHIFT, others + SHIFT, 1 - ERROR / 2)
    # Where there is no use, or nothing else, and where one unit holds nearly all words, the rate itself is within the bounds all the same.
    rate = n / np.maximum(size, 1)
    bounds = np.full((2, *is_enough.shape), np.nan)
    bounds[:, is_enough] = np.minimum(low, rate), np.maximum(high, rate)
    return bounds[0], bounds[1]
