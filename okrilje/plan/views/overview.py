from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from okrilje.accounts.access import require, sees
from okrilje.accounts.permissions import Permission
from okrilje.plan import clock
from okrilje.plan.queries import activities, plans
from okrilje.plan.views.lookup import breadcrumbs, find_plan, pillar_shown


@require(Permission.READ_PLAN)
def overview(request: HttpRequest, plan: str) -> HttpResponse:
    """The whole plan on one screen: its numbers, its programmes, what is due, what is questioned."""
    found = find_plan(request, plan, counted=True)
    today = clock.today()
    deadlines, coming = plans.deadlines_around(found, today)
    context = {
        "plan": found,
        "breadcrumbs": breadcrumbs(found),
        "pillars": plans.outline(found),
        "deadlines": deadlines,
        "coming": coming,
        "has_ended": found.ends_on < today,
        "findings": plans.open_findings(found) if sees(request.user, Permission.READ_INTERNAL) else {},
    }
    return render(request, "plan/overview.html", context)


OPEN = ("all", "programmes", "none")


@require(Permission.READ_PLAN)
def tree(request: HttpRequest, plan: str) -> HttpResponse:
    """Pillars, programmes, activities. ``?open=`` says how much is unfolded: all, the programmes, nothing.

    Of a very large plan the activities of one pillar, ``?pillar=`` or the first.
    """
    found = find_plan(request, plan)
    unfolded = request.GET.get("open", "all")
    shown = pillar_shown(found, request.GET.get("pillar", ""))
    context = {
        "plan": found,
        "breadcrumbs": breadcrumbs(found, ("", _("Structure"))),
        "pillars": activities.tree(found, shown),
        "shown": shown,
        "open": unfolded if unfolded in OPEN else "all",
    }
    return render(request, "plan/tree.html", context)
