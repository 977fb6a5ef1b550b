"""How long a request has been waiting, and what a year of requests looks like. Pure; days are passed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median


class Stage(StrEnum):
    ARRIVED = "arrived"
    FORWARDED = "forwarded"
    OVERDUE = "overdue"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Way:
    """The days of a request; None where that has not happened, or no deadline is set."""

    arrived: date
    forwarded: date | None = None
    due: date | None = None
    answered: date | None = None

    def is_open(self, day: date) -> bool:
        """Whether it had arrived by the end of that day and was not answered."""
        return self.arrived <= day and (self.answered is None or self.answered > day)

    def stage(self, day: date) -> Stage:
        """Where it stood at the end of a day. A deadline is kept by an answer on the day itself."""
        if not self.is_open(day):
            return Stage.ANSWERED
        if self.due and day > self.due:
            return Stage.OVERDUE
        return Stage.FORWARDED if self.forwarded and self.forwarded <= day else Stage.ARRIVED

    def age(self, day: date) -> int:
        """Days from arrival to the answer, or to ``day`` while there is none."""
        end = day if self.is_open(day) or self.answered is None else self.answered
        return max((end - self.arrived).days, 0)

    def days_late(self, day: date) -> int:
        """Days from the deadline to the answer, or to ``day`` while there is none; 0 where it was or can be kept."""
        if self.due is None:
            return 0
        end = day if self.is_open(day) or self.answered is None else self.answered
        return max((end - self.due).days, 0)


@dataclass(frozen=True, slots=True)
class Request:
    """One row of the yearly table."""

    way: Way
    state: str
    measure: str
    outcome: str = ""
    organs: bool = False


@dataclass(frozen=True)
class Year:
    """``table``: (state, measure) -> requests that arrived in the year. ``median_age`` is that of those answered in it,
    in days; None where none was. ``open`` and ``overdue`` are counted at ``day``, from all years.
    """

    day: date
    table: Counter[tuple[str, str]]
    outcomes: Counter[str]
    arrived: int
    answered: int
    organs: int
    late: int
    median_age: float | None
    open: int
    overdue: int

    @property
    def states(self) -> Counter[str]:
        return _sums(self.table, 0)

    @property
    def measures(self) -> Counter[str]:
        return _sums(self.table, 1)


def _sums(table: Counter[tuple[str, str]], place: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, count in table.items():
        found[key[place]] += count
    return found


def year_of(requests: Iterable[Request], year: int, today: date) -> Year:
    """The year as it stood at its end, or stands ``today`` while it lasts."""
    day = min(date(year, 12, 31), today)
    known = [one for one in requests if one.way.arrived <= day]
    arrived = [one for one in known if one.way.arrived.year == year]
    answered = [one for one in known if one.way.answered and one.way.answered.year == year and one.way.answered <= day]
    ages = [one.way.age(day) for one in answered]
    waiting = [one for one in known if one.way.is_open(day)]
    return Year(
        day=day,
        table=Counter((one.state, one.measure) for one in arrived),
        outcomes=Counter(one.outcome for one in answered if one.outcome),
        arrived=len(arrived),
        answered=len(answered),
        organs=sum(one.organs for one in arrived),
        late=sum(one.way.days_late(day) > 0 for one in answered),
        median_age=median(ages) if ages else None,
        open=len(waiting),
        overdue=sum(one.way.stage(day) is Stage.OVERDUE for one in waiting),
    )
