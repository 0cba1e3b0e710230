"""A part is its segment, looked at: what is left out and cut off shows in nothing that is read or counted there."""

import json
import re
import shutil
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.cleaning import clean
from analysis.corpus import Corpus
from analysis.parts import REPEATED, Cut, Part, View, name_rows, restore
from analysis.reading import find_files
from analysis.segments import UNITS, Counts, build_segment
from analysis.store import StoredSegment, is_whole, keep
from analysis.words import split_words

NOTHING = Counts(0, 0, 0, 0, 0)
LINES = [
    "Rain fell on the mill.",
    "The mayor spoke. She left.",
    "Sun",
    "Mr. Roe said: “No!”",
    "It rose 3.5 percent",
    "—",
    "China’s U.S. trade.",
]
GAPS = ["\n\n", "\n\n\n", "\n", " \n\n ", "\n\n\n\n\n"]
# Of each article: its lines, the gap after each, how many lines go at the beginning and at the end, whether it is a copy.
ARTICLE = st.tuples(
    st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(GAPS)), min_size=1, max_size=7),
    st.integers(0, 3),
    st.integers(0, 3),
    st.booleans(),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("parts")


def segment_of(folder, texts, stored):
    """Make a segment of texts, each a line of a file; keep it in the store, if that is asked for."""
    records = [{"title": f"Headline {k} of all", "text": text} for k, text in enumerate(texts)]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    segment = build_segment(list(find_files(folder / "a.jsonl")))
    if not stored:
        return segment
    shutil.rmtree(folder / "kept", ignore_errors=True)
    assert keep(segment, folder / "kept") and is_whole(folder / "kept")
    return StoredSegment(folder / "kept")


def part_of(segment, view, before=NOTHING):
    vocabulary = segment.vocabulary
    return Part(segment, np.arange(len(vocabulary.forms), dtype=np.int32), vocabulary.term_of_form, before, view)


def paragraphs_of(text):
    """Give where each paragraph of a text starts and ends."""
    gaps = [match.span() for match in re.finditer("\n{2,3}", text)]
    return list(zip([0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)], strict=True))


def cut_of(text, n_first, n_last, n_stories=7):
    """Cut so many paragraphs off the ends of a text, but not the last one that is left; None if there is nothing to cut."""
    found = paragraphs_of(text)
    n_first = min(n_first, len(found) - 1)
    n_last = min(n_last, len(found) - 1 - n_first)
    if not n_first and not n_last:
        return None
    last = len(found) - n_last
    lines = []
    for (start, end), (following, _) in pairwise(found[: n_first + 1]):
        lines += [(start, end, n_stories), (end, following, 0)]
    for (_, before), (start, end) in pairwise(found[last - 1 :]):
        lines += [(before, start, 0), (start, end, n_stories)]

    def n_words(spans):
        return sum(len(words) for words in split_words([text[start:end] for start, end in spans]))

    stop = found[last - 1][1] if n_last else None
    return Cut(found[n_first][0], stop, n_words(found[:n_first]), n_words(found[last:]), tuple(lines))


def view_of(segment, articles, has_copies):
    """Make the view of a segment that is asked for, and the titles and texts of its articles in it."""
    texts = segment.read("articles", "text")["text"].to_list()
    cuts = {
        row: cut
        for row, (text, (_, first, last, _)) in enumerate(zip(texts, articles, strict=True))
        if text and (cut := cut_of(text, first, last))
    }
    copy_of = {row: "first" for row, (_, _, _, is_copy) in enumerate(articles) if is_copy and row}
    rows = [row for row in range(len(texts)) if has_copies or row not in copy_of]
    left = [texts[row][cuts[row].start : cuts[row].stop] if row in cuts else texts[row] for row in rows]
    return View(copy_of, has_copies, cuts), rows, left


def raw_of(lines):
    return "".join(line + gap for line, gap in lines)


def apply_rows(raw, rows):
    kept, done = [], 0
    for start, end, text, replacement in rows.select("start", "end", "text", "replacement").iter_rows():
        assert start >= done and raw[start:end] == text
        kept += [raw[done:start], replacement]
        done = end
    return "".join([*kept, raw[done:]])


@pytest.mark.parametrize("stored", [False, True], ids=["in memory", "stored"])
def test_without_a_view_a_part_is_its_segment(folder, stored):
    segment = segment_of(folder, ["Rain fell.\n\nSun.", "", "The mayor  spoke.\n\n\nShe left."], stored)
    for view in (View(), View({1: "a.jsonl:1"}, True), View({}, False)):
        part = part_of(segment, view)
        for table in ("articles", "ledger", "problems"):
            assert part.read(table).equals(segment.read(table)), table
        assert part.read("articles", "title", "n_words").equals(segment.read("articles", "title", "n_words"))
        assert part.counts == segment.counts
        assert part.index.ids.tolist() == segment.words.ids.tolist()
        assert part.read_ledger()["n_stories"].is_null().all()


@pytest.mark.parametrize("stored", [False, True], ids=["in memory", "stored"])
@given(st.lists(ARTICLE, min_size=1, max_size=6), st.booleans())
@example([([("Sun", "\n\n"), ("Rain.", "\n\n")], 1, 0, False)], True)
@example([([("—", "\n\n"), ("Rain.", "\n\n\n"), ("—", "")], 1, 1, False), ([("Sun", "")], 0, 0, True)], False)
@example([([("Sun", "")], 0, 0, False), ([("Sun", "")], 0, 0, True)], False)
@settings(deadline=None, max_examples=60)
def test_everything_is_as_in_a_corpus_of_what_is_left(folder, stored, articles, has_copies):
    raw = [raw_of(lines) for lines, _, _, _ in articles]
    segment = segment_of(folder, raw, stored)
    assert len(segment.read("articles", "text")) == len(raw)
    view, rows, left = view_of(segment, articles, has_copies)
    part = part_of(segment, view)
    index, counts, table, ledger = part.index, part.counts, part.read("articles"), part.read("ledger")
    named, copies = part.name_articles().to_list(), part.name_copies().to_list()
    forms = segment.vocabulary.forms

    rebuilt = segment_of(folder, left, False)
    assert counts == rebuilt.counts
    assert [forms[word] for word in index.forms[index.ids].tolist()] == [
        rebuilt.vocabulary.forms[word] for word in rebuilt.words.ids.tolist()
    ]
    for unit in ("articles", "sentences", "paragraphs", "sections"):
        assert getattr(index, unit).tolist() == getattr(rebuilt.words, unit).tolist(), unit
    assert table["text"].to_list() == left
    for unit in UNITS:
        assert table[f"n_{unit}"].to_list() == rebuilt.articles[f"n_{unit}"].to_list(), unit
    assert table["title"].to_list() == [f"Headline {row} of all" for row in rows]
    assert named == [f"a.jsonl:{row + 1}" for row in rows]
    assert copies == [view.copy_of.get(row) for row in rows]
    assert ledger["article"].is_sorted()
    for number, row in enumerate(rows):
        stretches = ledger.filter(pl.col("article") == number)
        assert apply_rows(raw[row], stretches) == left[number]
        n_paragraphs = sum(n_stories > 0 for *_, n_stories in view.cuts[row].lines) if row in view.cuts else 0
        assert stretches["rule"].eq(REPEATED).sum() == n_paragraphs


@pytest.fixture
def part(tmp_path):
    segment = segment_of(tmp_path, ["Rain fell.\n\nSun.\n\nFoot", "The mayor spoke.\n\nFoot", "Rain fell.\n\nSun.\n\nFoot"], False)
    cut = cut_of("Rain fell.\n\nSun.\n\nFoot", 0, 1, 9)
    return part_of(segment, View({2: "a.jsonl:1"}, False, {0: cut, 2: cut}))


def test_single_columns_are_those_of_the_whole_table(part):
    whole = part.read("articles")
    for name in whole.columns:
        assert part.read("articles", name)[name].to_list() == whole[name].to_list(), name
    assert part.read("articles", "n_words", "title").columns == ["n_words", "title"]
    assert whole.columns == part.segment.articles.columns
    assert whole.schema == part.segment.articles.schema


def test_the_ledger_has_a_row_for_each_stretch_that_is_cut(part):
    rows = part.read_ledger().rows()
    assert rows == [
        ("a.jsonl:1", 16, 18, "white space", "\n\n", "", None),
        ("a.jsonl:1", 18, 22, REPEATED, "Foot", "", 9),
    ]
    assert part.read("ledger", "article", "rule").rows() == [(0, "white space"), (0, REPEATED)]


def test_a_cut_changes_the_digest_of_its_article_alone(part):
    before, after = part.segment.articles["sha256"].to_list(), part.read("articles", "sha256")["sha256"].to_list()
    assert len(after) == 2 and after[0] != before[0] and after[1] == before[1]
    other = part_of(part.segment, View({}, True, {0: cut_of("Rain fell.\n\nSun.\n\nFoot", 1, 0)}))
    assert other.read("articles", "sha256")["sha256"][0] not in (before[0], after[0])


def test_the_segment_itself_never_changes(part):
    before = [part.segment.read(table).clone() for table in ("articles", "ledger", "problems", "edges")]
    ids = part.segment.words.ids.copy()
    assert part.counts.articles == 2
    for table in ("articles", "ledger", "problems"):
        part.read(table)
    assert [
        part.segment.read(table).equals(one) for table, one in zip(("articles", "ledger", "problems", "edges"), before, strict=True)
    ] == [True] * 4
    assert (part.segment.words.ids == ids).all()


def test_a_copy_that_is_left_out_is_a_problem_and_one_that_is_kept_is_named(part):
    reason = "is a copy of a.jsonl:1, and copies are left out"
    assert part.read_problems().rows() == [("a.jsonl", "line 3", "skipped", reason)]
    kept = part_of(part.segment, View({2: "a.jsonl:1"}, True))
    assert kept.read_problems().is_empty()
    assert kept.name_copies().to_list() == [None, None, "a.jsonl:1"]
    assert part.name_copies().to_list() == [None, None]


def test_a_part_all_of_whose_articles_are_left_out_is_empty(part):
    empty = part_of(part.segment, View(dict.fromkeys(range(3), "b.txt"), False))
    assert empty.counts == NOTHING
    assert empty.read("articles").is_empty() and empty.read_ledger().is_empty() and empty.name_articles().is_empty()
    assert len(empty.read_problems()) == 3
    corpus = Corpus((empty, part_of(part.segment, View())), part.segment.vocabulary)
    assert len(corpus.articles) == 3 and len(corpus.index.ids) == part.segment.counts.words


def test_an_article_that_is_cut_and_left_out_leaves_no_trace(part):
    left_out = part_of(part.segment, View({0: "b.txt", 2: "b.txt"}, False, part.view.cuts))
    assert left_out.read("articles", "text")["text"].to_list() == ["The mayor spoke.\n\nFoot"]
    assert left_out.read_ledger().is_empty()
    assert left_out.counts == Counts(1, 4, 2, 2, 1)


@pytest.mark.parametrize(
    ("file", "item", "before", "name"),
    [("a.txt", None, 0, "a.txt"), ("a.jsonl", 3, 0, "a.jsonl:3"), ("a.jsonl", 3, 1000, "a.jsonl:1003"), ("b/c.csv", 1, 0, "b/c.csv:1")],
)
def test_an_article_is_named_after_its_file_and_its_place_in_it(file, item, before, name):
    table = pl.DataFrame({"file": [file], "item": [item]}, schema={"file": pl.String, "item": pl.Int64})
    assert name_rows(table, before).to_list() == [name]


@given(st.text(st.sampled_from("ab \n\t.A1"), max_size=80))
@settings(deadline=None)
@example("A title\nTime:2023-05-31\n\n\n\nBEIJING, May 29 -- Rain  fell.\n\nGot likes0\n")
def test_a_raw_text_is_put_together_again_from_the_text_and_the_ledger(raw):
    cleaned = clean(raw)
    assert restore(cleaned.text, cleaned.stretches) == raw
