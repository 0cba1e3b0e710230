"""How the uses of a term are spread, and how sure its rate is: against loops over articles and words, and Gries' definition."""

import math
import random
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_copies import WORDS, make_corpora, random_text
from test_intervals import slow_interval
from test_units import STORY, make_corpus, plain_article, plain_corpora, stories_of, text_of

from analysis import Corpus, count_terms
from analysis.groups import BY, choose_step, group_words
from analysis.statistics import Clusters, rate_interval
from analysis.tallies import Tally, lemma_of_terms, measure_dispersion, tally_runs

TERMS = {"Then": "then", "Rain": "rain", "RAIN": "rain", "rain's": "rain"}
LEMMAS = {"enterprises": "enterprise", "cities": "city"}
UNDATED, UNKNOWN = "undated", "unknown"

MORE_OF_THE_SAME = "the rates to expect in more of the same kind. They say nothing about kinds that are missing here."
SAME_WRITERS = "the rates to expect had the same writers gone on. They say nothing about other articles."
TOO_FEW = "Fewer than ten articles, or paragraphs: too few for an interval."


# Counting once more, slowly


def plain_terms(sentence: list[str], forms: str) -> list[str]:
    terms = [TERMS.get(word, word) for word in sentence]
    return [LEMMAS.get(term, term) for term in terms] if forms == "merged" else terms


def plain_period(published, step: str) -> str:
    if published is None:
        return UNDATED
    year, week, _ = published.isocalendar()
    return {
        "day": f"{published:%Y-%m-%d}",
        "week": f"{year:04d}-W{week:02d}",
        "month": f"{published:%Y-%m}",
        "quarter": f"{published:%Y}-Q{(published.month + 2) // 3}",
        "year": f"{published:%Y}",
        "decade": f"{published:%Y}"[:3] + "0s",
    }[step]


def plain_paragraphs(articles: list[dict], corpus: Corpus, by: str | None):
    """Give the group, the article's number and the sentences of each paragraph that holds a word."""
    step = choose_step(corpus.select("published")["published"]) if by == "period" else by
    for number, article in enumerate(articles):
        name, n_section, n_paragraph = f"{number:03d}.txt", 0, 0
        for section in article["sections"]:
            paragraphs = [paragraph for paragraph in section if paragraph]
            n_section += bool(paragraphs)
            for paragraph in paragraphs:
                n_paragraph += 1
                if by is None:
                    group = ()
                elif by in ("source", "place"):
                    group = (article[by] or UNKNOWN,)
                elif by in ("article", "section", "paragraph"):
                    group = {"article": (name,), "section": (name, n_section), "paragraph": (name, n_paragraph)}[by]
                else:
                    group = (plain_period(article["published"], step),)
                yield group, number, paragraph


def plain_dispersion(uses: list[int], sizes: list[int]) -> float:
    """Compute Gries' DP by its definition, normalised by Lijffijt and Gries."""
    if len(sizes) < 2:
        return math.nan
    words = [size / sum(sizes) for size in sizes]
    deviation = sum(abs(use / sum(uses) - share) for use, share in zip(uses, words, strict=True)) / 2
    return deviation / (1 - min(words))


def add_pieces(keys: Iterable, pieces: list[tuple[int, int, Counter]]) -> dict:
    """Add up the words and the terms of the pieces with the same key."""
    added: dict = {}
    for key, (_, size, grams) in zip(keys, pieces, strict=True):
        n_words, counted = added.get(key, (0, Counter()))
        added[key] = n_words + size, counted + grams
    return added


def plain_units(stories: list[str], pieces: list[tuple[int, int, Counter]], by: str | None) -> tuple[dict, bool]:
    """Give the units of a group of paragraphs, and whether they are articles: the stories, if there are ten, else the paragraphs.

    A story that several articles of the group tell is one unit either way; but not where a group is within an article.
    """
    told = [stories[number] for number, _, _ in pieces]
    if by in ("article", "section", "paragraph"):
        return add_pieces(range(len(pieces)), pieces), False
    if len(set(told)) >= 10:
        return add_pieces(told, pieces), True
    tellers = {story: {number for number, _, _ in pieces if stories[number] == story} for story in told}
    return add_pieces([story if len(tellers[story]) > 1 else place for place, story in enumerate(told)], pieces), False


def plain_count(articles: list[dict], corpus: Corpus, *, words: int, by: str | None, forms: str) -> dict[tuple, dict]:
    """Count the terms of each group in loops: by the group and the term, what a row of the table says."""
    stories = stories_of(corpus)
    grams_of: dict[tuple, list[tuple[int, int, Counter]]] = {}
    for group, number, paragraph in plain_paragraphs(articles, corpus, by):
        grams: Counter[str] = Counter()
        for sentence in paragraph:
            terms = plain_terms(sentence, forms)
            grams.update(" ".join(terms[k : k + words]) for k in range(len(terms) - words + 1))
        grams_of.setdefault(group, []).append((number, sum(map(len, paragraph)), grams))
    table = {}
    for group, pieces in grams_of.items():
        in_articles = add_pieces([number for number, _, _ in pieces], pieces)
        spread_over = add_pieces(range(len(pieces)), pieces) if len(in_articles) == 1 else in_articles
        units, _ = plain_units(stories, pieces, by)
        m = np.array([size for size, _ in units.values()])
        for term in set().union(*(grams for _, _, grams in pieces)):
            x = np.array([grams[term] for _, grams in units.values()])
            low, high = rate_interval(Clusters(x.sum(), (x * x).sum(), (x * m).sum(), m.sum(), (m * m).sum(), len(m)))
            table[(*group, term)] = {
                "n": x.sum(),
                "n_articles": sum(grams[term] > 0 for _, grams in in_articles.values()),
                "per_10k": 10_000 * x.sum() / m.sum(),
                "low": 10_000 * low,
                "high": 10_000 * high,
            }
            if by is None:
                uses, sizes = zip(*((grams[term], size) for size, grams in spread_over.values()), strict=True)
                table[(*group, term)]["dispersion"] = plain_dispersion(uses, sizes)
    return table


def plain_note(articles: list[dict], corpus: Corpus, by: str | None) -> str:
    """Say what the intervals are over, from the articles and paragraphs that hold words."""
    stories, pieces_of = stories_of(corpus), {}
    for group, number, paragraph in plain_paragraphs(articles, corpus, by):
        pieces_of.setdefault(group, []).append((number, sum(map(len, paragraph)), Counter()))
    if not pieces_of:
        return ""
    units_of = {group: plain_units(stories, pieces, by) for group, pieces in pieces_of.items()}
    is_over_articles = any(is_over for _, is_over in units_of.values())
    if max(len(units) for units, _ in units_of.values()) < 10:
        return TOO_FEW
    if by is not None:
        over = "articles where there are ten or more, else over paragraphs" if is_over_articles else "paragraphs"
        return f"Intervals (95 %) are over {over}; with fewer than ten of those there is none."
    sizes = [size for size, _ in units_of[()][0].values()]
    worth = sum(sizes) ** 2 / sum(size**2 for size in sizes)
    differ = f", which differ so much in length that they are worth {worth:.1f} of equal length" if worth < len(sizes) / 3 else ""
    kind = "unique stories" if len(set(stories)) < len(stories) else "articles"
    if is_over_articles:
        return f"Intervals (95 %) are over the {len(sizes)} {kind}{differ}: {MORE_OF_THE_SAME}"
    return f"Intervals (95 %) are over the {len(sizes)} paragraphs{differ}, as there are fewer than ten {kind}: {SAME_WRITERS}"


def rows_of(table: pd.DataFrame) -> dict[tuple, dict]:
    keys = table.columns[: table.columns.get_loc("term") + 1].tolist()
    measured = [name for name in ("n", "n_articles", "per_10k", "low", "high", "dispersion") if name in table]
    rows = table[measured].to_dict("records")
    return dict(zip(table[keys].itertuples(index=False, name=None), rows, strict=True))


def assert_counted_as_in_loops(articles: list[dict], corpus: Corpus, *, words: int, by: str | None, forms: str) -> None:
    table = count_terms(corpus, words=words, by=by, forms=forms)
    found, expected = rows_of(table), plain_count(articles, corpus, words=words, by=by, forms=forms)
    assert len(found) == len(table)  # one row per group and term
    assert found.keys() == expected.keys()
    for key, row in expected.items():
        assert found[key] == pytest.approx(row, rel=1e-9, abs=1e-9, nan_ok=True), key
    assert table.attrs["intervals"] == plain_note(articles, corpus, by)


options = {"words": st.integers(1, 3), "by": st.sampled_from([None, None, None, *BY]), "forms": st.sampled_from(["apart", "merged"])}


@settings(deadline=None, max_examples=60)
@given(plain_corpora(), st.fixed_dictionaries(options), st.sampled_from([1, 7, 60, 4_000_000]))
@example(([], []), {"words": 1, "by": None, "forms": "apart"}, 1)
@example(([], [0]), {"words": 2, "by": "source", "forms": "merged"}, 1)
def test_the_table_is_that_of_loops_over_articles_and_words(made, chosen, cells):
    articles, cuts = made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.tallies.CELLS", cells)
        assert_counted_as_in_loops(articles, make_corpus(*articles, cuts=cuts), **chosen)


def plain_forty(with_copies: bool = True) -> list[dict]:
    """Make up forty articles, every fourth of them a copy if asked for."""
    rng = random.Random(5)
    articles = [{**plain_article(rng), "title": f"Headline number {k}"} for k in range(40)]
    if with_copies:
        for one, copy in zip(articles[::4], articles[1::4], strict=True):
            copy.update(title=one["title"], sections=one["sections"])
    return [{**article, "text": text_of(article["sections"])} for article in articles]


@pytest.mark.parametrize("by", [None, *BY])
@pytest.mark.parametrize("with_copies", [False, True], ids=["stories", "copies"])
def test_forty_articles_are_counted_as_in_loops_by_whatever(by, with_copies):
    articles = plain_forty(with_copies)
    corpus = make_corpus(*articles, cuts=(7, 7, 20))
    assert (corpus.select("copy_of")["copy_of"].count() > 7) == with_copies
    for words, forms in ((1, "apart"), (2, "merged"), (3, "apart")):
        assert_counted_as_in_loops(articles, corpus, words=words, by=by, forms=forms)


def test_among_these_forty_there_is_each_kind_of_unit():
    """Else the tests above would say less than they seem to."""
    articles = plain_forty()
    corpus = make_corpus(*articles)
    stories = {story for story, article in zip(stories_of(corpus), articles, strict=True) if any(map(any, article["sections"]))}
    tally = tally_runs(corpus)
    assert tally.sizes["n_units"].to_list() == [len(stories)] and 20 < len(stories) < 35
    assert set(tally_runs(corpus, by="source").units.is_by_article.tolist()) == {False, True}
    assert set(count_terms(corpus, by="month")["low"].isna()) == {False, True}


# Copies


def test_copies_of_a_story_weigh_as_one_unit_in_an_interval(tmp_path):
    """With words of its own, so that each weighs; what is not a copy is as sure as if the copies were not there."""
    rng = random.Random(3)
    texts = [f"{random_text(rng, 80)} rain" if k % 2 else random_text(rng, 80) for k in range(14)]
    make = make_corpora(tmp_path)
    copied = [*texts, *[texts[1]] * 6]
    for parts in (False, True):
        corpus = make(*copied, parts=parts, copies="keep")
        assert corpus.select("copy_of")["copy_of"].count() == 6
        rain = count_terms(corpus).set_index("term").loc["rain"]
        sizes = [81 if k % 2 else 80 for k in range(14)]
        uses = [k % 2 for k in range(14)]
        uses[1], sizes[1] = 7, 7 * 81
        assert (rain["n"], rain["n_articles"]) == (13, 13)
        low, high = slow_interval(uses, sizes)
        assert (rain["low"], rain["high"]) == pytest.approx((10_000 * low, 10_000 * high))
        first = count_terms(make(*copied, parts=parts, copies="first"))
        assert first.equals(count_terms(make(*texts, parts=parts)))
        assert first.attrs["intervals"].startswith("Intervals (95 %) are over the 14 articles: ")


def test_copies_in_different_groups_weigh_in_each(tmp_path):
    rng = random.Random(4)
    texts = [f"{random_text(rng, 60)} rain" if k % 3 else random_text(rng, 60) for k in range(11)]
    records = [{"text": text, "source": source} for source in ("AFP", "Xinhua") for text in texts]
    corpus = make_corpora(tmp_path)(*records, {"text": texts[1], "source": "AFP"}, parts=True)
    assert corpus.select("copy_of")["copy_of"].count() == 12
    rain = count_terms(corpus, by="source").query("term == 'rain'").set_index("source")
    uses, sizes = [int(k % 3 > 0) for k in range(11)], [61 if k % 3 else 60 for k in range(11)]
    assert rain.loc["Xinhua", ["low", "high"]].tolist() == pytest.approx([10_000 * bound for bound in slow_interval(uses, sizes)])
    uses[1], sizes[1] = 2, 2 * 61
    assert rain.loc["AFP", ["low", "high"]].tolist() == pytest.approx([10_000 * bound for bound in slow_interval(uses, sizes)])


def test_dispersion_is_over_articles_copies_included():
    corpus = make_corpus(STORY, STORY, "The rain fell.")
    assert corpus.select("copy_of")["copy_of"].count() == 1
    n, uses = len(STORY.split()), STORY.lower().split().count("the")
    the = count_terms(corpus).set_index("term").loc["the"]
    assert the["n"] == 2 * uses + 1
    assert the["dispersion"] == pytest.approx(plain_dispersion([uses, uses, 1], [n, n, 3]))


# Dispersion


def dispersion_of(term: str, *texts: str, **options) -> float:
    return count_terms(make_corpus(*texts), **options).set_index("term").loc[term, "dispersion"]


def test_dispersion_worked_out_by_hand():
    # As in Gries (2008), but for the words: five articles of ten words each, with 1, 2, 3, 4 and 5 of 15 uses.
    texts = [" ".join(["rain"] * k + ["x"] * (10 - k)) for k in range(1, 6)]
    assert dispersion_of("rain", *texts) == pytest.approx(0.2 / (1 - 0.2))
    # A tenth of the words, and all uses: as uneven as can be. Nine tenths of the words, and all uses: hardly.
    assert dispersion_of("rain", "rain sun", "sun " * 18) == pytest.approx(1)
    assert dispersion_of("rain", "fog sun", "rain " * 18) == pytest.approx((1 - 0.9) / (1 - 0.1))
    # As often as the words are: even.
    assert dispersion_of("rain", "rain sun", "rain rain sun sun", "rain rain rain sun sun sun") == pytest.approx(0, abs=1e-12)


def test_of_one_article_dispersion_is_over_paragraphs_and_of_one_paragraph_there_is_none():
    assert dispersion_of("rain", "Rain sun.\n\nFog sun.\n\n\nSnow sun hail wind.") == pytest.approx((1 - 2 / 8) / (1 - 2 / 8))
    assert dispersion_of("sun", "Rain sun.\n\nFog sun.\n\n\nSnow sun hail wind.") == pytest.approx((2 / 3 - 1 / 2) / (3 / 4))
    assert dispersion_of("sun", "", "Rain sun.\n\nFog sun.\n\n\nSnow sun hail wind.", "—") == pytest.approx((2 / 3 - 1 / 2) / (3 / 4))
    assert math.isnan(dispersion_of("rain", "Rain rain sun."))
    assert math.isnan(dispersion_of("rain", "Rain rain sun.", ""))


@pytest.mark.parametrize("words", [1, 2, 3])
@pytest.mark.parametrize("one", [True, False], ids=["one article", "articles"])
def test_however_few_terms_are_counted_at_once_the_dispersion_is_the_same(monkeypatch, words, one):
    rng = random.Random(2)
    paragraphs = [" ".join(rng.choices(WORDS[:30], k=40)) + "." for _ in range(40)]
    corpus = make_corpus("\n\n".join(paragraphs)) if one else make_corpus(*paragraphs, cuts=(11, 30))
    table = count_terms(corpus, words=words)
    assert len(table) > 25
    for cells in (1, 41, 1000):
        monkeypatch.setattr("analysis.tallies.CELLS", cells)
        assert count_terms(corpus, words=words).equals(table)


def test_the_dispersion_of_frequent_and_rare_terms_meets_where_the_one_way_of_counting_ends():
    """A term with total / longest uses or more is counted unit by unit, others are not."""
    texts = ["x " * 30, *["rain " + "y " * 9] * 6, *["sun " + "z " * 9] * 3]
    table = count_terms(make_corpus(*texts)).set_index("term")
    assert table.loc[["rain", "sun"], "n"].tolist() == [6, 3]  # of 120 words, 30 in the longest: 4 uses
    sizes = [30] + [10] * 9
    for term, uses in (("rain", [0] + [1] * 6 + [0] * 3), ("sun", [0] * 7 + [1] * 3), ("x", [30] + [0] * 9)):
        assert table.loc[term, "dispersion"] == pytest.approx(plain_dispersion(uses, sizes))


# What the note says


@pytest.mark.parametrize(
    ("texts", "note"),
    [
        ([f"Rain {k}." for k in range(12)], f"Intervals (95 %) are over the 12 articles: {MORE_OF_THE_SAME}"),
        ([*[f"Rain {k}." for k in range(10)], "", "—"], f"Intervals (95 %) are over the 10 articles: {MORE_OF_THE_SAME}"),
        (
            [*[f"{f'Rain{k} ' * 19}." for k in range(10)], STORY, STORY],
            f"Intervals (95 %) are over the 11 unique stories: {MORE_OF_THE_SAME}",
        ),
        (
            [f"{f'Rain{k} ' * (97 if k == 0 else 1)}." for k in range(15)],
            "Intervals (95 %) are over the 15 articles, which differ so much in length that they are worth 1.3 of equal length: "
            f"{MORE_OF_THE_SAME}",
        ),
        (
            [STORY, STORY, "\n\n".join(["Rain fell on the town all day, and on the river."] * 9)],
            f"Intervals (95 %) are over the 10 paragraphs, as there are fewer than ten unique stories: {SAME_WRITERS}",
        ),
        (
            [f"Rain {k}.\n\nFog." for k in range(9)],
            f"Intervals (95 %) are over the 18 paragraphs, as there are fewer than ten articles: {SAME_WRITERS}",
        ),
        (
            ["\n\n".join(["Rain."] * 1200)],
            f"Intervals (95 %) are over the 1,200 paragraphs, as there are fewer than ten articles: {SAME_WRITERS}",
        ),
        (["\n\n".join(["Rain."] * 9)], TOO_FEW),
        (["Rain."] * 3, TOO_FEW),
        (["", "—"], ""),
        ([], ""),
    ],
    ids=(
        "articles|some without words|copies|one is long|copies in paragraphs|paragraphs|many paragraphs|nine paragraphs|few|no words|none"
    ).split("|"),
)
def test_the_note_says_what_the_intervals_are_over_and_there_are_none_without_ten(texts, note):
    table = count_terms(make_corpus(*texts))
    assert table.attrs["intervals"] == note
    has_interval = bool(note) and note != TOO_FEW
    assert (table["low"].notna() & table["high"].notna()).tolist() == [has_interval] * len(table)
    assert (table["low"].isna() & table["high"].isna()).tolist() == [not has_interval] * len(table)


def test_the_note_of_groups_says_it_of_all_of_them():
    def note_of(by, n):
        return count_terms(make_corpus(*[{"text": f"Rain {k}.", "source": "AFP"} for k in range(n)]), by=by).attrs["intervals"]

    ending = "; with fewer than ten of those there is none."
    assert note_of("source", 10) == f"Intervals (95 %) are over articles where there are ten or more, else over paragraphs{ending}"
    assert note_of("article", 10) == TOO_FEW
    assert note_of("source", 9) == TOO_FEW
    assert note_of("source", 0) == ""
    long = count_terms(make_corpus("\n\n".join(["Rain."] * 10), "Fog."), by="article")
    assert long.attrs["intervals"] == f"Intervals (95 %) are over paragraphs{ending}"
    assert long["low"].notna().tolist() == [True, False]


# How it is cut


@pytest.mark.parametrize("by", [None, *BY])
def test_no_byte_depends_on_how_the_corpus_is_cut_into_parts(by):
    articles = plain_forty()
    whole = make_corpus(*articles)
    for words, forms, cuts in ((1, "apart", range(1, 40)), (1, "merged", (0, 15, 15, 40)), (2, "apart", (39,))):
        table = count_terms(whole, words=words, by=by, forms=forms)
        parted = count_terms(make_corpus(*articles, cuts=cuts), words=words, by=by, forms=forms)
        pd.testing.assert_frame_equal(parted, table, check_exact=True)
        assert parted.to_csv() == table.to_csv() and parted.attrs == table.attrs


# The tally itself


def tally_sizes(tally: Tally) -> list[tuple]:
    return tally.sizes.select("n_words", "n_squares", "n_units").rows()


def test_sizes_of_groups_worked_out_by_hand():
    articles = [{"text": f"Rain {'x ' * k}", "source": "AFP"} for k in range(10)]
    corpus = make_corpus(*articles, {"text": "Fog.\n\nOld sun.", "source": None}, {"text": "", "source": "dpa"}, cuts=(5, 11))
    assert corpus.counts.words == 55 + 3
    assert tally_sizes(tally_runs(corpus)) == [(58, sum(k * k for k in range(1, 11)) + 9, 11)]
    # AFP over its articles, the unknown over two paragraphs, and dpa has no words
    assert group_words(corpus, "source").labels["source"].tolist() == ["AFP", "dpa", "unknown"]
    assert tally_sizes(tally_runs(corpus, by="source")) == [(55, 385, 10), (0, 0, 0), (3, 1 + 4, 2)]


def test_the_sizes_of_copies_are_added_before_they_are_squared():
    corpus = make_corpus(STORY, *[f"Old rain {k}." for k in range(9)], STORY, cuts=(3,))
    n = len(STORY.split())
    assert tally_sizes(tally_runs(corpus)) == [(2 * n + 27, (2 * n) ** 2 + 9 * 9, 10)]
    tally = tally_runs(corpus)
    names = tally.names.gather(tally.runs["t0"]).to_list()
    the = tally.clusters(tally.runs[[names.index("the")]])
    uses = STORY.lower().split().count("the")
    assert [np.asarray(value).item() for value in the] == [2 * uses, (2 * uses) ** 2, 4 * uses * n, 2 * n + 27, (2 * n) ** 2 + 81, 10]


def test_a_run_that_is_not_there_is_in_no_tally():
    corpus = make_corpus("Rain.", "Fog sun.")
    only = corpus.take([False, True])
    tally = tally_runs(only)
    assert sorted(tally.names.gather(tally.runs["t0"])) == ["fog", "sun"]
    assert sorted(count_terms(only)["term"]) == ["fog", "sun"]
    assert sorted(count_terms(only, forms="merged")["term"]) == ["fog", "sun"]


def test_the_dictionary_word_is_that_of_the_spelling_most_often_seen():
    corpus = make_corpus("The United Nations. United. They unite: united.", "Cities and a city.", cuts=(1,))
    lemmas = dict(zip(corpus.vocabulary.terms, lemma_of_terms(corpus), strict=True))
    assert {term: lemmas[term] for term in ("united", "cities", "city", "unite")} == {
        "united": "united",
        "cities": "city",
        "city": "city",
        "unite": "unite",
    }


def test_dispersion_is_in_the_order_of_the_runs():
    corpus = make_corpus("rain rain sun", "sun fog", "fog fog fog fog")
    tally = tally_runs(corpus)
    backwards = tally._replace(runs=tally.runs.reverse())
    assert measure_dispersion(corpus, backwards).tolist() == measure_dispersion(corpus, tally).tolist()[::-1]
    assert len(set(measure_dispersion(corpus, tally))) == 3
    assert len(measure_dispersion(make_corpus(""), tally_runs(make_corpus("")))) == 0


def test_where_a_few_articles_hold_most_words_the_note_says_what_all_are_worth():
    sizes = [1000] + [20] * 11
    corpus = make_corpus(*(" ".join(f"w{number}x{k}" for k in range(size)) for number, size in enumerate(sizes)))
    worth = sum(sizes) ** 2 / sum(size**2 for size in sizes)
    assert (
        f"over the 12 articles, which differ so much in length that they are worth {worth:.1f} of equal length: "
        in count_terms(corpus).attrs["intervals"]
    )
