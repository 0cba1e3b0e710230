"""From a printed date to a wall time; nothing that is not printed is invented."""

import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.dates import complete_date, parse_time


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
        "30.05.2023",
        "05/30/2023",
        "May 30, 2023 was a Tuesday",
        "On May 30, 2023",
        "May 30, 2023.",
        "20230530",
        "1234",
    ],
)
def test_what_is_no_full_date_by_itself_is_none(text):
    assert parse_time(text) is None


def test_a_day_and_month_in_figures_alone_are_not_guessed():
    # 4 May or 5 April: nobody can tell.
    assert parse_time("04/05/2023") is None


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
