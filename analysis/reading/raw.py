"""What reading gives: raw articles and problems."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

# Files of one piece that are larger are no articles: reading them would take all memory.
LARGEST = 256_000_000


class RawArticle(NamedTuple):
    """One article as it was saved.

    Attributes
    ----------
    file : str
        The name of the file it is from; in an archive, the archive's and its own: ``saved.zip/may/one.txt``.
    item : int or None
        Its line (JSON lines), row (tables; that of the header counts) or place (a list in JSON) there, from 1; None for a whole file.
    text : str
        Its decoded text; of a page, a document or a record, the text that was taken from it.
    fields : mapping of str
        What was saved beside the text, as it was saved, by the names of :data:`analysis.cleaning.FIELDS`; where ``published`` is one,
        ``published_from`` says where it stood (``column``, ``page``, ``document``), and ``date_order``, ``day first`` or ``month first``,
        how the rest of the file says to read ``05/06/2023``.
    form : str
        ``text``, as somebody saved it, with its headline and time in it; ``field``, of a record, which may hold markup; ``page``, of a page
        or a document, whose furniture a library has taken out.
    extra : mapping of str
        What else a record holds, under the names it has there.
    """

    file: str
    item: int | None
    text: str
    fields: Mapping[str, str] = {}
    form: Literal["text", "field", "page"] = "text"
    extra: Mapping[str, str] = {}


class Problem(NamedTuple):
    """One file, or one line of it, that was ``skipped``, or ``read`` with a doubt, and why."""

    file: str
    item: int | None
    action: str
    reason: str


class ReadingError(ValueError):
    """What was asked for cannot be read; the message is one sentence that says what to do."""
