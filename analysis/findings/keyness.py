"""What sets articles apart, in words."""

from typing import TYPE_CHECKING

import numpy as np

from .sentences import Finding, count_noun, emphasise, listed

if TYPE_CHECKING:
    import pandas as pd


def say_times(log_ratio: float) -> str:
    """Say how many times as often a log ratio is, rounded down: ``3.2 times as often``, ``140 times as often``."""
    times = 2.0**log_ratio
    size = 10 ** max(int(np.floor(np.log10(times))) - 1, -1)
    rounded = np.floor(times / size + 1e-9) * size
    return f"{rounded:,.{1 if size < 1 else 0}f} times as often"


def say_keyness(compared: "pd.DataFrame", names: tuple[str, str] = ("these articles", "the language at large")) -> Finding:
    """Say which terms set articles apart, stop words left out, and by how much at least; and which they use less.

    Parameters
    ----------
    compared : DataFrame
        From :func:`analysis.compare_terms`.
    names : tuple of str
        What the two are called.
    """
    content = compared[~compared["is_stop"]]
    if not len(content) or content["p_articles"].isna().all():
        return Finding(compared.attrs.get("note") or "There is nothing to compare.")
    key = content[content["is_key"]]
    by_words = f"A test over single words would call {count_noun(int((content['p_words'] < 0.05).sum()), 'term')} key."
    if not len(key):
        return Finding(f"No term outside stop words is key: how {names[0]} and {names[1]} differ may be chance. {by_words}")
    more, less = key[key["log_ratio"] > 0], key[key["log_ratio"] < 0].iloc[::-1]
    if "n_reference" not in compared:
        less = less[less["n"] > 0]  # what is never used here stands in the table; there is nothing to say of it
    said = []
    if len(more):
        first = more.iloc[0]
        least = f", used at least {say_times(first['lrc'])} as in {names[1]}" if first["lrc"] > 0 else ""
        then = f"; then {_name(more['form'].iloc[1:])}" if len(more) > 1 else ""
        sets = f"{count_noun(len(more), 'term')} outside stop words {'sets' if len(more) == 1 else 'set'} {names[0]} apart"
        said.append(f"{sets}: {'first ' if then else ''}{emphasise(first['form'])}{least}{then}.")
    if len(less):
        said.append(f"{count_noun(len(less), 'term')} {'is' if len(less) == 1 else 'are'} used less than there: {_name(less['form'])}.")
    return Finding(" ".join([*said, by_words]))


def _name(forms: "pd.Series", most: int = 5) -> str:
    """Name the first of some terms."""
    shown = [emphasise(form) for form in forms.head(most)]
    return listed(shown) if len(forms) <= most else f"{', '.join(shown)} and others"
