from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import find, show, show_concordance
from analysis.pages import Listing, Page, escape
from analysis.tables import CONTEXT, ROWS, format_time

# What could end a cell, run, or start a formula.
DEFECTS = ["<script>", "</td>", "<b>", "</span>", "&", "&amp;", "&#36;", "$", "$$", "x$y$z", '"', "'", "*", "_", "a", " ", "中国"]
awkward = st.lists(st.sampled_from(DEFECTS), min_size=1, max_size=8).map("".join)


class Reader(HTMLParser):
    """What a browser makes of a page: its tags, the text of each cell, the stretches of text between two tags."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.cells, self.stretches = set(), [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag in ("td", "th", "small"):
            self.cells.append("")

    def handle_data(self, data):
        self.stretches.append(data)
        if self.cells:
            self.cells[-1] += data.strip("\n")


def cell(column, value):
    return show(pd.DataFrame({column: [value]})).rows[0][0]


@pytest.mark.parametrize(
    ("column", "header"),
    [
        ("form", "term"),
        ("n", "times"),
        ("n_articles", "articles"),
        ("n_words", "words"),
        ("per_10k", "per 10,000 words"),
        ("share", "share of all matches"),
        ("share_sentences", "share of sentences touched"),
        ("label", "theme"),
    ],
)
def test_headers_are_words(column, header):
    assert show(pd.DataFrame({column: []})).headers == [header]


def test_a_column_without_a_name_of_its_own_is_shown_without_underscores():
    assert show(pd.DataFrame({"leading_terms": ["Xi (19)"]})).headers == ["leading terms"]


def test_headers_of_scores_say_what_they_measure():
    headers = show(pd.DataFrame(columns=["g2", "log_dice", "npmi"])).headers
    assert [header.partition(" (how ")[0] for header in headers] == ["G²", "logDice", "NPMI"]
    assert all("(how " in header for header in headers)


@pytest.mark.parametrize(
    ("column", "value", "written"),
    [
        ("n", 1234567, "1,234,567"),
        ("n", 0, "0"),
        ("n_words", 964.0, "964"),  # counts that went through a join with gaps are floats
        ("per_10k", 12345.678, "12,345.7"),
        ("share", 0.125, "12.5 %"),
        ("share", 1.0, "100.0 %"),
        ("share_sentences", 0.0, "0.0 %"),
        ("npmi", -0.125, "-0.12"),
        ("is_stop", True, "yes"),
        ("is_stop", False, "no"),
        ("form", "1234567", "1234567"),
        ("published", pd.Timestamp("2023-05-30 12:57"), "30 May 2023, 12:57"),
        ("published", pd.Timestamp("2023-05-01"), "1 May 2023"),
    ],
)
def test_values_are_written_for_people(column, value, written):
    assert cell(column, value) == written


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NaT, pd.NA])
@pytest.mark.parametrize("column", ["n", "per_10k", "share", "published", "title", "is_stop"])
def test_what_is_missing_is_a_dash(column, missing):
    assert show(pd.DataFrame({column: pd.Series([missing], dtype=object)})).rows == [["–"]]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("\n\n", "↵↵"), ("\r\n", "↵"), ("\r", "↵"), ("\t", "⇥"), ("a\xa0b", "a⍽b")],
    ids=["blank line", "Windows", "old Mac", "tab", "no break"],
)
def test_white_space_that_cannot_be_seen_is_shown_by_a_sign(raw, shown):
    assert cell("example", raw) == shown


def test_the_key_is_hidden_where_people_have_a_word_for_it():
    assert show(pd.DataFrame({"term": ["xi"], "form": ["Xi"]})).headers == ["term"]
    assert show(pd.DataFrame({"term": ["xi"], "form": ["Xi"]})).rows == [["Xi"]]
    assert show(pd.DataFrame({"theme": ["space"], "label": ["Space exploration"]})).rows == [["Space exploration"]]


def test_the_key_is_shown_where_it_stands_alone():
    assert show(pd.DataFrame({"theme": ["space"]})).rows == [["space"]]


def test_phrases_are_called_phrases():
    assert show(pd.DataFrame({"phrase": ["space station"], "form": ["Space Station"], "n": [3]})).headers == ["phrase", "times"]


def test_stop_words_are_told_apart_only_where_the_table_is_not_of_terms():
    assert show(pd.DataFrame({"form": ["the"], "is_stop": [True]})).headers == ["term"]
    assert show(pd.DataFrame({"is_stop": [True]})).headers == ["stop word"]


def test_numbers_stand_to_the_right_and_words_to_the_left():
    page = show(pd.DataFrame({"form": ["rain"], "n": [3], "published": [pd.Timestamp("2023-05-30")]}))
    assert page.is_number == [False, True, False]
    assert '<td style="text-align: left">rain</td><td style="text-align: right">3</td>' in page._repr_html_()


def test_rows_that_are_cut_are_noted():
    page = show(pd.DataFrame({"n": range(1234)}), note="All words.")
    assert len(page.rows) == ROWS
    assert page.note == f"All words. The first {ROWS} of 1,234 rows."


def test_a_table_that_fits_is_not_said_to_be_cut():
    page = show(pd.DataFrame({"n": range(ROWS)}), note="All words.")
    assert len(page.rows) == ROWS
    assert page.note == "All words."


def test_the_reader_may_ask_for_fewer_rows():
    page = show(pd.DataFrame({"n": [5, 3, 2]}), rows=2)
    assert page.rows == [["5"], ["3"]]
    assert page.note == "The first 2 of 3 rows."


def with_attrs(table, **attrs):
    table.attrs.update(attrs)
    return table


@pytest.mark.parametrize(
    ("rows_in_table", "n_rows", "rows", "note"),
    [
        (20, 1000, 20, "The first 20 of 1,000 rows."),
        (20, 1000, 5, "The first 5 of 1,000 rows."),
        (5, 1000, 20, "The first 5 of 1,000 rows."),
        (20, 20, 20, ""),
        (0, 7, 20, "The first 0 of 7 rows."),
        (0, 0, 20, "No rows."),
    ],
)
def test_a_table_that_was_cut_before_says_how_many_rows_there_are(rows_in_table, n_rows, rows, note):
    page = show(with_attrs(pd.DataFrame({"n": range(rows_in_table)}), n_rows=n_rows), rows=rows)
    assert (len(page.rows), page.note) == (min(rows, rows_in_table), note)


@pytest.mark.parametrize(
    ("attrs", "note", "said"),
    [
        ({"note": "Of some."}, "", "Of some."),
        ({"note": "Of some."}, "All words.", "All words. Of some."),
        ({"note": ""}, "All words.", "All words."),
        ({"note": "Of some.", "n_rows": 3}, "All words.", "All words. Of some. The first 2 of 3 rows."),
    ],
)
def test_what_a_table_says_of_itself_follows_the_note(attrs, note, said):
    assert show(with_attrs(pd.DataFrame({"n": [1, 2]}), **attrs), note=note).note == said


def test_what_a_table_says_of_itself_is_shown_as_it_is():
    page = show(with_attrs(pd.DataFrame({"n": [1]}), note="<b>$x$"))._repr_html_()
    assert Reader(page).cells[-1] == "<b>$x$"
    assert "<b>" not in page


def test_a_table_without_rows_says_so_and_keeps_its_headers():
    page = show(pd.DataFrame({"form": [], "n": []}), note="Stop words left out.")
    assert (page.headers, page.rows, page.note) == (["term", "times"], [], "Stop words left out. No rows.")
    assert "<th" in page._repr_html_()


def test_the_bounds_of_an_interval_are_one_column_after_what_they_bound():
    table = pd.DataFrame({"form": ["Xi", "rain"], "per_10k": [197.1, 0.002], "low": [117.91, 0.0], "high": [1309.3, 0.00001], "n": [19, 1]})
    page = show(table)
    assert page.headers == ["term", "per 10,000 words", "95 % interval", "times"]
    assert page.rows == [["Xi", "197.1", "117.9 to 1,309.3", "19"], ["rain", "0.002", "0.0 to <0.0001", "1"]]


def test_an_interval_that_is_missing_or_reaches_for_ever_is_written_so():
    infinity = float("inf")
    bounds = {"low": [float("nan"), -infinity, -2.5, -1.25], "high": [float("nan"), -1.0, infinity, 0.5]}
    page = show(pd.DataFrame({"log_ratio": [1.0, -3.0, 2.0, -0.4]} | bounds))
    assert [row[1] for row in page.rows] == ["–", "−∞ to −1.00", "−2.50 to ∞", "−1.25 to 0.50"]


def test_what_intervals_are_over_is_said_where_there_are_intervals():
    table = with_attrs(pd.DataFrame({"n": [1], "low": [0.5], "high": [2.0]}), intervals="Over 12 articles.", note="Of some.")
    assert show(table).note == "Over 12 articles. Of some."
    assert show(table[["n"]]).note == "Of some."


@pytest.mark.parametrize(("value", "shown"), [(0.0004, "<0.001"), (0.001, "0.001"), (0.0416, "0.042"), (1.0, "1.000"), (float("nan"), "–")])
def test_p_values_are_written_to_three_decimals_and_none_is_zero(value, shown):
    assert cell("p_articles", value) == cell("p_words", value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0.0"), (0.00003, "<0.0001"), (0.0002, "0.0002"), (0.07, "0.07"), (0.1, "0.1"), (1234.56, "1,234.6")]
)
def test_rates_are_never_rounded_to_nothing(value, shown):
    assert cell("per_10k", value) == cell("per_10k_reference", value) == shown


def test_showing_a_table_does_not_change_it():
    table = pd.DataFrame({"term": ["xi"], "form": ["Xi"], "is_stop": [False], "share": [0.5]}, index=[7])
    before = table.copy()
    show(table)
    pd.testing.assert_frame_equal(table, before)


def test_the_index_is_not_shown():
    assert "third" not in show(pd.DataFrame({"n": [5]}, index=["third"]))._repr_html_()


def test_the_same_table_gives_the_same_bytes():
    table = pd.DataFrame({"form": ["rain", "sun"], "n": [2, 1], "share": [2 / 3, 1 / 3]})
    assert show(table, note="x")._repr_html_() == show(table.copy(), note="x")._repr_html_()
    assert " id=" not in show(table)._repr_html_()


def test_as_text_the_columns_are_even_and_the_note_stands_below():
    page = show(pd.DataFrame({"form": ["rain", "snowfall"], "n": [1200, 3]}), note="Two words.")
    assert repr(page).split("\n") == ["term      times", "rain      1,200", "snowfall      3", "Two words."]


def test_as_text_a_table_without_a_note_ends_with_its_last_row():
    assert repr(show(pd.DataFrame({"form": ["rain"]}))) == "term\nrain"


def test_a_page_of_no_columns_or_rows_can_be_shown():
    assert repr(Page(["corpus", ""], [["words", "7"]], [False, False], "")) == "corpus\nwords   7"
    assert repr(Page([], [], [], "")) == ""
    assert Reader(Page(["a"], [], [True], "x")._repr_html_()).cells == ["a", "x"]


def test_html_in_a_title_is_shown_not_run():
    page = show(pd.DataFrame({"title": ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">']}))._repr_html_()
    assert "<script" not in page
    assert "<img" not in page
    assert Reader(page).cells[1:] == ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">']


@settings(deadline=None, max_examples=60)
@given(header=awkward, value=awkward, note=awkward)
def test_whatever_stands_in_a_table_is_shown_as_it_is(header, value, note):
    page = Reader(show(pd.DataFrame({f"x {header}": [value]}), note=f"x{note}")._repr_html_())
    assert page.cells == [f"x {header}".replace("_", " "), value, f"x{note}"]
    assert page.tags <= {"table", "thead", "tbody", "tr", "th", "td", "p", "small", "span"}


@settings(deadline=None, max_examples=60)
@given(text=awkward)
def test_a_dollar_never_starts_a_formula(text):
    # MathJax reads a formula within one stretch of text: each dollar sign stands in a stretch, and an element, of its own.
    stretches = Reader(escape(text)).stretches
    assert "".join(stretches) == text
    assert all(stretch == "$" for stretch in stretches if "$" in stretch)
    assert escape(text).count("<span>$</span>") == text.count("$")


@pytest.mark.parametrize("formula", [r"\(x\)", r"\[x\]", r"\begin{align}x\end{align}"])
def test_a_backslash_starts_no_formula_either(formula):
    stretches = Reader(escape(formula)).stretches
    assert "".join(stretches) == formula
    assert all(stretch == "\\" for stretch in stretches if "\\" in stretch)


def test_midnight_is_a_day_without_a_time_of_day():
    assert format_time(pd.Timestamp("1945-04-16")) == "16 April 1945"
    assert format_time(pd.Timestamp("1945-04-16 00:05")) == "16 April 1945, 00:05"


def test_the_months_have_their_english_names():
    named = [format_time(pd.Timestamp(2023, month, 1)).split()[1] for month in range(1, 13)]
    assert named == "January February March April May June July August September October November December".split()


def found(left, match, right):
    return pd.DataFrame({"article_id": ["a.txt"], "start": [0], "end": [4], "left": [left], "match": [match], "right": [right]})


def test_a_concordance_shows_the_article_and_the_sentence_cut_at_the_match(corpus_of):
    page = show_concordance(find(corpus_of("It rained. The rain fell on us.\n\nRain!\n"), "rain"), note="All.")
    assert page.headers == ["article", "left", "match", "right"]
    assert page.rows == [["000.txt", "The ", "rain", " fell on us."], ["000.txt", "", "Rain", "!"]]
    assert page.note == "All."


def test_a_concordance_of_a_theme_names_the_entry_that_matched():
    table = found("The ", "rain", " fell.").assign(theme="weather", entry="rain*")
    assert show_concordance(table).headers == ["article", "entry", "left", "match", "right"]


def test_a_long_sentence_is_cut_on_both_sides_around_the_match():
    left, right = "x" * CONTEXT + "-end ", " start-" + "y" * CONTEXT
    _, shown_left, match, shown_right = show_concordance(found(left, "rain", right)).rows[0]
    assert (shown_left, match, shown_right) == ("…" + left[5:], "rain", right[:-7] + "…")
    assert len(shown_left) == len(shown_right) == CONTEXT + 1


def test_a_sentence_that_fits_is_not_cut():
    left, right = "x" * CONTEXT, "y" * CONTEXT
    assert show_concordance(found(left, "rain", right)).rows[0][1:] == [left, "rain", right]


def test_a_concordance_that_is_cut_says_how_many_places_there_are(corpus_of):
    page = show_concordance(find(corpus_of("Rain. " * 25), "rain"))
    assert (len(page.rows), page.note) == (20, "The first 20 of 25 rows.")


def test_an_empty_concordance_has_its_headers_and_says_so():
    page = show_concordance(found("", "", "").head(0))
    assert (page.headers, page.rows, page.note) == (["article", "left", "match", "right"], [], "No rows.")


SIDES = [
    ("He saw the ", " fell."),
    ("The ", " came, and"),
    ("saw The ", "; Came late"),
    ("", ""),
    ("A wet ", " came"),
    ("they saw the ", "'s end"),
]
BESIDE = pd.DataFrame(
    [(f"{k}.txt", left, "rain", right) for k, (left, right) in enumerate(SIDES)], columns="article_id left match right".split()
)


@pytest.mark.parametrize(
    ("sort", "order"),
    # By the left: nothing; the; the, saw; the, saw, he; the, saw, they; wet, a. By the right: nothing; came; came, and; came, late; fell; …
    [(None, "012345"), ("left", "312054"), ("right", "341205")],
)
def test_a_concordance_is_sorted_by_the_words_beside_the_match_the_nearest_first_in_any_case(sort, order):
    assert "".join(row[0][0] for row in show_concordance(BESIDE, sort=sort).rows) == order


@pytest.mark.parametrize("sort", ["left", "right"])
def test_matches_with_the_same_words_beside_them_stay_in_reading_order(sort):
    table = pd.concat([BESIDE.assign(left="THE ", right=" fell"), BESIDE.assign(left="the ", right=", Fell!")])
    assert "".join(row[0][0] for row in show_concordance(table, sort=sort).rows) == "012345012345"


def test_a_concordance_is_sorted_before_it_is_cut(corpus_of):
    found = find(corpus_of("Z rain. " * 20 + "A rain."), "rain")
    assert [row[1] for row in show_concordance(found, sort="left").rows] == ["A "] + ["Z "] * 19


def test_an_empty_concordance_can_be_sorted():
    assert show_concordance(found("", "", "").head(0), sort="left").rows == []


def test_a_concordance_cannot_be_sorted_by_anything_else():
    with pytest.raises(ValueError, match=r"^there is no sort='match'; use 'left' or 'right', or leave it out for reading order\.$"):
        show_concordance(found("", "", ""), sort="match")


def test_showing_a_concordance_does_not_change_what_was_found():
    table = found("x" * 100, "rain", "y" * 100)
    before = table.copy()
    show_concordance(table, sort="left")
    pd.testing.assert_frame_equal(table, before)


def test_a_listing_is_shown_as_its_lines_and_never_run():
    listing = Listing("# a <b>\nentries = []\n")
    assert repr(listing) == "# a <b>\nentries = []\n" == listing
    assert listing._repr_html_() == "<pre># a &lt;b&gt;\nentries = []\n</pre>"
