"""What language an article is in, and what follows from it: where its sentences end, which words are its, which of them stop words."""

import json
import re
import socket
from itertools import pairwise

import polars as pl
import pytest

from analysis import count_terms, find, languages, words
from analysis.index import split_texts
from analysis.languages import LANGUAGES, UNSUPPORTED, WITHOUT_SPLITTER, guess_language, name_language, read_stop_list
from analysis.places import ROOT
from analysis.words import fold, split_tokens, split_words, stop_words

CASES = json.loads((ROOT / "tests" / "cases" / "languages.json").read_text(encoding="utf-8"))
PARAGRAPHS = [(code, text) for code, texts in CASES["paragraphs"].items() for text in texts]
WITH_NAMES = CASES["english with other tongues"]
STOP = re.compile(r"(?<=[.。।])\s+|(?<=[。।])")


def name_case(value):
    return value if len(value) == 2 else value[:25]


@pytest.fixture
def without_jieba(monkeypatch):
    for module in (words, languages):
        monkeypatch.setattr(module, "has_word_splitter", lambda: False)
    monkeypatch.setattr("analysis.segments.has_word_splitter", lambda: False)


def sentences_of(texts, codes=()):
    """Give for each text the words of each sentence, with spaces between them."""
    vocabulary, index = split_texts(texts, codes)
    forms = [vocabulary.forms[word] for word in index.ids.tolist()]
    bounds = list(pairwise(index.sentences.tolist()))
    return [[" ".join(forms[a:b]) for a, b in bounds if first <= a < last] for first, last in pairwise(index.articles.tolist())]


# Guessing


@pytest.mark.parametrize(("code", "text"), PARAGRAPHS, ids=name_case)
def test_a_paragraph_of_news_is_in_its_language(code, text):
    assert guess_language(text) == code


def test_a_single_sentence_is_in_its_language_or_too_short_to_tell():
    guessed = [(code, guess_language(sentence)) for code, text in PARAGRAPHS for sentence in STOP.split(text) if sentence]
    assert len(guessed) > 120
    assert {(code, guess) for code, guess in guessed if guess not in (code, None)} == set()
    assert sum(guess is None for _, guess in guessed) < 0.05 * len(guessed)


@pytest.mark.parametrize("text", WITH_NAMES, ids=name_case)
def test_english_stays_english_whatever_names_and_quotations_are_in_it(text):
    assert guess_language(text) == "en"


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code not in ("en", "zh")])
def test_another_language_stays_what_it_is_with_english_names_in_it(code):
    text = f"{CASES['paragraphs'][code][0]} “The Bank of England”, “The House of Commons”, “Friends of the Earth”."
    assert guess_language(text) == code


@pytest.mark.parametrize(
    "text", ["", " ", "—", "Rain.", "Kein Kommentar.", "Der Mann", "2019 2020 2021 2022 2023 2024 2025 2026", "会议", "🚀 " * 40]
)
def test_a_text_too_short_to_tell_is_in_none(text):
    assert guess_language(text) is None


def test_a_guess_does_not_depend_on_what_was_guessed_before():
    forwards = [guess_language(text) for _, text in PARAGRAPHS]
    assert [guess_language(text) for _, text in reversed(PARAGRAPHS)] == forwards[::-1]


def test_the_frequent_words_of_a_language_are_lower_case_and_nearly_all_its_own():
    seen = [word for language in LANGUAGES.values() for word in language.common]
    assert all(word == word.lower() for word in seen)
    assert len(seen) - len(set(seen)) <= 4


def test_languages_have_names():
    assert [name_language(code) for code in ("de", "zh", "ru", "xx")] == ["German", "Chinese", "Russian", "xx"]


def test_guessing_and_splitting_need_no_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("no network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    for cached in (languages._identifier, languages._splitter, read_stop_list):
        cached.cache_clear()
    words._split_chinese.cache_clear()
    assert guess_language("Rząd zapowiedział w poniedziałek podwyżkę płacy minimalnej od pierwszego lipca.") == "pl"
    assert split_words(["中国空间站"]) == [["中国", "空间站"]]
    assert all(read_stop_list(code) for code in LANGUAGES if code != "en")


# Sentences. Each text is written with "|" where a sentence ends inside it.

ENDS = [
    ("en", "Mr. Smith met Dr. Jones of the U.S. Navy on Jan. 5 at 3 p.m. sharp.| He left."),
    ("en", "The firm, Acme Inc. of Ohio, paid.| The rest followed."),
    ("en", "It was 3.| Then came 4."),
    ("en", "He flew to the U.S.| The rest stayed."),
    ("en", "He works for J. P. Morgan.| She does not."),
    ("de", "Die Wahl findet am 3. Mai statt.| Danach beginnt der 2. Teil."),
    ("de", "Im 19. Jahrhundert und am 1. Januar 2020 war das so.| Heute nicht."),
    ("de", "Am 12. August kam er.| Am 13. August regnete es."),
    ("de", "Er nannte z.B. Kohle.| Das reicht nicht."),
    ("de", "Er nannte z. B. Kohle.| Das reicht nicht."),
    ("de", "Am Abend sprach Dr. Merkel mit Prof. Schmidt.| Sie war zufrieden."),
    ("de", "Es kostet ca. 5 Mio. Euro bzw. 6 Mrd. Dollar.| Die Kosten steigen."),
    ("de", "Nach Art. 5 Abs. 1 Satz 2 ist es erlaubt.| Gegen Nr. 7 klagt er."),
    ("de", "Das war im Jahr 2019.| Danach kam 2020."),
    ("de", "Es gibt Kohle, Gas usw.| Das Land braucht beides."),
    ("de", "Um 20.15 Uhr am 24.12.2020 kam er aus St. Gallen.| „Ja.“| Sie ging."),
    ("fr", "M. Macron a parlé.| Mme. Le Pen a répondu."),
    ("fr", "MM. Durand et Dupont ont parlé.| Voilà."),
    ("fr", "Selon art. 5 de la loi, c'est clair.| Il reste en vigueur."),
    ("fr", "L'art. 5 de la loi est clair.| Il reste en vigueur."),
    ("fr", "Le Dr. Martin a témoigné, cf. p. 12 du rapport.| Rien n'a changé."),
    ("fr", "Il y avait du pain, du vin, etc.| Les invités sont partis."),
    ("fr", "Il court 200 m.| Les autres suivent."),
    ("es", "El Sr. Sánchez viajó a EE.UU. con la Sra. López.| Volverá el lunes."),
    ("es", "Viajó a EE. UU. el martes.| Volvió el jueves."),
    ("es", "Llegó de EE.UU.| El ministro no habló."),
    ("es", "El Dr. Ruiz vive en la Avda. Mayor, núm. 5.| Es médico."),
    ("es", "Véase el art. 3, pág. 12.| La ley no cambia."),
    ("es", "¿Qué pasó?| ¡Nada!| Fin."),
    ("it", "Il Sig. Rossi e il Dott. Bianchi sono partiti.| Torneranno."),
    ("it", "Il sig. Rossi e il dott. Bianchi sono partiti.| Torneranno."),
    ("it", "Ha citato l'art. 3 della Costituzione.| Poi è uscita."),
    ("it", "Vale ca. 5 mln. di euro, cfr. pag. 7.| Non basta."),
    ("it", "C'erano pane, vino, ecc.| Il pranzo è finito."),
    ("pt", "O Sr. Silva e a Dra. Costa falaram, cf. art. 5.| Depois saíram."),
    ("pt", "O Prof. Lima mora na Av. Paulista.| Ele ensina."),
    ("pt", "Comprou pão, vinho, etc.| O resto ficou."),
    ("nl", "Dhr. Jansen en Mevr. De Vries kwamen.| Ze bleven kort."),
    ("nl", "Volgens dhr. Jansen en prof. Bakker is het koud.| Ze bleven kort."),
    ("nl", "Er is o.a. brood en bijv. Goudse kaas.| Het is genoeg."),
    ("nl", "Volgens art. 5, nr. 3, kost het ca. 5 mln. euro.| Dat klopt."),
    ("zh", "会议结束了。|他说：“很好。”|我们走吧！"),
    ("ja", "政府は発表した。|組合は反対した。"),
    ("ko", "정부는 발표했다.| 노조는 반대했다."),
]


@pytest.mark.parametrize(("code", "marked"), ENDS, ids=name_case)
def test_a_sentence_ends_where_its_language_ends_it(code, marked):
    [found] = sentences_of([marked.replace("|", "")], [code])
    assert found == [" ".join(part) for part in split_words(marked.split("|"))]


@pytest.mark.parametrize(("code", "text"), [case for case in PARAGRAPHS if case[0] in LANGUAGES], ids=name_case)
def test_no_end_of_a_plain_sentence_is_missed(code, text):
    [found] = sentences_of([text], [code])
    plain = re.sub(r"(?<=\d)[.,](?=\d)", "", text)
    assert len(found) == len(re.findall(r"[.。]", plain))


def test_each_article_is_split_by_the_rules_of_its_own_language():
    """Whatever stands before and after it, and though the same chunks stand in others."""
    texts = [marked.replace("|", "") for _, marked in ENDS]
    codes = [code for code, _ in ENDS]
    alone = [sentences_of([text], [code])[0] for text, code in zip(texts, codes, strict=True)]
    assert sentences_of(texts, codes) == alone
    assert sentences_of(texts[::-1], codes[::-1]) == alone[::-1]


def test_the_same_text_is_split_as_two_languages_do():
    text = "Es war der 3. Mai. Dann Nr. 5."
    in_german, in_english, unknown, unsupported = sentences_of([text] * 4, ["de", "en", None, "pl"])
    assert in_german == ["Es war der 3 Mai", "Dann Nr 5"]
    assert in_english == unknown == unsupported == ["Es war der 3", "Mai", "Dann Nr", "5"]


def test_empty_texts_among_those_of_other_languages_change_nothing():
    text = "Am 3. Mai kam Dr. Merkel. Danach nicht."
    assert sentences_of(["", text, "", "It was 3. Then 4.", ""], ["en", "de", None, "en", "de"]) == [
        [],
        ["Am 3 Mai kam Dr Merkel", "Danach nicht"],
        [],
        ["It was 3", "Then 4"],
        [],
    ]


def test_pieces_of_the_stream_do_not_change_the_split(monkeypatch):
    texts, codes = [marked.replace("|", "") for _, marked in ENDS], [code for code, _ in ENDS]
    whole = sentences_of(texts, codes)
    monkeypatch.setattr("analysis.index.PIECE", 100)
    assert sentences_of(texts, codes) == whole


def test_a_corpus_of_two_languages_splits_each_article_by_its_own(corpus_of):
    german = "Die Regierung hat am 3. Mai das Gesetz vorgelegt, und Dr. Merkel war nicht dabei. Die Opposition ist nicht zufrieden."
    english = "The government said that it was ready, and that it would have the bill by May 3. Members of the opposition were not."
    corpus = corpus_of(german, english)
    assert corpus.articles["language"].tolist() == ["de", "en"]
    assert corpus.counts.sentences == 4


# Stop words


@pytest.mark.parametrize("code", list(LANGUAGES))
def test_every_language_has_stop_words_written_as_terms(code):
    found = stop_words((code,))
    assert found and all(word == fold(word) for word in found)
    frequent = LANGUAGES[code].common
    assert len(frequent - found) <= 0.4 * len(frequent)


def test_the_stop_words_of_more_languages_are_those_of_each():
    assert stop_words(("de", "fr")) == stop_words(("de",)) | stop_words(("fr",))
    assert {"und", "nicht"} <= stop_words(("de",)) - stop_words(("en",))


@pytest.mark.parametrize(
    ("codes", "languages_of"), [(["de"] * 3, ("de",)), (["en"] * 3, ("en",)), (["de", "de", "fr"], ("de", "fr")), (["pl"] * 3, ("en",))]
)
def test_the_stop_words_of_a_corpus_are_those_of_its_languages(corpus_of, codes, languages_of):
    texts = [CASES["paragraphs"][code][k] for k, code in enumerate(codes)]
    vocabulary = corpus_of(*texts).vocabulary
    assert vocabulary.languages == languages_of
    in_order = [term for term, is_stop in zip(vocabulary.terms, vocabulary.is_stop, strict=True) if is_stop]
    assert in_order == [term for term in vocabulary.terms if term in stop_words(languages_of)]
    assert in_order


def test_a_language_of_hardly_any_words_gives_no_stop_words(corpus_of):
    english = [text for text in CASES["paragraphs"]["en"] for _ in range(4)]
    assert corpus_of(*english, CASES["paragraphs"]["de"][4]).vocabulary.languages == ("en",)


# Chinese

CHINESE = [text for text in CASES["paragraphs"]["zh"] if len(text) > 30]


def test_chinese_words_are_told_apart():
    assert split_words(["中国空间站核心舱发射成功"])[0][:2] == ["中国", "空间站"]
    assert split_words(["据新华社报道，GDP增长5.2%。"])[0] == ["据", "新华社", "报道", "GDP", "增长", "5.2"]


@pytest.mark.parametrize("text", ["3月", "T恤", "A股", "我", "5G 网", "卡拉OK"])
def test_the_words_of_a_text_do_not_depend_on_the_texts_beside_it(text):
    """Else the same article would have other words in another segment."""
    assert split_words([text, CHINESE[0]])[0] == split_words([text])[0]


def test_a_short_chinese_word_is_found_where_it_stands(corpus_of):
    corpus = corpus_of("In 3月 it rained, and a T恤 was sold.", CHINESE[0])
    for term, n in count_terms(corpus)[["term", "n"]].itertuples(index=False):
        found = find(corpus, term)
        assert len(found) == n
        assert all(corpus.articles.loc[row.article_id, "text"][row.start : row.end] == row.match for row in found.itertuples())
        assert {fold(match) for match in found["match"]} == {term}


def test_without_jieba_a_run_of_chinese_is_a_word(without_jieba):
    assert split_words(["中国空间站发射成功,三名航天员。"]) == [["中国空间站发射成功", "三名航天员"]]


def test_no_letter_of_chinese_is_lost_or_added():
    for text in CHINESE:
        assert "".join(split_words([text])[0]) == re.sub(r"[^\w]", "", text)


@pytest.mark.parametrize("text", [text for code in ("ja", "ko") for text in CASES["paragraphs"][code]], ids=name_case)
def test_japanese_and_korean_are_left_alone(text, monkeypatch):
    with_jieba = split_tokens(pl.Series([text])).to_list()
    monkeypatch.setattr(words, "has_word_splitter", lambda: False)
    tokens = split_tokens(pl.Series([text])).to_list()
    mixed = [token for token in tokens[0] if words._KANA.search(token)]
    assert mixed and set(mixed) <= set(with_jieba[0])


def test_the_marks_are_the_same_with_and_without_jieba(monkeypatch):
    for text in CHINESE:
        marks = [token for token in split_tokens(pl.Series([text])).to_list()[0] if not token[0].isalnum()]
        with monkeypatch.context() as patch:
            patch.setattr(words, "has_word_splitter", lambda: False)
            assert [token for token in split_tokens(pl.Series([text])).to_list()[0] if not token[0].isalnum()] == marks


def test_what_is_counted_in_chinese_is_what_is_found(corpus_of):
    corpus = corpus_of(*CHINESE, "The space station of China, 中国空间站, was launched.")
    counted = count_terms(corpus)
    assert {"空间站", "中国"} <= set(counted["term"])
    for term, n in zip(counted["term"], counted["n"], strict=True):
        assert len(find(corpus, term)) == n, term


def test_a_phrase_of_chinese_is_found_as_it_is_written(corpus_of):
    found = find(corpus_of(*CHINESE), "中国空间站")
    assert len(found) == 1


def test_what_is_found_in_chinese_stands_where_it_says(corpus_of):
    corpus = corpus_of(*CHINESE)
    found = find(corpus, "空间站")
    assert len(found) == 1
    for article_id, start, end in zip(found["article_id"], found["start"], found["end"], strict=True):
        assert corpus.articles.loc[article_id, "text"][start:end] == "空间站"


def test_an_article_in_chinese_is_doubted_where_jieba_is_missing(corpus_of, without_jieba):
    assert corpus_of(CHINESE[0]).problems["reason"].tolist() == [WITHOUT_SPLITTER]


def test_an_article_in_an_unsupported_language_is_doubted(corpus_of):
    [reason] = corpus_of(CASES["paragraphs"]["pl"][0]).problems["reason"]
    assert reason.endswith(f"in Polish (guessed), which {UNSUPPORTED}")


def test_an_article_in_a_supported_language_is_not_doubted(corpus_of):
    assert corpus_of(*(texts[0] for code, texts in CASES["paragraphs"].items() if code in LANGUAGES)).problems.empty
