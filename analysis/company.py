"""Company: which themes of a lexicon stand in the same sentences more, or less, often than chance would have it."""

from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from . import statistics
from .corpus import Corpus, to_pandas
from .evidence import open_matches
from .keyness import LEVEL
from .lexicon import Lexicon
from .meetings import ALL, BOTH, LEFT, ONE, RIGHT, find_bounds, sum_meetings
from .parts import Part
from .statistics import Clusters
from .theme_matches import Sought, look_up_themes, match_themes

if TYPE_CHECKING:
    import pandas as pd

WITHIN = ("sentence", "paragraph")
# What a count of none is taken as, or what is expected if this is less.
HALF = 0.5


def _p_over_draws(sums: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Compute how often chance alone, dealing out draws, gives as many units with both; `rate` is the share of all to expect, if any."""
    n, n_theme, n_other, n_units = sums[ONE, [BOTH, LEFT, RIGHT, ALL]]
    # What a draw adds to the covariance of both themes: weights of its five numbers, with which they add up to n.
    share, share_other = n_theme / n_units, n_other / n_units
    weights = np.stack([np.zeros_like(n), np.ones_like(n), -share_other, -share, 2 * rate])
    crossed = np.einsum("ip,ijp->jp", weights, sums)
    squares = (crossed * weights).sum(axis=0)
    # None at all would not show how it clusters: themes massed in a few articles each would be called apart for being in others.
    n = np.where(n > 0, n, np.minimum(HALF, n_units * rate))
    draws = Clusters(n, squares, crossed[ALL], n_units, sums[ALL, ALL], sums[ONE, ONE])
    return np.where(np.isnan(rate), np.nan, statistics.p_of_difference_against(draws, rate))


def _check(within: str) -> None:
    if within not in WITHIN:
        raise ValueError(f"there is no within={within!r}; use {' or '.join(map(repr, WITHIN))}.")


def count_company(corpus: Corpus, lexicon: Lexicon, *, within: str = "sentence") -> "pd.DataFrame":
    """Count how often two themes stand together, and tell whether that is more or less often than chance would have it.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    within : {"sentence", "paragraph"}
        In what two themes have to stand to keep company: in one sentence or in one paragraph, called a unit below.

    Returns
    -------
    DataFrame, one row per pair of themes, each pair once; most surely together first, most surely apart last, ties by themes
        ``theme`` and ``other``, in the order of the lexicon; ``label`` and ``other_label``; ``n``, units that both touch; ``n_theme`` and
        ``n_other``, units that each touches; ``n_units``, all units; ``expected``, the units that both would touch by chance:
        ``n_theme * n_other / n_units``; ``log_ratio``, the binary logarithm of ``n / expected``, how much: 1 is twice as often as by
        chance, -1 half as often (a count of none is taken as half a unit, or as what is expected if this is less; missing where nothing
        is expected); ``g2``, from 0, and ``p_units``, its p-value: how surely, if units were drawn one by one; ``p``, how often chance
        alone, dealing out articles, gives a count so far from what is expected, on either side of it (two-sided); ``is_together``,
        whether `p` is below 0.05 and `n` above what is expected; ``is_apart``, whether it is below 0.05 and `n` below that.

        With fewer than ten articles, `p` is over paragraphs, and missing with fewer than ten of those, or if these are the units: then
        rows are sorted by `g2`. ``attrs["note"]`` says what `p` is over, and how many pairs it finds; ``attrs["within"]`` is `within`.

    Raises
    ------
    ValueError
        If there is no such `within`.

    Notes
    -----
    A word in the lists of two themes would have them stand together wherever it stands. So a match that shares a word with a match of the
    other theme counts in none of a pair's numbers: in ``n`` are the units that each theme touches by matches on words of its own. Hence
    ``n_theme`` of one theme may differ from pair to pair.

    Both p-values are corrected for the number of pairs (Benjamini and Hochberg 1995). Sentences of one article are no independent draws:
    an article that dwells on two subjects has many sentences on either, and some on both. An article of S units, of which a touch the
    one theme, b the other and n both, adds ``n - a * B / N - b * A / N + 2 * S * A * B / N**2`` to all units with both, if of all N units
    A touch the one and B the other (the covariance, linearised: Binder 1983). By how much more these vary than those of units drawn one by
    one, `n` and `expected` are divided before they are compared: see :func:`analysis.statistics.p_of_difference_against`. For this, too, a
    count of none is taken as half a unit, or as what is expected if this is less. Themes that touch a large share of all units, or that
    stand in few articles, are tested with more caution than need be.

    Themes that the same articles dwell on are together, even if no sentence tells what the one has to do with the other: open the
    sentences, and read them.

    References
    ----------
    Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys. International Statistical Review 51
    (3), 279-292.

    See Also
    --------
    find_company
    """
    _check(within)
    sums, draws = sum_meetings(corpus, lexicon, within)
    n, n_theme, n_other, n_units = sums[ONE, [BOTH, LEFT, RIGHT, ALL]].astype(np.int64)
    is_by_article = bool(draws.is_by_article[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(n_units > 0, n_theme * n_other / n_units, 0.0)
        rate = np.where(expected > 0, expected / n_units, np.nan)
        g2 = np.where(expected > 0, statistics.g2(n, n_theme, n_other, n_units), 0.0)
        p_once = _p_over_draws(sums, rate) if is_by_article or within == "sentence" else np.full(len(n), np.nan)
    p, sign = statistics.adjust_p(p_once), np.sign(n - expected)
    keys = pl.Series([theme.theme for theme in lexicon.themes], dtype=pl.String)
    labels = pl.Series([lexicon.labels[key] for key in keys], dtype=pl.String)
    one, other = np.triu_indices(len(keys), 1)
    columns = {
        "theme": keys.gather(one),
        "other": keys.gather(other),
        "label": labels.gather(one),
        "other_label": labels.gather(other),
        "n": n,
        "n_theme": n_theme,
        "n_other": n_other,
        "n_units": n_units,
        "expected": expected,
        "log_ratio": statistics.log_ratio_against(n, n_units, rate),
        "g2": g2,
        "p_units": statistics.adjust_p(np.where(expected > 0, statistics.p_of_g2(g2), np.nan)),
        "p": p,
        "is_together": (p < LEVEL) & (sign > 0),
        "is_apart": (p < LEVEL) & (sign < 0),
    }
    surely = -sign * np.log(np.maximum(np.nan_to_num(p_once, nan=1), np.finfo(float).tiny))
    sorted_by = [pl.Series("surely", -surely), pl.Series("signed", -sign * g2), "theme", "other"]
    table = to_pandas(pl.DataFrame(columns).sort(sorted_by))
    over = "paragraphs" if not is_by_article else "unique stories" if (draws.story >= 0).any() else "articles"
    table.attrs = {"within": within, "note": _say_test(table, within, int(sums[ONE, ONE].max(initial=0)), over)}
    return table


def _say_test(table: "pd.DataFrame", within: str, n_draws: int, over: str) -> str:
    """Say what the test of a table is over, and what it finds."""
    if not len(table) or not n_draws:
        return ""
    if table["p"].isna().all():
        few = "Fewer than ten articles, or paragraphs" if within == "sentence" else "Fewer than ten articles"
        return f"{few}: too few for a test. Sorted by G²." if table["g2"].any() else ""
    together, apart, by_units = (int(column.sum()) for column in (table["is_together"], table["is_apart"], table["p_units"] < LEVEL))
    n = int(table["p"].notna().sum())
    found = f"of {n:,} pair{'s' if n > 1 else ''} of themes, it finds {together:,} together and {apart:,} apart"
    return f"The test is over {n_draws:,} {over}: {found}; over single {within}s, it would find {by_units:,}."


def _find_in(part: Part, sought: Sought, within: str) -> tuple[np.ndarray, ...]:
    """Find in a part the matches of two themes, those on words of the other left out, in the units that hold some of both."""
    index = part.index
    theme, entry, start, length, is_shared, _ = match_themes(index, sought)
    unit = np.searchsorted(find_bounds(index, within), start, side="right") - 1
    one, other = (unit[(theme == number) & ~is_shared] for number in range(2))
    is_wanted = ~is_shared & np.isin(unit, np.intersect1d(one, other))
    return theme[is_wanted], entry[is_wanted], start[is_wanted] + part.first.words, length[is_wanted]


def find_company(
    corpus: Corpus, lexicon: Lexicon, theme: str, other: str, *, within: str = "sentence", rows: int | None = None
) -> "pd.DataFrame":
    """Find the stretches of text behind a row of :func:`count_company`: those of both themes in the sentences that both touch.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    theme, other : str
        Those of the row, in either order.
    within : {"sentence", "paragraph"}
        That of the table.
    rows : int, optional
        Open only the first so many.

    Returns
    -------
    DataFrame, one row per match, in reading order
        The columns of :func:`find_themes`. The rows stand in as many sentences, or paragraphs, as the row's ``n``, each of them with a
        match of either theme. Matches that share a word with one of the other theme are left out, as they are not counted.

    Raises
    ------
    ValueError
        If the lexicon has no such themes, if they are one, or if there is no such `within`.
    """
    import pandas as pd

    _check(within)
    of_key = {one.theme: one for one in lexicon.themes}
    for key in (theme, other):
        if key not in of_key:
            raise ValueError(f"there is no theme {key!r} in {lexicon.file}; it has {', '.join(of_key)}.")
    if theme == other:
        raise ValueError(f"the theme {theme!r} is named twice; name two themes.")
    # With no more than the two, what is shared is what they share with each other.
    both = Lexicon(lexicon.file, tuple(one for one in lexicon.themes if one.theme in (theme, other)))
    found: list[tuple[np.ndarray, ...]] = [(np.zeros(0, dtype=np.int64),) * 4]
    n = 0
    for here in corpus.map_parts(_find_in, repeat(look_up_themes(corpus, both)), repeat(within)):
        found.append(here)
        n += len(here[0])
        if rows is not None and n >= rows:
            break
    number, entry, start, length = (np.concatenate(column)[:rows] for column in zip(*found, strict=True))
    opened = open_matches(corpus, start, length)
    named = [(both.themes[one].theme, both.themes[one].entries[row]) for one, row in zip(number.tolist(), entry.tolist(), strict=True)]
    opened.insert(0, "theme", pd.Series([key for key, _ in named], dtype="str"))
    opened.insert(1, "entry", pd.Series([written for _, written in named], dtype="str"))
    return opened
