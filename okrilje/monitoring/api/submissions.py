"""Reports of institutions, and in them the answers on each activity."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from okrilje.accounts.access import person
from okrilje.accounts.api_access import Access
from okrilje.accounts.permissions import Permission
from okrilje.accounts.permissions import Scope as TokenScope
from okrilje.lib.api import GUARDED, ActivityCode, Page, Paging, Slug, answers, paged
from okrilje.monitoring.api import showing
from okrilje.monitoring.api.answer_shapes import ItemScope
from okrilje.monitoring.api.shapes import ItemInFull, ItemShown, SubmissionInFull, SubmissionShown
from okrilje.monitoring.models import Submission
from okrilje.monitoring.queries import reports, sheets, tasks
from okrilje.monitoring.rules import Status
from okrilje.monitoring.views.item import find_item
from okrilje.monitoring.views.lookup import find_submission
from okrilje.plan import clock
from okrilje.plan.models import ActionPlan

READER = Access(Permission.READ_INTERNAL, scope=TokenScope.READ_REPORTS)
router = Router(tags=["Reports"], auth=READER)
REPORT = "/plans/{plan}/cycles/{cycle}/submissions/{institution}"
ITEM = REPORT + "/items/{activity}/{scope}"


class SubmissionFilter(Paging):
    plan: Slug | None = None
    cycle: Slug | None = None
    institution: Slug | None = None
    status: Status | None = None
    waiting: bool | None = Field(
        default=None,
        description="true: only those that wait for the person of this token, to write, approve or review.",
    )


@router.get("/submissions", response=answers(Page[SubmissionShown], 401, 403))
def submissions(request: HttpRequest, wanted: Query[SubmissionFilter]) -> Page[SubmissionShown]:
    """Reports on all plans, the first due first: one's own, those on a plan that one owns, and what was handed in."""
    viewer = person(request)
    rows = Submission.objects.visible_to(viewer).filter(cycle__plan__in=ActionPlan.objects.visible_to(viewer))
    narrow = {
        "cycle__plan__code": wanted.plan,
        "cycle__code": wanted.cycle,
        "institution__code": wanted.institution,
        "status": wanted.status,
    }
    rows = rows.filter(**{name: value for name, value in narrow.items() if value})
    if wanted.waiting is not None:
        mine = tasks.waiting_for(viewer).values("pk")
        rows = rows.filter(pk__in=mine) if wanted.waiting else rows.exclude(pk__in=mine)
    ordered = rows.select_related("cycle__plan", "institution")
    return paged(
        ordered.order_by("cycle__due_on", "cycle__plan__code", "institution__code"),
        wanted,
        lambda row: SubmissionShown(**showing.submission(row)),
    )


@router.get(REPORT, response=answers(SubmissionInFull, *GUARDED))
def submission(request: HttpRequest, plan: Slug, cycle: Slug, institution: Slug) -> SubmissionInFull:
    """The report of one institution for one cycle: its answers, what is asked and how each activity stands."""
    found = find_submission(request, plan, cycle, institution)
    rows = reports.rows(found, clock.today())
    answered, asked = reports.count_answered(rows)
    return SubmissionInFull(
        **showing.submission(found),
        asked=asked,
        answered=answered,
        items=[ItemShown(**showing.item(row)) for row in rows],
        steps=[showing.step(row) for row in found.steps.select_related("by__institution").order_by("-id")],
        next=showing.ahead(found, person(request)),
    )


@router.get(ITEM, response=answers(ItemInFull, *GUARDED))
def item(
    request: HttpRequest, plan: Slug, cycle: Slug, institution: Slug, activity: ActivityCode, scope: ItemScope
) -> ItemInFull:
    """What a report says of one activity, and all that is needed to write it: measures, due dates, planned money."""
    found = find_item(request, plan, cycle, institution, activity, scope)
    row = reports.row(found, clock.today())
    return showing.item_in_full(row, sheets.sheet(row.item, row.earlier))
