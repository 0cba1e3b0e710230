"""What may be wrong with a lexicon: how each fault is found from what was counted, and said."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from .entry_company import Z
from .entry_counts import EntryCounts
from .lexicon import Lexicon
from .near_words import NearWords
from .statistics import FEWEST_UNITS

# The gravest first; see check_lexicon.
FAULTS = (
    "everywhere",
    "never matches",
    "in two themes",
    "unlike its theme",
    "nearly matches",
    "carried by one entry",
    "dead",
    "decides the ranking",
    "covered",
)
# An entry is judged by its company, and a theme by its first entry, from so many matches on.
ENOUGH = 10
# What is less like its theme than this part of what the others are is unlike it; see check_lexicon for where this is from.
UNLIKE = 0.25
# Everywhere is in so many sentences or articles, and in so many times more than the next entry.
MANY_SENTENCES, MANY_ARTICLES, FAR = 1 / 3, 0.9, 3
NAMED = 3  # so many themes or entries are named, and the others counted


class Fault(NamedTuple):
    """A row of :func:`analysis.check_lexicon`: `entry` is -1 for a whole theme; `place`, the first word of an example, -1 for none."""

    fault: str
    theme: int
    entry: int
    figure: float
    said: str
    place: int = -1


@dataclass(frozen=True)
class Checked:
    """A lexicon and what was counted of it: the theme of each entry, and what is nearly some of them."""

    lexicon: Lexicon
    theme: np.ndarray
    near: NearWords
    counted: EntryCounts

    @cached_property
    def names(self) -> list[str]:
        """All entries as the lexicon writes them."""
        return [entry for theme in self.lexicon.themes for entry in theme.entries]

    @cached_property
    def places(self) -> list[int]:
        """A first word in the corpus for each entry, that of its example."""
        return self.counted.places.tolist()

    @cached_property
    def n_of_theme(self) -> np.ndarray:
        """How many matches each theme has."""
        return np.bincount(self.theme, self.counted.n_kept, minlength=len(self.lexicon.themes)).astype(np.int64)

    def label(self, entry: int) -> str:
        """Give what people call the theme of an entry."""
        return f"“{self.lexicon.themes[self.theme[entry]].label}”"

    def fault(self, fault: str, entry: int, figure: float, said: str) -> Fault:
        """Make a row of an entry, with the first of its matches."""
        return Fault(fault, int(self.theme[entry]), entry, float(figure), said, self.places[entry])


def find_everywhere(checked: Checked) -> list[Fault]:
    """Find the entries that are everywhere."""
    n_sentences, _, n_articles, _ = checked.counted.n_units.tolist()
    ways = [(checked.counted.n_sentences, n_sentences, MANY_SENTENCES, "sentences")]
    ways += [(checked.counted.n_articles, n_articles, MANY_ARTICLES, "articles")] if n_articles >= FEWEST_UNITS else []
    faults: dict[int, Fault] = {}
    for n, total, many, unit in ways:
        share = n / max(total, 1)
        rest = share[share < many].max(initial=0)
        for entry in np.flatnonzero((share >= max(many, FAR * rest)) & (rest > 0)).tolist():
            said = f"It is in {100 * share[entry]:.0f} % of {unit}, and the next entry in {100 * rest:.1f} %: what is everywhere tells "
            said += "nothing apart. Take it out, or write it with more words."
            faults.setdefault(entry, checked.fault("everywhere", entry, share[entry], said))
    return list(faults.values())


def find_faults(checked: Checked, like: np.ndarray) -> Iterator[Fault]:
    """Find all other faults; `like` is how like its theme the company of each entry is."""
    yield from _find_empty(checked)
    yield from _find_shared(checked, like)
    yield from _find_unlike(checked, like)
    yield from _find_near(checked)
    yield from _find_dead(checked)
    yield from _find_carried(checked)
    yield from _find_deciding(checked)
    yield from _find_covered(checked)


def _find_empty(checked: Checked) -> Iterator[Fault]:
    for theme in np.flatnonzero(checked.n_of_theme == 0).tolist():
        n = len(checked.lexicon.themes[theme].entries)
        what = f"None of its {n:,} entries counts" if n > 1 else "Its only entry does not count"
        yield Fault("never matches", theme, -1, n, f"{what} anywhere. Take the theme out, or give it words that these articles use.")


def _find_shared(checked: Checked, like: np.ndarray) -> Iterator[Fault]:
    for one, other, n, place in checked.counted.shared.tolist():
        here, there = (other, one) if like[other] < like[one] else (one, other)
        said = f"On {_count(n, 'stretch', 'stretches')} of text, it counts for {checked.label(here)}, and “{checked.names[there]}” for "
        said += f"{checked.label(there)}. "
        if np.isnan(like[one] + like[other]):
            said += "Leave it where it belongs; from the other theme, take it out, or name it under not."
        else:
            said += f"The words around speak rather for {checked.label(there)}: here, take it out, or name it under not."
        yield checked.fault("in two themes", here, n, said)._replace(place=place)


def _find_unlike(checked: Checked, like: np.ndarray) -> Iterator[Fault]:
    n_shared = np.zeros(len(like))  # the most with one other entry
    for column in (0, 1):
        np.maximum.at(n_shared, checked.counted.shared[:, column], checked.counted.shared[:, 2])
    for entry in np.flatnonzero((like <= UNLIKE) & (2 * n_shared <= checked.counted.n_kept)).tolist():
        of = checked.label(entry)
        much = f"at most {100 * like[entry]:.0f} % as much of {of} as those around its other entries"
        much = much if like[entry] >= 0.01 else f"no more of {of} than any words do"
        said = (
            f"The words around its {checked.counted.n_kept[entry]:,} matches say {much}. Read some; if something else is meant, write it "
        )
        said += "in single quotes, to keep its case, or with more words, or take it out."
        yield checked.fault("unlike its theme", entry, 1 - like[entry], said)


def _find_near(checked: Checked) -> Iterator[Fault]:
    for entry, term in zip(checked.near.entry, checked.near.term, strict=True):
        if n := int(checked.counted.n_near[entry]):
            said = f"It never matches; with “{term}”, it would {_count_times(n)}. If that is meant, write it so."
            yield checked.fault("nearly matches", entry, n, said)


def _find_dead(checked: Checked) -> Iterator[Fault]:
    is_dead = (checked.counted.n_found + checked.counted.n_near == 0) & (checked.n_of_theme[checked.theme] > 0)
    for theme in np.unique(checked.theme[is_dead]).tolist():
        entries = np.flatnonzero(is_dead & (checked.theme == theme)).tolist()
        n, of = len(entries), len(checked.lexicon.themes[theme].entries)
        if n == 1:
            yield checked.fault("dead", entries[0], 1, "It never matches. Leave it for other articles, or take it out.")
            continue
        said = f"{n:,} of its {of:,} entries never match: {_name([f'“{checked.names[entry]}”' for entry in entries])}. "
        yield Fault("dead", theme, -1, n, f"{said}Leave them for other articles, or take them out.")


def _find_carried(checked: Checked) -> Iterator[Fault]:
    for theme, n in enumerate(checked.n_of_theme.tolist()):
        entries = np.flatnonzero(checked.theme == theme)
        entry = int(entries[np.argmax(checked.counted.n_kept[entries])])
        n_entry = int(checked.counted.n_kept[entry])
        if n >= ENOUGH and 2 * n_entry > n and len(entries) > 1:
            said = f"{n_entry:,} of the {n:,} matches of {checked.label(entry)} are its own ({100 * n_entry / n:.0f} %): the theme says "
            said += "little more than this entry. Read some: take it out if it is said of everything, else give the theme more words."
            yield checked.fault("carried by one entry", entry, n_entry / n, said)


def _find_deciding(checked: Checked) -> Iterator[Fault]:
    n_themes = checked.n_of_theme
    n = n_themes[checked.theme]
    n_without = n - checked.counted.n_lost
    for entry in np.flatnonzero((n >= ENOUGH) & (checked.counted.n_lost > 0)).tolist():
        is_behind = n[entry] - n_themes >= Z * np.sqrt(n[entry] + n_themes)
        passing = np.flatnonzero(is_behind & (n_themes > n_without[entry]))
        if not len(passing):
            continue
        passing = passing[np.argsort(-n_themes[passing], kind="stable")]
        behind = _name([f"“{checked.lexicon.themes[theme].label}” ({n_themes[theme]:,})" for theme in passing.tolist()])
        said = f"Without it, {checked.label(entry)} falls from {n[entry]:,} to {_count(int(n_without[entry]), 'match', 'matches')}, behind "
        said += f"{behind}. Read some of its matches before you say which theme comes before which."
        yield checked.fault("decides the ranking", entry, len(passing), said)


def _find_covered(checked: Checked) -> Iterator[Fault]:
    taken = checked.counted.taken
    for entry in np.flatnonzero((checked.counted.n_found > 0) & (checked.counted.n_kept == 0)).tolist():
        n, by = int(checked.counted.n_found[entry]), taken[taken[:, 0] == entry]
        what = ["exceptions"] if by[:, 2].sum() < n else []
        what += [f"longer or earlier entries, most often “{checked.names[by[np.argmax(by[:, 2]), 1]]}”,"] if len(by) else []
        said = f"It matches {_count_times(n)}, but never counts: {' and '.join(what)} cover it. If that is not meant, take it out, or what "
        yield checked.fault("covered", entry, n, f"{said}covers it.")


def _name(names: list[str]) -> str:
    """Write the first of some names, and count the others; one more is named as well."""
    named = names if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED:,} more"]
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]


def _count(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def _count_times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"
