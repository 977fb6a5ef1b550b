"""Who consolidates which activity."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from okrilje.accounts.models import Institution
from okrilje.monitoring.models import Lead
from okrilje.plan.models import ActionPlan, Activity, Responsibility


def leads(plan: ActionPlan) -> dict[int, int]:
    """Activity id -> id of the institution that reports on the whole: the chosen one, else the one named first."""
    rows = Responsibility.objects.filter(activity__plan=plan, activity__is_withdrawn=False).order_by("-order")
    first = dict(rows.values_list("activity", "institution"))
    chosen = dict(Lead.objects.filter(activity__plan=plan).values_list("activity", "institution"))
    named = set(rows.values_list("activity", "institution"))
    # An amendment may have taken the chosen one out of the activity.
    return first | {activity: lead for activity, lead in chosen.items() if (activity, lead) in named}


@dataclass(frozen=True, slots=True)
class Joint:
    """An activity of several institutions, named in the order of the plan. ``chosen``: where another was chosen."""

    activity: Activity
    institutions: list[Institution]
    lead: Institution
    chosen: Lead | None = None

    @property
    def first(self) -> Institution:
        return self.institutions[0]


def joint(plan: ActionPlan) -> list[Joint]:
    """The joint activities of a plan, in its order, each with who leads it."""
    several = plan.activities.filter(is_withdrawn=False).alias(n=Count("responsibilities__institution", distinct=True))
    leading = leads(plan)
    chosen = {row.activity_id: row for row in Lead.objects.filter(activity__plan=plan).select_related("by")}
    found = []
    for activity in several.filter(n__gt=1).order_by("order").prefetch_related("responsibilities__institution"):
        named = list(dict.fromkeys(part.institution for part in activity.responsibilities.all()))
        lead = next(institution for institution in named if institution.pk == leading[activity.pk])
        row = chosen.get(activity.pk)
        found.append(Joint(activity, named, lead, row if row and row.institution_id == lead.pk else None))
    return found
