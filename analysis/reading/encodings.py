"""From bytes to text."""

from .raw import ReadingError

CONTROLS = bytes([*range(9), *range(14, 32), 127])


def decode(data: bytes) -> tuple[str, str]:
    """Decode the bytes of a text as UTF-8, else as Windows-1252.

    Returns
    -------
    tuple of str
        The text, and the doubt there is about it ("" for none).

    Raises
    ------
    ReadingError
        If the bytes are not text at all.
    """
    if b"\0" in data:
        raise ReadingError("is not text (it holds NUL bytes); save the article as plain text in UTF-8")
    try:
        text, doubt = data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", errors="replace")
        doubt = f"is not UTF-8 (byte {error.start}); read as Windows-1252"
        lost = text.count("\ufffd")
        if lost:
            doubt += f", where {lost} byte{'s have' if lost > 1 else ' has'} no character: shown as \ufffd"
    # A picture or a program that happens to hold no NUL: a twentieth of control characters is more than any text has.
    if 20 * (len(data) - len(data.translate(None, CONTROLS))) > len(data):
        raise ReadingError("is not text (it holds control characters); save the article as plain text in UTF-8")
    return text, doubt
