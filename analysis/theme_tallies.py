"""How often each theme matches in each group, how many sentences and articles it touches, and how that is spread over the units."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .groups import Groups, GroupsOfPart, group_words
from .lexicon import Lexicon
from .parts import Part
from .statistics import Clusters
from .theme_matches import ThemeMatches, match_parts
from .units import Units, UnitsOfPart, choose_units

# What is counted of a theme in each unit, and what it is a share of: matches of all themes, sentences, articles.
COUNTED = ("matches", "sentences", "articles")


class ThemeTally(NamedTuple):
    """What is counted of themes.

    Attributes
    ----------
    groups : Groups
    units : Units
    counts : dict of arrays of int, a row per group and a column per theme
        ``n_matches``; ``n_shared``, those on whose words another theme matches too; ``n_sentences`` and ``n_articles`` that it touches; and
        sums over units, such as ``n_sentences_squares`` and ``n_sentences_crossed`` (see :class:`analysis.statistics.Clusters`), for each
        of :data:`COUNTED`; of articles these are 0 where the units are paragraphs.
    sizes : dict of arrays of int, one per group
        ``n_matches`` of all themes, ``n_sentences``, ``n_articles`` that hold a word; for each, ``n_…_squares`` over units and
        ``n_…_units``, how many units have any.
    """

    groups: Groups
    units: Units
    counts: dict[str, np.ndarray]
    sizes: dict[str, np.ndarray]

    def clusters(self, counted: str) -> Clusters:
        """Give what an interval needs to know, for each group and theme, of one of :data:`COUNTED`."""
        sums = (self.counts[f"n_{counted}{kind}"] for kind in ("", "_squares", "_crossed"))
        sizes = (self.sizes[f"n_{counted}{kind}"][:, None] for kind in ("", "_squares", "_units"))
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


def _count_in(part: Part, matches: ThemeMatches, groups: GroupsOfPart, units: UnitsOfPart) -> _Counted:
    """Count the themes in each unit of a part, and sum up over those units that no other part shares."""
    index = part.index
    bounds, article, group = units.find_bounds(index, groups)
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
    found = pl.DataFrame({"unit": of_match, "theme": matches.theme, "is_shared": matches.is_shared, "is_first": matches.is_first})
    counts = found.group_by("unit", "theme").agg(
        n_matches=pl.len().cast(pl.Int64),
        n_shared=pl.col("is_shared").sum().cast(pl.Int64),
        n_sentences=pl.col("is_first").sum().cast(pl.Int64),  # no unit cuts a sentence in two
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


def _add_up(tables: Sequence[pl.DataFrame], *lengths: int) -> dict[str, np.ndarray]:
    """Add up tables, the first of which has all columns, in arrays of these lengths: the first columns say where a row belongs."""
    keys = tables[0].columns[: len(lengths)]
    sums = {name: np.zeros(lengths, dtype=np.int64) for name in tables[0].columns[len(lengths) :]}
    for table in tables:
        at = tuple(table[key].to_numpy() for key in keys)  # no two rows of a table belong to one place
        for name in table.columns[len(lengths) :]:
            sums[name][at] += table[name].to_numpy()
    return sums


def tally_themes(corpus: Corpus, lexicon: Lexicon, by: str | None = None) -> ThemeTally:
    """Count the themes of a lexicon in each group; see :func:`analysis.count_themes`."""
    groups = group_words(corpus, by)
    units = choose_units(corpus, groups)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    units_of_parts = (units.of_part(part, of_part) for part, of_part in zip(corpus.parts, of_parts, strict=True))
    counted = corpus.map_parts(_count_in, match_parts(corpus, lexicon), of_parts, units_of_parts)
    counts, sizes, told, told_sizes = zip(*counted, strict=True)
    of_stories = pl.concat(told).group_by("group", "story", "theme").agg(pl.all().sum())
    story_sizes = pl.concat(told_sizes).group_by("group", "story").agg(pl.all().sum())
    of_stories = _sum_counts(of_stories.join(story_sizes, on=("group", "story")))
    n_groups = len(groups.labels)
    return ThemeTally(
        groups,
        units,
        _add_up([*counts, of_stories], n_groups, len(lexicon.themes)),
        _add_up([*sizes, _sum_sizes(story_sizes)], n_groups),
    )
