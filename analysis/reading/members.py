"""The members of an archive: what they are called, and which of them are no articles, whatever they hold."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

_IS_LINK, _KIND_OF_FILE = 0o120000, 0o170000
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]")
_DRIVE = re.compile(r"[A-Za-z]:")
_PAGES = (".html", ".htm", ".xhtml")
MOST_FOLDERS = 100


class Member(NamedTuple):
    """A member of an archive: its name, as it is spelled here, its place there, its size as told, and why it is not read ("": it is)."""

    name: str
    info: ZipInfo
    size: int
    reason: str


def find_members(archive: ZipFile) -> list[Member]:
    """Find all members in the order of their names; folders are none, and a hidden one is one, not its content."""
    named = sorted(((_spell(info), info) for info in archive.infolist()), key=lambda pair: pair[0])
    pages = {name for name, _ in named if name.lower().endswith(_PAGES)}
    names: dict[str, int] = {}  # and how many have it
    members = []
    for name, info in named:
        if name.endswith("/") and not info.file_size:
            continue
        hidden = _hidden_folder(name)
        if hidden:
            name, reason = hidden, "not an article"
            if name in names:
                continue
        else:
            reason = _reason_against(name, info, pages)
            name = _free(name or "(no name)", names)
        names[name] = names.get(name, 1)
        members.append(Member(name, info, 0 if reason else info.file_size, reason))
    return members


def _spell(info: ZipInfo) -> str:
    """Write the name of a member with slashes, in letters that can be seen."""
    name = info.orig_filename
    if not info.flag_bits & 0x800 and not name.isascii():  # most that do not say so write UTF-8 nevertheless
        with suppress(ValueError):
            name = name.encode("cp437").decode("utf-8")
    name = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", name.replace("\\", "/"))
    return re.sub(r"(?<=/)(?:\./)+|^(?:\./)+", "", re.sub(r"(?<!^)/{2,}", "/", name))


def _hidden_folder(name: str) -> str:
    """Give the folder on the way to a member that holds no articles, such as ``__MACOSX`` or ``.git``."""
    *folders, _ = name.split("/")
    for k, folder in enumerate(folders):
        if folder == "__MACOSX" or (folder.startswith(".") and folder != ".."):
            return "/".join(folders[: k + 1])
    return ""


def _reason_against(name: str, info: ZipInfo, pages: set[str]) -> str:
    if not name:
        return "has no name; give it one"
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return "would leave the archive; pack it again with a name that stays in it"
    if info.external_attr >> 16 & _KIND_OF_FILE == _IS_LINK:
        return "is a link, and links are not followed"
    if name.endswith("/"):
        return "is a folder that holds something itself; pack it again"
    if name.count("/") > MOST_FOLDERS:
        return f"lies in more than {MOST_FOLDERS} folders; pack it again without them"
    page = next((page for folder in find_folders(name) for page in _pages_of(folder) if page in pages), "")
    return f"belongs to the saved page {page.rpartition('/')[2]}" if page else ""


def find_folders(name: str) -> Iterator[str]:
    """Give the folders that a member is in, the innermost first."""
    while name := name.rpartition("/")[0]:
        yield name


def _pages_of(folder: str) -> list[str]:
    page = folder.removesuffix("_files")
    return [] if page == folder else [page + suffix for suffix in _PAGES]


def _free(name: str, names: dict[str, int]) -> str:
    """Give a second member of the same name another one: ``story (2).txt``."""
    free = name
    folder, slash, base = name.rpartition("/")
    stem, dot, suffix = base.rpartition(".")
    while free in names:
        k = names[name] = names[name] + 1
        free = f"{folder}{slash}{stem} ({k}){dot}{suffix}" if stem else f"{name} ({k})"
    return free
