"""The theme lexicon: reading ``themes.toml``, and saying in which line something is wrong with it."""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from . import places
from .matching import QueryError, WordPattern, parse_queries

KEYS = ("label", "colour", "about", "entries", "not")

# For themes that name no colour: Paul Tol's "muted" scheme, told apart by people who see few colours.
COLOURS = ("#332288", "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77", "#cc6677", "#882255", "#aa4499")


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
        source = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{file} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from None
    except OSError as error:
        raise LexiconError(f"{file} cannot be opened ({error.strerror}); name a lexicon that exists.") from None
    try:
        tables = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{file} cannot be read as TOML: {error}; compare that line with the themes of themes.toml.") from None
    if not tables:
        raise LexiconError(f'{file} holds no theme; write one, such as [space] and, below it, entries = ["space station"].')
    themes = tuple(_check_theme(file, source, key, table, COLOURS[k % len(COLOURS)]) for k, (key, table) in enumerate(tables.items()))
    return Lexicon(file, themes)


def _line(source: str, theme: str, item: str = "") -> int:
    """Find the line of a theme's header, or of something below it."""
    header = re.search(rf"^\s*(?:\[\s*[\"']?{re.escape(theme)}[\"']?\s*\]|[\"']?{re.escape(theme)}[\"']?\s*=)", source, re.MULTILINE)
    at = header.start() + len(header[0]) - len(header[0].lstrip()) if header else 0
    if item:
        at = max(at, source.find(item, at))
    return source.count("\n", 0, at) + 1


def _check_theme(file: Path, source: str, key: str, table: Any, colour: str) -> Theme:
    def fault(item: str, what: str) -> LexiconError:
        return LexiconError(f"{file}, line {_line(source, key, item)}: {what}.")

    if not isinstance(table, dict):
        raise fault("", f"{key!r} stands outside a theme; write a theme's name in square brackets above it, such as [space]")
    for name in table:
        if name not in KEYS:
            raise fault(name, f"the theme {key!r} has an unknown key {name!r}; use {', '.join(KEYS)}")
    for name in ("label", "colour", "about"):
        if not isinstance(table.get(name, ""), str):
            raise fault(name, f"{name} of the theme {key!r} is not a text; put it in double quotes")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", table.get("colour", colour)):
        raise fault("colour", f'the colour {table["colour"]!r} of the theme {key!r} is not one; write it as "#3b6fb6"')
    patterns: dict[str, tuple[tuple[WordPattern, ...], ...]] = {}
    for name in ("entries", "not"):
        entries = table.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise fault(name, f'{name} of the theme {key!r} is not a list of texts; write it as ["space station", "lunar"]')
        seen: dict[tuple, str] = {}
        try:
            patterns[name] = tuple(parse_queries(entries))
        except QueryError as error:
            raise fault(error.query or name, f"{name} of the theme {key!r}: {str(error).rstrip('.')}") from None
        for entry, parsed in zip(entries, patterns[name], strict=True):
            if parsed in seen:
                raise fault(entry, f"the entry {entry!r} of the theme {key!r} is there twice (as {seen[parsed]!r}); take one out")
            seen[parsed] = entry
    if not table.get("entries"):
        raise fault("", f'the theme {key!r} has no entries; give it some, such as entries = ["space station"], or take it out')
    label = table.get("label", key.replace("_", " ").capitalize())
    return Theme(
        key, label, table.get("colour", colour), table.get("about", ""), tuple(table["entries"]), patterns["entries"], patterns["not"]
    )
