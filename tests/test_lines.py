"""Lines and paragraphs of a raw text, and whether somebody broke paragraphs into lines at a width."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.lines import Line, find_lines, find_width, had_no_room, join_lines

STORY = (
    "The mayor opened the bridge on Monday in front of hundreds of people who had waited for it since the spring, and said "
    "that the town would never be the same again, since the road to the harbour is next and the money for it has been found."
)


def lines_of(raw):
    return [raw[line.start : line.end] for line in find_lines(raw)]


def breaks_of(raw):
    return [line.breaks for line in find_lines(raw)]


@pytest.mark.parametrize("raw", ["", " ", "\n", "\r\n\r\n", " \t\u00a0\n\u3000\n"])
def test_a_text_of_white_space_alone_has_no_lines(raw):
    assert find_lines(raw) == []


def test_a_line_is_where_its_text_is_without_the_white_space_around_it():
    assert find_lines("  Rain fell.\t\n\u00a0Sun\u3000") == [Line(2, 12, 1), Line(15, 18, 0)]


def test_white_space_inside_a_line_belongs_to_it():
    assert lines_of("Rain \t fell.") == ["Rain \t fell."]


def test_a_line_whose_text_stands_in_the_line_before_as_well_is_not_mixed_up_with_it():
    assert find_lines("ab\nb") == [Line(0, 2, 1), Line(3, 4, 0)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_is_one_break(end):
    assert lines_of(f"Rain.{end}Sun.{end}{end}Fog.{end}{end}{end}Ice.") == ["Rain.", "Sun.", "Fog.", "Ice."]
    assert breaks_of(f"Rain.{end}Sun.{end}{end}Fog.{end}{end}{end}Ice.") == [1, 2, 3, 0]


def test_lines_that_hold_nothing_but_white_space_are_blank():
    assert breaks_of("Rain.\n \nSun.\n\t\n\u00a0\nFog.") == [2, 3, 0]


def test_no_breaks_are_counted_before_the_first_line_or_after_the_last():
    assert find_lines("\n\nRain.\n\n\n") == [Line(2, 7, 0)]


pieces = st.lists(
    st.sampled_from(
        ["Rain", "fell.", " ", "\t", "\n", "\r\n", "\r", "\u00a0", "\u2028", "\x0c", "\x1c", "\u3000", "\u200b", "“", "e\u0301", "北京"]
    )
).map("".join)


@settings(deadline=None)
@given(pieces)
def test_the_lines_hold_all_text_and_no_white_space_at_their_edges(raw):
    lines = find_lines(raw)
    outside = "".join(
        raw[a:b] for a, b in zip([0, *(line.end for line in lines)], [*(line.start for line in lines), len(raw)], strict=True)
    )
    assert outside.strip() == ""
    assert all(raw[line.start : line.end] == raw[line.start : line.end].strip() != "" for line in lines)
    assert all(line.breaks > 0 for line in lines[:-1])


# Broken at a width


@pytest.mark.parametrize("width", [50, 65, 72, 80, 110])
def test_the_width_of_a_paragraph_broken_where_the_next_word_had_no_room_is_that_of_its_longest_line(width):
    raw = textwrap.fill(STORY, width)
    assert find_width(raw, find_lines(raw)) == max(map(len, raw.split("\n")))


def test_wrapped_paragraphs_may_stand_next_to_paragraphs_of_one_line():
    raw = f"Mayor opens bridge\n\n{textwrap.fill(STORY, 65)}\n\nNo one was hurt.\n\n{textwrap.fill(STORY, 65)}"
    assert find_width(raw, find_lines(raw))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(STORY, id="one line"),
        pytest.param("", id="no line"),
        pytest.param("\n\n".join(textwrap.wrap(STORY, 65)), id="lines parted by blank ones"),
        pytest.param("\n".join([STORY, STORY, STORY]), id="paragraphs of one long line each"),
        pytest.param(textwrap.fill(STORY, 200), id="wider than anybody wraps"),
        pytest.param(textwrap.fill(STORY, 30), id="narrow as a poem"),
        pytest.param(
            "\n".join(["Rain fell.", "The mayor opened the bridge in front of hundreds of people.", "Sun.", "Fog."]), id="short paragraphs"
        ),
        pytest.param("\n".join(textwrap.wrap(STORY, 65)[:2]), id="two lines show no width"),
        pytest.param(
            "\n".join(["Rain fell.", *textwrap.wrap(STORY, 65)[:3], "Sun.", *textwrap.wrap(STORY, 65)[:2], "Fog."]),
            id="some lines with room left",
        ),
        pytest.param(
            "The mayor opened the bridge on Monday in front of hundreds.\nThe bridge cost nine million and took four years to finish.\n"
            "The next step is the road to the harbour, said the council.",
            id="sentences of like length",
        ),
    ],
)
def test_these_are_not_wrapped(raw):
    assert find_width(raw, find_lines(raw)) == 0


def test_a_line_had_no_room_where_a_space_and_the_next_word_would_have_passed_the_width():
    raw = "Rain fell\nhere all\nday."
    first, second, third = find_lines(raw)
    assert had_no_room(raw, first, second, 13)
    assert not had_no_room(raw, first, second, 14)
    assert had_no_room(raw, second, third, 12)
    assert not had_no_room(raw, second, third, 13)


def test_lines_that_no_blank_line_parts_are_joined_into_one_paragraph():
    raw = "Rain\nfell.\n\nSun.\n\n\nFog\nand\nice."
    assert join_lines(find_lines(raw)) == [Line(0, 10, 2), Line(12, 16, 3), Line(19, 31, 0)]


def test_nothing_is_joined_when_there_is_nothing():
    assert join_lines([]) == []


words = st.sampled_from("a in the rain fell town people harbour, U.S. 330,000 “Xi’s café Shenzhou said. reconstruction".split())


@settings(deadline=None, max_examples=50)
@given(
    paragraphs=st.lists(st.lists(words, max_size=40).map(lambda more: STORY.split() + more), min_size=1, max_size=3),
    width=st.integers(60, 100),
)
def test_wrapping_at_any_usual_width_is_recognised_and_undone(paragraphs, width):
    wrapped = "\n\n".join(textwrap.fill(" ".join(paragraph), width) for paragraph in paragraphs)
    lines = find_lines(wrapped)
    assert find_width(wrapped, lines)
    assert [wrapped[line.start : line.end].split() for line in join_lines(lines)] == paragraphs
