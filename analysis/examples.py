"""A sentence for each of some places in a corpus."""

import numpy as np

from .corpus import Corpus
from .evidence import open_matches


def open_sentences(corpus: Corpus, places: np.ndarray) -> list[str | None]:
    """Give the sentence of each of some words, by their numbers in the corpus; None where the number is -1."""
    order = np.argsort(places, kind="stable")
    order = order[places[order] >= 0]
    opened = open_matches(corpus, places[order], np.ones(len(order), dtype=np.int64))["sentence"]
    sentences: list[str | None] = [None] * len(places)
    for row, sentence in zip(order.tolist(), opened, strict=True):
        sentences[row] = sentence
    return sentences
