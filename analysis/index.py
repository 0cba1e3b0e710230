"""The word index: every word of every article as a number, and the bounds of sentences, paragraphs, sections and articles."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from .languages import LANGUAGES
from .vocabulary import Vocabulary
from .words import describe_tokens, find_bounds, split_tokens

# Texts go through the splitter in pieces of about this many characters: small enough that the strings of a piece stay in the
# processor's cache until they are numbers (64 pieces of 100 MB took 1.4 s, one piece 1.9 s), large enough to keep every core busy.
PIECE = 1_500_000


class Words(NamedTuple):
    """Every word of some articles, as numbers, in reading order.

    Attributes
    ----------
    ids : array of int, one per word
        Row numbers of their vocabulary.
    articles : array of int64, one more than there are articles
        Article i holds the words ``articles[i]`` up to ``articles[i + 1]``; it may hold none.
    sentences, paragraphs, sections : array of int64, one more than there are of them
        The same for sentences, paragraphs and sections that hold a word; none reaches from one article into the next.
    """

    ids: np.ndarray
    articles: np.ndarray
    sentences: np.ndarray
    paragraphs: np.ndarray
    sections: np.ndarray


@dataclass(frozen=True)
class WordIndex:
    """:class:`Words`, and what they are in the vocabulary of a corpus that they are part of.

    Attributes
    ----------
    forms : array of int32
        Row numbers of the vocabulary, ascending; every form that occurs here is among them. The words' ids are row numbers of this.
    terms : array of int32
        The row number in ``vocabulary.terms`` of each of `forms`.
    """

    forms: np.ndarray
    terms: np.ndarray
    ids: np.ndarray
    articles: np.ndarray
    sentences: np.ndarray
    paragraphs: np.ndarray
    sections: np.ndarray

    @property
    def term_ids(self) -> np.ndarray:
        """The row number in ``vocabulary.terms`` of each word, in reading order."""
        return self.terms[self.ids]

    def find_here(self, forms: np.ndarray) -> np.ndarray:
        """Find those of some `forms`, row numbers of the vocabulary, that occur here; give their numbers in `ids`."""
        return find_rows(self.forms, forms)

    def unit_of_word(self, bounds: np.ndarray) -> np.ndarray:
        """Tell for each word which unit of `bounds` (say ``index.sentences``) it stands in."""
        return np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))

    def take(self, articles: np.ndarray, words: np.ndarray | None = None) -> "WordIndex":
        """Give the index of some of the articles, those for which `articles` holds, and of some of their words; of all, when not given."""
        is_taken = np.repeat(articles, np.diff(self.articles)) if words is None else words
        kept_before = np.concatenate([[0], np.cumsum(is_taken)])
        ends = kept_before[self.articles[1:]][articles]

        def shrink(bounds: np.ndarray) -> np.ndarray:
            return np.unique(kept_before[bounds])

        units = map(shrink, (self.sentences, self.paragraphs, self.sections))
        return WordIndex(self.forms, self.terms, self.ids[is_taken], np.concatenate([[0], ends]), *units)


def find_rows(ascending: np.ndarray, sought: np.ndarray) -> np.ndarray:
    """Find those of some numbers that are among others, which ascend; give their rows there."""
    if not len(ascending):
        return np.zeros(0, dtype=np.int64)
    at = np.searchsorted(ascending, sought).clip(max=len(ascending) - 1)
    return at[ascending[at] == sought]


def _pieces(texts: Iterable[str]) -> Iterator[pl.Series]:
    piece: list[str] = []
    size = 0
    for text in texts:
        piece.append(text)
        size += len(text)
        if size >= PIECE:
            yield pl.Series(piece, dtype=pl.String)
            piece, size = [], 0
    yield pl.Series(piece, dtype=pl.String)


def build_index(texts: Iterable[str]) -> tuple[Vocabulary, WordIndex]:
    """Split texts into words and number them: the vocabulary and the index of these texts alone; see :func:`split_texts`."""
    vocabulary, words = split_texts(texts)
    return vocabulary, WordIndex(np.arange(len(vocabulary.forms), dtype=np.int32), vocabulary.term_of_form, *words)


def split_texts(texts: Iterable[str], languages: Sequence[str | None] = ()) -> tuple[Vocabulary, Words]:
    """Split texts into words and number them.

    Parameters
    ----------
    texts : iterable of str
        The bodies of the articles: their words are parted by single spaces, their paragraphs by two line breaks, their sections by three.
        They are split while more of them arrive; nothing in the result depends on threads or on the machine.
    languages : sequence of str, optional
        That of each text, which tells its sentences apart; English, where it is not known.

    Notes
    -----
    Texts are cut at spaces, and only the distinct chunks (``"China's``, ``space,``) are split by the expression for words: there are some
    hundred times fewer of them. No word holds a space, and a mark only at its end, so the outcome is the same as that of splitting the
    texts themselves (a test says so), in 0.9 s instead of 1.5 for 100 MB on two cores.
    """
    dictionary = pl.Categories.random()  # of this build alone, shared by its threads
    holder = pl.Series([], dtype=pl.Categorical(dictionary))  # polars forgets a dictionary that no series uses

    def cut(piece: pl.Series) -> tuple[np.ndarray, np.ndarray]:
        spaced = piece.str.replace_many(["\n\n\n", "\n\n"], [" \n\n\n ", " \n\n "], leftmost=True)
        chunks = spaced.str.split(" ")
        return chunks.explode().cast(pl.Categorical(dictionary)).to_physical().to_numpy(), chunks.list.len().to_numpy()

    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        pieces = [job.result() for job in [threads.submit(cut, piece) for piece in _pieces(texts)]]
        split = split_tokens(dictionary.to_series())
        del holder
        tokens = split.explode(empty_as_null=False, keep_nulls=False)
        distinct = tokens.unique().sort()
        known = [language if language in LANGUAGES else "en" for language in languages] or ["en"]
        described = {language: describe_tokens(distinct, language) for language in sorted(set(known))}
        of_article = np.searchsorted(list(described), known) if len(described) > 1 else None
        is_word = described[known[0]]["form"].is_not_null().to_numpy()
        numbers = np.cumsum(is_word, dtype=np.int32) - 1
        chunks = _Chunks(tokens.cast(pl.Enum(distinct)).to_physical().to_numpy(), split.list.len().to_numpy().astype(np.int64))
        first = np.cumsum([0, *(len(lengths) for _, lengths in pieces)])
        of_pieces = [None if of_article is None else of_article[slice(*pair)] for pair in pairwise(first)]
        tables = list(described.values())
        parts = list(threads.map(lambda piece, among: _number_piece(*chunks.expand(*piece), tables, numbers, among), pieces, of_pieces))

    before = np.cumsum([0, *(len(part[0]) for part in parts)])
    bounds = (np.concatenate([[0], *(part[unit] + n for part, n in zip(parts, before, strict=False))]) for unit in range(1, 5))
    return Vocabulary(distinct.filter(is_word)), Words(np.concatenate([part[0] for part in parts]), *bounds)


class _Chunks:
    """The tokens of each distinct chunk: ``tokens``, end to end, and how many each chunk has."""

    def __init__(self, tokens: np.ndarray, counts: np.ndarray) -> None:
        self.tokens, self.counts = tokens, counts
        self.first = np.cumsum(counts) - counts

    def expand(self, stream: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Turn a stream of chunks into one of tokens, and the lengths of its articles in chunks into where they end in tokens."""
        counts = self.counts[stream]
        ends = np.concatenate([[0], np.cumsum(counts)])
        at = np.repeat(self.first[stream] - ends[:-1], counts)
        at += np.arange(len(at))
        return self.tokens[at], ends[np.cumsum(lengths, dtype=np.int64)]


def _number_piece(
    stream: np.ndarray, article_ends: np.ndarray, tables: list[pl.DataFrame], numbers: np.ndarray, of_article: np.ndarray | None
) -> tuple[np.ndarray, ...]:
    """Turn one piece's tokens into the ids of its words, and the ends of its articles, sentences, paragraphs and sections in them."""
    marks, *ends = find_bounds(stream, tables[0])
    if of_article is not None:  # a full stop ends a sentence by the rules of its article's language
        found = [find_bounds(stream, table)[1] for table in tables]
        language = [of_article[np.searchsorted(article_ends, places, side="right").clip(max=len(of_article) - 1)] for places in found]
        ends[0] = np.sort(np.concatenate([places[language[k] == k] for k, places in enumerate(found)]))
    ids = numbers[np.delete(stream, marks)]

    def words_before(positions: np.ndarray) -> np.ndarray:
        return positions - np.searchsorted(marks, positions)

    def with_articles(unit_ends: np.ndarray) -> np.ndarray:
        is_end = np.zeros(len(ids) + 1, dtype=bool)
        is_end[articles] = is_end[words_before(unit_ends + 1)] = True
        return np.flatnonzero(is_end[1:]) + 1

    articles = words_before(article_ends)
    return ids, articles, *map(with_articles, ends)


def join_indexes(indexes: Sequence[WordIndex], vocabulary: Vocabulary) -> WordIndex:
    """Join the indexes of the parts of a corpus, which share its vocabulary, into the one of all its articles."""
    ids = np.concatenate([index.forms[index.ids] for index in indexes])
    before = np.cumsum([0, *(len(index.ids) for index in indexes)])

    def join(unit: str) -> np.ndarray:
        return np.concatenate([[0], *(getattr(index, unit)[1:] + n for index, n in zip(indexes, before, strict=False))])

    forms = np.arange(len(vocabulary.forms), dtype=np.int32)
    return WordIndex(forms, vocabulary.term_of_form, ids, *map(join, ("articles", "sentences", "paragraphs", "sections")))
