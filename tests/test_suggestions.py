"""What a lexicon lacks: what no theme touches, what keeps a theme's company, and that both open; suggestions as TOML."""

import random
import tomllib
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from conftest import in_parts
from hypothesis import given
from hypothesis import strategies as st
from test_themes import lexicon_of

from analysis import Corpus, count_themes, find, find_themes, items, read_corpus, statistics, suggestions, untouched
from analysis.keyness import load_frequencies
from analysis.lexicon import read_lexicon
from analysis.statistics import Clusters
from analysis.suggestions import suggest_entries, write_suggestions
from analysis.untouched import find_untouched, list_untouched

# --- what no theme touches ---


def test_words_and_phrases_that_no_theme_touches_are_listed_with_their_uses(corpus_of):
    text = "Rain on the Turbine Hall. Turbine hall, rain clouds. A Turbine Hall. Clouds over the glacier. That glacier, 77 glaciers. 77."
    corpus = corpus_of(text)
    table = list_untouched(corpus, lexicon_of(weather=["rain", "rain cloud*"]))
    assert table.columns.tolist() == ["form", "term", "n", "n_untouched", "kind", "g2"]
    rows = table.drop(columns="g2").sort_values("term").to_numpy().tolist()
    assert rows == [["glacier", "glacier", 2, 2, "word"], ["Turbine Hall", "turbine hall", 3, 3, "phrase"]]


def test_uses_in_matches_of_any_theme_are_no_untouched_uses(corpus_of):
    corpus = corpus_of("Glacier ice. Glacier ice. A glacier. The glacier. Old glacier. Ice.")
    lexicon = lexicon_of(cold=["glacier ice"], age=["old glacier"])
    table = list_untouched(corpus, lexicon).set_index("term")
    assert table.loc["glacier", ["n", "n_untouched"]].tolist() == [5, 2]
    assert "ice" not in table.index  # once
    assert "glacier ice" not in table.index


def test_the_surest_comes_first_by_the_rates_at_large_and_what_is_used_less_than_at_large_is_no_row(corpus_of):
    corpus = corpus_of("People. " * 2 + "Photosynthesis. " * 3 + "Turbines. " * 5 + "Turn. " * 5 + "Works. " * 3 + "Rain. " * 40)
    table = list_untouched(corpus, lexicon_of(weather=["rain"]))
    rates = dict(load_frequencies("en").iter_rows())
    expected = {
        term: float(statistics.g2_against(n, corpus.counts.words, rates[term]))
        for term, n in (("turbines", 5), ("photosynthesis", 3), ("turn", 5), ("works", 3), ("people", 2))
    }
    assert dict(zip(table["term"], table["g2"], strict=True)) == pytest.approx(expected)
    assert table["g2"].is_monotonic_decreasing
    common = corpus_of("People. People. " + "Rain fell. " * 2000)
    assert "people" not in list_untouched(common, lexicon_of(weather=["rain"]))["term"].tolist()


def test_a_phrase_is_taken_to_be_as_frequent_at_large_as_its_rarest_word(corpus_of):
    corpus = corpus_of("The turbine hall. " * 4 + "Rain. " * 30)
    table = list_untouched(corpus, lexicon_of(weather=["rain"])).set_index("term")
    rates = dict(load_frequencies("en").iter_rows())
    assert rates["turbine"] < rates["hall"]
    expected = statistics.g2_against(4, corpus.counts.words, rates["turbine"])
    assert table.loc["turbine hall", "g2"] == pytest.approx(float(expected))


def test_words_that_are_mostly_part_of_one_phrase_give_way_to_it(corpus_of):
    text = "The turbine hall. " * 4 + "Turbine. " * 4 + "Hall. " * 5 + "Rain. " * 300
    table = list_untouched(corpus_of(text), lexicon_of(weather=["rain"]))
    assert {"turbine hall", "hall"} <= set(table["term"])
    assert "turbine" not in set(table["term"])


def test_of_a_language_that_is_not_known_at_large_the_most_frequent_come_first(corpus_of, monkeypatch):
    def unknown(*_):
        raise ValueError("not known")

    monkeypatch.setattr(untouched, "look_up_rates", unknown)
    table = list_untouched(corpus_of("Fog, fog, fog. Sun and people. People, sun. Moon. " + "Rain. " * 9), lexicon_of(weather=["rain"]))
    assert table["term"].tolist() == ["fog", "people", "sun"]
    assert table["g2"].isna().all()


def test_so_many_rows_are_listed_and_ties_are_broken_by_the_term(corpus_of, monkeypatch):
    corpus = corpus_of("Glacier, turbine. Turbine, glacier. Cobalt cobalt.")
    full = list_untouched(corpus, lexicon_of(weather=["rain"]))
    pd.testing.assert_frame_equal(list_untouched(corpus, lexicon_of(weather=["rain"]), rows=2), full.head(2))
    monkeypatch.setattr(untouched, "_compare_at_large", lambda corpus, terms, n: np.ones(len(n)))
    assert list_untouched(corpus, lexicon_of(weather=["rain"]))["term"].tolist() == ["cobalt", "glacier", "turbine"]


def test_every_number_of_what_is_untouched_opens(corpus_of):
    corpus, lexicon = corpus_of(*articles(12)), lexicon_of(**THEMES, harm=["sanctions of *"])
    table = list_untouched(corpus, lexicon)
    assert set(table["kind"]) == {"word", "phrase"}
    assert (table["n_untouched"] < table["n"]).any()
    for _, row in table.iterrows():
        assert len(find(corpus, row)) == row["n"]
        assert len(find_untouched(corpus, lexicon, row["term"])) == row["n_untouched"]


def test_untouched_uses_are_opened_in_reading_order_in_all_parts(corpus_of):
    corpus = in_parts(corpus_of, "Space station, old station.", "Rain.", "Station!")
    found = find_untouched(corpus, lexicon_of(space=["space station"]), "station")
    assert found[["article_id", "left", "match"]].to_numpy().tolist() == [
        ["000.txt", "Space station, old ", "station"],
        ["002.txt", "", "Station"],
    ]
    assert len(find_untouched(corpus, lexicon_of(space=["station"]), "station")) == 0


# --- suggestions ---

POLITICS = "sanctions troops embassy treaty tariffs missiles allies envoy border talks".split()
HOMELY = "garden kitchen supper holiday grandmother piano rabbit blanket ladder picnic".split()
SPORT = "goal coach match keeper penalty crowd trophy season referee whistle".split()
THEMES = {"america": ["Pentagon", "Washington", "White House"], "sport": ["football", "coach"], "sea": ["ship"]}


# After these, the prime minister is no part of a longer phrase.
ENDS = [
    f"{one} {other}" for one in "again once later often soon then".split() for other in "here there so too now thus ever yet still".split()
]
ENDS += ["as", "if", "but", "nor", "yet", "so"]


def sentences(n: int, first: str, words: list[str], seed: int) -> list[str]:
    """Make sentences, each of some words that go together, after what they are about."""
    rng = random.Random(seed)
    return [f"{first} of {', of '.join(rng.sample(words, 4))} in {rng.choice((1990, 2000, 2010))}." for _ in range(n)]


def articles(n: int) -> list[str]:
    """Make articles of two paragraphs on three subjects, two of which are themes; the *prime minister* is met near the first."""
    lines = [line for k, entry in enumerate(THEMES["america"]) for line in sentences(40, f"Here was the {entry}", POLITICS, k)]
    met = sentences(60, "It was at Washington", POLITICS, 7)
    lines += [f"{some[:-1]} or the prime minister {end}." for some, end in zip(met, ENDS, strict=True)]
    lines += sentences(120, "They were with us", HOMELY, 4) + sentences(80, "The football was", SPORT, 5)
    lines += sentences(8, "One minister and the glacier were", HOMELY, 6)
    lines = random.Random(3).sample(lines, len(lines))
    dealt = [lines[k::n] for k in range(n)]
    return [f"{' '.join(some[::2])}\n\n{' '.join(some[1::2])}" for some in dealt]


def entries_of(suggested: pd.DataFrame, theme: str) -> list[str]:
    return suggested.loc[suggested["theme"] == theme, "entry"].tolist()


def test_what_keeps_the_company_of_a_theme_is_suggested_for_it(corpus_of):
    suggested = suggest_entries(corpus_of(*articles(12)), lexicon_of(**THEMES), rows=20)
    assert suggested.columns.tolist() == ["theme", "label", "entry", "form", "n", "n_near", "log_ratio", "g2", "lrc", "example"]
    assert set(entries_of(suggested, "america")) == {*POLITICS, "prime minister"}
    assert set(entries_of(suggested, "sport")) == {*SPORT} - {"coach"}  # which is an entry
    assert entries_of(suggested, "sea") == []
    assert suggested["theme"].drop_duplicates().tolist() == ["america", "sport"]
    assert (suggested["label"] == suggested["theme"].str.upper()).all()


def test_at_most_so_many_are_suggested_for_each_theme_the_surest_first(corpus_of):
    corpus = corpus_of(*articles(12))
    many, few = (suggest_entries(corpus, lexicon_of(**THEMES), rows=rows) for rows in (20, 3))
    for theme in ("america", "sport"):
        of_theme = many[many["theme"] == theme]
        assert of_theme["lrc"].is_monotonic_decreasing
        assert entries_of(few, theme) == of_theme["entry"].head(3).tolist()


def test_the_example_has_the_suggestion_and_a_match_of_the_theme(corpus_of):
    corpus, lexicon = corpus_of(*articles(12)), lexicon_of(**THEMES)
    suggested = suggest_entries(corpus, lexicon, rows=20)
    found = find_themes(corpus, lexicon).groupby("theme")["sentence"].agg(list)
    for row in suggested.itertuples():
        assert row.form in row.example
        near = [sentence for sentence in found[row.theme] if row.form in sentence]
        assert row.example == near[0]


def test_every_number_of_a_suggestion_opens(corpus_of):
    corpus, lexicon = corpus_of(*articles(12)), lexicon_of(**THEMES)
    suggested = suggest_entries(corpus, lexicon, rows=20)
    touched = find_themes(corpus, lexicon)
    begins = pd.DataFrame({"theme": touched["theme"], "article": touched["article_id"], "at": touched["start"] - touched["left"].str.len()})
    for row in suggested.itertuples():
        found = find(corpus, row.entry)
        assert len(found) == row.n
        places = set(begins.loc[begins["theme"] == row.theme, ["article", "at"]].itertuples(index=False, name=None))
        at = found["start"] - found["left"].str.len()
        assert sum(place in places for place in zip(found["article_id"], at, strict=True)) == row.n_near


def test_an_entry_that_is_pasted_into_the_lexicon_matches_as_often_as_it_says(corpus_of):
    corpus = corpus_of(*articles(12))
    suggested = suggest_entries(corpus, lexicon_of(**THEMES), rows=20)
    for row in suggested.itertuples():
        assert count_themes(corpus, lexicon_of(one=[row.entry]))["n"].tolist() == [row.n]


def near_and_rest(texts: list[str], theme: set[str], term: str) -> tuple[Counter, Counter, Counter, Counter]:
    """Count the slow way, by text: uses of a word near a theme of single words, and elsewhere; and the words of both."""
    uses: tuple[Counter, Counter] = (Counter(), Counter())
    words: tuple[Counter, Counter] = (Counter(), Counter())
    for number, text in enumerate(texts):
        for sentence in text.lower().replace("\n\n", " ").split("."):
            split = sentence.replace(",", "").split()
            side = 0 if theme & set(split) else 1
            rest = [word for word in split if word not in theme]
            words[side][number] += len(rest)
            uses[side][number] += rest.count(term)
    return *uses, *words


def clusters_of(uses: Counter, words: Counter) -> Clusters:
    n, m = (np.array([column[key] for key in sorted(words) if words[key]]) for column in (uses, words))
    return Clusters(n.sum(), (n * n).sum(), (n * m).sum(), m.sum(), (m * m).sum(), len(m))


def check_against_slow_counts(suggested: pd.DataFrame, texts: list[str], n_tests: int) -> None:
    one = suggested[(suggested["theme"] == "sport") & ~suggested["entry"].str.contains(" ")]
    assert len(one) > 5
    n_sure = len(suggested)
    for row in one.itertuples():
        near, rest, words_near, words_rest = near_and_rest(texts, {"football", "coach"}, row.entry)
        here, there = clusters_of(near, words_near), clusters_of(rest, words_rest)
        assert row.n_near == here.n
        assert row.n == here.n + there.n
        assert row.log_ratio == pytest.approx(float(statistics.log_ratio(here.n, there.n, here.size, there.size)))
        assert row.g2 == pytest.approx(float(statistics.g2(here.n, here.n + there.n, here.size, here.size + there.size)))
        low, high = statistics.log_ratio_interval(here, there, statistics.error_of_selected(n_sure, n_tests, 0.05))
        assert row.lrc == pytest.approx(float(statistics.nearest_zero(low, high)))


def plain_articles(n: int) -> list[str]:
    lines = sentences(80, "The football was", SPORT, 5) + sentences(30, "It was the coach", SPORT, 8)
    lines += sentences(90, "They were with us", [*HOMELY, *SPORT[2:5]], 4)
    lines = random.Random(3).sample(lines, len(lines))
    return [" ".join(lines[k::n]) for k in range(n)]


@pytest.fixture
def tests(monkeypatch) -> list[int]:
    """Note how many tests the p-values are adjusted for, each time they are."""
    numbers: list[int] = []
    adjust = statistics.adjust_p
    monkeypatch.setattr(suggestions.statistics, "adjust_p", lambda p, n: numbers.append(n) or adjust(p, n))
    return numbers


def test_what_is_said_of_a_suggestion_is_what_slow_counts_over_articles_give(corpus_of, tests):
    texts = plain_articles(12)
    suggested = suggest_entries(corpus_of(*texts), lexicon_of(sport=["football", "coach"]), rows=1000)
    check_against_slow_counts(suggested, texts, tests[-1])


def test_each_word_and_phrase_is_a_test_for_each_theme(corpus_of, tests):
    corpus = corpus_of(
        "Pentagon. The rabbit and 1990. Garden, coach. The turbine hall. A turbine hall. Turbine halls. " + "So it was. " * 20
    )
    suggest_entries(corpus, lexicon_of(america=["Pentagon"], sport=["coach"], sea=["ship"]))
    assert tests == [3 * len(["rabbit", "garden", "turbine hall", "halls"])]


def test_articles_that_tell_one_story_are_one_unit(corpus_of, tests):
    texts = plain_articles(12)
    stories = [f"{texts[0]} {texts[0]}", f"{texts[1]} {texts[1]} {texts[1]}", *texts[2:]]  # a story has the words of all its copies
    corpus_of(*texts, texts[0], texts[1], texts[1])
    corpus = corpus_of()
    assert corpus.counts.articles == 15
    suggested = suggest_entries(corpus, lexicon_of(sport=["football", "coach"]), rows=1000)
    check_against_slow_counts(suggested, stories, tests[-1])
    parted = in_parts(corpus_of)
    assert len(parted.parts) == 15
    pd.testing.assert_frame_equal(suggest_entries(parted, lexicon_of(sport=["football", "coach"]), rows=1000), suggested)


def test_a_word_that_one_article_carries_is_not_suggested(corpus_of):
    zeppelins = sentences(40, "It was the Pentagon", [*POLITICS, "zeppelin"], 11)
    carried = articles(12)
    carried[0] += f"\n\n{' '.join(zeppelins)}"
    assert carried[0].count("zeppelin") > 9
    assert "zeppelin" not in entries_of(suggest_entries(corpus_of(*carried), lexicon_of(**THEMES), rows=30), "america")
    spread = [f"{text}\n\n{' '.join(zeppelins[k::12])}" for k, text in enumerate(articles(12))]
    assert "zeppelin" in entries_of(suggest_entries(corpus_of(*spread), lexicon_of(**THEMES), rows=30), "america")


def test_with_few_articles_it_is_over_paragraphs_and_with_few_of_those_over_words(corpus_of):
    text = [line for some in articles(12) for line in some.split("\n\n")]
    over_paragraphs = suggest_entries(corpus_of("\n\n".join(text)), lexicon_of(**THEMES))
    assert len(over_paragraphs)
    assert over_paragraphs["lrc"].notna().all()
    over_words = suggest_entries(corpus_of(" ".join(text)), lexicon_of(**THEMES))
    assert len(over_words) == 10
    assert over_words["lrc"].isna().all()
    for _, rows in over_words.groupby("theme"):
        assert rows["g2"].is_monotonic_decreasing


def one_text(*lines: tuple[int, str]) -> str:
    """Make a text of sentences, each so many times."""
    return " ".join(f"{line}." for n, line in lines for _ in range(n))


@pytest.fixture
def _without_phrases(monkeypatch):
    """In texts made of few sentences, all of a sentence is a phrase; here, none is."""
    nothing = pd.DataFrame({"phrase": pd.Series(dtype="str"), "form": pd.Series(dtype="str")})
    monkeypatch.setattr(items, "count_phrases", lambda corpus: nothing)


@pytest.mark.usefixtures("_without_phrases")
def test_stop_words_numbers_and_what_other_themes_have_are_left_out(corpus_of):
    lines = (30, "The Pentagon and the year 1990 and the coach and tanks"), (30, "They told us of the rabbit and football")
    corpus = corpus_of(one_text(*lines))
    assert entries_of(suggest_entries(corpus, lexicon_of(america=["Pentagon"], sport=["coach"])), "america") == ["tanks", "year"]
    assert entries_of(suggest_entries(corpus, lexicon_of(america=["Pentagon"])), "america") == ["coach", "tanks", "year"]


@pytest.mark.usefixtures("_without_phrases")
@pytest.mark.parametrize(("n", "is_open"), [(21, False), (20, False), (19, True)])
def test_what_any_theme_matches_in_half_of_its_uses_is_left_out(corpus_of, n, is_open):
    corpus = corpus_of(one_text((20, "The Pentagon saw the tank"), (40, "They told us of the rabbit"), (n, "The water tank")))
    suggested = suggest_entries(corpus, lexicon_of(america=["Pentagon"], water=["water tank"]))
    assert ("tank" in entries_of(suggested, "america")) == is_open


@pytest.mark.usefixtures("_without_phrases")
def test_what_suits_two_themes_is_suggested_for_the_surer_one(corpus_of):
    lines = (40, "The Pentagon saw the tank"), (9, "The coach saw the tank and the goal"), (200, "They told us of the rabbit")
    suggested = suggest_entries(corpus_of(one_text(*lines)), lexicon_of(sport=["coach"], america=["Pentagon"]))
    assert entries_of(suggested, "america") == ["saw", "tank"]
    assert entries_of(suggested, "sport") == ["goal"]


@pytest.mark.usefixtures("_without_phrases")
def test_what_was_tested_over_articles_goes_before_what_was_tested_over_words(corpus_of):
    texts = [one_text((3, "The Pentagon saw the tank"), (20, "They told us of the rabbit"))] * 11
    texts = [f"{text} Number {'one two six ten red blue green gold pink grey tan'.split()[k]}." for k, text in enumerate(texts)]
    corpus = corpus_of(*texts, one_text((9, "The coach saw the tank and the goal"), (40, "Some fog and mist of a day")))
    suggested = suggest_entries(corpus, lexicon_of(sport=["coach"], america=["Pentagon"]))
    assert "tank" in entries_of(suggested, "america")
    assert "goal" in entries_of(suggested, "sport")


def america_of(corpus: Corpus) -> list[str]:
    return entries_of(suggest_entries(corpus, lexicon_of(america=["Pentagon"]), rows=30), "america")


def test_a_word_and_a_phrase_that_holds_it_are_one_suggestion(corpus_of):
    lines = sentences(60, "It was the Pentagon", POLITICS, 1) + sentences(80, "They were with us", HOMELY, 4)
    own = [line.replace("sanctions", "harsh sanctions") if k % 3 == 0 else line for k, line in enumerate(lines)]
    assert [entry for entry in america_of(corpus_of("\n\n".join(own))) if "sanctions" in entry] == ["sanctions"]
    own = [line.replace("sanctions", "harsh sanctions") for line in lines]
    assert [entry for entry in america_of(corpus_of("\n\n".join(own))) if "sanctions" in entry] == ["harsh sanctions"]


@pytest.mark.usefixtures("_without_phrases")
@pytest.mark.parametrize(("n", "entries"), [(2, ["tank"]), (3, ["tank", "zeppelin"])])
def test_what_is_used_everywhere_alike_or_near_the_theme_twice_is_not_suggested(corpus_of, n, entries):
    lines = (
        (30, "The Pentagon with a tank of the people"),
        (n, "The Pentagon with a zeppelin"),
        (2000, "They are with a rabbit of the people"),
    )
    assert america_of(corpus_of(one_text(*lines))) == entries


@pytest.mark.usefixtures("_without_phrases")
def test_what_is_used_less_near_the_theme_than_elsewhere_is_not_suggested(corpus_of):
    lines = (30, "The Pentagon with a tank"), (4, "The Pentagon with a rabbit"), (200, "They are with a rabbit")
    assert america_of(corpus_of(one_text(*lines))) == ["tank"]


@pytest.mark.usefixtures("_without_phrases")
def test_uses_inside_matches_of_the_theme_are_neither_near_it_nor_elsewhere(corpus_of):
    lines = (20, "The Pentagon saw the tank"), (5, "Of the water tank"), (4, "A tank of fog"), (200, "They told us of the rabbit")
    lexicon = lexicon_of(america=["Pentagon", "water tank"])
    [tank] = [row for row in suggest_entries(corpus_of(one_text(*lines)), lexicon).itertuples() if row.entry == "tank"]
    assert (tank.n, tank.n_near) == (29, 20)
    words_near, words_else = 20 * 4 + 5 * 2, 4 * 4 + 200 * 6
    assert tank.log_ratio == pytest.approx(float(statistics.log_ratio(20, 4, words_near, words_else)))
    assert tank.g2 == pytest.approx(float(statistics.g2(20, 24, words_near, words_near + words_else)))


def test_in_parts_all_is_as_in_one(corpus_of):
    texts, lexicon = articles(12), lexicon_of(**THEMES)
    parted, whole = in_parts(corpus_of, *texts), corpus_of()
    assert (len(parted.parts), len(whole.parts)) == (12, 1)
    pd.testing.assert_frame_equal(suggest_entries(parted, lexicon), suggest_entries(whole, lexicon))
    pd.testing.assert_frame_equal(list_untouched(parted, lexicon), list_untouched(whole, lexicon))


def test_the_order_of_files_changes_nothing_but_the_examples(corpus_of, tmp_path):
    texts, lexicon = articles(12), lexicon_of(**THEMES)
    (tmp_path / "turned").mkdir()
    for k, text in enumerate(reversed(texts)):
        (tmp_path / "turned" / f"{k:03d}.txt").write_text(text, encoding="utf-8")
    one, other = corpus_of(*texts), read_corpus(tmp_path / "turned")
    tables = [suggest_entries(corpus, lexicon).drop(columns="example") for corpus in (one, other)]
    pd.testing.assert_frame_equal(*tables)
    pd.testing.assert_frame_equal(list_untouched(one, lexicon), list_untouched(other, lexicon))


@pytest.mark.parametrize("text", ["...", "Fog.", "Rain of the Pentagon."])
@pytest.mark.parametrize("is_taken", [True, False])
@pytest.mark.filterwarnings("error")
def test_where_there_is_next_to_nothing_nothing_is_suggested_and_the_columns_are_the_same(corpus_of, tmp_path, text, is_taken):
    lexicon, full = lexicon_of(**THEMES), corpus_of(*articles(12))
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    corpus = read_corpus(tmp_path / "a.txt")
    corpus = corpus if is_taken else corpus.take(np.zeros(corpus.counts.articles, dtype=bool))
    for make in (suggest_entries, list_untouched):
        table, made = make(corpus, lexicon), make(full, lexicon)
        assert len(table) == 0
        assert len(made) > 0
        assert table.dtypes.to_dict() == made.dtypes.to_dict()


# --- as TOML ---


def table_of(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["theme", "label", "entry", "example"]).assign(n=1234, n_near=56)


def test_suggestions_are_written_theme_by_theme_with_their_examples():
    written = write_suggestions(
        table_of(
            ("space", "Space exploration", "orbiter", "The orbiter passed the moon."),
            ("space", "Space exploration", "launch site", "A launch site for rockets."),
            ("weather", "Weather", "hail", "Hail and rain."),
        )
    )
    assert written == (
        "# Suggestions, to be read before they are used: paste what is right into the theme's own entries.\n"
        "# Beside each: how many of its uses stand in sentences of the theme, and one of them. All would count for it.\n"
        "\n"
        "# Space exploration\n"
        "[space]\n"
        "entries = [\n"
        '    "orbiter",  # 56 of 1,234 uses: The orbiter passed the moon.\n'
        '    "launch site",  # 56 of 1,234 uses: A launch site for rockets.\n'
        "]\n"
        "\n"
        "# Weather\n"
        "[weather]\n"
        "entries = [\n"
        '    "hail",  # 56 of 1,234 uses: Hail and rain.\n'
        "]\n"
    )
    assert tomllib.loads(written) == {"space": {"entries": ["orbiter", "launch site"]}, "weather": {"entries": ["hail"]}}


def test_where_nothing_is_suggested_that_is_said_and_it_is_toml_as_well():
    written = write_suggestions(table_of())
    assert written.startswith("# Suggestions: none, ") and tomllib.loads(written) == {}


nasty = st.text(st.sampled_from(list("ab '\"\\#[]=\n\r\t\x00\x1f\x7f\u2028é中.")), min_size=1, max_size=8)


@given(st.lists(st.tuples(nasty, nasty, nasty, nasty), max_size=5))
def test_whatever_stands_in_them_suggestions_are_toml(rows):
    expected: dict[str, dict[str, list[str]]] = {}
    for theme, _, entry, _ in rows:
        expected.setdefault(theme, {"entries": []})["entries"].append(entry)
    assert tomllib.loads(write_suggestions(table_of(*rows))) == expected


def test_a_long_example_is_cut_to_what_stands_around_the_entry():
    sentence = "a" * 100 + " Orbiter " + "b" * 100
    [line] = [line for line in write_suggestions(table_of(("space", "Space", "orbiter", sentence))).splitlines() if "Orbiter" in line]
    assert line == f'    "orbiter",  # 56 of 1,234 uses: …{"a" * 39} Orbiter {"b" * 39}…'


@pytest.mark.parametrize(
    ("entry", "sentence", "cut"),
    [
        ("care", f"Medicare {'word ' * 9}care", f"…{'word ' * 7}care"),  # the word, not a part of another
        ("研究", "他们研究", "他们研究"),  # where words are not parted by spaces, it is a part
        ("orbiter", f"{'word ' * 9}an orbiter {'word ' * 9}", f"…{'word ' * 7}an orbiter {'word ' * 6}word…"),  # whole words around it
    ],
)
def test_an_example_is_cut_around_the_word_between_words(entry, sentence, cut):
    assert f'    "{entry}",  # 56 of 1,234 uses: {cut}\n' in write_suggestions(table_of(("space", "Space", entry, sentence)))


def test_what_is_written_can_be_read_as_a_lexicon(corpus_of, tmp_path):
    corpus = corpus_of(*articles(12))
    suggested = suggest_entries(corpus, lexicon_of(**THEMES))
    (tmp_path / "suggested.toml").write_text(write_suggestions(suggested), encoding="utf-8")
    lexicon = read_lexicon(tmp_path / "suggested.toml")
    assert [entry for theme in lexicon.themes for entry in theme.entries] == suggested["entry"].tolist()
