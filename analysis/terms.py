"""Words and n-grams, counted from the word index: how often, how surely, how evenly."""

from typing import TYPE_CHECKING

import numpy as np

from .corpus import Corpus
from .evidence import find, open_matches
from .groups import ARTICLES_A_PERIOD, CALENDAR, Groups
from .statistics import FEWEST_UNITS, effective_units, rate_interval
from .tallies import Tally, measure_dispersion, name_runs, tally_runs
from .units import Units
from .words import stop_words

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 12  # periods with few articles, in a note


def name_units(units: Units, n_units: int) -> str:
    """Name what the intervals of a whole corpus are over: ``65 articles``."""
    stories = "unique stories" if (units.story >= 0).any() else "articles"
    return f"{n_units:,} {stories if units.is_by_article[0] else 'paragraphs'}"


def say_units(tally: Tally, by: str | None) -> str:
    """Say what the intervals of a tally are over, and what they do and do not mean."""
    n_units, size, size_squares = (tally.sizes[name].to_numpy() for name in ("n_units", "n_words", "n_squares"))
    return tell_units(tally.units, n_units, size, size_squares, by)


def tell_units(units: Units, n_units: np.ndarray, size: np.ndarray, size_squares: np.ndarray, by: str | None) -> str:
    """Say what intervals are over, from the units, and of each group the number of them, and what an interval needs of their sizes."""
    if not (n_units >= FEWEST_UNITS).any():
        return "Fewer than ten articles, or paragraphs: too few for an interval." if n_units.any() else ""
    if by is not None:
        over = "articles where there are ten or more, else over paragraphs" if units.is_by_article.any() else "paragraphs"
        return f"Intervals (95 %) are over {over}; with fewer than ten of those there is none."
    said = f"Intervals (95 %) are over the {name_units(units, int(n_units[0]))}"
    worth = float(effective_units(size[0], size_squares[0]))
    if worth < n_units[0] / 3:  # a few are far longer than all others
        said += f", which differ so much in length that they are worth {worth:.1f} of equal length"
    if units.is_by_article[0]:
        return f"{said}: the rates to expect in more of the same kind. They say nothing about kinds that are missing here."
    told = "the rates to expect had the same writers gone on. They say nothing about other articles."
    return f"{said}, as there are fewer than ten {'unique stories' if (units.story >= 0).any() else 'articles'}: {told}"


def say_few_articles(groups: Groups) -> str:
    """Say which periods have so few articles that one more or less would change their rates."""
    few = groups.labels.iloc[:, 0][(groups.n_articles < ARTICLES_A_PERIOD) & (groups.n_articles > 0)].tolist()
    more = f" and {len(few) - MOST_NAMED:,} more" if len(few) > MOST_NAMED else ""
    return f"Fewer than five articles: {', '.join(few[:MOST_NAMED])}{more}." if few else ""


def count_terms(corpus: Corpus, *, words: int = 1, by: str | None = None, forms: str = "apart") -> "pd.DataFrame":
    """Count every word, or every run of 2 to 6 words within a sentence.

    Parameters
    ----------
    corpus : Corpus
    words : int
        1 for words, 2 to 6 for n-grams.
    by : str, optional
        Count within each article, section, … or period: see :func:`analysis.groups.group_words`.
    forms : {"apart", "merged"}
        Whether *enterprise* and *enterprises* are two terms or one, by simplemma's dictionary.

    Returns
    -------
    DataFrame, one row per group and term that occurs in it; most frequent first in each group, ties by term
        The group's columns; ``term``, the folded key; ``form``, the spelling most often seen; ``n``, how often; ``n_articles``, in how
        many articles; ``per_10k``, times per 10,000 words of the group's bodies; ``low`` and ``high``, its 95 % interval over articles if
        the group has ten (copies of one story being one), else over paragraphs, and missing with fewer than ten of those: see
        :func:`analysis.statistics.rate_interval`; without `by`, ``dispersion``, from 0 (even) to 1 (all in one place), over articles, or
        over paragraphs if there is one article: see :func:`analysis.statistics.dp_norm`; ``is_stop``, whether it is a stop word, or begins
        or ends with one. When merged, also ``joined``: the terms that were joined, with ``|`` between them, as :func:`find` takes them.
        ``attrs["intervals"]`` says what the intervals are over, and ``attrs["note"]`` which periods have fewer than five articles. A period
        without articles has no row, and a term has none where it is not used: :func:`analysis.count_term_course` tells the two apart.

    Raises
    ------
    ValueError
        If `words`, `by` or `forms` is none of these.
    """
    import pandas as pd

    tally = tally_runs(corpus, words=words, by=by, forms=forms)
    table = name_runs(corpus, tally).sort(["group", "n", "term"], descending=[False, True, False])
    result = tally.groups.labels.iloc[table["group"].to_numpy()].reset_index(drop=True)
    for column in ("term", "form"):
        result[column] = pd.Series(table[column].to_list(), dtype="str")
    result["n"], result["n_articles"] = table["n"].to_numpy(), table["n_articles"].to_numpy()
    clusters = tally.clusters(table)
    result["per_10k"] = 10_000 * result["n"] / np.asarray(clusters.size)
    result["low"], result["high"] = (10_000 * bound for bound in rate_interval(clusters))
    if by is None:
        result["dispersion"] = measure_dispersion(corpus, tally._replace(runs=table))
    is_stop = tally.names.is_in(list(stop_words(corpus.vocabulary.languages))).to_numpy()
    result["is_stop"] = is_stop[table["t0"].to_numpy()] | is_stop[table[f"t{words - 1}"].to_numpy()]
    if forms == "merged":
        result["joined"] = pd.Series(table["joined"].to_list(), dtype="str")
    result.attrs["intervals"] = say_units(tally, by)
    if by in (*CALENDAR, "period"):
        result.attrs["note"] = say_few_articles(tally.groups)
    return result


def select_top(terms: "pd.DataFrame", rows: int | None = None) -> "pd.DataFrame":
    """Leave out stop words, and keep the first `rows` of what is left, or all."""
    return terms[~terms["is_stop"]].iloc[:rows].reset_index(drop=True)


def find_top(corpus: Corpus, terms: "pd.DataFrame", *, rows: int | None = None) -> "pd.DataFrame":
    """Find the places of the most frequent term outside stop words; none if there is no such term."""
    top = select_top(terms, 1)["joined" if "joined" in terms else "term"]
    return find(corpus, top.iloc[0], rows=rows) if len(top) else open_matches(corpus, np.zeros(0, int), np.zeros(0, int))
