"""Shifts: which entries of a theme make its share larger, or smaller, in some articles than in others."""

from typing import TYPE_CHECKING

import numpy as np

from .corpus import Corpus
from .lexicon import Lexicon
from .theme_matches import match_parts

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
        are missing where a corpus has no match at all, and shifts with them.

        The theme whose share differs most comes first, ties by theme; in each, the entry with the largest shift, up or down, ties by entry.
        ``attrs["note"]`` says of how many matches the shares are.

    Raises
    ------
    ValueError
        If the lexicon has no such theme.

    Notes
    -----
    Each match belongs to one entry: the longest, see :func:`analysis.find_themes`. A shift says how much an entry weighs in the difference,
    not how surely it is no chance; that is for :func:`analysis.compare_terms` to say.

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
    over = n * total_reference - n_reference * total
    table["shift"] = over / (total * total_reference) if total and total_reference else np.nan
    whole = np.abs(table.assign(over=over).groupby("theme")["over"].transform("sum").to_numpy())
    order = np.lexsort((table["entry"].to_numpy(str), -np.abs(over), table["theme"].to_numpy(str), -whole))
    table = table.iloc[order]
    table = (table if theme is None else table[table["theme"] == theme]).reset_index(drop=True)
    table.attrs["note"] = f"Shares are of {total:,} matches of all themes here and {total_reference:,} there."
    return table
