"""The report of one institution for one cycle: written here by the institution, read here by the coordinator."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from okrilje.accounts.access import person, require
from okrilje.accounts.models import User
from okrilje.accounts.permissions import Permission
from okrilje.monitoring import actions, words
from okrilje.monitoring.actions import MonitoringError
from okrilje.monitoring.models import Cycle, Submission
from okrilje.monitoring.queries import conversations, histories, reports
from okrilje.monitoring.queries.reports import Row
from okrilje.monitoring.row_filter import SHOWN, offered
from okrilje.monitoring.rules import OWNERS, STATUS_NAMES, TRANSITIONS, Party, Status
from okrilje.monitoring.views.lookup import confirmed, find_submission, is_key, way_in_cycle
from okrilje.plan import clock

PATH = (Status.DRAFT, Status.PREPARED, Status.SUBMITTED, Status.ACCEPTED, Status.LOCKED)

TURNS = {
    Party.PREPARER: gettext_lazy("those who write the report in this institution"),
    Party.APPROVER: gettext_lazy("the approver of this institution"),
    Party.REVIEWER: gettext_lazy("the coordinator"),
}


@dataclass(frozen=True, slots=True)
class Button:
    """A step that somebody may take from where the report is. ``why_not`` "" means: now, by this person."""

    name: str
    label: str | Promise
    why_not: str
    #: What has to be written for it, as the label of a field; "" for nothing.
    asks: str | Promise = ""


STEPS: dict[tuple[Status, Status], tuple[str, str | Promise, str | Promise]] = {
    (Status.DRAFT, Status.PREPARED): ("prepare", gettext_lazy("Send for approval"), ""),
    (Status.RETURNED, Status.PREPARED): ("prepare", gettext_lazy("Send for approval"), ""),
    (Status.PREPARED, Status.SUBMITTED): ("submit", gettext_lazy("Approve and submit"), ""),
    (Status.PREPARED, Status.DRAFT): (
        "send_back", gettext_lazy("Send back to be changed"), gettext_lazy("What has to be changed"),
    ),
    (Status.SUBMITTED, Status.ACCEPTED): ("accept", gettext_lazy("Accept the report"), ""),
    (Status.SUBMITTED, Status.RETURNED): ("return", gettext_lazy("Return the ticked"), ""),
    (Status.ACCEPTED, Status.SUBMITTED): (
        "take_back", gettext_lazy("Take back the acceptance"), gettext_lazy("Why the acceptance is taken back"),
    ),
}  # fmt: skip


def _accept(submission: Submission, data: QueryDict, **who: Any) -> Submission:
    if comments_in(data):
        raise MonitoringError(
            _("You commented on activities: return the report, or clear the comments and then accept it.")
        )
    return actions.accept(submission, seen=data.get("seen"), **who)


def _accept_ticked(submission: Submission, data: QueryDict, confirmed: Collection[str], **who: Any) -> Submission:
    if ticked_in(data) & comments_in(data).keys():
        raise MonitoringError(_("You commented on activities that are ticked: return them, or clear the comments."))
    return actions.accept_items(submission, ticked_in(data), seen=data.get("seen"), **who)


def _return(submission: Submission, data: QueryDict, **who: Any) -> Submission:
    """What is ticked or commented on; the comment for all holds where an activity has none of its own."""
    for_all, own = data.get("comment-all", ""), comments_in(data)
    said = dict.fromkeys(ticked_in(data), for_all) | own
    return actions.return_(submission, said, seen=data.get("seen"), **who)


TAKEN: dict[str, tuple[Callable[..., Submission], str | Promise]] = {
    "prepare": (
        lambda s, data, confirmed, **who: actions.prepare(s, **who),
        gettext_lazy("The report waits for approval."),
    ),
    "send_back": (
        lambda s, data, **who: actions.send_back(s, comment=data.get("comment", ""), **who),
        gettext_lazy("The report is a draft again."),
    ),
    "submit": (lambda s, data, confirmed, **who: actions.submit(s, **who), gettext_lazy("The report was submitted.")),
    "return": (_return, gettext_lazy("The report was returned; the other activities are accepted.")),
    "accept": (_accept, gettext_lazy("The report was accepted.")),
    "accept_ticked": (_accept_ticked, gettext_lazy("The ticked activities were accepted; the report is still open.")),
    "take_back": (
        lambda s, data, **who: actions.take_back_acceptance(s, comment=data.get("comment", ""), **who),
        gettext_lazy("The acceptance was taken back; the report can be reviewed again."),
    ),
}


def comments_in(data: QueryDict) -> dict[int, str]:
    """Item id -> what was said about it, where anything was."""
    named = {name.removeprefix("comment-"): text for name, text in data.items() if name.startswith("comment-")}
    return {int(number): str(text) for number, text in named.items() if is_key(number) and str(text).strip()}


def ticked_in(data: QueryDict) -> set[int]:
    return {int(number) for number in data.getlist("tick") if is_key(number)}


@require(Permission.READ_INTERNAL)
def submission(request: HttpRequest, plan: str, cycle: str, institution: str) -> HttpResponse:
    """All activities of an institution in a cycle, with what it may do next; POST takes a step."""
    found = find_submission(request, plan, cycle, institution)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step in ("propose", "tick"):
        return _page(request, found, proposing=step == "propose", ticking=step == "tick")
    if step not in TAKEN:
        return _page(request, found)
    take, sentence = TAKEN[step]
    try:
        take(found, request.POST, by=person(request), at=timezone.now(), confirmed=confirmed(request))
    except MonitoringError as error:
        return _page(request, found, refused=error, status=422)
    messages.success(request, str(sentence))
    return redirect(request.get_full_path() + "#list" if step == "accept_ticked" else request.path)


def _page(
    request: HttpRequest,
    found: Submission,
    *,
    refused: MonitoringError | None = None,
    proposing: bool = False,
    ticking: bool = False,
    status: int = 200,
) -> HttpResponse:
    by, today = person(request), clock.today()
    all_rows = reports.rows(found, today)
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    rows = [row for row in all_rows if SHOWN[show][1](row)]
    answered, asked = reports.count_answered(all_rows)
    buttons = _buttons(found, by)
    reviewing = any(button.name == "return" and not button.why_not for button in buttons)
    context = {
        "plan": found.cycle.plan,
        "cycle": found.cycle,
        "period": words.period(found.cycle.period, found.cycle.length),
        "submission": found,
        "path": _path(Status(found.status)),
        "turn": _turn(found),
        "days": _days(found, today),
        "as_of": reports.told_on(found.cycle, today),
        "answered": answered,
        "asked": asked,
        "rows": [row for row in rows if row.asked],
        "others": [row for row in rows if not row.asked],
        "shown": offered(all_rows, reviewing=reviewing, shown=show),
        "show": show,
        "buttons": buttons,
        "reviewing": reviewing,
        "writing": any(not actions.why_not_write(row.item, found, by) for row in all_rows),
        "comments": _comments(request, all_rows, proposing),
        "ticked": {row.item.pk for row in rows} if ticking else ticked_in(request.POST),
        "comment_for_all": request.POST.get("comment-all", ""),
        "unlooked": sum(not row.item.verdict for row in all_rows),
        "people": conversations.people(found, but=by) if reviewing else [],
        "proposing": proposing,
        "typed": request.POST.get("comment", ""),
        "problems": str(refused).splitlines() if refused else [],
        "questions": refused.questions if refused else (),
        "moments": histories.of_submission(found),
        "breadcrumbs": way_in_cycle(found.cycle, ("", found.institution.title)),
    }
    return render(request, "monitoring/submission.html", context, status=status)


def _comments(request: HttpRequest, rows: list[Row], proposing: bool) -> dict[int, str]:
    """What was typed; where the reviewer asked for it, with a proposal for what is not green and complete."""
    typed = comments_in(request.POST)
    return reports.proposed_comments(rows) | typed if proposing else typed


def _buttons(found: Submission, by: User) -> list[Button]:
    """For those who have a part in the report; others only read."""
    if not conversations.parties(found, by):
        return []
    status = Status(found.status)
    return [
        Button(name, label, actions.why_not_step(found, to, by), asks)
        for to in TRANSITIONS[status]
        if (status, to) in STEPS
        for name, label, asks in [STEPS[status, to]]
    ]


def _path(status: Status) -> list[tuple[str | Promise, str]]:
    """The stations of a report; each "done", "current" or "". A returned one stands where it is written."""
    here = 0 if status is Status.RETURNED else PATH.index(status)
    names = [STATUS_NAMES[Status.RETURNED] if status is Status.RETURNED else STATUS_NAMES[PATH[0]]]
    names += [STATUS_NAMES[one] for one in PATH[1:]]
    return [(name, "current" if n == here else "done" if n < here else "") for n, name in enumerate(names)]


def _turn(found: Submission) -> str:
    party = OWNERS[Status(found.status)]
    return str(TURNS[party]) if party and found.cycle.state == Cycle.State.OPEN else ""


def _days(found: Submission, today: date) -> str:
    """How long there is still time, or since when it is late; "" for what was handed in."""
    if Status(found.status) not in (Status.DRAFT, Status.PREPARED):
        return ""
    left = (found.cycle.due_on - today).days
    if left == 0:
        return _("due today")
    if left > 0:
        return ngettext("%(count)s day left", "%(count)s days left", left) % {"count": number_format(left)}
    return ngettext("%(count)s day late", "%(count)s days late", -left) % {"count": number_format(-left)}
