"""The model behind topics: which words count and what each weighs, and into how many topics the articles fall."""

import math
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .dates import MONTHS
from .passages import Passages
from .statistics import Factors, factor_table, measure_agreement, measure_coherence
from .words import stop_words
from .workers import here, map_in_order, threads

if TYPE_CHECKING:
    from scipy.sparse import csr_array

WEEKDAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi "
    "mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo".split()
)
# Numbers, single letters, contractions: "we'd", "that'll".
_NO_WORDS = r"^\p{N}|^.$|n't$|'(?:s|d|m|re|ve|ll)$"
# A term is in so many articles, and in this share of them; those of most passages are taken, so many.
FEWEST_ARTICLES, LEAST_SHARE, MOST_TERMS = 2, 0.002, 5_000
# Of the idf of a term whose uses are spread by chance, three tenths are left: in short articles, most words stand but once.
LEAST_BURST = 0.3
# There are no more topics than a fifth of the passages.
PASSAGES_A_TOPIC = 5
# By its first words a topic is told from others; it has three at least.
WORDS, FEWEST_WORDS = 10, 3
# The articles are halved so often, and of each half so many passages are looked at.
HALVINGS, HALF = 5, 2_500
SEED = 2014
# With more uses of words than these, the halves are worked on side by side.
MANY = 50_000


class Model(NamedTuple):
    """Topics.

    Attributes
    ----------
    names : polars.Series
        The words, as row numbers of all names.
    table : scipy.sparse.csr_array, one row per passage and a column per word
        What the word weighs there.
    factors : Factors, one row per topic
        How much of it is in each passage, and how much of each word is in it.
    first : array of int, one row per topic
        Its first words, as columns of the table, and -1 where there are no more.
    in_units : array, one row per article or paragraph and a column per topic
        How much of it is there.
    largest : array of int
        The largest topic of each article or paragraph, the first of equals; -1 if it has none.
    stability, coherence : array, one entry per topic
    """

    names: pl.Series
    table: "csr_array"
    factors: Factors
    first: np.ndarray
    in_units: np.ndarray
    largest: np.ndarray
    stability: np.ndarray
    coherence: np.ndarray

    @property
    def score(self) -> float:
        """How good the topics are together."""
        return score_topics(self.stability, self.coherence)


def score_topics(stability: np.ndarray, coherence: np.ndarray) -> float:
    """Tell how good some topics are together: the mean of stability times coherence, 0 where that is negative."""
    return round(float((stability * np.maximum(coherence, 0)).mean()), 9)


def choose_terms(corpus: Corpus, names: pl.Series, name_of_term: np.ndarray) -> np.ndarray:
    """Give the name of each term, and -1 for those that can be no words of a topic."""
    left_out = list(stop_words(corpus.vocabulary.languages) | WEEKDAYS | set(MONTHS))
    is_word, has_word = (~(terms.is_in(left_out) | terms.str.contains(_NO_WORDS)).to_numpy() for terms in (corpus.vocabulary.terms, names))
    return np.where(is_word & has_word[name_of_term], name_of_term, -1)


def choose_model(passages: Passages, most: int) -> Model | None:
    """Choose as many topics as come back in halves of the articles and hold together; None where there are not even two."""
    names, table = _weigh(passages)
    most = min(most, table.shape[0] // PASSAGES_A_TOPIC, table.shape[1])
    if most < 2:
        return None
    unit = passages.rows["unit"].to_numpy()
    tables = (table, *(table[rows] for rows in _halve(unit, passages.n_units)))
    factored, *of_halves = map_in_order(partial(factor_table, most=most), tables, threads if table.nnz > MANY else here)
    models = []
    for number, factors in enumerate(factored):
        first = _rank(factors.columns)
        in_units = np.zeros((passages.n_units, len(first)))
        np.add.at(in_units, unit, factors.rows.T)
        largest = np.where(in_units.max(axis=1) > 0, np.round(in_units, 9).argmax(axis=1), -1)
        if not np.isin(np.arange(len(first)), largest).all() or (first[:, FEWEST_WORDS - 1] < 0).any():
            continue
        stability = _measure_stability(first, [_rank(half[number].columns) for half in of_halves if number < len(half)])
        coherence = np.array([measure_coherence(table[:, row[row >= 0]].toarray() > 0) for row in first])
        models.append(Model(names, table, factors, first, in_units, largest, stability, coherence))
    return max(models, key=lambda model: model.score, default=None)


def _weigh(passages: Passages) -> tuple[pl.Series, "csr_array"]:
    """Choose the words, and make the table that is to be factored; its rows have length 1, or 0 if there is no word."""
    from scipy.sparse import csr_array

    n_rows = len(passages.rows)
    counts = passages.counts.with_columns(unit=passages.rows["unit"].gather(passages.counts["row"]))
    words = counts.group_by("name").agg(n_rows=pl.len().cast(pl.Int64), n=pl.col("n").sum(), n_units=pl.col("unit").n_unique())
    fewest = max(FEWEST_ARTICLES, math.ceil(LEAST_SHARE * passages.n_units))
    words = words.filter((pl.col("n_units") >= fewest) & (2 * pl.col("n_rows") <= n_rows))
    words = words.sort("n_rows", "name", descending=[True, False]).head(MOST_TERMS).sort("name").with_row_index("column")
    idf = np.log(n_rows / words["n_rows"].to_numpy())
    residual = idf + np.log1p(-np.exp(-words["n"].to_numpy() / n_rows))
    weight = np.sqrt(idf * np.maximum(residual, LEAST_BURST * idf))
    kept = counts.join(words.select("name", "column"), on="name", maintain_order="left")
    row, column = kept["row"].to_numpy(), kept["column"].to_numpy()
    values = (1 + np.log(kept["n"].to_numpy())) * weight[column]
    values /= np.sqrt(np.bincount(row, weights=values**2, minlength=n_rows))[row]
    return words["name"], csr_array((values, (row, column)), shape=(n_rows, len(words)))


def _halve(unit: np.ndarray, n_units: int) -> list[np.ndarray]:
    """Give the rows of each half of the units, of several ways to halve them."""
    size = min(n_units // 2, math.ceil(HALF * n_units / len(unit)))
    generator = np.random.default_rng(SEED)
    orders = [generator.permutation(n_units) for _ in range(HALVINGS)]
    return [np.flatnonzero(np.isin(unit, half)) for order in orders for half in (order[:size], order[size : 2 * size])]


def _rank(weights: np.ndarray) -> np.ndarray:
    """Give the columns of the first words of each topic, ties by term; -1 where there are no more."""
    first = np.argsort(-weights, axis=1, kind="stable")[:, :WORDS]
    return np.where(np.take_along_axis(weights, first, axis=1) > 0, first, -1)


def _measure_stability(first: np.ndarray, of_halves: list[np.ndarray]) -> np.ndarray:
    """Measure how much of each topic comes back in halves of the articles, each topic there being one of these at most."""
    from scipy.optimize import linear_sum_assignment

    total = np.zeros(len(first))
    for half in of_halves:
        agrees = np.round(measure_agreement(first, half), 9)
        one, other = linear_sum_assignment(agrees, maximize=True)
        total[one] += agrees[one, other]
    return total / (2 * HALVINGS)
