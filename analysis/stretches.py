"""Stretches of a raw text that are not in the text as they were; how they are applied, and how two such changes become one."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Stretch(NamedTuple):
    """One stretch of the raw text that is not in the text as it was."""

    start: int
    end: int
    rule: str
    text: str
    replacement: str


def apply(raw: str, stretches: Iterable[Stretch]) -> str:
    """Replace each stretch of `raw` by its replacement; the stretches are in order and do not overlap."""
    kept: list[str] = []
    done = 0
    for start, end, _, _, replacement in stretches:
        kept += raw[done:start], replacement
        done = end
    return "".join([*kept, raw[done:]])


def restore(text: str, stretches: Iterable[Stretch]) -> str:
    """Put together again the raw text that a text was made of."""
    kept: list[str] = []
    done = at = 0  # in the raw text, and in the text
    for stretch in stretches:
        kept += text[at : at + stretch.start - done], stretch.text
        at += stretch.start - done + len(stretch.replacement)
        done = stretch.end
    return "".join([*kept, text[at:]])


def compose(first: Sequence[Stretch], second: Sequence[Stretch], raw: str, weaker: str = "") -> list[Stretch]:
    """Make one change of two: of a raw text into another, and of that into the final one.

    Parameters
    ----------
    first : sequence of Stretch
        Of `raw`.
    second : sequence of Stretch
        Of what `first` makes of it; none of these is empty.
    raw : str
    weaker : str
        A rule of the second that leaves the name to one of the first where they overlap.

    Returns
    -------
    list of Stretch
        Of `raw`, in order; those of both that overlap are one, under the rule of the second.
    """
    if not first or not second:
        return list(first or second)
    middle = apply(raw, first)
    placed: list[tuple[int, int, int, Stretch]] = []  # where each is in the middle text, which of the two it is of, and itself
    shift = 0
    for stretch in first:
        placed.append((stretch.start + shift, stretch.start + shift + len(stretch.replacement), 0, stretch))
        shift += len(stretch.replacement) - (stretch.end - stretch.start)
    placed += [(stretch.start, stretch.end, 1, stretch) for stretch in second]
    placed.sort(key=lambda one: (one[0], one[1], one[2]))
    composed: list[Stretch] = []
    shift = 0  # from the middle text back to the raw one, after the group before
    k = 0
    while k < len(placed):
        start, end = placed[k][:2]
        group = [placed[k]]
        while k + len(group) < len(placed) and placed[k + len(group)][0] < end:
            group.append(placed[k + len(group)])
            end = max(end, group[-1][1])
        k += len(group)
        firsts = [stretch for _, _, which, stretch in group if not which]
        seconds = [stretch for _, _, which, stretch in group if which]
        grown = sum(len(stretch.replacement) - (stretch.end - stretch.start) for stretch in firsts)
        raw_start, raw_end = start - shift, end - shift - grown
        shift += grown
        if not seconds:
            composed += firsts
            continue
        changed = apply(middle[start:end], [stretch._replace(start=stretch.start - start, end=stretch.end - start) for stretch in seconds])
        if changed != raw[raw_start:raw_end]:
            rule = next((stretch.rule for stretch in (*seconds, *firsts) if stretch.rule != weaker), weaker)
            composed.append(Stretch(raw_start, raw_end, rule, raw[raw_start:raw_end], changed))
    return composed
