"""How evenly a term runs through a text."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def excess(n: ArrayLike, words: ArrayLike, n_total: ArrayLike, words_total: ArrayLike) -> NDArray[np.int64]:
    """Compute how much larger a unit's share of a term's uses is than its share of all words, in parts of ``n_total * words_total``.

    Parameters
    ----------
    n, words : array of int
        The term's uses in the unit, and its words.
    n_total, words_total : array of int
        The uses and the words of all units.

    Returns
    -------
    array of int64
        0 where it is not larger. Whole numbers add up to the same in any order. Without overflow up to a billion words.

    Examples
    --------
    >>> excess([1, 2], [100, 100], 3, 200)
    array([  0, 100])
    """
    n, words, n_total, words_total = (np.asarray(part, dtype=np.int64) for part in (n, words, n_total, words_total))
    return np.maximum(n * words_total - words * n_total, 0)


def dp_norm(excesses: ArrayLike, n_total: ArrayLike, words_total: ArrayLike, smallest: ArrayLike) -> NDArray[np.float64]:
    """Compute Gries' deviation of proportions, normalised so that 1 is reached when all uses stand in the smallest unit.

    Parameters
    ----------
    excesses : array of int
        The sum of :func:`excess` over all units.
    n_total, words_total : array of int
        The uses and the words of all units.
    smallest : array of int
        The words of the smallest unit, at least 1.

    Returns
    -------
    array of float
        From 0 (as even as can be: each unit has as much of the term as of all words) to 1 (all in the smallest unit). NaN where one unit
        holds all words, and for a term that is not used. Rare terms are high, as they cannot be everywhere: compare terms that are about
        as frequent.

    Notes
    -----
    As the shares of the uses and the shares of the words both add up to 1::

        DP = sum(|uses - words|) / 2 = sum(max(uses - words, 0)),     DPnorm = DP / (1 - min(words))

    References
    ----------
    Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. International Journal of Corpus Linguistics 13 (4), 403-437.
    Lijffijt, J. and Gries, S. Th. (2012). Correction to Stefan Th. Gries' "Dispersions and adjusted frequencies in corpora".
    International Journal of Corpus Linguistics 17 (1), 147-149.

    Examples
    --------
    Five units of a hundred words, which hold 1, 2, 3, 4 and 5 of a term's 15 uses:

    >>> dp_norm(excess([1, 2, 3, 4, 5], 100, 15, 500).sum(), 15, 500, 100)
    np.float64(0.25)
    """
    excesses, n_total, words_total, smallest = (np.asarray(part, dtype=float) for part in (excesses, n_total, words_total, smallest))
    with np.errstate(divide="ignore", invalid="ignore"):
        dp = excesses / (n_total * words_total) / (1 - smallest / words_total)
    return np.where((n_total > 0) & (smallest < words_total), np.minimum(dp, 1), np.nan)[()]
