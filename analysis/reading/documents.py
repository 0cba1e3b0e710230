"""Documents: Markdown, Word and PDF."""

from collections.abc import Iterator

from .files import File
from .raw import Problem, RawArticle, ReadingError


def read_markdown(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a text in Markdown."""
    raise ReadingError("is Markdown")
    yield


def read_docx(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a Word document."""
    raise ReadingError("is a Word document")
    yield


def read_pdf(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the text layer of a PDF."""
    raise ReadingError("is a PDF")
    yield
