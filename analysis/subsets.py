"""Corpora within a corpus: to compare one side of the coverage with the other, and headlines with bodies."""

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus, join_segments
from .edges import find_edges
from .index import WordIndex, Words, split_texts
from .parts import Part, View
from .segments import ARTICLES, LEDGER, PROBLEMS, UNITS, Counts, Segment, count_units
from .shingles import sign
from .statistics import FEWEST_UNITS
from .vocabulary import Vocabulary, join_vocabularies

if TYPE_CHECKING:
    import pandas as pd

# The ledger's names for a title that stands in the raw text and is taken out of it, and for one that is put before the body.
TITLE, HEADLINE = "title", "headline"
# A body whose first section holds no word.
_BEGINS_BLANK = r"^[^\p{L}\p{N}]*\n\n\n"


class Sides(NamedTuple):
    """Two parts of a corpus that can be compared.

    Attributes
    ----------
    one, other : Corpus
    names : tuple of str
        What to call each.
    """

    one: Corpus
    other: Corpus
    names: tuple[str, str]


def choose_sides(corpus: Corpus) -> Sides | None:
    """Choose what to compare within a corpus: the two sources with most articles; else the halves of its period.

    Returns
    -------
    Sides or None
        Each side has ten articles or more that hold a word. The later half of the period is the first side, as what it has is new; its
        border is the day that divides the dated articles most evenly. None where there are no such sides.
    """
    articles = corpus.select("source", "published", "n_words")
    has_words = (articles["n_words"] > 0).to_numpy()
    sources = articles.filter(pl.col("n_words") > 0).drop_nulls("source").group_by("source").agg(n=pl.len())
    common = sources.filter(pl.col("n") >= FEWEST_UNITS).sort("n", "source", descending=[True, False])["source"].head(2).to_list()
    if len(common) == 2:
        one, other = (corpus.take((articles["source"] == name).fill_null(False).to_numpy()) for name in common)
        return Sides(one, other, (common[0], common[1]))
    days = articles["published"].dt.date()
    dated = days.filter(pl.Series(has_words)).drop_nulls().value_counts().sort(days.name).cast({"count": pl.Int64})
    if len(dated) < 2:
        return None
    before = dated["count"].cum_sum().to_numpy()[:-1]  # articles before each day but the first
    n = int(dated["count"].sum())
    at = int(np.argmin(np.abs(2 * before - n)))
    if min(before[at], n - before[at]) < FEWEST_UNITS:
        return None
    border = dated[days.name][at + 1]
    since, until = ((days >= border).fill_null(False), (days < border).fill_null(False))
    return Sides(corpus.take(since.to_numpy()), corpus.take(until.to_numpy()), (f"articles since {border}", f"articles before {border}"))


def on_sides(corpus: Corpus, compare: "Callable[[Corpus, Corpus], pd.DataFrame]") -> "pd.DataFrame":
    """Compare the sides that :func:`choose_sides` finds in a corpus.

    Returns
    -------
    DataFrame
        What `compare` gives for both; ``attrs["names"]`` says what they are called. Without rows where there are no two sides, which
        ``attrs["note"]`` says.
    """
    sides = choose_sides(corpus)
    if sides is None:
        nothing = corpus.take(np.zeros(corpus.counts.articles, dtype=bool))
        compared = compare(nothing, nothing).head(0)
        none = "No two sources, and no halves of the period, have ten articles each."
        compared.attrs |= {"names": ("one side", "the other"), "note": none}
        return compared
    compared = compare(sides.one, sides.other)
    one, other = sides.names
    compared.attrs |= {"names": sides.names, "note": f"Here: {one}; there: {other}. {compared.attrs['note']}"}
    return compared


def take_headlines(corpus: Corpus) -> Corpus:
    """Make the corpus of the headlines: the same articles, each with its title for a body; those without one are left out."""
    return join_segments(list(corpus.map_parts(_take_titles)), corpus.open_pool)


def _take_titles(part: Part) -> Segment:
    names = [name for name in ARTICLES if name not in ("text", "sha256")]
    articles = part.read("articles", *names).filter(pl.col("title").is_not_null()).with_columns(text="title")
    titles = articles["text"].to_list()
    vocabulary, words = split_texts(titles, articles["language"].to_list())
    digests = pl.Series([hashlib.sha256(title.encode()).digest() for title in titles], dtype=pl.Binary)
    sizes = {f"n_{unit}": count_units(words, unit) for unit in UNITS}
    return Segment(
        articles.with_columns(sha256=digests).select(*ARTICLES).with_columns(**sizes),
        pl.DataFrame(schema=LEDGER),
        pl.DataFrame(schema=PROBLEMS),
        find_edges(titles, [False] * len(titles)),
        sign(vocabulary, words),
        vocabulary,
        words,
        part.segment.lines_before,
    )


def add_headlines(corpus: Corpus) -> Corpus:
    """Count the words of each title as a first paragraph of the body.

    Returns
    -------
    Corpus
        The same articles in the same order, and the same are copies: these are not looked for anew. ``text`` is the title, a blank line and
        the body; an article without a title stays as it is, and so does a corpus without any.

        In ``ledger``, a row with the rule ``headline`` tells what is put before each of these bodies. A title that stands in the raw text
        as it is printed is no longer taken out of it, and the row adds the blank line; else its ``replacement`` is the title with that.
        Where the raw text does not hold the title, as in a table, the row is at its beginning: ``raw_start`` and ``raw_end`` of what is
        found in the title are then characters of the title.
    """
    whole = corpus if corpus.all_copies is None else corpus.all_copies
    if whole.select("title")["title"].null_count() == whole.counts.articles:
        return corpus
    split = list(whole.map_parts(_split_titles))
    vocabulary, (old, *new) = join_vocabularies([whole.vocabulary, *(of_titles for of_titles, _ in split)], whole.vocabulary.languages)
    forms = [np.union1d(old[part.forms], rows) for part, rows in zip(whole.parts, new, strict=True)]
    numbers = [
        (np.searchsorted(here, old[part.forms]), np.searchsorted(here, rows))
        for part, here, rows in zip(whole.parts, forms, new, strict=True)
    ]
    vocabularies = [Vocabulary(vocabulary.forms.gather(here)) for here in forms]
    segments = list(whole.map_parts(_add_titles, (words for _, words in split), vocabularies, numbers))
    copies = [part.name_copies() for part in whole.parts]

    def place(has_copies: bool, all_copies: Corpus | None = None) -> Corpus:
        parts: list[Part] = []
        before = Counts(0, 0, 0, 0, 0)
        for segment, here, named in zip(segments, forms, copies, strict=True):
            copy_of = dict(zip(np.flatnonzero(named.is_not_null().to_numpy()).tolist(), named.drop_nulls().to_list(), strict=True))
            parts.append(Part(segment, here, vocabulary.term_of_form[here], before, View(copy_of, has_copies)))
            before = Counts(*map(sum, zip(before, parts[-1].counts, strict=True)))
        return Corpus(tuple(parts), vocabulary, corpus.open_pool, all_copies)

    with_copies = place(True)
    return with_copies if corpus.all_copies is None else place(False, with_copies)


def _split_titles(part: Part) -> tuple[Vocabulary, Words]:
    articles = part.read("articles", "title", "language")
    return split_texts(articles["title"].fill_null("").to_list(), articles["language"].to_list())


def _add_titles(part: Part, titles: Words, vocabulary: Vocabulary, numbers: tuple[np.ndarray, np.ndarray]) -> Segment:
    """Make the segment of a part in which titles stand before bodies; `numbers` tells which of its forms those of body and title are."""
    articles, index = part.read("articles", *ARTICLES), part.index
    words = _join(titles, index, articles["text"].str.contains(_BEGINS_BLANK).to_numpy(), *numbers)
    # What is put before the body: nothing, where there is no title.
    parting = pl.when(pl.col("title").is_null() | (pl.col("text") == "")).then(pl.lit("")).otherwise(pl.lit("\n\n"))
    before = articles.select(title=pl.col("title").fill_null(""), parting=parting)
    texts = articles.select(pl.concat_str(before["title"], before["parting"], "text")).to_series()
    digests = [
        content if title is None else hashlib.sha256(content + HEADLINE.encode()).digest()
        for title, content in zip(articles["title"], articles["sha256"], strict=True)
    ]
    sizes = {f"n_{unit}": count_units(words, unit) for unit in UNITS}
    return Segment(
        articles.with_columns(text=texts, sha256=pl.Series(digests, dtype=pl.Binary)).with_columns(**sizes),
        _keep_titles(part.read("ledger"), before),
        part.segment.read("problems"),
        find_edges([""] * len(articles), [False] * len(articles)),
        sign(vocabulary, words),
        vocabulary,
        words,
        part.segment.lines_before,
    )


def _join(titles: Words, bodies: WordIndex, begins_blank: np.ndarray, of_bodies: np.ndarray, of_titles: np.ndarray) -> Words:
    """Put the words of each title before those of its body; `of_bodies` and `of_titles` are the new numbers of their forms."""
    n_title, n_body = np.diff(titles.articles), np.diff(bodies.articles)
    from_title = np.arange(len(titles.ids)) + np.repeat(bodies.articles[:-1], n_title)
    from_body = np.arange(len(bodies.ids)) + np.repeat(titles.articles[1:], n_body)
    ids = np.empty(len(from_title) + len(from_body), dtype=np.int32)
    ids[from_title], ids[from_body] = of_titles[titles.ids], of_bodies[bodies.ids]

    def join(unit: str, of_title: np.ndarray) -> np.ndarray:
        is_end = np.zeros(len(ids) + 1, dtype=bool)
        is_end[0] = True
        is_end[from_title[of_title[1:] - 1] + 1] = is_end[from_body[getattr(bodies, unit)[1:] - 1] + 1] = True
        return np.flatnonzero(is_end)

    # The first section of a body begins with the title.
    ends_with_title = titles.articles[1:][(n_title > 0) & ((n_body == 0) | begins_blank)]
    return Words(
        ids,
        titles.articles + bodies.articles,
        join("sentences", titles.sentences),
        join("paragraphs", titles.paragraphs),
        join("sections", np.append(0, ends_with_title)),
    )


def _keep_titles(ledger: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Give the ledger of a part whose texts begin with what `before` has for each: ``title``, which may be empty, and ``parting``."""
    titles = before.with_row_index("article").filter(pl.col("title") != "")
    is_printed = (pl.col("rule") == TITLE) & (pl.col("rule") == TITLE).cum_sum().over("article").eq(1) & pl.col("title").is_not_null()
    is_same = pl.col("text") == pl.col("title")
    told = ledger.join(titles, on="article", how="left", maintain_order="left")
    printed = told.filter(is_printed).with_columns(
        start=pl.when(is_same).then("end").otherwise("start"),
        rule=pl.lit(HEADLINE),
        text=pl.when(is_same).then(pl.lit("")).otherwise("text"),
        replacement=pl.when(is_same).then("parting").otherwise(pl.concat_str("title", "parting")),
    )
    added = titles.join(printed, on="article", how="anti").select(
        "article", start=pl.lit(0), end=pl.lit(0), rule=pl.lit(HEADLINE), text=pl.lit(""), replacement=pl.concat_str("title", "parting")
    )
    joined = pl.concat([added, printed, told.filter(~is_printed)], how="diagonal_relaxed").select(ledger.columns)
    joined = joined.filter((pl.col("start") < pl.col("end")) | (pl.col("replacement") != ""))
    return joined.cast(ledger.schema).sort("article", "start", maintain_order=True)
