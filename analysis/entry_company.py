"""The company that entries keep: the words in their sentences, and how like its theme that of each entry is."""

from typing import TYPE_CHECKING

import numpy as np

from .index import WordIndex
from .matching import join_ranges
from .tallies import CELLS

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# A company is compared with those of so many others of its theme, or more.
OTHERS = 3
Z = 1.645  # one side of 95 %


def count_company(
    index: WordIndex, entry: np.ndarray, start: np.ndarray, length: np.ndarray, is_stop: np.ndarray, n_entries: int
) -> "csr_array":
    """Count the terms of the sentences that each entry touches, its own matches and stop words left out.

    Parameters
    ----------
    index : WordIndex
    entry, start, length : array of int
        Of each match.
    is_stop : array of bool, one per term
    n_entries : int

    Returns
    -------
    csr_array, one row per entry, one column per term
    """
    from scipy.sparse import csr_array

    n_sentences, term = len(index.sentences) - 1, index.term_ids
    is_content = ~is_stop[term]
    before = np.concatenate([[0], np.cumsum(is_content)])

    def count(rows: np.ndarray, columns: np.ndarray, n_columns: int) -> "csr_array":
        return csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(n_entries, n_columns))

    content = term[is_content]
    bounds = before[index.sentences]
    sentences = csr_array((np.ones(len(content), dtype=np.int32), content, bounds), shape=(n_sentences, len(is_stop)))
    sentence = np.searchsorted(index.sentences, start, side="right") - 1
    touched = np.divmod(np.unique(entry * np.int64(n_sentences + 1) + sentence), n_sentences + 1)
    word = join_ranges(start, start + length)
    is_own = is_content[word]
    return count(*touched, n_sentences) @ sentences - count(np.repeat(entry, length)[is_own], term[word[is_own]], len(is_stop))


def measure_company(company: "csr_array", n_terms: np.ndarray, theme: np.ndarray, is_judged: np.ndarray) -> np.ndarray:
    """Measure how much the company of each entry is like that of its theme's other entries; see :func:`analysis.check_lexicon`.

    Parameters
    ----------
    company : csr_array
        From :func:`count_company`.
    n_terms : array of int, one per term
        How often each is used; 0 for stop words.
    theme : array of int, one per entry
    is_judged : array of bool, one per entry

    Returns
    -------
    array of float, one per entry
        0, no more than any text is; 1, as much as that of the other entries, in the middle. NaN where it is not judged.
    """
    like = np.full(len(theme), np.nan)
    rate, size = n_terms / max(n_terms.sum(), 1), company.sum(axis=1)
    # None may drown the others, however often it matches.
    weight = 1 / np.sqrt(np.maximum(size, 1))
    for number in np.unique(theme):
        rows = np.flatnonzero((theme == number) & (size > 0))
        judged = rows[is_judged[rows]]
        if len(judged) <= OTHERS:
            continue
        words = company[rows]
        columns = np.unique(words.indices)
        total, p = weight[rows] @ words[:, columns], rate[columns]
        excess, error = np.zeros((2, len(judged)))
        step = max(1, CELLS // len(columns))
        for low in range(0, len(judged), step):
            some = judged[low : low + step]
            n = company[some][:, columns].toarray()
            others = np.maximum(total - n * weight[some, None], 0)
            told = np.log((1 + others / others.sum(axis=1, keepdims=True) / p) / 2)
            mean = (n * told).sum(axis=1) / size[some]
            excess[low : low + step] = mean - (told @ p + np.log(0.5) * (1 - p.sum()))
            error[low : low + step] = np.sqrt(((n * (told - mean[:, None])) ** 2).sum(axis=1)) / size[some]
        middle = np.array([np.median(np.delete(excess, k)) for k in range(len(excess))])
        is_alike = middle > 0
        like[judged[is_alike]] = (excess + Z * error)[is_alike] / middle[is_alike]
    return like
