"""From a table to sentences: what came out, in words, true for whatever was read. No number of these stands in a notebook's prose."""

from typing import TYPE_CHECKING

from .corpus import Corpus
from .lexicon import Lexicon
from .reading import NOT_AN_ARTICLE
from .tables import escape, format_time

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "There are no words to speak of: no article with text was found."
# Below this share of touched sentences, a lexicon says little about the articles. The shipped one touches about three quarters of the
# sentences of the article on science policy that it comes with, and a fifth of those of speeches on all subjects.
LITTLE = 0.4


class Finding(str):
    """One or more sentences; in a notebook, words between asterisks are set in italics."""

    def _repr_html_(self) -> str:
        parts = escape(self).split("*")
        return "<p>" + "".join(f"<em>{part}</em>" if k % 2 else part for k, part in enumerate(parts)) + "</p>"

    def __repr__(self) -> str:
        return str(self)


def count_noun(n: int, one: str, many: str = "") -> str:
    """Write a number with its noun: ``1 article``, ``2,000 articles``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def _named(table: "pd.DataFrame", rows: int, column: str = "form") -> str:
    return _listed([f"*{name}* ({n:,})" for name, n in zip(table[column].head(rows), table["n"].head(rows), strict=True)])


def say_scope(corpus: Corpus) -> Finding:
    """Say how many articles there are, how many words, and from when."""
    articles = corpus.articles
    said = f"{count_noun(len(articles), 'article')}, {count_noun(int(articles['n_words'].sum()), 'word')}"
    dated = articles["published"].dropna()
    if len(dated):
        first, last = (format_time(day.normalize()) for day in (dated.min(), dated.max()))
        said += f", {first}" if first == last else f", {first} to {last}"
    undated = len(articles) - len(dated)
    if undated:
        said += ", no date known" if undated == len(articles) else f" ({undated:,} without a date)"
    return Finding(said + ".")


def say_articles(corpus: Corpus) -> Finding:
    """Say what was read."""
    if not len(corpus.articles):
        return Finding("There is no article in this folder: save some as .txt files there, and run this again.")
    return Finding(f"We read {say_scope(corpus)}")


def say_problems(corpus: Corpus) -> Finding:
    """Say how many files are not articles, could not be read, or were read with a doubt."""
    problems = corpus.problems
    is_skipped, is_other = problems["action"] == "skipped", problems["reason"] == NOT_AN_ARTICLE
    kinds = (
        (is_other, "is no article by its name", "are no articles by their names"),
        (is_skipped & ~is_other, "could not be read", "could not be read"),
        (~is_skipped, "was read with a doubt", "were read with a doubt"),
    )
    said = [f"{count_noun(int(rows.sum()), 'file')} {one if rows.sum() == 1 else many}" for rows, one, many in kinds if rows.any()]
    return Finding(_listed(said) + "." if said else "Every file was read, without a doubt.")


def say_lengths(corpus: Corpus) -> Finding:
    """Say how long the articles are, and which is the longest."""
    words = corpus.articles["n_words"]
    if not words.sum():
        return Finding(NOTHING)
    if len(words) == 1:
        one = corpus.articles.iloc[0]
        paragraphs, sections = count_noun(int(one["n_paragraphs"]), "paragraph"), count_noun(int(one["n_sections"]), "section")
        return Finding(
            f"The article has {count_noun(int(one['n_words']), 'word')} in {paragraphs} and {sections}. One article shows no trend."
        )
    longest = int(words.sum() and words.max())
    share = longest / words.sum()
    return Finding(
        f"Half of the articles have fewer than {words.median():,.0f} words; the longest, {words.idxmax()}, has {longest:,}, "
        f"which is {100 * share:.1f} % of all words."
    )


def say_changes(corpus: Corpus, changes: "pd.DataFrame") -> Finding:
    """Say how much of the raw text became body, and that nothing else is missing."""
    if not len(corpus.articles):
        return Finding("Nothing was read, so nothing was removed.")
    body = int(corpus.articles["text"].str.len().sum())
    removed = int(changes["n_characters"].sum())
    added = int(corpus.ledger["replacement"].str.len().sum())
    raw = body + removed - added
    return Finding(
        f"Of {raw:,} characters, {100 * (body - added) / raw:.1f} % are body as it was; {removed:,} were taken out, "
        f"became a field or changed, "
        f"in {count_noun(int(changes['n'].sum()), 'stretch', 'stretches')}, each a row of the ledger: nothing else was touched."
    )


def say_terms(terms: "pd.DataFrame") -> Finding:
    """Say which terms are the most frequent, stop words left out."""
    content = terms[~terms["is_stop"]]
    if not len(content):
        return Finding(NOTHING)
    first = content.iloc[0]
    said = f"Most frequent is {_named(content, 1)}, {first['per_10k']:,.0f} times per 10,000 words"
    return Finding(f"{said}; then come {_named(content.iloc[1:], 5)}." if len(content) > 1 else f"{said}.")


def say_phrases(phrases: "pd.DataFrame") -> Finding:
    """Say which phrases hold together most surely."""
    if not len(phrases):
        return Finding("No run of words stands together twice or more often than chance would have it, so there is no phrase to show.")
    what = count_noun(len(phrases), "phrase")
    return Finding(f"{what} {'stands' if len(phrases) == 1 else 'stand'} out; the surest: {_named(phrases, 5)}.")


def say_positions(positions: "pd.DataFrame") -> Finding:
    """Say which term runs through the whole text and which stands closest together."""
    if not len(positions):
        return Finding(NOTHING)
    spread = positions.groupby("form", sort=False)["position"].agg(lambda where: where.max() - where.min())
    widest, narrowest = spread.idxmax(), spread.idxmin()
    said = f"*{widest}* runs through {100 * spread.max():.0f} % of the text, from its first use to its last"
    if widest != narrowest:
        said += f"; *{narrowest}* keeps to {100 * spread.min():.0f} % of it"
    return Finding(said + ".")


def say_joined(merged: "pd.DataFrame") -> Finding:
    """Say how many terms are joined when the forms of a word count as one."""
    joined = merged[merged["joined"].str.contains("|", regex=False) & ~merged["is_stop"]]
    if not len(joined):
        return Finding("No two terms outside stop words are forms of one word.")
    first = joined.iloc[0]
    forms = _listed([f"*{form}*" for form in first["joined"].split("|")])
    what = count_noun(len(joined), "word")
    return Finding(f"{what} outside stop words would gain by joining forms; the most frequent joins {forms}: {first['n']:,} uses together.")


def say_coverage(coverage: "pd.DataFrame", lexicon: Lexicon) -> Finding:
    """Say how much of the text the lexicon touches, and what to do if it is little."""
    n, touched = int(coverage["n_sentences"].sum()), int(coverage["n_touched"].sum())
    if not n:
        return Finding(NOTHING)
    said = f"The lexicon {lexicon.file.name} touches {touched:,} of {count_noun(n, 'sentence')} ({100 * touched / n:.0f} %)."
    if touched / n < LITTLE:
        said += (
            " That is little: it does not suit these articles, and the shares below describe a small part of them. "
            "Copy themes.toml, write themes of your own, and run make again with THEMES= and the copy's name."
        )
    return Finding(said)


def say_themes(themes: "pd.DataFrame") -> Finding:
    """Say which themes the coverage dwells on, which it does not touch, and how many matches are shared."""
    matched = themes[themes["n"] > 0]
    if not len(matched):
        return Finding("No theme of the lexicon matches anywhere.")
    first = matched.iloc[0]
    share, sentences = (f"{100 * first[column]:.0f} %" for column in ("share", "share_sentences"))
    said = f"It dwells most on *{first['label']}*: {share} of all matches, in {sentences} of sentences."
    if len(matched) > 1:
        said += f" Then come {_named(matched.iloc[1:], 3, 'label')}."
    missed = themes.loc[themes["n"] == 0, "label"].tolist()
    if missed:
        said += f" It never touches {_listed([f'*{label}*' for label in missed])}."
    shared = int(themes["n_shared"].sum())
    total = count_noun(int(themes["n"].sum()), "match", "matches")
    return Finding(said + f" Of {total}, {f'{shared:,}' if shared else 'none'} {'are' if shared > 1 else 'is'} shared with another theme.")


def say_course(course: "pd.DataFrame") -> Finding:
    """Say where each of the three largest themes is strongest, or why no course can be shown."""
    if not len(course):
        return Finding("A course needs an article with several paragraphs, or articles from several periods: there is none to show.")
    unit, value = course.columns[0], "n" if course.columns[0] == "paragraph" else "share_sentences"
    largest = course.groupby("label", sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    largest = largest[largest > 0].head(3)
    if not len(largest):
        return Finding("No theme of the lexicon matches anywhere, so none has a course.")
    peaks = [course[course["label"] == label].sort_values(value, ascending=False, kind="stable").iloc[0] for label in largest.index]
    figure = (lambda row: f"{row['n']:,} matches") if value == "n" else (lambda row: f"{100 * row['share_sentences']:.0f} % of sentences")
    said = [f"*{row['label']}* is strongest in {unit.replace('_id', '')} {row[unit]} ({figure(row)})" for row in peaks]
    return Finding("; ".join(said) + ".")
