"""Find out what a pile of news articles talks about; every number opens into the sentences it counts."""

from .account import add_copies, count_changes, count_files, count_problems
from .collocates import count_collocates, find_collocates
from .company import count_company, find_company
from .corpus import Corpus, read_corpus
from .courses import count_term_course, count_theme_course
from .evidence import find
from .figures import (
    draw_article_counts,
    draw_company,
    draw_keyness,
    draw_phrases,
    draw_positions,
    draw_term_course,
    draw_term_rates,
    draw_theme_course,
    draw_theme_shares,
    draw_word_cloud,
    draw_word_shift,
    save_figure,
)
from .gallery import save_gallery
from .inventory import count_articles, count_languages, count_sources, list_articles, list_copies, list_extremes, list_undated
from .keyness import compare_sides, compare_terms, count_key_collocates, find_key, select_key
from .lexicon import read_lexicon
from .lexicon_check import check_lexicon
from .phrases import count_phrases
from .positions import count_positions, list_leading_terms
from .robustness import check_findings
from .shifts import compare_headlines, count_shift, shift_sides
from .subsets import Sides, add_headlines, choose_sides, take_headlines
from .suggestions import suggest_entries, write_suggestions
from .tables import show, show_concordance, show_sentences
from .terms import count_terms, find_top, select_top
from .theme_sentences import list_sentences
from .themes import add_labels, count_coverage, count_themes, find_leading, find_themes, list_themes
from .topics import find_topic, list_topics
from .untouched import find_untouched, list_untouched
from .wildcards import count_wildcards

__all__ = [
    "Corpus",
    "Sides",
    "add_copies",
    "add_headlines",
    "add_labels",
    "check_findings",
    "check_lexicon",
    "choose_sides",
    "compare_headlines",
    "compare_sides",
    "compare_terms",
    "count_articles",
    "count_changes",
    "count_collocates",
    "count_company",
    "count_coverage",
    "count_files",
    "count_key_collocates",
    "count_languages",
    "count_phrases",
    "count_positions",
    "count_problems",
    "count_shift",
    "count_sources",
    "count_term_course",
    "count_terms",
    "count_theme_course",
    "count_themes",
    "count_wildcards",
    "draw_article_counts",
    "draw_company",
    "draw_keyness",
    "draw_phrases",
    "draw_positions",
    "draw_term_course",
    "draw_term_rates",
    "draw_theme_course",
    "draw_theme_shares",
    "draw_word_cloud",
    "draw_word_shift",
    "find",
    "find_collocates",
    "find_company",
    "find_key",
    "find_leading",
    "find_themes",
    "find_top",
    "find_topic",
    "find_untouched",
    "list_articles",
    "list_copies",
    "list_extremes",
    "list_leading_terms",
    "list_sentences",
    "list_themes",
    "list_topics",
    "list_undated",
    "list_untouched",
    "read_corpus",
    "read_lexicon",
    "save_figure",
    "save_gallery",
    "select_key",
    "select_top",
    "shift_sides",
    "show",
    "show_concordance",
    "show_sentences",
    "suggest_entries",
    "take_headlines",
    "write_suggestions",
]
