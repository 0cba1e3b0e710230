"""The lexicon under test: each fault by itself, what is none, that planted ones come first, and that leaving entries out is exact."""

import math
import random
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import TIMES, in_parts
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from test_themes import lexicon_of

from analysis import Corpus, count_coverage, count_themes, find, find_themes, near_words, read_corpus
from analysis.entry_company import count_company, measure_company
from analysis.entry_matches import match_entries
from analysis.findings.lexicon_check import say_checks
from analysis.lexicon import Lexicon, Theme
from analysis.lexicon_check import check_lexicon
from analysis.lexicon_faults import FAULTS, UNLIKE
from analysis.matching import parse_queries
from analysis.theme_matches import look_up_themes, match_themes


def rows_of(checks: pd.DataFrame, fault: str) -> list[tuple[str, str | None, float]]:
    """Give the theme, the entry and the figure of each row of one fault."""
    rows = checks[checks["fault"] == fault]
    entries = [entry if isinstance(entry, str) else None for entry in rows["entry"]]
    return list(zip(rows["theme"], entries, rows["figure"].round(6).tolist(), strict=True))


def faults_of(corpus: Corpus, lexicon: Lexicon, fault: str) -> list[tuple[str, str | None, float]]:
    return rows_of(check_lexicon(corpus, lexicon), fault)


def said_of(checks: pd.DataFrame, entry: str, fault: str) -> str:
    [said] = checks.loc[(checks["entry"] == entry) & (checks["fault"] == fault), "said"]
    return said


# --- dead ---


def test_an_entry_that_never_matches_is_dead(corpus_of):
    checks = check_lexicon(corpus_of("Rain and rain. Coal."), lexicon_of(weather=["rain", "snow"], energy=["coal"]))
    assert rows_of(checks, "dead") == [("weather", "snow", 1)]
    assert len(checks) == 1
    assert checks["example"].isna().all()
    assert said_of(checks, "snow", "dead") == "It never matches. Leave it for other articles, or take it out."


@pytest.mark.parametrize(
    ("n", "named"),
    [
        (2, "“snow” and “hail”"),
        (4, "“snow”, “hail”, “rain cloud” and “sleet”"),
        (5, "“snow”, “hail”, “rain cloud” and 2 more"),
    ],
)
def test_several_dead_entries_of_a_theme_are_one_row_without_an_entry(corpus_of, n, named):
    dead = ["snow", "hail", "rain cloud", "sleet", "frost"][:n]
    checks = check_lexicon(corpus_of("Rain. Coal."), lexicon_of(energy=["coal", "oil"], weather=["rain", *dead]))
    assert rows_of(checks, "dead") == [("weather", None, n), ("energy", "oil", 1)]
    expected = f"{n} of its {n + 1} entries never match: {named}. Leave them for other articles, or take them out."
    assert checks["said"].iloc[0] == expected


# --- nearly matches ---


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("goverment", "government"),  # one letter more
        ("govvernment", "government"),  # one less
        ("govermment", "government"),  # another
        ("govenrment", "government"),  # two exchanged
        ("governmetn", "government"),
        ("governmen", "government"),
        ("governmemt", "government"),
        ("goverment*", "governmental"),
        ("govenrment*", "governmental"),
        ("'Government'", "government"),  # other capitals
        ("governments", "government"),  # an ending
        ("inventor", "inventors"),
        ("self-reliance", "selfreliance"),
        ("labour", "labor"),  # American spelling
        ("defence", "defense"),
        ("organisations", "organizations"),
        ("theatre", "theater"),
        ("local goverment", "local government"),
    ],
)
def test_what_an_entry_that_never_matches_nearly_is_is_counted(corpus_of, entry, text):
    checks = check_lexicon(corpus_of(f"Rain. {f'A {text} here. ' * 5}"), lexicon_of(weather=["rain", entry]))
    assert rows_of(checks, "nearly matches") == [("weather", entry, 5)]
    assert rows_of(checks, "dead") == []


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("gofermment", "government"),  # two others
        ("goermnent", "government"),
        ("povernment", "government"),  # the first letter
        ("gate", "gates"),  # short words are nearly many others
        ("governs*", "governing"),  # at the end of a beginning: another word
        ("governme*", "governmo"),
        ("state goverment", "local government"),  # two words are nowhere
        ("local goverment", "government"),
        ("goverment local", "local government"),  # as a whole it would not match
        ("goverm*nt", "government"),
        ("patents", "parents"),  # both are words
        ("Nobel", "noble"),
        ("shoul", "should"),  # a stop word
    ],
)
def test_other_words_an_entry_never_nearly_is(corpus_of, entry, text):
    checks = check_lexicon(corpus_of(f"Rain. {f'A {text} here. ' * 5}"), lexicon_of(weather=["rain", entry]))
    assert rows_of(checks, "nearly matches") == []
    assert rows_of(checks, "dead") == [("weather", entry, 1)]


def test_what_an_entry_nearly_is_is_named_with_its_number(corpus_of):
    corpus = corpus_of("Rain. " + "The government rests. " * 5 + "The governmant. " * 4)
    checks = check_lexicon(corpus, lexicon_of(weather=["rain", "goverment"]))
    expected = "It never matches; with “government”, it would 5 times. If that is meant, write it so."
    assert said_of(checks, "goverment", "nearly matches") == expected


def test_of_several_words_that_an_entry_nearly_is_the_most_frequent_is_named(corpus_of):
    corpus = corpus_of("Rain. " + "The marches. " * 6 + "The marshes. " * 7)
    checks = check_lexicon(corpus, lexicon_of(weather=["rain", "marges", "marthes"]))
    assert rows_of(checks, "nearly matches") == [("weather", "marthes", 7)]
    assert rows_of(checks, "dead") == [("weather", "marges", 1)]


def test_what_is_used_less_than_five_times_may_be_a_mistake_itself(corpus_of):
    corpus = corpus_of("Rain. " + "The government rests. " * 4)
    assert faults_of(corpus, lexicon_of(weather=["rain", "goverment"]), "nearly matches") == []


def test_what_the_theme_has_already_is_no_loss(corpus_of):
    corpus = corpus_of("A government, one government, this government, that government, local governments, a government. Coal.")
    lexicon = lexicon_of(state=["local government*", "goverment", "government"], weather=["goverment", "coal"])
    checks = check_lexicon(corpus, lexicon)
    assert rows_of(checks, "nearly matches") == [("weather", "goverment", 5)]
    assert rows_of(checks, "dead") == [("state", "goverment", 1)]


def test_of_a_language_that_is_not_known_at_large_any_word_may_be_a_mistake(corpus_of, monkeypatch):
    def unknown(*_):
        raise ValueError("not known")

    monkeypatch.setattr(near_words, "look_up_rates", unknown)
    corpus = corpus_of("Rain. " + "The parents rest. " * 5)
    assert faults_of(corpus, lexicon_of(weather=["rain", "patents"]), "nearly matches") == [("weather", "patents", 5)]


# --- covered ---


def test_an_entry_whose_matches_all_lie_in_longer_ones_is_covered(corpus_of):
    corpus = corpus_of("The space station rests. A station in space. The core space station.")
    checks = check_lexicon(corpus, lexicon_of(space=["space station", "core space", "core"]))
    assert rows_of(checks, "covered") == [("space", "core", 1)]
    expected = "It matches once, but never counts: longer or earlier entries, most often “core space”, cover it. "
    expected += "If that is not meant, take it out, or what covers it."
    assert said_of(checks, "core", "covered") == expected
    assert checks.loc[checks["entry"] == "core", "example"].tolist() == ["The core space station."]


def test_which_entry_covers_most_is_named(corpus_of):
    corpus = corpus_of("Old rain. Old rain. New rain. New rain. New rain.")
    said = said_of(check_lexicon(corpus, lexicon_of(weather=["rain", "old rain", "new rain"])), "rain", "covered")
    assert "It matches 5 times, but never counts: longer or earlier entries, most often “new rain”, cover it." in said


def test_an_entry_that_only_matches_in_exceptions_is_covered(corpus_of):
    corpus = corpus_of("Full moon. Full moon! The moon rocket. Solar wind.")
    checks = check_lexicon(corpus, lexicon_of(space=["moon", "rocket", "moon rocket", "solar", "not full moon", "not solar wind"]))
    assert rows_of(checks, "covered") == [("space", "moon", 3), ("space", "rocket", 1), ("space", "solar", 1)]
    expected = "It matches 3 times, but never counts: exceptions and longer or earlier entries, most often “moon rocket”, cover it. "
    assert said_of(checks, "moon", "covered") == f"{expected}If that is not meant, take it out, or what covers it."
    assert said_of(checks, "solar", "covered").startswith("It matches once, but never counts: exceptions cover it. If")


def test_of_entries_as_long_the_later_is_covered(corpus_of):
    assert faults_of(corpus_of("A rocket."), lexicon_of(space=["rocket", "rocket*"]), "covered") == [("space", "rocket*", 1)]


def test_an_entry_that_counts_once_is_neither_dead_nor_covered(corpus_of):
    corpus = corpus_of("Full moon. Moon rocket. Moon.")
    checks = check_lexicon(corpus, lexicon_of(space=["moon", "moon rocket", "not full moon"]))
    assert len(checks) == 0


def test_no_theme_covers_the_entries_of_another(corpus_of):
    corpus = corpus_of("Space station.")
    checks = check_lexicon(corpus, lexicon_of(space=["space station", "not station"], building=["station"]))
    assert checks["fault"].tolist() == ["in two themes"]


# --- in two themes ---


def test_an_entry_of_two_themes_is_a_row_of_the_first(corpus_of):
    corpus = corpus_of("Rain and coal. Rain, rain. Coal.")
    checks = check_lexicon(corpus, lexicon_of(weather=["rain"], energy=["coal", "rain"]))
    assert rows_of(checks, "in two themes") == [("weather", "rain", 3)]
    expected = "On 3 stretches of text, it counts for “WEATHER”, and “rain” for “ENERGY”. "
    expected += "Leave it where it belongs; from the other theme, take it out, or name it under not."
    assert said_of(checks, "rain", "in two themes") == expected
    assert checks["example"].iloc[0] == "Rain and coal."


def test_entries_that_share_some_words_are_pairs_and_each_pair_is_a_row(corpus_of):
    corpus = corpus_of("The space station core. A station. The space station.")
    lexicon = lexicon_of(space=["space station"], building=["station core", "station"], metal=["core"])
    expected = [("space", "space station", 1), ("space", "space station", 1), ("building", "station core", 1)]
    assert faults_of(corpus, lexicon, "in two themes") == expected


def test_two_long_matches_share_one_stretch_however_many_words(corpus_of):
    lexicon = lexicon_of(one=["a space station core"], two=["space station core", "rain"], three=["rain"])
    corpus = corpus_of("A space station core. Rain.")
    assert faults_of(corpus, lexicon, "in two themes") == [("one", "a space station core", 1), ("two", "rain", 1)]


def test_matches_that_touch_do_not_share_nor_do_those_of_exceptions(corpus_of):
    corpus = corpus_of("The space station core. Full moon.")
    lexicon = lexicon_of(space=["space station", "moon", "not full moon"], building=["core"], sky=["moon"])
    assert faults_of(corpus, lexicon, "in two themes") == []


def test_the_row_is_of_the_theme_for_which_the_words_around_speak_less(corpus_of):
    corpus = corpus_of(*articles_of(lines_on_america(), 12, 2))
    for lexicon in (planted(sport=["Pentagon"]), planted(weather=["goal*"])):
        checks = check_lexicon(corpus, lexicon)
        [(theme, entry, _)] = rows_of(checks, "in two themes")
        assert (theme, entry) in [("sport", "Pentagon"), ("weather", "goal*")]
        other = {"sport": "AMERICA", "weather": "SPORT"}[theme]
        expected = f"The words around speak rather for “{other}”: here, take it out, or name it under not."
        assert said_of(checks, entry, "in two themes").endswith(expected)
        assert rows_of(checks, "unlike its theme") == []  # that is said already


def test_an_entry_that_shares_half_of_its_matches_may_be_unlike_its_theme_as_well(corpus_of):
    lines = lines_on_america() + sentences(20, "The big Pentagon saw", POLITICS, 9)
    corpus = corpus_of(*articles_of(lines, 12, 2))
    shared = planted(america=["not big Pentagon"], sport=["Pentagon"])
    assert [row[1] for row in faults_of(corpus, shared, "in two themes")] == ["Pentagon"]
    assert [row[1] for row in faults_of(corpus, shared, "unlike its theme")] == ["Pentagon"]


# --- carried by one entry ---


@pytest.mark.parametrize(
    ("text", "entries", "rows"),
    [
        ("Rain. " * 6 + "Snow. " * 4, ["rain", "snow"], [("weather", "rain", 0.6)]),
        ("Rain. " * 5 + "Snow. " * 5, ["rain", "snow"], []),  # no more than half
        ("Rain. " * 6 + "Snow. " * 3, ["rain", "snow"], []),  # fewer than ten
        ("Rain. " * 10, ["rain"], []),  # its only entry
        ("Rain. " * 10, ["snow", "rain"], [("weather", "rain", 1.0)]),
        ("Rain cloud. " * 6 + "Rain. " * 4, ["rain", "rain cloud"], [("weather", "rain cloud", 0.6)]),  # the longest counts
    ],
)
def test_a_theme_with_ten_matches_most_of_which_are_of_one_entry_is_carried_by_it(corpus_of, text, entries, rows):
    assert faults_of(corpus_of(text), lexicon_of(weather=entries), "carried by one entry") == rows


# --- everywhere ---


def everywhere_of(corpus: Corpus, **themes: list[str]) -> list[tuple[str, str | None, float]]:
    return faults_of(corpus, lexicon_of(**themes), "everywhere")


def test_an_entry_in_most_sentences_far_above_all_others_is_everywhere(corpus_of):
    corpus = corpus_of("The sun. The fog, the fog. The rain. Rain.")
    assert everywhere_of(corpus, weather=["the", "sun"]) == [("weather", "the", 0.75)]
    assert everywhere_of(corpus, weather=["the", "rain"]) == []  # not far above: rain is in half of the sentences


def test_several_entries_may_be_everywhere(corpus_of):
    corpus = corpus_of("The sun of May. " + "The fog of it. " * 6 + "Of it. ")
    assert everywhere_of(corpus, weather=["the", "sun"], other=["of"]) == [("other", "of", 1), ("weather", "the", 0.875)]


def test_an_entry_in_a_third_of_the_sentences_is_everywhere_and_in_fewer_it_is_not(corpus_of):
    lexicon = lexicon_of(weather=["the", "sun"])
    assert faults_of(corpus_of("The sun. " + "The fog. " * 3 + "Fog. " * 8), lexicon, "everywhere") == [("weather", "the", 0.333333)]
    assert faults_of(corpus_of("The sun. " + "The fog. " * 3 + "Fog. " * 9), lexicon, "everywhere") == []


def test_with_no_other_entry_that_matches_there_is_nothing_to_be_far_above(corpus_of):
    assert everywhere_of(corpus_of("The fog."), weather=["the", "snow"]) == []


def test_an_entry_in_nine_of_ten_articles_is_everywhere(corpus_of):
    long = "Rain. " * 9
    texts = [f"{long}The fog."] * 9 + [f"{long}Sun."]
    assert everywhere_of(corpus_of(*texts), weather=["the", "sun"]) == [("weather", "the", 0.9)]
    assert everywhere_of(corpus_of(*texts), weather=["the", "sun", "fog", "snow"]) == [("weather", "fog", 0.9), ("weather", "the", 0.9)]


def test_fewer_than_ten_articles_are_too_few_to_be_in_nearly_all(corpus_of):
    texts = [f"{'Rain. ' * 9}The fog."] * 9
    assert everywhere_of(corpus_of(*texts[1:], f"{texts[0]} Sun."), weather=["the", "sun"]) == []
    assert everywhere_of(corpus_of(*texts, f"{texts[0]} Sun."), weather=["the", "sun"]) == [("weather", "the", 1)]


# --- never matches ---


def test_a_theme_that_never_matches_is_one_row_without_an_entry(corpus_of):
    lexicon = lexicon_of(space=["moon", "rocket", "not full moon"], weather=["rain"], sea=["ship"])
    checks = check_lexicon(corpus_of("Rain. Full moon."), lexicon)
    assert rows_of(checks, "never matches") == [("space", None, 2), ("sea", None, 1)]
    said = checks.loc[checks["fault"] == "never matches", "said"].tolist()
    assert [text.partition(". ")[0] for text in said] == ["None of its 2 entries counts anywhere", "Its only entry does not count anywhere"]
    assert checks.loc[checks["fault"] == "never matches", "example"].isna().all()
    assert rows_of(checks, "dead") == []  # that is said already


# --- decides the ranking ---


def test_an_entry_without_which_its_theme_falls_behind_decides_the_ranking(corpus_of):
    corpus = corpus_of("Rain. " * 13 + "Snow. " + "Coal. " * 2 + "Moon. Moon.")
    checks = check_lexicon(corpus, lexicon_of(weather=["rain", "snow"], energy=["coal"], space=["moon"]))
    assert rows_of(checks, "decides the ranking") == [("weather", "rain", 2)]
    expected = "Without it, “WEATHER” falls from 14 to 1 match, behind “ENERGY” (2) and “SPACE” (2). "
    expected += "Read some of its matches before you say which theme comes before which."
    assert said_of(checks, "rain", "decides the ranking") == expected


def deciding(corpus: Corpus, **themes: list[str]) -> list[tuple[str, str | None, float]]:
    return faults_of(corpus, lexicon_of(**themes), "decides the ranking")


@pytest.mark.parametrize(("rain", "coal", "decides"), [(9, 1, False), (10, 1, True), (20, 11, False), (20, 10, True), (20, 20, False)])
def test_what_few_matches_or_a_small_lead_do_not_decide_no_entry_does(corpus_of, rain, coal, decides):
    corpus = corpus_of("Rain. " * rain + "Coal. " * coal)
    assert deciding(corpus, weather=["rain"], energy=["coal"]) == ([("weather", "rain", 1)] if decides else [])


def test_to_draw_level_is_not_to_fall_behind(corpus_of):
    corpus = corpus_of("Rain. " * 5 + "Snow. " * 6 + "Coal. " * 5 + "Oil.")
    assert deciding(corpus, weather=["rain", "snow"], energy=["oil"]) == []
    assert deciding(corpus_of("Rain. " * 12 + "Snow. " * 3 + "Coal. " * 3), weather=["rain", "snow"], energy=["coal"]) == []
    expected = [("weather", "rain", 1)]
    assert deciding(corpus_of("Rain. " * 12 + "Snow. " * 2 + "Coal. " * 3), weather=["rain", "snow"], energy=["coal"]) == expected


def test_what_an_entry_covered_comes_free_without_it(corpus_of):
    corpus = corpus_of("Rain cloud. " * 13 + "Coal. Coal.")
    assert deciding(corpus, weather=["rain cloud", "cloud"], energy=["coal"]) == []
    assert deciding(corpus, weather=["rain cloud", "snow"], energy=["coal"]) == [("weather", "rain cloud", 1)]
    # What comes free may be more than what is lost.
    assert resolve(corpus, lexicon_of(weather=["rain cloud", "rain", "cloud"])).n_lost.tolist() == [-13, 0, 0]


def test_of_many_themes_that_pass_three_are_named(corpus_of):
    corpus = corpus_of("Rain. " * 19 + "One one one one. Two two two. Six six. Ten. Ten. Odd.")
    others = {word: [word] for word in ("one", "two", "six", "ten", "odd")}
    said = said_of(check_lexicon(corpus, lexicon_of(weather=["rain"], **others)), "rain", "decides the ranking")
    assert "falls from 19 to 0 matches, behind “ONE” (4), “TWO” (3), “SIX” (2) and 2 more." in said


def resolve(corpus: Corpus, lexicon: Lexicon):
    return match_entries(corpus.index, look_up_themes(corpus, lexicon))


def without(lexicon: Lexicon, theme: Theme, entry: int) -> Lexicon:
    """Give the lexicon as it would be read without one of its entries."""
    entries, patterns = ([*column[:entry], *column[entry + 1 :]] for column in (theme.entries, theme.patterns))
    left = replace(theme, entries=tuple(entries), patterns=tuple(patterns))
    return replace(lexicon, themes=tuple(left if one is theme else one for one in lexicon.themes))


def count_by_theme(corpus: Corpus, lexicon: Lexicon) -> dict[str, int]:
    counted = count_themes(corpus, lexicon)
    return dict(zip(counted["theme"], counted["n"].tolist(), strict=True))


WORDS = ("a", "b", "c", "d")
phrases = st.lists(st.sampled_from([*WORDS, "a*", "*"]), min_size=1, max_size=3).map(" ".join).filter(lambda text: set(text) - set("* "))
entries_of_theme = st.lists(phrases, min_size=1, max_size=5, unique_by=lambda text: parse_queries([text])[0])
exceptions_of_theme = st.lists(phrases, max_size=1)
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join), min_size=1, max_size=4)


@given(texts=texts, themes=st.lists(st.tuples(entries_of_theme, exceptions_of_theme), min_size=1, max_size=3))
@pytest.mark.proof
@settings(max_examples=150 * TIMES, deadline=None)
def test_leaving_an_entry_out_is_what_reading_the_lexicon_without_it_gives(texts, themes):
    written = {f"t{k}": [*entries, *(f"not {entry}" for entry in nots)] for k, (entries, nots) in enumerate(themes)}
    lexicon = lexicon_of(**written)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.txt").write_text("\n\n".join(f"{text}." for text in texts), encoding="utf-8")
        corpus = read_corpus(folder)
    n, found = count_by_theme(corpus, lexicon), resolve(corpus, lexicon)
    n_lost = []
    for theme in lexicon.themes:
        for k in range(len(theme.entries)):
            rest = count_by_theme(corpus, without(lexicon, theme, k))
            n_lost.append(n[theme.theme] - rest[theme.theme])
            assert {key: rest[key] for key in rest if key != theme.theme} == {key: n[key] for key in n if key != theme.theme}
    assert found.n_lost.tolist() == n_lost
    kept = match_themes(corpus.index, look_up_themes(corpus, lexicon))
    order = np.lexsort((kept.start, kept.theme))
    assert found.start[found.is_kept].tolist() == kept.start[order].tolist()
    assert found.length[found.is_kept].tolist() == kept.length[order].tolist()


# --- unlike its theme ---

POLITICS = "sanctions troops embassy treaty tariffs missiles allies envoy border talks".split()
HOMELY = "garden kitchen supper holiday grandmother piano rabbit blanket ladder picnic".split()
WEATHER = "clouds rain wind hail thunder frost damage harvest coast roofs".split()
SPORT = "goal coach league match keeper penalty crowd trophy season referee".split()


def sentences(n: int, first: str, words: list[str], seed: int) -> list[str]:
    """Make sentences, each of some words that go together, after what they are about."""
    rng = random.Random(seed)
    return [f"{first} {' and '.join(rng.sample(words, 4))} {rng.choice(('again', 'again, they said', 'as before'))}." for _ in range(n)]


def articles_of(lines: list[str], n: int, seed: int) -> list[str]:
    """Deal out sentences to articles of two paragraphs each."""
    lines = random.Random(seed).sample(lines, len(lines))
    dealt = [lines[k::n] for k in range(n)]
    return [f"{' '.join(some[::2])}\n\n{' '.join(some[1::2])}" for some in dealt]


AMERICA = ["Pentagon", "Washington", "Congress", "White House"]


def lines_on_america(pronouns: int = 60) -> list[str]:
    lines = [line for k, entry in enumerate(AMERICA) for line in sentences(20, f"Here the {entry} weighed", POLITICS, k)]
    lines += sentences(20, "Then the US announced", POLITICS, 5) + sentences(pronouns, "He told us of", HOMELY, 6)
    lines += sentences(60, "Storms brought", WEATHER, 7) + sentences(60, "The football club recalled", SPORT, 8)
    return lines


def test_an_entry_that_keeps_other_company_than_its_theme_is_unlike_it(corpus_of):
    checks = check_lexicon(corpus_of(*articles_of(lines_on_america(), 8, 1)), lexicon_of(america=[*AMERICA, "us"], weather=["storm*"]))
    [(theme, entry, figure)] = rows_of(checks, "unlike its theme")
    assert (theme, entry) == ("america", "us")
    assert figure > 0.75
    assert "The words around its 80 matches say at most " in said_of(checks, "us", "unlike its theme")
    assert " us " in checks.loc[checks["fault"] == "unlike its theme", "example"].item() or " US " in checks["example"].iloc[0]


def test_the_same_entry_with_its_case_kept_is_like_its_theme(corpus_of):
    checks = check_lexicon(corpus_of(*articles_of(lines_on_america(), 8, 1)), lexicon_of(america=[*AMERICA, "'US'"], weather=["storm*"]))
    assert rows_of(checks, "unlike its theme") == []
    assert checks.attrs["note"] == "5 of 6 entries have matches enough to be judged by their company."


def test_an_entry_with_few_matches_is_not_judged_by_its_company(corpus_of):
    america = lexicon_of(america=[*AMERICA, "us"])

    def judged(n: int) -> tuple[list[tuple[str, str | None, float]], str]:
        lines = [line for line in lines_on_america(n) if "the US" not in line]
        checks = check_lexicon(corpus_of(*articles_of(lines, 8, 1)), america)
        return [row[:2] for row in rows_of(checks, "unlike its theme")], checks.attrs["note"][:6]

    assert judged(9) == ([], "4 of 5")
    assert judged(10) == ([("america", "us")], "5 of 5")


def test_with_fewer_than_three_other_entries_nothing_is_judged(corpus_of):
    corpus = corpus_of(*articles_of(lines_on_america(), 8, 1))
    assert faults_of(corpus, lexicon_of(america=[*AMERICA[:2], "us"]), "unlike its theme") == []
    assert [row[1] for row in faults_of(corpus, lexicon_of(america=[*AMERICA[:3], "us"]), "unlike its theme")] == ["us"]


def test_what_is_everywhere_is_not_said_to_be_unlike_its_theme_as_well(corpus_of):
    checks = check_lexicon(corpus_of(*articles_of(lines_on_america(), 8, 1)), lexicon_of(america=[*AMERICA, "and"], sport=["football"]))
    assert [row[:2] for row in rows_of(checks, "everywhere")] == [("america", "and")]
    assert checks.attrs["note"] == "4 of 6 entries have matches enough to be judged by their company."
    assert rows_of(checks, "unlike its theme") == []


def test_one_frequent_entry_does_not_make_its_own_company_that_of_the_theme(corpus_of):
    corpus = corpus_of(*articles_of(lines_on_america(300) + sentences(900, "They sang of", SPORT, 9), 8, 1))
    assert [row[1] for row in faults_of(corpus, lexicon_of(america=[*AMERICA, "us"]), "unlike its theme")] == ["us"]


def test_the_company_of_an_entry_is_all_words_of_its_sentences_but_its_own_matches_and_stop_words(corpus_of):
    corpus = corpus_of("The rain, rain and coal. Coal of rain clouds. Fog and coal. Fog of the moon.")
    index, terms = corpus.index, corpus.vocabulary.terms.to_list()
    found = match_entries(index, look_up_themes(corpus, lexicon_of(weather=["rain", "fog"], energy=["coal", "rain cloud*"])))
    n_entries = len(found.n_lost)
    company = count_company(index, found.entry, found.start, found.length, corpus.vocabulary.is_stop, n_entries).toarray()
    counted = [{term: n for term, n in zip(terms, row, strict=True) if n} for row in company.tolist()]
    assert counted == [{"coal": 2, "clouds": 1}, {"coal": 1, "moon": 1}, {"rain": 3, "clouds": 1, "fog": 1}, {"coal": 1}]


def slow_likeness(company: list[list[int]], n_terms: list[int], entry: int) -> tuple[float, float]:
    """Compute by single numbers how much the company of an entry speaks for that of the others, and its error."""
    others = [0.0] * len(n_terms)
    for other, row in enumerate(company):
        for term, n in enumerate(row):
            others[term] += n / math.sqrt(sum(row)) if other != entry else 0
    p = [n / sum(n_terms) for n in n_terms]
    told = [math.log(1 / 2 + q / sum(others) / 2 / p[term]) for term, q in enumerate(others)]
    own, size = company[entry], sum(company[entry])
    mean = sum(n * value for n, value in zip(own, told, strict=True)) / size
    excess = mean - sum(share * value for share, value in zip(p, told, strict=True))
    return excess, math.sqrt(sum((n * (value - mean)) ** 2 for n, value in zip(own, told, strict=True))) / size


def test_how_like_its_theme_a_company_is_is_what_slow_sums_give():
    company = [[30, 20, 5, 0, 1], [9, 12, 0, 2, 0], [14, 6, 3, 0, 4], [2, 1, 400, 500, 300], [8, 8, 8, 1, 1]]
    n_terms = [100, 80, 600, 700, 500]
    slow = [slow_likeness(company, n_terms, entry) for entry in range(len(company))]
    expected = []
    for entry, (excess, error) in enumerate(slow):
        middle = sorted(other for k, (other, _) in enumerate(slow) if k != entry)
        expected.append((excess + 1.645 * error) / ((middle[1] + middle[2]) / 2))
    like = measure_company(csr_array(np.array(company)), np.array(n_terms), np.zeros(5, dtype=int), np.ones(5, dtype=bool))
    assert like.tolist() == pytest.approx(expected)
    assert [value < UNLIKE for value in expected] == [False, False, False, True, False]


# --- all of them ---

LEXICON = {"america": AMERICA, "weather": ["storm*", "hail", "frost", "thunder"], "sport": ["football", "goal*", "coach", "league"]}


def planted(**more: list[str]) -> Lexicon:
    return lexicon_of(**{theme: [*entries, *more.get(theme, [])] for theme, entries in LEXICON.items()})


def test_a_sound_lexicon_has_no_fault(corpus_of):
    checks = check_lexicon(corpus_of(*articles_of(lines_on_america(), 12, 2)), planted())
    assert len(checks[checks["fault"] != "decides the ranking"]) == 0


@pytest.mark.parametrize(
    ("theme", "entry", "fault"),
    [
        ("america", "us", "unlike its theme"),
        ("weather", "and", "everywhere"),
        ("sport", "Pentagon", "in two themes"),
        ("weather", "tunder", "dead"),
        ("weather", "blizzard*", "dead"),
    ],
)
def test_a_planted_fault_is_among_the_first_five_rows(corpus_of, theme, entry, fault):
    checks = check_lexicon(corpus_of(*articles_of(lines_on_america(), 12, 2)), planted(**{theme: [entry]}))
    assert (entry, fault) in list(zip(checks["entry"], checks["fault"], strict=True))[:5]


def test_all_planted_faults_together_are_among_the_first_five_rows(corpus_of):
    lexicon = planted(america=["us"], weather=["and", "blizzard*"], sport=["Pentagon"])
    first = check_lexicon(corpus_of(*articles_of(lines_on_america(), 12, 2)), lexicon).head(5)
    found = set(zip(first["entry"], first["fault"], strict=True))
    assert found >= {("us", "unlike its theme"), ("and", "everywhere"), ("Pentagon", "in two themes"), ("blizzard*", "dead")}


def test_the_gravest_of_each_fault_come_first_then_the_second_of_each(corpus_of):
    corpus = corpus_of("The rain. " * 12 + "The sun. Rain cloud. Fog. Tin. " + "Coal. " * 3 + "The government. " * 5)
    weather, energy = ["fog", "rain", "cloud", "rain cloud", "sun", "hail"], ["coal", "sun", "oil", "gas", "goverment"]
    checks = check_lexicon(corpus, lexicon_of(weather=weather, energy=energy, metal=["iron", "tin"], sea=["ship"]))
    faults = checks["fault"].tolist()
    round_of = checks.groupby("fault").cumcount().tolist()
    assert list(zip(round_of, map(FAULTS.index, faults), strict=True)) == sorted(zip(round_of, map(FAULTS.index, faults), strict=True))
    assert set(faults) == {*FAULTS} - {"unlike its theme"}
    for _, rows in checks.groupby("fault"):
        assert rows["figure"].is_monotonic_decreasing
    assert rows_of(checks, "dead") == [("energy", None, 2), ("weather", "hail", 1), ("metal", "iron", 1)]  # ties by entry


def test_every_column_has_its_type_whatever_there_is(corpus_of):
    for checks in (
        check_lexicon(corpus_of("Rain."), lexicon_of(weather=["rain"])),
        check_lexicon(corpus_of("Rain."), lexicon_of(weather=["rain", "snow"], sea=["ship"])),
    ):
        assert checks.columns.tolist() == ["theme", "label", "entry", "fault", "figure", "said", "example"]
        types = checks.dtypes.astype(str)
        assert types["figure"] == "float64"
        assert set(types.drop("figure")) == {"str"}


def test_coverage_is_the_share_of_sentences_and_of_articles_with_a_match(corpus_of):
    corpus = corpus_of("Rain. Fog. The rain and the moon.", "Fog.", "Moon. Fog.", "...")
    lexicon = lexicon_of(weather=["rain"], space=["moon"])
    expected = {"n_sentences": 6, "n_sentences_touched": 3, "share_sentences": 0.5, "n_articles": 3, "n_articles_touched": 2}
    coverage = check_lexicon(corpus, lexicon).attrs["coverage"]
    assert coverage == expected | {"share_articles": pytest.approx(2 / 3)}
    assert coverage["n_sentences_touched"] == count_coverage(corpus, lexicon)["n_touched"].sum()


def test_without_an_article_or_a_word_every_theme_never_matches_and_there_is_no_share(corpus_of):
    for corpus in (corpus_of("..."), corpus_of("...").take([False]), corpus_of("Rain.").take([False])):
        checks = check_lexicon(corpus, lexicon_of(weather=["rain", "snow"]))
        assert checks["fault"].tolist() == ["never matches"]
        assert np.isnan(checks.attrs["coverage"]["share_sentences"])
        assert np.isnan(checks.attrs["coverage"]["share_articles"])


def test_the_example_is_a_sentence_with_a_match_that_counts(corpus_of):
    corpus = corpus_of("Full moon. A moon! " + "Moon. " * 9 + "Sun.", "Fog.")
    checks = check_lexicon(corpus, lexicon_of(space=["moon", "sun", "not full moon"]))
    assert checks.loc[checks["fault"] == "carried by one entry", "example"].tolist() == ["A moon!"]


def test_the_example_is_from_the_first_part_in_which_the_entry_counts(corpus_of):
    corpus = in_parts(corpus_of, "Full moon.", "A moon! " + "Moon. " * 9, "Moon here. Sun.")
    checks = check_lexicon(corpus, lexicon_of(space=["moon", "sun", "not full moon"]))
    assert checks.loc[checks["fault"] == "carried by one entry", "example"].tolist() == ["A moon!"]


def test_in_parts_all_is_as_in_one(corpus_of):
    texts = articles_of(lines_on_america(), 12, 2)
    lexicon = planted(america=["us", "house"], weather=["and", "blizzard*", "tunder"], sport=["Pentagon", "clubb", "football club"])
    parted, whole = in_parts(corpus_of, *texts), corpus_of()
    assert (len(parted.parts), len(whole.parts)) == (12, 1)
    pd.testing.assert_frame_equal(check_lexicon(parted, lexicon), check_lexicon(whole, lexicon))
    assert check_lexicon(parted, lexicon).attrs == check_lexicon(whole, lexicon).attrs


def test_the_order_of_files_changes_nothing_but_the_examples(corpus_of, tmp_path):
    texts = articles_of(lines_on_america(), 12, 2)
    lexicon = planted(america=["us", "house"], weather=["and", "blizzard*", "tunder"], sport=["Pentagon", "clubb", "football club"])
    (tmp_path / "turned").mkdir()
    for k, text in enumerate(reversed(texts)):
        (tmp_path / "turned" / f"{k:03d}.txt").write_text(text, encoding="utf-8")
    one, other = check_lexicon(corpus_of(*texts), lexicon), check_lexicon(read_corpus(tmp_path / "turned"), lexicon)
    pd.testing.assert_frame_equal(one.drop(columns="example"), other.drop(columns="example"))


def test_figures_open_into_as_many_matches(corpus_of):
    corpus = corpus_of(*articles_of(lines_on_america(), 12, 2))
    lexicon = planted(america=["us"], weather=["and", "tunder"], sport=["Pentagon"])
    checks, found = check_lexicon(corpus, lexicon), find_themes(corpus, lexicon)
    uses = found.groupby(["theme", "entry"]).size()
    [(theme, entry, figure)] = rows_of(checks, "in two themes")
    assert figure == uses[theme, entry] == uses["sport", "Pentagon"]
    assert rows_of(checks, "nearly matches") == []  # thunder is an entry already
    assert rows_of(checks, "dead") == [("weather", "tunder", 1)]
    for theme, entry, figure in rows_of(checks, "carried by one entry"):
        assert figure == pytest.approx(uses[theme, entry] / uses[theme].sum())
    [(theme, entry, figure)] = rows_of(checks, "everywhere")
    own = found[(found["theme"] == theme) & (found["entry"] == entry)]
    begins = own["start"] - own["left"].str.len()  # each sentence once, however many matches it has
    n_touched = len(pd.DataFrame({"article": own["article_id"], "at": begins}).drop_duplicates())
    assert figure == pytest.approx(n_touched / checks.attrs["coverage"]["n_sentences"])
    assert len(find(corpus, "and")) == uses["weather", "and"]


# --- in words ---


def test_the_finding_names_coverage_the_kinds_and_the_gravest(corpus_of):
    corpus = corpus_of("Rain. Coal. Fog. Fog.", "Fog.")
    checks = check_lexicon(corpus, lexicon_of(weather=["rain", "snow", "hail"], energy=["rain", "coal"]))
    expected = "The lexicon touches 2 of 5 sentences (40 %) and 1 of 2 articles (50 %). 2 weak spots were found: 1 pair of entries counts "
    expected += (
        "the same words for two themes and 1 theme has entries that never match. The gravest is *rain* of *WEATHER*. On 1 stretch of "
    )
    expected += (
        "text, it counts for “WEATHER”, and “rain” for “ENERGY”. Leave it where it belongs; from the other theme, take it out, or name it "
    )
    assert say_checks(checks) == expected + "under not."


@pytest.mark.parametrize(
    ("text", "entries", "said"),
    [
        ("Rain. Fog.", ["rain"], "The lexicon touches 1 of 2 sentences (50 %) and the only article. No weak spot was found in it."),
        (
            "Rain.",
            ["rain", "snow"],
            "The lexicon touches the only sentence and the only article. 1 weak spot was found: 1 theme has entries that never match. It "
            "is *snow* of *WEATHER*. It never matches. Leave it for other articles, or take it out.",
        ),
        (
            "Fog. Sun.",
            ["rain"],
            "The lexicon touches none of 2 sentences (0 %) and not the only article. 1 weak spot was found: 1 theme never matches. It is "
            "the theme *WEATHER*. Its only entry does not count anywhere. Take the theme out, or give it words that these articles use.",
        ),
        ("...", ["rain"], "There are no words to speak of: no article with text was found."),
    ],
    ids=["none", "one", "no match", "no word"],
)
def test_the_finding_reads_well_for_none_and_for_one(corpus_of, text, entries, said):
    assert say_checks(check_lexicon(corpus_of(text), lexicon_of(weather=entries))) == said


def test_the_finding_reads_well_for_every_kind_of_one_and_of_two():
    def said(n: int) -> str:
        checks = pd.DataFrame({"fault": [fault for fault in FAULTS for _ in range(n)]})
        checks = checks.assign(entry="rain", label="Weather", said="So it is.")
        checks.attrs["coverage"] = {"n_sentences": 2, "n_sentences_touched": 1, "n_articles": 3, "n_articles_touched": 3}
        return say_checks(checks).partition("found: ")[2].partition(". The gravest")[0]

    assert said(1) == (
        "1 entry is everywhere, 1 theme never matches, 1 pair of entries counts the same words for two themes, 1 entry keeps a company "
        "unlike that of its theme, 1 entry would match if one word were another, 1 theme is carried by one entry, 1 theme has entries "
        "that never match, 1 entry decides by itself how the themes rank and 1 entry is covered wherever it matches"
    )
    assert said(2) == (
        "2 entries are everywhere, 2 themes never match, 2 pairs of entries count the same words for two themes, 2 entries keep a company "
        "unlike that of their theme, 2 entries would match if one word were another, 2 themes are carried by one entry each, 2 themes have "
        "entries that never match, 2 entries decide, each by itself, how the themes rank and 2 entries are covered wherever they match"
    )
