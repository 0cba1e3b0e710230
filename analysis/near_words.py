"""Entries that never match, but nearly do: one word of theirs is nowhere, and another that differs by a letter is frequent."""

from typing import NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .entry_matches import EntryMatches
from .index import WordIndex
from .keyness import look_up_rates
from .lexicon import Lexicon
from .matching import find_forms, find_matches
from .theme_matches import Sought, number_queries
from .words import fold

# What is nearly a word has so many uses; short words, and short beginnings of words, are nearly too many others.
FEWEST, SHORTEST, STEM = 5, 5, 7
# What is written otherwise in Britain than in America, and how it is written there; without hyphens, apostrophes and an s at the end.
OTHERWISE = {"[-']": "", "our": "or", "is(e|ing|at)": "iz$1", "(en|i)ce": "${1}se", "tre": "ter", "s$": ""}
# At large, it is used so many times more than what may be a mistake for it.
RARER = 100


class NearWords(NamedTuple):
    """What is nearly some of the entries: ``entry``, the number of each; a ``term`` for one of its words; and it with that, a query."""

    entry: list[int]
    term: list[str]
    queries: list[tuple[np.ndarray, ...]]


def choose_near(corpus: Corpus, lexicon: Lexicon, n_terms: np.ndarray) -> NearWords:
    """Choose for each entry of which one word is nowhere the most frequent term that is nearly it, if there is one.

    Nearly a word is what differs from it by capitals, a hyphen or an *s* at the end, or as America spells it from Britain; or by one letter
    more, one less or another, or two exchanged, but not the first, if it is a hundred times as frequent at large: both *patents* and
    *parents* are words.
    """
    vocabulary = corpus.vocabulary
    patterns = [pattern for theme in lexicon.themes for pattern in theme.patterns]
    sought = []
    for entry, pattern in enumerate(patterns):
        missing = [at for at, word in enumerate(pattern) if not len(find_forms(vocabulary, word))]
        text, side = pattern[missing[0]] if len(missing) == 1 else ("", "")
        begins = side.startswith("begins")
        if not side.startswith("like") and len(text) >= (STEM if begins else SHORTEST):
            sought.append((entry, missing[0], fold(text), begins))
    rows = np.flatnonzero((n_terms >= FEWEST) & ~vocabulary.is_stop)
    terms, words = vocabulary.terms.gather(rows), pl.Series([word for _, _, word, _ in sought], dtype=pl.String)
    (rates, plain), described = _describe(corpus, terms), _describe(corpus, words)
    near = NearWords([], [], [])
    for (entry, at, word, begins), rate, same in zip(sought, *described, strict=True):
        is_near = terms.str.contains(_write_near(word, begins)).to_numpy() & (begins | (plain == same) | (rates >= RARER * rate))
        if is_near.any():
            row = rows[np.argmax(n_terms[rows] * is_near)]
            query = [find_forms(vocabulary, other) for other in patterns[entry]]
            query[at] = np.flatnonzero(vocabulary.term_of_form == row)
            near.entry.append(entry)
            near.term.append(vocabulary.terms[int(row)])
            near.queries.append(tuple(query))
    return near


def _write_near(word: str, begins: bool) -> str:
    """Write what is nearly a word as a regular expression; where words that begin so are sought, another end makes another word."""
    letters, ways = [pl.escape_regex(letter) for letter in word], []
    for k in range(1, len(letters) + 1):
        before, after = letters[:k], letters[k:]
        ways.append([*before, ".", *after])
        ways.append([*before, *after[1::-1], *after[2:]])
        if k < len(letters) - begins:
            ways.append([*before, ".?", *after[1:]])
    return f"^(?:{'|'.join(map(''.join, ways))}){'' if begins else '$'}"


def _describe(corpus: Corpus, words: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    """Give how frequent words are at large, 0 if that is not known of their language; and each without what may be written otherwise."""
    try:
        rates = look_up_rates(words, corpus.vocabulary.languages[0])["rate"].fill_null(1).to_numpy()  # numbers are never mistakes
    except ValueError:
        rates = np.zeros(len(words))
    for one, other in OTHERWISE.items():
        words = words.str.replace_all(one, other)
    return rates, words.to_numpy()


def count_near(index: WordIndex, sought: Sought, near: NearWords, found: EntryMatches) -> np.ndarray:
    """Count for each entry the matches of what is nearly it that stand on no word of a match that counts for its theme."""
    themes, entries = number_queries(sought)
    theme_of_entry, room = themes[entries >= 0], len(index.ids) + 1
    query, start, length = find_matches(index, near.queries)
    entry = np.array(near.entry, dtype=np.int64)[query]
    first = theme_of_entry[entry] * room + start
    kept = (theme_of_entry[found.entry] * room + found.start)[found.is_kept]
    following = np.searchsorted(kept + found.length[found.is_kept], first, side="right")
    is_free = np.append(kept, np.iinfo(np.int64).max)[following] >= first + length
    return np.bincount(entry[is_free], minlength=len(theme_of_entry))
