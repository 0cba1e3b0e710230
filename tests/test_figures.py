import base64
import csv
import math
from io import StringIO
from itertools import pairwise

import matplotlib
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

matplotlib.use("agg")

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from PIL import Image

from analysis import (
    count_terms,
    draw_article_counts,
    draw_phrases,
    draw_positions,
    draw_term_rates,
    draw_theme_course,
    draw_theme_shares,
    draw_word_cloud,
    read_lexicon,
    save_figure,
    select_top,
)
from analysis.figures.bars import FEW_USES
from analysis.figures.saving import write_csv
from analysis.figures.strips import LONGEST_NAME, MOST_NUMBERED
from analysis.figures.style import BLUE, FONTS, LONGEST_LABEL, PALE_BLUE, shorten
from analysis.gallery import read_pictures

# The fonts at hand have no Chinese letters: matplotlib says so for each, unless the picture is saved.
pytestmark = pytest.mark.filterwarnings("ignore:Glyph")

LONG = "the basis of science and technology and of innovation in the regions"
LABELS = ["innovation", LONG, "科技创新人才", "costs $5 to $7", "<b>R&D</b>", "g_1^2"]


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory):
    file = tmp_path_factory.mktemp("lexicon") / "weather.toml"
    file.write_text(
        '[rain]\nlabel = "Rain and snow"\ncolour = "#3b6fb6"\nentries = ["rain"]\n'
        '[sun]\nlabel = "Sunshine"\ncolour = "#cc6677"\nentries = ["sun"]\n[fog]\nlabel = "Fog"\ncolour = "#117733"\nentries = ["fog"]\n',
        encoding="utf-8",
    )
    return read_lexicon(file)


def terms(*rows):
    table = pd.DataFrame([(form.lower(), form, n, float(n)) for form, n in rows], columns=["term", "form", "n", "per_10k"])
    return table.assign(low=np.nan, high=np.nan)


def phrases(*rows):
    return pd.DataFrame(rows, columns=["form", "n"])


def periods(*rows):
    return pd.DataFrame(rows, columns=["period", "n_articles"])


def shares(*rows):
    """Themes as ``(theme, label, n)``."""
    table = pd.DataFrame(rows, columns=["theme", "label", "n"])
    return table.assign(share=table["n"] / table["n"].sum(), low=np.nan, high=np.nan)


def positions(*rows, width=0.01):
    """Places of terms as ``(form, position, n)``, or with the day their article is from."""
    table = pd.DataFrame([(*row, None)[:4] for row in rows], columns=["form", "position", "n", "published"])
    return table.assign(published=pd.to_datetime(table["published"]), width=width)


def paragraphs(*rows):
    """A course through one article as ``(paragraph, section, theme, label, n)``."""
    return pd.DataFrame(rows, columns=["paragraph", "section", "theme", "label", "n"]).assign(share_sentences=0.5)


def articles(*rows):
    """A course through articles as ``(article, theme, label, share_sentences)``."""
    return pd.DataFrame(rows, columns=["article", "theme", "label", "share_sentences"]).assign(
        n=lambda table: (100 * table["share_sentences"]).astype(int)
    )


def text_of(labels):
    return [label.get_text() for label in labels]


def numbers_in(ax):
    return text_of(ax.texts)


def bars(ax):
    return [(round(bar.get_width(), 6), to_hex(bar.get_facecolor())) for bar in ax.patches]


# Nothing to draw


def test_of_an_empty_table_there_is_no_picture(lexicon):
    assert draw_term_rates(terms()) is None
    assert draw_phrases(phrases()) is None
    assert draw_theme_shares(shares(), lexicon) is None
    assert draw_article_counts(periods()) is None
    assert draw_positions(positions()) is None
    assert draw_theme_course(paragraphs(), lexicon) is None
    assert draw_word_cloud(terms()) is None


def test_of_themes_that_match_nowhere_there_is_no_picture(lexicon):
    assert draw_theme_shares(shares(("rain", "Rain and snow", 0), ("sun", "Sunshine", 0)), lexicon) is None
    assert draw_theme_course(paragraphs((1, 1, "rain", "Rain and snow", 0), (2, 1, "rain", "Rain and snow", 0)), lexicon) is None


def test_one_period_is_no_course_of_time():
    assert draw_article_counts(periods(("2023-05", 3))) is None


# Bars


def test_the_rates_of_terms_are_bars_in_the_order_of_the_table_the_first_on_top():
    ax = draw_term_rates(terms(("Xi", 19), ("innovation", 10)))
    assert text_of(ax.get_yticklabels()) == ["Xi", "innovation"]
    assert [width for width, _ in bars(ax)] == [19, 10]
    assert ax.yaxis_inverted()
    assert (ax.get_title(loc="left"), ax.get_xlabel()) == ("Most frequent terms", "uses per 10,000 words")


def test_the_length_of_a_bar_is_the_rate_and_the_number_at_its_end_the_uses():
    table = pd.DataFrame({"form": ["rain"], "n": [1234], "per_10k": [56.5], "low": [40.0], "high": [80.0]})
    ax = draw_term_rates(table)
    assert bars(ax)[0][0] == 56.5
    assert numbers_in(ax) == ["1,234"]
    beneath, across, ends = (collection.get_segments() for collection in ax.collections)
    assert [line.tolist() for line in beneath] == [line.tolist() for line in across]  # white, so that it is seen on a dark bar
    assert [line.tolist() for line in across] == [[[40, 0], [80, 0]]]  # the interval, across the end of the bar
    assert sorted(end[0][0] for end in ends) == [40, 80]
    [number] = [text for text in ax.texts if text.get_text() == "1,234"]
    assert number.xy == (80, 0)  # beyond the interval
    assert ax.get_xlim()[1] > 80


def test_where_there_are_no_intervals_none_is_drawn():
    assert not draw_term_rates(terms(("Xi", 19), ("innovation", 10))).collections


def test_bars_of_fewer_than_five_uses_are_pale():
    ax = draw_term_rates(terms(("a", 6), ("b", 5), ("c", 4), ("d", 1)))
    assert FEW_USES == 5
    assert [colour for _, colour in bars(ax)] == [BLUE, BLUE, PALE_BLUE, PALE_BLUE]


def test_bars_begin_at_nought():
    assert draw_term_rates(terms(("a", 1000), ("b", 999))).get_xlim()[0] == 0


def test_the_most_used_phrase_is_on_top_whatever_the_order_of_the_table():
    ax = draw_phrases(phrases(("space station", 3), ("basic research", 7), ("lunar exploration", 3)))
    assert text_of(ax.get_yticklabels()) == ["basic research", "space station", "lunar exploration"]
    assert numbers_in(ax) == ["7", "3", "3"]
    assert (ax.get_title(loc="left"), ax.get_xlabel()) == ("Phrases that hold together", "uses")


def test_the_axis_of_a_count_has_no_fractions():
    ax = draw_phrases(phrases(("space station", 2)))
    assert all(float(tick).is_integer() for tick in ax.get_xticks())


def test_a_theme_has_its_own_colour_and_its_share_in_percent(lexicon):
    ax = draw_theme_shares(shares(("sun", "Sunshine", 6), ("rain", "Rain and snow", 2), ("fog", "Fog", 0)), lexicon)
    assert bars(ax) == [(75.0, "#cc6677"), (25.0, "#3b6fb6"), (0.0, "#117733")]
    assert text_of(ax.get_yticklabels()) == ["Sunshine", "Rain and snow", "Fog"]
    assert numbers_in(ax) == ["6", "2", "0"]
    assert not ax.collections
    themes = shares(("sun", "Sunshine", 6), ("rain", "Rain and snow", 2)).assign(low=[0.5, 0.1], high=[0.9, 0.5])
    assert [line[:, 0].tolist() for line in draw_theme_shares(themes, lexicon).collections[1].get_segments()] == [[50, 90], [10, 50]]
    assert ax.get_title(loc="left") == "Themes, by share of all matches"
    assert ax.get_xlabel() == "share of all theme matches, %; at the end: matches"


def test_articles_of_a_period_are_columns_and_a_period_without_any_is_an_empty_one():
    ax = draw_article_counts(periods(("2023-05", 3), ("2023-06", 0), ("2023-07", 1)))
    assert [bar.get_height() for bar in ax.patches] == [3, 0, 1]
    assert text_of(ax.get_xticklabels()) == ["2023-05", "2023-06", "2023-07"]
    assert ax.get_title(loc="left") == "When the articles are from"
    assert ax.get_ylabel() == "articles"
    assert all(float(tick).is_integer() for tick in ax.get_yticks())


def test_many_uses_are_counted_in_thousands_with_a_comma():
    phrases = pd.DataFrame({"form": ["red panda", "big cat"], "n": [12_000, 3], "g2": [9.0, 8.0]})
    ax = draw_phrases(phrases)
    ax.figure.canvas.draw()
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert any("," in label for label in labels)
    assert all(label == f"{int(label.replace(',', '')):,}" for label in labels)


def test_many_articles_are_counted_in_thousands_with_a_comma():
    ax = draw_article_counts(periods(("2023-05", 12_000), ("2023-06", 1)))
    ax.figure.canvas.draw()
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert any("," in label for label in labels)
    assert all(label == f"{int(label.replace(',', '')):,}" for label in labels)


def test_periods_of_fewer_than_five_articles_are_hollow_columns_and_it_says_so_below():
    ax = draw_article_counts(periods(("2023-05", 5), ("2023-06", 4)))
    full, hollow = ((to_hex(bar.get_facecolor()), to_hex(bar.get_edgecolor())) for bar in ax.patches)
    assert full == (BLUE, BLUE)
    assert hollow == ("#ffffff", BLUE)
    assert ax.get_xlabel() == "hollow: fewer than five"


def test_the_undated_articles_are_a_pale_column_and_it_says_so_below():
    ax = draw_article_counts(periods(("2023-05", 5), ("undated", 9)))
    assert [to_hex(bar.get_facecolor()) for bar in ax.patches] == [BLUE, PALE_BLUE]
    assert ax.get_xlabel() == "pale: undated"


def test_below_full_columns_alone_nothing_is_explained():
    assert draw_article_counts(periods(("2023-05", 5), ("2023-06", 5))).get_xlabel() == ""


def test_the_most_articles_are_those_of_a_period_not_of_the_undated():
    assert draw_article_counts(periods(("2023-05", 3), ("undated", 9))).get_label().endswith("Most: 3 in 2023-05.")


def test_of_many_periods_some_are_named_each_under_its_own_column():
    ax = draw_article_counts(periods(*((str(1900 + k), k % 7) for k in range(120))))
    assert len(ax.get_xticks()) < 20
    assert text_of(ax.get_xticklabels()) == [str(1900 + tick) for tick in ax.get_xticks()]


# Strips


def ticks(ax):
    """The middle of each tick of a strip: where in the text, and in which row."""
    return [(round(bar.get_x() + bar.get_width() / 2, 6), round(bar.get_y() + bar.get_height() / 2, 6)) for bar in ax.patches]


def test_each_use_is_a_tick_at_its_place_in_its_terms_row():
    ax = draw_positions(positions(("Xi", 0.25, 1), ("Xi", 0.75, 1), ("rain", 0.5, 1)))
    assert ticks(ax) == [(25, 0), (75, 0), (50, 1)]
    assert text_of(ax.get_yticklabels()) == ["Xi", "rain"]
    assert ax.yaxis_inverted()
    assert ax.get_xlim() == (0, 100)
    assert ax.get_title(loc="left") == "Where the terms stand"
    assert "in % of its words" in ax.get_xlabel()


def test_a_tick_is_as_wide_as_its_slice_of_the_text_and_never_too_thin_to_see():
    assert [bar.get_width() for bar in draw_positions(positions(("Xi", 0.25, 1), width=0.25)).patches] == [25]
    assert draw_positions(positions(("Xi", 0.25, 1), width=1e-9)).patches[0].get_width() > 0.1


def test_a_tick_is_darker_where_there_are_more_uses():
    ax = draw_positions(positions(("Xi", 0.25, 1), ("Xi", 0.75, 4)))
    weak, strong = (bar.get_facecolor()[3] for bar in ax.patches)
    assert 0 < weak < strong == 1


def test_articles_of_several_dates_have_dates_below_the_strip():
    days = ["2023-05-01", "2023-05-09", "2023-05-17"]
    ax = draw_positions(positions(*(("Xi", (k + 0.5) / 3, 1, day) for k, day in enumerate(days))))
    assert list(dict.fromkeys(filter(None, text_of(ax.get_xticklabels())))) == days
    assert ax.get_xlabel() == "all articles end to end, by date; darker: more uses, each row by itself"
    assert [line for line in ax.lines if line.get_linestyle() == "--"] == []


@pytest.mark.parametrize(
    ("days", "shown"), [(["1945-04-16", "2006-01-31"], ["1945", "2006"]), (["2022-11-01", "2023-05-30"], ["2022-11", "2023-05"])]
)
def test_dates_below_the_strip_are_as_coarse_as_the_time_is_long(days, shown):
    ax = draw_positions(positions(("Xi", 0.0, 1, days[0]), ("Xi", 1.0, 1, days[1])))
    assert list(dict.fromkeys(filter(None, text_of(ax.get_xticklabels())))) == shown


def test_undated_articles_are_called_so_below_the_strip():
    ax = draw_positions(positions(("Xi", 0.0, 1, "2023-05-30"), ("Xi", 1.0, 1, None)))
    assert list(filter(None, text_of(ax.get_xticklabels())))[-1] == "undated"
    assert ax.get_xlabel().endswith("; undated last")


def test_a_dashed_line_stands_where_the_undated_articles_begin():
    ax = draw_positions(positions(("Xi", 0.1, 1, "2023-05-30"), ("Xi", 0.6, 1, None), ("Xi", 0.9, 1, None)))
    assert [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == "--"] == [60]


def cells(ax):
    """The colour of each cell of a heat strip, by column and row."""
    (squares,) = (part for part in ax.collections if isinstance(part, PolyCollection))
    corners = [path.vertices[0] for path in squares.get_paths()]
    return {(int(x), round(y + 0.42)): tuple(colour) for (x, y), colour in zip(corners, squares.get_facecolors(), strict=True)}


TWO = paragraphs(
    (1, 1, "rain", "Rain and snow", 1),
    (1, 1, "sun", "Sunshine", 0),
    (2, 1, "rain", "Rain and snow", 0),
    (2, 1, "sun", "Sunshine", 4),
    (3, 2, "sun", "Sunshine", 2),
    (3, 2, "rain", "Rain and snow", 0),
)


def test_the_course_has_a_row_per_theme_the_largest_on_top_and_a_column_per_paragraph(lexicon):
    ax = draw_theme_course(TWO, lexicon)
    assert text_of(ax.get_yticklabels()) == ["Sunshine", "Rain and snow"]
    assert text_of(ax.get_xticklabels()) == ["1", "2", "3"]
    assert ax.yaxis_inverted()
    assert set(cells(ax)) == {(column, row) for column in range(3) for row in range(2)}
    assert ax.get_title(loc="left") == "Themes through the article, by paragraph"
    assert ax.get_xlabel() == "paragraph (dashed lines: a new section)\ndarkest: 4 matches in a paragraph"


def test_a_cell_has_the_colour_of_its_theme_and_is_darker_for_more(lexicon):
    drawn = cells(draw_theme_course(TWO, lexicon))
    assert [to_hex(drawn[at]) for at in ((1, 0), (2, 0), (0, 1))] == ["#cc6677", "#cc6677", "#3b6fb6"]
    strongest, weaker, weakest = (drawn[at][3] for at in ((1, 0), (2, 0), (0, 1)))
    assert 1 == strongest > weaker > weakest > 0


def test_cells_without_a_match_are_all_of_one_grey(lexicon):
    drawn = cells(draw_theme_course(TWO, lexicon))
    assert {to_hex(drawn[at]) for at in ((0, 0), (1, 1), (2, 1))} == {"#f3f5f7"}


def test_the_numbers_of_the_cells_are_those_of_the_table_and_empty_cells_have_none(lexicon):
    ax = draw_theme_course(TWO, lexicon)
    written = {(int(text.get_position()[0]), text.get_position()[1]): text.get_text() for text in ax.texts}
    assert written == {(0, 1): "1", (0, 0): "", (1, 1): "", (1, 0): "4", (2, 0): "2", (2, 1): ""}


def test_with_many_columns_the_cells_have_no_numbers(lexicon):
    rows = [(k + 1, 1, "rain", "Rain and snow", 2) for k in range(MOST_NUMBERED + 1)]
    assert len(draw_theme_course(paragraphs(*rows[:-1]), lexicon).texts) == MOST_NUMBERED
    assert len(draw_theme_course(paragraphs(*rows), lexicon).texts) == 0


def test_a_dashed_line_stands_where_a_section_begins(lexicon):
    ax = draw_theme_course(TWO, lexicon)
    assert [line.get_xdata()[0] for line in ax.lines] == [2]
    assert ax.lines[0].get_linestyle() == "--"


def test_of_articles_a_cell_is_the_share_of_sentences(lexicon):
    ax = draw_theme_course(articles(("a.txt", "rain", "Rain and snow", 0.25), ("b.txt", "rain", "Rain and snow", 0.004)), lexicon)
    assert numbers_in(ax) == ["25", "<1"]
    assert (ax.get_title(loc="left"), ax.get_xlabel()) == ("Themes by article", "article\nshare of sentences touched, in %; darkest: 25 %")


def test_of_the_long_name_of_an_article_the_end_stands_below_its_column_since_it_tells_files_of_one_folder_apart(lexicon):
    names = [f"saved pages of the news agency in spring 2023/{k}.txt" for k in "ab"]
    ax = draw_theme_course(articles(*((name, "rain", "Rain", 0.5) for name in names)), lexicon)
    assert LONGEST_NAME == 24
    assert text_of(ax.get_xticklabels()) == ["…cy in spring 2023/a.txt", "…cy in spring 2023/b.txt"]
    assert [len(label) for label in text_of(ax.get_xticklabels())] == [24, 24]


def test_the_name_of_an_article_that_fits_is_not_cut(lexicon):
    name = "x" * (LONGEST_NAME - 4) + ".txt"
    ax = draw_theme_course(articles((name, "rain", "Rain", 0.5)), lexicon)
    assert text_of(ax.get_xticklabels()) == [name]


def test_an_article_without_sentences_is_no_peak_and_an_empty_column(lexicon):
    table = articles(("a", "rain", "Rain", 0.5), ("b", "rain", "Rain", 0.0)).assign(share_sentences=[0.5, float("nan")])
    ax = draw_theme_course(table, lexicon)
    assert numbers_in(ax)[:2] == ["50", ""]
    assert "Strongest: Rain in article a, 50 % of the sentences." in ax.get_label()


def test_two_themes_of_one_name_have_a_row_each(lexicon):
    ax = draw_theme_course(paragraphs(*((p, 1, theme, "Weather", 1) for p in (1, 2) for theme in ("rain", "sun"))), lexicon)
    assert text_of(ax.get_yticklabels()) == ["Weather", "Weather"]
    assert set(cells(ax)) == {(column, row) for column in range(2) for row in range(2)}


def test_one_theme_and_one_match_are_singular(lexicon):
    ax = draw_theme_course(paragraphs((1, 1, "rain", "Rain", 1), (2, 1, "rain", "Rain", 0)), lexicon)
    assert ax.get_label() == "Heat strip of 1 theme over 2 paragraphs. Strongest: Rain in paragraph 1, 1 match in a paragraph."


# The cloud


def boxes(ax):
    return [patch.get_path().get_extents() for patch in ax.patches]


def test_a_word_is_larger_the_more_often_it_is_used():
    # The same letters in another order, so that only the size of the letters differs.
    ax = draw_word_cloud(terms(("rain", 90), ("iran", 40), ("nair", 40), ("rani", 12), ("arin", 3), ("inra", 1)))
    heights = [round(box.height, 6) for box in boxes(ax)]
    assert len(heights) == 6
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > heights[1] > heights[3] > heights[4]
    assert heights[1] == pytest.approx(heights[2], rel=0.1)


@settings(deadline=None, max_examples=5)
@given(counts=st.lists(st.sampled_from([1, 1, 2, 3, 10, 1000, 10**6]), min_size=2, max_size=12).map(lambda n: sorted(n, reverse=True)))
def test_no_word_is_larger_than_one_that_is_used_more(counts):
    forms = ["rain" + "rain"[k % 4 :] + "rain"[: k % 4] + "arin" * (k // 4) for k in range(len(counts))]
    heights = [box.height for box in boxes(draw_word_cloud(terms(*zip(forms, counts, strict=True))))]
    assert all(larger >= smaller - 1e-6 for larger, smaller in pairwise(heights))
    matplotlib.pyplot.close("all")


def shades_of(ax):
    """The shades of a cloud whose words are half-transparent, without soft edges: where two overlap it is darker than where one stands."""
    ax.set_title("", loc="left")
    for patch in ax.patches:
        patch.set(facecolor="black", alpha=0.5, antialiased=False)
    ax.figure.canvas.draw()
    return np.unique(np.asarray(ax.figure.canvas.buffer_rgba())[..., 0]).tolist()


@pytest.fixture(scope="module")
def seed_cloud(seed):
    """The boxes, the colours and the shades of the cloud of the seed."""
    ax = draw_word_cloud(select_top(count_terms(seed), 80))
    return boxes(ax), [patch.get_facecolor() for patch in ax.patches], shades_of(ax)


def test_every_word_of_the_seed_is_drawn_within_the_picture(seed_cloud):
    drawn = seed_cloud[0]
    assert len(drawn) == 80
    assert all(0 <= box.x0 < box.x1 <= 1600 and 0 <= box.y0 < box.y1 <= 900 for box in drawn)


def test_words_of_the_seed_do_not_overlap(seed_cloud):
    one_word, paper = seed_cloud[2]
    assert one_word > 120
    assert paper == 255


def test_words_with_long_tails_and_accents_do_not_overlap():
    forms = "gypsum jumping quay Ångström Über apply happy typography jogging agency pygmy sun".split()
    ax = draw_word_cloud(terms(*((form, 30 - 2 * k) for k, form in enumerate(forms))))
    assert len(ax.patches) == len(forms)
    one_word, paper = shades_of(ax)
    assert one_word > 120
    assert paper == 255


@pytest.mark.parametrize("long", ["中" * 80, LONG], ids=["Chinese", "long"])
def test_the_cloud_makes_room_for_a_word_that_is_longer_than_the_others(long):
    ax = draw_word_cloud(terms((long, 99), ("rain", 98), ("sun", 97)))
    assert len(ax.patches) == 3
    assert numbers_in(ax) == []


def test_a_cloud_that_has_no_room_for_a_word_says_so():
    ax = draw_word_cloud(terms(*((f"self-reliance-and-technology-innovation-{k}", 99 - k) for k in range(80))))
    assert 0 < len(ax.patches) < 80
    assert numbers_in(ax) == [f"{80 - len(ax.patches)} of 80 words found no room"]


def test_all_words_are_dark_enough_to_read(seed_cloud):
    def luminance(colour):
        parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in seed_cloud[1])


def test_the_cloud_of_the_same_table_is_the_same():
    table = terms(*((f"word{k}", 30 - k) for k in range(25)))
    first, second = ([box.extents.tolist() for box in boxes(draw_word_cloud(table))] for _ in range(2))
    assert first == second


# What all have in common


def all_pictures(lexicon):
    days = ["2023-05-01", "2023-05-09"]
    return {
        draw_term_rates: draw_term_rates(terms(("Xi", 19), ("rain", 2))),
        draw_phrases: draw_phrases(phrases(("space station", 3))),
        draw_theme_shares: draw_theme_shares(shares(("sun", "Sunshine", 6), ("rain", "Rain and snow", 2)), lexicon),
        draw_article_counts: draw_article_counts(periods(("2023-05", 3), ("2023-06", 1))),
        draw_positions: draw_positions(positions(*(("Xi", k / 2, 1, day) for k, day in enumerate(days)))),
        draw_theme_course: draw_theme_course(TWO, lexicon),
        draw_word_cloud: draw_word_cloud(terms(("Xi", 19), ("rain", 2))),
    }


def test_every_picture_has_a_title_and_says_its_most_important_number_to_those_who_do_not_see_it(lexicon):
    pictures = all_pictures(lexicon)
    alt = {draw.__name__: ax.get_label() for draw, ax in pictures.items()}
    assert all(ax.get_title(loc="left") for ax in pictures.values())
    assert alt == {
        "draw_term_rates": "Bar chart. Most frequent terms. Largest: Xi, 19.",
        "draw_phrases": "Bar chart. Phrases that hold together. Largest: space station, 3.",
        "draw_theme_shares": "Bar chart. Themes, by share of all matches. Largest: Sunshine, 6.",
        "draw_article_counts": "Column chart of articles by period. Most: 3 in 2023-05.",
        "draw_positions": alt["draw_positions"],
        "draw_theme_course": "Heat strip of 2 themes over 3 paragraphs. Strongest: Sunshine in paragraph 2, 4 matches in a paragraph.",
        "draw_word_cloud": "Word cloud; the larger a word, the more often it is used. The largest: Xi (19), rain (2).",
    }
    assert "Xi stands from 0 % to 50 % of it" in alt["draw_positions"]


def test_a_picture_can_be_drawn_into_axes_at_hand():
    ax = matplotlib.pyplot.subplots()[1]
    assert draw_term_rates(terms(("Xi", 19)), ax) is ax
    assert draw_word_cloud(terms(("Xi", 19)), ax) is ax


def test_drawing_changes_no_table(lexicon):
    tables = [terms(("Xi", 19)), phrases(("a b", 3), ("c d", 5)), TWO.copy()]
    before = [table.copy() for table in tables]
    draw_term_rates(tables[0])
    draw_word_cloud(tables[0])
    draw_phrases(tables[1])
    draw_theme_course(tables[2], lexicon)
    for table, same in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, same)


def test_pictures_use_the_fonts_that_the_project_ships():
    ax = draw_term_rates(terms(("Xi", 19)))
    files = [
        matplotlib.font_manager.findfont(text.get_fontproperties()) for text in (ax._left_title, ax.xaxis.label, ax.get_yticklabels()[0])
    ]
    assert files == [str(FONTS / "Inter-SemiBold.otf"), str(FONTS / "Inter-Regular.otf"), str(FONTS / "Inter-Regular.otf")]


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_shown_letter_for_letter_and_no_formula(label):
    text = draw_term_rates(terms((label, 19))).get_yticklabels()[0]
    assert text.get_text() == shorten(label)
    assert text.get_parse_math() is False


def test_a_label_that_would_take_half_the_width_is_cut():
    assert shorten("x" * LONGEST_LABEL) == "x" * LONGEST_LABEL
    assert shorten("x" * (LONGEST_LABEL + 1)) == "x" * (LONGEST_LABEL - 1) + "…"
    assert shorten("two\nlines") == "two lines"


# Room for the labels


def check_room(ax):
    """Complain about labels that stand on each other or reach out of the picture."""
    figure = ax.get_figure(root=True)
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    texts = [text for text in (ax._left_title, ax.xaxis.label, ax.yaxis.label, *ax.texts) if text.get_text()]
    for side, axis, (low, high) in ((0, ax.xaxis, sorted(ax.get_xlim())), (1, ax.yaxis, sorted(ax.get_ylim()))):
        # A locator may hold ticks beyond the limits; they are not drawn.
        labels = [text for text in axis.get_ticklabels() if text.get_text() and low <= text.get_position()[side] <= high]
        for one, other in pairwise(labels):
            span, next_span = (text.get_window_extent(renderer) for text in (one, other))
            if one.get_rotation():  # slanted lines side by side: what parts them is measured across
                assert abs(next_span.x1 - span.x1) * math.sin(math.radians(one.get_rotation())) > one.get_size() * figure.dpi / 72, other
            else:
                assert not span.overlaps(next_span), (one, other)
        texts += labels
    for text in texts:
        box = text.get_window_extent(renderer)
        assert box.x0 > -1 and box.y0 > -1 and box.x1 < figure.bbox.x1 + 1 and box.y1 < figure.bbox.y1 + 1, text


def test_the_check_for_room_sees_labels_that_stand_on_each_other_or_reach_out():
    ax = draw_term_rates(terms(("rain", 3), ("sun", 2)))
    check_room(ax)
    ax.set_yticks([0, 0.1], ["rain", "sun"])
    with pytest.raises(AssertionError, match="sun"):
        check_room(ax)
    ax.set_yticks([0, 1], ["rain", "sun"])
    ax.figure.set_layout_engine("none")
    ax.set(position=(0, 0.3, 1, 0.5), xticks=[])
    with pytest.raises(AssertionError, match="rain"):
        check_room(ax)


@pytest.mark.parametrize(
    "labels", [["rain"], [LONG], ["科技创新人才"], LABELS * 3 + ["rain", "sun"]], ids=["one", "long", "Chinese", "twenty"]
)
def test_bars_have_room_for_their_labels(labels):
    check_room(draw_term_rates(terms(*((f"{label}{k}"[-60:], 1_234_567 - k) for k, label in enumerate(labels)))))


def test_bars_of_phrases_and_themes_have_room_for_their_labels(lexicon):
    check_room(draw_phrases(phrases(*((label, 12) for label in LABELS * 3))))
    check_room(draw_theme_shares(shares(*(("rain", label, 1234) for label in LABELS * 2)), lexicon))


@pytest.mark.parametrize(
    "names",
    [
        ["2023-05-29", "2023-05-30"],
        [f"2023-05-{k:02d}" for k in range(1, 32)],
        [f"2023-W{k:02d}" for k in range(1, 18)],
        [f"2022-{k:02d}" for k in range(1, 13)],
        [str(1945 + k) for k in range(62)],
        [f"{k}0s" for k in range(180, 203)],
    ],
    ids=["two days", "a month", "weeks", "a year of months", "years", "decades"],
)
def test_columns_of_articles_have_room_for_their_names(names):
    check_room(draw_article_counts(periods(*((name, 1234) for name in names))))


@pytest.mark.parametrize("terms_", [["Xi"], LABELS * 2], ids=["one term", "twelve terms"])
def test_a_strip_through_one_article_has_room_for_its_labels(terms_):
    check_room(draw_positions(positions(*((f"{label} {k}", 0.1 + k / 20, 1) for k, label in enumerate(terms_)))))


@pytest.mark.parametrize("last", ["2023-05-30", "2023-10-01", "2029-01-01"], ids=["days", "months", "years"])
def test_a_strip_through_many_articles_has_room_for_its_dates(last):
    days = pd.date_range("2023-05-01", last, periods=9).strftime("%Y-%m-%d")
    check_room(draw_positions(positions(*(("self-reliance", k / 8, 1, day) for k, day in enumerate(days)))))


def test_a_strip_with_a_long_term_has_room_for_its_dates():
    days = pd.date_range("2023-05-01", "2023-05-25", periods=9).strftime("%Y-%m-%d")
    check_room(draw_positions(positions(*((LONG, k / 8, 1, day) for k, day in enumerate(days)))))


@pytest.mark.parametrize("count", [2, 14, 29, 44])
def test_a_course_through_paragraphs_has_room_for_its_labels(lexicon, count):
    check_room(
        draw_theme_course(paragraphs(*((k + 1, 1, "rain", label, 12) for k in range(count) for label in (LONG, "科技创新"))), lexicon)
    )


@pytest.mark.parametrize(
    "names",
    [
        [f"000_190e5f4913bd{k:04d}.txt" for k in range(40)],
        ["2023-05-30 costs $5 to $7.txt", "习近平.txt"],
        [f"{k} {LONG}.txt" for k in range(3)],
    ],
    ids=["many", "few", "long names"],
)
def test_a_course_through_articles_has_room_for_its_labels(lexicon, names):
    labels = ["Self-reliance, core tech", *(f"Theme {k}" for k in range(11))]
    check_room(draw_theme_course(articles(*((name, "rain", label, 0.5) for name in names for label in labels)), lexicon))


def test_a_course_of_few_themes_over_articles_with_long_names_is_not_squeezed_to_nothing(lexicon):
    rows = [(f"{k} {LONG}.txt", theme, theme, 0.5) for k in range(2) for theme in ("rain", "sun")]
    ax = draw_theme_course(articles(*rows), lexicon)
    check_room(ax)
    assert ax.get_window_extent().height > 2 * 2 * 10.5 * ax.figure.dpi / 72  # two lines' height for each row


# Saved


@pytest.fixture
def out(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_OUT", str(tmp_path / "out"))
    return tmp_path / "out" / "figures"


RATES = terms(("Xi", 19), ("costs $5 to $7", 2))


@pytest.fixture(scope="module")
def saved(tmp_path_factory, seed):
    """The folder and the picture of one saved figure."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYSIS_OUT", str(tmp_path_factory.mktemp("out")))
        picture = save_figure(draw_term_rates(RATES), "02-rates", RATES, seed, caption="Stop words left out.")
    return picture.path.parent, picture


def test_a_picture_is_saved_as_png_svg_and_its_numbers(saved):
    folder, picture = saved
    assert (folder.name, picture.path) == ("figures", folder / "02-rates.png")
    assert sorted(file.name for file in folder.iterdir()) == ["02-rates.csv", "02-rates.png", "02-rates.svg", "README.md"]
    assert (folder / "02-rates.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (folder / "02-rates.svg").read_text(encoding="utf-8")
    pd.testing.assert_frame_equal(pd.read_csv(folder / "02-rates.csv"), RATES)


def test_a_saved_picture_stands_on_the_page_of_its_folder(saved):
    folder, _ = saved
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert "## Most frequent terms\n\n![Bar chart. Most frequent terms. Largest: Xi, 19.](02-rates.png)" in page


def test_a_picture_saved_under_two_names_has_its_title_in_both(out, seed):
    ax = draw_term_rates(RATES)
    for name in ("02-a", "02-b"):
        save_figure(ax, name, RATES, seed)
    assert [text["Title"] for _, text in read_pictures(out)] == ["Most frequent terms"] * 2


def test_what_a_table_says_of_itself_stands_in_the_caption(out, seed):
    table = RATES.copy()
    for name, note in (("02-a", "Looked for in 5 of 9 articles."), ("02-b", "")):
        table.attrs["note"] = note
        save_figure(draw_term_rates(table), name, table, seed, caption="Stop words left out.")
    captions = [text["Description"] for _, text in read_pictures(out)]
    assert captions[0].endswith("30 May 2023. Stop words left out. Looked for in 5 of 9 articles.")
    assert captions[1].endswith("30 May 2023. Stop words left out.")


@pytest.mark.filterwarnings("error")
def test_letters_that_the_fonts_lack_make_no_noise_and_are_told_of_in_the_caption(out, seed, monkeypatch):
    monkeypatch.setattr("analysis.figures.saving.missing_letters", lambda text: set(text) - set("rain"))
    for form in ("rain", "科技创新"):
        table = terms((form, 3))
        save_figure(draw_term_rates(table), f"02-{form}", table, seed)
    captions = [text["Description"] for _, text in read_pictures(out)]
    assert [caption.endswith("Letters that no font here has are drawn as boxes.") for caption in captions] == [False, True]


def test_a_png_carries_its_title_its_caption_its_alternative_text_and_where_it_is_from(saved, seed):
    with Image.open(saved[0] / "02-rates.png") as picture:
        assert picture.info["Title"] == "Most frequent terms"
        assert picture.info["Description"] == "1 article, 964 words, 30 May 2023. Stop words left out."
        assert picture.info["Comment"] == "Bar chart. Most frequent terms. Largest: Xi, 19."
        assert picture.info["Source"] == f"02-rates.csv, from articles with the SHA-256 {seed.digest}"
        assert "Software" not in picture.info


def test_title_and_caption_are_written_on_the_picture(out, seed, monkeypatch):
    written = []
    monkeypatch.setattr(matplotlib.figure.Figure, "savefig", lambda figure, file, **_: (file.touch(), written.append(figure)))
    save_figure(draw_term_rates(RATES), "02-rates", RATES, seed, caption="Costs are in $ or $$.")
    shown = [text.get_text() for text in written[0].findobj(matplotlib.text.Text)]
    assert shown.count("Most frequent terms") == 1
    assert shown.count("1 article, 964 words, 30 May 2023. Costs are in $ or $$.") == 1
    assert not any(text.get_parse_math() for text in written[0].findobj(matplotlib.text.Text))


def test_a_long_caption_is_broken_into_lines_below_the_axis(out, seed, monkeypatch):
    boxes_ = []

    def measure(figure, file, **_):
        figure.canvas.draw()
        renderer = figure.canvas.get_renderer()
        boxes_.append((figure.bbox, *(text.get_window_extent(renderer) for text in (figure._supxlabel, figure.axes[0].xaxis.label))))
        file.touch()

    monkeypatch.setattr(matplotlib.figure.Figure, "savefig", measure)
    save_figure(draw_term_rates(RATES), "02-rates", RATES, seed, caption="What one must know to read it. " * 8)
    page, caption, axis_label = boxes_[0]
    assert caption.height > 2 * axis_label.height * 0.8
    assert 0 <= caption.x0 < caption.x1 <= page.x1
    assert 0 <= caption.y0 < caption.y1 <= axis_label.y0


def test_saving_twice_gives_the_same_bytes(out, seed):
    table = terms(*((f"word{k}", 30 - k) for k in range(6)))
    saved = []
    for draw in (draw_word_cloud, draw_term_rates) * 2:
        save_figure(draw(table), "02-x", table, seed)
        saved.append({file.suffix: file.read_bytes() for file in out.iterdir()})
    assert saved[:2] == saved[2:]
    assert saved[0] != saved[1]


def test_neither_a_date_nor_a_place_of_this_machine_is_saved(saved):
    folder, _ = saved
    assert "<dc:date>" not in (folder / "02-rates.svg").read_text(encoding="utf-8")
    assert not any(str(folder.parent).encode() in file.read_bytes() for file in folder.iterdir())


def test_the_notebook_shows_the_png_with_its_alternative_text(saved):
    folder, picture = saved
    shown, how = picture._repr_mimebundle_()
    assert base64.b64decode(shown["image/png"]) == (folder / "02-rates.png").read_bytes()
    assert how["image/png"]["alt"] == shown["text/plain"] == repr(picture)
    assert repr(picture).startswith("Bar chart. Most frequent terms. Largest: Xi, 19. 1 article,")


def test_with_nothing_to_draw_it_says_so_and_takes_the_figure_of_an_earlier_run_away(out, seed):
    out.mkdir(parents=True)
    for name in ("02-rates.png", "02-rates.svg", "02-rates.csv", "02-rates-of-mine.png"):
        (out / name).touch()
    picture = save_figure(None, "02-rates", RATES.head(0), seed)
    assert sorted(file.name for file in out.iterdir()) == ["02-rates-of-mine.png", "README.md"]
    assert "There is no figure yet" in (out / "README.md").read_text(encoding="utf-8")
    assert picture.path is None
    assert repr(picture) == "There is no figure 02-rates: its table has nothing to draw."
    assert "image/png" not in picture._repr_mimebundle_()[0]


def test_with_nothing_to_draw_and_nothing_there_no_folder_is_made(out, seed):
    save_figure(None, "02-rates", RATES.head(0), seed)
    assert not out.exists()


def test_a_saved_figure_is_closed(out, seed, monkeypatch):
    monkeypatch.setattr(matplotlib.figure.Figure, "savefig", lambda figure, file, **_: file.touch())
    save_figure(draw_term_rates(RATES), "02-rates", RATES, seed)
    assert matplotlib.pyplot.get_fignums() == []


# The numbers


def read_cells(file):
    return list(csv.reader(StringIO(file.read_bytes().decode("utf-8"), newline="")))


def test_numbers_are_written_in_full(tmp_path):
    write_csv(pd.DataFrame({"form": ["Xi"], "n": [1234567], "share": [1 / 3]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b"form,n,share\nXi,1234567,0.3333333333333333\n"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")'])
def test_what_a_spreadsheet_would_run_is_text(tmp_path, cell):
    write_csv(pd.DataFrame({"form": [cell]}), tmp_path / "a.csv")
    assert read_cells(tmp_path / "a.csv")[1] == ["'" + cell]


def test_a_negative_number_stays_a_number(tmp_path):
    write_csv(pd.DataFrame({"npmi": [-0.5], "n": [-3]}), tmp_path / "a.csv")
    assert read_cells(tmp_path / "a.csv")[1] == ["-0.5", "-3"]


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_a_carriage_return_does_not_break_a_row_of_the_numbers(tmp_path, end):
    write_csv(pd.DataFrame({"form": [f"a{end}=1+1"], "n": [3]}), tmp_path / "a.csv")
    assert read_cells(tmp_path / "a.csv")[1:] == [["a\n=1+1", "3"]]


def test_what_is_missing_is_an_empty_cell(tmp_path):
    write_csv(pd.DataFrame({"share": [float("nan")], "published": [pd.NaT], "title": [None]}), tmp_path / "a.csv")
    assert read_cells(tmp_path / "a.csv")[1] == ["", "", ""]


awkward = st.lists(st.sampled_from(['"', ",", "\n", "\t", "'", ";", "a", "中", "=", "-", " ", "é"]), min_size=1, max_size=6).map("".join)


@settings(deadline=None, max_examples=40)
@given(cells_=st.lists(awkward, min_size=1, max_size=4))
def test_every_cell_can_be_read_back(tmp_path_factory, cells_):
    file = tmp_path_factory.mktemp("csv") / "a.csv"
    write_csv(pd.DataFrame({"form": cells_}), file)
    assert [row[0] for row in read_cells(file)[1:]] == [f"'{cell}" if cell[0] in "=-\t" else cell for cell in cells_]
    assert [other.name for other in file.parent.iterdir()] == ["a.csv"]
