"""A Dask cluster on this machine: the same bytes as without one, whoever is killed, and one sentence where the work cannot be done."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_segments import assert_same

from analysis import count_phrases, count_terms, count_themes, find, read_corpus, read_lexicon, segments
from analysis.cluster import ClusterError, open_cluster
from analysis.places import ROOT
from analysis.store import StoredSegment

ADDRESS = "tcp://127.0.0.1:{}"
WORDS = "rain sun fog wind snow space station science policy of the and in Oslo Rome".split()


def write_articles(file: Path, articles: int) -> None:
    """Write articles whose words differ from one to the next, one a line."""
    with file.open("w") as out:
        for k in range(articles):
            sentences = (f"The {WORDS[(k + n) % 15]} of {WORDS[(k * 7 + n) % 15]} met word{k % 997} in Oslo, {n} times." for n in range(30))
            record = {"title": f"Story {k}", "published": f"2023-{1 + k % 12:02d}-11", "text": " ".join(sentences)}
            out.write(json.dumps(record) + "\n")


class Machines:
    """A scheduler and workers as processes of their own, on the loopback address."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.address, self.started = folder, ADDRESS.format(port), []
        self.scheduler = self.start("scheduler", "--port", str(port), "--no-dashboard")

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], "--host", "127.0.0.1", *arguments[1:]]
        log = (self.folder / f"{len(self.started)}.log").open("w")
        kept = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        self.started.append(subprocess.Popen(command, stdout=log, stderr=log, env=kept, cwd=self.folder))
        return self.started[-1]

    def start_worker(self, **environment: str) -> subprocess.Popen:
        here = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory", str(self.folder))
        return self.start("worker", self.address, *here, **environment)

    def wait_for(self, workers: int) -> None:
        from distributed import Client

        with Client(self.address, timeout="60s") as client:
            if workers:
                client.wait_for_workers(workers, timeout=60)

    def end(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def ports() -> Iterator[int]:
    """Ports that nobody uses: the first of many, told by the number of this process."""
    return iter(range(20_000 + os.getpid() % 20_000, 65_000))


@pytest.fixture
def machines(tmp_path: Path, ports: Iterator[int]) -> Iterator[Callable[[int], Machines]]:
    made: list[Machines] = []

    def make(workers: int) -> Machines:
        folder = tmp_path / f"machines{len(made)}"
        folder.mkdir()
        made.append(Machines(folder, next(ports)))
        for _ in range(workers):
            made[-1].start_worker()
        made[-1].wait_for(workers)
        return made[-1]

    yield make
    for one in made:
        one.end()


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two thousand articles in some ten segments, settled, and a store of their own."""
    monkeypatch.setattr(segments, "SIZE", 400_000)
    monkeypatch.setenv("ANALYSIS_STORE", str(tmp_path / "store"))
    folder = tmp_path / "articles"
    folder.mkdir()
    write_articles(folder / "a.jsonl", 2_000)
    time.sleep(0.1)
    return folder


def read_alone(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Read without the cluster, and without what it has stored."""
    with monkeypatch.context() as patch:
        patch.setenv("ANALYSIS_STORE", str(tmp_path / "another store"))
        patch.delenv("ANALYSIS_DASK", raising=False)
        return read_corpus(articles)


def test_a_cluster_gives_the_same_corpus_and_counts_as_this_machine_alone(articles, machines, tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_DASK", machines(2).address)
    corpus, alone = read_corpus(articles), read_alone(articles, tmp_path, monkeypatch)
    assert len(corpus.parts) > 5
    assert all(isinstance(part.segment, StoredSegment) for part in corpus.parts)
    assert_same(corpus, alone)
    assert count_terms(corpus).equals(count_terms(alone))
    assert count_terms(corpus, words=2, by="month").equals(count_terms(alone, words=2, by="month"))
    assert count_phrases(corpus).equals(count_phrases(alone))
    assert count_themes(corpus, read_lexicon(), by="month").equals(count_themes(alone, read_lexicon(), by="month"))
    assert find(corpus, "space station", rows=50).equals(find(alone, "space station", rows=50))


def test_what_a_cluster_stored_is_the_same_bytes_as_what_this_machine_stores(articles, machines, tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_DASK", machines(2).address)
    read_corpus(articles)
    read_alone(articles, tmp_path, monkeypatch)
    stores = [
        {path.relative_to(store): path.read_bytes() for path in store.rglob("*") if path.is_file()}
        for store in (tmp_path / "store", tmp_path / "another store")
    ]
    assert sorted(stores[0]) == sorted(stores[1])
    assert [name for name in stores[0] if stores[0][name] != stores[1][name]] == []


def test_a_client_may_be_given_instead_of_an_address(articles, machines, tmp_path, monkeypatch):
    from distributed import Client

    with Client(machines(1).address) as client:
        assert_same(read_corpus(articles, client=client), read_alone(articles, tmp_path, monkeypatch))


@pytest.mark.parametrize("moment", [0.1, 0.4, 0.8])
def test_what_a_worker_did_that_is_killed_is_done_again(articles, machines, tmp_path, monkeypatch, moment):
    cluster = machines(2)
    write_articles(articles / "b.jsonl", 6_000)
    time.sleep(0.1)
    monkeypatch.setenv("ANALYSIS_DASK", cluster.address)
    killer = subprocess.Popen(["sh", "-c", f"sleep {moment}; kill -9 {cluster.started[1].pid}"])
    corpus = read_corpus(articles)
    killer.wait()
    assert_same(corpus, read_alone(articles, tmp_path, monkeypatch))
    assert count_terms(corpus)["n"].sum() == corpus.counts.words


def test_when_the_scheduler_is_killed_one_sentence_says_so_and_the_store_is_unharmed(articles, machines, tmp_path, monkeypatch):
    cluster = machines(2)
    write_articles(articles / "b.jsonl", 6_000)
    time.sleep(0.1)
    monkeypatch.setenv("ANALYSIS_DASK", cluster.address)
    killer = subprocess.Popen(["sh", "-c", f"sleep 0.5; kill -9 {cluster.scheduler.pid}"])
    with pytest.raises(ClusterError, match=r"^The Dask scheduler at tcp://127.0.0.1:\d+ is gone; start it again.*\.$"):
        read_corpus(articles)
    killer.wait()
    monkeypatch.delenv("ANALYSIS_DASK")
    assert_same(read_corpus(articles), read_alone(articles, tmp_path, monkeypatch))


def test_an_address_where_nobody_is_is_one_sentence(articles, monkeypatch, ports):
    monkeypatch.setenv("ANALYSIS_DASK", ADDRESS.format(next(ports)))
    with pytest.raises(ClusterError, match=r"^There is no Dask scheduler at tcp://.*; start one, or leave DASK out\.$"):
        read_corpus(articles)


def test_a_cluster_without_workers_is_one_sentence(articles, machines, monkeypatch):
    monkeypatch.setenv("ANALYSIS_DASK", machines(0).address)
    with pytest.raises(ClusterError, match=r"has no workers; start some"):
        read_corpus(articles)


def test_a_worker_that_does_not_see_the_store_is_one_sentence(articles, machines, monkeypatch, tmp_path):
    monkeypatch.setenv("ANALYSIS_DASK", machines(1).address)
    monkeypatch.setattr("analysis.cluster._look", lambda rules, seen: (True, False))
    with pytest.raises(
        ClusterError, match=r"^The worker tcp://\S+ does not see .*; name a folder that all machines share: ANALYSIS_STORE\.$"
    ):
        read_corpus(articles)


def test_a_worker_with_other_rules_is_one_sentence(articles, machines, monkeypatch):
    monkeypatch.setenv("ANALYSIS_DASK", machines(1).address)
    monkeypatch.setattr("analysis.cluster.name_rules", lambda: "other")
    with pytest.raises(
        ClusterError, match=r"^The worker tcp://\S+ has another version of this package or of polars; install the same as here\.$"
    ):
        read_corpus(articles)


def test_without_an_address_nothing_of_dask_is_loaded(monkeypatch):
    monkeypatch.delenv("ANALYSIS_DASK", raising=False)
    assert open_cluster() is None
    program = "import sys, analysis.cluster; analysis.cluster.open_cluster(); print('distributed' in sys.modules, 'dask' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said == "False False\n"
