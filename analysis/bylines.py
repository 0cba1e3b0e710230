"""What newspapers print between a headline and the body: labelled lines, and bylines."""

import re
from functools import lru_cache
from typing import NamedTuple

from .datelines import AGENCY

# A longer line is no such line.
LONGEST = 160

_UPDATED = "last updated|updated|update|last modified|modified|更新时间|aktualisiert|mis à jour|actualizado"
_LABEL = re.compile(
    rf"(?:(?P<updated>{_UPDATED})|first published|published|publication date|pub date|posted|time|dated|date"
    r"|发布时间|时间|日期|veröffentlicht|publié"
    r"|publicado)(?P<mark>(?:\s+(?:on|at|am|le|el))?\s?[:：]|\s+(?:on|at|am|le|el)\b)?\s*(?P<value>.+)",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"(?:authors?|written by|reported by|作者|记者|autor(?:in)?|auteur)\s?[:：]\s*(.{1,80}[^.!?。])", re.IGNORECASE)
_SOURCE = re.compile(r"(?:news )?(?:source|来源|稿源|quelle|fuente)\s?[:：]\s*(.{1,60}[^.!?。])", re.IGNORECASE)
_EDITOR = re.compile(r"(?:web |copy )?(?:editors?|责任编辑|编辑|责编)\s?[:：]\s*.{1,40}", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_PARTS = re.compile(r"\s*[|｜]\s*|\s+[•·]\s+")
_NEWS = re.compile(
    rf"(?:{AGENCY})(?:[ -]?net)?|.*(?:news|times|daily|post|herald|tribune|gazette|journal|xinhuanet|\w\.(?:com|org|net|cn)\b|网|社|报).*",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:By|BY|by|Por|Par|Von) (.{3,120})", re.DOTALL)
_BY = frozenset(("By", "BY", "by", "Po", "Pa", "Vo"))
_ADDRESS = re.compile(r"[\s,|(]*\S{1,60}@\S{1,60}$|[\s,|(]+@\w{1,30}\)?$")
_OF_BYLINE = re.compile(rf"(?:^|,?\s+)(?:(?:of|for)\s+)?(?:the )?({AGENCY})$")
_ROLE = re.compile(
    r"(?:^|,\s*|\s+)(?:special to .{3,40}|(?:(?:our|a|the|senior|chief|staff|contributing|foreign|political"
    r"|business|sports?|science"
    r"|health|education|national|legal|features?|reuters|ap|china daily)\s+){0,3}(?:staff|writers?|reporters?|correspondents?|editors?"
    r"|columnists?"
    r"|contributors?|bureau chief))$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\s+in\s+[^\W\d_a-z][\w.'’-]*(?:,?\s[^\W\d_a-z][\w.'’-]*){0,2}$")
_AND = re.compile(r",\s+(?:and|&)\s+|,\s+|\s+(?:and|&|with|und|et|y|e)\s+")
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_]*(?:['’.-][^\W\d_]*)*")
_PARTICLES = frozenset("de da do dos del della den der des di du el la le van von zu bin ibn al ter y".split())
_NO_NAMES = frozenset("the a an this that these all any our my his her its their your no one popular default design".split())


def is_names(text: str) -> bool:
    """Tell whether a text is the names of one or several people, and nothing else."""
    for name in _AND.split(text):
        words = name.split()
        if not 2 <= len(words) <= 5 or words[0].lower() in _NO_NAMES:
            return False
        if not all(_NAME_WORD.fullmatch(word) and (word[0].isupper() or word in _PARTICLES) for word in words):
            return False
    return True


def read_byline(text: str) -> dict[str, str] | None:
    """Read ``By JANE DOE, Reuters`` or the like; None if it is no byline.

    Examples
    --------
    >>> read_byline("By Jane Doe and John Roe, Reuters")
    {'agency': 'Reuters', 'author': 'Jane Doe and John Roe'}
    >>> read_byline("By the end of May, rain fell") is None
    True
    """
    if not (found := _BYLINE.fullmatch(text)):
        return None
    fields: dict[str, str] = {}
    rest = _ADDRESS.sub("", found[1])
    for _ in range(2):
        if agency := _OF_BYLINE.search(rest):
            fields["agency"], rest = agency[1], rest[: agency.start()]
        if role := _ROLE.search(rest):
            rest = rest[: role.start()]
    rest = _FROM.sub("", rest).strip(" ,")
    if not rest:
        return fields
    if not is_names(rest):
        return None
    return fields | {"author": " ".join(rest.split())}


class Label(NamedTuple):
    """One part of a line above the body: what it is, what it says, and whether it is labelled so."""

    kind: str
    value: str
    is_labelled: bool = True

    @property
    def is_certain_below(self) -> bool:
        """Whether it is certain even below a body, where a source may be that of a number in it."""
        return self.kind in ("author", "agency", "editor") or (self.kind == "source" and _NEWS.fullmatch(self.value) is not None)


@lru_cache(maxsize=16)  # the line below a headline is looked at twice
def read_labels(text: str) -> list[Label]:
    """Take a line above the body apart: ``time``, ``updated``, ``author``, ``agency``, ``source``, ``editor``; empty if it has other parts.

    Whether the times can be read, the caller sees.
    """
    if len(text) > LONGEST:
        return []
    labels: list[Label] = []
    parts = _PARTS.split(text) if any(map(text.__contains__, "|｜•·")) else [text]
    # Most lines are none of these, which takes but a look.
    if len(parts) == 1 and ":" not in text and "：" not in text and text[:2] not in _BY and not _DIGIT.search(text):
        return []
    for part in filter(None, parts):
        if found := _LABEL.fullmatch(part):
            labels.append(Label("updated" if found["updated"] else "time", found["value"]))
        elif found := _AUTHOR.fullmatch(part):
            labels.append(Label("author", found[1]))
        elif found := _SOURCE.fullmatch(part):
            labels.append(Label("source", found[1]))
        elif _EDITOR.fullmatch(part):
            labels.append(Label("editor", part))
        elif (byline := read_byline(part)) is not None:
            labels += [Label(kind, value) for kind, value in byline.items()] or [Label("author", "")]
        elif _DIGIT.search(part):
            labels.append(Label("time", part, False))
        elif labels and (_ROLE.fullmatch(part) or _NEWS.fullmatch(part)):
            labels.append(Label("source" if not _ROLE.fullmatch(part) else "role", part, False))
        else:
            return []
    return labels


def name_labels(labels: list[Label]) -> str:
    """Give the ledger's name for a line of labels."""
    kinds = {label.kind for label in labels}
    if kinds & {"time", "updated"}:
        return "time line" if len(labels) > 1 or labels[0].is_labelled else "date line"
    return "byline" if kinds & {"author", "agency"} else "source line" if "source" in kinds else "editor credit"
