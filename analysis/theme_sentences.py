"""The sentences that show best what a theme's matches are like, chosen by a rule."""

from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus
from .evidence import open_matches
from .lexicon import Lexicon
from .parts import Part
from .theme_matches import ThemeMatches, match_parts

if TYPE_CHECKING:
    import pandas as pd


def list_sentences(corpus: Corpus, lexicon: Lexicon, *, rows: int = 3) -> "pd.DataFrame":
    """List for each theme the sentences with most different entries of it.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    rows : int
        So many for each theme, or fewer, where it touches fewer.

    Returns
    -------
    DataFrame, one row per theme and sentence; themes in the order of the lexicon, the sentences of each best first
        ``theme``; ``label``; ``article_id``; ``sentence``; ``marks``, where the theme's matches begin and end in it, in characters. Best is
        that with most different entries of the theme, of these that with most matches, then the first; of several articles, each gives
        one at most.
    """
    import pandas as pd

    several = bool((corpus.select("n_words")["n_words"] > 0).sum() > 1)
    found = list(corpus.map_parts(_choose_in, match_parts(corpus, lexicon), repeat(rows), repeat(several)))
    chosen = _choose(pl.concat([sentences for sentences, _ in found]), rows, several).with_row_index("row")
    matches = pl.concat([matches for _, matches in found]).join(chosen.select("row", "theme", "sentence"), on=("theme", "sentence"))
    matches = matches.sort("start", "theme")
    opened = open_matches(corpus, matches["start"].to_numpy(), matches["length"].to_numpy())
    marks: list[list[tuple[int, int]]] = [[] for _ in range(len(chosen))]
    texts = [("", "")] * len(chosen)
    for row, name, left, match, sentence in zip(
        matches["row"], *(opened[column] for column in ("article_id", "left", "match", "sentence")), strict=True
    ):
        marks[row].append((len(left), len(left) + len(match)))
        texts[row] = (name, sentence)
    keys = [lexicon.themes[number].theme for number in chosen["theme"]]
    columns = {"theme": keys, "label": [lexicon.labels[key] for key in keys]}
    columns |= {"article_id": [name for name, _ in texts], "sentence": [sentence for _, sentence in texts]}
    table = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in columns.items()})
    table["marks"] = pd.Series(marks, dtype=object)
    return table


def _choose_in(part: Part, found: ThemeMatches, rows: int, several: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Choose among the sentences of a part, by the numbers of their first words; give them, and the matches in them."""
    index = part.index
    sentence, article = (np.searchsorted(bounds, found.start, side="right") - 1 for bounds in (index.sentences, index.articles))
    matches = pl.DataFrame(
        {
            "theme": found.theme.astype(np.int64),
            "entry": found.entry.astype(np.int64),
            "start": found.start + part.first.words,
            "length": found.length.astype(np.int64),
            "sentence": index.sentences[sentence] + part.first.words,
            "article": article + part.first.articles,
        }
    )
    counted = matches.group_by("theme", "sentence").agg(pl.col("article").first(), entries=pl.col("entry").n_unique(), n=pl.len())
    chosen = _choose(counted, rows, several)
    return chosen, matches.join(chosen, on=("theme", "sentence"), how="semi").drop("entry", "article")


def _choose(sentences: pl.DataFrame, rows: int, several: bool) -> pl.DataFrame:
    """Choose the best sentences of each theme."""
    ordered = sentences.sort("theme", "entries", "n", "sentence", descending=[False, True, True, False])
    if several:
        ordered = ordered.unique(("theme", "article"), keep="first", maintain_order=True)
    return ordered.filter(pl.int_range(pl.len()).over("theme") < rows)
