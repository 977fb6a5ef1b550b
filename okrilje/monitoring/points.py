"""The report points of the activities in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from okrilje.lib.periods import Length
from okrilje.monitoring.models import Reporting
from okrilje.monitoring.obligations import Frame, ReportPoint, report_points
from okrilje.plan.content import Deadline, DeadlineKind, MinFrequency, Window
from okrilje.plan.models import ActionPlan, Activity, DueDate

#: First and last day of each window in which something is due, in the order of the plan.
Windows = tuple[tuple[date, date], ...]


def frame(plan: ActionPlan, reporting: Reporting) -> Frame:
    return Frame(plan.starts_on, plan.ends_on, Length(reporting.every), reporting.adopted_on)


def due_windows(activities: QuerySet[Activity]) -> dict[int, Windows]:
    """Activity id -> its due windows; activities without any are left out."""
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    rows = DueDate.objects.filter(activity__in=activities.order_by().values("pk")).order_by("order")
    for activity, first, last in rows.values_list("activity_id", "starts_on", "due_on"):
        found[activity].append((first, last))
    return {activity: tuple(windows) for activity, windows in found.items()}


def windows_read(activities: Iterable[Activity]) -> dict[int, Windows]:
    """The same from ``due_dates`` that were read with the activities."""
    found = {}
    for activity in activities:
        if dues := sorted(activity.due_dates.all(), key=lambda due: due.order):
            found[activity.pk] = tuple((due.starts_on, due.due_on) for due in dues)
    return found


def of(activity: Activity, windows: Windows, within: Frame) -> tuple[ReportPoint, ...]:
    """The report points of a stored activity; ``windows`` as ``due_windows`` gives them."""
    start, end = activity.starts_on, activity.ends_on
    return _of(activity.deadline_kind, start, end, activity.min_count, activity.min_per, windows, within)


@lru_cache(maxsize=4096)
def _of(
    kind: str,
    start: date | None,
    end: date | None,
    count: int | None,
    per: str,
    windows: Windows,
    within: Frame,
) -> tuple[ReportPoint, ...]:
    """Most activities of a plan share their deadline with many others, so each is worked out once."""
    minimum = MinFrequency.model_validate({"count": count, "per": per}) if count else None
    dues = tuple(Window(start=first, end=last) for first, last in windows)
    return report_points(
        Deadline(kind=DeadlineKind(kind), start=start, end=end, points=dues or None, min_frequency=minimum), within
    )
