"""What terms and phrases came out, in words."""

from typing import TYPE_CHECKING

from .sentences import NOTHING, Finding, count_noun, emphasise, listed, name_first, write_percent

if TYPE_CHECKING:
    import pandas as pd


def say_terms(terms: "pd.DataFrame") -> Finding:
    """Say which terms are the most frequent, stop words left out."""
    content = terms[~terms["is_stop"]]
    if not len(content):
        return Finding("All words are stop words." if len(terms) else NOTHING)
    first = content.iloc[0]
    most = content[content["n"] == first["n"]]
    if len(most) > 1:
        shown = listed([emphasise(form) for form in most["form"].head(5)])
        more = f"; {len(most) - 5:,} more {'is' if len(most) == 6 else 'are'} used as often" if len(most) > 5 else ""
        return Finding(f"Most frequent, {count_noun(int(first['n']), 'use')} each, are {shown}{more}.")
    said = f"Most frequent is {name_first(content, 1)}, {first['per_10k']:,.{0 if first['per_10k'] >= 10 else 1}f} times per 10,000 words"
    rest = content.iloc[1:6]
    return Finding(f"{said}; then {'comes' if len(rest) == 1 else 'come'} {name_first(rest, 5)}." if len(rest) else f"{said}.")


def say_phrases(phrases: "pd.DataFrame") -> Finding:
    """Say which phrases hold together most surely."""
    if not len(phrases):
        said = "No run of words stands together twice or more often than chance would have it, so there is no phrase to show."
    elif len(phrases) == 1:
        said = f"One phrase stands out: {name_first(phrases, 1)}."
    else:
        said = f"{count_noun(len(phrases), 'phrase')} stand out; the surest are {name_first(phrases, 5)}."
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
    forms = listed([emphasise(form) for form in first["joined"].split("|")])
    what = count_noun(len(joined), "word")
    return Finding(f"{what} outside stop words would gain by joining forms; the most frequent joins {forms}: {first['n']:,} uses together.")
