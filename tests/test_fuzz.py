"""A few hundred mutated files of every format; ``make fuzz`` reads ten thousand."""

import random
from pathlib import Path

import pytest
from fuzz import check, fuzz, mutate
from samples import PARAGRAPHS, SAMPLES, TIME, TITLE

from analysis import read_corpus


def test_mutated_files_are_read_or_are_problems_and_their_ledgers_close(tmp_path):
    told = fuzz(300, seed=20230530, kept=tmp_path / "failures")
    assert told["files"] == 300
    assert told["articles"] > 100 and told["skipped"] > 50


def test_what_went_wrong_would_be_seen(tmp_path, monkeypatch):
    """Break the reader, and look whether the fuzzer complains and keeps the file."""
    monkeypatch.setattr("analysis.reading.READERS", {suffix: lambda file, data: 1 / 0 for suffix in (".txt", ".html")})
    with pytest.raises(AssertionError, match=r"ZeroDivisionError|not foreseen"):
        fuzz(20, seed=1, kept=tmp_path / "failures")
    assert list((tmp_path / "failures").iterdir())


def test_a_file_mutates_in_the_same_way_each_time():
    data = SAMPLES["table.csv"]()
    assert [mutate(data, random.Random(7)) for _ in range(3)] == [mutate(data, random.Random(7))] * 3
    assert mutate(data, random.Random(7)) != data


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    for name, make in SAMPLES.items():
        (folder / name).write_bytes(make())
    return folder


def test_a_sample_of_every_format_is_read_whole(samples: Path):
    corpus = read_corpus(samples)
    skipped = corpus.problems[corpus.problems["action"] == "skipped"]
    assert skipped.empty, skipped.to_string()
    articles = corpus.articles
    assert {name.split("/")[0] for name in articles["file"]} == set(SAMPLES)
    straight = str.maketrans("“”", '""')
    for article_id, article in articles.iterrows():
        text = article["text"].translate(straight)
        assert [part.translate(straight) in text for part in PARAGRAPHS] == [True] * len(PARAGRAPHS), article_id
        assert article["title"].startswith(TITLE), article_id
        assert str(article["published"])[:16] == TIME, article_id
        assert not set(text.split("\n\n")) & {"Share this article", "Got likes0", TITLE}, article_id


def test_the_samples_are_copies_of_one_story(samples: Path):
    assert read_corpus(samples, copies="first").counts.articles == 1


def test_all_of_them_are_accounted_for(samples: Path):
    told = check(samples)
    assert told["files"] == len(SAMPLES)
