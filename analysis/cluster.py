"""Work on the machines of a Dask cluster: it sends the work, and has that of a lost worker done again. None of that is code of our own."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from . import places
from .store import name_rules, open_store
from .workers import Pool

if TYPE_CHECKING:
    from distributed import Client


class ClusterError(RuntimeError):
    """The cluster cannot do the work; the message is one sentence that says what to do."""


def open_cluster(client: "Client | None" = None) -> Callable[[], AbstractContextManager[Pool]] | None:
    """Give what opens the pool of a Dask cluster: `client`'s, else that at ``ANALYSIS_DASK``; None if there is neither.

    Raises
    ------
    ClusterError
        If the scheduler cannot be reached, or the workers do not see this machine's store or have another version of the rules.
    """
    address = places.cluster_address()
    if client is None and not address:
        return None
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError("Dask is not installed; install this package with its extra «cluster», or leave DASK out.") from None
    if client is None:
        try:
            client = Client(address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"There is no Dask scheduler at {address} ({type(error).__name__}); start one, or leave DASK out.") from None
    _check(client)
    return _Cluster(client)


class _Cluster:
    """What opens the pool of a cluster."""

    def __init__(self, client: "Client") -> None:
        self.client = client

    @contextmanager
    def __call__(self) -> Iterator[Pool]:
        from distributed import CancelledError, KilledWorker, TimeoutError
        from distributed.comm import CommClosedError

        client, name = self.client, _name(self.client)
        try:
            width = sum(client.nthreads().values())
            # Never the same task twice by name: what is in the store may have changed meanwhile.
            yield Pool(lambda function, item: client.submit(function, item, pure=False), max(1, width))
        except KilledWorker:
            raise ClusterError(f"Worker after worker of the cluster at {name} died; give each more memory, or fewer threads.") from None
        except (CancelledError, CommClosedError, TimeoutError):
            raise ClusterError(f"The Dask scheduler at {name} is gone; start it again: what was read is in the store.") from None


def _name(client: "Client") -> str:
    return str(client.scheduler.address) if client.scheduler else "?"


def _check(client: "Client") -> None:
    """Complain, before any work is done, about a cluster that could only do it wrongly."""
    store, name = open_store(), _name(client)
    if store is None:
        raise ClusterError(
            f"The store at {places.store_folder()} cannot be written; name a folder that all machines share: ANALYSIS_STORE."
        )
    try:
        with tempfile.NamedTemporaryFile(dir=store.folder, prefix=".seen-") as token:
            looks = client.run(_look, name_rules(), token.name, on_error="return")
    except (OSError, TimeoutError) as error:
        raise ClusterError(f"The Dask scheduler at {name} is gone; start it again ({type(error).__name__}).") from None
    answers = {worker: look for worker, look in sorted(looks.items()) if not isinstance(look, OSError)}  # one may just have died
    if not answers:
        raise ClusterError(f"The cluster at {name} has no workers; start some, with «dask worker {name}».")
    for worker, look in answers.items():
        if isinstance(look, ModuleNotFoundError):
            raise ClusterError(f"The worker {worker} lacks {look.name}; install this package there, in the same version.")
        if isinstance(look, Exception):
            raise ClusterError(f"The worker {worker} cannot work ({type(look).__name__}: {look}); start it again.")
        has_rules, sees_store = look
        if not has_rules:
            raise ClusterError(f"The worker {worker} has another version of this package or of polars; install the same as here.")
        if not sees_store:
            raise ClusterError(f"The worker {worker} does not see {store.folder}; name a folder that all machines share: ANALYSIS_STORE.")


def _look(rules: str, seen: str) -> tuple[bool, bool]:
    """Tell, on a worker, whether it has these rules and sees this file."""
    return name_rules() == rules, Path(seen).exists()
