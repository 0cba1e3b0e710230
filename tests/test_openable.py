"""Every number of every table in every notebook opens into the stretches of text that it counts: the gap is 0."""

import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis
from analysis import (
    Corpus,
    choose_sides,
    count_coverage,
    find,
    find_collocates,
    find_company,
    find_themes,
    find_topic,
    list_leading_terms,
    read_corpus,
    read_lexicon,
    take_headlines,
)
from analysis.groups import label_periods, name_step
from analysis.inventory import UNKNOWN
from analysis.languages import name_language
from analysis.places import ROOT
from analysis.words import fold, split_words

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def write_many(folder: Path, seed_text: str) -> None:
    """Write forty stories of two sources over eight months, drawn from the seed's paragraphs, some twice, and files that are none."""
    draw = random.Random(4)
    paragraphs = [line for line in seed_text.split("\n") if len(line.split()) > 12]
    themes = ["lunar probe rock", "football cup match", "river flood rain", "bank loan rate"]
    records = []
    for k in range(40):
        theme = themes[k % 4].split()
        talk = " ".join(f"The {draw.choice(theme)} {draw.choice(theme)} came in {draw.choice(theme)}s on day {k}." for _ in range(12))
        body = "\n\n".join([*draw.sample(paragraphs, 4), talk])
        source, month = ("Xinhua", "AFP")[k % 2], (1, 2, 3, 4, 6, 7, 8, 9)[k % 8]
        published = f"2023-{month:02d}-{1 + 5 * (k // 8):02d}"
        records.append({"title": f"A {theme[0]} story, number {k}", "published": published, "source": source, "text": body})
    records += [{**record, "title": f"{record['title']}, again"} for record in records[:3]]
    records.append({"title": "An undated one", "text": "China's space station is the US’s rival. *Stars* fell."})
    (folder / "many.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (folder / "README.txt").write_text("Where these are from.", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")


@pytest.fixture(scope="module", params=["seed", "many"])
def articles(request: pytest.FixtureRequest, seed_text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    if request.param == "seed":
        (folder / "seed.txt").write_text(seed_text, encoding="utf-8")
    else:
        write_many(folder, seed_text)
    return folder


def run(notebook: Path, articles: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], list[pd.DataFrame]]:
    """Run the cells of a notebook; give its names, and all tables that it shows or draws."""
    tables: list[pd.DataFrame] = []
    monkeypatch.setenv("ANALYSIS_ARTICLES", str(articles))
    monkeypatch.setenv("ANALYSIS_OUT", str(out))
    monkeypatch.setattr(analysis, "show", lambda table, **_: tables.append(table))
    monkeypatch.setattr(analysis, "show_concordance", lambda table, **_: tables.append(table))
    monkeypatch.setattr(analysis, "save_figure", lambda ax, name, table, *_, **__: tables.append(table))
    names: dict[str, Any] = {}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    return names, tables


def names_of(found: pd.DataFrame) -> set[str]:
    return set(found["article_id"])


def find_outside(corpus: Corpus, query: Any, others: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Find the places of a query that share no character with those of others."""
    found = find(corpus, query)
    taken = {
        (name, at)
        for table in others
        for name, start, end in table[["article_id", "start", "end"]].itertuples(index=False)
        for at in range(start, end)
    }
    is_free = [
        not any((name, at) in taken for at in range(start, end))
        for name, start, end in found[["article_id", "start", "end"]].itertuples(index=False)
    ]
    return found[is_free]


def labels_of(corpus: Corpus, step: str) -> list[str]:
    return label_periods(corpus.select("published")["published"], step).to_list()


def open_terms(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    sides = choose_sides(corpus) if "names" in table.attrs else None
    for _, row in table.iterrows():
        found = find(sides.one if sides else corpus, row)
        yield "n", row["n"], len(found)
        if "n_articles" in row:
            yield "n_articles", row["n_articles"], len(names_of(found))
        if "n_with_copies" in row:
            yield "n_with_copies", row["n_with_copies"], len(find(corpus.all_copies, row))
        if "n_reference" in row:
            there = find(sides.other, row)
            yield "n_reference", row["n_reference"], len(there)
            yield "n_articles_reference", row["n_articles_reference"], len(names_of(there))


def open_untouched(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    touched = find_themes(corpus, read_lexicon())
    for _, row in table.iterrows():
        yield "n", row["n"], len(find(corpus, row))
        yield "n_untouched", row["n_untouched"], len(find_outside(corpus, row, [touched]))


def open_collocates(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    for row in table.itertuples():
        key = fold(row.key)
        found = find_collocates(corpus, key, row.term)
        yield "n", row.n, len(found)
        yield "n_left", row.n_left, (found["side"] == "left").sum()
        yield "n_right", row.n_right, (found["side"] == "right").sum()
        yield "n_articles", row.n_articles, len(names_of(found))
        yield "n_term", row.n_term, len(find_outside(corpus, row.term, [find(corpus, key)]))


def open_positions(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    for term, rows in table.groupby("term"):
        yield "n", rows["n"].sum(), len(find(corpus, term))


def open_term_course(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    articles = corpus.articles
    for _, row in table.iterrows():
        here = articles[[label == row["period"] for label in labels_of(corpus, name_step(row["period"]))]]
        yield "n", row["n"], len(find(corpus, row)) if len(here) else 0
        yield "n_articles_period", row["n_articles_period"], len(here)
        yield "n_words", row["n_words"], here["n_words"].sum()


def open_themes(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    found = find_themes(corpus, read_lexicon())
    spans = {theme: rows[["article_id", "start", "end"]].to_numpy().tolist() for theme, rows in found.groupby("theme")}
    for row in table.itertuples():
        mine = found[found["theme"] == row.theme]
        yield "n", row.n, len(mine)
        yield "n_articles", row.n_articles, len(names_of(mine))
        others = [span for theme, rows in spans.items() if theme != row.theme for span in rows]
        yield "n_shared", row.n_shared, sum(any(meet(span, other) for other in others) for span in spans.get(row.theme, []))
        if "n_with_copies" in table:
            yield "n_with_copies", row.n_with_copies, len(find_themes(corpus.all_copies, read_lexicon(), theme=row.theme))


def meet(one: list, other: list) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def open_theme_course(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    found, articles = find_themes(corpus, read_lexicon()), corpus.articles
    by = table.columns[0]
    if by == "paragraph":
        text = articles["text"].iloc[0]
        found["unit"] = [re.sub(r"\n{2,}", "\0", text[:start]).count("\0") + 1 for start in found["start"]]
    else:
        labels = labels_of(corpus, name_step(table["period"].iloc[0]))
        found["unit"] = found["article_id"].map(dict(zip(articles.index, labels, strict=True)))
    for row in table.itertuples():
        unit = getattr(row, by)
        yield "n", row.n, ((found["unit"] == unit) & (found["theme"] == row.theme)).sum()
        if by == "period":
            yield "n_articles_period", row.n_articles_period, labels.count(unit)


def open_headlines(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    lexicon, headlines = read_lexicon(), take_headlines(corpus)
    bodies = corpus.take(corpus.articles["title"].notna())
    for row in table.itertuples():
        yield "n", row.n, len(find_themes(headlines, lexicon, theme=row.theme))
        yield "n_reference", row.n_reference, len(find_themes(bodies, lexicon, theme=row.theme))


def open_shift(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    sides = choose_sides(corpus)
    here, there = (find_themes(side, read_lexicon())[["theme", "entry"]].value_counts() for side in (sides.one, sides.other))
    for row in table.itertuples():
        for column, found in (("n", here), ("n_reference", there)):
            yield column, getattr(row, column), found.get((row.theme, row.entry), 0)


def open_wildcards(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    found = find_themes(corpus, read_lexicon())
    for row in table.itertuples():
        mine = found.loc[(found["theme"] == row.theme) & (found["entry"] == row.entry), "match"]
        yield "n", row.n, len(mine)
        yield "n_forms", row.n_forms, len({tuple(fold(word) for word in split_words([text])[0]) for text in mine})


def open_lexicon(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    listed = {theme.theme: len(theme.entries) for theme in read_lexicon().themes}
    yield from (("n_entries", row.n_entries, listed[row.theme]) for row in table.itertuples())


def open_files(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    files = set(corpus.articles["file"]) | set(corpus.problems["file"])
    for row in table.itertuples():
        mine = {name for name in files if Path(name).suffix == f".{row.format}" or Path(name).suffix == row.format}
        skipped = {name for name in mine if name not in set(corpus.articles["file"])}
        doubted = {name for name in mine - skipped if name in set(corpus.problems["file"])}
        yield "n_files", row.n_files, len(mine)
        yield "n_skipped", row.n_skipped, len(skipped)
        yield "n_doubted", row.n_doubted, len(doubted)
        yield "n_read", row.n_read, len(mine - skipped - doubted)
        yield "n_articles", row.n_articles, corpus.articles["file"].isin(mine).sum()


def open_problems(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    for row in table.itertuples():
        reason = re.escape(row.reason).replace("…", ".+")  # what differs from one to the next is left out
        mine = corpus.problems[(corpus.problems["action"] == row.action) & corpus.problems["reason"].str.fullmatch(reason)]
        yield "n", row.n, len(mine)
        yield "n_files", row.n_files, mine["file"].nunique()


def open_changes(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    for row in table.itertuples():
        mine = corpus.ledger.query("rule == @row.rule")
        yield "n", row.n, len(mine)
        yield "n_articles", row.n_articles, mine["article_id"].nunique()
        yield "n_characters", row.n_characters, (mine["end"] - mine["start"]).sum()


def open_articles(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    for row in table.itertuples():
        [text] = {
            text
            for text, title, file in corpus.articles[["text", "title", "file"]].itertuples(index=False)
            if row.article == title and row.file == file
        }
        yield "n_words", row.n_words, len(split_words([text])[0])
        if "n_paragraphs" in table:
            yield "n_paragraphs", row.n_paragraphs, len(re.split(r"\n{2,}", text))
        if "n_sections" in table:
            yield "n_sections", row.n_sections, len(text.split("\n\n\n"))


def open_groups(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    by = table.columns[0]
    articles = corpus.articles
    for row in table.itertuples():
        label = getattr(row, by)
        if by == "period":
            step = name_step(table["period"].iloc[0])
            mine = articles[[name == label for name in labels_of(corpus, step)]]
        elif by == "language":
            mine = articles[[name_language(language) == label for language in articles["language"]]]
        else:
            mine = articles[articles[by].fillna(UNKNOWN) == label]
        yield "n_articles", row.n_articles, len(mine)
        yield "n_words", row.n_words, mine["n_words"].sum()
        if "n_copies" in table:
            yield "n_copies", row.n_copies, mine["copy_of"].notna().sum()


def open_copies(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    for row in table.itertuples():
        [original] = corpus.articles.index[(corpus.articles["title"] == row.article) & corpus.articles["copy_of"].isna()]
        yield "n_copies", row.n_copies, (corpus.articles["copy_of"] == original).sum()


def open_topics(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    unit = "paragraph" if table.attrs["unit"] == "paragraph" else "article_id"
    texts = corpus.articles["text"]
    for row in table.itertuples():
        found = find_topic(corpus, table, row.topic)
        found["paragraph"] = [
            (name, re.sub(r"\n{2,}", "\0", texts[name][:start]).count("\0"))
            for name, start in found[["article_id", "start"]].itertuples(index=False)
        ]
        yield "n_largest", row.n_largest, found[unit].nunique()


def sentences_of(found: pd.DataFrame) -> set[tuple[str, int]]:
    """Give the sentences of what was found, by where they begin."""
    return {(row.article_id, row.start - len(row.left)) for row in found.itertuples()}


def open_company(table: pd.DataFrame, corpus: Corpus) -> Iterator[tuple[str, int, int]]:
    lexicon = read_lexicon()
    found = {theme: find_themes(corpus, lexicon, theme=theme) for theme in lexicon.labels}
    spans = {theme: rows[["article_id", "start", "end"]].to_numpy().tolist() for theme, rows in found.items()}
    for row in table.itertuples():
        yield "n", row.n, len(sentences_of(find_company(corpus, lexicon, row.theme, row.other)))
        for column, one, other in (("n_theme", row.theme, row.other), ("n_other", row.other, row.theme)):
            is_own = [not any(meet(span, taken) for taken in spans[other]) for span in spans[one]]
            yield column, getattr(row, column), len(sentences_of(found[one][is_own]))
        if "n_units" in table:
            yield "n_units", row.n_units, count_coverage(corpus, lexicon)["n_sentences"].iloc[0]


# How a table is opened, by columns that only it has; the first that fits.
OPENERS: list[tuple[set[str], Callable[[pd.DataFrame, Corpus], Iterator[tuple[str, int, int]]]]] = [
    ({"topic", "n_largest"}, open_topics),
    ({"theme", "other", "n_theme"}, open_company),
    ({"n_untouched"}, open_untouched),
    ({"key", "n_left"}, open_collocates),
    ({"term", "position"}, open_positions),
    ({"term", "n_articles_period"}, open_term_course),
    ({"theme", "n_shared"}, open_themes),
    ({"theme", "entry", "shift"}, open_shift),
    ({"entry", "forms"}, open_wildcards),
    ({"theme", "shift"}, open_headlines),
    ({"theme", "label", "share_sentences"}, open_theme_course),
    ({"theme", "n_entries"}, open_lexicon),
    ({"phrase", "n"}, open_terms),
    ({"term", "n"}, open_terms),
    ({"format", "n_files"}, open_files),
    ({"action", "reason"}, open_problems),
    ({"rule", "n_characters"}, open_changes),
    ({"article", "copies"}, open_copies),
    ({"article", "n_words"}, open_articles),
    ({"period", "n_words"}, open_groups),
    ({"source", "n_words"}, open_groups),
    ({"language", "n_words"}, open_groups),
]
# Ways to count in which a finding holds: they are no stretches of text.
NO_STRETCHES = {"n_holds", "n_variants"}


def counts_of(table: pd.DataFrame) -> set[str]:
    return {name for name in table.columns if name == "n" or name.startswith("n_")} - NO_STRETCHES


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_number_opens_into_as_many_stretches(notebook, articles, tmp_path, monkeypatch):
    names, tables = run(notebook, articles, tmp_path, monkeypatch)
    corpus = names["corpus"]
    assert tables
    n_opened = 0
    for table in tables:
        if not counts_of(table) or not len(table):
            continue
        opener = next((opener for columns, opener in OPENERS if columns <= set(table.columns)), None)
        assert opener, f"nobody knows how to open the numbers of a table with the columns {list(table.columns)}"
        opened = list(opener(table, corpus))
        assert [row for row in opened if row[1] != row[2]] == []
        assert {column for column, *_ in opened} == counts_of(table)
        n_opened += len(opened)
    assert n_opened > (20 if len(corpus.articles) > 1 else 10)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_place_of_a_concordance_is_where_it_says(notebook, articles, tmp_path, monkeypatch):
    names, tables = run(notebook, articles, tmp_path, monkeypatch)
    texts = names["corpus"].articles["text"]
    places = [place for table in tables if "match" in table for place in table.itertuples()]
    for place in places:
        assert texts[place.article_id][place.start : place.end] == place.match
        assert place.left + place.match + place.right == place.sentence
        assert place.sentence in texts[place.article_id]
    assert bool(places) == (notebook.stem[:2] != "01")


def test_leading_terms_in_words_are_those_that_are_found(articles, monkeypatch):
    corpus = read_corpus(articles, copies="first")
    table = list_leading_terms(corpus)
    by = table.columns[0]
    for _, row in table.iterrows():
        for form, n in re.findall(r"(\S+) \((\d+)\)", row["leading_terms"]):
            of_group = {"article_id": corpus.articles.index[0], "section": row[by]} if by == "section" else {by: row[by]}
            assert len(find(corpus, {"term": fold(form), **of_group})) == int(n)
