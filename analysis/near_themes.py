"""How often words and phrases stand near each theme and elsewhere, and how that is spread over the units of a text."""

from collections.abc import Sequence
from functools import reduce
from itertools import repeat
from typing import NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .grams import GramBook
from .groups import GroupsOfPart, group_words
from .index import WordIndex
from .items import Items, Matched, find_places
from .lexicon import Lexicon
from .parts import Part
from .statistics import Clusters
from .theme_matches import ThemeMatches, match_parts
from .units import UnitsOfPart, choose_units

# In a sentence that the theme touches, outside its matches; and in another sentence.
NEAR, ELSE = 0, 1


class _Near(NamedTuple):
    """The words that a theme has near it: for each word, whether its sentence is touched; and those that stand in matches."""

    is_touched: np.ndarray
    own: Matched


def _find_near(index: WordIndex, matches: ThemeMatches, theme: int) -> _Near:
    is_its = matches.theme == theme
    start, length = matches.start[is_its], matches.length[is_its]
    is_touched = np.zeros(len(index.sentences) - 1, dtype=bool)
    is_touched[np.searchsorted(index.sentences, start, side="right") - 1] = True
    return _Near(np.repeat(is_touched, np.diff(index.sentences)), Matched(index, start, length))


class Company(NamedTuple):
    """How often each word and phrase stands in the company of each theme: arrays of int, which add up over parts.

    Attributes
    ----------
    n, n_touched : array, one per word and phrase
        All uses, and those of which some word stands in a match of any theme.
    n_near, n_inside : array, a row for each theme, a column for each word and phrase
        Uses in sentences that the theme touches, outside its matches; and those of which some word stands in one of its matches.
    words_near, words_inside : array, one per theme
        The same of all words.
    """

    n: np.ndarray
    n_touched: np.ndarray
    n_near: np.ndarray
    n_inside: np.ndarray
    words_near: np.ndarray
    words_inside: np.ndarray


def count_near_themes(corpus: Corpus, lexicon: Lexicon, items: Items) -> Company:
    """Count how often each word and phrase stands near each theme."""
    given = map(repeat, (len(lexicon.themes), items.is_open, items.book, items.of_gram))
    return reduce(
        lambda one, other: Company._make(map(np.add, one, other)), corpus.map_parts(_count_in, match_parts(corpus, lexicon), *given)
    )


def _count_in(
    part: Part, matches: ThemeMatches, n_themes: int, is_open: np.ndarray, book: GramBook, of_gram: Sequence[np.ndarray]
) -> Company:
    index, n_items = part.index, len(is_open)
    item, start, length = find_places(index, is_open, book, of_gram)
    of_themes = []
    for theme in range(n_themes):
        near = _find_near(index, matches, theme)
        rows = np.flatnonzero(near.is_touched[start])
        is_own = near.own.touches(start[rows], length[rows])
        n_near, n_inside = (np.bincount(item[some], minlength=n_items) for some in (rows[~is_own], rows[is_own]))
        of_themes.append((n_near, n_inside, near.is_touched.sum() - near.own.before[-1], near.own.before[-1]))
    is_touched = Matched(index, matches.start, matches.length).touches(start, length)
    n, n_touched = (np.bincount(rows, minlength=n_items) for rows in (item, item[is_touched]))
    return Company(n, n_touched, *map(np.array, zip(*of_themes, strict=True)))


class Spread(NamedTuple):
    """How some words and phrases are spread, each near its theme and elsewhere; and the first word, in the corpus, of the first near it."""

    near: Clusters
    rest: Clusters
    first: np.ndarray


def spread_near_themes(corpus: Corpus, lexicon: Lexicon, items: Items, theme: np.ndarray, item: np.ndarray) -> Spread:
    """Find how some words and phrases, each used near its theme, are spread over units; articles that tell one story are one."""
    if not len(item):
        nothing = Clusters(*np.zeros((6, 0)))
        return Spread(nothing, nothing, np.zeros(0, dtype=np.int64))
    groups = group_words(corpus)
    units = choose_units(corpus, groups)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    units_of_parts = (units.of_part(part, of_part) for part, of_part in zip(corpus.parts, of_parts, strict=True))
    given = map(repeat, (len(lexicon.themes), (theme, item), len(items.terms), items.book, items.of_gram))
    rows, themes, uses, words = map(
        pl.concat, zip(*corpus.map_parts(_spread_in, match_parts(corpus, lexicon), *given, of_parts, units_of_parts), strict=True)
    )
    words = words.group_by("theme", "side", "unit").agg(pl.col("words").sum())
    uses = uses.group_by("row", "theme", "side", "unit").agg(pl.col("n").sum(), pl.col("first").min())
    rows, themes = (pl.concat(tables) for tables in zip((rows, themes), _sum_up(uses, words), strict=True))
    rows, themes = (
        rows.group_by("side", "row").agg(pl.exclude("first").sum(), pl.col("first").min()),
        themes.group_by("side", "theme").sum(),
    )
    of_rows, of_themes = _arrange(rows, len(item)), _arrange(themes, len(lexicon.themes))[:, :, theme]
    near, rest = (Clusters(*of_rows[:3, side], *of_themes[:, side]) for side in (NEAR, ELSE))
    return Spread(near, rest, of_rows[3, NEAR])


def _sum_up(uses: pl.DataFrame, words: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sum up over units what the tests need to know, by side and row, and by side and theme."""
    n, first, size = map(pl.col, ("n", "first", "words"))
    uses = uses.join(words, on=("theme", "side", "unit"))
    rows = uses.group_by("side", "row").agg(n.sum(), n.pow(2).sum().alias("squares"), (n * size).sum().alias("crossed"), first.min())
    units = pl.len().cast(pl.Int64).alias("units")
    return rows, words.group_by("side", "theme").agg(size.sum(), size.pow(2).sum().alias("squares"), units)


def _arrange(table: pl.DataFrame, n: int) -> np.ndarray:
    """Arrange a table by its first two columns, which are sides and numbers below `n`: for each other column, each side, each number."""
    arranged = np.zeros((table.width - 2, 2, n), dtype=np.int64)
    side, number, *columns = (column.to_numpy() for column in table)
    arranged[:, side, number] = columns
    return arranged


def _spread_in(
    part: Part,
    matches: ThemeMatches,
    n_themes: int,
    chosen: tuple[np.ndarray, np.ndarray],
    n_items: int,
    book: GramBook,
    of_gram: Sequence[np.ndarray],
    groups: GroupsOfPart,
    units: UnitsOfPart,
) -> tuple[pl.DataFrame, ...]:
    """Sum up all units but the stories, which other parts may tell too; of these, count the uses of what is chosen, and the words."""
    index = part.index
    item, start, length = find_places(index, np.isin(np.arange(n_items), chosen[1]), book, of_gram)
    bounds, article, _ = units.find_bounds(index, groups)
    unit, story = index.unit_of_word(bounds), np.where(units.is_by_article[0], units.story[article], -1)
    # A story has its number in all parts; any other unit is in this part alone, and has one below 0.
    name = np.where(story >= 0, story, -1 - np.arange(len(story)))
    uses, words = [], []
    for theme in range(n_themes):
        near, mine = _find_near(index, matches, theme), np.flatnonzero(chosen[0] == theme)
        is_own = np.diff(near.own.before) > 0
        n_near, n_own = (np.bincount(unit[is_some], minlength=len(name)) for is_some in (near.is_touched & ~is_own, is_own))
        n_words = np.stack([n_near, np.diff(bounds) - n_near - n_own])
        side, at = np.nonzero(n_words)
        words.append(pl.DataFrame({"theme": np.full(len(at), theme), "side": side, "unit": name[at], "words": n_words[side, at]}))
        row_of = np.full(n_items, -1)
        row_of[chosen[1][mine]] = mine
        places = np.flatnonzero(row_of[item] >= 0)
        places = places[~near.own.touches(start[places], length[places])]
        first, side = start[places], np.where(near.is_touched[start[places]], NEAR, ELSE)
        found = pl.DataFrame({"row": row_of[item[places]], "side": side, "unit": name[unit[first]], "first": first + part.first.words})
        found = found.group_by("row", "side", "unit").agg(pl.len().cast(pl.Int64).alias("n"), pl.col("first").min())
        uses.append(found.with_columns(theme=pl.lit(theme, dtype=pl.Int64)))
    tables, is_story = (pl.concat(uses), pl.concat(words)), pl.col("unit") >= 0
    return *_sum_up(*(table.filter(~is_story) for table in tables)), *(table.filter(is_story) for table in tables)
