"""Agreement: how well two rankings agree, how much some things seek each other, how close two courses come."""

import numpy as np

from .association import npmi


def measure_agreement(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Tell how well rankings agree: each row of `one` with each of `other`, 0 to 1 (average Jaccard: Greene and others 2014).

    Rows hold numbers of what is ranked, the first first, and -1 where there is no more.
    """
    depth = np.arange(one.shape[1])
    is_same = (one[:, None, :, None] == other[None, :, None, :]) & (one >= 0)[:, None, :, None]
    in_both = is_same.cumsum(axis=2).cumsum(axis=3)[:, :, depth, depth]
    return (in_both / (2 * (depth + 1) - in_both)).mean(axis=2)


def measure_coherence(is_there: np.ndarray) -> float:
    """Compute the mean NPMI of all pairs of columns, which tell for each place whether a thing is there."""
    one, other = np.triu_indices(is_there.shape[1], 1)
    n = is_there.T.astype(np.int64) @ is_there
    return float(npmi(n[one, other], n[one, one], n[other, other], len(is_there)).mean())


def measure_closeness(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Compute the correlation of the roots of each column of `one` and each of `other`, 0 where it is negative or there is none.

    Roots, so that the few rows in which both are high do not decide.
    """
    one, other = (np.sqrt(side) - np.sqrt(side).mean(axis=0) for side in (one, other))
    lengths = np.multiply.outer(*(np.sqrt(np.einsum("ij,ij->j", side, side)) for side in (one, other)))
    return np.round(np.maximum(np.einsum("ij,ik->jk", one, other) / np.where(lengths > 0, lengths, 1), 0), 6)
