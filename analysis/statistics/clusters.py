"""Words come in clusters, the articles: how much less they tell than so many words drawn one by one."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

# With fewer units than this, what they have in common cannot be told from chance.
FEWEST_UNITS = 10


class Clusters(NamedTuple):
    """What is to be known of a term's uses in the units (articles, say) of a text: sums, so that those of two texts add up.

    Each may be an array, or one number for all terms.

    Attributes
    ----------
    n : array
        How often the term is used: the sum of its uses in each unit.
    squares : array
        The sum of the squares of these.
    crossed : array
        The sum of the uses in each unit times the words of that unit.
    size : array
        The words of all units.
    size_squares : array
        The sum of the squares of the words of each unit.
    units : array
        How many units there are that hold a word.
    """

    n: ArrayLike
    squares: ArrayLike
    crossed: ArrayLike
    size: ArrayLike
    size_squares: ArrayLike
    units: ArrayLike


def complement(clusters: Clusters) -> Clusters:
    """Give the clusters of all that is not the term."""
    n, squares, crossed, size, size_squares, units = (np.asarray(part) for part in clusters)
    return Clusters(size - n, size_squares - 2 * crossed + squares, size_squares - crossed, size, size_squares, units)


def effective_units(size: ArrayLike, size_squares: ArrayLike) -> NDArray[np.float64]:
    """Compute how many units of equal size would tell as much as these: from 1 to their number; 0 where there is no word.

    Notes
    -----
    ``(sum of m)**2 / sum of m**2`` for units of m words.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley, section 11.7.

    Examples
    --------
    >>> effective_units(400, 4 * 100**2), effective_units(400, 370**2 + 3 * 10**2).round(2)
    (np.float64(4.0), np.float64(1.17))
    """
    size, size_squares = np.asarray(size, dtype=float), np.asarray(size_squares, dtype=float)
    return np.where(size_squares > 0, size**2 / np.where(size_squares > 0, size_squares, 1), 0.0)[()]


def residual_squares(clusters: Clusters) -> NDArray[np.float64]:
    """Sum up the squares of what each unit has more or less of a term than the rate of all would give it."""
    n, squares, crossed, size, size_squares, _ = (np.asarray(part, dtype=float) for part in clusters)
    rate = n / np.maximum(size, 1)
    return np.maximum(squares - 2 * rate * crossed + rate**2 * size_squares, 0)


def design_effect(clusters: Clusters) -> NDArray[np.float64]:
    """Compute how many times the variance of a term's rate is that of words drawn one by one.

    Returns
    -------
    array of float
        From 1. A term that each article uses about as often has 1; one whose uses all stand in one article, about as many as it has uses.
        1 where there are no uses, or no more than one unit's worth of words.

    Notes
    -----
    The variance of the ratio of uses to words, linearised, over units::

        k / (k - 1) * sum((x - rate * m)**2) / size**2,     k the effective number of units

    divided by ``rate * (1 - rate) / size``.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley, sections 5.4 and 8.2.
    Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive counts estimated
    from survey data. Survey Methodology 24 (2), 193-201.

    Examples
    --------
    Ten articles of 100 words: once in each; ten times in one.

    >>> design_effect(Clusters(n=10, squares=10, crossed=1000, size=1000, size_squares=100_000, units=10))
    np.float64(1.0)
    >>> design_effect(Clusters(n=10, squares=100, crossed=1000, size=1000, size_squares=100_000, units=10)).round(2)
    np.float64(10.1)
    """
    n, size = np.asarray(clusters.n, dtype=float), np.asarray(clusters.size, dtype=float)
    k = effective_units(size, clusters.size_squares)
    independent = n * (1 - n / np.maximum(size, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = k / (k - 1) * residual_squares(clusters) / independent
    return np.where((k > 1) & (independent > 0), np.maximum(effect, 1), 1.0)[()]
