"""What tests share: a corpus from texts given by name, and the article in seeds/."""

import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from analysis import Corpus, read_corpus
from analysis.corpus import join_segments
from analysis.places import ROOT
from analysis.reading import find_files
from analysis.segments import build_segment

# How many times as many examples as usual the proofs look at: see `make proofs`.
TIMES = int(os.environ.get("TIMES", "1"))
SEED = ROOT / "seeds" / "000_190e5f4913bdc872.txt"


@pytest.fixture(scope="session")
def seed_text() -> str:
    return SEED.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def seed() -> Corpus:
    return read_corpus(SEED)


@pytest.fixture
def corpus_of(tmp_path: Path) -> Callable[..., Corpus]:
    """Make a corpus of texts: ``corpus_of("rain rain sun", "sun")``, or by file name: ``corpus_of(**{"b.txt": "sun"})``."""

    def make(*texts: str, **named: str) -> Corpus:
        folder = tmp_path / "articles"
        folder.mkdir(exist_ok=True)
        for name, text in {**{f"{k:03d}.txt": text for k, text in enumerate(texts)}, **named}.items():
            (folder / name).write_bytes(text.encode("utf-8"))
        return read_corpus(folder)

    return make


def in_parts(corpus_of: Callable[..., Corpus], *texts: str, **named: str) -> Corpus:
    """Make a corpus of texts, as ``corpus_of`` does, in which each file is a part."""
    corpus_of(*texts, **named)
    [folder] = {cell.cell_contents for cell in corpus_of.__closure__}
    return join_segments([build_segment([file]) for file in find_files(folder / "articles")])


def with_field(corpus: Corpus, name: str, values: list) -> Corpus:
    """Give the same corpus with other values in one of its articles' fields; it has one segment."""
    segment = corpus.parts[0].segment
    articles = segment.articles.with_columns(pl.Series(name, values, dtype=segment.articles.schema[name]))
    return join_segments([dataclasses.replace(segment, articles=articles)])


@pytest.fixture(autouse=True, scope="session")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ["ANALYSIS_STORE"] = str(tmp_path_factory.mktemp("store"))


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    import sys

    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
