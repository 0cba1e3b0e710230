"""How evenly a term runs through a text."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def excess(uses: ArrayLike, words: ArrayLike) -> NDArray[np.float64]:
    """Compute how much larger a unit's share of a term's uses is than its share of all words; 0 where it is not larger.

    Parameters
    ----------
    uses, words : array of float
        The unit's share of the term's uses, and of all words.

    Notes
    -----
    Added up over all units, Gries' deviation of proportions, DP, as both shares add up to 1::

        DP = sum(|uses - words|) / 2 = sum(max(uses - words, 0))
    """
    return np.maximum(np.asarray(uses, dtype=float) - np.asarray(words, dtype=float), 0)


def dp_norm(dp: ArrayLike, smallest: ArrayLike) -> NDArray[np.float64]:
    """Normalise a deviation of proportions so that 1 is reached when all uses stand in the smallest unit.

    Parameters
    ----------
    dp : array of float
        The sum of :func:`excess` over all units.
    smallest : array of float
        The smallest unit's share of all words, above 0.

    Returns
    -------
    array of float
        From 0 (as even as can be: each unit has as much of the term as of all words) to 1 (all in the smallest unit). NaN where one unit
        holds all words. Rare terms are high, as they cannot be everywhere: compare terms that are about as frequent.

    References
    ----------
    Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. International Journal of Corpus Linguistics 13 (4), 403-437.
    Lijffijt, J. and Gries, S. Th. (2012). Correction to Stefan Th. Gries' "Dispersions and adjusted frequencies in corpora".
    International Journal of Corpus Linguistics 17 (1), 147-149.

    Examples
    --------
    Five units of equal size, which hold 1, 2, 3, 4 and 5 of a term's 15 uses:

    >>> dp = excess(np.array([1, 2, 3, 4, 5]) / 15, 1 / 5).sum()
    >>> dp.round(3), dp_norm(dp, 1 / 5).round(3)
    (np.float64(0.2), np.float64(0.25))
    """
    dp, smallest = np.asarray(dp, dtype=float), np.asarray(smallest, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(smallest < 1, np.clip(dp / (1 - smallest), 0, 1), np.nan)[()]
