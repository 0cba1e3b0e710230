"""What is compressed: ``.gz``."""

import zlib
from dataclasses import dataclass

from .limits import MOST_GROWTH, grows_too_much
from .raw import LARGEST, ReadingError

# All that is unpacked of an archive, or of a range of its members, with what is in archives in it.
MOST_BYTES = 2_000_000_000
GZIP = b"\x1f\x8b\x08"
_CHUNK, _BLOCK = 1 << 20, 1 << 13
# What is compressed in parts has some that hold 64 KB each.
MOST_PARTS = 100_000


@dataclass
class Budget:
    """How many bytes may still be unpacked."""

    left: int = MOST_BYTES

    def take(self, size: int) -> None:
        """Take so many of them; where there are not, that is a :class:`ReadingError`."""
        self.left -= size
        if self.left < 0:
            raise ReadingError(f"is beyond the {MOST_BYTES / 1e9:.0f} GB that are unpacked of an archive; divide that")


def gunzip(data: bytes, budget: Budget) -> tuple[bytes, str]:
    """Unpack all that was compressed, one after the other, into a file; give what is wrong with it, too."""
    pieces: list[bytes] = []
    size = at = n = 0
    while data.startswith(GZIP[:2], at) and n < MOST_PARTS:
        engine = zlib.decompressobj(wbits=31)
        n += 1
        try:
            while not engine.eof and at < len(data):
                block = data[at : at + _BLOCK]
                at += len(block)
                while block or engine.unconsumed_tail:
                    piece = engine.decompress(block or engine.unconsumed_tail, _CHUNK)
                    block = b""
                    size += len(piece)
                    pieces.append(piece)
                    budget.take(len(piece))
                    if size > LARGEST:
                        raise ReadingError(f"has more than {LARGEST / 1e6:,.0f} MB when it is unpacked; divide it")
                    if grows_too_much(len(data), size):
                        raise ReadingError(f"grows to more than {MOST_GROWTH} times its size when it is unpacked; no article does")
            pieces.append(engine.flush() if not engine.eof else b"")
        except zlib.error:
            return _with_doubt(pieces, "is damaged; read up to there")
        if not engine.eof:
            return _with_doubt(pieces, "is cut short; read up to there")
        at -= len(engine.unused_data)
    return _with_doubt(pieces, "has something after its end that is not read" if data[at:].strip(b"\0") else "")


def _with_doubt(pieces: list[bytes], doubt: str) -> tuple[bytes, str]:
    unpacked = b"".join(pieces)
    if not unpacked and doubt:
        raise ReadingError("is damaged or cut short; compress it again")
    return unpacked, doubt
