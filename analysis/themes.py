"""Themes: how often a lexicon matches, and how much of the text it touches."""

from typing import TYPE_CHECKING

import numpy as np

from .corpus import Corpus
from .evidence import open_matches
from .groups import CALENDAR, GroupsOfPart, group_words
from .lexicon import Lexicon
from .parts import Part
from .statistics import rate_interval
from .terms import say_few_articles, tell_units
from .theme_matches import ThemeMatches, match_parts
from .theme_tallies import tally_themes

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
    for part, matches in zip(corpus.parts, match_parts(corpus, lexicon), strict=False):
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
        all matches in the group, 0 to 1 (missing where there are none), with ``low`` and ``high``, its 95 % interval;
        ``share_sentences``, of the group's sentences that the theme touches (they add up to more than 1 where themes share sentences), with
        ``low_sentences`` and ``high_sentences``; ``n_articles``, articles it touches; ``share_articles``, of those that hold a word, with
        ``low_articles`` and ``high_articles``.

        Intervals are over articles if the group has ten (copies of one story being one), else over paragraphs, and missing with fewer than
        ten of those: see :func:`analysis.statistics.rate_interval`. Those of matches are over what holds a match of any theme, and those of
        articles are missing where the others are over paragraphs. ``attrs["intervals"]`` says what they are over, and ``attrs["note"]``
        which periods have fewer than five articles.
    """
    import pandas as pd

    tally = tally_themes(corpus, lexicon, by)
    keys = np.array([theme.theme for theme in lexicon.themes], dtype=object)
    n = tally.counts["n_matches"]
    order = np.argsort(keys.argsort().argsort() - n * len(keys), axis=1)  # most matches first, ties by theme
    labels = tally.groups.labels
    columns = {name: labels[name].repeat(len(keys)).reset_index(drop=True) for name in labels}
    columns["theme"] = pd.Series(keys[order.ravel()], dtype="str")

    def put(name: str, values: np.ndarray) -> None:
        columns[name] = pd.Series(np.take_along_axis(values, order, axis=1).ravel())

    put("n", n)
    put("n_shared", tally.counts["n_shared"])
    for name, suffix in (("matches", ""), ("sentences", "_sentences"), ("articles", "_articles")):
        clusters = tally.clusters(name)
        if name == "articles":
            put("n_articles", np.asarray(clusters.n))
        with np.errstate(invalid="ignore", divide="ignore"):
            put(f"share{suffix}", np.asarray(clusters.n) / np.asarray(clusters.size))
        for bound, values in zip(("low", "high"), rate_interval(clusters), strict=True):
            put(f"{bound}{suffix}", values)
    table = pd.DataFrame(columns, copy=False)
    n_units, size, size_squares = (tally.sizes[f"n_sentences{kind}"] for kind in ("_units", "", "_squares"))
    table.attrs["intervals"] = tell_units(tally.units, n_units, size, size_squares, by)
    if by in (*CALENDAR, "period"):
        table.attrs["note"] = say_few_articles(tally.groups)
    return table


def _cover_in(part: Part, matches: ThemeMatches, groups: GroupsOfPart) -> tuple[np.ndarray, np.ndarray]:
    """Count the sentences of each group in a part, and those that any theme touches."""
    index = part.index
    group = groups.of_words(index)[index.sentences[:-1]]
    touched = np.unique(np.searchsorted(index.sentences, matches.start, side="right") - 1)
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
    covered = corpus.map_parts(_cover_in, match_parts(corpus, lexicon), of_parts)
    for of_part, (here, touched) in zip(of_parts, covered, strict=True):
        n_sentences[of_part.among] += here
        n_touched[of_part.among] += touched
    table = groups.labels.copy()
    table["n_sentences"], table["n_touched"] = n_sentences, n_touched
    table["share_touched"] = (table["n_touched"] / table["n_sentences"]).astype(float)
    return table


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
