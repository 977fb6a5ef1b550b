"""Quarters, half-years and years of the calendar. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Length(StrEnum):
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {Length.QUARTER: 3, Length.HALF_YEAR: 6, Length.YEAR: 12}[self]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the first day to the last; both belong to it."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def overlaps(self, other: Period) -> bool:
        return self.start <= other.end and other.start <= self.end


def containing(day: date, length: Length) -> Period:
    """The quarter, half-year or year of the calendar in which ``day`` lies.

    >>> str(containing(date(2021, 5, 3), Length.HALF_YEAR).end)
    '2021-06-30'
    """
    first = (day.month - 1) // length.months * length.months + 1
    last = first + length.months - 1
    return Period(date(day.year, first, 1), date(day.year, last, calendar.monthrange(day.year, last)[1]))


def between(first: date, last: date, length: Length) -> list[Period]:
    """The periods of the calendar that have a day from ``first`` to ``last``, the outer two cut off there."""
    found: list[Period] = []
    while first <= last:
        whole = containing(first, length)
        found.append(Period(first, min(whole.end, last)))
        if whole.end == date.max:
            break
        first = date.fromordinal(whole.end.toordinal() + 1)
    return found


def number(period: Period, length: Length) -> int:
    """Which one of its year: 1 to 4 for quarters, 1 or 2 for half-years, 1 for a year."""
    return (period.start.month - 1) // length.months + 1


def code(period: Period, length: Length) -> str:
    """A short name that sorts: "2021-Q3", "2021-H1", "2021"."""
    letter = {Length.QUARTER: "-Q", Length.HALF_YEAR: "-H", Length.YEAR: ""}[length]
    return f"{period.start.year}{letter}{number(period, length) if letter else ''}"
