"""What was read, in words."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ..corpus import Corpus
from ..inventory import TOO_SHORT, UNKNOWN
from ..reading import HAS_COLUMNS, NOT_AN_ARTICLE
from ..tables import format_time
from .sentences import NOTHING, Finding, count_noun, emphasise, listed, write_percent

if TYPE_CHECKING:
    import pandas as pd


def say_scope(corpus: Corpus) -> Finding:
    """Say how many articles there are, how many words, and from when; and how many more with the copies that are left out."""
    counts, whole = corpus.counts, corpus.all_copies.counts if corpus.all_copies else None
    n_articles = counts.articles
    if whole:
        said = f"{count_noun(n_articles, 'unique story', 'unique stories')} ({whole.articles:,} with copies)"
        said += f", {count_noun(counts.words, 'word')} ({whole.words:,} with copies)"
    else:
        said = f"{count_noun(n_articles, 'article')}, {count_noun(counts.words, 'word')}"
    if corpus.period:
        first, last = (format_time(time.date()) for time in corpus.period)
        said += f", {first}" if first == last else f", {first} to {last}"
    undated = corpus.select("published")["published"].null_count()
    if undated:
        said += ", no date known" if undated == n_articles else f" ({undated:,} without a date)"
    return Finding(said + ".")


def say_files(files: "pd.DataFrame") -> Finding:
    """Say how many files went in, and that each is either read or a problem."""
    n, read, doubted, skipped = (int(files[column].sum()) for column in ("n_files", "n_read", "n_doubted", "n_skipped"))
    if not n:
        return Finding("No file went in: the folder is empty.")
    formats = f" in {count_noun(len(files), 'format')}" if len(files) > 1 else ""
    kinds = [(read, "was read", "were read"), (doubted, "was read in part, or with a doubt", "were read in part, or with a doubt")]
    kinds.append((skipped, "was skipped", "were skipped"))
    told = listed([f"{number:,} {one if number == 1 else many}" for number, one, many in kinds if number])
    return Finding(f"{count_noun(n, 'file')}{formats} went in: {told}. They hold {count_noun(int(files['n_articles'].sum()), 'article')}.")


def say_copies(corpus: Corpus) -> Finding:
    """Say how many articles are copies of others, and how much of all words they would add."""
    copies = corpus.select("copy_of", "n_words").filter(pl.col("copy_of").is_not_null())
    if not len(copies):
        return Finding("One article has no copies." if corpus.counts.articles == 1 else "No article is a copy of another.")
    stories = corpus.counts.articles - len(copies)
    words = int(copies["n_words"].sum())
    return Finding(
        f"{count_noun(len(copies), 'article')} {'is a copy' if len(copies) == 1 else 'are copies'} of another, the same or nearly: "
        f"{count_noun(corpus.counts.articles, 'article')} tell {count_noun(stories, 'unique story', 'unique stories')}. "
        f"The copies hold {count_noun(words, 'word')}, {write_percent(words / max(corpus.counts.words, 1))} of all; "
        f"the next notebooks count each story once."
    )


def say_languages(languages: "pd.DataFrame") -> Finding:
    """Say which languages the articles are in."""
    if not len(languages):
        return Finding(NOTHING)
    named = listed([f"{emphasise(name)} ({n:,})" for name, n in zip(languages["language"], languages["n_articles"], strict=True)][:5])
    others = languages[~languages["has_rules"] & (languages["language"] != TOO_SHORT)]
    if len(languages) == 1 and not len(others) and languages["language"].iloc[0] != TOO_SHORT:
        return Finding(f"As far as a guess can tell, {'it is' if languages['n_articles'].iloc[0] == 1 else 'all are'} in {named}.")
    more = f" For {listed([emphasise(name) for name in others['language'][:5]])} no stop words are known here." if len(others) else ""
    return Finding(f"As far as a guess can tell, the articles are in {named}.{more}")


def say_sources(sources: "pd.DataFrame") -> Finding:
    """Say how the articles divide among their sources, and which has the longest gap."""
    known = sources[sources["source"] != UNKNOWN]
    if not len(known):
        return Finding("No article tells its source." if len(sources) else NOTHING)
    first = known.iloc[0]
    share = write_percent(first["n_articles"] / sources["n_articles"].sum())
    said = f"{count_noun(len(known), 'source')}; {emphasise(first['source'])} has the most articles, {first['n_articles']:,} ({share})."
    gaps = known.dropna(subset="gap")
    if len(gaps) and gaps["gap"].max() > 1:
        widest = gaps.iloc[int(gaps["gap"].astype(int).argmax())]
        said += f" The longest gap is of {count_noun(int(widest['gap']), 'day')}, in {emphasise(widest['source'])}."
    unknown = int(sources.loc[sources["source"] == UNKNOWN, "n_articles"].sum())
    return Finding(said + (f" Of {count_noun(unknown, 'article')} the source is not known." if unknown else ""))


def say_articles(corpus: Corpus) -> Finding:
    """Say what was read."""
    if not corpus.counts.articles:
        return Finding("There is no article in this folder: save some there, and run this again.")
    undated = corpus.select("article_id", "published").filter(pl.col("published").is_null())["article_id"]
    said = f"We read {say_scope(corpus)}"
    if len(undated):
        named = listed([emphasise(name) for name in undated.head(3)]) + (", for example" if len(undated) > 3 else "")
        said += f" No date was found in {named}: a date alone on the line below the title would be read."
    return Finding(said)


def say_problems(corpus: Corpus) -> Finding:
    """Say how many files are not articles, could not be read, or were read with a doubt."""
    problems = corpus.problems[~corpus.problems["reason"].str.startswith(HAS_COLUMNS)]
    is_skipped, is_other = problems["action"] == "skipped", problems["reason"] == NOT_AN_ARTICLE
    kinds = (
        (is_other, "was not read, since by its name it is no article", "were not read, since by their names they are no articles"),
        (is_skipped & ~is_other, "could not be read", "could not be read"),
        (~is_skipped, "was read with a doubt", "were read with a doubt"),
    )
    counted = [(len(problems.loc[rows, ["file", "item"]].drop_duplicates()), one, many) for rows, one, many in kinds if rows.any()]
    noun = "item" if (problems["item"] != "").any() else "file"
    said = [f"{count_noun(n, noun)} {one if n == 1 else many}" for n, one, many in counted]
    everything = "Every file was read, without a doubt." if corpus.counts.articles else "The folder is empty."
    return Finding(listed(said) + "." if said else everything)


def say_lengths(corpus: Corpus) -> Finding:
    """Say how long the articles are, and which is the longest."""
    words = corpus.select("n_words")["n_words"].to_numpy()
    if not words.sum():
        return Finding(NOTHING)
    if len(words) == 1:
        one = corpus.counts
        paragraphs, sections = count_noun(one.paragraphs, "paragraph"), count_noun(one.sections, "section")
        return Finding(f"The article has {count_noun(one.words, 'word')} in {paragraphs} and {sections}. One article shows no trend.")
    if words.min() == words.max():
        return Finding(f"All articles have {count_noun(int(words.max()), 'word')}.")
    name = corpus.select("article_id")["article_id"][int(words.argmax())]
    longest = f"the longest, {emphasise(name)}, has {words.max():,}, which is {write_percent(words.max() / words.sum())} of all words"
    middle = f"{float(np.median(words)):,.1f}".removesuffix(".0")
    return Finding(f"The lengths range from {words.min():,} to {words.max():,} words, with {middle} in the middle; {longest}.")


def say_changes(corpus: Corpus, changes: "pd.DataFrame") -> Finding:
    """Say how much of the raw text became body, and that nothing else is missing."""
    if not corpus.counts.articles:
        return Finding("Nothing was read, so nothing was removed.")
    body, added = (
        sum(int(part.read(table, column)[column].str.len_chars().sum()) for part in corpus.parts)
        for table, column in (("articles", "text"), ("ledger", "replacement"))
    )
    removed = int(changes["n_characters"].sum())
    raw = body + removed - added
    return Finding(
        f"Of {count_noun(raw, 'character')}, {100 * (body - added) / raw:.1f} % are body as it was; {removed:,} were taken out, "
        f"became a field or changed, "
        f"in {count_noun(int(changes['n'].sum()), 'stretch', 'stretches')}, each a row of the ledger: nothing else was touched."
    )
