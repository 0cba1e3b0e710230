"""What findings are made of: sentences in which names stand out, numbers with their nouns, shares, lists."""

from typing import TYPE_CHECKING

from ..pages import escape

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "There are no words to speak of: no article with text was found."

# Letters of nobody's text, around what is set in italics: an asterisk in a file's name stays one.
_ITALIC, _UPRIGHT = "\ue000", "\ue001"


class Finding(str):
    """One or more sentences; a name in them is set in italics in a notebook, and stands between asterisks elsewhere."""

    marked: str

    def __new__(cls, marked: str) -> "Finding":
        """Take sentences with names marked by :func:`emphasise`."""
        finding = super().__new__(cls, marked.replace(_ITALIC, "*").replace(_UPRIGHT, "*"))
        finding.marked = marked
        return finding

    def __add__(self, other: str) -> "Finding":
        """Join two findings to one paragraph."""
        return Finding(f"{self.marked} {getattr(other, 'marked', other)}")

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.marked).replace(_ITALIC, '<em>').replace(_UPRIGHT, '</em>')}</p>"

    def __repr__(self) -> str:
        return str(self)


def emphasise(name: object) -> str:
    """Mark a name to be set in italics."""
    return _ITALIC + str(name).replace(_ITALIC, "").replace(_UPRIGHT, "") + _UPRIGHT


def write_percent(share: float) -> str:
    """Write a share without a decimal; neither nothing for a little, nor all for almost all."""
    percent = 100 * share
    return "under 1 %" if 0 < percent < 1 else "over 99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def count_noun(n: int, one: str, many: str = "") -> str:
    """Write a number with its noun: ``1 article``, ``2,000 articles``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """Write items one after the other: ``a, b and c``."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def name_first(table: "pd.DataFrame", rows: int, column: str = "form") -> str:
    """Name what the first rows of a table are about, with their counts."""
    return listed([f"{emphasise(name)} ({n:,})" for name, n in zip(table[column].head(rows), table["n"].head(rows), strict=True)])
