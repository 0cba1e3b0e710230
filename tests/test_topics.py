"""Topics: that they are the groups that articles were made of, whatever the order of files, and that each number opens."""

import itertools
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import TIMES, in_parts, with_field

from analysis import Corpus, find, read_corpus, read_lexicon
from analysis.findings.topics import say_topics
from analysis.lexicon import Lexicon
from analysis.places import ROOT
from analysis.topic_model import score_topics
from analysis.topics import find_topic, list_topics

COLUMNS = ["topic", "words", "n_largest", "share_units", "articles", "stability", "coherence", "theme", "label", "closeness"]


def invent_words(n: int) -> list[str]:
    """Invent words, of three syllables."""
    syllables = [a + b for a in "bdfgklmnprtvz" for b in "aeiou"]
    return ["".join(np.roll(syllables, -7 * k)[[k % 65, (k // 65 + 3 * k) % 65, (11 * k) % 65]]) for k in range(n)]


def make_mixture(groups: int = 5, articles: int = 30, *, noise: float = 0.6, length: int = 110, seed: int = 0) -> dict[str, str]:
    """Make articles of several groups, by file name, which begins with the group's number.

    Each group has 40 words of its own, of which it shares 20 with its neighbours; each article dwells on some of these. A share of its
    words, `noise`, is of 200 that all groups use.
    """
    generator = np.random.default_rng(seed)
    words = np.array(invent_words(200 + 40 * groups))
    made = {}
    for group in range(groups):
        own = generator.permutation(200 + (40 * group + np.arange(-10, 50)) % (40 * groups))
        often = 1 / np.arange(1, 61)
        for number in range(articles):
            n = int(generator.integers(length // 2, 3 * length // 2))
            of_group = generator.choice(own, n, p=generator.dirichlet(30 * often / often.sum()))
            chosen = words[np.where(generator.random(n) < noise, generator.integers(200, size=n), of_group)].tolist()
            sentences = [" ".join(chosen[k : k + 12]).capitalize() + "." for k in range(0, n, 12)]
            made[f"{group}-{number:02}.txt"] = "\n\n".join(" ".join(sentences[k : k + 3]) for k in range(0, len(sentences), 3))
    return made


FIVE = make_mixture()


def save(texts: dict[str, str], folder: Path) -> Corpus:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_corpus(folder)


def lexicon_of(folder: Path, **themes: list[str]) -> Lexicon:
    """Make a lexicon of themes and their entries."""
    (folder / "mine.toml").write_text("".join(f"[{key}]\nentries = {json.dumps(entries)}\n" for key, entries in themes.items()))
    return read_lexicon(folder / "mine.toml")


@pytest.fixture(scope="session")
def five(tmp_path_factory) -> Corpus:
    return save(FIVE, tmp_path_factory.mktemp("five"))


@pytest.fixture(scope="session")
def topics(five) -> pd.DataFrame:
    return list_topics(five, read_lexicon())


def tell_topics(topics: pd.DataFrame) -> dict[str, int]:
    """Give the largest topic of each article that has one."""
    return dict(zip(topics.attrs["units"]["article_id"], topics.attrs["units"]["topic"], strict=True))


def score(of_article: dict[str, int]) -> float:
    """Tell how well some labels agree with the groups of the articles."""
    from sklearn.metrics import normalized_mutual_info_score

    return round(normalized_mutual_info_score([name[0] for name in of_article], list(of_article.values())), 9)


@pytest.mark.proof
def test_topics_are_the_groups_of_a_mixture_as_surely_as_those_of_scikit_learn(tmp_path):
    from sklearn.decomposition import NMF, LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    scores = []
    for seed in range(3 * TIMES):
        texts = make_mixture(noise=(0.6, 0.75, 0.6)[seed % 3], length=(110, 110, 40)[seed % 3], seed=seed)
        folder = tmp_path / str(seed)
        folder.mkdir()
        found = list_topics(save(texts, folder), read_lexicon())
        ours = tell_topics(found)
        assert len(found) == 5 and len(ours) == len(texts)
        scores.append([score(ours)])
        for vectorizer, model in ((TfidfVectorizer(), NMF(5)), (CountVectorizer(), LatentDirichletAllocation(5, random_state=0))):
            labels = model.fit_transform(vectorizer.fit_transform(texts.values())).argmax(axis=1)
            scores[-1].append(score(dict(zip(texts, labels.tolist(), strict=True))))
    ours, *theirs = np.array(scores).T
    assert ours.min() >= 0.8
    assert ours.mean() >= np.mean(theirs, axis=1).max()
    assert (ours >= np.max(theirs, axis=0)).mean() >= 0.9  # of a mixture, an article or two may be told apart by chance


@pytest.mark.parametrize("groups", [2, 3, 8])
def test_as_many_topics_are_found_as_there_are_groups(tmp_path, groups):
    found = list_topics(save(make_mixture(groups, 20, noise=0.4), tmp_path), read_lexicon())
    assert found["n_largest"].tolist() == [20] * groups


def test_the_topic_of_most_articles_comes_first(tmp_path):
    texts = {name: text for name, text in FIVE.items() if name[2:] < {"0": "18", "1": "30", "2": "24"}.get(name[0], "")}
    assert list_topics(save(texts, tmp_path), read_lexicon())["n_largest"].tolist() == [30, 24, 18]


def test_the_table_of_a_mixture(five, topics):
    assert topics.columns.tolist() == COLUMNS
    assert topics["topic"].tolist() == [1, 2, 3, 4, 5]
    assert topics["share_units"].tolist() == (topics["n_largest"] / 150).tolist()
    assert topics["stability"].between(0.5, 0.99).all() and topics["coherence"].between(0.2, 1).all()
    assert topics.attrs["note"] == "" and topics.attrs["unit"] == "article"
    words = topics["words"].str.split(", ")
    assert words.str.len().tolist() == [10] * 5
    assert list(zip(-topics["n_largest"], words, strict=True)) == sorted(zip(-topics["n_largest"], words, strict=True))


def test_the_articles_that_are_named_are_those_that_are_most_about_the_topic(tmp_path):
    # Five of the twelve of each group use no word besides those of the group.
    pure = {name: text for name, text in make_mixture(3, 12, noise=0).items() if name[2:] < "05"}
    found = list_topics(save(make_mixture(3, 12, noise=0.7) | pure, tmp_path), read_lexicon())
    named = found["articles"].str.split("; ")
    assert named.str.len().tolist() == [3, 3, 3]
    assert set(named.explode()) < set(pure)


def test_a_long_article_is_not_named_for_its_length(tmp_path):
    # Eighteen articles in one, each third of another group.
    long = "\n\n".join(FIVE[f"{group}-{number}.txt"] for number in range(21, 27) for group in (0, 0, 1))
    texts = {name: text for name, text in FIVE.items() if name[2:] < "20"} | {"0-long.txt": long}
    found = list_topics(save(texts, tmp_path), read_lexicon())
    assert found.attrs["note"] == "Articles of more than 600 words were read in passages of some 400."
    assert found["n_largest"].tolist() == [21, 20, 20, 20, 20]
    assert not found["articles"].str.contains("long").any()


def test_articles_are_named_by_their_titles_where_these_are_their_own(tmp_path):
    corpus = save(make_mixture(2, 12, noise=0.3), tmp_path)
    titles = [f"Title {name}" for name in range(24)]
    found = list_topics(with_field(corpus, "title", titles), read_lexicon())["articles"].str.split("; ").explode()
    assert set(found) < set(titles)
    found = list_topics(with_field(corpus, "title", ["Weekly news"] * 23 + [None]), read_lexicon())["articles"].str.split("; ").explode()
    assert set(found) < set(corpus.articles.index)


def test_words_are_no_stop_words_numbers_contractions_months_or_names_of_days(tmp_path):
    extra = "The May of 1,000 people; we'd go on Monday in March, that'll be somebody'd X. "
    texts = {name: extra * 5 * (name < "1") + text for name, text in make_mixture(2, 12, noise=0.2).items()}
    words = list_topics(save(texts, tmp_path), read_lexicon())["words"].str.split(", ").explode().tolist()
    assert "people" in words and "go" in words
    assert not {"The", "May", "1,000", "we'd", "Monday", "March", "that'll", "somebody'd", "X"} & set(words)


def test_forms_of_a_word_are_one_and_spelled_as_most_often_seen(tmp_path):
    texts = make_mixture(3, 10)
    texts |= {name: f"The farmer! A farmer. Farmers, farmers! FARMER. {text}" for name, text in texts.items() if name < "0-06"}
    corpus = save(texts, tmp_path)
    found = list_topics(corpus, read_lexicon())
    words = found["words"].str.split(", ").explode()
    assert words[words.str.lower().str.startswith("farmer")].tolist() == ["farmer"]
    [topic] = found.loc[found["words"].str.contains("farmer"), "topic"]
    matches = Counter(find_topic(corpus, found, topic)["match"].tolist())
    assert (matches["farmer"], matches["Farmers"], matches["farmers"], matches["FARMER"]) == (12, 6, 6, 6)


# The same whatever the order


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other)
    assert one.attrs == other.attrs


def test_where_parts_end_does_not_show(corpus_of):
    texts = make_mixture(3, 10, noise=0.4)
    whole, parted = corpus_of(**texts), in_parts(corpus_of, **texts)
    assert len(parted.parts) == 30
    found = list_topics(whole, read_lexicon())
    assert_same(list_topics(parted, read_lexicon()), found)
    for topic in found["topic"]:
        pd.testing.assert_frame_equal(find_topic(parted, found, topic), find_topic(whole, found, topic))
        for rows in (0, 7):
            pd.testing.assert_frame_equal(find_topic(parted, found, topic, rows=rows), find_topic(whole, found, topic).head(rows))


def test_the_order_of_files_is_irrelevant(tmp_path):
    texts = make_mixture(3, 10, noise=0.7)
    turned = dict(zip(sorted(texts), reversed(texts.values()), strict=True))
    named = {text: name for name, text in turned.items()}
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
    found, other = (list_topics(save(each, tmp_path / name), read_lexicon()) for name, each in (("one", texts), ("other", turned)))
    pd.testing.assert_frame_equal(found.drop(columns="articles"), other.drop(columns="articles"))
    assert {named[texts[name]]: topic for name, topic in tell_topics(found).items()} == tell_topics(other)


PROGRAM = """
import hashlib, sys
from analysis import read_corpus, read_lexicon
from analysis.topics import list_topics
topics = list_topics(read_corpus(sys.argv[1]), read_lexicon())
print(hashlib.sha256((topics.to_csv() + repr(topics.attrs)).encode()).hexdigest(), len(topics))
"""


def test_neither_hashes_nor_cores_change_a_byte(tmp_path):
    save(make_mixture(3, 20), tmp_path)
    said = set()
    for seed, cores in (("1", "1"), ("2", "2")):
        settings = os.environ | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": cores, "OPENBLAS_NUM_THREADS": cores}
        ran = subprocess.run([sys.executable, "-c", PROGRAM, tmp_path], cwd=ROOT, env=settings, capture_output=True, text=True, check=True)
        said.add(ran.stdout)
    assert len(said) == 1 and said.pop().split()[1] == "3"


# What it is over


def test_with_fewer_than_twenty_articles_topics_are_over_paragraphs(tmp_path):
    texts = make_mixture(2, 20, noise=0.3, length=30)
    by_group = ["\n\n".join(" ".join(text.split()) for name, text in texts.items() if name[0] == group) for group in "01"]
    found = list_topics(save({"a.txt": by_group[0], "b.txt": by_group[1]}, tmp_path), read_lexicon())
    assert found.attrs["note"] == "Topics are over paragraphs, as fewer than 20 articles hold words."
    assert found.attrs["unit"] == "paragraph"
    units = pd.DataFrame(found.attrs["units"])
    assert units.groupby("topic")["article_id"].unique().str.len().tolist() == [1, 1]
    assert found["n_largest"].tolist() == [20, 20]
    assert sorted(units["paragraph"]) == sorted([*range(1, 21)] * 2)
    assert found["articles"].str.fullmatch(r"(\w\.txt, paragraph \d+(; )?){3}").all()


def test_the_paragraphs_of_one_article_are_named_by_their_number(seed):
    found = list_topics(seed, read_lexicon())
    assert found["articles"].str.fullmatch(r"(paragraph \d+(; )?){1,3}").all()
    assert found["n_largest"].sum() == seed.counts.paragraphs == round(found["n_largest"].iloc[0] / found["share_units"].iloc[0])


@pytest.mark.parametrize("texts", [[], [""], ["Rain fell."], ["\n\n".join(["The rain fell on the sea."] * 19)]])
def test_too_few_units_have_no_topics_and_the_note_says_so(corpus_of, topics, texts):
    found = list_topics(corpus_of(*texts), read_lexicon())
    assert len(found) == 0 and found.columns.tolist() == COLUMNS
    assert found.dtypes.tolist() == topics.dtypes.tolist()
    assert found.attrs["note"] == "There are no topics: it takes 20 articles, or paragraphs, that hold words."
    assert say_topics(found) == found.attrs["note"]


@pytest.mark.parametrize("text", ["The rain fell on the sea.", "It is."])
def test_articles_that_all_say_the_same_have_no_topics(corpus_of, text):
    found = list_topics(corpus_of(*[text] * 25), read_lexicon())
    assert len(found) == 0
    assert found.attrs["note"] == "There are no topics: the 25 articles have too few words in common."


def test_articles_without_a_word_of_the_topics_have_none(tmp_path):
    texts = make_mixture(2, 20, noise=0.4) | {"9-0.txt": "It is.", "9-1.txt": "Unheard-of thing."}
    found = list_topics(save(texts, tmp_path), read_lexicon())
    assert found["n_largest"].tolist() == [20, 20]
    assert found["share_units"].tolist() == [20 / 42, 20 / 42]
    assert not {"9-0.txt", "9-1.txt"} & set(tell_topics(found))


def test_of_many_articles_those_with_the_lowest_sha_256_are_looked_at(five, monkeypatch):
    monkeypatch.setattr("analysis.passages.MOST_UNITS", 60)
    found = list_topics(five, read_lexicon())
    assert found.attrs["note"] == "Of 150 articles, 60 were looked at, drawn by their SHA-256."
    content = dict(zip(five.articles.index, five.select("sha256")["sha256"], strict=True))
    assert set(tell_topics(found)) == set(sorted(content, key=content.__getitem__)[:60])
    assert found["share_units"].sum() == pytest.approx(1)
    assert score(tell_topics(found)) > 0.8


def test_of_many_paragraphs_some_are_looked_at(seed, monkeypatch):
    monkeypatch.setattr("analysis.passages.MOST_UNITS", 22)
    found = list_topics(seed, read_lexicon())
    assert found.attrs["note"].endswith(f"Of {seed.counts.paragraphs}, 22 were looked at, drawn by their SHA-256.")
    assert found["n_largest"].sum() == 22


def test_long_articles_are_read_in_passages(tmp_path, monkeypatch):
    # Each of thirty articles is one of each group: which words come together shows within it only.
    texts = {f"{number:02}.txt": "\n\n".join(FIVE[f"{group}-{number:02}.txt"] for group in range(5)) for number in range(30)}
    corpus = save(texts, tmp_path)
    groups = [{word.lower().strip(".") for name, text in FIVE.items() if name[0] == group for word in text.split()} for group in "01234"]
    only = [group - set.union(*(other for other in groups if other is not group)) for group in groups]

    def count_mixed() -> int:
        """Count the topics whose first words are of several groups alone."""
        words = list_topics(corpus, read_lexicon())["words"].str.split(", ")
        return sum(sum(bool(own & set(ten)) for own in only) > 1 for ten in words)

    monkeypatch.setattr("analysis.passages.PASSAGE", 100)
    found = list_topics(corpus, read_lexicon())
    assert found.attrs["note"] == "Articles of more than 150 words were read in passages of some 100."
    assert found["n_largest"].sum() == 30
    assert (len(found), count_mixed()) == (5, 0)
    monkeypatch.setattr("analysis.passages.PASSAGE", 10_000)
    assert count_mixed() > 0


def test_passages_are_longer_where_there_would_be_too_many(five, monkeypatch):
    monkeypatch.setattr("analysis.passages.PASSAGE", 20)
    monkeypatch.setattr("analysis.passages.MOST_PASSAGES", 300)
    size = five.counts.words // 300
    assert (
        list_topics(five, read_lexicon()).attrs["note"]
        == f"Articles of more than {1.5 * size:.0f} words were read in passages of some {size}."
    )


def test_a_topic_that_is_the_largest_nowhere_is_none(tmp_path, monkeypatch):
    # Each of twenty articles has three passages of one of two groups, and one of a third.
    monkeypatch.setattr("analysis.passages.PASSAGE", 110)
    texts = make_mixture(3, 30)
    mixed = {}
    for number, group in itertools.product(range(10), (0, 1)):
        names = [f"{group}-{3 * number + k:02}.txt" for k in range(3)] + [f"2-{2 * number + group:02}.txt"]
        mixed[f"{group}-{number:02}.txt"] = "\n\n".join(texts[name] for name in names)
    found = list_topics(save(mixed, tmp_path), read_lexicon())
    assert found["n_largest"].tolist() == [10, 10]
    assert score(tell_topics(found)) == 1


@pytest.mark.parametrize("most", [2, 3, 4])
def test_there_are_no_more_topics_than_asked_for(five, most):
    assert 2 <= len(list_topics(five, read_lexicon(), most=most)) <= most


@pytest.mark.parametrize("most", [1, 0, -3, 2.0, True, None])
def test_most_is_a_whole_number_above_one(five, most):
    with pytest.raises(ValueError, match=f"there is no most={most!r}; use a whole number above 1"):
        list_topics(five, read_lexicon(), most=most)


# Themes


def test_the_theme_that_comes_close_is_named_and_others_are_missed(five, topics, tmp_path):
    words = topics["words"].str.split(", ")
    lexicon = lexicon_of(tmp_path, second=words[1][:3], fourth=words[3][3:6], nothing=["xylophone"])
    found = list_topics(five, lexicon)
    assert found["theme"].fillna("").tolist() == ["", "second", "", "fourth", ""]
    assert found["label"].fillna("").tolist() == ["", lexicon.labels["second"], "", lexicon.labels["fourth"], ""]
    assert found["closeness"][[1, 3]].min() > 0.5 and found["closeness"][[0, 2, 4]].max() < 0.4
    unchanged = [name for name in COLUMNS if name not in ("theme", "label", "closeness")]
    pd.testing.assert_frame_equal(found[unchanged], topics[unchanged])


def test_a_lexicon_that_matches_nowhere_comes_close_to_nothing(five, tmp_path):
    found = list_topics(five, lexicon_of(tmp_path, nothing=["xylophone"]))
    assert found[["theme", "label"]].isna().all(axis=None) and found["closeness"].tolist() == [0] * 5


# Every number opens


def test_each_topic_opens_into_its_articles(five, topics):
    of_article = tell_topics(topics)
    for row in topics.itertuples():
        found = find_topic(five, topics, row.topic)
        assert found["article_id"].nunique() == row.n_largest
        assert {of_article[name] for name in found["article_id"]} == {row.topic}
        assert found.columns.tolist() == find(five, "xylophone").columns.tolist()
        pd.testing.assert_frame_equal(find_topic(five, topics, row.topic, rows=5), found.head(5))
        # All the places of its words in these articles, and none besides.
        every = find(five, "|".join(row.words.split(", ")))
        of_topic = every[every["article_id"].map(of_article) == row.topic].reset_index(drop=True)
        pd.testing.assert_frame_equal(
            found[found["match"].str.lower().isin(row.words.lower().split(", "))].reset_index(drop=True), of_topic
        )


def test_an_article_without_the_first_words_opens_with_the_next_of_its_topic(tmp_path, monkeypatch):
    texts = make_mixture(2, 24, length=30)
    corpus = save(texts, tmp_path)
    monkeypatch.setattr("analysis.topic_model.WORDS", 60)
    ranked = list_topics(corpus, read_lexicon(), most=2)["words"].str.split(", ")
    monkeypatch.setattr("analysis.topic_model.WORDS", 3)
    found = list_topics(corpus, read_lexicon(), most=2)
    n_others = 0
    for row in found.itertuples():
        [words] = [words for words in ranked if ", ".join(words[:3]) == row.words]
        opened = find_topic(corpus, found, row.topic)
        assert opened["article_id"].nunique() == row.n_largest
        for name, matches in opened["match"].str.lower().groupby(opened["article_id"]):
            here = [word.lower() for word in words if word.lower() in texts[name].lower()]
            assert set(matches) == (set(here) & set(row.words.lower().split(", ")) or {here[0]})
            n_others += here[0] not in row.words.lower()
    assert n_others > 0


def test_each_topic_over_paragraphs_opens_into_these(seed):
    found = list_topics(seed, read_lexicon())
    text = seed.articles["text"].iloc[0]
    of_paragraph = dict(zip(found.attrs["units"]["paragraph"], found.attrs["units"]["topic"], strict=True))
    assert len(of_paragraph) == seed.counts.paragraphs
    for row in found.itertuples():
        opened = find_topic(seed, found, row.topic)
        numbers = [sum(any(c.isalnum() for c in piece) for piece in text[:start].split("\n\n")[:-1]) + 1 for start in opened["start"]]
        assert {of_paragraph[number] for number in numbers} == {row.topic} and len(set(numbers)) == row.n_largest


def test_topics_that_cannot_be_opened_say_why(five, topics, corpus_of):
    with pytest.raises(ValueError, match="there is no topic 9 here; the topics have the numbers 1, 2, 3, 4, 5"):
        find_topic(five, topics, 9)
    with pytest.raises(ValueError, match="does not know the articles of its topics; give it as list_topics"):
        find_topic(five, pd.DataFrame(topics.to_dict("list")), 1)
    with pytest.raises(ValueError, match="are of other articles; give the corpus that they were made of"):
        find_topic(corpus_of("Rain fell."), topics, 1)


# What it is made of


def test_the_score_of_topics_by_hand():
    assert score_topics(np.array([0.5, 1, 0.25]), np.array([0.5, -0.75, 1])) == pytest.approx((0.25 + 0 + 0.25) / 3)


# In words


def table_of(n_articles: list[int], themes: list[str | None], stability: float | list[float] = 0.6, **attrs) -> pd.DataFrame:
    words = [f"{letter}, {letter}{letter}, {letter}c, not said" for letter in "abcdefgh"[: len(n_articles)]]
    table = pd.DataFrame({"words": words, "n_largest": n_articles, "stability": stability})
    table["share_units"] = table["n_largest"] / 40
    table["theme"] = pd.Series(themes, dtype="str")
    table.attrs = {"unit": "article", "note": ""} | attrs
    return table


MAKE = "Words that stand together make"
MAIN = "the main topic of"


@pytest.mark.parametrize(
    ("topics", "said"),
    [
        (table_of([], [], note="There are no topics: for some reason."), "There are no topics: for some reason."),
        (table_of([10], ["sea"]), f"{MAKE} 1 topic: *a, aa, ac*, {MAIN} 25 % of the articles. The lexicon has a theme for it."),
        (
            table_of([10], [None], 0.1),
            f"{MAKE} 1 topic: *a, aa, ac*, {MAIN} 25 % of the articles. The lexicon has no theme for it. "
            "It hardly comes out again from half of the articles: do not rely on it.",
        ),
        (
            table_of([10, 10], ["sea", "sea"]),
            f"{MAKE} 2 topics: *a, aa, ac* and *b, bb, bc*, each {MAIN} 25 % of the articles. The lexicon has a theme for both of them.",
        ),
        (
            table_of([20, 10], [None, None], [0.5, 0.2], unit="paragraph"),
            f"{MAKE} 2 topics; the most common is *a, aa, ac*, {MAIN} 50 % of the paragraphs. The lexicon has a theme for neither of them. "
            "*b, bb, bc* hardly comes out again from half of the paragraphs: do not rely on it.",
        ),
        (
            table_of([10, 10, 5], ["sea", None, "sea"], [0.1, 0.1, 0.9]),
            f"{MAKE} 3 topics; the most common are *a, aa, ac* and *b, bb, bc*, each {MAIN} 25 % of the articles. "
            "The lexicon has no theme for one of them: *b, bb, bc*. "
            "*a, aa, ac* and *b, bb, bc* hardly come out again from half of the articles: do not rely on them.",
        ),
        (
            table_of([8, 7, 6, 5, 4, 3, 2, 1], ["sea", None, None, None, None, None, None, "sea"], 0.1),
            f"{MAKE} 8 topics; the most common is *a, aa, ac*, {MAIN} 20 % of the articles. "
            "The lexicon has no theme for 6 of them: *b, bb, bc*; *c, cc, cc*; *d, dd, dc*; *e, ee, ec*; and 2 more. "
            "They hardly come out again from half of the articles: do not rely on them.",
        ),
        (
            table_of([8, 7, 6], [None] * 3),
            f"{MAKE} 3 topics; the most common is *a, aa, ac*, {MAIN} 20 % of the articles. The lexicon has a theme for none of them.",
        ),
        (
            table_of([8, 7, 6, 5], [None, None, None, "sea"]),
            f"{MAKE} 4 topics; the most common is *a, aa, ac*, {MAIN} 20 % of the articles. "
            "The lexicon has no theme for 3 of them: *a, aa, ac*; *b, bb, bc*; and *c, cc, cc*.",
        ),
        (
            table_of([8, 7, 6], ["sea"] * 3),
            f"{MAKE} 3 topics; the most common is *a, aa, ac*, {MAIN} 20 % of the articles. The lexicon has a theme for each of them.",
        ),
    ],
)
def test_topics_are_said_in_words(topics, said):
    assert say_topics(topics) == said
