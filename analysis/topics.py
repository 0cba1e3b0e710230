"""Topics: themes that nobody listed, found by which words come together, and which of them a lexicon names.

A topic is a list of words with weights: a factor of the table of articles and words (non-negative matrix factorization). How many there
are is what one half of the articles says as well as the other. All sums are done in one order, so that no number depends on the cores.
"""

import hashlib
import math
from collections.abc import Sequence
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .dates import MONTHS
from .evidence import open_matches
from .grams import find_new
from .lexicon import Lexicon
from .parts import Part
from .tallies import common_spelling, name_terms
from .theme_matches import Sought, look_up_themes, match_themes
from .words import stop_words
from .workers import here, map_in_order, threads

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

# Fewer articles than these say little about which words come together: then it is paragraphs; of fewer paragraphs nothing can be said.
FEWEST = 20
# So many articles are looked at, drawn by their SHA-256, and so many terms, those of most passages.
MOST_UNITS, MOST_TERMS = 5_000, 5_000
# A long article speaks of many things. One of more than 600 words is read in passages of some 400, whole paragraphs: of 65 speeches as
# they are, the topics were times (Vietnam with rivers and beauty); of their passages, subjects (schools, crime, the budget).
PASSAGE, MOST_PASSAGES = 400, 10_000
# There are no more topics than a fifth of the passages.
PASSAGES_A_TOPIC = 5
# A term is in so many articles, and in this share of them.
FEWEST_ARTICLES, LEAST_SHARE = 2, 0.002
# The articles are halved so often, and of each half so many passages are looked at.
HALVINGS, HALF = 5, 2_500
# By its first words a topic is told from others; it shows so many, its label these.
WORDS, IN_LABEL, BEST = 10, 3, 3
# A topic is a theme's if they come at least so close. Of ten topics of 65 speeches, and 15 themes written for these, eight came as close
# as 0.55 to 0.81 to the theme of their subject, and two that have none 0.12 and 0.23; topics of words dealt out at random, up to 0.38.
CLOSE = 0.4
# Of the idf of a term whose uses are spread by chance, three tenths are left: in short articles, most words stand but once.
LEAST_BURST = 0.3
# Factors are computed until a round changes less than this share of them, or so many rounds.
STILL, ROUNDS = 6e-3, 60
# With more uses of words than these, the halves are worked on side by side.
MANY = 50_000
SEED = 2014
WEEKDAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi "
    "mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo".split()
)
# Numbers, single letters, contractions: "we'd", "that'll".
_NO_WORDS = r"^\p{N}|^.$|n't$|'(?:s|d|m|re|ve|ll)$"
_COLUMNS = {
    "topic": "int64",
    "label": "str",
    "words": "str",
    "n_articles": "int64",
    "share": "float64",
    "articles": "str",
    "stability": "float64",
    "coherence": "float64",
    "theme": "str",
    "closeness": "float64",
}


def list_topics(corpus: Corpus, lexicon: Lexicon, *, most: int = 12) -> "pd.DataFrame":
    """List what the articles talk about by themselves, whatever themes anybody wrote down, and what of it the lexicon names.

    Parameters
    ----------
    corpus : Corpus
        Copies are best left out: here, each is as good a reason for a topic as any other article.
    lexicon : Lexicon
    most : int
        At most so many topics, 2 or more.

    Returns
    -------
    DataFrame, one row per topic; that of most articles first, ties by its words
        ``topic``, its number from 1; ``label``, its three first words; ``words``, its ten first, in the spelling most often seen;
        ``n_articles``, in how many articles it is the largest topic; ``share``, that of all articles looked at, 0 to 1 (together less than
        1 where some hold none of the words); ``articles``, the titles, else ids, of the three of them that are most about it;
        ``stability``, 0 to 1, how much of the topic comes back in halves of the articles, 1 where its ten first words always do in the
        same order; ``coherence``, -1 to 1, how much two of its ten first words seek each other (NPMI, mean over all pairs): 0 where they
        meet by chance, 1 where they stand in the same passages, -1 where they never meet; ``theme``, the key of the lexicon's theme that
        comes closest, missing where ``closeness`` is below 0.4: a theme that the lexicon misses; ``closeness``, 0 to 1, the correlation
        over passages of the roots of the topic's weight and of that theme's matches per word, 0 where it is negative.

        With fewer than 20 articles that hold words, all of this is over paragraphs; with fewer than 20 of these, there is no row.
        ``attrs["note"]`` says so, and how many articles were looked at: of more than 5,000, those whose SHA-256 is lowest.
        ``attrs["unit"]`` is ``article`` or ``paragraph``.
        ``attrs["units"]`` and ``attrs["terms"]`` are what :func:`find_topic` opens topics with.

    Raises
    ------
    ValueError
        If `most` is not a whole number above 1.

    Notes
    -----
    Terms are dictionary words (``forms="merged"``) in two articles or more (and in 0.2 % of them) and in half of the passages or fewer, of
    these the 5,000 in most passages; no stop words, contractions, numbers, single letters, months or weekdays. A passage is an article, or,
    of one of more than 600 words, paragraphs of together some 400; longer where there would be more than 10,000.

    A term that is used n times in a passage weighs 1 + ln n there, times the geometric mean of its idf and its residual idf: by how much
    more its uses crowd into few passages than chance would have it (Church and Gale 1995), or three tenths of its idf if these are more.
    Rows have length 1. The factors minimise the squared error (non-negative matrix factorization: Lee and Seung 1999), by HALS (Cichocki
    and Phan 2009), from NNDSVD (Boutsidis and Gallopoulos 2008). The weight of a topic in an article is the sum of those in its passages.

    Of the numbers of topics from 2 to `most`, and to a fifth of the passages, the one is taken of which stability times coherence (0 where
    negative) is largest, as a mean over topics; the smaller of equals. A number is left out if one of its topics is the largest nowhere, or
    has fewer than three words. Stability is that of Greene, O'Callaghan and Cunningham (2014): the articles are halved at random five times
    (a half has at most some 2,500 passages); the topics of a half are matched one to one with those of all, so that they agree best; two
    rankings of ten words agree by the mean, over d from 1 to 10, of how many words their first d have in common, as a share of those in
    either. NPMI is that of Bouma (2009).

    *Do not trust* a topic of low stability: other articles of the same kind would have another in its place.
    """
    if type(most) is not int or most < 2:
        raise ValueError(f"there is no most={most!r}; use a whole number above 1.")
    names, name_of_term = name_terms(corpus, "merged")
    texts = _count(corpus, lexicon, names, name_of_term)
    unit = texts.rows["unit"].to_numpy()
    if texts.n_units < FEWEST:
        return _tabulate([], texts.kind, f"There are no topics: it takes {FEWEST} articles, or paragraphs, that hold words.")
    columns = _choose_names(texts)
    model = _choose_model(_weigh(texts, columns), unit, most)
    if model is None:
        return _tabulate([], texts.kind, f"There are no topics: the {texts.n_units:,} {texts.kind}s have too few words in common.")
    return _describe(corpus, lexicon, texts, model, columns, name_of_term)


class _Texts(NamedTuple):
    """What is counted of the articles that are looked at.

    Attributes
    ----------
    kind : str
        What the units are: ``article`` or ``paragraph``.
    n_units : int
    rows : polars.DataFrame, one row per passage, by the SHA-256 of its unit
        ``unit``, its number in that order; ``article``, the number of its article in the corpus; ``paragraph``, that of its first paragraph
        in the article, from 1; ``n_words``.
    themes : array of int, one row per passage and a column per theme
        How often the theme matches.
    counts : polars.DataFrame, one row per passage and name of a term that may be a topic's
        ``row``, the number of the passage; ``name``, a row number of the names; ``n``; sorted by the first two.
    written : polars.DataFrame, one row per form of the vocabulary
        ``f0``, ``n``.
    note : str
    """

    kind: str
    n_units: int
    rows: pl.DataFrame
    themes: np.ndarray
    counts: pl.DataFrame
    written: pl.DataFrame
    note: str


def _count(corpus: Corpus, lexicon: Lexicon, names: pl.Series, name_of_term: np.ndarray) -> _Texts:
    """Choose the units, and count their words and the matches of the themes in them."""
    articles = corpus.select("n_words", "sha256")
    has_words = (articles["n_words"] > 0).to_numpy()
    taken, n = has_words, int(has_words.sum())
    notes = []
    kind = "article" if n >= FEWEST else "paragraph"
    if kind == "article" and n > MOST_UNITS:
        taken = np.zeros_like(has_words)
        taken[articles.with_row_index().filter(has_words).sort("sha256", maintain_order=True)["index"].head(MOST_UNITS).to_numpy()] = True
        notes.append(f"Of {n:,} articles, {MOST_UNITS:,} were looked at, drawn by their SHA-256.")
    size = max(PASSAGE, int(articles["n_words"].filter(taken).sum()) // MOST_PASSAGES) if kind == "article" else 0
    is_word = _are_words(corpus, names)[name_of_term] & _are_words(corpus, corpus.vocabulary.terms)
    name_of_term = np.where(is_word, name_of_term, -1)
    counted = corpus.map_parts(
        _count_in,
        np.split(taken, [part.first.articles for part in corpus.parts[1:]]),
        (name_of_term[part.terms] for part in corpus.parts),
        repeat(look_up_themes(corpus, lexicon)),
        repeat(size),
    )
    rows, themes, counts, written = zip(*counted, strict=True)
    before = np.cumsum([0, *map(len, rows)])
    counts = pl.concat([table.with_columns(pl.col("row") + n) for table, n in zip(counts, before, strict=False)])
    passages = pl.concat(rows).with_row_index("row").cast(pl.Int64)
    passages = _order(passages, articles["sha256"], kind)
    n_units = passages["unit"].n_unique()
    if kind == "paragraph":
        notes.append("Topics are over paragraphs, as fewer than 20 articles hold words.")
        if n_units > MOST_UNITS:
            passages = passages.filter(pl.col("unit") < MOST_UNITS)
            notes.append(f"Of {n_units:,}, {MOST_UNITS:,} were looked at, drawn by their SHA-256.")
            n_units = MOST_UNITS
    elif len(passages) > n_units:
        notes.append(f"Articles of more than {1.5 * size:,.0f} words were read in passages of some {size:,}.")
    place = passages.select("row").with_row_index("place").cast(pl.Int64)
    counts = counts.join(place, on="row").select(row="place", name="name", n="n").sort("row", "name")
    return _Texts(
        kind,
        n_units,
        passages.drop("row"),
        np.concatenate(themes)[passages["row"].to_numpy()],
        counts,
        pl.concat(written).group_by("f0").agg(pl.col("n").sum()),
        " ".join(notes),
    )


def _are_words(corpus: Corpus, terms: pl.Series) -> np.ndarray:
    """Tell which terms may be words of a topic."""
    left_out = stop_words(corpus.vocabulary.languages) | WEEKDAYS | set(MONTHS)
    return ~(terms.is_in(list(left_out)) | terms.str.contains(_NO_WORDS)).to_numpy()


def _order(passages: pl.DataFrame, digests: pl.Series, kind: str) -> pl.DataFrame:
    """Put passages in the order of what their units say, and number these: the order of files is none of it."""
    contents = digests.gather(passages["article"]).to_list()
    if kind == "paragraph":
        numbers = passages["paragraph"].to_list()
        contents = [hashlib.sha256(content + number.to_bytes(8)).digest() for content, number in zip(contents, numbers, strict=True)]
    ordered = passages.with_columns(content=pl.Series(contents, dtype=pl.Binary)).sort("content", "row")
    keys = ["article"] if kind == "article" else ["article", "paragraph"]
    is_new = find_new(*(ordered[key].to_numpy() for key in keys))
    return ordered.drop("content").with_columns(unit=pl.Series(np.cumsum(is_new) - 1, dtype=pl.Int64))


def _count_in(
    part: Part, taken: np.ndarray, names: np.ndarray, sought: Sought, size: int
) -> tuple[pl.DataFrame, np.ndarray, pl.DataFrame, pl.DataFrame]:
    """Count in the articles of a part that are taken, by passages of about `size` words, or by paragraph if that is 0.

    `names` tells what name of a term each form of the part has, -1 if it is none that may be a topic's. Passages are in reading order.
    """
    index = part.index if taken.all() else part.index.take(taken)
    starts, n_words = index.paragraphs[:-1], np.diff(index.paragraphs)
    article = np.searchsorted(index.articles, starts, side="right") - 1
    number = np.arange(len(starts)) - np.searchsorted(starts, index.articles[article]) + 1
    is_first = np.ones(len(starts), dtype=bool)
    if size:
        length = np.diff(index.articles)[article]
        n = np.maximum(1, np.rint(length / size)).astype(np.int64)
        middle = 2 * (starts - index.articles[article]) + n_words
        is_first = find_new(article, middle * n // (2 * length))
    bounds = np.append(starts[is_first], len(index.ids))
    n_rows, n_themes = len(bounds) - 1, len(sought.sizes)
    row = np.repeat(np.arange(n_rows), np.diff(bounds))
    name = names[index.ids]
    keys, n_uses = np.unique((row * (int(names.max(initial=0)) + 1) + name)[name >= 0], return_counts=True)
    matches = match_themes(index, sought)
    cells = (np.searchsorted(bounds, matches.start, side="right") - 1) * n_themes + matches.theme
    n_forms = np.bincount(index.ids, minlength=len(index.forms))
    of_keys = np.divmod(keys, int(names.max(initial=0)) + 1)
    return (
        pl.DataFrame(
            {
                "article": part.first.articles + np.flatnonzero(taken)[article[is_first]],
                "paragraph": number[is_first],
                "n_words": np.diff(bounds),
            },
            schema=dict.fromkeys(("article", "paragraph", "n_words"), pl.Int64),
        ),
        np.bincount(cells, minlength=n_rows * n_themes).reshape(n_rows, n_themes),
        pl.DataFrame({"row": of_keys[0], "name": of_keys[1], "n": n_uses}, schema=dict.fromkeys(("row", "name", "n"), pl.Int64)),
        pl.DataFrame({"f0": index.forms, "n": n_forms}, schema={"f0": pl.Int64, "n": pl.Int64}).filter(pl.col("n") > 0),
    )


def _choose_names(texts: _Texts) -> pl.DataFrame:
    """Choose the names that are the words of topics: ``name``, ``n_rows``, ``n``, sorted by the first."""
    unit = texts.rows["unit"]
    counted = texts.counts.with_columns(unit=unit.gather(texts.counts["row"]))
    counted = counted.group_by("name").agg(n_rows=pl.len().cast(pl.Int64), n=pl.col("n").sum(), n_units=pl.col("unit").n_unique())
    fewest = max(FEWEST_ARTICLES, math.ceil(LEAST_SHARE * texts.n_units))
    chosen = counted.filter((pl.col("n_units") >= fewest) & (2 * pl.col("n_rows") <= len(texts.rows)))
    return chosen.sort("n_rows", "name", descending=[True, False]).head(MOST_TERMS).sort("name")


def _weigh(texts: _Texts, columns: pl.DataFrame) -> "csr_array":
    """Make the table of passages and words that is to be factored; rows have length 1, or 0 if there is no word."""
    from scipy.sparse import csr_array

    n_rows = len(texts.rows)
    idf = np.log(n_rows / columns["n_rows"].to_numpy())
    residual = idf + np.log1p(-np.exp(-columns["n"].to_numpy() / n_rows))
    weight = np.sqrt(idf * np.maximum(residual, LEAST_BURST * idf))
    kept = texts.counts.join(columns.select("name").with_row_index("column"), on="name", maintain_order="left")
    row, column = kept["row"].to_numpy(), kept["column"].to_numpy()
    values = (1 + np.log(kept["n"].to_numpy())) * weight[column]
    values /= np.sqrt(np.bincount(row, weights=values**2, minlength=n_rows))[row]
    return csr_array((values, (row, column)), shape=(n_rows, len(columns)))


# Products of arrays. Unlike numpy's @, einsum adds up in the same order whatever the number of cores.


def _gram(tall: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ik->jk", tall, other)


def _orthonormal(columns: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(_gram(columns, columns))
    is_some = values > 1e-12 * values.max(initial=0)
    return np.einsum("ij,jk->ik", columns, vectors[:, is_some] / np.sqrt(values[is_some]))


class _Factors(NamedTuple):
    """Two factors of a table: one row per topic in each; of `passages`, a column per row of the table, of `words`, one per column."""

    passages: np.ndarray
    words: np.ndarray


def _start(table: "csr_array", turned: "csr_array", most: int) -> _Factors:
    """Give the factors to begin with, of up to `most` topics, the first of which are those for fewer topics: NNDSVD.

    The singular vectors are found by subspace iteration (Halko, Martinsson and Tropp 2011); they need not be exact.
    """
    size = min(most + 6, *table.shape)
    basis = _orthonormal(table @ np.random.default_rng(SEED).random((table.shape[1], size)))
    for _ in range(6):
        basis = _orthonormal(table @ (turned @ basis))
    across = turned @ basis
    vectors = np.linalg.eigh(_gram(across, across))[1][:, ::-1][:, :most]
    sides = [np.einsum("ij,jk->ik", side, vectors) for side in (basis, across)]  # the second is longer by the singular value
    positive, negative = ([np.maximum(sign * side, 0) for side in sides] for sign in (1, -1))
    lengths = [[np.sqrt(np.einsum("ij,ij->j", side, side)) for side in part] for part in (positive, negative)]
    sizes = [np.round(a * b, 12) for a, b in lengths]
    is_positive = sizes[0] >= sizes[1]
    size_of = np.sqrt(np.maximum(*sizes))
    scaled = []
    for k in range(2):
        side = np.where(is_positive, positive[k], negative[k])
        length = np.where(is_positive, lengths[0][k], lengths[1][k])
        scaled.append(np.ascontiguousarray((side * size_of / np.where(length > 0, length, 1)).T))
    return _Factors(*scaled)


def _factor(table: "csr_array", turned: "csr_array", start: _Factors, topics: int) -> _Factors:
    """Factor a table into so many topics, by HALS; the words of each have length 1."""
    passages, words = (side[:topics].copy() for side in start)
    for _ in range(ROUNDS):
        changed = total = 0.0
        for side, other, product in ((words, passages, turned), (passages, words, table)):
            before = side.copy()
            _improve(side, np.ascontiguousarray((product @ other.T).T), np.einsum("ij,kj->ik", other, other))
            changed += float(np.square(side - before).sum())
            total += float(np.square(side).sum())
        if changed < STILL**2 * total:
            break
    length = np.sqrt(np.einsum("ij,ij->i", words, words))[:, None]
    # What is rounded is the same though the last digits are not.
    return _Factors(np.round(passages * length, 9), np.round(words / np.where(length > 0, length, 1), 9))


def _improve(side: np.ndarray, product: np.ndarray, gram: np.ndarray) -> None:
    """Make one factor better, row by row and twice, where the other stays as it is."""
    for _ in range(2):
        for k, row in enumerate(gram):
            if row[k] > 1e-12:
                side[k] = np.maximum(side[k] + (product[k] - np.einsum("i,ij->j", row, side)) / row[k], 0)
            else:
                side[k] = 0


def _rank(words: np.ndarray, nowhere: int) -> np.ndarray:
    """Give the numbers of the first words of each topic, ties by term; `nowhere` and less where there are no more."""
    first = np.argsort(-words, axis=1, kind="stable")[:, :WORDS]
    return np.where(np.take_along_axis(words, first, axis=1) > 0, first, nowhere - np.arange(first.shape[1]))


def measure_agreement(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Tell how well rankings agree: each row of `one` with each of `other`, 0 to 1 (average Jaccard: Greene and others 2014)."""
    depth = np.arange(one.shape[1])
    is_same = one[:, None, :, None] == other[None, :, None, :]
    in_both = is_same.cumsum(axis=2).cumsum(axis=3)[:, :, depth, depth]
    return (in_both / (2 * (depth + 1) - in_both)).mean(axis=2)


def measure_coherence(is_there: np.ndarray) -> float:
    """Compute the mean NPMI of all pairs of columns, which tell for each passage whether a word stands in it (Bouma 2009)."""
    one, other = np.triu_indices(is_there.shape[1], 1)
    share = is_there.mean(axis=0)
    together = np.array((is_there[:, one] & is_there[:, other]).mean(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(together / (share[one] * share[other])) / -np.log(together)
    return float(np.where(together > 0, npmi, -1.0).mean())


def measure_closeness(weights: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """Compute the correlation of the roots of each column of `weights` and each of `rates`, 0 where it is negative or there is none.

    Roots, so that the few passages in which both are high do not decide.
    """
    one, other = (np.sqrt(side) - np.sqrt(side).mean(axis=0) for side in (weights, rates))
    length = np.multiply.outer(*(np.sqrt(np.einsum("ij,ij->j", side, side)) for side in (one, other)))
    return np.round(np.maximum(_gram(one, other) / np.where(length > 0, length, 1), 0), 6)


def score_topics(stability: np.ndarray, coherence: np.ndarray) -> float:
    """Tell how good some topics are together: the mean of stability times coherence, 0 where that is negative."""
    return round(float((stability * np.maximum(coherence, 0)).mean()), 9)


class _Model(NamedTuple):
    """Topics: what of each is in each unit and passage, the weight of each word in each; the first words; and how good each is."""

    in_units: np.ndarray
    factors: _Factors
    first: np.ndarray
    stability: np.ndarray
    coherence: np.ndarray


def _choose_model(table: "csr_array", unit: np.ndarray, most: int) -> _Model | None:
    """Factor a table into as many topics as come back in its halves and hold together; None where there are not even two topics."""
    from scipy.optimize import linear_sum_assignment

    most = min(most, table.shape[0] // PASSAGES_A_TOPIC, table.shape[1])
    if most < 2:
        return None
    tables = (table, *(table[rows] for rows in _halve(unit, table.shape[0])))
    models, *halves = map_in_order(partial(factor_table, most=most), tables, threads if table.nnz > MANY else here)
    firsts = [_rank(model.words, -1) for model in models]
    agreement = [np.zeros(len(first)) for first in firsts]
    for half in halves:
        for first, total, model in zip(firsts, agreement, half, strict=False):
            agrees = np.round(measure_agreement(first, _rank(model.words, -1 - WORDS)), 9)
            one, other = linear_sum_assignment(agrees, maximize=True)
            total[one] += agrees[one, other] / len(halves)
    best, best_score = None, -1.0
    for model, first, stability in zip(models, firsts, agreement, strict=True):
        in_units = np.zeros((unit.max() + 1, len(first)))
        np.add.at(in_units, unit, model.passages.T)
        is_some = np.isin(np.arange(len(first)), _largest(in_units)) & (first[:, IN_LABEL - 1] >= 0)
        if not is_some.all():
            continue
        coherence = np.array([measure_coherence(table[:, row[row >= 0]].toarray() > 0) for row in first])
        score = score_topics(stability, coherence)
        if score > best_score:
            best, best_score = _Model(in_units, model, first, stability, coherence), score
    return best


def factor_table(table: "csr_array", most: int) -> list[_Factors]:
    """Factor a table into 2, 3, … and `most` topics, or as many as there are."""
    turned = table.T.tocsr()
    start = _start(table, turned, most)
    return [_factor(table, turned, start, topics) for topics in range(2, len(start.words) + 1)]


def _halve(unit: np.ndarray, n_rows: int) -> list[np.ndarray]:
    """Give the rows of each half of the units, of several ways to halve them."""
    n_units = int(unit.max()) + 1
    size = min(n_units // 2, math.ceil(HALF * n_units / n_rows))
    generator = np.random.default_rng(SEED)
    orders = [generator.permutation(n_units) for _ in range(HALVINGS)]
    return [np.flatnonzero(np.isin(unit, half)) for order in orders for half in (order[:size], order[size : 2 * size])]


def _largest(in_units: np.ndarray) -> np.ndarray:
    """Tell which topic is the largest of each unit, the first of equals; -1 if it has none."""
    return np.where(in_units.max(axis=1) > 0, np.round(in_units, 9).argmax(axis=1), -1)


def _tabulate(
    rows: list[tuple], unit: str, note: str, units: pl.DataFrame | None = None, terms: Sequence[Sequence[str]] = ()
) -> "pd.DataFrame":
    """Make the table of topics."""
    import pandas as pd

    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype({name: kind for name, kind in _COLUMNS.items() if kind != "str"})
    for name in (name for name, kind in _COLUMNS.items() if kind == "str"):
        table[name] = pd.Series(table[name].tolist(), dtype="str")
    table.attrs |= {"unit": unit, "note": note}
    table.attrs |= {"units": {} if units is None else units.to_dict(as_series=False), "terms": list(terms)}
    return table


def _describe(
    corpus: Corpus,
    lexicon: Lexicon,
    texts: _Texts,
    model: _Model,
    columns: pl.DataFrame,
    name_of_term: np.ndarray,
) -> "pd.DataFrame":
    """Tell what people want to know of topics."""
    spelled, joined = _spell(corpus, texts, columns["name"], name_of_term)
    largest = _largest(model.in_units)
    n_units = np.bincount(largest[largest >= 0], minlength=len(model.first))
    words = [[spelled[column] for column in row if column >= 0] for row in model.first.tolist()]
    order = sorted(range(len(words)), key=lambda topic: (-n_units[topic], words[topic]))
    units = texts.rows.group_by("unit", maintain_order=True).agg(pl.col("article", "paragraph").first(), n_rows=pl.len())
    units = _name(corpus, units, texts.kind)
    fits = np.round(model.in_units / units["n_rows"].to_numpy()[:, None], 9)
    close = measure_closeness(model.factors.passages.T, texts.themes / texts.rows["n_words"].to_numpy()[:, None])
    closest, closeness = close.argmax(axis=1), close.max(axis=1)
    rows = []
    for number, topic in enumerate(order, 1):
        among = (
            units.with_columns(fits=fits[:, topic])
            .filter(largest == topic)
            .sort("fits", "article_id", "paragraph", descending=[True, False, False])
        )
        key = lexicon.themes[closest[topic]].theme if closeness[topic] >= CLOSE else None
        measured = round(model.stability[topic], 6), round(model.coherence[topic], 6)
        share = n_units[topic] / len(units)
        best = "; ".join(among["said"].head(BEST))
        rows.append(
            (
                number,
                ", ".join(words[topic][:IN_LABEL]),
                ", ".join(words[topic]),
                n_units[topic],
                share,
                best,
                *measured,
                key,
                closeness[topic],
            )
        )
    number_of_topic = np.argsort(order) + 1
    opened = units.select(
        "article_id",
        "paragraph",
        topic=np.where(largest >= 0, number_of_topic[largest], 0),
        query=_find_own(texts, model, columns, largest, joined),
    )
    terms = [[joined[column] for column in model.first[topic].tolist() if column >= 0] for topic in order]
    return _tabulate(rows, texts.kind, texts.note, opened.filter(pl.col("topic") > 0), terms)


def _spell(corpus: Corpus, texts: _Texts, names: pl.Series, name_of_term: np.ndarray) -> tuple[list[str], list[str]]:
    """Give the spelling most often seen of some names, and all terms that each is, with ``|`` between them."""
    vocabulary = corpus.vocabulary
    written = texts.written.with_columns(name=pl.Series(name_of_term[vocabulary.term_of_form[texts.written["f0"]]], dtype=pl.Int64))
    spelled = common_spelling(written.join(names.to_frame(), on="name", how="semi"), vocabulary, ["f0"], ["name"]).sort("name")
    return spelled["form"].to_list(), spelled["joined"].to_list()


def _name(corpus: Corpus, units: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Add to units their ``article_id``, and ``said``: the title, else the id, and which paragraph."""
    named = corpus.select("article_id", "title")[units["article"]]
    # A title that several articles have tells none of them.
    is_own = named.select(pl.struct("title", "article_id").n_unique().over("title") == 1).to_series()
    said = pl.when(is_own & named["title"].is_not_null()).then("title").otherwise("article_id")
    if kind == "paragraph":
        number = pl.format("paragraph {}", "paragraph")
        said = number if units["article"].n_unique() == 1 else pl.format("{}, {}", said, number)
    return units.hstack(named).with_columns(said=said).with_columns(paragraph="paragraph" if kind == "paragraph" else pl.lit(0))


def _find_own(texts: _Texts, model: _Model, columns: pl.DataFrame, largest: np.ndarray, joined: list[str]) -> pl.Series:
    """Give for each unit that holds none of the first words of its topic that word of it that weighs most there; else an empty text."""
    of_row = texts.rows["unit"].to_numpy()
    kept = texts.counts.join(columns.select("name").with_row_index("column"), on="name")
    unit, column = of_row[kept["row"].to_numpy()], kept["column"].to_numpy()
    is_first = np.zeros_like(model.factors.words, dtype=bool)
    topics, places = np.nonzero(model.first >= 0)
    is_first[topics, model.first[topics, places]] = True
    has_first = np.zeros(texts.n_units, dtype=bool)
    has_first[unit[is_first[largest[unit], column]]] = True
    weight = model.factors.words[largest[unit], column]
    heaviest = np.lexsort((column, -weight, unit))
    heaviest = heaviest[find_new(unit[heaviest])]
    own = np.full(texts.n_units, "", dtype=object)
    own[unit[heaviest]] = np.array(joined, dtype=object)[column[heaviest]]
    return pl.Series(np.where(has_first, "", own).tolist(), dtype=pl.String)


def find_topic(corpus: Corpus, topics: "pd.DataFrame", topic: int, *, rows: int | None = None) -> "pd.DataFrame":
    """Find the first words of a topic in the articles, or paragraphs, of which it is the largest.

    Parameters
    ----------
    corpus : Corpus
        The one that the topics are of.
    topics : DataFrame
        From :func:`list_topics`.
    topic : int
        Its number.
    rows : int, optional
        Open only the first so many.

    Returns
    -------
    DataFrame, one row per place, in reading order
        The columns of :func:`analysis.find`. There is a place in each of the topic's ``n_articles``: in one that holds none of its ten
        first words, it is another word of the topic, that which weighs most.

    Raises
    ------
    ValueError
        If there is no such topic, or if the table does not know its articles, or the corpus does not.
    """
    if topic not in topics["topic"].tolist():
        numbers = ", ".join(map(str, topics["topic"])) or "none"
        raise ValueError(f"there is no topic {topic!r} here; the topics have the numbers {numbers}.")
    if not topics.attrs.get("units"):
        raise ValueError("this table does not know the articles of its topics; give it as list_topics(corpus, lexicon) makes it.")
    units = pl.DataFrame(topics.attrs["units"]).filter(pl.col("topic") == topic).with_row_index("unit").cast({"unit": pl.Int64})
    first = pl.lit("|".join(topics.attrs["terms"][topic - 1]))
    words = units.select("unit", term=pl.when(pl.col("query") == "").then(first).otherwise("query").str.split("|")).explode("term")
    terms = corpus.vocabulary.terms
    term = words["term"].replace_strict(terms, np.arange(len(terms)), default=-1, return_dtype=pl.Int64)
    keys = (words["unit"] * len(terms) + term).filter(term >= 0).to_numpy()
    found, n = list[np.ndarray](), 0
    for starts in corpus.map_parts(_find_in, repeat(units.drop("topic", "query")), repeat(keys), repeat(len(terms))):
        found.append(starts)
        n += len(starts)
        if rows is not None and n >= rows:
            break
    if not n:
        raise ValueError("these topics are of other articles; give the corpus that they were made of.")
    starts = np.concatenate(found)[:rows]
    return open_matches(corpus, starts, np.ones_like(starts))


def _find_in(part: Part, units: pl.DataFrame, keys: np.ndarray, n_terms: int) -> np.ndarray:
    """Find the words of a part that are sought in their unit; `keys` are the numbers of a unit and of a term that is sought there."""
    names = part.name_articles().alias("article_id").to_frame().with_row_index("article")
    here = names.join(units, on="article_id", maintain_order="left")
    if not len(here):
        return np.zeros(0, dtype=np.int64)
    index = part.index
    bounds, place = index.articles, here["article"].to_numpy().astype(np.int64)
    if (here["paragraph"] > 0).any():
        place = np.searchsorted(index.paragraphs, bounds[place]) + here["paragraph"].to_numpy() - 1
        bounds = index.paragraphs
    unit = np.full(len(bounds) - 1, -1, dtype=np.int64)
    unit[place] = here["unit"].to_numpy()
    of_word = np.repeat(unit, np.diff(bounds))
    return part.first.words + np.flatnonzero((of_word >= 0) & np.isin(of_word * n_terms + index.term_ids, keys))
