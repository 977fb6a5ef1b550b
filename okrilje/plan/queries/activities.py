"""Activities as lists and one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from okrilje.plan.models import (
    ActionPlan,
    Activity,
    Dependency,
    Indicator,
    Pillar,
    Resource,
    Responsibility,
)
from okrilje.plan.queries.plans import pillars_of, programmes


def _responsible() -> Prefetch[str, QuerySet[Responsibility], str]:
    return Prefetch("responsibilities", Responsibility.objects.select_related("institution").order_by("order"))


def counted(model: type[Model]) -> QuerySet[Any, Any]:
    """How many rows of ``model`` an activity has, as a subquery."""
    rows = model._default_manager.filter(activity=OuterRef("pk")).order_by().values("activity")
    counts: QuerySet[Any, Any] = rows.annotate(n=Count("pk")).values("n")
    return counts


def listed(plan: ActionPlan) -> QuerySet[Activity]:
    """The activities of the plan in its order, with all that a row of a table shows, in a fixed number of queries."""
    return (
        plan.activities.filter(is_withdrawn=False)
        .annotate(indicator_count=Coalesce(Subquery(counted(Indicator)), 0))
        .defer("search", "notes")
        .select_related("programme")
        .prefetch_related(_responsible(), "due_dates")
        .order_by("order")
    )


def tree(plan: ActionPlan, only: str = "") -> QuerySet[Pillar]:
    """Pillars, their programmes with ``activity_count``, and the activities: of all pillars, or only of this one."""
    activities = listed(plan).select_related(None)
    if only:
        activities = activities.filter(programme__pillar__code=only)
    live = Count("activities", filter=Q(activities__is_withdrawn=False), distinct=True)
    full = programmes().annotate(activity_count=live).prefetch_related(Prefetch("activities", activities))
    return pillars_of(plan).prefetch_related(Prefetch("programmes", full))


def in_full(plan: ActionPlan) -> QuerySet[Activity]:
    """Activities with everything that is known about them. Withdrawn ones too: their addresses stay good."""
    ends = Activity.objects.defer("search").prefetch_related("due_dates")
    return plan.activities.select_related("programme__pillar").prefetch_related(
        _responsible(),
        "due_dates",
        Prefetch("resources", Resource.objects.select_related("source").order_by("order")),
        Prefetch("indicators", Indicator.objects.order_by("number").prefetch_related("measures")),
        Prefetch("depends_on", Dependency.objects.prefetch_related(Prefetch("before", ends))),
        Prefetch("enables", Dependency.objects.prefetch_related(Prefetch("after", ends))),
    )


def neighbours(plan: ActionPlan, activity: Activity) -> tuple[Activity | None, Activity | None]:
    """The activity before and the one after it in the plan."""
    live = plan.activities.filter(is_withdrawn=False).only("code", "title", "labels", "order", "plan_id")
    previous = live.filter(order__lt=activity.order).order_by("-order").first()
    return previous, live.filter(order__gt=activity.order).order_by("order").first()


def due_years(plan: ActionPlan) -> Iterable[int]:
    days = plan.activities.filter(is_withdrawn=False, due_dates__isnull=False)
    return [day.year for day in days.order_by().dates("due_dates__due_on", "year")]
