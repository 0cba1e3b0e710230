"""The vocabulary: the distinct words as written, and what turns each into a term. A small table, however long the text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from .words import fold_forms, plain_forms, stop_words

BATCH = 32


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The distinct forms of a text, and the terms that they are.

    Attributes
    ----------
    forms : polars.Series of str
        As written, sorted by code point.
    languages : tuple of str
        Those whose stop words are stop words here.
    """

    forms: pl.Series
    languages: tuple[str, ...] = ("en",)
    found: dict[Any, np.ndarray] = field(default_factory=dict, repr=False)  # what matching has looked up here

    @cached_property
    def plain(self) -> pl.Series:
        """Each form without its possessive."""
        return plain_forms(self.forms)

    @cached_property
    def _folded(self) -> pl.Series:
        return fold_forms(self.plain)

    @cached_property
    def terms(self) -> pl.Series:
        """The distinct terms, sorted by code point."""
        return self._folded.unique().sort()

    @cached_property
    def term_of_form(self) -> np.ndarray:
        """The row number in `terms` of each form."""
        return number_rows(self._folded, self.terms)

    @cached_property
    def is_stop(self) -> np.ndarray:
        """Whether each of `terms` is a stop word."""
        return self.terms.is_in(list(stop_words(self.languages))).to_numpy()

    @cached_property
    def _forms_by_term(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(self.term_of_form, kind="stable")
        return order, np.searchsorted(self.term_of_form[order], np.arange(len(self.terms) + 1))

    def forms_of_terms(self, first: str, last: str) -> np.ndarray:
        """Give the row numbers of the forms of the terms from `first` to `last`, both included."""
        order, bounds = self._forms_by_term
        low, high = self.terms.search_sorted(first, "left"), self.terms.search_sorted(last, "right")
        return order[bounds[low] : bounds[high]]


def number_rows(values: pl.Series, names: pl.Series) -> np.ndarray:
    """Give the row number in `names`, which are distinct, of each of `values`."""
    return values.cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int32)


def join_vocabularies(vocabularies: Iterable[Vocabulary], languages: tuple[str, ...] = ("en",)) -> tuple[Vocabulary, list[np.ndarray]]:
    """Join vocabularies into the one of all; tell for each which row of that each of its forms is."""
    parts = [vocabulary.forms for vocabulary in vocabularies]
    if len(parts) == 1:
        return Vocabulary(parts[0], languages), [np.arange(len(parts[0]), dtype=np.int32)]
    # A few at a time: all of them are far longer than what they have in common, and each cast costs as much as a part.
    batches = [parts[first : first + BATCH] for first in range(0, len(parts), BATCH)]
    joined = pl.Series([], dtype=pl.String)
    for batch in batches:
        joined = pl.concat([joined, *batch]).unique()
    joined = joined.sort()
    rows: list[np.ndarray] = []
    for batch in batches:
        rows += np.split(number_rows(pl.concat(batch), joined), np.cumsum([len(part) for part in batch])[:-1])
    return Vocabulary(joined, languages), rows
