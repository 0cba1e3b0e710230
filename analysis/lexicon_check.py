"""The lexicon under test: which entries never match, match too much or in two themes, keep strange company, or decide what comes first."""

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from .corpus import Corpus
from .entry_company import measure_company
from .entry_counts import count_entries
from .examples import open_sentences
from .items import count_forms
from .lexicon import Lexicon
from .lexicon_faults import ENOUGH, FAULTS, Checked, find_everywhere, find_faults
from .near_words import choose_near
from .theme_matches import look_up_themes, number_queries

if TYPE_CHECKING:
    import pandas as pd


def check_lexicon(corpus: Corpus, lexicon: Lexicon) -> "pd.DataFrame":
    """Check a lexicon against a corpus: what in it is wrong, or carries more than it should.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon

    Returns
    -------
    DataFrame, one row per fault or weak spot
        ``theme``; ``label``; ``entry``, as the lexicon writes it, missing where all of the theme is meant; ``fault``, one of those below;
        ``figure``, how bad it is: a number that means something else for each fault, higher is worse; ``said``, the same in words, and
        what to do; ``example``, a sentence with such a match, missing where there is none.

        The gravest of each fault comes first, in the order below; then the second of each, and so on. Within a fault, the highest `figure`
        comes first, ties by entry, then by theme. ``attrs["coverage"]`` has ``n_sentences`` and ``n_articles``, how many hold a word;
        ``n_sentences_touched`` and ``n_articles_touched``, those with a match of any entry; and ``share_sentences`` and
        ``share_articles``, 0 to 1, missing where there are none. ``attrs["note"]`` says how many entries could be judged by their company.

        - ``everywhere``: the entry is in a third of all sentences or more, or in nine of ten articles, if there are ten; and in three times
          as many as the first entry that is in fewer. The figure is that share.
        - ``never matches``: no entry of the theme counts anywhere. The figure is how many entries it has.
        - ``in two themes``: matches of the entry stand on the same words as those of an entry of another theme, and both count. The row
          is of the theme for which the words around speak less; where that is not known, of the first. The figure, on how many stretches.
        - ``unlike its theme``: the words in the sentences of the entry say little of its theme. The figure is what part is missing, at
          least, of what those of the other entries say: from 0.75; from 1 on, they say no more than any text. What is everywhere, or shares
          most of its matches with another theme, is no row here.
        - ``nearly matches``: the entry never matches, as one word of it is nowhere; but with one that is nearly it, and is used five times
          or more, it would. The figure is how often it would count in addition. See :func:`analysis.near_words.choose_near`.
        - ``carried by one entry``: of the matches of a theme that has ten or more, and several entries, more than half are this one's. The
          figure is that share.
        - ``dead``: entries of the theme that never match otherwise, in one row; ``entry`` is missing if there are several. The figure is
          how many. A theme that never matches has no such row.
        - ``decides the ranking``: without the entry, its theme, if it has ten matches or more, falls behind others over which its lead is
          now more than chance: 1.64 times the root of the matches of both, or more. The figure, how many.
        - ``covered``: the entry matches, but only in exceptions, or in longer matches of its theme. The figure, how often.

    Notes
    -----
    The company of an entry is all words in the sentences that it touches, outside its matches and stop words. Each of them speaks for the
    theme by ``log(1/2 + q / 2p)``, with p its share of all words, and q that of the company of the theme's other entries, where each entry
    weighs as the square root of its company. An entry is as like its theme as its company speaks for it in the mean, less what all words
    together do, plus 1.64 standard errors, over terms: few matches are no reproach. This is divided by the median of the other entries, for
    which the error is left out. Only entries with ten matches are judged, by three others or more; none that is everywhere.

    The rule is from trials on the State of the Union addresses, with *us* planted among the entries on cooperation, *party* on health and
    *world* on enterprises: these came to 0.01 to 0.13, *government*, of which those speeches say everything, to 0.11, all others to 0.34 or
    more. Cosines of vectors weighted by G² told the planted ones from the others less well: they grow with the number of matches.

    Leaving out an entry is exact: a shorter or later match of its theme, which it covers, comes free and counts.
    """
    import pandas as pd

    vocabulary, sought = corpus.vocabulary, look_up_themes(corpus, lexicon)
    n_terms = np.bincount(vocabulary.term_of_form, count_forms(corpus), minlength=len(vocabulary.terms)).astype(np.int64)
    near = choose_near(corpus, lexicon, n_terms)
    themes, entries = number_queries(sought)
    counted = count_entries(corpus, sought, near)
    checked = Checked(lexicon, themes[entries >= 0], near, counted)
    everywhere = find_everywhere(checked)
    is_judged = counted.n_kept >= ENOUGH
    is_judged[[row.entry for row in everywhere]] = False
    like = measure_company(counted.company, n_terms * ~vocabulary.is_stop, checked.theme, is_judged)
    names = [*checked.names, None]  # the last, -1, is no entry
    found = sorted(
        [*everywhere, *find_faults(checked, like)],
        key=lambda row: (-row.figure, names[row.entry] or "", lexicon.themes[row.theme].theme, row.said),
    )
    nth = {fault: count() for fault in FAULTS}
    faults = sorted(found, key=lambda row: (next(nth[row.fault]), FAULTS.index(row.fault)))
    texts = {
        "theme": [lexicon.themes[row.theme].theme for row in faults],
        "label": [lexicon.themes[row.theme].label for row in faults],
        "entry": [names[row.entry] for row in faults],
        "fault": [row.fault for row in faults],
        "said": [row.said for row in faults],
        "example": open_sentences(corpus, np.array([row.place for row in faults], dtype=np.int64)),
    }
    table = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in texts.items()})
    table.insert(4, "figure", np.array([row.figure for row in faults], dtype=float))
    table.attrs["coverage"] = {}
    n = counted.n_units.tolist()
    for unit, (total, touched) in {"sentences": n[:2], "articles": n[2:]}.items():
        shares = {f"n_{unit}": total, f"n_{unit}_touched": touched, f"share_{unit}": touched / total if total else np.nan}
        table.attrs["coverage"] |= shares
    n_judged = int((~np.isnan(like)).sum())
    table.attrs["note"] = f"{n_judged:,} of {len(checked.names):,} entries have matches enough to be judged by their company."
    return table
