"""Courses: terms and themes over time, with intervals, and empty where there are no articles; themes through one article, too."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus
from .groups import CALENDAR, MOST_COLUMNS, UNDATED, choose_parts, choose_step
from .inventory import DAYS, MOST_PERIODS, coarsen, count_articles
from .lexicon import Lexicon
from .statistics import Clusters, rate_interval
from .tallies import spell, tally_runs
from .terms import say_units
from .themes import add_labels, count_themes

if TYPE_CHECKING:
    import pandas as pd


def _leave_strays(corpus: Corpus) -> tuple[Corpus, int]:
    """Leave out articles dated so far from almost all others that a calendar of all would show nothing, and say how many these are."""
    published = corpus.select("published")["published"]
    days, step = published.dt.date().cast(pl.Int32), DAYS[choose_step(published, MOST_COLUMNS)]
    known = days.drop_nulls().sort().to_numpy()
    if not len(known) or known[-1] - known[0] <= MOST_PERIODS * step:
        return corpus, 0
    ends = np.searchsorted(known, known + MOST_COLUMNS * step)
    first = int(np.argmax(ends - np.arange(len(known))))
    strays = len(known) - int(ends[first] - first)
    if strays > max(len(known) // 100, int(len(known) >= 20)):
        return corpus, 0
    is_near = days.is_between(int(known[first]), int(known[ends[first] - 1])).fill_null(True)
    return corpus.take(is_near.to_numpy()), strays


def _choose_periods(corpus: Corpus) -> tuple[Corpus, str, "pd.DataFrame", str]:
    """Choose a step of the calendar; give what is followed, the step, its periods (none if there is but one), and what is left out."""
    corpus, strays = _leave_strays(corpus)
    step = coarsen(choose_step(corpus.select("published")["published"], MOST_COLUMNS), corpus.period, MOST_COLUMNS)
    periods = count_articles(corpus, by=step)
    is_dated = periods["period"] != UNDATED
    undated, dated = int(periods.loc[~is_dated, "n_articles"].sum()), periods[is_dated].reset_index(drop=True)
    left = [(undated, "without a date"), (strays, "dated far from all others")]
    note = " ".join(f"{n:,} {what} {'is' if n == 1 else 'are'} left out." for n, what in left if n)
    return corpus, step, dated if len(dated) > 1 else dated.head(0), note


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
        ``attrs["intervals"]`` says what these are over, and ``attrs["note"]`` how many articles are left out: those without a
        date, and a few, one in a hundred at most (or one of twenty and more), dated so far from all others that the periods between would
        fill the picture.
    """
    import pandas as pd

    corpus, step, dated, note = _choose_periods(corpus)
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
    result.attrs["intervals"] = say_units(tally, step)
    result.attrs["note"] = note
    return result


def count_theme_course(corpus: Corpus, lexicon: Lexicon) -> "pd.DataFrame":
    """Count the themes along the way: by paragraph of one article; by period where there are several; else by article, if these are few.

    Returns
    -------
    DataFrame, one row per unit and theme, in order; none where there is but one unit
        The unit: ``paragraph`` with its ``section``, ``period`` as in :func:`count_term_course`, or ``article``; ``theme``; ``label``;
        ``n``; ``share_sentences``, of the unit's sentences that the theme touches, missing where it has none. Of periods also ``low`` and
        ``high``, its 95 % interval; ``n_articles_period``, the articles of the period; ``attrs["intervals"]`` says what intervals are over,
        and ``attrs["note"]`` how many articles are left out, as in :func:`count_term_course`.
    """
    by = choose_parts(corpus)
    columns = ["theme", "label", "n", "share_sentences"]
    if by in CALENDAR:
        table, columns = _count_periods(corpus, lexicon), ["period", *columns, "low", "high", "n_articles_period"]
    elif by == "section":
        table, columns = _count_paragraphs(corpus, lexicon), ["paragraph", "section", *columns]
    else:
        is_shown = 1 < corpus.counts.articles <= MOST_COLUMNS
        table = count_themes(corpus if is_shown else corpus.head(0), lexicon, by="article").rename(columns={"article_id": "article"})
        table, columns = table if is_shown else table.head(0), ["article", *columns]
    if by not in CALENDAR:
        table.attrs = {}  # no picture of these shows an interval
    return add_labels(table, lexicon)[columns].reset_index(drop=True)


def _count_periods(corpus: Corpus, lexicon: Lexicon) -> "pd.DataFrame":
    """Count the themes in each period, those without articles too."""
    corpus, step, dated, note = _choose_periods(corpus)
    names = {step: "period", "low_sentences": "low", "high_sentences": "high"}
    counted = count_themes(corpus, lexicon, by=step).drop(columns=["low", "high"]).rename(columns=names)
    periods = dated[["period", "n_articles"]].rename(columns={"n_articles": "n_articles_period"})
    table = periods.merge(counted[["theme"]].drop_duplicates(), "cross").merge(counted, "left", ["period", "theme"])
    table["n"] = table["n"].fillna(0).astype(int)
    table.attrs = {"intervals": counted.attrs["intervals"], "note": note}
    return table


def _count_paragraphs(corpus: Corpus, lexicon: Lexicon) -> "pd.DataFrame":
    """Count the themes in each paragraph of the only article that has words."""
    table = count_themes(corpus, lexicon, by="paragraph")
    index = next(part for part in corpus.parts if part.counts.words).index
    section = np.searchsorted(index.sections, index.paragraphs[:-1], side="right")
    table["section"] = section[table["paragraph"].to_numpy() - 1]
    return table if len(section) > 1 else table.head(0)
