"""Datelines: where, when and for whom a report was written, as wires of many countries print it at the beginning of the body."""

import re
from typing import NamedTuple

from .dates import ANY_MONTH, MONTH

AGENCY = (
    "(?:The )?Associated Press|AP|Thomson Reuters Foundation|Reuters|Xinhua|XINHUA|Agence France-Presse|AFP|Bloomberg News|Bloomberg|UPI"
    "|dpa|DPA|epd"
    "|KNA|TASS|ITAR-TASS|Interfax|RIA Novosti|PTI|ANI|IANS|UNI|Kyodo News|Kyodo|KYODO|Jiji Press|Jiji|Yonhap|EFE|Europa Press"
    "|EUROPA PRESS|ANSA"
    "|Adnkronos|APA|CNA|Bernama|BERNAMA|Antara|ANTARA|VNA|PNA|KUNA|WAM|SPA|QNA|MENA|SANA|IRNA|Anadolu Agency|Anadolu|AA|Prensa Latina"
    "|Notimex|Télam"
    "|(?:The )?Canadian Press|CP|AAP|NAN|GNA|APP|BSS|UNB|Lusa|Belga|ANP|CNN|IPS|PRNewswire|PR Newswire|BUSINESS WIRE|Business Wire"
    "|GLOBE NEWSWIRE"
    "|ACN Newswire|China Daily|Global Times|Sputnik|KCNA"
)
# Places that datelines print without a country; only these are known to be places without a date or an agency behind them.
CITIES = frozenset(
    (
        "ABUJA|ACCRA|ADDIS ABABA|ALGIERS|AMMAN|AMSTERDAM|ANKARA|ATHENS|ATLANTA|BAGHDAD|BALTIMORE|BANGKOK|BARCELONA|BEIJING|"
        "BEIRUT|BELGRADE|BERLIN|BERN|BOGOTA|BOGOTÁ|BOSTON|BRASILIA|BRUSSELS|BUCHAREST|BUDAPEST|BUENOS AIRES|CAIRO|CANBERRA|"
        "CAPE TOWN|CARACAS|CHICAGO|CINCINNATI|CLEVELAND|COLOMBO|COPENHAGEN|DAKAR|DALLAS|DAMASCUS|DELHI|DENVER|DETROIT|DHAKA|"
        "DOHA|DUBAI|DUBLIN|EDINBURGH|FRANKFURT|GAZA|GENEVA|GUANGZHOU|HANOI|HARARE|HAVANA|HELSINKI|HONG KONG|HONOLULU|"
        "HOUSTON|INDIANAPOLIS|ISLAMABAD|ISTANBUL|JAKARTA|JERUSALEM|JOHANNESBURG|KABUL|KAMPALA|KARACHI|KATHMANDU|KHARTOUM|"
        "KIEV|KUALA LUMPUR|KUWAIT CITY|KYIV|LAGOS|LAS VEGAS|LIMA|LISBON|LONDON|LOS ANGELES|LUXEMBOURG|MADRID|MANILA|"
        "MELBOURNE|MEXICO CITY|MIAMI|MILAN|MILWAUKEE|MINNEAPOLIS|MONTREAL|MOSCOW|MUMBAI|MUNICH|NAIROBI|NEW DELHI|NEW ORLEANS|"
        "NEW YORK|OKLAHOMA CITY|OSLO|OTTAWA|PARIS|PHILADELPHIA|PHNOM PENH|PHOENIX|PITTSBURGH|PRAGUE|PRETORIA|PYONGYANG|"
        "QUEBEC CITY|QUITO|RIO DE JANEIRO|RIYADH|ROME|SALT LAKE CITY|SAN ANTONIO|SAN DIEGO|SAN FRANCISCO|SANTIAGO|SAO PAULO|"
        "SÃO PAULO|SEATTLE|SEOUL|SHANGHAI|SHENZHEN|SINGAPORE|SOFIA|ST. LOUIS|STOCKHOLM|SYDNEY|TAIPEI|TEHRAN|TEL AVIV|TOKYO|"
        "TORONTO|TRIPOLI|TUNIS|ULAANBAATAR|UNITED NATIONS|VANCOUVER|VATICAN CITY|VIENNA|WARSAW|WASHINGTON|WELLINGTON|YANGON|"
        "ZAGREB|ZURICH"
    ).split("|")
)

_PLACE = r"(?P<place>[^\W\d_][^\d\n,():;\[\]—–]{1,40}?)(?:,\s+(?P<region>[^\d\n,():;\[\]—–]{2,30}?))?(?:\s\[[^\W\d_][\w ]{2,20}\])?"
_WHEN = rf"(?:(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})\.?\s+(?P<month2>{ANY_MONTH}))(?:,?\s+(?P<year>[12]\d{{3}}))?"
_IN_BRACKETS = rf"(?:\((?P<agency>{AGENCY})(?:/[\w .-]{{2,30}})?\)|/(?P<agency2>{AGENCY})/)"
_DASH = r"(?P<dash>\s*(?:--|—|–)\s*|\s*(?:\.-|-)\s+|\s+_\s+)"
_DATELINE = re.compile(rf"{_PLACE}(?:,\s+(?i:{_WHEN})\.?)?(?:\s*(?:--)?{_IN_BRACKETS})?{_DASH}(?=\S)")
# With both a date and an agency, some print no dash.
_WITHOUT_DASH = re.compile(rf"{_PLACE},\s+(?i:{_WHEN})\.?\s*{_IN_BRACKETS}(?P<dash>\.?:?\s+)(?=\S)")
_OF_AGENCY = re.compile(rf"\((?P<agency>{AGENCY})\)\s*(?:(?:--|—|–|-)\s*(?=\S)|(?=[^\W\d_a-z]))")
_MONTHS = " jan feb mar apr may jun jul aug sep oct nov dec".split(" ")
_CHINESE = re.compile(
    r"(?P<agency>新华社|中新社|中新网"
    r"|人民网)(?P<place>[\u4e00-\u9fff]{2,8}?)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日电\s*(?:[（(][^（）()]{1,30}[)）])?\s*(?=\S)"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SPAN = re.compile(rf"{MONTH}\s+\d", re.IGNORECASE)
# Mass., N.Y., W.Va.
_REGION = re.compile(r"(?:[^\W\d_]{1,6}\.\s?){1,2}")
_NO_REGION = frozenset("Jr. Sr. Inc. Co. Corp. Ltd. Mr. Mrs. Ms. Dr. Rev. Sen. Rep. Gov. Gen.".split())


class Dateline(NamedTuple):
    """Where, when and for whom a report was written, as printed at its beginning, and how many characters that takes; "" for nothing."""

    size: int
    place: str
    agency: str
    month: str = ""
    day: int = 0
    year: int = 0


def read_dateline(text: str) -> Dateline | None:
    """Read the dateline that a text begins with; None if it has none, or none that is certain.

    Examples
    --------
    >>> read_dateline("SAN FRANCISCO, May 29 (Reuters) - Rain fell.")[1:5]
    ('San Francisco', 'Reuters', 'May', 29)
    >>> read_dateline("NATO -- the alliance -- met.") is None
    True
    """
    beginning = text[:150]
    if not beginning[:2].isupper() and "(" not in beginning and "/" not in beginning and "日电" not in beginning:
        return None
    if beginning[0] == "(" and (found := _OF_AGENCY.match(beginning)):
        return Dateline(found.end(), "", found["agency"])
    if "日电" in beginning and (found := _CHINESE.match(beginning)):
        return Dateline(found.end(), found["place"] or "", found["agency"], _MONTHS[int(found["month"]) % 13], int(found["day"]))
    found = _DATELINE.match(beginning) or _WITHOUT_DASH.match(beginning)
    if not found or not _is_certain(found, beginning):
        return None
    place = _WORD.sub(lambda word: word[0].capitalize(), " ".join(found["place"].split()))
    place = place if found["place"].isupper() else " ".join(found["place"].split())
    agency = found["agency"] or found["agency2"] or ""
    month, day = found["month"] or found["month2"] or "", int(found["day"] or found["day2"] or 0)
    return Dateline(found.end(), place, agency, month, day, int(found["year"] or 0))


def _is_certain(found: re.Match[str], text: str) -> bool:
    place, region, dash = found["place"], found["region"] or "", found["dash"].strip()
    has_agency, has_date = bool(found["agency"] or found["agency2"]), bool(found["day"] or found["day2"])
    following = text[found.end() :]
    if has_agency:
        words = place.replace("/", " ").split()
        is_name = all(word[0].isupper() or word in ("de", "del", "la", "am", "an", "der", "sur", "of") for word in words)
        is_city = len(words) == 1 or place.upper() in CITIES
        return is_name and (has_date or place.isupper() or (is_city and not following[0].islower()))
    if not place.isupper() or dash == ".-":
        return False
    if has_date:  # a span of days is no dateline
        return not _SPAN.match(following) and not (following[0].isdigit() and not found["dash"].endswith(" "))
    is_place = place in CITIES or (_REGION.fullmatch(region) is not None and region not in _NO_REGION)
    return is_place and (following[0].isupper() or following[0].isdigit() or following[0] in "\"“‘'")
