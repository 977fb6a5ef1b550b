"""Evidence of an answer: added, decided on, opened. It stands on the page of its activity in the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.files.actions import NotLookedAt, Refused
from okrilje.files.responses import handed_out
from okrilje.monitoring import actions, storing
from okrilje.monitoring.actions import MonitoringError
from okrilje.monitoring.models import Evidence, Item
from okrilje.monitoring.proofs import Grade
from okrilje.monitoring.queries import evidence as queries
from okrilje.monitoring.queries import sheets
from okrilje.monitoring.queries.evidence import WITH_HISTORY
from okrilje.monitoring.views import evidence_shown
from okrilje.monitoring.views.item import address, find_item, shown
from okrilje.monitoring.views.lookup import confirmed
from okrilje.plan.models import Activity
from okrilje.plan.views.lookup import breadcrumbs, find_plan


@require_POST
@require(Permission.READ_INTERNAL)
def evidence_add(request: HttpRequest, **where: str) -> HttpResponse:
    """Adds evidence. Where something is asked or wrong, what was typed stays; the file has to be chosen again."""
    row = find_item(request, **where)
    sheet = sheets.sheet(row)
    form = evidence_shown.form(row, request.POST, request.FILES, names=sheet.names, measures=sheet.measures)
    problem, more = "", dict[str, Any]()
    if form.is_valid():
        who: dict[str, Any] = {"by": person(request), "at": timezone.now(), "confirmed": confirmed(request)}
        try:
            added = actions.add_evidence(row, form.draft(), **who)
        except (MonitoringError, Refused) as error:
            problem = str(error)
            more = {"evidence_questions": error.questions, "asks_to_look": isinstance(error, NotLookedAt)}
        else:
            return _added(request, row, added)
    return _refused(request, row, {"evidence_form": form, "evidence_problem": problem, **more})


def _added(request: HttpRequest, row: Item, added: Evidence) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        prefetch_related_objects([row], *storing.VALUES, WITH_HISTORY)
        sheet, said = sheets.sheet(row), _("The evidence was added.")
        context = evidence_shown.context(row, person(request), names=sheet.names, measures=sheet.measures, said=said)
        context["level"] = 2 if request.POST.get("level") == "2" else 4
        return render(request, "monitoring/_evidence.html", context)
    messages.success(request, _("The evidence was added."))
    return redirect(f"{address(row)}#evidence-{added.pk}")


def _refused(request: HttpRequest, row: Item, context: dict[str, Any]) -> HttpResponse:
    """With htmx only the questions are put into the form, so that the file that was chosen stays chosen."""
    if not request.htmx:  # type: ignore[attr-defined]
        return shown(request, row, status=422, **context)
    response = render(request, "monitoring/_evidence_asked.html", {"item": row, **context})
    response["HX-Retarget"] = f"#e{row.pk}-asked"
    response["HX-Reswap"] = "innerHTML"
    return response


_SAID: dict[str, Callable[[], str]] = {
    "grade": lambda: _("The grade is kept."),
    "public": lambda: _("The evidence is public once the report is accepted."),
    "confidential": lambda: _("The evidence is confidential."),
    "withdraw": lambda: _("The evidence was withdrawn."),
}


@require_POST
@require(Permission.READ_INTERNAL)
def evidence_decide(request: HttpRequest, pk: int, **where: str) -> HttpResponse:
    """Grades it, makes it public or confidential, or withdraws it (``step`` in the form)."""
    row = find_item(request, **where)
    one = get_object_or_404(row.evidence.select_related("file"), pk=pk)
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")[:2000]
    who: dict[str, Any] = {"by": person(request), "at": timezone.now(), "confirmed": confirmed(request)}
    try:
        if step == "grade":
            grade = request.POST.get("grade", "")
            if grade not in list(Grade):
                raise MonitoringError(_("Say what it proves."))
            actions.grade_evidence(one, Grade(grade), note=reason, **who)
        elif step in ("public", "confidential"):
            actions.publish_evidence(one, step == "public", reason=reason, **who)
        elif step == "withdraw":
            actions.withdraw_evidence(one, reason=reason, erase="erase" in request.POST, **who)
        else:
            raise Http404
    except MonitoringError as error:
        typed = {"pk": one.pk, "step": step, "reason": reason, "grade": request.POST.get("grade", "")}
        asked: dict[str, Any] = {
            "decided": typed,
            "evidence_questions": error.questions,
            "decision_problem": str(error),
        }
        return shown(request, row, status=422, **asked)
    messages.success(request, _SAID[step]())
    return redirect(f"{address(row)}#evidence-of-{row.pk}")


@require_GET
@require(Permission.READ_INTERNAL)
def evidence_file(request: HttpRequest, pk: int, **where: str) -> HttpResponse:
    """The file, for those who may read the report; that they did is logged where it is confidential."""
    row = find_item(request, **where)
    one = get_object_or_404(row.evidence.select_related("file", "added_by"), pk=pk)
    one.item = row
    try:
        return _handed_out(one, actions.read_evidence(one, by=person(request), at=timezone.now()))
    except (MonitoringError, Refused) as error:
        return shown(request, row, status=409, decision_problem=str(error))


def _handed_out(one: Evidence, data: bytes) -> HttpResponse:
    assert one.file is not None
    name = f"{one.item.submission.cycle.code}-{one.item.activity.code}-{one.pk}"
    return handed_out(one.file, data, name=name)


# --- For everybody -------------------------------------------------------------------------------------------------


def _find_activity(request: HttpRequest, plan: str, code: str) -> Activity:
    found = find_plan(request, plan)
    row: Activity = get_object_or_404(found.activities.defer("search", "notes"), code=code)
    row.plan = found
    return row


@require(Permission.READ_PLAN)
def documents(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """What was made public about an activity."""
    activity = _find_activity(request, plan, code)
    here = reverse("plan:activity", args=[plan, code])
    context = {
        "plan": activity.plan,
        "activity": activity,
        "evidence": queries.public_of(activity),
        "breadcrumbs": breadcrumbs(activity.plan, (here, f"{code} {activity.label}"), ("", _("Documents"))),
    }
    return render(request, "monitoring/documents.html", context)


@require_GET
@require(Permission.READ_PLAN)
def document_file(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    one = get_object_or_404(queries.public_of(_find_activity(request, plan, code)), pk=pk)
    try:
        return _handed_out(one, actions.read_evidence(one, by="visitor", at=timezone.now()))
    except (MonitoringError, Refused) as error:
        raise Http404(str(error)) from error
