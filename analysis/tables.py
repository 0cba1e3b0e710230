"""From a table to a page: headers in words with units, numbers fit to read, the note below. The same table gives the same bytes."""

import math
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from .pages import Marked, Page
from .words import fold_whole, split_words

if TYPE_CHECKING:
    import pandas as pd

# More rows than this are cut, and the note says so.
ROWS = 20
MISSING = "–"
LONGEST_CELL = 300


def _text(value: Any) -> str:
    text = str(value)
    text = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
    return text.replace("\r\n", "↵").replace("\n", "↵").replace("\r", "↵").replace("\t", "⇥").replace("\xa0", "⍽")


def _count(value: Any) -> str:
    return f"{int(value):,}"


def _one_decimal(value: Any) -> str:
    return f"{value:,.1f}"


def _two_decimals(value: Any) -> str:
    return f"{value:,.2f}"


def _rate(value: Any) -> str:
    return f"{value:,.1f}" if value >= 0.1 or value == 0 else f"{value:.1g}" if value >= 0.0001 else "<0.0001"


def _points(value: Any) -> str:
    return f"{100 * value:+.2f}".replace("-", "−")


def _p(value: Any) -> str:
    return f"{value:.3f}" if value >= 0.001 else "<0.001"


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _percent(value: Any) -> str:
    return "<0.1 %" if 0 < value < 0.0005 else f"{100 * value:.1f} %"


def format_time(value: date) -> str:
    """Write a wall time as people read it, without a time of day that was not printed: ``30 May 2023, 12:57``."""
    months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
    day = f"{value.day} {months[value.month - 1]} {value.year}"
    return f"{day}, {value:%H:%M}" if getattr(value, "hour", 0) or getattr(value, "minute", 0) else day


# What each column is called on a page, and how its values are written. Columns that are not here keep their name, as text.
COLUMNS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "label": ("theme", _text),
    "key": ("key word", _text),
    "article_id": ("article", _text),
    "section": ("section", _count),
    "paragraph": ("paragraph", _count),
    "published": ("published", format_time),
    "dateline_date": ("dateline", format_time),
    "start": ("from character", _count),
    "end": ("to character", _count),
    "raw_start": ("from raw character", _count),
    "raw_end": ("to raw character", _count),
    "position": ("position", _percent),
    "n_words": ("words", _count),
    "n_paragraphs": ("paragraphs", _count),
    "n_sections": ("sections", _count),
    "n_articles": ("articles", _count),
    "n_characters": ("characters", _count),
    "n_sentences": ("sentences", _count),
    "n_touched": ("sentences touched", _count),
    "n_untouched": ("uses in no theme", _count),
    "n_shared": ("of these, shared with another theme", _count),
    "n_entries": ("entries", _count),
    "n_files": ("files", _count),
    "n_read": ("read", _count),
    "n_doubted": ("read in part, or with a doubt", _count),
    "n_skipped": ("skipped", _count),
    "n_copies": ("copies", _count),
    "copies": ("which", _text),
    "n_with_copies": ("times, with copies", _count),
    "n_stories": ("stories that share it", _count),
    "gap": ("longest gap, in days", _count),
    "has_rules": ("stop words and abbreviations known", _yes),
    "first": ("first", format_time),
    "last": ("last", format_time),
    "n_forms": ("different words or phrases", _count),
    "forms": ("the most frequent", _text),
    "form": ("term", _text),
    "joined": ("forms joined", _text),
    "n": ("times", _count),
    "per_10k": ("per 10,000 words", _rate),
    "dispersion": ("dispersion (0 even, near 1 in one place)", _two_decimals),
    "n_reference": ("times there", _count),
    "n_articles_reference": ("articles there", _count),
    "per_10k_reference": ("per 10,000 words there", _rate),
    "p_words": ("p over words", _p),
    "log_ratio": ("log ratio (1: twice as often)", _two_decimals),
    "other_label": ("other theme", _text),
    "n_theme": ("with the theme", _count),
    "n_other": ("with the other theme", _count),
    "n_units": ("of all", _count),
    "expected": ("times by chance", _one_decimal),
    "p_units": ("p over single sentences or paragraphs", _p),
    "p": ("p, see below", _p),
    "is_together": ("surely together", _yes),
    "is_apart": ("surely apart", _yes),
    "share_reference": ("share there", _percent),
    "shift": ("shift, in points", _points),
    "lrc": ("conservative log ratio", _two_decimals),
    "p_articles": ("p over articles", _p),
    "is_key": ("key", _yes),
    "n_left": ("of these, before the query", _count),
    "n_right": ("of these, after the query", _count),
    "n_term": ("times in all", _count),
    "n_articles_period": ("articles", _count),
    "n_holds": ("holds in", _count),
    "n_variants": ("of variants", _count),
    "fails": ("fails with", _text),
    "g2": ("G² (how surely, from 0)", _one_decimal),
    "log_dice": ("logDice (how closely, up to 14)", _one_decimal),
    "npmi": ("NPMI (how closely, −1 to 1)", _two_decimals),
    "share": ("share of all matches", _percent),
    "share_sentences": ("share of sentences touched", _percent),
    "share_articles": ("share of articles touched", _percent),
    "share_touched": ("share of sentences touched", _percent),
    "topic": ("topic", _count),
    "n_largest": ("largest topic in", _count),
    "words": ("first words", _text),
    "share_units": ("share of all", _percent),
    "articles": ("most about it", _text),
    "stability": ("stability (0 to 1)", _two_decimals),
    "coherence": ("coherence (−1 to 1)", _two_decimals),
    "closeness": ("closeness of that theme (0 to 1)", _two_decimals),
    "n_near": ("beside the theme", _count),
    "said": ("what that means, and what to do", _text),
    "is_stop": ("stop word", _yes),
}
# What the names of the bounds of an interval begin with; they stand in one column after what they are the interval of.
LOW, HIGH = "low", "high"
# Keys for joining; where the other column is there too, people read that one.
KEYS = {"term": "form", "phrase": "form", "theme": "label", "other": "other_label"}


def say_notes(table: "pd.DataFrame") -> str:
    """Give what a table says of itself: what its intervals are over, if it has any, and the rest."""
    over = table.attrs.get("intervals", "") if any(column.startswith(LOW) for column in table.columns) else ""
    return " ".join(filter(None, (over, table.attrs.get("note", ""))))


def _interval(low: float, high: float, write: Callable[[Any], str]) -> str:
    """Write an interval, whose bounds may be missing or infinite."""
    if low != low or high != high:
        return MISSING
    signs = {-math.inf: "−∞", math.inf: "∞"}
    return " to ".join(signs.get(bound) or write(bound).replace("-", "−") for bound in (low, high))


def show(table: "pd.DataFrame", *, note: str = "", rows: int = ROWS) -> Page:
    """Make a table fit to read.

    Parameters
    ----------
    table : DataFrame
        Any of this package; its index is not shown, nor are bounds that are missing in every row.
    note : str
        What stands below: what was counted, what was left out, the denominator.
    rows : int
        Show at most so many; the note says how many there are.

    Returns
    -------
    Page
        Shows itself at the end of a notebook cell.
    """
    import pandas as pd

    shown = [column for column in table.columns if KEYS.get(column) not in table.columns]
    if "form" in shown and "is_stop" in shown:
        shown.remove("is_stop")
    headers, columns, is_number = [], [], []
    bounds_of = {low: HIGH + low.removeprefix(LOW) for low in shown if low.startswith(LOW) and HIGH + low.removeprefix(LOW) in shown}
    shown = [column for column in shown if column not in bounds_of.values()]
    shown = [column for column in shown if column not in bounds_of or table[column].notna().any()]
    for column in shown:
        if column in bounds_of:
            headers.append("95 % interval")
            write = COLUMNS[str(table.columns[list(table.columns).index(column) - 1])][1]
            bounds = zip(table[column].iloc[:rows], table[bounds_of[column]].iloc[:rows], strict=True)
            columns.append([_interval(low, high, write) for low, high in bounds])
            is_number.append(True)
            continue
        header, write = COLUMNS.get(column, (str(column).replace("_", " "), _text))
        values = table[column].iloc[:rows]
        headers.append("phrase" if column == "form" and "phrase" in table.columns else header)
        columns.append([MISSING if pd.isna(value) else write(value) for value in values])
        is_number.append(write not in (_text, format_time))
    n_rows = table.attrs.get("n_rows", len(table))
    n_shown = min(rows, len(table))
    cut = f"The first {n_shown:,} of {n_rows:,} rows." if n_rows > n_shown else "" if n_rows else "No rows."
    notes = (note, say_notes(table), cut)
    return Page(headers, [list(row) for row in zip(*columns, strict=True)], is_number, " ".join(filter(None, notes)))


# Characters of the sentence shown on each side of a match.
CONTEXT = 60


def show_concordance(found: "pd.DataFrame", *, note: str = "", sort: str | None = None) -> Page:
    """Show what was found as a concordance: each match between what stands left and right of it in its sentence.

    Parameters
    ----------
    found : DataFrame
        From :func:`analysis.find` or :func:`analysis.find_themes`.
    note : str
        What stands below.
    sort : {"left", "right"}, optional
        Sort by the words to the ``left`` of the match, the nearest first, or by those to its ``right``, in any case; what has the same, and
        all of it when not given, stays in reading order.

    Raises
    ------
    ValueError
        If there is no such `sort`.
    """
    if sort not in (None, "left", "right"):
        raise ValueError(f"there is no sort={sort!r}; use 'left' or 'right', or leave it out for reading order.")
    if sort:
        nearest_first = -1 if sort == "left" else 1
        beside = [[fold_whole(word) for word in words[::nearest_first]] for words in split_words(found[sort].tolist())]
        found = found.iloc[sorted(range(len(found)), key=beside.__getitem__)]
    columns = [column for column in ("key", "article_id", "entry") if column in found.columns]
    table = found[columns].copy()
    table["left"] = [text if len(text) <= CONTEXT else "…" + text[-CONTEXT:] for text in found["left"]]
    table["match"] = found["match"]
    table["right"] = [text if len(text) <= CONTEXT else text[:CONTEXT] + "…" for text in found["right"]]
    return show(table, note=note)


def show_sentences(sentences: "pd.DataFrame", *, note: str = "") -> Page:
    """Show sentences with their matches marked.

    Parameters
    ----------
    sentences : DataFrame
        From :func:`analysis.list_sentences`.
    note : str
        What stands below.

    Returns
    -------
    Page
        A long sentence is cut before its first match, and where it goes on too long.
    """
    columns = (sentences[name] for name in ("label", "article_id", "sentence", "marks"))
    rows = [[_text(label), _text(name), _mark(text, marks)] for label, name, text, marks in zip(*columns, strict=True)]
    return Page(["theme", "article", "sentence"], rows, [False] * 3, " ".join(filter(None, (note, "" if rows else "No rows."))))


def _mark(sentence: str, marks: list[tuple[int, int]]) -> Marked:
    first = max(0, marks[0][0] - CONTEXT) if len(sentence) > LONGEST_CELL else 0
    last = min(len(sentence), first + LONGEST_CELL)
    before, after = ("…" if first else ""), ("…" if last < len(sentence) else "")
    text = before + _one_line(sentence[first:last]) + after
    moved = [(start - first + len(before), min(end, last) - first + len(before)) for start, end in marks if start < last]
    return Marked(text, moved)


def _one_line(text: str) -> str:
    """Write a text in one line, each character in its place."""
    return text.replace("\r", "↵").replace("\n", "↵").replace("\t", "⇥").replace("\xa0", "⍽")
