"""Words and n-grams, counted from the word index."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus
from .evidence import find, open_matches
from .groups import choose_parts, group_words
from .index import WordIndex
from .matching import WordPattern, find_matches
from .vocabulary import Vocabulary
from .words import fold, stop_words

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 5
# A strip of one article shows each use; one of many shows how dense they are: with more slices than this, all looks equally full.
TICKS, SLICES = 480, 120


def gram_starts(index: WordIndex, words: int) -> np.ndarray:
    """Find the words with which an n-gram begins: those that have enough words after them in their sentence."""
    fits = np.ones(len(index.ids), dtype=bool)
    for k in range(1, words):
        ends = index.sentences[1:] - k
        fits[ends[ends >= 0]] = False
    return np.flatnonzero(fits)


def _spell(grams: pl.DataFrame, columns: Sequence[str], names: np.ndarray) -> pl.Series:
    """Write out grams whose `columns` are row numbers of `names`."""
    spelled = pl.DataFrame({column: pl.Series(names[grams[column].to_numpy()], dtype=pl.String) for column in columns})
    return spelled.select(pl.concat_str(columns, separator=" ")).to_series()


def common_spelling(counted: pl.DataFrame, vocabulary: Vocabulary, spelled: Sequence[str], key: Sequence[str]) -> pl.DataFrame:
    """Find for each `key` of `counted` its spelling most often seen; ties go to the first by code point.

    Parameters
    ----------
    counted : polars.DataFrame
        Has the columns of `key`, those of `spelled` (row numbers of the vocabulary, one column per word) and ``n``.

    Returns
    -------
    polars.DataFrame, one row per key
        The key, ``form`` (without possessives) and ``joined``: all its terms, with ``|`` between them.
    """
    forms = counted.group_by(*key, *spelled).agg(pl.col("n").sum())
    forms = forms.with_columns(
        form=_spell(forms, spelled, np.array(vocabulary.plain, dtype=object)),
        term=_spell(forms, spelled, vocabulary.terms[vocabulary.term_of_form]),
    )
    joined = forms.group_by(key).agg(joined=pl.col("term").unique().sort().str.join("|"))
    common = forms.group_by(*key, "form").agg(pl.col("n").sum()).sort(["n", "form"], descending=[True, False])
    return common.unique(key, keep="first", maintain_order=True).select(*key, "form").join(joined, on=key)


def _lemma_of_terms(corpus: Corpus) -> np.ndarray:
    """Find the dictionary word of each of ``index.terms``. It is looked up for the spelling most often seen, so that names stay names."""
    from simplemma import lemmatize

    terms = count_terms(corpus)
    lemmas = {term: fold(lemmatize(form, lang="en")) for term, form in zip(terms["term"], terms["form"], strict=True)}
    return np.array([lemmas[term] for term in corpus.vocabulary.terms], dtype=object)


def _count_grams(index: WordIndex, group_of_word: np.ndarray, words: int, term_of_form: np.ndarray) -> pl.DataFrame:
    """Count each run of forms in each article of a part: the columns ``group``, ``article``, ``f0``, …, ``t0``, … and ``n``.

    Forms are counted first: what is done for each row after that no longer grows with the text.
    """
    starts, spelled = gram_starts(index, words), [f"f{k}" for k in range(words)]
    article_of_word = index.unit_of_word(index.articles).astype(np.int32)
    grams = pl.DataFrame(
        {"group": group_of_word[starts], "article": article_of_word[starts]} | {f: index.ids[starts + k] for k, f in enumerate(spelled)}
    )
    counted = grams.group_by(grams.columns).agg(n=pl.len())
    rows = {f: index.forms[counted[f].to_numpy()] for f in spelled}
    return counted.with_columns(**rows, **{f"t{k}": term_of_form[rows[f]] for k, f in enumerate(spelled)})


def _add_rows(tables: list[pl.DataFrame]) -> pl.DataFrame:
    """Add up the counts of the rows of several tables that agree in everything else."""
    counts = [column for column in tables[0].columns if column.startswith("n")]
    if len(tables) == 1:
        return tables[0]
    return pl.concat(tables).group_by(pl.exclude(counts)).agg(pl.col(counts).sum())


def _gather(tables: list[pl.DataFrame], table: pl.DataFrame) -> None:
    """Add a table to others; where these have become longer together than what was added up before, add them up: what is new is little."""
    tables.append(table)
    if len(tables) > 2 and sum(map(len, tables[1:])) > max(len(tables[0]), 1_000_000):
        tables[:] = [_add_rows(tables)]


def count_terms(corpus: Corpus, *, words: int = 1, by: str | None = None, forms: str = "apart") -> "pd.DataFrame":
    """Count every word, or every run of 2 to 5 words within a sentence.

    Parameters
    ----------
    corpus : Corpus
    words : int
        1 for words, 2 to 5 for n-grams.
    by : str, optional
        Count within each article, section, … or period: see :func:`analysis.groups.group_words`.
    forms : {"apart", "merged"}
        Whether *enterprise* and *enterprises* are two terms or one, by simplemma's English dictionary.

    Returns
    -------
    DataFrame, one row per group and term that occurs in it; most frequent first in each group, ties by term
        The group's columns; ``term``, the folded key; ``form``, the spelling most often seen; ``n``, how often; ``n_articles``, in how
        many articles; ``per_10k``, times per 10,000 words of the group's bodies; ``is_stop``, whether it is a stop word, or begins or ends
        with one. When merged, also ``joined``: the terms that were joined, with ``|`` between them, as :func:`find` takes them.

    Raises
    ------
    ValueError
        If `words`, `by` or `forms` is none of these.
    """
    import pandas as pd

    if type(words) is not int or words not in range(1, LONGEST + 1):
        raise ValueError(f"there is no words={words!r}; use a number from 1 to {LONGEST}.")
    if forms not in ("apart", "merged"):
        raise ValueError(f"there is no forms={forms!r}; use 'apart' or 'merged'.")
    vocabulary, groups = corpus.vocabulary, group_words(corpus, by)
    names, term_of_form = vocabulary.terms, vocabulary.term_of_form
    if forms == "merged":
        names, name_of_term = np.unique(_lemma_of_terms(corpus), return_inverse=True)
        term_of_form = name_of_term[term_of_form]
    spelled, terms = [f"f{k}" for k in range(words)], [f"t{k}" for k in range(words)]
    written: list[pl.DataFrame] = []
    tables: list[pl.DataFrame] = []
    n_words = np.zeros(len(groups.labels), dtype=np.int64)
    for part in corpus.parts:
        index = part.index
        group_of_word = groups.of_words(part, index)
        n_words += np.bincount(group_of_word, minlength=len(n_words))
        grams = _count_grams(index, group_of_word, words, term_of_form)
        _gather(written, grams.group_by(*spelled, *terms).agg(pl.col("n").sum()))
        _gather(tables, grams.group_by("group", *terms).agg(pl.col("n").sum(), n_articles=pl.col("article").n_unique()))
    table = _add_rows(tables).join(common_spelling(_add_rows(written), vocabulary, spelled, terms), on=terms)
    table = table.with_columns(term=_spell(table, terms, names)).sort(["group", "n", "term"], descending=[False, True, False])

    group = table["group"].to_numpy()
    result = groups.labels.iloc[group].reset_index(drop=True)
    for column in ("term", "form"):
        result[column] = pd.Series(table[column].to_list(), dtype="str")
    result["n"], result["n_articles"] = table["n"].to_numpy().astype(int), table["n_articles"].to_numpy().astype(int)
    result["per_10k"] = 10_000 * result["n"] / n_words[group]
    is_stop = np.array([name in stop_words() for name in names], dtype=bool)
    result["is_stop"] = is_stop[table[terms[0]].to_numpy()] | is_stop[table[terms[-1]].to_numpy()]
    if forms == "merged":
        result["joined"] = pd.Series(table["joined"].to_list(), dtype="str")
    return result


def select_top(terms: "pd.DataFrame", rows: int | None = None) -> "pd.DataFrame":
    """Leave out stop words, and keep the first `rows` of what is left, or all."""
    return terms[~terms["is_stop"]].iloc[:rows].reset_index(drop=True)


def find_top(corpus: Corpus, terms: "pd.DataFrame", *, rows: int | None = None) -> "pd.DataFrame":
    """Find the places of the most frequent term outside stop words; none if there is no such term."""
    top = select_top(terms, 1)["joined" if "joined" in terms else "term"]
    return find(corpus, top.iloc[0], rows=rows) if len(top) else open_matches(corpus, np.zeros(0, int), np.zeros(0, int))


def list_leading_terms(corpus: Corpus, *, terms: int = 6) -> "pd.DataFrame":
    """List the most frequent terms, stop words left out, of each section of a single article, or of each period or article.

    Returns
    -------
    DataFrame, one row per section, period or article; in order
        What the part is called (``section``, ``month``, …); ``leading_terms``, each with its count.
    """
    by = choose_parts(corpus)
    counted = count_terms(corpus, by=by)
    name = "article_id" if by == "article" else by
    leading = counted[~counted["is_stop"]].groupby(name, sort=False).head(terms)
    named = leading.assign(leading_terms=leading["form"] + " (" + leading["n"].astype(str) + ")")
    return named.groupby(name, sort=False)["leading_terms"].agg(", ".join).reset_index()


def count_positions(corpus: Corpus, terms: "pd.DataFrame") -> "pd.DataFrame":
    """Count where in the text terms stand, from the first word of the first article to the last word of the last.

    Parameters
    ----------
    corpus : Corpus
    terms : DataFrame
        Rows of :func:`count_terms`: ``term``, ``form``, and ``joined`` where forms are merged.

    Returns
    -------
    DataFrame, one row per term and slice in which it occurs; in the order of `terms` and of the text
        ``term``; ``form``; ``position``, the middle of the slice, from 0 (the first word) to 1 (the last); ``width`` of the slice; ``n``,
        how often; ``published``, of the article in the middle of the slice. The text, its articles in the order of their
        dates, is cut into :data:`SLICES` slices of equal length, a single article into :data:`TICKS`, or into its words if it has fewer.
    """
    import pandas as pd

    total = corpus.counts.words
    slices = max(1, min(TICKS if corpus.counts.articles == 1 else SLICES, total))
    articles = corpus.fields.reset_index()
    order = articles.sort_values(["published", "article_id"], na_position="last").index.to_numpy()
    lengths = articles["n_words"].to_numpy()
    shift = np.zeros(len(order), dtype=np.int64)  # from a word's place in the corpus to its place in the order of dates
    shift[order] = np.cumsum(lengths[order]) - lengths[order]
    shift -= np.cumsum(lengths) - lengths
    ends, dates = np.cumsum(lengths[order]), articles["published"].to_numpy()[order]
    joined = [row.split("|") for row in terms["joined" if "joined" in terms else "term"]]
    row_of_query = np.repeat(np.arange(len(joined)), [len(row) for row in joined])
    queries = [tuple(WordPattern(word, "term") for word in term.split(" ")) for row in joined for term in row]
    counts = np.zeros((len(joined), slices), dtype=np.int64)
    for part in corpus.parts:
        index = part.index
        matches = find_matches(index, queries)
        article = part.first.articles + np.searchsorted(index.articles, matches.start, side="right") - 1
        place = part.first.words + matches.start + shift[article]
        np.add.at(counts, (row_of_query[matches.query], place * slices // max(total, 1)), 1)
    tables = []
    for term, form, n in zip(terms["term"], terms["form"], counts, strict=True):
        where = np.flatnonzero(n)
        middle = ((2 * where + 1) * total // (2 * slices)).clip(0, total - 1)  # the word in the middle of each slice
        published = dates[np.searchsorted(ends, middle, side="right")]
        position = {"term": term, "form": form, "position": (where + 0.5) / slices, "width": 1 / slices}
        tables.append(pd.DataFrame(position | {"n": n[where], "published": published}))
    empty = pd.DataFrame(columns=["term", "form", "position", "width", "n", "published"])
    return pd.concat(tables, ignore_index=True) if tables else empty
