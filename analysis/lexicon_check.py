"""The lexicon under test: which entries never match, match too much or in two themes, keep strange company, or decide what comes first."""

from collections.abc import Sequence
from itertools import count, repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .corpus import Corpus
from .evidence import open_matches
from .grams import find_new, sort_rows
from .index import WordIndex
from .lexicon import Lexicon
from .matching import Matches, Queries, find_forms, find_matches, join_ranges, keep_longest, lie_inside
from .parts import Part
from .statistics import FEWEST_UNITS
from .tallies import CELLS
from .theme_matches import Sought, look_up_themes
from .words import fold

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

# What may be wrong, the gravest first; see check_lexicon.
FAULTS = (
    "everywhere",
    "never matches",
    "in two themes",
    "unlike its theme",
    "dead",
    "carried by one entry",
    "decides the ranking",
    "covered",
)
# An entry is judged by its company, and a theme by its first entry, from so many matches on.
ENOUGH = 10
# And by that of so many others of its theme, or more.
OTHERS = 3
# What is less like its theme than this part of what the others are is unlike it; see check_lexicon for where this is from.
UNLIKE = 0.25
Z = 1.645  # one side of 95 %
# Everywhere is in so many sentences or articles, and in so many times more than the next entry.
MANY_SENTENCES, MANY_ARTICLES, FAR = 1 / 3, 0.9, 3
# Of these, numbers of several parts are not simply added.
_NOT_ADDED = ("first", "first_length", "taken", "shared")
# What is nearly a word has so many uses; short words, and short beginnings of words, are nearly too many others; none is longer.
FEWEST, SHORTEST, STEM, LONGEST = 5, 5, 7, 32
NAMED = 3  # so many themes are named, and the others counted


class ResolvedMatches(NamedTuple):
    """Every match of every entry in a part, by theme, then in reading order; and what leaving an entry out does.

    Attributes
    ----------
    entry : array of int
        The number of the entry of each match, counted over the whole lexicon.
    start, length : array of int
        Its first word in the part, and how many words it has.
    is_kept : array of bool
        Whether it counts: it lies in no exception, and no longer or earlier match of its theme stands on its words.
    is_excepted : array of bool
        Whether it lies in an exception.
    taken_by : array of int
        For a match that another took, the entry of the first that stands on its words; else -1.
    n_lost : array of int, one per entry
        How many matches its theme has less without it: its own, less those that come free.
    """

    entry: np.ndarray
    start: np.ndarray
    length: np.ndarray
    is_kept: np.ndarray
    is_excepted: np.ndarray
    taken_by: np.ndarray
    n_lost: np.ndarray


def _number_themes(sought: Sought) -> np.ndarray:
    """Give the theme of each entry of the whole lexicon."""
    return np.repeat(np.arange(len(sought.sizes)), [n for n, _ in sought.sizes])


def _number_queries(sought: Sought) -> tuple[np.ndarray, np.ndarray]:
    """Give the theme of each query, and the number of its entry, counted over the whole lexicon; -1 for an exception."""
    themes, entries, n = [], [], 0
    for theme, (n_entries, n_exceptions) in enumerate(sought.sizes):
        themes.append(np.full(n_entries + n_exceptions, theme))
        entries += [n + np.arange(n_entries), np.full(n_exceptions, -1)]
        n += n_entries
    return np.concatenate([np.zeros(0, int), *themes]), np.concatenate([np.zeros(0, int), *entries])


def resolve_matches(index: WordIndex, sought: Sought) -> ResolvedMatches:
    """Find every match, and which of them count; see :func:`analysis.theme_matches.match_themes`."""
    matches = find_matches(index, sought.queries)
    theme_of_query, entry_of_query = _number_queries(sought)
    # Themes do not see each other: each has the text for itself, one copy after the other.
    room, theme = len(index.ids) + 1, theme_of_query[matches.query]
    order = np.argsort(theme, kind="stable")
    query, start, length = (column[order] for column in matches)
    at, entry = theme[order] * room + start, entry_of_query[query]
    is_exception = entry < 0
    excepting = Matches(query[is_exception], at[is_exception], length[is_exception])
    at, entry, start, length = (column[~is_exception] for column in (at, entry, start, length))
    is_excepted = lie_inside(at, at + length, excepting)
    rows = np.flatnonzero(~is_excepted)
    n_entries = int((entry_of_query >= 0).sum())
    kept, n_lost = _keep(entry[rows], at[rows], length[rows], n_entries)
    is_kept = np.zeros(len(at), dtype=bool)
    is_kept[rows[kept]] = True
    taken_by = np.full(len(at), -1)
    taken = np.flatnonzero(~is_excepted & ~is_kept)
    chosen = np.flatnonzero(is_kept)
    taken_by[taken] = entry[chosen[np.searchsorted((at + length)[chosen], at[taken], side="right")]]
    return ResolvedMatches(entry, start, length, is_kept, is_excepted, taken_by, n_lost)


def _keep(entry: np.ndarray, start: np.ndarray, length: np.ndarray, n_entries: int) -> tuple[np.ndarray, np.ndarray]:
    """Tell which matches :func:`analysis.matching.keep_longest` keeps; and for each entry, how many fewer it keeps without that.

    Notes
    -----
    What is kept of matches that overlap, or that a chain of overlaps joins, depends on no other match. So only such clusters are looked at:
    each once as it is, and once without each of the entries that have a kept match in it. To leave out a match that was not kept changes
    nothing. All of these are laid out side by side, and chosen from at once.
    """
    reach = np.maximum.accumulate(start + length)
    is_first = np.ones(len(start), dtype=bool)
    is_first[1:] = start[1:] >= reach[:-1]
    first = np.flatnonzero(is_first)
    after = np.append(first[1:], len(start))[: len(first)]
    is_kept = np.repeat(after - first == 1, after - first)
    n_lost = np.bincount(entry[is_kept], minlength=n_entries)
    first, after = first[after - first > 1], after[after - first > 1]
    span = reach[after - 1] - start[first]

    def lay_out(cluster: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Lay clusters side by side: the row of each match, which of these clusters it is in, and its first word there."""
        rows = join_ranges(first[cluster], after[cluster])
        of = np.repeat(np.arange(len(cluster)), (after - first)[cluster])
        zero = np.cumsum(span[cluster]) - span[cluster] - start[first[cluster]]
        return rows, of, start[rows] + zero[of]

    rows, of, at = lay_out(np.arange(len(first)))
    is_kept[rows[keep_longest(at, length[rows], int(span.sum()))]] = True
    left_out = np.unique((of * n_entries + entry[rows])[is_kept[rows]])
    cluster, without = left_out // max(n_entries, 1), left_out % max(n_entries, 1)
    rows, of, at = lay_out(cluster)
    n_before = np.bincount(of[is_kept[rows]], minlength=len(cluster))
    stays = entry[rows] != without[of]
    rows, of, at = rows[stays], of[stays], at[stays]
    n_after = np.bincount(of[keep_longest(at, length[rows], int(span[cluster].sum()))], minlength=len(cluster))
    np.add.at(n_lost, without, n_before - n_after)
    return is_kept, n_lost


class _Near(NamedTuple):
    """What is nearly some of the entries, those that cannot match, as one word of each is nowhere.

    ``entry``, the number of each, and its ``theme``; the ``term`` that stands there instead of the word; and the entry with it, as a query.
    """

    entry: np.ndarray
    theme: np.ndarray
    term: list[str]
    queries: Queries


def _count_terms_in(part: Part, n_terms: int) -> np.ndarray:
    index = part.index
    return np.bincount(index.terms, np.bincount(index.ids, minlength=len(index.terms)), minlength=n_terms).astype(np.int64)


def _choose_near(corpus: Corpus, lexicon: Lexicon, n_terms: np.ndarray) -> _Near:
    """Choose for each entry of which one word is nowhere the most frequent term that is nearly it, if there is one."""
    vocabulary, chosen = corpus.vocabulary, []
    frequent = np.flatnonzero((n_terms >= FEWEST) & ~vocabulary.is_stop)
    spelled = vocabulary.terms.gather(frequent)
    letters = np.array(spelled.to_list(), dtype=f"U{LONGEST}").view(np.uint32).reshape(-1, LONGEST)
    patterns = [(number, pattern) for number, theme in enumerate(lexicon.themes) for pattern in theme.patterns]
    for entry, (theme, pattern) in enumerate(patterns):
        missing = [k for k, word in enumerate(pattern) if not len(find_forms(vocabulary, word))]
        if len(missing) != 1:
            continue
        text, side = pattern[missing[0]]
        begins = side.startswith("begins")
        if side.startswith("like") or not (STEM if begins else SHORTEST) <= len(text) < LONGEST:
            continue
        word = fold(text)
        some = slice(*(spelled.search_sorted(first, "left") for first in (word[0], chr(ord(word[0]) + 1))))  # they are sorted
        rows = frequent[some][_is_near(letters[some], word, begins)]
        if len(rows):
            row = int(rows[np.argmax(n_terms[rows])])
            forms = [find_forms(vocabulary, other) for other in pattern]
            forms[missing[0]] = np.flatnonzero(vocabulary.term_of_form == row)
            chosen.append((entry, theme, vocabulary.terms[row], tuple(forms)))
    entries, themes, terms, queries = zip(*chosen, strict=True) if chosen else ((), (), (), ())
    return _Near(np.array(entries, dtype=np.int64), np.array(themes, dtype=np.int64), list(terms), list(queries))


def _is_near(letters: np.ndarray, word: str, begins: bool) -> np.ndarray:
    """Tell which words differ from `word` by one letter more, one less, or another, or by two exchanged; or in case alone.

    Parameters
    ----------
    letters : array of int, one row per word, with zeros after its end
        They have the first letter of `word`.
    word : str
    begins : bool
        Whether it is enough that they begin so; then a difference at the end of `word` makes another word, and does not count.
    """
    n, sought = len(word), np.array([word], dtype="U").view(np.uint32)
    size = (letters > 0).sum(axis=1)

    def has(size_of_near: int) -> np.ndarray:
        return size >= size_of_near if begins else size == size_of_near

    def count_first(is_same: np.ndarray) -> np.ndarray:
        return np.logical_and.accumulate(is_same, axis=1).sum(axis=1)

    same = letters[:, :n] == sought
    n_first, n_other = count_first(same), n - same.sum(axis=1)
    after_one_more = count_first((letters[:, 1 : n + 1] == sought)[:, ::-1])
    after_one_less = count_first((letters[:, : n - 1] == sought[1:])[:, ::-1])
    at = np.minimum(n_first, n - 2)
    rows = np.arange(len(letters))
    is_exchanged = (letters[rows, at] == sought[at + 1]) & (letters[rows, at + 1] == sought[at])
    is_near = has(n + 1) & (n_first + after_one_more >= n)
    is_near |= has(n - 1) & (n_first + after_one_less >= n - 1) & (n_first < n - begins)
    is_near |= has(n) & ((n_other == 0) | ((n_other == 1) & (n_first < n - begins)) | ((n_other == 2) & is_exchanged))
    return is_near


def _count_near(
    index: WordIndex, near: _Near, theme_of_entry: np.ndarray, entry: np.ndarray, start: np.ndarray, length: np.ndarray
) -> np.ndarray:
    """Count the matches of what is nearly an entry that stand on no word of a match, given theme by theme, that counts for its theme."""
    query, at, size = find_matches(index, near.queries)
    room = len(index.ids) + 1
    first, last = near.theme[query] * room + at, near.theme[query] * room + at + size
    theme = theme_of_entry[entry]
    kept, ends = theme * room + start, theme * room + start + length
    following = np.searchsorted(ends, first, side="right")
    is_free = np.append(kept, np.iinfo(np.int64).max)[following] >= last
    return np.bincount(near.entry[query[is_free]], minlength=len(theme_of_entry))


class _Counted(NamedTuple):
    """What is counted in a part: arrays with one entry per entry of the lexicon, where nothing else is said.

    Attributes
    ----------
    n_found, n_excepted, n_kept, n_lost : array of int
        Its matches; those of them in exceptions; those that count; see :class:`ResolvedMatches`.
    n_sentences, n_articles : array of int
        How many sentences and articles those that count touch.
    first, first_length : array of int
        The first word, in the corpus, of the first match that counts, or of the first of all if none does; -1 if there is none.
    taken : array of int, a row for each entry and one that took matches from it
        The numbers of both, and how many.
    shared : array of int, a row for each two entries of two themes that count on the same words
        The numbers of both; on how many stretches; and the first of these: its first word in the corpus, and its length.
    n_units : array of int
        Sentences, sentences that any entry touches, articles with a word, articles that any entry touches.
    company : csr_array, one row per entry, one column per term
        How often each term outside stop words stands in the sentences that an entry touches, its own matches left out.
    n_near : array of int
        How often what is nearly an entry would match, and count besides its theme's entries; see :func:`_choose_near`.
    """

    n_found: np.ndarray
    n_excepted: np.ndarray
    n_kept: np.ndarray
    n_lost: np.ndarray
    n_sentences: np.ndarray
    n_articles: np.ndarray
    first: np.ndarray
    first_length: np.ndarray
    taken: np.ndarray
    shared: np.ndarray
    n_units: np.ndarray
    company: "csr_array"
    n_near: np.ndarray


def _check_in(part: Part, sought: Sought, near: _Near, is_stop: np.ndarray) -> _Counted:
    """Count in a part all that the faults of entries are told by."""
    index = part.index
    found = resolve_matches(index, sought)
    n_entries = len(found.n_lost)
    entry, start, length = (column[found.is_kept] for column in (found.entry, found.start, found.length))
    n_found, n_excepted = (np.bincount(rows, minlength=n_entries) for rows in (found.entry, found.entry[found.is_excepted]))
    first, first_length = np.full((2, n_entries), -1)
    for numbers, starts, lengths in ((found.entry, found.start, found.length), (entry, start, length)):
        # Entries come by theme, then in reading order: of what is assigned to one place, the last stays.
        first[numbers[::-1]], first_length[numbers[::-1]] = starts[::-1] + part.first.words, lengths[::-1]
    order = sort_rows(entry)
    touched, n_units = [], []
    for bounds in (index.sentences, index.articles):
        unit = np.searchsorted(bounds, start[order], side="right") - 1
        is_new = find_new(entry[order], unit)
        touched.append((entry[order][is_new], unit[is_new]))
        n_units += [int((np.diff(bounds) > 0).sum()), int(np.bincount(unit, minlength=len(bounds)).astype(bool).sum())]
    n_sentences, n_articles = (np.bincount(rows, minlength=n_entries) for rows, _ in touched)
    is_taken = found.taken_by >= 0
    pairs, n_taken = np.unique(np.stack([found.entry[is_taken], found.taken_by[is_taken]]), axis=1, return_counts=True)
    return _Counted(
        n_found,
        n_excepted,
        np.bincount(entry, minlength=n_entries),
        found.n_lost,
        n_sentences,
        n_articles,
        first,
        first_length,
        np.vstack([pairs, n_taken]).T,
        _count_shared(entry, start, length, part.first.words),
        np.array(n_units),
        _count_company(index, (entry, start, length), touched[0], is_stop, n_entries),
        _count_near(index, near, _number_themes(sought), entry, start, length),
    )


def _count_shared(entry: np.ndarray, start: np.ndarray, length: np.ndarray, words_before: int) -> np.ndarray:
    """Find the entries whose matches stand on the same words; within a theme, none do."""
    order = np.argsort(start, kind="stable")
    entry, start, length = entry[order], start[order], length[order]
    match = np.repeat(np.arange(len(entry)), length)
    word = join_ranges(start, start + length)
    order = np.argsort(word, kind="stable")
    match, word = match[order], word[order]
    found = [np.zeros((2, 0), dtype=np.int64)]
    step = 1
    while (is_same := word[step:] == word[:-step]).any():
        found.append(np.stack([match[:-step][is_same], match[step:][is_same]]))
        step += 1
    one, other = np.unique(np.concatenate(found, axis=1), axis=1)
    low, high = np.minimum(entry[one], entry[other]), np.maximum(entry[one], entry[other])
    pairs, at, n = np.unique(np.stack([low, high]), axis=1, return_index=True, return_counts=True)
    return np.vstack([pairs, n, start[one[at]] + words_before, length[one[at]]]).T


def _count_company(
    index: WordIndex, matches: Sequence[np.ndarray], touched: Sequence[np.ndarray], is_stop: np.ndarray, n_entries: int
) -> "csr_array":
    """Count the terms of the sentences that each entry touches, its own matches and stop words left out.

    Parameters
    ----------
    index : WordIndex
    matches : sequence of arrays of int
        The entry, the first word and the length of each match.
    touched : sequence of arrays of int
        The entry and the sentence of each pair of these.
    is_stop : array of bool, one per term
    n_entries : int
    """
    from scipy.sparse import csr_array

    n_terms, n_sentences = len(is_stop), len(index.sentences) - 1
    term = index.term_ids
    is_content = ~is_stop[term]
    before = np.concatenate([[0], np.cumsum(is_content)])
    content = term[is_content]
    sentences = csr_array((np.ones(len(content), dtype=np.int32), content, before[index.sentences]), shape=(n_sentences, n_terms))
    touches = csr_array((np.ones(len(touched[0]), dtype=np.int32), touched), shape=(n_entries, n_sentences))
    entry, start, length = matches
    word = join_ranges(start, start + length)
    own = np.repeat(entry, length)[is_content[word]], term[word[is_content[word]]]
    matched = csr_array((np.ones(len(own[0]), dtype=np.int32), own), shape=(n_entries, n_terms))
    return touches @ sentences - matched


def _gather(corpus: Corpus, sought: Sought, near: _Near) -> _Counted:
    """Count in all parts, and add up."""
    gathered: list[_Counted] = []
    for here in corpus.map_parts(_check_in, repeat(sought), repeat(near), repeat(corpus.vocabulary.is_stop)):
        if not gathered:
            gathered.append(here)
            continue
        so_far = gathered.pop()
        # The first match that counts; while there is none, the first of all.
        is_first = (here.first >= 0) & ((so_far.first < 0) | ((so_far.n_kept == 0) & (here.n_kept > 0)))
        added = {name: getattr(so_far, name) + getattr(here, name) for name in _Counted._fields if name not in _NOT_ADDED}
        added |= {name: np.where(is_first, getattr(here, name), getattr(so_far, name)) for name in ("first", "first_length")}
        added |= {name: _add_pairs(np.concatenate([getattr(so_far, name), getattr(here, name)])) for name in ("taken", "shared")}
        gathered.append(_Counted(**added))
    return gathered[0]


def _add_pairs(rows: np.ndarray) -> np.ndarray:
    """Add up the third column of rows that agree in the first two; of what else they have, keep that of the first."""
    _, first, of = np.unique(rows[:, :2], axis=0, return_index=True, return_inverse=True)
    table = rows[first]
    table[:, 2] = np.bincount(of.ravel(), rows[:, 2], minlength=len(first))
    return table


def _measure_company(company: "csr_array", n_terms: np.ndarray, theme: np.ndarray, is_judged: np.ndarray) -> np.ndarray:
    """Measure how much the company of each entry is like that of its theme's other entries; see :func:`check_lexicon`.

    Returns
    -------
    array of float, one per entry
        0, no more than any text is; 1, as much as that of the other entries, in the middle. NaN where it is not judged.
    """
    like = np.full(len(theme), np.nan)
    rate, size = n_terms / max(n_terms.sum(), 1), company.sum(axis=1)
    # None may drown the others, however often it matches.
    weight = 1 / np.sqrt(np.maximum(size, 1))
    for number in np.unique(theme):
        rows = np.flatnonzero((theme == number) & (size > 0))
        judged = rows[is_judged[rows]]
        if len(judged) <= OTHERS:
            continue
        words = company[rows]
        columns = np.unique(words.indices)
        total, p = weight[rows] @ words[:, columns], rate[columns]
        excess, error = np.zeros((2, len(judged)))
        step = max(1, CELLS // len(columns))
        for low in range(0, len(judged), step):
            some = judged[low : low + step]
            n = company[some][:, columns].toarray()
            others = np.maximum(total - n * weight[some, None], 0)
            told = np.log((1 + others / others.sum(axis=1, keepdims=True) / p) / 2)
            mean = (n * told).sum(axis=1) / size[some]
            excess[low : low + step] = mean - (told @ p + np.log(0.5) * (1 - p.sum()))
            error[low : low + step] = np.sqrt(((n * (told - mean[:, None])) ** 2).sum(axis=1)) / size[some]
        middle = np.array([np.median(np.delete(excess, k)) for k in range(len(excess))])
        is_alike = middle > 0
        like[judged[is_alike]] = (excess + Z * error)[is_alike] / middle[is_alike]
    return like


class _Fault(NamedTuple):
    """A row of :func:`check_lexicon`, before its sentence is opened: `entry` is -1 for a whole theme, `place` a first word and a length."""

    fault: str
    theme: int
    entry: int
    figure: float
    said: str
    place: tuple[int, int] = (-1, 0)


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
        - ``dead``: the entry never matches. Where one word of it is nowhere, but one that is nearly it is used five times or more, the
          figure is how often the entry would match with that, and count in addition; else 0.
        - ``carried by one entry``: of the matches of a theme that has ten or more, and several entries, more than half are this one's. The
          figure is that share.
        - ``decides the ranking``: without the entry, its theme falls behind others that now have fewer matches. The figure, how many.
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

    n_terms = np.zeros(len(corpus.vocabulary.terms), dtype=np.int64)
    for here in corpus.map_parts(_count_terms_in, repeat(len(n_terms))):
        n_terms += here
    sought, near = look_up_themes(corpus, lexicon), _choose_near(corpus, lexicon, n_terms)
    counted, theme = _gather(corpus, sought, near), _number_themes(sought)
    names = [entry for one in lexicon.themes for entry in one.entries]
    told = _Told(lexicon, names, theme, counted)
    is_everywhere, everywhere = _find_everywhere(told)
    like = _measure_company(counted.company, n_terms * ~corpus.vocabulary.is_stop, theme, (counted.n_kept >= ENOUGH) & ~is_everywhere)
    found = [*everywhere, *_find_empty(told), *_find_shared(told, like), *_find_unlike(told, like)]
    found += [*_find_dead(told, near), *_find_carried(told), *_find_deciding(told), *_find_covered(told)]
    found.sort(key=lambda row: (-row.figure, names[row.entry], lexicon.themes[row.theme].theme, row.said))
    nth = {fault: count() for fault in FAULTS}
    faults = sorted(found, key=lambda row: (next(nth[row.fault]), FAULTS.index(row.fault)))
    columns = {
        "theme": [lexicon.themes[row.theme].theme for row in faults],
        "label": [lexicon.themes[row.theme].label for row in faults],
        "entry": [names[row.entry] if row.entry >= 0 else None for row in faults],
        "fault": [row.fault for row in faults],
        "figure": np.array([row.figure for row in faults], dtype=float),
        "said": [row.said for row in faults],
        "example": _open_examples(corpus, [row.place for row in faults]),
    }
    table = pd.DataFrame({name: values if name == "figure" else pd.Series(values, dtype="str") for name, values in columns.items()})
    n_sentences, touched_sentences, n_articles, touched_articles = counted.n_units.tolist()
    table.attrs["coverage"] = {
        "n_sentences": n_sentences,
        "n_sentences_touched": touched_sentences,
        "share_sentences": touched_sentences / n_sentences if n_sentences else np.nan,
        "n_articles": n_articles,
        "n_articles_touched": touched_articles,
        "share_articles": touched_articles / n_articles if n_articles else np.nan,
    }
    n_judged = int((~np.isnan(like)).sum())
    table.attrs["note"] = f"{n_judged:,} of {len(names):,} entries have matches enough to be judged by their company."
    return table


def _open_examples(corpus: Corpus, places: list[tuple[int, int]]) -> list[str | None]:
    """Open a sentence for each place."""
    starts, lengths = np.array(places, dtype=np.int64).reshape(-1, 2).T
    order = np.argsort(starts, kind="stable")
    order = order[starts[order] >= 0]
    sentences: list[str | None] = [None] * len(places)
    for row, sentence in zip(order.tolist(), open_matches(corpus, starts[order], lengths[order])["sentence"], strict=True):
        sentences[row] = sentence
    return sentences


class _Told(NamedTuple):
    """What faults are told from: the lexicon, all its entries as written, the theme of each, and what was counted."""

    lexicon: Lexicon
    names: list[str]
    theme: np.ndarray
    counted: _Counted

    def label(self, entry: int) -> str:
        """Give what people call the theme of an entry."""
        return self.lexicon.themes[self.theme[entry]].label

    def fault(self, fault: str, entry: int, figure: float, said: str) -> _Fault:
        """Make a row of an entry, with the first of its matches."""
        place = int(self.counted.first[entry]), int(self.counted.first_length[entry])
        return _Fault(fault, int(self.theme[entry]), entry, figure, said, place)

    @property
    def n_themes(self) -> np.ndarray:
        """How many matches each theme has."""
        return np.bincount(self.theme, self.counted.n_kept, minlength=len(self.lexicon.themes)).astype(np.int64)


def _find_everywhere(told: _Told) -> tuple[np.ndarray, list[_Fault]]:
    """Find the entries that are everywhere: tell which, and make their rows."""
    n_sentences, _, n_articles, _ = told.counted.n_units.tolist()
    ways = [(told.counted.n_sentences, n_sentences, MANY_SENTENCES, "sentences")]
    ways += [(told.counted.n_articles, n_articles, MANY_ARTICLES, "articles")] if n_articles >= FEWEST_UNITS else []
    faults: dict[int, _Fault] = {}
    for n, total, many, unit in ways:
        share = n / max(total, 1)
        rest = share[share < many].max(initial=0)
        for entry in np.flatnonzero((share >= max(many, FAR * rest)) & (rest > 0)).tolist():
            said = f"It is in {100 * share[entry]:.0f} % of {unit}, and the next entry in {100 * rest:.1f} %: what is everywhere tells "
            said += "nothing apart. Take it out, or write it with more words."
            faults.setdefault(entry, told.fault("everywhere", entry, float(share[entry]), said))
    return np.isin(np.arange(len(told.theme)), list(faults)), list(faults.values())


def _find_empty(told: _Told) -> list[_Fault]:
    faults = []
    for number in np.flatnonzero(told.n_themes == 0).tolist():
        n = len(told.lexicon.themes[number].entries)
        what = f"None of its {n:,} entries" if n > 1 else "Its only entry never"
        said = f"{what} counts anywhere. Take the theme out, or give it words that these articles use."
        faults.append(_Fault("never matches", number, -1, n, said))
    return faults


def _find_shared(told: _Told, like: np.ndarray) -> list[_Fault]:
    faults = []
    for one, other, n, start, length in told.counted.shared.tolist():
        here, there = (other, one) if like[other] < like[one] else (one, other)
        said = f"On {_count(n, 'stretch', 'stretches')} of text, it counts for “{told.label(here)}”, and “{told.names[there]}” for "
        said += f"“{told.label(there)}”. "
        if np.isnan(like[one] + like[other]):
            said += "Leave it where it belongs; from the other theme, take it out, or name it under not."
        else:
            said += f"The words around speak rather for “{told.label(there)}”: here, take it out, or name it under not."
        faults.append(told.fault("in two themes", here, n, said)._replace(place=(start, length)))
    return faults


def _find_unlike(told: _Told, like: np.ndarray) -> list[_Fault]:
    faults, shared = [], told.counted.shared
    n_shared = np.maximum(*(_most(shared[:, k], shared[:, 2], len(like)) for k in (0, 1)))
    for entry in np.flatnonzero((like <= UNLIKE) & (2 * n_shared <= told.counted.n_kept)).tolist():
        much = f"at most {100 * like[entry]:.0f} % of what they say" if like[entry] >= 0.01 else "no more than any words do"
        said = f"The words around its {told.counted.n_kept[entry]:,} matches say of “{told.label(entry)}” {much} around the other entries. "
        said += "Read some; if something else is meant, write it in single quotes, to keep its case, or with more words, or take it out."
        faults.append(told.fault("unlike its theme", entry, float(1 - like[entry]), said))
    return faults


def _most(rows: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    """Give the largest value of each of `n` rows; 0 where there is none."""
    most = np.zeros(n)
    np.maximum.at(most, rows, values)
    return most


def _find_dead(told: _Told, near: _Near) -> list[_Fault]:
    faults, terms = [], dict(zip(near.entry.tolist(), near.term, strict=True))
    for entry in np.flatnonzero(told.counted.n_found == 0).tolist():
        n = int(told.counted.n_near[entry])
        said = "It never matches. Take it out, or leave it for other articles."
        if n:
            said = f"It never matches; with “{terms[entry]}”, it would {_count_times(n)}. If that is meant, write it so; else take it out."
        faults.append(told.fault("dead", entry, n, said))
    return faults


def _find_carried(told: _Told) -> list[_Fault]:
    faults = []
    for number, n in enumerate(told.n_themes.tolist()):
        entries = np.flatnonzero(told.theme == number)
        entry = int(entries[np.argmax(told.counted.n_kept[entries])])
        n_entry = int(told.counted.n_kept[entry])
        if n >= ENOUGH and 2 * n_entry > n and len(entries) > 1:
            said = f"{n_entry:,} of the {n:,} matches of “{told.label(entry)}” are its own ({100 * n_entry / n:.0f} %): the theme says "
            said += "little more than this entry. Read some of its matches, and give the theme more words."
            faults.append(told.fault("carried by one entry", entry, n_entry / n, said))
    return faults


def _find_deciding(told: _Told) -> list[_Fault]:
    faults, n_themes = [], told.n_themes
    n = n_themes[told.theme]
    n_without = n - told.counted.n_lost
    for entry in np.flatnonzero(told.counted.n_lost > 0).tolist():
        passing = np.flatnonzero((n_themes < n[entry]) & (n_themes > n_without[entry]))
        if not len(passing):
            continue
        passing = passing[np.argsort(-n_themes[passing], kind="stable")]
        named = [f"“{told.lexicon.themes[k].label}” ({n_themes[k]:,})" for k in passing.tolist()]
        named = named if len(named) <= NAMED + 1 else [*named[:NAMED], f"{len(named) - NAMED:,} more"]
        behind = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
        said = f"Without it, “{told.label(entry)}” falls from {n[entry]:,} to {_count(int(n_without[entry]), 'match', 'matches')}, behind "
        said += f"{behind}. Read some of its matches before you say which theme comes before which."
        faults.append(told.fault("decides the ranking", entry, len(passing), said))
    return faults


def _find_covered(told: _Told) -> list[_Fault]:
    faults, taken = [], told.counted.taken
    for entry in np.flatnonzero((told.counted.n_found > 0) & (told.counted.n_kept == 0)).tolist():
        n, n_excepted = int(told.counted.n_found[entry]), int(told.counted.n_excepted[entry])
        by = taken[taken[:, 0] == entry]
        where = [f"{n_excepted:,} in exceptions"] if n_excepted else []
        where += (
            [f"{n - n_excepted:,} under longer or earlier entries, most often “{told.names[by[np.argmax(by[:, 2]), 1]]}”"]
            if len(by)
            else []
        )
        said = f"It matches {_count_times(n)}, but never counts: {' and '.join(where)}. Take it out, or what covers it."
        faults.append(told.fault("covered", entry, n, said))
    return faults


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _count_times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"
