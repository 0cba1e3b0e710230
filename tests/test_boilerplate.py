"""The furniture of pages: whole lines, each by a rule in its place. What the rules take and leave in articles is in the cases."""

import re

import pytest

from analysis.boilerplate import ANYWHERE, BEGINNING, CAPTION, END, MIDDLE, RULES, TOP, find_candidates, find_rule
from analysis.lines import find_lines


def test_a_rule_s_beginnings_can_all_be_looked_up():
    begins = {begin for rule in RULES for begin in rule.begins.split(" | ")}
    assert {len(begin) for begin in begins} <= {1, 3, 7}
    # The shorter is looked up first, and would hide the longer.
    assert [(short, long) for short in begins for long in begins if short != long and long.startswith(short)] == []
    assert all(begin == begin.lower() for begin in begins)


def test_every_rule_has_places_that_there_are():
    assert {place for rule in RULES for place in rule.places} == set(ANYWHERE)


@pytest.mark.parametrize(
    ("line", "name", "places"),
    [
        ("Share this article", "share buttons", {TOP, BEGINNING, MIDDLE, END}),
        ("Facebook", "share buttons", {TOP, BEGINNING, END}),
        ("Advertisement", "advertisement", {TOP, BEGINNING, MIDDLE, END}),
        ("Read more: Rain", "related link", {BEGINNING, MIDDLE, END}),
        ("Editor: huaxia", "editor credit", {BEGINNING, END}),
        ("© 2023 Daily Rain", "copyright", {END}),
        ("Disclaimer: none", "disclaimer", {END}),
        ("Enditem", "end mark", {END}),
        ("Rain at night. (Xinhua/Li Wei)", CAPTION.name, {BEGINNING, MIDDLE, END}),
        ("***", "section break", {TOP, BEGINNING, MIDDLE, END}),
    ],
)
def test_a_line_is_furniture_in_some_places_and_doubted_in_the_others(line, name, places):
    found = {place: find_rule(line, place) for place in ANYWHERE}
    assert {rule.name for rule in found.values()} == {name}
    assert {place for place, rule in found.items() if place in rule.places} == places


def test_three_hashes_are_a_section_break_inside_and_the_end_at_the_end():
    assert [find_rule("###", place).name for place in (MIDDLE, END)] == ["section break", "end mark"]


@pytest.mark.parametrize(
    "line", ["Rain fell.", "The mayor said so.", "x", "7", "(AP)", "He resigned. (AP)", "北京。", "— No.", "Share prices fell.", "A" * 1000]
)
@pytest.mark.parametrize("place", ANYWHERE)
def test_a_line_of_the_article_is_no_furniture_anywhere(line, place):
    assert find_rule(line, place) is None


@pytest.mark.parametrize("spell", [str.lower, str.upper, str.capitalize])
@pytest.mark.parametrize(
    "line",
    [
        "share this article",
        "advertisement",
        "disclaimer: x",
        "© 2023 x",
        "our standards: the thomson reuters trust principles.",
        "rain (xinhua/li wei)",
        "ad feedback",
    ],
)
def test_a_candidate_is_found_in_whatever_case_it_is_printed(line, spell):
    raw = f"Rain fell.\n{spell(line)}\nSun shone."
    assert [raw[line.start : line.end] for line in find_candidates(raw, find_lines(raw))] == [spell(line)]
    assert find_rule(spell(line), END)


def test_a_line_that_is_longer_than_its_rule_allows_is_a_paragraph():
    rule = next(rule for rule in RULES if rule.name == "copyright")
    assert find_rule("© 2023 ".ljust(300, "x"), END) is rule
    assert find_rule("© 2023 ".ljust(rule.longest + 1, "x"), END) is None


def test_the_expressions_are_made_of_small_letters_since_case_is_no_matter():
    assert [
        rule.name for rule in RULES if re.search(r"(?<![\\\w:])[A-Z]{2,}(?![\w-]*\))", rule.line.replace("(?-i:END|ENDS|Enditem)", ""))
    ] == []
