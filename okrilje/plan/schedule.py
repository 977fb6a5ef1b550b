"""The activities of a plan as entries of a calendar, worded in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.plan import calendars, wording
from okrilje.plan.calendars import Entry, Sort
from okrilje.plan.models import ActionPlan, Activity, DueDate
from okrilje.plan.queries.activities import listed


def with_pillars(plan: ActionPlan):  # type: ignore[no-untyped-def]
    """The activities of the plan, each with its pillar, its due dates and who is responsible."""
    return listed(plan).select_related("programme__pillar")


def asked_days(activities: QuerySet[Activity]) -> tuple[list[date], list[date]]:
    """All due days of the activities, and the days that close a period with a minimum; without their words."""
    due = DueDate.objects.filter(activity__in=_bare(activities)).order_by("due_on").values_list("due_on", flat=True)
    checked = _bare(activities).exclude(min_per="").order_by()
    periods = checked.values_list("starts_on", "ends_on", "min_per").distinct()
    return list(due), [
        day for start, end, per in periods if start and end for day in calendars.closing_days(start, end, per)
    ]


def asking_in(activities: QuerySet[Activity], year: int) -> QuerySet[Activity]:
    """Those of the activities that may ask for something in this year."""
    due = DueDate.objects.filter(due_on__year=year).values("activity")
    return activities.filter(Q(pk__in=due) | ~Q(min_per=""))


def _bare(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    return Activity.objects.filter(pk__in=activities.values("pk"))


def entries(plan: ActionPlan, activities: Iterable[Activity]) -> list[Entry]:
    """What the plan asks for on which day: every due date, and the end of every period with a minimum."""
    found: list[Entry] = []
    for activity in activities:
        found += _due(plan, activity) + _checks(plan, activity)
    return found


def _due(plan: ActionPlan, activity: Activity) -> list[Entry]:
    return [
        Entry(
            key=f"{plan.code}.{activity.code}.due-{due.order}",
            code=activity.code,
            day=due.due_on,
            sort=Sort.DUE,
            summary=f"{activity.code} {activity.label}",
            description=_description(activity),
            address=reverse("plan:activity", args=[plan.code, activity.code]),
            category=activity.programme.pillar.label,
        )
        for due in activity.due_dates.all()
    ]


def _checks(plan: ActionPlan, activity: Activity) -> list[Entry]:
    if not (activity.min_per and activity.starts_on and activity.ends_on):
        return []
    how_often = wording.hidden_minimum(activity) or wording.deadline(activity)
    entry = Entry(
        key=f"{plan.code}.{activity.code}.{activity.min_per}",
        code=activity.code,
        day=activity.ends_on,
        sort=Sort.CHECK,
        summary=f"{activity.code} {activity.label} ({how_often})",
        description=_description(activity),
        address=reverse("plan:activity", args=[plan.code, activity.code]),
        category=activity.programme.pillar.label,
    )
    return calendars.recurring(activity.starts_on, activity.ends_on, activity.min_per, entry)


def _description(activity: Activity) -> str:
    who = ", ".join(part.institution.title for part in activity.responsibilities.all())
    lines = [
        _("Deadline: %(deadline)s") % {"deadline": wording.deadline(activity)},
        _("Responsible: %(institutions)s") % {"institutions": who} if who else "",
        activity.official,
    ]
    return "\n".join(line for line in lines if line)
