"""Sentences that are shown for a theme: chosen by a rule, with the matches marked, and shown, never run."""

import pandas as pd
from conftest import in_parts
from test_themes import lexicon_of

from analysis import list_sentences, show_sentences

SKY = {"space": ["space station", "lunar*", "moon"], "weather": ["rain", "sun"]}


def test_the_sentences_with_most_different_entries_come_first_then_with_most_matches_then_the_first(corpus_of):
    corpus = corpus_of("The moon. Moon and moon. A lunar moon. Moon! The Space Station and the moon.")
    table = list_sentences(corpus, lexicon_of(**SKY), rows=4)
    assert table["sentence"].tolist() == ["A lunar moon.", "The Space Station and the moon.", "Moon and moon.", "The moon."]
    assert table["theme"].unique().tolist() == ["space"] and table["label"].unique().tolist() == ["SPACE"]
    assert [[text[a:b] for a, b in marks] for text, marks in zip(table["sentence"], table["marks"], strict=True)] == [
        ["lunar", "moon"],
        ["Space Station", "moon"],
        ["Moon", "moon"],
        ["moon"],
    ]


def test_themes_come_in_the_order_of_the_lexicon_and_mark_their_own_matches(corpus_of):
    table = list_sentences(corpus_of("Rain on the moon."), lexicon_of(**SKY), rows=1)
    assert table[["theme", "marks"]].to_numpy().tolist() == [["space", [(12, 16)]], ["weather", [(0, 4)]]]


def test_of_several_articles_each_gives_one_sentence_wherever_parts_end(corpus_of):
    texts = ["Rain and sun 1. Rain and sun, sun 2.", "Fog.", "Rain 3.", "Sun and rain 4."]
    expected = ["Rain and sun, sun 2.", "Sun and rain 4.", "Rain 3."]
    for corpus in (corpus_of(*texts), in_parts(corpus_of, *texts)):
        table = list_sentences(corpus, lexicon_of(**SKY), rows=5)
        assert table["sentence"].tolist() == expected
        assert table["article_id"].tolist() == ["000.txt", "003.txt", "002.txt"]
        pd.testing.assert_frame_equal(list_sentences(corpus, lexicon_of(**SKY), rows=2), table.head(2))


def test_where_nothing_matches_there_is_no_row(corpus_of):
    for texts in ([], ["Fog."]):
        table = list_sentences(corpus_of(*texts), lexicon_of(**SKY))
        assert table.columns.tolist() == ["theme", "label", "article_id", "sentence", "marks"] and not len(table)
        assert "No rows." in repr(show_sentences(table))


def test_matches_are_marked_and_texts_are_shown_and_never_run(corpus_of):
    corpus = corpus_of("The <b>moon</b> & the <script>lunar()</script> $x$.")
    page = show_sentences(list_sentences(corpus, lexicon_of(**SKY)), note="By a rule.")
    assert "‹moon›" in repr(page) and repr(page).endswith("By a rule.")
    shown = page._repr_html_()
    assert "<mark>moon</mark>" in shown and "<mark>lunar</mark>" in shown
    assert "<script" not in shown and "<b>" not in shown and "$x$" not in shown


def test_a_long_sentence_is_cut_around_its_first_match(corpus_of):
    corpus = corpus_of(f"{'word ' * 200}the moon {'more ' * 200}lunar end.")
    [row] = show_sentences(list_sentences(corpus, lexicon_of(**SKY))).rows
    assert row[2].startswith("…") and row[2].endswith("…") and "the ‹moon› more" in row[2] and len(row[2]) < 320
