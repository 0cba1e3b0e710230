"""Find out what a pile of news articles talks about; every number opens into the sentences it counts."""

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
from .inventory import count_articles, count_changes, list_articles
from .lexicon import read_lexicon
from .phrases import count_phrases
from .tables import show, show_concordance
from .terms import count_positions, count_terms, find_top, list_leading_terms, select_top
from .themes import add_labels, count_course, count_coverage, count_themes, count_untouched, find_leading, find_themes, list_themes

__all__ = [
    "Corpus",
    "add_labels",
    "count_articles",
    "count_changes",
    "count_course",
    "count_coverage",
    "count_phrases",
    "count_positions",
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
    "list_leading_terms",
    "list_themes",
    "read_corpus",
    "read_lexicon",
    "save_figure",
    "save_gallery",
    "select_top",
    "show",
    "show_concordance",
]
