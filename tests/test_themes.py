"""Themes: what matches, what is shared, and that every number opens into as many stretches."""

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import TIMES, in_parts, with_field
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    Corpus,
    add_labels,
    count_coverage,
    count_theme_course,
    count_themes,
    find,
    find_leading,
    find_themes,
    list_themes,
    read_corpus,
    read_lexicon,
)
from analysis.evidence import open_matches
from analysis.groups import BY, group_words
from analysis.lexicon import Lexicon, Theme
from analysis.matching import find_matches, look_up, parse_queries
from analysis.places import ROOT
from analysis.statistics import Clusters, rate_interval
from analysis.theme_matches import look_up_themes, match_themes


def lexicon_of(**themes: list[str]) -> Lexicon:
    """Make a lexicon: ``lexicon_of(space=["lunar", "not lunar calendar"])``, exceptions being those that begin with *not*."""
    made = []
    for key, written in themes.items():
        entries = tuple(entry for entry in written if not entry.startswith("not "))
        exceptions = [entry.removeprefix("not ") for entry in written if entry.startswith("not ")]
        made.append(
            Theme(key, key.upper(), "#000000", f"About {key}", entries, tuple(parse_queries(entries)), tuple(parse_queries(exceptions)))
        )
    return Lexicon(Path("mine.toml"), tuple(made))


def article(date: str, body: str) -> str:
    return f"Headline\nTime:{date}\n\n{body}"


def matched(corpus: Corpus, lexicon: Lexicon) -> list[tuple[str, str, str]]:
    return list(find_themes(corpus, lexicon)[["theme", "entry", "match"]].itertuples(index=False, name=None))


def column(table: pd.DataFrame, name: str) -> dict[str, float]:
    return dict(zip(table["theme"], table[name].tolist(), strict=True))


SKY = {"space": ["space station", "lunar*", "moon"], "weather": ["rain", "sun"]}


def test_each_match_is_shown_with_its_theme_its_entry_and_its_sentence(corpus_of):
    corpus = corpus_of("The Space Station rests. Rain fell on Lunar-7.", "The sun.")
    table = find_themes(corpus, lexicon_of(**SKY))
    assert table.columns.tolist() == ["theme", "entry", *find(corpus, "rain").columns]
    assert matched(corpus, lexicon_of(**SKY)) == [
        ("space", "space station", "Space Station"),
        ("weather", "rain", "Rain"),
        ("space", "lunar*", "Lunar-7"),
        ("weather", "sun", "sun"),
    ]
    assert table["article_id"].tolist() == ["000.txt"] * 3 + ["001.txt"]
    assert table["sentence"].tolist()[1:] == ["Rain fell on Lunar-7.", "Rain fell on Lunar-7.", "The sun."]


def test_matches_are_told_by_the_numbers_of_themes_entries_and_words(corpus_of):
    corpus = corpus_of("The Space Station rests. Rain fell on lunar suns.", "The sun.")
    lexicon = lexicon_of(**SKY, building=["core", "station"])
    found = match_themes(corpus.index, look_up_themes(corpus, lexicon))
    assert found.theme.tolist() == [0, 2, 1, 0, 1]
    assert found.entry.tolist() == [0, 1, 0, 1, 1]
    assert found.start.tolist() == [1, 2, 4, 7, 10]
    assert found.length.tolist() == [2, 1, 1, 1, 1]
    assert found.is_shared.tolist() == [True, True, False, False, False]


def test_what_was_looked_up_for_the_whole_corpus_matches_in_each_part(corpus_of):
    lexicon = lexicon_of(**SKY)
    corpus = in_parts(corpus_of, "The Space Station rests.", "Fog.", "Rain. The sun.")
    sought = look_up_themes(corpus, lexicon)
    assert sought.sizes == ((3, 0), (2, 0))
    found = [match_themes(part.index, sought) for part in corpus.parts]
    assert [(matches.theme.tolist(), matches.start.tolist()) for matches in found] == [([0], [1]), ([], []), ([1, 1], [0, 2])]


def test_one_theme_or_the_first_rows_can_be_asked_for(corpus_of):
    corpus, lexicon = corpus_of("Rain on the moon. Moon. Sun."), lexicon_of(**SKY)
    assert find_themes(corpus, lexicon, theme="space")["match"].tolist() == ["moon", "Moon"]
    assert find_themes(corpus, lexicon, theme="weather", rows=1)["match"].tolist() == ["Rain"]
    assert find_themes(corpus, lexicon, rows=3)["match"].tolist() == ["Rain", "moon", "Moon"]


def test_an_unknown_theme_is_an_error_that_names_the_file_and_lists_the_themes(corpus_of):
    with pytest.raises(ValueError, match=r"there is no theme 'spice' in mine\.toml; it has space, weather\.$"):
        find_themes(corpus_of("Rain."), lexicon_of(**SKY), theme="spice")


def test_the_longest_match_wins_inside_one_theme(corpus_of):
    lexicon = lexicon_of(space=["space", "space station", "space station core", "station"])
    corpus = corpus_of("The space station core, the space station, the space, the station.")
    assert [match for _, _, match in matched(corpus, lexicon)] == ["space station core", "space station", "space", "station"]
    assert count_themes(corpus, lexicon)["n"].tolist() == [4]


def test_of_overlapping_matches_as_long_the_first_wins(corpus_of):
    lexicon = lexicon_of(space=["space station", "station core"])
    assert [match for _, _, match in matched(corpus_of("The space station core."), lexicon)] == ["space station"]


def test_a_word_that_two_entries_of_a_theme_match_counts_once_and_is_not_shared(corpus_of):
    lexicon = lexicon_of(space=["rocket", "rocket*"])
    corpus = corpus_of("A rocket. Rockets.")
    assert matched(corpus, lexicon) == [("space", "rocket", "rocket"), ("space", "rocket*", "Rockets")]
    assert count_themes(corpus, lexicon)[["n", "n_shared"]].to_numpy().tolist() == [[2, 0]]


def test_stretches_of_several_themes_are_counted_in_each_and_as_shared(corpus_of):
    lexicon = lexicon_of(space=["space station", "moon"], building=["station", "house"], weather=["rain"])
    corpus = corpus_of("The space station. A station, a house. Moon, moon, rain.")
    table = count_themes(corpus, lexicon)
    assert column(table, "n") == {"space": 3, "building": 3, "weather": 1}
    assert column(table, "n_shared") == {"space": 1, "building": 1, "weather": 0}


def test_matches_that_only_touch_are_not_shared(corpus_of):
    lexicon = lexicon_of(space=["space station"], building=["core"])
    assert count_themes(corpus_of("The space station core."), lexicon)["n_shared"].tolist() == [0, 0]


def test_matches_that_share_one_word_are_shared(corpus_of):
    lexicon = lexicon_of(space=["space station"], building=["station core"], weather=["core"])
    assert column(count_themes(corpus_of("The space station core."), lexicon), "n_shared") == {"space": 1, "building": 1, "weather": 1}


def test_a_match_inside_an_exception_does_not_count(corpus_of):
    lexicon = lexicon_of(space=["moon", "rocket*", "not full moon", "not rocket scien*"], weather=["full moon"])
    corpus = corpus_of("A full moon, a new moon. It is no rocket science. A rocket. Full moons!")
    assert matched(corpus, lexicon) == [("weather", "full moon", "full moon"), ("space", "moon", "moon"), ("space", "rocket*", "rocket")]


def test_a_match_that_only_overlaps_an_exception_counts(corpus_of):
    lexicon = lexicon_of(space=["moon landing", "moon", "not full moon"])
    assert [match for _, _, match in matched(corpus_of("The full moon landing."), lexicon)] == ["moon landing"]


def test_a_shorter_match_counts_where_the_longer_one_is_an_exception(corpus_of):
    lexicon = lexicon_of(space=["space station", "space station gift shop", "shop", "not gift shop"])
    assert [match for _, _, match in matched(corpus_of("A space station gift shop. The gift shop."), lexicon)] == [
        "space station gift shop"
    ]
    lexicon = lexicon_of(space=["space station", "station shop", "not the station shop"])
    assert [match for _, _, match in matched(corpus_of("A space station. The station shop."), lexicon)] == ["space station"]


def test_the_exceptions_of_one_theme_do_not_touch_another(corpus_of):
    lexicon = lexicon_of(space=["moon", "not full moon"], night=["moon"])
    assert [theme for theme, _, _ in matched(corpus_of("The full moon."), lexicon)] == ["night"]


def test_shares_are_of_all_matches_and_of_all_sentences(corpus_of):
    corpus = corpus_of("Rain and rain. Sun. No clouds.", "The moon. Rain on the moon.")
    table = count_themes(corpus, lexicon_of(**SKY))
    shares = ["share", "low", "high", "share_sentences", "low_sentences", "high_sentences"]
    assert table.columns.tolist() == ["theme", "n", "n_shared", *shares, "n_articles", "share_articles", "low_articles", "high_articles"]
    assert column(table, "share_articles") == {"space": 0.5, "weather": 1}
    assert column(table, "n") == {"weather": 4, "space": 2}
    assert column(table, "share") == {"weather": pytest.approx(4 / 6), "space": pytest.approx(2 / 6)}
    assert column(table, "share_sentences") == {"weather": pytest.approx(3 / 5), "space": pytest.approx(2 / 5)}
    assert column(table, "n_articles") == {"weather": 2, "space": 1}


def test_most_matches_come_first_and_ties_by_theme(corpus_of):
    lexicon = lexicon_of(c=["fog"], b=["sun"], d=["snow"], a=["rain"])
    assert count_themes(corpus_of("Sun, rain, fog and fog."), lexicon)["theme"].tolist() == ["c", "a", "b", "d"]


def test_a_theme_without_a_match_is_a_row_in_every_group(corpus_of):
    corpus = corpus_of("Rain.", "Fog. More fog.")
    table = count_themes(corpus, lexicon_of(**SKY), by="article")
    assert list(table[["article_id", "theme", "n"]].itertuples(index=False, name=None)) == [
        ("000.txt", "weather", 1),
        ("000.txt", "space", 0),
        ("001.txt", "space", 0),
        ("001.txt", "weather", 0),
    ]
    assert table["share"].tolist()[:2] == [1, 0] and table["share"].isna().tolist()[2:] == [True, True]
    assert table["share_sentences"].tolist() == [1, 0, 0, 0]


def test_a_group_without_words_has_no_shares(corpus_of):
    corpus = corpus_of("Rain.", article("2023-05-30", ""))
    table = count_themes(corpus, lexicon_of(weather=["rain"]), by="article")
    assert table["n"].tolist() == [1, 0]
    assert table[["share", "share_sentences"]].isna().to_numpy().tolist() == [[False, False], [True, True]]


@pytest.fixture
def several(corpus_of) -> Corpus:
    corpus = corpus_of(
        article("2023-05-30", "OSLO, May 29 -- Rain fell on the space station. A full moon.\n\nThe sun.\n\n\nLunar rain, sun’s rain."),
        article("2023-05-31", "OSLO, May 30 -- The fog fell."),
        article("2023-06-02", "ACCRA, June 1 -- “Moon,” he said. Sun!"),
        article("2023-06-03", ""),
        "The moon fell. Rain, rain!",
    )
    return with_field(corpus, "source", ["AFP", "Xinhua", "AFP", "AFP", None])


LEXICON = lexicon_of(
    space=["space station", "lunar*", "moon", "not full moon"],
    weather=["rain", "sun", "lunar rain"],
    building=["station", "core"],
    sea=["tide"],
)


@pytest.mark.parametrize("by", [None, *BY])
def test_as_many_stretches_are_found_as_are_counted_for_every_theme_and_group(several, by):
    opened = find_themes(several, LEXICON)
    every_word = open_matches(several, np.arange(len(several.index.ids)), np.ones(len(several.index.ids), int))
    word_at = {place: word for word, place in enumerate(zip(every_word["article_id"], every_word["start"], strict=True))}
    groups = group_words(several, by)
    of_parts = [(groups.of_part(part), part.index) for part in several.parts]
    of_word = np.concatenate([here.of_words(index) + here.among.start for here, index in of_parts])
    names = list(groups.labels.itertuples(index=False, name=None))
    found = Counter(
        (*names[of_word[word_at[article_id, start]]], theme)
        for article_id, start, theme in opened[["article_id", "start", "theme"]].itertuples(index=False)
    )
    counted = count_themes(several, LEXICON, by=by)
    assert {tuple(row[:-1]): row[-1] for row in counted[[*groups.labels.columns, "theme", "n"]].to_numpy() if row[-1]} == found
    assert found.total() == 13


PARTS = {
    "a.txt": article("2023-05-30", "OSLO, May 29 -- Rain fell on the space station. A full moon.\n\nThe sun.\n\n\nLunar rain, sun’s rain."),
    "b.txt": "",
    "c.txt": article("2023-05-31", "OSLO, May 30 -- The fog fell."),
    "d.txt": article("2023-06-02", "ACCRA, June 1 -- “Moon,” he said. Sun!"),
    "e.txt": article("2023-06-03", ""),
    "f.txt": "The moon fell. Rain, rain!",
}


@pytest.mark.parametrize("by", [None, *BY])
def test_where_parts_end_does_not_show_in_what_is_counted(corpus_of, by):
    whole, parted = corpus_of(**PARTS), in_parts(corpus_of, **PARTS)
    assert len(parted.parts) == 6
    assert count_themes(whole, LEXICON, by=by)["n"].sum() == 13
    pd.testing.assert_frame_equal(count_themes(parted, LEXICON, by=by), count_themes(whole, LEXICON, by=by))
    pd.testing.assert_frame_equal(count_coverage(parted, LEXICON, by=by), count_coverage(whole, LEXICON, by=by))


def test_where_parts_end_does_not_show_in_what_is_followed(corpus_of):
    whole, parted = corpus_of(**PARTS), in_parts(corpus_of, **PARTS)
    pd.testing.assert_frame_equal(count_theme_course(parted, LEXICON), count_theme_course(whole, LEXICON))
    assert len(count_theme_course(whole, LEXICON)) > 0


@pytest.mark.parametrize("remembered", [0, 10**7])
def test_what_is_remembered_of_one_lexicon_serves_no_other_and_changes_nothing(corpus_of, monkeypatch, remembered):
    monkeypatch.setattr("analysis.theme_matches.MOST_REMEMBERED", remembered)
    corpus, other = in_parts(corpus_of, **PARTS), lexicon_of(space=["moon"])
    assert len(find_themes(corpus, LEXICON, rows=1)) == 1  # of one part
    first = count_themes(corpus, LEXICON)
    assert count_themes(corpus, other)["n"].tolist() == [3]
    assert ("matches" in corpus.remembered) == bool(remembered)
    for _ in range(2):
        pd.testing.assert_frame_equal(count_themes(corpus, LEXICON), first)
    assert find_themes(corpus, LEXICON)["theme"].value_counts().to_dict() == {"weather": 8, "space": 4, "building": 1}


@pytest.mark.parametrize("theme", [None, "space", "weather", "sea"])
@pytest.mark.parametrize("rows", [None, 0, *range(1, 14), 99])
def test_where_parts_end_does_not_show_in_the_stretches(corpus_of, theme, rows):
    whole, parted = corpus_of(**PARTS), in_parts(corpus_of, **PARTS)
    found = find_themes(parted, LEXICON, theme=theme, rows=rows)
    pd.testing.assert_frame_equal(found, find_themes(whole, LEXICON, theme=theme, rows=rows))
    pd.testing.assert_frame_equal(found, find_themes(whole, LEXICON, theme=theme).head(99 if rows is None else rows))


@pytest.mark.parametrize(
    "texts", [["Rain.\n\nSun.\n\n\nThe moon. Rain.", "", "Got likes0"], ["", "—", "Rain.\n\nSun."], ["Rain."] * 5, ["Rain."] * 41]
)
def test_the_course_through_a_corpus_in_parts_is_that_through_one_in_one(corpus_of, texts):
    whole, parted = corpus_of(*texts), in_parts(corpus_of, *texts)
    pd.testing.assert_frame_equal(count_theme_course(parted, LEXICON), count_theme_course(whole, LEXICON))


@pytest.mark.parametrize(("theme", "n"), [("space", 4), ("weather", 8), ("building", 1), ("sea", 0)])
def test_the_stretches_of_one_theme_are_its_rows_among_those_of_all(several, theme, n):
    everything = find_themes(several, LEXICON)
    rows = find_themes(several, LEXICON, theme=theme)
    assert len(rows) == n
    assert rows.to_dict("list") == everything[everything["theme"] == theme].to_dict("list")


@pytest.mark.parametrize("by", [None, *BY])
def test_shares_of_the_themes_of_a_group_add_up_to_one(several, by):
    table = count_themes(several, LEXICON, by=by)
    keys = table.columns[: table.columns.get_loc("theme")].tolist()
    sums = table.groupby(keys)["share"].sum() if keys else pd.Series([table["share"].sum()])
    n = table.groupby(keys)["n"].sum() if keys else pd.Series([table["n"].sum()])
    assert sums.to_list() == pytest.approx((n > 0).astype(float).to_list())
    assert table["share_sentences"].dropna().between(0, 1).all()


def test_in_the_seed_every_theme_opens_into_as_many_stretches_as_it_counts(seed):
    lexicon = read_lexicon(ROOT / "themes.toml")
    counted = column(count_themes(seed, lexicon), "n")
    assert sum(counted.values()) > 50
    for theme, n in counted.items():
        assert len(find_themes(seed, lexicon, theme=theme)) == n


def test_in_the_seed_space_is_found_where_one_would_look_for_it(seed):
    rows = find_themes(seed, read_lexicon(ROOT / "themes.toml"), theme="space")
    assert (rows["match"] == "space station").sum() == 3
    assert {"Chang'e-5", "Shenzhou-12", "outer space", "satellite"} <= set(rows["match"])
    assert all(text in sentence for text, sentence in zip(rows["match"], rows["sentence"], strict=True))


WORDS = ["space", "Space", "station", "station's", "station’s", "core", "rain", "sun", "sunny", "fog", "中国", "中国人", "العربية"]
GAPS = [*[" "] * 6, ", ", "! The ", "? ", "\n\n", "\n\n\n\n"]
drawn_texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), min_size=1, max_size=20).map(
    lambda drawn: "It is so.\n\n" + "".join(word + gap for word, gap in drawn)
)
ENTRIES = [
    "space",
    "station",
    "space station",
    "station core",
    "core*",
    "space station core",
    "space*  rain",
    "rain",
    "sun*",
    "fog rain",
    "sun rain*",
    "station's",
    "*'s core",
    "sp*ce",
    "s*n* *",
    "'Space'",
    "中* 中国",
    "*国",
    "العربية *",
]
EXCEPTIONS = [
    "not space",
    "not the space",
    "not space station",
    "not rain core",
    "not sun sun*",
    "not rain fog space",
    "not station's *",
    "not 中国 中国",
]
drawn_themes = st.lists(
    st.tuples(
        st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=5, unique=True),
        st.lists(st.sampled_from(EXCEPTIONS), max_size=2, unique=True),
    ),
    min_size=1,
    max_size=3,
)


def match_plainly(corpus: Corpus, lexicon: Lexicon) -> list[tuple[int, int, int]]:
    """Find theme, first word and length of each match, by the rules of the docstrings one by one."""
    chosen = []
    for number, theme in enumerate(lexicon.themes):
        found, outer = (
            list(zip(matches.start.tolist(), matches.length.tolist(), strict=True))
            for matches in (find_matches(corpus.index, look_up(corpus.vocabulary, some)) for some in (theme.patterns, theme.exceptions))
        )
        counting = [(s, n) for s, n in found if not any(a <= s and s + n <= a + m for a, m in outer)]
        taken: set[int] = set()
        for start, length in sorted(counting, key=lambda row: (-row[1], row[0])):
            if not taken & set(range(start, start + length)):
                taken |= set(range(start, start + length))
                chosen.append((number, start, length))
    return chosen


@pytest.mark.proof
@settings(deadline=None, max_examples=50 * TIMES)
@given(st.lists(drawn_texts, min_size=1, max_size=2), drawn_themes)
def test_themes_are_counted_as_by_a_plain_search(texts, themes):
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number}.txt").write_text(text, encoding="utf-8")
        corpus = read_corpus(folder)
    lexicon = lexicon_of(**{f"t{number}": [*entries, *exceptions] for number, (entries, exceptions) in enumerate(themes)})
    index = corpus.index
    plain = match_plainly(corpus, lexicon)
    words = {match: set(range(match[1], match[1] + match[2])) for match in plain}
    table = count_themes(corpus, lexicon).set_index("theme")
    for number, theme in enumerate(lexicon.themes):
        own = [match for match in plain if match[0] == number]
        others = set().union(*(words[match] for match in plain if match[0] != number))
        row = table.loc[theme.theme]
        assert row["n"] == len(own)
        assert row["n_shared"] == sum(bool(words[match] & others) for match in own)
        assert row["n_articles"] == len({index.unit_of_word(index.articles)[start] for _, start, _ in own})
        sentences = {index.unit_of_word(index.sentences)[start] for _, start, _ in own}
        assert row["share_sentences"] == pytest.approx(len(sentences) / (len(index.sentences) - 1))
    assert len(find_themes(corpus, lexicon)) == len(plain)


def test_coverage_is_the_share_of_sentences_that_any_theme_touches(corpus_of):
    corpus = corpus_of("Rain, rain. No fog. The moon.", "No fog. None at all.")
    lexicon = lexicon_of(**SKY)
    assert count_coverage(corpus, lexicon).to_dict("list") == {"n_sentences": [5], "n_touched": [2], "share_touched": [0.4]}
    assert count_coverage(corpus, lexicon, by="article").to_dict("list") == {
        "article_id": ["000.txt", "001.txt"],
        "n_sentences": [3, 2],
        "n_touched": [2, 0],
        "share_touched": [2 / 3, 0],
    }


def test_a_sentence_that_two_themes_touch_is_touched_once(corpus_of):
    assert count_coverage(corpus_of("Rain on the moon. Fog."), lexicon_of(**SKY))["n_touched"].tolist() == [1]


def test_labels_are_added_after_the_theme(corpus_of):
    counted = count_themes(corpus_of("Rain."), lexicon_of(**SKY))
    labelled = add_labels(counted, lexicon_of(**SKY))
    assert labelled.columns.tolist()[:3] == ["theme", "label", "n"]
    assert labelled["label"].tolist() == ["WEATHER", "SPACE"]
    assert labelled.drop(columns="label").equals(counted)


def test_the_leading_theme_is_opened(corpus_of):
    corpus, lexicon = corpus_of("Moon. Rain, sun."), lexicon_of(**SKY)
    counted = count_themes(corpus, lexicon)
    assert find_leading(corpus, lexicon, counted)["match"].tolist() == ["Rain", "sun"]
    assert find_leading(corpus, lexicon, counted, rows=1)["match"].tolist() == ["Rain"]


def test_themes_are_listed_with_what_they_are_about():
    assert list_themes(lexicon_of(**SKY)).to_dict("list") == {
        "theme": ["space", "weather"],
        "label": ["SPACE", "WEATHER"],
        "about": ["About space", "About weather"],
        "n_entries": [3, 2],
    }


def course(corpus: Corpus, unit: str) -> dict[str, list]:
    table = count_theme_course(corpus, lexicon_of(weather=["rain"]))
    assert table.columns[0] == unit
    more = ["low", "high", "n_articles_period"] if unit == "period" else []
    units = ["paragraph", "section"] if unit == "paragraph" else [unit]
    assert table.columns.tolist() == [*units, "theme", "label", "n", "share_sentences", *more]
    return table.drop(columns=["theme", "label", *more[:2]]).to_dict("list")


def test_the_course_through_one_article_is_by_paragraph(corpus_of):
    corpus = corpus_of("Rain and rain. Fog.\n\nFog.\n\n\nRain.")
    assert course(corpus, "paragraph") == {
        "paragraph": [1, 2, 3],
        "section": [1, 1, 2],
        "n": [2, 0, 1],
        "share_sentences": [0.5, 0, 1],
    }


def test_the_course_through_dated_articles_is_by_period_those_without_articles_too_and_the_undated_are_left_out(corpus_of):
    corpus = corpus_of(article("2024-06-01", "Rain."), article("2022-05-01", "Fog."), article("2022-05-02", "Rain. Fog. Fog."), "Rain.")
    assert course(corpus, "period") == {
        "period": ["2022", "2023", "2024"],
        "n": [1, 0, 1],
        "share_sentences": [0.25, pytest.approx(float("nan"), nan_ok=True), 1],
        "n_articles_period": [2, 0, 1],
    }
    assert count_theme_course(corpus, lexicon_of(**SKY)).attrs["note"] == "1 without a date is left out."


def test_the_intervals_of_a_course_are_those_of_the_shares_of_sentences(corpus_of):
    texts = [article(f"2023-{month}-15", f"Rain{' rain' * (k % 3)} w{month}x{k}. Fog.") for month in ("01", "02") for k in range(13)]
    corpus, lexicon = corpus_of(*texts, *(article("2023-03-15", f"Fog rose w{k}.") for k in range(13))), lexicon_of(weather=["rain"])
    table, counted = count_theme_course(corpus, lexicon), count_themes(corpus, lexicon, by="week")
    table = table[table["n_articles_period"] > 0]
    assert table["period"].tolist() == counted["week"].tolist()
    assert table[["low", "high"]].to_numpy().tolist() == counted[["low_sentences", "high_sentences"]].to_numpy().tolist()
    assert table["high"].notna().all()
    assert table.attrs["intervals"] == counted.attrs["intervals"] != ""


def test_the_course_through_a_few_articles_without_dates_is_by_article(corpus_of):
    assert course(corpus_of("Rain.", "Rain. Fog."), "article") == {
        "article": ["000.txt", "001.txt"],
        "n": [1, 1],
        "share_sentences": [1, 0.5],
    }


@pytest.mark.parametrize(("articles", "rows"), [(1, 0), (2, 2), (40, 40), (41, 0)])
def test_there_is_no_course_through_one_unit_or_through_more_articles_than_a_picture_has_columns(corpus_of, articles, rows):
    assert len(count_theme_course(corpus_of(*["Rain."] * articles), lexicon_of(weather=["rain"]))) == rows


def test_themes_in_a_course_come_in_order_of_the_units(corpus_of):
    table = count_theme_course(corpus_of("Moon.\n\nRain. Rain.\n\nMoon. Moon."), lexicon_of(**SKY))
    assert table["paragraph"].tolist() == [1, 1, 2, 2, 3, 3]
    assert table["n"].tolist() == [1, 0, 2, 0, 2, 0]


@pytest.mark.parametrize("texts", [[], [article("2023-05-30", "")]])
def test_where_there_are_no_words_every_table_is_there_and_says_so(corpus_of, texts):
    corpus, lexicon = corpus_of(*texts), lexicon_of(**SKY)
    counted = count_themes(corpus, lexicon)
    assert counted["theme"].tolist() == ["space", "weather"]
    assert counted["n"].tolist() == counted["n_shared"].tolist() == counted["n_articles"].tolist() == [0, 0]
    assert counted[["share", "share_sentences"]].isna().all(axis=None)
    coverage = count_coverage(corpus, lexicon)
    assert coverage["n_sentences"].tolist() == coverage["n_touched"].tolist() == [0] and coverage["share_touched"].isna().all()
    for table in (find_themes(corpus, lexicon), find_leading(corpus, lexicon, counted)):
        assert len(table) == 0 and len(table.columns) > 3
    assert len(count_theme_course(corpus, lexicon)) == 0
    for by in BY:
        assert count_themes(corpus, lexicon, by=by)["n"].sum() == 0


def test_where_nothing_matches_counts_are_zero(corpus_of):
    corpus, lexicon = corpus_of("Fog. More fog."), lexicon_of(**SKY)
    assert count_themes(corpus, lexicon)["n"].tolist() == [0, 0]
    assert count_themes(corpus, lexicon)["share_sentences"].tolist() == [0, 0]
    assert count_coverage(corpus, lexicon)["share_touched"].tolist() == [0]
    assert len(find_themes(corpus, lexicon)) == 0


def write_weather(k: int) -> str:
    """Write an article of its own: every sentence has a number."""
    suns, moons = (" ".join(f"{what} {k}-{j}." for j in range(k % n)) for what, n in (("Sun, sun", 3), ("Moon, a space station", 4)))
    return article(f"2023-0{1 + k % 2}-{10 + k}", f"Rain {k} on the moon. {suns} {moons} Fog {k}{k}.\n\nNo {k}x.")


MANY = [write_weather(k) for k in range(14)]


def sums_of(n: np.ndarray, size: np.ndarray) -> Clusters:
    return Clusters(n.sum(), (n * n).sum(), (n * size).sum(), size.sum(), (size * size).sum(), (size > 0).sum())


@pytest.mark.parametrize("copies", [0, 2])
@pytest.mark.parametrize("parted", [False, True])
@pytest.mark.parametrize("by", [None, "source"])
def test_intervals_are_over_articles_and_copies_of_a_story_are_one(corpus_of, copies, parted, by):
    texts = {f"{k:02}.txt": text for k, text in enumerate([*MANY, *MANY[3 : 3 + copies]])}
    corpus, lexicon = (in_parts(corpus_of, **texts) if parted else corpus_of(**texts)), lexicon_of(**SKY)
    assert corpus.articles["copy_of"].notna().sum() == copies
    found, names = find_themes(corpus, lexicon), corpus.articles.index.tolist()
    story = np.array([names.index(original) if isinstance(original, str) else k for k, original in enumerate(corpus.articles["copy_of"])])

    def per_unit(values: "pd.Series") -> np.ndarray:
        return np.bincount(story, values.reindex(names, fill_value=0), minlength=len(names)).astype(int)

    n_sentences = pd.Series(np.diff(np.searchsorted(corpus.index.sentences, corpus.index.articles)), names)
    rows = count_themes(corpus, lexicon, by=by).set_index("theme")
    for theme in ("space", "weather"):
        mine, row = found[found["theme"] == theme], rows.loc[theme]
        touched = mine.drop_duplicates(["article_id", "sentence"])
        ways = {
            "": (per_unit(mine.groupby("article_id").size()), per_unit(found.groupby("article_id").size())),
            "_sentences": (per_unit(touched.groupby("article_id").size()), per_unit(n_sentences)),
            "_articles": (per_unit((mine.groupby("article_id").size() > 0).astype(int)), per_unit(pd.Series(1, names))),
        }
        for suffix, (n, size) in ways.items():
            low, high = rate_interval(sums_of(n, size))
            assert row[f"low{suffix}"] == pytest.approx(low) and row[f"high{suffix}"] == pytest.approx(high)
            assert row[f"share{suffix}"] == pytest.approx(n.sum() / size.sum())
    assert ("unique stories" if copies else "14 articles") in count_themes(corpus, lexicon).attrs["intervals"]


def test_with_few_articles_intervals_are_over_paragraphs_and_those_of_articles_are_missing(corpus_of):
    corpus = corpus_of("\n\n".join(f"Rain {k}. {'Sun. ' * k}Moon." for k in range(12)))
    table = count_themes(corpus, lexicon_of(**SKY))
    n = np.array([1 + k for k in range(12)])
    low, high = rate_interval(sums_of(n, n + 1))
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([low, high])
    assert table["share_articles"].tolist() == [1, 1] and table[["low_articles", "high_articles"]].isna().all(axis=None)
    assert "over the 12 paragraphs" in table.attrs["intervals"]


def test_with_few_paragraphs_there_is_no_interval(corpus_of):
    table = count_themes(corpus_of("Rain. Moon."), lexicon_of(**SKY))
    assert table[["low", "high", "low_sentences", "high_sentences"]].isna().all(axis=None)
