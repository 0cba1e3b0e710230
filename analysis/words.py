"""The one definition of a word and of a sentence.

A **word** is letters (with their marks) and digits, joined inside by hyphens, apostrophes and ``&``, and by ``.`` or ``,`` between
digits; letters that each carry a full stop (``U.S.``) are one word. A **term** is a word case-folded, without a possessive ``'s``.
A **sentence** ends at ``.``, ``!``, ``?`` or ``…``, with the closing quotes that follow, before a space; not after an abbreviation.

One regular expression finds words and the marks between them in one pass. Everything else here is a small table over the *distinct*
tokens, so its cost does not grow with the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import numpy as np
import polars as pl

from . import places
from .languages import LANGUAGES, has_word_splitter, read_stop_list, split_chinese

# Marks and invisible joiners (the soft hyphen, for one) stand inside words; a word begins with a letter or a digit.
_INNER = r"[\p{L}\p{M}\p{N}\u00ad\u200c\u200d\u2060]*"
_RUN = rf"[\p{{L}}\p{{N}}]{_INNER}"
_ACRONYM = r"(?:\p{L}\p{M}*\.)+\p{L}\p{M}*\b\.?"
_NUMBER = rf"(?:(?:{_RUN})?\p{{Nd}}(?:[.,]\p{{Nd}}+)+)+{_INNER}"
_UNIT = rf"(?:{_ACRONYM}|{_NUMBER}|{_RUN})"
_CLOSERS = "\"'”“’‘»«)\\]」』）"
WORD = rf"{_UNIT}(?:[-\u2010\u2011'’\uff07&]{_UNIT})*"
# What may end a sentence, with the white space after it (Chinese and Japanese stops need none), or the end of a paragraph.
MARK = rf"[.!?…]+[{_CLOSERS}]*(?:\s+|$)|[。！？]+[{_CLOSERS}]*\s*|\n\s*\n\s*"
TOKEN = f"{WORD}|{MARK}"
_IS_MARK = r"^[\s.!?…。！？]"
# Two Chinese characters beside each other may be one word, or two.
_CHINESE = r"\p{Han}\p{Han}"
_HAN, _KANA = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{2}"), re.compile("[\u3040-\u30ff\uac00-\ud7af]")

SIMPLER = str.maketrans({"’": "'", "\uff07": "'", "\u2010": "-", "\u2011": "-", "\u00ad": None, "\u2060": None})

# 's after these is "is", "has" or "us", never a possessive: "it's" is not the term "it".
CONTRACTED = frozenset("he here how it let she that there what when where who why".split())

# Abbreviations in English, but only with a capital: "ill.", "miss." and "wash." are words.
STATES = frozenset(
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash "
    "Wis Wyo".split()
)

WORD_TOKEN, STOP, STRONG, PARAGRAPH, SECTION = range(5)
NORMAL, TITLE, BEFORE_NUMBER, ABBREVIATION = range(4)


def straighten(form: str) -> str:
    """Write a form with straight apostrophes, plain hyphens, composed letters and no soft hyphens."""
    return form if form.isascii() else unicodedata.normalize("NFC", form.translate(SIMPLER))


def plain_form(form: str) -> str:
    """Write a form without its possessive ``'s``, its case kept.

    >>> plain_form("China’s"), plain_form("it's")
    ('China', "it's")
    """
    form = straighten(form)
    while form[-2:-1] == "'" and form[-1:].casefold() == "s" and form[:-2].casefold() not in CONTRACTED:
        form = form[:-2]
    return form


def fold(form: str) -> str:
    """Turn a form into its term: case-folded, without a possessive ``'s``.

    >>> fold("CHINA's"), fold("Chang’e-5")
    ('china', "chang'e-5")
    """
    return unicodedata.normalize("NFC", plain_form(form).casefold())


def fold_whole(form: str) -> str:
    """Case-fold a form, its possessive kept.

    >>> fold_whole("CHINA’S")
    "china's"
    """
    return unicodedata.normalize("NFC", straighten(form).casefold())


def _mend(forms: pl.Series, rows: pl.Series, values: Iterable[str]) -> pl.Series:
    """Put other values into some rows."""
    return forms.clone().scatter(rows, pl.Series(values, dtype=pl.String)) if len(rows) else forms  # scatter changes its own series


def plain_forms(forms: pl.Series) -> pl.Series:
    """Do what :func:`plain_form` does to each of many."""
    rows = forms.str.contains(r"[^\x00-\x7f]|'[sS]$").arg_true()  # it leaves all others as they are
    return _mend(forms, rows, map(plain_form, forms.gather(rows)))


def fold_forms(plain: pl.Series) -> pl.Series:
    """Do what :func:`fold` does to each of many forms without possessives."""
    rows = plain.str.contains(r"[^\x00-\x7f]").arg_true()
    return _mend(plain.str.to_lowercase(), rows, map(fold_whole, plain.gather(rows)))


def split_tokens(texts: pl.Series) -> pl.Series:
    """Split each text into its words and marks, in order; a list of strings per text."""
    tokens = texts.str.extract_all(TOKEN)
    if not (has_word_splitter() and texts.str.contains(_CHINESE).any()):
        return tokens
    cut = [[part for token in row for part in _split_chinese(token)] for row in tokens.to_list()]
    return pl.Series(tokens.name, cut, dtype=tokens.dtype)


@lru_cache(maxsize=1 << 16)
def _split_chinese(token: str) -> list[str]:
    """Split a token that holds Chinese characters, and no Japanese or Korean ones, into its words, by jieba."""
    if not _HAN.search(token) or _KANA.search(token):
        return [token]
    return pl.Series([" ".join(split_chinese(token))]).str.extract_all(WORD).to_list()[0]


def split_words(texts: Sequence[str]) -> list[list[str]]:
    """Split each text into its words, as written.

    >>> split_words(["Chang’e-5, R&D and the U.S. cost 330,000."])
    [['Chang’e-5', 'R&D', 'and', 'the', 'U.S.', 'cost', '330,000']]
    """
    is_mark = pl.element().str.contains(_IS_MARK)
    return split_tokens(pl.Series(texts, dtype=pl.String)).list.eval(pl.element().filter(~is_mark)).to_list()


def describe_tokens(tokens: pl.Series, language: str = "en") -> pl.DataFrame:
    """Tell for each distinct token what it is to a sentence of a language.

    Returns
    -------
    polars.DataFrame, one row per token, in the order given
        ``form``: the word as written, null for a mark. ``kind``: what ends here, of WORD_TOKEN, STOP, STRONG, PARAGRAPH, SECTION.
        ``before``: for a word, how a full stop after it is read: NORMAL, TITLE, BEFORE_NUMBER, ABBREVIATION. ``dotted``: a word that
        holds its own full stop (``U.S.``). ``lower``, ``digit``, ``opens``: a word that starts in lower case, with a digit, or is one
        that often opens a sentence.
    """
    token = pl.col("token")
    lowered = token.str.to_lowercase()
    first = token.str.slice(0, 1)
    breaks = token.str.count_matches("\n")
    known = LANGUAGES.get(language, LANGUAGES["en"])
    is_mark = token.str.contains(_IS_MARK)
    dotted = token.str.contains(rf"{_ACRONYM}$") & token.str.ends_with(".")
    is_initial = ~is_mark & (token.str.len_chars() == 1) & (first != lowered)
    if language != "en":  # in French and Italian, an article may stand before: l'art. 5
        lowered = lowered.str.replace(r"^[\p{L}]{1,5}['’]", "")
    is_abbreviation = lowered.is_in(known.abbreviations) | dotted | is_initial
    if language == "en":
        is_abbreviation |= token.is_in(STATES)
    if known.has_ordinals:
        is_abbreviation |= token.str.contains(r"^\d{1,2}$")
    return pl.DataFrame({"token": tokens}).select(
        form=pl.when(~is_mark).then(token),
        kind=pl.when(~is_mark).then(WORD_TOKEN)
        .when(breaks >= 3).then(SECTION)
        .when(breaks == 2).then(PARAGRAPH)
        .when(token.str.contains(r"^\.[^.]*$")).then(STOP)
        .otherwise(STRONG)
        .cast(pl.Int8),
        before=pl.when(token.is_in(known.titles)).then(TITLE)
        .when(lowered.is_in(known.before_numbers) & ~is_initial).then(BEFORE_NUMBER)
        .when(is_abbreviation).then(ABBREVIATION)
        .otherwise(NORMAL)
        .cast(pl.Int8),
        dotted=dotted,
        lower=~is_mark & (first != first.str.to_uppercase()),
        digit=first.str.contains(r"\p{N}"),
        opens=token.is_in(known.openers),
    )  # fmt: skip


def find_bounds(stream: np.ndarray, tokens: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Find the marks in a stream of tokens, and where sentences, paragraphs and sections end.

    Parameters
    ----------
    stream : array of int
        Row numbers of `tokens`, in reading order.
    tokens : polars.DataFrame
        From :func:`describe_tokens`.

    Returns
    -------
    tuple of four arrays of int, each ascending
        The positions in `stream` of the marks (everything that is no word), and those after which a sentence ends, a paragraph ends, a
        section ends. The last one of a text is there only if a mark stands there.
    """
    column = {name: tokens[name].to_numpy() for name in ("kind", "before", "dotted", "lower", "digit", "opens")}
    ends = np.flatnonzero(((column["kind"] != WORD_TOKEN) | column["dotted"])[stream])
    kind = column["kind"][stream[ends]]
    is_mark = kind != WORD_TOKEN
    previous = stream[np.maximum(ends - is_mark, 0)]
    following = stream[np.minimum(ends + 1, len(stream) - 1)]
    before = np.where(kind == STRONG, NORMAL, column["before"][previous])
    opens, lower, digit = (column[name][following] for name in ("opens", "lower", "digit"))
    is_end = np.select(
        [kind >= PARAGRAPH, before == TITLE, before == BEFORE_NUMBER, before == ABBREVIATION],
        [True, False, ~lower & ~digit, opens],
        default=~lower,
    )
    return ends[is_mark], ends[is_end], ends[kind >= PARAGRAPH], ends[kind == SECTION]


@cache
def stop_words(languages: tuple[str, ...] = ("en",)) -> frozenset[str]:
    """Read the terms to leave out of pictures: those of some languages (the English ones ship with wordcloud), and ``stopwords.txt``."""
    own = places.stopwords_file().read_text(encoding="utf-8") if places.stopwords_file().exists() else ""
    lines = [line.partition("#")[0] for line in own.splitlines()]
    for language in languages:
        lines += _english_stop_words() if language == "en" else read_stop_list(language)
    return frozenset(fold(word) for words in split_words(lines) for word in words)


def _english_stop_words() -> list[str]:
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec("wordcloud")  # found, not imported: importing it loads matplotlib
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).with_name("stopwords").read_text(encoding="utf-8").splitlines()
