"""Which column or key holds which field: found by name, from a table of synonyms, or told by somebody."""

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .raw import Problem

# What each field may be called, in any case, with or without accents, spaces, hyphens and underscores. Of several that are there, the
# first is taken that holds something; so names that often hold something else come last.
SYNONYMS = {
    "text": "text, body, content, article, maintext, full text, article text, article body, body text, story text, plain text, "
    "Volltext, Inhalt, Artikel, Artikeltext, Haupttext, Fließtext, texte, texte intégral, contenu, corps, texto, contenido, cuerpo, "
    "testo, contenuto, corpo, conteúdo, tekst, inhoud, текст, содержание, 正文, 内容, 文本, 全文, 本文",
    "title": "title, headline, heading, article title, page title, Titel, Überschrift, Ueberschrift, Schlagzeile, titre, "
    "título, titular, titolo, kop, заголовок, 标题, 標題, 題名, タイトル, t",
    "published": "published, publish date, published at, pubdate, publication date, date published, date publish, "
    "published date, published on, date, article date, datetime, timestamp, time, created, created at, Datum, veröffentlicht, "
    "Veröffentlichungsdatum, Erscheinungsdatum, publié, publié le, date de publication, fecha, fecha de publicación, publicado, data, "
    "дата, 日期, 发布时间, 時間, 时间, 日付, d",
    "source": "source, outlet, publisher, newspaper, publication, source name, source domain, news source, site, site name, domain, "
    "Quelle, Zeitung, Medium, fuente, medio, periódico, journal, source de presse, fonte, bron, krant, источник, 来源, 來源, 媒体",
    "author": "author, authors, byline, author name, Autor, Autoren, Verfasser, auteur, auteurs, autores, autore, автор, 作者, 記者, 记者",
    "url": "url, link, permalink, href, web url, article url, uri, Adresse, Webadresse, enlace, lien, ссылка, 网址, 链接, 連結",
}
LONGEST_EXCERPT = 60
# More names than this are counted, not listed.
MOST_NAMES = 30
_LARGEST_LIST = 1_000_000
# How the problem begins that tells how the columns were read, which is no doubt.
HAS_COLUMNS = "has its text in the column"
TELL = 'name it with read_corpus(…, columns={"text": "…"}) or in a columns.toml beside it'

Columns = tuple[tuple[str, str], ...]


class ColumnsError(ValueError):
    """A list of columns that cannot be used; the message is one sentence, without the file's name."""


def read_columns(path: str) -> Columns:
    """Read a ``columns.toml``: lines such as ``text = "Inhalt"``."""
    try:
        with open(path, "rb") as opened:
            return parse_columns(opened.read(_LARGEST_LIST + 1))
    except OSError as error:
        raise ColumnsError(f"cannot be opened ({error.strerror or error})") from None


def parse_columns(data: bytes) -> Columns:
    """Read what stands in a ``columns.toml``."""
    if len(data) > _LARGEST_LIST:
        raise ColumnsError(f"is longer than a list of columns; write lines such as text = {excerpt('Inhalt')}")
    try:
        return check_columns(tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n")))
    except ColumnsError:
        raise
    except (ValueError, RecursionError) as error:
        reason = "nests too deeply" if isinstance(error, RecursionError) else error
        raise ColumnsError(f"is not read ({reason}); write lines such as text = {excerpt('Inhalt')}") from None


def check_columns(columns: Mapping[str, str]) -> Columns:
    """Check what somebody told of the columns.

    Raises
    ------
    ColumnsError
        If a field is none of :data:`SYNONYMS`, or a name no text.
    """
    *others, last = SYNONYMS
    if not isinstance(columns, Mapping):
        raise ColumnsError(f"cannot use {excerpt(str(columns))} as columns; write a name for each of {', '.join(others)} or {last}")
    for field, name in columns.items():
        if field not in SYNONYMS:
            raise ColumnsError(f"cannot find a column for {excerpt(str(field))}: the fields are {', '.join(others)} and {last}")
        if not isinstance(name, str) or not name.strip():
            raise ColumnsError(f"cannot use {excerpt(str(name))} as the column of the {field}; write its name in quotation marks")
    return tuple(columns.items())


class Places(NamedTuple):
    """Where the fields are.

    Attributes
    ----------
    found : mapping of str to tuple of str
        The columns that may hold each field that was found, the best first.
    kept : tuple of str
        All other columns.
    absent : tuple of pairs of str
        What was told of columns that are not there.
    """

    found: Mapping[str, tuple[str, ...]]
    kept: tuple[str, ...]
    absent: Columns


def plain(name: str) -> str:
    """Write the name of a column as all its spellings are compared."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter not in " -_\u00a0\t\n\r" and not unicodedata.combining(letter))


_RANKS = {plain(name): (field, rank) for field, names in SYNONYMS.items() for rank, name in enumerate(names.split(", "))}


def is_known(name: str, told: Columns = ()) -> bool:
    """Tell whether a column has the name of a field, or one that was told."""
    return plain(name) in _RANKS or any(plain(name) == plain(column) for _, column in told)


@lru_cache(maxsize=1024)
def place_columns(names: tuple[str, ...], told: Columns) -> Places:
    """Find the columns that hold the fields.

    Parameters
    ----------
    names : tuple of str
        The names of all columns, in order.
    told : tuple of pairs of str
        A field, and the column that somebody told for it; later ones win.
    """
    by_case = {name.casefold(): name for name in reversed(names)}  # of two that differ in case, the first
    there = set(names)
    chosen: dict[str, str] = {}
    absent: dict[str, str] = {}
    for field, column in told:
        if name := column if column in there else by_case.get(column.casefold()):
            chosen[field] = name
            absent.pop(field, None)
        elif field not in chosen:
            absent[field] = column
    ranked: dict[str, list[tuple[int, int, str]]] = {}
    used, seen = set(chosen.values()), set()
    for k, name in enumerate(names):
        key = plain(name)
        if name not in used and key in _RANKS and key not in seen:
            seen.add(key)
            field, rank = _RANKS[key]
            ranked.setdefault(field, []).append((rank, k, name))
    found: dict[str, tuple[str, ...]] = {}
    for field in SYNONYMS:
        if field in chosen:
            found[field] = (chosen[field],)
        elif field in ranked:
            found[field] = tuple(name for _, _, name in sorted(ranked[field]))
    taken = {name for several in found.values() for name in several}
    return Places(found, tuple(name for name in names if name not in taken), tuple(absent.items()))


def tell_columns(file: str, places: Places) -> Iterator[Problem]:
    """Tell how the columns of a file were read, where that is not plain from their names."""
    names = [name for several in places.found.values() for name in several] + list(places.kept)
    for field, column in places.absent:
        reason = f"has no column {excerpt(column)}, which was named for the {field}, among {list_names(names)}; correct its name"
        yield Problem(file, None, "read", reason)
    if not places.kept and all(len(several) == 1 and plain(several[0]) == field for field, several in places.found.items()):
        return
    told = [f"{field} in {' or '.join(map(excerpt, several))}" for field, several in places.found.items()]
    told[0] = told[0].replace("text in", HAS_COLUMNS.removeprefix("has "), 1)
    kept = f"; kept as they are: {list_names(places.kept)}" if places.kept else ""
    yield Problem(file, None, "read", f"has {', '.join(told)}{kept}")


def list_names(names: Sequence[str]) -> str:
    """List names of columns in a sentence."""
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return (", ".join(map(excerpt, names[:MOST_NAMES])) or "none") + more


def excerpt(text: str) -> str:
    """Quote a text in a sentence, no more of it than fits there."""
    return repr(text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…")
