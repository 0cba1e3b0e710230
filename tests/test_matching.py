"""Queries, and where they match, against matchers so plain that one can see that they are right."""

import re
import unicodedata
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.index import WordIndex, build_index
from analysis.matching import Matches, QueryError, find_matches, keep_longest, lie_inside, look_up, parse_queries
from analysis.vocabulary import Vocabulary, join_vocabularies


@pytest.fixture(autouse=True, scope="module")
def without_jieba():
    """Leave runs of Chinese characters whole, as where jieba is not there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.words.has_word_splitter", lambda: False)
        yield


@pytest.mark.parametrize("query", ["lun\u200bar", "\ufefflunar", "lu\u00adnar", "lunar\u200e*"])
def test_what_nobody_sees_in_a_query_is_not_there(query):
    assert parse_queries([query]) == parse_queries(["lunar*" if "*" in query else "lunar"])


def search(built: tuple[Vocabulary, WordIndex], *queries: str) -> Matches:
    vocabulary, index = built
    return find_matches(index, look_up(vocabulary, parse_queries(queries)))


def matched(text: str, *queries: str) -> list[str]:
    """Spell out what the queries match in a text, in reading order."""
    vocabulary, index = build_index([text])
    forms = vocabulary.forms.to_list()
    matches = search((vocabulary, index), *queries)
    spans = zip(matches.start.tolist(), matches.length.tolist(), strict=True)
    return [" ".join(forms[number] for number in index.ids[start : start + length]) for start, length in spans]


@pytest.mark.parametrize("query", ["China", "china", "CHINA", " China "])
def test_a_word_finds_its_term_in_any_case_with_or_without_a_possessive(query):
    assert matched("China CHINA china China's CHINA’S Chinese chinaware", query) == ["China", "CHINA", "china", "China's", "CHINA’S"]


@pytest.mark.parametrize("query", ["China's", "china's", "CHINA'S", "China’s"])
def test_a_possessive_finds_exactly_that_form_in_any_case(query):
    assert matched("China China's CHINA’S Chinas", query) == ["China's", "CHINA’S"]


def test_a_contraction_is_no_possessive():
    assert matched("It rains, it's wet, its It’s", "it") == ["It"]
    assert matched("It rains, it's wet, its It’s", "it's") == ["it's", "It’s"]


def test_a_star_stands_for_any_rest_of_a_word_none_and_hyphens_included():
    text = "lunar Lunar's lunar-orbit lunarians sublunar luna"
    assert matched(text, "lunar*") == ["lunar", "Lunar's", "lunar-orbit", "lunarians"]


def test_a_star_after_a_hyphen_or_an_apostrophe_inside_the_word():
    assert matched("Chang’e-5 Chang'e Chang change", "Chang'e*") == ["Chang’e-5", "Chang'e"]
    assert matched("start-ups start-up startup start", "start-up*") == ["start-ups", "start-up"]


def test_a_star_right_after_a_hyphen_needs_the_hyphen():
    assert matched("self-help selfish self", "self-*") == ["self-help"]


@pytest.mark.parametrize("query", ["Alzheimer's*", "'Alzheimer's*'", "Alzheimer’s*"])
def test_a_star_after_a_possessive_needs_the_possessive(query):
    assert matched("Alzheimer's Alzheimer Alzheimers", query) == ["Alzheimer's"]


def test_a_star_can_end_any_word_of_a_phrase():
    assert matched("space stations, spacious stationery, space age", "spac* station*") == ["space stations", "spacious stationery"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("*tech", ["tech", "Biotech's", "sci-tech"]),
        ("*TECH*", ["tech", "Biotech's", "technical", "sci-tech", "high-technology"]),
        ("t*c*", ["tech", "technical"]),
        ("*i*tech*", ["Biotech's", "sci-tech", "high-technology"]),
        ("te*ch", ["tech"]),
        ("**tech**y", ["high-technology"]),
        ("*-tech", ["sci-tech"]),
        ("'*tech'", ["tech", "Biotech's", "sci-tech"]),
        ("'B*tech*'", ["Biotech's"]),
        ("'b*tech'", []),
        ("t*h*h", []),
    ],
)
def test_a_star_stands_for_any_stretch_anywhere_in_a_word(query, expected):
    assert matched("tech Biotech's technical sci-tech high-technology etch", query) == expected


def test_a_star_by_itself_stands_for_any_one_word_of_the_sentence():
    text = "Space launch center; space center, Space flight-control's centers. Our space. Big center"
    assert matched(text, "space * center*") == ["Space launch center", "Space flight-control's centers"]
    assert matched(text, "* center") == ["launch center", "space center", "Big center"]
    assert matched(text, "'Space *'") == ["Space launch", "Space flight-control's"]
    assert matched(text, "launch * * center") == ["launch center space center"]
    assert matched(text, "our * big") == []


def test_a_phrase_longer_than_what_stands_before_its_last_word_does_not_match():
    assert matched("center ship space", "s* s* s* s* center") == []


def test_a_starred_word_is_the_whole_word():
    assert matched("Suite spaceSuite Suites", "'S*e'") == ["Suite"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("*s", ["rains", "it's"]),
        ("*'s", ["China's", "CHINA’S", "it's", "Chang'e's"]),
        ("*a's", ["China's", "CHINA’S"]),
        ("'*A’S'", ["CHINA’S"]),
        ("*'*", ["China's", "CHINA’S", "it's", "Chang'e's"]),
        ("c*'e", ["Chang'e's"]),
        ("c*a*", ["China's", "CHINA’S", "Chang'e's"]),
        ("c*s*", []),
    ],
)
def test_a_star_does_not_stand_for_a_possessive_unless_one_is_asked_for(query, expected):
    assert matched("China's CHINA’S rains it's Chang'e's rain", query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("3*,000", ["3,000", "330,000"]),
        ("*.5", ["3.5"]),
        ("*,*", ["3,000", "330,000"]),
        ("*.S.", ["U.S."]),
        ("*.s*", ["U.S."]),
        ("u.*.", ["U.S."]),
        ("*xs.", ["UXS"]),
        ("r*&*", ["R&D"]),
    ],
)
def test_a_star_stands_for_letters_and_digits_beside_the_marks_that_words_hold(query, expected):
    assert matched("3,000 330,000 3.5 U.S. R&D RD 35 3x5 3000 UXS", query) == expected


def test_marks_around_and_between_starred_words_part_them():
    assert matched("space station, sci tech", '"*ace/station"') == ["space station"]
    assert matched("space station, sci tech", "(*ci;*ech).,") == ["sci tech"]


@pytest.mark.parametrize(("query", "expected"), [("*国", ["中国", "国"]), ("中*人", ["中国人"]), ("*国*", ["中国", "中国人", "国"])])
def test_a_star_stands_for_characters_of_chinese(query, expected):
    assert matched("中国 中国人 国 人", query) == expected


def test_words_of_chinese_beside_a_starred_one_are_told_apart_as_ever():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.words.has_word_splitter", lambda: True)
        patch.setattr("analysis.words.split_chinese", lambda text: [text[:2], text[2:]])
        patch.setattr("analysis.words._split_chinese", lambda token: [token[:2], token[2:]] if token == "中国人民" else [token])
        assert [word.text for word in parse_queries(["*mid/中国人民"])[0]] == ["*mid", "中国", "人民"]
        assert [word.text for word in parse_queries(["中国*人民"])[0]] == ["中国*人民"]


@pytest.mark.parametrize("query", ["*", "**", "* *", "'*'", "--*", "' * * '", "(*)"])
def test_a_query_of_nothing_but_stars_is_an_error_that_names_it(query):
    with pytest.raises(
        QueryError, match=r"^the query .* is nothing but \*, which stands for any word; write a word to find beside it\.$"
    ) as error:
        parse_queries(["moon", query])
    assert error.value.query == query and repr(query) in str(error.value)


def test_a_starred_word_is_looked_for_in_the_vocabulary_once(monkeypatch):
    vocabulary, _ = build_index(["moon sun"])
    first = look_up(vocabulary, parse_queries(["*oon"]))
    monkeypatch.setattr("analysis.matching._find_forms", None)
    again = look_up(vocabulary, parse_queries(["*oon"]))
    assert [rows.tolist() for rows in first[0]] == [rows.tolist() for rows in again[0]] == [[0]]


@pytest.mark.parametrize("query", ["", "  ", "''", "--", "... !", "'…'"])
def test_a_query_without_a_word_is_an_error_that_says_so(query):
    with pytest.raises(QueryError, match="there is no word in the query") as error:
        parse_queries([query])
    assert error.value.query == query


def test_single_quotes_keep_the_case_as_written():
    assert matched("US us Us US's USA", "'US'") == ["US", "US's"]
    assert matched("The US space command. A US Space Command.", "'US space command'") == ["US space command"]


@pytest.mark.parametrize("query", ["'McDonald's'", "'McDonald’s'", "‘McDonald’s’"])
def test_a_possessive_in_single_quotes_finds_that_form_as_written(query):
    assert matched("McDonald's MCDONALD'S McDonald’s McDonald", query) == ["McDonald's", "McDonald’s"]


def test_single_quotes_and_a_star_go_together():
    assert matched("COP28 cop28 COP Cop29 COP29's", "'COP2*'") == ["COP28", "COP29's"]


def test_an_apostrophe_at_one_end_alone_is_no_quote():
    assert matched("US us", "'us") == ["US", "us"]
    assert matched("dogs Dogs", "dogs'") == ["dogs", "Dogs"]


def test_curly_and_straight_apostrophes_are_the_same():
    assert matched("Chang’e Chang'e", "Chang'e") == matched("Chang’e Chang'e", "Chang’e") == ["Chang’e", "Chang'e"]
    assert matched("Chang’e chang'e", "'Chang'e'") == ["Chang’e"]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Straße STRASSE strasse", "straße", ["Straße", "STRASSE", "strasse"]),
        ("ΟΔΟΣ οδός οδος", "οδοσ", ["ΟΔΟΣ", "οδος"]),
        ("Москва МОСКВА москвич", "москва", ["Москва", "МОСКВА"]),
        ("caf\u00e9 cafe\u0301 cafe", "CAFE\u0301", ["caf\u00e9", "cafe\u0301"]),
        ("caf\u00e9s cafe\u0301s cafes", "caf\u00e9*", ["caf\u00e9s", "cafe\u0301s"]),
        ("caf\u00e9's cafe\u0301’s cafe's", "*f\u00e9's", ["caf\u00e9's", "cafe\u0301’s"]),
        ("caf\u00e9's cafe\u0301’s cafe's", "'*f\u00e9's'", ["caf\u00e9's", "cafe\u0301’s"]),
        ("中国 中国人 国", "中国", ["中国"]),
        ("中国 中国人 国", "中国*", ["中国", "中国人"]),
        ("हिन्दी हिन्द", "हिन्दी", ["हिन्दी"]),
        ("العربية عربية", "العربية", ["العربية"]),
    ],
)
def test_every_script_is_matched_by_the_same_rules(text, query, expected):
    assert matched(text, query) == expected


def test_a_hyphenated_word_is_one_word():
    assert matched("sci-tech, sci tech", "sci-tech") == ["sci-tech"]
    assert matched("sci-tech, sci tech", "sci tech") == ["sci tech"]


def test_each_query_is_read_by_itself_and_in_order():
    together = parse_queries(["space station", "'US'", "lunar*", "China's"])
    assert together == [parse_queries([query])[0] for query in ("space station", "'US'", "lunar*", "China's")]
    assert [len(query) for query in together] == [2, 1, 1, 1]


@pytest.mark.parametrize("between", [". ", "?” ", "\n\n", "\n\n\n", "。"])
def test_a_phrase_does_not_cross_the_end_of_a_sentence(between):
    assert matched(f"Our space{between}Station life", "space station") == []


def test_a_phrase_does_not_cross_from_one_article_into_the_next():
    assert len(search(build_index(["Our space", "Station life"]), "space station").start) == 0


def test_a_phrase_may_cross_an_abbreviation_and_a_comma():
    assert matched("GAC Co., Ltd. in the city", "co ltd in") == ["Co Ltd in"]


def test_overlapping_matches_are_all_found():
    assert matched("a b a b a", "a b a") == ["a b a", "a b a"]
    assert matched("space station core", "space station", "station core", "space*", "space station core") == [
        "space",
        "space station",
        "space station core",
        "station core",
    ]


def test_a_phrase_that_the_text_breaks_off_does_not_match():
    assert matched("We like space", "space station") == []


def test_matches_come_in_reading_order_with_the_number_of_their_query():
    matches = search(build_index(["moon sun moon", "sun"]), "sun", "moon")
    assert matches.query.tolist() == [1, 0, 1, 0]
    assert matches.start.tolist() == [0, 1, 2, 3]
    assert matches.length.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["…"]])
def test_where_there_are_no_words_nothing_matches(texts):
    matches = search(build_index(texts), "moon", "moon*", "'Moon'", "moon's", "full moon")
    assert [len(column) for column in matches] == [0, 0, 0]


def test_no_queries_match_nothing():
    assert [len(column) for column in search(build_index(["moon"]))] == [0, 0, 0]


def test_looking_up_gives_the_rows_of_the_vocabulary_that_each_word_of_each_query_stands_for():
    vocabulary, _ = build_index(["Moon moon's full fuller sun"])
    assert vocabulary.forms.to_list() == ["Moon", "full", "fuller", "moon's", "sun"]
    found = look_up(vocabulary, parse_queries(["full* moon", "'Moon'", "absent sun"]))
    assert [[sorted(rows.tolist()) for rows in query] for query in found] == [[[1, 2], [0, 3]], [[0]], [[], [4]]]


def test_a_query_with_a_word_that_is_not_there_matches_nothing_and_leaves_the_others_alone():
    matches = search(build_index(["full moon"]), "absent moon", "full absent", "absent", "moon")
    assert (matches.query.tolist(), matches.start.tolist(), matches.length.tolist()) == ([3], [1], [1])


WORDS = (
    "space Space SPACE space's SPACE’S spaces station Station's stations it its it's It’s US us U.S. U.S.'s straße STRASSE "
    "\u00e9t\u00e9 e\u0301te\u0301 中国 中国人 Chang’e-5 chang'e a b A 330,000"
).split()
GAPS = [*[" "] * 8, ", ", " “", "” ", "' ", " (", ". ", "? ", '!" ', "… ", "\n\n", "\n\n\n", " — "]
SOUGHT = (
    "* *tion *s s*e *a*c* *AT*ON's *'* i*'s *国 中*人 *国* *g*5 3*0 *0,* U.* *.s* \u00e9*\u00e9 str*e *e "
    "space SPACE Space spac* s* station stat* it it's i* it* US us U.S. u* strasse stra* \u00e9t\u00e9 e\u0301* 中国 中* Chang’e* "
    "chang'e-* a b A "
    "330,000 3* absent"
).split()
POSSESSIVES = ["space's", "SPACE’S", "station's", "space's*"]


def texts_of(words, gaps):
    pairs = st.lists(st.tuples(st.sampled_from(words), st.sampled_from(gaps)), max_size=25)
    return pairs.map(lambda drawn: "".join(word + gap for word, gap in drawn))


def is_like(text: str, glob: str) -> bool:
    """Tell whether each ``*`` can stand for some stretch of a text so that they are the same."""
    if not glob or glob[0] != "*":
        return text == glob if not (text and glob) else text[0] == glob[0] and is_like(text[1:], glob[1:])
    return any(is_like(text[k:], glob[1:]) for k in range(len(text) + 1))


def stands_for(form: str, piece: str, as_written: bool) -> bool:
    """Tell whether a piece of a query stands for a word of the text: the rules of the docstring, one by one."""
    straight = unicodedata.normalize("NFC", form).replace("’", "'")
    bare = straight if straight.lower() == "it's" else re.sub("'s$", "", straight, flags=re.IGNORECASE)
    piece = unicodedata.normalize("NFC", piece).replace("’", "'")
    if not as_written:
        straight, bare, piece = straight.casefold(), bare.casefold(), piece.casefold()
    return is_like(straight if piece.rstrip("*").lower().endswith(("'s", "'")) else bare, piece)


def match_plainly(built: tuple[Vocabulary, WordIndex], queries: list[tuple[bool, list[str]]]) -> list[tuple[int, int, int]]:
    vocabulary, index = built
    words = [vocabulary.forms[int(number)] for number in index.ids]
    sentence = np.searchsorted(index.sentences, np.arange(len(words)), side="right")
    return [
        (start, len(pieces), number)
        for start in range(len(words))
        for number, (as_written, pieces) in enumerate(queries)
        if start + len(pieces) <= len(words)
        and sentence[start] == sentence[start + len(pieces) - 1]
        and all(stands_for(words[start + k], piece, as_written) for k, piece in enumerate(pieces))
    ]


pieces = st.lists(st.sampled_from(SOUGHT + POSSESSIVES), min_size=1, max_size=3).filter(lambda drawn: {*drawn} != {"*"})
free, quoted = st.tuples(st.just(False), pieces), st.tuples(st.just(True), pieces)


def write(queries: list[tuple[bool, list[str]]]) -> list[str]:
    return [f"'{' '.join(pieces)}'" if as_written else " ".join(pieces) for as_written, pieces in queries]


def rows_of(matches: Matches) -> list[tuple[int, int, int]]:
    return list(zip(matches.start.tolist(), matches.length.tolist(), matches.query.tolist(), strict=True))


@settings(deadline=None, max_examples=200)
@given(st.lists(texts_of(WORDS, GAPS), max_size=3), st.lists(free | quoted, max_size=4), st.sampled_from([0, 1, 8]))
def test_matches_are_those_of_a_plain_search(texts, queries, few):
    built = build_index(texts)
    with patch("analysis.matching.FEW", few):
        found = rows_of(search(built, *write(queries)))
    assert sorted(found) == sorted(match_plainly(built, queries))
    assert [span[:2] for span in found] == sorted(span[:2] for span in found)


@settings(deadline=None, max_examples=60)
@given(st.lists(texts_of(WORDS, GAPS), min_size=1, max_size=3), st.lists(free | quoted, max_size=4))
def test_queries_that_were_looked_up_once_match_in_each_part_of_a_corpus_and_in_some_of_its_articles(texts, queries):
    alone = [build_index([text]) for text in texts]
    vocabulary, rows = join_vocabularies([part for part, _ in alone])
    sought = look_up(vocabulary, parse_queries(write(queries)))
    _, whole = build_index(texts)
    for number, (forms, (_, index)) in enumerate(zip(rows, alone, strict=True)):
        placed = replace(index, forms=forms, terms=vocabulary.term_of_form[forms])
        taken = whole.take(np.arange(len(texts)) == number)
        expected = sorted(match_plainly(alone[number], queries))
        assert sorted(rows_of(find_matches(placed, sought))) == expected
        assert sorted(rows_of(find_matches(taken, sought))) == expected


def stretches(total: int, longest: int):
    """Draw distinct stretches of words, in reading order: rows of start and length."""
    one = st.tuples(st.integers(0, total - 1), st.integers(1, longest)).filter(lambda stretch: sum(stretch) <= total)
    return st.lists(one, unique=True, max_size=12).map(sorted)


def columns(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(rows, dtype=int).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def test_the_longest_of_overlapping_matches_is_kept_then_the_first():
    #     0 1 2 3 4 5 6
    #     a a a
    #         b b            overlaps the longer one
    #           c c
    #             d d        as long as c, and later
    #                 e
    rows = [(0, 3), (2, 2), (3, 2), (4, 2), (6, 1)]
    assert keep_longest(*columns(rows)).tolist() == [0, 2, 4]


def test_matches_that_only_touch_are_both_kept():
    assert keep_longest(*columns([(0, 2), (2, 2), (4, 1)])).tolist() == [0, 1, 2]


def test_of_the_same_stretch_twice_the_first_is_kept():
    assert keep_longest(*columns([(0, 1), (0, 1), (1, 2), (1, 2)])).tolist() == [0, 2]


def test_of_no_matches_none_is_kept():
    assert keep_longest(*columns([])).tolist() == []


@settings(deadline=None, max_examples=200)
@given(stretches(14, 5))
def test_the_kept_matches_are_those_of_a_plain_choice(rows):
    taken: set[int] = set()
    kept = []
    for start, length in sorted(rows, key=lambda row: (-row[1], row[0])):
        words = set(range(start, start + length))
        if not words & taken:
            taken |= words
            kept.append(rows.index((start, length)))
    assert keep_longest(*columns(rows)).tolist() == sorted(kept)


def test_a_stretch_lies_inside_another_that_it_fills():
    outer = Matches(np.zeros(1, int), *columns([(2, 3)]))
    start, end = np.array([1, 2, 2, 4, 4, 5]), np.array([3, 3, 5, 5, 6, 6])
    assert lie_inside(start, end, outer).tolist() == [False, True, True, True, False, False]


@settings(deadline=None, max_examples=200)
@given(stretches(12, 6), stretches(12, 6))
def test_lying_inside_is_found_as_by_comparing_with_each(inner, outer):
    start, length = columns(inner)
    expected = [any(a <= s and s + n <= a + m for a, m in outer) for s, n in inner]
    assert lie_inside(start, start + length, Matches(np.zeros(len(outer), int), *columns(outer))).tolist() == expected
