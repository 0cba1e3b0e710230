"""Work on all cores: one function over many items, each in a process of its own, the results in the order of the items."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Two processes need some 0.7 s to start: with fewer items they are done sooner here.
FEWEST = 3


def map_in_order(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Apply `function`, which a module must hold, to each item: in this process if they are few, else in one per core.

    Notes
    -----
    Processes are loky's: they start fresh (a fork of a process with threads may hang) and, other than those of the standard library, do not
    run the script again that asked for them. Items are taken while they work, a few ahead.
    """
    rest = iter(items)
    first = list(islice(rest, FEWEST))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(first) < FEWEST or cores == 1:
        yield from map(function, chain(first, rest))
        return
    from loky import ProcessPoolExecutor

    # One thread each: there are as many processes as cores.
    pool = ProcessPoolExecutor(cores, env={"POLARS_MAX_THREADS": "1"}, initializer=_end_with, initargs=(os.getpid(),))
    try:
        pending = deque(pool.submit(function, item) for item in first)
        while pending:
            pending.extend(pool.submit(function, item) for item in islice(rest, max(0, 2 * cores - len(pending))))
            yield pending.popleft().result()
    finally:
        pool.shutdown(kill_workers=True)


def _end_with(parent: int) -> None:
    """End this process soon after the one that it works for, even if that was killed and could not say so."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
