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
from .items import Items, find_places, have_match
from .parts import Part
from .statistics import Clusters
from .theme_matches import Sought, ThemeMatches, match_themes
from .units import UnitsOfPart, choose_units

# In a sentence that the theme touches, outside its matches; in another sentence; with a word in a match.
NEAR, ELSE, INSIDE = range(3)


def _find_sides(
    index: WordIndex, matches: ThemeMatches, theme: int, sentence: np.ndarray, start: np.ndarray, length: np.ndarray
) -> np.ndarray:
    """Tell on which side of a theme stretches of words are, given the sentence of each."""
    is_its = matches.theme == theme
    first, size = matches.start[is_its], matches.length[is_its]
    touched = np.zeros(len(index.sentences), dtype=bool)
    touched[np.searchsorted(index.sentences, first, side="right") - 1] = True
    sides = np.where(touched[sentence], NEAR, ELSE)
    sides[have_match(index, (first, size), start, length)] = INSIDE
    return sides


class Company(NamedTuple):
    """How often each word and phrase stands on each side of each theme: arrays of int, which add up over parts.

    Attributes
    ----------
    n, n_touched : array, one per word and phrase
        All uses, and those of which some word stands in a match of any theme.
    n_sides : array, for each theme, for each side, for each word and phrase
        Its uses there.
    words : array, for each theme, for each side
        All words there.
    """

    n: np.ndarray
    n_touched: np.ndarray
    n_sides: np.ndarray
    words: np.ndarray


def count_near_themes(corpus: Corpus, sought: Sought, items: Items) -> Company:
    """Count how often each word and phrase stands near each theme."""
    given = map(repeat, (sought, items.is_open, items.book, items.of_gram))
    return reduce(lambda one, other: Company._make(map(np.add, one, other)), corpus.map_parts(_count_in, *given))


def _count_in(part: Part, sought: Sought, is_open: np.ndarray, book: GramBook, of_gram: Sequence[np.ndarray]) -> Company:
    index = part.index
    matches, sentence = match_themes(index, sought), index.unit_of_word(index.sentences)
    item, start, length = find_places(index, is_open, book, of_gram)
    every = np.arange(len(index.ids))
    n_sides, words = np.zeros((len(sought.sizes), 3, len(is_open)), dtype=np.int64), np.zeros((len(sought.sizes), 3), dtype=np.int64)
    for theme in range(len(sought.sizes)):
        sides = _find_sides(index, matches, theme, sentence[start], start, length)
        n_sides[theme] = [np.bincount(item[sides == side], minlength=len(is_open)) for side in (NEAR, ELSE, INSIDE)]
        words[theme] = np.bincount(_find_sides(index, matches, theme, sentence, every, np.ones_like(every)), minlength=3)
    is_touched = have_match(index, (matches.start, matches.length), start, length)
    n, n_touched = (np.bincount(rows, minlength=len(is_open)) for rows in (item, item[is_touched]))
    return Company(n, n_touched, n_sides, words)


class Spread(NamedTuple):
    """How some words and phrases are spread, each near its theme and elsewhere; and the first word, in the corpus, of the first near it."""

    near: Clusters
    rest: Clusters
    first: np.ndarray


def spread_near_themes(corpus: Corpus, sought: Sought, items: Items, theme: np.ndarray, item: np.ndarray) -> Spread:
    """Find how some words and phrases, each used near its theme, are spread over units; articles that tell one story are one."""
    if not len(item):
        nothing = Clusters(*np.zeros((6, 0)))
        return Spread(nothing, nothing, np.zeros(0, dtype=np.int64))
    groups = group_words(corpus)
    units = choose_units(corpus, groups)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    units_of_parts = (units.of_part(part, of_part) for part, of_part in zip(corpus.parts, of_parts, strict=True))
    given = map(repeat, (sought, (theme, item), len(items.terms), items.book, items.of_gram))
    uses, words = map(pl.concat, zip(*corpus.map_parts(_spread_in, *given, of_parts, units_of_parts), strict=True))
    n, first, size = map(pl.col, ("n", "first", "words"))
    words = words.group_by("theme", "side", "unit").agg(size.sum())
    uses = uses.group_by("row", "theme", "side", "unit").agg(n.sum(), first.min()).join(words, on=("theme", "side", "unit"))
    rows = uses.group_by("side", "row").agg(n.sum(), n.pow(2).sum().alias("squares"), (n * size).sum().alias("crossed"), first.min())
    themes = words.group_by("side", "theme").agg(size.sum(), size.pow(2).sum().alias("squares"), pl.len().alias("units"))
    of_rows, of_themes = _arrange(rows, len(item)), _arrange(themes, len(sought.sizes))[:, :, theme]
    near, rest = (Clusters(*of_rows[:3, side], *of_themes[:, side]) for side in (NEAR, ELSE))
    return Spread(near, rest, of_rows[3, NEAR])


def _arrange(table: pl.DataFrame, n: int) -> np.ndarray:
    """Arrange a table by its first two columns, which are sides and numbers below `n`: for each other column, each side, each number."""
    arranged = np.zeros((table.width - 2, 2, n), dtype=np.int64)
    side, number, *columns = (column.to_numpy() for column in table)
    arranged[:, side, number] = columns
    return arranged


def _spread_in(
    part: Part,
    sought: Sought,
    chosen: tuple[np.ndarray, np.ndarray],
    n_items: int,
    book: GramBook,
    of_gram: Sequence[np.ndarray],
    groups: GroupsOfPart,
    units: UnitsOfPart,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Count, for each unit and side, the uses of what is chosen, by its row, and the words, by theme."""
    index = part.index
    matches, sentence, every = match_themes(index, sought), index.unit_of_word(index.sentences), np.arange(len(index.ids))
    item, start, length = find_places(index, np.isin(np.arange(n_items), chosen[1]), book, of_gram)
    bounds, article, _ = units.find_bounds(index, groups)
    unit, story = index.unit_of_word(bounds), np.where(units.is_by_article[0], units.story[article], -1)
    # A story has its number in all parts; any other unit is by itself, and has one below 0.
    name = np.where(story >= 0, story, -1 - part.first.words - bounds[:-1])
    uses, words = [], []
    for theme in range(len(sought.sizes)):
        sides = _find_sides(index, matches, theme, sentence, every, np.ones_like(every))
        n_words = np.bincount(sides * len(name) + unit, minlength=3 * len(name)).reshape(3, -1)
        side, at = np.nonzero(n_words[:INSIDE])
        words.append(pl.DataFrame({"theme": np.full(len(at), theme), "side": side, "unit": name[at], "words": n_words[side, at]}))
        row_of, mine = np.full(n_items, -1), np.flatnonzero(chosen[0] == theme)
        row_of[chosen[1][mine]] = mine
        row = row_of[item]
        places = np.flatnonzero(row >= 0)
        side = _find_sides(index, matches, theme, sentence[start[places]], start[places], length[places])
        columns = {"row": row[places], "side": side, "unit": name[unit[start[places]]], "first": start[places] + part.first.words}
        found = pl.DataFrame(columns).filter(pl.col("side") != INSIDE).with_columns(theme=pl.lit(theme, dtype=pl.Int64))
        uses.append(found.group_by("row", "theme", "side", "unit").agg(pl.len().cast(pl.Int64).alias("n"), pl.col("first").min()))
    return pl.concat(uses), pl.concat(words)
