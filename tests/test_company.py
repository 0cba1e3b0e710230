"""Company of themes: what stands together, by matches on words of its own; that every number opens; and how often the test is wrong."""

import random
import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from conftest import TIMES, in_parts
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chi2_contingency, norm, t
from test_keyness import slow_tail, slow_two_sided
from test_themes import drawn_themes, lexicon_of, match_plainly
from test_units import STORY, make_corpus, stories_of

from analysis import Corpus, count_themes, find_themes, read_lexicon
from analysis.company import WITHIN, count_company, find_company
from analysis.findings.company import say_company
from analysis.lexicon import Lexicon
from analysis.places import ROOT
from analysis.statistics import FEWEST_UNITS, adjust_p

SKY = lexicon_of(space=["moon", "rocket*"], weather=["rain", "sun"], sea=["tide", "ship*"])
COUNTS = ["n", "n_theme", "n_other", "n_units"]


def pair_of(company: pd.DataFrame, theme: str, other: str) -> pd.Series:
    return company.set_index(["theme", "other"]).loc[(theme, other)]


def counts_of(company: pd.DataFrame, theme: str = "space", other: str = "weather") -> list[int]:
    return pair_of(company, theme, other)[COUNTS].tolist()


def places_of(found: pd.DataFrame) -> set[tuple[str, int]]:
    """Name the sentences in which there is something: the article, and where the sentence begins."""
    return set(zip(found["article_id"], found["start"] - found["left"].str.len(), strict=True))


def paragraphs_of(corpus: Corpus, found: pd.DataFrame) -> set[tuple[str, int]]:
    texts = corpus.articles["text"]
    return {(name, texts[name].count("\n\n", 0, start)) for name, start in zip(found["article_id"], found["start"], strict=True)}


# ---- What is counted ----


def test_each_pair_is_counted_once_in_the_order_of_the_lexicon(corpus_of):
    table = count_company(corpus_of("Rain on the moon. Ships!"), SKY)
    assert sorted(zip(table["theme"], table["other"], strict=True)) == [("space", "sea"), ("space", "weather"), ("weather", "sea")]
    assert table.columns.tolist() == [
        *["theme", "other", "label", "other_label", *COUNTS],
        *["expected", "log_ratio", "g2", "p_units", "p", "is_together", "is_apart"],
    ]
    assert pair_of(table, "space", "weather")[["label", "other_label"]].tolist() == ["SPACE", "WEATHER"]


def test_a_sentence_that_both_touch_counts_once_however_often_they_do(corpus_of):
    corpus = corpus_of("Rain, rain on the moon, the moon. Moon. Rain and sun. Fog, no more.", "A rocket in the sun! Fog.")
    row = pair_of(count_company(corpus, SKY), "space", "weather")
    assert row[COUNTS].tolist() == [2, 3, 3, 6]
    assert row["expected"] == pytest.approx(1.5)
    assert row["log_ratio"] == pytest.approx(np.log2(2 / 1.5))


def test_two_in_one_paragraph_but_in_no_sentence_keep_company_in_paragraphs_only(corpus_of):
    corpus = corpus_of("Rain. The moon.\n\nFog.\n\nRain and fog.")
    assert counts_of(count_company(corpus, SKY)) == [0, 1, 2, 4]
    assert counts_of(count_company(corpus, SKY, within="paragraph")) == [1, 1, 2, 3]


def test_company_never_met_is_taken_as_half_a_time_and_none_expected_as_unknown(corpus_of):
    table = count_company(corpus_of("Rain. Rain. Moon. Moon."), SKY)
    assert pair_of(table, "space", "weather")["log_ratio"] == pytest.approx(-1)  # half a sentence, where one is expected
    below_half = count_company(corpus_of("Rain. Moon. Fog. Fog."), SKY)
    assert pair_of(below_half, "space", "weather")[["n", "expected", "log_ratio"]].tolist() == [0, 0.25, 0]
    row = pair_of(table, "space", "sea")
    assert (row["n"], row["expected"], row["g2"]) == (0, 0, 0)
    assert row[["log_ratio", "p_units", "p"]].isna().all()


def test_g2_and_its_p_value_are_those_of_the_table_of_four_cells(corpus_of):
    corpus = corpus_of("Rain on the moon. " * 7 + "The moon rose. " * 5 + "Rain fell. " * 9 + "Fog fell. " * 30)
    row = pair_of(count_company(corpus, lexicon_of(space=["moon"], weather=["rain"])), "space", "weather")
    test = chi2_contingency([[7, 5], [9, 30]], correction=False, lambda_="log-likelihood")
    assert (row["g2"], row["p_units"]) == (pytest.approx(test.statistic), pytest.approx(test.pvalue))


# ---- Words of two themes ----


def test_one_match_of_two_themes_is_no_company(corpus_of):
    corpus = corpus_of("The moon rose. The moon, the moon. Fog.")
    assert counts_of(count_company(corpus, lexicon_of(space=["moon"], weather=["moon", "rain"]))) == [0, 0, 0, 3]


def test_matches_that_share_one_word_are_no_company(corpus_of):
    lexicon = lexicon_of(space=["space station"], weather=["station*", "rain"])
    assert counts_of(count_company(corpus_of("The space station. Stations!"), lexicon)) == [0, 0, 1, 2]


def test_beside_a_match_that_is_shared_themes_keep_company_by_words_of_their_own(corpus_of):
    lexicon = lexicon_of(space=["space station", "moon"], weather=["station", "rain"])
    corpus = corpus_of("The moon over the space station in the rain. The station, the moon. The space station in the rain.")
    # In the third, space has no word that is not weather's too.
    assert counts_of(count_company(corpus, lexicon)) == [2, 2, 3, 3]
    found = find_company(corpus, lexicon, "space", "weather")
    assert found["match"].tolist() == ["moon", "rain", "station", "moon"]


def test_what_is_shared_with_a_third_theme_counts(corpus_of):
    lexicon = lexicon_of(space=["moon"], weather=["rain"], night=["moon"])
    table = count_company(corpus_of("Rain on the moon."), lexicon)
    assert counts_of(table) == counts_of(table, "weather", "night") == [1, 1, 1, 1]
    assert counts_of(table, "space", "night") == [0, 0, 0, 1]


def test_a_theme_that_overlaps_two_matches_of_another_loses_one_match(corpus_of):
    lexicon = lexicon_of(space=["space station"], weather=["space", "station", "rain"])
    assert counts_of(count_company(corpus_of("The space station in the rain."), lexicon)) == [0, 0, 1, 1]


# ---- Against a plain reference ----


def count_plainly(corpus: Corpus, lexicon: Lexicon, one: int, other: int, within: str) -> pd.DataFrame:
    """Count in each paragraph of a corpus in one part the units that both, the one, the other touch, and all; and name its draw."""
    index = corpus.index
    matches = match_plainly(corpus, lexicon)
    words = {number: [set(range(s, s + length)) for theme, s, length in matches if theme == number] for number in (one, other)}
    unit_of_word, article, paragraph = (
        index.unit_of_word(bounds).tolist() for bounds in (getattr(index, f"{within}s"), index.articles, index.paragraphs)
    )
    touched = {
        number: {unit_of_word[min(run)] for run in words[number] if not any(run & taken for taken in words[one + other - number])}
        for number in (one, other)
    }
    stories = stories_of(corpus)
    is_by_article = len({stories[number] for number in article}) >= FEWEST_UNITS
    rows = {}
    for number in range(max(paragraph, default=-1) + 1):
        first = paragraph.index(number)
        units = {unit for unit, here in zip(unit_of_word, paragraph, strict=True) if here == number}
        groups = (touched[one] & touched[other], touched[one], touched[other], units)
        story = stories[article[first]]
        draw = story if is_by_article or stories.count(story) > 1 else number
        rows[number] = [*(len(units & group) for group in groups), draw, is_by_article]
    return pd.DataFrame(rows.values(), columns=[*COUNTS, "draw", "is_by_article"])


def slow_p(rows: list[list[int]]) -> float:
    """Test a pair by draws with ``[n, n_theme, n_other, n_units]``, as the docstring has it."""
    n, n_theme, n_other, n_units = map(sum, zip(*rows, strict=True))
    rate = n_theme * n_other / n_units**2
    if not rate:
        return np.nan
    adds = [x - a * n_other / n_units - b * n_theme / n_units + 2 * s * rate for x, a, b, s in rows]
    assert sum(adds) == pytest.approx(n)
    n = n or min(0.5, n_units * rate)
    k = n_units**2 / sum(s**2 for *_, s in rows)
    spread = sum((add - n / n_units * s) ** 2 for add, (*_, s) in zip(adds, rows, strict=True))
    worth = 1 / max(1, k / (k - 1) * spread / (n * (1 - n / n_units))) if k > 1 and n < n_units else 1
    return slow_two_sided(slow_tail(n * worth, n_units * worth, rate), k - 1)


WORDS = ["space", "Space", "station", "station's", "core", "rain", "sun", "sunny", "fog"]
TOLD = [
    f"{STORY} Rain on the core of the space station.",
    "Nobody in the village had seen the old ferry for so long that when it came round the bend they took it for a house. Rain. The core.",
]
MARKS = [*[" "] * 3, ", ", "! The ", "! Then ", "\n\n", "\n\n\n"]


@st.composite
def drawn_articles(draw) -> tuple[list[str], list[int]]:
    """Make up articles, few or many, some of which tell one story, and where parts end."""
    rng = random.Random(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.sampled_from([1, 2, 12, 16]))
    texts = ["It is so. " + "".join(rng.choice(WORDS) + rng.choice(MARKS) for _ in range(rng.randint(0, 24))) + "." for _ in range(n)]
    for k in range(n):
        if rng.random() < draw(st.sampled_from([0, 0.3])):
            texts[k] = rng.choice(TOLD)
        if rng.random() < 0.1:
            texts[k] = "—"
    return texts, sorted(draw(st.lists(st.integers(0, n), max_size=3)))


@pytest.mark.proof
@settings(deadline=None, max_examples=60 * TIMES)
@given(drawn_articles(), drawn_themes, st.sampled_from(WITHIN))
def test_company_is_counted_and_tested_and_opens_as_by_a_plain_search(drawn, themes, within):
    texts, cuts = drawn
    corpus, whole = make_corpus(*texts, cuts=cuts), make_corpus(*texts)
    lexicon = lexicon_of(**{f"t{number}": [*entries, *exceptions] for number, (entries, exceptions) in enumerate(themes)})
    table = count_company(corpus, lexicon, within=within)
    p: dict[tuple[str, str], float] = {}
    for one, other in combinations(range(len(themes)), 2):
        plain = count_plainly(whole, lexicon, one, other, within)
        row = pair_of(table, f"t{one}", f"t{other}")
        assert row[COUNTS].tolist() == plain[COUNTS].sum().tolist()
        draws = plain.groupby("draw")[COUNTS].sum().to_numpy().tolist()
        is_tested = len(draws) >= FEWEST_UNITS and (within == "sentence" or plain["is_by_article"].all())
        p[f"t{one}", f"t{other}"] = slow_p(draws) if is_tested else np.nan
        found = find_company(corpus, lexicon, f"t{one}", f"t{other}", within=within)
        assert len(places_of(found) if within == "sentence" else paragraphs_of(corpus, found)) == row["n"]
        for theme in (f"t{one}", f"t{other}"):
            of_theme = found[found["theme"] == theme]
            assert len(places_of(of_theme) if within == "sentence" else paragraphs_of(corpus, of_theme)) == row["n"]
    expected = dict(zip(p, adjust_p(list(p.values())), strict=True))
    for row in table.itertuples():
        assert row.p == pytest.approx(expected[row.theme, row.other], nan_ok=True, rel=1e-6)
        assert row.is_together == (row.p < 0.05 and row.n > row.expected)
        assert row.is_apart == (row.p < 0.05 and row.n < row.expected)


# ---- The test ----


def article_of(pattern: str, name: object = "") -> str:
    """Write an article, a sentence a letter: ``m`` has the moon, ``r`` rain, ``b`` both, ``-`` neither; named, it is no copy of others."""
    said = {"m": "the moon", "r": "the rain", "b": "the moon in rain", "-": "the fog"}
    return " ".join(f"Then {name}x{k} saw {said[letter]}." for k, letter in enumerate(pattern))


PAIR = lexicon_of(space=["moon"], weather=["rain"])


def test_p_is_that_of_the_binomial_tail_where_all_articles_are_the_same():
    # Ten articles of five sentences, of which one has both: each adds 1 - 1/5 - 1/5 + 2 * 5/25 = 1, and so do all, without spread.
    [row] = count_company(make_corpus(*[article_of("b----", k) for k in range(10)]), PAIR).itertuples()
    assert (row.n, row.n_theme, row.n_other, row.n_units) == (10, 10, 10, 50)
    assert row.p == pytest.approx(2 * t.cdf(norm.ppf(binom.sf(9, 50, 1 / 25)), 9))
    assert row.is_together and not row.is_apart


def test_p_of_two_that_avoid_each_other_is_that_of_the_other_tail_and_the_same_in_either_order():
    corpus = make_corpus(*[article_of("mmrr--" * 3, k) for k in range(12)])
    [row] = count_company(corpus, PAIR).itertuples()
    assert (row.n, row.n_theme, row.n_other, row.n_units) == (0, 72, 72, 216)
    # None is taken as half a sentence.
    assert row.p == pytest.approx(2 * t.cdf(norm.ppf(slow_tail(0.5, 216, (72 / 216) ** 2)), 11))
    assert row.is_apart and not row.is_together
    [turned] = count_company(corpus, lexicon_of(weather=["rain"], space=["moon"])).itertuples()
    assert turned.p == pytest.approx(row.p)


MIXED = ["mmm---b", "mm-m-", "m--rmb-", "mmrm----", "-mm-b", "mm--r-mmm", "b-m-m", "m-mm-r-m", "--mm", "mm-bmm-", "m-r-mm-m", "-----"]


@pytest.mark.parametrize(
    ("patterns", "together", "apart"),
    [(MIXED, False, False), ([f"{pattern}mrmr" for pattern in MIXED], False, True), (["b" + "-" * 20, *["-" * 21] * 2] * 5, True, False)],
    ids=["one theme far more often than the other", "apart", "few times together"],
)
def test_p_is_that_of_what_each_article_adds(patterns, together, apart):
    [row] = count_company(make_corpus(*[article_of(pattern, k) for k, pattern in enumerate(patterns)]), PAIR).itertuples()
    counts = [(p.count("b"), p.count("m") + p.count("b"), p.count("r") + p.count("b"), len(p)) for p in patterns]
    assert row.p == pytest.approx(slow_p(counts))
    assert (row.is_together, row.is_apart) == (together, apart)


def test_company_in_one_article_is_not_sure_however_often_it_is_kept_there():
    others = [article_of("m--r----", k) for k in range(11)]
    [row] = count_company(make_corpus(article_of("b" * 20 + "-" * 8), *others), PAIR).itertuples()
    assert row.p_units < 1e-4
    assert row.p > 0.05
    assert not row.is_together


def test_themes_that_fill_a_few_articles_each_are_not_surely_apart_for_being_in_others():
    texts = [article_of(pattern * 20, k) for k, pattern in enumerate("mmmrrr------------")]
    [row] = count_company(make_corpus(*texts), PAIR).itertuples()
    assert (row.n, row.expected) == (0, 10)
    assert row.p_units < 1e-4
    assert row.p > 0.05
    # Where both are in all articles, they avoid each other.
    assert count_company(make_corpus(*[article_of("mmmrrr------", k) for k in range(18)]), PAIR)["is_apart"].all()


def test_p_values_are_corrected_for_the_number_of_pairs_that_can_be_tested():
    corpus = make_corpus(*[article_of("b---m-r---", k) for k in range(10)])
    [alone] = count_company(corpus, PAIR).itertuples()
    among = count_company(corpus, lexicon_of(space=["moon"], weather=["rain"], fog=["fog"], day=["then"], sea=["tide"]))
    row = pair_of(among, "space", "weather")
    tested = among[among["p"].notna()]
    assert len(tested) == 6  # the sea is nowhere: there is nothing to test
    assert 0 < alone.p < row["p"] <= 6 * alone.p * 1.000001
    rank = int((tested["p_units"] <= row["p_units"]).sum())
    assert row["p_units"] == pytest.approx(alone.p_units * 6 / rank)


def test_few_articles_are_tested_over_their_paragraphs_and_few_paragraphs_not_at_all():
    few = count_company(make_corpus("Rain on the moon. Fog.\n\nFog.\n\nFog. Tide."), PAIR)
    assert few["p"].isna().all() and not few[["is_together", "is_apart"]].any(axis=None)
    assert few.attrs["note"] == "Fewer than ten articles, or paragraphs: too few for a test. Sorted by G²."
    corpus = make_corpus("\n\n".join(["Rain on the moon. Fog."] * 5 + ["Fog. Fog."] * 5))
    table = count_company(corpus, PAIR)
    assert 0 < table["p"].item() < 1
    assert table.attrs["note"].startswith("The test is over 10 paragraphs: ")
    in_paragraphs = count_company(corpus, PAIR, within="paragraph")
    assert in_paragraphs["p"].isna().all() and in_paragraphs["p_units"].notna().all()
    assert in_paragraphs.attrs == {"within": "paragraph", "note": "Fewer than ten articles: too few for a test. Sorted by G²."}


def test_paragraphs_of_ten_articles_are_tested_over_these():
    table = count_company(make_corpus(*[f"{article_of('b--', k)}\n\nFog {k}.\n\nFog." for k in range(10)]), PAIR, within="paragraph")
    assert table[COUNTS].to_numpy().tolist() == [[10, 10, 10, 30]]
    assert table["is_together"].all()
    assert table.attrs["note"] == (
        "The test is over 10 articles: of 1 pair of themes, it finds 1 together and 0 apart; over single paragraphs, it would find 1."
    )


def test_copies_of_a_story_are_one_draw_in_whichever_parts_they_are():
    others = [article_of("m--r----", k) for k in range(12)]
    for cuts in ((), (1, 5)):
        table = count_company(make_corpus(*[f"{STORY} {article_of('bbbb----')}"] * 6, *others, cuts=cuts), PAIR)
        assert table["n"].item() == 24
        assert table.attrs["note"].startswith("The test is over 13 unique stories: ")
        assert not table["is_together"].any()
    # Of two stories, each is one, also where others lie between.
    told = [f"{STORY} {article_of('bbbb----')}", f"{STORY.replace('river', 'lake').upper()} {article_of('mmrr')}"]
    whole, parted = (count_company(make_corpus(*told * 2, *others, *told, cuts=cuts), PAIR) for cuts in ((), (1, 3, 9)))
    assert whole.attrs["note"].startswith("The test is over 14 unique stories: ")
    pd.testing.assert_frame_equal(parted, whole, check_exact=True)
    # Six articles that are no copies would do.
    assert count_company(make_corpus(*[article_of("bbbb----", f"n{k}") for k in range(6)], *others), PAIR)["is_together"].all()


def random_articles(rng: random.Random, n: int, words: list[str]) -> list[str]:
    """Write articles each of which dwells on some of the words, every word by itself: where one stands tells nothing of another."""
    texts = []
    for k in range(n):
        rates = [0.08 * rng.gammavariate(0.5, 2) for _ in words]
        sentences = [
            " ".join([f"Day{k}x{j}", *(w for w, rate in zip(words, rates, strict=True) if rng.random() < rate)]) for j in range(40)
        ]
        texts.append(f"{'! '.join(sentences)}!")
    return texts


THINGS = "moon rain tide tree bird iron gold milk".split()


@pytest.mark.proof
@pytest.mark.parametrize("shared", [[], ["star"]], ids=["no word shared", "a word shared"])
def test_of_themes_that_have_nothing_to_do_with_each_other_hardly_a_pair_is_called_sure(shared):
    rng = random.Random(7)
    lexicon = lexicon_of(**{word: [word, *shared] for word in THINGS})
    tables = [count_company(make_corpus(*random_articles(rng, 30, [*THINGS, *shared])), lexicon) for _ in range(20 * TIMES)]
    together = pd.concat(tables)
    assert len(together) == 560 * TIMES and together["p"].notna().all()
    assert (together["is_together"] | together["is_apart"]).sum() <= 2 * TIMES
    assert (together["p_units"] < 0.05).sum() > 15 * TIMES


@pytest.mark.proof
def test_of_pairs_that_are_tested_alone_no_more_than_one_in_twenty_is_called_sure_by_chance():
    rng = random.Random(11)
    tables = [count_company(make_corpus(*random_articles(rng, 30, ["moon", "rain"])), PAIR) for _ in range(120 * TIMES)]
    p, p_units = (np.concatenate([table[name] for table in tables]) for name in ("p", "p_units"))
    assert 0 < np.mean(p < 0.05) < 0.05 < 0.08 < np.mean(p_units < 0.05)


def test_themes_that_seek_each_other_are_found():
    rng = random.Random(3)
    for _ in range(5):
        texts = [re.sub(r" moon!", " moon rain!", text) for text in random_articles(rng, 30, THINGS)]
        table = count_company(make_corpus(*texts), lexicon_of(**{word: [word] for word in THINGS}))
        assert table.iloc[0][["theme", "other", "is_together"]].tolist() == ["moon", "rain", True]


# ---- Order, parts, edges ----


def test_most_surely_together_comes_first_most_surely_apart_last_and_ties_go_by_themes():
    lexicon = lexicon_of(moon=["moon"], rain=["rain"], fog=["fog"], b=["tide"], a=["ship"])
    texts = [f"{article_of('bb---', k)} Nothing, {k}. Nothing of {k}." for k in range(20)]
    table = count_company(make_corpus(*texts), lexicon)
    assert table[["theme", "other"]].to_numpy().tolist() == [
        ["moon", "rain"],
        *[["b", "a"], ["fog", "a"], ["fog", "b"], ["moon", "a"], ["moon", "b"], ["rain", "a"], ["rain", "b"]],
        *[["moon", "fog"], ["rain", "fog"]],
    ]
    assert table["is_together"].tolist() == [True] + [False] * 9
    assert table["is_apart"].tolist() == [False] * 8 + [True] * 2


def test_without_a_test_rows_are_sorted_by_g2_with_what_is_apart_last():
    table = count_company(make_corpus("Rain on the moon. Rain, moon. Tide. Tide. Rain. Fog."), SKY)
    assert table["p"].isna().all()
    signed = table["g2"] * np.sign(table["n"] - table["expected"])
    assert signed.is_monotonic_decreasing and signed.iloc[0] > 0 > signed.iloc[-1]


TEXTS = ["Rain on the moon. Fog.\n\nThe moon.", "", "Sun and ships. Rain, ships!", "The tide. The moon, the tide!", "Rain."]
TEXTS += [*(f"Day {k}." for k in range(8)), "Rain and sun on the moon.", "It rained.\n\nThe moon. A rocket in the rain."]


@pytest.mark.parametrize("within", WITHIN)
def test_where_parts_end_does_not_show(corpus_of, within):
    whole, parted = corpus_of(*TEXTS), in_parts(corpus_of, *TEXTS)
    assert len(parted.parts) == len(TEXTS)
    expected = count_company(whole, SKY, within=within)
    assert expected["p"].notna().any()
    pd.testing.assert_frame_equal(count_company(parted, SKY, within=within), expected, check_exact=True)
    assert expected["n"].sum() > 2
    for one, other in combinations(SKY.labels, 2):
        found = find_company(whole, SKY, one, other, within=within)
        for rows in (None, 0, 1, 3, 99):
            here = find_company(parted, SKY, one, other, within=within, rows=rows)
            pd.testing.assert_frame_equal(here, found.head(99 if rows is None else rows))


@settings(deadline=None, max_examples=10)
@given(st.permutations(TEXTS))
def test_the_order_of_files_does_not_show(texts):
    pd.testing.assert_frame_equal(count_company(make_corpus(*texts), SKY), count_company(make_corpus(*TEXTS), SKY), check_exact=True)


def test_few_cells_at_once_give_the_same(monkeypatch):
    corpus = make_corpus(*TEXTS)
    expected = count_company(corpus, SKY)
    monkeypatch.setattr("analysis.meetings.CELLS", 7)
    pd.testing.assert_frame_equal(count_company(corpus, SKY), expected, check_exact=True)


@pytest.mark.parametrize("texts", [[], ["—"], ["Fog."]], ids=["no article", "no word", "no match"])
@pytest.mark.parametrize("within", WITHIN)
def test_where_nothing_matches_every_pair_is_a_row_and_nothing_is_sure(texts, within):
    table = count_company(make_corpus(*texts), SKY, within=within)
    assert len(table) == 3 and table["n_units"].unique().tolist() == [int(texts == ["Fog."])]
    assert not table[["n", "n_theme", "n_other", "g2", "expected", "is_together", "is_apart"]].to_numpy().any()
    assert table[["log_ratio", "p", "p_units"]].isna().all(axis=None)
    assert table.attrs["note"] == ""
    assert len(find_company(make_corpus(*texts), SKY, "space", "sea", within=within)) == 0


def test_a_lexicon_of_one_theme_has_no_pairs():
    table = count_company(make_corpus("Rain."), lexicon_of(weather=["rain"]))
    assert len(table) == 0 and list(table.columns) == list(count_company(make_corpus("Rain."), SKY).columns)


# ---- The stretches behind a row ----


def test_the_stretches_are_those_of_both_themes_where_they_meet_in_reading_order(corpus_of):
    corpus = corpus_of("It is so.\n\nRain fell. Rain on the moon. The moon!\n\nA ship.", "Thus.\n\nThe sun, the rockets, the tide.")
    found = find_company(corpus, SKY, "space", "weather")
    assert found.columns.tolist() == find_themes(corpus, SKY).columns.tolist()
    assert found[["theme", "entry", "match", "article_id"]].to_numpy().tolist() == [
        ["weather", "rain", "Rain", "000.txt"],
        ["space", "moon", "moon", "000.txt"],
        ["weather", "sun", "sun", "001.txt"],
        ["space", "rocket*", "rockets", "001.txt"],
    ]
    assert found["sentence"].tolist() == ["Rain on the moon."] * 2 + ["The sun, the rockets, the tide."] * 2
    in_paragraphs = find_company(corpus, SKY, "space", "weather", within="paragraph")
    assert in_paragraphs["match"].tolist() == ["Rain", "Rain", "moon", "moon", "sun", "rockets"]
    assert find_company(corpus, SKY, "weather", "space").equals(found)


def test_what_there_is_not_is_an_error_that_says_what_there_is():
    corpus = make_corpus("Rain.")
    with pytest.raises(ValueError, match=r"^there is no within='section'; use 'sentence' or 'paragraph'\.$"):
        count_company(corpus, SKY, within="section")
    with pytest.raises(ValueError, match=r"^there is no within='article'; use"):
        find_company(corpus, SKY, "space", "sea", within="article")
    with pytest.raises(ValueError, match=r"^there is no theme 'spice' in mine\.toml; it has space, weather, sea\.$"):
        find_company(corpus, SKY, "space", "spice")
    with pytest.raises(ValueError, match=r"^the theme 'sea' is named twice; name two themes\.$"):
        find_company(corpus, SKY, "sea", "sea")


def test_in_the_seed_every_number_opens(seed):
    lexicon = read_lexicon(ROOT / "themes.toml")
    table = count_company(seed, lexicon)
    assert (table["n"] > 0).sum() > 10
    for row in table.itertuples():
        assert len(places_of(find_company(seed, lexicon, row.theme, row.other))) == row.n
    # Beside a theme with which it shares no word, a theme has all its sentences.
    alone = count_themes(seed, lexicon).set_index("theme")["share_sentences"] * table["n_units"].iloc[0]
    largest = pd.concat([table.groupby("theme")["n_theme"].max(), table.groupby("other")["n_other"].max()]).groupby(level=0).max()
    assert largest.to_dict() == pytest.approx(alone.to_dict())


# ---- In words ----


def company(*rows: tuple, p: float = 0.01, p_units: float = 0.01, within: str = "sentence") -> pd.DataFrame:
    """Make a table of pairs as ``(label, other_label, n, expected, sure)``; sure is 1 together, -1 apart, 0 neither."""
    table = pd.DataFrame(rows, columns=["label", "other_label", "n", "expected", "sure"])
    table = table.assign(is_together=table["sure"] > 0, is_apart=table["sure"] < 0, p=p, p_units=p_units)
    table["log_ratio"] = [np.log2(max(n, 0.5) / expected) if expected else np.nan for n, expected in table[["n", "expected"]].to_numpy()]
    table.attrs = {"within": within}
    return table


MET, MORE, LESS = ("Sea", "Sky", 5, 4.0, 0), ("Sun", "Rain", 31, 10.0, 1), ("War", "Milk", 3, 9.0, -1)
NOTHING = "Fewer than two themes touch anything, so none keeps company with another."
FIRST = "*Sun* and *Rain* (31 sentences, 3.1 times as often)"
LAST = "*War* and *Milk* (3 sentences, where chance would give 9.0)"


@pytest.mark.parametrize(
    ("rows", "said", "n"),
    [
        ([MET], "No two themes stand together surely more, or surely less, often than by chance.", "1 pair"),
        ([MORE], f"1 pair of themes stands together surely more often than by chance: {FIRST}.", "1 pair"),
        ([LESS], f"1 pair of themes stands together surely less often than by chance: {LAST}.", "1 pair"),
        (
            [MORE, MORE, MET, LESS],
            f"2 pairs of themes stand together surely more often than by chance: first {FIRST}; then *Sun* and *Rain*. "
            f"1 pair of themes stands together surely less often: {LAST}.",
            "4 pairs",
        ),
        (
            [*[MORE] * 1200, ("God", "Tax", 0, 12.3, -1), ("War", "Tax", 1, 12.5, -1)],
            f"1,200 pairs of themes stand together surely more often than by chance: first {FIRST}; then *Sun* and *Rain*; then *Sun* and "
            "*Rain*. 2 pairs of themes stand together surely less often: first *War* and *Tax* (1 sentence, where chance would give 12); "
            "then *God* and *Tax*.",
            "1,202 pairs",
        ),
    ],
    ids=["none sure", "one more", "one less", "both", "many"],
)
def test_pairs_that_keep_company_are_named_and_what_the_plain_test_would_say(rows, said, n):
    assert say_company(company(*rows)) == f"{said} A test over single sentences would call {n} sure."


def test_where_a_test_over_single_sentences_finds_none_either_that_is_said():
    assert say_company(company(MET, p_units=0.5)).endswith("A test over single sentences would call no pair sure.")


@pytest.mark.parametrize("rows", [[], [("Sea", "Sky", 0, 0.0, 0)]])
def test_where_no_two_themes_touch_anything_that_is_said(rows):
    assert say_company(company(*rows)) == NOTHING


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (MET, "Most often together are *Sea* and *Sky*, in 5 paragraphs."),
        (("Sea", "Sky", 1, 4.0, 0), "Most often together are *Sea* and *Sky*, in 1 paragraph."),
        (("Sea", "Sky", 0, 4.0, 0), "No two share a paragraph."),
    ],
)
def test_without_a_test_only_what_is_most_often_together_is_named(row, said):
    assert say_company(company(row, p=np.nan, within="paragraph")) == f"There are too few articles for a test. {said}"


def test_what_is_counted_is_what_is_said():
    corpus = make_corpus(*[article_of("b---m-r---", k) for k in range(10)])
    assert say_company(count_company(corpus, PAIR)) == (
        "1 pair of themes stands together surely more often than by chance: *SPACE* and *WEATHER* (10 sentences, 2.5 times as often). "
        "A test over single sentences would call 1 pair sure."
    )
