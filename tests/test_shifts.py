"""Shifts of themes: what each entry adds to the difference of its theme's share, and that it adds up."""

import random
from collections import Counter
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from conftest import in_parts
from hypothesis import given, settings
from hypothesis import strategies as st
from test_themes import drawn_texts, drawn_themes, lexicon_of, match_plainly
from test_units import make_corpus

from analysis import choose_sides, count_themes, find_themes, read_lexicon
from analysis.findings.company import say_shift
from analysis.places import ROOT
from analysis.shifts import count_shift

SKY = lexicon_of(space=["moon", "rocket*"], weather=["rain", "sun", "fog"])
HERE, THERE = "The moon, the moon. Rain, rain, rockets.", "A moon. Rain, sun, sun."


def shifts_of(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    return {(theme, entry): shift for theme, entry, shift in table[["theme", "entry", "shift"]].itertuples(index=False)}


def test_a_shift_is_the_difference_of_two_shares_of_all_matches():
    table = count_shift(make_corpus(HERE), make_corpus(THERE), SKY)
    assert table.columns.tolist() == ["theme", "label", "entry", "n", "n_reference", "share", "share_reference", "shift"]
    rows = {row.entry: row for row in table.itertuples()}
    assert (rows["moon"].n, rows["moon"].n_reference) == (2, 1)
    assert (rows["moon"].share, rows["moon"].share_reference) == (0.4, 0.25)
    assert shifts_of(table) == pytest.approx(
        {
            ("space", "rocket*"): 0.2,
            ("space", "moon"): 0.4 - 0.25,
            ("weather", "sun"): -0.5,
            ("weather", "rain"): 0.4 - 0.25,
            ("weather", "fog"): 0,
        }
    )
    assert table.attrs["note"] == "Shares are of 5 matches of all themes here and 4 there."


def test_entries_come_by_the_size_of_their_shift_and_ties_by_entry_and_themes_by_that_of_their_share():
    lexicon = lexicon_of(a=["moon"], z=["rain", "fog", "tide"], b=["sun"])
    table = count_shift(make_corpus("Rain. Fog. Tide. Moon."), make_corpus("Sun. Rain. Moon. Moon."), lexicon)
    assert table[["theme", "entry"]].to_numpy().tolist() == [["z", "fog"], ["z", "tide"], ["z", "rain"], ["a", "moon"], ["b", "sun"]]
    assert table["shift"].tolist() == [0.25, 0.25, 0, -0.25, -0.25]


def test_one_theme_can_be_asked_for_and_its_shares_stay_those_of_all_matches():
    corpora = make_corpus(HERE), make_corpus(THERE)
    everything = count_shift(*corpora, SKY)
    for theme in SKY.labels:
        expected = everything[everything["theme"] == theme].reset_index(drop=True)
        pd.testing.assert_frame_equal(count_shift(*corpora, SKY, theme=theme), expected)
    with pytest.raises(ValueError, match=r"^there is no theme 'spice' in mine\.toml; it has space, weather\.$"):
        count_shift(*corpora, SKY, theme="spice")


def test_a_match_is_that_of_the_longest_entry_alone():
    lexicon = lexicon_of(space=["space", "space station", "station"], weather=["rain"])
    table = count_shift(make_corpus("The space station. Space."), make_corpus("Rain."), lexicon)
    assert dict(zip(table["entry"], table["n"], strict=True)) == {"space": 1, "space station": 1, "station": 0, "rain": 0}


@settings(deadline=None, max_examples=60)
@given(
    st.lists(drawn_texts, max_size=3),
    st.lists(drawn_texts, max_size=3),
    drawn_themes,
    st.lists(st.integers(0, 3), max_size=2),
)
def test_shifts_are_counted_as_by_a_plain_search_and_add_up_to_those_of_the_themes(here, there, themes, cuts):
    lexicon = lexicon_of(**{f"t{number}": [*entries, *exceptions] for number, (entries, exceptions) in enumerate(themes)})
    cuts = sorted(min(cut, len(here)) for cut in cuts)
    table = count_shift(make_corpus(*here, cuts=cuts), make_corpus(*there), lexicon)
    corpora = make_corpus(*here), make_corpus(*there)
    for corpus, column in zip(corpora, ("n", "n_reference"), strict=True):
        opened = find_themes(corpus, lexicon)
        assert len(match_plainly(corpus, lexicon)) == table[column].sum()
        found = Counter(zip(opened["theme"], opened["entry"], strict=True))
        assert dict(found) == {(theme, entry): n for theme, entry, n in table[["theme", "entry", column]].to_numpy() if n}
    assert sorted(zip(table["theme"], table["entry"], strict=True)) == sorted((t.theme, e) for t in lexicon.themes for e in t.entries)
    n, n_reference = int(table["n"].sum()), int(table["n_reference"].sum())
    if not n or not n_reference:
        assert table["shift"].isna().all()
        return
    exact = [Fraction(int(a), n) - Fraction(int(b), n_reference) for a, b in table[["n", "n_reference"]].to_numpy()]
    assert table["shift"].tolist() == [float(shift) for shift in exact]
    assert sum(exact) == 0
    shares = [count_themes(corpus, lexicon).set_index("theme")["share"] for corpus in corpora]
    for theme, rows in table.groupby("theme"):
        assert sum(exact[row] for row in rows.index) == Fraction(int(rows["n"].sum()), n) - Fraction(
            int(rows["n_reference"].sum()), n_reference
        )
        assert rows["shift"].sum() == pytest.approx(shares[0][theme] - shares[1][theme], abs=1e-12)
        keys = [(-abs(exact[row]), entry) for row, entry in rows["entry"].items()]
        assert keys == sorted(keys)
    wholes = table.groupby("theme", sort=False)["shift"].sum().abs().round(12)
    assert [(-whole, theme) for theme, whole in wholes.items()] == sorted((-whole, theme) for theme, whole in wholes.items())


def test_exchanging_the_corpora_turns_every_shift():
    one, other = make_corpus(HERE), make_corpus(THERE)
    there = {key: -shift for key, shift in shifts_of(count_shift(other, one, SKY)).items()}
    assert shifts_of(count_shift(one, other, SKY)) == there
    assert not count_shift(one, one, SKY)["shift"].any()


def test_neither_where_parts_end_nor_the_order_of_files_shows(corpus_of):
    texts = ["Rain on the moon.", "", "The sun, the rockets.", "Fog. Fog. Rain, sun."]
    whole, parted = corpus_of(*texts), in_parts(corpus_of, *texts)
    expected = count_shift(whole, make_corpus(THERE), SKY)
    pd.testing.assert_frame_equal(count_shift(parted, make_corpus(THERE), SKY), expected, check_exact=True)
    pd.testing.assert_frame_equal(count_shift(make_corpus(*texts[::-1]), make_corpus(THERE), SKY), expected, check_exact=True)


@pytest.mark.parametrize("texts", [[], ["—"], ["It snows."]], ids=["no article", "no word", "no match"])
def test_where_one_side_has_no_match_there_are_no_shifts(texts):
    for sides in ((texts, [THERE]), ([THERE], texts), (texts, texts)):
        table = count_shift(*(make_corpus(*side) for side in sides), SKY)
        assert len(table) == 5 and table["shift"].isna().all()
        assert table[["theme", "entry"]].to_numpy().tolist()[:2] == [["space", "moon"], ["space", "rocket*"]]
        assert say_shift(table, ("one", "other")) == (
            "Between one and other there is no difference of themes to show: one of the two has no match of any theme."
        )


def test_of_the_shipped_themes_every_number_opens(seed):
    lexicon = read_lexicon(ROOT / "themes.toml")
    table = count_shift(seed, make_corpus("The satellite. A new university opens a laboratory."), lexicon)
    opened = Counter(find_themes(seed, lexicon)[["theme", "entry"]].itertuples(index=False, name=None))
    assert {(row.theme, row.entry): row.n for row in table.itertuples() if row.n} == opened
    assert len(table) == sum(len(theme.entries) for theme in lexicon.themes)


def test_the_sides_of_a_corpus_can_be_compared():
    rng = random.Random(5)
    rows = [{"text": f"Day {k}. " + rng.choice([HERE, THERE]), "source": ("AFP", "Xinhua")[k % 2]} for k in range(24)]
    sides = choose_sides(make_corpus(*rows))
    table = count_shift(sides.one, sides.other, SKY)
    assert table["n"].sum() > 0 and table["shift"].sum() == pytest.approx(0, abs=1e-12)


# ---- In words ----


def shift_of(*rows: tuple) -> pd.DataFrame:
    """Make a table of entries as ``(theme, entry, share in %, share there in %)``, sorted as :func:`count_shift` does."""
    table = pd.DataFrame(rows, columns=["theme", "entry", "share", "share_reference"])
    table = table.assign(
        n=table["share"],
        n_reference=table["share_reference"],
        label=table["theme"].str.title(),
        share=table["share"] / 100,
        share_reference=table["share_reference"] / 100,
    )
    table = table.assign(shift=table["share"] - table["share_reference"])
    table = table.fillna({"n": 0, "n_reference": 0}).astype({"n": int, "n_reference": int})
    keys = [table.groupby("theme")["shift"].transform("sum").abs(), table["shift"].abs()]
    keys = [key.round(9).tolist() for key in keys]
    order = sorted(range(len(table)), key=lambda row: (-keys[0][row], table["theme"][row], -keys[1][row], table["entry"][row]))
    return table.iloc[order].reset_index(drop=True)


def say(*rows: tuple) -> str:
    return say_shift(shift_of(*rows), ("AFP", "Xinhua"))


def test_the_theme_that_differs_most_is_named_with_the_entries_that_make_the_difference():
    assert say(("sea", "tide", 30, 20), ("sea", "ship*", 5, 4), ("sea", "boat", 3, 5), ("sky", "sun", 62, 71)) == (
        "The share of *Sea* differs most: 38.0 % of all theme matches in AFP, 29.0 % in Xinhua. That is 9.0 points more, above all by "
        "*tide* (10.0 points) and *ship** (1.0 point). The other way goes *boat* (2.0 points)."
    )


def test_one_entry_makes_the_difference_alone_and_many_are_counted():
    assert say(("sky", "sun", 60, 70.04)) == (
        "The share of *Sky* differs: 60.0 % of all theme matches in AFP, 70.0 % in Xinhua. That is 10.0 points less, by *sun* alone."
    )
    rows = [*(("sea", name, 20 - k, 10) for k, name in enumerate("abcde")), *(("sea", name, 10, 11 + k) for k, name in enumerate("vwxy"))]
    assert say(*rows[::-1]) == (
        "The share of *Sea* differs: 130.0 % of all theme matches in AFP, 100.0 % in Xinhua. That is 30.0 points more, above all by *a* "
        "(10.0 points), *b* (9.0 points), *c* (8.0 points) and 2 others. The other way go *y* (4.0 points), *x* (3.0 points), *w* (2.0 "
        "points) and 1 other."
    )


def test_a_shift_too_small_for_a_decimal_is_not_said_to_be_none():
    assert "That is under 0.1 points more, by *sun* alone." in say(("sky", "sun", 50.02, 50))


def test_where_only_entries_differ_or_nothing_does_that_is_said():
    assert say(("sea", "tide", 50, 40), ("sea", "ship", 20, 26), ("sea", "boat", 10, 14), ("sky", "sun", 20, 20)) == (
        "No theme has another share in AFP than in Xinhua, only entries have, such as *tide* (10.0 points)."
    )
    assert say(("sea", "tide", 60, 50), ("sea", "ship", 40, 50)).startswith("*Sea* has no other share in AFP than in Xinhua, only entries")
    none = "Between AFP and Xinhua there is no difference of themes to show: "
    assert say(("sea", "tide", 50, 50), ("sky", "sun", 50, 50)) == f"{none}every entry has the same share of the matches in both."
    unknown = shift_of(("sea", "tide", 50, np.nan))
    assert say_shift(unknown, ("AFP", "Xinhua")) == f"{none}one of the two has no match of any theme."
