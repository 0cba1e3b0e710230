"""What a lexicon lacks: the words and phrases that no theme touches, and those that keep the company of a theme."""

import json
import re
from collections.abc import Sequence
from functools import reduce
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from . import statistics
from .corpus import Corpus
from .evidence import open_matches, read_query
from .grams import LONGEST, GramBook, find_grams, find_new, sort_rows, write_book
from .groups import GroupsOfPart, group_words
from .index import WordIndex
from .keyness import LEVEL, look_up_rates
from .lexicon import Lexicon
from .matching import Queries, find_matches, join_ranges
from .parts import Part
from .phrases import count_phrases
from .statistics import Clusters
from .tallies import common_spelling
from .theme_matches import Sought, ThemeMatches, look_up_themes, match_themes
from .units import UnitsOfPart, choose_units
from .vocabulary import number_rows

if TYPE_CHECKING:
    import pandas as pd

# What stands near a theme less often may do so by accident.
FEWEST = 3
# So many words and phrases of each theme, the surest over words, are looked at again, over articles.
LOOKED_AT = 200
CONTEXT = 40  # characters of an example on each side of the entry
# What no theme touches is worth a row if it is used twice.
TWICE = 2


class _Items(NamedTuple):
    """The words and phrases of a corpus, numbered: the terms of the vocabulary, then the phrases.

    Attributes
    ----------
    terms : polars.Series of str
        The key of each.
    is_open : array of bool
        Whether each may be shown: neither a stop word nor a number.
    phrases : DataFrame
        From :func:`analysis.count_phrases`.
    words : list of arrays of int
        For phrases of two words, of three, …, a row for each, of the numbers of its words.
    book : GramBook
        In which the phrases are found.
    of_gram : list of arrays of int
        For grams of two words, of three, …, the number of the phrase that each gram of the book is; else -1.
    """

    terms: pl.Series
    is_open: np.ndarray
    phrases: "pd.DataFrame"
    words: list[np.ndarray]
    book: GramBook
    of_gram: list[np.ndarray]


def _number_items(corpus: Corpus) -> _Items:
    vocabulary, phrases = corpus.vocabulary, count_phrases(corpus)
    n_terms = len(vocabulary.terms)
    keys = pl.Series(phrases["phrase"].tolist(), dtype=pl.String)
    split = keys.str.split(" ")
    n_words = split.list.len().to_numpy()
    words, rows = [], []
    for size in range(2, LONGEST + 1):
        rows.append(np.flatnonzero(n_words == size))
        words.append(number_rows(split.gather(rows[-1]).explode().cast(pl.String), vocabulary.terms).reshape(-1, size).astype(np.int64))
    book, of_gram = write_book(words, n_terms), []
    for grams, numbers, known in zip(words, rows, book.keys, strict=True):
        of_gram.append(np.full(len(known), -1))
        of_gram[-1][book.look_up(grams.T)] = n_terms + numbers
    is_open = np.concatenate([~vocabulary.is_stop & ~vocabulary.terms.str.contains(r"^\p{N}").to_numpy(), np.ones(len(keys), dtype=bool)])
    return _Items(pl.concat([vocabulary.terms, keys]), is_open, phrases, words, book, of_gram)


class _Places(NamedTuple):
    """Where words and phrases are in a part: the number of each, its first word, and how many words it has."""

    item: np.ndarray
    start: np.ndarray
    length: np.ndarray


def _find_places(index: WordIndex, is_sought: np.ndarray, book: GramBook, of_gram: Sequence[np.ndarray]) -> _Places:
    """Find the words and phrases that are sought."""
    start = np.flatnonzero(is_sought[index.term_ids])
    found = [(index.term_ids[start].astype(np.int64), start, np.ones(len(start), dtype=np.int64))]
    for words, ((starts, numbers), item_of) in enumerate(zip(find_grams(index, book), of_gram, strict=True), start=2):
        item = item_of[numbers]
        rows = np.flatnonzero(np.append(is_sought, False)[item])  # -1 is none
        found.append((item[rows], starts[rows], np.full(len(rows), words)))
    return _Places(*map(np.concatenate, zip(*found, strict=True)))


class _Near(NamedTuple):
    """The company of a theme in a part.

    Attributes
    ----------
    touched : array of bool
        Whether it touches each sentence.
    before : array of int, one more than there are words
        How many words before each stand in its matches.
    """

    touched: np.ndarray
    before: np.ndarray

    def has(self, sentence: np.ndarray, start: np.ndarray, length: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Tell which stretches stand in a sentence that the theme touches, outside its matches; and which have a word in one."""
        is_inside = self.before[start + length] > self.before[start]
        return self.touched[sentence] & ~is_inside, is_inside


def _find_near(index: WordIndex, matches: ThemeMatches, theme: int | None) -> _Near:
    """Find the company of a theme, or of all together."""
    rows = np.flatnonzero(matches.theme == theme) if theme is not None else np.arange(len(matches.theme))
    start, end = matches.start[rows], matches.start[rows] + matches.length[rows]
    is_matched = np.zeros(len(index.ids), dtype=bool)
    is_matched[join_ranges(start, end)] = True
    touched = np.zeros(len(index.sentences) - 1, dtype=bool)
    touched[np.searchsorted(index.sentences, start, side="right") - 1] = True
    return _Near(touched, np.concatenate([[0], np.cumsum(is_matched)]))


def _count_free_in(part: Part, sought: Sought, is_open: np.ndarray, book: GramBook, of_gram: Sequence[np.ndarray]) -> np.ndarray:
    """Count the uses of each word and phrase, and those of which no word stands in a match: two rows."""
    index = part.index
    item, start, length = _find_places(index, is_open, book, of_gram)
    before = _find_near(index, match_themes(index, sought), None).before
    is_free = before[start + length] == before[start]
    return np.stack([np.bincount(rows, minlength=len(is_open)) for rows in (item, item[is_free])])


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

    items = _number_items(corpus)
    n, n_free = np.zeros((2, len(items.terms)), dtype=np.int64)
    given = (look_up_themes(corpus, lexicon), items.is_open, items.book, items.of_gram)
    for here in corpus.map_parts(_count_free_in, *map(repeat, given)):
        n += here[0]
        n_free += here[1]
    numbers = np.flatnonzero((n_free >= TWICE) & ~_is_part(items, n_free))
    g2 = _compare_at_large(corpus, items.terms.gather(numbers), n_free[numbers])
    is_known = not np.isnan(g2).all()
    order = np.lexsort((items.terms.gather(numbers).rank("ordinal").to_numpy(), -(g2 if is_known else n_free[numbers])))
    order = order[g2[order] > 0][:rows] if is_known else order[:rows]
    shown = numbers[order]
    table = pd.DataFrame({"form": pd.Series(_spell(corpus, items, shown), dtype="str")})
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


def _is_part(items: _Items, n: np.ndarray) -> np.ndarray:
    """Tell which words are part of one phrase in half of their uses `n` or more."""
    most = np.zeros(len(n), dtype=np.int64)
    for grams, of_gram in zip(items.words, items.of_gram, strict=True):
        uses = n[of_gram[items.book.look_up(grams.T)]]
        for column in grams.T:
            np.maximum.at(most, column, uses)
    return (most > 0) & (2 * most >= n)


def _count_forms_in(part: Part) -> np.ndarray:
    return np.bincount(part.index.ids, minlength=len(part.forms))


def _spell(corpus: Corpus, items: _Items, numbers: np.ndarray) -> list[str]:
    """Give the spelling most often seen of some words and phrases."""
    vocabulary, n_terms = corpus.vocabulary, items.book.n_terms
    n = np.zeros(len(vocabulary.forms), dtype=np.int64)
    for part, here in zip(corpus.parts, corpus.map_parts(_count_forms_in), strict=True):
        n[part.forms] += here
    rows = np.flatnonzero(np.isin(vocabulary.term_of_form, numbers) & (n > 0))
    counted = pl.DataFrame({"f0": rows, "t0": vocabulary.term_of_form[rows].astype(np.int64), "n": n[rows]})
    spelled = common_spelling(counted, vocabulary, ["f0"], ["t0"])
    forms, of_phrases = dict(zip(spelled["t0"], spelled["form"], strict=True)), items.phrases["form"].tolist()
    return [forms[number] if number < n_terms else of_phrases[number - n_terms] for number in numbers.tolist()]


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
    found = corpus.map_parts(_find_free_in, repeat(look_up_themes(corpus, lexicon)), repeat(read_query(corpus, term)))
    places = [np.zeros((2, 0), dtype=np.int64), *found]
    return open_matches(corpus, *np.concatenate(places, axis=1))


def _find_free_in(part: Part, sought: Sought, queries: Queries) -> np.ndarray:
    index = part.index
    _, start, length = find_matches(index, queries)
    before = _find_near(index, match_themes(index, sought), None).before
    is_free = before[start + length] == before[start]
    return np.stack([start[is_free] + part.first.words, length[is_free]])


class _Company(NamedTuple):
    """How often each word and phrase stands in the company of each theme: arrays of int, which add up over parts.

    Attributes
    ----------
    n, n_touched : array, one per word and phrase
        All uses, and those of which some word stands in a match of any theme.
    n_near, n_inside : array, a row for each theme, a column for each word and phrase
        Uses in sentences that the theme touches, outside its matches; and those of which some word stands in one of its matches.
    words_near, words_inside : array, one per theme
        The same of all words.
    """

    n: np.ndarray
    n_touched: np.ndarray
    n_near: np.ndarray
    n_inside: np.ndarray
    words_near: np.ndarray
    words_inside: np.ndarray


def _count_company_in(part: Part, sought: Sought, is_open: np.ndarray, book: GramBook, of_gram: Sequence[np.ndarray]) -> _Company:
    """Count the company of each theme in a part."""
    index = part.index
    matches, n_items = match_themes(index, sought), len(is_open)
    item, start, length = _find_places(index, is_open, book, of_gram)
    sentence = index.unit_of_word(index.sentences)[start]
    n_near, n_inside, words_near, words_inside = [], [], [], []
    for theme in range(len(sought.sizes)):
        near = _find_near(index, matches, theme)
        rows = np.flatnonzero(near.touched[sentence])
        is_near, is_inside = near.has(sentence[rows], start[rows], length[rows])
        n_near.append(np.bincount(item[rows[is_near]], minlength=n_items))
        n_inside.append(np.bincount(item[rows[is_inside]], minlength=n_items))
        words_inside.append(near.before[-1])
        words_near.append(np.diff(index.sentences)[near.touched].sum() - near.before[-1])
    before = _find_near(index, matches, None).before
    n, n_touched = (np.bincount(rows, minlength=n_items) for rows in (item, item[before[start + length] > before[start]]))
    return _Company(n, n_touched, *map(np.array, (n_near, n_inside, words_near, words_inside)))


class _Spread(NamedTuple):
    """How some words and phrases are spread over the units of a text, near their theme and elsewhere.

    Attributes
    ----------
    sums : array of int, for each of them, for near and elsewhere
        Sums over units of the squares of its uses, and of these times the words of the unit.
    sizes : array of int, for each theme, for near and elsewhere
        The sum over units of the squares of the words, and how many units have some.
    first : array of int
        The first word, in the corpus, of the first use near the theme; -1 if there is none.
    """

    sums: np.ndarray
    sizes: np.ndarray
    first: np.ndarray

    def clusters(self, theme: np.ndarray, side: int, n: np.ndarray, words: np.ndarray) -> Clusters:
        """Give what a test needs to know of all of them near their theme, 0, or elsewhere, 1: their uses there, and the words."""
        squares, crossed = self.sums[:, side].T
        size_squares, n_units = self.sizes[theme, side].T
        return Clusters(n, squares, crossed, words, size_squares, n_units)


def _spread_in(
    part: Part,
    sought: Sought,
    chosen: tuple[np.ndarray, np.ndarray],
    n_items: int,
    book: GramBook,
    of_gram: Sequence[np.ndarray],
    groups: GroupsOfPart,
    units: UnitsOfPart,
) -> tuple[_Spread, pl.DataFrame, pl.DataFrame]:
    """Count how words and phrases are spread in a part; `chosen` are the theme and the number of each.

    Returns
    -------
    tuple
        All but the stories that several articles tell, which other parts may hold; and the uses and the words of these: ``row``, of what
        was chosen or of the theme, ``side``, ``story``, ``n``.
    """
    index = part.index
    matches, every, sentence = match_themes(index, sought), np.arange(len(index.ids)), index.unit_of_word(index.sentences)
    item, start, length = _find_places(index, np.isin(np.arange(n_items), chosen[1]), book, of_gram)
    bounds, article, _ = units.find_bounds(index, groups)
    story, unit = np.where(units.is_by_article[0], units.story[article], -1), index.unit_of_word(bounds)
    sums, sizes = np.zeros((len(chosen[0]), 2, 2), dtype=np.int64), np.zeros((len(sought.sizes), 2, 2), dtype=np.int64)
    first, told, told_sizes = np.full(len(chosen[0]), -1), [], []
    for theme in range(len(sought.sizes)):
        near = _find_near(index, matches, theme)
        is_near, is_inside = near.has(sentence, every, np.ones_like(every))
        size = np.stack([np.bincount(unit[words], minlength=len(story)) for words in (is_near, ~is_near & ~is_inside)])
        alone = np.where(story < 0, size, 0)
        sizes[theme] = np.stack([(alone**2).sum(axis=1), (alone > 0).sum(axis=1)], axis=1)
        side, at = np.nonzero(np.where(story < 0, 0, size))
        told_sizes.append(pl.DataFrame({"row": np.full(len(at), theme), "side": side, "story": story[at], "n": size[side, at]}))
        row_of = np.full(n_items, -1)
        mine = np.flatnonzero(chosen[0] == theme)
        row_of[chosen[1][mine]] = mine
        places = np.flatnonzero(row_of[item] >= 0)
        is_near, is_inside = near.has(sentence[start[places]], start[places], length[places])
        places, side = places[~is_inside], (~is_near).astype(np.int64)[~is_inside]
        row, at = row_of[item[places]], unit[start[places]]
        backwards = np.flatnonzero(side == 0)[::-1]
        first[row[backwards]] = start[places[backwards]] + part.first.words  # what is assigned last stays: the first place
        order = sort_rows(row, side, at)
        row, side, at = row[order], side[order], at[order]
        new = np.flatnonzero(find_new(row, side, at))
        n, row, side, at = np.diff(new, append=len(row)), row[new], side[new], at[new]
        is_told = story[at] >= 0
        for k, value in enumerate((n * n, n * size[side, at])):
            np.add.at(sums[:, :, k], (row[~is_told], side[~is_told]), value[~is_told])
        told.append(pl.DataFrame({"row": row, "side": side, "story": story[at], "n": n}).filter(pl.Series(is_told)))
    return _Spread(sums, sizes, first), pl.concat(told), pl.concat(told_sizes)


def _spread(corpus: Corpus, sought: Sought, items: _Items, chosen: tuple[np.ndarray, np.ndarray]) -> _Spread:
    """Count how words and phrases are spread, stories that several articles tell being one unit each."""
    if not len(chosen[0]):
        return _Spread(*(np.zeros(shape, dtype=np.int64) for shape in ((0, 2, 2), (len(sought.sizes), 2, 2), 0)))
    groups = group_words(corpus)
    units = choose_units(corpus, groups)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    units_of_parts = (units.of_part(part, of_part) for part, of_part in zip(corpus.parts, of_parts, strict=True))
    given = map(repeat, (sought, chosen, len(items.terms), items.book, items.of_gram))
    spreads, *tables = zip(*corpus.map_parts(_spread_in, *given, of_parts, units_of_parts), strict=True)
    sums, sizes = (reduce(np.add, arrays) for arrays in zip(*(spread[:2] for spread in spreads), strict=True))
    told, told_sizes = (pl.concat(of_parts).group_by("row", "side", "story").agg(pl.col("n").sum()) for of_parts in tables)
    n = told_sizes["n"].to_numpy()
    np.add.at(sizes, (told_sizes["row"].to_numpy(), told_sizes["side"].to_numpy()), np.stack([n * n, np.ones_like(n)], axis=1))
    told = told.with_columns(theme=pl.Series(chosen[0][told["row"].to_numpy()]))
    told = told.join(told_sizes, left_on=("theme", "side", "story"), right_on=("row", "side", "story"), suffix="_words")
    n = told["n"].to_numpy()
    np.add.at(sums, (told["row"].to_numpy(), told["side"].to_numpy()), np.stack([n * n, n * told["n_words"].to_numpy()], axis=1))
    first = reduce(lambda one, other: np.where(one >= 0, one, other), [spread.first for spread in spreads])
    return _Spread(sums, sizes, first)


def suggest_entries(corpus: Corpus, lexicon: Lexicon, *, rows: int = 5) -> "pd.DataFrame":
    """Suggest entries for each theme: words and phrases that keep its company.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    rows : int
        At most so many for each theme.

    Returns
    -------
    DataFrame, one row per suggestion; the themes in the order of the lexicon, the surest first in each, ties by term
        ``theme``; ``label``; ``entry``, as the lexicon would write it; ``form``, the spelling most often seen; ``n``, all its uses;
        ``n_near``, those in sentences that the theme touches, outside its matches, 3 or more; ``log_ratio``, how much more often it is
        used there than in other sentences: 1 is twice as often; ``g2``, how surely, if words were drawn one by one, from 0; ``lrc``, the
        conservative log ratio, by which rows are sorted: the bound of its interval that is nearest to 0; missing with fewer than ten
        articles, or paragraphs, on a side: then rows are sorted by ``g2``; ``example``, the first sentence in which it stands with a match
        of the theme.

    Notes
    -----
    The sentences that a theme touches are compared with all others, its own matches left out of both, as :func:`analysis.compare_terms`
    compares two corpora: over articles, or over paragraphs, where there are fewer than ten articles, or over words, where there are fewer
    than ten of those; corrected for all words and phrases of all themes (Benjamini and Hochberg 1995). Of each theme, the 200 with the
    highest ``g2`` are tested over articles; the others are taken to fail.

    Left out are stop words, numbers, what any theme matches in half of its uses or more, and words that in half of their uses or more are
    part of one phrase: this may be suggested instead, unless a theme matches in it. Of a phrase and a word or a phrase inside it, the surer
    is suggested; what suits several themes, for that of which it is surest.
    """
    import pandas as pd

    items, sought = _number_items(corpus), look_up_themes(corpus, lexicon)
    company = _count_company(corpus, sought, items)
    is_open = items.is_open & (2 * company.n_touched < company.n) & ~_is_part(items, company.n)
    n_near, n_else = company.n_near, company.n - company.n_inside - company.n_near
    words_near = company.words_near[:, None]
    words_else = corpus.counts.words - company.words_inside[:, None] - words_near
    g2 = statistics.g2(n_near, n_near + n_else, words_near, np.maximum(words_near + words_else, 1))
    log_ratio = statistics.log_ratio(n_near, n_else, words_near, words_else)
    rank = items.terms.rank("ordinal").to_numpy()
    chosen = [np.zeros((2, 0), dtype=np.int64)]
    for number in range(len(sought.sizes)):
        suits = np.flatnonzero(is_open & (n_near[number] >= FEWEST) & (log_ratio[number] > 0))
        suits = suits[np.lexsort((rank[suits], -g2[number, suits]))][:LOOKED_AT]
        chosen.append(np.stack([np.full(len(suits), number), suits]))
    theme, item = np.concatenate(chosen, axis=1)
    spread = _spread(corpus, sought, items, (theme, item))
    near = spread.clusters(theme, 0, n_near[theme, item], words_near[theme, 0])
    rest = spread.clusters(theme, 1, n_else[theme, item], words_else[theme, 0])
    p = statistics.p_of_difference(near, rest)
    p = np.where(np.isnan(p), statistics.p_of_g2(g2[theme, item]), p)
    n_tests = len(sought.sizes) * int(is_open.sum())
    is_sure = statistics.adjust_p(p, n_tests) < LEVEL
    error = statistics.error_of_selected(int(is_sure.sum()), n_tests, LEVEL)
    lrc = statistics.nearest_zero(*statistics.log_ratio_interval(near, rest, error))
    is_tested = ~np.isnan(lrc)
    order = np.lexsort((rank[item], -np.where(is_tested, lrc, g2[theme, item]), ~is_tested))
    order = order[is_sure[order]]
    order = order[np.sort(np.unique(item[order], return_index=True)[1])]  # each for the theme of which it is surest
    kept = np.concatenate([_drop_inside(items, item, order[theme[order] == number])[:rows] for number in range(len(sought.sizes))])
    theme, item = theme[kept], item[kept]
    forms = _spell(corpus, items, item)
    texts = {"theme": [lexicon.themes[number].theme for number in theme.tolist()]}
    texts |= {"label": [lexicon.labels[key] for key in texts["theme"]], "entry": forms, "form": forms}
    table = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in texts.items()})
    table["n"], table["n_near"] = company.n[item], n_near[theme, item]
    table["log_ratio"], table["g2"], table["lrc"] = log_ratio[theme, item], g2[theme, item], lrc[kept]
    table["example"] = pd.Series(_open_sentences(corpus, spread.first[kept]), dtype="str")
    return table


def _count_company(corpus: Corpus, sought: Sought, items: _Items) -> _Company:
    given = map(repeat, (sought, items.is_open, items.book, items.of_gram))
    return reduce(lambda one, other: _Company._make(map(np.add, one, other)), corpus.map_parts(_count_company_in, *given))


def _drop_inside(items: _Items, item: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Drop those of some rows that stand in one before, or that one before stands in: *oil* and *oil prices* are one suggestion."""
    kept: list[int] = []
    terms: list[str] = []
    for row in rows.tolist():
        term = f" {items.terms[int(item[row])]} "
        if not any(term in other or other in term for other in terms):
            kept.append(row)
            terms.append(term)
    return np.array(kept, dtype=np.int64)


def _open_sentences(corpus: Corpus, starts: np.ndarray) -> list[str]:
    """Give the sentence of each word, by its number in the corpus."""
    order = np.argsort(starts, kind="stable")
    opened = open_matches(corpus, starts[order], np.ones_like(starts))["sentence"].tolist()
    return [opened[row] for row in np.argsort(order, kind="stable").tolist()]


def write_suggestions(suggested: "pd.DataFrame") -> str:
    """Write suggestions as TOML, to paste into a lexicon what people choose of them; nothing is written to any file.

    Parameters
    ----------
    suggested : DataFrame
        From :func:`suggest_entries`.

    Returns
    -------
    str
        For each theme a comment with its label and its table with ``entries``, each with the example as a comment.
    """
    lines = ["# Suggestions, to be read before they are used: paste what is right into the theme's own entries."]
    rows = list(zip(*(suggested[name].tolist() for name in ("theme", "label", "entry", "example")), strict=True))
    for theme, label in {row[0]: row[1] for row in rows}.items():
        lines += ["", f"# {_write_comment(label)}", f"[{_write_key(theme)}]", "entries = ["]
        of_theme = [row[2:] for row in rows if row[0] == theme]
        lines += [f"    {_write_text(entry)},  # {_write_comment(_cut(example, entry))}" for entry, example in of_theme]
        lines.append("]")
    return "\n".join(lines) + "\n"


def _cut(sentence: str, entry: str) -> str:
    """Cut a sentence to what stands around an entry, so that it fits on a line."""
    at = max(sentence.lower().find(entry.lower()), 0)
    first, last = max(at - CONTEXT, 0), at + len(entry) + CONTEXT
    return f"{'…' if first else ''}{sentence[first:last]}{'…' if last < len(sentence) else ''}"


def _write_comment(text: str) -> str:
    """Write a text as a comment may hold it: on one line, without control characters."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _write_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _write_text(key)


def _write_text(text: str) -> str:
    """Write a text as TOML does: as JSON, which allows one control character more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
