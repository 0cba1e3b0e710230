"""Meetings: in which sentences, or paragraphs, two themes meet by words of their own, and what that adds up to over articles."""

from itertools import repeat
from typing import NamedTuple

import numpy as np

from .corpus import Corpus
from .groups import GroupsOfPart, group_words
from .index import WordIndex
from .lexicon import Lexicon
from .matching import join_ranges
from .parts import Part
from .theme_matches import ThemeMatches, match_parts
from .units import Units, UnitsOfPart, choose_units

# Draws times pairs of themes that are held at once: 4 MB for each of the five numbers of a draw.
CELLS = 500_000
# What is known of a draw (an article, say) for a pair of themes: that it is one; its units (its sentences, say) that both touch, that the
# one touches, that the other touches; all its units.
ONE, BOTH, LEFT, RIGHT, ALL = range(5)


def find_bounds(index: WordIndex, within: str) -> np.ndarray:
    """Find where the sentences, or paragraphs, of a part end."""
    return index.sentences if within == "sentence" else index.paragraphs


class Touched(NamedTuple):
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

    def take(self, wanted: np.ndarray) -> "Touched":
        """Keep the draws for which `wanted` holds."""
        rows = wanted[self.draw]
        number = np.cumsum(wanted) - 1
        return Touched(self.size[wanted], self.by_theme[wanted], number[self.draw[rows]], self.cell[rows], self.kind[rows])


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
        ``kind`` of :class:`Touched`.
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


def _count_in(
    part: Part, matches: ThemeMatches, n_themes: int, within: str, groups: GroupsOfPart, draws: UnitsOfPart
) -> tuple[np.ndarray, Touched, np.ndarray]:
    """Count in a part.

    Returns
    -------
    tuple
        The sums of :func:`_sum_up`; then what is touched in the articles whose story other articles tell too, and the number of the story.
    """
    index = part.index
    bounds, (draw_bounds, article, _) = find_bounds(index, within), draws.find_bounds(index, groups)
    draw = np.searchsorted(draw_bounds, bounds[:-1], side="right") - 1
    touched, unit, cell, kind = _meet(np.searchsorted(bounds, matches.start, side="right") - 1, matches, n_themes)
    by_theme = np.bincount(draw[touched // n_themes] * n_themes + touched % n_themes, minlength=len(article) * n_themes)
    here = Touched(np.bincount(draw, minlength=len(article)), by_theme.reshape(-1, n_themes), draw[unit], cell, kind)
    story = draws.story[article]
    is_told = story >= 0
    return _sum_up(here.take(~is_told)), here.take(is_told), story[is_told]


def _sum_up(touched: Touched) -> np.ndarray:
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


def _join_stories(told: list[Touched], stories: list[np.ndarray], n_themes: int) -> Touched:
    """Make one draw of all articles that tell a story, in whichever parts they are."""
    names, number = np.unique(np.concatenate(stories), return_inverse=True)
    size, by_theme = np.zeros(len(names), dtype=np.int64), np.zeros((len(names), n_themes), dtype=np.int64)
    np.add.at(size, number, np.concatenate([one.size for one in told]))
    np.add.at(by_theme, number, np.concatenate([one.by_theme for one in told]))
    firsts = np.cumsum([0, *map(len, stories)])
    draw = number[np.concatenate([one.draw + first for one, first in zip(told, firsts, strict=False)])]
    return Touched(size, by_theme, draw, *(np.concatenate([getattr(one, name) for one in told]) for name in ("cell", "kind")))


def sum_meetings(corpus: Corpus, lexicon: Lexicon, within: str) -> tuple[np.ndarray, Units]:
    """Give the sums of :func:`_sum_up` over the whole corpus, and what its draws are."""
    groups = group_words(corpus)
    units = choose_units(corpus, groups)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    draws = [units.of_part(part, of_part) for part, of_part in zip(corpus.parts, of_parts, strict=True)]
    n_themes = len(lexicon.themes)
    counted = corpus.map_parts(_count_in, match_parts(corpus, lexicon), repeat(n_themes), repeat(within), of_parts, draws)
    sums, told, stories = zip(*counted, strict=True)
    return np.add.reduce(sums) + _sum_up(_join_stories(list(told), list(stories), n_themes)), units
