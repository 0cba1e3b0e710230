"""Measures of association.

All take the same four counts: `n` times two things stand together, `n_left` times the left one stands anywhere, `n_right` times the right
one, among `total` places. All are higher the more the two belong together.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def g2(n: ArrayLike, n_left: ArrayLike, n_right: ArrayLike, total: ArrayLike) -> NDArray[np.float64]:
    """Compute the log-likelihood ratio of two things standing together as often as they do.

    Returns
    -------
    array of float
        From 0. Above 10.8, chance alone would give it to one pair in a thousand. It grows with the counts: it says how sure it is that
        the two belong together, not how closely.

    Notes
    -----
    ``2 * sum(observed * ln(observed / expected))`` over the four cells of the table of both.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. Computational Linguistics 19 (1), 61-74.

    Examples
    --------
    >>> g2(10, 20, 30, 100).round(3)
    np.float64(4.473)
    """
    n, n_left, n_right, total = (np.asarray(count, dtype=float) for count in (n, n_left, n_right, total))
    observed = (n, n_left - n, n_right - n, total - n_left - n_right + n)
    expected = (
        n_left * n_right / total,
        n_left * (total - n_right) / total,
        (total - n_left) * n_right / total,
        (total - n_left) * (total - n_right) / total,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        cells = [np.where(o > 0, o * np.log(o / e), 0.0) for o, e in zip(observed, expected, strict=True)]
    return 2 * np.maximum(sum(cells), 0.0)


def log_dice(n: ArrayLike, n_left: ArrayLike, n_right: ArrayLike, total: ArrayLike = 0) -> NDArray[np.float64]:
    """Compute logDice: how much of either thing's uses are uses together; does not grow with the size of the corpus.

    Returns
    -------
    array of float
        At most 14 (never one without the other); one less means half as closely. 0 is one use together in 16,000 of either, and minus
        infinity none.

    References
    ----------
    Rychlý, P. (2008). A lexicographer-friendly association score. RASLAN 2008, 6-9.

    Examples
    --------
    >>> log_dice(5, 5, 5)
    np.float64(14.0)
    """
    n, n_left, n_right = (np.asarray(count, dtype=float) for count in (n, n_left, n_right))
    with np.errstate(divide="ignore"):
        return 14 + np.log2(2 * n / (n_left + n_right))


def npmi(n: ArrayLike, n_left: ArrayLike, n_right: ArrayLike, total: ArrayLike) -> NDArray[np.float64]:
    """Compute the normalised pointwise mutual information.

    Returns
    -------
    array of float
        From -1 (never together) over 0 (as chance would have it) to 1 (never apart). It favours rare pairs.

    References
    ----------
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. GSCL 2009, 31-40.

    Examples
    --------
    >>> npmi([5, 25], [5, 50], [5, 50], 100)
    array([1., 0.])
    """
    n, n_left, n_right, total = (np.asarray(count, dtype=float) for count in (n, n_left, n_right, total))
    with np.errstate(divide="ignore", invalid="ignore"):
        # Rounding may go beyond what fills nearly every place.
        measured = np.minimum(np.log(n * total / (n_left * n_right)) / -np.log(n / total), 1)
    # One thing that fills every place is never apart from itself; the limit for two that never meet is -1.
    return np.select([n >= total, n == 0], [1.0, -1.0], default=measured)[()]
