"""What topics came out, in words."""

from typing import TYPE_CHECKING

from .sentences import Finding, emphasise, write_percent

if TYPE_CHECKING:
    import pandas as pd

# So many topics are named, and the others counted.
MOST_NAMED = 4
# Of 48 topics of words dealt out at random, one had a larger stability; those of groups that articles were made of had 0.66 or more.
UNSURE = 1 / 3


def say_topics(topics: "pd.DataFrame") -> Finding:
    """Say how many topics there are, which is the largest, which no theme of the lexicon comes close to, and which not to rely on.

    Parameters
    ----------
    topics : DataFrame
        From :func:`analysis.list_topics`.
    """
    if not len(topics):
        return Finding(topics.attrs.get("note") or "There are no topics.")
    return Finding(" ".join(filter(None, (_say_largest(topics), _say_missed(topics), _say_unsure(topics)))))


def _say_largest(topics: "pd.DataFrame") -> str:
    unit = topics.attrs.get("unit", "article")
    first = topics.iloc[0]
    leading = topics.loc[topics["n_articles"] == first["n_articles"], "label"]
    where = f"in {write_percent(first['share'])} of the {unit}s"
    if len(topics) == 1:
        return f"There is 1 topic, {emphasise(first['label'])}; it is the largest {where}."
    said = f"Which words stand together tells {len(topics):,} topics apart"
    if len(leading) == 1:
        return f"{said}; the most common, {emphasise(first['label'])}, is the largest {where}."
    if len(leading) == len(topics):
        return f"{said}: {_name(leading)}; each is the largest {where}."
    return f"{said}; the most common are {_name(leading)}, each the largest {where}."


def _say_missed(topics: "pd.DataFrame") -> str:
    missed = topics.loc[topics["theme"].isna(), "label"]
    if len(topics) == 1:
        return f"The lexicon has {'no' if len(missed) else 'a'} theme for it."
    if not len(missed):
        return f"The lexicon has a theme for {'both' if len(topics) == 2 else 'each'} of them."
    if len(missed) == len(topics):
        return f"The lexicon has a theme for {'neither' if len(topics) == 2 else 'none'} of them."
    return f"The lexicon misses {'one' if len(missed) == 1 else f'{len(missed):,}'} of them: {_name(missed)}."


def _say_unsure(topics: "pd.DataFrame") -> str:
    """Say which topics come back in half of the articles no more than those of words dealt out at random do."""
    unsure = topics.loc[topics["stability"] < UNSURE, "label"]
    if not len(unsure):
        return ""
    who = _name(unsure) if len(unsure) < len(topics) else "It" if len(topics) == 1 else "They"
    comes, it = ("comes", "it") if len(unsure) == 1 else ("come", "them")
    return f"{who} hardly {comes} back in halves of the {topics.attrs.get('unit', 'article')}s: do not rely on {it}."


def _name(labels: "pd.Series") -> str:
    """Name topics, whose names have commas in them: ``*a, b, c*; *d, e, f*; and 2 more``."""
    named = [emphasise(label) for label in (labels if len(labels) <= MOST_NAMED + 1 else labels.head(MOST_NAMED))]
    rest = len(labels) - len(named)
    return "; ".join(named) + f"; and {rest:,} more" * (rest > 0)
