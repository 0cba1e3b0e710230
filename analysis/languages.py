"""The languages that articles are in: how one is guessed, and what is known of it."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# A guess looks at the first so many characters; if these do not tell, at more; a model looks at the more. Fewer words than these are too
# few (or letters, where a script has no spaces).
FIRST_LOOK, SECOND_LOOK = 300, 1500
FEWEST_WORDS = 8
FEWEST_LETTERS = 12
# A guess of less than this probability is none.
LEAST_SURE = 0.5


class Language(NamedTuple):
    """What is known of a language: its name, its list in the package ``stop_words``, and what tells its sentences apart.

    A full stop never ends a sentence after ``titles``, never before a number after ``before_numbers``, and after ``abbreviations`` only
    before one of ``openers``: words that often open a sentence.
    """

    name: str
    stop_list: str
    common: frozenset[str]
    titles: frozenset[str] = frozenset()
    before_numbers: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    has_ordinals: bool = False  # "3." is "third"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _titles(text: str, *, in_any_case: bool = False) -> frozenset[str]:
    return frozenset(text.title().split() + (text.split() if in_any_case else []))


# `common`: frequent words, few of them in another language of this list. The English lists are of the news wires.
LANGUAGES: dict[str, Language] = {
    "en": Language(
        "English",
        "",  # the list that the wordcloud package ships
        _words("the and of that with was for are is by from which have has this it their been were would they his will its said not"),
        _titles("adm brig capt cmdr col dr fr gen gov hon lt maj messrs mr mrs ms msgr pres prof rep reps rev sen sens sgt st supt"),
        _words("apr art aug ch dec feb fig jan jul jun mar no nos nov oct p para pp sec sept sep vol"),
        _words(
            "al approx asst assn ave bros ca cf co corp dept dist etc esp est ext ft hq hwy inc int'l intl jr ltd mfg mt mts nat'l "
            "natl op plc pty rd sq sr st tel univ viz vs"
        ),
        _words(
            "A After All Although An And Another As At Because Before Both But By Despite During Each Even Every Few First For From "
            "He Her Here His How However If In It Its Last Later Many Meanwhile More Most Much My No Nor Not Now Of On Once One Only "
            "Or Other Our She Since So Some Still Such That The Their Then There These They This Those Though Through Thus To Today "
            "Two Under Until We What When Where Whether Which While Who Why With Yet You Your"
        ),
    ),
    "de": Language(
        "German",
        "german",
        _words("der und nicht auch ist sich dem eine mit wird einen noch wurde werden haben über nach sie zum zur durch oder aber sind"),
        _titles("dr prof hr fr dipl ing st"),
        _words("nr bd abs art kap ziff s jan feb apr aug sept okt nov dez"),
        _words(
            "abb abs allg bspw bzgl bzw ca co dgl ebd etc evtl ff gegr geb gest ggf hrsg inkl insb jh jr lat max mind min mio mrd nr "
            "rd sog sr str tel tsd u.a usf usw vgl z.b zit zzgl z d u i o s"
        ),
        _words(  # openers
            "Aber Als Am An Auch Auf Aus Bei Beide Bis Da Damit Dann Das Dass Dazu Denn Der Des Die Dies Diese Dieser Dieses Doch "
            "Durch Ein Eine Einen Einer Er Es Für Gegen Heute Hier Ich Ihr Ihre Im In Ist Jetzt Laut Man Mit Nach Nicht Noch Nun Nur "
            "Ob Oder Ohne Schon Sein Seine Seit Sie So Trotz Über Um Und Unter Viele Vom Von Vor Während Was Weil Wenn Wer Wie Wir Wo "
            "Zu Zudem Zum Zur"
        ),
        has_ordinals=True,
    ),
    "fr": Language(
        "French",
        "french",
        _words("les des dans est pour qui sur une par avec plus sont aux cette ont mais leur été être comme ces fait nous"),
        _titles("m mm mme mmes mlle mlles dr pr me st ste") | {"MM"},
        _words("n no art p pp vol chap fig janv févr juill sept oct nov déc"),
        _words("apr av cf env etc ex hab inc jr min max tél éd"),
        _words(
            "À Ainsi Alors Après Au Aussi Aux Avec Avant Car Ce Ces Cet Cette Ceux Chaque Comme Dans De Depuis Des Donc Du Elle Elles "
            "En Enfin Et Il Ils Je La Le Les Leur Leurs Lors Mais Même Ni Nos Notre Nous On Or Ou Où Par Pas Pendant Plus Pour Puis "
            "Quand Que Qui Sa Sans Selon Ses Si Son Sous Sur Tous Tout Toutes Un Une Vers Vous"
        ),
    ),
    "es": Language(
        "Spanish",
        "spanish",
        _words("los las del una por con para según pero más sus como fue este esta también entre sobre ha había han y"),
        _titles("d da dr dra sr sra sres sras srta ud uds gral lic ing sto sta", in_any_case=True),
        _words("núm no art p pp pág págs vol cap fig ene feb abr ago sept oct nov dic"),
        _words("av avda aprox ca cía dpto ee ee.uu etc ej hab izq máx mín prof s.a tel uu vs"),
        _words(
            "A Al Además Antes Así Aunque Cada Como Con Cuando De Del Desde Después Donde Durante El Ella Ellas Ellos En Entre Era Es "
            "Esa Ese Eso Esta Estas Este Esto Estos Fue Ha Hasta Hay La Las Le Lo Los Más Mientras Muchos Ni No Nos Nuestra O Otro "
            "Para Pero Por Porque Pues Que Se Según Si Sí Sin Sobre Su Sus También Tras Un Una Y Ya"
        ),
    ),
    "it": Language(
        "Italian",
        "italian",
        _words("il che di non della sono una gli anche dei nel alla delle più dal dalla è stato questo come ha nella"),
        _titles("sig sigg dott prof on avv ing geom mons gen", in_any_case=True),
        _words("n art p pp pag vol cap fig"),
        _words("ca cfr ecc es max min mln mld tel s.p.a"),
        _words(
            "A Ai Al Alla Anche Ancora Che Chi Ci Come Con Così Cosa Da Dal Dalla Degli Dei Del Della Delle Di Dopo Dove E È Ecco Gli "
            "Ha I Il In Intanto Io L La Le Lei Lo Loro Lui Ma Nel Nella Non Ogni Ora Per Perché Però Più Poi Quando Questa Questo Se "
            "Secondo Si Sono Su Sul Tra Tutti Un Una"
        ),
    ),
    "pt": Language(
        "Portuguese",
        "portuguese",
        _words("os não uma com para dos foi mais pela pelo são ao também seu sua ou já está em é da do ser"),
        _titles("sr sra srs dr dra prof profa eng exmo exma gen", in_any_case=True),
        _words("n no art p pp pág págs vol cap fig jan fev abr ago set out nov dez"),
        _words("av aprox cia etc ex máx mín s.a tel"),
        _words(
            "A Ainda Além Ao Após As Até Cada Com Como Da Das De Depois Do Dos Durante E É Ela Elas Ele Eles Em Enquanto Entre Era "
            "Essa Esse Esta Este Eu Foi Há Já Mais Mas Na Nas Não No Nos Nós O Os Ou Para Pela Pelo Por Porque Quando Que Se Segundo "
            "Sem Ser Seu Sua Só Também Todos Um Uma"
        ),
    ),
    "nl": Language(
        "Dutch",
        "dutch",
        _words("het een van niet zijn dat op voor met ook aan wordt door naar maar nog bij uit heeft worden hebben er ze"),
        _titles("dr dhr mevr mw mr drs prof ing ir ds st", in_any_case=True),
        _words("nr art p blz vol hfst fig jan feb apr aug sept okt nov dec"),
        _words("a.u.b bijv ca d.w.z dwz e.d enz etc evt incl jl m.n max min mln mld nl o.a ong resp t.a.v tel vgl z.g zgn"),
        _words(
            "Aan Al Alle Als Bij Daar Daarom Dan Dat De Deze Die Dit Door Dus Een Eerst En Er Het Hier Hij Hoe Hun Ik In Is Je Maar "
            "Met Na Naar Niet Nog Nu Of Om Onder Ondanks Ook Op Over Sinds Te Toch Toen Tot Tussen Uit Van Veel Volgens Voor Waar "
            "Want Wat We Wel Wie Wij Zal Ze Zij Zo Zonder"
        ),
    ),
    "zh": Language("Chinese", "chinese", frozenset()),
}
WITHOUT_SPLITTER = (
    "is, or has articles, in Chinese, whose words are told apart only with jieba: pip install jieba; read with each run as a word"
)
UNSUPPORTED = "has no stop words or abbreviations here, so its sentences and pictures are less sure"
# The other languages that a guess may give: those that news is often in. The model knows more, and takes short texts for them.
_OTHERS = dict(
    pair.split("=")
    for pair in (
        "ar=Arabic az=Azerbaijani bg=Bulgarian bn=Bengali ca=Catalan cs=Czech da=Danish el=Greek et=Estonian fa=Persian fi=Finnish "
        "gu=Gujarati he=Hebrew hi=Hindi hr=Croatian hu=Hungarian hy=Armenian id=Indonesian is=Icelandic ja=Japanese ka=Georgian "
        "kk=Kazakh km=Khmer ko=Korean lo=Lao lt=Lithuanian lv=Latvian mk=Macedonian ml=Malayalam mn=Mongolian mr=Marathi ms=Malay "
        "my=Burmese ne=Nepali no=Norwegian pa=Punjabi pl=Polish ps=Pashto ro=Romanian ru=Russian si=Sinhala sk=Slovak sl=Slovenian "
        "sq=Albanian sr=Serbian sv=Swedish sw=Swahili ta=Tamil te=Telugu th=Thai tl=Tagalog tr=Turkish uk=Ukrainian ur=Urdu uz=Uzbek "
        "vi=Vietnamese"
    ).split()
)
_CODES, _COMMON = list(LANGUAGES), [language.common for language in LANGUAGES.values()]
_ENGLISH = LANGUAGES["en"].common
_OTHER = frozenset().union(*_COMMON) - _ENGLISH
_LETTERS = re.compile(r"[^\W\d_]")


def name_language(code: str) -> str:
    """Name a language: ``German`` for ``de``."""
    return LANGUAGES[code].name if code in LANGUAGES else _OTHERS.get(code, code)


def guess_language(text: str) -> str | None:
    """Guess the language of an article.

    Returns
    -------
    str or None
        Its code in ISO 639-1; None of a text too short to tell.

    Notes
    -----
    Most texts hold so many frequent words of one language, and hardly any of the others, that these tell, in some 15 µs; the model of
    py3langid (Lui and Baldwin 2012), in 200, is asked of the others.

    Examples
    --------
    >>> guess_language("The results, which the ministry published, show that it was right and that they have been too low.")
    'en'
    """
    for size in (FIRST_LOOK, SECOND_LOOK):
        words = text[:size].lower().split()
        distinct = set(words)
        # Most of what is read here is English: one look at the words of all others is enough then.
        if (most := len(_ENGLISH & distinct)) >= 4 and 2.5 * len(_OTHER & distinct) <= most:
            return "en"
        hits = [len(common & distinct) for common in _COMMON]
        most = max(hits)
        if most >= 4 and 2.5 * (sum(hits) - most) <= most:
            return _CODES[hits.index(most)]
    sample = text[:SECOND_LOOK]
    if len(words) < FEWEST_WORDS and (sample.isascii() or len(_LETTERS.findall(sample)) < FEWEST_LETTERS):
        return None
    guessed = str(_identifier().classify(sample)[0])
    return None if guessed == "und" else guessed


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True, min_confidence=LEAST_SURE)
    identifier.set_languages([*LANGUAGES, *_OTHERS])
    return identifier


@cache
def read_stop_list(code: str) -> tuple[str, ...]:
    """Read the stop words of a language other than English; none of one that has no list."""
    if code not in LANGUAGES or not LANGUAGES[code].stop_list:
        return ()
    from stop_words import get_stop_words

    return tuple(get_stop_words(LANGUAGES[code].stop_list))


@cache
def has_word_splitter() -> bool:
    """Tell whether jieba, which tells the words of Chinese apart, is there."""
    from importlib.util import find_spec

    return find_spec("jieba") is not None


def split_chinese(run: str) -> Sequence[str]:
    """Split a run of Chinese characters into its words, by jieba's dictionary and its model of words that are not in it."""
    return list(_splitter().cut(run))


@cache
def _splitter():  # type: ignore[no-untyped-def]  # jieba has no types
    import logging
    import tempfile

    import jieba

    jieba.setLogLevel(logging.WARNING)
    splitter = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as own:  # else it would load, and run, whatever lies under a certain name in the common one
        splitter.tmp_dir = own
        splitter.initialize()
    return splitter
