"""The way back from any number to its stretches of text: the concordance."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .groups import BY, UNDATED, UNITS, group_words, name_step
from .index import WordIndex, find_rows
from .matching import Queries, WordPattern, find_matches, look_up, parse_queries
from .parts import Part, name_rows
from .words import split_tokens

if TYPE_CHECKING:
    import pandas as pd

_CLOSERS = re.compile(r"[\"'”’»)\]」』）]*")
# What a row of a table calls the words that it counts; the first that is there says all of them.
_NAMES = ("joined", "term", "phrase")
_NUMBERED, _SAID = ("start", "end", "raw_start", "raw_end"), ("left", "match", "right", "sentence")


class _Places(NamedTuple):
    """Runs of words in a part: arrays of int, one entry per run.

    ``article``, its number in the part; ``paragraph``, its number among those of the article that hold a word; ``word``, the run's first
    word, and ``length``; ``first`` and ``after``, the first word of its sentence, and of the one after it. Words are counted from the first
    of the paragraph.
    """

    article: np.ndarray
    paragraph: np.ndarray
    word: np.ndarray
    length: np.ndarray
    first: np.ndarray
    after: np.ndarray


class _Within(NamedTuple):
    """Where in a part places are looked for: in which of its articles, and in which section or paragraph of these, or in all."""

    articles: np.ndarray
    units: tuple[tuple[str, int], ...]


def _place(index: WordIndex, starts: np.ndarray, lengths: np.ndarray) -> _Places:
    article = np.searchsorted(index.articles, starts, side="right") - 1
    paragraph = np.searchsorted(index.paragraphs, starts, side="right") - 1
    before = np.searchsorted(index.paragraphs, index.articles[article], side="right") - 1
    sentence = np.searchsorted(index.sentences, starts, side="right") - 1
    zero = index.paragraphs[paragraph]
    bounds = index.sentences[sentence] - zero, index.sentences[sentence + 1] - zero
    return _Places(article, paragraph - before, starts - zero, lengths, *bounds)


class _OpenParagraph:
    """One paragraph split once more, to find again where its words and sentences are."""

    def __init__(self, text: str, tokens: Iterable[str]) -> None:
        self.text = text
        self.words: list[tuple[int, int]] = []
        self.ends_of_marks: dict[int, int] = {}  # before a word, of the last there
        cursor = 0
        for token in tokens:
            is_mark = token[0].isspace() or token[0] in ".!?…。！？"
            # Exact: what lies between two tokens holds no token, so the first place where this one stands is its own. A mark that is no
            # more than stops and quotes is one only at the end of the text.
            at_end = is_mark and token[0] in ".!?…" and not token[-1].isspace()
            start = len(text) - len(token) if at_end else text.index(token, cursor)
            cursor = start + len(token)
            if is_mark:
                self.ends_of_marks[len(self.words)] = cursor
            else:
                self.words.append((start, cursor))

    def cut(self, word: int) -> int:
        """Find where the sentence that begins with this word is cut off from the one before."""
        if word in (0, len(self.words)):
            return len(self.text) if word else 0
        if word in self.ends_of_marks:
            return self.ends_of_marks[word]
        closers = _CLOSERS.match(self.text, self.words[word - 1][1])
        return closers.end() if closers else self.words[word - 1][1]

    def stretch(self, word: int, length: int, first: int, after: int) -> tuple[tuple[int, int], tuple[str, str, str, str]]:
        """Give where a run of words starts and ends; and what is left of it in its sentence, it, what is right of it, and all three."""
        start, end = self.words[word][0], self.words[word + length - 1][1]
        left, match, right = self.text[self.cut(first) : start].lstrip(), self.text[start:end], self.text[end : self.cut(after)].rstrip()
        return (start, end), (left, match, right, left + match + right)


def to_raw(ledger: pl.DataFrame, articles: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Turn offsets of characters in articles' ``text`` into offsets in their raw texts.

    Parameters
    ----------
    ledger : polars.DataFrame
        The rows of the ledger of a part of a corpus, or of those articles.
    articles, offsets : array of int
        The number, in the part, of each offset's article; and the offsets, one or several rows of them.
    """
    columns = ledger.select(pl.col("article", "start", "end").cast(pl.Int64), pl.col("replacement").str.len_chars().cast(pl.Int64))
    article, start, end, size = columns.to_numpy().T
    shift = np.concatenate([[0], np.cumsum(size - (end - start))])
    shift_of_article = shift[np.searchsorted(article, articles)]
    in_text = end + shift[1:] - shift[np.searchsorted(article, article)]
    room = max(in_text.max(initial=0), offsets.max(initial=0)) + 1
    row = np.searchsorted(article * room + in_text, articles * room + offsets, side="right")
    return offsets - (shift[row] - shift_of_article)


def open_matches(corpus: Corpus, starts: np.ndarray, lengths: np.ndarray) -> "pd.DataFrame":
    """Turn runs of words back into the stretches of text that they are.

    Parameters
    ----------
    corpus : Corpus
    starts, lengths : array of int
        The number of each run's first word in the corpus, ascending, and how many words it has.

    Returns
    -------
    DataFrame, one row per run, in the order given
        ``article_id``; ``start``, ``end``: characters in the article's ``text``; ``raw_start``, ``raw_end``: in its raw text; ``left``,
        ``match``, ``right``: the sentence, cut at the run; ``sentence``: the three together.
    """
    first_words = np.array([part.first.words for part in corpus.parts])
    numbers, first = np.unique(np.searchsorted(first_words, starts, side="right") - 1, return_index=True)
    parts = [corpus.parts[number] for number in numbers]
    runs = [slice(*pair) for pair in pairwise([*first.tolist(), len(starts)])]
    places = [_place(part.index, starts[run] - part.first.words, lengths[run]) for part, run in zip(parts, runs, strict=True)]
    return _open(corpus, parts, places)


class _Opened(NamedTuple):
    """Places in a part, and what is read to open them.

    ``texts``, the paragraphs that they stand in; per place, ``row`` of its paragraph there, ``before``, the characters of the article
    before that, and ``article_id``; and the ``ledger`` of the articles.
    """

    places: _Places
    texts: pl.Series
    row: np.ndarray
    before: np.ndarray
    article_id: list[str]
    ledger: pl.DataFrame


def _open(corpus: Corpus, parts: Sequence[Part], places: Sequence[_Places]) -> "pd.DataFrame":
    """Give the table of :func:`open_matches` for places in some parts."""
    import pandas as pd

    opened = list(Corpus(tuple(parts), corpus.vocabulary, corpus.open_pool).map_parts(_open_in, places))
    # All at once: the expression is compiled anew by each call.
    split = iter(split_tokens(pl.concat([pl.Series([], dtype=pl.String), *(here.texts for here in opened)])))
    ids: list[str] = []
    numbered, said = [np.zeros((4, 0), dtype=np.int64)], list[tuple]()
    for here in opened:
        spans: list[tuple[int, int]] = []
        runs = pairwise([*np.flatnonzero(np.diff(here.row, prepend=-1)).tolist(), len(here.row)])
        for text, pair in zip(here.texts, runs, strict=True):
            paragraph = _OpenParagraph(text, next(split))
            for place in zip(*(column[slice(*pair)].tolist() for column in here.places[2:]), strict=True):
                span, stretch = paragraph.stretch(*place)
                spans.append(span)
                said.append(stretch)
        start, end = here.before + np.array(spans).T
        first, last = to_raw(here.ledger, here.places.article, np.stack([start, end - 1]))
        numbered.append(np.stack([start, end, first, last + 1]))
        ids += here.article_id
    columns = {"article_id": pd.Series(ids, dtype="str")} | dict(zip(_NUMBERED, np.concatenate(numbered, axis=1), strict=True))
    return pd.DataFrame(columns | {name: pd.Series([row[k] for row in said], dtype="str") for k, name in enumerate(_SAID)})


def _open_in(part: Part, places: _Places) -> _Opened:
    """Read what is needed to open places in a part."""
    numbers, of_place = np.unique(places.article, return_inverse=True)
    articles = part.read("articles", "file", "item", "text")[numbers]
    paragraphs = (
        articles.lazy()
        .with_row_index("article")
        .select("article", paragraph=pl.col("text").str.split("\n\n"))
        .explode("paragraph")
        # Those without a word are none to the index.
        .with_columns(holds_word=pl.col("paragraph").str.contains(r"[\p{L}\p{N}]"), size=pl.col("paragraph").str.len_chars().cast(int) + 2)
        .collect()
    )
    size, with_words = paragraphs["size"].to_numpy(), np.flatnonzero(paragraphs["holds_word"].to_numpy())
    zero, first = np.cumsum(size) - size, np.searchsorted(paragraphs["article"].to_numpy(), np.arange(len(numbers)))
    row = with_words[np.searchsorted(with_words, first)[of_place] + places.paragraph]
    rows, of_row = np.unique(row, return_inverse=True)
    ledger = part.read("ledger", "article", "start", "end", "replacement")
    ledger = ledger.filter(pl.Series(np.isin(ledger["article"].to_numpy(), numbers)))
    names = name_rows(articles, part.segment.lines_before).gather(of_place).to_list()
    return _Opened(places, paragraphs["paragraph"].gather(rows), of_row, zero[row] - zero[first[of_place]], names, ledger)


def find(corpus: Corpus, query: "str | pd.Series | tuple", *, rows: int | None = None) -> "pd.DataFrame":
    """Find a word or phrase, or what a row of a table counts, and show each place in its sentence: the concordance.

    Parameters
    ----------
    corpus : Corpus
    query : str, or a row of a table
        One or more words, in any case: ``China`` finds the term (*China*, *China's*, *CHINA*), ``China's`` exactly that form; ``'US'``, in
        single quotes, the case as written; ``enterprise|enterprises`` either. In a word, ``*`` stands for any stretch of it, also for none:
        ``lunar*``, ``*tech``, ``inno*tion``; by itself, in a phrase, for any one word: ``space * center``. See :func:`parse_queries`.

        Or a row of :func:`analysis.count_terms` or :func:`analysis.count_phrases`, as ``terms.iloc[3]``, ``iterrows()`` or
        ``itertuples()`` give it. Its terms are taken as they are (``joined`` where it has that, else ``term`` or ``phrase``); where it is
        the row of an article, section, paragraph, source, place or period, only what stands in that is found.
    rows : int, optional
        Open only the first so many.

    Returns
    -------
    DataFrame, one row per place, in reading order
        The columns of :func:`open_matches`. As many rows as the ``n`` of the term's or phrase's row in a table.

    Raises
    ------
    ValueError
        If there is no word in the query, or nothing but ``*``; no term in the row; or not the row's group in the corpus.
    """
    queries, within = (read_query(corpus, query), repeat(None)) if isinstance(query, str) else _read_row(corpus, query)
    parts, found, n = list[Part](), list[_Places](), 0
    for part, places in zip(corpus.parts, corpus.map_parts(_find_in, repeat(queries), within), strict=False):
        wanted = slice(None if rows is None else rows - n)
        if len(places.word[wanted]):
            parts.append(part)
            found.append(_Places(*(column[wanted] for column in places)))
            n += len(found[-1].word)
        if rows is not None and n >= rows:
            break
    return _open(corpus, parts, found)


def _find_in(part: Part, queries: Queries, within: _Within | None) -> _Places:
    """Find where queries match in a part, once where several do."""
    is_looked_at = within is None or within.articles.any()
    if not is_looked_at or not any(all(len(find_rows(part.forms, forms)) for forms in query) for query in queries):
        return _Places(*np.zeros((len(_Places._fields), 0), dtype=np.int64))
    index = part.index
    _, starts, lengths = find_matches(index, queries)
    is_new = np.append(True, (starts[1:] != starts[:-1]) | (lengths[1:] != lengths[:-1]))[: len(starts)]
    places = _place(index, starts[is_new], lengths[is_new])
    return places if within is None else _keep_within(index, starts[is_new], places, within)


def _keep_within(index: WordIndex, starts: np.ndarray, places: _Places, within: _Within) -> _Places:
    is_kept = within.articles[places.article]
    for unit, number in within.units:
        bounds = getattr(index, unit)
        before = np.searchsorted(bounds, index.articles[places.article], side="right")
        is_kept &= np.searchsorted(bounds, starts, side="right") - before + 1 == number
    return _Places(*(column[is_kept] for column in places))


def read_query(corpus: Corpus, query: str) -> Queries:
    """Read a query as :func:`find` takes it, and look up in the vocabulary what each word of each of its alternatives stands for."""
    return look_up(corpus.vocabulary, [_parse(corpus, part) for part in query.split("|")])


def _parse(corpus: Corpus, query: str) -> tuple[WordPattern, ...]:
    """Take a query that is a row of a table as it is, without splitting it anew; read any other."""
    return _take(corpus, query) or parse_queries([query])[0]


def _take(corpus: Corpus, text: str) -> tuple[WordPattern, ...]:
    """Take terms of the vocabulary, parted by spaces, as they are; nothing if one of them is not there."""
    words, terms = text.split(" "), corpus.vocabulary.terms
    at = terms.search_sorted(pl.Series(words, dtype=pl.String))
    is_there = all(k < len(terms) and terms[k] == word for k, word in zip(at, words, strict=True))
    return tuple(WordPattern(word, "term") for word in words) if is_there else ()


def _read_row(corpus: Corpus, row: Any) -> tuple[Queries, Iterable[_Within | None]]:
    """Read a row of a table: what its terms stand for, and for each part where in it they are looked for."""
    try:
        fields = row._asdict() if hasattr(row, "_asdict") else dict(row)
    except (TypeError, ValueError):
        fields = {}
    if "n_left" in fields:
        raise ValueError("this is the row of a collocate, which find_collocates(corpus, query, term) opens.")
    said = next((name for name in _NAMES if isinstance(fields.get(name), str)), None)
    if said is None:
        raise ValueError("there is no term or phrase in this row; give a row of a table that has one, such as count_terms(corpus).iloc[0].")
    # Where forms are merged, a row is of all that were: "rule|rules".
    alternatives = fields[said].split("|") if said == "joined" else [fields[said]]
    return look_up(corpus.vocabulary, list(filter(None, (_take(corpus, text) for text in alternatives)))), _divide(corpus, fields)


def _divide(corpus: Corpus, fields: dict[str, Any]) -> Iterable[_Within | None]:
    """Tell for each part of a corpus where in it the group of a row is; None, in all of it."""
    named = {by: fields[by] for by in ("article_id", *BY) if _is_there(fields.get(by))}
    if not named:
        return repeat(None)
    units = tuple((f"{unit}s", int(named.pop(unit))) for unit in UNITS if unit in named)
    is_kept = np.ones(corpus.counts.articles, dtype=bool)
    for by, value in named.items():
        is_kept &= _stands_in(corpus, by, value)
        if not is_kept.any():
            raise ValueError(f"there is no {by} {value!r} in this corpus; give a row of a table that was made of it.")
    return [_Within(articles, units) for articles in np.split(is_kept, [part.first.articles for part in corpus.parts[1:]])]


def _is_there(value: Any) -> bool:
    """Tell whether a value is one; tables that were put together have gaps."""
    return isinstance(value, str | int | float | np.number) and value == value


def _stands_in(corpus: Corpus, by: str, value: Any) -> np.ndarray:
    """Tell for each article whether it is the one of that name, or of that source, place or period."""
    if by != "article_id":
        by = name_step(str(value)) if by == "period" and value != UNDATED else by
        groups = group_words(corpus, by)
        return (groups.labels[by].astype(str) == str(value)).to_numpy()[groups.of_unit]
    is_it = np.zeros(corpus.counts.articles, dtype=bool)
    for part in corpus.parts:
        rows = (part.name_articles() == value).arg_true().to_numpy()
        is_it[part.first.articles + rows] = True
        if len(rows):
            break
    return is_it
