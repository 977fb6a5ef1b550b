"""A report by Excel: downloaded, filled in, uploaded, looked at, saved. Nothing changes before the last step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.files.gate import Question
from okrilje.lib.word_difference import words
from okrilje.monitoring import actions, answer_words, gate_words
from okrilje.monitoring import workbook as workbooks
from okrilje.monitoring.actions import MonitoringError, PersonalDataError
from okrilje.monitoring.answer_words import Line, Names
from okrilje.monitoring.answering import Dispute
from okrilje.monitoring.answers import Conflict
from okrilje.monitoring.forms import WorkbookForm
from okrilje.monitoring.models import Item, ReportUpload, Submission
from okrilje.monitoring.queries import forms, sheets, uploads
from okrilje.monitoring.queries.uploads import MINE, THEIRS, Change
from okrilje.monitoring.views.lookup import confirmed, find_submission, way_in_cycle
from okrilje.plan.views.exporting import TYPES
from okrilje.plan.views.lookup import paged

#: So many activities, with all that changes in each, are on a page; and so many open questions.
SHOWN = 50
#: Before the key of a decision in the name of its field.
CHOOSE = "choose-"
State = ReportUpload.State


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that two people changed differently, with the name under which the choice is sent."""

    item: Item
    name: str
    dispute: Dispute


def _address(submission: Submission, name: str, *more: object) -> str:
    cycle = submission.cycle
    where = [cycle.plan.code, cycle.code, submission.institution.code, *more]
    return reverse(f"monitoring:{name}", args=where)


def _way(submission: Submission, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    report = (_address(submission, "submission"), submission.institution.title)
    return way_in_cycle(submission.cycle, report, *steps)


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@require_GET
@require(Permission.READ_INTERNAL)
def workbook_file(request: HttpRequest, plan: str, cycle: str, institution: str) -> HttpResponse:
    """The report as a workbook in the language of the page: to be read, or filled in and uploaded."""
    found = find_submission(request, plan, cycle, institution)
    return _file(workbooks.write(forms.form(found, timezone.localdate())), f"{cycle}-{institution}")


@require(Permission.READ_INTERNAL)
def workbook(request: HttpRequest, plan: str, cycle: str, institution: str) -> HttpResponse:
    """Download and upload; POST takes a filled-in workbook."""
    found, by = find_submission(request, plan, cycle, institution), person(request)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    problem, now = "", timezone.now()
    if form.is_valid():
        actions.forget_uploads(now)
        file: UploadedFile[Any] = form.cleaned_data["file"]
        try:
            upload = actions.take_upload(found, name=file.name or "", data=file.read(), by=by, at=now)
        except MonitoringError as error:
            problem = str(error)
        else:
            return redirect(_address(found, "upload", upload.pk))
    context = {
        "plan": found.cycle.plan,
        "cycle": found.cycle,
        "submission": found,
        "form": form,
        "problem": problem,
        "why_not": actions.why_not_upload(found, by),
        "waiting": ReportUpload.objects.filter(submission=found, by=by).exclude(state=State.SAVED).defer("document"),
        "breadcrumbs": _way(found, ("", "Excel")),
    }
    return render(request, "monitoring/workbook.html", context, status=422 if problem or form.errors else 200)


def _find_upload(request: HttpRequest, plan: str, cycle: str, institution: str, pk: int) -> ReportUpload:
    """An upload of one's own; what others uploaded nobody sees."""
    submission = find_submission(request, plan, cycle, institution)
    rows = ReportUpload.objects.filter(submission=submission, by=person(request)).defer("document")
    row: ReportUpload = get_object_or_404(rows, pk=pk)
    row.submission = submission
    return row


@require(Permission.READ_INTERNAL)
def upload(request: HttpRequest, pk: int, **where: str) -> HttpResponse:
    """How far it is, then what would change; POST keeps what was decided, and saves."""
    row = _find_upload(request, pk=pk, **where)
    if request.method != "POST":
        return _shown(request, row)
    if row.is_under_way and not uploads.is_given_up(row):
        return redirect(request.path)
    step = request.POST.get("step", "")
    if row.state == State.READ:
        actions.decide(row, {name.removeprefix(CHOOSE): str(side) for name, side in request.POST.items()})
        if step in (MINE, THEIRS):
            actions.decide_all(row, step)
    if step != "save":
        return redirect(f"{request.path}#conflicts")
    try:
        actions.save_upload(row, by=person(request), at=timezone.now(), confirmed=confirmed(request))
    except PersonalDataError as error:
        problem = gate_words.told(error.questions, forms.codes(row.submission))
        return _shown(request, row, problem=problem, questions=error.questions, status=422)
    except MonitoringError as error:
        return _shown(request, row, problem=str(error), status=409)
    row.refresh_from_db(fields=["state", "saved"])
    if row.state != State.SAVED:
        return redirect(request.path)
    messages.success(request, saved_in_words(row))
    return redirect(_address(row.submission, "submission"))


def saved_in_words(row: ReportUpload) -> str:
    return ngettext(
        "Saved from the workbook: %(count)d activity was changed.",
        "Saved from the workbook: %(count)d activities were changed.",
        row.saved,
    ) % {"count": row.saved}


def _shown(
    request: HttpRequest, row: ReportUpload, problem: str = "", questions: Sequence[Question] = (), status: int = 200
) -> HttpResponse:
    given_up = uploads.is_given_up(row)
    submission = row.submission
    context: dict[str, Any] = {
        "plan": submission.cycle.plan,
        "cycle": submission.cycle,
        "submission": submission,
        "upload": row,
        "given_up": given_up,
        "problem": problem or row.found.get("problem", ""),
        "questions": questions,
        "breadcrumbs": _way(submission, (_address(submission, "workbook"), "Excel"), ("", row.file_name)),
    }
    if row.is_under_way and not given_up:
        page = "monitoring/_upload_progress.html" if request.htmx else "monitoring/upload_progress.html"  # type: ignore[attr-defined]
        return render(request, page, context, status=status)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    if row.state == State.READ and not row.found["fault_count"]:
        context |= _preview(request, row)
    elif row.state == State.SAVED:
        context["saved"] = saved_in_words(row)
    else:
        context["form"] = WorkbookForm()
    return render(request, "monitoring/upload.html", context, status=status)


def _preview(request: HttpRequest, row: ReportUpload) -> dict[str, Any]:
    found = uploads.changes(row)
    open_ = [one for one in found if not one.is_closed]
    disputed = [one for one in open_ if one.conflicts]
    changed = [one for one in open_ if one.before != one.after]
    page = paged(request, changed, size=SHOWN)
    asking = disputed[:SHOWN]
    names = _names(row.submission, [*page.object_list, *asking])
    page.object_list = [(one.item, _lines(one, names)) for one in page.object_list]
    return {
        "why_not": actions.why_not_upload(row.submission, row.by),
        "changes": page,
        "undecided": uploads.undecided(found),
        "decisions": [_decision(one, conflict, names) for one in asking for conflict in one.conflicts],
        "closed": [one.item for one in found if one.is_closed],
    }


def _names(submission: Submission, shown: Sequence[Change]) -> dict[int, Names]:
    items = {one.item.pk: one.item for one in shown}
    for item in items.values():
        item.submission = submission
    return {sheet.item.pk: sheet.names for sheet in sheets.sheets(list(items.values()))}


def _lines(change: Change, names: dict[int, Names]) -> list[Line]:
    return answer_words.differences(change.before, change.after, names[change.item.pk])


def _decision(change: Change, conflict: Conflict, names: dict[int, Names]) -> Decision:
    item, path = change.item, conflict.field
    known = names[item.pk]
    mine, theirs = (known.value(path, value) for value in (conflict.mine, conflict.theirs))
    dispute = Dispute(path, known.label(path), mine, theirs, tuple(words(theirs, mine)))
    return Decision(item, f"{CHOOSE}{uploads.choice_of(item, path)}", dispute)


@require_POST
@require(Permission.READ_INTERNAL)
def upload_discard(request: HttpRequest, pk: int, **where: str) -> HttpResponse:
    row = _find_upload(request, pk=pk, **where)
    try:
        actions.discard_upload(row)
    except MonitoringError as error:
        return _shown(request, row, problem=str(error), status=409)
    messages.success(request, _("The workbook was discarded; nothing was changed."))
    return redirect(_address(row.submission, "workbook"))


@require_GET
@require(Permission.READ_INTERNAL)
def upload_faults(request: HttpRequest, pk: int, **where: str) -> HttpResponse:
    """The uploaded workbook with what is wrong as a comment on each cell."""
    row = _find_upload(request, pk=pk, **where)
    if row.state != State.READ:
        return redirect(_address(row.submission, "upload", pk))
    return _file(actions.marked(row), f"{row.submission.cycle.code}-{row.submission.institution.code}-marked")
