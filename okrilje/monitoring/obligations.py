"""From the deadline of an activity to what has to be reported on it, and by when. Pure.

A deadline is turned into *report points*. A point asks for one of three things:

* a **result** that has to be there by a day: a month, half-year, year, range, or each of several dates;
* **occurrences**: something that has to happen a number of times within a half-year or a year;
* **activity**: continuous work, of which each cycle asks whether there was any.

Nothing can be behind before the plan is adopted: a result due earlier is behind only after the adoption, and a
half-year or year that was over by then asks for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from okrilje.lib import periods
from okrilje.lib.periods import Length, Period
from okrilje.plan.content import Deadline, DeadlineKind


class Asks(StrEnum):
    RESULT = "result"
    OCCURRENCES = "occurrences"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class ReportPoint:
    """One thing to report on. ``number`` tells the points of an activity apart, from 1; of several dates it is the
    place of the date in the plan.

    ``count`` is how many times at least (1 for a result). It is behind from the day after ``behind_after``; what
    asks only whether there was any activity is never behind (None).
    """

    number: int
    asks: Asks
    window: Period
    count: int = 1
    behind_after: date | None = None

    @property
    def due_on(self) -> date:
        return self.window.end


@dataclass(frozen=True, slots=True)
class Frame:
    """What a plan says about all its deadlines: its period, the day it was adopted, how often is reported.

    ``adopted_on`` None: nobody knows, so the plan counts as adopted from its first day.
    """

    first: date
    last: date
    every: Length
    adopted_on: date | None = None


def report_points(deadline: Deadline, frame: Frame) -> tuple[ReportPoint, ...]:
    """The report points of a deadline, in the order of their last days.

    A deadline that nobody could read asks for nothing: it is a finding about the plan, not about who reports.
    """
    if deadline.due:
        windows = [Period(window.start, window.end) for window in deadline.due]
        return _numbered([(Asks.RESULT, window, 1) for window in windows], frame)
    if minimum := deadline.min_frequency:
        return _numbered(_minimum(deadline, frame, minimum.count, Length(minimum.per)), frame)
    if deadline.kind is DeadlineKind.YEARLY:
        return _numbered(_minimum(deadline, frame, 1, Length.YEAR), frame)
    if deadline.kind is DeadlineKind.CONTINUOUS:
        return _numbered([(Asks.ACTIVITY, w, 1) for w in _running(deadline, frame, frame.every)], frame)
    return ()


def _running(deadline: Deadline, frame: Frame, length: Length) -> list[Period]:
    """The periods in which continuous work goes on; those that were over before the adoption ask for nothing."""
    windows = periods.between(deadline.start or frame.first, deadline.end or frame.last, length)
    return [window for window in windows if frame.adopted_on is None or window.end >= frame.adopted_on]


def _minimum(deadline: Deadline, frame: Frame, count: int, per: Length) -> list[tuple[Asks, Period, int]]:
    """``count`` in each half-year or year. Where a cycle is longer than that, one number is reported for several of
    them at once, so they are asked for together.
    """
    length = max(per, frame.every, key=lambda one: one.months)
    return [
        (Asks.OCCURRENCES, window, count * len(periods.between(window.start, window.end, per)))
        for window in _running(deadline, frame, length)
    ]


def _numbered(asked: Sequence[tuple[Asks, Period, int]], frame: Frame) -> tuple[ReportPoint, ...]:
    """Numbered as the plan lists them, in the order of their last days."""
    made = [
        ReportPoint(number, asks, window, count, _behind_after(asks, window, frame))
        for number, (asks, window, count) in enumerate(asked, 1)
    ]
    return tuple(sorted(made, key=lambda point: (point.window.end, point.window.start, point.number)))


def _behind_after(asks: Asks, window: Period, frame: Frame) -> date | None:
    if asks is Asks.ACTIVITY:
        return None
    return max(window.end, frame.adopted_on) if frame.adopted_on else window.end


def is_asked(point: ReportPoint, cycle: Period, *, settled: bool) -> bool:
    """Must the cycle say something about this point?

    A result is asked for in the cycle in which it falls due and in every later one until it is there (``settled``);
    occurrences and activity are asked for in every cycle of their window.
    """
    if point.asks is Asks.RESULT:
        return point.due_on <= cycle.end and not settled
    return point.window.overlaps(cycle)
