"""Shifts of themes: what each entry adds to the difference of its theme's share, and that it adds up."""

import random
from collections import Counter
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from conftest import TIMES, in_parts
from hypothesis import given, settings
from hypothesis import strategies as st
from test_themes import drawn_texts, drawn_themes, lexicon_of, match_plainly
from test_units import make_corpus

from analysis import Corpus, choose_sides, count_themes, find_themes, read_lexicon, take_headlines
from analysis.findings import say_headlines, say_shift
from analysis.places import ROOT
from analysis.shifts import compare_headlines, count_shift, shift_sides
from analysis.statistics import Clusters, p_of_difference

SKY = lexicon_of(space=["moon", "rocket*"], weather=["rain", "sun", "fog"])
HERE, THERE = "The moon, the moon. Rain, rain, rockets.", "A moon. Rain, sun, sun."


def shifts_of(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    return {(theme, entry): shift for theme, entry, shift in table[["theme", "entry", "shift"]].itertuples(index=False)}


def test_a_shift_is_the_difference_of_two_shares_of_all_matches():
    table = count_shift(make_corpus(HERE), make_corpus(THERE), SKY)
    assert table.columns.tolist() == ["theme", "label", "entry", "n", "n_reference", "share", "share_reference", "shift", "p"]
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


@pytest.mark.proof
@settings(deadline=None, max_examples=60 * TIMES)
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


def of_two_sources(*texts: str) -> Corpus:
    rng = random.Random(5)
    return make_corpus(*({"text": f"Day {k}. {rng.choice(texts)}", "source": ("AFP", "Xinhua")[k % 2]} for k in range(24)))


def test_the_sides_of_a_corpus_are_compared():
    corpus = of_two_sources(HERE, THERE)
    sides = choose_sides(corpus)
    table = shift_sides(corpus, SKY)
    assert table["n"].sum() > 0 and table["shift"].sum() == pytest.approx(0, abs=1e-12)
    expected = count_shift(sides.one, sides.other, SKY)
    assert table.to_dict("list") == expected.to_dict("list")
    assert table.attrs == {"names": ("AFP", "Xinhua"), "note": f"Here: AFP; there: Xinhua. {expected.attrs['note']}"}


def test_without_sides_there_is_no_shift_and_it_is_said_why():
    table = shift_sides(make_corpus(HERE, THERE), SKY)
    assert len(table) == 0
    assert table.columns.tolist() == count_shift(make_corpus(HERE), make_corpus(THERE), SKY).columns.tolist()
    assert say_shift(table, table.attrs["names"]) == "No two sources, and no halves of the period, have ten articles each."


def test_p_is_that_of_the_theme_over_articles_corrected_for_the_number_of_themes():
    one = make_corpus(*(f"Moon{' moon' * (k % 3)}, rain, fog. W{k}." for k in range(12)))
    other = make_corpus(*(f"Moon, rain, sun{' fog' * (k % 4)}. W{k}." for k in range(15)))
    table = count_shift(one, other, SKY)
    counted = [[(1 + k % 3, 3 + k % 3) for k in range(12)], [(1, 3 + k % 4) for k in range(15)]]
    clusters = []
    for rows in counted:  # matches of space, and of both themes, in each article
        n, size = np.array(rows).T
        clusters.append(Clusters(n.sum(), (n**2).sum(), (n * size).sum(), size.sum(), (size**2).sum(), len(size)))
    p = float(p_of_difference(*clusters))
    assert 0.001 < p < 0.05
    assert table["p"].tolist() == pytest.approx([p] * 5)  # of two themes, each is what the other is not
    assert count_shift(make_corpus(HERE), make_corpus(THERE), SKY)["p"].isna().all()


# ---- Headlines ----


TITLED = [{"title": f"Moon and rockets {k}", "text": f"Rain fell{' on the moon' * (k % 2)} in place {k}. Fog rose."} for k in range(12)] + [
    {"title": None, "text": "The sun. The moon, the moon."}
]


def test_headlines_are_compared_with_the_bodies_below_them_only():
    corpus = make_corpus(*TITLED)
    table = compare_headlines(corpus, SKY).set_index("theme")
    assert table.index.tolist() == ["weather", "space"]  # as much of a difference; weather is more in bodies
    assert table["n"].to_dict() == {"space": 24, "weather": 0}
    assert table["n_reference"].to_dict() == {"space": 6, "weather": 24}
    assert table.loc["space", ["share", "share_reference", "shift"]].tolist() == pytest.approx([1, 0.2, 0.8])
    assert table.attrs == {"n_headlines": 12, "note": "Here: in headlines; there: in the bodies below them. 12 articles have a headline."}
    counted = count_themes(take_headlines(corpus), SKY).set_index("theme")
    for theme in SKY.labels:
        assert table.loc[theme, ["low", "high"]].tolist() == counted.loc[theme, ["low", "high"]].tolist()
        assert len(find_themes(take_headlines(corpus), SKY, theme=theme)) == table.loc[theme, "n"]
    assert (table["low_reference"] < table["share_reference"]).all()


def test_what_headlines_dwell_on_more_and_less_is_said():
    assert say_headlines(compare_headlines(make_corpus(*TITLED), SKY)) == (
        "Headlines dwell more on *SPACE* (100 % of their 24 matches, 20 % of those in bodies), and less on *WEATHER* (0 % of their 24 "
        "matches, 80 % of those in bodies)."
    )
    alike = [{"title": f"Moon, rain {k}", "text": f"The moon{' and the moon' * (k % 5 == 0)} at {k}. Rain in {k}."} for k in range(12)]
    said = say_headlines(compare_headlines(make_corpus(*alike), SKY))
    assert said.startswith("Headlines dwell more on *WEATHER* (50 % of their 24 matches, 44 % of those in bodies)")
    assert said.endswith("In both cases the intervals overlap, so it is not settled.")
    same = [{"title": f"Moon, rain {k}", "text": f"Moon {k}. Rain {k}."} for k in range(12)]
    assert say_headlines(compare_headlines(make_corpus(*same), SKY)) == (
        "Headlines dwell on the same themes as the bodies below them, and as much."
    )


def test_what_a_few_headlines_dwell_on_is_not_settled():
    few = [{"title": f"Moon, moon, rain {k}", "text": f"The moon at {k}. Rain, rain in {k}."} for k in range(8)]
    said = say_headlines(compare_headlines(make_corpus(*few), SKY))
    assert said.startswith("Headlines dwell more on *SPACE* (67 % of their 24 matches, 33 % of those in bodies)")
    assert said.endswith("There are too few articles for intervals, so it is not settled.")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "No article has a headline to compare with its body."),
        ([{"title": None, "text": HERE}], "No article has a headline to compare with its body."),
        ([{"title": "Snow", "text": HERE}], "The headlines hold no match of any theme."),
        ([{"title": "The moon", "text": HERE}], "The headlines hold 1 match of all themes, too few to compare them."),
        ([{"title": "moon " * 12, "text": "Snow."}], "The bodies below the headlines hold no match of any theme."),
        ([{"title": "moon " * 12, "text": HERE}], "The bodies below the headlines hold 5 matches of all themes, too few to compare them."),
    ],
)
def test_too_little_to_compare_with_is_said(rows, said):
    table = compare_headlines(make_corpus(*rows), SKY)
    assert len(table) == 2
    assert say_headlines(table) == said


# ---- In words ----


def shift_of(*rows: tuple, **p: float) -> pd.DataFrame:
    """Make a table of entries as ``(theme, entry, share in %, share there in %)``, sorted as :func:`count_shift` does; `p` by theme."""
    table = pd.DataFrame(rows, columns=["theme", "entry", "share", "share_reference"])
    table = table.assign(
        n=table["share"],
        n_reference=table["share_reference"],
        label=table["theme"].str.title(),
        p=table["theme"].map(p).astype(float),
        share=table["share"] / 100,
        share_reference=table["share_reference"] / 100,
    )
    table = table.assign(shift=table["share"] - table["share_reference"])
    table = table.fillna({"n": 0, "n_reference": 0}).astype({"n": int, "n_reference": int})
    keys = [table.groupby("theme")["shift"].transform("sum").abs(), table["shift"].abs()]
    keys = [key.round(9).tolist() for key in keys]
    order = sorted(range(len(table)), key=lambda row: (-keys[0][row], table["theme"][row], -keys[1][row], table["entry"][row]))
    return table.iloc[order].reset_index(drop=True)


def say(*rows: tuple, **p: float) -> str:
    return say_shift(shift_of(*rows, **p), ("AFP", "Xinhua"))


def test_the_theme_that_differs_most_is_named_with_the_entries_that_make_the_difference():
    assert say(("sea", "tide", 30, 20), ("sea", "ship*", 5, 4), ("sea", "boat", 3, 5), ("sky", "sun", 62, 71), sea=0.01) == (
        "The share of *Sea* surely differs: 38.0 % of all theme matches in AFP, 29.0 % in Xinhua. That is 9.0 points more, above all by "
        "*tide* (10.0 points) and *ship** (1.0 point). The other way goes *boat* (2.0 points)."
    )


@pytest.mark.parametrize(
    ("p", "chance", "sure"),
    [
        ({"sea": 0.01, "sky": 0.02}, "", " Of 2 themes, the shares of 2 surely differ: *Sea* and *Sky*."),
        ({"sea": 0.049, "sky": 0.05}, "", ""),
        ({"sea": 0.05, "sky": 0.3}, ", which may be chance", " Of 2 themes, no share surely differs."),
    ],
)
def test_it_is_said_what_chance_may_explain(p, chance, sure):
    said = say(("sea", "tide", 30, 20), ("sky", "sun", 70, 80), **p)
    assert said.startswith(f"The share of *Sea* {'differs most' if chance else 'surely differs'}: ")
    assert said.endswith(f"That is 10.0 points more{chance}, by *tide* alone.{sure}")


def test_what_cannot_be_tested_may_be_chance():
    assert "That is 10.0 points more, which may be chance, by *tide* alone." in say(("sea", "tide", 30, 20), ("sky", "sun", 70, 80))


def test_one_entry_makes_the_difference_alone_and_many_are_counted():
    assert say(("sky", "sun", 60, 70.04), sky=0.01) == (
        "The share of *Sky* surely differs: 60.0 % of all theme matches in AFP, 70.0 % in Xinhua. That is 10.0 points less, by *sun* alone."
    )
    rows = [*(("sea", name, 20 - k, 10) for k, name in enumerate("abcde")), *(("sea", name, 10, 11 + k) for k, name in enumerate("vwxy"))]
    assert say(*rows[::-1], sea=0.01) == (
        "The share of *Sea* surely differs: 130.0 % of all theme matches in AFP, 100.0 % in Xinhua. That is 30.0 points more, above all by "
        "*a* (10.0 points), *b* (9.0 points), *c* (8.0 points) and 2 others. The other way go *y* (4.0 points), *x* (3.0 points), *w* (2.0 "
        "points) and 1 other."
    )


def test_a_shift_too_small_for_a_decimal_is_not_said_to_be_none():
    assert "That is under 0.1 points more, by *sun* alone." in say(("sky", "sun", 50.02, 50), sky=0.01)


def test_where_only_entries_differ_or_nothing_does_that_is_said():
    assert say(("sea", "tide", 50, 40), ("sea", "ship", 20, 26), ("sea", "boat", 10, 14), ("sky", "sun", 20, 20)) == (
        "No theme has another share in AFP than in Xinhua, only entries have, such as *tide* (10.0 points)."
    )
    assert say(("sea", "tide", 60, 50), ("sea", "ship", 40, 50)).startswith("*Sea* has no other share in AFP than in Xinhua, only entries")
    none = "Between AFP and Xinhua there is no difference of themes to show: "
    assert say(("sea", "tide", 50, 50), ("sky", "sun", 50, 50)) == f"{none}every entry has the same share of the matches in both."
    unknown = shift_of(("sea", "tide", 50, np.nan))
    assert say_shift(unknown, ("AFP", "Xinhua")) == f"{none}one of the two has no match of any theme."
