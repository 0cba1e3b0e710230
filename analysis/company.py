"""Company: which themes of a lexicon stand in the same sentences more, or less, often than chance would have it."""

from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from . import statistics
from .corpus import Corpus
from .evidence import open_matches
from .groups import GroupsOfPart, group_words
from .index import WordIndex
from .keyness import LEVEL
from .lexicon import Lexicon
from .matching import join_ranges
from .parts import Part
from .statistics import Clusters
from .theme_matches import Sought, ThemeMatches, look_up_themes, match_themes
from .units import Units, UnitsOfPart, choose_units

if TYPE_CHECKING:
    import pandas as pd

WITHIN = ("sentence", "paragraph")
# Draws times pairs of themes that are held at once: 4 MB for each of the five numbers of a draw.
CELLS = 500_000
# What a count of none is taken as, or what is expected if this is less.
HALF = 0.5
# What is known of a draw (an article, say) for a pair of themes: that it is one; its units (its sentences, say) that both touch, that the
# one touches, that the other touches; all its units.
ONE, BOTH, LEFT, RIGHT, ALL = range(5)


class _Touched(NamedTuple):
    """Which units themes touch, draw by draw.

    Attributes
    ----------
    size : array of int
        How many units each draw has.
    by_theme : array of int, a row per draw and a column per theme
        How many of these the theme touches.
    draw, cell, kind : arrays of int
        An entry for each unit and pair of themes that both touch it by matches of their own (`kind` BOTH), or of which the one (LEFT) or
        the other (RIGHT) has no match there but on words of the other. `cell` is the one's number times that of all themes, plus the
        other's.
    """

    size: np.ndarray
    by_theme: np.ndarray
    draw: np.ndarray
    cell: np.ndarray
    kind: np.ndarray

    def take(self, wanted: np.ndarray) -> "_Touched":
        """Keep the draws for which `wanted` holds."""
        rows = wanted[self.draw]
        number = np.cumsum(wanted) - 1
        return _Touched(self.size[wanted], self.by_theme[wanted], number[self.draw[rows]], self.cell[rows], self.kind[rows])


def _bounds(index: WordIndex, within: str) -> np.ndarray:
    return index.sentences if within == "sentence" else index.paragraphs


def _pair_up(stops: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pair each row of a table with every row after it, up to its own stop."""
    rows = np.arange(len(stops))
    return np.repeat(rows, stops - rows - 1), join_ranges(rows + 1, stops)


def _meet(unit: np.ndarray, matches: ThemeMatches, n_themes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Find which units themes touch, and in which of them two meet; `unit` is that of each match.

    Returns
    -------
    tuple of four arrays of int
        The number of each unit that a theme touches times that of all themes, plus the theme's; then ``draw`` (here the unit), ``cell`` and
        ``kind`` of :class:`_Touched`.
    """
    touched, n = np.unique(unit * n_themes + matches.theme, return_counts=True)
    # Matches and the themes that have one on some of the same words; the matches of one theme never overlap.
    one, other = _pair_up(np.searchsorted(matches.start, matches.start + matches.length))
    crowded = np.concatenate([one * n_themes + matches.theme[other], other * n_themes + matches.theme[one]])
    match, beside = np.divmod(np.unique(crowded), n_themes)
    crowded, n_crowded = np.unique((unit[match] * n_themes + matches.theme[match]) * n_themes + beside, return_counts=True)
    lost = crowded[n_crowded == n[np.searchsorted(touched, crowded // n_themes)]]
    of_unit = touched // n_themes
    one, other = _pair_up(np.searchsorted(of_unit, of_unit, side="right"))
    left, right = touched[one] % n_themes, touched[other] % n_themes
    is_own = ~(np.isin(touched[one] * n_themes + right, lost) | np.isin(touched[other] * n_themes + left, lost))
    theme, beside = lost // n_themes % n_themes, lost % n_themes
    cells = (left * n_themes + right)[is_own], np.minimum(theme, beside) * n_themes + np.maximum(theme, beside)
    kinds = np.full(int(is_own.sum()), BOTH), np.where(theme < beside, LEFT, RIGHT)
    units = of_unit[one][is_own], lost // n_themes**2
    return touched, np.concatenate(units), np.concatenate(cells), np.concatenate(kinds)


def _count_in(part: Part, sought: Sought, within: str, groups: GroupsOfPart, draws: UnitsOfPart) -> tuple[np.ndarray, _Touched, np.ndarray]:
    """Count in a part.

    Returns
    -------
    tuple
        The sums of :func:`_sum_up`; then what is touched in the articles whose story other articles tell too, and the number of the story.
    """
    index, n_themes = part.index, len(sought.sizes)
    bounds, (draw_bounds, article, _) = _bounds(index, within), draws.find_bounds(index, groups)
    draw = np.searchsorted(draw_bounds, bounds[:-1], side="right") - 1
    matches = match_themes(index, sought)
    touched, unit, cell, kind = _meet(np.searchsorted(bounds, matches.start, side="right") - 1, matches, n_themes)
    by_theme = np.bincount(draw[touched // n_themes] * n_themes + touched % n_themes, minlength=len(article) * n_themes)
    here = _Touched(np.bincount(draw, minlength=len(article)), by_theme.reshape(-1, n_themes), draw[unit], cell, kind)
    story = draws.story[article]
    is_told = story >= 0
    return _sum_up(here.take(~is_told)), here.take(is_told), story[is_told]


def _sum_up(touched: _Touched) -> np.ndarray:
    """Sum up over draws: for each two of the five numbers of a draw, and each pair of themes, their product. All are whole: exact."""
    n_themes = touched.by_theme.shape[1]
    left, right = np.triu_indices(n_themes, 1)
    pair = np.zeros(n_themes**2, dtype=np.int64)
    pair[left * n_themes + right] = np.arange(len(left))
    order = np.argsort(touched.draw, kind="stable")
    draw, pair, kind = touched.draw[order], pair[touched.cell[order]], touched.kind[order]
    sums = np.zeros((5, 5, len(left)))
    step = max(1, CELLS // max(len(left), 1))
    for first in range(0, len(touched.size), step):
        size, by_theme = touched.size[first : first + step], touched.by_theme[first : first + step]
        rows = slice(*np.searchsorted(draw, [first, first + step]).tolist())
        cells = (kind[rows] * len(size) + draw[rows] - first) * len(left) + pair[rows]
        numbers = np.bincount(cells, minlength=5 * len(size) * len(left)).astype(float).reshape(5, len(size), len(left))
        numbers[LEFT] = by_theme[:, left] - numbers[LEFT]
        numbers[RIGHT] = by_theme[:, right] - numbers[RIGHT]
        numbers[ONE], numbers[ALL] = 1, size[:, None]
        sums += np.einsum("idp,jdp->ijp", numbers, numbers)
    return sums


def _join_stories(told: list[_Touched], stories: list[np.ndarray], n_themes: int) -> _Touched:
    """Make one draw of all articles that tell a story, in whichever parts they are."""
    names, number = np.unique(np.concatenate(stories), return_inverse=True)
    size, by_theme = np.zeros(len(names), dtype=np.int64), np.zeros((len(names), n_themes), dtype=np.int64)
    np.add.at(size, number, np.concatenate([one.size for one in told]))
    np.add.at(by_theme, number, np.concatenate([one.by_theme for one in told]))
    firsts = np.cumsum([0, *map(len, stories)])
    draw = number[np.concatenate([one.draw + first for one, first in zip(told, firsts, strict=False)])]
    return _Touched(size, by_theme, draw, *(np.concatenate([getattr(one, name) for one in told]) for name in ("cell", "kind")))


def _sum_all(corpus: Corpus, lexicon: Lexicon, within: str) -> tuple[np.ndarray, Units]:
    """Give the sums of :func:`_sum_up` over the whole corpus, and what its draws are."""
    groups = group_words(corpus)
    units = choose_units(corpus, groups)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    draws = [units.of_part(part, of_part) for part, of_part in zip(corpus.parts, of_parts, strict=True)]
    counted = corpus.map_parts(_count_in, repeat(look_up_themes(corpus, lexicon)), repeat(within), of_parts, draws)
    sums, told, stories = zip(*counted, strict=True)
    return np.add.reduce(sums) + _sum_up(_join_stories(list(told), list(stories), len(lexicon.themes))), units


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
        chance, -1 half as often (a count of none is taken as half a unit; missing where nothing is expected); ``g2``, from 0, and
        ``p_units``, its p-value: how surely, if units were drawn one by one; ``p``, how often chance alone, dealing out articles, gives
        a count so far from what is expected, on either side of it (two-sided); ``is_together``, whether `p` is below 0.05 and `n` above
        what is expected; ``is_apart``, whether it is below 0.05 and `n` below that.

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
    import pandas as pd

    _check(within)
    sums, draws = _sum_all(corpus, lexicon, within)
    n, n_theme, n_other, n_units = sums[ONE, [BOTH, LEFT, RIGHT, ALL]].astype(np.int64)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(n_units > 0, n_theme * n_other / n_units, 0.0)
        rate = np.where(expected > 0, expected / n_units, np.nan)
        g2 = np.where(expected > 0, statistics.g2(n, n_theme, n_other, n_units), 0.0)
        is_by_article = bool(draws.is_by_article[0])
        p_once = _p_over_draws(sums, rate) if is_by_article or within == "sentence" else np.full(len(n), np.nan)
    p, p_units = statistics.adjust_p(p_once), statistics.adjust_p(np.where(expected > 0, statistics.p_of_g2(g2), np.nan))
    keys = np.array([theme.theme for theme in lexicon.themes], dtype=object)
    names = {name: keys[rows] for name, rows in zip(("theme", "other"), np.triu_indices(len(keys), 1), strict=True)}
    labels = {name: [lexicon.labels[key] for key in names[of]] for name, of in (("label", "theme"), ("other_label", "other"))}
    table = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in (names | labels).items()})
    table = table.assign(n=n, n_theme=n_theme, n_other=n_other, n_units=n_units, expected=expected)
    table = table.assign(log_ratio=statistics.log_ratio_against(n, n_units, rate), g2=g2, p_units=p_units, p=p)
    table = table.assign(is_together=(p < LEVEL) & (n > expected), is_apart=(p < LEVEL) & (n < expected))
    sign = np.sign(n - expected)
    surely = -sign * np.log(np.maximum(np.nan_to_num(p_once, nan=1), np.finfo(float).tiny))
    order = np.lexsort((table["other"].to_numpy(str), table["theme"].to_numpy(str), -sign * g2, -surely))
    table = table.iloc[order].reset_index(drop=True)
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
    found = f"of {len(table):,} pair{'s' if len(table) > 1 else ''} of themes, it finds {together:,} together and {apart:,} apart"
    return f"The test is over {n_draws:,} {over}: {found}; one over single {within}s would find {by_units:,} so."


def _find_in(part: Part, sought: Sought, within: str) -> tuple[np.ndarray, ...]:
    """Find in a part the matches of two themes, those on words of the other left out, in the units that hold some of both."""
    index = part.index
    theme, entry, start, length, is_shared = match_themes(index, sought)
    unit = np.searchsorted(_bounds(index, within), start, side="right") - 1
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
