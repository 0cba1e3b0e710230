"""Where one segment ends and the next begins must not show in anything."""

import dataclasses
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import count_phrases, count_terms, find, read_corpus, segments
from analysis.index import build_index, join_indexes
from analysis.reading import File, ReadingError, find_files
from analysis.segments import SIZE, Segment, build_segment, plan_segments
from analysis.store import StoredSegment
from analysis.vocabulary import join_vocabularies

TEXTS = {
    "a.txt": "Mayor opens bridge\nTime:2023-05-31\n\nBEIJING, May 29 -- The space station.  It rains.\n",
    "b.txt": "",
    "c.txt": "—",
    "d.txt": "China’s space station.\n\n\nGot likes0\n",
    "e.txt": b"Caf\xe9 Europa. The space station",
    "f.pdf": "x",
    "g.txt": "Station life. Space",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def assert_same(one, other) -> None:
    for table in ("articles", "ledger", "problems"):
        assert getattr(one, table).equals(getattr(other, table)), table
        assert (getattr(one, table).dtypes == getattr(other, table).dtypes).all(), table
    assert one.vocabulary.forms.to_list() == other.vocabulary.forms.to_list()
    for name in ("ids", "articles", "sentences", "paragraphs", "sections"):
        assert getattr(one.index, name).tolist() == getattr(other.index, name).tolist(), name
        assert getattr(one.index, name).dtype == getattr(other.index, name).dtype, name
    assert one.digest == other.digest


@pytest.mark.parametrize("size", [0, 30, 60, 100])
def test_segments_of_any_size_give_the_same_corpus(folder, monkeypatch, size):
    whole = read_corpus(folder)
    monkeypatch.setattr(segments, "SIZE", size)
    assert len(list(plan_segments(find_files(folder)))) > 1
    parted = read_corpus(folder)
    assert_same(parted, whole)
    assert count_terms(parted).equals(count_terms(whole))
    assert count_terms(parted, words=2, by="article").equals(count_terms(whole, words=2, by="article"))
    assert count_phrases(parted).equals(count_phrases(whole))
    assert find(parted, "space station").equals(find(whole, "space station"))
    assert find(whole, "space station")["article_id"].tolist() == ["a.txt", "d.txt", "e.txt"]


def test_problems_stand_in_the_order_of_the_files(folder):
    assert read_corpus(folder).problems["file"].tolist() == ["b.txt", "c.txt", "e.txt", "f.pdf"]


def test_a_large_folder_is_read_by_other_processes_and_then_from_the_store_to_the_same_corpus(folder, monkeypatch):
    for name, text in (("h.txt", "Rain fell. "), ("i.txt", "The space station. "), ("j.txt", "The sun shines. ")):
        (folder / name).write_text(text * (SIZE // 10))
    assert len(list(plan_segments(find_files(folder)))) == 3
    time.sleep(0.1)  # what has just been changed is not kept
    by_others, stored = read_corpus(folder), read_corpus(folder)
    assert all(isinstance(part.segment, StoredSegment) for part in (*by_others.parts, *stored.parts))
    monkeypatch.setattr(segments, "SIZE", 100 * SIZE)
    in_memory = read_corpus(folder)
    assert isinstance(in_memory.parts[0].segment, Segment)
    for corpus in (by_others, stored):
        assert_same(corpus, in_memory)
        assert find(corpus, "space station", rows=9).equals(find(in_memory, "space station", rows=9))
        assert count_terms(corpus).equals(count_terms(in_memory))


def files_of(sizes, first=0):
    return [File(f"/{k}", f"{k}.txt", size) for k, size in enumerate(sizes, first)]


def test_a_segment_is_neither_much_smaller_nor_much_larger_than_others():
    plan = list(plan_segments(files_of([SIZE // 1000] * 20_000)))
    sizes = [sum(file.size for file in segment) for segment in plan]
    assert [file for segment in plan for file in segment] == files_of([SIZE // 1000] * 20_000)
    assert all(SIZE / 2 <= size < 2.1 * SIZE for size in sizes[:-1])
    assert sizes[-1] < 2.1 * SIZE


def test_a_file_larger_than_a_segment_ends_one():
    plan = list(plan_segments(files_of([1, 3 * SIZE, 1])))
    assert [[file.size for file in segment] for segment in plan] == [[1, 3 * SIZE], [1]]


@pytest.mark.parametrize("at", [0, 5_000, 9_999])
def test_one_file_more_or_less_leaves_all_segments_but_its_own(at):
    files = files_of([SIZE // 1000] * 10_000)
    before = {tuple(segment) for segment in plan_segments(files)}
    without = {tuple(segment) for segment in plan_segments([*files[:at], *files[at + 1 :]])}
    assert len(before) > 8
    assert len(before - without) <= 2
    assert len(without - before) <= 2


def test_without_files_there_is_one_segment_with_nothing_in_it():
    assert list(plan_segments([])) == [[]]
    segment = build_segment([])
    assert (len(segment.articles), len(segment.ledger), len(segment.problems), len(segment.words.ids)) == (0, 0, 0, 0)


def test_a_named_file_that_cannot_be_read_is_an_error(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(ReadingError, match=r"a\.txt is empty"):
        build_segment(list(find_files(tmp_path / "a.txt")))


def test_a_segment_knows_the_article_of_each_row_of_its_ledger(folder):
    segment = build_segment(list(find_files(folder)))
    names = segment.articles["file"].gather(segment.ledger["article"])
    assert names.unique(maintain_order=True).to_list() == ["a.txt", "d.txt"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.text("ab.C’s \n", max_size=20).map(lambda text: " ".join(text.split(" "))), max_size=3), min_size=1, max_size=4)
)
def test_joined_indexes_are_the_index_of_all(parts):
    words, whole = build_index([text for part in parts for text in part])
    built = [build_index(part) for part in parts]
    vocabulary, rows = join_vocabularies([vocabulary for vocabulary, _ in built])
    indexes = [
        dataclasses.replace(index, forms=forms, terms=vocabulary.term_of_form[forms]) for (_, index), forms in zip(built, rows, strict=True)
    ]
    joined = join_indexes(indexes, vocabulary)
    assert vocabulary.forms.to_list() == words.forms.to_list()
    for name in ("forms", "terms", "ids", "articles", "sentences", "paragraphs", "sections"):
        assert getattr(joined, name).dtype == getattr(whole, name).dtype
        assert np.array_equal(getattr(joined, name), getattr(whole, name)), name
