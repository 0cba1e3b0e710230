"""From bytes to text."""

import codecs
import re
from collections import Counter
from contextlib import suppress

from .guessing import guess
from .raw import ReadingError

CONTROLS = bytes([*range(9), *range(14, 32), 127])
_HIGH = bytes(range(0x80, 0x100))
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"}
_MARKS |= {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# What a file may declare, and what is meant by it: often the larger encoding of a maker, of which a standard is a part.
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
_MEANT |= {"iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "big5": "big5hkscs", "gb18030": "gb18030"}
_MEANT |= {
    name: name
    for name in ("cp932", "cp949", "cp950", "big5hkscs", "euc_jp", "iso2022_jp", "koi8-r", "koi8-u", "mac-roman", "cp866", "cp874")
}
_MEANT |= {f"iso8859-{number}": f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
_MEANT |= {f"cp{number}": f"cp{number}" for number in range(1250, 1259)}
_NAMES = {"gb18030": "GB18030", "shift_jis": "Shift-JIS", "euc_jp": "EUC-JP", "euc_kr": "EUC-KR", "koi8_r": "KOI8-R", "koi8_u": "KOI8-U"}
_NAMES |= {"big5": "Big5", "mac_roman": "Mac Roman", "cp866": "DOS-866", "iso2022_jp": "ISO-2022-JP"}
# UTF-16 without a mark is known by so many bytes.
_SAMPLE = 100_000
_HALVES = re.compile("[\ud800-\udfff]")
# One byte in so many may be damaged: more, and the encoding is another.
_DAMAGED = 100


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Decode the bytes of a text: by its byte order mark, as UTF-8, by the encoding that it declares, else by a guess.

    Parameters
    ----------
    data : bytes
    declared : str
        The encoding that the file itself names, if it does.

    Returns
    -------
    tuple of str
        The text, and the doubt there is about it ("" for none).

    Raises
    ------
    ReadingError
        If the bytes are not text at all.
    """
    try:
        text, doubt = data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        text, doubt = _decode_other(data, declared, error.start)
    controls = len(data) - len(data.translate(None, CONTROLS))
    if controls and b"\x1b$" in data and not doubt:
        text, doubt = _decode_shifted(data, text)
    # A picture or a program: a twentieth of control characters is more than any text has.
    if 20 * controls > len(data) and not doubt.startswith(_WIDE):
        encoding = _wide(data)
        if not encoding:
            kind = "NUL bytes" if b"\0" in data else "control characters"
            raise ReadingError(f"is not text (it holds {kind}); save the article as plain text in UTF-8")
        text, doubt = data.decode(encoding, errors="replace"), f"is UTF-16 without a byte order mark; read as {encoding.upper()}"
    return text, "" if doubt == _MARKED else doubt


_MARKED = "is UTF with a mark"
# How the doubt begins where half of all bytes may be controls.
_WIDE = (_MARKED, "is UTF-16", "is UTF-32", "is not UTF-8, but ISO")


def _decode_shifted(data: bytes, text: str) -> tuple[str, str]:
    """Decode Japanese as it is in mail: all of it is ASCII, and signs tell where it is not."""
    try:
        return data.decode("iso2022_jp"), "is not UTF-8, but ISO-2022-JP by its escape signs; read as that"
    except UnicodeError:
        return text, ""


def _decode_other(data: bytes, declared: str, place: int) -> tuple[str, str]:
    """Decode what is not UTF-8 from some byte on."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
            lost = text.count("\ufffd")
            return text, f"is {encoding.upper()}, but damaged: {_count_lost(lost)}" if lost else _MARKED
    with suppress(UnicodeDecodeError):
        text, lost = _HALVES.subn("\ufffd", data.decode("utf-8", "surrogatepass"))
        return (
            text,
            f"is UTF-8, but damaged (byte {place}): {lost} hal{'ves of characters' if lost > 1 else 'f of a character'}, shown as \ufffd",
        )
    if wide := _wide(data):
        return data.decode(wide, errors="replace"), f"is UTF-16 without a byte order mark; read as {wide.upper()}"
    if meant := _find_meant(declared):
        text = data.decode(meant, errors="replace")
        if _DAMAGED * (lost := text.count("\ufffd")) <= len(data):
            return text, f"is not {declared.strip()} throughout, as it declares: {_count_lost(lost)}" if lost else ""
    text = data.decode(errors="replace")
    lost = text.count("\ufffd")
    others = len(data) - len(data.translate(None, _HIGH))
    if 10 * lost <= others and _DAMAGED * lost <= len(data):  # by chance, few bytes of another encoding are characters of UTF-8
        return text, f"is UTF-8, but damaged (byte {place}): {_count_lost(lost)}"
    encoding = guess(data)
    text = data.decode(encoding, errors="replace")
    name = _NAMES.get(encoding) or encoding.replace("cp", "Windows-").replace("iso8859_", "ISO 8859-")
    lost = text.count("\ufffd")
    return text, f"is not UTF-8 (byte {place}); read as {name}" + (f", where {_count_lost(lost)}" if lost else "")


def _find_meant(declared: str) -> str:
    """Find the encoding that a file means by the name it declares; "" if it cannot be meant."""
    try:
        return _MEANT.get(codecs.lookup(declared.strip().lower().removeprefix("x-")).name, "") if declared else ""
    except (LookupError, ValueError):
        return ""


def _count_lost(lost: int) -> str:
    return f"{lost} byte{'s have' if lost > 1 else ' has'} no character: shown as \ufffd"


def _wide(data: bytes) -> str:
    """Tell UTF-16 without a mark by its NULs: in most languages, every other byte of spaces and line ends, at least, is one."""
    sample = data[: _SAMPLE // 2 * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    upper = Counter(sample[1::2] if odd > even else sample[::2])
    # The upper bytes are those of one alphabet and of ASCII.
    has_alphabet = sum(n for _, n in upper.most_common(2)) >= 0.8 * upper.total()
    if len(sample) < 4 or 10 * max(even, odd) < upper.total() or 20 * min(even, odd) > max(even, odd) or not has_alphabet:
        return ""
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = data[: len(data) // 2 * 2].decode(encoding)
    except UnicodeDecodeError:
        return ""
    return encoding if sum(map(str.isprintable, text[:1000])) >= 0.8 * len(text[:1000]) else ""
