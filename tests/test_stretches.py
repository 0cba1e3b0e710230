"""Two changes of a text, one after the other, and the one change that does both."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stretches import Stretch, apply, compose, restore


def change(raw, edits, rule):
    """Make stretches of triples: how many characters to pass, how many to replace, by what."""
    stretches, at = [], 0
    for gap, length, replacement in edits:
        start = at + gap
        at = start + length
        if at > len(raw):
            break
        stretches.append(Stretch(start, at, rule, raw[start:at], replacement))
    return stretches


edits = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4), st.text("XYZ\n ", max_size=5)), max_size=8)


@settings(deadline=None, max_examples=1000)
@given(raw=st.text("abc\n ", max_size=30), first=edits, second=edits)
def test_two_changes_are_one_that_gives_the_same_text_in_rows_that_fit(raw, first, second):
    first = change(raw, first, "one")
    middle = apply(raw, first)
    second = change(middle, second, "two")
    composed = compose(first, second, raw)
    assert apply(raw, composed) == apply(middle, second)
    assert restore(apply(raw, composed), composed) == raw
    assert all(row.text == raw[row.start : row.end] and row.start < row.end for row in composed)
    assert all(one.end <= other.start for one, other in pairwise(composed))
    assert all(row.rule in ("one", "two") for row in composed)


@pytest.mark.parametrize(
    ("raw", "first", "second", "rows"),
    [
        pytest.param("a bc", [(1, 1, "")], [], [(1, 2, "one", " ", "")], id="nothing more"),
        pytest.param("a bc", [], [(1, 1, "")], [(1, 2, "two", " ", "")], id="nothing before"),
        pytest.param("a bc d", [(1, 1, "")], [(2, 1, "C")], [(1, 2, "one", " ", ""), (3, 4, "two", "c", "C")], id="apart"),
        pytest.param("ab", [(0, 1, "xy")], [(1, 1, "")], [(0, 1, "two", "a", "x")], id="inside"),
        pytest.param("abcd", [(1, 2, "xy")], [(0, 2, "")], [(0, 3, "two", "abc", "y")], id="over its edge"),
        pytest.param("abcd", [(1, 1, "x"), (0, 1, "y")], [(1, 2, "z")], [(1, 3, "two", "bc", "z")], id="over two"),
        pytest.param("abc", [(1, 1, "")], [(0, 2, "z")], [(0, 3, "two", "abc", "z")], id="around what is gone"),
        pytest.param("abc", [(1, 1, "")], [(0, 1, "z")], [(0, 1, "two", "a", "z"), (1, 2, "one", "b", "")], id="next to what is gone"),
        pytest.param("ab", [(0, 1, "x")], [(0, 1, "a")], [], id="there and back"),
    ],
)
def test_rows_of_both_that_overlap_are_one_under_the_rule_of_the_second(raw, first, second, rows):
    first = change(raw, first, "one")
    assert compose(first, change(apply(raw, first), second, "two"), raw) == rows


def test_a_weaker_rule_leaves_the_name_to_that_of_the_first():
    first = [Stretch(0, 3, "markup", "<p>", "\n\n")]
    assert compose(first, [Stretch(0, 2, "white space", "\n\n", "")], "<p>Rain", "white space") == [(0, 3, "markup", "<p>", "")]
    assert compose([], [Stretch(0, 1, "white space", " ", "")], " a", "white space") == [(0, 1, "white space", " ", "")]


def test_apply_replaces_stretches_in_their_order():
    changes = [Stretch(4, 6, "white space", "  ", " "), Stretch(11, 12, "white space", "\n", "\n\n")]
    assert apply("Rain  fell.\nAll day.", changes) == "Rain fell.\n\nAll day."
    assert apply("Rain", []) == "Rain"
