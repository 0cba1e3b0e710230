"""Which findings hold whatever is chosen before counting; and titles, counted as first paragraphs."""

import json
import tempfile
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from conftest import in_parts
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import Corpus, count_terms, find, read_corpus, robustness, select_top
from analysis.findings.robustness import say_robust
from analysis.index import split_texts
from analysis.keyness import compare_terms
from analysis.robustness import check_findings
from analysis.stretches import Stretch, apply
from analysis.subsets import add_headlines, take_headlines

UNITS = ("articles", "sentences", "paragraphs", "sections")
# Long enough that an article of the same words is a copy.
STORY = "hail, hail, hail fell on every roof along our coast while fishermen slept and nobody heard how loudly it beat upon them all night"


def titled(title: str, body: str, day: str = "2023-05-30") -> str:
    return f"{title}\nTime:{day} 12:57\n\n{body}"


def read_records(records: list[dict], **options) -> Corpus:
    """Read articles from a table: no title stands in a raw text there."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "all.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
        return read_corpus(folder, **options)


def records_of(*texts: str, **fields: list) -> list[dict]:
    return [{"text": text} | {name: values[k] for name, values in fields.items()} for k, text in enumerate(texts)]


def told(checked: pd.DataFrame, kind: str = "frequent") -> dict[str, tuple[int, int, str]]:
    """Give of each finding in how many variants it holds, of how many, and what undoes it."""
    rows = checked[checked["kind"] == kind]
    return dict(zip(rows["term"], zip(rows["n_holds"], rows["n_variants"], rows["fails"], strict=True), strict=True))


# ---- titles as first paragraphs ----


def test_a_title_is_counted_as_the_first_paragraph(corpus_of):
    corpus = add_headlines(corpus_of(titled("Sun and rain", "Rain fell. It was wet.\n\nThen sun.")))
    assert corpus.articles["text"].tolist() == ["Sun and rain\n\nRain fell. It was wet.\n\nThen sun."]
    assert corpus.counts == (1, 10, 4, 3, 1)
    assert corpus.articles[["n_words", "n_paragraphs", "n_sections"]].values.tolist() == [[10, 3, 1]]
    assert count_terms(corpus, by="paragraph").query("term == 'rain'")["paragraph"].tolist() == [1, 2]


def test_an_article_without_a_title_stays_as_it_is_and_so_does_a_corpus_of_them(corpus_of):
    corpus = corpus_of(titled("Sun", "Rain fell. It was wet."), "Fog came.")
    added = add_headlines(corpus)
    pd.testing.assert_frame_equal(added.articles.iloc[1:], corpus.articles.iloc[1:])
    assert added.ledger_of("001.txt").equals(corpus.ledger_of("001.txt"))
    assert [one == other for one, other in zip(added.select("sha256")["sha256"], corpus.select("sha256")["sha256"], strict=True)] == [
        False,
        True,
    ]
    without = corpus.take([False, True])
    assert add_headlines(without) is without


def test_the_same_articles_have_another_digest_with_their_titles(corpus_of):
    corpus = corpus_of(titled("Sun", "Rain fell. It was wet."))
    assert add_headlines(corpus).digest != corpus.digest
    assert add_headlines(corpus).articles["title"].tolist() == ["Sun"]


PIECES = ["Rain", "sun.", "Why?", "Mr.", "J.", "U.S.", "“Go!”", "***", "…", "\n\n", "\n\n\n", "\n\n\n\n", "China's", "中国。"]
texts = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.one_of(st.none(), texts), texts), min_size=1, max_size=4))
@example([("Rain", "…\n\n\n\nsun"), ("…", "Rain"), ("Rain", "…"), (None, "…\n\n\n\nsun")])
@example([("Rain", "sun"), (None, "…"), ("…", "…")])
def test_the_words_are_those_of_the_texts_with_their_titles(drawn):
    corpus = read_records([{"text": text, "title": title} for title, text in drawn])
    added = add_headlines(corpus)
    expected = [
        body if title is None else f"{title}\n\n{body}" if body else title for title, body in corpus.select("title", "text").iter_rows()
    ]
    assert added.select("text")["text"].to_list() == expected
    vocabulary, words = split_texts(expected, corpus.select("language")["language"].to_list())
    assert added.vocabulary.forms.gather(added.index.ids).to_list() == vocabulary.forms.gather(words.ids).to_list()
    for unit in UNITS:
        assert getattr(added.index, unit).tolist() == getattr(words, unit).tolist(), unit


RAW = [
    "Rain and sun\nTime:2023-05-30 12:57\n\nBEIJING, May 29 -- Fog  came.\n\n\n\nIt left.",
    "\n\n  Rain   and sun \nTime:2023-05-30 12:57\n\nFog came.",
    "Rain &amp; sun\nTime:2023-05-30 12:57\n\nFog came.",
    "Fog came, and no title stands above it.",
    "Rain\nTime:2023-05-30 12:57\n\nAdvertisement",
]


@pytest.mark.parametrize("raw", RAW, ids=["as printed", "with spaces", "repaired", "without", "without a body"])
def test_the_ledger_turns_the_raw_text_into_the_text_with_its_title(corpus_of, raw):
    corpus = add_headlines(corpus_of(raw))
    rows = [Stretch(*row) for row in corpus.ledger[list(Stretch._fields)].itertuples(index=False)]
    assert apply(raw, rows) == corpus.articles["text"].item()
    assert [row.text for row in rows] == [raw[row.start : row.end] for row in rows]
    assert all(row.text != row.replacement for row in rows)


def test_the_ledger_of_a_table_turns_the_raw_text_into_the_text_with_its_title():
    corpus = add_headlines(read_records(records_of("Fog  came.", "It left.", title=["Rain", None])))
    rows = corpus.ledger_of("all.jsonl:1")
    assert rows[["start", "end", "rule", "replacement"]].values.tolist()[0] == [0, 0, "headline", "Rain\n\n"]
    assert apply("Fog  came.", map(Stretch._make, rows[list(Stretch._fields)].itertuples(index=False))) == "Rain\n\nFog came."
    assert not len(corpus.ledger_of("all.jsonl:2"))


def test_a_title_without_a_body_is_a_text_without_an_end():
    corpus = add_headlines(read_records(records_of("***", "Fog.", title=["Rain", "Sun"])))
    empty = add_headlines(read_records([{"title": "Rain", "text": "Advertisement"}, {"title": "Sun", "text": "Fog."}]))
    for added in (corpus, empty):
        assert added.counts.paragraphs == 3
        for name, text in added.articles["text"].items():
            assert find(added, "rain|sun").set_index("article_id").loc[name, "end"] <= len(text)


@pytest.mark.parametrize("raw", RAW[:2], ids=["as printed", "with spaces"])
def test_what_is_found_in_a_title_opens_in_the_raw_text(corpus_of, raw):
    rows = find(add_headlines(corpus_of(raw)), "rain|came")
    assert [raw[start:end] for start, end in zip(rows["raw_start"], rows["raw_end"], strict=True)] == ["Rain", "came"]
    assert rows["sentence"].tolist() == ["Rain and sun", "Fog came."]


def test_what_was_a_problem_is_one_with_titles(corpus_of):
    corpus = corpus_of(RAW[-1])
    assert len(corpus.problems) == 1
    pd.testing.assert_frame_equal(add_headlines(corpus).problems, corpus.problems)


def test_what_is_found_in_a_title_that_the_raw_text_has_not_is_where_the_title_has_it():
    rows = find(add_headlines(read_records(records_of("Fog  came.", title=["Rain and sun"]))), "sun|came")
    assert rows[["raw_start", "raw_end"]].values.tolist() == [[9, 12], [5, 9]]


def test_copies_stay_what_they_were():
    # With a title of many words in common, the bodies would be copies of each other.
    title = "Ships sail along the coast in the morning and come home with plenty of fish to sell before noon every single day of the year"
    one, other = f"{STORY} and then the ships came home again safe", f"{STORY} but at dawn it was all gone for good"
    corpus = read_records(records_of(one, other, one, title=[title, title, "Hail"]))
    anew = read_records(records_of(*(f"{title}\n\n{text}" for text in (one, other))))
    assert anew.articles["copy_of"].notna().tolist() == [False, True]
    assert add_headlines(corpus).articles["copy_of"].fillna("").tolist() == ["", "", "all.jsonl:1"]


def test_copies_that_are_left_out_stay_out_and_at_hand():
    records = records_of(STORY, STORY, "Rain fell.", title=["Hail", "Storm", "Rain"])
    corpus = add_headlines(read_records(records, copies="first"))
    assert corpus.articles["title"].tolist() == ["Hail", "Rain"]
    assert corpus.counts == add_headlines(read_records(records).take([True, False, True])).counts
    assert corpus.all_copies.articles["copy_of"].fillna("").tolist() == ["", "all.jsonl:1", ""]
    assert len(find(corpus, "storm")) == 0
    assert len(find(corpus.all_copies, "storm")) == 1
    assert "is a copy of all.jsonl:1" in corpus.problems["reason"].item()


def test_titles_are_added_to_those_articles_that_were_taken(corpus_of):
    corpus = corpus_of(titled("Sun", "Rain fell. It was wet."), titled("Fog", "Snow fell. It was cold."), "Hail.")
    added = add_headlines(corpus.take([False, True, True]))
    assert added.articles["text"].tolist() == ["Fog\n\nSnow fell. It was cold.", "Hail."]
    assert len(find(added, "sun")) == 0


def test_in_parts_titles_are_added_alike(corpus_of):
    texts = [titled("Sun and fog", "Rain fell. It was wet."), "Hail.", titled("Fog", "Snow fell. It was cold.")]
    whole, parted = add_headlines(corpus_of(*texts)), add_headlines(in_parts(corpus_of, *texts))
    pd.testing.assert_frame_equal(parted.articles, whole.articles)
    pd.testing.assert_frame_equal(parted.ledger, whole.ledger)
    pd.testing.assert_frame_equal(count_terms(parted), count_terms(whole))
    pd.testing.assert_frame_equal(find(parted, "fog"), find(whole, "fog"))


# ---- frequent terms ----


def test_what_holds_in_every_variant_fails_in_none(corpus_of):
    checked = check_findings(corpus_of("Rain, rain! It rained."), terms=1)
    assert checked.values.tolist() == [["frequent", "rain", "Rain", 4, 4, ""]]
    assert checked.columns.tolist() == ["kind", "term", "form", "n_holds", "n_variants", "fails"]


def test_a_term_that_stop_words_displace(corpus_of):
    assert told(check_findings(corpus_of("the the the rain rain"), terms=1)) == {"rain": (2, 4, "stop words in")}


def test_a_term_that_joined_forms_displace(corpus_of):
    assert told(check_findings(corpus_of("rain rain rain enterprise enterprise enterprises enterprises"), terms=1)) == {
        "rain": (2, 4, "forms merged")
    }


def test_a_term_holds_where_the_row_that_joins_it_does(corpus_of):
    corpus = corpus_of("rain rain rain enterprises enterprises enterprise")
    assert told(check_findings(corpus, terms=2)) == {"rain": (4, 4, ""), "enterprises": (4, 4, "")}


def test_a_term_that_titles_displace(corpus_of):
    corpus = corpus_of(titled("Hail and hail", "It was rain, rain, rain, hail and hail. So it was."))
    assert told(check_findings(corpus, terms=1)) == {"rain": (4, 8, "titles in")}


def test_a_term_that_copies_carry():
    texts = (STORY, STORY, STORY, "Rain, rain, rain, rain.")
    assert told(check_findings(read_records(records_of(*texts)), terms=1)) == {"hail": (4, 8, "copies out")}
    first = told(check_findings(read_records(records_of(*texts), copies="first"), terms=1))
    assert first == {"rain": (4, 8, "copies in")}


def test_what_only_two_choices_together_undo_fails_under_none_alone(corpus_of):
    corpus = corpus_of(titled("Enterprise, enterprise", f"{'rain ' * 5}enterprise enterprise enterprises enterprises. So it was."))
    assert told(check_findings(corpus, terms=1)) == {"rain": (6, 8, "")}


def test_all_that_undo_a_term_are_named_in_their_order(corpus_of):
    corpus = corpus_of(titled("Hail and hail", "the the the the rain rain rain hail hail enterprise enterprise enterprises enterprises."))
    assert told(check_findings(corpus, terms=1)) == {"rain": (1, 8, "stop words in; forms merged; titles in")}


def test_a_term_of_copies_alone_is_in_no_joined_row_without_them():
    # Without the copy, "enterprise" is not used; "enterprises", which would join it, is.
    corpus = read_records(records_of(STORY, f"{STORY} enterprise", "enterprises enterprises enterprises"))
    held = told(check_findings(corpus, terms=30))["enterprise"]
    assert held == (4, 8, "copies out")


def test_ties_are_broken_by_the_term_in_every_variant(corpus_of):
    assert told(check_findings(corpus_of("sun rain fog"), terms=2)) == {"fog": (4, 4, ""), "rain": (4, 4, "")}


# ---- key terms ----

HAIL = "hail hail hail"
FILLER = [f"{word} fell over town {k} and we went home" for k, word in enumerate(("rain", "snow", "dust", "ash") * 3)]


def test_a_key_term_that_holds_everywhere_knows_no_choice_of_stop_words():
    corpus = read_records(records_of(*(f"{HAIL} {text}" for text in FILLER)))
    reference = read_records(records_of(*FILLER))
    assert told(check_findings(corpus, reference), "key") == {"hail": (2, 2, "")}


def test_neither_a_stop_word_nor_what_is_used_less_is_a_key_finding():
    the, hail = (
        read_records(records_of(*(f"the the the {text}" for text in FILLER))),
        read_records(records_of(*(f"{HAIL} {text}" for text in FILLER))),
    )
    assert compare_terms(the, hail).query("is_key")["term"].tolist() == ["the", "hail"]
    assert told(check_findings(the, hail, terms=100), "key") == {}


def test_a_key_term_that_stands_in_the_titles_of_the_reference():
    corpus = read_records(records_of(*(f"{HAIL} {text}" for text in FILLER), title=[f"Town {k}" for k in range(12)]))
    for n in (1, 9):  # with as much hail, and with more
        reference = read_records(records_of(*FILLER, title=[f"{'Hail ' * n}{k}" for k in range(12)]))
        assert told(check_findings(corpus, reference), "key") == {"hail": (2, 4, "titles in")}


def test_a_key_term_that_is_one_word_with_what_the_reference_uses():
    corpus = read_records(records_of(*(f"enterprises {text}" for text in FILLER)))
    reference = read_records(records_of(*(f"enterprise {text}" for text in FILLER)))
    assert told(check_findings(corpus, reference), "key") == {"enterprises": (1, 2, "forms merged")}


def stories(word: str = "") -> list[str]:
    """Twelve texts of which none is a copy of another, with a word put in."""
    places = "north south east west hills coast lakes woods plains towns farms roads".split()
    return [" ".join(f"{place}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz") + f" {word}" for place in places]


def test_a_key_term_that_copies_carry():
    corpus = read_records(records_of(*stories(), *stories(f"{HAIL} {HAIL}")))
    assert corpus.articles["copy_of"].notna().sum() == 12
    reference = read_records(records_of(*(" ".join([text] * 6) for text in FILLER)))  # long enough to tell that it has none
    assert told(check_findings(corpus, reference), "key")["hail"] == (2, 4, "copies out")


def test_the_copies_of_the_reference_follow_those_of_the_corpus():
    # With copies, the reference has the hail; without them, in the corpus alone is any.
    corpus = read_records(records_of(*(f"{text} {HAIL}" for text in stories()), STORY, STORY))
    reference = read_records(records_of(*stories(), *stories(HAIL)), copies="first")
    assert told(check_findings(corpus, reference), "key")["hail"] == (4, 4, "")
    first = read_records(records_of(*(f"{text} {HAIL}" for text in stories()), STORY, STORY), copies="first")
    assert told(check_findings(first, reference), "key")["hail"] == (2, 4, "copies in")


def test_the_reference_stays_as_it_is_where_copies_are_no_choice_of_the_corpus():
    corpus = read_records(records_of(*(f"{text} {HAIL}" for text in stories())))
    reference = read_records(records_of(*stories(), *stories(HAIL)), copies="first")
    assert told(check_findings(corpus, reference), "key")["hail"] == (2, 2, "")
    assert "hail" not in told(check_findings(corpus, reference.all_copies), "key")


def test_with_too_few_articles_no_term_is_key(corpus_of):
    corpus = corpus_of("Hail and hail.", "Rain.")
    checked = check_findings(corpus, corpus)
    assert set(checked["kind"]) == {"frequent"}
    assert "too few articles, or paragraphs, to test" in checked.attrs["note"]


def test_where_no_term_is_key_the_note_says_so():
    corpus = read_records(records_of(*FILLER))
    checked = check_findings(corpus, corpus)
    assert set(checked["kind"]) == {"frequent"}
    assert "No term outside stop words is key." in checked.attrs["note"]


# ---- all of it ----


def slow_holds(versions: list[tuple[Corpus, Corpus | None]], terms: int) -> dict[tuple[str, str], list[bool]]:
    """Look up in the tables of each version, as a reader would, whether what is found in the first one holds there."""
    found: dict[tuple[str, str], list[bool]] = {}
    for (corpus, reference), forms in product(versions, ("apart", "merged")):
        name = "joined" if forms == "merged" else "term"
        counted = count_terms(corpus, forms=forms)
        compared = compare_terms(corpus, reference, forms=forms)
        above = compared[compared["is_key"] & (compared["log_ratio"] > 0)]
        if not found:
            over = compared[~compared["is_stop"] & (compared["log_ratio"] > 0)].head(terms)
            found = {("frequent", term): [] for term in select_top(counted, terms)["term"]}
            found |= {("key", term): [] for term in over.loc[over["is_key"], "term"]}
        for kind, term in found:
            tables = [select_top(counted, terms), counted.head(terms)] if kind == "frequent" else [above]
            found[kind, term] += [any(term in joined.split("|") for joined in table[name]) for table in tables]
    return found


WORDS = "rain rains hail hails storm storms enterprise enterprises the of and we country countries 2023 330,000".split()
bodies = st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(" ".join)
articles = st.tuples(bodies, bodies, st.sampled_from(["storms", f"{HAIL} storms storms", "hails hails enterprises"]))


@settings(deadline=None, max_examples=6)
@given(st.lists(articles, min_size=12, max_size=12), st.booleans())
def test_every_number_is_what_the_tables_of_all_variants_say(drawn, is_at_large):
    records = [{"title": title, "text": f"{story} {body} {more}"} for story, (title, body, more) in zip(stories(), drawn, strict=True)]
    records += [record | {"text": f"{record['text']} storm storm"} for record in records[:4]]
    reference = (
        None if is_at_large else read_records(records_of(*stories(), *FILLER, title=[record["title"] for record in records[:12]] * 2))
    )
    whole, corpus = read_records(records), read_records(records, copies="first")
    versions = [(corpus, reference), (whole, reference)]
    versions += [(add_headlines(one), reference and add_headlines(reference)) for one in (corpus, whole)]
    expected = slow_holds(versions, 5)
    checked = check_findings(corpus, reference, terms=5)
    assert list(zip(checked["kind"], checked["term"], strict=True)) == list(expected)
    assert checked["n_holds"].tolist() == [sum(held) for held in expected.values()]
    assert checked["n_variants"].tolist() == [len(held) for held in expected.values()]


def test_the_findings_are_those_of_the_tables(seed):
    checked = check_findings(seed, terms=12)
    top = select_top(count_terms(seed), 12)
    frequent, key = (checked[checked["kind"] == kind] for kind in ("frequent", "key"))
    assert frequent[["term", "form"]].values.tolist() == top[["term", "form"]].values.tolist()
    compared = compare_terms(seed)
    over = compared[~compared["is_stop"] & (compared["log_ratio"] > 0)].head(12)
    assert key[["term", "form"]].values.tolist() == over.loc[over["is_key"], ["term", "form"]].values.tolist()
    assert len(key)
    assert checked["n_holds"].between(1, checked["n_variants"]).all()


def test_nothing_is_found_in_no_article_and_little_in_one(corpus_of, tmp_path):
    (tmp_path / "empty").mkdir()
    checked = check_findings(read_corpus(tmp_path / "empty"))
    assert (len(checked), checked.columns.tolist()[0]) == (0, "kind")
    assert told(check_findings(corpus_of("Rain."))) == {"rain": (4, 4, "")}


def test_the_order_of_files_is_irrelevant(corpus_of):
    texts = [titled(f"Rain {k}", f"{HAIL} {text}. So it was.", f"2023-05-{k + 10}") for k, text in enumerate([*FILLER, STORY])]
    reference = read_records(records_of(*FILLER))
    one, other = (corpus_of(**{f"{k:02d}.txt": text for k, text in enumerate(files)}) for files in (texts, texts[::-1]))
    checked = check_findings(one, reference)
    assert one.select("title")["title"].to_list() == other.select("title")["title"].to_list()[::-1]
    assert set(checked["kind"]) == {"frequent", "key"}
    pd.testing.assert_frame_equal(check_findings(other, reference), checked)


def test_in_parts_the_same_holds(corpus_of):
    texts = [titled(f"Rain {k}", f"{HAIL} {text}. So it was.") for k, text in enumerate([*FILLER, STORY, STORY])]
    whole, parted = corpus_of(*texts), in_parts(corpus_of, *texts)
    reference = read_records(records_of(*FILLER))
    checked = check_findings(whole, reference)
    assert set(checked["kind"]) == {"frequent", "key"}
    pd.testing.assert_frame_equal(check_findings(parted, reference), checked)


def test_the_note_says_what_was_varied(corpus_of):
    note = check_findings(corpus_of("Rain fell.")).attrs["note"]
    assert note.startswith("Varied: stop words out or in, forms apart or merged; that makes 4 variants")
    records = records_of(STORY, STORY, title=["Hail", "Storm"])
    assert "merged, copies in or out, titles out or in; that makes 16" in check_findings(read_records(records)).attrs["note"]
    assert (
        "merged, copies out or in, titles out or in; that makes 16" in check_findings(read_records(records, copies="first")).attrs["note"]
    )


def test_of_many_words_a_sample_is_looked_at(monkeypatch):
    corpus = read_records(records_of(*stories(), *stories()), copies="first")
    n = corpus.all_copies.counts.words
    monkeypatch.setattr(robustness, "LIMIT", n)
    whole = check_findings(corpus)
    assert "SHA-256" not in whole.attrs["note"]
    monkeypatch.setattr(robustness, "LIMIT", n // 2)
    checked = check_findings(corpus, corpus.all_copies)
    n_drawn = len(corpus.all_copies.sample(n // 2).articles) - 1
    assert 0 < n_drawn < 24
    assert f"These are {n_drawn} of 24 articles, drawn by their SHA-256." in checked.attrs["note"]
    assert f"These are {n_drawn} of 24 articles of the reference, drawn by their SHA-256." in checked.attrs["note"]
    drawn, _ = robustness._draw(corpus, "articles")
    assert drawn.all_copies.index.ids.tolist() == corpus.all_copies.sample(n // 2).ids.tolist()
    assert drawn.counts.articles == drawn.all_copies.articles["copy_of"].isna().sum() == n_drawn / 2


@pytest.mark.parametrize("terms", [0, -1, 2.0, "20", True])
def test_a_number_of_terms_that_is_none_is_refused(corpus_of, terms):
    with pytest.raises(ValueError, match="use a whole number above 0"):
        check_findings(corpus_of("Rain."), terms=terms)


# ---- in words ----


def checked_of(*rows) -> pd.DataFrame:
    """Findings as ``(kind, form, n_holds, n_variants, fails)``."""
    return pd.DataFrame(rows, columns=["kind", "form", "n_holds", "n_variants", "fails"])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "There is no finding to check: no word outside stop words was found."),
        ([("frequent", "Rain", 4, 4, "")], "The one most frequent term, *Rain*, holds in all 4 variants."),
        (
            [("key", "Rain", 1, 2, "forms merged")],
            "The one key term, *Rain*, holds in 1 of 2 variants. What undoes them by itself: forms merged (1).",
        ),
        ([("key", "Rain", 2, 2, ""), ("key", "Sun", 2, 2, "")], "Both key terms hold in both variants."),
        ([("key", name, 4, 4, "") for name in "abc"], "All 3 key terms hold in all 4 variants."),
        (
            [("frequent", "a", 4, 4, ""), ("frequent", "b", 2, 4, "stop words in")],
            "Of the 2 most frequent terms, 1 holds in all 4 variants; *b* holds in the fewest, 2. "
            "What undoes them by itself: stop words in (1).",
        ),
        (
            [("frequent", "a", 4, 4, ""), ("frequent", "b", 4, 4, ""), *[("frequent", name, 3, 4, "") for name in "cd"]],
            "Of the 4 most frequent terms, 2 hold in all 4 variants; *c* and *d* hold in the fewest, 3.",
        ),
        (
            [("frequent", name, 2, 4, "stop words in") for name in "ab"],
            "Of the 2 most frequent terms, none holds in all 4 variants: each holds in 2. "
            "What undoes them by itself: stop words in (2).",
        ),
        (
            [("frequent", "a", 4, 8, "titles in"), *[("frequent", name, 1, 8, "forms merged; titles in") for name in "bcdef"]],
            "Of the 6 most frequent terms, none holds in all 8 variants; *b*, *c*, *d* and 2 more hold in the fewest, 1. "
            "What undoes them by itself: titles in (6) and forms merged (5).",
        ),
        (
            [("key", "a", 2, 2, ""), *[("key", name, 1, 2, "") for name in "bcde"]],
            "Of the 5 key terms, 1 holds in both variants; *b*, *c*, *d* and *e* hold in the fewest, 1.",
        ),
        (
            [("frequent", "a", 4, 4, ""), ("key", "b", 2, 2, "")],
            "The one most frequent term, *a*, holds in all 4 variants. The one key term, *b*, holds in both variants.",
        ),
    ],
)  # fmt: skip
def test_what_is_robust_is_said_in_sentences(rows, said):
    assert say_robust(checked_of(*rows)) == said


def test_the_sentence_of_the_seed_comes_from_its_table(seed):
    checked = check_findings(seed)
    assert f"{(checked['n_holds'] == 8).sum()} hold in all 8 variants" in say_robust(checked)


def test_headlines_beside_bodies_can_be_checked(seed):
    assert len(check_findings(take_headlines(seed)))
