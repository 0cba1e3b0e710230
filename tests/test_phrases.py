"""Multiword units: what is one, what is hidden inside a longer one, and that each opens into as many places as it counts."""

import itertools
import tempfile
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from conftest import in_parts
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Corpus, count_phrases, count_terms, find, read_corpus, show
from analysis.statistics import g2, log_dice, npmi
from analysis.words import stop_words

COLUMNS = ["phrase", "form", "n", "n_articles", "g2", "log_dice", "npmi"]
FILLER = " ".join(f"Filler{number}." for number in range(200))  # so that nothing repeated stands together by chance


def phrases(corpus: Corpus) -> dict[str, int]:
    table = count_phrases(corpus)
    return dict(zip(table["phrase"], table["n"], strict=True))


def test_what_stands_together_twice_is_a_phrase(corpus_of):
    table = count_phrases(corpus_of(f"The Red Panda ate. A red panda slept. {FILLER}", "No Red Panda's here."))
    assert table.columns.tolist() == COLUMNS
    assert table[["phrase", "form", "n", "n_articles"]].to_numpy().tolist() == [["red panda", "Red Panda", 3, 2]]


def test_the_scores_of_a_pair_are_those_of_its_counts(corpus_of):
    corpus = corpus_of(f"One red panda. Two red panda. Three red cats. Four big panda. Five big panda. {FILLER}")
    row = count_phrases(corpus).set_index("phrase").loc["red panda"]
    counts = (2, 3, 4, 215)  # together, red, panda, words
    assert (row["g2"], row["log_dice"], row["npmi"]) == (g2(*counts), log_dice(*counts), npmi(*counts))


@pytest.mark.parametrize("often", ["deep", "mining"])
def test_a_longer_phrase_has_the_scores_of_its_weakest_cut(corpus_of, often):
    text = f"Old deep sea mining. New deep sea mining. The {often}. Their {often}. My {often}."
    row = count_phrases(corpus_of(f"{text} {FILLER}")).set_index("phrase").loc["deep sea mining"]
    weakest, other = (2, 2, 5, 214), (2, 2, 2, 214)  # the cut beside the word that stands elsewhere too, and the other cut
    assert row["g2"] == pytest.approx(float(g2(*weakest))) and g2(*weakest) < g2(*other)
    assert row["log_dice"] == pytest.approx(float(log_dice(*weakest)))
    assert row["npmi"] == pytest.approx(float(npmi(*weakest)))


def test_what_stands_together_once_is_no_phrase(corpus_of):
    assert phrases(corpus_of(f"The red panda ate. Red things, big panda. {FILLER}")) == {}


def test_what_chance_alone_would_join_is_no_phrase(corpus_of):
    words = ["red", "panda", "bear", "cat"]
    text = " ".join(f"{a.title()} {b}." for a, b in itertools.product(words, repeat=2))
    assert phrases(corpus_of(f"{text} {text}")) == {}


def test_what_stands_together_less_often_than_by_chance_is_no_phrase(corpus_of):
    # red 52 times and panda 52 times of 204 words: 13 together by chance
    text = "Red panda. Red panda. " + "Red cats. " * 50 + "Big panda. " * 50
    assert "red panda" not in phrases(corpus_of(text))
    assert {"red cats", "big panda"} <= set(phrases(corpus_of(text)))


@pytest.mark.parametrize("text", ["The panda ate, the panda slept.", "Eat it, eat it.", "All of the, all of the."])
def test_a_phrase_does_not_begin_or_end_with_a_stop_word(corpus_of, text):
    assert phrases(corpus_of(f"{text} {FILLER}")) == {}


def test_a_stop_word_may_stand_inside_a_phrase(corpus_of):
    assert phrases(corpus_of(f"Great Wall of Oslo. The great wall of Oslo. {FILLER}")) == {"great wall of oslo": 2}


def test_a_phrase_does_not_begin_with_a_number_but_may_end_with_one(corpus_of):
    assert phrases(corpus_of(f"In 2021 Hu met. In 2021 Hu sang. {FILLER}")) == {}
    assert phrases(corpus_of(f"The Apollo 11 crew, an Apollo 11 stamp. {FILLER}")) == {"apollo 11": 2}


@pytest.mark.parametrize("between", [". ", "\n\n", "\n\n\n", "?” "])
def test_a_phrase_does_not_cross_the_end_of_a_sentence(corpus_of, between):
    assert phrases(corpus_of(f"It is red{between}Panda sat. It was red{between}Panda stood. {FILLER}")) == {}


def test_a_phrase_does_not_cross_from_one_article_into_the_next(corpus_of):
    assert phrases(corpus_of("It is red", "Panda sat on red", f"Panda sat. {FILLER}")) == {"panda sat": 2}


def test_what_stands_only_inside_a_longer_phrase_is_not_listed(corpus_of):
    assert phrases(corpus_of(f"Old deep sea mining. New deep sea mining. {FILLER}")) == {"deep sea mining": 2}


def test_what_stands_once_outside_a_longer_phrase_is_not_listed_either(corpus_of):
    assert phrases(corpus_of(f"Old deep sea mining. New deep sea mining. The deep sea. {FILLER}")) == {"deep sea mining": 2}


def test_what_stands_twice_outside_a_longer_phrase_is_listed_with_all_its_places(corpus_of):
    text = "Old deep sea mining. New deep sea mining. The deep sea. My deep sea."
    assert phrases(corpus_of(f"{text} {FILLER}")) == {"deep sea mining": 2, "deep sea": 4}


def test_a_phrase_has_six_words_at_most(corpus_of):
    found = phrases(corpus_of(f"Ants bring cold dark earth forth seeds. Ants bring cold dark earth forth seeds. {FILLER}"))
    assert found == {"ants bring cold dark earth forth": 2, "bring cold dark earth forth seeds": 2}


def test_the_highest_g2_comes_first_and_ties_by_phrase(corpus_of):
    text = "Red panda. Red panda. Red panda. Blue whale. Blue whale. Big cat. Big cat."
    assert count_phrases(corpus_of(f"{text} {FILLER}"))["phrase"].tolist() == ["red panda", "big cat", "blue whale"]


@pytest.mark.parametrize("texts", [[], ["Rain."], ["Rain rain rain. Rain rain."], ["The and of. The and of."]])
def test_where_there_is_no_phrase_the_table_is_empty_with_all_columns(corpus_of, texts):
    table = count_phrases(corpus_of(*texts))
    assert table.columns.tolist() == COLUMNS and len(table) == 0


def test_the_phrases_of_the_seed(seed):
    assert phrases(seed) == {
        **{"science and technology": 6, "basic research": 3, "lunar exploration": 3, "space station": 3},
        **dict.fromkeys(["co ltd", "peaceful use", "central committee", "chinese nation", "professional competence"], 2),
        **dict.fromkeys(["successfully launched", "core technologies in key", "great importance", "guangdong province"], 2),
        **dict.fromkeys(["xi emphasized", "enterprises in innovation"], 2),
    }
    assert {"Central Committee", "Guangdong Province", "Co Ltd", "space station"} <= set(count_phrases(seed)["form"])


def test_in_the_seed_each_phrase_is_found_as_often_as_it_is_counted(seed):
    table = count_phrases(seed)
    assert [len(find(seed, phrase)) for phrase in table["phrase"]] == table["n"].tolist()


WORDS = ["red", "Red", "panda", "panda’s", "bear", "cat", "the", "The", "of", "7", "sci-tech"]
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join), min_size=1, max_size=8).map("! Then ".join)


def count_plainly(corpus: Corpus) -> dict[str, int]:
    """Find the phrases by the rules of the docstring, one run at a time."""
    index, total = corpus.index, len(corpus.index.ids)
    terms = corpus.vocabulary.terms.gather(index.term_ids).to_list()
    runs: dict[int, dict[int, tuple[str, ...]]] = {n: {} for n in range(1, 7)}
    for first, last in itertools.pairwise(index.sentences.tolist()):
        for start in range(first, last):
            for n in range(1, min(6, last - start) + 1):
                runs[n][start] = tuple(terms[start : start + n])
    counts = Counter(run for of_length in runs.values() for run in of_length.values())
    covered: set[tuple[int, int]] = set()
    found = {}
    for n in range(6, 1, -1):
        inside = {(start + k, length) for start, longer in covered for length in range(2, longer) for k in range(longer - length + 1)}
        places = {}
        for run in dict.fromkeys(runs[n].values()):
            starts = [start for start, other in runs[n].items() if other == run]
            cuts = [(counts[run], counts[run[:k]], counts[run[k:]], total) for k in range(1, n)]
            if (
                len(starts) >= 2
                and not {run[0], run[-1]} & stop_words()
                and not run[0][0].isdigit()
                and all(g2(*cut) > 10.83 and npmi(*cut) > 0 for cut in cuts)
                and sum((start, n) not in inside for start in starts) >= 2
            ):
                found[" ".join(run)] = len(starts)
                places[run] = starts
        covered |= {(start, n) for starts in places.values() for start in starts}
    return found


@settings(deadline=None, max_examples=40)
@given(st.lists(texts, min_size=1, max_size=2))
def test_phrases_are_those_of_a_plain_search(drawn):
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(drawn):
            Path(folder, f"{number}.txt").write_text(f"{text}! {' '.join(f'Filler{number}.' for number in range(40))}", encoding="utf-8")
        corpus = read_corpus(folder)
    assert phrases(corpus) == count_plainly(corpus)


# In parts, in a sample, and where there are very many


PARTS = [
    f"The Red Panda ate. A red panda slept. Old deep sea mining. {FILLER}",
    "",
    "No Red Panda's here. New deep sea mining. The deep sea.",
    "My deep sea. Great wall of Oslo.",
    "The Great Wall of Oslo. GREAT WALL OF OSLO.",
]


def test_where_parts_end_does_not_show_in_the_phrases(corpus_of):
    whole, parted = corpus_of(*PARTS), in_parts(corpus_of, *PARTS)
    assert len(parted.parts) == 5
    pd.testing.assert_frame_equal(count_phrases(parted), count_phrases(whole))
    assert phrases(parted) == {"great wall of oslo": 3, "red panda": 3, "deep sea": 4, "deep sea mining": 2}


def measure_plainly(corpus: Corpus, phrase: str) -> list[float]:
    """Measure a phrase by counts of all its parts in the whole corpus: places, articles, and the three scores of the weakest cut."""
    words, total = phrase.split(" "), corpus.counts.words

    def count(run: list[str]) -> int:
        return counted(corpus, len(run)).get(" ".join(run), 0)

    cuts = [(count(words), count(words[:cut]), count(words[cut:]), total) for cut in range(1, len(words))]
    places = find(corpus, phrase)
    return [len(places), places["article_id"].nunique(), *(min(float(score(*cut)) for cut in cuts) for score in (g2, log_dice, npmi))]


def counted(corpus: Corpus, words: int) -> dict[str, int]:
    table = count_terms(corpus, words=words)
    return dict(zip(table["term"], table["n"], strict=True))


MANY = [
    *(
        f"Red panda {number}. Red panda, deep sea mining. {FILLER}" if number % 2 else f"Deep sea {number}. Fog of war."
        for number in range(10)
    ),
    *("The red cats. Fog of war. Mining the sea, deep sea mining, sea mining.", "Blue whale. Red. Deep."),
    *(f"Once blue whale, now Blue Whale {number}." for number in range(6)),
]


@pytest.mark.parametrize("make", [lambda corpus_of: corpus_of(*MANY), lambda corpus_of: in_parts(corpus_of, *MANY)], ids=["one", "parts"])
@pytest.mark.parametrize("words", [300, 600, 900])
def test_phrases_from_a_sample_have_their_numbers_from_all_articles(corpus_of, monkeypatch, make, words):
    corpus = make(corpus_of)
    everything = count_phrases(corpus)
    monkeypatch.setattr("analysis.phrases.SAMPLE", words)
    sampled = count_phrases(corpus)
    assert len(sampled) > 0 and len(corpus.sample(words).ids) < corpus.counts.words
    assert sampled.columns.tolist() == COLUMNS and (sampled.dtypes == everything.dtypes).all()
    for phrase, _, *numbers in sampled.itertuples(index=False, name=None):
        assert numbers == pytest.approx(measure_plainly(corpus, phrase)), phrase
        assert numbers[2] > 10.83 and numbers[4] > 0
    both = sampled.merge(everything[["phrase"]], on="phrase")
    assert len(both) > 0
    pd.testing.assert_frame_equal(both, everything[everything["phrase"].isin(both["phrase"])].reset_index(drop=True))
    assert sampled["g2"].is_monotonic_decreasing


@pytest.mark.parametrize("words", [300, 600])
def test_a_sample_is_said_with_how_many_articles_and_words_it_has(corpus_of, monkeypatch, words):
    corpus = corpus_of(*MANY)
    monkeypatch.setattr("analysis.phrases.SAMPLE", words)
    sample = corpus.sample(words)
    note = count_phrases(corpus).attrs["note"]
    assert note == (
        f"Phrases were looked for in {len(sample.articles) - 1} of 18 articles ({len(sample.ids):,} words), drawn at random; "
        "their numbers are counted in all."
    )
    assert show(count_phrases(corpus), note="By G².").note == f"By G². {note}"


def test_the_same_articles_give_the_same_phrases_from_a_sample(corpus_of, monkeypatch):
    monkeypatch.setattr("analysis.phrases.SAMPLE", 600)
    whole, parted = count_phrases(corpus_of(*MANY)), count_phrases(in_parts(corpus_of, *MANY))
    pd.testing.assert_frame_equal(parted, whole)
    assert parted.attrs == whole.attrs


def test_a_sample_of_nothing_has_no_phrases_and_says_so(corpus_of, monkeypatch):
    corpus = corpus_of(*MANY)
    monkeypatch.setattr("analysis.phrases.SAMPLE", 0)
    table = count_phrases(corpus)
    assert len(table) == 0 and table.columns.tolist() == COLUMNS
    assert "in 0 of 18 articles (0 words)" in table.attrs["note"]


def test_what_chance_alone_would_join_in_all_articles_is_left_out_though_the_sample_joined_it(corpus_of, monkeypatch):
    texts = [f"Red panda {number}. Red panda." for number in range(3)]
    texts += [" ".join(f"Red {a}. {b} panda." for a, b in itertools.product(["cat", "dog", "owl"], repeat=2)) for _ in range(20)]
    corpus = in_parts(corpus_of, *texts)
    assert "red panda" in phrases(corpus.head(3))
    monkeypatch.setattr(Corpus, "sample", lambda *_: corpus.head(3).index)
    assert "red panda" not in phrases(corpus)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_of_very_many_phrases_the_surest_are_kept_with_the_same_numbers(corpus_of, monkeypatch, most):
    often = {"Red panda": 5, "Deep sea mining": 4, "Blue whale": 3, "Big cat": 2}
    corpus = corpus_of(" ".join(f"{phrase}. " * n for phrase, n in often.items()), FILLER)
    everything = count_phrases(corpus)
    assert len(everything) == 4 and everything["g2"].is_unique
    monkeypatch.setattr("analysis.phrases.MOST", most)
    table = count_phrases(corpus)
    assert table.attrs["note"] == f"Of 4 phrases found, these are the {most} surest."
    pd.testing.assert_frame_equal(table, everything.head(most))


def test_there_are_never_more_phrases_than_the_most_even_if_some_are_as_sure(corpus_of, monkeypatch):
    corpus = corpus_of(f"Red panda. Red panda. Red panda. Blue whale. Blue whale. Big cat. Big cat. {FILLER}")
    monkeypatch.setattr("analysis.phrases.MOST", 2)
    table = count_phrases(corpus)
    assert table["phrase"].tolist() == ["red panda", "big cat"]
    assert table.attrs["note"] == "Of 3 phrases found, these are the 2 surest."


def test_a_sample_and_a_cut_are_both_said(corpus_of, monkeypatch):
    monkeypatch.setattr("analysis.phrases.SAMPLE", 900)
    monkeypatch.setattr("analysis.phrases.MOST", 1)
    table = count_phrases(corpus_of(*MANY))
    assert len(table) == 1
    looked, found = table.attrs["note"].split("; their numbers are counted in all. ")
    assert looked.startswith("Phrases were looked for in ")
    assert found.startswith("Of ") and found.endswith(" phrases found, these are the 1 surest.")


@pytest.mark.parametrize("texts", [[], MANY, ["Rain."]])
def test_where_nothing_was_left_out_there_is_no_note(corpus_of, texts):
    corpus = corpus_of(*texts)
    table = count_phrases(corpus)
    assert table.attrs["note"] == ""
    assert show(table.head(1)).note == ("" if len(table) else "No rows.")


def test_a_limit_that_is_just_reached_leaves_nothing_out_and_says_nothing(corpus_of, monkeypatch):
    corpus = corpus_of(*PARTS)
    everything = count_phrases(corpus)
    monkeypatch.setattr("analysis.phrases.MOST", len(everything))
    monkeypatch.setattr("analysis.phrases.SAMPLE", corpus.counts.words)
    pd.testing.assert_frame_equal(count_phrases(corpus), everything)
    assert count_phrases(corpus).attrs["note"] == ""
