"""What no theme of a lexicon touches: the words and phrases that stand out there."""

from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from . import statistics
from .corpus import Corpus
from .evidence import open_matches, read_query
from .grams import GramBook
from .items import Matched, are_parts, find_places, number_items, spell_items
from .keyness import look_up_rates
from .lexicon import Lexicon
from .matching import Queries, find_matches
from .parts import Part
from .theme_matches import ThemeMatches, match_parts

if TYPE_CHECKING:
    import pandas as pd

# What no theme touches is worth a row if it is used twice.
TWICE = 2


def list_untouched(corpus: Corpus, lexicon: Lexicon, rows: int = 30) -> "pd.DataFrame":
    """List the words and phrases that stand out where no theme matches: what the lexicon does not see.

    Returns
    -------
    DataFrame, one row per word or phrase, `rows` at most; highest ``g2`` first, ties by term
        ``form``, the spelling most often seen; ``term``, the folded key; ``n``, all its uses; ``n_untouched``, those of which no word
        stands in a match of any theme, 2 or more; ``kind``, ``word`` or ``phrase``; ``g2``, how surely this is more than its language at
        large uses it, from 0. Stop words and numbers are left out, and words that in half of their untouched uses or more are part of one
        phrase: this is listed instead. The phrases are those of :func:`analysis.count_phrases`.

        :func:`analysis.find` opens ``n``, and :func:`find_untouched` ``n_untouched``.

    Notes
    -----
    How often words are used at large is known from wordfreq, see :func:`analysis.compare_terms`; of a phrase it is known only that it is
    used no more often than its rarest word, so that its ``g2`` is a bound from below. Of a language that wordfreq does not know, ``g2`` is
    missing, and the highest ``n_untouched`` comes first.
    """
    import pandas as pd

    items = number_items(corpus)
    n, n_free = np.zeros((2, len(items.terms)), dtype=np.int64)
    given = (items.is_open, items.book, items.of_gram)
    for here in corpus.map_parts(_count_free_in, match_parts(corpus, lexicon), *map(repeat, given)):
        n += here[0]
        n_free += here[1]
    numbers = np.flatnonzero((n_free >= TWICE) & ~are_parts(items, n_free))
    g2 = _compare_at_large(corpus, items.terms.gather(numbers), n_free[numbers])
    is_known = not np.isnan(g2).all()
    order = np.lexsort((items.terms.gather(numbers).rank("ordinal").to_numpy(), -(g2 if is_known else n_free[numbers])))
    order = order[g2[order] > 0][:rows] if is_known else order[:rows]
    shown = numbers[order]
    table = pd.DataFrame({"form": pd.Series(spell_items(corpus, items, shown), dtype="str")})
    table["term"] = pd.Series(items.terms.gather(shown).to_list(), dtype="str")
    table["n"], table["n_untouched"] = n[shown], n_free[shown]
    table["kind"] = pd.Series(np.where(shown < items.book.n_terms, "word", "phrase"), dtype="str")
    table["g2"] = g2[order]
    return table


def _compare_at_large(corpus: Corpus, terms: pl.Series, n: np.ndarray) -> np.ndarray:
    """Compute how surely words and phrases are used more than at large: G2; 0 for what is not; NaN where nothing is known at large."""
    try:
        words = terms.str.split(" ")
        rates = look_up_rates(words.explode(), corpus.vocabulary.languages[0])["rate"]
    except ValueError:  # no list of this language
        return np.full(len(n), np.nan)
    row = np.repeat(np.arange(len(n)), words.list.len().to_numpy())
    rate = np.ones(len(n))  # of what is not known, such as letters, nothing is too much
    np.minimum.at(rate, row, rates.fill_null(1.0).to_numpy())
    return np.where(n > rate * corpus.counts.words, statistics.g2_against(n, corpus.counts.words, rate), 0.0)


def _count_free_in(part: Part, matches: ThemeMatches, is_open: np.ndarray, book: GramBook, of_gram: Sequence[np.ndarray]) -> np.ndarray:
    """Count the uses of each word and phrase, and those of which no word stands in a match: two rows."""
    index = part.index
    item, start, length = find_places(index, is_open, book, of_gram)
    is_free = ~Matched(index, matches.start, matches.length).touches(start, length)
    return np.stack([np.bincount(rows, minlength=len(is_open)) for rows in (item, item[is_free])])


def find_untouched(corpus: Corpus, lexicon: Lexicon, term: str) -> "pd.DataFrame":
    """Find the uses of a word or phrase of which no word stands in a match of any theme: the places behind ``n_untouched``.

    Returns
    -------
    DataFrame, one row per place, in reading order
        The columns of :func:`analysis.find`.

    Raises
    ------
    ValueError
        If there is no word in the term.
    """
    found = corpus.map_parts(_find_free_in, match_parts(corpus, lexicon), repeat(read_query(corpus, term)))
    places = [np.zeros((2, 0), dtype=np.int64), *found]
    return open_matches(corpus, *np.concatenate(places, axis=1))


def _find_free_in(part: Part, matches: ThemeMatches, queries: Queries) -> np.ndarray:
    index = part.index
    _, start, length = find_matches(index, queries)
    is_free = ~Matched(index, matches.start, matches.length).touches(start, length)
    return np.stack([start[is_free] + part.first.words, length[is_free]])
