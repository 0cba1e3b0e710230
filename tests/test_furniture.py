"""What many articles of one source begin or end with goes, as if it had never been there; what stands in the middle stays."""

import dataclasses
import json
import random
import re
import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_copies import make_corpora, segment_of

from analysis import Corpus, count_terms, find, read_corpus
from analysis.corpus import join_segments
from analysis.edges import find_edges, make_key
from analysis.furniture import FEWEST_STORIES
from analysis.parts import REPEATED

HEAD, FOOT, DEEPER = "Brought to you by the herald of the valley", "Write to the herald of the valley", "All the mills grind slowly here"
WORDS = [
    f"{one}{two}" for one in ("rain", "sun", "mill", "river", "bridge", "mayor", "field") for two in ("", "s", "side", "man", "ing", "like")
]


@pytest.fixture
def corpus_of_records(tmp_path):
    return make_corpora(tmp_path)


def body(k, n_paragraphs=4, seed=0):
    """Make the paragraphs of a story that has none of them in common with another."""
    rng = random.Random(f"{seed} {k}")
    return [f"{' '.join(rng.choices(WORDS, k=rng.randint(8, 14)))} {k} {j}. Then {rng.choice(WORDS)} fell." for j in range(n_paragraphs)]


def record(k, *paragraphs, source="Herald", **fields):
    return {"title": f"Headline {k} of all", "source": source, "text": "\n\n".join(paragraphs), **fields}


def texts_of(corpus):
    return corpus.select("text")["text"].to_list()


def joined(bodies):
    return ["\n\n".join(paragraphs) for paragraphs in bodies]


def apply_ledger(raw, ledger):
    """Turn a raw text into the text, by its rows of the ledger."""
    kept, done = [], 0
    for start, end, text, replacement in ledger[["start", "end", "text", "replacement"]].itertuples(index=False):
        assert start >= done and raw[start:end] == text
        kept += [raw[done:start], replacement]
        done = end
    return "".join([*kept, raw[done:]])


def assert_ledger_tells_all(corpus, raw_texts):
    for name, text, raw in zip(corpus.articles.index, corpus.articles["text"], raw_texts, strict=True):
        assert apply_ledger(raw, corpus.ledger_of(name)) == text, name


def assert_same_words(one: Corpus, other: Corpus):
    """Tell that two corpora have the same texts, words and counts."""
    columns = ["title", "text", "n_words", "n_paragraphs", "n_sections"]
    assert one.articles[columns].equals(other.articles[columns])
    assert one.counts == other.counts
    assert [part.first for part in one.parts] == [part.first for part in other.parts]
    forms = [[corpus.vocabulary.forms[word] for word in corpus.index.ids.tolist()] for corpus in (one, other)]
    assert forms[0] == forms[1]
    for unit in ("articles", "sentences", "paragraphs", "sections"):
        assert getattr(one.index, unit).tolist() == getattr(other.index, unit).tolist(), unit
    assert count_terms(one).equals(count_terms(other))
    assert count_terms(one, by="article").equals(count_terms(other, by="article"))
    assert count_terms(one, words=2).equals(count_terms(other, words=2))


# What goes


def test_a_line_that_stories_end_with_goes(corpus_of_records):
    bodies = [body(k) for k in range(6)]
    corpus = corpus_of_records(*(record(k, *paragraphs, FOOT) for k, paragraphs in enumerate(bodies)))
    assert texts_of(corpus) == joined(bodies)
    rows = corpus.ledger[corpus.ledger["rule"] == REPEATED]
    assert rows["text"].tolist() == [FOOT] * 6
    assert rows["n_stories"].tolist() == [6] * 6


def test_several_lines_go_at_both_ends(corpus_of_records):
    bodies = [body(k, 8) for k in range(6)]
    records = [record(k, HEAD, DEEPER, *paragraphs, DEEPER, FOOT, HEAD) for k, paragraphs in enumerate(bodies)]
    corpus = corpus_of_records(*records)
    assert texts_of(corpus) == joined(bodies)
    assert_ledger_tells_all(corpus, [one["text"] for one in records])


@pytest.mark.parametrize(("first", "last"), [(3, 0), (0, 5), (3, 5)])
def test_no_more_than_three_lines_go_at_the_beginning_and_five_at_the_end(corpus_of_records, first, last):
    bodies = [body(k, 12) for k in range(6)]
    heads = [f"This is line {word} of what comes before" for word in "abcd"[: first and first + 1]]
    foots = [f"This is line {word} of what comes after" for word in "abcdef"[: last and last + 1]]
    corpus = corpus_of_records(*(record(k, *heads, *paragraphs, *foots) for k, paragraphs in enumerate(bodies)))
    assert texts_of(corpus) == joined([[*heads[first:], *paragraphs, *(foots[:1] if last else [])] for paragraphs in bodies])


def test_a_line_that_is_almost_the_same_each_time_goes(corpus_of_records):
    names = ["Jane Roe", "John Doe", "Max Lee", "Ann Poe", "Eve Fox", "Tom Ray"]
    bodies = [body(k) for k in range(6)]
    corpus = corpus_of_records(
        *(
            record(k, *paragraphs, f"Reporting on the spot by {name}, page {k}")
            for k, (paragraphs, name) in enumerate(zip(bodies, names, strict=True))
        )
    )
    assert texts_of(corpus) == joined(bodies)


# What stays


@pytest.mark.parametrize("n", range(2, 8))
def test_a_line_of_fewer_than_five_stories_stays(corpus_of_records, n):
    bodies = [body(k) for k in range(10)]
    records = [record(k, *paragraphs, *([FOOT] if k < n else [])) for k, paragraphs in enumerate(bodies)]
    goes = n >= FEWEST_STORIES == 5
    corpus = corpus_of_records(*records)
    assert texts_of(corpus) == (joined(bodies) if goes else [one["text"] for one in records])
    assert set(corpus.ledger["n_stories"].dropna()) == ({n} if goes else set())


@pytest.mark.parametrize(("n_stories", "goes"), [(59, True), (60, True), (61, False), (70, False)])
def test_a_line_of_less_than_a_tenth_of_the_stories_of_its_source_stays(corpus_of_records, n_stories, goes):
    records = [record(k, *body(k), *([FOOT] if k < 6 else [])) for k in range(n_stories)]
    records += [record(k, *body(k), source="Elsewhere") for k in range(100, 120)]  # do not count
    is_cut = [raw["text"] != text for raw, text in zip(records, texts_of(corpus_of_records(*records)), strict=True)]
    assert is_cut == [goes and k < 6 for k in range(len(records))]


def test_copies_count_once(corpus_of_records):
    four = [record(k, *body(k, 6), FOOT) for k in range(4)]
    again = [{**four[k % 4], "title": f"Again {k}"} for k in range(8)]
    assert texts_of(corpus_of_records(*four, *again)) == [one["text"] for one in [*four, *again]]
    five = [*four, record(4, *body(4, 6), FOOT)]
    corpus = corpus_of_records(*five, *again)
    assert all(FOOT not in text for text in texts_of(corpus))
    assert set(corpus.ledger["n_stories"].dropna()) == {5}


def test_copies_are_counted_once_in_the_tenth_too(corpus_of_records):
    """Five of fifty stories have it; that one of the others is there thirty times more changes nothing."""
    records = [record(k, *body(k), *([FOOT] if k < 5 else [])) for k in range(50)]
    records += [{**records[40], "title": f"Again {k}"} for k in range(30)]
    assert [FOOT in text for text in texts_of(corpus_of_records(*records))] == [False] * 80


def test_nothing_goes_where_the_source_is_not_known(corpus_of_records):
    records = [record(k, *body(k), FOOT, source=None) for k in range(9)]
    corpus = corpus_of_records(*({name: value for name, value in one.items() if value} for one in records))
    assert texts_of(corpus) == [one["text"] for one in records]


def test_each_source_has_furniture_of_its_own(corpus_of_records):
    records = [record(k, *body(k), FOOT, source=f"Source {k % 4}") for k in range(16)]
    assert texts_of(corpus_of_records(*records)) == [one["text"] for one in records]


def test_a_line_of_the_beginning_stays_at_the_end(corpus_of_records):
    bodies = [body(k) for k in range(8)]
    records = [record(k, *((HEAD, *one) if k < 4 else (*one, HEAD))) for k, one in enumerate(bodies)]
    assert texts_of(corpus_of_records(*records)) == [one["text"] for one in records]


@pytest.mark.parametrize("place", range(1, 5))
def test_a_line_in_the_middle_stays(corpus_of_records, place):
    """Though it stands near an end, and in every story: a paragraph of the story is between it and the end."""
    records = [record(k, *body(k, 5)[:place], FOOT, *body(k, 5)[place:]) for k in range(9)]
    assert texts_of(corpus_of_records(*records)) == [one["text"] for one in records]


def test_a_line_behind_another_that_is_no_furniture_stays_in_that_article_only(corpus_of_records):
    bodies = [body(k) for k in range(9)]
    records = [record(k, *one, FOOT, *(["A line of its own, once"] if k == 3 else [])) for k, one in enumerate(bodies)]
    expected = joined(bodies)
    expected[3] = records[3]["text"]
    assert texts_of(corpus_of_records(*records)) == expected


def test_quotations_and_numbers_in_sentences_are_no_furniture(corpus_of_records):
    records = [record(k, *body(k), f"The index closed at {k} points on Monday in London.") for k in range(9)]
    assert texts_of(corpus_of_records(*records)) == [one["text"] for one in records]


@pytest.mark.parametrize("n_paragraphs", range(1, 9))
def test_no_more_than_half_of_an_article_goes(corpus_of_records, n_paragraphs):
    """Though all its lines are nearly those of others: notices of a form."""
    names = ["Roe", "Doe", "Lee", "Poe", "Fox", "Ray", "Ash", "Elm", "Oak"]
    lines = [f"In NAME the {word} of NAME and the {word} for NAME at NAME" for word in WORDS[:n_paragraphs]]
    records = [record(k, *(line.replace("NAME", name) for line in lines), title=f"Notice of {name}") for k, name in enumerate(names)]
    long = [record(k, *body(k, 12)) for k in range(20, 25)]
    corpus = corpus_of_records(*records, *long)
    assert corpus.articles["copy_of"].isna().all()
    for text in texts_of(corpus)[: len(names)]:
        left = len(re.split("\n{2,3}", text)) if text else 0
        assert left >= n_paragraphs - n_paragraphs // 2
    assert_ledger_tells_all(corpus, [one["text"] for one in [*records, *long]])


def test_a_long_paragraph_that_all_share_stays(corpus_of_records):
    shared = " ".join(["The law of the river is old and holds for all"] * 20)
    records = [record(k, *body(k, 12), shared) for k in range(9)]
    corpus = corpus_of_records(*records)
    assert texts_of(corpus) == [one["text"] for one in records]


# Everything else is as if it had never been there


@pytest.fixture(params=[False, True], ids=["one part", "parts"])
def cut_and_clean(corpus_of_records, request):
    """Give a corpus whose articles are cut, their raw texts, and the same saved without what is cut."""
    bodies = [body(k, 6) for k in range(8)]
    gap = ["\n\n", "\n\n\n", "\n \n\n"]
    raw = [
        gap[k % 3].join([*([HEAD] if k % 4 else []), *one[:3]])
        + "\n\n\n"
        + gap[k % 2].join([*one[3:], *([DEEPER, FOOT] if k % 4 != 1 else [])])
        for k, one in enumerate(bodies)
    ]
    bare = [gap[k % 3].join(one[:3]) + "\n\n\n" + gap[k % 2].join(one[3:]) for k, one in enumerate(bodies)]
    saved, without = ([record(k, text) for k, text in enumerate(texts)] for texts in (raw, bare))
    return corpus_of_records(*saved, parts=request.param), raw, corpus_of_records(*without, parts=request.param)


def test_texts_words_and_counts_are_those_of_a_corpus_saved_without_furniture(cut_and_clean):
    cut, _, clean = cut_and_clean
    assert cut.ledger["rule"].eq(REPEATED).any() and not clean.ledger["rule"].eq(REPEATED).any()
    assert_same_words(cut, clean)


def test_the_ledger_turns_every_raw_text_into_the_text(cut_and_clean):
    cut, raw, _ = cut_and_clean
    assert_ledger_tells_all(cut, raw)
    assert (cut.ledger["n_stories"].notna() == (cut.ledger["rule"] == REPEATED)).all()


def test_what_is_found_stands_where_it_says_in_the_text_and_in_the_raw_text(cut_and_clean):
    cut, raw, clean = cut_and_clean
    raw_of = dict(zip(cut.articles.index, raw, strict=True))
    same = ["article_id", "start", "end", "left", "match", "right", "sentence"]
    for term in ("fell", "mill", "rain", "herald"):
        found = find(cut, term)
        assert found[same].equals(find(clean, term)[same])
        for row in found.itertuples():
            assert cut.articles.loc[row.article_id, "text"][row.start : row.end] == row.match
            assert raw_of[row.article_id][row.raw_start : row.raw_end] == row.match
    assert len(find(cut, "fell")) > 20


def test_other_columns_and_problems_are_as_they_were(cut_and_clean):
    cut, _, clean = cut_and_clean
    columns = ["title", "source", "published", "copy_of", "file"]
    assert cut.articles[columns].equals(clean.articles[columns])
    assert cut.articles.dtypes.equals(clean.articles.dtypes)
    assert cut.ledger.dtypes.equals(clean.ledger.dtypes)


def test_single_columns_are_those_of_the_whole_table(cut_and_clean):
    cut, _, _ = cut_and_clean
    for name in ("text", "n_words", "n_paragraphs", "n_sections", "title"):
        assert cut.select(name)[name].to_list() == cut.articles[name].tolist()


def test_the_digest_tells_cut_articles_from_whole_ones(corpus_of_records):
    """One story more, and the line goes from all of them."""
    records = [record(k, *body(k), FOOT) for k in range(5)]
    four, five = corpus_of_records(*records[:4]), corpus_of_records(*records)
    assert five.digest == corpus_of_records(*records).digest
    digests = [part.read("articles", "sha256")["sha256"].to_list()[:4] for corpus in (four, five) for part in corpus.parts]
    assert all(one != other for one, other in zip(*digests, strict=True))


def test_parts_do_not_change_what_goes(corpus_of_records):
    records = [record(k, HEAD, *body(k), FOOT, source=f"Source {k % 2}") for k in range(13)]
    one, many = corpus_of_records(*records), corpus_of_records(*records, parts=True)
    assert texts_of(one) == texts_of(many) == joined(body(k) for k in range(13))
    assert one.ledger.drop(columns="article_id").equals(many.ledger.drop(columns="article_id"))


def test_copies_that_are_left_out_and_furniture_go_together(corpus_of_records):
    records = [record(k, HEAD, *body(k, 6), FOOT) for k in range(8)]
    again = [record(20 + k, *body(k, 6), FOOT, source="Elsewhere") for k in range(3)]
    corpus = corpus_of_records(*again[:2], *records, *again[2:], copies="first")
    first = [body(k, 6) for k in (0, 1, *range(2, 8))]
    kept = texts_of(corpus)
    assert kept == [*(one["text"] for one in again[:2]), *joined(first[2:])]
    assert corpus.counts.words == sum(corpus.articles["n_words"])
    alone = corpus_of_records(*again[:2], *(record(k, *body(k, 6)) for k in range(2, 8)))
    assert corpus.counts == alone.counts and count_terms(corpus).equals(count_terms(alone))
    raw = [*(one["text"] for one in again[:2]), *(one["text"] for one in records[2:])]
    assert_ledger_tells_all(corpus, raw)


def test_white_space_around_furniture_is_told_once(corpus_of_records):
    raw = [f"  {HEAD} \n\n\n\n" + "\n\n".join(body(k)) + f"\n\n \n{FOOT}  here\n\n" for k in range(7)]
    corpus = corpus_of_records(*(record(k, text) for k, text in enumerate(raw)))
    assert texts_of(corpus) == joined(body(k) for k in range(7))
    assert_ledger_tells_all(corpus, raw)


# Against a second implementation

LINES = [HEAD, FOOT, DEEPER, "Printed on page 3 of the herald", "Printed on page 4 of the herald", "Rain is wet."]
ARTICLES = st.lists(
    st.tuples(st.lists(st.sampled_from(LINES), max_size=3), st.lists(st.sampled_from(LINES), max_size=4), st.sampled_from("AB")),
    min_size=5,
    max_size=14,
)


def expected_texts(records):
    """Say what is left of each article, straight from the rule; none of them is a copy."""
    paragraphs = [one["text"].split("\n\n") for one in records]
    sources = [one["source"] for one in records]

    def ends(number, is_last):
        lines = paragraphs[number][::-1] if is_last else paragraphs[number]
        return [make_key(line) for line in lines[: min(5 if is_last else 3, len(lines) // 2)]]

    left = []
    for number, lines in enumerate(paragraphs):
        rivals = [other for other, source in enumerate(sources) if source == sources[number]]

        def is_furniture(key, is_last, rivals=rivals):
            n = sum(key in ends(other, is_last) for other in rivals)
            return n >= 5 and n >= len(rivals) / 10

        cut = []
        for is_last in (False, True):
            keys = ends(number, is_last)
            cut.append(next((k for k, key in enumerate(keys) if not is_furniture(key, is_last)), len(keys)))
        left.append("\n\n".join(lines[cut[0] : len(lines) - cut[1]]))
    return left


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("articles")


@given(ARTICLES, st.integers(0, 3))
@settings(deadline=None, max_examples=40)
def test_what_goes_is_what_the_rule_says(folder, articles, seed):
    records = [record(k, *first, *body(k, 7, seed), *last, source=source) for k, (first, last, source) in enumerate(articles)]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    corpus = read_corpus(folder)
    assert texts_of(corpus) == expected_texts(records)
    assert_ledger_tells_all(corpus, [one["text"] for one in records])
    (folder / "a.jsonl").write_text(
        "\n".join(json.dumps({**one, "source": None, "text": text}) for one, text in zip(records, texts_of(corpus), strict=True))
    )
    clean = read_corpus(folder)
    assert corpus.counts == clean.counts
    assert corpus.articles[["text", "n_words", "n_paragraphs"]].equals(clean.articles[["text", "n_words", "n_paragraphs"]])
    assert corpus.index.sentences.tolist() == clean.index.sentences.tolist()


def test_thousands_of_articles_with_furniture_are_cut_in_a_moment():
    n = 3000
    texts = ["\n\n".join([HEAD, *body(k, 8), DEEPER, FOOT]) for k in range(n)]
    segment = segment_of(texts)
    articles = segment.articles.with_columns(source=pl.lit("Herald"))
    segment = dataclasses.replace(segment, articles=articles, edges=find_edges(texts, [True] * n))
    start = time.perf_counter()
    corpus = join_segments([segment])
    assert corpus.counts.words == len(segment.words.ids) - n * sum(len(line.split()) for line in (HEAD, DEEPER, FOOT))
    assert texts_of(corpus) == joined(body(k, 8) for k in range(n))
    assert time.perf_counter() - start < 10
