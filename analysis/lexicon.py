"""The theme lexicon: reading ``themes.toml``, and saying in which line something is wrong with it."""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle
from pathlib import Path
from typing import Any

from . import places
from .matching import QueryError, WordPattern, parse_queries

KEYS = ("label", "colour", "about", "entries", "not")

# For themes that name no colour: after Paul Tol's "muted" scheme, told apart by people who see few colours, but each at least 3:1 on white.
COLOURS = (
    "#332288", "#117733", "#882255", "#2b7bba", "#8a6d00", "#aa4499", "#b5442e", "#2a8a80", "#5b6874", "#6b4226", "#1c2733", "#6a8a1f",
)  # fmt: skip


class LexiconError(ValueError):
    """The lexicon cannot be used; the message is one sentence that names the file and line."""


@dataclass(frozen=True)
class Theme:
    """One theme: its key, what people read, and what matches it."""

    theme: str
    label: str
    colour: str
    about: str
    entries: tuple[str, ...]
    patterns: tuple[tuple[WordPattern, ...], ...]  # the same, parsed
    exceptions: tuple[tuple[WordPattern, ...], ...]


@dataclass(frozen=True)
class Lexicon:
    """What :func:`read_lexicon` gives: the themes, in the order of the file."""

    file: Path
    themes: tuple[Theme, ...]

    @cached_property
    def labels(self) -> dict[str, str]:
        """What people read for each theme's key."""
        return {theme.theme: theme.label for theme in self.themes}

    @cached_property
    def colours(self) -> dict[str, str]:
        """The colour of each theme's key."""
        return {theme.theme: theme.colour for theme in self.themes}


def read_lexicon(path: str | Path | None = None) -> Lexicon:
    """Read a theme lexicon.

    Parameters
    ----------
    path : path, optional
        A TOML file; ``ANALYSIS_THEMES``, else ``themes.toml``, when not given. Each table is a theme: ``entries``, a list of words and
        phrases; and, if wanted, ``label``, ``colour`` (``#rrggbb``), ``about``, and ``not``, phrases in which a match does not count.

    Returns
    -------
    Lexicon

    Raises
    ------
    LexiconError
        If the file is not there, is not TOML, or holds an unknown key, an empty theme, a faulty colour, or an entry that is double, is
        empty or cannot be read.
    """
    file = Path(path) if path is not None else places.lexicon_file()
    try:
        if file.exists() and not file.is_file():
            raise LexiconError(f"{file} is not a file; name a lexicon, such as a copy of themes.toml.")
        source = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{file} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from None
    except OSError as error:
        raise LexiconError(f"{file} cannot be opened ({error.strerror}); name a lexicon that exists.") from None
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        hint = "compare that line with the themes of themes.toml"
        if unquoted := _UNQUOTED.search(source):
            hint = f'a name with other letters than a to z stands in quotes: ["{unquoted[1].strip()}"]'
        raise LexiconError(f"{file} cannot be read as TOML: {error}; {hint}.") from None
    except (RecursionError, ValueError):
        raise LexiconError(
            f"{file} cannot be read as TOML: it nests too deeply, or holds a number too long; write it like themes.toml."
        ) from None
    if not tables:
        raise LexiconError(f'{file} holds no theme; write one, such as [space] and, below it, entries = ["space station"].')
    named = {str(table.get("colour", "")).lower() for table in tables.values() if isinstance(table, dict)}
    free = cycle([colour for colour in COLOURS if colour not in named] or COLOURS)
    has_own = [isinstance(table, dict) and "colour" in table for table in tables.values()]
    colours = [COLOURS[0] if own else next(free) for own in has_own]
    themes = tuple(_check_theme(file, source, key, table, colour) for (key, table), colour in zip(tables.items(), colours, strict=True))
    return Lexicon(file, themes)


_UNQUOTED = re.compile(r"^[ \t]*\[([^\"'\]\n]*[^\x00-\x7f\"'\]\n][^\"'\]\n]*)\]", re.MULTILINE)
_SIGN = re.compile(r"\w[+#]")
_NEXT_THEME = re.compile(r"^[ \t]*\[+[^\[\]\"\n]+\]+[ \t]*(?:#.*)?$", re.MULTILINE)


def _line(source: str, theme: str, key: str = "", entry: str | None = None, time: int = 1) -> int:
    """Find the line of a theme's header, of a key below it, or of an entry in its list (the second time it stands there, say)."""
    name = rf"[\"']?{re.escape(theme)}[\"']?"
    header = re.search(rf"^[ \t]*(?:\[+\s*{name}\s*(?:\.[^\]\n]*)?\]|{name}\s*=)", source, re.MULTILINE)
    at = header.end() if header else 0
    following = _NEXT_THEME.search(source, at)
    end = following.start() if following else len(source)
    found = re.compile(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?\s*=", re.MULTILINE).search(source, at, end) if key else None
    at = found.end() if found else at
    if entry is not None:
        quoted = re.compile("|".join(re.escape(mark + entry + mark) for mark in ('"', "'")))
        places = [match.start() for match in quoted.finditer(source, at, end)]
        at = places[min(time, len(places)) - 1] if places else at
    return source.count("\n", 0, at) + 1


def _check_theme(file: Path, source: str, key: str, table: Any, colour: str) -> Theme:
    def fault(what: str, name: str = "", entry: str | None = None, time: int = 1) -> LexiconError:
        return LexiconError(f"{file}, line {_line(source, key, name, entry, time)}: {what}.")

    if not isinstance(table, dict):
        raise fault(f"{key!r} stands outside a theme; write a theme's name in square brackets above it, such as [space]")
    for name in table:
        if name not in KEYS:
            raise fault(f"the theme {key!r} has an unknown key {name!r}; use {', '.join(KEYS)}", name)
    for name in ("label", "colour", "about"):
        if not isinstance(table.get(name, ""), str):
            raise fault(f"{name} of the theme {key!r} is not a text; put it in double quotes", name)
    label = table.get("label", key.replace("_", " ").capitalize())
    if not label.strip():
        raise fault(f'the label of the theme {key!r} is empty; write what people shall read, such as label = "Space"', "label")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", table.get("colour", colour)):
        raise fault(f'the colour {table["colour"]!r} of the theme {key!r} is not one; write it as "#3b6fb6"', "colour")
    patterns: dict[str, tuple[tuple[WordPattern, ...], ...]] = {}
    for name in ("entries", "not"):
        entries = table.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise fault(f'{name} of the theme {key!r} is not a list of texts; write it as ["space station", "lunar"]', name)
        seen: dict[tuple, str] = {}
        try:
            patterns[name] = tuple(parse_queries(entries))
        except QueryError as error:
            raise fault(f"{name} of the theme {key!r}: {str(error).rstrip('.')}", name, error.query) from None
        for entry, parsed in zip(entries, patterns[name], strict=True):
            if _SIGN.search(entry):
                letters = re.sub(r"[+#]", "", entry)
                said = f"the entry {entry!r} of the theme {key!r} would count {letters!r}, as + and # are no part of a word; take it out"
                raise fault(said, name, entry)
            if parsed in seen:
                same = 1 + (seen[parsed] == entry)
                raise fault(
                    f"the entry {entry!r} of the theme {key!r} is there twice (as {seen[parsed]!r}); take one out", name, entry, same
                )
            seen[parsed] = entry
    if not table.get("entries"):
        raise fault(f'the theme {key!r} has no entries; give it some, such as entries = ["space station"], or take it out')
    return Theme(
        key, label, table.get("colour", colour), table.get("about", ""), tuple(table["entries"]), patterns["entries"], patterns["not"]
    )
