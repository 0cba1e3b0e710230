"""Which themes keep company, and which entries shift a theme, in words."""

from typing import TYPE_CHECKING

import numpy as np

from ..keyness import LEVEL
from .keyness import say_times
from .sentences import Finding, count_noun, emphasise, listed

if TYPE_CHECKING:
    import pandas as pd

# What is left over where shares add up to no difference.
NONE = 1e-12


def say_company(company: "pd.DataFrame") -> Finding:
    """Say which themes stand together surely more often than by chance, and which less often.

    Parameters
    ----------
    company : DataFrame
        From :func:`analysis.count_company`.
    """
    unit = company.attrs.get("within", "sentence")
    met = company[company["expected"] > 0]
    if not len(met):
        return Finding("Fewer than two themes touch anything, so none keeps company with another.")
    if met["p"].isna().all():
        most = met[met["n"] == met["n"].max()].iloc[0]
        often = f"Most often together are {_name(most)}, in {count_noun(int(most['n']), unit)}." if most["n"] else f"No two share a {unit}."
        return Finding(f"There are too few articles for a test. {often}")
    together, apart = company[company["is_together"]], company[company["is_apart"]].iloc[::-1]
    said = []
    if len(together):
        first = together.iloc[0]
        amount = f"{count_noun(int(first['n']), unit)}, {say_times(first['log_ratio'])}"
        what = "pair of themes stands" if len(together) == 1 else "pairs of themes stand"
        said.append(f"{len(together):,} {what} together surely more often than by chance{_list(together, amount)}.")
    if len(apart):
        first = apart.iloc[0]
        amount = f"{count_noun(int(first['n']), unit)}, where chance would give {_round(first['expected'])}"
        what = "pair of themes stands" if len(apart) == 1 else "pairs of themes stand"
        said.append(f"{len(apart):,} {what} together surely less often{'' if said else ' than by chance'}{_list(apart, amount)}.")
    if not said:
        said.append("No two themes stand together surely more, or surely less, often than by chance.")
    n_units = int((company["p_units"] < LEVEL).sum())
    return Finding(
        " ".join([*said, f"A test over single {unit}s would call {count_noun(n_units, 'pair') if n_units else 'no pair'} sure."])
    )


def _name(row: "pd.Series") -> str:
    return f"{emphasise(row['label'])} and {emphasise(row['other_label'])}"


def _round(expected: float) -> str:
    return f"{expected:,.0f}" if expected >= 10 else f"{expected:.1f}"


def _list(pairs: "pd.DataFrame", amount: str, most: int = 3) -> str:
    """Name the first pairs, the very first with what there is to say of it."""
    first, *then = [_name(row) for _, row in pairs.head(most).iterrows()]
    return f": {'first ' if then else ''}{first} ({amount}){''.join(f'; then {name}' for name in then)}"


def say_shift(shift: "pd.DataFrame", names: tuple[str, str] = ("these articles", "the others")) -> Finding:
    """Say which theme's share differs most between two corpora, and which of its entries make the difference.

    Parameters
    ----------
    shift : DataFrame
        From :func:`analysis.count_shift`.
    names : tuple of str
        What the two are called, those of ``n`` first.
    """
    if not len(shift) and "names" in shift.attrs:
        return Finding(shift.attrs["note"])
    differs = shift[shift["shift"].notna() & (shift["shift"].abs() > NONE)]
    if not len(differs):
        is_unknown = not len(shift) or shift["shift"].isna().any()
        why = "one of the two has no match of any theme" if is_unknown else "every entry has the same share of the matches in both"
        return Finding(f"Between {names[0]} and {names[1]} there is no difference of themes to show: {why}.")
    is_one_of_many = bool((shift["theme"] != shift["theme"].iloc[0]).any())
    of_theme = shift[shift["theme"] == differs["theme"].iloc[0]]  # the first: its share differs most
    whole = float(of_theme["shift"].sum())
    there, here = (f"{100 * of_theme[column].sum():.1f} %" for column in ("share_reference", "share"))
    label, shares = emphasise(of_theme["label"].iloc[0]), f"{here} of all theme matches in {names[0]}, {there} in {names[1]}"
    if abs(whole) <= NONE:
        first = differs.iloc[0]
        none = "No theme has another share" if is_one_of_many else f"{label} has no other share"
        only = f"{none} in {names[0]} than in {names[1]}, only entries have"
        return Finding(f"{only}, such as {emphasise(first['entry'])} ({_points(first['shift'])}).")
    is_sure = of_theme["p"].iloc[0] < LEVEL
    said = [f"The share of {label} {'surely differs' if is_sure else 'differs most' if is_one_of_many else 'differs'}: {shares}."]
    along, against = (of_theme[sign * of_theme["shift"] > NONE] for sign in (np.sign(whole), -np.sign(whole)))
    by = f"above all by {_entries(along)}" if len(along) > 1 else f"by {emphasise(along['entry'].iloc[0])} alone"
    chance = "" if is_sure else ", which may be chance"  # so may what cannot be tested
    said.append(f"That is {_points(whole)} {'more' if whole > 0 else 'less'}{chance}, {by}.")
    if len(against):
        said.append(f"The other way {'goes' if len(against) == 1 else 'go'} {_entries(against)}.")
    tested = shift[shift["p"].notna()].drop_duplicates("theme")
    sure = [emphasise(label) for label in tested.loc[tested["p"] < LEVEL, "label"]]
    if len(sure) > 1:
        said.append(f"Of {len(tested)} themes, the shares of {len(sure)} surely differ: {listed(sure)}.")
    elif not sure and len(tested) > 1:
        said.append(f"Of {len(tested)} themes, no share surely differs.")
    return Finding(" ".join(said))


def _points(shift: float) -> str:
    points = f"{abs(100 * shift):.1f}"
    return "under 0.1 points" if points == "0.0" else f"{points} point{'' if points == '1.0' else 's'}"


def _entries(rows: "pd.DataFrame", most: int = 3) -> str:
    """Name the first entries with their points, and say how many there are beside them."""
    named = [f"{emphasise(entry)} ({_points(shift)})" for entry, shift in zip(rows["entry"].head(most), rows["shift"], strict=False)]
    more = len(rows) - most
    return listed([*named, f"{more:,} other{'' if more == 1 else 's'}"] if more > 0 else named)
