"""What the ``*`` of an entry stands for: the words and phrases that it matches."""

from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from .corpus import Corpus, to_pandas
from .lexicon import Lexicon
from .parts import Part
from .theme_matches import ThemeMatches, match_parts

if TYPE_CHECKING:
    import pandas as pd

# So many words or phrases are named of each entry.
MOST_NAMED = 6


def _count_in(part: Part, matches: ThemeMatches, has_star: np.ndarray) -> list[pl.DataFrame]:
    """Count what the entries with a ``*`` match in a part: for each length in words, rows of theme, entry, ``n`` and the words' terms."""
    rows = np.flatnonzero(has_star[matches.theme, matches.entry])
    terms, tables = part.index.term_ids, []
    for length in np.unique(matches.length[rows]).tolist():
        here = rows[matches.length[rows] == length]
        words = {f"w{k}": terms[matches.start[here] + k] for k in range(length)}
        table = pl.DataFrame({"theme": matches.theme[here], "entry": matches.entry[here], **words})
        tables.append(table.group_by(table.columns).agg(n=pl.len().cast(pl.Int64)))
    return tables


def count_wildcards(corpus: Corpus, lexicon: Lexicon) -> "pd.DataFrame":
    """Count what each entry with a ``*`` matches, which may be more than was meant: ``deter*`` finds *determined*.

    Returns
    -------
    DataFrame, one row per entry with a ``*`` that counts somewhere; most different forms first, ties by matches, theme and entry
        ``theme``; ``label``; ``entry``, as the lexicon writes it; ``n``, its matches, as many as :func:`analysis.find_themes` opens;
        ``n_forms``, how many different words or phrases these are, in whatever case; ``forms``, the six most frequent, with their numbers.
    """
    longest = max(len(theme.entries) for theme in lexicon.themes)
    has_star = np.array([["*" in entry for entry in theme.entries] + [False] * (longest - len(theme.entries)) for theme in lexicon.themes])
    spelled = [pl.DataFrame(schema={"theme": pl.Int64, "entry": pl.Int64, "form": pl.String, "n": pl.Int64})]
    of_parts = corpus.map_parts(_count_in, match_parts(corpus, lexicon), repeat(has_star))
    for table in (table for tables in of_parts for table in tables):
        words = [corpus.vocabulary.terms.gather(table[word]) for word in table.columns[2:-1]]
        spelled.append(table.select("theme", "entry", pl.concat_str(words, separator=" ").alias("form"), "n"))
    forms = pl.concat(spelled).group_by("theme", "entry", "form").agg(pl.col("n").sum())
    forms = forms.sort("theme", "entry", "n", "form", descending=[False, False, True, False])
    named = pl.format("{} ({})", "form", "n").head(MOST_NAMED).str.join(", ")
    counted = forms.group_by("theme", "entry", maintain_order=True).agg(pl.col("n").sum(), n_forms=pl.len().cast(pl.Int64), forms=named)
    themes = [lexicon.themes[theme] for theme in counted["theme"]]
    table = counted.with_columns(
        theme=pl.Series([theme.theme for theme in themes], dtype=pl.String),
        label=pl.Series([theme.label for theme in themes], dtype=pl.String),
        entry=pl.Series([theme.entries[entry] for theme, entry in zip(themes, counted["entry"], strict=True)], dtype=pl.String),
    ).select("theme", "label", "entry", "n", "n_forms", "forms")
    return to_pandas(table.sort("n_forms", "n", "theme", "entry", descending=[True, True, False, False]))
