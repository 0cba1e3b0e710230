"""What ``by=`` means: from a corpus and a name to the group that each word stands in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus, to_pandas
from .index import WordIndex
from .parts import Part
from .vocabulary import number_rows

if TYPE_CHECKING:
    import pandas as pd

UNITS = ("article", "section", "paragraph")
FIELDS = ("source", "place")
CALENDAR = ("day", "week", "month", "quarter", "year", "decade")
BY = (*UNITS, *FIELDS, *CALENDAR, "period")

# by="period" takes the finest step of the calendar in which most periods have this many articles.
ARTICLES_A_PERIOD = 5
# A picture with more columns than this can no longer be read.
MOST_COLUMNS = 40
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

    def of_part(self, part: Part) -> "GroupsOfPart":
        """Tell what a function that counts in one part of the corpus needs to know."""
        first, here = getattr(part.first, self.unit), getattr(part.counts, self.unit)
        of_unit = self.of_unit[first : first + here]
        low, high = (int(of_unit.min()), int(of_unit.max())) if here else (0, -1)
        return GroupsOfPart(self.unit, of_unit - low, slice(low, high + 1))


@dataclass(frozen=True)
class GroupsOfPart:
    """The groups of one part of a corpus.

    Attributes
    ----------
    unit : str
        See :class:`Groups`.
    of_unit : array of int, one per unit of the part
        Numbers of groups, those of `among`, from 0.
    among : slice
        Which rows of the labels these are: few, even where each article is a group.
    """

    unit: str
    of_unit: np.ndarray
    among: slice

    @property
    def size(self) -> int:
        """How many groups these are."""
        return self.among.stop - self.among.start

    def of_words(self, index: WordIndex) -> np.ndarray:
        """Tell which group each word of the part stands in."""
        return np.repeat(self.of_unit, np.diff(getattr(index, self.unit)))


def label_periods(published: pl.Series, step: str) -> pl.Series:
    """Name the day, week, month, quarter, year or decade of each time; ``undated`` where there is none.

    Names sort as the calendar does: ``2023-05-30``, ``2023-W22``, ``2023-05``, ``2023-Q2``, ``2023``, ``2020s``.
    """
    time = pl.col("published").dt

    def padded(number: pl.Expr, width: int) -> pl.Expr:
        return number.cast(pl.String).str.zfill(width)

    year = padded(time.year(), 4)
    labels = {
        "day": pl.concat_str(year, padded(time.month(), 2), padded(time.day(), 2), separator="-"),
        "week": pl.concat_str(padded(time.iso_year(), 4), padded(time.week(), 2), separator="-W"),
        "month": pl.concat_str(year, padded(time.month(), 2), separator="-"),
        "quarter": pl.concat_str(year, time.quarter().cast(pl.String), separator="-Q"),
        "year": year,
        "decade": pl.concat_str(year.str.slice(0, 3), pl.lit("0s")),
    }
    return published.rename("published").to_frame().select(labels[step].fill_null(UNDATED)).to_series().rename("period")


def name_step(label: str) -> str:
    """Tell which step of the calendar a name that :func:`label_periods` gives is of.

    >>> [name_step(label) for label in ("2023-05-30", "2023-W22", "2023-05", "2023-Q2", "2023", "2020s")]
    ['day', 'week', 'month', 'quarter', 'year', 'decade']
    """
    marks = {"W": "week", "Q": "quarter", "s": "decade"}
    return next((step for mark, step in marks.items() if mark in label), {10: "day", 7: "month"}.get(len(label), "year"))


def choose_step(published: pl.Series, most: int | None = None) -> str:
    """Choose the finest step of the calendar in which most periods have five articles, and which has at most so many periods.

    Where none has, the coarsest with more than one period: periods as full as can be that still show a course; days if there is none.
    """
    dated = published.drop_nulls()
    counts = {step: label_periods(dated, step).value_counts()["count"] for step in CALENDAR}
    few = [step for step, n in counts.items() if most is None or len(n) <= most] or [CALENDAR[-1]]
    full = [step for step in few if len(counts[step]) and 2 * (counts[step] >= ARTICLES_A_PERIOD).sum() > len(counts[step])]
    several = [step for step in few if len(counts[step]) > 1]
    return full[0] if full else several[-1] if several else few[0]


def choose_parts(corpus: Corpus) -> str:
    """Choose what to follow the coverage through: the sections of a single article; else the periods, if several; else the articles."""
    published, n_words = corpus.select("published", "n_words")
    if (n_words > 0).sum() == 1:
        return "section"
    step = choose_step(published, MOST_COLUMNS)
    return step if label_periods(published.drop_nulls(), step).n_unique() > 1 else "article"


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
    if by is None:
        n = corpus.counts.articles
        return Groups(pd.DataFrame(index=[0]), np.array([n]), "articles", np.zeros(n, np.int32))
    if by == "article":
        names = to_pandas(corpus.select("article_id"))
        return Groups(names, np.ones(len(names), int), "articles", np.arange(len(names), dtype=np.int32))
    if by in UNITS:
        unit = f"{by}s"
        articles = corpus.select("article_id", f"n_{unit}")
        n_units = articles[f"n_{unit}"].to_numpy()
        article = np.repeat(np.arange(len(articles)), n_units)
        number = np.arange(len(article)) - np.repeat(np.cumsum(n_units) - n_units, n_units) + 1
        labels = to_pandas(articles.select("article_id").select(pl.col("article_id").gather(article))).assign(**{by: number})
        return Groups(labels, np.ones(len(labels), int), unit, np.arange(len(labels), dtype=np.int32))
    if by in FIELDS:
        values = corpus.select(by)[by].fill_null("unknown")
    else:
        published = corpus.select("published")["published"]
        values = label_periods(published, choose_step(published) if by == "period" else by)
    named = values.unique().sort()
    group = number_rows(values, named)
    return Groups(pd.DataFrame({by: named.to_list()}, dtype=object), np.bincount(group, minlength=len(named)), "articles", group)
