"""What ``by=`` means: from a corpus and a name to the group that each word stands in."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .corpus import Corpus

if TYPE_CHECKING:
    import pandas as pd

UNITS = ("article", "section", "paragraph")
FIELDS = ("source", "place")
CALENDAR = ("day", "week", "month", "quarter", "year", "decade")
BY = (*UNITS, *FIELDS, *CALENDAR, "period")

# by="period" takes the finest step of the calendar in which most periods have this many articles.
ARTICLES_A_PERIOD = 5
UNDATED = "undated"


class Groups(NamedTuple):
    """The groups of a corpus, and which one each word stands in.

    Attributes
    ----------
    labels : DataFrame, one row per group
        What the group is called, in one or two columns: ``article_id``; ``article_id`` and ``section`` (or ``paragraph``), counted from 1;
        or the column that `by` names. No column when there is one group, the whole corpus.
    of_word : array of int, one per word
        Row numbers of `labels`.
    n_articles : array of int, one per group
        How many articles have their words, or some, in the group.
    """

    labels: "pd.DataFrame"
    of_word: np.ndarray
    n_articles: np.ndarray


def label_periods(published: "pd.Series", step: str) -> "pd.Series":
    """Name the day, week, month, quarter, year or decade of each time; ``undated`` where there is none.

    Names sort as the calendar does: ``2023-05-30``, ``2023-W22``, ``2023-05``, ``2023-Q2``, ``2023``, ``2020s``.
    """
    dates = published.dt
    year = dates.year.astype("Int64").astype("string").str.zfill(4)
    if step == "week":
        calendar = dates.isocalendar()
        labels = calendar["year"].astype("string").str.zfill(4) + "-W" + calendar["week"].astype("string").str.zfill(2)
    elif step == "quarter":
        labels = year + "-Q" + dates.quarter.astype("Int64").astype("string")
    elif step == "decade":
        labels = year.str.slice(0, 3) + "0s"
    else:
        labels = dates.strftime({"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[step]).astype("string")
    return labels.fillna(UNDATED).astype(object)


def choose_step(published: "pd.Series") -> str:
    """Choose the finest step of the calendar in which most periods have five articles.

    Where none has, the coarsest with more than one period: periods as full as can be that still show a course; days if there is none.
    """
    dated = published.dropna()
    counts = {step: label_periods(dated, step).value_counts() for step in CALENDAR}
    full = [step for step, n in counts.items() if len(n) and (n >= ARTICLES_A_PERIOD).mean() > 0.5]
    several = [step for step, n in counts.items() if len(n) > 1]
    return full[0] if full else several[-1] if several else CALENDAR[0]


def choose_parts(corpus: Corpus) -> str:
    """Choose what to follow the coverage through: the sections of a single article; else the periods, if several; else the articles."""
    published = corpus.articles["published"]
    if np.count_nonzero(np.diff(corpus.index.articles)) == 1:
        return "section"
    step = choose_step(published)
    return step if len(label_periods(published.dropna(), step).unique()) > 1 else "article"


def check_by(by: str | None, allowed: tuple[str, ...] = BY) -> None:
    """Complain about a `by` that there is not."""
    if by is not None and by not in allowed:
        raise ValueError(f"there is no by={by!r}; use one of {', '.join(allowed)}, or leave it out for the whole corpus.")


def group_words(corpus: Corpus, by: str | None = None) -> Groups:
    """Tell which group each word stands in.

    Parameters
    ----------
    corpus : Corpus
    by : str, optional
        ``article``, ``section``, ``paragraph``, ``source``, ``place``, ``day``, ``week``, ``month``, ``quarter``, ``year``, ``decade``, or
        ``period``: the finest of these steps in which most periods have five articles. The whole corpus when not given.

    Returns
    -------
    Groups
        Sections and paragraphs in reading order; periods, sources and places in the order of their names. Articles without a date,
        source or place form a group of their own, ``undated`` or ``unknown``.

    Raises
    ------
    ValueError
        If there is no such `by`.
    """
    import pandas as pd

    check_by(by)
    articles, index = corpus.articles, corpus.index
    if by is None:
        return Groups(pd.DataFrame(index=[0]), np.zeros(len(index.ids), np.int32), np.array([len(articles)]))
    article_of_word = index.unit_of_word(index.articles)
    if by == "article":
        return Groups(pd.DataFrame({"article_id": articles.index}), article_of_word, np.ones(len(articles), int))
    if by in UNITS:
        bounds = getattr(index, f"{by}s")
        article = np.searchsorted(index.articles, bounds[:-1], side="right") - 1
        first = np.searchsorted(bounds, index.articles[article])
        labels = pd.DataFrame({"article_id": articles.index.to_numpy()[article], by: np.arange(len(article)) - first + 1})
        return Groups(labels, index.unit_of_word(bounds), np.ones(len(labels), int))
    if by in FIELDS:
        values = articles[by].astype(object).where(articles[by].notna(), "unknown")
    else:
        values = label_periods(articles["published"], choose_step(articles["published"]) if by == "period" else by)
    names, group = np.unique(values.to_numpy(dtype=object), return_inverse=True)
    group = group.astype(np.int32)
    return Groups(pd.DataFrame({by: names}), group[article_of_word], np.bincount(group, minlength=len(names)))
