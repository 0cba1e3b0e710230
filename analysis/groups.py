"""What ``by=`` means: from a corpus and a name to the group that each word stands in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .corpus import Corpus, Part
from .index import WordIndex

if TYPE_CHECKING:
    import pandas as pd

UNITS = ("article", "section", "paragraph")
FIELDS = ("source", "place")
CALENDAR = ("day", "week", "month", "quarter", "year", "decade")
BY = (*UNITS, *FIELDS, *CALENDAR, "period")

# by="period" takes the finest step of the calendar in which most periods have this many articles.
ARTICLES_A_PERIOD = 5
UNDATED = "undated"


@dataclass(frozen=True)
class Groups:
    """The groups of a corpus, and which one each word stands in.

    Attributes
    ----------
    labels : DataFrame, one row per group
        What the group is called, in one or two columns: ``article_id``; ``article_id`` and ``section`` (or ``paragraph``), counted from 1;
        or the column that `by` names. No column when there is one group, the whole corpus.
    n_articles : array of int, one per group
        How many articles have their words, or some, in the group.
    unit : str
        What belongs to a group as a whole: ``articles``, ``sections`` or ``paragraphs``.
    of_unit : array of int, one per unit of the corpus
        Row numbers of `labels`.
    """

    labels: "pd.DataFrame"
    n_articles: np.ndarray
    unit: str
    of_unit: np.ndarray

    def of_words(self, part: Part, index: WordIndex) -> np.ndarray:
        """Tell which group each word of a part of the corpus, whose index is given, stands in."""
        bounds, first = getattr(index, self.unit), getattr(part.first, self.unit)
        return np.repeat(self.of_unit[first : first + len(bounds) - 1], np.diff(bounds))


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
    published = corpus.fields["published"]
    if np.count_nonzero(corpus.fields["n_words"]) == 1:
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
    articles = corpus.fields
    if by is None:
        return Groups(pd.DataFrame(index=[0]), np.array([len(articles)]), "articles", np.zeros(len(articles), np.int32))
    if by == "article":
        numbers = np.arange(len(articles), dtype=np.int32)
        return Groups(pd.DataFrame({"article_id": articles.index}), np.ones(len(articles), int), "articles", numbers)
    if by in UNITS:
        unit = f"{by}s"
        n_units = articles[f"n_{unit}"].to_numpy()
        article = np.repeat(np.arange(len(articles)), n_units)
        number = np.arange(len(article)) - np.repeat(np.cumsum(n_units) - n_units, n_units) + 1
        labels = pd.DataFrame({"article_id": articles.index.to_numpy()[article], by: number})
        return Groups(labels, np.ones(len(labels), int), unit, np.arange(len(labels), dtype=np.int32))
    if by in FIELDS:
        values = articles[by].astype(object).where(articles[by].notna(), "unknown")
    else:
        values = label_periods(articles["published"], choose_step(articles["published"]) if by == "period" else by)
    names, group = np.unique(values.to_numpy(dtype=object), return_inverse=True)
    return Groups(pd.DataFrame({by: names}), np.bincount(group, minlength=len(names)), "articles", group.astype(np.int32))
