"""Tables, a row an article: ``.csv``, ``.tsv``, ``.xlsx``, ``.parquet``."""

from collections.abc import Iterator

from .files import File
from .raw import Problem, RawArticle, ReadingError


def divide_rows(file: File, size: int) -> Iterator[File]:
    """Divide a table into ranges of whole rows."""
    yield file


def read_delimited(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a table whose cells are parted by a character, or a range of its rows."""
    raise ReadingError("is a table")
    yield


def read_workbook(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read the sheets of a workbook."""
    raise ReadingError("is a workbook")
    yield


def read_parquet(file: File, data: bytes) -> Iterator[RawArticle | Problem]:
    """Read a Parquet file."""
    raise ReadingError("is a Parquet file")
    yield
