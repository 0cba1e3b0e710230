"""Files are written aside and then moved into place: nobody ever reads a half-written one, and a run that fails leaves the old one."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to; what was written there takes the place of `path` when all went well.

    The name is this process's and thread's own, since notebooks run side by side.
    """
    aside = path.with_name(f".{path.name}-{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        yield aside
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
