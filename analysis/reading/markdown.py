"""Markdown: its front matter, and its text without marks."""

import html
import re
from collections.abc import Iterator
from typing import Any

from .columns import place_columns
from .encodings import decode
from .files import File
from .raw import Problem, RawArticle, ReadingError

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_TAG = re.compile(r"<!--.{0,10000}?-->|</?[A-Za-z!][^<>]{0,2000}>", re.DOTALL)


def read_markdown(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a text in Markdown: its front matter, its first heading as the title, and its text without marks."""
    raw, doubt = decode(data)
    if not raw.strip():
        raise ReadingError("is empty; save the article's text in it, or take it away")
    fields: dict[str, str] = {}
    problems = [doubt] if doubt else []
    if front := _FRONT.match(raw):
        fields, unread = _read_front(front[1], file.columns)
        problems += [unread] if unread else []
        raw = raw[front.end() :] if not unread else raw
    import mistune

    try:
        blocks: Any = mistune.create_markdown(renderer="ast", plugins=["table", "strikethrough"])(raw)
        blocks = [block for block in blocks if block["type"] != "blank_line"]
        if "title" not in fields and blocks and blocks[0]["type"] == "heading" and blocks[0]["attrs"]["level"] == 1:
            fields["title"] = " ".join(_write_block(blocks.pop(0), " "))
        # What has no title may have its headline and its time in lines of their own; cleaning looks for these.
        parts = [part for block in blocks for part in _write_block(block, " " if fields.get("title") else "\n")]
    except Exception as error:
        problems.append(f"cannot be read as Markdown ({type(error).__name__}: {error}); read as plain text")
        parts = []
    yield from (Problem(file.name, None, "read", problem) for problem in problems)
    # Marks alone, such as addresses of links that are nowhere, are text.
    yield RawArticle(file.name, None, "\n\n".join(parts or [raw.strip()]), fields, "page" if "title" in fields else "text")


def _read_front(front: str, told: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], str]:
    """Read the lines of front matter; give the fields in them, and why they are not read, if so."""
    import yaml

    try:
        values = yaml.load(front, Loader=_text_loader())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return {}, f"has front matter that is not YAML ({' '.join(str(error).split())[:100]}); read as text"
    if not isinstance(values, dict):
        return {}, "has front matter without keys; read as text"
    texts = {str(key): ", ".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in values.items() if value}
    found = place_columns(tuple(texts), told).found
    fields = {field: texts[columns[0]] for field, columns in found.items() if field != "text"}
    return fields | ({"published_from": "front matter"} if "published" in fields else {}), ""


def _text_loader() -> Any:
    import yaml

    # Values as they are written: a date is read where all dates are. Aliases, which could grow without end, are refused.
    class Loader(yaml.BaseLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("an alias")
            return super().compose_node(parent, index)

    return Loader


def _write_block(block: dict[str, Any], end: str) -> list[str]:
    """Write a block of Markdown as paragraphs of plain text; in these, lines end with `end`."""
    kind = block["type"]
    if kind in ("heading", "paragraph", "block_text"):
        return [text] if (text := _write_inline(block.get("children", []), end).strip()) else []
    if kind == "block_code":
        return [text] if (text := str(block.get("raw", "")).strip()) else []
    if kind == "block_html":
        lines = html.unescape(_TAG.sub("", str(block.get("raw", "")))).split("\n")
        return [line.strip() for line in lines if line.strip()]
    if kind == "thematic_break":
        return ["* * *"]
    if kind in ("table_head", "table_row"):
        return [" | ".join(_write_inline(cell.get("children", []), " ").strip() for cell in block.get("children", []))]
    if kind == "list" and block["attrs"].get("ordered"):
        items = [_write_all(item, end) for item in block["children"]]
        return [part for number, parts in enumerate(items, block["attrs"].get("start", 1)) for part in _number(number, parts)]
    return _write_all(block, end)


def _write_all(block: dict[str, Any], end: str) -> list[str]:
    return [part for child in block.get("children", []) for part in _write_block(child, end)]


def _number(number: int, parts: list[str]) -> list[str]:
    """Put the number before an item: a paragraph that begins with a year and a full stop looks like one."""
    return [f"{number}. {part}" if k == 0 else part for k, part in enumerate(parts)]


def _write_inline(children: list[dict[str, Any]], end: str) -> str:
    """Write what stands in a line: links as their text, pictures as the words that stand for them."""
    written = []
    for child in children:
        kind, raw = child["type"], str(child.get("raw", ""))
        if kind in ("softbreak", "linebreak"):
            written.append("\n" if kind == "linebreak" else end)
        elif kind == "inline_html":
            written.append("\n" if raw.lower().startswith("<br") else "")
        elif "children" in child:
            written.append(_write_inline(child["children"], end))
        else:
            written.append(raw if kind == "codespan" else html.unescape(raw))
    return "".join(written)
