"""From bytes to text: texts as people save them, in the encodings of their machines, and what is no text."""

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.reading.encodings import decode
from analysis.reading.raw import ReadingError

# A sentence or two of news in each, and the encodings that it is found in.
TEXTS = {
    "English": ("The minister said “we don’t know” – the café in São Paulo cost €5. ", ["cp1252"]),
    "English, one curly quote": ("The minister said that Peter’s friends went home early, and nobody knew why. ", ["cp1252"]),
    "German": ("Die Regierung erklärte, die Steuern würden gesenkt. Müller sagte: „Das ist schön für alle.“ ", ["cp1252"]),
    "French": ("Le président a déclaré à l’Assemblée que la réforme était nécessaire, malgré les grèves. ", ["cp1252"]),
    "Spanish": ("El Gobierno anunció que los españoles pagarán más; según la oposición, ¿quién lo entiende? ", ["cp1252"]),
    "Icelandic": ("Ríkisstjórnin tilkynnti á mánudag að skattar yrðu hækkaðir á næsta ári. Það er þess virði. ", ["cp1252"]),
    "Turkish": ("Hükümet pazartesi günü vergilerin artırılacağını açıkladı, şehirde gösteri düzenlendi. ", ["cp1254"]),
    "Polish": ("Rząd ogłosił podwyżkę podatków, która wejdzie w życie w przyszłym roku. Źródła mówią więcej. ", ["cp1250", "iso8859_2"]),
    "English, typed in Taiwan": ("Completing what man’s genius has begun is “our duty”—and more. ", ["big5"]),
    "English, typed in China": ("Completing what man’s genius has begun is “our duty”——and more. ", ["gb18030"]),
    "Czech": ("Vláda v pondělí oznámila zvýšení daní. Ministr řekl, že rozhodnutí je nezbytné. ", ["cp1250", "iso8859_2"]),
    "Hungarian": ("A kormány hétfőn bejelentette az adók emelését. Győr és Szeged is érintett lesz. ", ["cp1250", "iso8859_2"]),
    "Croatian": ("Vlada je objavila povećanje. Građani će više plaćati već iduće godine, čini se. ", ["cp1250"]),
    "Portuguese": ("O Governo anunciou que não haverá eleições antecipadas. “É difícil”, disse João Gonçalves. ", ["cp1252"]),
    "Danish": ("Regeringen oplyste mandag, at skatterne sættes op. Søren Nørgård siger, at det går. ", ["cp1252"]),
    "Ukrainian": ("Уряд оголосив у понеділок про підвищення податків. Її відповідь чекають завтра. ", ["cp1251", "koi8_u"]),
    "Thai": ("รัฐบาลประกาศเมื่อวันจันทร์ว่าจะขึ้นภาษีทั่วประเทศ รัฐมนตรีกล่าวว่าการตัดสินใจนี้จำเป็น ", ["cp874"]),
    "Russian": (
        "Правительство объявило в понедельник о повышении налогов в стране, сообщает агентство. ",
        ["cp1251", "koi8_r", "iso8859_5", "cp866"],
    ),
    "Greek": ("Η κυβέρνηση ανακοίνωσε τη Δευτέρα αύξηση των φόρων στη χώρα. ", ["cp1253"]),
    "Hebrew": ("הממשלה הודיעה ביום שני על העלאת מיסים במדינה. ", ["cp1255"]),
    "Arabic": ("أعلنت الحكومة يوم الاثنين رفع الضرائب في البلاد. ", ["cp1256"]),
    "Chinese": ("中国科学院院士表示，基础研究是科技创新的源头。政府将增加投入。", ["gb18030"]),
    "Chinese, traditional": ("中國科學院院士表示，基礎研究是科技創新的源頭。政府將增加投入。", ["big5"]),
    "Japanese": ("日本政府は月曜日に増税を発表した。東京で会見が開かれた。", ["shift_jis", "euc_jp"]),
    "Korean": ("정부는 월요일 세금 인상을 발표했다. 서울에서 기자회견이 열렸다. ", ["euc_kr"]),
}
CASES = [(text, encoding) for text, encodings in TEXTS.values() for encoding in encodings]


@pytest.mark.parametrize("times", [1, 30])
@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_a_text_in_the_encoding_of_its_country_is_read_and_the_guess_is_told(text, encoding, times):
    decoded, doubt = decode((text * times).encode(encoding))
    assert decoded == text * times
    assert doubt.startswith("is not UTF-8 (byte ") and "; read as " in doubt


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [text for text, _ in TEXTS.values()])
def test_with_a_mark_or_as_utf_8_it_is_read_without_a_doubt(text, encoding):
    assert decode(text.encode(encoding)) == (text, "")


def test_utf_16_that_is_marked_as_big_endian_is_read():
    assert decode(codecs.BOM_UTF16_BE + "Rain fell.".encode("utf-16-be")) == ("Rain fell.", "")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Rain fell on the town.", TEXTS["German"][0], TEXTS["Russian"][0], TEXTS["English"][0]])
def test_utf_16_without_a_mark_is_known_by_its_nuls(text, encoding):
    assert decode(text.encode(encoding)) == (text, f"is UTF-16 without a byte order mark; read as {encoding.upper()}")


def test_what_a_file_declares_is_believed_before_a_guess_where_it_can_be_read_so():
    assert decode("Řím".encode("cp1250"), "windows-1250") == ("Řím", "")
    assert decode(b"caf\xe9", "utf-8")[0] == decode(b"caf\xe9", "klingon")[0] == "café"
    assert decode("caf\u00e9".encode(), "cp1252") == ("café", "")


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "“Café” – no more"),
        ("gb2312", "gb18030", "新闻囍"),
        ("GBK", "gb18030", "新闻"),
        ("x-sjis", "shift_jis", "日本の新聞"),
        ("KS_C_5601-1987", "euc_kr", "신문"),
        ("big5", "big5", "新聞"),
        ("iso-8859-15", "iso8859-15", "5 €"),
    ],
)
def test_what_a_file_declares_is_taken_as_it_is_meant(declared, encoding, text):
    assert decode(text.encode(encoding), declared) == (text, "")


@pytest.mark.parametrize("declared", ["utf-16", "unicode_escape", "idna", "punycode", "base64", "utf-7", "zlib", "\0", "é", "a" * 300])
def test_what_cannot_be_meant_is_not_believed(declared):
    assert decode(b"caf\xe9 \\u0041 one", declared) == ("café \\u0041 one", "is not UTF-8 (byte 3); read as Windows-1252")


def test_a_few_damaged_bytes_do_not_make_it_another_encoding():
    lost = "shown as \ufffd"
    text = "北京是中国的首都，人口两千万。" * 30
    assert decode(text.encode()[:-1]) == (text[:-1] + "\ufffd", f"is UTF-8, but damaged (byte 1347): 1 byte has no character: {lost}")
    assert decode(text.encode("gbk") + b"\xff", "gb2312") == (
        text + "\ufffd",
        f"is not gb2312 throughout, as it declares: 1 byte has no character: {lost}",
    )


def test_japanese_as_in_mail_is_read():
    text = "日本政府は月曜日に増税を発表した。\n東京で会見が開かれた。\n"
    assert decode(text.encode("iso2022_jp")) == (text, "is not UTF-8, but ISO-2022-JP by its escape signs; read as that")


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03abc", b"\x89PNG\r\n\x1a\n" + bytes(100), b"\x7fELF" + bytes(60), b"GIF89a" + bytes(range(32)) * 9]
)
def test_what_is_no_text_is_refused(data):
    with pytest.raises(ReadingError, match=r"^is not text \(it holds (?:NUL bytes|control characters)\)"):
        decode(data)


def test_a_nul_in_a_text_does_not_make_it_none():
    assert decode(b"Rain fell on the town, it said.\0" * 10) == ("Rain fell on the town, it said.\0" * 10, "")


def test_a_damaged_text_with_a_mark_says_what_is_lost():
    text, doubt = decode(codecs.BOM_UTF16_LE + "Rain".encode("utf-16-le") + b"!")
    assert text == "Rain\ufffd" and doubt == "is UTF-16, but damaged: 1 byte has no character: shown as \ufffd"


@given(st.binary(max_size=300))
@example(codecs.BOM_UTF16_LE + b"\x00\xd8")
@example(codecs.BOM_UTF32_LE + b"\xff")
def test_any_bytes_are_text_or_refused_and_the_same_bytes_give_the_same(data):
    try:
        told = decode(data)
    except ReadingError:
        return
    assert told == decode(data)
    assert (
        told[0].encode("utf-8", "surrogatepass") == data.removeprefix(codecs.BOM_UTF8) or told[1] or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    )


def test_halves_of_characters_do_not_make_utf_8_another_encoding():
    text, doubt = decode("Рейн пошёл. \ud83d So it was.".encode("utf-8", "surrogatepass"))
    assert text == "Рейн пошёл. \ufffd So it was."
    assert doubt == "is UTF-8, but damaged (byte 21): 1 half of a character, shown as \ufffd"


def test_possessives_typed_on_a_machine_for_chinese_are_no_polish():
    text = "America’s people—all of them—know what man’s genius, and the nation’s, has begun; the President’s men—and women—too. " * 3
    assert decode(text.encode("big5")) == (text, "is not UTF-8 (byte 7); read as Big5")
