"""The screen for a meeting of the Coordination Team: read from the back of the room, decisions noted at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.monitoring import actions
from okrilje.monitoring.actions import MonitoringError
from okrilje.monitoring.breakdown import GROUP_OF, Group
from okrilje.monitoring.forms import FollowUpForm
from okrilje.monitoring.models import Cycle, FollowUp
from okrilje.monitoring.queries import breakdowns, scorecards
from okrilje.monitoring.views.bars import figure
from okrilje.monitoring.views.lookup import confirmed, coordinates, find_cycle, way_in_cycle
from okrilje.plan import clock


@require(Permission.READ_INTERNAL)
def meeting(request: HttpRequest, plan: str, cycle: str) -> HttpResponse:
    """Three numbers, one chart, who is late, and what was decided."""
    found = find_cycle(request, plan, cycle)
    activity = found.plan.activities.filter(code=request.GET.get("activity", "")).first()
    return _page(request, found, FollowUpForm(plan=found.plan, initial={"activity": activity}))


def _page(
    request: HttpRequest, found: Cycle, form: FollowUpForm, refused: MonitoringError | None = None
) -> HttpResponse:
    today = clock.today()
    told = breakdowns.told_of(found, today, named=True)
    cards = scorecards.cards(found, scorecards.asked_of(told, found))
    context: dict[str, Any] = {
        "plan": found.plan,
        "cycle": found,
        "as_of": min(today, found.told_on),
        "today": today,
        "whole": breakdowns.whole(told),
        "parts": breakdowns.by_pillar(told),
        "summary": scorecards.summary(found, cards),
        "silent": [card for card in cards if card.is_silent],
        "late": [row for row in told if row.state and GROUP_OF[row.state] is Group.LATE],
        "follow_ups": _follow_ups(found),
        "figure": figure(_("Chart of how the activities stand, by pillar"), "monitoring:cycle_chart", found),
        "coordinates": coordinates(request, found.plan),
        "form": form,
        "problem": str(refused or ""),
        "questions": refused.questions if refused else (),
        "breadcrumbs": way_in_cycle(found, ("", _("Meeting"))),
    }
    return render(request, "monitoring/meeting.html", context, status=422 if refused or form.errors else 200)


def _follow_ups(found: Cycle) -> list[FollowUp]:
    """Those of this cycle, and what is still open from earlier ones; the open ones first."""
    own = Q(cycle=found) | Q(cycle__plan=found.plan, cycle__ends_on__lt=found.ends_on, done_at=None)
    rows = FollowUp.objects.filter(own).select_related("cycle", "institution", "activity")
    return sorted(rows, key=lambda row: (row.done_at is not None, row.cycle.starts_on, row.pk))


@require(Permission.REVIEW_REPORTS)
@require_POST
def note_follow_up(request: HttpRequest, plan: str, cycle: str) -> HttpResponse:
    found = find_cycle(request, plan, cycle)
    form = FollowUpForm(request.POST, plan=found.plan)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        who: dict[str, Any] = {"by": person(request), "at": timezone.now(), "confirmed": confirmed(request)}
        actions.note_follow_up(found, **form.cleaned_data, **who)
    except actions.MonitoringError as error:
        return _page(request, found, form, refused=error)
    messages.success(request, _("The decision is noted."))
    return redirect(f"{reverse('monitoring:meeting', args=[plan, cycle])}#decisions")


@require(Permission.REVIEW_REPORTS)
@require_POST
def finish_follow_up(request: HttpRequest, plan: str, cycle: str, pk: int) -> HttpResponse:
    found = find_cycle(request, plan, cycle)
    row = get_object_or_404(FollowUp, pk=pk, cycle__plan=found.plan)
    try:
        actions.finish_follow_up(row, by=person(request), at=timezone.now())
    except actions.MonitoringError as error:
        return _page(request, found, FollowUpForm(plan=found.plan), refused=error)
    return redirect(f"{reverse('monitoring:meeting', args=[plan, cycle])}#decisions")
