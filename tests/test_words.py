"""The one definition of a word, a term and a sentence."""

import unicodedata
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import words
from analysis.index import build_index
from analysis.languages import LANGUAGES
from analysis.words import fold, fold_forms, fold_whole, plain_form, plain_forms, split_tokens, split_words, stop_words, straighten

ENGLISH = LANGUAGES["en"]


@pytest.fixture(autouse=True, scope="module")
def without_jieba():
    """Leave runs of Chinese characters whole, as where jieba is not there; test_languages looks at the other case."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "has_word_splitter", lambda: False)
        yield


def words_of(text):
    [found] = split_words([text])
    return found


def words_and_index(texts):
    """Give the words of all texts as written, one after the other, and their index."""
    vocabulary, index = build_index(texts)
    return [vocabulary.forms[word] for word in index.ids.tolist()], index


def all_sentences(texts):
    """Give for each text the words of each sentence, with spaces between them."""
    found, index = words_and_index(texts)
    sentences = [(start, " ".join(found[start:end])) for start, end in pairwise(index.sentences.tolist())]
    return [[sentence for at, sentence in sentences if start <= at < end] for start, end in pairwise(index.articles.tolist())]


def sentences_of(text):
    [sentences] = all_sentences([text])
    return sentences


# Words


@pytest.mark.parametrize(
    "word",
    [
        "sci-tech",
        "Chang'e-5",
        "Chang’e-5",
        "R&D",
        "330,000",
        "win-win",
        "U.S.",
        "D.C.",
        "U.S.A",
        "E\u0301.U",
        "e.g",
        "U.S.A-led",
        "inno\u00advation",
        "می\u200cخواهم",
        "a.m.",
        "U.S.-led",
        "pro-U.S.",
        "3.5",
        "1,234.56",
        "30.05.2023",
        "1.2bn",
        "A4.5b",
        "China's",
        "it’s",
        "rock'n'roll",
        "AT&T",
        "mother-in-law",
        "89-year-old",
        "20th",
        "covid‑19",
        "café",
        "cafe\u0301",
        "Ångström",
        "Пекин",
        "Ελλάδα",
        "العربية",
        "हिन्दी",
        "ไทย",
        "北京大学",
        "x²",
        "٣.٥",
    ],
)
def test_this_is_one_word(word):
    assert words_of(word) == [word]
    assert words_of(f"“{word}” ({word}), — {word}") == [word] * 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("win - win", ["win", "win"]),
        ("win—win", ["win", "win"]),
        ("2020–2021", ["2020", "2021"]),
        ("well--known", ["well", "known"]),
        ("-5 and 5-", ["5", "and", "5"]),
        ("either/or", ["either", "or"]),
        ("12:57", ["12", "57"]),
        ("R & D", ["R", "D"]),
        ("workers' rights", ["workers", "rights"]),
        ("'quoted' ‘quoted’", ["quoted", "quoted"]),
        ("330,000, and 5.", ["330,000", "and", "5"]),
        ("over.Then", ["over", "Then"]),
        ("a.Then", ["a", "Then"]),
        ("J.K.Rowling", ["J.K.", "Rowling"]),
        ("rain,sun", ["rain", "sun"]),
        ("3.rain", ["3", "rain"]),
        ("name@example.org", ["name", "example", "org"]),
        ("50% of $3.5", ["50", "of", "3.5"]),
        ("snake_case", ["snake", "case"]),
        ("（CPC）：《北京》", ["CPC", "北京"]),
        ("", []),
        (" \n\t\u00a0", []),
        ("… — * • 😀", []),
        ("I ❤\ufe0f China ☎\ufe0f ▪\ufe0f", ["I", "China"]),
    ],
)
def test_these_marks_part_words(text, expected):
    assert words_of(text) == expected


def test_a_word_is_given_as_written():
    assert words_of("CHINA’s Cafe\u0301") == ["CHINA’s", "Cafe\u0301"]


def test_each_text_has_its_own_words():
    assert split_words(["Rain fell.", "", "Sun."]) == [["Rain", "fell"], [], ["Sun"]]


# Terms


@pytest.mark.parametrize(
    ("form", "term"),
    [
        ("China", "china"),
        ("CHINA", "china"),
        ("China's", "china"),
        ("China’s", "china"),
        ("CHINA'S", "china"),
        ("U.S.", "u.s."),
        ("U.S.’s", "u.s."),
        ("Chang’e-5", "chang'e-5"),
        ("sci‐tech", "sci-tech"),
        ("sci‑tech", "sci-tech"),
        ("Inno\u00advation", "innovation"),
        ("Straße", "strasse"),
        ("CAFE\u0301", "café"),
        ("Café", "café"),
        ("O'Neill", "o'neill"),
        ("Xi'an", "xi'an"),
        ("北京", "北京"),
        ("\u01f0", "\u01f0"),  # the case-folded letter comes in two parts
        ("'s", ""),
    ],
)
def test_a_term_is_the_form_case_folded_straightened_and_without_its_possessive(form, term):
    assert fold(form) == term


@pytest.mark.parametrize("form", ["it's", "It’s", "that's", "who's", "he's", "let's", "what's"])
def test_the_s_of_is_and_has_is_no_possessive(form):
    assert plain_form(form) == straighten(form)
    assert fold(form) == straighten(form).lower()


@pytest.mark.parametrize(
    ("form", "plain"), [("China’s", "China"), ("CHINA'S", "CHINA"), ("O’Neill’s", "O'Neill"), ("class", "class"), ("Xi", "Xi")]
)
def test_the_plain_form_loses_its_possessive_and_keeps_its_case(form, plain):
    assert plain_form(form) == plain


def test_the_whole_form_keeps_its_possessive():
    assert fold_whole("China’s") == "china's"
    assert fold_whole("CHINA'S") == "china's"


nasty_forms = st.lists(
    st.sampled_from(
        ["a", "S", "s", "x", "'", "’", "＇", "-", "‑", "&", ".", "É", "E\u0301", "ß", "ǰ", "İ", "ŉ", "ᾳ", "Σ", "ς", "北", "5", "ﬁ", "K"]
    ),
    min_size=1,
).map("".join)


@settings(deadline=None)
@given(form=nasty_forms)
@example(form="'s's")
def test_upper_and_lower_case_composed_and_decomposed_straight_and_curly_are_one_whole_form(form):
    whole = fold_whole(form)
    assert fold_whole(form.replace("'", "’")) == whole
    assert fold_whole(unicodedata.normalize("NFD", form)) == whole
    assert fold_whole(whole) == whole
    assert fold(unicodedata.normalize("NFD", form)) == fold(form) == fold(whole)


@settings(deadline=None)
@given(
    word=st.sampled_from(["China", "ÉTÉ", "Straße", "北京", "U.S.", "sci‑tech", "Σίσυφος"]),
    mark=st.sampled_from("'’＇"),
    s=st.sampled_from("sS"),
)
def test_any_word_and_its_possessive_are_one_term(word, mark, s):
    assert fold(word + mark + s) == fold(word)


# Every way to write an s, an apostrophe and an accent, and the words after which 's is no possessive.
aimed_forms = st.lists(
    st.sampled_from(
        "a x S s ſ ' ’ ＇ 's 'S ’s ’S 'ſ ＇s 's's it It that ß ẞ İ ı é É e\u0301 E\u0301 \u0301 ᾳ \u0345 Σ σ ς ǰ ŉ ﬁ K \u212a \u212b "
        "\u00ad \u200d \u2060 - ‐ ‑ & . 北 5 ٣ ² 330,000 U.S.".split()
    ),
    max_size=6,
).map("".join)


@pytest.mark.parametrize(
    ("form", "plain", "term"),
    [
        ("rain", "rain", "rain"),
        ("RAIN", "RAIN", "rain"),
        ("China's's", "China", "china"),
        ("CHINA'S", "CHINA", "china"),
        ("CHINA’S", "CHINA", "china"),
        ("China'ſ", "China", "china"),
        ("It's", "It's", "it's"),
        ("It’s's", "It's", "it's"),
        ("'s", "", ""),
        ("class", "class", "class"),
        ("E\u0301te\u0301’s", "Été", "été"),
        ("Inno\u00advation", "Innovation", "innovation"),
        ("ΟΔΟΣ", "ΟΔΟΣ", "οδοσ"),
        ("οδος", "οδος", "οδοσ"),
        ("İ", "İ", "i\u0307"),
        ("Straße's", "Straße", "strasse"),
        ("5’s", "5", "5"),
        ("", "", ""),
    ],
)
def test_a_series_of_forms_is_made_plain_and_folded_as_a_form_is(form, plain, term):
    assert (plain_form(form), fold(form)) == (plain, term)
    series = pl.Series(["Sun’s", form, "rain"])
    assert plain_forms(series).to_list() == ["Sun", plain, "rain"]
    assert fold_forms(plain_forms(series)).to_list() == ["sun", term, "rain"]


@settings(deadline=None, max_examples=300)
@given(parts=st.lists(st.lists(aimed_forms, max_size=6), max_size=3))
@example(parts=[["ᾳ\u00ad\u0301"]])
def test_each_form_of_a_series_is_made_plain_and_folded_as_by_itself_and_the_series_left_as_it_was(parts):
    written = [form for part in parts for form in part]
    forms = pl.concat([pl.Series([], dtype=pl.String), *(pl.Series(part, dtype=pl.String) for part in parts)], rechunk=False)
    plain = plain_forms(forms)
    assert plain.to_list() == [plain_form(form) for form in written]
    folded = fold_forms(plain)
    assert forms.to_list() == written
    assert plain.to_list() == [plain_form(form) for form in written]
    assert folded.to_list() == [fold(form) for form in written]


@settings(deadline=None, max_examples=200)
@given(form=aimed_forms)
@example(form="E\u00ad\u0301")
def test_straightening_making_plain_or_folding_once_more_changes_nothing(form):
    assert straighten(straighten(form)) == straighten(form)
    assert plain_form(plain_form(form)) == plain_form(form)
    assert fold_whole(fold_whole(form)) == fold_whole(form)
    assert fold(fold(form)) == fold(form)


# Sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rain fell. Sun came.", ["Rain fell", "Sun came"]),
        ("Rain? Sun! Fog… Ice.", ["Rain", "Sun", "Fog", "Ice"]),
        ("Rain?! Sun... Fog.", ["Rain", "Sun", "Fog"]),
        ("Rain fell", ["Rain fell"]),
        ("It stood at 330,000. China grew.", ["It stood at 330,000", "China grew"]),
        ("That was in 2020. 2021 was better.", ["That was in 2020", "2021 was better"]),
        ("They met in the U.S. The weather was fine.", ["They met in the U.S.", "The weather was fine"]),
        ("He works for Siasun Co. The firm grew.", ["He works for Siasun Co", "The firm grew"]),
        ("He said no. They left.", ["He said no", "They left"]),
        ("It was May. He came in Dec. He left.", ["It was May", "He came in Dec", "He left"]),
        ("He lives on Main St. he said. Bye.", ["He lives on Main St he said", "Bye"]),
        ("He fell ill. Doctors came.", ["He fell ill", "Doctors came"]),
        ("A critical mass. Researchers say so.", ["A critical mass", "Researchers say so"]),
        ("It was a near miss. Police came.", ["It was a near miss", "Police came"]),
        ("They dig ore. Miners say so.", ["They dig ore", "Miners say so"]),
        ("He had a wash. Police came.", ["He had a wash", "Police came"]),
        ("He is a rev. Xi is not.", ["He is a rev", "Xi is not"]),
    ],
)
def test_a_sentence_ends_here(text, expected):
    assert sentences_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He visited GAC Aion New Energy Automobile Co., Ltd. in the city of Guangzhou.",
        "He visited Siasun Robot Co., Ltd. in Shenyang.",
        "On Feb. 22, 2021, Xi met them.",
        "It was on Sept. 4 and on Dec. 31.",
        "He lives in the U.S. now.",
        "He met U.S. President Biden in Washington, D.C. Monday.",
        "The U.S. Congress met.",
        "Mr. Xi and Dr. Hu met Gen. Li, Sen. Smith, Mrs. Jones and Prof. Brown.",
        "St. Petersburg is old.",
        "J. K. Rowling and J.K. Rowling and George H.W. Bush met Harry S. Truman.",
        "He met Martin Luther King Jr. Monday.",
        "He went to Gary, Ind. Monday.",
        "He left the U.S.A on Monday.",
        "It began at 9 a.m. on Monday.",
        "He has fruit, e.g. apples, i.e. food.",
        "See No. 5, Fig. 3, pp. 7 and Vol. 2.",
        "It grew by 3.5 percent to 1.5 million.",
        "He waited... and waited.",
        "“Why?” he asked.",
        "\"Stop!\" she said.",
        "Yahoo! is a firm.",
        "The page is at example.com today.",
        "Smith vs. Jones et al. was heard.",
    ],
)  # fmt: skip
def test_no_sentence_ends_inside(text):
    assert sentences_of(text) == [" ".join(words_of(text))]


@pytest.mark.parametrize("closers", ['"', "”", "’", "'", ".’”", ")", '.")', "]", "»", "”)", "“", "‘", "«"])
def test_closing_quotes_and_brackets_do_not_hide_the_end(closers):
    assert sentences_of(f"He said: rain fell.{closers} Sun came.") == ["He said rain fell", "Sun came"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("“Rain.” Sun.", ["Rain", ".” ", "Sun", "."]),
        ('He said: "Rain." Sun', ["He", "said", "Rain", '." ', "Sun"]),
        ("‘Rain!’” (Sun.) “Fog", ["Rain", "!’” ", "Sun", ".) ", "Fog"]),
        ("“雨。”晴", ["雨", "。”", "晴"]),
    ],
)
def test_closing_quotes_belong_to_the_mark_that_ends_the_sentence(text, tokens):
    assert split_tokens(pl.Series([text])).to_list() == [tokens]


def test_an_opening_quote_does_not_hide_the_end():
    assert sentences_of('Rain fell. "Sun came." “Fog came.” (Ice came.) ‘End.’') == ["Rain fell", "Sun came", "Fog came", "Ice came", "End"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("大桥通车了。市民很高兴！真的吗？是的。", ["大桥通车了", "市民很高兴", "真的吗", "是的"]),
        ("他说：“大桥通车了。”市民很高兴。", ["他说 大桥通车了", "市民很高兴"]),
        ("「雨だ。」晴れた。", ["雨だ", "晴れた"]),
        ("Он пришёл. Она ушла.", ["Он пришёл", "Она ушла"]),
        ("Он пришёл. она ушла.", ["Он пришёл она ушла"]),
    ],
)
def test_other_scripts_end_their_sentences_with_their_own_stops(text, expected):
    assert sentences_of(text) == expected


def test_a_paragraph_without_a_stop_ends_its_sentence():
    assert sentences_of("Rain fell\n\nsun came\n\n\nfog came, \n\nice") == ["Rain fell", "sun came", "fog came", "ice"]


def test_a_paragraph_ends_even_after_an_abbreviation():
    assert sentences_of("He met Mr.\n\nXi in the U.S.\n\nand No.\n\n5") == ["He met Mr", "Xi in the U.S.", "and No", "5"]


# A second implementation, character by character, without regular expressions.

JOINERS = "-\u2010\u2011'’\uff07&"
CLOSERS = "\"'”’“‘»«)]」』）"
INVISIBLE = "\u00ad\u200c\u200d\u2060"


def kind_of(text, at):
    return unicodedata.category(text[at])[0] if at < len(text) else ""


def is_digit(text, at):
    return at < len(text) and unicodedata.category(text[at]) == "Nd"


def end_of_acronym(text, at):
    """Find where letters that stand alone between full stops (``U.S.``, ``U.S``) and begin at `at` end; `at` if there are none."""
    end, letters, last = at, 0, at
    while kind_of(text, last) == "L":
        last += 1
        while kind_of(text, last) == "M":
            last += 1
        letters += 1
        if letters > 1 and kind_of(text, last) not in ("L", "N"):
            end = last + (text[last : last + 1] == ".")
        if text[last : last + 1] != ".":
            break
        last += 1
    return end


def end_of_unit(text, at):
    """Find where a run of letters and digits, or ``U.S.``, that begins at `at` ends; `at` if there is none."""
    if (end := end_of_acronym(text, at)) > at or kind_of(text, at) not in ("L", "N"):
        return end
    while (
        kind_of(text, end) in ("L", "M", "N")
        or (end < len(text) and text[end] in INVISIBLE)
        or (end > at and text[end : end + 1] in (".", ",") and is_digit(text, end - 1) and is_digit(text, end + 1))
    ):
        end += 1
    return end


def scan(text):
    """Give the words of a text and, between them, its marks: strings that begin with no letter or digit."""
    at, tokens = 0, []
    while at < len(text):
        end = end_of_unit(text, at)
        if end > at:
            while text[end : end + 1] and text[end] in JOINERS and end_of_unit(text, end + 1) > end + 1:
                end = end_of_unit(text, end + 1)
        elif text[at] in ".!?…。！？":
            wide = text[at] in "。！？"
            while text[end : end + 1] and text[end] in ("。！？" if wide else ".!?…"):
                end += 1
            while text[end : end + 1] and text[end] in CLOSERS:
                end += 1
            if not wide and end < len(text) and not text[end].isspace():
                at += 1
                continue
            while text[end : end + 1].isspace():
                end += 1
        elif text[at].isspace():
            while text[end : end + 1].isspace():
                end += 1
            if text[at:end].count("\n") < 2:
                at = end
                continue
        else:
            at += 1
            continue
        tokens.append(text[at:end])
        at = end
    return tokens


def is_word(token):
    return unicodedata.category(token[0])[0] in "LMN"


def ends_sentence(before, mark, after):
    if mark.count("\n") >= 2:
        return True
    if not after:
        return False  # the text ends here in any case
    starts_lower = is_word(after) and after[0] != after[0].upper()
    starts_with_digit = unicodedata.category(after[0])[0] == "N"
    if mark and (mark[0] != "." or mark.count(".") > 1):
        return not starts_lower
    lowered = before.lower()
    if before in ENGLISH.titles:
        return False
    if lowered in ENGLISH.before_numbers:
        return not starts_lower and not starts_with_digit
    if lowered in ENGLISH.abbreviations or before in words.STATES or (len(before) == 1 and before != lowered) or is_acronym(before):
        return after in ENGLISH.openers
    return not starts_lower


def is_acronym(word):
    return word.endswith(".")  # no other word holds its full stop


def sentences_by_hand(text):
    tokens = [*scan(text), ""]
    sentences, current = [], []
    for k, token in enumerate(tokens[:-1]):
        if is_word(token):
            current.append(token)
            ends = is_acronym(token) and ends_sentence(token, "", tokens[k + 1])
        else:
            ends = ends_sentence(tokens[k - 1] if k else "", token, tokens[k + 1])
        if ends and current:
            sentences.append(" ".join(current))
            current = []
    return [*sentences, *([" ".join(current)] if current else [])]


pieces = st.sampled_from(
    "He he The Xi Doctors Co Ltd Feb No Mr mr MR Jr Ind ill Ill U.S. U.S u.s. J.K. e.g S A a 22 330,000 3.5 1,2 5 sci-tech R&D China’s "
    "China's it's Chang’e-5 E\u0301té E\u0301 北京 Пекин ñ ß inno\u00advation".split()
)
stops = [". ", ". ", ".", "! ", "?” ", '." ', ".’” ", ".) ", ".“ ", ".« ", ".' ", "… ", "... ", "..", "。", "！”", ".\n\n", ".”\n\n\n"]
others = [" ", " ", " ", ", ", ",", " (", " “", "—", "-", "'", "&", ":", "\n\n", "\n\n\n"]
glue = st.sampled_from(stops + others)
# With the white space of cleaned texts, and any.
cleaned_texts = st.lists(st.tuples(pieces, glue), max_size=30).map(lambda pairs: "".join(piece + mark for piece, mark in pairs).strip())
any_texts = st.lists(
    st.one_of(pieces, glue, st.sampled_from(["\u00a0", "\r\n", "\t", "\u2028", "\u200b", "😀", "❤\ufe0f"])), max_size=40
).map("".join)


@settings(deadline=None, max_examples=200)
@given(text=any_texts)
@example(text="...")
@example(text=". He\n\n.\n\nhe")
def test_words_are_those_of_a_scan_character_by_character(text):
    assert words_of(text) == [token for token in scan(text) if is_word(token)]


@settings(deadline=None, max_examples=60)
@given(texts=st.lists(cleaned_texts, max_size=8))
@example(texts=["In the U.S. The end. “Why?” he. Co. He", ". He\n\n.\n\nhe", "", "He", "He met Mr.", "Xi"])
def test_sentences_are_those_of_a_scan_character_by_character(texts):
    assert all_sentences(texts) == [sentences_by_hand(text) for text in texts]


@settings(deadline=None, max_examples=60)
@given(texts=st.lists(cleaned_texts, max_size=8))
def test_the_words_of_split_words_are_the_words_of_the_index(texts):
    found, index = words_and_index(texts)
    assert [found[start:end] for start, end in pairwise(index.articles.tolist())] == split_words(texts)


# Stop words


def test_stop_words_are_the_usual_ones_and_those_for_people_to_edit():
    assert {"the", "and", "of", "it's"} <= stop_words()
    assert "said" in stop_words()
    assert not {"china", "innovation", "space"} & stop_words()


def test_stop_words_are_terms():
    assert all(fold(word) == word for word in stop_words())


def test_stop_words_come_from_the_file_in_any_case_with_remarks_and_several_a_line(tmp_path, monkeypatch):
    (tmp_path / "stopwords.txt").write_text("# a remark about China\nRain SUN   # and innovation\n\nthe U.S. It’s\n", encoding="utf-8")
    monkeypatch.setattr(words.places, "stopwords_file", lambda: tmp_path / "stopwords.txt")
    stop_words.cache_clear()
    try:
        assert {"rain", "sun", "u.s.", "it's"} <= stop_words()
        assert not {"china", "innovation", "remark", "said"} & stop_words()
    finally:
        stop_words.cache_clear()


def test_without_a_file_of_their_own_people_still_have_the_usual_stop_words(tmp_path, monkeypatch):
    monkeypatch.setattr(words.places, "stopwords_file", lambda: tmp_path / "nowhere.txt")
    stop_words.cache_clear()
    try:
        assert "the" in stop_words()
        assert "said" not in stop_words()
    finally:
        stop_words.cache_clear()
