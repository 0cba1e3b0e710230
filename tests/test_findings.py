import json
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from conftest import in_parts
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import count_changes, count_terms, read_corpus
from analysis.findings import (
    LITTLE,
    NOTHING,
    Finding,
    count_noun,
    emphasise,
    say_articles,
    say_changes,
    say_course,
    say_coverage,
    say_joined,
    say_lengths,
    say_phrases,
    say_positions,
    say_problems,
    say_scope,
    say_terms,
    say_themes,
    write_percent,
)
from analysis.lexicon import Lexicon
from analysis.reading import NOT_AN_ARTICLE

LEXICON = Lexicon(Path("folder/weather.toml"), ())


def dated(day, body):
    return f"Headline\n\nTime: {day}\n\n{body}\n"


def terms(*rows):
    """Terms as ``(form, n, per_10k)``; *the* and *of* are stop words."""
    return pd.DataFrame(rows, columns=["form", "n", "per_10k"]).assign(is_stop=lambda table: table["form"].isin(["the", "of"]))


def phrases(*rows):
    return pd.DataFrame(rows, columns=["form", "n"])


def positions(*rows):
    return pd.DataFrame(rows, columns=["form", "position"])


def themes(*rows):
    """Themes as ``(label, n, n_shared, share_sentences)``."""
    table = pd.DataFrame(rows, columns=["label", "n", "n_shared", "share_sentences"])
    return table.assign(share=table["n"] / table["n"].sum())


def coverage(*rows):
    return pd.DataFrame(rows, columns=["n_sentences", "n_touched"])


# How many, of what, and from when


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 articles"), (1, "1 article"), (2, "2 articles"), (2000, "2,000 articles")], ids=["none", "one", "two", "many"]
)
def test_a_number_agrees_with_its_noun(n, said):
    assert count_noun(n, "article") == said


def test_a_noun_with_a_plural_of_its_own_keeps_it():
    assert [count_noun(n, "match", "matches") for n in (1, 2)] == ["1 match", "2 matches"]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([], "0 articles, 0 words."),
        (["Rain.\n"], "1 article, 1 word, no date known."),
        ([dated("2023-05-30 12:57", "The rain fell.")], "1 article, 3 words, 30 May 2023."),
        ([dated("2023-05-30", "Rain fell."), dated("2023-05-30 12:57", "Sun.")], "2 articles, 3 words, 30 May 2023."),
        ([dated("2023-05-30", "Rain fell."), dated("1945-04-16", "Sun.")], "2 articles, 3 words, 16 April 1945 to 30 May 2023."),
        ([dated("2023-05-30", "Rain."), "Rain.\n"], "2 articles, 2 words, 30 May 2023 (1 without a date)."),
        (["Rain.\n", "Sun.\n", "Sun.\n"], "3 articles, 3 words, no date known."),
    ],
    ids=["none", "undated", "one", "same day", "a span", "one undated", "all undated"],
)
def test_the_scope_is_how_many_articles_and_words_and_from_when(corpus_of, texts, said):
    assert say_scope(corpus_of(*texts)) == said


def test_the_scope_is_said_of_what_was_read(corpus_of):
    assert say_articles(corpus_of(dated("2023-05-30", "Rain."))) == "We read 1 article, 1 word, 30 May 2023."


@pytest.mark.parametrize(
    ("n", "named"),
    [(1, "*000.txt*"), (2, "*000.txt* and *001.txt*"), (4, "*000.txt*, *001.txt* and *002.txt*, for example")],
    ids=["one", "two", "many"],
)
def test_articles_without_a_date_are_named_with_what_to_do(corpus_of, n, named):
    said = say_articles(corpus_of(*["Rain.\n"] * n, **{"dated.txt": dated("2023-05-30", "Rain.")}))
    assert said.endswith(f" No date was found in {named}: a date alone on the line below the title would be read.")


def test_the_scope_of_the_seed(seed):
    assert say_scope(seed) == "1 article, 964 words, 30 May 2023."


def test_where_nothing_was_read_one_is_told_what_to_do(corpus_of):
    assert say_articles(corpus_of()).startswith("There is no article in this folder: save some there")


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0 %"), (0.001, "under 1 %"), (0.01, "1 %"), (0.426, "43 %"), (0.99, "99 %"), (0.999, "over 99 %"), (1, "100 %")],
)
def test_a_little_is_not_said_to_be_nothing_nor_almost_all_to_be_all(share, said):
    assert write_percent(share) == said


# What could not be read


def test_with_no_problem_every_file_was_read(corpus_of):
    assert say_problems(corpus_of("Rain.\n")) == "Every file was read, without a doubt."


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"README.md": "x"}, "1 file was not read, since by its name it is no article."),
        ({"README.md": "x", "LICENSE": "x"}, "2 files were not read, since by their names they are no articles."),
        ({"a.pdf": "x"}, "1 file could not be read."),
        ({"a.pdf": "x", "b.txt": ""}, "2 files could not be read."),
        ({"README.md": "x", "a.pdf": "x"}, "1 file was not read, since by its name it is no article and 1 file could not be read."),
    ],
    ids=["a readme", "two of these", "another kind", "another kind and empty", "both"],
)
def test_files_that_were_not_read_are_counted_by_why(corpus_of, files, said):
    assert say_problems(corpus_of(**files)) == said


@pytest.mark.parametrize(("n", "said"), [(1, "1 file was read with a doubt."), (2, "2 files were read with a doubt.")])
def test_files_read_with_a_doubt_are_not_called_unread(tmp_path, n, said):
    for k in range(n):
        (tmp_path / f"{k}.txt").write_bytes("Rain fell on the café.\n".encode("cp1252"))
    assert say_problems(read_corpus(tmp_path)) == said


def records(*lines):
    """A file of articles, one a line; texts as records."""
    return "\n".join(line if line.startswith("?") else json.dumps({"text": line}) for line in lines)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.jsonl": records("Rain.", "?")}, "1 item could not be read."),
        ({"a.jsonl": records("?", "Rain.", "?"), "b.jsonl": records("?")}, "3 items could not be read."),
        ({"a.jsonl": records("Rain.", "?"), "b.pdf": "x"}, "2 items could not be read."),
        ({"a.jsonl": records("Got likes", "Rain.")}, "1 item was read with a doubt."),
        (
            {"a.jsonl": records("?", "Got likes"), "README": "x", "b.txt": ""},
            "1 item was not read, since by its name it is no article, 2 items could not be read and 1 item was read with a doubt.",
        ),
        ({"a.jsonl": "", "b.txt": "Rain."}, "1 file could not be read."),
        ({"a.jsonl": json.dumps({"text": "Rain.", "id": 1})}, "Every file was read, without a doubt."),
    ],
    ids=["a line", "lines", "a line and a file", "a doubt", "all", "an empty file", "keys"],
)
def test_lines_of_files_of_many_articles_are_counted_one_by_one(corpus_of, files, said):
    assert say_problems(corpus_of(**files)) == said


def test_a_line_with_two_doubts_is_one_item(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "Got likes", "date": "soon"}\n')
    corpus = read_corpus(tmp_path)
    problems = corpus.problems[~corpus.problems["reason"].str.startswith("has its text in the column")]
    assert problems["item"].tolist() == ["line 1"] * 2
    assert say_problems(corpus) == "1 item was read with a doubt."


@pytest.mark.parametrize("make", [lambda corpus_of, files: corpus_of(**files), lambda corpus_of, files: in_parts(corpus_of, **files)])
def test_what_is_said_of_the_articles_does_not_show_in_how_many_parts_they_are(corpus_of, make):
    corpus = make(corpus_of, {"a.txt": dated("2023-05-30", "Rain  fell."), "b.txt": "rain came again.", "c.txt": "", "d.txt": "Sun. Rain."})
    assert say_articles(corpus) == (
        "We read 3 articles, 7 words, 30 May 2023 (2 without a date). No date was found in *b.txt* and *d.txt*: a date alone on the line "
        "below the title would be read."
    )
    assert say_problems(corpus) == "1 file could not be read."
    assert say_lengths(corpus).startswith("The lengths range from 2 to 3 words, with 2 in the middle; the longest, *b.txt*, has 3,")
    assert say_changes(corpus, count_changes(corpus)).startswith("Of 66 characters, 53.0 % are body as it was; 31 were taken out,")


def test_articles_of_one_length_are_not_ranked(corpus_of):
    assert say_lengths(corpus_of("Rain fell.", "Sun came.")) == "All articles have 2 words."


def test_a_file_with_two_doubts_is_one_file(tmp_path):
    (tmp_path / "a.txt").write_bytes("Café\n\nTime: 2023-05-30".encode("cp1252"))
    corpus = read_corpus(tmp_path)
    assert len(corpus.problems) == 2
    assert say_problems(corpus) == "1 file was read with a doubt."


def test_an_empty_folder_is_not_said_to_be_read(corpus_of):
    assert say_problems(corpus_of()) == "The folder is empty."


def test_each_problem_is_counted_in_one_kind(corpus_of):
    corpus = corpus_of("Title\n\nTime: 2023-05-30", **{"README": "x", "NOTES.psd": "x", "b.pdf": "x"})
    assert NOT_AN_ARTICLE in set(corpus.problems["reason"])
    assert say_problems(corpus) == (
        "1 file was not read, since by its name it is no article, 2 files could not be read and 1 file was read with a doubt."
    )


# How long


def test_without_words_there_is_no_length(corpus_of):
    assert say_lengths(corpus_of()) == NOTHING


def test_of_one_article_its_parts_are_said_and_no_trend(corpus_of):
    said = say_lengths(corpus_of("The rain fell.\n\nIt stopped.\n\n\nSun.\n"))
    assert said == "The article has 6 words in 3 paragraphs and 2 sections. One article shows no trend."


def test_of_one_word_nothing_is_plural(corpus_of):
    assert say_lengths(corpus_of("Rain.\n")).startswith("The article has 1 word in 1 paragraph and 1 section.")


def test_of_two_articles_the_longer_is_named_with_its_share(corpus_of):
    said = say_lengths(corpus_of(**{"a.txt": "rain " * 2 + "\n", "b.txt": "rain " * 6 + "\n"}))
    assert said == "The lengths range from 2 to 6 words, with 4 in the middle; the longest, *b.txt*, has 6, which is 75 % of all words."


def test_of_several_articles_the_middle_is_said(corpus_of):
    corpus = corpus_of(*(f"{'rain ' * n}\n" for n in (1, 2, 1004, 2013)))
    # 1 + 2 + 1,004 + 2,013 = 3,020 words; the middle of the two middle ones is 503.
    assert say_lengths(corpus) == (
        "The lengths range from 1 to 2,013 words, with 503 in the middle; the longest, *003.txt*, has 2,013, which is 67 % of all words."
    )


# What cleaning took


def test_the_characters_of_the_raw_text_are_accounted_for(corpus_of):
    raw = "Headline\n\nTime: 2023-05-30\n\nThe rain  fell.\n"
    corpus = corpus_of(raw)
    # Taken out: 8 + 2 + 16 + 2, and the newline at the end; the two spaces became one.
    assert len(raw) == 44
    assert say_changes(corpus, count_changes(corpus)).startswith(
        "Of 44 characters, 29.5 % are body as it was; 31 were taken out, became a field or changed, in 6 stretches,"
    )


def test_the_characters_of_several_articles_are_added(corpus_of):
    corpus = corpus_of("the rain fell.\n\n", "the sun shone.\r\n\r\n")
    assert say_changes(corpus, count_changes(corpus)).startswith(
        "Of 34 characters, 82.4 % are body as it was; 6 were taken out, became a field or changed, in 2 stretches,"
    )


def test_one_character_is_singular(corpus_of):
    corpus = corpus_of("a")
    assert say_changes(corpus, count_changes(corpus)).startswith("Of 1 character, 100.0 % are body as it was;")


def test_where_nothing_was_read_nothing_was_removed(corpus_of):
    corpus = corpus_of()
    assert say_changes(corpus, count_changes(corpus)) == "Nothing was read, so nothing was removed."


# Terms, phrases, places


def test_the_most_frequent_terms_are_named_with_their_counts_and_never_a_stop_word():
    said = say_terms(terms(("the", 90, 900.0), ("Rain", 1200, 191.4), ("of", 11, 10.0), ("sun", 2, 2.0), ("sea", 1, 1.0)))
    assert said == "Most frequent is *Rain* (1,200), 191 times per 10,000 words; then come *sun* (2) and *sea* (1)."


def test_a_single_term_is_followed_by_none():
    assert say_terms(terms(("rain", 3, 10_000.0))) == "Most frequent is *rain* (3), 10,000 times per 10,000 words."


def test_one_other_term_comes_and_several_come():
    assert say_terms(terms(("rain", 2, 10.0), ("sun", 1, 5.0))).endswith("; then comes *sun* (1).")
    assert say_terms(terms(("rain", 3, 10.0), ("sun", 2, 5.0), ("sea", 1, 2.0))).endswith("; then come *sun* (2) and *sea* (1).")


@pytest.mark.parametrize(
    ("forms", "said"),
    [
        (["rain", "sun"], "Most frequent, 3 uses each, are *rain* and *sun*."),
        (list("abcde"), "Most frequent, 3 uses each, are *a*, *b*, *c*, *d* and *e*."),
    ],
    ids=["two", "five"],
)
def test_terms_used_equally_often_are_not_ranked(forms, said):
    assert say_terms(terms(*((form, 3, 10.0) for form in forms), ("sea", 1, 3.3))) == said


def test_a_rate_below_ten_has_a_decimal_so_that_it_is_never_nought():
    assert "0.4 times per 10,000 words" in say_terms(terms(("rain", 1, 0.4)))
    assert "10 times per 10,000 words" in say_terms(terms(("rain", 1, 10.4)))


def test_articles_of_stop_words_are_not_called_no_articles(corpus_of):
    assert say_terms(count_terms(corpus_of("the of\n")).assign(is_stop=True)) == "All words are stop words."


def test_after_the_first_term_five_more_are_named():
    said = say_terms(terms(*((f"w{k}", 9 - k, 1.0) for k in range(9))))
    assert "*w5* (4)" in said
    assert "w6" not in said


def test_without_terms_there_is_nothing_to_speak_of():
    assert say_terms(terms().astype({"is_stop": bool})) == NOTHING


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (phrases(("space station", 3)), "One phrase stands out: *space station* (3)."),
        (phrases(("a b", 3), ("c d", 2)), "2 phrases stand out; the surest are *a b* (3) and *c d* (2)."),
        (
            phrases(*((f"a b{k}", 2) for k in range(1200))),
            "1,200 phrases stand out; the surest are *a b0* (2), *a b1* (2), *a b2* (2), *a b3* (2) and *a b4* (2).",
        ),
    ],
    ids=["one", "two", "many"],
)
def test_phrases_are_counted_and_the_surest_named(table, said):
    assert say_phrases(table) == said


@pytest.mark.parametrize("rows", [[], [("a b", 3)], [("a b", 3), ("c d", 2)]], ids=["none", "one", "two"])
def test_where_phrases_were_looked_for_is_said_with_them(rows):
    table = phrases(*rows)
    plain = say_phrases(table)
    for note, said in (("Looked for in 5 of 9 articles.", f"{plain} Looked for in 5 of 9 articles."), ("", plain)):
        table.attrs["note"] = note
        assert say_phrases(table) == said


def test_without_phrases_it_is_said_why():
    assert say_phrases(phrases()).endswith("so there is no phrase to show.")


def test_the_widest_and_the_narrowest_term_are_told_apart():
    table = positions(("rain", 0.1), ("rain", 0.5), ("rain", 0.9), ("sun", 0.4), ("sun", 0.6), ("sea", 0.2), ("sea", 0.7))
    said = "*rain* runs through 80 % of the text, from its first use to its last; *sun* keeps to 20 % of it."
    assert say_positions(table) == said


def test_a_single_term_is_compared_with_none():
    said = say_positions(positions(("rain", 0.25), ("rain", 0.75)))
    assert said == "*rain* runs through 50 % of the text, from its first use to its last."


def test_terms_used_once_run_through_nothing():
    said = say_positions(positions(("rain", 0.5), ("sun", 0.2)))
    assert said == "No term stands in more than one place, so none runs through the text."
    said = say_positions(positions(("rain", 0.5), ("sun", 0.2), ("sun", 0.4)))
    assert said == "*sun* runs through 20 % of the text, from its first use to its last."


def test_without_places_there_is_nothing_to_speak_of():
    assert say_positions(positions()) == NOTHING


def joined(*rows):
    return pd.DataFrame(rows, columns=["joined", "n", "is_stop"])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (joined(("rain", 3, False)), "No two terms outside stop words are forms of one word."),
        (joined(("is|was", 3, True)), "No two terms outside stop words are forms of one word."),
        (
            joined(("rain", 9, False), ("sea|seas", 5, False)),
            "1 word outside stop words would gain by joining forms; the most frequent joins *sea* and *seas*: 5 uses together.",
        ),
        (
            joined(("is|was", 9, True), ("rain|rained|rains", 1200, False), ("sea|seas", 2, False)),
            "2 words outside stop words would gain by joining forms; the most frequent joins *rain*, *rained* and *rains*: "
            "1,200 uses together.",
        ),
    ],
    ids=["none", "stop words only", "one", "several"],
)
def test_what_joining_forms_would_change(table, said):
    assert say_joined(table) == said


# Themes


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (coverage((1, 1)), "The lexicon *weather.toml* touches 1 of 1 sentence (100 %)."),
        (coverage((10, 5)), "The lexicon *weather.toml* touches 5 of 10 sentences (50 %)."),
        (coverage((1500, 1200), (500, 300)), "The lexicon *weather.toml* touches 1,500 of 2,000 sentences (75 %)."),
        (coverage((1000, 999)), "The lexicon *weather.toml* touches 999 of 1,000 sentences (over 99 %)."),
    ],
    ids=["one sentence", "several", "in groups", "almost all"],
)
def test_coverage_is_said_of_all_sentences(table, said):
    assert say_coverage(table, LEXICON) == said


def test_a_lexicon_that_touches_little_is_said_not_to_suit_and_what_to_do():
    said = say_coverage(coverage((10, 3)), Lexicon(Path("folder/themes.toml"), ()))
    assert said.startswith("The lexicon *themes.toml* touches 3 of 10 sentences (30 %). That is little, less than 40 %")
    assert "THEMES=" in said


def test_who_has_a_lexicon_of_their_own_is_not_told_to_make_one():
    said = say_coverage(coverage((10, 3)), LEXICON)
    assert "That is little" in said
    assert "THEMES=" not in said


def test_what_is_touched_is_not_said_to_be_nothing():
    assert say_coverage(coverage((1000, 1)), LEXICON).startswith(
        "The lexicon *weather.toml* touches 1 of 1,000 sentences (under 1 %). That"
    )


def test_at_the_line_a_lexicon_is_not_blamed():
    assert "little" not in say_coverage(coverage((10, 10 * LITTLE)), LEXICON)


def test_without_sentences_nothing_is_covered():
    assert say_coverage(coverage((0, 0)), LEXICON) == NOTHING
    assert say_coverage(coverage(), LEXICON) == NOTHING


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (themes(("Rain", 0, 0, 0.0)), "No theme of the lexicon matches anywhere."),
        (
            themes(("Rain", 10, 0, 0.5)),
            "The coverage dwells most on *Rain*: 100 % of all matches, in 50 % of sentences. "
            "Of 10 matches, none is shared with another theme.",
        ),
        (
            themes(("Rain", 40, 0, 0.25), ("Sun", 20, 0, 0.125), ("Ice", 20, 0, 0.125), ("Sea", 0, 0, 0.0)),
            "The coverage dwells most on *Rain*: 50 % of all matches, in 25 % of sentences. Then come *Sun* (20) and *Ice* (20). "
            "It never touches *Sea*. Of 80 matches, none is shared with another theme.",
        ),
        (
            themes(("Rain", 1500, 1, 0.5), ("Sun", 300, 1, 0.2), ("Sea", 200, 0, 0.1), ("Ice", 0, 0, 0.0), ("Fog", 0, 0, 0.0)),
            "The coverage dwells most on *Rain*: 75 % of all matches, in 50 % of sentences. Then come *Sun* (300) and *Sea* (200). "
            "It never touches *Ice* and *Fog*. Of 2,000 matches, 2 are shared with another theme.",
        ),
    ],
    ids=["no match", "one theme", "one untouched", "two shared"],
)
def test_themes_are_named_by_what_they_touch(table, said):
    assert say_themes(table) == said


def test_after_the_first_theme_three_more_are_named():
    said = say_themes(themes(*((f"T{k}", 9 - k, 0, 0.1) for k in range(9))))
    assert "*T3* (6)" in said
    assert "T4" not in said


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (themes(("Rain", 1, 0, 0.5)), "There is only 1 match, too few to say what the coverage dwells on: *Rain* (1)."),
        (
            themes(("Rain", 7, 0, 0.5), ("Sun", 2, 0, 0.2), ("Sea", 0, 0, 0.0)),
            "There are only 9 matches, too few to say what the coverage dwells on: *Rain* (7) and *Sun* (2).",
        ),
    ],
    ids=["one", "nine"],
)
def test_of_fewer_than_ten_matches_no_theme_is_said_to_lead(table, said):
    assert say_themes(table) == said


def test_one_shared_match_is_singular():
    assert say_themes(themes(("Rain", 30, 1, 0.5))).endswith("Of 30 matches, 1 is shared with another theme.")


def test_themes_that_match_equally_often_are_not_ranked():
    said = say_themes(themes(("Rain", 20, 0, 0.5), ("Sun", 20, 0, 0.25), ("Sea", 0, 0, 0.0)))
    assert said == (
        "The coverage dwells most, and equally often, on *Rain* and *Sun*: 50 % of all matches each. It never touches *Sea*. "
        "Of 40 matches, none is shared with another theme."
    )


def course(unit, *rows):
    """A course as ``(unit, label, n, share_sentences)``; the key of a theme is its label in small letters."""
    table = pd.DataFrame(rows, columns=[unit, "label", "n", "share_sentences"])
    return table.assign(theme=table["label"].str.lower())


def test_the_course_through_paragraphs_counts_matches():
    table = course("paragraph", (1, "Rain", 2, 1.0), (1, "Sun", 0, 0.0), (2, "Rain", 5, 0.5), (2, "Sun", 3, 0.5))
    assert say_course(table) == "*Rain* is strongest in paragraph 2 (5 matches); *Sun* is strongest in paragraph 2 (3 matches)."


def test_one_match_in_a_paragraph_is_singular():
    assert "(1 match)" in say_course(course("paragraph", (1, "Rain", 1, 1.0), (2, "Rain", 0, 0.0)))


@pytest.mark.parametrize(
    ("matches", "where"),
    [
        ([2, 2, 1], "paragraph 1 and paragraph 2 (2 matches each)"),
        ([1, 1, 1], "paragraph 1, paragraph 2 and paragraph 3 (1 match each)"),
        ([2, 2, 2, 2, 0], "paragraph 1, paragraph 2 and paragraph 3 and elsewhere (2 matches each)"),
    ],
)
def test_a_theme_that_is_as_strong_in_several_places_is_not_strongest_in_one(matches, where):
    table = course("paragraph", *((k + 1, "Rain", n, 1.0) for k, n in enumerate(matches)))
    assert say_course(table) == f"*Rain* is strongest in {where}."


def test_two_themes_of_one_name_are_two_in_the_course():
    table = course("paragraph", (1, "Weather", 3, 1.0), (1, "Weather", 1, 0.5), (2, "Weather", 0, 0.0), (2, "Weather", 2, 0.5))
    said = say_course(table.assign(theme=["rain", "sun"] * 2))
    assert said == "*Weather* is strongest in paragraph 1 (3 matches); *Weather* is strongest in paragraph 2 (2 matches)."


def test_the_course_over_periods_goes_by_the_share_of_sentences_not_by_matches():
    table = course("month", ("2023-01", "Rain", 50, 0.1), ("2023-02", "Rain", 4, 0.25))
    assert say_course(table) == "*Rain* is strongest in 2023-02 (25 % of sentences)."


def test_the_course_over_decades_names_the_decade_as_people_do():
    table = course("decade", ("1940s", "Rain", 5, 0.1), ("1950s", "Rain", 4, 0.25))
    assert say_course(table) == "*Rain* is strongest in the 1950s (25 % of sentences)."


def test_the_course_over_articles_names_the_article():
    table = course("article", ("a.txt", "Rain", 5, 0.5), ("b.txt", "Rain", 4, 0.25))
    assert say_course(table) == "*Rain* is strongest in article a.txt (50 % of sentences)."


def test_an_article_without_sentences_is_no_peak():
    table = course("article", ("a.txt", "Rain", 0, float("nan")), ("b.txt", "Rain", 4, 0.25))
    assert say_course(table) == "*Rain* is strongest in article b.txt (25 % of sentences)."


def test_the_course_is_said_of_the_three_largest_themes_that_match():
    rows = [(p, label, n, 0.5) for p in (1, 2) for label, n in (("A", 1), ("B", 5), ("C", 4), ("D", 3), ("E", 0))]
    said = say_course(course("month", *rows))
    assert [label for label in "ABCDE" if f"*{label}*" in said] == ["B", "C", "D"]


def test_a_theme_without_a_match_has_no_course():
    said = say_course(course("month", ("2023-01", "Rain", 4, 0.5), ("2023-02", "Rain", 2, 0.1), ("2023-01", "Sun", 0, 0.0)))
    assert "Sun" not in said


def test_without_a_match_there_is_no_course():
    assert say_course(course("month", ("2023-01", "Rain", 0, 0.0))) == "No theme of the lexicon matches anywhere, so none has a course."


def test_with_one_part_there_is_no_course_to_show():
    assert say_course(course("paragraph")).endswith("there is none to show.")


# On the page


class Page(HTMLParser):
    """The tags of a page in order, the stretches of text between two tags, and what is set in italics."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open, self.seen, self.stretches, self.italics = [], set(), [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add(tag)
        if tag == "em":
            self.italics.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.stretches.append(data)
        if "em" in self.open:
            self.italics[-1] += data


def test_a_name_that_is_emphasised_is_set_in_italics():
    assert Finding(f"Most is {emphasise('rain')} (3).")._repr_html_() == "<p>Most is <em>rain</em> (3).</p>"


def test_asterisks_of_the_text_itself_set_nothing_in_italics():
    assert Finding("Most is *rain* (3).")._repr_html_() == "<p>Most is *rain* (3).</p>"


def test_as_text_a_finding_is_its_sentence_with_asterisks_around_names():
    said = Finding(f"Most is {emphasise('rain')} (3).")
    assert repr(said) == str(said) == "Most is *rain* (3)."


def test_two_findings_are_one_paragraph_in_which_names_stay_in_italics():
    said = Finding(f"Most is {emphasise('rain')}.") + Finding(f"Least is {emphasise('sun')}.") + "Last."
    assert said._repr_html_() == "<p>Most is <em>rain</em>. Least is <em>sun</em>. Last.</p>"
    assert said == "Most is *rain*. Least is *sun*. Last."


DEFECTS = ["*", "**", emphasise("x"), "<script>alert(1)</script>", "</p>", "</em>", "<b>", "&", "&lt;", "$", "$x$", "_", "'", '"', "A", " "]
awkward = st.lists(st.sampled_from(DEFECTS), min_size=1, max_size=8).map("".join)


@settings(deadline=None, max_examples=60)
@given(label=awkward)
def test_no_name_breaks_the_page_that_names_it(label):
    said = say_themes(themes((label, 30, 0, 0.5), ("Sun", 10, 0, 0.1), (label, 0, 0, 0.0)))
    page = Page(said._repr_html_())
    assert page.open == []
    assert page.seen <= {"p", "em", "span"}
    plain = label.replace("\ue000", "").replace("\ue001", "")
    assert "".join(page.stretches) == said.replace(f"*{plain}*", plain).replace("*Sun*", "Sun")
    assert page.italics == [plain, "Sun", plain]
    assert all(stretch == "$" for stretch in page.stretches if "$" in stretch)


@pytest.mark.parametrize("name", ["<script>alert(1)<script>.txt", "$x$.txt", "&amp;.txt", "a*b.txt", "*a*.txt", "**.txt"])
def test_a_file_name_is_shown_as_it_is(corpus_of, name):
    said = say_lengths(corpus_of(**{name: "rain rain\n", "b.txt": "rain\n"}))
    assert f"the longest, *{name}*, has" in said
    page = Page(said._repr_html_())
    assert f"the longest, {name}, has" in "".join(page.stretches)
    assert page.italics == [name]
