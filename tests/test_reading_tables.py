"""Tables: a row an article, whatever parts its cells; where ranges of rows begin and end does not show."""

import csv
import datetime
import io
import random
import time
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.reading import File, Problem, RawArticle, ReadingError, delimited, dialects, divide, is_divisible, parquet, rows
from analysis.reading.tables import read_delimited, read_parquet, read_workbook

BODY = "Rain fell on the town, and more rain came down on it all day long; the river rose by two metres until the evening."


def read(data, name="a.csv", reader=read_delimited, **fields):
    data = data.encode() if isinstance(data, str) else data
    return list(reader(File(f"/x/{name}", name, len(data), **fields), data))


def texts(items):
    return {item.item: item.text for item in items if isinstance(item, RawArticle)}


def reasons(items):
    return [(item.item, item.reason) for item in items if isinstance(item, Problem)]


# Tables as text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_whatever_parts_its_cells_and_its_rows(delimiter, end, encoding):
    rows = ["title{0}text{0}date", '"Café, \'a\'; b|c"{0}"Rain\n""fell"", {0}1;2,3|4\t5"{0}2023-05-01', "Sun{0}It, shone{0}2023-05-02"]
    rows = [row.replace(", shone", " shone") for row in rows]
    data = (end.join(rows).format(delimiter) + end).encode(encoding)
    items = read(data)
    assert texts(items) == {2: f'Rain\n"fell", {delimiter}1;2,3|4\t5', 3: "It shone"}
    assert next(item for item in items if isinstance(item, RawArticle)).fields["title"] == "Café, 'a'; b|c"


def test_commas_in_texts_do_not_part_a_table_that_semicolons_part():
    rows = "".join(f"Rain, sun, fog and hail {k};Wind, {k};2023-05-01\n" for k in range(50))
    assert texts(read("Inhalt;Titel;Datum\n" + rows))[2] == "Rain, sun, fog and hail 0"


@pytest.mark.parametrize("name", ["a.tsv", "a.TAB"])
def test_tabs_part_a_table_whose_name_says_so(name):
    assert texts(read("Inhalt,a\tKopf,b\nRain,x\tSun,y\n", name, columns=(("text", "Inhalt,a"),))) == {2: "Rain,x"}
    assert texts(read("Was\ttext, long\nx\tRain, sun\n", name, columns=(("text", "text, long"),))) == {2: "Rain, sun"}


def test_excel_says_what_parts_the_cells_in_a_line_that_does_not_count():
    assert texts(read("sep=;\r\ntext;title\r\nRain, and sun;x\r\n")) == {2: "Rain, and sun"}


def test_a_space_may_stand_before_a_quotation_mark():
    assert texts(read('title, text\n"a", "Rain, and sun"\n"b", "Fog"\n')) == {2: "Rain, and sun", 3: "Fog"}


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    items = read('text,title\n"Rain\nfell",x\n\n , \n"Sun",y\n')
    assert texts(items) == {2: "Rain\nfell", 5: "Sun"} and reasons(items) == []


def test_a_row_without_a_text_is_a_problem():
    items = read("title,text\nx,\ny,Rain\n")
    assert items[0] == Problem("a.csv", 2, "skipped", "row has no text") and texts(items) == {3: "Rain"}


def test_rows_with_fewer_or_more_cells_are_read_with_a_doubt():
    items = read("text,title,published\nRain\nSun,a,2023-05-01,b,,c\nFog,b,2023-05-02,,\n")
    assert reasons(items) == [
        (2, "row has 1 cell, not 3; read with what is there"),
        (3, "row has 6 cells, not 3; kept as 'column 4', 'column 6'"),
    ]
    assert [item.extra for item in items if isinstance(item, RawArticle)] == [{}, {"column 4": "b", "column 6": "c"}, {}]


def test_a_row_of_very_many_cells_is_read_in_part(monkeypatch):
    monkeypatch.setattr(rows, "MOST_COLUMNS", 5)
    items = read("text,title\nRain" + ",x" * 20 + "\n")
    assert reasons(items) == [(2, "row has 21 cells; those after 5 are not read")]
    assert len(items[1].extra) == 3


def test_columns_of_the_same_name_or_of_none_are_told_apart():
    [_, article] = read("text,x,,x,x\nRain,1,2,3,4\n")
    assert article.extra == {"x": "1", "column 3": "2", "x (2)": "3", "x (3)": "4"}


def test_without_a_column_of_texts_nothing_is_read():
    with pytest.raises(ReadingError) as error:
        read("id,Inhaltsangabe\n1,Rain fell\n")
    hint = 'name it with read_corpus(…, columns={"text": "…"}) or in a columns.toml beside it'
    assert str(error.value) == f"has no column of texts among 'id', 'Inhaltsangabe'; {hint}"
    assert texts(read("id,Inhaltsangabe\n1,Rain fell\n", columns=(("text", "Inhaltsangabe"),))) == {2: "Rain fell"}


@pytest.mark.parametrize("data", ["", "\n\n", "\ufeff", "text,title\n", "text,title", "sep=;\ntext;title\n"])
def test_a_table_without_rows_is_an_error(data):
    with pytest.raises(ReadingError, match=r"is empty|has no row below"):
        read(data)


def test_a_table_that_does_not_name_its_columns_is_read_by_what_they_hold():
    head = "does not name its columns in its first row; read by what they hold: "
    items = read(f'2023-05-01,"{BODY}",Mayor opens the new bridge,17\n2023-05-02,"{BODY}",Mayor closes the old bridge,18\n')
    assert reasons(items) == [(None, head + "text in 'column 2', title in 'column 3', published in 'column 1'")]
    assert items[1].item == 1 and items[1].text == BODY and items[1].extra == {"column 4": "17"}
    assert items[1].fields == {"title": "Mayor opens the new bridge", "published": "2023-05-01", "published_from": "column"}


@pytest.mark.parametrize(("stray", "number"), [('text,title\nRain,x\n"Sun,y\nFog,z\n', 3), ('text,title\nRain,x\nSun,y\n"Fog,z', 4)])
def test_a_quotation_mark_that_is_not_closed_does_not_swallow_what_follows(stray, number):
    items = read(stray)
    assert reasons(items) == [(number, "row opens a quotation mark that is not closed; read without it")]
    assert [text.strip('"') for text in texts(items).values()] == ["Rain", "Sun", "Fog"]


def test_very_many_quotation_marks_that_are_not_closed_take_no_time():
    began = time.monotonic()
    items = read("text,title\n" + 'a"b,"c\n' * 50_000)
    assert time.monotonic() - began < 5
    assert [item for item in items if isinstance(item, Problem)][-1].reason.endswith("close it, the rest is not read")


@pytest.mark.parametrize("last", ["end", "end\n", '"end\n"', "a,end"])
def test_a_last_row_that_is_called_end_is_a_row(last):
    assert len(texts(read("text,title\nRain,x\n" + last))) == 2


def test_cells_are_never_evaluated():
    assert texts(read("text,title\n=1+1,x\n\"=cmd|' /C calc'!A0\",y\n")) == {2: "=1+1", 3: "=cmd|' /C calc'!A0"}


# Ranges


def file_of(folder, data, name="a.csv"):
    (folder / name).write_bytes(data)
    return File(str(folder / name), name, len(data))


def read_parts(parts):
    for part in parts:
        with Path(part.path).open("rb") as opened:
            opened.seek(part.start)
            data = opened.read(part.stop - part.start if part.stop else -1)
        for item in read_delimited(part, data):
            yield item if item.item is None else item._replace(item=item.item + part.first)


cells = st.sampled_from(["Rain", "Rain, sun", "a\nb", 'x"y', "", "é", "2023-05-01", "a\r\nb", "'", "line\rend"])
tables = st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=30)


@settings(deadline=None, max_examples=150)
@given(
    tables,
    st.integers(0, 200),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\ufeff"]),
    st.booleans(),
)
@example([["Rain"]], 0, ";", "\n", "\ufeff", True)
def test_ranges_read_one_after_the_other_give_what_the_whole_gives(tmp_path_factory, table, size, delimiter, end, mark, says):
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end)
    writer.writerows([["text", "title", "date"], *table])
    data = (mark + (f"sep={delimiter}{end}" if says and not mark else "") + written.getvalue()).encode()
    file = file_of(tmp_path_factory.mktemp("ranges"), data)
    parts = list(divide(file, size))
    assert parts[0].start == 0 and parts[-1].stop == len(data)
    assert [part.start for part in parts[1:]] == [part.stop for part in parts[:-1]]
    assert len({part.content for part in parts}) >= len({data[part.start : part.stop] for part in parts})
    whole = list(read_parts([file]))
    items = list(read_parts(parts))
    assert [item for item in items if item.item] == [item for item in whole if item.item]
    assert {item for item in items if item.item is None} == {item for item in whole if item.item is None}


def test_a_range_is_known_by_its_rows_its_columns_and_what_was_told(tmp_path):
    def content(data, columns=()):
        return [part.content for part in divide(file_of(tmp_path, data)._replace(columns=columns), 0)][-1]

    row = b"Rain,Sun\n" * 3
    told = (("text", "title"),)
    contents = [content(b"text,title\n" + row), content(b"title,text\n" + row), content(b"text,title\n" + row, told)]
    contents += [content(b"text,title\n" + row + b"x,y\n")]
    assert len(set(contents)) == 4
    assert content(b"text,title\n" + row * 2) == contents[0]


def test_a_first_range_is_told_from_a_later_one_of_the_same_bytes(tmp_path):
    file = file_of(tmp_path, b"text,title\n" * 5)
    first, second, *_ = divide(file, 0)
    assert first.size == second.size and first.content != second.content
    assert texts(read_parts(divide(file, 0))) == texts(read_parts([file])) == dict.fromkeys(range(2, 6), "text")


def test_a_mark_before_a_header_with_a_line_break_in_it_does_not_part_it(tmp_path):
    file = file_of(tmp_path, '\ufeff"ti\ntle",text\nx,Rain\ny,Sun\n'.encode())
    assert texts(read_parts(divide(file, 0))) == texts(read_parts([file])) == {2: "Rain", 3: "Sun"}


def test_a_table_in_utf_16_is_one_range(tmp_path):
    file = file_of(tmp_path, "text,title\nRain,x\nSun,y\n".encode("utf-16"))
    assert list(divide(file, 0)) == [file] and texts(read_parts([file])) == {2: "Rain", 3: "Sun"}


def test_a_row_that_is_too_long_is_a_problem_and_is_never_read_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "LARGEST", 60)
    data = b"text,title\nRain,x\n" + b"y" * 500 + b",z\nSun,x\n" + b'"' + b"a\n" * 100 + b'",b\nFog,c\n'
    parts = list(divide(file_of(tmp_path, data), 20))
    assert all(part.stop - part.start <= 61 for part in parts)
    items = list(read_parts(parts))
    assert list(texts(items).values())[:2] == ["Rain", "Sun"]
    long = {part.content for part in parts if part.size == 61}
    assert long and long.isdisjoint(part.content for part in parts if part.size != 61)
    assert next(number for number, reason in reasons(items) if reason == "is longer than 0 MB; divide it") == 3


def test_what_cannot_be_divided_is_one_range(tmp_path):
    for data in (b"", b"id,x\n1,2\n"):
        file = file_of(tmp_path, data)
        assert list(divide(file, 0)) == [file]
    gone = file._replace(path=str(tmp_path / "gone.csv"))
    assert list(divide(gone, 0)) == [gone]
    with pytest.raises(ReadingError, match="cannot be opened"):
        list(read_delimited(gone._replace(stop=5), b"text\n"))
    assert is_divisible(file)


def test_the_head_is_enough_to_find_the_columns(tmp_path, monkeypatch):
    monkeypatch.setattr(dialects, "HEAD", 40)
    monkeypatch.setattr(delimited, "HEAD", 40)
    data = "title;text\nÜ;".encode() + "é".encode() * 100 + b"\nx;Rain\n" * 3
    file = file_of(tmp_path, data)
    assert texts(read_parts(divide(file, 0))) == texts(read_parts([file])) == {2: "é" * 100, 3: "Rain", 5: "Rain", 7: "Rain"}


# Workbooks


def cell(value):
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return (
        "<c/>"
        if value is None
        else f"<c{' s=' + chr(34) + '1' + chr(34) if isinstance(value, datetime.date) else ''}><v>{serial(value)}</v></c>"
    )


def row_of(values):
    return f"<row>{''.join(map(cell, values))}</row>"


def serial(value):
    if not isinstance(value, datetime.date):
        return value
    return (datetime.datetime(*value.timetuple()[:6]) - datetime.datetime(1899, 12, 30)) / datetime.timedelta(days=1)


def book_of(**sheets) -> bytes:
    """Write a workbook: sheets by name, each a list of rows, or what its XML holds."""
    ns = "http://schemas.openxmlformats.org/"
    main, rel = f"{ns}spreadsheetml/2006/main", f"{ns}officeDocument/2006/relationships"
    kinds = f"{ns}package/2006"
    numbered = list(enumerate(sheets, 1))
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="r1" Type="{rel}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{k}" r:id="r{k}"/>' for k, name in numbered)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{kinds}/relationships">'
        + "".join(f'<Relationship Id="r{k}" Type="{rel}/worksheet" Target="worksheets/s{k}.xml"/>' for k, _ in numbered)
        + f'<Relationship Id="s" Type="{rel}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
    }
    for k, name in numbered:
        rows = sheets[name]
        held = rows if isinstance(rows, str) else "".join(map(row_of, rows))
        parts[f"xl/worksheets/s{k}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{held}</sheetData></worksheet>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return packed.getvalue()


ROWS = [["Text", "Datum", "Nr"], ["Rain", datetime.datetime(2023, 5, 1), 7], [None], ["Sun", datetime.datetime(2023, 5, 1, 12, 57), 7.5]]


def test_a_sheet_is_read_with_its_dates_as_text_and_its_numbers_as_printed():
    [said, *articles] = read(book_of(Sheet1=ROWS), "a.xlsx", read_workbook)
    assert said.reason == "has its text in the column 'Text', published in 'Datum'; kept as they are: 'Nr'"
    assert [(item.file, item.item, item.text, item.fields["published"], item.extra["Nr"]) for item in articles] == [
        ("a.xlsx", 2, "Rain", "2023-05-01", "7"),
        ("a.xlsx", 4, "Sun", "2023-05-01 12:57:00", "7.5"),
    ]


def test_each_of_several_sheets_with_rows_is_a_file():
    items = read(book_of(May=[["text"], ["Rain"]], Empty=[], June=[["text"], ["Sun"]], Notes=[["x"], ["y"]]), "a.xlsx", read_workbook)
    assert [(item.file, item.text) for item in items if isinstance(item, RawArticle)] == [("a.xlsx/May", "Rain"), ("a.xlsx/June", "Sun")]
    assert [item.file for item in items if isinstance(item, Problem)] == ["a.xlsx/Notes"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (book_of(A=[]), "has no rows"),
        (book_of(A=[["text"]]), "has no row below"),
        (book_of(A=[["x"], ["y"]]), "has no column of texts"),
        (
            book_of(A='<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
            "has a sheet that spans",
        ),
        (book_of(A="<row r = '9999999'/>" + "<row>" + "<c/>" * 50 + "</row>"), "has a sheet that spans"),
        (book_of(A=ROWS)[:-40], "is damaged or cut short"),
        (b"Not a workbook", "is damaged or cut short"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_an_error(data, reason):
    with pytest.raises(ReadingError, match=reason):
        read(data, "a.xlsx", read_workbook)


# Parquet


def parquet_of(**columns) -> bytes:
    written = io.BytesIO()
    pl.DataFrame(columns).write_parquet(written)
    return written.getvalue()


def test_a_parquet_file_is_read_with_what_is_nested_as_json():
    zone = datetime.timezone(datetime.timedelta(hours=8))
    when = pl.Series([datetime.datetime(2023, 5, 1, 12, 57, tzinfo=datetime.UTC), None]).dt.convert_time_zone("Asia/Shanghai")
    data = parquet_of(text=["Rain", None], date=when, tags=[["a", "b"], ["c"]], o=[{"x": datetime.date(2023, 5, 1)}, None], n=[1.5, None])
    [_, article, problem] = read(data, "a.parquet", read_parquet)
    assert article.fields["published"] == datetime.datetime(2023, 5, 1, 20, 57, tzinfo=zone).isoformat()
    assert article.extra == {"tags": '["a", "b"]', "o": '{"x": "2023-05-01"}', "n": "1.5"}
    assert (article.item, problem) == (2, Problem("a.parquet", 3, "skipped", "row has no text"))


def test_a_parquet_file_is_measured_before_it_is_read(monkeypatch):
    data = parquet_of(text=["Rain fell. " * 10_000] * 3)
    assert parquet._uncompressed_size(data) > 100_000 > len(data)
    monkeypatch.setattr(parquet, "LARGEST", 10_000)
    with pytest.raises(ReadingError, match="when it is unpacked"):
        read(data, "a.parquet", read_parquet)
    monkeypatch.undo()
    monkeypatch.setattr(parquet, "MOST_ROWS", 2)
    with pytest.raises(ReadingError, match="has 3 rows"):
        read(data, "a.parquet", read_parquet)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (parquet_of(x=["Rain"]), "has no column of texts among 'x'"),
        (parquet_of(text=[]), "has no rows"),
        (parquet_of(text=["Rain"])[:-5], "is cut short"),
        (b"PAR1", "is cut short"),
    ],
)
def test_a_parquet_file_that_cannot_be_read_is_an_error(data, reason):
    with pytest.raises(ReadingError, match=reason):
        read(data, "a.parquet", read_parquet)


def test_what_would_take_too_much_memory_is_read_in_part(monkeypatch):
    monkeypatch.setattr(rows, "LARGEST", 10)
    items = read(parquet_of(text=["Rain fell on the town."] * 9), "a.parquet", read_parquet)
    assert len(texts(items)) == 2 and reasons(items)[-1][1].startswith("holds more than")


# Harm


def mutated(data, n):
    draw = random.Random(5)
    for _ in range(n):
        changed = bytearray(data)
        for _ in range(draw.choice([1, 1, 2, 8])):
            at, kind = draw.randrange(len(changed) + 1), draw.randrange(4)
            if kind == 0 and at < len(changed):
                changed[at] = draw.randrange(256)
            elif kind == 1:
                del changed[at : at + draw.randrange(40)]
            elif kind == 2:
                changed[at:at] = draw.choice([b'"', b",", b"\0", b"\r", b"\n", b";", b"\xff\xfe", b"\xef\xbb\xbf", b"\t", b"=1"])
            else:
                changed[at:at] = changed[at : at + 50] * draw.choice([1, 30])
        yield bytes(changed)


@pytest.mark.parametrize(
    ("name", "reader", "n"), [("a.csv", read_delimited, 500), ("a.xlsx", read_workbook, 300), ("a.parquet", read_parquet, 300)]
)
def test_whatever_is_changed_only_a_reading_error_comes_out(name, reader, n):
    data = {
        "a.csv": b"text,title,date\n" + b'"Rain, ""fell""\non us",Sun,05/06/2023\n' * 5,
        "a.xlsx": "".join(map(row_of, ROWS)).encode(),
    }.get(name)
    data = data or parquet_of(text=["Rain", "Sun"], tags=[["a"], []], n=[1, 2])
    inside = [book_of(A=changed.decode("latin-1")) for changed in mutated(data, n)] if name == "a.xlsx" else []
    if inside:
        data = book_of(A=ROWS)
    n_read = 0
    began = time.monotonic()
    for changed in [*inside, *mutated(data, n)]:
        try:
            items = read(changed, name, reader)
        except ReadingError:
            continue
        assert items and items == read(changed, name, reader)
        n_read += 1
    assert n_read > n / 30
    assert time.monotonic() - began < 30


def test_a_table_with_very_many_delimiters_ends():
    began = time.monotonic()
    read("text,title\nRain" + "," * 2_000_000 + "\n")
    assert time.monotonic() - began < 10
