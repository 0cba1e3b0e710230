"""Where terms stand: in the run of the text, and in its parts."""

from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from .corpus import Corpus, to_pandas
from .groups import choose_parts, group_words
from .matching import Queries, WordPattern, find_matches, look_up
from .parts import Part
from .terms import count_terms

if TYPE_CHECKING:
    import pandas as pd

# A strip of one article shows each use; one of many shows how dense they are: with more slices than this, all looks equally full.
TICKS, SLICES = 480, 120


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
