"""Words and n-grams, counted from the word index."""

from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus, to_pandas
from .evidence import find, open_matches
from .grams import LONGEST, find_new, gram_starts, number_rows_of, sort_rows
from .groups import GroupsOfPart, choose_parts, group_words
from .matching import Queries, WordPattern, find_matches, look_up
from .parts import Part
from .vocabulary import Vocabulary, number_rows
from .words import fold, stop_words

if TYPE_CHECKING:
    import pandas as pd

# A strip of one article shows each use; one of many shows how dense they are: with more slices than this, all looks equally full.
TICKS, SLICES = 480, 120


def spell(grams: pl.DataFrame, columns: Sequence[str], names: pl.Series) -> pl.Series:
    """Write out grams whose `columns` are row numbers of `names`."""
    spelled = pl.DataFrame({column: names.gather(grams[column]) for column in columns})
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
    folded = vocabulary.terms.gather(vocabulary.term_of_form)
    forms = forms.with_columns(form=spell(forms, spelled, vocabulary.plain), term=spell(forms, spelled, folded))
    joined = forms.group_by(key).agg(joined=pl.col("term").unique().sort().str.join("|"))
    common = forms.group_by(*key, "form").agg(pl.col("n").sum()).sort(["n", "form"], descending=[True, False])
    return common.unique(key, keep="first", maintain_order=True).select(*key, "form").join(joined, on=key)


def _lemma_of_terms(corpus: Corpus) -> pl.Series:
    """Find the dictionary word of each term of the vocabulary. It is that of the spelling most often seen: names stay names."""
    from simplemma import lemmatize

    terms = count_terms(corpus)
    languages = tuple(language for language in corpus.vocabulary.languages if language != "zh") or ("en",)
    lemmas = {term: fold(lemmatize(form, lang=languages)) for term, form in zip(terms["term"], terms["form"], strict=True)}
    # A term of copies that are left out is in the vocabulary, and not in the table.
    return pl.Series([lemmas.get(term, term) for term in corpus.vocabulary.terms], dtype=pl.String)


def _count_in(part: Part, terms: np.ndarray, groups: GroupsOfPart, words: int) -> tuple[pl.DataFrame, pl.DataFrame, np.ndarray]:
    """Count the runs of words in a part.

    Parameters
    ----------
    part : Part
    terms : array of int32
        What term each form of the part is.
    groups : GroupsOfPart
    words : int

    Returns
    -------
    tuple
        How often each run of forms occurs: ``f0``, …, ``n``; how often each run of terms occurs in each group: ``group``, ``t0``, …, ``n``,
        ``n_articles``; and the words of each group.
    """
    index = part.index
    starts = gram_starts(index, words)
    columns = [index.ids[starts + k] for k in range(words)]
    # What is done for each distinct run of forms no longer grows with the text.
    gram, first = number_rows_of(columns) if words > 1 else (columns[0], np.arange(len(index.forms)))
    forms = [column[first] for column in columns] if words > 1 else [first]
    run_of_gram, first = number_rows_of([terms[column] for column in forms])
    runs = {f"t{k}": terms[column[first]] for k, column in enumerate(forms)}
    run, bounds = run_of_gram[gram], getattr(index, groups.unit)
    order = sort_rows(run)
    run, unit = run[order], np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))[starts][order]
    rows = np.flatnonzero(find_new(run, unit))
    # A unit is an article, or else a group by itself: either way, the rows of a group are its articles.
    n, group = np.diff(rows, append=len(run)), groups.of_unit[unit[rows]] + groups.among.start
    counted = pl.DataFrame({"group": group, "run": run[rows], "n": n}).group_by("group", "run").agg(pl.col("n").sum(), n_articles=pl.len())
    counted = counted.select("group", "n", "n_articles", **{name: column[counted["run"]] for name, column in runs.items()})
    written = pl.DataFrame(
        {f"f{k}": index.forms[column] for k, column in enumerate(forms)} | {"n": np.bincount(gram, minlength=len(forms[0]))}
    )
    return written, counted, np.bincount(groups.of_unit, weights=np.diff(bounds), minlength=groups.size).astype(np.int64)


def add_rows(tables: list[pl.DataFrame]) -> pl.DataFrame:
    """Add up the counts of the rows of several tables that agree in everything else."""
    counts = [column for column in tables[0].columns if column.startswith("n")]
    if len(tables) == 1:
        return tables[0]
    keys = [column for column in tables[0].columns if column not in counts]
    return pl.concat(tables).group_by(keys).agg(pl.col(counts).sum()).select(tables[0].columns)


def gather(tables: list[pl.DataFrame], table: pl.DataFrame) -> None:
    """Add a table to others; where these have become longer together than what was added up before, add them up: what is new is little."""
    tables.append(table)
    if len(tables) > 2 and sum(map(len, tables[1:])) > max(len(tables[0]), 1_000_000):
        tables[:] = [add_rows(tables)]


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
    names, name_of_term = vocabulary.terms, np.arange(len(vocabulary.terms), dtype=np.int32)
    if forms == "merged":
        lemmas = _lemma_of_terms(corpus)
        names = lemmas.unique().sort()
        name_of_term = number_rows(lemmas, names)
    spelled, terms = [f"f{k}" for k in range(words)], [f"t{k}" for k in range(words)]
    written: list[pl.DataFrame] = []
    tables: list[pl.DataFrame] = []
    n_words = np.zeros(len(groups.labels), dtype=np.int64)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    terms_of_parts = (name_of_term[part.terms] for part in corpus.parts)
    counted = corpus.map_parts(_count_in, terms_of_parts, of_parts, repeat(words))
    for of_part, (in_forms, in_terms, in_groups) in zip(of_parts, counted, strict=True):
        gather(written, in_forms)
        gather(tables, in_terms)
        n_words[of_part.among] += in_groups
    in_forms = add_rows(written)
    names_of_forms = {t: name_of_term[vocabulary.term_of_form[in_forms[f]]] for f, t in zip(spelled, terms, strict=True)}
    spelling = common_spelling(in_forms.with_columns(**names_of_forms), vocabulary, spelled, terms)
    table = add_rows(tables).join(spelling, on=terms)
    table = table.with_columns(term=spell(table, terms, names)).sort(["group", "n", "term"], descending=[False, True, False])

    group = table["group"].to_numpy()
    result = groups.labels.iloc[group].reset_index(drop=True)
    for column in ("term", "form"):
        result[column] = pd.Series(table[column].to_list(), dtype="str")
    result["n"], result["n_articles"] = table["n"].to_numpy().astype(int), table["n_articles"].to_numpy().astype(int)
    result["per_10k"] = 10_000 * result["n"] / n_words[group]
    is_stop = names.is_in(list(stop_words(vocabulary.languages))).to_numpy()
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


def list_leading_terms(corpus: Corpus, *, terms: int = 6, rows: int | None = None) -> "pd.DataFrame":
    """List the most frequent terms, stop words left out, of each section of a single article, or of each period or article.

    With `rows`, of only the first so many.

    Returns
    -------
    DataFrame, one row per section, period or article; in order
        What the part is called (``section``, ``month``, …); ``leading_terms``, each with its count.
    """
    by = choose_parts(corpus)
    name = "article_id" if by == "article" else by
    few = corpus.head(rows) if by == "article" and rows is not None else corpus
    labels, counted = group_words(few, by).labels[name], count_terms(few, by=by)
    if len(few.parts) < len(corpus.parts):  # the spelling is that of all articles
        counted["form"] = counted["term"].map(count_terms(corpus).set_index("term")["form"])
    leading = counted[~counted["is_stop"]].groupby(name, sort=False).head(terms)
    named = leading.assign(leading_terms=leading["form"] + " (" + leading["n"].astype(str) + ")")
    shown = named.groupby(name, sort=False)["leading_terms"].agg(", ".join).reindex(labels[:rows]).rename_axis(name).reset_index()
    if rows is not None:
        shown.attrs["n_rows"] = corpus.counts.articles if by == "article" else len(labels)
    return shown


def _place_in(part: Part, first_places: np.ndarray, queries: Queries) -> tuple[np.ndarray, np.ndarray]:
    """Find queries in a part: the number of the query, and the place of the match, from those of the first words of articles."""
    index = part.index
    matches = find_matches(index, queries)
    article = np.searchsorted(index.articles, matches.start, side="right") - 1
    return matches.query, first_places[article] + matches.start - index.articles[article]


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
    articles = corpus.select("published", "article_id", "n_words").with_row_index("row")
    order = articles.sort("published", "article_id", nulls_last=True)["row"].to_numpy()
    lengths = articles["n_words"].to_numpy()
    place = np.zeros(len(order), dtype=np.int64)  # of each article's first word, in the order of dates
    place[order] = np.cumsum(lengths[order]) - lengths[order]
    ends, dates = np.cumsum(lengths[order]), to_pandas(articles.select("published"))["published"].to_numpy()[order]
    joined = [row.split("|") for row in terms["joined" if "joined" in terms else "term"]]
    row_of_query = np.repeat(np.arange(len(joined)), [len(row) for row in joined])
    patterns = [tuple(WordPattern(word, "term") for word in term.split(" ")) for row in joined for term in row]
    counts = np.zeros((len(joined), slices), dtype=np.int64)
    places = (place[part.first.articles :][: part.counts.articles] for part in corpus.parts)
    for query, found in corpus.map_parts(_place_in, places, repeat(look_up(corpus.vocabulary, patterns))):
        np.add.at(counts, (row_of_query[query], found * slices // max(total, 1)), 1)
    tables = []
    for term, form, n in zip(terms["term"], terms["form"], counts, strict=True):
        where = np.flatnonzero(n)
        middle = ((2 * where + 1) * total // (2 * slices)).clip(0, total - 1)  # the word in the middle of each slice
        published = dates[np.searchsorted(ends, middle, side="right")]
        position = {"term": term, "form": form, "position": (where + 0.5) / slices, "width": 1 / slices}
        tables.append(pd.DataFrame(position | {"n": n[where], "published": published}))
    empty = pd.DataFrame(columns=["term", "form", "position", "width", "n", "published"])
    return pd.concat(tables, ignore_index=True) if tables else empty
