"""What was read, and when, where from and in which languages it is: tables for the first look at a folder."""

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from .corpus import Corpus, to_pandas
from .groups import CALENDAR, UNDATED, check_by, choose_step, label_periods
from .languages import LANGUAGES, name_language

if TYPE_CHECKING:
    import pandas as pd

# A picture of more periods than this shows none of them; then a coarser step is taken.
MOST_PERIODS = 400
DAYS = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365, "decade": 3652}


def list_articles(corpus: Corpus, *, rows: int | None = None) -> "pd.DataFrame":
    """List the articles, the earliest first, the undated last; with `rows`, only the first so many.

    Returns
    -------
    DataFrame, one row per article
        ``article`` (its title, else its file), ``published``, ``place``, ``n_words``, ``n_paragraphs``, ``n_sections``, ``file``.
    """
    columns = ("published", "place", "n_words", "n_paragraphs", "n_sections", "file")
    table = corpus.select("article_id", "title", *columns)
    order = table.select("published", "article_id").with_row_index("row").sort("published", "article_id", nulls_last=True)["row"]
    first = table[order.head(len(table) if rows is None else rows)]
    shown = to_pandas(first.select(pl.coalesce("title", "article_id").alias("article"), *columns))
    if rows is not None:
        shown.attrs["n_rows"] = len(table)
    return shown


def coarsen(step: str, period: tuple[datetime, datetime] | None, most: int = MOST_PERIODS) -> str:
    """Give a step of the calendar, or a coarser one: one misdated article must not make a row of each day of a century."""
    days = (period[1] - period[0]).days if period else 0
    return next((name for name in CALENDAR[CALENDAR.index(step) :] if days / DAYS[name] <= most), CALENDAR[-1])


def count_articles(corpus: Corpus, *, by: str = "period") -> "pd.DataFrame":
    """Count the articles of each period; periods between the first and the last that have none are rows with 0.

    Parameters
    ----------
    corpus : Corpus
    by : str
        ``day``, ``week``, ``month``, ``quarter``, ``year``, ``decade``, or ``period``: see :func:`analysis.groups.choose_step`.

    Returns
    -------
    DataFrame, one row per period, in order; ``undated`` last, if any are
        ``period``, ``n_articles``, ``n_words``.
    """
    check_by(by, (*CALENDAR, "period"))
    articles = corpus.select("published", "n_words")
    published = articles["published"]
    step = choose_step(published) if by == "period" else by
    if by == "period":
        step = coarsen(step, corpus.period)
    labelled = articles.select(label_periods(published, step), "n_words")
    table = labelled.group_by("period").agg(n_articles=pl.len().cast(pl.Int64), n_words=pl.col("n_words").sum())
    # A day apart is fine enough for every step; a name per step is what is left.
    first, last = corpus.period or (None, None)
    calendar = pl.date_range(first.date(), last.date(), "1d", eager=True) if first and last else pl.Series([], dtype=pl.Date)
    undated = labelled["period"].filter(labelled["period"] == UNDATED).unique()
    periods = pl.concat([label_periods(calendar, step).unique(maintain_order=True), undated])
    return to_pandas(periods.to_frame().join(table, on="period", how="left", maintain_order="left").fill_null(0))


def list_extremes(corpus: Corpus, *, rows: int = 3) -> "pd.DataFrame":
    """List the longest articles and the shortest.

    Returns
    -------
    DataFrame, one row per article, the longest first; an article is listed once
        ``article``, ``n_words``, ``n_paragraphs``, ``file``.
    """
    columns = ("n_words", "n_paragraphs", "file")
    table = corpus.select("article_id", "title", *columns).sort("n_words", "article_id", descending=[True, False])
    ends = table if len(table) <= 2 * rows else pl.concat([table.head(rows), table.tail(rows)])
    return to_pandas(ends.select(pl.coalesce("title", "article_id").alias("article"), *columns))


def list_undated(corpus: Corpus) -> "pd.DataFrame":
    """List the articles without a date.

    Returns
    -------
    DataFrame, one row per article
        ``article``, ``n_words``, ``file``.
    """
    table = corpus.select("article_id", "title", "published", "n_words", "file").filter(pl.col("published").is_null()).sort("article_id")
    return to_pandas(table.select(pl.coalesce("title", "article_id").alias("article"), "n_words", "file"))


UNKNOWN, TOO_SHORT = "not known", "too short to tell"


def count_sources(corpus: Corpus) -> "pd.DataFrame":
    """Count the articles of each source.

    Returns
    -------
    DataFrame, one row per source; most articles first, ties by source
        ``source``; ``n_articles``; ``n_copies``, those of them that are copies of others; ``n_words``; ``first``, ``last``, when the
        earliest and the latest were published; ``gap``, the longest time between one and the next, in days.
    """
    table = corpus.select("source", "copy_of", "n_words", "published").sort("published", nulls_last=True)
    gap = (pl.col("published").drop_nulls().diff().max().dt.total_hours() / 24).round(0).cast(pl.Int64)
    counted = table.group_by(pl.col("source").fill_null(UNKNOWN)).agg(
        n_articles=pl.len().cast(pl.Int64),
        n_copies=pl.col("copy_of").count().cast(pl.Int64),
        n_words=pl.col("n_words").sum(),
        first=pl.col("published").min().dt.date(),
        last=pl.col("published").max().dt.date(),
        gap=gap,
    )
    return to_pandas(counted.sort("n_articles", "source", descending=[True, False]))


def count_languages(corpus: Corpus) -> "pd.DataFrame":
    """Count the articles in each language, which is a guess.

    Returns
    -------
    DataFrame, one row per language; most words first, ties by language
        ``language``; ``n_articles``; ``n_words``; ``has_rules``, whether stop words and abbreviations of it are known here.
    """
    counted = (
        corpus.select("language", "n_words").group_by("language").agg(n_articles=pl.len().cast(pl.Int64), n_words=pl.col("n_words").sum())
    )
    named = [(name_language(code) if code else TOO_SHORT, code in LANGUAGES) for code in counted["language"]]
    names, rules = ([row[k] for row in named] for k in (0, 1))
    counted = counted.with_columns(language=pl.Series(names, dtype=pl.String), has_rules=pl.Series(rules, dtype=pl.Boolean))
    return to_pandas(counted.sort("n_words", "language", descending=[True, False]))


def list_copies(corpus: Corpus) -> "pd.DataFrame":
    """List the articles that others are copies of.

    Returns
    -------
    DataFrame, one row per article that has copies; most copies first, ties by article
        ``article``; ``published``; ``source``; ``n_copies``; ``copies``, the first of these, by ``article_id``.
    """
    table = corpus.select("article_id", "title", "published", "source", "copy_of")
    copies = table.filter(pl.col("copy_of").is_not_null()).sort("article_id").group_by("copy_of", maintain_order=True)
    named = pl.col("article_id").head(3).str.join(", ") + pl.when(pl.len() > 3).then(pl.lit(", …")).otherwise(pl.lit(""))
    counted = copies.agg(n_copies=pl.len().cast(pl.Int64), copies=named)
    joined = counted.join(table, left_on="copy_of", right_on="article_id").sort("n_copies", "copy_of", descending=[True, False])
    return to_pandas(joined.select(pl.coalesce("title", "copy_of").alias("article"), "published", "source", "n_copies", "copies"))
