"""From a table to sentences: what came out, in words, true for whatever was read. No number of these stands in a notebook's prose."""

from .company import say_company, say_shift
from .inventory import (
    say_articles,
    say_changes,
    say_copies,
    say_files,
    say_languages,
    say_lengths,
    say_problems,
    say_scope,
    say_sources,
)
from .keyness import say_keyness, say_times
from .lexicon_check import say_checks
from .robustness import say_robust
from .sentences import NOTHING, Finding, count_noun, emphasise, listed, name_first, write_percent
from .terms import say_joined, say_phrases, say_positions, say_terms
from .themes import FEW_MATCHES, LITTLE, say_course, say_coverage, say_headlines, say_themes
from .topics import say_topics

__all__ = ["FEW_MATCHES", "LITTLE", "NOTHING", "Finding", "count_noun", "emphasise", "listed", "name_first"]
__all__ += [
    "say_articles",
    "say_changes",
    "say_checks",
    "say_company",
    "say_copies",
    "say_course",
    "say_coverage",
    "say_files",
    "say_headlines",
    "say_joined",
    "say_keyness",
    "say_languages",
    "say_lengths",
    "say_phrases",
    "say_positions",
    "say_robust",
    "say_sources",
]
__all__ += ["say_problems", "say_scope", "say_shift", "say_terms", "say_themes", "say_times", "say_topics", "write_percent"]
