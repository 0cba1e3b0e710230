"""Passages: which articles, or paragraphs, are looked at for topics, where long ones are cut, and what is counted in each piece."""

import hashlib
from itertools import repeat
from typing import NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .grams import find_new
from .lexicon import Lexicon
from .parts import Part
from .theme_matches import Sought, look_up_themes, match_themes

# Fewer articles than these say little about which words come together: then it is paragraphs; of fewer paragraphs nothing can be said.
FEWEST = 20
# So many articles, or paragraphs, are looked at, drawn by their SHA-256.
MOST_UNITS = 5_000
# A long article speaks of many things. One of more than 600 words is read in passages of some 400, whole paragraphs: of 65 speeches as
# they are, the topics were times (Vietnam with rivers and beauty); of their passages, subjects (schools, crime, the budget).
PASSAGE, MOST_PASSAGES = 400, 10_000


class Passages(NamedTuple):
    """What is counted of the articles, or paragraphs, that are looked at: the units.

    Attributes
    ----------
    kind : str
        What the units are: ``article`` or ``paragraph``.
    rows : polars.DataFrame, one row per passage, by the SHA-256 of its unit
        ``unit``, its number in that order; ``article``, the number of its article in the corpus; ``paragraph``, that of the unit in its
        article, from 1, or 0 where units are articles; ``n_words``.
    themes : array of int, one row per passage and a column per theme
        How often the theme matches.
    counts : polars.DataFrame, one row per passage and name of a term
        ``row``, the number of the passage; ``name``; ``n``; sorted by the first two.
    written : polars.DataFrame, one row per form of the vocabulary
        ``f0``, ``n``.
    note : str
        What is looked at, if not all articles as they are.
    """

    kind: str
    rows: pl.DataFrame
    themes: np.ndarray
    counts: pl.DataFrame
    written: pl.DataFrame
    note: str

    @property
    def n_units(self) -> int:
        """How many articles, or paragraphs, are looked at."""
        return self.rows["unit"].n_unique()


def count_passages(corpus: Corpus, lexicon: Lexicon, name_of_term: np.ndarray) -> Passages:
    """Choose what is looked at, and count there the words and the matches of the themes.

    `name_of_term` tells the name of each term of the vocabulary, and -1 of those that are not counted.
    """
    articles = corpus.select("n_words", "sha256").with_row_index("article").cast({"article": pl.Int64}).filter(pl.col("n_words") > 0)
    looked_at, notes = articles, []
    kind = "article" if len(articles) >= FEWEST else "paragraph"
    if kind == "article" and len(articles) > MOST_UNITS:
        looked_at = articles.sort("sha256", maintain_order=True).head(MOST_UNITS)
        notes.append(f"Of {len(articles):,} articles, {MOST_UNITS:,} were looked at, drawn by their SHA-256.")
    size = max(PASSAGE, int(looked_at["n_words"].sum()) // MOST_PASSAGES) if kind == "article" else 0
    taken = np.zeros(corpus.counts.articles, dtype=bool)
    taken[looked_at["article"].to_numpy()] = True
    counted = corpus.map_parts(
        _count_in,
        np.split(taken, [part.first.articles for part in corpus.parts[1:]]),
        (name_of_term[part.terms] for part in corpus.parts),
        repeat(look_up_themes(corpus, lexicon)),
        repeat(size),
    )
    rows, themes, counts, written = zip(*counted, strict=True)
    before = np.cumsum([0, *map(len, rows)])
    rows = _order(pl.concat(rows), articles)
    if kind == "paragraph":
        notes.append("Topics are over paragraphs, as fewer than 20 articles hold words.")
        if len(rows) > MOST_UNITS:
            notes.append(f"Of {len(rows):,}, {MOST_UNITS:,} were looked at, drawn by their SHA-256.")
            rows = rows.head(MOST_UNITS)
    elif len(rows) > len(looked_at):
        notes.append(f"Articles of more than {1.5 * size:,.0f} words were read in passages of some {size:,}.")
    places = rows.select("row").with_row_index("place").cast(pl.Int64)
    counts = pl.concat([table.with_columns(pl.col("row") + n) for table, n in zip(counts, before, strict=False)]).join(places, on="row")
    return Passages(
        kind,
        rows.drop("row"),
        np.concatenate(themes)[rows["row"].to_numpy()],
        counts.select(row="place", name="name", n="n").sort("row", "name"),
        pl.concat(written).group_by("f0").agg(pl.col("n").sum()),
        " ".join(notes),
    )


def _order(rows: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Put passages in the order of what their units say, and number these: the order of files is none of it."""
    rows = rows.with_row_index("row").cast(pl.Int64).join(articles.select("article", "sha256"), on="article")
    contents = [
        hashlib.sha256(content + number.to_bytes(8)).digest() if number else content
        for content, number in rows.select("sha256", "paragraph").iter_rows()
    ]
    rows = rows.with_columns(sha256=pl.Series(contents, dtype=pl.Binary)).sort("sha256", "row")
    unit = np.cumsum(find_new(rows["article"].to_numpy(), rows["paragraph"].to_numpy())) - 1
    return rows.select("row", pl.Series("unit", unit, dtype=pl.Int64), "article", "paragraph", "n_words")


def _count_in(
    part: Part, taken: np.ndarray, names: np.ndarray, sought: Sought, size: int
) -> tuple[pl.DataFrame, np.ndarray, pl.DataFrame, pl.DataFrame]:
    """Count in the articles of a part that are taken, by passages of about `size` words, or by paragraph if that is 0.

    `names` tells the name of each form of the part. Passages are in reading order.
    """
    index = part.index.take(taken)
    starts = index.paragraphs[:-1]
    article = np.searchsorted(index.articles, starts, side="right") - 1
    before = starts - index.articles[article]
    paragraph = np.arange(len(starts)) - np.searchsorted(starts, index.articles[article]) + 1
    if size:
        length = np.diff(index.articles)[article]
        n = np.maximum(1, np.rint(length / size)).astype(np.int64)
        middle = 2 * before + np.diff(index.paragraphs)
        is_first = find_new(article, middle * n // (2 * length))
        starts, article, paragraph = starts[is_first], article[is_first], np.zeros(is_first.sum(), dtype=np.int64)
    bounds, n_themes = np.append(starts, len(index.ids)), len(sought.sizes)
    n_names = int(names.max(initial=0)) + 1
    name = names[index.ids]
    keys, n_uses = np.unique((index.unit_of_word(bounds) * n_names + name)[name >= 0], return_counts=True)
    matches = match_themes(index, sought)
    cells = (np.searchsorted(bounds, matches.start, side="right") - 1) * n_themes + matches.theme
    n_forms = np.bincount(index.ids, minlength=len(index.forms))
    return (
        _whole_numbers(article=part.first.articles + np.flatnonzero(taken)[article], paragraph=paragraph, n_words=np.diff(bounds)),
        np.bincount(cells, minlength=len(starts) * n_themes).reshape(len(starts), n_themes),
        _whole_numbers(row=keys // n_names, name=keys % n_names, n=n_uses),
        _whole_numbers(f0=index.forms, n=n_forms).filter(pl.col("n") > 0),
    )


def _whole_numbers(**columns: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Int64))
