"""Saved web pages: HTML and MHTML."""

from collections.abc import Iterator

from .files import File
from .raw import Problem, RawArticle, ReadingError


def read_page(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the article of a saved page."""
    raise ReadingError("is a page")
    yield


def read_mhtml(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a page saved as a single file."""
    raise ReadingError("is a page in one file")
    yield
