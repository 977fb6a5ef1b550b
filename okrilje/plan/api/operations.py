from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from okrilje.accounts.api_access import Access
from okrilje.accounts.permissions import Permission, Scope
from okrilje.lib.api import ActivityCode, Page, Paging, Slug, answers, paged
from okrilje.plan.api import showing
from okrilje.plan.api.shapes import (
    ActivityShown,
    LoadShown,
    PlanInFull,
    PlanShown,
    StrategyShown,
    VersionInFull,
    VersionShown,
)
from okrilje.plan.content import Level
from okrilje.plan.models import ActionPlan, Strategy
from okrilje.plan.queries.activities import in_full
from okrilje.plan.queries.loads import loads
from okrilje.plan.queries.plans import matching, outline, with_counts
from okrilje.plan.views.lookup import find_plan

router = Router(tags=["Plans"], auth=Access(Permission.READ_PLAN, scope=Scope.READ_PLANS))
#: Who sends a token is held to it; a published plan can be read without any.
TOKEN_PROBLEMS = (401, 403)
FOUND_OR_NOT = (*TOKEN_PROBLEMS, 404)
#: Larger than any number of a version, small enough for every database.
Number = Annotated[int, Field(ge=1, le=1_000_000)]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class PlanFilter(Paging):
    strategy: Slug | None = Field(default=None, description="Only plans under this strategy.")
    level: Level | None = Field(default=None, description="Only plans of this level of government.")


class ActivityFilter(Paging):
    pillar: ActivityCode | None = None
    programme: ActivityCode | None = None
    institution: Slug | None = Field(default=None, description="Only what this institution is responsible for.")
    q: Words = Field(default="", description="Only activities that hold all these words, in either script.")


@router.get("/plans", response=answers(Page[PlanShown], *TOKEN_PROBLEMS))
def plans(request: HttpRequest, wanted: Query[PlanFilter]) -> Page[PlanShown]:
    """The plans that may be seen: published ones, and with a token of its owner a draft."""
    rows = with_counts(ActionPlan.objects.visible_to(request.user).select_related("owner", "strategy"))
    if wanted.strategy:
        rows = rows.filter(strategy__code=wanted.strategy)
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    return paged(rows, wanted, showing.plan)


@router.get("/plans/{plan}", response=answers(PlanInFull, *FOUND_OR_NOT))
def plan(request: HttpRequest, plan: Slug) -> PlanInFull:
    """One plan with its pillars and programmes."""
    found = find_plan(request, plan, counted=True)
    newest = found.versions.defer("content").order_by("-number").first()
    return showing.plan_in_full(found, outline(found), newest)


@router.get("/plans/{plan}/activities", response=answers(Page[ActivityShown], *FOUND_OR_NOT))
def activities(request: HttpRequest, plan: Slug, wanted: Query[ActivityFilter]) -> Page[ActivityShown]:
    """The activities of a plan with deadlines, institutions, resources, indicators and measures, in its order."""
    found = find_plan(request, plan)
    rows = in_full(found).filter(is_withdrawn=False).order_by("order")
    if wanted.pillar:
        rows = rows.filter(programme__pillar__code=wanted.pillar)
    if wanted.programme:
        rows = rows.filter(programme__code=wanted.programme)
    if wanted.institution:
        rows = rows.filter(responsibilities__institution__code=wanted.institution).distinct()
    if wanted.q:
        rows = rows.filter(matching(wanted.q))
    return paged(rows, wanted, showing.activity)


@router.get("/plans/{plan}/activities/{activity}", response=answers(ActivityShown, *FOUND_OR_NOT))
def activity(request: HttpRequest, plan: Slug, activity: ActivityCode) -> ActivityShown:
    """One activity, also where an amendment took it out of the plan."""
    return showing.activity(get_object_or_404(in_full(find_plan(request, plan)), code=activity))


@router.get("/plans/{plan}/institutions", response=answers(Page[LoadShown], *FOUND_OR_NOT))
def institutions(request: HttpRequest, plan: Slug, wanted: Query[Paging]) -> Page[LoadShown]:
    """The institutions that are responsible for anything in a plan, the busiest first."""
    return paged(loads(find_plan(request, plan)), wanted, showing.load)


@router.get("/plans/{plan}/versions", response=answers(Page[VersionShown], *FOUND_OR_NOT))
def versions(request: HttpRequest, plan: Slug, wanted: Query[Paging]) -> Page[VersionShown]:
    """The versions of a plan, the newest first. A version never changes."""
    return paged(find_plan(request, plan).versions.defer("content"), wanted, showing.version)


@router.get("/plans/{plan}/versions/{number}", response=answers(VersionInFull, *FOUND_OR_NOT))
def version(request: HttpRequest, plan: Slug, number: Number) -> VersionInFull:
    """The whole plan as it stood in one version."""
    return showing.version_in_full(get_object_or_404(find_plan(request, plan).versions, number=number))


@router.get("/strategies", response=answers(Page[StrategyShown], *TOKEN_PROBLEMS))
def strategies(request: HttpRequest, wanted: Query[Paging]) -> Page[StrategyShown]:
    """The strategies, with the governments that owe a plan and the plans that are here."""
    under: dict[int, dict[str, str]] = {}
    rows = ActionPlan.objects.visible_to(request.user).exclude(government="").exclude(strategy=None)
    for pk, government, code in rows.values_list("strategy", "government", "code"):
        under.setdefault(pk, {})[government] = code
    return paged(Strategy.objects.all(), wanted, lambda row: showing.strategy(row, under.get(row.pk, {})))
