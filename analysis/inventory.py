"""What was read, when it is from, and what cleaning changed: tables for the first look at a folder."""

from typing import TYPE_CHECKING

import polars as pl

from .corpus import Corpus, Part, to_pandas
from .groups import CALENDAR, UNDATED, check_by, choose_step, label_periods

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
    if by == "period" and corpus.period:  # one misdated article must not make a row of each day of a century
        days = (corpus.period[1] - corpus.period[0]).days
        step = next((name for name in CALENDAR[CALENDAR.index(step) :] if days / DAYS[name] <= MOST_PERIODS), CALENDAR[-1])
    labelled = articles.select(label_periods(published, step), "n_words")
    table = labelled.group_by("period").agg(n_articles=pl.len().cast(pl.Int64), n_words=pl.col("n_words").sum())
    # A day apart is fine enough for every step; a name per step is what is left.
    first, last = corpus.period or (None, None)
    calendar = pl.date_range(first.date(), last.date(), "1d", eager=True) if first and last else pl.Series([], dtype=pl.Date)
    undated = labelled["period"].filter(labelled["period"] == UNDATED).unique()
    periods = pl.concat([label_periods(calendar, step).unique(maintain_order=True), undated])
    return to_pandas(periods.to_frame().join(table, on="period", how="left", maintain_order="left").fill_null(0))


def count_changes(corpus: Corpus) -> "pd.DataFrame":
    """Count what cleaning took out or changed, by rule.

    Returns
    -------
    DataFrame, one row per rule; most characters first, ties by rule
        ``rule``; ``n``, stretches; ``n_articles``; ``n_characters``, of raw text; ``example``, the first such stretch.
    """
    sums = (pl.col("n").sum(), pl.col("n_articles").sum(), pl.col("n_characters").sum(), pl.col("example").first())
    table = pl.concat(corpus.map_parts(_count_changes_in)).group_by("rule", maintain_order=True).agg(*sums)
    return to_pandas(table.sort(["n_characters", "rule"], descending=[True, False]))


def _count_changes_in(part: Part) -> pl.DataFrame:
    ledger = part.segment.read("ledger", "rule", "article", "start", "end", "text").group_by("rule", maintain_order=True)
    return ledger.agg(
        n=pl.len().cast(pl.Int64),
        n_articles=pl.col("article").n_unique().cast(pl.Int64),
        n_characters=(pl.col("end") - pl.col("start")).sum(),
        example=pl.col("text").first(),
    )
