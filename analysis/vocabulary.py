"""The vocabulary: the distinct words as written, and what turns each into a term. A small table, however long the text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from .words import fold_whole, plain_form, stop_words

BATCH = 32


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The distinct forms of a text, and the terms that they are.

    Attributes
    ----------
    forms : polars.Series of str
        As written, sorted by code point.
    """

    forms: pl.Series
    found: dict[Any, np.ndarray] = field(default_factory=dict, repr=False)  # what matching has looked up here

    @cached_property
    def plain(self) -> list[str]:
        """Each form without its possessive."""
        return [plain_form(form) for form in self.forms.to_list()]

    @cached_property
    def _terms(self) -> tuple[np.ndarray, np.ndarray]:
        folded = np.array([fold_whole(form) for form in self.plain], dtype=object)
        terms, term_of_form = np.unique(folded, return_inverse=True)
        return terms, term_of_form.astype(np.int32)

    @property
    def terms(self) -> np.ndarray:
        """The distinct terms, sorted by code point."""
        return self._terms[0]

    @property
    def term_of_form(self) -> np.ndarray:
        """The row number in `terms` of each form."""
        return self._terms[1]

    @cached_property
    def is_stop(self) -> np.ndarray:
        """Whether each of `terms` is a stop word."""
        return np.fromiter((term in stop_words() for term in self.terms), bool, len(self.terms))

    @cached_property
    def _forms_by_term(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(self.term_of_form, kind="stable")
        return order, np.searchsorted(self.term_of_form[order], np.arange(len(self.terms) + 1))

    def forms_of_terms(self, first: int, last: int) -> np.ndarray:
        """Give the row numbers of the forms of the terms from row `first` up to row `last` of `terms`."""
        order, bounds = self._forms_by_term
        return order[bounds[first] : bounds[last]]


def join_vocabularies(vocabularies: Iterable[Vocabulary]) -> tuple[Vocabulary, list[np.ndarray]]:
    """Join vocabularies into the one of all; tell for each which row of that each of its forms is."""
    parts = [vocabulary.forms for vocabulary in vocabularies]
    if len(parts) == 1:
        return Vocabulary(parts[0]), [np.arange(len(parts[0]), dtype=np.int32)]
    # A few at a time: all of them are far longer than what they have in common, and each cast costs as much as a part.
    batches = [parts[first : first + BATCH] for first in range(0, len(parts), BATCH)]
    joined = pl.Series([], dtype=pl.String)
    for batch in batches:
        joined = pl.concat([joined, *batch]).unique()
    joined = joined.sort()
    number = pl.Enum(joined)
    rows: list[np.ndarray] = []
    for batch in batches:
        numbers = pl.concat(batch).cast(number).to_physical().to_numpy().astype(np.int32)
        rows += np.split(numbers, np.cumsum([len(part) for part in batch])[:-1])
    return Vocabulary(joined), rows
