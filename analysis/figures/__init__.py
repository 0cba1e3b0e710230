"""From a finished table to a picture. Each ``draw_*`` returns its Axes and computes nothing; ``save_figure`` alone writes pictures."""

from .bars import draw_article_counts, draw_phrases, draw_term_rates, draw_theme_shares
from .cloud import draw_word_cloud
from .courses import draw_term_course, draw_theme_course
from .keyness import draw_keyness
from .matrix import draw_company
from .saving import Picture, save_figure
from .shifts import draw_word_shift
from .strips import draw_positions

__all__ = [
    "Picture",
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
    "save_figure",
]
