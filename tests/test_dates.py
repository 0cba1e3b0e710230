"""From a printed date to a wall time; nothing that is not printed is invented."""

import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.dates import can_be_read_two_ways, complete_date, find_date_in_address, find_date_in_name, parse_epoch, parse_time


@pytest.mark.parametrize(
    "text",
    [
        "2023-05-30",
        "May 30, 2023",
        "May 30 2023",
        "may 30, 2023",
        "MAY 30, 2023",
        "30 May 2023",
        "30 May, 2023",
    ],
)
def test_a_date_without_a_time_of_day_is_midnight(text):
    assert parse_time(text) == (datetime(2023, 5, 30), None)


@pytest.mark.parametrize("month", ["Sep", "Sep.", "Sept", "Sept.", "September", "SEPTEMBER"])
def test_a_month_may_be_written_out_or_shortened(month):
    assert parse_time(f"{month} 4, 2021") == (datetime(2021, 9, 4), None)


@pytest.mark.parametrize(
    ("text", "wall_time"),
    [
        ("2023-05-30 12:57", datetime(2023, 5, 30, 12, 57)),
        ("2023-05-30T12:57", datetime(2023, 5, 30, 12, 57)),
        ("2023-05-30 12:57:08", datetime(2023, 5, 30, 12, 57, 8)),
        ("2023-05-30 9:05", datetime(2023, 5, 30, 9, 5)),
        ("May 30, 2023 9:05 am", datetime(2023, 5, 30, 9, 5)),
        ("May 30, 2023, 9:05 PM", datetime(2023, 5, 30, 21, 5)),
        ("May 30, 2023 12:05 am", datetime(2023, 5, 30, 0, 5)),
        ("May 30, 2023 12:05 pm", datetime(2023, 5, 30, 12, 5)),
    ],
)
def test_a_time_of_day_is_read_as_printed(text, wall_time):
    assert parse_time(text) == (wall_time, None)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2023-05-30 12:57", None),
        ("2023-05-30 12:57 +0800", "+08:00"),
        ("2023-05-30 12:57 +08:00", "+08:00"),
        ("2023-05-30T12:57:00-05:00", "-05:00"),
        ("2023-05-30 12:57 +05:30", "+05:30"),
        ("2023-05-30 12:57 +14:00", "+14:00"),
        ("2023-05-30T12:57Z", "+00:00"),
        ("2023-05-30 12:57 GMT", "+00:00"),
        ("May 30, 2023 12:57 UTC", "+00:00"),
    ],
)
def test_the_offset_is_the_printed_one_and_leaves_the_wall_time_alone(text, offset):
    assert parse_time(text) == (datetime(2023, 5, 30, 12, 57), offset)


def test_a_fraction_of_a_second_is_dropped():
    assert parse_time("2023-05-30T12:57:08.123Z") == (datetime(2023, 5, 30, 12, 57, 8), "+00:00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "May",
        "May 2023",
        "2023",
        "May 30",
        "Feb. 30, 2023",
        "2023-13-01",
        "2023-05-30 25:00",
        "2023-05-30 13:57 pm",
        "2023-05-30 12:57 +15:00",
        "2023-05-30 12:57 +08:60",
        "May 4, 2020 3:05 +9999",
        "May 4, 0050",
        "Mayday 4, 2023",
        "May 30, 2023 was a Tuesday",
        "On May 30, 2023",
        "May 30, 2023.",
        "20231330",
        "12340530",
        "31 June 2023",
        "ſept. 31, 2023",
        "30/30/2023",
        "31.06.2023",
        "1234",
    ],
)
def test_what_is_no_full_date_by_itself_is_none(text):
    assert parse_time(text) is None


@pytest.mark.parametrize("text", ["05/06/2023", "5/6/2023", "05-06-2023", "05/06/2023 12:57"])
def test_a_day_and_month_in_figures_alone_are_not_guessed(text):
    assert parse_time(text) is None
    assert can_be_read_two_ways(text)


@pytest.mark.parametrize("text", ["05/05/2023", "30/05/2023", "05/30/2023", "05.06.2023", "2023/05/06", "30/30/2023", "soon", ""])
def test_a_date_that_can_be_read_in_one_way_or_none_is_not_ambiguous(text):
    assert not can_be_read_two_ways(text)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("05/06/2023", "day first", date(2023, 6, 5)),
        ("05/06/2023", "month first", date(2023, 5, 6)),
        ("05-06-2023", "day first", date(2023, 6, 5)),
        ("05/05/2023", "", date(2023, 5, 5)),
        # What can be read in one way only, is, whatever the rest of the file says.
        ("30/05/2023", "month first", date(2023, 5, 30)),
        ("05.06.2023", "month first", date(2023, 6, 5)),
        ("2023-05-06", "day first", date(2023, 5, 6)),
    ],
)
def test_the_order_decides_between_two_readings_and_nothing_else(text, order, day):
    assert parse_time(text, order)[0].date() == day


def test_a_number_too_large_for_a_month_is_a_day_unless_the_order_says_that_it_cannot_be():
    assert parse_time("05/30/2023")[0] == datetime(2023, 5, 30)
    assert parse_time("05/30/2023", "month first")[0] == datetime(2023, 5, 30)


@pytest.mark.parametrize(
    "text",
    "30. Mai 2023|30 mai 2023|mardi 30 mai 2023|30 de mayo de 2023|30 may. 2023|Dienstag, 30. Mai 2023|2023年5月30日|2023년 5월 30일"
    "|30th May 2023|Tue, May 30, 2023|20230530|2023/05/30|2023.05.30|30.05.2023|30.5.2023".split("|"),
)
def test_a_date_may_be_printed_as_in_many_countries(text):
    assert parse_time(text) == (datetime(2023, 5, 30), None)


@pytest.mark.parametrize(
    ("month", "names"),
    [
        (3, "März mars marzo"),
        (8, "August août agosto"),
        (1, "Januar Jänner janvier enero"),
        (12, "Dezember décembre diciembre"),
        (9, "septiembre Sept."),
    ],
)
def test_months_are_known_in_four_languages(month, names):
    for name in names.split():
        assert parse_time(f"5. {name} 2023")[0] == datetime(2023, month, 5)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("May 30, 2023 at 12:57 p.m.", None),
        ("May 30, 2023 12:57 PM EDT", None),
        ("12:57 PM ET, Tue May 30, 2023", None),
        ("Tue 30 May 2023 12.57 BST", None),
        ("Tue May 30 12:57:00 2023", None),
        ("Tue May 30 12:57:00 +0000 2023", "+00:00"),
        ("Tue, 30 May 2023 12:57:00 GMT", "+00:00"),
        ("20230530T125700Z", "+00:00"),
        ("20230530125700", None),
        ("2023-05-30 12:57 GMT+8", "+08:00"),
        ("2023-05-30 12:57 (UTC-3)", "-03:00"),
        ("2023-05-30T12:57:00.000+0000", "+00:00"),
        ("2023年5月30日12:57", None),
        ("30.05.2023, 12:57 Uhr", None),
        ("30 mai 2023 à 12h57", None),
        ("May 30, 2023 - 12:57", None),
    ],
)
def test_a_clock_may_be_printed_as_in_many_countries(text, offset):
    assert parse_time(text) == (datetime(2023, 5, 30, 12, 57), offset)


@pytest.mark.parametrize("text", ["1685451420", "1685451420000", "1685451420.0", "1685451420123"])
def test_seconds_or_milliseconds_since_1970_are_in_utc(text):
    assert parse_epoch(text) == (datetime(2023, 5, 30, 12, 57), "+00:00")


@pytest.mark.parametrize("text", ["168545142", "16854514200", "9999999999", "-1685451420", "", "12a"])
def test_other_numbers_are_no_time(text):
    assert parse_epoch(text) is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2023-05-30-title.txt", True),
        ("title_2023_05_30.txt", True),
        ("20230530_x.txt", True),
        ("20230530.txt", True),
        ("may/2023.05.30.txt", True),
        ("20230530_125700.txt", True),
        ("2023-05-30/one.txt", False),
        ("1945-Truman.txt", False),
        ("2023-05.txt", False),
        ("2023-13-30.txt", False),
        ("120230530.txt", False),
        ("a20230530.txt", False),
        ("000_190e5f4913bdc872.txt", False),
        ("2023-05-30_2023-06-01.txt", False),
    ],
)
def test_a_file_s_name_tells_a_date_if_it_holds_one_full_date_by_itself(name, found):
    assert find_date_in_name(name) == (datetime(2023, 5, 30) if found else None)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://a.example/2023/05/30/x", True),
        ("https://a.example/2023-05-30/", True),
        ("https://a.example/20230530/x", True),
        ("https://a.example/a/202305/30/WS1.html", True),
        ("https://a.example/english/2023-05/30/c_1.htm", True),
        ("https://a.example/world/2023/MAY/30/x", True),
        ("https://a.example/20239999/2023/05/30/x", True),
        ("https://a.example/id/20230530123/x", False),
        ("https://a.example/2023/05/x", False),
        ("https://a.example/x?d=2023-05-30", False),
        ("", False),
    ],
)
def test_an_address_tells_a_date_if_a_folder_in_it_does(address, found):
    assert find_date_in_address(address) == (datetime(2023, 5, 30) if found else None)


@settings(deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["12", "2023", "May", "-", "/", ".", ":", " ", "T", "Z", "+08", "am", "年", "ſept", "１２"])).map("".join)
)
def test_no_text_is_too_strange_to_be_read_or_not(text):
    for order in ("", "day first", "month first"):
        parsed = parse_time(text, order)
        assert parsed is None or (isinstance(parsed[0], datetime) and parsed[0].tzinfo is None)
    parse_epoch(text)
    find_date_in_name(text)
    find_date_in_address(text)


@pytest.fixture
def computer_in(monkeypatch):
    def move(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


# A clock of its own for each zone, since what was read once is remembered.
@pytest.mark.parametrize(
    ("zone", "clock"),
    [("UTC", "12:01"), ("Asia/Shanghai", "12:02"), ("Europe/London", "12:03"), ("America/New_York", "12:04"), ("UTC-8", "12:05")],
)
@pytest.mark.parametrize("month", ["January", "July"])
def test_the_computer_s_time_zone_is_irrelevant(computer_in, zone, clock, month):
    computer_in(zone)
    assert parse_time(f"{month} 30, 2023 {clock} GMT")[1] == "+00:00"
    assert parse_time(f"{month} 30, 2023 {clock} UTC")[1] == "+00:00"
    assert parse_time(f"{month} 30, 2023 {clock}")[1] is None


MONTHS = "January February March April May June July August September October November December".split()
moments = st.datetimes(datetime(1000, 1, 1), datetime(2199, 12, 31)).map(lambda moment: moment.replace(second=0, microsecond=0))
spellings = st.sampled_from(
    [
        lambda d, m: f"{m} {d.day}, {d.year}",
        lambda d, m: f"{m[:3]}. {d.day:02d}, {d.year}",
        lambda d, m: f"{d.day} {m} {d.year}",
        lambda d, m: f"{d.day:02d} {m[:3].upper()}, {d.year}",
        lambda d, m: f"{d.year}-{d.month:02d}-{d.day:02d}",
    ]
)
clocks = st.sampled_from(
    [
        lambda t: f"{t.hour}:{t.minute:02d}",
        lambda t: f"{t.hour:02d}:{t.minute:02d}:00",
        lambda t: f"{t.hour % 12 or 12}:{t.minute:02d} {'pm' if t.hour >= 12 else 'am'}",
    ]
)
offsets = st.sampled_from(["", " Z", " +0800", " -05:00", " +05:45"])


@settings(deadline=None)
@given(moment=moments, spell=spellings, clock=clocks, offset=offsets)
@example(datetime(2012, 10, 11), lambda d, m: f"{d.day} {m} {d.year}", lambda t: "12:00 am", "")
def test_every_moment_is_read_back_from_every_way_to_print_it(moment, spell, clock, offset):
    printed = f"{spell(moment, MONTHS[moment.month - 1])} {clock(moment)}{offset}"
    expected = {"": None, " Z": "+00:00", " +0800": "+08:00"}.get(offset, offset.strip())
    assert parse_time(printed) == (moment, expected)


@pytest.mark.parametrize(
    ("published", "month", "day", "expected"),
    [
        (datetime(2023, 5, 30, 12, 57), "May", 29, date(2023, 5, 29)),
        (datetime(2023, 5, 30), "May", 30, date(2023, 5, 30)),
        # Datelines are in the correspondent's day: it may already be tomorrow there.
        (datetime(2023, 5, 30, 23, 0), "May", 31, date(2023, 5, 31)),
        (datetime(2023, 5, 30, 23, 0), "June", 1, date(2022, 6, 1)),
        (datetime(2023, 1, 1), "Dec.", 31, date(2022, 12, 31)),
        (datetime(2022, 12, 31, 20, 0), "Jan.", 1, date(2023, 1, 1)),
        (datetime(2023, 12, 31), "Jan.", 2, date(2023, 1, 2)),
        (datetime(2024, 3, 1), "Feb.", 29, date(2024, 2, 29)),
        (datetime(2025, 1, 1), "Feb.", 29, date(2024, 2, 29)),
        (datetime(2023, 9, 5), "SEPT.", 4, date(2023, 9, 4)),
    ],
)
def test_a_date_without_a_year_is_the_last_such_day_up_to_the_day_after_publication(published, month, day, expected):
    assert complete_date(month, day, None, published) == expected


@pytest.mark.parametrize(("month", "day", "year"), [("Feb.", 30, None), ("May", 32, None), ("May", 0, None), ("Feb.", 29, 2023)])
def test_a_day_that_the_calendar_does_not_have_is_none(month, day, year):
    assert complete_date(month, day, year, datetime(2023, 5, 30)) is None


def test_a_date_without_a_year_stays_unknown_when_nothing_tells_the_year():
    assert complete_date("May", 29, None, None) is None


@pytest.mark.parametrize("published", [None, datetime(2023, 5, 30)])
def test_a_printed_year_is_kept_whatever_the_time_of_publication(published):
    assert complete_date("May", 29, 2031, published) == date(2031, 5, 29)


@settings(deadline=None)
@given(published=moments, days_ago=st.integers(-1, 363))
@example(published=datetime(2024, 12, 31), days_ago=-1)
@example(published=datetime(2025, 1, 1), days_ago=308)
def test_a_dateline_of_the_past_year_finds_its_day_again(published, days_ago):
    day = published.date() - timedelta(days=days_ago)
    assert complete_date(MONTHS[day.month - 1], day.day, None, published) == day
