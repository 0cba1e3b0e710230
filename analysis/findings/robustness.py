"""Which findings depend on choices, in words."""

from typing import TYPE_CHECKING

from .sentences import Finding, count_noun, emphasise, listed

if TYPE_CHECKING:
    import pandas as pd

NAMED = 3  # so many terms are named, and the others counted


def say_robust(checked: "pd.DataFrame") -> Finding:
    """Say how many of the most frequent terms, and of the key ones, hold in all variants, which hold in the fewest, and what undoes them.

    Parameters
    ----------
    checked : DataFrame
        From :func:`analysis.check_findings`.
    """
    if not len(checked):
        return Finding("There is no finding to check: no word outside stop words was found.")
    kinds = (("frequent", "most frequent term"), ("key", "key term"))
    of_kinds = ((checked[checked["kind"] == kind], noun) for kind, noun in kinds)
    said = [part for table, noun in of_kinds if len(table) for part in (_say_holds(table, noun), _say_fails(table)) if part]
    return Finding(" ".join(said))


def _say_holds(table: "pd.DataFrame", noun: str) -> str:
    n, variants, least = len(table), int(table["n_variants"].iloc[0]), int(table["n_holds"].min())
    always = int((table["n_holds"] == variants).sum())
    everywhere = "both variants" if variants == 2 else f"all {variants} variants"
    if n == 1:
        holds = everywhere if always else f"{least} of {variants} variants"
        return f"The one {noun}, {emphasise(table['form'].iloc[0])}, holds in {holds}."
    if always == n:
        return f"{'Both' if n == 2 else f'All {n:,}'} {noun}s hold in {everywhere}."
    said = f"Of the {count_noun(n, noun)}, {always if always else 'none'} {'hold' if always > 1 else 'holds'} in {everywhere}"
    fewest = [emphasise(form) for form in table.loc[table["n_holds"] == least, "form"]]
    if len(fewest) == n:
        return f"{said}: each holds in {least}."
    named = fewest if len(fewest) <= NAMED + 1 else [*fewest[:NAMED], f"{len(fewest) - NAMED:,} more"]
    return f"{said}; {listed(named)} {'hold' if len(fewest) > 1 else 'holds'} in the fewest, {least}."


def _say_fails(table: "pd.DataFrame") -> str:
    """Say how many findings each choice undoes by itself; nothing if none does."""
    fails = table.loc[table["fails"] != "", "fails"].str.split("; ").explode()
    undone = [f"{choice} ({n:,})" for choice, n in fails.groupby(fails, sort=False).size().items()]
    return f"What undoes them by itself: {listed(undone)}." if undone else ""
