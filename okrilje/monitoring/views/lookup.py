"""What the pages of reporting need: the plan, cycle, submission that the address names, and what one is to it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.accounts.access import person
from okrilje.monitoring.actions import refusals
from okrilje.monitoring.models import Cycle, Submission
from okrilje.plan.models import ActionPlan
from okrilje.plan.views.lookup import breadcrumbs


def find_cycle(request: HttpRequest, plan: str, cycle: str) -> Cycle:
    """The cycle of a plan that the person may see, with the plan and its owner."""
    rows = Cycle.objects.filter(plan__in=_plans(request, plan)).select_related("plan__strategy", "plan__owner")
    return get_object_or_404(rows, code=cycle)


def _plans(request: HttpRequest, plan: str) -> QuerySet[ActionPlan]:
    return ActionPlan.objects.visible_to(request.user).filter(code=plan)


#: What the pages of a report need besides the report itself.
WITH_SUBMISSION = ("cycle__plan__strategy", "cycle__plan__owner", "institution", "prepared_by", "approved_by")


def submissions_seen(request: HttpRequest, plan: str) -> QuerySet[Submission]:
    """The submissions in a plan that the person may see."""
    return Submission.objects.visible_to(person(request)).filter(cycle__plan__in=_plans(request, plan))


def find_submission(request: HttpRequest, plan: str, cycle: str, institution: str) -> Submission:
    """The submission, if the person may see it; with its cycle, plan and institution."""
    rows = submissions_seen(request, plan).select_related(*WITH_SUBMISSION)
    return get_object_or_404(rows, cycle__code=cycle, institution__code=institution)


def confirmed(request: HttpRequest) -> list[str]:
    """The marks of what the person says is an office's, after the privacy gate asked."""
    return request.POST.getlist("not-a-person")


def coordinates(request: HttpRequest, plan: ActionPlan) -> bool:
    """Does the person own the plan and review its reports? For showing buttons; the actions ask again."""
    return not refusals.why_not_own(plan, person(request))


def is_key(text: str) -> bool:
    """Can what came in be the number of a row? More digits than a database keeps are no number of anything."""
    return text.isascii() and text.isdigit() and len(text) < 19


def way(plan: ActionPlan, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of reporting on a plan."""
    reporting = reverse("monitoring:cycles", args=[plan.code]) if steps else ""
    return breadcrumbs(plan, (reporting, _("Reporting")), *steps)


def way_in_cycle(cycle: Cycle, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    here = reverse("monitoring:cycle", args=[cycle.plan.code, cycle.code]) if steps else ""
    return way(cycle.plan, (here, cycle.code), *steps)
