"""Work on all cores: one function over many items, the results in the order of the items."""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from typing import Any, NamedTuple, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Two processes need some 0.7 s to start: with fewer items they are done sooner here.
FEWEST = 3


class Future(Protocol):
    """What becomes a result."""

    def result(self) -> Any:
        """Wait for it."""


class Pool(NamedTuple):
    """Where work is done: what takes a function and an item, and how many of them are done at a time."""

    submit: Callable[..., Future]
    width: int


def count_cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_order(
    function: Callable[[Item], Result], items: Iterable[Item], open_pool: Callable[[], AbstractContextManager[Pool]]
) -> Iterator[Result]:
    """Apply `function`, which a module must hold, to each item: here and now if they are few, else in a pool.

    Items are taken while the pool works, a few ahead; so are results, of which no more than that are waiting at a time.
    """
    rest = iter(items)
    first = list(islice(rest, FEWEST))
    if len(first) < FEWEST:
        yield from map(function, first)
        return
    with open_pool() as pool:
        pending: deque[Future] = deque()
        for item in chain(first, rest):
            pending.append(pool.submit(function, item))
            if len(pending) >= 2 * pool.width:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()


class _Done(NamedTuple):
    value: Any

    def result(self) -> Any:
        return self.value


@contextmanager
def here() -> Iterator[Pool]:
    """Work in this thread, one item after the other."""
    yield Pool(lambda function, item: _Done(function(item)), 1)


@contextmanager
def threads() -> Iterator[Pool]:
    """Work in threads of this process, one per core: for what is array work, and lets others run meanwhile."""
    if count_cores() == 1:
        with here() as pool:
            yield pool
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(count_cores()) as executor:
        yield Pool(executor.submit, count_cores())


@contextmanager
def processes() -> Iterator[Pool]:
    """Work in processes, one per core.

    Notes
    -----
    They are loky's: they start fresh (a fork of a process with threads may hang) and, other than those of the standard library, do not
    run the script again that asked for them.
    """
    if count_cores() == 1:
        with here() as pool:
            yield pool
        return
    from loky import ProcessPoolExecutor

    # One thread each: there are as many processes as cores.
    executor = ProcessPoolExecutor(count_cores(), env={"POLARS_MAX_THREADS": "1"}, initializer=_end_with, initargs=(os.getpid(),))
    try:
        yield Pool(executor.submit, count_cores())
    finally:
        executor.shutdown(kill_workers=True)


def _end_with(parent: int) -> None:
    """End this process soon after the one that it works for, even if that was killed and could not say so."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
