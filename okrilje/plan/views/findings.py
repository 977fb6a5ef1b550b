"""The findings of a plan: the list, and accepting or reopening one of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okrilje.accounts.access import require
from okrilje.accounts.permissions import Permission
from okrilje.plan import actions, checker
from okrilje.plan import findings as kept
from okrilje.plan.checker.quality import MEANING
from okrilje.plan.filters import without_blanks
from okrilje.plan.finding_filter import FindingFilter
from okrilje.plan.models import ActionPlan, Finding, Version
from okrilje.plan.queries import findings as queries
from okrilje.plan.views.lookup import breadcrumbs, find_plan, page_or_part, paged


@require(Permission.READ_INTERNAL)
def findings(request: HttpRequest, plan: str) -> HttpResponse:
    """Everything that the checker questions, the severest first, to filter; and the five points of a good plan."""
    found = find_plan(request, plan)
    request.GET = without_blanks(request.GET)  # type: ignore[assignment]
    rows = queries.of_plan(found)
    form = FindingFilter(request, found, rows)
    page = paged(request, form.wanted)
    open_rows = Counter(row.severity for row in rows if row.accepted_at is None)
    context = {
        "plan": found,
        "form": form,
        "groups": queries.by_rule(page.object_list, queries.institution_names()),
        "page": page,
        "wanted": page.paginator.count,
        "total": len(rows),
        "severities": [(severity, open_rows[severity]) for severity in Finding.Severity],
        "accepted": len(rows) - open_rows.total(),
        "rule_count": len(checker.RULES),
        "may_accept": not kept.why_not_accept(request.user, found),
        "breadcrumbs": breadcrumbs(found, ("", _("Findings"))),
        **_of_content(found.code),
    }
    return page_or_part(request, "plan/findings.html", "plan/_finding_results.html", context)


def _of_content(code: str) -> dict[str, Any]:
    """What is said of the plan as a whole, read from its last version: once, for that takes half a second."""
    version = Version.objects.filter(plan__code=code).values_list("content_sha256", flat=True).first()
    if version is None:
        return {"points": [], "waiting": []}
    key = f"assessed-{version}"
    known: Assessed | None = cache.get(key)
    assessed, waiting = known or _assessed(code)
    if known is None:
        cache.set(key, (assessed, waiting), timeout=24 * 3600)
    return {
        "points": [(MEANING[assessment.point], assessment) for assessment in assessed],
        "waiting": [checker.RULES[rule] for rule in waiting],
    }


#: The five points, and the rules that wait for the official wording.
Assessed = tuple[list[checker.Assessment], list[str]]


def _assessed(code: str) -> Assessed:
    content = actions.current(code)
    if content is None:
        return [], []
    return checker.assess(content), [rule.id for rule in queries.waiting_for_wording(content)]


def _find(request: HttpRequest, plan: str, pk: int) -> Finding:
    """The finding, if the person may accept it."""
    found: ActionPlan = find_plan(request, plan)
    finding = get_object_or_404(found.findings.filter(rule__in=checker.RULES).select_related("plan__owner"), pk=pk)
    refusal = kept.why_not_accept(request.user, found)
    if refusal:
        raise PermissionDenied(refusal)
    return finding


@require(Permission.MANAGE_PLAN)
def finding_accept(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    finding = _find(request, plan, pk)
    problem = ""
    if request.method == "POST":
        try:
            kept.accept(finding, by=request.user, at=timezone.now(), reason=request.POST.get("reason", "")[:2000])
        except kept.FindingError as error:
            problem = str(error)
        else:
            return _back(request, plan, pk)
    context = {
        "plan": finding.plan,
        "shown": queries.shown(finding, queries.institution_names()),
        "rule": checker.RULES[finding.rule],
        "problem": problem,
        "breadcrumbs": breadcrumbs(
            finding.plan, (reverse("plan:findings", args=[plan]), _("Findings")), ("", _("Accept"))
        ),
    }
    return render(request, "plan/finding_accept.html", context, status=422 if problem else 200)


@require(Permission.MANAGE_PLAN)
@require_POST
def finding_reopen(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    finding = _find(request, plan, pk)
    try:
        kept.reopen(finding, by=request.user, at=timezone.now())
    except kept.FindingError as error:
        messages.warning(request, str(error))
    return _back(request, plan, pk)


def _back(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """To the list as it was filtered, at the finding."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{reverse('plan:findings', args=[plan])}{query}#f-{pk}")
