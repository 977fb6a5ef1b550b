"""All cycles of a plan at a glance, and how the plan is reported on."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.monitoring import actions
from okrilje.monitoring.actions.cycles import laid_out
from okrilje.monitoring.breakdown_words import percent
from okrilje.monitoring.forms import SetupForm
from okrilje.monitoring.models import Cycle, Reporting
from okrilje.monitoring.queries import scorecards
from okrilje.monitoring.queries.scorecards import Summary
from okrilje.monitoring.views.lookup import coordinates, way
from okrilje.plan import charts, clock
from okrilje.plan.models import ActionPlan
from okrilje.plan.views.drawing import Drawing, Figure, drawing
from okrilje.plan.views.lookup import find_plan


@require(Permission.READ_INTERNAL)
def cycles(request: HttpRequest, plan: str) -> HttpResponse:
    """Each cycle with its state, how many handed in, completeness and timeliness; the current one on top."""
    found = find_plan(request, plan)
    reporting = Reporting.objects.filter(plan=found).first()
    known = {one.cycle.pk: one for one in scorecards.trend(found)}
    rows = [known.get(cycle.pk, Summary(cycle)) for cycle in found.cycles.all()]
    context = {
        "plan": found,
        "reporting": reporting,
        "rows": rows,
        "current": _current(rows),
        "figure": _figure(found) if len(known) > 1 else None,
        "coordinates": coordinates(request, found),
        "form": SetupForm(plan=found, reporting=None) if reporting is None else None,
        "today": clock.today(),
        "breadcrumbs": way(found),
    }
    return render(request, "monitoring/cycles.html", context)


def _current(rows: Sequence[Summary]) -> Summary | None:
    """The one that is worked on: the earliest that is open, else the next one to be opened."""
    for state in (Cycle.State.OPEN, Cycle.State.PLANNED):
        if found := next((row for row in rows if row.cycle.state == state), None):
            return found
    return rows[-1] if rows else None


def _figure(plan: ActionPlan) -> Figure:
    address = reverse("monitoring:trend_chart", args=[plan.code])
    return Figure(_("Chart of the completeness of each cycle, in percent"), 190, (Drawing(address),))


@require(Permission.READ_INTERNAL)
def trend_chart(request: HttpRequest, plan: str) -> HttpResponse:
    """The completeness of each cycle in percent; one that asked for nothing has no bar."""
    found = find_plan(request, plan)
    bars = [
        (one.cycle.code.replace("-", " "), percent(one.reported, one.expected))
        for one in scorecards.trend(found)
        if one.expected
    ]
    return drawing(request, charts.columns(bars, width=max(320, 44 * len(bars))))


@require(Permission.REVIEW_REPORTS)
def setup(request: HttpRequest, plan: str) -> HttpResponse:
    """How the plan is reported on: first a preview of the cycles that it lays out, then the confirmation."""
    found = find_plan(request, plan)
    form = SetupForm(request.POST or None, plan=found, reporting=Reporting.objects.filter(plan=found).first())
    problem = ""
    if form.is_valid() and "confirm" in request.POST:
        try:
            actions.set_up(found, **form.setup, by=person(request), at=timezone.now())
        except actions.MonitoringError as error:
            problem = str(error)
        else:
            n = found.cycles.count()
            messages.success(request, ngettext("%(n)s cycle is laid out.", "%(n)s cycles are laid out.", n) % {"n": n})
            return redirect("monitoring:cycles", plan)
    context = {
        "plan": found,
        "form": form,
        "problem": problem,
        "preview": laid_out(found, form.reporting()) if form.is_bound and form.is_valid() else [],
        "kept": found.cycles.exclude(state=Cycle.State.PLANNED),
        "breadcrumbs": way(found, ("", _("Setup"))),
    }
    return render(request, "monitoring/setup.html", context, status=422 if problem or form.errors else 200)
