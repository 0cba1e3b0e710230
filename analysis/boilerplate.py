"""The furniture of pages: whole lines that belong to the site, not to the article. Every kind is a line of :data:`RULES`."""

import re
from typing import NamedTuple

from .lines import Line

# Where a rule may take a line: above the headline, between it and the body, inside the body, below it.
TOP, BEGINNING, MIDDLE, END = "top", "beginning", "middle", "end"
ANYWHERE = (TOP, BEGINNING, MIDDLE, END)
IN_BODY = (BEGINNING, MIDDLE, END)
EDGES = (BEGINNING, END)
# A longer line is a paragraph, unless its rule says that it may be long.
LONGEST = 400

# Invitations that are in somebody's mouth, or told about, are sentences.
_NO_STORY = (
    r"(?!.*(?:[\"“”«»]|\b(?:said|says|told|asked|urged|wrote|he|she|they|was|were|had|has|have|that|which|who|whose|found|shows?)\b))"
)
_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|telegram|pinterest|reddit|instagram|youtube|tiktok|threads|messenger|flipboard|google news"
    r"|we ?chat|weibo|e-?mail|social media)"
)
_AGENCY = (
    r"(?:ap photo|ap|reuters|afp|xinhua|getty images?|vcg|cnsphoto|cns|epa|epa-efe|efe|dpa|upi|tass|kyodo|yonhap|anadolu|imaginechina"
    r"|china daily|chinadaily\.com\.cn|pti|ani|zuma|pa|pool|shutterstock)"
)
_CREDIT = (
    rf"(?:(?:file )?(?:photos?|picture|image)\s*(?:by|courtesy|provided|credit|via|[/:：|])[^()\[\]（）【】]{{1,80}}"
    rf"|{_AGENCY}(?: (?:file )?photo)?\s*(?:/|via)[^()\[\]（）【】]{{2,60}}|(?:ap|file|reuters|xinhua|afp|courtesy) photo)"
)


class Rule(NamedTuple):
    """A kind of furniture.

    Attributes
    ----------
    name : str
        In the ledger.
    places : tuple of str
        Where such a line may be taken. Elsewhere it stays, and is doubted.
    begins : str
        How such lines begin, in small letters: a mark, up to three characters, or seven where three are those of too many sentences.
    line : str
        An expression for the whole line.
    longest : int
        How long it may be.
    """

    name: str
    places: tuple[str, ...]
    begins: str
    line: str
    longest: int = LONGEST


RULES = (
    Rule("share buttons", ANYWHERE, "sha | twe | pin | cop | ema | e-m | pri | fac | wha | lin",
        rf"share(?: this)?(?: (?:article|story|post|page|news|with|on|via|to))*(?: (?:{_NETWORK}|your friends))?:?|tweet(?: this)?|pin it"
        r"|copy(?: the)? link(?: to clipboard)?|link copied!?|e-?mail (?:this|article|to a friend|a friend|this article)"
        r"|print this (?:article|page|story)"
        rf"|(?:(?:share|tweet|print|pin|save|copy link|{_NETWORK})(?:[ ,|/•·]+|$)){{2,}}"),
    Rule("share buttons", (TOP, *EDGES), "ema | e-m | pri | fac | twi | wha | lin | tel | mes | red | sav | lik | lis | boo | ins "
        "| youtube | tik | thr | fli | wec | we chat | wei | goo | soc",
        rf"(?!x$){_NETWORK}|print|save(?: article)?|bookmark|like|listen(?: to (?:this )?article)?"),
    Rule("likes", EDGES, "got | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9",
        r"got\s+likes\s*\d*|\d[\d,.]*[km]?\s+(?:likes?|shares?|views?|reactions?|retweets?|reads)"),
    Rule("advertisement", ANYWHERE, "adv | ad  | spo | sto | art | con | ski | scr | swi | anz | pub | 广",
        r"(?:advertisement|advertising|advert|ad feedback|sponsored(?: content)?|anzeige|publicité|publicidad|广告"
        r"|(?:story|article|content) continues (?:below|after)(?: (?:this |the )?(?:ad|advert|advertisement|video))?"
        r"|continue reading(?: below)?"
        r"|continue reading the main story|skip (?:past )?(?:advertisement|ad|newsletter promotion)|(?:scroll"
        r"|swipe)(?: down)? to continue(?: reading)?"
        r"|advertisement\s*[-–—:|]*\s*(?:scroll to continue(?: reading)?|continue reading below|story continues below))\s*[:.]?"),
    Rule("script", ANYWHERE, "win | ( | fun | goo | var | let | con | if  | if( | ret | } | { | ] | ; | . | @ | # | $ | doc | js. | fjs "
        "| jqu | ! | < | try | gta | fbq | _",
        r"window\.\w[\w.]*(?:\[.*\])?\s*(?:=|\|\||\(|\.push).*|[(!]?\s*function\s*\w*\s*\([\w$, ]*\)\s*\{.*|\(?\([\w$, ]*\)\s*=>\s*\{.*"
        r"|(?:var|let|const) [\w$]+\s*=.*[;{}\[(,]|(?:googletag|gtag|dataLayer|_gaq|_taboola|fbq|ga|document|jQuery"
        r"|\$)(?:\.[\w.]+)?\s*[(=].*[;{})]"
        r"|if\s*\(.{1,200}\)\s*(?:\{.*|return;?)|return;?|try\s*\{.*|js\.\w+\s*=.*;|fjs\..*;|[{}()\[\];,]*[{};][{}()\[\];,]*"
        r"|[.#@][\w#.:@>, \[\]=\"()-]{1,120}\{[^{}]*\}?|<(?:script|style|iframe|/script|/style)\b.*", 100_000),
    Rule("cookie notice", (TOP, *EDGES), "we use  | we and  | this we | this si | our web | our sit | by cont | by usin | acc | coo "
        "| man | rej",
        r"(?:we(?: and our partners)? use|this (?:web)?site uses|our (?:web)?site uses|by continuing to (?:use|browse)|by using (?:this"
        r"|our) (?:web)?site)\b"
        r".{0,120}\bcookies\b.*\b(?:experience|consent|agree|accept|policy|settings|preferences|analy[sz]e|analytics|traffic"
        r"|personali[sz]e)\b.*"
        r"|accept(?: all)?(?: cookies)?|reject all|(?:manage )?cookie (?:policy|settings|preferences)|manage cookies"),
    Rule("navigation", (TOP, *EDGES), "ski | log | sig | sub | reg | loa | sho | vie | bac | men | hom | nex | previou | sea | clo",
        r"skip to (?:main )?content|log ?in|sign in|subscribe(?: now| today)?|register|load more|show more|view (?:all|more)|back to top"
        r"|menu|home"
        r"|next(?: article)?|previous(?: article)?|search|close|home\s*[>»/].{1,120}[^.]"),
    Rule("related link", IN_BODY, "rea | rel | als | see | mor | rec | you may | you mig | wat | mos | tre | up  | lir | à l | les "
        "| lea | lei | 相 | 延 | > | » | •",
        r"(?:[>»•]+\s*)?(?:read more|read next|read also|related(?: (?:articles?|stories|news|posts|coverage|content|topics|links?"
        r"|reading))?|also read"
        r"|see also|more on this(?: story)?|recommended(?: for you)?|you (?:may|might) also like|most read|trending(?: now)?|up next"
        r"|lire aussi"
        r"|à lire aussi|lesen sie auch|lea también|leia também|相关阅读|延伸阅读)\s*(?:[:：»>|]+\s*(?:.{0,200}[^.;,])?|(?:\.\.\.|…))?"
        r"|watch(?: now| more| also| live)?\s*[:：].{1,150}[^.;,]"),
    Rule("newsletter", IN_BODY, "sig | sub | reg | get | joi | rec",
        rf"{_NO_STORY}(?:sign up|subscribe|register|join|get|receive)\b.{{0,80}}\b(?:newsletters?|e-?mail (?:alerts?|updates)"
        rf"|daily briefing|mailing list"
        r"|youtube channel|telegram channel|whatsapp channel)\b.{0,160}|subscribe to (?:our|the|read).{0,80}"),
    Rule("follow us", IN_BODY, "fol | lik | fin | joi | con | 关",
        rf"{_NO_STORY}(?:follow|like|find|join|connect with)\s+(?:us|me|[\w@.'’ -]{{2,40}}?)\s+on\s+{_NETWORK}\b.{{0,120}}|follow us:?"
        rf"|关注我们.{{0,40}}"),
    Rule("click here", IN_BODY, "cli | tap", rf"{_NO_STORY}(?:click|tap) here\b.{{0,160}}"),
    Rule("app", IN_BODY, "dow | get | ins",
        rf"{_NO_STORY}(?:download|get|install) (?:our|the [\w&'’. -]{{2,30}}) (?:free |mobile |news )*app\b.{{0,120}}"),
    Rule("comments", EDGES, "com | lea | joi | be  | vie | sho | pos | add | no comm | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9",
        r"(?:\d[\d,.]*|no|view|show|view all|show all)\s+comments|\d+\s+comment|comments\s*(?:\(\d+\)|\d+|are closed\.?|[:：])?"
        r"|(?:leave|post|add) a (?:comment|reply)|join the conversation|be the first to comment\.?|(?:view|show) comments \(\d+\)"),
    Rule("photo credit", IN_BODY, "pho | fil | pic | ima | vid | ill | inf | gra | cre | [ | ( | （ | 【 | 图 | 摄",
        rf"{_NO_STORY}(?:photos?|file photo|pictures?|image|illustration|infographic|graphic|photo credit|image credit|credit)\s*"
        r"(?:[/:：|]|by\b|courtesy(?: of)?\b)\s*.{1,80}[^.,;:]|file photo\s*[:：].{2,300}|(?:图|图片|摄影)\s?[:：/].{1,40}|[\[(（【]\s*"
        rf"{_CREDIT}\s*[\])）】]\.?"),
    Rule("standards", IN_BODY, "our sta", r"our standards\s*[:：]\s*the thomson reuters trust principles\.?.{0,40}"),
    Rule("editor credit", EDGES, "edi | ( | （ | [ | web | cop | rep | wri | add | fur | com | tra | 责 | 编 | 校 | 审",
        r"[(\[（]?(?:web |copy |duty |managing )?editors?\s?[:：].{1,80}|[(\[（]?(?:责任编辑|编辑|责编|校对|审核)\s?[:：].{1,40}"
        r"|[(\[（](?:additional |further )?(?:reporting|writing|editing|compiled|translated|text)(?: and \w+)? by .{2,350}[)\]）]\.?"
        rf"|{_NO_STORY}(?:additional |further )?(?:reporting|writing|editing|compiled|translated)(?: and (?:writing|editing"
        rf"|reporting))? by "
        r"(?-i:[A-Z]).{2,300}", 500),
    Rule("contact", (END,), "con | to cont | ema | e-m | rea | wri",
        r"(?:to )?contact the (?:reporters?|writers?|authors?|editors?|journalists?)\b(?: (?:on"
        r"|responsible for) this story)?\s*(?:(?:[:：]|at|via|by)"
        r"\s*.{1,150})?"
        r"|(?:e-?mail|contact|reach|write to)(?: us| the \w+)?(?: at)?\s?[:：]?\s*\S{1,60}@\S{1,60}"),
    Rule("copyright", (END,), "© | cop | ( | all rig | this ma | 版",
        r"©.{0,300}|(?:copyright|\(c\))\s*(?:©|\(c\)|copyright)?\s*,?\s*(?:by\s)?(?:\d{4}|©|.{0,60}all rights reserved).{0,300}"
        r"|all rights reserved.{0,200}"
        r"|this material may not be (?:published|reproduced).{0,200}|版权所有.{0,80}"),
    Rule("disclaimer", (END,), "dis | the vie | the opi | 免",
        r"disclaimer\s?[:：].*|the (?:views|opinions) (?:and \w+ )?expressed.{0,160}(?:do not necessarily|are (?:his|her|their|those"
        r"|the author|solely)).{0,250}"
        r"|免责声明\s?[:：].*", 100_000),
    Rule("republication note", (END,), "this ar | this st | this pi | this po",
        r"this (?:article|story|piece|post) (?:was |is |has been )?(?:originally |first )?(?:published|appeared|republished"
        r"|written) (?:by|in|on|at|from)\b.{3,200}"),
    Rule("end mark", (END,), "- | – | — | ( | （ | # | end | *",
        r"-+\s?(?:ends?|30|enditem)\s?-+|\(\s?(?:end|ends|enditem|完)\s?\)|（完）"
        r"|(?-i:END|ENDS|Enditem)\.?|ends?/|#{2,}(?: #+)*|(?:# ){2,}#"),
    Rule("section break", ANYWHERE, "* | # | • | · | ~ | _ | = | ⁂ | — | – | -", r"(?P<mark>[*#•·~_=—–-])(?: ?(?P=mark)){2,40}|⁂"),
)  # fmt: skip

# Of nearly every line, the beginning tells that no rule is about it.
_BY_BEGIN: dict[str, list[tuple[Rule, re.Pattern[str]]]] = {}
for _rule in RULES:
    for _begin in _rule.begins.split(" | "):
        _BY_BEGIN.setdefault(_begin, []).append((_rule, re.compile(_rule.line, re.IGNORECASE | re.DOTALL)))
_MARKS = frozenset(begin for begin in _BY_BEGIN if len(begin) == 1)
_BEGINS = frozenset(spelled for begin in _BY_BEGIN for spelled in (begin[:3], begin[:3].capitalize(), begin[:3].upper()))
_CLOSERS = frozenset(")]）】")
_CAPTION = re.compile(rf"\s*{_CREDIT}\s*[)\]）】]", re.IGNORECASE)

# A line that ends in the credit of a photo.
CAPTION = Rule("photo caption", IN_BODY, "", "", 600)


def may_be_furniture(raw: str, line: Line) -> bool:
    """Tell whether a line's beginning or end leaves it open that it is not of the article: a look, in place of the rules."""
    return raw[(k := line[0]) : k + 3] in _BEGINS or raw[k] in _MARKS or raw[line[1] - 1] in _CLOSERS


def find_candidates(raw: str, lines: list[Line]) -> list[Line]:
    """Find the lines whose beginning or end does not say already that they are of the article; in a tenth of the time that rules take."""
    marks, begins, closers = _MARKS, _BEGINS, _CLOSERS
    return [
        line
        for line in lines
        if (raw[(k := line[0]) : k + 3] in begins and (raw[k : k + 3].lower() in _BY_BEGIN or raw[k : k + 7].lower() in _BY_BEGIN))
        or raw[k] in marks
        or raw[line[1] - 1] in closers
    ]


def find_rule(line: str, place: str) -> Rule | None:
    """Find the first rule that takes a line in a place; else, the first that would elsewhere; None for a line of the article.

    Examples
    --------
    >>> find_rule("Share on Facebook", MIDDLE).name
    'share buttons'
    >>> find_rule("Share this article of faith with your children.", MIDDLE) is None
    True
    """
    begin, found = line[:7].lower(), None
    for rule, pattern in _BY_BEGIN.get(begin[0]) or _BY_BEGIN.get(begin[:3]) or _BY_BEGIN.get(begin) or ():
        if len(line) <= rule.longest and pattern.fullmatch(line):
            if place in rule.places:
                return rule
            found = found or rule
    if found is None and line[-1] in _CLOSERS and len(line) <= CAPTION.longest and _is_caption(line):
        return CAPTION
    return found


def _is_caption(line: str) -> bool:
    """Tell whether a line ends in the credit of a photo."""
    opener = max(line.rfind(bracket) for bracket in "([（【")
    return opener > 0 and _CAPTION.fullmatch(line, opener + 1) is not None
