"""What one reads without a notebook: the page of figures, written from what the pictures themselves carry."""

import os
from pathlib import Path
from urllib.parse import quote

from . import places
from .writing import written_aside

HEAD = """# Figures

What the articles talk about, in pictures. This page is written by the program: each picture with its caption, what it shows for those who
do not see it, and its numbers. Captions say how many articles were read, and from when.
"""
NONE = "\nThere is no figure yet: too little was read to draw one. Notebook 01 says what was read.\n"


def _escape(text: str) -> str:
    """Write text so that Markdown shows it as it is."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
    return "".join(f"\\{letter}" if letter in "\\`*_[]|#$!~" else letter for letter in text)


def read_pictures(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """Read the names of this project's pictures in a folder, in order, and the texts they carry: Title, Description, Comment, Source."""
    from PIL import Image

    found = []
    for path in sorted(folder.glob("*.png")):
        try:
            with Image.open(path) as picture:
                text = {key: str(value) for key, value in picture.info.items() if isinstance(key, str) and isinstance(value, str)}
        except OSError:  # a folder, or a file that only has the name of a picture: somebody's own, and none of ours
            continue
        if {"Title", "Description", "Comment", "Source"} <= set(text):
            found.append((path.stem, text))
    return found


def save_gallery(folder: str | os.PathLike[str] | None = None) -> Path:
    """Write ``README.md`` beside the pictures: picture, caption, alternative text, link to the numbers.

    Parameters
    ----------
    folder : path, optional
        The folder of pictures; ``figures/`` when not given.

    Returns
    -------
    Path
        Of the page.
    """
    folder = Path(folder) if folder is not None else places.out_folder() / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    parts = [HEAD]
    for name, text in read_pictures(folder):
        link = quote(name)
        parts.append(
            f"\n## {_escape(text['Title'])}\n\n![{_escape(text['Comment'])}]({link}.png)\n\n"
            f"{_escape(text['Description'])}\n\n"
            f"[The numbers]({link}.csv) · [for print (svg)]({link}.svg)\n"
        )
    page = folder / "README.md"
    with written_aside(page) as aside:
        aside.write_text("".join(parts if len(parts) > 1 else [HEAD, NONE]), encoding="utf-8", newline="\n")
    return page
