"""Factors: a table of many columns as the sum of a few, none of them negative (non-negative matrix factorization).

All sums are done by einsum, which adds up in one order however many cores there are; numpy's ``@`` does not.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Factors are made better until a round changes less than this share of them, or so many rounds.
STILL, ROUNDS = 6e-3, 60
SEED = 2014


class Factors(NamedTuple):
    """The factors of a table, one row each: of `rows`, a column per row of the table, of `columns`, one per column of it."""

    rows: np.ndarray
    columns: np.ndarray


def factor_table(table: "csr_array", most: int) -> list[Factors]:
    """Factor a table into 2, 3, … and `most` factors, or as many as there are; the columns of each factor have length 1.

    Notes
    -----
    The factors minimise the squared error (Lee and Seung 1999), by HALS (Cichocki and Phan 2009).
    """
    turned = table.T.tocsr()
    start = _start(table, turned, most)
    return [_factor(table, turned, start, number) for number in range(2, len(start.columns) + 1)]


def _start(table: "csr_array", turned: "csr_array", most: int) -> Factors:
    """Give the factors to begin with, of which the first are those for fewer: NNDSVD (Boutsidis and Gallopoulos 2008).

    The singular vectors are found by subspace iteration (Halko, Martinsson and Tropp 2011); they need not be exact.
    """
    basis = _orthonormal(table @ np.random.default_rng(SEED).random((table.shape[1], min(most + 6, *table.shape))))
    for _ in range(6):
        basis = _orthonormal(table @ (turned @ basis))
    across = turned @ basis
    vectors = np.linalg.eigh(_products(across, across))[1][:, ::-1][:, :most]
    sides = [np.einsum("ij,jk->ik", side, vectors) for side in (basis, across)]  # the second is longer by the singular value
    sizes = [np.round(np.multiply(*(_lengths(np.maximum(sign * side, 0)) for side in sides)), 12) for sign in (1, -1)]
    sign, size = np.where(sizes[0] >= sizes[1], 1, -1), np.sqrt(np.maximum(*sizes))
    parts = [np.maximum(sign * side, 0) for side in sides]
    return Factors(*(np.ascontiguousarray((part * size / _divisors(part)).T) for part in parts))


def _factor(table: "csr_array", turned: "csr_array", start: Factors, number: int) -> Factors:
    """Factor a table into so many factors."""
    rows, columns = (side[:number].copy() for side in start)
    for _ in range(ROUNDS):
        changed = total = 0.0
        for side, other, product in ((columns, rows, turned), (rows, columns, table)):
            before = side.copy()
            _improve(side, np.ascontiguousarray((product @ other.T).T), np.einsum("ij,kj->ik", other, other))
            changed += float(np.square(side - before).sum())
            total += float(np.square(side).sum())
        if changed < STILL**2 * total:
            break
    # What is rounded is the same though the last digits are not.
    return Factors(np.round(rows * _lengths(columns.T)[:, None], 9), np.round(columns / _divisors(columns.T)[:, None], 9))


def _improve(side: np.ndarray, product: np.ndarray, gram: np.ndarray) -> None:
    """Make one side of the factors better, row by row and twice, where the other stays as it is."""
    for _ in range(2):
        for k, row in enumerate(gram):
            if row[k] > 1e-12:
                side[k] = np.maximum(side[k] + (product[k] - np.einsum("i,ij->j", row, side)) / row[k], 0)
            else:
                side[k] = 0


def _products(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Multiply each column of the one with each of the other."""
    return np.einsum("ij,ik->jk", one, other)


def _lengths(table: np.ndarray) -> np.ndarray:
    """Measure the length of each column."""
    return np.sqrt(np.einsum("ij,ij->j", table, table))


def _divisors(table: np.ndarray) -> np.ndarray:
    """Give what to divide each column by, so that it has length 1 if it has any."""
    lengths = _lengths(table)
    return np.where(lengths > 0, lengths, 1)


def _orthonormal(columns: np.ndarray) -> np.ndarray:
    """Turn columns into orthogonal ones of length 1, which span the same space."""
    values, vectors = np.linalg.eigh(_products(columns, columns))
    is_some = values > 1e-12 * values.max(initial=0)
    return np.einsum("ij,jk->ik", columns, vectors[:, is_some] / np.sqrt(values[is_some]))
