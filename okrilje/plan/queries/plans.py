"""A plan in numbers and in outline."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, F, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from okrilje.lib.scripts import fold
from okrilje.plan.models import (
    ActionPlan,
    Activity,
    DueDate,
    Finding,
    Indicator,
    Measure,
    Pillar,
    Programme,
    Resource,
    Responsibility,
)


def _in_force(activities: str) -> Q:
    """Pillars or programmes of which an amendment left something: an empty one is in force, an emptied one is not.

    ``activities`` is the way from the row to its activities.
    """
    return Q(**{f"{activities}__isnull": True}) | Q(**{f"{activities}__is_withdrawn": False})


def pillars_of(plan: ActionPlan) -> QuerySet[Pillar]:
    return plan.pillars.filter(_in_force("programmes__activities")).distinct().order_by("order")


def programmes() -> QuerySet[Programme]:
    """Programmes to prefetch under ``pillars_of``."""
    return Programme.objects.filter(_in_force("activities")).distinct().order_by("order")


def _count(model: type[Model], plan: str, *conditions: Q, distinct: str = "pk", **only: Any) -> Coalesce:
    """The number of rows of ``model`` under each plan; ``plan`` is the way from the row to its plan."""
    rows = model._default_manager.filter(*conditions, **{plan: OuterRef("pk")}, **only).order_by().values(plan)
    return Coalesce(Subquery(rows.annotate(n=Count(distinct, distinct=True)).values("n")), 0)


def with_counts(plans: QuerySet[ActionPlan]) -> QuerySet[ActionPlan]:
    """Each plan with the numbers that describe it, however many plans there are in one query."""
    live: dict[str, Any] = {"activity__is_withdrawn": False}
    return plans.annotate(
        pillar_count=_count(Pillar, "plan", _in_force("programmes__activities")),
        programme_count=_count(Programme, "pillar__plan", _in_force("activities")),
        activity_count=_count(Activity, "plan", is_withdrawn=False),
        indicator_count=_count(Indicator, "activity__plan", **live),
        measure_count=_count(Measure, "indicator__activity__plan", indicator__activity__is_withdrawn=False),
        institution_count=_count(Responsibility, "activity__plan", distinct="institution", **live),
        pair_count=_count(Responsibility, "activity__plan", **live),
        donor_count=_count(Resource, "activity__plan", distinct="source", type=Resource.Type.DONOR, **live),
        due_date_count=_count(DueDate, "activity__plan", **live),
        dated_count=_count(DueDate, "activity__plan", distinct="activity", **live),
    )


def outline(plan: ActionPlan) -> list[Pillar]:
    """The pillars with their programmes, all of them with ``activity_count`` and ``indicator_count``."""
    live = Q(activities__is_withdrawn=False)
    counted = programmes().annotate(
        activity_count=Count("activities", filter=live, distinct=True),
        indicator_count=Count("activities__indicators", filter=live, distinct=True),
    )
    pillars = list(pillars_of(plan).prefetch_related(Prefetch("programmes", counted)))
    for pillar in pillars:
        for name in ("activity_count", "indicator_count"):
            setattr(pillar, name, sum(getattr(programme, name) for programme in pillar.programmes.all()))
    return pillars


def deadlines_around(plan: ActionPlan, today: date, *, number: int = 4) -> tuple[list[DueDate], bool]:
    """The next due dates and True; where none is left the last ones, latest first, and False."""
    dates = DueDate.objects.filter(activity__plan=plan, activity__is_withdrawn=False).select_related("activity")
    coming = list(dates.filter(due_on__gte=today).order_by("due_on", "activity__order")[:number])
    if coming:
        return coming, True
    return list(dates.order_by("-due_on", "-activity__order")[:number]), False


def open_findings(plan: ActionPlan) -> dict[str, int]:
    """How many findings nobody has accepted yet, by severity, the gravest first; a zero is written."""
    found = dict(plan.findings.filter(accepted_at=None).order_by().values_list("severity").annotate(n=Count("pk")))
    return {severity.value: found.get(severity.value, 0) for severity in Finding.Severity}


def matching(words: str, *, prefix: str = "") -> Q:
    """Rows whose folded ``search`` holds every one of the words, however they are spelt."""
    found = Q()
    for word in fold(words).split():
        found &= Q(**{f"{prefix}search__contains": word})
    return found


def search(plans: Collection[ActionPlan] | QuerySet[ActionPlan], words: str) -> QuerySet[Activity]:
    """Activities of these plans that hold all the words."""
    return (
        Activity.objects.filter(matching(words), plan__in=plans, is_withdrawn=False)
        .select_related("plan", "programme")
        .prefetch_related("due_dates")
        .order_by(F("plan__is_demonstration"), "plan__code", "order")
    )
