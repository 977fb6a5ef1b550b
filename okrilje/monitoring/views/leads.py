"""Who brings the reports on each joint activity together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.files.gate import Question
from okrilje.monitoring import actions
from okrilje.monitoring.queries.leads import joint
from okrilje.monitoring.views.lookup import confirmed, coordinates, way
from okrilje.plan.views.lookup import find_plan


@require(Permission.READ_INTERNAL)
def leads(request: HttpRequest, plan: str) -> HttpResponse:
    """The joint activities of a plan; its owner chooses another lead, with a reason."""
    found = find_plan(request, plan)
    rows = joint(found)
    problem, code = "", request.POST.get("activity", "")
    asked: Sequence[Question] = ()
    if request.method == "POST":
        row = next((row for row in rows if row.activity.code == code), None)
        wanted = {i.code: i for i in row.institutions}.get(request.POST.get("lead", "")) if row else None
        if row is None or wanted is None:
            raise Http404
        row.activity.plan = found
        try:
            reason = request.POST.get("reason", "")[:2000]
            who: dict[str, Any] = {"by": person(request), "at": timezone.now(), "confirmed": confirmed(request)}
            actions.choose_lead(row.activity, wanted, reason=reason, **who)
        except actions.MonitoringError as error:
            problem, asked = str(error), error.questions
        else:
            messages.success(request, _("%(activity)s is led by: %(lead)s") % {"activity": code, "lead": wanted.title})
            return redirect(f"{reverse('monitoring:leads', args=[plan])}#a-{code}")
    context = {
        "plan": found,
        "rows": rows,
        "chosen": sum(row.lead != row.first for row in rows),
        "problem": problem,
        "questions": asked,
        "open": code,
        "typed": {"lead": request.POST.get("lead", ""), "reason": request.POST.get("reason", "")},
        "may_choose": coordinates(request, found),
        "breadcrumbs": way(found, ("", _("Leads"))),
    }
    return render(request, "monitoring/leads.html", context, status=422 if problem else 200)
