"""How far a long build has come: a bar for people who watch, nothing for those who do not."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from .reading import File


class Progress:
    """A bar over the bytes of files, with its rate and, as soon as all files are known, the time left."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.is_total_known = False
        self.bar: Any = None

    def watch(self, files: Iterable[File]) -> Iterator[File]:
        """Add up the files on their way to whoever reads them, one ahead, so that the last is known when it is given."""
        ahead: File | None = None
        for file in files:
            self.total += file.size
            if ahead is not None:
                yield ahead
            ahead = file
        self.is_total_known = True
        if ahead is not None:
            yield ahead

    def __enter__(self) -> "Progress":
        if is_watched():
            from tqdm import tqdm

            self.bar = tqdm(desc="Reading", unit="B", unit_scale=True, leave=False, mininterval=0.5, file=sys.stderr)
        return self

    def add(self, size: int) -> None:
        """Say that so many bytes more are done."""
        self.done += size
        if self.bar is not None:
            self.bar.total = self.total if self.is_total_known else None
            self.bar.update(self.done - self.bar.n)

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()


def is_watched() -> bool:
    """Tell whether somebody watches: at a terminal, or a cell being run in a browser; not nbconvert, whose results must not hold a bar."""
    kernel = getattr(getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)(), "kernel", None)
    if kernel is None:
        return sys.stderr.isatty()
    # Only front ends that people look at tell the kernel which of their cells it runs.
    return "cellId" in kernel.get_parent("shell").get("metadata", {})
