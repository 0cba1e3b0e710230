"""Themes: how often a lexicon matches, and how much of the text it touches."""

from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus
from .evidence import open_matches
from .groups import MOST_COLUMNS, GroupsOfPart, choose_parts, group_words
from .lexicon import Lexicon
from .parts import Part
from .terms import count_terms
from .theme_matches import Sought, ThemeMatches, look_up_themes, match_themes
from .vocabulary import number_rows

if TYPE_CHECKING:
    import pandas as pd


def find_themes(corpus: Corpus, lexicon: Lexicon, *, theme: str | None = None, rows: int | None = None) -> "pd.DataFrame":
    """Find the stretches of text behind a theme, or behind all; with `rows`, only the first so many.

    Returns
    -------
    DataFrame, one row per match, in reading order
        ``theme``; ``entry``, as the lexicon writes it; and the columns of :func:`analysis.find`. As many rows as ``n`` in
        :func:`count_themes`.

    Raises
    ------
    ValueError
        If the lexicon has no such theme.
    """
    import pandas as pd

    keys = [one.theme for one in lexicon.themes]
    if theme is not None and theme not in keys:
        raise ValueError(f"there is no theme {theme!r} in {lexicon.file}; it has {', '.join(keys)}.")
    tables = []
    n = 0
    sought = look_up_themes(corpus, lexicon)
    for part, matches in zip(corpus.parts, corpus.map_parts(_match_in, repeat(sought)), strict=False):
        wanted = np.arange(len(matches.theme)) if theme is None else np.flatnonzero(matches.theme == keys.index(theme))
        wanted = wanted[: None if rows is None else rows - n]
        opened = open_matches(corpus, matches.start[wanted] + part.first.words, matches.length[wanted])
        pairs = list(zip(matches.theme[wanted].tolist(), matches.entry[wanted].tolist(), strict=True))
        opened.insert(0, "theme", pd.Series([keys[number] for number, _ in pairs], dtype="str"))
        opened.insert(1, "entry", pd.Series([lexicon.themes[number].entries[entry] for number, entry in pairs], dtype="str"))
        tables.append(opened)
        n += len(opened)
        if n == rows:
            break
    return pd.concat(tables, ignore_index=True)


def _match_in(part: Part, sought: Sought) -> ThemeMatches:
    return match_themes(part.index, sought)


def _count_in(part: Part, sought: Sought, groups: GroupsOfPart) -> tuple[np.ndarray, ...]:
    """Count the themes of a part.

    Returns
    -------
    tuple of five arrays of int
        For each group of the part and theme: matches, those that are shared, sentences and articles touched; and each group's sentences.
    """
    index = part.index
    of_word, n_themes = groups.of_words(index), len(sought.sizes)
    cells = groups.size * n_themes
    matches = match_themes(index, sought)
    cell = of_word[matches.start] * n_themes + matches.theme
    n, n_shared = (np.bincount(rows, minlength=cells) for rows in (cell, cell[matches.is_shared]))
    touched = []
    for bounds in (index.sentences, index.articles):
        units = np.searchsorted(bounds, matches.start, side="right")
        pairs = np.unique(cell * (len(bounds) + 1) + units)
        touched.append(np.bincount(pairs // (len(bounds) + 1), minlength=cells))
    return n, n_shared, *touched, np.bincount(of_word[index.sentences[:-1]], minlength=groups.size)


def count_themes(corpus: Corpus, lexicon: Lexicon, *, by: str | None = None) -> "pd.DataFrame":
    """Count the matches of each theme.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str, optional
        Count within each article, section, paragraph, … or period: see :func:`analysis.groups.group_words`.

    Returns
    -------
    DataFrame, one row per group and theme, those without a match too; most matches first in each group, ties by theme
        The group's columns; ``theme``; ``n``, matches; ``n_shared``, those of them on whose words another theme matches too; ``share``, of
        all matches in the group, 0 to 1 (missing where there are none); ``share_sentences``, of the group's sentences that the theme
        touches (they add up to more than 1 where themes share sentences); ``n_articles``, articles it touches.
    """
    groups = group_words(corpus, by)
    n_groups, n_themes = len(groups.labels), len(lexicon.themes)
    n, n_shared, in_sentences, in_articles = (np.zeros(n_groups * n_themes, dtype=np.int64) for _ in range(4))
    n_sentences = np.zeros(n_groups, dtype=np.int64)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    counted = corpus.map_parts(_count_in, repeat(look_up_themes(corpus, lexicon)), of_parts)
    for of_part, (*sums, sentences) in zip(of_parts, counted, strict=True):
        n_sentences[of_part.among] += sentences
        cells = slice(of_part.among.start * n_themes, of_part.among.stop * n_themes)
        for total, here in zip((n, n_shared, in_sentences, in_articles), sums, strict=True):
            total[cells] += here
    of_group = n.reshape(n_groups, n_themes).sum(axis=1)
    table = groups.labels.loc[groups.labels.index.repeat(n_themes)].reset_index(drop=True)
    table["theme"] = [theme.theme for theme in lexicon.themes] * n_groups
    table["n"], table["n_shared"] = n, n_shared
    with np.errstate(invalid="ignore", divide="ignore"):
        table["share"] = n / np.repeat(of_group, n_themes)
        table["share_sentences"] = in_sentences / np.repeat(n_sentences, n_themes)
    table["n_articles"] = in_articles
    order = np.lexsort((table["theme"].to_numpy(str), -n, np.repeat(np.arange(n_groups), n_themes)))
    return table.iloc[order].reset_index(drop=True)


def _cover_in(part: Part, sought: Sought, groups: GroupsOfPart) -> tuple[np.ndarray, np.ndarray]:
    """Count the sentences of each group in a part, and those that any theme touches."""
    index = part.index
    group = groups.of_words(index)[index.sentences[:-1]]
    touched = np.unique(np.searchsorted(index.sentences, match_themes(index, sought).start, side="right") - 1)
    return np.bincount(group, minlength=groups.size), np.bincount(group[touched], minlength=groups.size)


def count_coverage(corpus: Corpus, lexicon: Lexicon, *, by: str | None = None) -> "pd.DataFrame":
    """Count how much of the text any theme touches.

    Returns
    -------
    DataFrame, one row per group
        The group's columns; ``n_sentences``; ``n_touched``, sentences with a match of any theme; ``share_touched``, 0 to 1, missing where
        there are no sentences.
    """
    groups = group_words(corpus, by)
    n_sentences, n_touched = (np.zeros(len(groups.labels), dtype=np.int64) for _ in range(2))
    of_parts = [groups.of_part(part) for part in corpus.parts]
    covered = corpus.map_parts(_cover_in, repeat(look_up_themes(corpus, lexicon)), of_parts)
    for of_part, (here, touched) in zip(of_parts, covered, strict=True):
        n_sentences[of_part.among] += here
        n_touched[of_part.among] += touched
    table = groups.labels.copy()
    table["n_sentences"], table["n_touched"] = n_sentences, n_touched
    table["share_touched"] = (table["n_touched"] / table["n_sentences"]).astype(float)
    return table


def _free_in(part: Part, sought: Sought, n_terms: int) -> np.ndarray:
    """Count the words of each term in a part that stand in no match of any theme."""
    index = part.index
    matches = match_themes(index, sought)
    is_free = np.ones(len(index.ids) + 1, dtype=bool)
    for k in range(int(matches.length.max(initial=0))):
        is_free[matches.start[matches.length > k] + k] = False
    return np.bincount(index.term_ids[is_free[:-1]], minlength=n_terms)


def count_untouched(corpus: Corpus, lexicon: Lexicon) -> "pd.DataFrame":
    """Count the words outside stop words that stand in no match of any theme.

    Returns
    -------
    DataFrame, one row per term with such a use; most frequent first, ties by term
        ``term``, ``form``, ``n`` (all uses), ``n_untouched`` (those in no match).
    """
    vocabulary = corpus.vocabulary
    n_free = np.zeros(len(vocabulary.terms), dtype=np.int64)
    for free in corpus.map_parts(_free_in, repeat(look_up_themes(corpus, lexicon)), repeat(len(n_free))):
        n_free += free
    terms = count_terms(corpus)
    terms["n_untouched"] = n_free[number_rows(pl.Series(terms["term"].tolist(), dtype=pl.String), vocabulary.terms)]
    terms = terms[~terms["is_stop"] & (terms["n_untouched"] > 0)]
    table = terms.sort_values(["n_untouched", "term"], ascending=[False, True], ignore_index=True)
    return table[["term", "form", "n", "n_untouched"]]


def add_labels(themes: "pd.DataFrame", lexicon: Lexicon) -> "pd.DataFrame":
    """Add ``label``, what people read, after ``theme``; same rows, same order."""
    table = themes.copy()
    table.insert(list(table.columns).index("theme") + 1, "label", [lexicon.labels[theme] for theme in table["theme"]])
    return table


def find_leading(corpus: Corpus, lexicon: Lexicon, themes: "pd.DataFrame", *, rows: int | None = None) -> "pd.DataFrame":
    """Find the stretches behind the theme with the most matches: the first row of `themes`, from :func:`count_themes`."""
    return find_themes(corpus, lexicon, theme=themes["theme"].iloc[0], rows=rows)


def list_themes(lexicon: Lexicon) -> "pd.DataFrame":
    """List the themes of a lexicon, one row each, in its order: ``theme``, ``label``, ``about``, ``n_entries``."""
    import pandas as pd

    rows = [(theme.theme, theme.label, theme.about, len(theme.entries)) for theme in lexicon.themes]
    return pd.DataFrame(rows, columns=["theme", "label", "about", "n_entries"])


def count_course(corpus: Corpus, lexicon: Lexicon) -> "pd.DataFrame":
    """Count the themes along the way: by paragraph of one article; by period where there are several; else by article, if these are few.

    Returns
    -------
    DataFrame, one row per unit and theme, in order; none where there is but one unit
        The unit: ``paragraph`` (with ``section``), ``period`` (the step's own name: ``month``, ``decade``, …) or ``article``; ``theme``;
        ``label``; ``n``; ``share_sentences``; ``group_articles``, how many articles the unit has. Undated articles are the last unit.
    """
    by = choose_parts(corpus)
    by = "paragraph" if by == "section" else by
    name = by
    groups = group_words(corpus, by)
    are_few = by != "article" or len(groups.labels) <= MOST_COLUMNS
    table = add_labels(count_themes(corpus if are_few else corpus.head(0), lexicon, by=by), lexicon)
    if by == "paragraph":
        index = next(part for part in corpus.parts if part.counts.words).index  # of the only article that has words
        section = np.searchsorted(index.sections, index.paragraphs[:-1], side="right")
        table.insert(1, "section", section[table["paragraph"].to_numpy() - 1])
        table = table.drop(columns="article_id")
        table = table[["paragraph", *table.columns.drop("paragraph")]]
    elif by == "article":
        table = table.rename(columns={"article_id": "article"})
    n_articles = dict(zip(groups.labels.iloc[:, -1], groups.n_articles.tolist(), strict=True))
    table["group_articles"] = [n_articles[group] for group in table[name]]
    if len(groups.labels) < 2 or not are_few:
        table = table.head(0)
    return table.drop(columns=["n_shared", "share", "n_articles"]).reset_index(drop=True)
