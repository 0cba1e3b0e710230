"""What a lexicon may lack: the words and phrases that keep the company of a theme, as entries to choose from."""

import json
import re
from typing import TYPE_CHECKING

import numpy as np

from . import statistics
from .corpus import Corpus
from .examples import open_sentences
from .items import Items, are_parts, number_items, spell_items
from .keyness import LEVEL
from .lexicon import Lexicon
from .near_themes import count_near_themes, spread_near_themes
from .pages import Listing

if TYPE_CHECKING:
    import pandas as pd

# What stands near a theme less often may do so by accident.
FEWEST = 3
# So many words and phrases of each theme, the surest over words, are looked at again, over articles.
LOOKED_AT = 200
CONTEXT = 40  # characters of an example on each side of the entry


def suggest_entries(corpus: Corpus, lexicon: Lexicon, *, rows: int = 5) -> "pd.DataFrame":
    """Suggest entries for each theme: words and phrases that keep its company.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    rows : int
        At most so many for each theme.

    Returns
    -------
    DataFrame, one row per suggestion; the themes in the order of the lexicon, the surest first in each, ties by term
        ``theme``; ``label``; ``entry``, as the lexicon would write it; ``form``, the spelling most often seen; ``n``, all its uses;
        ``n_near``, those in sentences that the theme touches, outside its matches, 3 or more; ``log_ratio``, how much more often it is
        used there than in other sentences: 1 is twice as often; ``g2``, how surely, if words were drawn one by one, from 0; ``lrc``, the
        conservative log ratio, by which rows are sorted: the bound of its interval that is nearest to 0; missing with fewer than ten
        articles, or paragraphs, on a side: then rows are sorted by ``g2``; ``example``, the first sentence in which it stands with a match
        of the theme.

    Notes
    -----
    The sentences that a theme touches are compared with all others, its own matches left out of both, as :func:`analysis.compare_terms`
    compares two corpora: over articles, or over paragraphs, where there are fewer than ten articles, or over words, where there are fewer
    than ten of those; corrected for all words and phrases of all themes (Benjamini and Hochberg 1995). Of each theme, the 200 with the
    highest ``g2`` are tested over articles; the others are taken to fail.

    Left out are stop words, numbers, what any theme matches in half of its uses or more, and words that in half of their uses or more are
    part of one phrase: this may be suggested instead, unless a theme matches in it. Of a phrase and a word or a phrase inside it, the surer
    is suggested; what suits several themes, for that of which it is surest.
    """
    import pandas as pd

    items, n_themes = number_items(corpus), len(lexicon.themes)
    company = count_near_themes(corpus, lexicon, items)
    is_open = items.is_open & (2 * company.n_touched < company.n) & ~are_parts(items, company.n)
    n_near, n_else = company.n_near, company.n - company.n_inside - company.n_near
    words_near = company.words_near[:, None]
    words_else = corpus.counts.words - company.words_inside[:, None] - words_near
    g2 = statistics.g2(n_near, n_near + n_else, words_near, np.maximum(words_near + words_else, 1))
    log_ratio = statistics.log_ratio(n_near, n_else, words_near, words_else)
    rank = items.terms.rank("ordinal").to_numpy()
    chosen = [np.zeros((2, 0), dtype=np.int64)]
    for number in range(n_themes):
        suits = np.flatnonzero(is_open & (n_near[number] >= FEWEST) & (log_ratio[number] > 0))
        suits = suits[np.lexsort((rank[suits], -g2[number, suits]))][:LOOKED_AT]
        chosen.append(np.stack([np.full(len(suits), number), suits]))
    theme, item = np.concatenate(chosen, axis=1)
    near, rest, first = spread_near_themes(corpus, lexicon, items, theme, item)
    p = statistics.p_of_difference(near, rest)
    p = np.where(np.isnan(p), statistics.p_of_g2(g2[theme, item]), p)
    n_tests = n_themes * int(is_open.sum())
    is_sure = statistics.adjust_p(p, n_tests) < LEVEL
    error = statistics.error_of_selected(int(is_sure.sum()), n_tests, LEVEL)
    lrc = statistics.nearest_zero(*statistics.log_ratio_interval(near, rest, error))
    is_tested = ~np.isnan(lrc)
    order = np.lexsort((rank[item], -np.where(is_tested, lrc, g2[theme, item]), ~is_tested))
    order = order[is_sure[order]]
    order = order[np.sort(np.unique(item[order], return_index=True)[1])]  # each for the theme of which it is surest
    kept = np.concatenate([_drop_inside(items, item, order[theme[order] == number])[:rows] for number in range(n_themes)])
    theme, item = theme[kept], item[kept]
    forms = spell_items(corpus, items, item)
    texts = {"theme": [lexicon.themes[number].theme for number in theme.tolist()]}
    texts |= {"label": [lexicon.labels[key] for key in texts["theme"]], "entry": forms, "form": forms}
    table = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in texts.items()})
    table["n"], table["n_near"] = company.n[item], n_near[theme, item]
    table["log_ratio"], table["g2"], table["lrc"] = log_ratio[theme, item], g2[theme, item], lrc[kept]
    table["example"] = pd.Series(open_sentences(corpus, first[kept]), dtype="str")
    return table


def _drop_inside(items: Items, item: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Drop those of some rows that stand in one before, or that one before stands in: *oil* and *oil prices* are one suggestion."""
    kept: list[int] = []
    terms: list[str] = []
    for row in rows.tolist():
        term = f" {items.terms[int(item[row])]} "
        if not any(term in other or other in term for other in terms):
            kept.append(row)
            terms.append(term)
    return np.array(kept, dtype=np.int64)


def write_suggestions(suggested: "pd.DataFrame") -> Listing:
    """Write suggestions as TOML, to paste into a lexicon what people choose of them; nothing is written to any file.

    Parameters
    ----------
    suggested : DataFrame
        From :func:`suggest_entries`.

    Returns
    -------
    Listing
        A str: for each theme a comment with its label and its table with ``entries``, each with a comment: how many of its uses stand
        beside the theme, and the example; one comment where nothing is suggested.
    """
    lines = [
        "# Suggestions, to be read before they are used: paste what is right into the theme's own entries.",
        "# Beside each: how many of its uses stand in sentences of the theme, and one of them. All would count for it.",
    ]
    rows = list(zip(*(suggested[name].tolist() for name in ("theme", "label", "entry", "n", "n_near", "example")), strict=True))
    if not rows:
        lines = ["# Suggestions: none, as no word keeps the company of a theme surely more than that of other sentences."]
    for theme, label in {row[0]: row[1] for row in rows}.items():
        lines += ["", f"# {_write_comment(label)}", f"[{_write_key(theme)}]", "entries = ["]
        of_theme = [row[2:] for row in rows if row[0] == theme]
        for entry, n, n_near, example in of_theme:
            lines.append(f"    {_write_text(entry)},  # {n_near:,} of {n:,} uses: {_write_comment(_cut(example, entry))}")
        lines.append("]")
    return Listing("\n".join(lines) + "\n")


def _cut(sentence: str, entry: str) -> str:
    """Cut a sentence to the words that stand around an entry, so that it fits on a line."""
    literal = re.escape(entry)
    found = re.search(rf"(?<!\w){literal}(?!\w)", sentence, re.IGNORECASE) or re.search(literal, sentence, re.IGNORECASE)
    first, last = found.span() if found else (0, len(entry))
    left, right = sentence[max(first - CONTEXT, 0) : first], sentence[last : last + CONTEXT]
    if first > CONTEXT:
        left = f"…{left.partition(' ')[2] or left}"
    if last + CONTEXT < len(sentence):
        right = f"{right.rpartition(' ')[0] or right}…"
    return f"{left}{sentence[first:last]}{right}"


def _write_comment(text: str) -> str:
    """Write a text as a comment may hold it: on one line, without control characters."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _write_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _write_text(key)


def _write_text(text: str) -> str:
    """Write a text as TOML does: as JSON, which allows one control character more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
