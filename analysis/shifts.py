"""Shifts: which entries make a theme's share larger, or smaller, in some articles than in others; and headlines against bodies."""

from typing import TYPE_CHECKING

import numpy as np

from .corpus import Corpus
from .keyness import LEVEL
from .lexicon import Lexicon
from .statistics import adjust_p, p_of_difference
from .subsets import on_sides, take_headlines
from .terms import name_units
from .theme_matches import match_parts
from .theme_tallies import tally_themes
from .themes import add_labels, count_themes

if TYPE_CHECKING:
    import pandas as pd


def _count(corpus: Corpus, lexicon: Lexicon) -> np.ndarray:
    """Count the matches of each entry: those of the first theme, then of the second, ...."""
    first = np.cumsum([0, *(len(theme.entries) for theme in lexicon.themes)])
    n = np.zeros(first[-1], dtype=np.int64)
    for matches in match_parts(corpus, lexicon):
        n += np.bincount(first[matches.theme] + matches.entry, minlength=first[-1])
    return n


def _share(n: np.ndarray) -> np.ndarray:
    return n / n.sum() if n.sum() else np.full(len(n), np.nan)


def count_shift(corpus: Corpus, reference: Corpus, lexicon: Lexicon, *, theme: str | None = None) -> "pd.DataFrame":
    """Count what each entry adds to the difference of its theme's share in two corpora.

    Parameters
    ----------
    corpus, reference : Corpus
        Two corpora, or the two sides of one: see :func:`analysis.choose_sides`.
    lexicon : Lexicon
    theme : str, optional
        Only the entries of this theme; those of all when not given.

    Returns
    -------
    DataFrame, one row per theme and entry, those without a match too
        ``theme``; ``label``; ``entry``, as the lexicon writes it; ``n`` and ``n_reference``, its matches in either corpus; ``share`` and
        ``share_reference``, of the matches of all themes in that corpus, 0 to 1; ``shift``, the former less the latter, -1 to 1: above 0
        where the corpus has more of it. The shifts of a theme's entries add up to the difference of its share, and all shifts to 0. Shares
        are missing where a corpus has no match at all, and shifts with them. ``p`` is that of the difference of the theme's share, the same
        for each of its entries: how often chance alone, dealing out the articles (paragraphs, where articles are few), would give one as
        large, corrected for the number of themes; missing where there are too few of both.

        Themes that surely differ (`p` below 0.05) come first, of these the one whose share differs most, ties by theme; in each, the entry
        with the largest shift, up or down, ties by entry. ``attrs["note"]`` says of how many matches the shares are, and over what the test
        is.

    Raises
    ------
    ValueError
        If the lexicon has no such theme.

    Notes
    -----
    Each match belongs to one entry: the longest, see :func:`analysis.find_themes`. A shift says how much an entry weighs in the difference,
    and the test of the theme says nothing of single entries; that is for :func:`analysis.compare_terms` to say.

    See Also
    --------
    analysis.statistics.p_of_difference, analysis.statistics.adjust_p

    References
    ----------
    Gallagher, R. J. et al. (2021). Generalized word shift graphs: a method for visualizing and explaining pairwise comparisons between
    texts. EPJ Data Science 10, 4: the proportion shift.
    """
    import pandas as pd

    keys = [one.theme for one in lexicon.themes]
    if theme is not None and theme not in keys:
        raise ValueError(f"there is no theme {theme!r} in {lexicon.file}; it has {', '.join(keys)}.")
    n, n_reference = _count(corpus, lexicon), _count(reference, lexicon)
    rows = [(one.theme, one.label, entry) for one in lexicon.themes for entry in one.entries]
    table = pd.DataFrame(rows, columns=["theme", "label", "entry"], dtype="str")
    table = table.assign(n=n, n_reference=n_reference, share=_share(n), share_reference=_share(n_reference))
    # As fractions over the product of all matches here and there: whole numbers, which add up to the last digit.
    total, total_reference = int(n.sum()), int(n_reference.sum())
    crossed = n * total_reference - n_reference * total
    table["shift"] = crossed / (total * total_reference) if total and total_reference else np.nan
    tallies = [tally_themes(side, lexicon) for side in (corpus, reference)]
    tested = adjust_p(p_of_difference(*(tally.clusters("matches") for tally in tallies))[0])
    table["p"] = np.repeat(tested, [len(one.entries) for one in lexicon.themes])
    over = [name_units(tally.units, int(tally.sizes["n_matches_units"][0])) for tally in tallies]
    whole = np.abs(table.assign(crossed=crossed).groupby("theme")["crossed"].transform("sum").to_numpy())
    is_sure = table["p"].to_numpy() < LEVEL
    order = np.lexsort((table["entry"].to_numpy(str), -np.abs(crossed), table["theme"].to_numpy(str), -whole, ~is_sure))
    table = table.iloc[order]
    table = (table if theme is None else table[table["theme"] == theme]).reset_index(drop=True)
    table.attrs["note"] = f"Shares are of {total:,} matches of all themes here and {total_reference:,} there."
    if np.isfinite(tested).any():
        table.attrs["note"] += f" The test is over {over[0]} here and {over[1]} there that hold any."
    return table


def shift_sides(corpus: Corpus, lexicon: Lexicon) -> "pd.DataFrame":
    """Count what each entry adds to the difference between the two sides that :func:`analysis.choose_sides` finds in a corpus.

    Returns
    -------
    DataFrame
        The table of :func:`count_shift`; ``attrs["names"]`` says what the sides are called. Without rows where there are no two sides,
        which ``attrs["note"]`` says.
    """
    return on_sides(corpus, lambda one, other: count_shift(one, other, lexicon))


def compare_headlines(corpus: Corpus, lexicon: Lexicon) -> "pd.DataFrame":
    """Compare what the headlines dwell on with what the bodies below them do.

    Returns
    -------
    DataFrame, one row per theme; the largest difference first, up or down; of equals, the one with more matches in bodies
        ``theme``; ``label``; ``n``, matches in the headlines; ``share``, of all their matches, 0 to 1, with ``low`` and ``high``, its 95 %
        interval; ``n_reference``, ``share_reference``, ``low_reference``, ``high_reference``, the same of the bodies; ``shift``, the former
        share less the latter, -1 to 1. Shares are missing where there is no match at all, shifts with them, and intervals as in
        :func:`analysis.count_themes`. ``attrs["n_headlines"]`` is how many articles have a headline; bodies of others are left out.
    """
    headlines = take_headlines(corpus)
    bodies = corpus.take(corpus.select("title")["title"].is_not_null().to_numpy())
    names = ["theme", "n", "share", "low", "high"]
    above, below = (count_themes(part, lexicon)[names] for part in (headlines, bodies))
    table = below[["theme"]].merge(above.merge(below, on="theme", suffixes=("", "_reference")), on="theme")
    table["shift"] = table["share"] - table["share_reference"]
    table = add_labels(table, lexicon).sort_values("shift", key=lambda shift: -shift.abs(), kind="stable")
    n = headlines.counts.articles
    have = f"{n:,} article{' has' if n == 1 else 's have'} a headline"
    note = f"Here: in headlines; there: in the bodies below them. {have}." if n else "No article has a headline."
    table.attrs = {"n_headlines": n, "note": note}
    return table.reset_index(drop=True)
