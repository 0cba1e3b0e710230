"""Which column holds which field: found by its name however it is spelled, or told; what is in no field is kept."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import Problem, RawArticle
from analysis.reading.columns import SYNONYMS, ColumnsError, check_columns, parse_columns, place_columns, plain, read_columns, tell_columns
from analysis.reading.fields import make_article, order_dates


def article_of(record, told=()):
    return make_article("a.csv", 2, record, place_columns(tuple(record), told))


def test_no_name_stands_for_two_fields_or_twice_for_one():
    names = [plain(name) for several in SYNONYMS.values() for name in several.split(", ")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("field", "name"),
    [
        *(("text", name) for name in ("TEXT", "Full_Text", "full-text", "fulltext", "Volltext", "正文", "contenu", "Fließtext")),
        *(("title", name) for name in ("Überschrift", "U\u0308BERSCHRIFT", "uberschrift", "titre", "título", "标题")),
        *(("published", name) for name in ("publishDate", "date_publish", "Veröffentlicht", "pub date", "fecha", "Datum")),
        *(("source", "Quelle"), ("author", "Auteur"), ("url", "web_url"), ("url", "HREF")),
    ],
)
def test_a_name_is_known_however_it_is_spelled(field, name):
    assert place_columns((name,), ()).found == {field: (name,)}


def test_the_first_name_that_is_there_and_holds_something_is_taken_and_the_other_is_kept():
    article = article_of({"date": "2023-05-01", "published": " ", "text": "Rain fell.", "body": "Sun shone."})
    assert article == RawArticle(
        "a.csv", 2, "Rain fell.", {"published": "2023-05-01", "published_from": "column"}, "field", {"body": "Sun shone."}
    )


@pytest.mark.parametrize("number", ["17", "a1b2-c3d4", "https://x.example/1", "/story/5", 17, 17.5, {"a": 1}])
def test_what_is_no_text_leaves_the_field_to_another(number):
    article = article_of({"content": number, "article": "Rain fell."})
    assert article.text == "Rain fell." and list(article.extra) == ["content"]
    assert (article_of({"text": number}) is None) == (not isinstance(number, str))


def test_what_has_no_figure_is_no_date_where_another_has_one():
    article = article_of({"text": "Rain", "published": "true", "date": "2023-05-01"})
    assert (article.fields["published"], article.extra) == ("2023-05-01", {"published": "true"})


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        ({"t": "Mayor opens bridge", "d": "2023-05-01"}, {"title": "Mayor opens bridge", "published": "2023-05-01"}),
        ({"t": "17", "d": "north"}, {}),
    ],
)
def test_a_letter_is_a_name_only_where_it_holds_what_it_should(record, fields):
    article = article_of({"text": "Rain"} | record)
    assert {name: value for name, value in article.fields.items() if name != "published_from"} == fields
    assert article.extra == ({} if fields else record)


def test_of_two_names_that_differ_in_case_the_first_is_taken_told_or_not():
    for told in ((), (("text", "TEXT"),)):
        assert place_columns(("Text", "text"), told)[:2] == ({"text": ("Text",)}, ("text",))


def test_what_was_told_comes_first_and_the_later_wins():
    record = {"text": "17 words", "Inhalt": "Rain fell.", "Kopf": "Mayor"}
    told = (("text", "text"), ("text", "INHALT"), ("title", "Kopf"))
    article = article_of(record, told)
    assert (article.text, article.fields, article.extra) == ("Rain fell.", {"title": "Mayor"}, {"text": "17 words"})
    assert article_of(record, (("text", "Inhalt"), ("text", "gone"))).text == "Rain fell."


def test_a_column_that_was_told_and_is_not_there_is_a_problem_that_lists_what_is():
    places = place_columns(("text", "Kopf"), (("title", "Kof"),))
    [absent, _] = tell_columns("a.csv", places)
    assert absent == Problem(
        "a.csv", None, "read", "has no column 'Kof', which was named for the title, among 'text', 'Kopf'; correct its name"
    )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Text", "TITLE", "published", "source", "author", "url"), None),
        (
            ("maintext", "headline", "date", "id", "section"),
            "has its text in the column 'maintext', title in 'headline', published in 'date'; kept as they are: 'id', 'section'",
        ),
        (("text", "id"), "has its text in the column 'text'; kept as they are: 'id'"),
        (("text", "body"), "has its text in the column 'text' or 'body'"),
    ],
)
def test_how_columns_were_read_is_said_where_it_is_not_plain(names, said):
    assert [problem.reason for problem in tell_columns("a.csv", place_columns(names, ()))] == ([said] if said else [])


def test_very_many_columns_are_counted():
    [problem] = tell_columns("a.csv", place_columns(("text", *(f"c{k}" for k in range(5_000))), ()))
    assert problem.reason.endswith("'c29' and 4,970 more")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"txt": "Inhalt"}, "cannot find a column for 'txt': the fields are text, title, published, source, author and url"),
        ({"text": 5}, "cannot use '5' as the column of the text; write its name in quotation marks"),
        ({"text": " "}, "cannot use ' ' as the column of the text; write its name in quotation marks"),
        (["text"], "cannot use \"['text']\" as columns; write a name for each of text, title, published, source, author or url"),
    ],
)
def test_columns_that_cannot_be_used_are_an_error(told, reason):
    with pytest.raises(ColumnsError) as error:
        check_columns(told)
    assert str(error.value) == reason


@pytest.mark.parametrize("written", [b"text = ", b"\xff", b"[text]\na = 1", b"a = " + b"[" * 5_000, b"#" * 2_000_000, b"text = 5"])
def test_a_list_of_columns_that_cannot_be_read_is_an_error(written, tmp_path):
    (tmp_path / "columns.toml").write_bytes(written)
    with pytest.raises(ColumnsError):
        read_columns(str(tmp_path / "columns.toml"))


def test_a_list_of_columns_is_read(tmp_path):
    (tmp_path / "columns.toml").write_bytes(b'\xef\xbb\xbftext = "Inhalt"\r\ntitle = "Kopf"\r\n')
    assert (
        read_columns(str(tmp_path / "columns.toml"))
        == (("text", "Inhalt"), ("title", "Kopf"))
        == parse_columns(b'text="Inhalt"\ntitle="Kopf"')
    )
    with pytest.raises(ColumnsError, match="cannot be opened"):
        read_columns(str(tmp_path / "gone.toml"))


@pytest.mark.parametrize(
    ("dates", "orders"),
    [
        (["05/06/2023", "13/06/2023"], ["day first", None]),
        (["05/06/2023", "06-13-2023"], ["month first", None]),
        (["05/06/2023", "13/06/2023", "06/13/2023"], [None, None, None]),
        (["05/06/2023", "06/07/2023"], [None, None]),
        (["05.06.2023", "06/13/2023"], ["day first", None]),
        (["Mon, 05/06/23 12:57", "25/06/23"], ["day first", None]),
        (["2023-05-06", "13/06/2023", "soon", ""], [None, None, None, None]),
    ],
)
def test_whether_the_day_or_the_month_comes_first_the_rest_of_the_file_tells(dates, orders):
    items = [Problem("a.csv", 1, "read", "x"), *(RawArticle("a.csv", 2, "Rain", {"published": date}) for date in dates)]
    ordered = list(order_dates(items))
    assert [item.fields.get("date_order") for item in ordered[1:]] == orders
    assert [item.fields["published"] for item in ordered[1:]] == dates and ordered[0] == items[0]


values = st.one_of(
    st.none(), st.text(max_size=5), st.integers(), st.floats(), st.lists(st.text(max_size=3), max_size=2), st.just({"a": None})
)
keys = st.sampled_from(["text", "body", "Title", "t", "date", "d", "source", "by-line", "id", "", "ﬁ", "text "])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(keys, values), st.lists(st.tuples(st.sampled_from([*SYNONYMS]), keys), max_size=3))
def test_all_that_a_record_holds_is_in_a_field_or_kept(record, told):
    places = place_columns(tuple(record), tuple(told))
    article = article_of(record, tuple(told))
    if article:
        used = {name for several in places.found.values() for name in several}
        assert set(article.extra) <= set(record)
        held = {name for name, value in record.items() if value not in (None, "", [], {}) and value == value and str(value).strip()}
        assert {name for name in held if name not in used} - {n for n in held if not str(record[n]).strip()} <= set(article.extra)
        n_fields = len(set(article.fields) - {"published_from"}) + 1
        assert len(article.extra) + n_fields >= len([n for n in held if isinstance(record[n], (str, int)) and n not in dict(told).values()])
