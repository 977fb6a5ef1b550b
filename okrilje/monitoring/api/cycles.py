"""Cycles, what they ask for, who reported, and what was frozen when they were closed."""

from __future__ import annotations

import base64
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from okrilje.accounts.api_access import Access
from okrilje.accounts.permissions import Permission
from okrilje.accounts.permissions import Scope as TokenScope
from okrilje.lib.api import GUARDED, ActivityCode, Page, Paging, Slug, answers, paged
from okrilje.monitoring import freezing, points
from okrilje.monitoring.api import showing
from okrilje.monitoring.api.shapes import BreakdownShown, CycleShown, PartShown, PillarPart, PointOfActivity, Scorecard
from okrilje.monitoring.models import Cycle, Endorsement, Reporting, Snapshot
from okrilje.monitoring.obligations import ReportPoint
from okrilje.monitoring.queries import breakdowns, scorecards
from okrilje.monitoring.queries.scorecards import Summary
from okrilje.monitoring.views.lookup import find_cycle
from okrilje.plan import clock
from okrilje.plan.models import ActionPlan, Activity
from okrilje.plan.schedule import with_pillars
from okrilje.plan.views.lookup import find_plan

READ = Access(Permission.READ_INTERNAL, scope=TokenScope.READ_REPORTS)
router = Router(tags=["Reporting"], auth=READ)
Year = Annotated[int, Field(ge=1900, le=2999)]


class PointFilter(Paging):
    year: Year | None = Field(default=None, description="Only what is due in this year.")
    institution: Slug | None = Field(default=None, description="Only what this institution is responsible for.")
    activity: ActivityCode | None = None


@router.get("/plans/{plan}/report-points", response=answers(Page[PointOfActivity], *GUARDED))
def report_points(request: HttpRequest, plan: Slug, wanted: Query[PointFilter]) -> Page[PointOfActivity]:
    """What has to be reported on, by when: results, numbers of times, activity. Empty until reporting is set up."""
    found = find_plan(request, plan)
    asked = [
        (activity, point)
        for activity, point in _points(found)
        if (not wanted.year or point.due_on.year == wanted.year)
        and (not wanted.activity or activity.code == wanted.activity)
        and (not wanted.institution or wanted.institution in _responsible(activity))
    ]
    return paged(asked, wanted, lambda one: _point(*one))


def _points(plan: ActionPlan) -> list[tuple[Activity, ReportPoint]]:
    reporting = Reporting.objects.filter(plan=plan).first()
    if reporting is None:
        return []
    within, activities = points.frame(plan, reporting), with_pillars(plan)
    windows = points.due_windows(activities)
    return [(row, point) for row in activities for point in points.of(row, windows.get(row.pk, ()), within)]


def _responsible(activity: Activity) -> list[str]:
    return [part.institution.code for part in activity.responsibilities.all()]


def _point(activity: Activity, point: ReportPoint) -> PointOfActivity:
    return PointOfActivity(**showing.point(point), activity=activity.code, institutions=_responsible(activity))


@router.get("/plans/{plan}/cycles", response=answers(Page[CycleShown], *GUARDED))
def cycles(request: HttpRequest, plan: Slug, wanted: Query[Paging]) -> Page[CycleShown]:
    """The cycles of a plan, with how much was handed in."""
    return paged(_cycles(find_plan(request, plan)), wanted, lambda one: one)


@router.get("/plans/{plan}/cycles/{cycle}", response=answers(CycleShown, *GUARDED))
def cycle(request: HttpRequest, plan: Slug, cycle: Slug) -> CycleShown:
    """One cycle."""
    found = find_cycle(request, plan, cycle)
    return next(one for one in _cycles(found.plan) if one.code == found.code)


def _cycles(plan: ActionPlan) -> list[CycleShown]:
    known = {one.cycle.pk: one for one in scorecards.trend(plan)}
    rows = list(plan.cycles.all())
    snapshots = dict(Snapshot.objects.filter(cycle__in=rows).values_list("cycle", "content_sha256"))
    endorsements = dict(Endorsement.objects.filter(cycle__in=rows).values_list("cycle", "kind"))
    return [showing.cycle(known.get(row.pk, Summary(row)), snapshots, endorsements) for row in rows]


@router.get("/plans/{plan}/cycles/{cycle}/scorecard", response=answers(Scorecard, *GUARDED))
def scorecard(request: HttpRequest, plan: Slug, cycle: Slug) -> Scorecard:
    """Who reported in a cycle, and how the plan stands by it: institutions by code, pillars and programmes."""
    found, today = find_cycle(request, plan, cycle), clock.today()
    opened = found.state != Cycle.State.PLANNED
    told = breakdowns.told_of(found, today) if opened else []
    cards = scorecards.cards(found, scorecards.asked_of(told, found)) if opened else []
    return Scorecard(
        plan=found.plan.code,
        cycle=found.code,
        as_of=min(today, found.told_on),
        institutions=[showing.card(one, found) for one in cards],
        whole=BreakdownShown(**showing.breakdown(breakdowns.whole(told))),
        pillars=[
            PillarPart(**showing.part(one), programmes=[PartShown(**showing.part(own)) for own in one.programmes])
            for one in breakdowns.by_pillar(told)
        ],
    )


@router.get("/plans/{plan}/cycles/{cycle}/snapshot", response=answers(dict[str, object], *GUARDED))
def snapshot(request: HttpRequest, plan: Slug, cycle: Slug) -> HttpResponse:
    """What was frozen when the cycle was closed.

    These are the very bytes that were hashed then: their SHA-256 is the ETag, the hash on the page of the snapshot, and
    the one in the audit trail.
    """
    found = get_object_or_404(Snapshot, cycle=find_cycle(request, plan, cycle))
    response = HttpResponse(freezing.canonical(found.content), content_type="application/json; charset=utf-8")
    response["ETag"] = f'"{found.content_sha256}"'
    digest = base64.b64encode(bytes.fromhex(found.content_sha256)).decode()
    response["Repr-Digest"] = f"sha-256=:{digest}:"
    return response
