"""The blocks of text on a web page, in their order; and which of them the article lacks that a library found there."""

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    "address article aside blockquote body br center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
UNSEEN = frozenset("head script style noscript template svg select textarea iframe object audio video canvas math".split())
_APART = frozenset("nav aside footer form button".split())
# Classes of these tell of the page as a whole, or of what the article is about.
_WHOLE = frozenset("html body main article".split())
_PICTURES = ("figure", "figcaption")
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
# What the classes of furniture are called, on many sites.
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|related\w*|share\w*|sharing|social|cookies?|consent|newsletter|sign-?up|subscri\w+|promo\w*|ad|ads|"
    r"advert\w*|sponsor\w*|footer|nav\w*|menu|breadcrumbs?|sidebar|widgets?|teasers?|recommend\w*|caption|credits?|byline|copyright|"
    r"outbrain|taboola|popular|trending|login|paywall)(?:$|[\s_-])",
    re.IGNORECASE,
)
# What holds one paragraph, and no other.
_SINGLE = frozenset("p li dd dt h1 h2 h3 h4 h5 h6 pre blockquote tr".split())
_ENDS = tuple(".!?…:。！？：")
# A lead has so many characters at least, and stands so many blocks below the title at most.
_SHORTEST_LEAD, _LONGEST_LEAD = 40, 15
_LONGEST_LOOSE = 20_000
_NO_LETTERS = re.compile(r"\W+")


class Block(NamedTuple):
    """A block: its text, the number of the element that holds it beside others, how those around it are called, and what it looks like."""

    text: str
    parent: int
    path: tuple[str, ...]
    is_heading: bool
    is_furniture: bool
    linked: int

    @property
    def is_sentence(self) -> bool:
        """Whether it ends like a sentence, and is more than a word."""
        return self.text.rstrip("\"'”’»）)」』").endswith(_ENDS) and (" " in self.text or not self.text.isascii())


def find_blocks(tree: "HtmlElement", unseen: frozenset[str] = UNSEEN | _APART) -> list[Block]:
    """Find the blocks of a page, but for what is in elements that are `unseen`; a row of a table is one."""
    from lxml.etree import iterwalk

    blocks: list[Block] = []
    # Of each element that is open: the number of what holds its text, what it is called, and whether it is furniture, a link, a heading.
    opened: list[tuple[int, str, bool, bool, bool]] = [(0, "", False, False, False)]
    texts: list[str] = []
    linked = number = 0

    def close() -> None:
        nonlocal linked
        if text := " ".join("".join(texts).split()).strip("| "):
            parent, _, is_furniture, _, is_heading = opened[-1]
            blocks.append(Block(text, parent, tuple(name for _, name, *_ in opened[-3:]), is_heading, is_furniture, linked))
        texts.clear()
        linked = 0

    walker = iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in unseen or not tag:
                walker.skip_subtree()
                opened.append(opened[-1])
                continue
            if tag in _BLOCKS:
                close()
            elif tag in ("td", "th"):
                texts.append(" | ")
            number += 1
            holder, name, is_furniture, is_link, is_heading = opened[-1]
            if tag in _BLOCKS:
                called = (
                    f"{element.get('class', '')} {element.get('id', '')} {element.get('data-component') or element.get('data-area', '')}"
                )
                is_furniture = is_furniture or tag in _PICTURES or (tag not in _WHOLE and _is_called_furniture(called))
                holder = holder if tag in _SINGLE else number
                name = f"{tag} {called.partition(' ')[0]}"
            opened.append((holder, name, is_furniture, is_link or tag == "a", is_heading or tag in _HEADINGS))
            told = element.text
        else:
            if tag in _BLOCKS:
                close()
            opened.pop()
            told = element.tail
        if told:
            texts.append(told)
            linked += len(told) if opened[-1][3] else 0
    close()
    return blocks


@lru_cache(maxsize=1000)
def _is_called_furniture(called: str) -> bool:
    return _CLASS.search(called) is not None


def complete(lines: list[str], blocks: list[Block], title: str) -> list[str]:
    """Add to the lines of an article the blocks that it lacks, where they stand on its page.

    Parameters
    ----------
    lines : list of str
        What a library took for the article.
    blocks : list of Block
        What there is on the page.
    title : str
        The article's title: sentences between it and the first of the lines lead into the article.

    Returns
    -------
    list of str
        A line is added if it is a sentence, and either stands among the others, in the same element or in one that is called like theirs;
        or is part of the lead.
    """
    places = _place(lines, blocks)
    taken = {place for place in places if place is not None}
    if not taken:
        return lines
    first, last = min(taken), max(taken)
    parents, paths = {blocks[k].parent for k in taken}, {blocks[k].path for k in taken}
    known = {_reduce(line) for line in lines}
    # Some lines are several blocks.
    loose = " ".join(_reduce(line) for line, place in zip(lines, places, strict=True) if place is None)
    if len(loose) > _LONGEST_LOOSE:
        return lines
    lacking = []
    for k in range(_find_lead(blocks, first, title), last):
        block = blocks[k]
        if k in taken or block.is_furniture or not block.is_sentence:
            continue
        share = block.linked / len(block.text)
        if k < first:
            is_lacking = len(block.text) >= _SHORTEST_LEAD and share < 0.5
        else:
            is_lacking = block.parent in parents or (block.path in paths and share < 0.5)
        if is_lacking and (key := _reduce(block.text)) not in known and key not in loose:
            lacking.append(k)
    lacking.reverse()
    completed: list[str] = []
    for line, place in zip(lines, places, strict=True):
        while place is not None and lacking and lacking[-1] < place:
            completed.append(blocks[lacking.pop()].text)
        if place is None or not _is_above(blocks[place], title):
            completed.append(line if place is None else blocks[place].text)
    return completed


def _is_above(block: Block, title: str) -> bool:
    """Tell whether a heading is no part of the article: the title, perhaps with what stands above it, or that of furniture."""
    key = _reduce(title)
    is_title = bool(key) and key in _reduce(block.text) and len(block.text) < 2 * len(title)
    return block.is_heading and (is_title or block.is_furniture) and not (block.is_sentence and not is_title)


def _find_lead(blocks: list[Block], first: int, title: str) -> int:
    """Find where the lead begins: after the title, if that stands not far above the first block of the article."""
    key = _reduce(title)
    for k in range(first - 1, max(first - _LONGEST_LEAD, 0) - 1, -1):
        if key and _reduce(blocks[k].text) == key:
            return k + 1
    return first


def _place(lines: list[str], blocks: list[Block]) -> list[int | None]:
    """Find for each line the block that it is, in their order if there are several."""
    standing: dict[str, list[int]] = defaultdict(list)
    for k in reversed(range(len(blocks))):
        standing[_reduce(blocks[k].text)].append(k)
    places: list[int | None] = []
    last = -1
    for line in lines:
        later = standing.get(_reduce(line), [])
        while len(later) > 1 and later[-1] <= last:
            later.pop()
        places.append(last := later.pop()) if later else places.append(None)
    return places


def _reduce(text: str) -> str:
    return _NO_LETTERS.sub("", text)
