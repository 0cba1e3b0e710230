"""Which encoding the bytes of a text are in, where nothing tells: the one in which they are the letters of one language."""

import re
from collections import Counter
from collections.abc import Iterator

# A guess looks at so many bytes, and in them at so many of words that are not ASCII.
_BYTES, _BYTES_OF_WORDS = 200_000, 6_000
_PUNCTUATION = set("“”‘’„‚«»‹›–—…•·°§©®™€£¥¢½¼¾²³¹µ±×†‰\xa0\xad")
# Letters that are not ASCII, of languages that news is found in; those of English are in words and names that it took from others.
_WESTERN = (
    "éèêçñöüäáóíïãšž", "äöüßé", "àâçéèêëîïôùûüœæ", "áéíñóúü¿¡ºª", "ãáàâçéêíõóôúºª", "àèéìíòóùú", "ëïéèöüáóç", "åäöé", "æøåéòó",
    "áðéíóúýþæö", "àçéèíïòóúü·",
)  # fmt: skip
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüßé")
# Of other scripts, the frequent letters, the most frequent first: in a wrong encoding, all are as frequent.
_CYRILLIC = ("оеаинтсрвлкмдпуяыьгзбчйхжшю", "оаинвертіскдплмуязьгбчхйцжїєюш", "аиоентрсвлкдпмзгуъячбцжщюх", "аиоенртсвјкдлпмузгбчшцжћх")
_GREEK = ("αοιετσνηυρπκμλςάίόέδγωχθφβξύήώζψ",)
_HEBREW = ("יוהלאמרתבשנםעדקחפטכסגזצןךץף",)
_ARABIC = ("اليمونرتبةعدسفهكقحجشطصخضغذثزءظىأإئ،آؤ؛؟",)
_THAI = ("านรกอเงมยลวดทสตะปบคหแจพชขใไโถผซธศณภญฐษฉฏฝำ" + "".join(map(chr, (0xE31, *range(0xE34, 0xE3A), *range(0xE47, 0xE4D)))),)
_MOST_FREQUENT = 12
# In this order where two do as well.
_LATIN = {"cp1252": _WESTERN, "iso8859_2": _CENTRAL, "cp1250": _CENTRAL, "cp1254": ("çğıöşüâîûİ",), "mac_roman": _WESTERN}
_SINGLE = {
    "cp1251": _CYRILLIC, "koi8_r": _CYRILLIC[:1], "koi8_u": _CYRILLIC[1:2], "cp1253": _GREEK, "cp1255": _HEBREW, "cp1256": _ARABIC,
    "iso8859_6": _ARABIC, "iso8859_5": _CYRILLIC, "cp866": _CYRILLIC, "cp874": _THAI,
}  # fmt: skip
# The second byte of a character may be ASCII. In words of other scripts, there are few letters that are.
_WORD = re.compile(rb"[@-~]*[\x80-\xff][@-~\x80-\xff]*")
_FEW = 0.45
# Of fewer bytes that are not ASCII, nothing but letters of Windows is guessed.
_FEWEST = 4
# English that was typed on a machine for Chinese: only its quotation marks and dashes are not ASCII.
_WITH_MARKS = ("big5", "gb18030")
_NO_MARK = re.compile("[^\\x00-\\x7f\\u00b7\\u2010-\\u2026]")
# Marks and capitals that stand inside words in a wrong encoding, and nowhere in a right one; and letters where only Portuguese has no such.
_MISPLACED = re.compile(
    r"(?<=[a-z])[¡-»¿×÷À-ÖØ-ÞĄĆĘŁŃŚŠŞŤŹŽŻĽĎĚŇŘŮŐŰĂĐĞİ]+(?=[A-Za-z])|"
    r"[¼½¾](?=[a-z])|(?<![m\d\s])[¹²³]|¡(?![A-Za-zÁÉÍÓÚÑ¿ ])|õ(?!e)|ã(?=[b-df-hj-np-rt-z])|"
    r"(?<![เ-ๅก-ฮ])[\u0e31\u0e34-\u0e3a\u0e47\u0e4d]"
)
# Of encodings with two bytes for a character: those of its marks and frequent characters, those of all, and what an eighth is at least.
_DOUBLE = {
    "euc_jp": (rb"[\xa1-\xa5\xb0-\xcf][\xa1-\xfe]", rb"[\xa1-\xfe][\xa1-\xfe]", rb"[\xa4\xa5][\xa1-\xfe]"),
    "euc_kr": (rb"[\xa1-\xa3\xb0-\xc8][\xa1-\xfe]", rb"[\x81-\xfe][\x41-\xfe]", rb"[\xb0-\xc8][\xa1-\xfe] "),
    "gb18030": (rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]", rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]", rb""),
    "big5": (rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]", rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]", rb""),
    "shift_jis": (rb"[\x81-\x83\x88-\x97][\x40-\x7e\x80-\xfc]", rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]", rb"[\x82\x83][\x40-\xfc]"),
}
_LOST = {"\ufffd", *map(chr, range(0x80, 0xA0))}


def guess(data: bytes) -> str:
    """Guess an encoding; Windows-1252, where none does better."""
    sample = b" ".join(_WORD.findall(data[:_BYTES]))[:_BYTES_OF_WORDS]
    is_short = len(sample.translate(None, bytes(range(0x80)))) < _FEWEST
    costs = {encoding: _cost_of_single(sample, encoding, _LATIN[encoding], 0.0) for encoding in [*_LATIN][: -1 if is_short else None]}
    if not is_short and len(re.findall(rb"[A-Za-z]", sample)) < _FEW * len(sample):
        costs |= dict(_cost_of_double(sample))
        costs |= {encoding: _cost_of_single(sample, encoding, _SINGLE[encoding], 0.3) for encoding in _SINGLE}
    else:
        costs |= {encoding: 2.0 * len(_NO_MARK.findall(sample.decode(encoding, errors="replace"))) for encoding in _WITH_MARKS}
    return min(costs, key=costs.__getitem__)


def _cost_of_single(sample: bytes, encoding: str, languages: tuple[str, ...], rare: float) -> float:
    """Give how many characters are not letters of the language that has most of them, those that are rare in it counting a part."""
    text = sample.decode(encoding, errors="replace")
    found = Counter(letter for letter in text if letter > "\x7f" and letter not in _PUNCTUATION)
    costs = []
    for letters in languages:
        known = dict.fromkeys(letters, rare) | dict.fromkeys(letters[:_MOST_FREQUENT], 0.0)
        costs.append(sum(n * known.get(letter, known.get(letter.lower(), 1.0)) for letter, n in found.items()))
    lost = sum(n for letter, n in found.items() if letter in _LOST)
    return min(costs) + lost + len(_MISPLACED.findall(text))


def _cost_of_double(sample: bytes) -> Iterator[tuple[str, float]]:
    """Give how many bytes are none of the frequent characters."""
    for encoding, (frequent, pair, needed) in _DOUBLE.items():
        found = re.findall(rb"(%s)|%s|[\x80-\xff]" % (frequent, pair), sample)
        if 8 * len(re.findall(needed, sample)) >= len(found):
            yield encoding, 2 * found.count(b"")
