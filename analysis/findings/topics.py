"""What topics came out, in words."""

from typing import TYPE_CHECKING

from .sentences import Finding, count_noun, emphasise, write_percent

if TYPE_CHECKING:
    import pandas as pd

# A topic is named by so many of its words.
IN_NAME = 3
# So many topics are named, and the others counted.
MOST_NAMED = 4
# Of 48 topics of words dealt out at random, one had a larger stability; those of groups that articles were made of had 0.66 or more.
UNSURE = 1 / 3


def say_topics(topics: "pd.DataFrame") -> Finding:
    """Say how many topics there are, which is the most common, for which the lexicon has no theme, and which not to rely on.

    Parameters
    ----------
    topics : DataFrame
        From :func:`analysis.list_topics`.
    """
    if not len(topics):
        return Finding(topics.attrs.get("note") or "There are no topics.")
    return Finding(" ".join(filter(None, (_say_common(topics), _say_missed(topics), _say_unsure(topics)))))


def _say_common(topics: "pd.DataFrame") -> str:
    first = topics.iloc[0]
    common = topics[topics["n_largest"] == first["n_largest"]]
    said = f"Words that stand together make {count_noun(len(topics), 'topic')}"
    what = f"the main topic of {write_percent(first['share_units'])} of the {_unit(topics)}s"
    if len(common) == 1:
        return f"{said}{'; the most common is' if len(topics) > 1 else ':'} {_name(common)}, {what}."
    return f"{said}{'; the most common are' if len(common) < len(topics) else ':'} {_name(common)}, each {what}."


def _say_missed(topics: "pd.DataFrame") -> str:
    n, missed = len(topics), topics[topics["theme"].isna()]
    if len(missed) == 0:
        return f"The lexicon has a theme for {_all(n, 'it', 'both', 'each')}."
    if len(missed) == n:
        return f"The lexicon has {'no' if n == 1 else 'a'} theme for {_all(n, 'it', 'neither', 'none')}."
    return f"The lexicon has no theme for {'one' if len(missed) == 1 else f'{len(missed):,}'} of them: {_name(missed)}."


def _all(n: int, one: str, two: str, more: str) -> str:
    return one if n == 1 else f"{two if n == 2 else more} of them"


def _say_unsure(topics: "pd.DataFrame") -> str:
    """Say which topics come back in half of the articles no more than those of words dealt out at random do."""
    unsure = topics[topics["stability"] < UNSURE]
    if not len(unsure):
        return ""
    who = _name(unsure) if len(unsure) < len(topics) else "It" if len(topics) == 1 else "They"
    comes, it = ("comes", "it") if len(unsure) == 1 else ("come", "them")
    return f"{who} hardly {comes} out again from half of the {_unit(topics)}s: do not rely on {it}."


def _unit(topics: "pd.DataFrame") -> str:
    return topics.attrs.get("unit", "article")


def _name(topics: "pd.DataFrame") -> str:
    """Name topics, whose names have commas in them: ``*a, b, c*; *d, e, f*; and 2 more``."""
    words = topics["words"] if len(topics) <= MOST_NAMED + 1 else topics["words"].head(MOST_NAMED)
    named = [emphasise(", ".join(ten.split(", ")[:IN_NAME])) for ten in words]
    if len(named) < len(topics):
        named.append(f"{len(topics) - len(named):,} more")
    return " and ".join(named) if len(named) < 3 else f"{'; '.join(named[:-1])}; and {named[-1]}"
