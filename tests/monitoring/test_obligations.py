"""Deadlines into report points, against a reference that walks through every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts import catalogue
from okrilje.lib.periods import Length, Period, between, code, containing
from okrilje.monitoring import points
from okrilje.monitoring.obligations import Asks, Frame, is_asked, report_points
from okrilje.plan.content import Deadline, DeadlineKind, MinFrequency, Plan, Window
from okrilje.plan.models import Activity
from tests.plan.factories import activity, plan_value, stored

days = st.dates(date(2018, 1, 1), date(2028, 12, 31))
lengths = st.sampled_from(list(Length))


@st.composite
def spans(draw: st.DrawFn) -> Period:
    first, last = sorted((draw(days), draw(days)))
    return Period(first, last)


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    span = draw(spans())
    return Frame(span.start, span.end, draw(lengths), draw(st.none() | days))


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline:
    kind = draw(st.sampled_from(list(DeadlineKind)))
    span = draw(spans())
    if kind is DeadlineKind.MULTIPLE:
        windows = draw(st.lists(spans(), min_size=1, max_size=4))
        return Deadline(kind=kind, points=tuple(Window(start=w.start, end=w.end) for w in windows))
    if kind is DeadlineKind.MINIMUM_FREQUENCY:
        per = draw(st.sampled_from(["half-year", "year"]))
        minimum = MinFrequency(count=draw(st.integers(1, 5)), per=per)
        return Deadline(kind=kind, start=span.start, end=span.end, min_frequency=minimum)
    return Deadline(kind=kind, start=span.start, end=span.end)


# --- The slow, obvious reference ----------------------------------------------------------------------------------


def period_of(day: date, months: int) -> tuple[int, int]:
    return day.year, (day.month - 1) // months


def runs(first: date, last: date, months: int) -> list[tuple[date, date]]:
    """The runs of days that share a calendar period, found by walking through the days."""
    found: list[tuple[date, date]] = []
    day = first
    while day <= last:
        if found and period_of(found[-1][1], months) == period_of(day, months):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
        day += timedelta(1)
    return found


def reference(deadline: Deadline, frame: Frame) -> list[tuple[str, date, date, int, date | None]]:
    if deadline.kind is DeadlineKind.UNREADABLE:
        return []
    due = [(w.start, w.end) for w in deadline.due]
    if due:
        found = [("result", a, b, 1, max(b, frame.adopted_on or b)) for a, b in due]
        return sorted(found, key=lambda one: (one[2], one[1]))
    per, count, asks = frame.every.months, 1, "activity"
    if deadline.min_frequency:
        asks, count = "occurrences", deadline.min_frequency.count
        own = 6 if deadline.min_frequency.per == "half-year" else 12
        per = max(own, frame.every.months)
    elif deadline.kind is DeadlineKind.YEARLY:
        asks, own, per = "occurrences", 12, 12
    rows = []
    for a, b in runs(deadline.start or frame.first, deadline.end or frame.last, per):
        if frame.adopted_on and b < frame.adopted_on:
            continue
        times = len(runs(a, b, own)) if asks == "occurrences" else 1
        behind = max(b, frame.adopted_on or b) if asks == "occurrences" else None
        rows.append((asks, a, b, count * times, behind))
    return rows


@given(deadlines(), frames())
def test_report_points_are_those_that_a_walk_through_the_days_finds(deadline: Deadline, frame: Frame) -> None:
    found = report_points(deadline, frame)
    as_rows = [(p.asks.value, p.window.start, p.window.end, p.count, p.behind_after) for p in found]
    assert sorted(map(repr, as_rows)) == sorted(map(repr, reference(deadline, frame)))
    assert [p.due_on for p in found] == sorted(p.due_on for p in found)
    assert sorted(p.number for p in found) == list(range(1, len(found) + 1))


@given(deadlines(), frames())
def test_nothing_can_be_behind_before_the_adoption(deadline: Deadline, frame: Frame) -> None:
    for point in report_points(deadline, frame):
        if point.behind_after and frame.adopted_on:
            assert point.behind_after >= frame.adopted_on


@given(spans(), lengths)
def test_periods_are_the_runs_of_days_that_share_one(span: Period, length: Length) -> None:
    assert [(p.start, p.end) for p in between(span.start, span.end, length)] == runs(
        span.start, span.end, length.months
    )


@given(days, lengths)
def test_a_day_lies_in_the_period_that_contains_it(day: date, length: Length) -> None:
    whole = containing(day, length)
    assert day in whole and period_of(whole.start, length.months) == period_of(whole.end, length.months)
    assert (whole.end + timedelta(1)).day == 1 and whole.start.day == 1


@pytest.mark.parametrize(
    ("day", "length", "name"),
    [
        (date(2021, 5, 3), Length.HALF_YEAR, "2021-H1"),
        (date(2021, 7, 1), Length.HALF_YEAR, "2021-H2"),
        (date(2021, 12, 31), Length.QUARTER, "2021-Q4"),
        (date(2020, 2, 29), Length.YEAR, "2020"),
    ],
)
def test_a_period_is_named_so_that_it_sorts(day: date, length: Length, name: str) -> None:
    assert code(containing(day, length), length) == name


def test_a_result_is_asked_for_until_it_is_there() -> None:
    deadline = Deadline(kind=DeadlineKind.MONTH, start=date(2021, 3, 1), end=date(2021, 3, 31))
    (point,) = report_points(deadline, Frame(date(2020, 1, 1), date(2023, 12, 31), Length.HALF_YEAR))
    halves = between(date(2020, 1, 1), date(2023, 12, 31), Length.HALF_YEAR)
    assert [code(h, Length.HALF_YEAR) for h in halves if is_asked(point, h, settled=False)] == [
        "2021-H1", "2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2",
    ]  # fmt: skip
    assert not any(is_asked(point, half, settled=True) for half in halves)


# --- The plan of Bosnia and Herzegovina ---------------------------------------------------------------------------

SHIPPED = Plan.model_validate(catalogue.country_file("bih", "plan-2020-2023.json"))
#: The plan is to be adopted by the end of September 2020 (1.1.4).
BIH = Frame(date(2020, 1, 1), date(2023, 12, 31), Length.HALF_YEAR, date(2020, 9, 30))


def test_the_plan_has_46_due_dates_in_the_years_that_it_names() -> None:
    results = [p for a in SHIPPED.activities for p in report_points(a.deadline, BIH) if p.asks is Asks.RESULT]
    per_year = {year: sum(p.due_on.year == year for p in results) for year in range(2020, 2025)}
    assert per_year == {2020: 18, 2021: 17, 2022: 4, 2023: 5, 2024: 2}


def test_half_yearly_meetings_are_seven_from_the_adoption_on_and_eight_in_all() -> None:
    by_code = {a.code: a for a in SHIPPED.activities}
    for meeting in ("1.3.1", "1.3.3", "1.3.4", "1.3.5"):
        points = report_points(by_code[meeting].deadline, BIH)
        assert (len(points), {p.asks for p in points}, {p.count for p in points}) == (7, {Asks.OCCURRENCES}, {1})
        unknown = Frame(BIH.first, BIH.last, Length.HALF_YEAR)
        assert len(report_points(by_code[meeting].deadline, unknown)) == 8


def test_yearly_days_and_twice_a_year_are_asked_for_by_the_year() -> None:
    by_code = {a.code: a for a in SHIPPED.activities}
    for code_, count in (("2.1.2", 1), ("2.1.3", 1), ("5.1.2", 2), ("5.1.3", 2)):
        points = report_points(by_code[code_].deadline, BIH)
        assert [(p.due_on.year, p.count) for p in points] == [(year, count) for year in range(2020, 2024)]


def test_several_dates_are_numbered_as_the_plan_lists_them_not_by_the_calendar(db: None) -> None:
    """Completions name a due date by its number: both sides have to count alike."""
    listed = [
        Window(start=date(2022, 3, 1), end=date(2022, 3, 31)),
        Window(start=date(2021, 3, 1), end=date(2021, 3, 31)),
    ]
    value = {"kind": "multiple-dates", "points": [w.model_dump() for w in listed]}
    row = stored(plan_value(activity("1.1.1", deadline=value))).activities.get()
    windows = points.due_windows(Activity.objects.all())[row.pk]
    assert [last.year for _first, last in windows] == [2022, 2021]
    found = points.of(row, windows, Frame(date(2020, 1, 1), date(2023, 12, 31), Length.HALF_YEAR))
    assert [(p.due_on.year, p.number) for p in found] == [(2021, 2), (2022, 1)]
