"""Pictures of themes: the matrix of those that keep company, and the words that shift them."""

from itertools import combinations, pairwise

import matplotlib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

matplotlib.use("agg")

from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from test_shifts import shift_of
from test_themes import lexicon_of
from test_units import make_corpus

from analysis import save_figure
from analysis.company import count_company
from analysis.figures.matrix import arrange_themes, draw_company
from analysis.figures.shifts import draw_word_shift
from analysis.shifts import count_shift

pytestmark = pytest.mark.filterwarnings("ignore:Glyph")

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def lexicon_named(*keys: str):
    return lexicon_of(**{key: [key] for key in keys})


def company_of(cells: dict[tuple[str, str], tuple], n_theme: dict[str, int] | None = None, within: str = "sentence") -> pd.DataFrame:
    """Make a table of pairs as ``(n, expected, sure)``; sure is 1 together, -1 apart, 0 neither."""
    rows = [(one, other, one.upper(), other.upper(), *cell) for (one, other), cell in cells.items()]
    table = pd.DataFrame(rows, columns=["theme", "other", "label", "other_label", "n", "expected", "sure"])
    for name, column in (("theme", "n_theme"), ("other", "n_other")):
        table[column] = [(n_theme or {}).get(key, 10) for key in table[name]]
    ratio = np.maximum(table["n"], 0.5) / table["expected"].where(table["expected"] > 0)
    table = table.assign(log_ratio=np.log2(ratio), is_together=table["sure"] > 0, is_apart=table["sure"] < 0)
    table.attrs["within"] = within
    return table


def all_pairs(keys: str, cell: tuple = (5, 5.0, 0), **cells: tuple) -> dict:
    return {(one, other): cells.get(one + other, cell) for one, other in combinations(keys, 2)}


def colour_of(ax, at: int) -> np.ndarray:
    [cells] = [artist for artist in ax.collections if isinstance(artist, PolyCollection) and len(artist.get_paths()) > 1]
    return cells.get_facecolors()[at][:3]


def texts_of(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def cells_of(ax) -> dict[tuple[int, int], str]:
    """Give the numbers in the cells, by row and column."""
    places = [(text.get_position(), text.get_text()) for text in ax.texts if text.get_ha() == "center"]
    return {(int(y), int(x)): number for (x, y), number in places if x % 1 == 0.5 and y % 1 == 0}


# ---- The order of themes ----


def test_themes_that_keep_company_are_neighbours():
    # Two threesomes, each of which keeps to itself.
    cells = {
        pair: (40, 10.0, 1) if set(pair) <= set("ace") or set(pair) <= set("bdf") else (1, 10.0, -1) for pair in combinations("abcdef", 2)
    }
    arranged = "".join(arrange_themes(company_of(cells)))
    assert {frozenset(arranged[:3]), frozenset(arranged[3:])} == {frozenset("ace"), frozenset("bdf")}


def test_a_chain_of_company_is_drawn_as_a_chain():
    chain = "dbeac"
    cells = all_pairs("abcde", (1, 10.0, 0))
    cells |= {tuple(sorted(pair)): (40, 10.0, 1) for pair in pairwise(chain)}
    assert "".join(arrange_themes(company_of(cells))) in (chain, chain[::-1])


def test_the_end_whose_theme_touches_more_comes_first_and_of_two_as_large_the_first_by_key():
    cells = all_pairs("abc", (1, 10.0, 0), ab=(40, 10.0, 1), bc=(30, 10.0, 1))
    assert arrange_themes(company_of(cells, {"a": 5, "b": 50, "c": 9})) == ["c", "b", "a"]
    assert arrange_themes(company_of(cells, {"a": 9, "b": 50, "c": 5})) == ["a", "b", "c"]
    assert arrange_themes(company_of(cells, {"a": 9, "b": 50, "c": 9})) == ["a", "b", "c"]
    assert arrange_themes(company_of({("a", "b"): (1, 1.0, 0)}, {"a": 5, "b": 6})) == ["b", "a"]


def test_a_rare_pair_met_once_does_not_lead():
    # Nine times what is expected on much evidence is nearer than a hundred times on one sentence.
    cells = all_pairs("abcd", (10, 10.0, 0), ab=(90, 10.0, 1), cd=(90, 10.0, 1), bc=(1, 0.01, 0), ad=(40, 10.0, 1))
    assert arrange_themes(company_of(cells)) == ["b", "a", "d", "c"]


@settings(deadline=None, max_examples=30)
@given(st.permutations(list(combinations("abcde", 2))), st.lists(st.integers(0, 9), min_size=10, max_size=10))
def test_the_order_of_rows_does_not_show_in_the_order_of_themes(pairs, n):
    cells = {pair: (count, 4.0, 0) for pair, count in zip(combinations("abcde", 2), n, strict=True)}
    table = company_of({pair: cells[pair] for pair in pairs})
    assert arrange_themes(table) == arrange_themes(company_of(cells))
    assert sorted(arrange_themes(table)) == list("abcde")


# ---- The matrix ----


def test_every_pair_has_one_cell_with_its_number_below_the_labels():
    ax = draw_company(company_of(all_pairs("abc", ab=(12, 2.0, 1), bc=(1234, 900.0, 0), ac=(0, 3.0, -1))), lexicon_named(*"abc"))
    order = [text for text in texts_of(ax) if text in ("A", "B", "C")]
    numbers = {frozenset("AB"): "12", frozenset("BC"): "1,234", frozenset("AC"): "0"}
    assert cells_of(ax) == {(row, column): numbers[frozenset((order[row], order[column]))] for row in range(3) for column in range(row)}
    places = {text.get_text(): text.get_position() for text in ax.texts if text.get_text() in order}
    assert [round(places[name][1]) for name in order] == [0, 1, 2]  # each in its row, and right of its cells
    assert all(row < places[name][0] < row + 1 for row, name in enumerate(order))
    assert ax.get_title(loc="left") == "Themes that keep company"
    assert "sentences that both touch" in ax.get_xlabel()


def test_cells_are_blue_for_together_orange_for_apart_white_at_chance_and_pale_without_evidence():
    cells = {
        ("a", "b"): (40, 10.0, 1),
        ("a", "c"): (40, 10.0, 0),
        ("a", "d"): (2, 8.0, -1),
        ("b", "c"): (2, 8.0, 0),
        ("b", "d"): (7, 7.0, 0),
    }
    cells |= {("c", "d"): (0, 0.0, 0)}
    ax = draw_company(company_of(cells), lexicon_named(*"abcd"))
    sure, pale, apart, apart_pale, chance, unknown = (colour_of(ax, at) for at in range(6))
    assert sure[2] > sure[0] and apart[0] > apart[2]  # more blue than red, more red than blue
    assert (pale > sure).all() and (apart_pale > apart).all()
    assert chance.tolist() == unknown.tolist() == [1, 1, 1]


def test_the_further_from_chance_the_stronger_up_to_eight_times():
    cells = {pair: (n, 10.0, 1) for pair, n in zip(combinations("abcd", 2), (11, 20, 40, 80, 160, 5), strict=True)}
    ax = draw_company(company_of(cells), lexicon_named(*"abcd"))
    red = [colour_of(ax, at)[0] for at in range(5)]
    assert red[0] > red[1] > red[2] > red[3] == red[4]


def test_pairs_that_are_sure_have_a_mark_in_their_own_cell():
    cells = all_pairs("abcd", ab=(40, 10.0, 1), ac=(1, 10.0, -1), cd=(30, 10.0, 1))
    table = company_of(cells)
    ax = draw_company(table, lexicon_named(*"abcd"))
    at = {key: row for row, key in enumerate(arrange_themes(table))}
    marks = [artist for artist in ax.collections if not isinstance(artist, PolyCollection)][:2]
    for marked, pairs in zip(marks, (("ab", "cd"), ("ac",)), strict=True):
        expected = {(max(at[one], at[other]), min(at[one], at[other])) for one, other in pairs}
        assert {(round(y), int(x)) for x, y in marked.get_offsets().tolist()} == expected
    up, down = (marked.get_paths()[0].vertices[:3, 1] for marked in marks)
    assert up.max() == up[0] and down.min() == down[0]  # the tips


def test_each_label_has_the_colour_of_its_theme_beside_it():
    lexicon = lexicon_named("a", "b")
    coloured = lexicon.__class__(
        lexicon.file,
        tuple(theme.__class__(**{**vars(theme), "colour": c}) for theme, c in zip(lexicon.themes, ("#112233", "#445566"), strict=True)),
    )
    ax = draw_company(company_of(all_pairs("ab")), coloured)
    assert {"#112233", "#445566"} <= {to_hex(colour) for artist in ax.collections for colour in artist.get_facecolors()}


@pytest.mark.parametrize("n", [2, 3, 5, 8, 12, 25, 26])
@pytest.mark.parametrize("label", ["Sea", "Transport and infrastructure of the regions", "科技创新人才"])
def test_no_label_or_number_of_a_matrix_leaves_the_picture_or_meets_another(n, label, tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_OUT", str(tmp_path))
    table = company_of(all_pairs(LETTERS[:n], (888, 700.0, 1)))
    table[["label", "other_label"]] = table[["theme", "other"]].apply(lambda column: label + " " + column)
    ax = draw_company(table, lexicon_named(*LETTERS[:n]))
    figure = ax.get_figure()
    figure.canvas.draw()
    page = figure.bbox
    boxes = [text.get_window_extent() for text in [*ax.texts, ax.xaxis.label]]
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1 for box in boxes)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    cell = ax.transData.transform([[0, 0], [1, 1]])
    assert max(text.get_window_extent().width for text in ax.texts if text.get_text() == "888") <= cell[1, 0] - cell[0, 0]
    assert save_figure(ax, "03-company", table, make_corpus("Rain.")).path.exists()


def test_the_scale_says_what_colours_and_marks_mean():
    texts = texts_of(draw_company(company_of(all_pairs("ab")), lexicon_named("a", "b")))
    assert [text for text in texts if text in "⅛¼½1248"] == ["⅛", "¼", "½", "1", "2", "4", "8"]
    assert {"surely", "may be chance", "times as often as by chance"} <= set(texts)


def test_who_does_not_see_the_matrix_is_told_what_is_in_it():
    cells = {("a", "b"): (40, 10.0, 1), ("a", "c"): (12, 10.0, 0), ("b", "c"): (0, 10.0, -1)}
    assert draw_company(company_of(cells), lexicon_named(*"abc")).get_label() == (
        "Matrix of 3 themes, by how much more often than by chance each two stand in one sentence. 1 pair is surely together, most surely "
        "A and B (40 sentences, 4.0 times as often as by chance). 1 pair is surely apart, most surely B and C (0 sentences)."
    )
    said = draw_company(company_of(all_pairs("ab"), within="paragraph"), lexicon_named("a", "b"))
    assert "stand in one paragraph. 0 pairs are surely together. 0 pairs are surely apart." in said.get_label()
    assert "paragraphs that both touch" in said.get_xlabel()


def test_themes_that_touch_nothing_are_left_out_and_with_fewer_than_two_there_is_no_matrix():
    table = company_of(all_pairs("abc"), {"a": 5, "b": 5, "c": 0})
    assert "C" not in texts_of(draw_company(table, lexicon_named(*"abc")))
    assert draw_company(company_of(all_pairs("abc"), {"a": 5, "b": 0, "c": 0}), lexicon_named(*"abc")) is None
    assert draw_company(count_company(make_corpus("Rain."), lexicon_named("rain")), lexicon_named("rain")) is None
    assert draw_company(count_company(make_corpus(), lexicon_named("a", "b")), lexicon_named("a", "b")) is None


def test_what_is_counted_can_be_drawn_also_into_axes_that_are_there():
    corpus, lexicon = make_corpus("Rain on the moon. Sun, rain. Moon."), lexicon_named("rain", "moon", "sun")
    ax = matplotlib.pyplot.figure().subplots()
    assert draw_company(count_company(corpus, lexicon), lexicon, ax) is ax
    assert sorted(cells_of(ax).values()) == ["0", "1", "1"]


# ---- Word shifts ----


def bars_of(ax) -> list[float]:
    return [round(bar.get_width(), 6) for bar in ax.patches if isinstance(bar, Rectangle)]


SEA = [("sea", "tide", 30, 20), ("sea", "boat", 3, 9), ("sea", "ship*", 5, 4)]
SKY = [("sky", "sun", 62, 67)]


def test_the_difference_is_on_top_and_its_entries_below_the_largest_first():
    ax = draw_word_shift(shift_of(*SEA, sea=0.01), lexicon_named("sea"), names=("AFP", "Xinhua"))
    assert bars_of(ax) == [5, 10, -6, 1]
    assert [text for text in texts_of(ax) if ":" not in text] == ["Sea", "tide", "boat", "ship*", "← more in Xinhua", "more in AFP →"]
    assert [text for text in texts_of(ax) if ":" in text] == ["33.0 % : 38.0 %", "20 : 30", "9 : 3", "4 : 5"]  # as the sides: there, here
    tops = [bar.get_y() for bar in ax.patches]
    assert tops == sorted(tops) and ax.yaxis_inverted()
    assert ax.get_xlabel() == "percentage points of all theme matches\nbeside entries: matches in Xinhua : in AFP"
    assert ax.get_title(loc="left") == "Which words shift the theme"


def test_names_stand_at_the_ends_of_their_bars():
    ax = draw_word_shift(shift_of(*SEA, *SKY), lexicon_named("sea", "sky"))
    ends = {text.get_text(): (text.xy[0], text.get_ha()) for text in ax.texts if hasattr(text, "xy")}
    assert ends["tide"] == (pytest.approx(10), "left") and ends["boat"] == (pytest.approx(-6), "right")
    assert ends["Sky"] == (pytest.approx(-5), "right") and ends["Sea"] == (pytest.approx(5), "left")


@pytest.mark.parametrize(("themes", "most"), [(1, 16), (2, 9), (3, 6), (5, 6)])
def test_what_does_not_fit_is_one_bar_and_all_together_are_as_long_as_the_difference(themes, most):
    rows = [(f"t{k}", f"e{k}-{j}", 1 + (j % 5) + k, 3.0) for k in range(themes) for j in range(30)]
    lexicon = lexicon_named(*(f"t{k}" for k in range(themes)))
    ax = draw_word_shift(shift_of(*rows), lexicon)
    bars, shown = np.array(bars_of(ax)), min(themes, 3)
    assert len(bars) == shown * (most + 2)
    for first in range(0, len(bars), most + 2):
        assert bars[first + 1 : first + most + 2].sum() == pytest.approx(bars[first])
        sizes = np.abs(bars[first + 1 : first + most + 1])
        assert (np.diff(sizes) <= 1e-9).all()
    differ = 24  # the others shift by nothing, in the first theme
    others = [text for text in texts_of(ax) if text.startswith("all others")]
    assert len(others) == shown
    assert f"all others ({differ - most})" in others or themes > 3


def test_a_single_entry_that_is_left_is_shown_by_name():
    rows = [("sea", f"e{k:02d}", 2, 1) for k in range(17)]
    texts = texts_of(draw_word_shift(shift_of(*rows), lexicon_named("sea")))
    assert "e16" in texts and not any(text.startswith("all others") for text in texts)
    texts = texts_of(draw_word_shift(shift_of(*rows, ("sea", "e17", 2, 1)), lexicon_named("sea")))
    assert "all others (2)" in texts and "e16" not in texts


def test_the_three_themes_whose_shares_differ_most_are_drawn():
    rows = [("a", "x", 1, 2), ("b", "x", 9, 2), ("c", "x", 1, 5), ("d", "x", 3, 1)]
    texts = texts_of(draw_word_shift(shift_of(*rows), lexicon_named(*"abcd")))
    assert [text for text in texts if text in "ABCD"] == ["B", "C", "D"]


def test_bars_have_the_colour_of_their_theme():
    ax = draw_word_shift(shift_of(*SEA), lexicon_named("sea"))  # its colour is black
    whole, entry = (bar.get_facecolor() for bar in ax.patches[:2])
    assert to_hex(whole) == "#000000" and to_hex(entry) != "#000000" and len({*entry[:3]}) == 1


@pytest.mark.parametrize("sizes", [(30, 1), (1, 30), (0.01, 0.02), (50, 50)])
@pytest.mark.parametrize("name", ["x", "an entry that is far longer than any label may be", "科技创新人才" * 5])
def test_no_label_of_a_word_shift_leaves_the_picture_or_meets_another_or_a_bar(sizes, name, tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_OUT", str(tmp_path))
    # Of numbers with many digits, beside the longest names.
    rows = [(theme, f"{name} {k}", 50 + sizes[k % 2] * (-1) ** k / (k + 1), 50) for theme in "abc" for k in range(9)]
    names = ("articles since 1981-02-18", "a source with a very long name, of which not everything can be shown here")
    table = shift_of(*rows, a=0.01, b=0.05, c=0.2)
    table[["n", "n_reference"]] = 1_234_567
    ax = draw_word_shift(table, lexicon_named(*"abc"), names=names)
    figure = ax.get_figure()
    figure.canvas.draw()
    page, labels = figure.bbox, [text.get_window_extent() for text in [*ax.texts, ax.xaxis.label]]
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1 for box in labels)
    bars = [bar.get_window_extent() for bar in ax.patches]
    assert not any(one.overlaps(other) for one, other in combinations(labels, 2))
    assert not any(label.overlaps(bar) for label in labels for bar in bars if bar.width > 1)
    assert save_figure(ax, "04-shift", table, make_corpus("Rain.")).path.exists()


def test_beside_a_theme_stand_its_shares_and_that_chance_may_explain_their_difference():
    ax = draw_word_shift(shift_of(*SEA, *SKY, sea=0.049, sky=0.05), lexicon_named("sea", "sky"))
    shares = {text for text in texts_of(ax) if "%" in text}
    assert shares == {"33.0 % : 38.0 %", "67.0 % : 62.0 %, may be chance"}


def test_beside_a_theme_that_cannot_be_tested_stands_that_it_may_be_chance():
    ax = draw_word_shift(shift_of(*SEA), lexicon_named("sea"))
    assert "33.0 % : 38.0 %, may be chance" in texts_of(ax)


def test_who_does_not_see_the_shift_is_told_what_is_in_it():
    assert draw_word_shift(shift_of(*SEA, *SKY), lexicon_named("sea", "sky"), names=("AFP", "Xinhua")).get_label() == (
        "Bar chart of the shares of 2 themes, and what entries add to their difference. Sea has 5.0 points more in AFP; the largest bar is "
        "tide. Sky has 5.0 points more in Xinhua; the largest bar is sun."
    )


def test_where_nothing_differs_or_one_side_has_no_match_there_is_no_picture():
    lexicon = lexicon_named("rain", "moon")
    rain, both, none = make_corpus("Rain."), make_corpus("Rain. Moon."), make_corpus("Fog.")
    assert draw_word_shift(count_shift(rain, rain, lexicon), lexicon) is None
    assert draw_word_shift(count_shift(rain, none, lexicon), lexicon) is None
    assert draw_word_shift(count_shift(none, rain, lexicon), lexicon) is None
    assert bars_of(draw_word_shift(count_shift(both, rain, lexicon), lexicon)) == [50, 50, -50, -50]


def test_a_theme_whose_entries_only_change_places_is_drawn_with_a_difference_of_none():
    ax = draw_word_shift(shift_of(("sea", "tide", 60, 50), ("sea", "ship", 40, 50)), lexicon_named("sea"))
    assert bars_of(ax) == [0, -10, 10]


def test_a_shift_is_drawn_into_axes_that_are_there():
    ax = matplotlib.pyplot.figure().subplots()
    assert draw_word_shift(shift_of(*SEA), lexicon_named("sea"), ax) is ax
