"""Copies: articles that are the same, or nearly: syndicated, saved twice, under another headline, cut short."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from .parts import Part
from .shingles import BINS, find_shingles

# Two articles are copies if the longer holds this share of the shorter one's shingles, and the shorter is not shorter than this share.
CONTAINED, SHORTEST = 0.8, 0.4
# An article with fewer words is a copy only of one with the same title and the same words.
FEWEST_WORDS = 20
# A candidate may fall short of that by so much, as the signatures tell: an estimate from BINS values errs by 0.04 or less (one sigma).
MARGIN = 0.125
BAND = 3
_IN_ONE = np.array([1, 1 << 16, 1 << 32], dtype=np.uint64)

# By what the copies of a corpus are found: what was found by other rules is none of ours.
COPY_RULES = Path(__file__).read_bytes()

MapParts = Callable[..., Iterator[Any]]


def find_copies(parts: Sequence[Part], hashes: np.ndarray, map_parts: MapParts) -> np.ndarray:
    """Find the copies among all articles.

    Parameters
    ----------
    parts : sequence of Part
    hashes : array of uint64
        Of each form of their vocabulary, see :func:`analysis.shingles.hash_forms`.
    map_parts : function
        Applies a function to each part, and to what further arguments hold for it.

    Returns
    -------
    array of int64, one per article
        The number of the article that it is a copy of: the earliest of its group, the undated last, ties by order; its own, if it is none.

    Notes
    -----
    MinHash with locality-sensitive hashing (Broder 1997; Leskovec, Rajaraman and Ullman, chapter 3) on runs of five words finds candidates;
    these are then compared shingle by shingle.
    """
    signatures = np.concatenate([part.segment.signatures for part in parts])
    n_words = np.concatenate([part.segment.read("articles", "n_words")["n_words"].to_numpy() for part in parts])
    pairs = find_candidates(signatures, n_words)
    short = _pair_short(parts, n_words)
    if not len(pairs) and not len(short):
        return np.arange(len(n_words))
    sought = np.unique(pairs)
    first = np.array([part.first.articles for part in parts])
    wanted = np.split(sought, np.searchsorted(sought, first[1:]))
    found = map_parts(_shingles_in, [numbers - start for numbers, start in zip(wanted, first, strict=True)], repeat(hashes))
    shingles = dict(zip(sought.tolist(), (runs for of_part in found for runs in of_part), strict=True))
    same = [(one, other) for one, other in pairs.tolist() if are_copies(shingles[one], shingles[other])]
    published = pl.concat([part.segment.read("articles", "published") for part in parts])["published"]
    order = published.cast(pl.Int64).fill_null(np.iinfo(np.int64).max).to_numpy()
    return group([*same, *short.tolist()], order)


def find_candidates(signatures: np.ndarray, n_words: np.ndarray) -> np.ndarray:
    """Find the pairs of articles that may be copies: those that agree in a band of their signatures, and in enough of all values.

    Returns
    -------
    array of int64, two columns
        The numbers of the two articles, the lower first; each pair once, in order. Of many articles that agree in a band, each is paired
        with the first of them and with the one before it, which is enough to find groups.
    """
    rows = np.flatnonzero(n_words >= FEWEST_WORDS)
    pairs = [np.zeros(0, dtype=np.int64)]  # each as one number
    for start in range(0, BINS - BAND + 1, BAND):
        band = signatures[rows, start : start + BAND].astype(np.uint64) @ _IN_ONE
        order = np.argsort(band, kind="stable")
        is_new = np.concatenate([[True], np.diff(band[order]) != 0])[: len(order)]
        leader = order[np.maximum.accumulate(np.where(is_new, np.arange(len(order)), 0))] if len(order) else order
        again = np.flatnonzero(~is_new)
        pairs += [leader[again] * len(rows) + order[again], order[again - 1] * len(rows) + order[again]]
    found = rows[np.stack(np.divmod(np.unique(np.concatenate(pairs)), max(len(rows), 1)), axis=1)]
    return np.concatenate([_sift(piece, signatures, n_words) for piece in np.array_split(found, len(found) // 100_000 + 1)])


def _sift(pairs: np.ndarray, signatures: np.ndarray, n_words: np.ndarray) -> np.ndarray:
    """Give those pairs of articles that have enough in common, as their signatures tell."""
    lengths = np.sort(n_words[pairs], axis=1)
    needed = CONTAINED * lengths[:, 0] / (lengths.sum(axis=1) - CONTAINED * lengths[:, 0])
    similarity = (signatures[pairs[:, 0]] == signatures[pairs[:, 1]]).mean(axis=1)
    return pairs[(similarity >= needed - MARGIN) & (lengths[:, 0] >= 0.9 * SHORTEST * lengths[:, 1])]


def _shingles_in(part: Part, numbers: np.ndarray, hashes: np.ndarray) -> list[np.ndarray]:
    """Give the distinct shingles of some articles of a segment, as numbers, ascending."""
    if not len(numbers):
        return []
    words = part.segment.words
    taken = np.zeros(len(words.articles) - 1, dtype=bool)
    taken[numbers] = True
    lengths = np.diff(words.articles)
    ids = words.ids[np.repeat(taken, lengths)]
    runs, article = find_shingles(hashes[part.forms][ids], np.concatenate([[0], np.cumsum(lengths[numbers])]))
    bounds = np.searchsorted(article, np.arange(1, len(numbers)))
    return [_sort_distinct(of_article) for of_article in np.split(runs, bounds)]


def _sort_distinct(values: np.ndarray) -> np.ndarray:
    values = np.sort(values)
    return values[np.concatenate([[True], values[1:] != values[:-1]])[: len(values)]]


def are_copies(one: np.ndarray, other: np.ndarray) -> bool:
    """Tell whether one of two articles, given by their distinct shingles, ascending, is a copy of the other."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST * len(longer):
        return False
    shared = np.count_nonzero(longer.take(longer.searchsorted(shorter), mode="clip") == shorter)
    return bool(shared >= CONTAINED * len(shorter))


def _pair_short(parts: Sequence[Part], n_words: np.ndarray) -> np.ndarray:
    """Pair the short articles with those before them that have the same title and the same words."""
    seen: dict[tuple[str | None, str], int] = {}
    pairs = []
    for part in parts:
        here = n_words[part.first.articles :][: part.segment.counts.articles]
        numbers = np.flatnonzero((here < FEWEST_WORDS) & (here > 0))
        if len(numbers):
            articles = part.segment.read("articles", "title", "text")[numbers]
            for number, title, text in zip(numbers.tolist(), articles["title"], articles["text"], strict=True):
                number += part.first.articles
                earlier = seen.setdefault((title, " ".join(text.split())), number)
                if earlier != number:
                    pairs.append((earlier, number))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def group(pairs: Iterable[tuple[int, int]], order: np.ndarray) -> np.ndarray:
    """Group articles by the pairs of them that are copies; give each the earliest of its group, by `order`, then by number."""
    leader = list(range(len(order)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for pair in pairs:
        one, other = sorted(map(find, pair), key=lambda number: (order[number], number))
        leader[other] = one
    return np.array([find(number) for number in leader], dtype=np.int64)
