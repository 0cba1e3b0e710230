"""The store: what is kept is not done again, and whatever happens to it, the corpus is the right one."""

import dataclasses
import errno
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from test_segments import assert_same

from analysis import building, count_terms, find, read_corpus, segments, store
from analysis.places import ROOT
from analysis.reading import find_files
from analysis.segments import build_segment
from analysis.store import ARRAYS, TABLES, StoredSegment, StoreError, is_whole
from analysis.vocabulary import Vocabulary

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


def test_the_store_may_be_deleted_at_any_time(articles, monkeypatch):
    read_corpus(articles)
    store.shutil.rmtree(os.environ["ANALYSIS_STORE"])
    assert_same(read_corpus(articles), read_afresh(articles, monkeypatch))


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


def write_lines(file: Path, words: list[str]) -> None:
    file.write_text("".join(json.dumps({"title": f"Day {word}", "text": f"{word} fell. " * 5}) + "\n" for word in words))
    time.sleep(0.1)


WORDS = [f"rain{k}" for k in range(600)]


@pytest.fixture
def lines(articles, monkeypatch) -> Path:
    """One file with an article a line, in ranges of some lines."""
    monkeypatch.setattr(segments, "SIZE", 3_000)
    for name in TEXTS:
        (articles / name).unlink()
    write_lines(articles / "a.jsonl", WORDS)
    return articles


def test_nothing_that_somebody_else_keeps_in_the_same_folder_is_taken_away(articles, tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_STORE", str(articles))
    (articles / "photos").mkdir()
    for entry in articles.iterdir():
        os.utime(entry, (1, 1))
    before = sorted(entry.name for entry in articles.iterdir())
    read_corpus(articles)
    assert [name for name in sorted(entry.name for entry in articles.iterdir()) if not name.startswith("rules-")] == before


def test_threads_that_keep_the_same_segment_at_once_leave_it_whole(articles, tmp_path):
    segment, folder = build_segment(list(find_files(articles))), tmp_path / ("0" * 64)
    for _ in range(20):
        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(lambda _: store.keep(segment, folder), range(4)))
        assert is_whole(folder)
        assert [path.name for path in tmp_path.glob("*.tmp")] == []
        store.shutil.rmtree(folder)


def test_what_is_kept_does_not_depend_on_how_the_words_lie_in_memory(articles, tmp_path):
    words = [f"a word of more than twelve letters {k:03d}" for k in range(100)]
    segment = build_segment(list(find_files(articles)))
    kept_forms = []
    for name, forms in (("in order", pl.Series(words)), ("found backwards", pl.Series(words[::-1]).sort())):
        folder = tmp_path / name
        assert store.keep(dataclasses.replace(segment, vocabulary=Vocabulary(forms)), folder)
        kept_forms.append((folder / "forms.arrow").read_bytes())
    assert kept_forms[0] == kept_forms[1]


def test_a_segment_whose_manifest_names_fewer_files_is_not_whole(articles, capfd):
    read_corpus(articles)
    folder = kept()[0]
    said = store._read_checked(folder / "manifest")
    (folder / "ids.npy").unlink()
    store._write_checked(
        {**said, "files": {name: value for name, value in said["files"].items() if name != "ids.npy"}}, folder / "manifest"
    )
    assert not is_whole(folder)


def test_a_store_that_is_taken_away_while_its_corpus_is_used_is_one_sentence(articles):
    corpus = read_corpus(articles)
    store.shutil.rmtree(os.environ["ANALYSIS_STORE"])
    with pytest.raises(StoreError, match=r"^The store at .* was taken away while it was in use; read the corpus again\.$"):
        count_terms(corpus)


def test_a_large_file_of_lines_that_cannot_be_opened_is_a_problem(lines, monkeypatch):
    (lines / "b.jsonl").symlink_to(lines.parent)  # a folder by that name
    (lines / "c.jsonl").symlink_to(lines / "nowhere")
    monkeypatch.setattr("analysis.reading.files.stamp", lambda found: (10_000_000, 1))
    corpus = read_corpus(lines)
    assert corpus.problems[["file", "action", "reason"]].to_numpy().tolist() == [
        ["b.jsonl", "skipped", "is a linked folder, and links are not followed"],
        ["c.jsonl", "skipped", "is not a file that can be read"],
    ]


def test_what_only_this_process_can_see_is_not_sent_to_others(monkeypatch, tmp_path):
    import fsspec

    monkeypatch.setattr(segments, "SIZE", 1_000)
    monkeypatch.setenv("ANALYSIS_STORE", str(tmp_path / "store"))
    memory = fsspec.filesystem("memory")
    with memory.open("/of-this-process/a.jsonl", "w") as file:
        file.write("".join(json.dumps({"text": f"Rain{k} fell. " * 9}) + "\n" for k in range(200)))
    corpus = read_corpus("memory://of-this-process")
    assert len(corpus.parts) > 3
    assert (corpus.counts.articles, corpus.counts.words, len(corpus.problems)) == (200, 200 * 18, 0)


@pytest.mark.parametrize(
    "changed",
    [[*WORDS, "fog"], WORDS[:-1], ["fog", *WORDS], WORDS[1:], [*WORDS[:300], "fog", *WORDS[300:]], [*WORDS[:300], *WORDS[301:]]],
    ids=["one appended", "the last gone", "one before all", "the first gone", "one between", "one from between gone"],
)
def test_of_a_file_of_many_articles_only_the_ranges_that_changed_are_built_again(lines, monkeypatch, changed):
    ranges = len(read_corpus(lines).parts)
    assert ranges > 16
    done = built(monkeypatch)
    write_lines(lines / "a.jsonl", changed)
    corpus = read_corpus(lines)
    assert len(done) <= 4
    assert corpus.articles.index[-1] == f"a.jsonl:{len(changed)}"
    assert_same(corpus, read_afresh(lines, monkeypatch))


def test_a_file_that_did_not_change_is_not_read_to_see_so(lines, monkeypatch):
    first = read_corpus(lines)
    monkeypatch.setattr(store, "divide", lambda *_: pytest.fail("it was divided again"))
    assert_same(read_corpus(lines), first)


def test_a_damaged_plan_is_made_again_with_a_line_that_says_so(lines, monkeypatch, capfd):
    first = read_corpus(lines)
    [plan] = Path(os.environ["ANALYSIS_STORE"]).rglob("*.plan")
    plan.write_text(plan.read_text().replace("a.jsonl", "b.jsonl", 1))
    assert_same(read_corpus(lines), first)
    assert "this part of it is built again" in capfd.readouterr().err


def test_a_file_that_is_written_while_it_is_read_is_not_kept_under_the_name_of_what_it_was(lines, monkeypatch):
    original = building.build_segment

    def write_meanwhile(files):
        text = (lines / "a.jsonl").read_text()
        (lines / "a.jsonl").write_text(text.replace("fell", "rose"))
        os.utime(lines / "a.jsonl", ns=(1, 1))
        return original(files)

    monkeypatch.setattr(building, "build_segment", write_meanwhile)
    read_corpus(lines)
    monkeypatch.setattr(building, "build_segment", original)
    time.sleep(0.1)
    assert_same(read_corpus(lines), read_afresh(lines, monkeypatch))
    write_lines(lines / "a.jsonl", WORDS)
    assert_same(read_corpus(lines), read_afresh(lines, monkeypatch))
    assert "rose" not in count_terms(read_corpus(lines))["term"].tolist()


# ``make stress`` asks for fifty.
MOMENTS = int(os.environ.get("MOMENTS", "4"))


def test_after_a_build_that_was_killed_the_next_run_is_right_and_so_are_two_at_once(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for k in range(60):
        (folder / f"{k:02d}.txt").write_text(f"Rain fell on day {k}. " * 300)
    write_lines(folder / "more.jsonl", [f"snow{k}" for k in range(400)])
    program = (
        "import time; from analysis import count_terms, read_corpus, segments; segments.SIZE = 20_000; "
        f"t = count_terms(read_corpus({str(folder)!r})); print(len(t), t['n'].sum(), t['n'].max())"
    )
    right = f"{4 + 60 + 400} {60 * 300 * 5 + 400 * 10} {60 * 300 + 400 * 5}\n"

    def start(store):
        environment = {**os.environ, "ANALYSIS_STORE": str(tmp_path / store), "PYTHONPATH": str(ROOT)}
        return subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)

    began = time.monotonic()
    assert start("whole").communicate(timeout=60)[0] == right
    length = time.monotonic() - began
    for k in range(MOMENTS):
        run = start(f"store{k}")
        time.sleep(length * (0.3 + 0.7 * k / MOMENTS))
        run.kill()
        run.communicate()
        assert start(f"store{k}").communicate(timeout=60)[0] == right
    together = [start("shared"), start("shared")]
    assert [run.communicate(timeout=60)[0] for run in together] == [right, right]


def test_the_copies_of_a_large_corpus_are_remembered_and_found_again_where_that_is_damaged(lines, monkeypatch, capfd):
    write_lines(lines / "b.jsonl", WORDS[:200])
    first = read_corpus(lines)
    assert first.articles["copy_of"].notna().sum() == 200
    [kept] = Path(os.environ["ANALYSIS_STORE"]).rglob("*.copies")
    with monkeypatch.context() as patch:
        patch.setattr("analysis.corpus.find_copies", lambda *_: 1 / 0)
        assert_same(read_corpus(lines), first)
    kept.write_bytes(kept.read_bytes()[:-8] + bytes(8))
    assert_same(read_corpus(lines), first)
    assert "The store was damaged" in capfd.readouterr().err


def test_what_was_told_of_columns_is_known_when_a_plan_is_read_again(lines):
    lines.joinpath("columns.toml").write_text('title = "text"\ntext = "title"\n')
    first = read_corpus(lines)
    assert list(Path(os.environ["ANALYSIS_STORE"]).rglob("*.plan"))
    assert_same(read_corpus(lines), first)
    assert first.counts.articles and first.articles["text"].str.startswith("Day ").all()


def test_the_rules_are_all_modules_that_a_segment_is_made_by():
    def imported_by(module):
        source = (ROOT / "analysis" / f"{module}.py").read_text(encoding="utf-8")
        return {
            name for name in re.findall(r"^from \.(\w+) import", source, re.MULTILINE) if name not in store._RULES and name != "reading"
        }

    # How files are written decides nothing.
    assert {name for module in store._RULES for name in imported_by(module)} == {"writing"}


def test_another_version_of_a_library_that_reads_shares_nothing_with_this_one(monkeypatch):
    names = set()
    for version in ("1.0", "1.1", ""):
        monkeypatch.setattr(store, "_version_of", lambda library, version=version: version if library == "trafilatura" else "1")
        names.add(store.name_rules.__wrapped__())
    assert len(names) == 3


def test_the_libraries_of_the_rules_are_those_that_are_installed():
    assert [library for library in store._LIBRARIES if not store._version_of(library)] in ([], ["jieba"])
