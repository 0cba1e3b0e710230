"""From a table to sentences: what came out, in words, true for whatever was read. No number of these stands in a notebook's prose."""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus
from .lexicon import Lexicon
from .pages import escape
from .reading import NOT_AN_ARTICLE
from .tables import format_time

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "There are no words to speak of: no article with text was found."
# Below this share of touched sentences, a lexicon says little about the articles. The shipped one touches about three quarters of the
# sentences of the article on science policy that it comes with, and a fifth of those of speeches on all subjects.
LITTLE = 0.4
# With fewer matches than this, one more or less could put another theme first.
FEW_MATCHES = 10


# Letters of nobody's text, around what is set in italics: an asterisk in a file's name stays one.
_ITALIC, _UPRIGHT = "\ue000", "\ue001"


class Finding(str):
    """One or more sentences; a name in them is set in italics in a notebook, and stands between asterisks elsewhere."""

    marked: str

    def __new__(cls, marked: str) -> "Finding":
        """Take sentences with names marked by :func:`emphasise`."""
        finding = super().__new__(cls, marked.replace(_ITALIC, "*").replace(_UPRIGHT, "*"))
        finding.marked = marked
        return finding

    def __add__(self, other: str) -> "Finding":
        """Join two findings to one paragraph."""
        return Finding(f"{self.marked} {getattr(other, 'marked', other)}")

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.marked).replace(_ITALIC, '<em>').replace(_UPRIGHT, '</em>')}</p>"

    def __repr__(self) -> str:
        return str(self)


def emphasise(name: object) -> str:
    """Mark a name to be set in italics."""
    return _ITALIC + str(name).replace(_ITALIC, "").replace(_UPRIGHT, "") + _UPRIGHT


def write_percent(share: float) -> str:
    """Write a share without a decimal; neither nothing for a little, nor all for almost all."""
    percent = 100 * share
    return "under 1 %" if 0 < percent < 1 else "over 99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def count_noun(n: int, one: str, many: str = "") -> str:
    """Write a number with its noun: ``1 article``, ``2,000 articles``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def _named(table: "pd.DataFrame", rows: int, column: str = "form") -> str:
    return _listed([f"{emphasise(name)} ({n:,})" for name, n in zip(table[column].head(rows), table["n"].head(rows), strict=True)])


def say_scope(corpus: Corpus) -> Finding:
    """Say how many articles there are, how many words, and from when."""
    n_articles = corpus.counts.articles
    said = f"{count_noun(n_articles, 'article')}, {count_noun(corpus.counts.words, 'word')}"
    if corpus.period:
        first, last = (format_time(time.replace(hour=0, minute=0)) for time in corpus.period)
        said += f", {first}" if first == last else f", {first} to {last}"
    undated = corpus.select("published")["published"].null_count()
    if undated:
        said += ", no date known" if undated == n_articles else f" ({undated:,} without a date)"
    return Finding(said + ".")


def say_articles(corpus: Corpus) -> Finding:
    """Say what was read."""
    if not corpus.counts.articles:
        return Finding("There is no article in this folder: save some as .txt files there, and run this again.")
    undated = corpus.select("article_id", "published").filter(pl.col("published").is_null())["article_id"]
    said = f"We read {say_scope(corpus)}"
    if len(undated):
        named = _listed([emphasise(name) for name in undated.head(3)]) + (", for example" if len(undated) > 3 else "")
        said += f" No date was found in {named}: a date alone on the line below the title would be read."
    return Finding(said)


def say_problems(corpus: Corpus) -> Finding:
    """Say how many files are not articles, could not be read, or were read with a doubt."""
    problems = corpus.problems
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
    return Finding(_listed(said) + "." if said else everything)


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
        sum(int(part.segment.read(table, column)[column].str.len_chars().sum()) for part in corpus.parts)
        for table, column in (("articles", "text"), ("ledger", "replacement"))
    )
    removed = int(changes["n_characters"].sum())
    raw = body + removed - added
    return Finding(
        f"Of {count_noun(raw, 'character')}, {100 * (body - added) / raw:.1f} % are body as it was; {removed:,} were taken out, "
        f"became a field or changed, "
        f"in {count_noun(int(changes['n'].sum()), 'stretch', 'stretches')}, each a row of the ledger: nothing else was touched."
    )


def say_terms(terms: "pd.DataFrame") -> Finding:
    """Say which terms are the most frequent, stop words left out."""
    content = terms[~terms["is_stop"]]
    if not len(content):
        return Finding("All words are stop words." if len(terms) else NOTHING)
    first = content.iloc[0]
    most = content[content["n"] == first["n"]]
    if len(most) > 1:
        shown = _listed([emphasise(form) for form in most["form"].head(5)])
        more = f"; {len(most) - 5:,} more {'is' if len(most) == 6 else 'are'} used as often" if len(most) > 5 else ""
        return Finding(f"Most frequent, {count_noun(int(first['n']), 'use')} each, are {shown}{more}.")
    said = f"Most frequent is {_named(content, 1)}, {first['per_10k']:,.{0 if first['per_10k'] >= 10 else 1}f} times per 10,000 words"
    rest = content.iloc[1:6]
    return Finding(f"{said}; then {'comes' if len(rest) == 1 else 'come'} {_named(rest, 5)}." if len(rest) else f"{said}.")


def say_phrases(phrases: "pd.DataFrame") -> Finding:
    """Say which phrases hold together most surely."""
    if not len(phrases):
        said = "No run of words stands together twice or more often than chance would have it, so there is no phrase to show."
    elif len(phrases) == 1:
        said = f"One phrase stands out: {_named(phrases, 1)}."
    else:
        said = f"{count_noun(len(phrases), 'phrase')} stand out; the surest are {_named(phrases, 5)}."
    return Finding(f"{said} {phrases.attrs.get('note', '')}".rstrip())


def say_positions(positions: "pd.DataFrame") -> Finding:
    """Say which term runs through the whole text and which stands closest together."""
    if not len(positions):
        return Finding(NOTHING)
    spread = positions.groupby("form", sort=False)["position"].agg(lambda where: where.max() - where.min())
    spread = spread[spread > 0]
    if not len(spread):
        return Finding("No term stands in more than one place, so none runs through the text.")
    widest, narrowest = spread.idxmax(), spread.idxmin()
    said = f"{emphasise(widest)} runs through {write_percent(spread.max())} of the text, from its first use to its last"
    if spread.max() > spread.min():
        said += f"; {emphasise(narrowest)} keeps to {write_percent(spread.min())} of it"
    return Finding(said + ".")


def say_joined(merged: "pd.DataFrame") -> Finding:
    """Say how many terms are joined when the forms of a word count as one."""
    joined = merged[merged["joined"].str.contains("|", regex=False) & ~merged["is_stop"]]
    if not len(joined):
        return Finding("No two terms outside stop words are forms of one word.")
    first = joined.iloc[0]
    forms = _listed([emphasise(form) for form in first["joined"].split("|")])
    what = count_noun(len(joined), "word")
    return Finding(f"{what} outside stop words would gain by joining forms; the most frequent joins {forms}: {first['n']:,} uses together.")


def say_coverage(coverage: "pd.DataFrame", lexicon: Lexicon) -> Finding:
    """Say how much of the text the lexicon touches, and what to do if it is little."""
    n, touched = int(coverage["n_sentences"].sum()), int(coverage["n_touched"].sum())
    if not n:
        return Finding(NOTHING)
    said = f"The lexicon {emphasise(lexicon.file.name)} touches {touched:,} of {count_noun(n, 'sentence')} ({write_percent(touched / n)})."
    if touched / n < LITTLE:
        said += f" That is little, less than {100 * LITTLE:.0f} %: it does not suit these articles, and the shares describe a small part."
        if lexicon.file.name == "themes.toml":
            said += " Copy themes.toml, write themes of your own, and run make again with THEMES= and the copy's name."
    return Finding(said)


def say_themes(themes: "pd.DataFrame") -> Finding:
    """Say which themes the coverage dwells on, which it does not touch, and how many matches are shared."""
    matched = themes[themes["n"] > 0]
    if not len(matched):
        return Finding("No theme of the lexicon matches anywhere.")
    if matched["n"].sum() < FEW_MATCHES:
        few = "is only 1 match" if matched["n"].sum() == 1 else f"are only {matched['n'].sum()} matches"
        return Finding(f"There {few}, too few to say what the coverage dwells on: {_named(matched, 9, 'label')}.")
    first = matched.iloc[0]
    share, sentences = (write_percent(first[column]) for column in ("share", "share_sentences"))
    said = f"The coverage dwells most on {emphasise(first['label'])}: {share} of all matches, in {sentences} of sentences."
    if len(matched) > 1 and matched["n"].iloc[1] == first["n"]:
        leading = _listed([emphasise(label) for label in matched.loc[matched["n"] == first["n"], "label"]])
        said = f"The coverage dwells most, and equally often, on {leading}: {share} of all matches each."
    elif len(matched) > 1:
        said += f" Then {'comes' if len(matched) == 2 else 'come'} {_named(matched.iloc[1:], 3, 'label')}."
    missed = themes.loc[themes["n"] == 0, "label"].tolist()
    if missed:
        said += f" It never touches {_listed([emphasise(label) for label in missed])}."
    shared, total = int(themes["n_shared"].sum()), count_noun(int(themes["n"].sum()), "match", "matches")
    return Finding(said + f" Of {total}, {f'{shared:,}' if shared else 'none'} {'are' if shared > 1 else 'is'} shared with another theme.")


def say_course(course: "pd.DataFrame") -> Finding:
    """Say where each of the three largest themes is strongest, or why no course can be shown."""
    if not len(course):
        return Finding("A course needs an article with several paragraphs, or articles from several periods: there is none to show.")
    unit, value = course.columns[0], "n" if course.columns[0] == "paragraph" else "share_sentences"
    largest = course.groupby("theme", sort=False)["n"].sum().sort_values(ascending=False, kind="stable")
    said = [_say_peak(course[course["theme"] == theme], unit, value) for theme in largest[largest > 0].head(3).index]
    return Finding("; ".join(said) + "." if said else "No theme of the lexicon matches anywhere, so none has a course.")


def _say_peak(course: "pd.DataFrame", unit: str, value: str) -> str:
    strongest = course[course[value] == course[value].max()]
    amount = (
        count_noun(int(strongest["n"].iloc[0]), "match", "matches")
        if value == "n"
        else f"{write_percent(strongest[value].iloc[0])} of sentences"
    )
    label, before = emphasise(course["label"].iloc[0]), {"paragraph": "paragraph ", "article": "article ", "decade": "the "}.get(unit, "")
    if len(strongest) == 1:
        return f"{label} is strongest in {before}{strongest[unit].iloc[0]} ({amount})"
    where = _listed([f"{before}{name}" for name in strongest[unit].head(3)]) + (" and elsewhere" if len(strongest) > 3 else "")
    return f"{label} is strongest in {where} ({amount} each)"
