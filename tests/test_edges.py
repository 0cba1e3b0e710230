"""The first and last paragraphs of articles, and the keys that are equal where two are almost the same."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.edges import EDGES, FIRST, LAST, LONGEST, find_edges, make_key
from analysis.words import split_words

LINES = st.text(st.sampled_from("ab A.é中 1-’?"), min_size=1, max_size=12).map(str.strip).filter(bool)
TEXTS = st.lists(st.tuples(LINES, st.sampled_from(["\n\n", "\n\n\n"])), min_size=1, max_size=14).map(
    lambda parts: "".join(line + gap for line, gap in parts).strip("\n")
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Follow Jane Roe on Twitter: @jroe", "Follow John Doe on Twitter: @johnd"),
        ("Follow the work of Jane Roe on Twitter: @jroe", "Follow the work of John Doe on Twitter: @johnd"),
        ("Reporting by Jane Roe; editing by John Doe", "Reporting by Max O’Leary-Smith; editing by Ann Poe"),
        ("Copyright of this text by The Herald 2023", "Copyright of this text by The Herald 2024"),
        ("SUBSCRIBE NOW", "Subscribe now!"),
        ("Subscribe now.", "subscribe  now …"),
        ("“Subscribe now.”", "Subscribe now."),
        ("Write to the editor at news@herald.org", "Write to the editor at jane.roe@herald.org"),
        ("More of this can be read at https://herald.org/1", "More of this can be read at www.herald.org/2?x=y"),
        ("This story was first printed on page 12", "This story was first printed on page 7"),
        ("The picture was taken at 12:30", "The picture was taken at 9:05"),
        ("The paper costs 1,200.50 in the shops", "The paper costs 3 in the shops"),
        ("Foto und Text sind von Jürgen Öz", "Foto und Text sind von Max Élan"),
    ],
)
def test_lines_that_are_almost_the_same_have_one_key(one, other):
    assert make_key(one) == make_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shares rose 3 percent.", "Shares rose 4 percent."),
        ("The mayor, John Doe, has resigned.", "The mayor, Jane Roe, has resigned."),
        ("“We won 3 to 2 in the end!”", "“We won 3 to 1 in the end!”"),
        ("股市上涨3点。", "股市上涨4点。"),
        ("Jane Roe, Paris", "John Doe, Paris"),
        ("By Jane Roe", "By John Doe"),
        ("Berlin 2023", "Berlin 2024"),
        ("3", "4"),
        ("Subscribe now", "Subscribe later"),
        ("Follow the paper on Twitter", "Follow the paper on Twitter."),
        ("The price of oil in dollars 3", "The price of gold in dollars 3"),
    ],
)
def test_lines_that_say_different_things_have_different_keys(one, other):
    assert make_key(one) != make_key(other)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_a_key_does_not_depend_on_the_marks_around_a_line(line):
    assert make_key(line + "!") == make_key(line + "!!") == make_key(f"— {line}!")


@given(st.text(st.sampled_from("aA1 .@/é中\n-:"), max_size=400))
@settings(deadline=1000)
def test_any_line_has_a_key(line):
    assert isinstance(make_key(line), str)


@pytest.mark.parametrize("line", ["A" * 600, "a-" * 300, "@" * 600, "1" * 600, "Aa-" * 200, "www." * 150, "://" * 200, "'" * 600])
def test_no_line_takes_long(line):
    start = time.perf_counter()
    make_key(line)
    assert time.perf_counter() - start < 0.2


def edges_of(text):
    return find_edges([text], [True])


@pytest.mark.parametrize(
    ("n", "first", "last"), [(0, 0, 0), (1, 0, 0), (2, 1, 1), (3, 1, 1), (4, 2, 2), (6, 3, 3), (7, 3, 3), (8, 3, 4), (10, 3, 5), (40, 3, 5)]
)
def test_so_many_paragraphs_are_looked_at_from_each_end(n, first, last):
    text = "\n\n".join(f"Line {k}" for k in range(n))
    edges = edges_of(text)
    assert edges.filter(~edges["is_last"])["place"].to_list() == list(range(first))
    assert edges.filter(edges["is_last"])["place"].to_list() == list(range(last))
    assert first <= FIRST and last <= LAST


@given(TEXTS)
@settings(deadline=None)
def test_an_edge_says_where_its_paragraph_stands_and_what_the_text_is_without_it(text):
    paragraphs = re.split("\n{2,3}", text)
    edges = edges_of(text)
    for row in edges.iter_rows(named=True):
        line = text[row["begins"] : row["ends"]]
        place, is_last = row["place"], row["is_last"]
        assert line == paragraphs[-1 - place if is_last else place]
        rest = text[: row["inner"]] if is_last else text[row["inner"] :]
        assert re.split("\n{2,3}", rest) == (paragraphs[: -1 - place] if is_last else paragraphs[place + 1 :])
        assert row["n_words"] == len(split_words([line])[0])
    assert len(set(edges.filter(edges["is_last"])["place"])) == edges["is_last"].sum()


@given(st.lists(LINES, min_size=4, max_size=4))
@settings(deadline=None)
def test_keys_are_equal_where_the_lines_are_written_alike(lines):
    edges = find_edges(["\n\n".join(lines), "\n\n".join(lines[::-1])], [True, True])
    by_line: dict[str, set[int]] = {}
    for article, row in zip(edges["article"], edges.iter_rows(named=True), strict=True):
        text = "\n\n".join(lines if article == 0 else lines[::-1])
        by_line.setdefault(make_key(text[row["begins"] : row["ends"]]), set()).add(row["key"])
    keys = [key for found in by_line.values() for key in found]
    assert all(len(found) == 1 for found in by_line.values()) and len(set(keys)) == len(by_line)


def test_articles_whose_source_is_not_known_are_left_alone():
    text = "One\n\nTwo\n\nThree"
    assert set(find_edges([text, text, text], [True, False, True])["article"]) == {0, 2}


@pytest.mark.parametrize("n", [0, 3])
def test_no_edges_have_the_same_columns(n):
    edges = find_edges(["One line"] * n, [True] * n)
    assert edges.is_empty() and edges.schema == EDGES


@pytest.mark.parametrize(("place", "first", "last"), [(0, 0, 3), (1, 1, 3), (-1, 3, 0), (-3, 3, 2)])
def test_a_long_paragraph_is_none_and_hides_those_behind_it(place, first, last):
    lines = [f"Line {k}" for k in range(6)]
    lines[place] = "a" * (LONGEST + 1)
    edges = edges_of("\n\n".join(lines))
    assert (~edges["is_last"]).sum() == first and edges["is_last"].sum() == last


def test_a_paragraph_of_the_longest_length_is_looked_at():
    edges = edges_of("\n\n".join(["a" * LONGEST, "b", "b", "a" * LONGEST]))
    assert len(edges) == 4


def test_sections_part_paragraphs_too():
    edges = edges_of("One\n\n\nTwo\n\n\nThree")
    assert edges.select("begins", "ends", "inner").rows() == [(0, 3, 6), (12, 17, 9)]
