from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.accounts.access import require
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission
from okrilje.lib.scripts import fold
from okrilje.plan.models import ActionPlan, Activity, Resource, Responsibility
from okrilje.plan.queries.activities import listed
from okrilje.plan.queries.loads import Load, given_by_donors, loads, together
from okrilje.plan.queries.plans import pillars_of
from okrilje.plan.views.lookup import breadcrumbs, find_plan, in_order, paged

SORTS: dict[str, Callable[[Load], Any]] = {
    "code": lambda load: load.institution.code,
    "name": lambda load: fold(load.institution.title),
    **{
        name: lambda load, name=name: getattr(load, name)  # type: ignore[misc]
        for name in ("activities", "sole", "joint", "first", "indicators", "dated", "regular")
    },
}


@require(Permission.READ_PLAN)
def institutions(request: HttpRequest, plan: str) -> HttpResponse:
    """How the work is shared out: one row for each institution, and the sums."""
    found = find_plan(request, plan, counted=True)
    pillars = list(pillars_of(found))
    rows = loads(found)
    sort = request.GET.get("sort", "")
    if key := SORTS.get(sort.removeprefix("-")):
        rows.sort(key=key, reverse=sort.startswith("-"))
    context = {
        "plan": found,
        "pillars": pillars,
        "rows": [(load, [(p, load.per_pillar[p.code]) for p in pillars]) for load in rows],
        "together": together(rows, [p.code for p in pillars]),
        "sort": sort or "-activities",
        "breadcrumbs": breadcrumbs(found, ("", _("Institutions"))),
    }
    return render(request, "plan/institutions.html", context)


@require(Permission.READ_PLAN)
def institution(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """One institution's part in the plan: its activities with the ones it leads first, its load, what it pays."""
    found = find_plan(request, plan)
    body = get_object_or_404(Institution.objects.select_related("parent"), code=code)
    load = next((load for load in loads(found) if load.institution == body), Load(body))
    parts = list(_parts(found, body))
    page = paged(request, list(dict.fromkeys(p.activity_id for p in parts)), partial(in_order, _own(found, body)))
    pillars = list(pillars_of(found))
    context = {
        "plan": found,
        "institution": body,
        "load": load,
        "per_pillar": [(p, load.per_pillar[p.code]) for p in pillars],
        "page": page,
        "rows": page.object_list,
        "programmes": list({p.activity.programme_id: p.activity.programme for p in parts}.values()),
        "units": sorted({part.unit for part in parts if part.unit}),
        "resources": _paid_by(found, body),
        "donor_count": _as_donor(found, body),
        "breadcrumbs": breadcrumbs(
            found, (reverse("plan:institutions", args=[found.code]), _("Institutions")), ("", body.code)
        ),
    }
    return render(request, "plan/institution.html", context)


def _parts(plan: ActionPlan, body: Institution) -> list[Responsibility]:
    """Its parts in activities, those in which it is named first before the others."""
    parts = (
        body.responsibilities.filter(activity__plan=plan, activity__is_withdrawn=False)
        .select_related("activity__programme")
        .only(
            "institution",
            "activity",
            "order",
            "unit",
            "activity__order",
            *(f"activity__programme{f}" for f in _PROGRAMME),
        )
    )
    return sorted(parts, key=lambda part: (part.order != 1, part.activity.order, part.order))


_PROGRAMME = ("", "__code", "__title", "__labels")


def _own(plan: ActionPlan, body: Institution) -> QuerySet[Activity]:
    """Its activities with all that a row shows; ``own`` are its parts in each."""
    mine = body.responsibilities.order_by("order")
    return listed(plan).prefetch_related(Prefetch("responsibilities", mine, to_attr="own"))


def _paid_by(plan: ActionPlan, body: Institution) -> list[Resource]:
    """The lines of the plan that name its budget."""
    rows = body.resources.filter(activity__plan=plan, activity__is_withdrawn=False).exclude(type=Resource.Type.DONOR)
    return list(rows.select_related("activity").order_by("activity__order", "order"))


def _as_donor(plan: ActionPlan, body: Institution) -> int:
    return given_by_donors(plan).filter(source=body).values("activity").distinct().count()
