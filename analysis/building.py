"""From files to segments: a few in memory; many on all cores, in the store, those that are not there already."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from .progress import Progress
from .reading import File, is_address, is_of_this_process, read_bytes, stamp
from .segments import Segment, build_segment, plan_segments
from .store import SETTLED, StoredSegment, is_whole, keep, open_store
from .workers import FEWEST, Pool, map_in_order, processes, threads


class Task(NamedTuple):
    """A segment to build, and the folder where it is kept; None if it cannot be."""

    folder: Path | None
    files: Sequence[File]


def is_large(files: Iterable[File]) -> bool:
    """Tell whether files are so many that they are built on all cores and kept in the store."""
    return len(list(islice(plan_segments(files), FEWEST))) == FEWEST


def read_segments(
    files: Iterable[File], open_pool: Callable[[], AbstractContextManager[Pool]] = processes
) -> list[Segment | StoredSegment]:
    """Read, clean and split files, in segments.

    Raises
    ------
    ReadingError
        If a file that somebody named cannot be read.
    """
    progress = Progress()
    store = open_store()
    planned = plan_segments(progress.watch(files), *([store.divide] if store else []))
    first = list(islice(planned, FEWEST))
    if len(first) < FEWEST:
        return [build_segment(part) for part in first]
    if is_of_this_process(first[0][0]):
        open_pool = threads
    segments: list[Segment | StoredSegment | None] = []  # None for one that is being built
    building: list[int] = []

    def missing() -> Iterator[Task]:
        for part in chain(first, planned):
            folder = store.name(part) if store else None
            if folder and is_whole(folder):
                segments.append(StoredSegment(folder, part[0].first))
                progress.add(sum(file.size for file in part))
                continue
            building.append(len(segments))
            segments.append(None)
            yield Task(folder, part)

    with progress:
        for number, (segment, size) in enumerate(map_in_order(build, missing(), open_pool)):
            segments[building[number]] = segment
            progress.add(size)
    if store:
        store.clean_up()
    return [segment for segment in segments if segment is not None]


def build(task: Task) -> tuple[Segment | StoredSegment, int]:
    """Build a segment and keep it; it stays in memory if it cannot be kept, for want of room or because a file is still being written.

    Returns
    -------
    tuple
        The segment, and how many bytes its files have.
    """
    began = time.time_ns()
    segment = build_segment(task.files)
    size = sum(file.size for file in task.files)
    is_settled = all(file.changed < began - SETTLED and _is_same(file) for file in task.files)
    if task.folder and is_settled and keep(segment, task.folder):
        return StoredSegment(task.folder, segment.lines_before), size
    return segment, size


def _is_same(file: File) -> bool:
    """Tell whether a range still holds what it is named after: its file may be written while it is read."""
    if not file.stop:
        return True
    try:
        if not is_address(file.path):
            return stamp(Path(file.path).stat())[1] == file.changed
        return hashlib.sha256(read_bytes(file)).hexdigest() == file.content and file.size > 0
    except OSError:
        return False
