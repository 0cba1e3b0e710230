"""What themes came out, in words."""

from typing import TYPE_CHECKING

from ..groups import name_step
from ..lexicon import Lexicon
from .sentences import NOTHING, Finding, count_noun, emphasise, listed, name_first, write_percent

if TYPE_CHECKING:
    import pandas as pd

# Below this share of touched sentences, a lexicon says little about the articles. The shipped one touches about three quarters of the
# sentences of the article on science policy that it comes with, and a fifth of those of speeches on all subjects.
LITTLE = 0.4
# With fewer matches than this, one more or less could put another theme first.
FEW_MATCHES = 10


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
        return Finding(f"There {few}, too few to say what the coverage dwells on: {name_first(matched, 9, 'label')}.")
    first = matched.iloc[0]
    share, sentences = (write_percent(first[column]) for column in ("share", "share_sentences"))
    said = f"The coverage dwells most on {emphasise(first['label'])}: {share} of all matches, in {sentences} of sentences."
    if len(matched) > 1 and matched["n"].iloc[1] == first["n"]:
        leading = listed([emphasise(label) for label in matched.loc[matched["n"] == first["n"], "label"]])
        said = f"The coverage dwells most, and equally often, on {leading}: {share} of all matches each."
    elif len(matched) > 1:
        said += f" Then {'comes' if len(matched) == 2 else 'come'} {name_first(matched.iloc[1:], 3, 'label')}."
    missed = themes.loc[themes["n"] == 0, "label"].tolist()
    if missed:
        said += f" It never touches {listed([emphasise(label) for label in missed])}."
    shared, total = int(themes["n_shared"].sum()), count_noun(int(themes["n"].sum()), "match", "matches")
    return Finding(said + f" Of {total}, {f'{shared:,}' if shared else 'none'} {'are' if shared > 1 else 'is'} shared with another theme.")


def say_headlines(compared: "pd.DataFrame") -> Finding:
    """Say what headlines dwell on more, and what less, than the bodies below them do.

    Parameters
    ----------
    compared : DataFrame
        From :func:`analysis.compare_headlines`.
    """
    n = int(compared["n"].sum())
    if not compared.attrs["n_headlines"]:
        return Finding("No article has a headline to compare with its body.")
    for where, held in (("headlines", n), ("bodies below the headlines", int(compared["n_reference"].sum()))):
        if not held:
            return Finding(f"The {where} hold no match of any theme.")
        if held < FEW_MATCHES:
            return Finding(f"The {where} hold {count_noun(held, 'match', 'matches')} of all themes, too few to compare them.")
    more, less = (compared[sign * compared["shift"] > 0].head(1) for sign in (1, -1))
    if not len(more):
        return Finding("Headlines dwell on the same themes as the bodies below them, and as much.")
    said = f"Headlines dwell more on {_against(more.iloc[0], n)}, and less on {_against(less.iloc[0], n)}."
    if compared[["low", "low_reference"]].isna().any(axis=None):
        said += " There are too few articles for intervals, so it is not settled."
    elif (more["low"] <= more["high_reference"]).all() and (less["high"] >= less["low_reference"]).all():
        said += " In both cases the intervals overlap, so it is not settled."
    return Finding(said)


def _against(row: "pd.Series", n: int) -> str:
    here, there = (write_percent(row[column]) for column in ("share", "share_reference"))
    return f"{emphasise(row['label'])} ({here} of their {n:,} matches, {there} of those in bodies)"


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
    kind = name_step(strongest[unit].iloc[0]) if unit == "period" else unit
    label, before = emphasise(course["label"].iloc[0]), {"paragraph": "paragraph ", "article": "article ", "decade": "the "}.get(kind, "")
    if len(strongest) == 1:
        return f"{label} is strongest in {before}{strongest[unit].iloc[0]} ({amount})"
    where = listed([f"{before}{name}" for name in strongest[unit].head(3)]) + (" and elsewhere" if len(strongest) > 3 else "")
    return f"{label} is strongest in {where} ({amount} each)"
