"""Topics: what articles talk about by themselves, found by which words come together, and which of it a lexicon names."""

from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from .corpus import Corpus, to_pandas
from .evidence import open_matches
from .lexicon import Lexicon
from .parts import Part
from .passages import FEWEST, Passages, count_passages
from .statistics import measure_closeness
from .tallies import common_spelling, name_terms
from .topic_model import Model, choose_model, choose_terms

if TYPE_CHECKING:
    import pandas as pd

# So many articles are named.
BEST = 3
# A topic is a theme's if they come at least so close. Of ten topics of 65 speeches, and 15 themes written for these, eight came as close
# as 0.55 to 0.81 to the theme of their subject, and two that have none 0.12 and 0.23; topics of words dealt out at random, up to 0.38.
CLOSE = 0.4
_COLUMNS = {
    "topic": pl.Int64,
    "words": pl.String,
    "n_largest": pl.Int64,
    "share_units": pl.Float64,
    "articles": pl.String,
    "stability": pl.Float64,
    "coherence": pl.Float64,
    "theme": pl.String,
    "label": pl.String,
    "closeness": pl.Float64,
}


def list_topics(corpus: Corpus, lexicon: Lexicon, *, most: int = 12) -> "pd.DataFrame":
    """List what the articles talk about by themselves, whatever themes anybody wrote down, and what of it the lexicon names.

    Parameters
    ----------
    corpus : Corpus
        Copies are best left out: here, each is as good a reason for a topic as any other article.
    lexicon : Lexicon
    most : int
        At most so many topics, 2 or more.

    Returns
    -------
    DataFrame, one row per topic; that of most articles first, ties by its words
        ``topic``, its number from 1; ``words``, its ten first, in the spelling most often seen; ``n_largest``, in how many articles it is
        the largest topic; ``share_units``, that as a share of all articles looked at, 0 to 1 (together less than 1 where some hold none of
        the words); ``articles``, the titles, else ids, of the three of them that are most about it; ``stability``, 0 to 1, how much of the
        topic comes back in halves of the articles, 1 where its ten first words always do in the same order; ``coherence``, -1 to 1, how
        much two of its ten first words seek each other (NPMI, mean over all pairs): 0 where they meet by chance, 1 where they stand in the
        same passages, -1 where they never meet; ``theme`` and ``label``, the lexicon's theme that comes closest, missing where
        ``closeness`` is below 0.4: the lexicon has none for it; ``closeness``, 0 to 1, the correlation over passages of the roots of the
        topic's weight and of that theme's matches per word, 0 where it is negative.

        With fewer than 20 articles that hold words, all of this is over paragraphs; with fewer than 20 of these, there is no row.
        ``attrs["note"]`` says so, and how many articles were looked at: of more than 5,000, those whose SHA-256 is lowest;
        ``attrs["unit"]`` is ``article`` or ``paragraph``; ``attrs["units"]`` is what :func:`find_topic` opens topics with.

    Raises
    ------
    ValueError
        If `most` is not a whole number above 1.

    Notes
    -----
    Terms are dictionary words (``forms="merged"``) in two articles or more (and in 0.2 % of them) and in half of the passages or fewer, of
    these the 5,000 in most passages; no stop words, contractions, numbers, single letters, months or weekdays. A passage is an article, or,
    of one of more than 600 words, paragraphs of together some 400; longer where there would be more than 10,000.

    A term that is used n times in a passage weighs 1 + ln n there, times the geometric mean of its idf and its residual idf: by how much
    more its uses crowd into few passages than chance would have it (Church and Gale 1995), or three tenths of its idf if these are more.
    Rows have length 1. The factors minimise the squared error (non-negative matrix factorization: Lee and Seung 1999), by HALS (Cichocki
    and Phan 2009), from NNDSVD (Boutsidis and Gallopoulos 2008). The weight of a topic in an article is the sum of those in its passages.

    Of the numbers of topics from 2 to `most`, and to a fifth of the passages, the one is taken of which stability times coherence (0 where
    negative) is largest, as a mean over topics; the smaller of equals. A number is left out if one of its topics is the largest nowhere, or
    has fewer than three words. Stability is that of Greene, O'Callaghan and Cunningham (2014): the articles are halved at random five times
    (a half has at most some 2,500 passages); the topics of a half are matched one to one with those of all, so that they agree best; two
    rankings of ten words agree by the mean, over d from 1 to 10, of how many words their first d have in common, as a share of those in
    either. NPMI is that of Bouma (2009).

    *Do not trust* a topic of low stability: other articles of the same kind would have another in its place.
    """
    if type(most) is not int or most < 2:
        raise ValueError(f"there is no most={most!r}; use a whole number above 1.")
    name_of_term = choose_terms(corpus, *name_terms(corpus, "merged"))
    passages = count_passages(corpus, lexicon, name_of_term)
    n, kind = passages.n_units, passages.kind
    model = choose_model(passages, most) if n >= FEWEST else None
    if model is None:
        takes = f"it takes {FEWEST} articles, or paragraphs, that hold words"
        return _tabulate(None, kind, f"There are no topics: {takes if n < FEWEST else f'the {n:,} {kind}s have too few words in common'}.")
    return _describe(corpus, lexicon, passages, model, name_of_term)


def _tabulate(columns: dict[str, Any] | None, kind: str, note: str, units: pl.DataFrame | None = None) -> "pd.DataFrame":
    """Make the table of topics."""
    table = to_pandas(pl.DataFrame(columns, schema=_COLUMNS))
    table.attrs = {"unit": kind, "note": note, "units": {} if units is None else units.to_dict(as_series=False)}
    return table


def _describe(corpus: Corpus, lexicon: Lexicon, passages: Passages, model: Model, name_of_term: np.ndarray) -> "pd.DataFrame":
    """Tell what people want to know of topics."""
    spelled, joined = _spell(corpus, passages, model, name_of_term)
    n_largest = np.bincount(model.largest[model.largest >= 0], minlength=len(model.first))
    words = [[spelled[column] for column in row if column >= 0] for row in model.first.tolist()]
    order = sorted(range(len(words)), key=lambda topic: (-n_largest[topic], words[topic]))
    units = _name_units(corpus, passages)
    fit = model.in_units[np.arange(len(units)), model.largest] / units["n_rows"].to_numpy()
    units = units.with_columns(
        topic=(np.argsort(order) + 1)[model.largest], query=_choose_queries(passages, model, joined), fit=np.round(fit, 9)
    )
    told = units.filter(pl.Series(model.largest >= 0))
    best = told.sort("fit", "article_id", "paragraph", descending=[True, False, False]).group_by("topic")
    close = measure_closeness(model.factors.rows.T, passages.themes / passages.rows["n_words"].to_numpy()[:, None])[order]
    closeness = close.max(axis=1)
    themes = [lexicon.themes[row].theme if near >= CLOSE else None for row, near in zip(close.argmax(axis=1), closeness, strict=True)]
    columns = {
        "topic": np.arange(1, len(order) + 1),
        "words": [", ".join(words[topic]) for topic in order],
        "n_largest": n_largest[order],
        "share_units": n_largest[order] / len(units),
        "articles": best.agg(pl.col("said").head(BEST).str.join("; ")).sort("topic")["said"],
        "stability": np.round(model.stability[order], 6),
        "coherence": np.round(model.coherence[order], 6),
        "theme": themes,
        "label": [key and lexicon.labels[key] for key in themes],
        "closeness": closeness,
    }
    return _tabulate(columns, passages.kind, passages.note, told.select("article_id", "paragraph", "topic", "query"))


def _spell(corpus: Corpus, passages: Passages, model: Model, name_of_term: np.ndarray) -> tuple[list[str], list[str]]:
    """Give the spelling most often seen of the words of a model, and all terms that each is, with ``|`` between them."""
    name = name_of_term[corpus.vocabulary.term_of_form[passages.written["f0"]]]
    written = passages.written.with_columns(name=pl.Series(name, dtype=pl.Int64)).filter(pl.col("name").is_in(model.names.to_list()))
    spelled = common_spelling(written, corpus.vocabulary, ["f0"], ["name"]).sort("name")
    return spelled["form"].to_list(), spelled["joined"].to_list()


def _name_units(corpus: Corpus, passages: Passages) -> pl.DataFrame:
    """Give for each unit its ``article_id`` and ``paragraph``; ``said``: the title, else the id, and which paragraph; and ``n_rows``."""
    units = passages.rows.group_by("unit", maintain_order=True).agg(pl.col("article", "paragraph").first(), n_rows=pl.len())
    units = units.hstack(corpus.select("article_id", "title")[units["article"]])
    # A title that several articles have tells none of them.
    is_own = pl.col("title").is_not_null() & (pl.col("article_id").n_unique().over("title") == 1)
    said = pl.when(is_own).then("title").otherwise("article_id")
    if passages.kind == "paragraph":
        number = pl.format("paragraph {}", "paragraph")
        said = number if units["article"].n_unique() == 1 else pl.format("{}, {}", said, number)
    return units.with_columns(said=said)


def _choose_queries(passages: Passages, model: Model, joined: list[str]) -> pl.Series:
    """Give for each unit what to look for there: the first words of its topic, or if it holds none, that word of it that weighs most."""
    ranked = np.argsort(-model.factors.columns, axis=1, kind="stable")
    row, column = model.table.nonzero()
    unit = passages.rows["unit"].to_numpy()[row]
    best = np.full(passages.n_units, len(joined) - 1)
    np.minimum.at(best, unit, np.argsort(ranked, axis=1)[model.largest[unit], column])
    first = pl.Series(["|".join(joined[column] for column in row if column >= 0) for row in model.first.tolist()])
    has_first = pl.Series(best < (model.first >= 0).sum(axis=1)[model.largest])
    return first.gather(model.largest % len(first)).zip_with(has_first, pl.Series(joined).gather(ranked[model.largest, best]))


def find_topic(corpus: Corpus, topics: "pd.DataFrame", topic: int, *, rows: int | None = None) -> "pd.DataFrame":
    """Find the first words of a topic in the articles, or paragraphs, of which it is the largest.

    Parameters
    ----------
    corpus : Corpus
        The one that the topics are of.
    topics : DataFrame
        From :func:`list_topics`.
    topic : int
        Its number.
    rows : int, optional
        Open only the first so many.

    Returns
    -------
    DataFrame, one row per place, in reading order
        The columns of :func:`analysis.find`. There is a place in each article of which it is the largest: in one that holds none of its ten
        first words, it is another word of the topic, that which weighs most.

    Raises
    ------
    ValueError
        If there is no such topic, or if the table does not know its articles, or the corpus does not.
    """
    if topic not in topics["topic"].tolist():
        numbers = ", ".join(map(str, topics["topic"])) or "none"
        raise ValueError(f"there is no topic {topic!r} here; the topics have the numbers {numbers}.")
    if not topics.attrs.get("units"):
        raise ValueError("this table does not know the articles of its topics; give it as list_topics(corpus, lexicon) makes it.")
    units = pl.DataFrame(topics.attrs["units"]).filter(pl.col("topic") == topic).with_row_index("unit").cast({"unit": pl.Int64})
    words = units.select("unit", term=pl.col("query").str.split("|")).explode("term")
    terms = corpus.vocabulary.terms
    term = words["term"].replace_strict(terms, np.arange(len(terms)), default=-1, return_dtype=pl.Int64)
    keys = (words["unit"] * len(terms) + term).filter(term >= 0).to_numpy()
    found, n = list[np.ndarray](), 0
    for starts in corpus.map_parts(_find_in, repeat(units.drop("topic", "query")), repeat(keys), repeat(len(terms))):
        found.append(starts)
        n += len(starts)
        if rows and n >= rows:
            break
    if not n:
        raise ValueError("these topics are of other articles; give the corpus that they were made of.")
    starts = np.concatenate(found)[:rows]
    return open_matches(corpus, starts, np.ones_like(starts))


def _find_in(part: Part, units: pl.DataFrame, keys: np.ndarray, n_terms: int) -> np.ndarray:
    """Find the words of a part that are sought in their unit; `keys` are the numbers of a unit and of a term that is sought there."""
    names = part.name_articles().alias("article_id").to_frame().with_row_index("article")
    here = names.join(units, on="article_id", maintain_order="left")
    if not len(here):
        return np.zeros(0, dtype=np.int64)
    index = part.index
    bounds, place = index.articles, here["article"].to_numpy().astype(np.int64)
    if (here["paragraph"] > 0).any():
        place = np.searchsorted(index.paragraphs, bounds[place]) + here["paragraph"].to_numpy() - 1
        bounds = index.paragraphs
    unit = np.full(len(bounds) - 1, -1, dtype=np.int64)
    unit[place] = here["unit"].to_numpy()
    of_word = np.repeat(unit, np.diff(bounds))
    return part.first.words + np.flatnonzero((of_word >= 0) & np.isin(of_word * n_terms + index.term_ids, keys))
