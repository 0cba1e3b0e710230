"""Find out what a pile of news articles talks about; every number opens into the sentences it counts."""

from .account import add_copies, count_changes, count_files, count_problems
from .corpus import Corpus, read_corpus
from .evidence import find
from .figures import (
    draw_article_counts,
    draw_phrases,
    draw_positions,
    draw_term_rates,
    draw_theme_course,
    draw_theme_shares,
    draw_word_cloud,
    save_figure,
)
from .gallery import save_gallery
from .inventory import count_articles, count_languages, count_sources, list_articles, list_copies, list_extremes, list_undated
from .lexicon import read_lexicon
from .phrases import count_phrases
from .tables import show, show_concordance
from .terms import count_positions, count_terms, find_top, list_leading_terms, select_top
from .themes import add_labels, count_course, count_coverage, count_themes, count_untouched, find_leading, find_themes, list_themes

__all__ = [
    "Corpus",
    "add_copies",
    "add_labels",
    "count_articles",
    "count_changes",
    "count_course",
    "count_coverage",
    "count_files",
    "count_languages",
    "count_phrases",
    "count_positions",
    "count_problems",
    "count_sources",
    "count_terms",
    "count_themes",
    "count_untouched",
    "draw_article_counts",
    "draw_phrases",
    "draw_positions",
    "draw_term_rates",
    "draw_theme_course",
    "draw_theme_shares",
    "draw_word_cloud",
    "find",
    "find_leading",
    "find_themes",
    "find_top",
    "list_articles",
    "list_copies",
    "list_extremes",
    "list_leading_terms",
    "list_themes",
    "list_undated",
    "read_corpus",
    "read_lexicon",
    "save_figure",
    "save_gallery",
    "select_top",
    "show",
    "show_concordance",
]
