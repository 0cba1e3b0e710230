from io import BytesIO
from itertools import combinations

import matplotlib
import numpy as np
import pandas as pd
import pytest

matplotlib.use("agg")

from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.text import Text

from analysis import read_lexicon
from analysis.figures.courses import (
    MOST_BELOW,
    MOST_BESIDE,
    SAME_SCALE,
    TALLEST_BAND,
    choose_labels,
    draw_term_course,
    draw_theme_course,
    fit_text,
)
from analysis.figures.keyness import CELLS_ACROSS, CELLS_UP, GREY, ORANGE, draw_keyness
from analysis.figures.style import BLUE, PALE_BLUE

# The fonts at hand have no Chinese letters: matplotlib says so for each, unless the picture is saved.
pytestmark = pytest.mark.filterwarnings("ignore:Glyph")

NAN, INF = float("nan"), float("inf")
LONG = "the basis of science and technology and of innovation in the regions"
FORMS = ["innovation", LONG, "科技创新人才", "costs $5 to $7", "<b>R&D</b>", "W" * 60]


def draw(ax):
    """Draw a picture as it is saved, with a title over it and a caption of two lines below; give its figure and who drew it."""
    figure = ax.get_figure(root=True)
    title = ax.get_title(loc="left")
    ax.set_title("", loc="left")
    figure.suptitle(title, x=0.012, ha="left", fontsize=14)
    figure.supxlabel("12 articles, from here to there.\nWhat one must know to read it.", x=0.012, ha="left", fontsize=8.5)
    figure.canvas.draw()
    return figure, figure.canvas.get_renderer()


def texts_drawn(ax):
    """Give all texts that are seen, as (text, box)."""
    figure, renderer = draw(ax)
    seen = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    boxes = [(text.get_text(), Text.get_window_extent(text, renderer)) for text in seen if not hidden_tick(text, figure)]
    return boxes, figure.bbox


def hidden_tick(text, figure):
    """Tell whether a label is that of a tick which is not drawn, or of an axis that is off."""
    for axes in [*figure.axes, *(child for host in figure.axes for child in host.child_axes)]:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.majorTicks, *axis.minorTicks]:
                if text in (tick.label1, tick.label2):
                    return not axes.axison or not low <= tick.get_loc() <= high
    return False


def overlaps(boxes):
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]


def bytes_of(ax, suffix):
    out = BytesIO()
    ax.get_figure(root=True).savefig(out, format=suffix, metadata={"Date": None} if suffix == "svg" else {})
    return out.getvalue()


# Terms over time


def course(n_articles, **rates):
    """A course of terms from 2001 on, with a band from half to one and a half times the rate where there are two articles and more."""
    tables = []
    for form, rate in rates.items():
        table = pd.DataFrame({"term": form.lower(), "form": form, "n_articles_period": n_articles, "per_10k": rate})
        known = table["n_articles_period"] >= 2
        tables.append(
            table.assign(
                period=[str(2001 + k) for k in range(len(table))],
                n=table["per_10k"].fillna(0).astype(int),
                n_words=10_000 * table["n_articles_period"],
                low=(0.5 * table["per_10k"]).where(known),
                high=(1.5 * table["per_10k"]).where(known),
            )
        )
    return pd.concat(tables, ignore_index=True)


def panels(ax):
    return [panel for panel in ax.child_axes if panel.lines]


def strips(ax):
    return [panel for panel in ax.child_axes if panel.patches]


def points_of(panel):
    """Where the points of a panel are, by the colour that fills them."""
    return {to_hex(line.get_markerfacecolor()): line.get_xdata().tolist() for line in panel.lines[1:]}


def band_of(panel):
    """From where to where each stretch of a panel's band goes, and where intervals stand alone."""
    stretches = [(path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in panel.collections[0].get_paths()]
    alone = [segment[0, 0] for bars in panel.collections[1:] for segment in bars.get_segments()]
    return stretches, alone


def written_in(ax):
    return [text.get_text() for text in ax.texts]


def test_with_articles_in_fewer_than_two_periods_there_is_no_course():
    assert draw_term_course(course([5, 5], rain=[1, 2]).head(0)) is None
    assert draw_term_course(course([5], rain=[1])) is None
    assert draw_term_course(course([0, 5, 0], rain=[NAN, 1, NAN])) is None
    assert draw_term_course(course([5, 0, 5], rain=[1, NAN, 2])) is not None


def test_each_term_has_a_panel_in_the_order_of_the_table_with_its_name_and_its_uses():
    ax = draw_term_course(course([5, 5], sun=[1000, 234], Rain=[1, 0]))
    assert [written_in(panel) for panel in panels(ax)] == [["sun", "1,234 uses"], ["Rain", "1 use"]]
    assert [panel.lines[0].get_ydata().tolist() for panel in panels(ax)] == [[1000, 234], [1, 0]]
    assert ax.get_title(loc="left") == "Terms over time"


def test_rows_may_be_sorted_by_period():
    table = course([5, 5, 5], sun=[4, 5, 6], rain=[1, 2, 3]).sort_values("period", kind="stable")
    assert [panel.lines[0].get_ydata().tolist() for panel in panels(draw_term_course(table))] == [[4, 5, 6], [1, 2, 3]]


def test_a_period_without_articles_is_a_gap_in_the_line_and_in_the_band_and_one_without_a_use_is_not():
    ax = draw_term_course(course([5, 5, 0, 5, 0, 5, 5], rain=[2, 0, NAN, 4, NAN, 6, 6]))
    (panel,) = panels(ax)
    np.testing.assert_array_equal(panel.lines[0].get_ydata(), [2, 0, NAN, 4, NAN, 6, 6])
    assert points_of(panel) == {BLUE: [0, 1, 3, 5, 6]}
    assert band_of(panel) == ([(0, 1), (5, 6)], [3])
    assert written_in(ax) == ["uses per 10,000 words", "shaded: 95 % interval; gap: no articles"]


def test_periods_of_fewer_than_five_articles_are_hollow_points_and_hollow_columns():
    ax = draw_term_course(course([5, 4, 1, 9], rain=[1, 2, 3, 4]))
    (panel,), (strip,) = panels(ax), strips(ax)
    assert points_of(panel) == {"#ffffff": [1, 2], BLUE: [0, 3]}
    assert band_of(panel) == ([(0, 1)], [3])
    assert [(bar.get_height(), to_hex(bar.get_facecolor())) for bar in strip.patches] == [
        (5, PALE_BLUE), (4, "#ffffff"), (1, "#ffffff"), (9, PALE_BLUE),
    ]  # fmt: skip
    assert written_in(strip) == ["articles"]
    assert "hollow: fewer than five articles" in written_in(ax)[-1]


def test_points_at_nought_are_drawn_whole_and_before_the_axis():
    (panel,) = panels(draw_term_course(course([5, 5], rain=[0, 2])))
    assert not panel.lines[1].get_clip_on()
    assert panel.lines[1].get_zorder() > panel.spines["bottom"].get_zorder()
    assert not panel.patch.get_visible()


def test_without_bounds_there_is_no_band_and_nothing_is_said_of_one():
    ax = draw_term_course(course([1, 1], rain=[1, 2]))
    assert band_of(panels(ax)[0]) == ([], [])
    assert written_in(ax)[-1] == "hollow: fewer than five articles"


def test_below_a_course_of_full_periods_without_bounds_nothing_is_said():
    ax = draw_term_course(course([5, 5], rain=[1, 2]).assign(low=NAN, high=NAN))
    assert written_in(ax)[-1] == ""


def test_all_panels_begin_at_nought_and_have_one_scale_where_the_rates_are_alike():
    ax = draw_term_course(course([5, 5], sun=[10, 20], rain=[20 * SAME_SCALE, 0]))
    first, second = (panel.get_ylim() for panel in panels(ax))
    assert first == second
    assert first[0] == 0 < 20 * SAME_SCALE < first[1]
    assert written_in(ax)[0] == "uses per 10,000 words"


def test_where_one_rate_is_far_above_the_other_each_panel_has_its_scale_and_it_says_so():
    ax = draw_term_course(course([5, 5], sun=[10, 20], rain=[20 * SAME_SCALE + 1, 0]))
    first, second = (panel.get_ylim()[1] for panel in panels(ax))
    assert 30 < first < 40 < 90 < second
    assert written_in(ax)[0] == "uses per 10,000 words, each term on its own scale"


def test_a_band_far_above_the_line_is_cut_off_and_it_says_so():
    table = course([5, 5], rain=[10, 10])
    table.loc[1, "high"] = 10 * TALLEST_BAND + 1
    ax = draw_term_course(table)
    assert 10 * TALLEST_BAND < panels(ax)[0].get_ylim()[1] < 12 * TALLEST_BAND
    assert written_in(ax)[-1] == "shaded: 95 % interval, cut off above"


def test_a_term_that_never_occurs_is_a_line_at_nought():
    ax = draw_term_course(course([5, 5], rain=[0, 0]))
    (panel,) = panels(ax)
    assert panel.lines[0].get_ydata().tolist() == [0, 0]
    assert panel.get_ylim()[1] > 0
    assert "rain is highest in 2001, 0.0 uses" in ax.get_label()


def test_below_each_column_of_panels_is_one_strip_of_articles_with_the_names_of_the_periods():
    few = {form: [1, 2] for form in "abcd"}
    ax = draw_term_course(course([5, 5], **few))
    assert (len(panels(ax)), len(strips(ax))) == (4, 2)
    assert [[label.get_text() for label in strip.get_xticklabels()] for strip in strips(ax)] == [["2001", "2002"]] * 2
    many = {form: [1] * (MOST_BESIDE + 1) for form in "abcd"}
    ax = draw_term_course(course([5] * (MOST_BESIDE + 1), **many))
    assert (len(panels(ax)), len(strips(ax))) == (4, 1)


def test_a_panel_and_its_strip_share_the_places_of_the_periods():
    ax = draw_term_course(course([5] * 30, rain=[1] * 30))
    assert panels(ax)[0].get_xlim() == strips(ax)[0].get_xlim() == (-0.5, 29.5)


def test_alternative_text_tells_where_each_term_is_highest():
    ax = draw_term_course(course([5, 0, 5], rain=[1.25, NAN, 12.25], sun=[3, NAN, 2]))
    assert ax.get_label() == (
        "Line chart, a panel per term: 2 terms over 3 periods, 2001 to 2003. "
        "rain is highest in 2003, 12.2 uses per 10,000 words; sun is highest in 2001, 3.0 uses per 10,000 words."
    )


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        (1945, 2006, ["1945", "1950", "1955", "1960", "1965", "1970", "1975", "1980", "1985", "1990", "1995", "2000", "2005"]),
        (1998, 2003, ["1998", "1999", "2000", "2001", "2002", "2003"]),
        (1000, 2000, ["1000", "1100", "1200", "1300", "1400", "1500", "1600", "1700", "1800", "1900", "2000"]),
    ],
)
def test_round_years_are_named_where_there_is_no_room_for_all(first, last, named):
    periods = [str(year) for year in range(first, last + 1)]
    assert [periods[k] for k in choose_labels(periods, 7.8)] == named


def test_of_other_periods_every_so_many_are_named_from_the_first_on():
    months = [f"2023-{month:02d}" for month in range(1, 13)]
    assert choose_labels(months, 2) == [0, 4, 8]
    assert choose_labels(months, 20) == list(range(12))


@pytest.mark.parametrize("text", FORMS)
def test_a_text_that_fits_stays_and_one_that_does_not_is_cut(text):
    assert fit_text(text, 100, 10) == text
    cut = fit_text(text, 0.5, 10)
    assert cut.endswith("…")
    assert text.startswith(cut[:-1])
    assert len(cut) < len(text)


@pytest.mark.parametrize("n_periods", [2, 12, 60])
@pytest.mark.parametrize("n_terms", [1, 4, 6])
def test_no_text_of_a_course_touches_another_or_leaves_the_picture(n_terms, n_periods):
    rates = {form: [12_345.6 * (k + 1)] * n_periods for k, form in enumerate(FORMS[:n_terms])}
    boxes, page = texts_drawn(draw_term_course(course([1000] * n_periods, **rates)))
    assert {FORMS[0], "articles"} < {text for text, _ in boxes}
    assert overlaps(boxes) == []
    assert [text for text, box in boxes if box.x0 < 0 or box.x1 > page.x1 or box.y0 < 0 or box.y1 > page.y1] == []


THEMES = ("Self-reliance, core tech", "Rain", "Climate and sustainability", "科技创新", *(f"Theme {k}" for k in range(8)))


def theme_course(n_articles, **shares):
    """A course of themes, whose shares are in %, each touching as many of 100 sentences in each period."""
    table = course(n_articles, **shares)
    labels = {key: THEMES[k] for k, key in enumerate(shares)}
    return table.rename(columns={"term": "theme"}).assign(
        label=lambda table: table["theme"].map(labels),
        share_sentences=lambda table: table["per_10k"] / 100,
        low=lambda table: table["low"] / 100,
        high=lambda table: table["high"] / 100,
    )[["period", "theme", "label", "n", "share_sentences", "low", "high", "n_articles_period"]]


@pytest.fixture
def lexicon_of_three(tmp_path):
    file = tmp_path / "mine.toml"
    colours = {"sun": "#aa3377", "rain": "#228833", "fog": "#4477aa"}
    file.write_text("".join(f'[{key}]\nentries = ["{key}"]\ncolour = "{colour}"\n' for key, colour in colours.items()))
    return read_lexicon(file)


def test_each_theme_that_matches_has_a_panel_in_its_colour_the_largest_first(lexicon_of_three):
    table = theme_course([5, 4, 0], sun=[1, 2, NAN], rain=[30, 60, NAN], fog=[0, 0, NAN])
    ax = draw_theme_course(table, lexicon_of_three)
    first, second = panels(ax)
    assert [written_in(panel) for panel in (first, second)] == [["Rain", "90 matches"], ["Self-reliance, core tech", "3 matches"]]
    assert [panel.lines[0].get_ydata()[:2].tolist() for panel in (first, second)] == [[30, 60], [1, 2]]
    assert points_of(first) == {"#ffffff": [1], "#228833": [0]}
    assert ax.get_title(loc="left") == "Themes over time"
    assert written_in(ax) == [
        "% of sentences touched, each theme on its own scale",
        "shaded: 95 % interval; hollow: fewer than five articles; gap: no articles",
    ]
    assert ax.get_label() == (
        "Line chart, a panel per theme: 2 themes over 3 periods, 2001 to 2003. Rain is highest in 2002, 60.0 % of sentences touched; "
        "Self-reliance, core tech is highest in 2002, 2.0 % of sentences touched."
    )


def test_where_no_theme_matches_there_is_no_course_of_themes(lexicon_of_three):
    assert draw_theme_course(theme_course([5, 5], sun=[0, 0], rain=[0, 0]), lexicon_of_three) is None
    assert draw_theme_course(theme_course([5, 5], sun=[1, 0]).head(0), lexicon_of_three) is None


def test_counts_stand_beside_all_names_or_beside_none(lexicon_of_three):
    wide = draw_theme_course(theme_course([5] * 10, sun=[1] * 10, rain=[1] * 10), lexicon_of_three)
    assert [written_in(panel)[1:] for panel in panels(wide)] == [["10 matches"], ["10 matches"]]
    narrow = draw_theme_course(theme_course([5] * 10, sun=[1] * 10, rain=[1] * 10, fog=[9] * 10), lexicon_of_three)
    assert [written_in(panel) for panel in panels(narrow)] == [["Climate and sustainability"], ["Self-reliance, core tech"], ["Rain"]]


@pytest.mark.parametrize("n_periods", [2, 7, 12, 13, 40])
@pytest.mark.parametrize("n_themes", [1, 5, 12])
def test_no_text_of_a_course_of_themes_touches_another_or_leaves_the_picture(n_themes, n_periods, tmp_path):
    shares = {f"t{k}": [99.5 / (k + 1)] * n_periods for k in range(n_themes)}
    file = tmp_path / "mine.toml"
    file.write_text("".join(f'[t{k}]\nentries = ["w{k}"]\n' for k in range(n_themes)))
    ax = draw_theme_course(theme_course([1000] * n_periods, **shares), read_lexicon(file))
    boxes, page = texts_drawn(ax)
    assert overlaps(boxes) == []
    assert [text for text, box in boxes if box.x0 < 0 or box.x1 > page.x1 or box.y0 < 0 or box.y1 > page.y1] == []
    assert len(strips(ax)) == (min(n_themes, 3) if n_periods <= MOST_BESIDE else 1 if n_themes <= MOST_BELOW else 2)


def test_the_panels_take_the_whole_width_and_the_place_of_the_axes_that_are_given():
    figure = draw_term_course(course([5] * 20, rain=[1] * 20)).figure
    figure.canvas.draw()
    (panel,) = panels(figure.axes[0])
    assert panel.get_window_extent().width > 0.9 * figure.bbox.width
    _, (above, below) = matplotlib.pyplot.subplots(2, 1)
    assert draw_term_course(course([5] * 20, rain=[1] * 20), below) is below
    below.figure.canvas.draw()
    assert all(panel.get_window_extent().y1 < above.get_window_extent().y0 for panel in below.child_axes)


# Terms that set apart


def compared(*rows):
    """Terms as ``(form, n, n_reference, log_ratio, is_key)``; the bound nearest zero is half the ratio where a term is key."""
    table = pd.DataFrame(rows, columns=["form", "n", "n_reference", "log_ratio", "is_key"]).assign(p_articles=0.5)
    known = table["log_ratio"].replace([INF, -INF], 20)
    return table.assign(
        term=table["form"].str.lower(), is_stop=False, per_10k=table["n"] / 3, per_10k_reference=table["n_reference"] / 3,
        low=known - 1, high=known + 1, lrc=(known / 2).where(table["is_key"], 0),
    )  # fmt: skip


def crowd(count, forms=FORMS):
    """As many terms, all key, with the same few forms over and over, scattered over the same places on every machine."""
    rng = np.random.default_rng(7)
    rows = [(f"{k} {forms[k % len(forms)]}", 1 + int(1000 * a**4), 3, 12 * b - 6, True) for k, (a, b) in enumerate(rng.random((count, 2)))]
    return compared(*rows)


SOME = (("tax", 90, 10, 3.0, True), ("sea", 6, 60, -3.5, True), ("day", 50, 50, 0.0, False))


def dots(ax):
    """Where the points are, by their colour."""
    lines = [line for line in ax.lines if line.get_marker() == "o"]
    return {to_hex(line.get_color()): list(zip(*map(np.ndarray.tolist, line.get_data()), strict=True)) for line in lines}


def labels_of(ax):
    """The labels that are beside points, and drawn; the first two texts are those over the axes."""
    ax.figure.canvas.draw()
    return [text.get_text() for text in ax.texts[2:] if text.get_visible()]


def test_without_a_term_there_is_no_picture():
    assert draw_keyness(compared(*SOME).head(0)) is None
    assert draw_keyness(compared(*SOME).assign(is_stop=True)) is None
    assert draw_keyness(compared(*SOME).assign(log_ratio=NAN)) is None
    assert draw_keyness(compared(*SOME).assign(p_articles=NAN)) is None  # too few articles to test any


def test_against_the_language_at_large_the_uses_are_those_here_and_what_is_never_used_has_a_point_and_no_label():
    ax = draw_keyness(compared(*SOME, ("yeah", 0, 0, -5.0, True)).drop(columns=["n_reference", "per_10k_reference"]))
    assert dots(ax)[BLUE] == [(3.0, 90)]
    assert sorted(dots(ax)[ORANGE]) == [(-5.0, 1), (-3.5, 6)]
    assert ax.get_ylabel() == "uses in these articles"
    assert "lowest: one use or none" in ax.get_xlabel()
    assert sorted(labels_of(ax)) == ["sea", "tax"]
    assert "yeah" not in ax.get_label()


def test_a_term_stands_at_its_ratio_and_its_uses_in_the_colour_of_the_side_that_uses_it_more():
    ax = draw_keyness(compared(*SOME))
    assert dots(ax) == {BLUE: [(3.0, 100)], ORANGE: [(-3.5, 66)], GREY: [(0.0, 100)]}
    assert ax.get_yscale() == "log"
    assert ax.get_ylabel() == "uses in both together"
    assert ax.get_title(loc="left") == "Terms that set them apart"
    assert sorted(labels_of(ax)) == ["sea", "tax"]


def test_with_no_key_term_all_are_grey_and_none_is_labelled():
    ax = draw_keyness(compared(*((*row[:4], False) for row in SOME)))
    assert set(dots(ax)) == {GREY}
    assert labels_of(ax) == []
    assert ax.get_label().endswith("Key are 0 terms in these articles; and 0 terms in the others.")


def test_stop_words_are_left_out_and_it_says_so():
    table = compared(*SOME, ("the", 900, 400, 1.0, True))
    ax = draw_keyness(table.assign(is_stop=table["form"] == "the"))
    assert dots(ax) == dots(draw_keyness(compared(*SOME)))
    assert "the" not in labels_of(ax)
    assert ax.get_xlabel().splitlines()[1] == "grey: not key; left out: stop words"


def test_terms_of_less_than_half_the_uses_of_any_key_term_are_left_out_and_it_says_so():
    ax = draw_keyness(compared(*SOME, ("ant", 16, 16, 0.0, False), ("bee", 17, 16, 0.1, False)))
    assert [y for _, y in dots(ax)[GREY]] == [100, 33]
    assert ax.get_xlabel().splitlines()[1] == "grey: not key; left out: terms of fewer than 33 uses, none of them key"
    assert ax.get_ylim()[0] < 33


def test_with_key_terms_alone_nothing_is_explained():
    assert draw_keyness(compared(*SOME[:2])).get_xlabel() == "rate in these articles, against that in the others"


def test_ratios_are_told_in_words():
    ticks = [label.get_text().replace("\n", " ") for label in draw_keyness(compared(*SOME)).get_xticklabels()]
    assert ticks == [
        "an eighth as often", "a quarter as often", "half as often", "as often in both", "twice as often", "4 times as often",
        "8 times as often",
    ]  # fmt: skip
    wide = draw_keyness(compared(("tax", 9, 9, 12.0, True), ("sea", 9, 9, -12.0, True)))
    ticks = {label.get_position()[0]: label.get_text().replace("\n", " ") for label in wide.get_xticklabels()}
    assert (ticks[-12], ticks[-3], ticks[3], ticks[12]) == (
        "1/4,096 as often", "an eighth as often", "8 times as often", "4,096 times as often",
    )  # fmt: skip


def test_however_near_the_ratios_the_axis_shows_half_and_twice():
    ticks = [label.get_text() for label in draw_keyness(compared(("tax", 9, 9, 0.1, False))).get_xticklabels()]
    assert ticks == ["half\nas often", "as often\nin both", "twice\nas often"]


def test_terms_of_one_side_alone_stand_at_the_edge():
    ax = draw_keyness(compared(*SOME, ("new", 9, 0, INF, True), ("old", 0, 9, -INF, True)))
    assert (3.0, 9) in dots(ax)[BLUE]
    assert (-3.5, 9) in dots(ax)[ORANGE]
    assert sorted(labels_of(ax)) == ["new", "old", "sea", "tax"]


def test_the_two_are_named_and_long_names_are_cut_before_they_meet():
    ax = draw_keyness(compared(*SOME), names=("the Herald", "the Gazette"))
    assert [text.get_text() for text in ax.texts[:2]] == ["← more in the Gazette", "more in the Herald →"]
    assert ax.get_xlabel().startswith("rate in the Herald, against that in the Gazette")
    ax = draw_keyness(compared(*SOME), names=("W" * 60, LONG))
    boxes, page = texts_drawn(ax)
    assert overlaps(boxes) == []
    assert [text for text, box in boxes if box.x0 < 0 or box.x1 > page.x1] == []


def test_where_there_is_no_room_for_all_the_most_key_terms_are_labelled_and_of_like_ones_the_first_by_letter():
    forms = [letter + "m" * 25 for letter in "zyxwvutsrqponmlkjihgfedcba"]
    table = compared(*((form, 50, 50, 3.0, True) for form in forms))
    shown = labels_of(draw_keyness(table))
    assert 1 < len(shown) < len(forms)
    assert sorted(shown) == sorted(forms)[: len(shown)]
    table.loc[0, "lrc"] = 1.6
    assert sorted(labels_of(draw_keyness(table))) == [*sorted(forms)[: len(shown) - 1], forms[0]]


@pytest.mark.parametrize("count", [3, 40, 600])
def test_no_label_touches_another_text_or_a_coloured_point_or_leaves_the_axes(count):
    ax = draw_keyness(crowd(count))
    boxes, page = texts_drawn(ax)
    assert overlaps(boxes) == []
    assert [text for text, box in boxes if box.x0 < 0 or box.x1 > page.x1 or box.y0 < 0 or box.y1 > page.y1] == []
    renderer, plot = ax.figure.canvas.get_renderer(), ax.get_window_extent()
    points = ax.transData.transform([point for places in dots(ax).values() for point in places])
    labels = [text for text in ax.texts[2:] if text.get_visible()]
    assert len(labels) >= min(count, 8)
    for label in labels:
        box = Text.get_window_extent(label, renderer)
        assert plot.x0 <= box.x0 < box.x1 <= plot.x1
        assert plot.y0 <= box.y0 < box.y1 <= plot.y1
        assert not ((points > box.min) & (points < box.max)).all(axis=1).any()
        near = np.clip(ax.transData.transform(label.xy), box.min, box.max) - ax.transData.transform(label.xy)
        assert np.hypot(*near) < 30 * renderer.points_to_pixels(1)


def cross(one, other):
    """Tell whether two lines cross."""
    (a, b), (c, d) = one, other

    def side(p, q, r):
        return np.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))

    return side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)


def test_a_label_away_from_its_point_has_a_line_to_it_that_crosses_no_label_and_no_line():
    ax = draw_keyness(crowd(300))
    ax.figure.canvas.draw()
    renderer = ax.figure.canvas.get_renderer()
    (lines,) = (part for part in ax.collections if isinstance(part, LineCollection))
    labels = [text for text in ax.texts[2:] if text.get_visible()]
    boxes = [Text.get_window_extent(label, renderer) for label in labels]
    starts = {tuple(np.round(ax.transData.transform(label.xy), 3)): k for k, label in enumerate(labels)}
    assert len(lines.get_segments()) > 3
    for start, end in lines.get_segments():
        mine = starts[tuple(np.round(start, 3))]
        along = start + np.linspace(0.4, 0.9, 20)[:, None] * (end - start)
        assert not any(((along > box.min) & (along < box.max)).all(axis=1).any() for k, box in enumerate(boxes) if k != mine)
    assert not any(cross(one, other) for one, other in combinations(lines.get_segments(), 2))


def test_labels_are_placed_anew_for_another_size():
    ax = draw_keyness(crowd(200))
    large = labels_of(ax)
    ax.figure.set_size_inches(4, 3)
    small = labels_of(ax)
    assert 0 < len(small) < len(large)
    assert overlaps([(text.get_text(), Text.get_window_extent(text)) for text in ax.texts[2:] if text.get_visible()]) == []
    ax.figure.set_size_inches(8.4, 6.2)
    assert labels_of(ax) == large


def test_of_points_in_one_place_one_is_drawn():
    ax = draw_keyness(compared(*SOME, ("night", 50, 50, 0.0, False), ("week", 50, 50, 0.001, False), ("year", 50, 50, 1.0, False)))
    assert dots(ax)[GREY] == [(0.0, 100), (1.0, 100)]


def test_a_key_term_is_drawn_also_where_another_stands():
    ax = draw_keyness(compared(("day", 90, 10, 3.0, False), *SOME))
    assert dots(ax)[BLUE] == dots(ax)[GREY][:1] == [(3.0, 100)]


def test_a_hundred_thousand_terms_make_a_picture_under_a_megabyte():
    rng = np.random.default_rng(7)
    uses = np.maximum(rng.zipf(1.6, 100_000), 1).clip(max=10**6)
    ratio = rng.normal(0, 5 / np.sqrt(1 + np.log(uses)), len(uses))
    table = pd.DataFrame({"term": [f"w{k}" for k in range(len(uses))], "n": uses, "n_reference": 0, "log_ratio": ratio, "is_stop": False})
    is_key = (table["log_ratio"].abs() > 4) & (table["n"] > 20)
    table = table.assign(form=table["term"], p_articles=0.5, lrc=table["log_ratio"], is_key=is_key)
    ax = draw_keyness(table)
    assert 1000 < sum(map(len, dots(ax).values())) < CELLS_ACROSS * CELLS_UP
    assert len(bytes_of(ax, "svg")) < 1_000_000


def test_alternative_text_counts_the_key_terms_of_either_side_and_names_the_first():
    ax = draw_keyness(compared(*SOME, ("fee", 90, 10, 4.0, True)))
    assert ax.get_label() == (
        "Scatter chart of 4 terms by how much more often one side uses them. "
        "Key are 2 terms in these articles, first fee and tax; and 1 term in the others, first sea."
    )


def test_a_dollar_is_a_dollar_and_nothing_is_set_as_a_formula():
    pictures = (draw_keyness(compared(("$5 to $7", 90, 10, 3.0, True))), draw_term_course(course([5, 5], **{"$5 to $7": [1, 2]})))
    for ax in pictures:
        texts = [text for text in ax.figure.findobj(Text) if "$5" in text.get_text()]
        assert [text.get_text() for text in texts] == ["$5 to $7"]
        assert not texts[0].get_parse_math()


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_same_tables_give_the_same_bytes(suffix):
    tables = (lambda: draw_keyness(crowd(120)), lambda: draw_term_course(course([5, 0, 3], rain=[1, NAN, 3], sun=[2, NAN, 1])))
    for make in tables:
        assert bytes_of(make(), suffix) == bytes_of(make(), suffix)


def test_labels_and_lines_are_in_their_places_the_first_time_a_picture_is_drawn():
    canvas = draw_keyness(crowd(120)).figure.canvas
    pictures = []
    for _ in range(2):
        canvas.draw()
        pictures.append(np.array(canvas.buffer_rgba()))
    np.testing.assert_array_equal(*pictures)
