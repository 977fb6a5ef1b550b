"""Days, months and feeds, without a database; what a feed says is read back by another reading of the text."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.plan.calendars import (
    Entry,
    Feed,
    Sort,
    closing_days,
    expanded,
    ics,
    neighbours,
    recurring,
    weeks,
)

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
FEED = Feed("Plan – č ć ž š đ", "plan.example", "bs", AT, "https://plan.example/calendar/", 30, "Za 30 dana")


def entry(**fields: object) -> Entry:
    usual = {"key": "p.1.1.1.due-1", "code": "1.1.1", "day": date(2021, 3, 31), "sort": Sort.DUE, "summary": "x"}
    return Entry(**{**usual, **fields})  # type: ignore[arg-type]


days = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@given(days, days, st.sampled_from(["half-year", "year"]))
def test_every_day_of_a_period_belongs_to_exactly_one_closing_day(a: date, b: date, per: str) -> None:
    first, last = sorted((a, b))
    closing = closing_days(first, last, per)
    size = 6 if per == "half-year" else 12

    def period(day: date) -> tuple[int, int]:
        return day.year, (day.month - 1) // size

    all_days = (first + timedelta(n) for n in range((last - first).days + 1))
    assert [period(day) for day in closing] == sorted({period(day) for day in all_days})
    assert closing == sorted(closing) and closing[-1] == last
    assert all((day + timedelta(1)).day == 1 and day.month % size == 0 for day in closing[:-1])


def test_a_plan_of_four_years_has_eight_half_years() -> None:
    closing = closing_days(date(2020, 1, 1), date(2023, 12, 31), "half-year")
    assert len(closing) == 8 and closing[0] == date(2020, 6, 30) and closing[-1] == date(2023, 12, 31)


@given(st.integers(2000, 2040), st.integers(1, 12))
def test_a_month_is_whole_weeks_from_monday_with_every_day_once(year: int, month: int) -> None:
    grid = weeks(year, month)
    assert all(len(week) == 7 for week in grid)
    found = [day for week in grid for day in week if day]
    assert [d.day for d in found] == list(range(1, calendar.monthrange(year, month)[1] + 1))
    assert all(day.weekday() == place for week in grid for place, day in enumerate(week) if day)


def test_the_months_around_a_year_belong_to_the_years_around_it() -> None:
    assert neighbours(2021, 1) == ((2020, 12), (2021, 2))
    assert neighbours(2021, 12) == ((2021, 11), (2022, 1))


def test_whole_years_make_one_event_that_returns_and_stands_in_every_year() -> None:
    (yearly,) = recurring(date(2020, 1, 1), date(2023, 12, 31), "year", entry(sort=Sort.CHECK))
    assert (yearly.day, yearly.until) == (date(2020, 12, 31), date(2023, 12, 31))
    assert [e.day for e in expanded([yearly])] == [date(y, 12, 31) for y in range(2020, 2024)]


def test_years_that_the_plan_cuts_off_make_events_of_their_own() -> None:
    found = recurring(date(2020, 9, 1), date(2022, 10, 31), "year", entry(sort=Sort.CHECK))
    assert [(e.day, e.until) for e in found] == [
        (date(2020, 12, 31), None), (date(2021, 12, 31), None), (date(2022, 10, 31), None),
    ]  # fmt: skip
    assert len({e.key for e in found}) == 3


def read(text: bytes) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(text)


def test_a_feed_read_back_says_what_was_put_in() -> None:
    words = {"summary": "1.1.1 Obuka; sudija, tužilaca", "description": "Rok\nNosilac"}
    whole = read(ics(FEED, [entry(**words, address="https://plan.example/1/")]))
    assert whole["version"] == "2.0" and whole["prodid"] and whole["x-wr-calname"] == FEED.name
    (event,) = whole.walk("VEVENT")
    assert event["uid"] == "p.1.1.1.due-1@plan.example"
    assert event["dtstart"].dt == date(2021, 3, 31) and event["dtend"].dt == date(2021, 4, 1)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["summary"] == "1.1.1 Obuka; sudija, tužilaca" and event["summary"].params["LANGUAGE"] == "bs"
    assert event["description"] == "Rok\nNosilac" and event["url"] == "https://plan.example/1/"
    assert event["dtstamp"].dt == AT and event["last-modified"].dt == AT


def test_a_reminder_comes_30_days_before_a_due_date_and_never_for_a_check() -> None:
    whole = read(ics(FEED, [entry(), entry(key="c", sort=Sort.CHECK)]))
    due, check = whole.walk("VEVENT")
    (alarm,) = due.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-30) and alarm["action"] == "DISPLAY"
    assert not check.walk("VALARM")


def test_without_reminders_there_is_no_alarm() -> None:
    assert b"VALARM" not in ics(Feed("x", "h", "en", AT), [entry()])


def test_an_event_of_every_year_ends_with_its_last_year() -> None:
    (event,) = read(ics(FEED, [entry(sort=Sort.CHECK, until=date(2023, 3, 31))])).walk("VEVENT")
    assert event["rrule"] == {"FREQ": ["YEARLY"], "UNTIL": [date(2023, 3, 31)]}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_any_summary_survives_the_form_and_no_line_is_longer_than_75_bytes(summary: str) -> None:
    text = ics(FEED, [entry(summary=summary)])
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    (event,) = read(text).walk("VEVENT")
    assert str(event["summary"]) == summary


def test_the_same_entries_make_the_same_bytes() -> None:
    assert ics(FEED, [entry()]) == ics(FEED, [entry()])


@pytest.mark.parametrize("per", ["half-year", "year"])
def test_a_period_that_ends_before_it_begins_closes_never(per: str) -> None:
    assert closing_days(date(2021, 1, 2), date(2021, 1, 1), per) == []
    assert recurring(date(2021, 1, 2), date(2021, 1, 1), per, entry()) == []
