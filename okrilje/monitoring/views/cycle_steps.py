"""What the coordinator does with a cycle: open, bring up to date, close; and with the reports of the level below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.monitoring import actions, rules
from okrilje.monitoring.models import Cycle
from okrilje.monitoring.queries import levels, scorecards
from okrilje.monitoring.views.cycle import cycle_page
from okrilje.monitoring.views.lookup import confirmed, find_cycle, way_in_cycle


def _take(request: HttpRequest, found: Cycle, step: Callable[[], Any], said: Callable[[Any], str]) -> HttpResponse:
    """Takes the step and says so, or shows the page again with the reason for the refusal."""
    try:
        result = step()
    except actions.MonitoringError as error:
        typed = {name: request.POST.get(name, "") for name in ("plan", "reason")}
        again = find_cycle(request, found.plan.code, found.code)
        return cycle_page(request, again, problem=str(error), typed=typed, questions=error.questions)
    messages.success(request, said(result))
    return redirect("monitoring:cycle", found.plan.code, found.code)


@require(Permission.REVIEW_REPORTS)
@require_POST
def open_cycle(request: HttpRequest, plan: str, cycle: str) -> HttpResponse:
    found = find_cycle(request, plan, cycle)
    return _take(
        request,
        found,
        lambda: actions.open_cycle(found, by=person(request), at=timezone.now()),
        lambda _cycle: _("The cycle is open: every responsible institution has its report to write."),
    )


@require(Permission.REVIEW_REPORTS)
@require_POST
def complete_cycle(request: HttpRequest, plan: str, cycle: str) -> HttpResponse:
    found = find_cycle(request, plan, cycle)

    def said(added: int) -> str:
        if not added:
            return _("Nothing was missing.")
        return ngettext("%(n)s answer was added.", "%(n)s answers were added.", added) % {"n": added}

    return _take(request, found, lambda: actions.complete_cycle(found, by=person(request), at=timezone.now()), said)


@require(Permission.REVIEW_REPORTS)
def close_cycle(request: HttpRequest, plan: str, cycle: str) -> HttpResponse:
    """First what is still open, then the confirmation."""
    found = find_cycle(request, plan, cycle)
    problem = ""
    if request.method == "POST":
        try:
            actions.close_cycle(found, by=person(request), at=timezone.now())
        except actions.MonitoringError as error:
            problem = str(error)
        else:
            messages.success(request, _("The cycle is closed. What it held is frozen in this snapshot."))
            return redirect("monitoring:snapshot", plan, cycle)
    cards = scorecards.cards(found)
    context = {
        "plan": found.plan,
        "cycle": found,
        "problem": problem,
        "silent": [card for card in cards if card.is_silent],
        "unverified": [card for card in cards if not card.is_silent and card.submission.status not in rules.VERIFIED],
        "below": levels.unendorsed_below(found),
        "breadcrumbs": way_in_cycle(found, ("", _("Close"))),
    }
    return render(request, "monitoring/cycle_close.html", context, status=422 if problem else 200)


@require(Permission.REVIEW_REPORTS)
@require_POST
def endorse_below(request: HttpRequest, plan: str, cycle: str, lower: str, period: str) -> HttpResponse:
    """Accepts the closed cycle of a plan below, declares it silent, or takes that back (``step`` in the form)."""
    found = find_cycle(request, plan, cycle)
    theirs = find_cycle(request, lower, period)
    by, at, reason = person(request), timezone.now(), request.POST.get("reason", "")[:2000]
    steps: dict[str, tuple[Callable[[], Any], str]] = {
        "accept": (lambda: actions.endorse(theirs, by=by, at=at), _("The report of the plan below is accepted.")),
        "silent": (
            lambda: actions.declare_silent(theirs, reason=reason, by=by, at=at, confirmed=confirmed(request)),
            _("The plan below is declared silent for this cycle."),
        ),
        "withdraw": (lambda: actions.withdraw_endorsement(theirs, by=by, at=at), _("That was taken back.")),
    }
    step, words = steps.get(request.POST.get("step", ""), (None, ""))
    if step is None:
        return cycle_page(request, found, problem=_("There is no such step."))
    return _take(request, found, step, lambda _result: words)
