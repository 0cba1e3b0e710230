"""Terms over time: their rates in each period, with intervals, and empty where there are no articles."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus
from .groups import MOST_COLUMNS, UNDATED, choose_step
from .inventory import coarsen, count_articles
from .statistics import Clusters, rate_interval
from .tallies import spell, tally_runs
from .terms import say_units

if TYPE_CHECKING:
    import pandas as pd


def count_term_course(corpus: Corpus, terms: "pd.DataFrame") -> "pd.DataFrame":
    """Count terms in each period, from that of the first dated article to that of the last.

    Parameters
    ----------
    corpus : Corpus
    terms : DataFrame
        Rows of :func:`count_terms`: ``term``, ``form``; with ``joined`` for merged forms. One with several words is an n-gram; all have
        as many words.

    Returns
    -------
    DataFrame, one row per term and period, in the order of `terms` and of the calendar; none where there are fewer than two periods
        ``term``; ``form``; ``period``: days, weeks, …, decades, the finest in which most have five articles; ``n``, uses;
        ``n_articles_period``, the articles of the period; ``n_words``, their words; ``per_10k``, the rate: 0 where the articles have no use
        of the term, missing where there are no articles; ``low`` and ``high``, its 95 % interval: see :func:`count_terms`.
        ``attrs["intervals"]`` says what these are over, and ``attrs["note"]`` how many articles are left out as they have no date.
    """
    import pandas as pd

    step = coarsen(choose_step(corpus.select("published")["published"], MOST_COLUMNS), corpus.period, MOST_COLUMNS)
    periods = count_articles(corpus, by=step)
    dated = periods[periods["period"] != UNDATED].reset_index(drop=True)
    if len(dated) < 2:
        dated = dated.head(0)
    terms = terms.drop_duplicates("term")
    asked = pl.Series(terms["term"].tolist(), dtype=pl.String)
    words = (asked.str.count_matches(" ") + 1).unique().to_list() or [1]
    if len(words) > 1:
        raise ValueError(f"terms of {min(words)} and of {max(words)} words are not counted together; give those of one length at a time.")
    tally = tally_runs(corpus, words=words[0], by=step, forms="merged" if "joined" in terms else "apart")
    spelled = spell(tally.runs, [f"t{k}" for k in range(words[0])], tally.names)
    labels = pl.Series(tally.groups.labels[step].tolist(), dtype=pl.String)
    named = tally.runs.with_columns(term=spelled, period=labels.gather(tally.runs["group"]))
    counted = named.filter(pl.col("term").is_in(asked.to_list())).select("term", "period", "n", "n_squares", "n_crossed")
    sizes = tally.sizes.select(period=labels, words="n_words", size_squares="n_squares", units="n_units")
    calendar = pl.DataFrame({"period": pl.Series(dated["period"].tolist(), dtype=pl.String)})
    every = pl.DataFrame({"term": asked}).join(calendar, how="cross", maintain_order="left_right")
    table = every.join(counted, on=["term", "period"], how="left", maintain_order="left")
    table = table.join(sizes, on="period", how="left", maintain_order="left").with_columns(pl.exclude("term", "period").fill_null(0))
    clusters = Clusters(*(table[name].to_numpy() for name in ("n", "n_squares", "n_crossed", "words", "size_squares", "units")))
    low, high = rate_interval(clusters)
    size = np.asarray(clusters.size)
    with np.errstate(invalid="ignore"):
        rate = np.where(size > 0, 10_000 * np.asarray(clusters.n) / size, np.nan)
    result = pd.DataFrame(
        {
            "term": np.repeat(terms["term"].to_numpy(), len(dated)),
            "form": np.repeat(terms["form"].to_numpy(), len(dated)),
            "period": np.tile(dated["period"].to_numpy(), len(terms)),
            "n": np.asarray(clusters.n),
            "n_articles_period": np.tile(dated["n_articles"].to_numpy(), len(terms)),
            "n_words": size,
            "per_10k": rate,
            "low": 10_000 * low,
            "high": 10_000 * high,
        }
    )
    undated = int(periods.loc[periods["period"] == UNDATED, "n_articles"].sum())
    result.attrs["intervals"] = say_units(tally, step)
    result.attrs["note"] = f"{undated:,} without a date {'is' if undated == 1 else 'are'} left out." if undated else ""
    return result
