"""Rules on deadlines: before the adoption, against the order, outside the period, without a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from okrilje.plan.checker import words
from okrilje.plan.checker.rule import Cell, Field, Found, Severity, each, rule
from okrilje.plan.checker.subject import ONGOING, Subject
from okrilje.plan.content import Activity, DeadlineKind, Dependency, MeasureType, Window

#: Continuous work may need this many months after the adoption to begin; waiting longer for another activity
#: contradicts "continuous".
START_UP_MONTHS = 6


@rule(
    "deadline-before-adoption",
    Severity.HIGH,
    title=_("Due before the plan is adopted"),
    sentence=_("%(activity)s is due by %(due)s, before the adoption of the plan (%(adoption)s)."),
    remedy=_("Set a deadline after the adoption, or state that the activity prepares the plan."),
)
def deadline_before_adoption(subject: Subject) -> Iterator[Found]:
    if subject.adoption is None:
        return
    for activity in subject.plan.activities:
        due = activity.deadline.due
        if due and due[0].end < subject.adoption and activity.code not in subject.prepares_plan:
            cells = each([activity.code], Field.DEADLINE)
            if subject.adopting:
                cells += each([subject.adopting.code], Field.DEADLINE)
            values = {"due": due[0].end.isoformat(), "adoption": subject.adoption.isoformat()}
            yield (activity.code,), cells, {"activity": activity.code, **values}


def _once_then(subject: Subject) -> Iterator[tuple[Dependency, Window, Activity]]:
    """The dependencies on something due once. What recurs has no day on which it is finished."""
    for dependency in subject.plan.dependencies:
        due = subject.activities[dependency.before].deadline.due
        if len(due) == 1:
            yield dependency, due[0], subject.activities[dependency.after]


def _pair(dependency: Dependency, **values: date) -> Found:
    codes = (dependency.before, dependency.after)
    days = {name: day.isoformat() for name, day in values.items()}
    return codes, each(codes, Field.DEADLINE), {"before": codes[0], "after": codes[1], **days}


@rule(
    "order-reversed",
    Severity.HIGH,
    title=_("Due before what it depends on"),
    sentence=_("%(after)s is due by %(after_due)s, but it needs %(before)s, which is due only by %(before_due)s."),
    remedy=_("Move one of the two deadlines, or remove the dependency if there is none."),
)
def order_reversed(subject: Subject) -> Iterator[Found]:
    for dependency, before, after in _once_then(subject):
        if after.deadline.due and after.deadline.due[0].end < before.end:
            yield _pair(dependency, before_due=before.end, after_due=after.deadline.due[0].end)


@rule(
    "order-same-deadline",
    Severity.MEDIUM,
    title=_("Due at the same time as what it depends on"),
    sentence=_("%(before)s and %(after)s are both due by %(after_due)s, although %(after)s needs %(before)s."),
    remedy=_("Give the first an earlier deadline, or the second a later one."),
)
def order_same_deadline(subject: Subject) -> Iterator[Found]:
    for dependency, before, after in _once_then(subject):
        if after.deadline.due and after.deadline.due[0].end == before.end:
            yield _pair(dependency, after_due=before.end)


@rule(
    "order-continuous",
    Severity.MEDIUM,
    title=_("Continuous work that cannot begin yet"),
    sentence=_("%(after)s is continuous, but it needs %(before)s, which is due only by %(before_due)s."),
    remedy=_("Say from which date the continuous work runs, or bring the first deadline forward."),
)
def order_continuous(subject: Subject) -> Iterator[Found]:
    for dependency, before, after in _once_then(subject):
        begins = _begins(subject, after) if after.deadline.kind in ONGOING else None
        if begins and _months(begins, before.end) > START_UP_MONTHS:
            yield _pair(dependency, before_due=before.end)


def _begins(subject: Subject, activity: Activity) -> date | None:
    """When continuous work can begin: with its period, but not before the plan is adopted."""
    days = [day for day in (activity.deadline.start or subject.plan.start, subject.adoption) if day]
    return max(days, default=None)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


@rule(
    "order-overlap",
    Severity.LOW,
    title=_("May be done before what it depends on"),
    sentence=_(
        "%(after)s can begin on %(after_start)s, but it needs %(before)s, which may be done as late as %(before_due)s."
    ),
    remedy=_("Let the period of the second begin where that of the first ends."),
)
def order_overlap(subject: Subject) -> Iterator[Found]:
    for dependency, before, after in _once_then(subject):
        for window in after.deadline.due[:1]:
            if window.start < before.end < window.end:
                yield _pair(dependency, after_start=window.start, before_due=before.end)


@rule(
    "outside-plan-period",
    Severity.MEDIUM,
    title=_("Outside the period of the plan"),
    sentence=_("%(activity)s is due by %(due)s, outside the period of the plan (%(first)s to %(last)s)."),
    remedy=_("Follow the plan up beyond its last day, or move the deadline into the period."),
)
def outside_plan_period(subject: Subject) -> Iterator[Found]:
    first, last = subject.plan.start, subject.plan.end
    if first is None or last is None:
        return
    for activity in subject.plan.activities:
        outside = [w for w in activity.deadline.due if w.end > last or w.start < first]
        if outside:
            days = {"due": outside[-1].end.isoformat(), "first": first.isoformat(), "last": last.isoformat()}
            yield (activity.code,), each([activity.code], Field.DEADLINE), {"activity": activity.code, **days}


@rule(
    "series-gap",
    Severity.MEDIUM,
    title=_("A series ends too early"),
    sentence=_("%(before)s recurs until %(last)s only, but %(after)s, which builds on it, is due by %(after_due)s."),
    remedy=_("Add the missing date to the series, or say what the later activity builds on instead."),
)
def series_gap(subject: Subject) -> Iterator[Found]:
    for dependency in subject.plan.dependencies:
        series = subject.activities[dependency.before].deadline.due
        after = subject.activities[dependency.after].deadline.due
        if len(series) > 1 and len(after) == 1:
            step = min(_months(one.end, other.end) for one, other in pairwise(series))
            if step > 0 and _months(series[-1].end, after[0].end) >= step:
                yield _pair(dependency, last=series[-1].end, after_due=after[0].end)


@rule(
    "undated-deliverable",
    Severity.LOW,
    title=_("A result without a date"),
    sentence=_("%(activity)s is to produce a result once, but its deadline is continuous."),
    remedy=_("Set a date for the result; the work with it afterwards can stay continuous."),
)
def undated_deliverable(subject: Subject) -> Iterator[Found]:
    for activity in subject.plan.activities:
        if activity.deadline.kind is not DeadlineKind.CONTINUOUS:
            continue
        milestones = [
            Cell(activity.code, Field.INDICATOR, number)
            for number, indicator in enumerate(activity.indicators, 1)
            if any(m.type is MeasureType.MILESTONE for m in indicator.measures)
        ]
        if milestones or words.holds(activity.text, words.CREATE | words.INTRODUCE):
            cells = (*each([activity.code], Field.ACTIVITY, Field.DEADLINE), *milestones)
            yield (activity.code,), cells, {"activity": activity.code}


@rule(
    "frequency-hidden",
    Severity.LOW,
    title=_("The frequency is not in the deadline"),
    sentence=_("The text of %(activity)s asks for a minimum frequency; its deadline says only that it is continuous."),
    remedy=_("Write the minimum frequency into the deadline."),
)
def frequency_hidden(subject: Subject) -> Iterator[Found]:
    for activity in subject.plan.activities:
        deadline = activity.deadline
        if deadline.kind is DeadlineKind.CONTINUOUS and deadline.min_frequency:
            cells = each([activity.code], Field.ACTIVITY, Field.DEADLINE)
            yield (activity.code,), cells, {"activity": activity.code}


@rule(
    "deadline-unreadable",
    Severity.HIGH,
    title=_("No deadline that can be read"),
    sentence=_("The deadline of %(activity)s cannot be read: “%(text)s”."),
    remedy=_("Write a month, a half-year, a year, a date or a word such as “continuous”."),
)
def deadline_unreadable(subject: Subject) -> Iterator[Found]:
    for activity in subject.plan.activities:
        if activity.deadline.kind is DeadlineKind.UNREADABLE:
            values = {"activity": activity.code, "text": activity.deadline.raw}
            yield (activity.code,), each([activity.code], Field.DEADLINE), values


RULES = (
    deadline_before_adoption,
    order_reversed,
    order_same_deadline,
    order_continuous,
    order_overlap,
    outside_plan_period,
    series_gap,
    undated_deliverable,
    frequency_hidden,
    deadline_unreadable,
)
