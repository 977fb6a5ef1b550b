"""How things stand: activities with their lights, measures with their targets, governments under a strategy."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from okrilje.accounts.access import person
from okrilje.accounts.api_access import Access
from okrilje.accounts.permissions import Permission
from okrilje.accounts.permissions import Scope as TokenScope
from okrilje.lib.api import GUARDED, ActivityCode, Day, Page, Paging, Slug, answers, paged
from okrilje.monitoring.api import showing
from okrilje.monitoring.api.shapes import MatrixShown, MeasureShown, StatusShown
from okrilje.monitoring.queries import breakdowns
from okrilje.monitoring.queries import matrix as matrices
from okrilje.monitoring.queries.standings import day_told
from okrilje.monitoring.queries.values import measured, of_plan
from okrilje.monitoring.status import Light, State
from okrilje.monitoring.status_filter import narrowed
from okrilje.plan import clock
from okrilje.plan.models import Strategy
from okrilje.plan.views.lookup import find_plan

router = Router(tags=["How things stand"], auth=Access(Permission.READ_INTERNAL, scope=TokenScope.READ_REPORTS))
AS_OF = "For the end of this day; by default today, or the end of the last cycle that was opened."


class StatusFilter(Paging):
    as_of: Day | None = Field(default=None, description=AS_OF)
    state: State | None = None
    light: Light | None = None
    verified: Literal["yes", "no"] | None = Field(default=None, description="no: reported, not accepted yet.")
    institution: Slug | None = None
    pillar: ActivityCode | None = None
    programme: ActivityCode | None = None


class MeasureFilter(Paging):
    activity: ActivityCode | None = None


class DayWanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    as_of: Day | None = Field(default=None, description=AS_OF)


@router.get("/plans/{plan}/status", response=answers(StatusShown, *GUARDED))
def status(request: HttpRequest, plan: Slug, wanted: Query[StatusFilter]) -> StatusShown:
    """Every activity with its light: the rule, what it was fed with, and what would turn it green."""
    found = find_plan(request, plan)
    usual = day_told([found], clock.today())
    as_of = wanted.as_of or usual
    rows = breakdowns.told(found, as_of, until=as_of if as_of < usual else None, named=True)
    used = {name: value for name, value in wanted.model_dump(exclude=set(Paging.model_fields)).items() if value}
    chosen = narrowed(rows, used)
    page = paged(chosen, wanted, showing.standing)
    return StatusShown(
        **showing.breakdown(breakdowns.whole(chosen)),
        plan=found.code,
        as_of=as_of,
        count=page.count,
        page=page.page,
        pages=page.pages,
        results=page.results,
    )


@router.get("/plans/{plan}/measures", response=answers(Page[MeasureShown], *GUARDED))
def measures(request: HttpRequest, plan: Slug, wanted: Query[MeasureFilter]) -> Page[MeasureShown]:
    """Every measure with its baseline, the targets of its years, and what was reported cycle by cycle."""
    rows = of_plan(find_plan(request, plan))
    if wanted.activity:
        rows = rows.filter(indicator__activity__code=wanted.activity)
    return paged(measured(rows, clock.today()), wanted, showing.measure)


@router.get("/strategies/{strategy}/matrix", response=answers(MatrixShown, *GUARDED))
def matrix(request: HttpRequest, strategy: Slug, wanted: Query[DayWanted]) -> MatrixShown:
    """How every government stands with every common measure of a strategy."""
    found = get_object_or_404(Strategy, code=strategy)
    as_of = wanted.as_of or day_told(found.plans.all(), clock.today())
    return showing.matrix(found.code, matrices.matrix(found, person(request), as_of), as_of)
