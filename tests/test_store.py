"""The store: what is kept is not done again, and whatever happens to it, the corpus is the right one."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_segments import assert_same

from analysis import building, count_terms, find, read_corpus, segments, store
from analysis.places import ROOT
from analysis.store import ARRAYS, TABLES, StoredSegment, is_whole

TEXTS = {
    "a.txt": "Mayor opens bridge\nTime:2023-05-31\n\nBEIJING, May 29 -- The space station.  It rains.\n",
    "b.txt": "",
    "c.txt": "—",
    "d.txt": "China’s space station.\n\n\nSun. Rain fell\n\nGot likes0\n",
    "e.txt": b"Caf\xe9 Europa. The space station",
}


@pytest.fixture
def articles(tmp_path, monkeypatch) -> Path:
    """A folder in which each file is a segment, a store of its own, and no other processes."""
    monkeypatch.setattr(segments, "SIZE", 0)
    monkeypatch.setattr(building, "map_in_order", lambda function, items, _: map(function, items))
    monkeypatch.setenv("ANALYSIS_STORE", str(tmp_path / "store"))
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    time.sleep(0.1)  # what has just been changed is not kept
    return folder


def read_afresh(folder, monkeypatch):
    """Read without the store."""
    with monkeypatch.context() as patch:
        patch.setattr(segments, "SIZE", 1_000_000)
        return read_corpus(folder)


def kept() -> list[Path]:
    return sorted(path.parent for path in Path(os.environ["ANALYSIS_STORE"]).rglob("manifest"))


def built(monkeypatch) -> list[str]:
    """Remember which files are built from now on."""
    done: list[str] = []
    original = building.build_segment

    def remember(files):
        done.extend(file.name for file in files)
        return original(files)

    monkeypatch.setattr(building, "build_segment", remember)
    return done


def test_what_is_kept_is_not_built_again_and_is_the_same(articles, monkeypatch):
    first = read_corpus(articles)
    done = built(monkeypatch)
    second = read_corpus(articles)
    assert done == []
    assert len(kept()) == len(TEXTS)
    assert all(isinstance(part.segment, StoredSegment) for part in second.parts)
    for corpus in (first, second):
        assert_same(corpus, read_afresh(articles, monkeypatch))
    assert find(second, "space station").equals(find(read_afresh(articles, monkeypatch), "space station"))


@pytest.mark.parametrize(
    ("change", "done"),
    [
        (lambda folder: (folder / "d.txt").write_text("Fog came"), ["d.txt"]),
        (lambda folder: (folder / "d.txt").rename(folder / "f.txt"), ["f.txt"]),
        (lambda folder: (folder / "bb.txt").write_text("Fog. Fog"), ["bb.txt"]),
        (lambda folder: (folder / "d.txt").unlink(), []),
        (lambda folder: os.utime(folder / "d.txt", ns=(1, 1)), ["d.txt"]),
    ],
    ids=["changed", "renamed", "added", "removed", "touched"],
)
def test_only_what_changed_is_built_again(articles, monkeypatch, change, done):
    read_corpus(articles)
    names = built(monkeypatch)
    change(articles)
    corpus = read_corpus(articles)
    assert names == done
    assert_same(corpus, read_afresh(articles, monkeypatch))


def test_a_change_that_leaves_size_and_time_as_they_were_is_seen(articles, monkeypatch):
    before = (articles / "d.txt").stat()
    read_corpus(articles)
    (articles / "d.txt").write_text(TEXTS["d.txt"].replace("Sun", "Fog"))
    os.utime(articles / "d.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (articles / "d.txt").stat().st_size == before.st_size
    assert "fog" in count_terms(read_corpus(articles))["term"].tolist()


def test_a_file_that_has_just_been_changed_is_not_kept(articles, monkeypatch):
    monkeypatch.setattr(building, "SETTLED", 3600 * 10**9)
    corpus = read_corpus(articles)
    assert kept() == []
    assert_same(corpus, read_afresh(articles, monkeypatch))


def test_other_rules_share_nothing(articles, monkeypatch):
    read_corpus(articles)
    monkeypatch.setattr(store, "name_rules", lambda: "other")
    done = built(monkeypatch)
    read_corpus(articles)
    assert done == list(TEXTS)


@pytest.mark.parametrize("name", [*(f"{table}.arrow" for table in TABLES), *(f"{array}.npy" for array in ARRAYS), "manifest"])
@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "longer"])
def test_a_damaged_segment_is_built_again_with_a_line_that_says_so(articles, monkeypatch, capfd, name, damage):
    expected = read_corpus(articles)
    for folder in kept():
        path = folder / name
        data = bytearray(path.read_bytes())
        if damage == "gone":
            path.unlink()
            continue
        if damage == "flipped":
            data[len(data) // 2] ^= 1
        path.write_bytes(data[:-1] if damage == "cut" else data + b"0" if damage == "longer" else data)
    done = built(monkeypatch)
    corpus = read_corpus(articles)
    assert done == list(TEXTS)
    assert_same(corpus, expected)
    assert capfd.readouterr().err.count("this part of it is built again") == len(TEXTS)
    assert all(map(is_whole, kept()))


def test_the_store_may_be_deleted_while_a_corpus_of_it_is_open(articles, monkeypatch):
    corpus = read_corpus(articles)
    expected = count_terms(corpus)
    store.shutil.rmtree(os.environ["ANALYSIS_STORE"])
    assert_same(read_corpus(articles), read_afresh(articles, monkeypatch))
    assert count_terms(corpus).equals(expected)


def test_on_a_full_disk_the_corpus_stays_in_memory(articles, monkeypatch):
    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "_measure", fail)
    corpus = read_corpus(articles)
    assert kept() == []
    assert list(Path(os.environ["ANALYSIS_STORE"]).rglob("*.tmp")) == []
    assert_same(corpus, read_afresh(articles, monkeypatch))


def test_where_there_can_be_no_store_the_corpus_stays_in_memory(articles, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ANALYSIS_STORE", str(tmp_path / "file" / "store"))
    assert_same(read_corpus(articles), read_afresh(articles, monkeypatch))


def test_a_segment_that_another_run_has_kept_meanwhile_is_taken(articles, monkeypatch):
    original = store._write

    def write_twice(segment, folder):
        original(segment, folder)
        target = Path(str(folder).rpartition("-")[0])
        if not target.exists():
            original(segment, target)  # the other run

    monkeypatch.setattr(store, "_write", write_twice)
    assert_same(read_corpus(articles), read_afresh(articles, monkeypatch))
    assert len(kept()) == len(TEXTS)
    assert list(Path(os.environ["ANALYSIS_STORE"]).rglob("*.tmp")) == []


def test_what_was_not_used_for_long_is_taken_away(articles):
    read_corpus(articles)
    old, *others = kept()
    leftover = old.with_name(old.name + "-123.tmp")
    leftover.mkdir()
    for folder in (leftover, old):
        os.utime(folder, (1, 1))
    (articles / "a.txt").unlink()  # one of them may be its: then it is old and not used
    read_corpus(articles)
    assert not leftover.exists()
    assert len(kept()) >= len(others)


def test_runs_that_are_killed_or_share_the_store_never_give_a_wrong_answer(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for k in range(60):
        (folder / f"{k:02d}.txt").write_text(f"Rain fell on day {k}. " * 300)
    time.sleep(0.1)
    program = (
        "from analysis import count_terms, read_corpus, segments; segments.SIZE = 20_000; "
        f"t = count_terms(read_corpus({str(folder)!r})); print(len(t), t['n'].sum(), t['n'].max())"
    )
    environment = {**os.environ, "ANALYSIS_STORE": str(tmp_path / "store"), "PYTHONPATH": str(ROOT)}

    def start():
        return subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)

    for moment in (0.6, 1.0, 1.3, 1.6):
        run = start()
        time.sleep(moment)
        run.kill()
        run.communicate()
    together = [start(), start()]
    said = [run.communicate(timeout=60)[0] for run in together]
    assert said == [f"{4 + 60} {60 * 300 * 5} {60 * 300}\n"] * 2
