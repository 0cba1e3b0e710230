"""A page: cells of text and a note, shown as HTML in a notebook and as plain text elsewhere. The same cells give the same bytes."""

import html
from collections.abc import Iterable


class Marked(str):
    """A text of which some stretches are marked: in HTML as such, elsewhere between ‹ and ›."""

    pieces: list[tuple[str, bool]]

    def __new__(cls, text: str, marks: Iterable[tuple[int, int]]) -> "Marked":
        """Mark stretches of a text, from the first character of each to the one after its last; they are in order, and apart."""
        pieces, at = [], 0
        for start, end in marks:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
        pieces.append((text[at:], False))
        marked = super().__new__(cls, "".join(f"‹{piece}›" if is_marked else piece for piece, is_marked in pieces))
        marked.pieces = pieces
        return marked


class Listing(str):
    """Lines to copy, which a notebook shows as they are."""

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self)}</pre>"


class Page:
    """A table ready to be read: as HTML in a notebook, as text elsewhere."""

    def __init__(self, headers: list[str], rows: list[list[str]], is_number: list[bool], note: str) -> None:
        self.headers, self.rows, self.is_number, self.note = headers, rows, is_number, note

    def __repr__(self) -> str:
        cells = [self.headers, *self.rows]
        widths = [max(len(row[k]) for row in cells) for k in range(len(self.headers))]
        lines = [
            "  ".join(
                cell.rjust(width) if right else cell.ljust(width) for cell, width, right in zip(row, widths, self.is_number, strict=True)
            )
            for row in cells
        ]
        return "\n".join([*(line.rstrip() for line in lines), self.note]).rstrip()

    def _repr_html_(self) -> str:
        def row(tag: str, cells: list[str]) -> str:
            sides = ["right" if right else "left" for right in self.is_number]
            filled = (f'<{tag} style="text-align: {side}">{_write(cell)}</{tag}>' for cell, side in zip(cells, sides, strict=True))
            return f"<tr>{''.join(filled)}</tr>"

        head, body = row("th", self.headers), "\n".join(row("td", cells) for cells in self.rows)
        note = f"\n<p><small>{escape(self.note)}</small></p>" if self.note else ""
        return f"<table>\n<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>{note}"


def escape(text: str) -> str:
    """Write text so that a notebook shows it as it is: no markup, and no formula, which dollar signs and backslashes begin."""
    return html.escape(text).replace("$", "<span>$</span>").replace("\\", "<span>\\</span>")


def _write(cell: str) -> str:
    if not isinstance(cell, Marked):
        return escape(cell)
    return "".join(f"<mark>{escape(piece)}</mark>" if is_marked else escape(piece) for piece, is_marked in cell.pieces)
