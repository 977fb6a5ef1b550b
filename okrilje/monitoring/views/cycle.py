"""The scorecard of a cycle: who reported, how the plan stands by it, and what the plans below did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.accounts.access import require
from okrilje.accounts.permissions import Permission
from okrilje.files.gate import Question
from okrilje.monitoring.actions.cycles import missing_items
from okrilje.monitoring.breakdown_words import NOBODY_WAITS, WAITING_AT
from okrilje.monitoring.models import Cycle, Endorsement, Snapshot
from okrilje.monitoring.queries import breakdowns, evidence, levels, scorecards
from okrilje.monitoring.queries.scorecards import Card
from okrilje.monitoring.views.bars import figure, pillars_chart
from okrilje.monitoring.views.lookup import coordinates, find_cycle, way_in_cycle
from okrilje.plan import clock
from okrilje.plan.views.drawing import drawing


@require(Permission.READ_INTERNAL)
def cycle(request: HttpRequest, plan: str, cycle: str) -> HttpResponse:
    return cycle_page(request, find_cycle(request, plan, cycle))


def cycle_page(
    request: HttpRequest,
    found: Cycle,
    *,
    problem: str = "",
    typed: dict[str, str] | None = None,
    questions: Sequence[Question] = (),
) -> HttpResponse:
    """The page, also where a step was refused: ``problem`` says why, ``typed`` is what must not be lost."""
    today = clock.today()
    context: dict[str, Any] = {
        "plan": found.plan,
        "cycle": found,
        "today": today,
        "problem": problem,
        "typed": typed or {},
        "questions": questions,
        "coordinates": coordinates(request, found.plan),
        "snapshot": Snapshot.objects.filter(cycle=found).only("content_sha256", "at").first(),
        "breadcrumbs": way_in_cycle(found),
        **_levels(found),
    }
    if found.state != Cycle.State.PLANNED:
        context |= _reported(found, today)
    if context["coordinates"] and found.state == Cycle.State.OPEN:
        context["missing"] = len(missing_items(found))
    return render(request, "monitoring/cycle.html", context, status=422 if problem else 200)


def _reported(found: Cycle, today: date) -> dict[str, Any]:
    told = breakdowns.told_of(found, today)
    cards = scorecards.cards(found, scorecards.asked_of(told, found))
    claims = evidence.claims_of(found)
    return {
        "claims": evidence.counted(claims),
        "unproved": evidence.by_institution(claims),
        "as_of": min(today, found.told_on),
        "summary": scorecards.summary(found, cards),
        "cards": [(card, _waiting(card, found)) for card in scorecards.most_urgent_first(cards)],
        "silent": [card for card in cards if card.is_silent],
        "silence_counts": today > found.grace_until or found.state == Cycle.State.CLOSED,
        "days_over": max(0, (today - found.due_on).days),
        "parts": breakdowns.by_pillar(told),
        "whole": breakdowns.whole(told),
        "figure": figure(_("Chart of how the activities stand, by pillar"), "monitoring:cycle_chart", found),
    }


def _waiting(card: Card, found: Cycle) -> str:
    """With whom the report lies; nobody waits for anything once the cycle is closed."""
    party = card.waits_at if found.state == Cycle.State.OPEN else None
    return str(WAITING_AT[party] if party else NOBODY_WAITS)


def _levels(found: Cycle) -> dict[str, Any]:
    plans = levels.plans_of(found.plan)
    return {
        "above": levels.above(found.plan, plans),
        "endorsement": Endorsement.objects.filter(cycle=found).select_related("by").first(),
        "below": levels.reports_below(found, plans),
    }


@require(Permission.READ_INTERNAL)
def cycle_chart(request: HttpRequest, plan: str, cycle: str, size: str) -> HttpResponse:
    """How the activities of each pillar stand; ``size`` is wide, medium or narrow."""
    found = find_cycle(request, plan, cycle)
    parts = breakdowns.by_pillar(breakdowns.told_of(found, clock.today()))
    status = reverse("monitoring:status", args=[plan])
    return drawing(request, pillars_chart(parts, f"{status}?as_of={min(clock.today(), found.told_on)}", size))
