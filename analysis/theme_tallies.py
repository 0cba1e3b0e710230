"""How often each theme matches in each group, how many sentences and articles it touches, and how that is spread over the units."""

from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .groups import Groups, GroupsOfPart, group_words
from .lexicon import Lexicon
from .parts import Part
from .statistics import Clusters
from .theme_matches import Sought, look_up_themes, match_themes
from .units import Units, UnitsOfPart, choose_units

# What is counted of a theme in each unit, and what it is a share of: matches of all themes, sentences, articles.
COUNTED = ("matches", "sentences", "articles")


class ThemeTally(NamedTuple):
    """What is counted of themes.

    Attributes
    ----------
    groups : Groups
    units : Units
    counts : polars.DataFrame, one row per group and theme, in this order
        ``n_matches``; ``n_shared``, those on whose words another theme matches too; ``n_sentences`` and ``n_articles`` that it touches; and
        sums over units, such as ``n_sentences_squares`` and ``n_sentences_crossed`` (see :class:`analysis.statistics.Clusters`), for each
        of :data:`COUNTED`; of articles these are 0 where the units are paragraphs.
    sizes : polars.DataFrame, one row per group
        ``n_matches`` of all themes, ``n_sentences``, ``n_articles`` that hold a word; for each, ``n_…_squares`` over units and
        ``n_…_units``, how many units have any.
    """

    groups: Groups
    units: Units
    counts: pl.DataFrame
    sizes: pl.DataFrame

    def clusters(self, counted: str) -> Clusters:
        """Give what an interval needs to know, for each group and theme, of one of :data:`COUNTED`."""
        sums = (self.counts[f"n_{counted}{kind}"].to_numpy() for kind in ("", "_squares", "_crossed"))
        n_themes = len(self.counts) // max(len(self.sizes), 1)
        sizes = (self.sizes[f"n_{counted}{kind}"].to_numpy().repeat(n_themes) for kind in ("", "_squares", "_units"))
        return Clusters(*sums, *sizes)


class _Counted(NamedTuple):
    """The tables of :class:`ThemeTally` of one part; and what each story has that several articles tell, which other parts may hold."""

    counts: pl.DataFrame
    sizes: pl.DataFrame
    told: pl.DataFrame
    told_sizes: pl.DataFrame


def _sum_counts(rows: pl.DataFrame) -> pl.DataFrame:
    """Sum up what themes have in units: rows of ``group``, ``theme``, and for each of what is counted ``n_…`` and ``size_…``."""
    sums = []
    for name in COUNTED:
        n = pl.col(f"n_{name}")
        sums += [n.pow(2).sum().alias(f"n_{name}_squares"), (n * pl.col(f"size_{name}")).sum().alias(f"n_{name}_crossed")]
    return rows.group_by("group", "theme").agg(sums)


def _sum_sizes(rows: pl.DataFrame) -> pl.DataFrame:
    """Sum up the sizes of units: rows of ``group``, and for each of what is counted ``size_…``."""
    sums = []
    for name in COUNTED:
        size = pl.col(f"size_{name}")
        sums += [size.pow(2).sum().alias(f"n_{name}_squares"), (size > 0).sum().cast(pl.Int64).alias(f"n_{name}_units")]
    return rows.group_by("group").agg(sums)


def _count_in(part: Part, sought: Sought, groups: GroupsOfPart, units: UnitsOfPart) -> _Counted:
    """Count the themes in each unit of a part, and sum up over those units that no other part shares."""
    index = part.index
    bounds, article, group = units.find_bounds(index, groups)
    matches = match_themes(index, sought)
    of_match, of_sentence = (np.searchsorted(bounds, starts, side="right") - 1 for starts in (matches.start, index.sentences[:-1]))
    sizes = pl.DataFrame(
        {
            "group": group + groups.among.start,
            "article": article,
            "story": units.story[article],
            "size_matches": np.bincount(of_match, minlength=len(group)),
            "size_sentences": np.bincount(of_sentence, minlength=len(group)),
            "size_articles": units.is_by_article[group].astype(np.int64),
        }
    )
    sentence = np.searchsorted(index.sentences, matches.start, side="right")
    found = pl.DataFrame({"unit": of_match, "theme": matches.theme, "is_shared": matches.is_shared, "sentence": sentence})
    counts = found.group_by("unit", "theme").agg(
        n_matches=pl.len().cast(pl.Int64),
        n_shared=pl.col("is_shared").sum().cast(pl.Int64),
        n_sentences=pl.col("sentence").n_unique().cast(pl.Int64),
    )
    counts = counts.hstack(sizes[counts["unit"]]).with_columns(n_articles="size_articles")
    touched = counts.group_by("group", "theme").agg(
        pl.col("n_matches", "n_shared", "n_sentences").sum(), n_articles=pl.col("article").n_unique().cast(pl.Int64)
    )
    held = sizes.group_by("group").agg(
        n_matches=pl.col("size_matches").sum(),
        n_sentences=pl.col("size_sentences").sum(),
        n_articles=pl.col("article").n_unique().cast(pl.Int64),
    )
    is_told = pl.col("story") >= 0
    told = counts.filter(is_told).group_by("group", "story", "theme").agg(pl.col("n_matches", "n_sentences", "n_articles").sum())
    told_sizes = sizes.filter(is_told).group_by("group", "story").agg(pl.col("^size_.*$").sum())
    return _Counted(
        touched.join(_sum_counts(counts.filter(~is_told)), on=("group", "theme"), how="left").fill_null(0),
        held.join(_sum_sizes(sizes.filter(~is_told)), on="group", how="left").fill_null(0),
        told,
        told_sizes,
    )


def _add(table: pl.DataFrame, more: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Add to the sums of a table those of another, which has some of its rows and columns."""
    return pl.concat([table, more], how="diagonal").group_by(keys).agg(pl.exclude(keys).sum())


def tally_themes(corpus: Corpus, lexicon: Lexicon, by: str | None = None) -> ThemeTally:
    """Count the themes of a lexicon in each group; see :func:`analysis.count_themes`."""
    groups = group_words(corpus, by)
    units = choose_units(corpus, groups)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    units_of_parts = (units.of_part(part, of_part) for part, of_part in zip(corpus.parts, of_parts, strict=True))
    counted = corpus.map_parts(_count_in, repeat(look_up_themes(corpus, lexicon)), of_parts, units_of_parts)
    counts, sizes, told, told_sizes = (pl.concat(tables) for tables in zip(*counted, strict=True))
    told = told.group_by("group", "story", "theme").agg(pl.all().sum())
    told_sizes = told_sizes.group_by("group", "story").agg(pl.all().sum())
    counts = _add(counts, _sum_counts(told.join(told_sizes, on=("group", "story"))), ("group", "theme"))
    sizes = _add(sizes, _sum_sizes(told_sizes), ("group",))
    every = pl.DataFrame({"group": np.arange(len(groups.labels))})
    cells = every.join(pl.DataFrame({"theme": np.arange(len(lexicon.themes))}), how="cross", maintain_order="left_right")
    counts = cells.join(counts.cast({"group": pl.Int64}), on=("group", "theme"), how="left", maintain_order="left").fill_null(0)
    sizes = every.join(sizes.cast({"group": pl.Int64}), on="group", how="left", maintain_order="left").fill_null(0)
    return ThemeTally(groups, units, counts, sizes)
