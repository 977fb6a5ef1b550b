"""Who has to be reminded of what. Pure: from the state of the reports and a day to reminders.

Every reminder holds from a day on until the next one takes over, and has a key that stays the same: it is sent once,
on the first day on which the worker runs. So a day without a worker delays a reminder and never loses one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from okrilje.monitoring.rules import OPEN, Status

#: Days before the due date, and days of waiting after which somebody is reminded.
SOON, VERY_SOON, OVERDUE_AGAIN = 14, 3, 7
UNTOUCHED, UNAPPROVED, UNREVIEWED, UNREVISED = 21, 5, 10, 7


class Kind(StrEnum):
    DUE_SOON = "due-soon"
    DUE_VERY_SOON = "due-very-soon"
    OVERDUE = "overdue"
    OVERDUE_AGAIN = "overdue-again"
    UNTOUCHED = "untouched"
    UNAPPROVED = "unapproved"
    UNREVIEWED = "unreviewed"
    UNREVISED = "unrevised"
    #: To the head of the institution; nobody can turn this one off.
    ESCALATED = "escalated"
    #: To the coordinator, when the last day of grace is over.
    SILENT = "silent"
    DIGEST = "digest"
    #: To whoever was named in a comment; the only one that does not wait for a morning.
    MENTIONED = "mentioned"
    #: To whoever added a file, when a virus was found in it; not a matter of days.
    INFECTED = "infected"


class To(StrEnum):
    WRITERS = "writers"
    APPROVERS = "approvers"
    COORDINATORS = "coordinators"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Report:
    """How the report of an institution stands in an open cycle. Plan, cycle and institution by their codes.

    ``since``: the day of its last step, at first that on which the cycle was opened. ``touched_on``: the last day on
    which somebody wrote in it or took a step. ``handed_in``: it has been with the coordinator.
    """

    plan: str
    cycle: str
    institution: str
    status: Status
    due_on: date
    grace_until: date
    since: date
    touched_on: date
    handed_in: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """``on`` is the day that its sentence names; the lists are codes of institutions, for the coordinator."""

    kind: Kind
    to: To
    key: str
    plan: str
    cycle: str
    institution: str
    on: date
    silent: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


def reminders(reports: Iterable[Report], day: date, *, after: date | None = None) -> list[Reminder]:
    """All that holds on ``day``, whether it was sent before or not. ``after``: the last day that was looked at, in
    case a Monday was missed since.
    """
    known = list(reports)
    found = [reminder for report in known for reminder in (*_to_write(report, day), *_waiting(report, day))]
    by_cycle: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in known:
        by_cycle[report.plan, report.cycle].append(report)
    monday = day - timedelta(days=day.weekday())
    for together in by_cycle.values():
        found += _note(together, day)
        if monday > (after or day - timedelta(days=1)):
            found += _digest(together, day, monday)
    return found


def _about(report: Report, kind: Kind, to: To, on: date, mark: date | None = None) -> Reminder:
    """``mark`` tells apart what may happen several times."""
    parts = [kind, report.plan, report.cycle, report.institution, *([mark.isoformat()] if mark else [])]
    return Reminder(kind, to, "/".join(parts), report.plan, report.cycle, report.institution, on)


def _to_write(report: Report, day: date) -> Iterator[Reminder]:
    """Around the due date, to whoever has it on the table: who writes, or the approver of what was prepared."""
    if report.handed_in or report.status not in (*OPEN, Status.PREPARED):
        return
    left = (report.due_on - day).days
    to = To.APPROVERS if report.status is Status.PREPARED else To.WRITERS
    if day > report.grace_until:
        yield _about(report, Kind.ESCALATED, To.APPROVERS, report.grace_until)
    elif left <= -OVERDUE_AGAIN:
        yield _about(report, Kind.OVERDUE_AGAIN, to, report.due_on)
    elif left < 0:
        yield _about(report, Kind.OVERDUE, to, report.due_on)
    elif to is To.WRITERS and left <= VERY_SOON:
        yield _about(report, Kind.DUE_VERY_SOON, to, report.due_on)
    elif to is To.WRITERS and left <= SOON:
        yield _about(report, Kind.DUE_SOON, to, report.due_on)


def _waiting(report: Report, day: date) -> Iterator[Reminder]:
    """What lies somewhere for too long. A draft after its due date is overdue already, and nothing else besides."""
    waits, idle = (day - report.since).days, (day - report.touched_on).days
    if report.status in OPEN and report.handed_in:
        if idle >= UNREVISED:
            yield _about(report, Kind.UNREVISED, To.WRITERS, report.touched_on, report.touched_on)
    elif report.status in OPEN:
        if idle >= UNTOUCHED and day <= report.due_on:
            yield _about(report, Kind.UNTOUCHED, To.WRITERS, report.touched_on, report.touched_on)
    elif report.status is Status.PREPARED and waits >= UNAPPROVED:
        yield _about(report, Kind.UNAPPROVED, To.APPROVERS, report.since, report.since)
    elif report.status is Status.SUBMITTED and waits > UNREVIEWED:
        yield _about(report, Kind.UNREVIEWED, To.COORDINATORS, report.since, report.since)


def _silent(together: Iterable[Report], day: date) -> tuple[str, ...]:
    return tuple(sorted(one.institution for one in together if not one.handed_in and day > one.due_on))


def _note(together: list[Report], day: date) -> Iterator[Reminder]:
    """One note for all who are silent, not one for each of them."""
    first = together[0]
    silent = _silent(together, day)
    if silent and day > first.grace_until:
        key = f"{Kind.SILENT}/{first.plan}/{first.cycle}"
        yield Reminder(Kind.SILENT, To.COORDINATORS, key, first.plan, first.cycle, "", first.grace_until, silent)


def _digest(together: list[Report], day: date, monday: date) -> Iterator[Reminder]:
    first = together[0]
    silent = _silent(together, day)
    waiting = tuple(sorted(one.institution for one in together if one.status is Status.SUBMITTED))
    back = (*OPEN, Status.PREPARED)
    returned = tuple(sorted(one.institution for one in together if one.handed_in and one.status in back))
    if silent or waiting or returned:
        key = f"{Kind.DIGEST}/{first.plan}/{first.cycle}/{monday.isoformat()}"
        yield Reminder(
            Kind.DIGEST, To.COORDINATORS, key, first.plan, first.cycle, "", monday, silent, waiting, returned
        )


def to_plain(reminder: Reminder) -> dict[str, Any]:
    """For JSON; ``from_plain`` reads it."""
    return {**asdict(reminder), "on": reminder.on.isoformat()}


def from_plain(said: Mapping[str, Any]) -> Reminder:
    lists = {name: tuple(said[name]) for name in ("silent", "waiting", "returned")}
    typed = {"kind": Kind(said["kind"]), "to": To(said["to"]), "on": date.fromisoformat(said["on"])}
    return Reminder(**{**said, **lists, **typed})
