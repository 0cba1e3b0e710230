"""Collocates: the words that stand near a query more often than chance would have it, and the places behind each number."""

from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus, to_pandas
from .evidence import open_matches, read_query
from .grams import find_new, sort_rows
from .index import WordIndex, find_rows
from .matching import Queries, WordPattern, find_forms, find_matches, join_ranges
from .parts import Part
from .statistics import g2, log_dice
from .tallies import add_rows, common_spelling, gather

if TYPE_CHECKING:
    import pandas as pd

# What stands near a query once may stand there by accident.
FEWEST = 2


class _Found(NamedTuple):
    """A query in some text, and what stands near it.

    Attributes
    ----------
    n_places : int
        How many places of the query there are.
    matched : array of int
        The numbers of the words in its matches.
    near : array of int
        The numbers of the words near them, ascending; none is in a match.
    is_left : array of bool
        Whether each of `near` stands before the place that is nearest to it, rather than after it.
    """

    n_places: int
    matched: np.ndarray
    near: np.ndarray
    is_left: np.ndarray


def _find_near(index: WordIndex, queries: Queries, window: int) -> _Found:
    """Find queries, and the words at most `window` words before or after a match, in its sentence; each word once."""
    _, start, length = find_matches(index, queries)
    n_places = int(find_new(start, length).sum())  # several of the queries may match the same words
    # Matches that overlap become one stretch; that which lies beside it is as far from it as from the nearest of them.
    reach = np.maximum.accumulate(start + length)
    is_first = np.ones(len(start), dtype=bool)
    is_first[1:] = start[1:] >= reach[:-1]
    start, end = start[is_first], reach[np.roll(is_first, -1)]
    sentence = np.searchsorted(index.sentences, start, side="right")
    sentence_start, sentence_end = index.sentences[sentence - 1], index.sentences[sentence]
    # The first word that is no nearer to the stretch before than to this one; where they are in two sentences, the first of this one's.
    middle = np.where(end[:-1] > sentence_start[1:], (end[:-1] + start[1:]) // 2, sentence_start[1:])
    left, right = np.maximum(start - window, sentence_start), np.minimum(end + window, sentence_end)
    left[1:], right[:-1] = np.maximum(left[1:], middle), np.minimum(right[:-1], middle)
    from_, to = np.stack([left, end], axis=1).ravel(), np.stack([start, right], axis=1).ravel()
    is_left = np.repeat(np.tile([True, False], len(start)), to - from_)
    return _Found(n_places, join_ranges(start, end), join_ranges(from_, to), is_left)


def _count_in(part: Part, queries: Queries, window: int) -> tuple[int, np.ndarray, np.ndarray, pl.DataFrame]:
    """Count in a part.

    Returns
    -------
    tuple
        The places of the queries; how often each form of the part occurs, and how often in a match; and for each term near a match its
        ``n``, ``n_left`` and ``n_articles``.
    """
    index = part.index
    found = _find_near(index, queries, window)
    n_seen, n_matched = (np.bincount(ids, minlength=len(index.forms)) for ids in (index.ids, index.ids[found.matched]))
    term, article = index.terms[index.ids[found.near]], np.searchsorted(index.articles, found.near, side="right")
    order = sort_rows(term)
    term, article, is_left = term[order], article[order], found.is_left[order]
    rows = np.flatnonzero(find_new(term))
    n_left, n_articles = (np.add.reduceat(is_one, rows, dtype=np.int64) for is_one in (is_left, find_new(term, article)))
    counts = {"n": np.diff(rows, append=len(term)), "n_left": n_left, "n_articles": n_articles}
    return found.n_places, n_seen, n_matched, pl.DataFrame({"term": term[rows]} | counts)


def _check(window: int) -> None:
    if type(window) is not int or window < 1:
        raise ValueError(f"there is no window={window!r}; use a number of words, 1 or more.")


def count_collocates(corpus: Corpus, query: str, *, window: int = 5) -> "pd.DataFrame":
    """Count the terms that stand near a query more often than chance would have it.

    Parameters
    ----------
    corpus : Corpus
    query : str
        As :func:`find` takes it.
    window : int
        Near is what stands at most so many words before or after a place of the query, in the same sentence.

    Returns
    -------
    DataFrame, one row per term; highest `log_dice` first, ties by term
        ``term``, the folded key; ``form``, the spelling most often seen; ``n``, how many of its places are near the query, 2 or more;
        ``n_left`` and ``n_right``, how many of these stand before and after the place of the query that is nearest to them (before, where
        two are as near); ``n_term``, all its places; ``n_articles``, in how many articles the two stand near each other; ``log_dice``, how
        closely they belong together, at most 14; ``g2``, how surely, from 0; ``is_stop``, whether it is a stop word. Both measures are
        higher the more the two belong together. ``attrs["note"]`` says how many places the query has, and what near is.

    Raises
    ------
    ValueError
        If there is no word in the query, or `window` is not a number from 1 up.

    Notes
    -----
    Words inside a match of the query are no places of any term here. A place of a term counts once, however many places of the query are
    near it. Several places of a term may be near the same place of the query: where `n` is more than the query has places, `log_dice` is
    computed from these.

    ``g2`` is that of the table of all words outside the matches: near or not, this term or another. A term whose share among the words near
    the query is no larger than among all of these is no row.

    References
    ----------
    Evert, S. (2008). Corpora and collocations. Corpus Linguistics: An International Handbook, vol. 2, 1212-1248: counts of what stands
    within some words ("surface cooccurrence"), and the table for them.
    """
    _check(window)
    queries, vocabulary = read_query(corpus, query), corpus.vocabulary
    n_query, tables = 0, list[pl.DataFrame]()
    n_seen, n_matched = np.zeros((2, len(vocabulary.forms)), dtype=np.int64)
    for part, counted in zip(corpus.parts, corpus.map_parts(_count_in, repeat(queries), repeat(window)), strict=True):
        n_query += counted[0]
        n_seen[part.forms] += counted[1]
        n_matched[part.forms] += counted[2]
        gather(tables, counted[3])
    n_of_term = np.bincount(vocabulary.term_of_form, n_seen - n_matched, len(vocabulary.terms)).astype(np.int64)
    near = add_rows(tables)
    n_near, total = int(near["n"].sum()), int(n_of_term.sum())
    near = near.with_columns(n_term=n_of_term[near["term"]])
    near = near.filter(pl.col("n") >= FEWEST, pl.col("n") * total > pl.col("n_term") * n_near)
    term, n, n_term = (near[column].to_numpy() for column in ("term", "n", "n_term"))
    measured = near.with_columns(
        n_right=pl.col("n") - pl.col("n_left"),
        log_dice=log_dice(np.minimum(n, n_query), n_query, n_term),
        g2=g2(n, n_near, n_term, total),
        is_stop=vocabulary.is_stop[term],
        key=vocabulary.terms.gather(term),
    )
    written = pl.DataFrame({"t0": vocabulary.term_of_form, "f0": np.arange(len(n_seen)), "n": n_seen}).filter(pl.col("t0").is_in(term))
    spelled = measured.join(common_spelling(written, vocabulary, ["f0"], ["t0"]), left_on="term", right_on="t0")
    columns = ("form", "n", "n_left", "n_right", "n_term", "n_articles", "log_dice", "g2", "is_stop")
    table = to_pandas(spelled.select(pl.col("key").alias("term"), *columns).sort("log_dice", "term", descending=[True, False]))
    places, words = (f"{n:,} {what}{'s' * (n != 1)}" for n, what in ((n_query, "place"), (window, "word")))
    table.attrs["note"] = f"“{query}” has {places}; near is what stands at most {words} before or after one, in the same sentence."
    return table


def _find_in(part: Part, queries: Queries, forms: np.ndarray, window: int) -> tuple[np.ndarray, np.ndarray]:
    """Find those of some forms that stand near queries in a part: their numbers in the corpus, and whether they stand before the query."""

    def occur(forms: np.ndarray) -> bool:
        return len(find_rows(part.forms, forms)) > 0

    if not occur(forms) or not any(all(map(occur, query)) for query in queries):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
    index = part.index
    found = _find_near(index, queries, window)
    is_sought = np.zeros(len(index.forms), dtype=bool)
    is_sought[index.find_here(forms)] = True
    is_here = is_sought[index.ids[found.near]]
    return found.near[is_here] + part.first.words, found.is_left[is_here]


def find_collocates(corpus: Corpus, query: str, term: str, *, window: int = 5, rows: int | None = None) -> "pd.DataFrame":
    """Find the places behind a row of :func:`count_collocates`, and show each in its sentence: the concordance.

    Parameters
    ----------
    corpus : Corpus
    query : str
        That of the table.
    term : str
        That of the row.
    window : int
        That of the table.
    rows : int, optional
        Open only the first so many.

    Returns
    -------
    DataFrame, one row per place of the term near the query, in reading order
        The columns of :func:`find`, where the match is the term, and the query is in its sentence; ``side``, where the term stands:
        ``left`` of the nearest place of the query, or ``right``. As many rows as the row's ``n``, and of each side as its ``n_left`` and
        ``n_right``.

    Raises
    ------
    ValueError
        If there is no word in the query, or `window` is not a number from 1 up.
    """
    import pandas as pd

    _check(window)
    queries, forms = read_query(corpus, query), find_forms(corpus.vocabulary, WordPattern(term, "term"))
    places, sides, n = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=bool)], 0
    for near, is_left in corpus.map_parts(_find_in, repeat(queries), repeat(forms), repeat(window)):
        places.append(near)
        sides.append(is_left)
        n += len(near)
        if rows is not None and n >= rows:
            break
    starts, is_left = np.concatenate(places)[:rows], np.concatenate(sides)[:rows]
    found = open_matches(corpus, starts, np.ones(len(starts), dtype=np.int64))
    found["side"] = pd.Series(np.where(is_left, "left", "right"), dtype="str")
    return found
