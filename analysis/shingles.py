"""Shingles, the runs of five words of an article, and its signature: two of these tell how much two articles have in common."""

import zlib

import numpy as np

from .index import Words
from .vocabulary import Vocabulary

SHINGLE = 5
BINS = 128
PIECE = 50_000
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)


def hash_forms(vocabulary: Vocabulary) -> np.ndarray:
    """Hash the term of each form of a vocabulary, the same in every vocabulary; an array of uint64."""
    hashes = np.array([zlib.crc32(term.encode()) for term in vocabulary.terms.to_list()], dtype=np.uint64)
    return _mix(hashes + _MULTIPLIER)[vocabulary.term_of_form]


def _mix(values: np.ndarray) -> np.ndarray:
    """Spread what differs over all bits (the finaliser of splitmix64, Steele et al. 2014)."""
    values = values ^ (values >> np.uint64(30))
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


def find_shingles(hashes: np.ndarray, articles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hash each run of five words.

    Parameters
    ----------
    hashes : array of uint64, one per word
        From :func:`hash_forms`.
    articles : array of int64, one more than there are articles
        See :class:`Words`. No run reaches from one article into the next.

    Returns
    -------
    tuple of two arrays, one element per run
        The hash, uint64; the article.
    """
    n_runs = np.maximum(np.diff(articles) - SHINGLE + 1, 0)
    article = np.repeat(np.arange(len(n_runs)), n_runs)
    starts = np.arange(len(article)) + np.repeat(articles[:-1] - (np.cumsum(n_runs) - n_runs), n_runs)
    n_starts = max(len(hashes) - SHINGLE + 1, 0)
    run = np.zeros(n_starts, dtype=np.uint64)
    for k in range(SHINGLE):
        run *= _MULTIPLIER
        run += hashes[k : k + n_starts]
    return _mix(run[starts]), article


def sign(vocabulary: Vocabulary, words: Words) -> np.ndarray:
    """Make the signature of each article.

    Returns
    -------
    array of uint16, one row of BINS values per article
        The share of equal values of two rows estimates the Jaccard similarity of their sets of shingles. All 0 for one without a shingle.

    Notes
    -----
    One-permutation MinHash (Li, Owen and Zhang 2012): one hash of each shingle, of which the upper bits choose a bin and the lower ones
    compete for its minimum; an empty bin takes the value of the next one that is not (Shrivastava and Li 2014). Of each minimum 16 bits are
    kept (Li and König 2010): two that differ agree once in 65,536.
    """
    hashes, n_articles = hash_forms(vocabulary), len(words.articles) - 1
    least = np.full((n_articles, BINS), _EMPTY)
    first = 0
    while first < n_articles:
        # As many articles at a time as have some thousands of words: what fits the processor's cache.
        until = max(int(np.searchsorted(words.articles, words.articles[first] + PIECE, side="right")) - 1, first + 1)
        start, stop = words.articles[first], words.articles[until]
        runs, article = find_shingles(hashes[words.ids[start:stop]], words.articles[first : until + 1] - start)
        bins = (article + first) * BINS + (runs >> np.uint64(57)).astype(np.int64)
        np.minimum.at(least.reshape(-1), bins, runs & np.uint64((1 << 57) - 1))
        first = until
    signed = (_mix(least) & np.uint64(0xFFFF)).astype(np.uint16)
    signed[_fill(signed, least == _EMPTY)] = 0
    return signed


def _fill(signed: np.ndarray, is_empty: np.ndarray) -> np.ndarray:
    """Fill empty bins, in place, with the next value of their row, and how far away it was; tell which rows have none."""
    has_none = np.all(is_empty, axis=1)
    distance = np.zeros(len(signed), dtype=np.uint16)
    carried = np.zeros(len(signed), dtype=np.uint16)
    for column in [*reversed(range(BINS)), *reversed(range(BINS))]:  # twice around: the last bins take from the first
        empty = is_empty[:, column]
        distance = np.where(empty, distance + 1, 0).astype(np.uint16)
        carried = np.where(empty, carried, signed[:, column])
        signed[:, column] = np.where(empty, carried + distance * np.uint16(40503), signed[:, column])
    return has_none
