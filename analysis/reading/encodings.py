"""From bytes to text."""

import codecs
import re
from collections import Counter

from .raw import ReadingError

CONTROLS = bytes([*range(9), *range(14, 32), 127])
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32"}
_MARKS |= {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# What a guess may be: encodings that news is found in. Among those of Latin letters we judge ourselves.
_OTHER_SCRIPTS = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256")
_LATIN = ("cp1252", "cp1250", "iso8859_2")
_NAMES = {"gb18030": "GB18030", "shift_jis": "Shift-JIS", "euc_jp": "EUC-JP", "euc_kr": "EUC-KR", "koi8_r": "KOI8-R", "big5": "Big5"}
_NAMES |= {"iso8859_2": "ISO 8859-2", "cp1250": "Windows-1250", "cp1252": "Windows-1252"}
# A mark or a capital that stands inside words in a wrong encoding, and nowhere in a right one.
_MISPLACED = re.compile("(?<=[a-z])[¡-»¿×÷ˇ˘˛˙˝À-ÞĄŁĽŚŠŞŤŹŽŻ]+(?=[A-Za-z])|[\x80-\x9f\ufffd]")
# English that was typed on a machine for Chinese: only its quotation marks and dashes are not ASCII.
_WITH_MARKS = ("big5", "gb18030")
_NO_MARK = re.compile("[^\\x00-\\x7f\\u00b7\\u2010-\\u2026]")
_RUN = re.compile(rb"[\x80-\xff]+")
# A guess looks at so many bytes.
_SAMPLE = 100_000


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
    # A picture or a program: a twentieth of control characters is more than any text has.
    if 20 * (len(data) - len(data.translate(None, CONTROLS))) > len(data) and not doubt.startswith("is UTF"):
        encoding = _wide(data)
        if not encoding:
            kind = "NUL bytes" if b"\0" in data else "control characters"
            raise ReadingError(f"is not text (it holds {kind}); save the article as plain text in UTF-8")
        text, doubt = data.decode(encoding, errors="replace"), f"is UTF-16 without a byte order mark; read as {encoding.upper()}"
    return text, "" if doubt == _MARKED else doubt


_MARKED = "is UTF with a mark"


def _decode_other(data: bytes, declared: str, place: int) -> tuple[str, str]:
    """Decode what is not UTF-8 from some byte on."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
            lost = text.count("\ufffd")
            return text, f"is {encoding.upper()}, but damaged: {_count_lost(lost)}" if lost else _MARKED
    if wide := _wide(data):
        return data.decode(wide, errors="replace"), f"is UTF-16 without a byte order mark; read as {wide.upper()}"
    if declared:
        try:
            return data.decode(declared), ""
        except (LookupError, UnicodeError):
            pass
    encoding = _guess(data)
    text = data.decode(encoding, errors="replace")
    name = _NAMES.get(encoding, encoding.replace("cp", "Windows-"))
    lost = text.count("\ufffd")
    return text, f"is not UTF-8 (byte {place}); read as {name}" + (f", where {_count_lost(lost)}" if lost else "")


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


def _guess(data: bytes) -> str:
    """Guess an encoding: of another script where many bytes are not ASCII; else the one of Latin letters that leaves words whole."""
    sample = data[:_SAMPLE]
    runs = [len(run) for run in _RUN.findall(sample)]
    # In words of Latin letters, one or two stand beside each other that are not ASCII.
    if max(runs, default=0) >= 4 and 4 * sum(runs) > len(sample.translate(None, b" \r\n\t")):
        from charset_normalizer import from_bytes

        best = from_bytes(sample, cp_isolation=[*_OTHER_SCRIPTS, *_LATIN]).best()
        if best and best.encoding in _OTHER_SCRIPTS:
            return str(best.encoding)
    decoded = {encoding: sample.decode(encoding, errors="replace") for encoding in (*_LATIN, *_WITH_MARKS)}
    western = decoded["cp1252"]
    # In Windows-1252, the letters of Turkish look like those of Icelandic, which has others besides.
    if sum(map(western.count, "ðýþÐÝÞ")) > sum(map(western.count, "áíéúóæÁÍ")) and any(map(western.count, "üöçÜÖÇ")):
        return "cp1254"
    return min(decoded, key=lambda encoding: len((_NO_MARK if encoding in _WITH_MARKS else _MISPLACED).findall(decoded[encoding])))
