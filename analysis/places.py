"""Where things are: the articles, the lexicon, the stop words, and where pictures go.

Environment variables move them; ``make ARTICLES=… OUT=… THEMES=… DASK=…`` sets the first four:
``ANALYSIS_ARTICLES``, ``ANALYSIS_OUT``, ``ANALYSIS_THEMES``, ``ANALYSIS_DASK`` and ``ANALYSIS_STORE``.
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _place(variable: str, default: Path) -> Path:
    named = os.environ.get(variable)
    return Path(named).expanduser() if named else default


def articles_place() -> Path | str:
    """Name the folder (or file) that holds the articles, or an address such as ``s3://…``: ``ANALYSIS_ARTICLES``, else ``seeds/``."""
    named = os.environ.get("ANALYSIS_ARTICLES", "")
    return named if "://" in named else _place("ANALYSIS_ARTICLES", ROOT / "seeds")


def out_folder() -> Path:
    """Name the folder that gets ``notebooks/`` and ``figures/``: ``ANALYSIS_OUT``, else the checkout."""
    return _place("ANALYSIS_OUT", ROOT)


def lexicon_file() -> Path:
    """Name the theme lexicon: ``ANALYSIS_THEMES``, else ``themes.toml``."""
    return _place("ANALYSIS_THEMES", ROOT / "themes.toml")


def stopwords_file() -> Path:
    """Name the list of words to leave out of pictures besides the usual ones: ``stopwords.txt``."""
    return ROOT / "stopwords.txt"


def store_folder() -> Path:
    """Name the folder that keeps what was read of large folders: ``ANALYSIS_STORE``, else ``.store/``."""
    return _place("ANALYSIS_STORE", ROOT / ".store")


def cluster_address() -> str:
    """Name the Dask scheduler that shall do the work: ``ANALYSIS_DASK``, else none ("")."""
    return os.environ.get("ANALYSIS_DASK", "")
