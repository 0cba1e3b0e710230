"""Files of many articles, one a line: whatever a line holds, it is an article or a problem; where ranges begin and end does not show."""

import codecs
import hashlib
import json
import random
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import count_terms, find, read_corpus, segments
from analysis.corpus import join_segments
from analysis.reading import File, Problem, RawArticle, ReadingError, divide, find_files, is_divisible, read_files, records
from analysis.segments import build_segment, plan_segments


def lines_of(*records, end="\n") -> bytes:
    """Write records, one a line; those that are bytes as they are."""
    return b"".join((record if isinstance(record, bytes) else json.dumps(record).encode()) + end.encode() for record in records)


@pytest.fixture
def read(tmp_path):
    """Read records from a file in a folder: ``read({"text": "Rain."})``."""

    def make(*records, name="a.jsonl", end="\n"):
        (tmp_path / name).write_bytes(lines_of(*records, end=end))
        return list(read_files(find_files(tmp_path)))

    return make


@pytest.fixture
def corpus_of_records(tmp_path):
    """Make a corpus of records: ``corpus_of_records({"text": "Rain."})``."""

    def make(*records):
        (tmp_path / "a.jsonl").write_bytes(lines_of(*records))
        return read_corpus(tmp_path)

    return make


def articles_of(items):
    return {item.item: item.text for item in items if isinstance(item, RawArticle)}


def only_article(items):
    [article] = [item for item in items if isinstance(item, RawArticle)]
    return article


def told_of(article):
    """Give the text of an article, and its fields but how its date came there."""
    return article.text, {name: value for name, value in article.fields.items() if name != "published_from"}


def problems_of(items):
    return [(item.item, item.action, item.reason) for item in items if isinstance(item, Problem)]


# What a record tells


def test_each_line_is_an_article_with_the_number_of_its_line(read):
    items = read({"text": "Rain."}, {"text": "Sun.\nFog."})
    assert items == [RawArticle("a.jsonl", 1, "Rain.", {}, "field"), RawArticle("a.jsonl", 2, "Sun.\nFog.", {}, "field")]


@pytest.mark.parametrize("name", ["a.jsonl", "a.JSONL", "a.ndjson", "A.NDJson"])
def test_the_kind_of_a_file_is_known_in_any_case(read, name):
    assert [item.text for item in read({"text": "Rain."}, name=name)] == ["Rain."]


SYNONYMS = {
    "text": "text body content article maintext",
    "title": "title headline heading",
    "published": "published publish_date published_at pubdate date time created",
    "source": "source outlet publisher site domain",
    "author": "author authors byline",
}


@pytest.mark.parametrize(("field", "key"), [(field, key) for field, keys in SYNONYMS.items() for key in keys.split()])
@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_a_field_is_found_by_any_of_its_names_in_any_case(read, field, key, case):
    article = only_article(read({case(key): "It"} if field == "text" else {"text": "Rain.", case(key): "It"}))
    assert told_of(article) == (("It", {}) if field == "text" else ("Rain.", {field: "It"}))


@pytest.mark.parametrize(("field", "keys"), SYNONYMS.items())
def test_of_several_names_of_a_field_the_first_in_the_list_is_taken_wherever_it_stands(read, field, keys):
    names = keys.split()
    for first in range(len(names) - 1):
        for order in (names[first:], [*names[:first:-1], names[first]]):
            record = {name: f"by {name}" for name in order}
            article = only_article(read(record if field == "text" else {"text": "Rain."} | record))
            assert ({"text": article.text} | article.fields)[field] == f"by {names[first]}"
            assert article.extra == {name: f"by {name}" for name in order if name != names[first]}


@pytest.mark.parametrize("nothing", ["", None, [], ["", None]])
@pytest.mark.parametrize(("empty", "taken", "field"), [("text", "body", "text"), ("headline", "heading", "title")])
def test_a_name_that_holds_nothing_leaves_the_field_to_the_next_one(read, nothing, empty, taken, field):
    article = only_article(read({"text": "" if field == "text" else "Rain.", empty: nothing, taken: "It"}))
    assert ({"text": article.text} | article.fields)[field] == "It"


@pytest.mark.parametrize("blank", [" ", "\n", "\t \u00a0"])
def test_white_space_alone_is_nothing_either(read, blank):
    article = only_article(read({"text": blank, "body": "Rain.", "title": blank, "headline": "Dry spell ends", "author": blank}))
    assert (article.text, article.fields) == ("Rain.", {"title": "Dry spell ends"})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (5, "5"),
        (0, "0"),
        (1.5, "1.5"),
        (True, "true"),
        (["Ann", "Bo"], "Ann, Bo"),
        (["Ann", None, "", 3], "Ann, 3"),
        ([["Ann"], "Bo"], "Ann, Bo"),
        ({"name": "Ann"}, '{"name": "Ann"}'),
        ({"name": "Zoë"}, '{"name": "Zoë"}'),
    ],
)
def test_what_is_no_text_is_written_as_one(read, value, written):
    [article] = read({"text": "Rain.", "author": value})
    assert article.fields == {"author": written}


def test_a_text_may_be_a_list_of_paragraphs(read):
    assert articles_of(read({"text": ["Rain fell", "Sun shone"]})) == {1: "Rain fell\n\nSun shone"}


@pytest.mark.parametrize("value", [None, "", []])
def test_a_field_that_holds_nothing_is_not_there(read, value):
    [article] = read({"text": "Rain.", "title": value, "author": value})
    assert article.fields == {}


# Lines that are no article

NO_TEXT = 'has no text (its keys with content: {}); put it under the key text, or name its key with read_corpus(…, columns={{"text": "…"}})'


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({}, NO_TEXT.format("none")),
        ({"title": "Rain"}, NO_TEXT.format("'title'")),
        ({"text": "", "title": "Rain"}, NO_TEXT.format("'title'")),
        ({"text": None, "id": 7}, NO_TEXT.format("'id'")),
        ({"Story": "Rain.", "lang": "en"}, NO_TEXT.format("'Story', 'lang'")),
        (b"[]", "is '[]', not a JSON object; write each article as one, with its text under the key text"),
        (
            b' ["text", "Rain."] ',
            'is \'["text", "Rain."]\', not a JSON object; write each article as one, with its text under the key text',
        ),
        (b'"Rain."', "is '\"Rain.\"', not a JSON object; write each article as one, with its text under the key text"),
        (b"null", "is 'null', not a JSON object; write each article as one, with its text under the key text"),
        (b"42", "is '42', not a JSON object; write each article as one, with its text under the key text"),
        (b"Rain.", "is not JSON (Expecting value); write one JSON object a line"),
        (b'{"text": "Rain."', "is not JSON (Expecting ',' delimiter); write one JSON object a line"),
        (b'{"text": "Rain."} {}', "is not JSON (Extra data); write one JSON object a line"),
        (b"{'text': 'Rain.'}", "is not JSON (Expecting property name enclosed in double quotes); write one JSON object a line"),
        (b'{"text": "Rain\0"}', "is not text (it holds NUL bytes); save the article as plain text in UTF-8"),
        (b"\1\2\3", "is not text (it holds control characters); save the article as plain text in UTF-8"),
    ],
)
def test_a_line_that_cannot_be_read_is_a_problem_with_its_number_and_the_others_are_read(read, record, reason):
    items = read({"text": "Rain."}, record, {"text": "Sun."})
    assert articles_of(items) == {1: "Rain.", 3: "Sun."}
    assert problems_of(items) == [(2, "skipped", reason)]


@pytest.mark.parametrize("blank", [" ", "\n\t\n", "\u00a0"])
def test_a_text_of_white_space_is_no_text(read, blank):
    [problem] = read({"text": blank})
    assert (problem.item, problem.action) == (1, "skipped") and problem.reason.startswith("has no text")


def test_a_long_line_that_is_no_record_is_not_quoted_in_full(read):
    [problem] = read(json.dumps("Rain. " * 1000).encode())
    assert len(problem.reason) < 200


@pytest.mark.parametrize("depth", [10, 400, 600, 1_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")], ids=["lists", "objects"])
def test_what_is_nested_however_deep_does_not_end_the_run(read, depth, opening, closing):
    items = read(b'{"text": ' + opening * depth + b'"Rain."' + closing * depth + b"}", {"text": "Sun."})
    assert articles_of(items)[2] == "Sun."
    assert [item.item for item in items] == [1, 2]


def test_a_number_too_long_to_be_read_is_a_problem(read):
    items = read(b'{"text": "Rain.", "id": ' + b"9" * 5_000 + b"}", {"text": "Sun."})
    assert articles_of(items) == {2: "Sun."}
    assert [problem[:2] for problem in problems_of(items)] == [(1, "skipped")]


@pytest.mark.parametrize("blank", [b"", b" ", b"\t ", b"\r"])
def test_blank_lines_are_counted_and_are_no_problem(read, blank):
    items = read(blank, {"text": "Rain."}, blank, blank, {"text": "Sun."}, blank)
    assert articles_of(items) == {2: "Rain.", 5: "Sun."}
    assert problems_of(items) == []


def test_the_last_line_need_not_be_ended(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(lines_of({"text": "Rain."}, {"text": "Sun."}).rstrip(b"\n"))
    assert articles_of(read_files(find_files(tmp_path))) == {1: "Rain.", 2: "Sun."}


def test_lines_may_end_as_in_windows(read):
    items = read({"text": "Rain."}, {"text": "Sun.\r\nFog."}, b"", {"text": "Hail."}, end="\r\n")
    assert articles_of(items) == {1: "Rain.", 2: "Sun.\r\nFog.", 4: "Hail."}
    assert problems_of(items) == []


def test_only_line_feeds_end_a_line(read):
    text = "Rain\u2028fell\u2029on\x85us"
    assert articles_of(read(json.dumps({"text": text}, ensure_ascii=False).encode(), {"text": "Sun."})) == {1: text, 2: "Sun."}


def test_a_byte_order_mark_on_the_first_line_is_no_part_of_it(read):
    items = read(b"\xef\xbb\xbf" + json.dumps({"text": "Rain."}).encode(), {"text": "Sun."})
    assert articles_of(items) == {1: "Rain.", 2: "Sun."}
    assert problems_of(items) == []


@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_a_problem_and_named_alone_an_error(tmp_path, data):
    (tmp_path / "a.jsonl").write_bytes(data)
    reason = "is empty; write one JSON object a line in it, or take it away"
    assert list(read_files(find_files(tmp_path))) == [Problem("a.jsonl", None, "skipped", reason)]
    with pytest.raises(ReadingError, match=r"/a\.jsonl is empty; write one JSON object a line in it, or take it away\.$"):
        list(read_files(find_files(tmp_path / "a.jsonl")))


def test_a_bad_line_of_a_file_named_alone_is_a_problem_and_no_error(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(lines_of({"text": "Rain."}, b"?"))
    items = list(read_files(find_files(tmp_path / "a.jsonl")))
    assert articles_of(items) == {1: "Rain."}
    assert [problem[:2] for problem in problems_of(items)] == [(2, "skipped")]


# Doubts


def test_a_line_in_windows_1252_is_read_with_a_doubt_and_the_others_without(read):
    items = read({"text": "Rain."}, '{"text": "Café"}'.encode("cp1252"), '{"text": "Café"}'.encode())
    assert articles_of(items) == {1: "Rain.", 2: "Café", 3: "Café"}
    assert problems_of(items) == [(2, "read", "is not UTF-8 (byte 13); read as Windows-1252")]


def test_both_halves_of_a_character_are_that_character(read):
    items = read(b'{"text": "\\ud83d\\ude00 rain", "title": "\\uD83D\\uDE00"}')
    assert items == [RawArticle("a.jsonl", 1, "😀 rain", {"title": "😀"}, "field")]


@pytest.mark.parametrize("half", [b"\\ud800", b"\\uDFFF", b"\\ude00"])
def test_half_a_character_is_shown_as_what_is_lost_with_a_doubt(read, half):
    items = read(b'{"text": "Rain ' + half + b' fell."}', {"text": "Sun."})
    assert articles_of(items) == {1: "Rain \ufffd fell.", 2: "Sun."}
    assert problems_of(items) == [(1, "read", "has 1 half of a character in 'text': shown as \ufffd")]


def test_halves_of_characters_are_counted_in_each_key(read):
    items = read(b'{"title": "\\ud800 \\ud801\\udc00\\udc00", "text": "Rain \\ud800", "author": "Ann"}')
    [article] = [item for item in items if isinstance(item, RawArticle)]
    assert (article.text, article.fields) == ("Rain \ufffd", {"title": "\ufffd \U00010400\ufffd", "author": "Ann"})
    said = " ".join(reason for _, _, reason in problems_of(items))
    assert "2 halves of characters in 'title'" in said and "1 half of a character in 'text'" in said


def test_half_a_character_in_the_name_of_a_key_is_shown_as_what_is_lost(read):
    items = read(b'{"text": "Rain.", "\\ud800": "x"}')
    assert only_article(items).extra == {"\ufffd": "x"}
    assert [(item, reason) for item, _, reason in problems_of(items)] == [
        (None, "has its text in the column 'text'; kept as they are: '\ufffd'"),
        (1, "has 1 half of a character in '\\ud800': shown as \ufffd"),
    ]


def test_how_the_keys_were_read_is_said_once_before_the_first_article(read):
    items = read({"body": "Rain.", "lang": "en", "Link": "x"}, {"body": "Sun.", "lang": "de", "id": 1}, b"?", {"Lead": "", "body": "Fog."})
    assert articles_of(items) == {1: "Rain.", 2: "Sun.", 4: "Fog."}
    assert items[0] == Problem("a.jsonl", None, "read", "has its text in the column 'body', url in 'Link'; kept as they are: 'lang', 'id'")
    assert [item.item for item in items[1:]] == [1, 2, 3, 4]
    assert [item.extra for item in items[1:3]] == [{"lang": "en"}, {"lang": "de", "id": "1"}]


def test_keys_that_are_named_as_fields_are_need_no_word(read):
    assert problems_of(read({"Text": "Rain.", "TITLE": "x", "published": "2023-05-01", "source": "x", "author": "x", "url": "x"})) == []


@pytest.mark.parametrize(
    ("value", "kept"), [(7, "7"), (1.5, "1.5"), (True, "true"), (["a", 1], '["a", 1]'), ({"é": None}, '{"é": null}'), ("x", "x")]
)
def test_what_is_in_no_field_is_kept_as_it_is(read, value, kept):
    assert only_article(read({"text": "Rain.", "x": value, "none": None})).extra == {"x": kept}


def test_a_key_that_stands_twice_gives_its_last_value_and_a_doubt(read):
    items = read(b'{"text": "Rain.", "text": "Sun.", "a": 1, "a": 1}')
    assert articles_of(items) == {1: "Sun."}
    assert problems_of(items)[1] == (1, "read", "has more than one value under the same key, of which the last is read: 'text'")


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-0.0", b"9" * 100])
def test_numbers_that_are_none_do_no_harm(read, number):
    items = read(b'{"text": "Rain.", "date": ' + number + b', "n": [' + number + b"]}")
    assert articles_of(items) == {1: "Rain."}


def test_a_text_is_told_from_the_number_of_another_record(read):
    article = only_article(read({"content": "a1b2-c3", "Inhalt": "Rain fell.", "article": 17}))
    assert (article.text, article.extra) == ("Rain fell.", {"content": "a1b2-c3", "article": "17"})


def test_of_a_source_that_is_an_object_its_name_is_taken(read):
    assert only_article(read({"text": "Rain.", "source": {"id": None, "name": "Daily Planet"}})).fields == {"source": "Daily Planet"}


def test_records_in_utf_16_are_read(tmp_path):
    (tmp_path / "a.jsonl").write_bytes('{"text": "Rain"}\n{"text": "Sun"}'.encode("utf-16"))
    assert articles_of(read_files(divide(next(find_files(tmp_path)), 5))) == {1: "Rain", 2: "Sun"}


# JSON that is no list of lines


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ('{"text": "Rain"}', {None: "Rain"}),
        ('\ufeff{"text":\n["Rain", "Sun"]}', {None: "Rain\n\nSun"}),
        ('[{"text": "Rain"}, 5, {"body": "Sun"}]', {1: "Rain", 3: "Sun"}),
        ('{"status": "ok", "articles": [{"text": "Rain"}]}', {1: "Rain"}),
        ('{"tags": [{"a": 1}], "RESULTS": [{"text": "Rain"}]}', {1: "Rain"}),
        ('{"articles": {"n": 1}, "items": [{"text": "Rain"}]}', {1: "Rain"}),
        ('{"tags": ["a"], "stories": [{"text": "Rain"}]}', {1: "Rain"}),
        ('{"hits": {"n": 1, "hits": [{"_source": {"text": "Rain"}}]}}', {1: "Rain"}),
        ('{"text": "Rain", "comments": [{"text": "Boo"}]}', {None: "Rain"}),
        ('{"text": "Rain"}\n{"text": "Sun"}\n', {1: "Rain", 2: "Sun"}),
    ],
)
def test_a_json_file_holds_one_article_or_a_list(read, written, found):
    assert articles_of(read(written.encode(), name="a.json")) == found


def test_what_stands_beside_the_list_is_named(read):
    items = read(b'{"status": "ok", "data": {"n": 2, "items": [{"text": "Rain"}]}}', name="a.json")
    assert problems_of(items) == [(None, "read", "holds beside its articles what is not read: 'status', 'n'")]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"", "is empty"),
        (b"[]", "holds an empty list"),
        (b'{"items": []}', "has no text (its keys with content: none)"),
        (b'{"title": "Rain"}', "has no text (its keys with content: 'title')"),
        (b"5", "is '5', not a JSON object"),
        (b'{"text": "a"},\n{"text": "b"},', "is not JSON (Extra data, line 1)"),
        (b'[{"text": "a"},\n{"text": "b"', "is not JSON (Expecting ',' delimiter, line 3)"),
        (b'{"text": ' + b"[" * 100_000, "nests too deeply"),
        (b'{"text": "a", "n": ' + b"9" * 5_000 + b"}", "holds a number that is too long"),
    ],
)
def test_a_json_file_of_which_nothing_can_be_read_is_a_problem(read, written, reason):
    [problem] = read(written, name="a.json")
    assert (problem.item, problem.action) == (None, "skipped") and problem.reason.startswith(reason)


def test_a_line_that_is_too_long_is_a_problem_and_is_never_read_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "LARGEST", 60)
    data = lines_of({"text": "Rain."}, {"text": "x" * 500}, {"text": "Sun."}, {"text": "y" * 100}).rstrip()
    parts = list(divide(file_of(tmp_path, data), 1_000))
    assert [part.stop - part.start for part in parts] == [18, 61, 17, 61]
    items = [item for part in parts for item in shifted(read_files([part]), part.first)]
    assert articles_of(items) == {1: "Rain.", 3: "Sun."}
    assert problems_of(items) == [(number, "skipped", "is longer than 0 MB; divide it") for number in (2, 4)]
    assert len({part.content for part in parts}) == 4


def test_a_key_that_holds_nothing_anywhere_is_not_said_to_be_unread(read):
    assert problems_of(read({"text": "Rain.", "lang": None, "tags": [], "lead": ""})) == []


def test_a_name_of_a_key_is_not_quoted_in_full_if_it_is_long(read):
    [problem] = problems_of(read({"text": "Rain.", "x" * 5_000: 1}))
    assert len(problem[2]) < 200


@pytest.mark.parametrize("value", [17, True, 1.5, {"a": 1}])
def test_what_is_no_text_under_the_key_of_the_text_is_no_article(read, value):
    items = read({"title": "Numbers", "text": value}, {"title": "No number", "text": "Rain."})
    assert articles_of(items) == {2: "Rain."}
    assert problems_of(items) == [(1, "skipped", "holds no text under the key 'text'; write the text there, in quotation marks")]


def test_of_two_keys_that_differ_in_case_the_first_is_taken_and_the_other_kept(read):
    article = only_article(read({"Text": "Rain.", "text": "Sun."}))
    assert (article.text, article.extra) == ("Rain.", {"text": "Sun."})


# In a corpus


def test_an_article_is_named_after_its_file_and_line(tmp_path):
    (tmp_path / "2023").mkdir()
    (tmp_path / "2023" / "a.jsonl").write_bytes(lines_of({"text": "Rain fell."}, b"", {"text": "Sun."}))
    (tmp_path / "b.txt").write_text("Fog.")
    corpus = read_corpus(tmp_path)
    assert corpus.articles.index.tolist() == ["b.txt", "2023/a.jsonl:1", "2023/a.jsonl:3"]
    assert corpus.articles["file"].tolist() == ["b.txt", "2023/a.jsonl", "2023/a.jsonl"]
    assert find(corpus, "sun")["article_id"].tolist() == ["2023/a.jsonl:3"]
    assert count_terms(corpus, by="article")["article_id"].unique().tolist() == ["b.txt", "2023/a.jsonl:1", "2023/a.jsonl:3"]


def test_what_a_record_tells_stands_in_the_row_of_its_article(corpus_of_records):
    corpus = corpus_of_records(
        {
            "headline": "Mayor  opens\nbridge",
            "date": "2023-05-30T12:57:00+08:00",
            "outlet": "Xinhua",
            "authors": ["Ann", "Bo"],
            "body": "BEIJING, May 29 -- Rain fell.\n\nSun.",
        }
    )
    row = corpus.articles.loc["a.jsonl:1"]
    assert row[["title", "source", "author", "place", "text", "utc_offset"]].tolist() == [
        *("Mayor opens bridge", "Xinhua", "Ann, Bo", "Beijing", "Rain fell.\n\nSun.", "+08:00"),
    ]
    assert [str(row[column]) for column in ("published", "dateline_date")] == ["2023-05-30 12:57:00", "2023-05-29 00:00:00"]
    assert len(corpus.problems) == 1


@pytest.mark.parametrize(
    ("told", "published"),
    [
        ("2023-05-30", "2023-05-30 00:00:00"),
        ("2023-05-30 12:57", "2023-05-30 12:57:00"),
        ("2023-05-30T12:57:59", "2023-05-30 12:57:59"),
        ("2023-05-30T12:57:59.123Z", "2023-05-30 12:57:59"),
        ("May 30, 2023", "2023-05-30 00:00:00"),
        (" 30 May 2023,\n12:57 ", "2023-05-30 12:57:00"),
    ],
)
def test_the_date_of_a_record_is_read_with_its_time(corpus_of_records, told, published):
    corpus = corpus_of_records({"published": told, "text": "Rain fell."})
    assert str(corpus.articles["published"].item()) == published
    assert len(corpus.problems) == 0


@pytest.mark.parametrize("told", ["soon", "2023", "2023-13-01", "May 2023", "x" * 500])
def test_a_date_that_is_none_is_a_doubt_and_the_article_is_read(corpus_of_records, told):
    corpus = corpus_of_records({"text": "Fog."}, {"published": told, "text": "Rain fell."})
    assert corpus.articles["published"].isna().all()
    assert corpus.articles["text"].tolist() == ["Fog.", "Rain fell."]
    [[file, item, action, reason]] = corpus.problems.to_numpy().tolist()
    assert (file, item, action) == ("a.jsonl", "line 2", "read")
    assert reason == f"has a time that is no date: {str(told)[:60]!r}"


def test_where_the_date_of_a_record_is_none_the_one_in_its_text_is_found(corpus_of_records):
    corpus = corpus_of_records({"published": "soon", "text": "Time:2023-05-30\n\nRain fell."})
    assert str(corpus.articles["published"].item()) == "2023-05-30 00:00:00"
    assert corpus.problems["reason"].tolist() == ["has a time that is no date: 'soon'"]


@pytest.mark.parametrize("title", ["Bridge open", "", " ", "\n", None])
def test_the_text_of_a_record_is_not_searched_for_a_title(corpus_of_records, title):
    text = "Mayor opens bridge\n\nRain fell."
    corpus = corpus_of_records({"title": title, "text": text})
    assert corpus.articles["text"].tolist() == [text]
    assert corpus.articles["title"].dropna().tolist() == [title] * (title == "Bridge open")
    assert len(corpus.ledger_of("a.jsonl:1")) == 0


def test_problems_name_the_line_in_words_and_stand_in_the_order_of_the_lines(corpus_of_records):
    corpus = corpus_of_records(
        *({"text": "Rain.", "date": "soon"}, b"?", '{"text": "Café."}'.encode("cp1252"), {"text": "Got likes0"}),
        *({"text": "Fog.", "id": 1}, b"[]"),
    )
    rows = corpus.problems[["file", "item", "action"]].to_numpy().tolist()
    assert rows == [
        ["a.jsonl", "", "read"],
        ["a.jsonl", "line 1", "read"],
        ["a.jsonl", "line 2", "skipped"],
        ["a.jsonl", "line 3", "read"],
        ["a.jsonl", "line 4", "read"],
        ["a.jsonl", "line 6", "skipped"],
    ]
    assert corpus.problems["reason"].tolist()[4] == "has no words besides its title and what cleaning removed"


STRETCHES = ["Headline", "Time:2023-05-30 12:57", "OSLO, May 29 -- ", "Rain  fell.", "Got likes0", "Disclaimer: x", "😀", "\ud800"]
SPACES = [" ", "\n", "\r\n", "\n\n", "\n\n\n", "\t", "\u00a0", "\u2028", "\x85"]
raw_texts = st.lists(st.sampled_from(STRETCHES + SPACES), min_size=1, max_size=12).map("".join)
titles = st.sampled_from([{}, {"title": "Bridge open"}, {"date": "2023-05-30"}, {"date": "soon", "headline": "Two  halves"}])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(raw_texts, titles), min_size=1, max_size=4))
def test_replacing_its_rows_turns_the_text_of_a_record_into_the_body(tmp_path_factory, records):
    place = tmp_path_factory.mktemp("records")
    (place / "a.jsonl").write_bytes(lines_of(*({"text": text} | title for text, title in records)))
    corpus = read_corpus(place)
    for number, (text, _) in enumerate(records, start=1):
        name = f"a.jsonl:{number}"
        if not text.strip():
            assert name not in corpus.articles.index and f"line {number}" in corpus.problems["item"].tolist()
            continue
        raw = text.replace("\ud800", "\ufffd")
        for row in corpus.ledger_of(name).iloc[::-1].itertuples():
            assert raw[row.start : row.end] == row.text
            raw = raw[: row.start] + row.replacement + raw[row.end :]
        assert raw == corpus.articles.loc[name, "text"]


# Ranges


def file_of(folder: Path, data: bytes) -> File:
    (folder / "a.jsonl").write_bytes(data)
    [file] = find_files(folder)
    return file


@pytest.mark.parametrize(
    ("name", "can_be"),
    [
        *(("a.jsonl", True), ("a.NDJSON", True), ("a.txt", False), ("a.json", False), ("jsonl", False)),
        *((".a.jsonl", False), ("README.jsonl", False)),
    ],
)
def test_files_of_many_articles_can_be_read_in_ranges(name, can_be):
    assert is_divisible(File(f"/articles/{name}", name, 1)) == can_be


kinds_of_lines = st.sampled_from(
    [
        *(b'{"text": "Rain."}', b'{"text": "Rain fell on the town, and more rain."}', b'{"body": "Sun.", "title": "Bright"}'),
        *(b'{"text": "Fog.", "lang": "en"}', b'{"text": "Fog.", "lang": "en", "id": 7}', b'{"text": "Hail.", "date": "soon"}'),
        *(b'{"text": "\\ud800"}', b'{"title": "Rain"}', b"{}", b"[1]", b"Rain.", b"\0", b"\1\2", b'{"text": "Caf\xe9"}'),
        *(b"", b" ", b"\r", b"\xef\xbb\xbf{}", b"\xef\xbb\xbf", b'{"text": "Rain."}\r'),
    ]
)
contents = st.tuples(st.lists(kinds_of_lines, max_size=25), st.sampled_from([b"\n", b""])).map(
    lambda drawn: b"\n".join(drawn[0]) + drawn[1]
)
sizes = st.integers(0, 200)


@settings(deadline=None, max_examples=150)
@given(data=contents, size=sizes)
@example(data=b"", size=100)
@example(data=b"\n", size=0)
def test_ranges_cover_a_file_and_each_begins_with_a_line(tmp_path_factory, data, size):
    file = file_of(tmp_path_factory.mktemp("ranges"), data)
    ranges = list(divide(file, size))
    assert ranges[0].start == ranges[0].first == 0
    assert ranges[-1].stop == len(data)
    assert [part.start for part in ranges[1:]] == [part.stop for part in ranges[:-1]]
    for part in ranges:
        assert (part.path, part.name, part.changed, part.is_named) == (file.path, file.name, file.changed, file.is_named)
        assert part.size == part.stop - part.start
        assert part.content == hashlib.sha256(data[part.start : part.stop]).hexdigest()
        assert part.first == data[: part.start].count(b"\n")
        assert part.start == 0 or data[part.start - 1 : part.start] == b"\n"
        assert part.size or not data


@settings(deadline=None, max_examples=100)
@given(data=contents, size=sizes)
def test_ranges_are_neither_much_smaller_nor_much_larger_than_asked_for(tmp_path_factory, data, size):
    ranges = list(divide(file_of(tmp_path_factory.mktemp("ranges"), data), size))
    longest = max(map(len, data.split(b"\n"))) + 1
    assert all(part.size <= 2 * size + longest for part in ranges)
    assert all(part.size >= size / 2 for part in ranges[:-1])


def shifted(items, first):
    return [item if item.item is None else item._replace(item=item.item + first) for item in items]


# How keys are read is said of each range, by those that are in it.
READ_NAMES = ("'text'", "'body'", "'lang'", "'id'", "'title'", "'date'")


def of_lines(items):
    return [item for item in items if item.item is not None]


def of_file(items):
    return [item for item in items if item.item is None]


@settings(deadline=None, max_examples=200)
@given(data=contents.filter(lambda data: data.removeprefix(codecs.BOM_UTF8).strip()), size=sizes)
@example(data=b'{"text": "Rain."}\n\xef\xbb\xbf\n', size=0)
@example(data=b'{"text": "Rain."}\n\xef\xbb\xbf{"text": "Caf\xe9"}', size=0)
@example(data=b'\xef\xbb\xbf{"text": "Rain."}\n\xef\xbb\xbf\xef\xbb\xbf{"text": "Sun."}', size=0)
def test_ranges_read_one_after_the_other_give_what_the_whole_gives(tmp_path_factory, data, size):
    file = file_of(tmp_path_factory.mktemp("ranges"), data)
    whole = list(read_files([file]))
    parts = [item for part in divide(file, size) for item in shifted(read_files([part]), part.first)]
    assert of_lines(parts) == of_lines(whole)
    assert {name for name in READ_NAMES if name in str(of_file(parts))} <= {name for name in READ_NAMES if name in str(of_file(whole))}


RECORDS = [
    *({"text": f"Rain fell on day {day}.  The space station.", "date": f"2023-05-{day:02d}", "lang": "en"} for day in range(1, 20)),
    *(b"?", b"", {"text": "Sun.", "date": "soon", "id": 5}, {"text": "Fog.\n\nGot likes0"}, {"title": "none"}),
    *('{"text": "Caf\xe9"}'.encode("cp1252"), {"text": "China’s space station.", "lang": "en"}, {"text": "—"}),
]


def read_in_ranges(folder: Path, size: int, monkeypatch):
    monkeypatch.setattr(segments, "SIZE", size)
    plan = list(plan_segments(find_files(folder)))
    assert len(plan) > 3
    return join_segments([build_segment(part) for part in plan])


@pytest.mark.parametrize("size", [0, 100, 300])
def test_a_corpus_read_in_ranges_is_that_of_the_whole_files(tmp_path, monkeypatch, size):
    (tmp_path / "a.txt").write_text("The space station.")
    (tmp_path / "b.jsonl").write_bytes(lines_of(*RECORDS))
    (tmp_path / "c.jsonl").write_bytes(lines_of({"text": "One line."}))
    whole = read_corpus(tmp_path)
    parted = read_in_ranges(tmp_path, size, monkeypatch)
    assert parted.articles.index.tolist()[-3:] == ["b.jsonl:26", "b.jsonl:27", "c.jsonl:1"]
    assert parted.articles.equals(whole.articles) and parted.ledger.equals(whole.ledger)
    assert find(parted, "space station").equals(find(whole, "space station"))
    of_lines = [corpus.problems[corpus.problems["item"] != ""].reset_index(drop=True) for corpus in (parted, whole)]
    assert of_lines[0].equals(of_lines[1])


def test_a_file_that_cannot_be_opened_is_one_range_and_reading_it_says_why(tmp_path):
    file = File(str(tmp_path / "gone.jsonl"), "gone.jsonl", 100)
    assert [(part.start, part.stop, part.size) for part in divide(file, 10)] == [(0, 100, 100)]
    assert list(read_files(divide(file, 10))) == [Problem("gone.jsonl", None, "skipped", "is not a file that can be read")]


def test_a_range_is_known_by_its_content_wherever_it_stands(tmp_path):
    lines = [json.dumps({"text": f"Rain fell on day {day}."}).encode() + b"\n" for day in range(400)]
    parts = list(divide(file_of(tmp_path, b"".join(lines)), 1_000))
    last = parts[-1]
    alone = list(divide(file_of(tmp_path, b"".join(lines[last.first :])), 1_000))
    assert [(part.content, part.start, part.first) for part in alone] == [(last.content, 0, 0)]


@pytest.mark.parametrize("longest", [20, 400])
def test_one_line_more_or_less_leaves_all_ranges_but_its_own(tmp_path, longest):
    draw = random.Random(longest)
    lines = [json.dumps({"text": "x" * draw.randrange(longest), "id": draw.random()}).encode() + b"\n" for _ in range(2_000)]
    size = sum(map(len, lines)) // 40

    def contents_of(some) -> set[str]:
        return {part.content for part in divide(file_of(tmp_path, b"".join(some)), size)}

    before = contents_of(lines)
    assert len(before) > 20
    changed = []
    for at in (0, 1_999, *draw.sample(range(2_000), 40)):
        without = contents_of(lines[:at] + lines[at + 1 :])
        twice = contents_of([*lines[:at], b'{"text": "new"}\n', *lines[at:]])
        changed += [len(before - without), len(before - twice)]
    # Where the line that ended a range is gone, those that follow may end elsewhere until they meet a line that ends one anyway.
    assert mean(changed) < 1.5
    assert sum(n > 2 for n in changed) <= len(changed) / 10
