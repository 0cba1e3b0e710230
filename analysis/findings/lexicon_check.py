"""What is wrong with a lexicon, in words."""

from typing import TYPE_CHECKING

from ..lexicon_faults import FAULTS
from .sentences import NOTHING, Finding, count_noun, emphasise, listed, write_percent

if TYPE_CHECKING:
    import pandas as pd

# Of one, and of several.
_KINDS = {
    "everywhere": ("entry is everywhere", "entries are everywhere"),
    "never matches": ("theme never matches", "themes never match"),
    "in two themes": ("pair of entries counts the same words for two themes", "pairs of entries count the same words for two themes"),
    "unlike its theme": ("entry keeps a company unlike that of its theme", "entries keep a company unlike that of their theme"),
    "nearly matches": ("entry would match if one word were another", "entries would match if one word were another"),
    "dead": ("theme has entries that never match", "themes have entries that never match"),
    "carried by one entry": ("theme is carried by one entry", "themes are carried by one entry each"),
    "decides the ranking": ("entry decides by itself how the themes rank", "entries decide, each by itself, how the themes rank"),
    "covered": ("entry is covered wherever it matches", "entries are covered wherever they match"),
}


def say_checks(checks: "pd.DataFrame") -> Finding:
    """Say how much of the text a lexicon touches, how many weak spots of which kind it has, and which is the gravest.

    Parameters
    ----------
    checks : DataFrame
        From :func:`analysis.check_lexicon`.
    """
    coverage = checks.attrs["coverage"]
    if not coverage["n_sentences"]:
        return Finding(NOTHING)
    said = " and ".join(_say_share(coverage, unit) for unit in ("sentence", "article"))
    said = f"The lexicon touches {said}."
    if not len(checks):
        return Finding(f"{said} No weak spot was found in it.")
    counts = checks["fault"].value_counts()
    kinds = [count_noun(int(counts[fault]), *_KINDS[fault]) for fault in FAULTS if fault in counts]
    said += f" {count_noun(len(checks), 'weak spot was', 'weak spots were')} found: {listed(kinds)}."
    first = checks.iloc[0]
    is_entry = isinstance(first["entry"], str)
    name = f"{emphasise(first['entry'])} of {emphasise(first['label'])}" if is_entry else f"the theme {emphasise(first['label'])}"
    return Finding(f"{said} {'The gravest is' if len(checks) > 1 else 'It is'} {name}. {first['said']}")


def _say_share(coverage: dict[str, float], unit: str) -> str:
    n, touched = int(coverage[f"n_{unit}s"]), int(coverage[f"n_{unit}s_touched"])
    if n == 1:
        return f"the only {unit}" if touched else f"not the only {unit}"
    return f"{f'{touched:,}' if touched else 'none'} of {count_noun(n, unit)} ({write_percent(touched / n)})"
