"""One activity of a report: written, commented on, judged, corrected. A page of its own, or a part of the report's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from okrilje.accounts.access import person, require
from okrilje.accounts.permissions import Permission
from okrilje.files.gate import Question
from okrilje.monitoring import actions, answer_words, answering, joint_words, rules
from okrilje.monitoring.actions import MonitoringError
from okrilje.monitoring.answer_form import AnswerForm
from okrilje.monitoring.answering import Outcome
from okrilje.monitoring.answers import NARRATIVES
from okrilje.monitoring.models import Item
from okrilje.monitoring.queries import conversations, histories, reports, sheets
from okrilje.monitoring.rules import Party, Status
from okrilje.monitoring.views import evidence_shown
from okrilje.monitoring.views.lookup import WITH_SUBMISSION, confirmed, is_key, submissions_seen, way_in_cycle
from okrilje.monitoring.words import STATE_NAMES
from okrilje.plan import clock


def find_item(request: HttpRequest, plan: str, cycle: str, institution: str, code: str, scope: str) -> Item:
    """The item, if the person may see its report; with report, cycle, plan and activity with its due dates."""
    rows = Item.objects.filter(
        submission__in=submissions_seen(request, plan).filter(cycle__code=cycle, institution__code=institution)
    ).select_related(*(f"submission__{name}" for name in WITH_SUBMISSION), "activity")
    return get_object_or_404(rows.prefetch_related("activity__due_dates"), activity__code=code, scope=scope)


def address(row: Item, name: str = "item") -> str:
    submission = row.submission
    cycle = submission.cycle
    where = [cycle.plan.code, cycle.code, submission.institution.code, row.activity.code, row.scope]
    return reverse(f"monitoring:{name}", args=where)


@require(Permission.READ_INTERNAL)
def item(request: HttpRequest, plan: str, cycle: str, institution: str, code: str, scope: str) -> HttpResponse:
    """One activity with its form; POST saves what can be read and shows what cannot, or what is disputed."""
    row = find_item(request, plan, cycle, institution, code, scope)
    if request.method != "POST":
        return shown(request, row)
    at = timezone.now()
    try:
        outcome = answering.save(row, sheets.sheet(row), request.POST, by=person(request), at=at)
    except MonitoringError as error:
        return _refused(request, row, str(error))
    if request.htmx:  # type: ignore[attr-defined]
        return _saved(request, row, outcome)
    if outcome.is_whole:
        messages.success(request, _sentence(outcome))
        return redirect(f"{address(row)}#a{row.pk}-money" if "add" in request.POST else address(row))
    return shown(request, row, outcome=outcome, said=_sentence(outcome), status=409 if outcome.disputes else 422)


def _sentence(outcome: Outcome) -> str:
    """What became of it, for whoever waits for it or only hears it."""
    time = date_format(timezone.localtime(), "TIME_FORMAT")
    wrong = len(outcome.form.errors)
    if outcome.disputes:
        return _("Saved at %(time)s, except what somebody else changed at the same time.") % {"time": time}
    if wrong:
        return ngettext(
            "Saved at %(time)s, except %(count)d field that has to be corrected.",
            "Saved at %(time)s, except %(count)d fields that have to be corrected.",
            wrong,
        ) % {"time": time, "count": wrong}
    if outcome.refreshed and not outcome.chosen:
        return _("Saved at %(time)s. What others changed meanwhile stands in the form now.") % {"time": time}
    return _("Saved at %(time)s") % {"time": time}


def _saved(request: HttpRequest, row: Item, outcome: Outcome) -> HttpResponse:
    """The parts of the page that saving changes; what the person is writing in is left alone."""
    form, today = outcome.form, clock.today()
    refreshed = [form[name] for name in form.paths if name in outcome.refreshed]
    if outcome.chosen:
        for field in refreshed:
            field.field.widget.attrs["autofocus"] = True
    context = {
        "item": outcome.saved.item,
        "sentence": _sentence(outcome),
        "form": form,
        "errors": [form[name] for name in form.fields if not name.endswith("-key") and name not in outcome.refreshed],
        "refreshed": refreshed,
        "refresh_money": "money" in outcome.refreshed or "add" in request.POST,
        "chosen": outcome.chosen,
        "disputes": outcome.disputes,
    }
    on_report = request.htmx.current_url_abs_path != address(row)  # type: ignore[attr-defined]
    counts = on_report and row.is_reported != outcome.saved.item.is_reported
    saved = outcome.saved.item
    saved.submission = row.submission
    context["row"], answered = reports.after_saving(saved, today, count=counts)
    if answered:
        context["answered"], context["asked"] = answered
    return render(request, "monitoring/_saved.html", context)


def _refused(request: HttpRequest, row: Item, reason: str) -> HttpResponse:
    """Nothing was saved; what was typed stays where it was typed."""
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "monitoring/_not_saved.html", {"reason": reason}, status=409)
    sheet = sheets.sheet(row)
    typed, _copied = answering.with_copied(request.POST)
    form = AnswerForm(typed, sheet=sheet, answer=sheet.answer)
    return shown(request, row, form=form, problem=reason, status=409)


def shown(
    request: HttpRequest,
    wanted: Item,
    *,
    outcome: Outcome | None = None,
    form: AnswerForm | None = None,
    problem: str = "",
    said: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    by, submission = person(request), wanted.submission
    told = reports.row(wanted, clock.today())
    row = told.item
    sheet = sheets.sheet(row, told.earlier)
    held = conversations.parties(submission, by)
    why_not_write = actions.why_not_write(row, submission, by)
    may_correct = not rules.why_not_correct(Status(submission.status), held=held, reason="-")
    if outcome is not None:
        form = outcome.form
    elif form is None and (may_correct or not why_not_write):
        form = AnswerForm(None, sheet=sheet, answer=sheet.answer)
    context = {
        **evidence_shown.context(row, by, names=sheet.names, measures=sheet.measures),
        "row": told,
        "sheet": sheet,
        "form": form,
        "may_write": not why_not_write or (problem and form is not None and not may_correct),
        "may_correct": may_correct,
        "may_judge": Party.REVIEWER in held and row.scope == Item.Scope.WHOLE,
        "may_comment": bool(held),
        "people": conversations.people(submission, but=by) if held else [],
        "why_not_write": why_not_write if Party.PREPARER in held else "",
        "lines": answer_words.beside(sheet.before, sheet.answer, sheet.names),
        "disputes": outcome.disputes if outcome else [],
        "comments": conversations.comments().filter(item=row),
        "states": [(state.value, name) for state, name in STATE_NAMES.items()],
        "judgement": getattr(row, "judgement", None),
        "problem": problem,
        "said": said,
        "breadcrumbs": _way(row, ("", row.activity.code)),
        **_of_others(row, sheet),
        **more,
    }
    if request.htmx and status == 200:  # type: ignore[attr-defined]
        response = render(request, "monitoring/_item.html", context)
    else:
        response = render(request, "monitoring/item.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _of_others(row: Item, sheet: sheets.Sheet) -> dict[str, Any]:
    """What the other institutions say of a joint activity, and what cannot be true together."""
    joint = sheets.joint(row)
    if joint is None:
        return {"joint": None}
    is_lead = row.scope == Item.Scope.WHOLE
    return {
        "joint": joint,
        "joint_lines": joint_words.shares(sheet, joint) if is_lead else [],
        "whole_lines": answer_words.beside(None, joint.whole, sheet.names) if joint.whole else [],
        "doubted": joint_words.doubted(sheet, joint, only="" if is_lead else row.submission.institution.title),
    }


def _way(row: Item, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    submission = row.submission
    cycle = submission.cycle
    here = reverse("monitoring:submission", args=[cycle.plan.code, cycle.code, submission.institution.code])
    return way_in_cycle(cycle, (here, submission.institution.title), *steps)


@require_POST
@require(Permission.READ_INTERNAL)
def item_comment(request: HttpRequest, **where: str) -> HttpResponse:
    """Adds a comment; what was typed stays where it is refused."""
    row = find_item(request, **where)
    text = request.POST.get("text", "")
    notify = {int(key) for key in request.POST.getlist("notify") if is_key(key)}
    try:
        said = actions.comment(
            row, text, by=person(request), at=timezone.now(), notify=notify, confirmed=confirmed(request)
        )
    except MonitoringError as error:
        questions = error.questions
        return shown(request, row, problem=str(error), comment=text, notify=notify, questions=questions, status=422)
    return redirect(f"{address(row)}#comment-{said.pk}")


@require_POST
@require(Permission.READ_INTERNAL)
def item_judge(request: HttpRequest, **where: str) -> HttpResponse:
    """Sets a status by hand, or takes it away again."""
    row = find_item(request, **where)
    state, reason = request.POST.get("state", ""), request.POST.get("reason", "")
    try:
        who: dict[str, Any] = {"by": person(request), "at": timezone.now(), "confirmed": confirmed(request)}
        actions.judge(row, state, reason=reason, **who)
    except MonitoringError as error:
        judged = {"state": state, "reason": reason}
        return shown(request, row, problem=str(error), judged=judged, questions=error.questions, status=422)
    messages.success(request, _("The status was set.") if state else _("The status is the computed one again."))
    return redirect(address(row))


@require_POST
@require(Permission.READ_INTERNAL)
def item_correct(request: HttpRequest, **where: str) -> HttpResponse:
    """Changes what was accepted, with a reason; all of it or nothing."""
    row = find_item(request, **where)
    sheet = sheets.sheet(row)
    form = AnswerForm(request.POST, sheet=sheet, answer=sheet.answer)
    form.ask(before=[getattr(row, name) for name in NARRATIVES], confirmed=confirmed(request))
    reason = request.POST.get("correction-reason", "")
    problem = ""
    asked: Sequence[Question] = ()
    if answering.revision_of(request.POST) != row.revision:
        problem = _("Somebody else changed this answer meanwhile. What it says now stands above; look at it first.")
    elif form.errors:
        problem = _("Please correct the fields that are marked.")
    else:
        try:
            who: dict[str, Any] = {"by": person(request), "at": timezone.now(), "confirmed": confirmed(request)}
            actions.correct(row, form.answer(), reason=reason, **who)
        except MonitoringError as error:
            problem, asked = str(error), error.questions
    if problem:
        more: dict[str, Any] = {"questions": asked, "correction_reason": reason, "correcting": True}
        return shown(request, row, form=form, problem=problem, status=422, **more)
    messages.success(request, _("The correction was saved; the accepted version stays in the history."))
    return redirect(address(row))


@require_GET
@require(Permission.READ_INTERNAL)
def item_history(request: HttpRequest, **where: str) -> HttpResponse:
    """Its rounds: what was written (also what was put aside in a conflict), returned with which comment, accepted."""
    row = find_item(request, **where)
    context = {
        "plan": row.submission.cycle.plan,
        "cycle": row.submission.cycle,
        "submission": row.submission,
        "item": row,
        "activity": row.activity,
        "entries": histories.of_item(row, sheets.sheet(row).names),
        "breadcrumbs": _way(row, (address(row), row.activity.code), ("", _("History"))),
    }
    return render(request, "monitoring/item_history.html", context)
