"""A plan as a calendar: which days ask for something, months as weeks, and feeds that calendar programs read. Pure.

Two sorts of days are told apart. On a *due* day something must be there. A *check* closes a half-year or year
in which something had to happen a number of times. The plan names no day for that, so the last one stands for it.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from icalendar import Alarm, Calendar, Event, vText

from okrilje.lib import periods
from okrilje.lib.periods import Length


class Sort(StrEnum):
    DUE = "due"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day. ``key`` stays the same when the plan moves the day: it makes the UID of the event.

    With ``until`` it returns every year, for the last time on that day; with ``last`` it lasts several days.
    """

    key: str
    #: The activity that asks for it.
    code: str
    day: date
    sort: Sort
    summary: str
    description: str = ""
    address: str = ""
    category: str = ""
    until: date | None = None
    last: date | None = None
    changed_at: datetime | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar program is told about the whole calendar. ``at`` is when the plan was changed last."""

    name: str
    host: str
    language: str
    at: datetime
    address: str = ""
    #: Days before a due day on which to remind; None for no reminders.
    remind: int | None = None
    reminder: str = ""


def closing_days(first: date, last: date, per: str) -> list[date]:
    """The last day of each half-year or year that has at least a day between ``first`` and ``last``.

    The period that is cut off by ``last`` closes on ``last`` itself. ``per``: "half-year" or "year".
    """
    return [period.end for period in periods.between(first, last, Length(per))]


def recurring(first: date, last: date, per: str, entry: Entry) -> list[Entry]:
    """``entry`` on every closing day. Whole years make one yearly entry, other periods one entry each."""
    days = closing_days(first, last, per)
    if not days:
        return []
    if per == "year" and len({(day.month, day.day) for day in days}) == 1:
        return [replace(entry, day=days[0], until=days[-1])]
    return [replace(entry, key=f"{entry.key}-{number}", day=day) for number, day in enumerate(days, 1)]


def weeks(year: int, month: int) -> list[list[date | None]]:
    """The weeks of a month, Monday first; None where a day belongs to a neighbouring month."""
    grid = calendar.Calendar(firstweekday=0).monthdatescalendar(year, month)
    return [[day if day.month == month else None for day in week] for week in grid]


def neighbours(year: int, month: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The month before and the one after, each as (year, month)."""
    before = (year, month - 1) if month > 1 else (year - 1, 12)
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    return before, after


def expanded(entries: Iterable[Entry]) -> list[Entry]:
    """Every entry on its own day, yearly ones once for each year, in the order of days."""
    single = [
        replace(entry, day=entry.day.replace(year=year), until=None)
        for entry in entries
        for year in range(entry.day.year, (entry.until or entry.day).year + 1)
    ]
    return sorted(single, key=lambda e: e.day)


def ics(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """The calendar as RFC 5545 text. The same entries give the same bytes, so that it can be cached."""
    whole = Calendar()
    whole.add("prodid", "-//Okrilje//Action plan//EN")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        whole.add(name, feed.name)
    whole.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", "P1D")
    if feed.address:
        whole.add("url", feed.address)
    for entry in entries:
        whole.add_component(_event(feed, entry))
    return bytes(whole.to_ical())


def _event(feed: Feed, entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{feed.host}")
    event.add("dtstamp", feed.at)
    event.add("last-modified", entry.changed_at or feed.at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.day)
    event.add("dtend", (entry.last or entry.day) + timedelta(days=1))
    event["summary"] = vText(entry.summary, params={"LANGUAGE": feed.language})
    if entry.description:
        event["description"] = vText(entry.description, params={"LANGUAGE": feed.language})
    if entry.address:
        event.add("url", entry.address)
    if entry.category:
        event.add("categories", [entry.category])
    event.add("class", "PUBLIC")
    event.add("transp", "TRANSPARENT")
    if entry.until and entry.until > entry.day:
        event.add("rrule", {"freq": "yearly", "until": entry.until})
    if feed.remind is not None and entry.sort is Sort.DUE:
        event.add_component(_alarm(feed, entry, feed.remind))
    return event


def _alarm(feed: Feed, entry: Entry, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm["description"] = vText(feed.reminder or entry.summary, params={"LANGUAGE": feed.language})
    alarm.add("trigger", timedelta(days=-days))
    return alarm
