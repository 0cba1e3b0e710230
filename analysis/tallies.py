"""How often each run of words occurs in each group, and how its uses are spread over the units of the group."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import repeat
from typing import NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .grams import LONGEST, find_grams, find_new, gram_starts, number_rows_of, sort_rows, write_book
from .groups import Groups, GroupsOfPart, group_words
from .index import WordIndex
from .parts import Part
from .statistics import Clusters, dp_norm, excess
from .units import Units, UnitsOfPart, choose_units
from .vocabulary import Vocabulary, number_rows
from .words import fold

# Terms times units that are counted at once: some 30 MB.
CELLS = 4_000_000


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


class Tally(NamedTuple):
    """What is counted of runs of words.

    Attributes
    ----------
    groups : Groups
    units : Units
    names : polars.Series of str
        The terms that runs are made of.
    name_of_term : array of int32
        Which of these each term of the vocabulary is.
    runs : polars.DataFrame, one row per group and run that occurs in it
        ``group``; ``t0``, …, the words of the run, as row numbers of `names`; ``n``, its uses; ``n_articles``, in how many articles; the
        sums over units ``n_squares`` and ``n_crossed`` (see :class:`analysis.statistics.Clusters`); ``n_touched``, the words of all
        articles that have it.
    written : polars.DataFrame, one row per run as written
        ``f0``, …, row numbers of the vocabulary; ``n``.
    sizes : polars.DataFrame, one row per group
        ``group``, ``n_words``, ``n_squares`` (of the words of each unit), ``n_units``.
    """

    groups: Groups
    units: Units
    names: pl.Series
    name_of_term: np.ndarray
    runs: pl.DataFrame
    written: pl.DataFrame
    sizes: pl.DataFrame

    def clusters(self, runs: pl.DataFrame) -> Clusters:
        """Give what an interval needs to know of some rows of `runs`."""
        sums = (runs[name].to_numpy() for name in ("n", "n_squares", "n_crossed"))
        sizes = self.sizes[runs["group"]]
        return Clusters(*sums, *(sizes[name].to_numpy() for name in ("n_words", "n_squares", "n_units")))


class _Counted(NamedTuple):
    """The tables of :class:`Tally` of one part; and what each story has that several articles tell, which other parts may hold."""

    written: pl.DataFrame
    runs: pl.DataFrame
    sizes: pl.DataFrame
    told: pl.DataFrame
    told_sizes: pl.DataFrame


def _count_in(part: Part, terms: np.ndarray, groups: GroupsOfPart, units: UnitsOfPart, words: int) -> _Counted:
    """Count the runs of words in a part; `terms` tells what term each form of the part is."""
    index = part.index
    starts = gram_starts(index, words)
    columns = [index.ids[starts + k] for k in range(words)]
    # What is done for each distinct run of forms no longer grows with the text.
    gram, first = number_rows_of(columns) if words > 1 else (columns[0], np.arange(len(index.forms)))
    forms = [column[first] for column in columns] if words > 1 else [first]
    run_of_gram, first = number_rows_of([terms[column] for column in forms])
    runs = {f"t{k}": terms[column[first]] for k, column in enumerate(forms)}
    bounds, article, group = units.find_bounds(index, groups)
    size = np.diff(bounds)
    run, unit = run_of_gram[gram], np.repeat(np.arange(len(size)), size)[starts]
    order = sort_rows(run)
    run, unit = run[order], unit[order]
    rows = np.flatnonzero(find_new(run, unit))
    n, run, unit = np.diff(rows, append=len(run)), run[rows], unit[rows]
    is_new = find_new(run, group[unit], article[unit])
    story = units.story[article]
    is_told = (story >= 0)[unit]
    group = group + groups.among.start
    counted = pl.DataFrame(
        {
            "group": group[unit],
            "run": run,
            "n": n,
            "n_articles": is_new.astype(np.int64),
            "n_squares": np.where(is_told, 0, n * n),
            "n_crossed": np.where(is_told, 0, n * size[unit]),
            "n_touched": np.where(is_new, np.diff(index.articles)[article[unit]], 0),
        }
    )
    told = pl.DataFrame({"group": group[unit], "story": story[unit], "run": run, "n": n}).filter(pl.Series(is_told))
    in_runs, in_told = (
        table.select(*keys, *(column for column in table.columns if column.startswith("n")), run="run")
        .group_by(*keys, "run").agg(pl.all().sum().cast(pl.Int64))
        for keys, table in ((("group",), counted), (("group", "story"), told))
    )  # fmt: skip
    in_runs, in_told = (
        table.select(pl.exclude("run")).hstack([pl.Series(name, column[table["run"]]) for name, column in runs.items()])
        for table in (in_runs, in_told)
    )
    sizes = pl.DataFrame({"group": group, "story": story, "n_words": size, "n_units": np.ones_like(size), "n_squares": size * size})
    is_shared = story >= 0
    alone = sizes.with_columns(pl.when(pl.Series(is_shared)).then(0).otherwise(pl.col("n_units", "n_squares")).name.keep())
    n_written = np.bincount(gram, minlength=len(forms[0]))
    written = pl.DataFrame({f"f{k}": index.forms[column] for k, column in enumerate(forms)} | {"n": n_written}).filter(pl.col("n") > 0)
    return _Counted(
        written,
        in_runs,
        alone.drop("story").group_by("group").agg(pl.all().sum().cast(pl.Int64)),
        in_told,
        sizes.filter(pl.Series(is_shared)).group_by("group", "story").agg(pl.col("n_words").sum().cast(pl.Int64)),
    )


def _add_stories(counted: _Counted) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add to the sums over units those of the stories that several articles tell: one unit each."""
    if not len(counted.told_sizes):
        return counted.runs, counted.sizes
    keys = [column for column in counted.runs.columns if not column.startswith("n")]
    told = counted.told.join(counted.told_sizes, on=("group", "story"))
    sums = told.group_by(keys).agg(n_squares=pl.col("n").pow(2).sum(), n_crossed=(pl.col("n") * pl.col("n_words")).sum())
    sizes = counted.told_sizes.group_by("group").agg(n_units=pl.len().cast(pl.Int64), n_squares=pl.col("n_words").pow(2).sum())

    def add(table: pl.DataFrame, more: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
        names = [column for column in more.columns if column not in on]
        joined = table.join(more, on=on, how="left", suffix="_more")
        return joined.select(
            pl.exclude("^.*_more$").exclude(names), *(pl.col(name) + pl.col(f"{name}_more").fill_null(0) for name in names)
        )

    return add(counted.runs, sums, keys), add(counted.sizes, sizes, ["group"])


def lemma_of_terms(corpus: Corpus, beside: Corpus | None = None) -> pl.Series:
    """Find the dictionary word of each term of the vocabulary. It is that of the spelling most often seen: names stay names.

    With a second corpus, most often seen in both together, so that a term is the same word in either.
    """
    from simplemma import lemmatize

    counted = pl.concat([_count_spellings(one) for one in (corpus, beside) if one is not None])
    counted = counted.group_by("term", "form").agg(pl.col("n").sum()).sort(["n", "form"], descending=[True, False])
    common = counted.unique("term", keep="first", maintain_order=True)
    vocabulary = corpus.vocabulary
    known = list(dict.fromkeys(language for one in (corpus, beside) if one is not None for language in one.vocabulary.languages))
    known = [language for language in (known if beside is None else sorted(known)) if language != "zh"]
    lemmas = {term: fold(lemmatize(form, lang=tuple(known) or ("en",))) for term, form in zip(common["term"], common["form"], strict=True)}
    # A term of copies that are left out is in the vocabulary, and not in the table.
    return pl.Series([lemmas.get(term, term) for term in vocabulary.terms], dtype=pl.String)


def _count_spellings(corpus: Corpus) -> pl.DataFrame:
    vocabulary = corpus.vocabulary
    terms = vocabulary.terms.gather(vocabulary.term_of_form)
    return pl.DataFrame({"term": terms, "form": vocabulary.plain, "n": count_forms(corpus)}).filter(pl.col("n") > 0)


def count_forms(corpus: Corpus) -> np.ndarray:
    """Count the uses of each form of the vocabulary."""
    n = np.zeros(len(corpus.vocabulary.forms), dtype=np.int64)
    for forms, here in corpus.map_parts(_count_forms_in):
        n[forms] += here
    return n


def _count_forms_in(part: Part) -> tuple[np.ndarray, np.ndarray]:
    index = part.index
    return index.forms, np.bincount(index.ids, minlength=len(index.forms))


def name_terms(corpus: Corpus, forms: str, beside: Corpus | None = None) -> tuple[pl.Series, np.ndarray]:
    """Give the names of terms, and which one each term of the vocabulary is: itself, or with ``forms="merged"`` its dictionary word."""
    if forms not in ("apart", "merged"):
        raise ValueError(f"there is no forms={forms!r}; use 'apart' or 'merged'.")
    terms = corpus.vocabulary.terms
    if forms == "apart":
        return terms, np.arange(len(terms), dtype=np.int32)
    lemmas = lemma_of_terms(corpus, beside)
    names = lemmas.unique().sort()
    return names, number_rows(lemmas, names)


def tally_runs(corpus: Corpus, *, words: int = 1, by: str | None = None, forms: str = "apart", beside: Corpus | None = None) -> Tally:
    """Count every run of so many words; see :func:`analysis.count_terms`. Where it stands `beside` another, forms are merged as there."""
    if type(words) is not int or words not in range(1, LONGEST + 1):
        raise ValueError(f"there is no words={words!r}; use a number from 1 to {LONGEST}.")
    groups = group_words(corpus, by)
    units = choose_units(corpus, groups)
    names, name_of_term = name_terms(corpus, forms, beside)
    of_parts = [groups.of_part(part) for part in corpus.parts]
    units_of_parts = [units.of_part(part, of_part) for part, of_part in zip(corpus.parts, of_parts, strict=True)]
    terms_of_parts = (name_of_term[part.terms] for part in corpus.parts)
    gathered: list[list[pl.DataFrame]] = [[] for _ in _Counted._fields]
    for counted in corpus.map_parts(_count_in, terms_of_parts, of_parts, units_of_parts, repeat(words)):
        for tables, table in zip(gathered, counted, strict=True):
            gather(tables, table)
    whole = _Counted(*map(add_rows, gathered))
    runs, sizes = _add_stories(whole)
    every = pl.DataFrame({"group": np.arange(len(groups.labels))})
    sizes = every.join(sizes.cast({"group": pl.Int64}), on="group", how="left", maintain_order="left").fill_null(0)
    return Tally(groups, units, names, name_of_term, runs, whole.written, sizes)


def name_runs(corpus: Corpus, tally: Tally) -> pl.DataFrame:
    """Give the runs of a tally with their ``term``, the ``form`` most often seen, and ``joined``, all terms that are one here."""
    terms = [column for column in tally.runs.columns if re.fullmatch(r"t\d", column)]
    spelled = [f"f{k}" for k in range(len(terms))]
    of_forms = tally.name_of_term[corpus.vocabulary.term_of_form]
    named = tally.written.with_columns(**{t: of_forms[tally.written[f]] for f, t in zip(spelled, terms, strict=True)})
    table = tally.runs.join(common_spelling(named, corpus.vocabulary, spelled, terms), on=terms)
    return table.with_columns(term=spell(table, terms, tally.names))


def _add_excess_in(part: Part, terms: np.ndarray, runs: np.ndarray, n: np.ndarray, total: int, unit: str) -> np.ndarray:
    """Add up the :func:`analysis.statistics.excess` of some runs of words over the units of a part."""
    index: WordIndex = replace(part.index, terms=terms)
    bounds = getattr(index, unit)
    size = np.diff(bounds)
    if runs.shape[1] == 1:
        number = np.full(int(max(terms.max(initial=0), runs.max(initial=0))) + 1, -1)
        number[runs[:, 0]] = np.arange(len(runs))
        row = number[index.term_ids]
        place = np.repeat(np.arange(len(size)), size)[row >= 0]
        row = row[row >= 0]
    else:
        n_terms = int(max(terms.max(initial=0), runs.max(initial=0))) + 1
        book = write_book([np.zeros((0, words), dtype=np.int64) for words in range(2, runs.shape[1])] + [runs], n_terms)
        *_, (starts, numbers) = find_grams(index, book)
        number = np.full(len(book.keys[-1]), -1)
        number[book.look_up(runs.T)] = np.arange(len(runs))
        row, place = number[numbers], np.searchsorted(bounds, starts, side="right") - 1
    sums = np.zeros(len(runs), dtype=np.int64)
    step = max(1, CELLS // max(len(size), 1))
    for low in range(0, len(runs), step):
        some = n[low : low + step, None]
        is_here = (row >= low) & (row < low + step)
        counts = np.bincount((row[is_here] - low) * len(size) + place[is_here], minlength=len(some) * len(size))
        sums[low : low + step] = excess(counts.reshape(len(some), len(size)), size, some, total).sum(axis=1)
    return sums


def measure_dispersion(corpus: Corpus, tally: Tally) -> np.ndarray:
    """Compute DPnorm of each of the runs of a tally of the whole corpus: over articles; over paragraphs, if there is one article.

    Notes
    -----
    The uses of a run that is rarer than the longest unit's share of the words (fewer than ``total / longest``) are in excess wherever there
    are any, and the words of the units that have it say all. Only for the others are the uses in each unit counted.
    """
    runs, total = tally.runs, corpus.counts.words
    lengths = corpus.select("n_words")["n_words"].to_numpy()
    is_one = (lengths > 0).sum() == 1
    if is_one:
        lengths = np.concatenate([np.diff(part.index.paragraphs) for part in corpus.parts if part.counts.words])
    lengths = lengths[lengths > 0]
    if not len(lengths):
        return np.zeros(0)
    n = runs["n"].to_numpy()
    excesses = n * (total - runs["n_touched"].to_numpy())
    common = np.flatnonzero(n * int(lengths.max()) >= total) if not is_one else np.arange(len(n))
    if len(common):
        some = runs[common].select(pl.col(r"^t\d$")).to_numpy().astype(np.int64)
        terms = (tally.name_of_term[part.terms] for part in corpus.parts)
        unit = "paragraphs" if is_one else "articles"
        excesses[common] = sum(corpus.map_parts(_add_excess_in, terms, repeat(some), repeat(n[common]), repeat(total), repeat(unit)))
    return dp_norm(excesses, n, total, lengths.min())
