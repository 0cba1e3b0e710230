"""The first and last paragraphs of each article, as keys that are equal where two are almost the same: what furniture is found by."""

import hashlib
import re
from collections.abc import Iterator, Sequence

import polars as pl

from .words import split_words

# So many paragraphs at the beginning and at the end are looked at, but never more than half of an article. A longer one is no furniture.
FIRST, LAST = 3, 5
LONGEST = 600

EDGES = {"article": pl.UInt32, "is_last": pl.Boolean, "place": pl.UInt8, "key": pl.UInt64}
EDGES |= dict.fromkeys(("begins", "ends", "inner", "most", "n_words"), pl.UInt32)

_PARAGRAPH = re.compile(r"\n\n\n?")
_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)]*$")
_CHANGING = re.compile(r"\S*(?:@|://|www\.)\S*|\d[\d.,:/-]*|(?<!^)\b[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*\b")
_MARKS = re.compile(r"[\W_]+")


def make_key(line: str) -> str:
    """Write a paragraph so that two that are almost the same are written alike.

    Case and punctuation do not count; nor do, unless it ends like a sentence, numbers, addresses and names, if two other words are left.

    Examples
    --------
    >>> make_key("Follow Jane Roe on Twitter: @jroe") == make_key("Follow John Doe on Twitter: @johnd")
    True
    >>> make_key("Shares rose 3 percent.") == make_key("Shares rose 4 percent.")
    False
    """
    plain = _MARKS.sub(" ", line.casefold()).strip()
    if _ENDS_SENTENCE.search(line):
        return plain
    kept = _MARKS.sub(" ", _CHANGING.sub(" ", line).casefold()).strip()
    return f"{kept} …" if kept.count(" ") >= 1 else plain


def find_edges(texts: Sequence[str], has_source: Sequence[bool]) -> pl.DataFrame:
    """Find the first and last paragraphs of those articles whose source is known.

    Returns
    -------
    polars.DataFrame, one row per paragraph
        ``article``, a row number; ``is_last``, whether it is one of the last; ``place``, from 0, the outermost; ``key``, a hash of
        :func:`make_key`; ``begins``, ``ends``, its characters in the text; ``inner``, where the text would end, or begin, without it;
        ``most``, how many paragraphs may go; ``n_words``.
    """
    rows: list[tuple[int, ...]] = []
    lines: list[str] = []
    for article, (text, is_known) in enumerate(zip(texts, has_source, strict=True)):
        if is_known:
            for is_last, place, begins, ends, inner, most in _edges_of(text):
                line = text[begins:ends]
                digest = hashlib.blake2b(make_key(line).encode(), digest_size=8).digest()
                rows.append((article, is_last, place, int.from_bytes(digest, "little"), begins, ends, inner, most))
                lines.append(line)
    edges = pl.DataFrame(rows, schema=dict(list(EDGES.items())[:-1]), orient="row")
    return edges.with_columns(n_words=pl.Series([len(words) for words in split_words(lines)], dtype=pl.UInt32))


def _edges_of(text: str) -> Iterator[tuple[bool, int, int, int, int, int]]:
    gaps = [match.span() for match in _PARAGRAPH.finditer(text)]
    half = (len(gaps) + 1) // 2
    starts, ends = [0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)]
    for place in range(min(FIRST, half)):
        if ends[place] - starts[place] > LONGEST:
            break
        yield False, place, starts[place], ends[place], starts[place + 1], half
    for place in range(min(LAST, half)):
        if ends[-1 - place] - starts[-1 - place] > LONGEST:
            break
        yield True, place, starts[-1 - place], ends[-1 - place], ends[-2 - place], half
