"""The account: files in = articles + problems, and what cleaning took out of what was read."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from .corpus import Corpus, to_pandas
from .parts import Part
from .reading import HAS_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

# The format of a file, in an archive or not: its suffix; of a sheet in a workbook, that of the workbook.
_FORMAT = r"(\.[A-Za-z][A-Za-z0-9]{0,8}(?:\.gz)?)(?:/[^/.]*)?$"
NO_SUFFIX = "no suffix"


def count_files(corpus: Corpus) -> "pd.DataFrame":
    """Count the files that went in, by format; each is counted once, in one of the three columns that follow ``n_files``.

    Returns
    -------
    DataFrame, one row per format; most files first, ties by format
        ``format``; ``n_files``; ``n_read``, those that hold articles and gave no doubt; ``n_doubted``, those that hold articles, but some
        of what is in them was skipped or read with a doubt (how the columns of a table were read is none); ``n_skipped``, those that
        hold none; ``n_articles``.
    """
    articles = corpus.select("file").group_by("file").agg(n_articles=pl.len().cast(pl.Int64))
    problems = corpus.problems
    doubted = problems.loc[~problems["reason"].str.startswith(HAS_COLUMNS), "file"].drop_duplicates()
    told = pl.DataFrame({"file": doubted.tolist()}, schema={"file": pl.String})
    files = articles.join(told.with_columns(is_told=pl.lit(True)), on="file", how="full", coalesce=True)
    holds, is_told = pl.col("n_articles").is_not_null(), pl.col("is_told").is_not_null()
    counted = files.group_by(format=pl.col("file").str.extract(_FORMAT).str.to_lowercase().fill_null(NO_SUFFIX)).agg(
        n_files=pl.len().cast(pl.Int64),
        n_read=(holds & ~is_told).sum().cast(pl.Int64),
        n_doubted=(holds & is_told).sum().cast(pl.Int64),
        n_skipped=(~holds).sum().cast(pl.Int64),
        n_articles=pl.col("n_articles").sum(),
    )
    return to_pandas(counted.sort("n_files", "format", descending=[True, False]))


def count_problems(corpus: Corpus) -> "pd.DataFrame":
    """Count the problems, by what was done and why; what differs from one to the next, a number or a quotation, is left out.

    Returns
    -------
    DataFrame, one row per reason; what was skipped first, then most problems, ties by reason
        ``action``; ``reason``; ``n``; ``n_files``; ``example``, the first file, with the line or row in it, if any.
    """
    problems = corpus.problems
    reason = problems["reason"].str.replace(r"'[^']*'(?:, '[^']*')*|(?<![\w-])(?<!ISO )\d[\d,.]*\b", "…", regex=True)
    place = (problems["file"] + ", " + problems["item"]).str.removesuffix(", ")
    groups = problems.assign(reason=reason, example=place).groupby(["action", "reason"], sort=False)
    table = groups.agg(n=("file", "size"), n_files=("file", "nunique"), example=("example", "first")).reset_index()
    return table.sort_values(["action", "n", "reason"], ascending=[False, False, True], kind="stable").reset_index(drop=True)


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
    ledger = part.read("ledger", "rule", "article", "start", "end", "text").group_by("rule", maintain_order=True)
    return ledger.agg(
        n=pl.len().cast(pl.Int64),
        n_articles=pl.col("article").n_unique().cast(pl.Int64),
        n_characters=(pl.col("end") - pl.col("start")).sum(),
        example=pl.col("text").first(),
    )


def add_copies(table: "pd.DataFrame", corpus: Corpus, count: "Callable[..., pd.DataFrame]", *arguments: Any) -> "pd.DataFrame":
    """Add to a table of counts what they would be with the copies that are left out; where none are, give it as it is.

    Parameters
    ----------
    table : DataFrame
        Of terms or themes: ``term`` or ``theme``, ``n``.
    corpus : Corpus
        What it was counted in.
    count : function
        What counted it, from a corpus and `arguments`.

    Returns
    -------
    DataFrame
        The same rows; after ``n``, the column ``n_with_copies``.
    """
    if corpus.all_copies is None or not len(table):
        return table
    key = "theme" if "theme" in table else "term"
    whole = count(corpus.all_copies, *arguments).set_index(key)["n"]
    added = table.copy()
    added.insert(list(added.columns).index("n") + 1, "n_with_copies", table[key].map(whole).astype(int))
    return added
