"""What the ``*`` of entries stands for."""

from collections import Counter

import pandas as pd
from conftest import in_parts
from test_themes import lexicon_of

from analysis import count_wildcards, find_themes

STARS = lexicon_of(arms=["deter*", "missile", "long* war*", "*peace"], weather=["rain*", "hail*"])
TEXTS = (
    "Determined to deter. He was determined; deterrence deters. A long war. The longest wars. Rain.",
    "Deter, DETER them. Missile after missile. Long wars, long war, peace. War-peace! Raincoat, rain, rain.",
)


def test_each_entry_with_a_star_is_a_row_with_what_it_matches_most_often_the_most_different_first(corpus_of):
    table = count_wildcards(corpus_of(*TEXTS), STARS)
    assert table.columns.tolist() == ["theme", "label", "entry", "n", "n_forms", "forms"]
    assert table.drop(columns=["theme", "label"]).to_numpy().tolist() == [
        ["deter*", 7, 4, "deter (3), determined (2), deterrence (1), deters (1)"],
        ["long* war*", 4, 3, "long war (2), long wars (1), longest wars (1)"],
        ["rain*", 4, 2, "rain (3), raincoat (1)"],
        ["*peace", 2, 2, "peace (1), war-peace (1)"],
    ]
    assert table["label"].tolist() == ["ARMS", "ARMS", "WEATHER", "ARMS"]


def test_six_are_named(corpus_of):
    table = count_wildcards(corpus_of("Raina rainb rainc raind raine rainf raing rainh. Raing."), STARS)
    assert table["forms"].tolist() == ["raing (2), raina (1), rainb (1), rainc (1), raind (1), raine (1)"]
    assert table["n_forms"].tolist() == [8]


def test_where_parts_end_does_not_show_and_every_number_opens(corpus_of):
    whole, parted = corpus_of(*TEXTS), in_parts(corpus_of, *TEXTS)
    table = count_wildcards(parted, STARS)
    pd.testing.assert_frame_equal(table, count_wildcards(whole, STARS))
    opened = Counter(find_themes(whole, STARS)[["theme", "entry"]].itertuples(index=False, name=None))
    assert {(row.theme, row.entry): row.n for row in table.itertuples()} == {key: n for key, n in opened.items() if "*" in key[1]}


def test_what_counts_for_a_longer_entry_counts_there_alone(corpus_of):
    table = count_wildcards(corpus_of("Rain. Rain clouds. Rains."), lexicon_of(weather=["rain*", "rain cloud*"]))
    assert table[["entry", "n", "forms"]].to_numpy().tolist() == [
        ["rain*", 2, "rain (1), rains (1)"],
        ["rain cloud*", 1, "rain clouds (1)"],
    ]


def test_without_a_star_or_a_match_there_is_no_row(corpus_of):
    assert len(count_wildcards(corpus_of("Rain."), lexicon_of(weather=["rain"]))) == 0
    assert len(count_wildcards(corpus_of("Snow."), STARS)) == 0
    assert count_wildcards(corpus_of(), STARS).columns.tolist() == ["theme", "label", "entry", "n", "n_forms", "forms"]
