"""What sets one corpus apart: every term of two, or of one and of a language at large."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from . import statistics
from .collocates import count_collocates
from .corpus import Corpus
from .evidence import find
from .statistics import Clusters
from .subsets import on_sides
from .tallies import Tally, name_runs, tally_runs
from .terms import name_units, select_top
from .words import WORD, fold_forms, plain_forms, stop_words

if TYPE_CHECKING:
    import pandas as pd

# A term is key if, of all that are called so, one in twenty is expected to be so by chance.
LEVEL = 0.05
# What wordfreq's lists end with: a word that they lack is rarer than once in a hundred million.
FLOOR = 1e-8
# A word that is nowhere: what is found of it is a table without rows.
NOTHING = "\ue000x"
# A common word that is never used is worth a row if so many uses were to be expected.
EXPECTED = 5


@cache
def load_frequencies(language: str) -> pl.DataFrame:
    """Give the share of all words that each term of a language has at large, by wordfreq: ``term``, ``rate``."""
    from wordfreq import available_languages, get_frequency_dict

    if language not in available_languages():
        raise ValueError(f"how often words are used at large is not known for the language {language!r}; give a corpus to compare with.")
    listed = get_frequency_dict(language, "best")
    table = pl.DataFrame({"term": list(listed), "rate": list(listed.values())})
    # What is no word here, such as a symbol, and numbers, of which it has the digits as noughts, are none to compare.
    table = table.filter(pl.col("term").str.contains(rf"^(?:{WORD})$"), ~pl.col("term").str.contains(r"^\p{N}"))
    table = table.with_columns(term=fold_forms(plain_forms(table["term"])).str.strip_chars_end("."))
    return table.group_by("term").agg(pl.col("rate").sum())


def look_up_rates(terms: pl.Series, language: str) -> pl.DataFrame:
    """Give the share of all words that terms have at large.

    Returns
    -------
    polars.DataFrame, one row per term, in their order
        ``rate``: what the list lacks has the lowest there is, and numbers and single letters have none; ``is_bound``: whether it is no more
        than a bound from above, that of a compound with a hyphen, or of words with an apostrophe between them, made from its parts as
        wordfreq makes it: one over the sum of one over each.
    """
    listed = load_frequencies(language)

    def rates(words: pl.Series) -> pl.Series:
        asked = pl.DataFrame({"term": words.str.strip_chars_end(".")})
        return asked.join(listed, on="term", how="left", maintain_order="left")["rate"]

    found = rates(terms)
    is_bound = found.is_null() & terms.str.contains(r"\w[-'&]\w")
    parts = (
        pl.DataFrame({"row": np.arange(len(terms)), "term": terms})
        .filter(is_bound)
        .with_columns(pl.col("term").str.extract_all(r"[^-'&]+"))
        .explode("term")
    )
    if len(parts):
        bounds = (
            parts.with_columns(rate=rates(parts["term"]).fill_null(FLOOR))
            .group_by("row")
            .agg(rate=(1 / (1 / pl.col("rate")).sum()).clip(FLOOR))
        )
        found = found.clone().scatter(bounds["row"], bounds["rate"])
    # A letter by itself is most often what a tokenizer made of an apostrophe.
    rate = pl.when(terms.str.contains(r"^\p{N}|^[b-hj-z]$")).then(None).otherwise(found.fill_null(FLOOR))
    return pl.select(rate=rate, is_bound=is_bound)


def compare_terms(corpus: Corpus, reference: Corpus | None = None, *, words: int = 1, forms: str = "apart") -> "pd.DataFrame":
    """Compare how often each term is used in two corpora, or in one and in its language at large: keyness.

    Parameters
    ----------
    corpus : Corpus
    reference : Corpus, optional
        Another corpus, or the other side of the same: see :meth:`analysis.Corpus.take`, :func:`analysis.choose_sides` and
        :func:`analysis.take_headlines`. The language at large when not given, by the frequencies of wordfreq: subtitles, the web, books
        and news up to 2021.
    words : int
        1 for words, 2 to 6 for n-grams; these only with a reference.
    forms : {"apart", "merged"}
        See :func:`count_terms`.

    Returns
    -------
    DataFrame, one row per term of either; what is surely used most above the reference first, most below it last
        ``term``; ``form``; ``n``; ``n_articles``; ``per_10k``; with a reference corpus, ``n_reference`` and ``n_articles_reference``;
        ``per_10k_reference``; ``g2``, how surely the rates differ if words were drawn one by one, and ``p_words``, its p-value;
        ``log_ratio``, how much they differ: 1 is twice as often, -1 half as often; ``low`` and ``high``, its 95 % interval over articles;
        ``p_articles``, how often chance alone, dealing out articles, gives rates as different; ``is_key``, whether that is below 0.05;
        ``lrc``, the conservative log ratio, by which rows are sorted, ties by term: the bound nearest zero, 0 for a term that is not key,
        or barely so; ``is_stop``. When merged, also ``joined``.

        What is over articles is over paragraphs where there are fewer than ten articles, and missing with fewer than ten of those: then
        rows are sorted by `g2`. ``attrs["note"]`` says what it is over, and how many terms are key.

    Raises
    ------
    ValueError
        If there are no frequencies of the language, or of n-grams.

    Notes
    -----
    Both p-values are corrected for the number of terms (Benjamini and Hochberg 1995): of the key terms, one in twenty is expected to be so
    by chance. Compared with a language at large, all words of its list count as tested: any article has some of the many rare ones.
    ``lrc`` is Evert's LRC (2022), over articles, with the interval at the level that Benjamini and Yekutieli (2005) give for terms that
    were selected, as the key ones are. Numbers have no rate at large, and a compound with a hyphen only a bound from above: it is left out
    where it stays below.

    See Also
    --------
    analysis.statistics.p_of_difference, analysis.statistics.log_ratio_interval
    """
    if reference is None and words != 1:
        raise ValueError("of the language at large only the frequencies of single words are known; give a corpus to compare with.")
    one = tally_runs(corpus, words=words, forms=forms, beside=reference)
    table = _named(corpus, one)
    if reference is None:
        return _compare_at_large(corpus, one, table, forms)
    other = tally_runs(reference, words=words, forms=forms, beside=corpus)
    table = table.join(_named(reference, other), on="term", how="full", suffix="_reference", coalesce=True)
    both = pl.concat_str("joined", "joined_reference", separator="|", ignore_nulls=True).str.split("|").list.unique().list.sort()
    table = table.with_columns(pl.coalesce("form", "form_reference"), both.list.join("|").alias("joined"), pl.col("^n.*$").fill_null(0))
    a, b = _clusters(one, table, ""), _clusters(other, table, "_reference")
    n, n_reference, size, size_reference = (np.asarray(part) for part in (a.n, b.n, a.size, b.size))
    compared = _Compared(
        {"per_10k": _rate(n, size), "per_10k_reference": _rate(n_reference, size_reference)},
        statistics.g2(n, n + n_reference, size, size + size_reference),
        statistics.log_ratio(n, n_reference, size, size_reference),
        statistics.p_of_difference(a, b),
        lambda error: statistics.log_ratio_interval(a, b, error),
        len(table),
        [name_units(tally.units, int(tally.sizes["n_units"][0])) for tally in (one, other)],
    )
    return _arrange(corpus, table, compared, forms)


class _Compared(NamedTuple):
    """What was measured of each term, before it is sorted; `interval` gives the bounds of the log ratio for an error."""

    rates: dict[str, np.ndarray]
    g2: np.ndarray
    log_ratio: np.ndarray
    p: np.ndarray
    interval: Callable[[float], tuple[np.ndarray, np.ndarray]]
    n_tests: int
    units: list[str]
    note: str = ""


def _named(corpus: Corpus, tally: Tally) -> pl.DataFrame:
    """Give the runs of a tally with their ``term``, ``form`` and ``joined``."""
    return name_runs(corpus, tally).select("term", "form", "joined", pl.col("^n.*$"))


def _clusters(tally: Tally, table: pl.DataFrame, suffix: str) -> Clusters:
    sums = (table[f"{name}{suffix}"].to_numpy() for name in ("n", "n_squares", "n_crossed"))
    return Clusters(*sums, *(tally.sizes[name][0] for name in ("n_words", "n_squares", "n_units")))


def _rate(n: np.ndarray, size: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(size > 0, 10_000 * n / size, np.nan)


def _compare_at_large(corpus: Corpus, tally: Tally, table: pl.DataFrame, forms: str) -> "pd.DataFrame":
    language = corpus.vocabulary.languages[0]
    size = int(tally.sizes["n_words"][0])
    listed = load_frequencies(language)
    used = pl.concat([table["term"], table["joined"].str.split("|").explode()]).str.strip_chars_end(".")
    is_used = pl.col("term").is_in(used.to_list())
    unused = listed.filter(pl.col("rate") * size >= EXPECTED, ~is_used).select("term", form="term", joined="term")
    table = pl.concat([table, unused], how="diagonal").with_columns(pl.col("^n.*$").fill_null(0)).with_row_index("row")
    # A merged term has the rates of all that it joins, and of its dictionary word.
    joined = table.select("row", "term", pl.concat_str("term", "joined", separator="|").str.split("|").list.unique().alias("word"))
    joined = joined.explode("word")
    joined = joined.hstack(look_up_rates(joined["word"], language))
    is_listed = (pl.col("rate").is_not_null() & ((pl.col("rate") > FLOOR) | (pl.col("word") == pl.col("term")))).fill_null(False)
    rates = joined.group_by("row").agg(pl.col("rate", "is_bound").filter(is_listed))
    rates = rates.select("row", pl.when(pl.col("rate").list.len() > 0).then(pl.col("rate").list.sum()), pl.col("is_bound").list.any())
    table = table.join(rates, on="row", maintain_order="left")
    is_known = pl.col("rate").is_not_null() & (~pl.col("is_bound") | (pl.col("n") > pl.col("rate") * size))
    n_terms = len(table)
    table = table.filter(is_known)
    a, rate = _clusters(tally, table, ""), table["rate"].to_numpy()
    n = np.asarray(a.n)
    note = f"Rates at large ({language}) are wordfreq's, taken as exact; what it lacks has the lowest there is."
    if n_terms > len(table):
        note += f" Left out: {n_terms - len(table):,} numbers, letters and compounds, of which it knows too little."
    compared = _Compared(
        {"per_10k": _rate(n, np.asarray(size)), "per_10k_reference": 10_000 * rate},
        statistics.g2_against(n, size, rate),
        statistics.log_ratio_against(n, size, rate),
        statistics.p_of_difference_against(a, rate),
        lambda error: statistics.log_ratio_interval_against(a, rate, error),
        max(len(listed), len(table)),
        [name_units(tally.units, int(tally.sizes["n_units"][0]))],
        note,
    )
    return _arrange(corpus, table, compared, forms)


def _arrange(corpus: Corpus, table: pl.DataFrame, compared: _Compared, forms: str) -> "pd.DataFrame":
    """Correct for the number of tests, tell what is key, and sort."""
    import pandas as pd

    p_words, p_articles = (statistics.adjust_p(p, compared.n_tests) for p in (statistics.p_of_g2(compared.g2), compared.p))
    is_key = p_articles < LEVEL
    low, high = compared.interval(LEVEL)
    lrc = statistics.nearest_zero(*compared.interval(statistics.error_of_selected(int(is_key.sum()), compared.n_tests, LEVEL)))
    stop, ends = list(stop_words(corpus.vocabulary.languages)), table["term"].str.split(" ")
    counts = ("n", "n_articles", "n_reference", "n_articles_reference")
    columns: dict[str, Any] = {name: pd.Series(table[name].to_list(), dtype="str") for name in ("term", "form")}
    columns |= {name: table[name].to_numpy() for name in counts if name in table.columns} | compared.rates
    columns |= {"g2": compared.g2, "p_words": p_words, "log_ratio": compared.log_ratio, "low": low, "high": high}
    columns |= {"lrc": np.where(is_key | np.isnan(lrc), lrc, 0.0), "p_articles": p_articles, "is_key": is_key}
    columns |= {"is_stop": (ends.list.first().is_in(stop) | ends.list.last().is_in(stop)).to_numpy()}
    if forms == "merged":
        columns["joined"] = pd.Series(table["joined"].to_list(), dtype="str")
    is_tested = not np.isnan(p_articles).all()
    effect = columns["lrc"] if is_tested else compared.g2 * np.sign(compared.log_ratio)
    order = np.lexsort((table["term"].rank("ordinal").to_numpy(), -effect))
    result = pd.DataFrame(columns).iloc[order].reset_index(drop=True)
    by_words = f"{int((p_words < LEVEL).sum()):,}"
    if is_tested:
        note = f"Intervals (95 %) and the test are over {' and '.join(compared.units)}. "
        note += f"{int(is_key.sum()):,} of {len(table):,} terms are key; the test over single words would call {by_words} so."
    else:
        note = (
            "Fewer than ten articles, or paragraphs, on a side: too few for a test and for intervals. Sorted by G²." if len(table) else ""
        )
    result.attrs["note"] = " ".join(filter(None, (note, compared.note)))
    return result


def compare_sides(corpus: Corpus) -> "pd.DataFrame":
    """Compare the two sides of the coverage that :func:`analysis.choose_sides` finds in a corpus.

    Returns
    -------
    DataFrame
        The table of :func:`compare_terms`; ``attrs["names"]`` says what the sides are called. Without rows where there are no two sides,
        which ``attrs["note"]`` says.
    """
    return on_sides(corpus, compare_terms)


def select_key(compared: "pd.DataFrame", rows: int | None = None) -> "pd.DataFrame":
    """Keep the first `rows` key terms that are used more than in the reference, stop words left out, or all of them; drop ``is_key``."""
    is_more = compared["is_key"] & (compared["log_ratio"] > 0) & ~compared["is_stop"]
    return compared[is_more].iloc[:rows].reset_index(drop=True).drop(columns="is_key")


def count_key_collocates(corpus: Corpus, compared: "pd.DataFrame", *, terms: int = 3, rows: int = 6) -> "pd.DataFrame":
    """Count what stands near the most key terms.

    Parameters
    ----------
    corpus : Corpus
    compared : DataFrame
        From :func:`compare_terms`.
    terms, rows : int
        For so many of its key terms so many collocates each, stop words left out.

    Returns
    -------
    DataFrame, one row per key term and collocate
        ``key``, the key term; the columns of :func:`analysis.count_collocates`.
    """
    return _of_key_terms(compared, terms, lambda term: select_top(count_collocates(corpus, term), rows))


def find_key(corpus: Corpus, compared: "pd.DataFrame", *, terms: int = 3, rows: int = 4) -> "pd.DataFrame":
    """Find the first places of the most key terms: ``key``, and the columns of :func:`analysis.find`; see :func:`count_key_collocates`."""
    return _of_key_terms(compared, terms, lambda term: find(corpus, term, rows=rows))


def _of_key_terms(compared: "pd.DataFrame", terms: int, make: Callable[[str], "pd.DataFrame"]) -> "pd.DataFrame":
    """Make a table for each of the most key terms, and join them, with a column that names it."""
    import pandas as pd

    key = select_key(compared, terms)
    tables = [make(query).assign(key=form) for query, form in zip(key["joined" if "joined" in key else "term"], key["form"], strict=True)]
    joined = pd.concat(tables, ignore_index=True) if tables else make(NOTHING).assign(key=pd.Series(dtype="str"))
    joined = joined[["key", *joined.columns.drop("key")]].astype({"key": "str"})
    joined.attrs = {"note": "" if tables else "There is no key term outside stop words."}
    return joined
