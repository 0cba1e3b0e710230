"""Which column or key holds which field: found by name, from a table of synonyms, or told by somebody."""

import tomllib
from collections.abc import Mapping


class ColumnsError(ValueError):
    """A list of columns that cannot be used; the message is one sentence, without the file's name."""


def read_columns(path: str) -> tuple[tuple[str, str], ...]:
    """Read a ``columns.toml``: lines such as ``text = "Inhalt"``."""
    try:
        with open(path, "rb") as opened:
            return check_columns(tomllib.load(opened))
    except (OSError, ValueError) as error:
        raise ColumnsError(f"is not read ({error})") from None


def check_columns(columns: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Check what somebody told of the columns."""
    return tuple(columns.items())
