"""Robust or not: whether a finding holds when what was chosen before counting is chosen otherwise."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product, repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from .corpus import Corpus
from .keyness import compare_terms
from .parts import Part
from .subsets import add_headlines
from .tallies import common_spelling, count_forms, name_terms
from .words import stop_words

if TYPE_CHECKING:
    import pandas as pd

# Of more words than this, a sample is looked at: so many take half a minute in all ways to count.
LIMIT = 20_000_000


class _Way(NamedTuple):
    """A way to count: for each choice, whether it is made otherwise than where the findings are from."""

    stop: bool = False
    forms: bool = False
    copies: bool = False
    titles: bool = False


class _Choice(NamedTuple):
    """What the note says of a choice, and what ``fails`` says of its other side; both are empty if the corpus leaves no choice."""

    said: str = ""
    other: str = ""


def check_findings(corpus: Corpus, reference: Corpus | None = None, *, terms: int = 20) -> "pd.DataFrame":
    """Count in every other way there is as well, and tell which of the most frequent terms, and of the key ones, depend on the way.

    Parameters
    ----------
    corpus : Corpus
    reference : Corpus, optional
        What key terms are key against, see :func:`analysis.compare_terms`; it is varied as `corpus` is, where it can be.
    terms : int
        How many terms are looked at: of the most frequent, and of those used most above the reference.

    Returns
    -------
    DataFrame, one row per finding; the most frequent terms first, then the key ones, each in the order of its table
        ``kind``, ``frequent`` or ``key``; ``term``; ``form``; ``n_holds``, in how many of the ``n_variants`` ways to count it holds, from
        1; ``fails``, the single choices that undo it, parted by ``"; "``. What holds under each single choice, but not in all variants,
        fails only where several come together. ``attrs["note"]`` says what was varied, and in how many articles, if not in all.

    Raises
    ------
    ValueError
        If `terms` is not a whole number above 0, or if there are no frequencies of the language.

    Notes
    -----
    The findings are those of ``count_terms(corpus)`` and ``compare_terms(corpus, reference)`` outside stop words. Varied are, in all
    combinations: stop words out or in; forms apart or merged; copies in or out, if the corpus holds some or leaves some out; titles out, or
    in as first paragraphs, if there are any. A frequent term holds where it is among the first `terms`, ties by term; a key term, where it
    is key and used more than in the reference, in whatever place. Where forms are merged, this is asked of the row that joins it.

    To key terms, stop words are no choice: they are tested along with all others, and are left out only of what is shown.

    Of more than 20 million words, those articles are looked at of which the SHA-256 is low, as :meth:`Corpus.sample` draws them.
    """
    import pandas as pd

    if type(terms) is not int or terms < 1:
        raise ValueError(f"there is no terms={terms!r}; use a whole number above 0.")
    corpus, drawn = _draw(corpus, "articles")
    reference, drawn_too = (None, "") if reference is None else _draw(reference, "articles of the reference")
    choices, takes_copies_in = _find_choices(corpus), corpus.all_copies is not None
    ways = [_Way(*way) for way in product(*([False, True] if choice.other else [False] for choice in choices))]
    corpora = _vary(corpus, ways, takes_copies_in)
    references = {} if reference is None else _vary(reference, ways, takes_copies_in)
    counts = {version: count_forms(varied) for version, varied in corpora.items()}
    compared = compare_terms(corpus, reference)
    over = compared[~compared["is_stop"] & (compared["log_ratio"] > 0)].head(terms).query("is_key")
    frequent: dict[_Way, list[str]] = {}
    key = {_Way(): _list_key(compared)} if len(over) else {}
    for way in ways:
        version, forms = (way.copies, way.titles), "merged" if way.forms else "apart"
        if not way.stop:
            without, among = _find_frequent(corpora[version], counts[version], forms, terms)
            frequent |= {way: without, way._replace(stop=True): among}
            if len(over) and way not in key:
                key[way] = _list_key(compare_terms(corpora[version], references.get(version), forms=forms))
    form = _spell(corpus, counts[False, False], frequent[_Way()])
    rows = [("frequent", term, form[term], *_judge(term, frequent, choices)) for term in frequent[_Way()]]
    rows += [("key", term, spelled, *_judge(term, key, choices)) for term, spelled in zip(over["term"], over["form"], strict=True)]
    kinds = {"kind": "str", "term": "str", "form": "str", "n_holds": "int64", "n_variants": "int64", "fails": "str"}
    result = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    result.attrs["note"] = " ".join(filter(None, (_say_choices(choices, len(ways)), _say_key(compared, len(over)), drawn, drawn_too)))
    return result


def _draw(corpus: Corpus, what: str) -> tuple[Corpus, str]:
    """Take some of the articles, of about LIMIT words together, and say so; all of them, if these are no more."""
    whole = corpus if corpus.all_copies is None else corpus.all_copies
    if whole.counts.words <= LIMIT:
        return corpus, ""
    is_drawn = np.concatenate(list(whole.map_parts(_is_low, repeat(round(LIMIT / whole.counts.words * 2**32)))))
    drawn = whole.take(is_drawn)
    said = f"These are {drawn.counts.articles:,} of {whole.counts.articles:,} {what}, drawn by their SHA-256."
    return drawn if whole is corpus else replace(drawn.take(_is_first(drawn)), all_copies=drawn), said


def _is_low(part: Part, bound: int) -> np.ndarray:
    """Tell which articles of a part have a SHA-256 whose first four bytes are a number below a bound."""
    return np.frombuffer(b"".join(part.read("articles", "sha256")["sha256"].to_list()), dtype=">u4")[::8] < bound


def _is_first(corpus: Corpus) -> np.ndarray:
    """Tell which articles are no copies."""
    return corpus.select("copy_of")["copy_of"].is_null().to_numpy()


def _find_choices(corpus: Corpus) -> list[_Choice]:
    """Find what there is to choose, a choice for each field of :class:`_Way`."""
    copies = _Choice()
    if corpus.all_copies is not None:
        copies = _Choice("copies out or in", "copies in")
    elif not _is_first(corpus).all():
        copies = _Choice("copies in or out", "copies out")
    has_titles = corpus.select("title")["title"].null_count() < corpus.counts.articles
    titles = _Choice("titles out or in", "titles in") if has_titles else _Choice()
    return [_Choice("stop words out or in", "stop words in"), _Choice("forms apart or merged", "forms merged"), copies, titles]


def _vary(corpus: Corpus, ways: Iterable[_Way], takes_copies_in: bool) -> dict[tuple[bool, bool], Corpus]:
    """Give the corpus with copies as they are or otherwise, and with titles out or in; otherwise, copies are in or out as it is said."""
    whole = corpus if corpus.all_copies is None else corpus.all_copies
    is_first = _is_first(whole)
    with_titles = {titles: add_headlines(whole) if titles else whole for titles in {way.titles for way in ways}}
    varied = {}
    for copies, titles in dict.fromkeys((way.copies, way.titles) for way in ways):
        has_copies = takes_copies_in if copies else corpus.all_copies is None
        varied[copies, titles] = with_titles[titles] if has_copies or is_first.all() else with_titles[titles].take(is_first)
    return varied


def _find_frequent(corpus: Corpus, n_forms: np.ndarray, forms: str, terms: int) -> tuple[list[str], list[str]]:
    """Find which terms are, or are joined in, one of the most frequent; stop words left out, and with them. The first comes first."""
    vocabulary = corpus.vocabulary
    names, name_of_term = name_terms(corpus, forms)
    n_terms = np.zeros(len(vocabulary.terms), dtype=np.int64)
    np.add.at(n_terms, vocabulary.term_of_form, n_forms)
    n = np.zeros(len(names), dtype=np.int64)
    np.add.at(n, name_of_term, n_terms)
    order = np.argsort(-n, kind="stable")  # names are sorted: ties by term
    is_stop = names.is_in(list(stop_words(vocabulary.languages))).to_numpy()

    def join(top: np.ndarray) -> list[str]:
        place = np.full(len(names), len(top))
        place[top] = np.arange(len(top))
        of_term = np.where(n_terms > 0, place[name_of_term], len(top))
        joined = np.argsort(of_term, kind="stable")[: int((of_term < len(top)).sum())]
        return vocabulary.terms.gather(joined).to_list()

    return join(order[~is_stop[order]][:terms]), join(order[:terms])


def _list_key(compared: "pd.DataFrame") -> set[str]:
    """List the terms that are key and used more than in the reference, or are joined in one that is."""
    key = compared[compared["is_key"] & (compared["log_ratio"] > 0)]
    return set(key["joined"].str.split("|").explode() if "joined" in key else key["term"])


def _spell(corpus: Corpus, n_forms: np.ndarray, terms: Sequence[str]) -> dict[str, str]:
    """Give the spelling most often seen of some terms."""
    vocabulary = corpus.vocabulary
    counted = pl.DataFrame({"f0": np.arange(len(n_forms)), "t0": vocabulary.term_of_form, "n": n_forms})
    is_sought = vocabulary.terms.is_in(list(terms)).to_numpy()[vocabulary.term_of_form]
    spelled = common_spelling(counted.filter(pl.Series(is_sought)), vocabulary, ["f0"], ["t0"])
    return dict(zip(vocabulary.terms.gather(spelled["t0"]), spelled["form"], strict=True))


def _judge(term: str, holding: Mapping[_Way, Collection[str]], choices: Sequence[_Choice]) -> tuple[int, int, str]:
    """Tell in how many ways a term holds, of how many, and which single choices undo it; `holding` gives those that hold in each way."""
    alone = [(_Way(**{name: True}), choice.other) for name, choice in zip(_Way._fields, choices, strict=True)]
    fails = [other for way, other in alone if way in holding and term not in holding[way]]
    return sum(term in held for held in holding.values()), len(holding), "; ".join(fails)


def _say_choices(choices: Sequence[_Choice], variants: int) -> str:
    said = ", ".join(choice.said for choice in choices if choice.said)
    return f"Varied: {said}; that makes {variants} variants, and half as many for key terms, which are tested along with stop words."


def _say_key(compared: "pd.DataFrame", n_key: int) -> str:
    """Say why there is no key term, if there is none."""
    if n_key or not len(compared):
        return ""
    if compared["p_articles"].isna().all():
        return "There are too few articles, or paragraphs, to test which terms are key."
    return "No term outside stop words is key."
