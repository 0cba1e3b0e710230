"""Archives: ``.zip`` and ``.gz``, whose members are read as if they were files of a folder; nothing is ever written to disk."""

from collections.abc import Callable, Iterable, Iterator

from .files import File
from .raw import Problem, RawArticle, ReadingError

Read = Callable[[Iterable[tuple[File, bytes]]], Iterator[RawArticle | Problem]]


def kind_of_archive(data: bytes) -> str:
    """Tell what a file that begins like a zip is: ``.docx``, ``.xlsx`` or ``.zip``."""
    return ".zip"


def divide_archive(file: File, size: int) -> Iterator[File]:
    """Divide an archive into ranges of members."""
    yield file


def read_archive(file: File, data: bytes, read: Read) -> Iterator[RawArticle | Problem]:
    """Read the members of an archive, or of a range of them."""
    raise ReadingError("is an archive")
    yield


def read_gzip(file: File, data: bytes, read: Read) -> Iterator[RawArticle | Problem]:
    """Read what a compressed file holds."""
    raise ReadingError("is compressed")
    yield
