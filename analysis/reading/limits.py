"""How much a packed file may hold: what grows out of all proportion is no article, and would take all memory."""

import copy
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO, TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from .raw import LARGEST, ReadingError

# Text and tables of numbers are packed to a tenth, a hundredth at most; small files may be all blanks.
MOST_GROWTH = 200
GROWTH_FROM = 10_000_000
# The table of contents of an archive takes some hundred bytes of memory for each of its members.
MOST_MEMBERS = 1_000_000
_CHUNK = 1 << 20
Found = TypeVar("Found")


def grows_too_much(packed: int, unpacked: int) -> bool:
    """Tell whether so many bytes cannot be what somebody packed into so few."""
    return unpacked > GROWTH_FROM and unpacked > MOST_GROWTH * packed


def open_zip(opened: IO[bytes]) -> ZipFile:
    """Open an archive; whatever is wrong with it is a :class:`ReadingError`."""
    try:
        opened.seek(0)
        n, last = 0, b""
        while chunk := opened.read(_CHUNK):
            n += (last + chunk).count(b"PK\1\2")
            last = chunk[-3:]
        if n > MOST_MEMBERS:
            raise ReadingError(f"has more than {MOST_MEMBERS:,} members; divide it")
        return ZipFile(opened)
    except ReadingError:
        raise
    except Exception as error:  # a damaged archive fails in many ways
        raise ReadingError(f"is damaged or cut short ({_say(error)}); save it again") from None


def unpack(archive: ZipFile, member: ZipInfo, largest: int = LARGEST) -> Iterator[bytes]:
    """Unpack a member piece by piece; what its header says of its size is not believed.

    Raises
    ------
    ReadingError
        If it is locked, damaged, larger than `largest` or than it says, or grows too much.
    """
    if member.flag_bits & 0x41:
        raise ReadingError("is locked with a password; unlock it, and pack it without one")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ReadingError("is packed in a way that is not read; pack it as a usual .zip")
    unlimited = copy.copy(member)
    unlimited.file_size = 1 << 62  # else the reading stops there, whatever follows
    size = 0
    try:
        with archive.open(unlimited) as opened:
            while piece := opened.read(_CHUNK):
                size += len(piece)
                if size > largest:
                    raise ReadingError(f"has more than {largest / 1e6:,.0f} MB; divide it")
                if grows_too_much(member.compress_size, size):
                    raise ReadingError(f"grows to more than {MOST_GROWTH} times its size when it is unpacked; no article does")
                yield piece
    except ReadingError:
        raise
    except MemoryError:
        raise
    except Exception as error:
        raise ReadingError(f"is damaged ({_say(error)}); pack it again") from None
    if size != member.file_size:
        raise ReadingError(f"has {size:,} bytes, not the {member.file_size:,} that the archive tells of; pack it again")


def check_zip(data: bytes) -> None:
    """Check that a document that is a zip (Word, Excel) can be unpacked without harm.

    Raises
    ------
    ReadingError
        If it is damaged, or a member of it; or if it would be larger than :data:`analysis.reading.raw.LARGEST`.
    """
    left = LARGEST
    with open_zip(BytesIO(data)) as archive:
        for member in archive.infolist():
            try:
                left -= sum(map(len, unpack(archive, member, left)))
            except ReadingError as error:
                raise ReadingError(f"holds a part that {error}") from None


def ask(library: Callable[[], Found], reason: str) -> Found:
    """Ask a library for something; whatever goes wrong is a :class:`ReadingError`."""
    try:
        return library()
    except (ReadingError, MemoryError):
        raise
    except BaseException as error:
        # What breaks in Rust is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise ReadingError(reason) from None


def _say(error: Exception) -> str:
    kinds = {BadZipFile: str(error), zlib.error: "its content cannot be unpacked", EOFError: "it ends too early"}
    return next((said for kind, said in kinds.items() if isinstance(error, kind)), type(error).__name__)
