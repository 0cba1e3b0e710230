"""Characters and markup that no writer wrote; what is right stays as it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.repairs import BROKEN, CONTROL, MARKUP, MOJIBAKE, repair
from analysis.stretches import apply


def repaired(raw, form="text"):
    return apply(raw, repair(raw, form))


@pytest.mark.parametrize("raw", ["", "Rain fell.\n\n“No,” he said.", "Rain\tfell.\r\nSun\x0cFog\u2028\u00a0\u3000x\x85\x1c"])
@pytest.mark.parametrize("form", ["text", "field", "page"])
def test_a_plain_text_and_its_white_space_need_no_repair(raw, form):
    assert repair(raw, form) == []


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", ["Köln feiert die Brücke", "Il a réussi à Paris, déjà", "Mañana en España"])
def test_utf_8_that_was_read_as_something_else_is_read_again(text, encoding):
    assert repaired(text.encode().decode(encoding)) == text


def test_each_run_of_characters_is_a_row():
    raw = "KÃ¶ln und MÃ¼nchen"
    assert repair(raw) == [(1, 3, MOJIBAKE, "Ã¶", "ö"), (11, 13, MOJIBAKE, "Ã¼", "ü")]


def test_the_lines_around_a_damaged_one_stay():
    raw = "« É » und Ã\nKÃ¶ln\nSÃO PAULO"
    assert repaired(raw) == "« É » und Ã\nKöln\nSÃO PAULO"


@pytest.mark.parametrize(
    "raw",
    [
        "SÃO JOÃO",
        "« À Évreux, déjà »",
        "Ŝi diris: “Ĉu?”",
        "Đà Nẵng, Ấn Độ",
        "Россия, РСФСР, СССР",
        "Η γέφυρα",
        "北京 大桥",
        "پل می\u200cگشاید",
        "👨\u200d👩\u200d👧",
        "Ægte ØL",
        "5 €, 3 £",
    ],
)
def test_letters_of_many_languages_stay(raw):
    assert repair(raw) == []
    assert repair(raw, "field") == []


@pytest.mark.parametrize(
    "character", [chr(code) for code in (0, 1, 8, 14, 27, 127, 0x81, 0xAD, 0x200B, 0x200E, 0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF)]
)
def test_a_character_that_nobody_sees_goes(character):
    assert repair(f"Rain{character}fall") == [(4, 5, CONTROL, character, "")]


@pytest.mark.parametrize("character", ["\t", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u00a0", "\u2028", "\u200c", "\u200d"])
def test_white_space_and_joiners_are_no_control_characters(character):
    assert repair(f"Rain{character}fall") == []


def test_half_of_a_pair_becomes_the_sign_for_what_cannot_be_read():
    assert repair("Rain \ud83d fell") == [(5, 6, BROKEN, "\ud83d", "\ufffd")]
    repaired("Rain \ud83d\ude00 fell").encode()


# Markup


@pytest.mark.parametrize("form", ["text", "page"])
def test_only_the_text_of_a_record_holds_markup(form):
    assert repair("<p>Rain &amp; sun</p>", form) == []


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<p>Rain</p><p>Sun</p>", "\n\nRain\n\nSun\n\n"),
        ("<p>Rain</p>\n\n\n<p>Sun</p>", "\n\nRain\n\nSun\n\n"),
        ("Rain<br>Sun<br/>Fog<BR />Ice", "Rain\nSun\nFog\nIce"),
        ("Rain<br><br>Sun", "Rain\n\nSun"),
        ("Rain<hr>Sun", "Rain\n\n\nSun"),
        ("<b>Rain</b> <i>fell</i>", "Rain fell"),
        ("Rain <a href='x'>fell</a>", "Rain fell"),
        ("Rain</b>", "Rain"),
        ("a<script>1 < 2 <p></script>b<STYLE>p{}</style >c<!-- <p> -->d</p>", "abcd\n\n"),
        ("<script>Rain</p>", "Rain\n\n"),
        ("<!-- Rain</p>", "<!-- Rain\n\n"),
        ("<p>Rain\nfell</p>", "\n\nRain fell\n\n"),
        ("<b>Rain</b>\nfell", "Rain\nfell"),
        ("R&amp;D &#8217;s &#x2019;s", "R&D ’s ’s"),
        ("&amp;lt;p&amp;gt;", "&lt;p&gt;"),
        ("&lt;p&gt;Rain&lt;/p&gt;", "<p>Rain</p>"),
        ("<p>&nbsp;</p><p>Rain</p>", "\n\nRain\n\n"),
    ],
)
def test_tags_become_breaks_or_nothing_and_entities_characters(raw, plain):
    assert repaired(raw, "field") == plain
    assert {row.rule for row in repair(raw, "field")} == {MARKUP}


@pytest.mark.parametrize(
    "raw",
    [
        "a < b > c",
        "We <3 it",
        "<RAIN.O> rose",
        "<article-title>x</article-title>",
        "if <p and q> then",
        "AT&T",
        "&copy=2",
        "&nosuch;",
        "<jane@x.example>",
        "x << y >> z",
    ],
)
def test_what_is_no_markup_stays(raw):
    assert repair(raw, "field") == []


def test_what_an_entity_hides_is_repaired_as_well():
    assert repaired("Rain&#8203;fall &#x202e;x", "field") == "Rainfall x"


pieces = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<br>", "<script>", "</script>", "<!--", "-->", "<b x='>'>", "&amp;", "&#0;", "&#xD800;", "&", "<", ">", "Ã©",
         "â€™",
         "Ã", "é",
         "\x92", "\x00", "\ud800", "\u200b",
         "\u202e", "\n", "\r\n", " ", "Rain", "北", "Р", "\x85", "]]>", "<![CDATA["]
    )
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=500)
@given(raw=pieces | st.text(st.characters()), form=st.sampled_from(["text", "field", "page"]))
def test_repairs_are_in_order_fit_and_leave_nothing_unseen(raw, form):
    rows = repair(raw, form)
    edges = [edge for row in rows for edge in row[:2]]
    assert edges == sorted(edges)
    assert all(row.text == raw[row.start : row.end] != row.replacement for row in rows)
    plain = apply(raw, rows)
    plain.encode()
    assert not any(character in plain for character in "\x00\x7f\u200b\u202e\ufeff")
