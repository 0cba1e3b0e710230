"""Which articles are copies of each other, which are not, and what the corpus is without them."""

import json
import random
import re
import time
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_shingles import contained

from analysis import count_files, count_terms, find, read_corpus
from analysis.copies import group
from analysis.corpus import join_segments
from analysis.edges import find_edges
from analysis.index import split_texts
from analysis.places import ROOT
from analysis.reading import find_files
from analysis.segments import ARTICLES, LEDGER, PROBLEMS, UNITS, Segment, build_segment, count_units
from analysis.shingles import sign

CASES = json.loads((ROOT / "tests" / "cases" / "copies.json").read_text(encoding="utf-8"))
WIRES, BACKGROUND = CASES["pairs"], CASES["background"]
STORY = " ".join(WIRES[0])
WORDS = [f"w{k}" for k in range(500)]


def make_corpora(place):
    """Give a function that makes a corpus of texts or records: each is a line of one file, or has a file, and a part, of its own."""

    def make(*articles, parts=False, **options):
        folder = place / f"of {len(list(place.iterdir()))}"
        folder.mkdir()
        records = [{"text": article} if isinstance(article, str) else article for article in articles]
        records = [{"title": f"Headline {k} of all", **record} for k, record in enumerate(records)]
        if not parts:
            (folder / "a.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
            return read_corpus(folder, **options)
        for k, record in enumerate(records):
            (folder / f"{k:03d}.jsonl").write_text(json.dumps(record), encoding="utf-8")
        return join_segments([build_segment([file]) for file in find_files(folder)], **options)

    return make


@pytest.fixture
def corpus_of_records(tmp_path):
    return make_corpora(tmp_path)


def segment_of(texts):
    """Make a segment of texts, without files: quicker, for many."""
    vocabulary, words = split_texts(texts)
    columns = {"file": [f"{k:04d}.txt" for k in range(len(texts))], "text": texts, "sha256": [text.encode()[-32:] for text in texts]}
    articles = pl.DataFrame({name: columns.get(name, [None] * len(texts)) for name in ARTICLES}, schema=ARTICLES)
    articles = articles.with_columns(**{f"n_{unit}": count_units(words, unit) for unit in UNITS})
    edges = find_edges(texts, [False] * len(texts))
    return Segment(articles, pl.DataFrame(schema=LEDGER), pl.DataFrame(schema=PROBLEMS), edges, sign(vocabulary, words), vocabulary, words)


def copies_in(corpus):
    """Give for each article the number of what it is a copy of; None for one that is none."""
    number = {name: k for k, name in enumerate(corpus.select("article_id")["article_id"])}
    return [None if name is None else number[name] for name in corpus.select("copy_of")["copy_of"]]


def random_text(rng, n_words):
    return " ".join(rng.choices(WORDS, k=n_words))


# What is a copy

PARAGRAPH = "Meanwhile the mayor of the town said that the bridge would stay closed for the rest of the week because of the high water."
WIRE = f"{STORY}\n\n{PARAGRAPH}"


def curl(text):
    return re.sub(r'(\W|^)"', "\\1“", text).replace('"', "”").replace("'", "’")


@pytest.mark.parametrize(
    "copy",
    [
        WIRE,
        {"text": WIRE, "title": "Quite another headline of the same story"},
        {"text": WIRE, "source": "Elsewhere", "author": "Jane Roe", "url": "https://elsewhere.org/1"},
        " ".join(WIRE.split()[: len(WIRE.split()) // 2]),
        " ".join(WIRE.split()[len(WIRE.split()) // 2 :]),
        f"{WIRE}\n\n{WIRES[1][0]}",
        f"{BACKGROUND}\n\n{WIRE}",
        f"{STORY}\n\nRead more on our website.",
        WIRE.replace("6.1", "6.2").replace("109", "112").replace("9:42", "9:43"),
        WIRE.replace("kilometers", "kilometres"),
        WIRE.upper(),
        WIRE.replace("\n\n", "\n\n\n"),
        WIRE.replace(". ", ".\n\n"),
        WIRE.replace(", ", " , "),
    ],
    ids=[
        "the same", "another headline", "another source", "its first half", "its second half", "a paragraph more", "a paragraph before",
        "the end replaced", "other numbers", "other spelling", "capitals", "sections", "paragraphs", "spaces",
    ],
)  # fmt: skip
def test_a_copy_is_found(corpus_of_records, copy):
    assert copies_in(corpus_of_records(WIRE, WIRES[2][0], copy)) == [None, None, 0]


def test_typographic_quotes_do_not_hide_a_copy(corpus_of_records):
    plain = "\n\n".join(text for pair in WIRES[2:4] for text in pair)
    assert curl(plain) != plain and '"' not in curl(plain)
    assert copies_in(corpus_of_records(plain, curl(plain))) == [None, 0]


def test_an_article_that_was_saved_again_under_another_name_is_a_copy(corpus_of):
    corpus = corpus_of(**{"a.txt": WIRE, "b.txt": WIRES[1][0], "c (1).txt": WIRE})
    assert corpus.articles["copy_of"].fillna("").tolist() == ["", "", "a.txt"]


@pytest.mark.parametrize(("kept", "is_copy"), [(0.9, True), (0.7, True), (0.3, False), (0.1, False)])
def test_an_article_that_was_cut_to_less_than_two_fifths_is_none(corpus_of_records, kept, is_copy):
    rng = random.Random(1)
    texts = [random_text(rng, 300) for _ in range(8)]
    short = [" ".join(text.split()[: round(kept * 300)]) for text in texts]
    assert copies_in(corpus_of_records(*texts, *short)) == [None] * 8 + [k if is_copy else None for k in range(8)]


def test_a_short_notice_is_a_copy_only_of_the_same_words_under_the_same_title(corpus_of_records):
    notice = {"title": "No news today", "text": "The paper does not appear on Monday."}
    again = {"title": "No news today", "text": "The paper does not appear\non Monday."}
    changed = {"title": "No news today", "text": "The paper does not appear on Tuesday."}
    other = {"title": "Holiday", "text": "The paper does not appear on Monday."}
    for parts in (False, True):
        assert copies_in(corpus_of_records(notice, changed, other, again, parts=parts)) == [None, None, None, 0]


def test_articles_without_words_are_no_copies(corpus_of_records):
    assert copies_in(corpus_of_records({"title": "One", "text": "—"}, {"title": "One", "text": "—"})) == [None, None]


@pytest.mark.parametrize("n_words", range(17, 24))
def test_copies_are_found_on_both_sides_of_the_length_at_which_words_are_compared(corpus_of_records, n_words):
    same = {"title": "The same", "text": " ".join(WORDS[:n_words])}
    assert copies_in(corpus_of_records(same, same)) == [None, 0]


# What is none


def test_two_stories_of_the_same_event_are_no_copies(corpus_of_records):
    assert set(copies_in(corpus_of_records(*(text for pair in WIRES for text in pair)))) == {None}


@pytest.mark.parametrize(
    "shared", [BACKGROUND, "Subscribe to our newsletter and get the best of our stories, every morning, in your inbox."]
)
@pytest.mark.parametrize("where", ["first", "last"])
def test_stories_that_share_a_paragraph_are_no_copies(corpus_of_records, shared, where):
    stories = [f"{shared}\n\n{text}" if where == "first" else f"{text}\n\n{shared}" for pair in WIRES for text in pair]
    assert set(copies_in(corpus_of_records(*stories))) == {None}


def test_a_speech_and_an_article_that_quotes_two_of_its_paragraphs_are_no_copies(corpus_of_records):
    rng = random.Random(2)
    speech = [random_text(rng, 50) for _ in range(12)]
    report = [random_text(rng, 60), f"“{speech[2]}”", random_text(rng, 40), f"“{speech[7]}”", random_text(rng, 60)]
    assert copies_in(corpus_of_records("\n\n".join(speech), "\n\n".join(report))) == [None, None]


MARKET = (
    "{place} -- Shares in {place} closed {way} on {day}, with the {index} index {way} {change} percent at {level} points. Among the "
    "winners were {one}, which gained {a} percent, and {two}, which rose by {b} percent. {three} was the weakest share with a loss of "
    "{c} percent. Traders pointed to {why}. The euro was at {euro} dollars, and Brent crude cost {brent} dollars a barrel."
)
MONDAY = MARKET.format(
    place="Frankfurt", way="higher", day="Monday", index="DAX", change="0.8", level="18,175", one="Siemens", a="3.1", two="Bayer", b="2.2",
    three="Zalando", c="4.0", why="hopes for lower interest rates", euro="1.0769", brent="83.33",
)  # fmt: skip
TUESDAY = MARKET.format(
    place="Frankfurt", way="lower", day="Tuesday", index="DAX", change="1.4", level="17,921", one="Infineon", a="12.9", two="BMW", b="0.4",
    three="Fresenius", c="6.7", why="weak orders of industry", euro="1.0755", brent="82.90",
)  # fmt: skip


def test_market_reports_of_two_days_are_no_copies_though_their_sentences_are_the_same(corpus_of_records):
    assert contained(MONDAY, TUESDAY) < 0.5
    assert copies_in(corpus_of_records(MONDAY, TUESDAY)) == [None, None]


def test_an_article_that_gathers_several_is_no_copy_of_them(corpus_of_records):
    """It holds each of them whole, but they are less than two fifths of it."""
    stories = [text for pair in WIRES[:2] for text in pair]
    assert copies_in(corpus_of_records(*stories, "\n\n".join(stories))) == [None] * 5


# Which is named


@pytest.mark.parametrize(
    ("dates", "copy_of"),
    [
        (["2024-05-03", "2024-05-01", "2024-05-02"], [1, None, 1]),
        ([None, "2024-05-02", "2024-05-01"], [2, 2, None]),
        ([None, None, "2024-05-01"], [2, 2, None]),
        ([None, None, None], [None, 0, 0]),
        (["2024-05-01", "2024-05-01", "2024-04-30 23:59"], [2, 2, None]),
        (["2024-05-01", "2024-05-01", None], [None, 0, 0]),
        (["1969-05-01", "1970-01-01", None], [None, 0, 0]),
    ],
)
def test_the_earliest_is_named_and_the_undated_last(corpus_of_records, dates, copy_of):
    records = [{"text": WIRE, **({"published": date} if date else {})} for date in dates]
    assert copies_in(corpus_of_records(*records)) == copies_in(corpus_of_records(*records, parts=True)) == copy_of


def test_a_chain_of_copies_is_one_group(corpus_of_records):
    """Though its ends have too little in common themselves."""
    rng = random.Random(4)
    words = rng.choices(WORDS, k=400)
    cut = [" ".join(words[:n]) for n in (400, 200, 100, 50)]
    assert copies_in(corpus_of_records(*cut)) == [None, 0, 0, 0]


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.tuples(*[st.integers(0, n - 1)] * 2)), st.randoms())))
@settings(deadline=None)
@example((3, [(0, 1), (1, 2)], random.Random(0)))
def test_groups_are_the_connected_ones_whatever_the_order_of_the_pairs(case):
    n, pairs, rng = case
    order = np.array([rng.choice([1, 2, 3]) for _ in range(n)])
    component = list(range(n))
    for _ in range(n):
        for one, other in pairs:
            component[one] = component[other] = min(component[one], component[other])
    expected = [min((k for k in range(n) if component[k] == component[i]), key=lambda k: (order[k], k)) for i in range(n)]
    rng.shuffle(pairs)
    assert group([rng.choice([(a, b), (b, a)]) for a, b in pairs], order).tolist() == expected


def mixed_stories(seed=6, n=30):
    """Make stories, some of which have copies, each dated."""
    rng = random.Random(seed)
    records = []
    for k in range(n):
        words = rng.choices(WORDS, k=rng.randint(60, 200))
        for copy in range(rng.choice([1, 1, 2, 3])):
            text = " ".join(words[: len(words) - 10 * copy])
            records.append({"title": f"Story {k} number {copy}", "text": text, "published": f"2024-05-{rng.randint(1, 28):02d} 10:{k:02d}"})
    rng.shuffle(records)
    return records


def titles_of_copies(corpus):
    table = corpus.select("title", "copy_of", "article_id")
    title = dict(zip(table["article_id"], table["title"], strict=True))
    return {row["title"]: row["copy_of"] and title[row["copy_of"]] for row in table.iter_rows(named=True)}


def test_groups_do_not_depend_on_the_order_of_the_files(corpus_of_records):
    """Where the dates tell which is the first."""
    records = mixed_stories()
    seen: set[tuple[str, str]] = set()
    for record in records:  # of one story no two on one day
        while (story := (record["title"].split()[1], record["published"])) in seen:
            day = int(record["published"][8:10]) % 28 + 1
            record["published"] = f"2024-05-{day:02d} 10:00"
        seen.add(story)
    first = titles_of_copies(corpus_of_records(*records))
    assert sum(value is not None for value in first.values()) > 10
    for seed in range(3):
        random.Random(seed).shuffle(records)
        assert titles_of_copies(corpus_of_records(*records)) == first


def test_groups_do_not_depend_on_how_the_corpus_is_cut_into_parts(corpus_of_records):
    records = mixed_stories()
    whole, parted = corpus_of_records(*records), corpus_of_records(*records, parts=True)
    assert len(parted.parts) == len(records)
    assert copies_in(whole) == copies_in(parted)
    assert any(number is not None for number in copies_in(whole))


# Without the copies


@pytest.fixture(params=[False, True], ids=["one part", "parts"])
def with_and_without(corpus_of_records, request):
    """Give a corpus, the same with only the first of its copies, and one made of these alone."""
    records = mixed_stories(n=20)
    whole = corpus_of_records(*records, parts=request.param)
    first = corpus_of_records(*records, parts=request.param, copies="first")
    is_kept = [name is None for name in whole.select("copy_of")["copy_of"]]
    assert 5 < sum(is_kept) < len(is_kept)
    alone = corpus_of_records(*(record for record, kept in zip(records, is_kept, strict=True) if kept), parts=request.param)
    return whole, first, alone


def test_what_is_counted_and_found_is_what_a_corpus_of_the_kept_ones_has(with_and_without):
    _, first, alone = with_and_without
    assert first.counts == alone.counts
    assert first.period == alone.period
    assert count_terms(first).equals(count_terms(alone))
    assert count_terms(first, words=2).equals(count_terms(alone, words=2))
    ours, theirs = find(first, "w1"), find(alone, "w1")
    assert len(ours) and ours.drop(columns="article_id").equals(theirs.drop(columns="article_id"))
    same = ["title", "published", "language", "text", "n_words", "n_paragraphs", "n_sections"]
    assert first.articles[same].reset_index(drop=True).equals(alone.articles[same].reset_index(drop=True))
    assert first.articles["copy_of"].isna().all()
    for unit in ("articles", "sentences", "paragraphs", "sections"):
        assert getattr(first.index, unit).tolist() == getattr(alone.index, unit).tolist()


def test_the_digest_is_that_of_the_kept_ones(corpus_of):
    corpus = corpus_of(**{"a.txt": WIRE, "b.txt": WIRES[1][0], "c.txt": WIRE})
    [segment] = [part.segment for part in corpus.parts]
    first = join_segments([segment], copies="first")
    alone = join_segments([segment_slice(segment, 2)])
    assert first.digest == alone.digest != corpus.digest


def segment_slice(segment, n):
    """Give the first articles of a segment, which has but a few and no ledger."""
    words, index = segment.words, segment.words.articles[n]
    bounds = [getattr(words, unit) for unit in ("sentences", "paragraphs", "sections")]
    kept = type(words)(words.ids[:index], words.articles[: n + 1], *(bound[bound <= index] for bound in bounds))
    ledger = segment.ledger.filter(pl.col("article") < n)
    edges = segment.edges.filter(pl.col("article") < n)
    return Segment(segment.articles[:n], ledger, segment.problems, edges, segment.signatures[:n], segment.vocabulary, kept)


def test_each_article_that_is_left_out_is_a_problem(with_and_without):
    whole, first, _ = with_and_without
    left_out = whole.articles[whole.articles["copy_of"].notna()]
    assert len(first.problems) - len(whole.problems) == len(left_out) == len(whole.articles) - len(first.articles)
    rows = first.problems[first.problems["reason"].str.contains("copies are left out")]
    assert set(rows["action"]) == {"skipped"}
    expected = [f"is a copy of {name}, and copies are left out" for name in left_out["copy_of"]]
    assert rows["reason"].tolist() == expected
    ids = [f"{file}:{item.split()[1]}" for file, item in zip(rows["file"], rows["item"], strict=True)]
    assert ids == left_out.index.tolist()
    assert set(left_out["copy_of"]) <= set(first.articles.index)


def test_files_in_are_articles_and_problems(corpus_of):
    named = {f"{k}.txt": text for k, text in enumerate([WIRE, WIRES[1][0], WIRE, WIRES[2][0], WIRE, "", "—"])}
    corpus_of(**named)
    corpus = read_first(corpus_of)
    account = count_files(corpus)
    assert account["n_files"].tolist() == [7]
    assert account[["n_read", "n_doubted", "n_skipped"]].iloc[0].tolist() == [3, 1, 3]
    assert len(corpus.articles) == 4


def read_first(corpus_of):
    [folder] = {cell.cell_contents for cell in corpus_of.__closure__}
    return read_corpus(folder / "articles", copies="first")


def test_the_ledger_is_that_of_the_kept_ones(corpus_of):
    texts = {
        f"{k}.txt": f"Headline number {k}\nTime:2024-05-0{9 - k}\n\n{text}\n\nGot likes{k}\n"
        for k, text in enumerate([WIRE, WIRES[1][0], WIRE])
    }
    whole = corpus_of(**texts)
    first = read_first(corpus_of)
    assert first.articles.index.tolist() == ["1.txt", "2.txt"]
    expected = whole.ledger[whole.ledger["article_id"] != "0.txt"].reset_index(drop=True)
    assert len(expected) and first.ledger.equals(expected)
    assert first.ledger_of("2.txt").equals(whole.ledger_of("2.txt"))
    assert first.ledger_of("0.txt").empty


def test_a_corpus_without_its_copies_knows_the_one_with_them(with_and_without):
    whole, first, alone = with_and_without
    assert whole.all_copies is None and alone.all_copies is None
    assert first.all_copies is not None
    assert first.all_copies.counts == whole.counts
    assert first.all_copies.digest == whole.digest
    assert first.all_copies.articles.equals(whole.articles)


def test_a_corpus_without_copies_is_the_same_either_way(corpus_of_records):
    stories = [text for pair in WIRES for text in pair]
    keep, first = corpus_of_records(*stories), corpus_of_records(*stories, copies="first")
    assert keep.digest == first.digest and first.all_copies is None
    assert keep.articles["copy_of"].isna().all()


@pytest.mark.parametrize("value", ["", "last", "all"])
def test_there_is_no_other_way(corpus_of_records, value):
    with pytest.raises(ValueError, match="use 'keep' or 'first'"):
        corpus_of_records("sun", copies=value)


# In bulk


def test_two_thousand_identical_articles_are_one_group_in_a_moment():
    segment = segment_of([STORY] * 2000)
    start = time.perf_counter()
    corpus = join_segments([segment])
    assert time.perf_counter() - start < 10
    assert copies_in(corpus) == [None] + [0] * 1999


@pytest.mark.parametrize("size", [60, 20])
def test_two_thousand_articles_that_share_a_paragraph_are_told_apart_in_a_moment(size):
    """And the copies that are among them are found."""
    rng = random.Random(9)
    texts = [f"{BACKGROUND}\n\n{random_text(rng, size)}" for _ in range(2000)]
    texts += [f"{texts[k]} w1 w2" for k in range(0, 2000, 50)]
    segment = segment_of(texts)
    start = time.perf_counter()
    found = copies_in(join_segments([segment]))
    assert time.perf_counter() - start < 10
    assert [number is None for number in found[:2000]] == [True] * 2000
    assert found[2000:] == list(range(0, 2000, 50))


def test_bounds_of_articles_do_not_make_copies():
    """A story that was cut in two files is a copy of neither; the runs across their bounds are none."""
    rng = random.Random(8)
    words = rng.choices(WORDS, k=40)
    texts = [" ".join(words[a:b]) for a, b in pairwise([0, 20, 40])]
    assert copies_in(join_segments([segment_of(texts)])) == [None, None]
