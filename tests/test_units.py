"""What an interval is over: articles, stories or paragraphs; against a plain walk through sections and paragraphs."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import Corpus
from analysis.corpus import join_segments
from analysis.edges import find_edges
from analysis.groups import BY, group_words
from analysis.index import split_texts
from analysis.segments import ARTICLES, LEDGER, PROBLEMS, UNITS, Segment, count_units
from analysis.shingles import sign
from analysis.statistics import FEWEST_UNITS
from analysis.units import choose_units

# Long enough to be known again under another title.
STORY = "The river rose by two metres in the night and the people of the old town carried what they could to the floors above."
WORDS = "rain Rain RAIN rain's sun fog enterprise enterprises cities snow".split()


def segment_of(articles: Sequence[dict], first: int = 0) -> Segment:
    """Make a segment of articles, without files: quicker, for many. What one does not tell is missing, its file and title are numbered."""
    numbered = range(first, first + len(articles))
    rows = [{"file": f"{k:03d}.txt", "title": f"Headline number {k}", "text": "", **row} for k, row in zip(numbered, articles, strict=True)]
    table = pl.DataFrame({name: [row.get(name) for row in rows] for name in ARTICLES}, schema=ARTICLES)
    texts = table["text"].to_list()
    vocabulary, words = split_texts(texts)
    digests = [f"{row['title']} {row['text']}".encode() for row in rows]
    table = table.with_columns(sha256=pl.Series(digests, dtype=pl.Binary), **{f"n_{unit}": count_units(words, unit) for unit in UNITS})
    # Without sources at the edges, no paragraph is furniture.
    edges = find_edges(texts, [False] * len(texts))
    return Segment(table, pl.DataFrame(schema=LEDGER), pl.DataFrame(schema=PROBLEMS), edges, sign(vocabulary, words), vocabulary, words)


def make_corpus(*articles: str | dict, cuts: Sequence[int] = (), **options) -> Corpus:
    """Make a corpus of texts, or of articles with fields; `cuts` says after how many articles a part ends."""
    rows = [{"text": article} if isinstance(article, str) else article for article in articles]
    bounds = [0, *cuts, len(rows)]
    return join_segments([segment_of(rows[a:b], a) for a, b in pairwise(bounds)], **options)


def plain_article(rng: random.Random) -> dict:
    """Make an article up: its fields, and ``sections`` of paragraphs of sentences of words; some hold no word."""
    sections = [
        [
            [["Then", *rng.choices(WORDS, k=rng.randint(0, 4))] for _ in range(rng.choice([0, 1, 1, 2]))]
            for _ in range(rng.choice([1, 1, 1, 2, 3]))
        ]
        for _ in range(rng.choice([1, 1, 1, 2, 3]))
    ]
    return {
        "sections": [] if rng.random() < 0.1 else sections,
        "source": rng.choice(["AFP", "AFP", "Xinhua", None]),
        "place": rng.choice(["OSLO", "OSLO", None]),
        "published": rng.choice([None, *[datetime(2023, 1, 1) + timedelta(hours=rng.randint(0, 24 * rng.choice([3, 800])))] * 4]),
    }


def text_of(sections: list) -> str:
    """Write an article down. A paragraph without sentences is a dash; a sentence ends beyond doubt."""
    return "\n\n\n".join("\n\n".join(" ".join(f"{' '.join(s)}!" for s in paragraph) or "—" for paragraph in part) for part in sections)


@st.composite
def plain_corpora(draw, most: int = 24) -> tuple[list[dict], list[int]]:
    """Make up articles, some of which are the same as others, and where parts end."""
    rng = random.Random(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.integers(0, most))
    share = draw(st.sampled_from([0, 0.1, 0.5]))
    articles: list[dict] = []
    for k in range(n):
        same = rng.choice(articles) if articles and rng.random() < share else {}
        article = {**plain_article(rng), "title": f"Headline number {k}", **{name: same[name] for name in ("sections", "title") if same}}
        articles.append({**article, "text": text_of(article["sections"])})
    cuts = sorted(draw(st.lists(st.integers(0, n), max_size=3)))
    return articles, cuts


def stories_of(corpus: Corpus) -> list[str]:
    """Name the story of each article: the article that it is a copy of, or itself."""
    table = corpus.select("article_id", "copy_of")
    return [of or name for name, of in table.iter_rows()]


def units_by(corpus: Corpus, by: str | None = None) -> dict[str, bool]:
    """Tell for each group, by its name, whether its units are articles."""
    groups = group_words(corpus, by)
    names = groups.labels[by] if by else ["all"]
    return dict(zip(names, choose_units(corpus, groups).is_by_article.tolist(), strict=True))


def ends_by(corpus: Corpus, by: str | None = None) -> list[list[int]]:
    """Give for each part where its units end, the first of them being 0."""
    groups = group_words(corpus, by)
    units, found = choose_units(corpus, groups), []
    for part in corpus.parts:
        of_part = groups.of_part(part)
        found.append(units.of_part(part, of_part).find_bounds(part.index, of_part)[0].tolist())
    return found


# How many it takes


def test_ten_articles_are_enough_and_nine_are_not():
    assert FEWEST_UNITS == 10
    assert units_by(make_corpus(*["Old rain."] * 9, "—", "")) == {"all": False}
    assert units_by(make_corpus(*[f"Old rain {k}." for k in range(9)])) == {"all": False}
    assert units_by(make_corpus(*[f"Old rain {k}." for k in range(10)])) == {"all": True}
    assert units_by(make_corpus()) == {"all": False}


@pytest.mark.parametrize("without", ["", "—", "—\n\n—"])
def test_an_article_without_words_is_no_unit(without):
    words = [f"Old rain {k}." for k in range(9)]
    corpus = make_corpus(without, *words, without)
    assert corpus.counts.articles == 11
    assert units_by(corpus) == {"all": False}
    assert ends_by(corpus) == [list(range(0, 28, 3))]
    assert units_by(make_corpus(without, *words, without, "Fog.")) == {"all": True}


@pytest.mark.parametrize("cuts", [(), (1,), range(1, 11), (0, 5, 5)], ids=str)
def test_copies_of_a_story_are_one_unit_wherever_they_lie(cuts):
    others = [f"Old rain {k}." for k in range(9)]
    corpus = make_corpus(STORY, *others, STORY, cuts=cuts)
    assert corpus.select("copy_of")["copy_of"].to_list() == [None] * 10 + ["000.txt"]
    assert units_by(corpus) == {"all": True}
    assert units_by(make_corpus(STORY, *others[1:], STORY, cuts=cuts)) == {"all": False}
    story = choose_units(corpus, group_words(corpus)).story
    assert story.tolist() == [0] + [-1] * 9 + [0]


def test_each_story_that_several_articles_tell_has_a_number_of_its_own():
    other = (
        STORY.replace("river", "lake").replace("night", "day").replace("people", "men").replace("carried", "bore").replace("their", "its")
    )
    corpus = make_corpus(STORY, "Fog.", other, other, STORY, STORY, cuts=(3,))
    assert corpus.select("copy_of")["copy_of"].to_list() == [None, None, None, "002.txt", "000.txt", "000.txt"]
    assert choose_units(corpus, group_words(corpus)).story.tolist() == [0, -1, 1, 1, 0, 0]


def test_copies_in_different_groups_are_a_unit_of_each():
    def rows(source, texts):
        return [{"text": text, "source": source, "title": f"Headline of {source} {k}"} for k, text in enumerate(texts)]

    others = [f"Old rain {k}." for k in range(9)]
    articles = [*rows("AFP", [STORY, *others]), *rows("Xinhua", [STORY, *others]), *rows("dpa", [STORY, STORY, *others[1:]])]
    corpus = make_corpus(*articles)
    assert corpus.select("copy_of")["copy_of"].count() == 3
    assert units_by(corpus, "source") == {"AFP": True, "Xinhua": True, "dpa": False}
    assert units_by(corpus) == {"all": True}


def test_copies_whose_original_is_not_taken_are_still_one_story():
    corpus = make_corpus(STORY, *[f"Old rain {k}." for k in range(9)], STORY, STORY, cuts=(4,))
    copies = corpus.take([False] + [True] * 11)
    assert copies.select("copy_of")["copy_of"].to_list() == [None] * 9 + ["000.txt"] * 2
    assert choose_units(copies, group_words(copies)).story.tolist() == [-1] * 9 + [0, 0]
    assert units_by(copies) == {"all": True}
    assert units_by(copies.take([False] + [True] * 10)) == {"all": False}


def test_without_copies_no_article_tells_what_another_does():
    corpus = make_corpus(STORY, "Fog.", STORY, copies="first")
    assert corpus.counts.articles == 2
    assert choose_units(corpus, group_words(corpus)).story.tolist() == [-1, -1]


def test_a_group_of_ten_has_articles_and_a_group_of_nine_paragraphs():
    articles = [{"text": f"Old rain {k}.\n\nFog.", "source": "AFP" if k < 10 else None} for k in range(19)]
    corpus = make_corpus(*articles)
    assert units_by(corpus, "source") == {"AFP": True, "unknown": False}
    [ends] = ends_by(corpus, "source")
    assert ends == [*range(0, 44, 4), *(end for start in range(40, 76, 4) for end in (start + 3, start + 4))]


@pytest.mark.parametrize("by", ["article", "section", "paragraph"])
def test_within_an_article_the_units_are_paragraphs(by):
    corpus = make_corpus(*[f"Old rain {k}.\n\nFog.\n\n\nSun." for k in range(12)])
    groups = group_words(corpus, by)
    assert not choose_units(corpus, groups).is_by_article.any()
    assert ends_by(corpus, by) == [[0, *(end for start in range(0, 60, 5) for end in (start + 3, start + 4, start + 5))]]


# By law


def plain_units(articles: list[dict], corpus: Corpus, by: str | None) -> tuple[list[bool], list[list[tuple[int, int, int]]]]:
    """Walk through all articles: tell whether the units of each group are articles, and give the words, article and group of each unit."""
    groups, stories = group_words(corpus, by), stories_of(corpus)
    group_of = iter(groups.of_unit.tolist())
    pieces = []
    for number, article in enumerate(articles):
        group = next(group_of) if groups.unit == "articles" else None
        for section in article["sections"]:
            sizes = [sum(map(len, paragraph)) for paragraph in section if paragraph]
            if groups.unit == "sections" and sizes:
                group = next(group_of)
            for size in sizes:
                pieces.append((size, number, next(group_of) if groups.unit == "paragraphs" else group))
    assert list(group_of) == []
    told: dict[int, set[str]] = {}
    for _, number, group in pieces:
        told.setdefault(group, set()).add(stories[number])
    is_by_article = [groups.unit == "articles" and len(told.get(group, ())) >= 10 for group in range(len(groups.labels))]
    of_parts = []
    for part in corpus.parts:
        first, units = part.first.articles, []
        for size, number, group in pieces:
            if not first <= number < first + part.counts.articles:
                continue
            if units and is_by_article[group] and units[-1][1] == number - first:
                units[-1] = (units[-1][0] + size, number - first, group)
            else:
                units.append((size, number - first, group))
        of_parts.append(units)
    return is_by_article, of_parts


@settings(deadline=None, max_examples=60)
@given(plain_corpora(), st.sampled_from([None, *BY]))
@example(([], []), None)
@example(([], [0]), "paragraph")
def test_units_are_those_of_a_walk_through_sections_and_paragraphs(made, by):
    articles, cuts = made
    corpus = make_corpus(*articles, cuts=cuts)
    groups = group_words(corpus, by)
    units = choose_units(corpus, groups)
    is_by_article, of_parts = plain_units(articles, corpus, by)
    assert units.is_by_article.tolist() == is_by_article
    told = sorted({name for name in corpus.select("copy_of")["copy_of"] if name})
    stories, of_article = stories_of(corpus), groups.of_unit.tolist() if groups.unit == "articles" else range(len(articles))
    told_by = Counter(zip(of_article, stories, strict=True))
    alone = [told_by[pair] == 1 for pair in zip(of_article, stories, strict=True)]
    assert units.story.tolist() == [-1 if is_alone else told.index(story) for story, is_alone in zip(stories, alone, strict=True)]
    for part, expected in zip(corpus.parts, of_parts, strict=True):
        of_part = groups.of_part(part)
        here = units.of_part(part, of_part)
        ends, article, group = here.find_bounds(part.index, of_part)
        assert np.diff(ends).tolist() == [size for size, _, _ in expected]
        assert article.tolist() == [number for _, number, _ in expected]
        assert (group + of_part.among.start).tolist() == [group for _, _, group in expected]
        assert here.story.tolist() == units.story[part.first.articles :][: part.counts.articles].tolist()
        assert here.is_by_article.tolist() == is_by_article[of_part.among]
