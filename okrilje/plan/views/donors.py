from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.accounts.access import require
from okrilje.accounts.permissions import Permission
from okrilje.plan.queries import loads
from okrilje.plan.queries.activities import listed
from okrilje.plan.views.lookup import breadcrumbs, find_plan, paged


@require(Permission.READ_PLAN)
def donors(request: HttpRequest, plan: str) -> HttpResponse:
    """Who is asked to pay besides the budgets, for how much of the plan, and together with whom."""
    found = find_plan(request, plan, counted=True)
    rows, sets = loads.donors(found)
    context = {
        "plan": found,
        "rows": rows,
        "sets": sets,
        "entries": sum(len(row.activities) for row in rows),
        "funded": sum(len(s.activities) for s in sets),
        "states_amounts": loads.given_by_donors(found).filter(amount__isnull=False).exists(),
        "breadcrumbs": breadcrumbs(found, ("", _("Donors"))),
    }
    return render(request, "plan/donors.html", context)


@require(Permission.READ_PLAN)
def donor(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """The activities that one donor is named in, and beside whom."""
    found = find_plan(request, plan, counted=True)
    rows, sets = loads.donors(found)
    one = next((row for row in rows if row.institution.code == code), None)
    if one is None:
        raise Http404(_("The plan names no such donor."))
    page = paged(request, one.activities, lambda codes: listed(found).filter(code__in=codes))
    context = {
        "plan": found,
        "donor": one,
        "page": page,
        "rows": page.object_list,
        "sets": [s for s in sets if one.institution in s.donors],
        "breadcrumbs": breadcrumbs(
            found, (reverse("plan:donors", args=[found.code]), _("Donors")), ("", one.institution.title)
        ),
    }
    return render(request, "plan/donor.html", context)
