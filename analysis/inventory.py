"""What was read, when it is from, and what cleaning changed: tables for the first look at a folder."""

from typing import TYPE_CHECKING

import polars as pl

from .corpus import Corpus
from .groups import CALENDAR, UNDATED, check_by, choose_step, label_periods

if TYPE_CHECKING:
    import pandas as pd

# A picture of more periods than this shows none of them; then a coarser step is taken.
MOST_PERIODS = 400
DAYS = {"day": 1, "week": 7, "month": 28, "quarter": 90, "year": 365, "decade": 3652}


def list_articles(corpus: Corpus) -> "pd.DataFrame":
    """List the articles, the earliest first, the undated last.

    Returns
    -------
    DataFrame, one row per article
        ``article`` (its title, else its file), ``published``, ``place``, ``n_words``, ``n_paragraphs``, ``n_sections``, ``file``.
    """
    table = corpus.fields.reset_index().sort_values(["published", "article_id"], na_position="last", ignore_index=True)
    table.insert(0, "article", table["title"].where(table["title"].notna(), table["file"]))
    return table[["article", "published", "place", "n_words", "n_paragraphs", "n_sections", "file"]]


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
    import pandas as pd

    check_by(by, (*CALENDAR, "period"))
    published = corpus.fields["published"]
    dated = published.dropna()
    step = choose_step(published) if by == "period" else by
    if by == "period" and len(dated):  # one misdated article must not make a row of each day of a century
        days = (dated.max() - dated.min()).days
        step = next((name for name in CALENDAR[CALENDAR.index(step) :] if days / DAYS[name] <= MOST_PERIODS), CALENDAR[-1])
    labels = label_periods(published, step)
    table = pd.DataFrame({"period": labels, "n_articles": 1, "n_words": corpus.fields["n_words"]}).groupby("period").sum()
    if len(dated):
        # A day apart is fine enough for every step; a name per step is what is left.
        days = pd.Series(pd.date_range(dated.min().normalize(), dated.max(), freq="D", unit="s"))
        periods = label_periods(days, step).unique().tolist()
        table = table.reindex(periods + [label for label in table.index if label == UNDATED], fill_value=0)
    return table.rename_axis("period").reset_index().astype({"n_articles": int, "n_words": int})


def count_changes(corpus: Corpus) -> "pd.DataFrame":
    """Count what cleaning took out or changed, by rule.

    Returns
    -------
    DataFrame, one row per rule; most characters first, ties by rule
        ``rule``; ``n``, stretches; ``n_articles``; ``n_characters``, of raw text; ``example``, the first such stretch.
    """
    import pandas as pd

    tables = []
    for part in corpus.parts:
        ledger = part.segment.ledger.with_columns(n_characters=pl.col("end") - pl.col("start"))
        tables.append(
            ledger.group_by("rule", maintain_order=True).agg(
                n=pl.len(),
                n_articles=pl.col("article").n_unique(),
                n_characters=pl.col("n_characters").sum(),
                example=pl.col("text").first(),
            )
        )
    sums = (pl.col("n").sum(), pl.col("n_articles").sum(), pl.col("n_characters").sum(), pl.col("example").first())
    table = pl.concat(tables).group_by("rule", maintain_order=True).agg(*sums).sort(["n_characters", "rule"], descending=[True, False])
    numbers = {name: pd.Series(table[name].to_numpy(), dtype="int64") for name in ("n", "n_articles", "n_characters")}
    words = {name: pd.Series(table[name].to_list(), dtype="str") for name in ("rule", "example")}
    return pd.DataFrame({"rule": words["rule"], **numbers, "example": words["example"]})
