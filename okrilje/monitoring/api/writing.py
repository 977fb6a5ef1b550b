"""What programs may do with reports: exactly what their people may do on the pages, by the same actions."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from ninja.responses import Status as Answered

from okrilje.accounts.access import person
from okrilje.accounts.api_access import Access
from okrilje.accounts.permissions import Permission
from okrilje.accounts.permissions import Scope as TokenScope
from okrilje.lib.api import CHANGING, GUARDED, ActivityCode, Refused, Slug, answers, problem
from okrilje.monitoring import actions, storing
from okrilje.monitoring.actions import MonitoringError, Saved, Writing
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.api import showing
from okrilje.monitoring.api.answer_shapes import (
    AnswerSaved,
    AnswerSavedOn,
    AnswersSaved,
    AnswersWritten,
    AnswerWritten,
    Disputed,
    FieldInDispute,
    ItemScope,
    given,
)
from okrilje.monitoring.api.shapes import CommentShown, Remark, ReturnedAll, SubmissionShown
from okrilje.monitoring.api.submissions import ITEM, READER, REPORT
from okrilje.monitoring.models import Item, Submission
from okrilje.monitoring.queries import conversations
from okrilje.monitoring.rules import NOT_YOURS, Party
from okrilje.monitoring.views.item import find_item
from okrilje.monitoring.views.lookup import find_submission

router = Router(tags=["Writing reports"])
WRITES = TokenScope.WRITE_REPORTS
WRITER = Access(Permission.REPORT, scope=WRITES)
APPROVER = Access(Permission.APPROVE_REPORT, scope=WRITES)
REVIEWER = Access(Permission.REVIEW_REPORTS, scope=WRITES)
STEP = answers(SubmissionShown, *CHANGING)
DISPUTED = {409: Disputed}


def _as(party: Party, found: Submission, request: HttpRequest) -> Submission:
    """The submission, if the person is that party to it."""
    if party not in conversations.parties(found, person(request)):
        raise Refused(403, str(NOT_YOURS[party]))
    return found


# --- Answers -------------------------------------------------------------------------------------------------------


@router.get(ITEM + "/answer", auth=READER, response=answers(AnswerSaved, *GUARDED))
def answer(
    request: HttpRequest, plan: Slug, cycle: Slug, institution: Slug, activity: ActivityCode, scope: ItemScope
) -> AnswerSaved:
    """The answer alone, with its revision: what the next one is begun on."""
    found = find_item(request, plan, cycle, institution, activity, scope)
    return AnswerSaved(revision=found.revision, answer=given(storing.answer_of(found)))


@router.put(ITEM + "/answer", auth=WRITER, response=answers(AnswerSaved, *CHANGING) | DISPUTED)
def save_answer(
    request: HttpRequest,
    plan: Slug,
    cycle: Slug,
    institution: Slug,
    activity: ActivityCode,
    scope: ItemScope,
    sent: AnswerWritten,
) -> AnswerSaved | HttpResponse:
    """Saves the answer on one activity.

    ``base`` is the revision that it was begun on. What others changed since in other fields is kept; where they changed
    the same field, the answer is 409 with both texts. Sent again, the same answer changes nothing.
    """
    row = find_item(request, plan, cycle, institution, activity, scope)
    _as(Party.PREPARER, row.submission, request)
    saved = actions.save(row, _read(sent), base=sent.base, by=person(request), at=timezone.now())
    if saved.conflicts:
        return _disputed([saved])
    return AnswerSaved(revision=saved.item.revision, answer=given(saved.answer))


@router.put(REPORT + "/answers", auth=WRITER, response=answers(AnswersSaved, *CHANGING) | DISPUTED)
def save_answers(
    request: HttpRequest, plan: Slug, cycle: Slug, institution: Slug, sent: AnswersWritten
) -> AnswersSaved | HttpResponse:
    """Saves answers on many activities of a report at once, all or none; as for one answer."""
    found = _as(Party.PREPARER, find_submission(request, plan, cycle, institution), request)
    items = _items(found, [(one.activity, one.scope) for one in sent.answers])
    writings = [Writing(items[one.activity, one.scope], _read(one), one.base) for one in sent.answers]
    saved = actions.save_all(found, writings, by=person(request), at=timezone.now())
    if any(one.conflicts for one in saved):
        return _disputed(saved)
    return AnswersSaved(answers=[_saved(one) for one in saved])


def _read(sent: AnswerWritten) -> Answer:
    return sent.answer.answer()


def _items(found: Submission, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Item]:
    """The items of the report by activity and scope. Refuses what it does not have, and what was named twice."""
    rows = found.items.filter(activity__code__in={code for code, _scope in wanted}).select_related("activity")
    items = {(row.activity.code, row.scope): row for row in rows}
    for code, scope in wanted:
        if (code, scope) not in items:
            raise MonitoringError(
                _("This report has nothing on %(activity)s (%(scope)s).") % {"activity": code, "scope": scope}
            )
        if wanted.count((code, scope)) > 1:
            raise MonitoringError(
                _("%(activity)s (%(scope)s) stands twice in what was sent.") % {"activity": code, "scope": scope}
            )
    return items


def _saved(saved: Saved) -> AnswerSavedOn:
    return AnswerSavedOn(
        activity=saved.item.activity.code,
        scope=Item.Scope(saved.item.scope),
        revision=saved.item.revision,
        answer=given(saved.answer),
    )


def _disputed(saved: Sequence[Saved]) -> HttpResponse:
    conflicts = [
        FieldInDispute(
            activity=one.item.activity.code,
            scope=Item.Scope(one.item.scope),
            field=conflict.field,
            mine=_plain(conflict.mine),
            theirs=_plain(conflict.theirs),
        )
        for one in saved
        for conflict in one.conflicts
    ]
    return problem(
        Disputed(
            type="urn:okrilje:answers-in-dispute",
            title="Conflict",
            status=409,
            detail=_(
                "Somebody else changed the same fields meanwhile. The rest is saved, and what you sent is kept beside "
                "it. Decide for each field, and send the answer again on the new revision."
            ),
            conflicts=conflicts,
            answers=[_saved(one) for one in saved],
        )
    )


def _plain(value: object) -> str | int | None:
    return value if value is None or isinstance(value, int) else str(value)


# --- Steps ---------------------------------------------------------------------------------------------------------


def _shown(found: Submission) -> SubmissionShown:
    return SubmissionShown(**showing.submission(found))


@router.post(REPORT + "/prepare", auth=WRITER, response=STEP)
def prepare(request: HttpRequest, plan: Slug, cycle: Slug, institution: Slug) -> SubmissionShown:
    """The report is written: on to the second person of the institution. Refused where an answer contradicts itself."""
    found = _as(Party.PREPARER, find_submission(request, plan, cycle, institution), request)
    return _shown(actions.prepare(found, by=person(request), at=timezone.now()))


@router.post(REPORT + "/send-back", auth=APPROVER, response=STEP)
def send_back(request: HttpRequest, plan: Slug, cycle: Slug, institution: Slug, sent: Remark) -> SubmissionShown:
    """The second person wants it changed before it leaves the house."""
    found = _as(Party.APPROVER, find_submission(request, plan, cycle, institution), request)
    return _shown(actions.send_back(found, comment=sent.comment, by=person(request), at=timezone.now()))


@router.post(REPORT + "/submit", auth=APPROVER, response=STEP)
def submit(request: HttpRequest, plan: Slug, cycle: Slug, institution: Slug) -> SubmissionShown:
    """The second person approves: on to the coordinator. Whoever prepared the report cannot."""
    found = _as(Party.APPROVER, find_submission(request, plan, cycle, institution), request)
    return _shown(actions.submit(found, by=person(request), at=timezone.now()))


@router.post(REPORT + "/return", auth=REVIEWER, response=STEP)
def return_(request: HttpRequest, plan: Slug, cycle: Slug, institution: Slug, sent: ReturnedAll) -> SubmissionShown:
    """The coordinator sends it back for single activities, each with what has to be changed; accepts the others."""
    found = _as(Party.REVIEWER, find_submission(request, plan, cycle, institution), request)
    items = _items(found, [(one.activity, one.scope) for one in sent.items])
    said = {items[one.activity, one.scope].pk: one.comment for one in sent.items}
    return _shown(actions.return_(found, said, by=person(request), at=timezone.now()))


@router.post(REPORT + "/accept", auth=REVIEWER, response=STEP)
def accept(request: HttpRequest, plan: Slug, cycle: Slug, institution: Slug) -> SubmissionShown:
    """The coordinator accepts all that the report says."""
    found = _as(Party.REVIEWER, find_submission(request, plan, cycle, institution), request)
    return _shown(actions.accept(found, by=person(request), at=timezone.now()))


@router.post(REPORT + "/take-back", auth=REVIEWER, response=STEP)
def take_back(request: HttpRequest, plan: Slug, cycle: Slug, institution: Slug, sent: Remark) -> SubmissionShown:
    """The coordinator takes an acceptance back, as long as the cycle is open."""
    found = _as(Party.REVIEWER, find_submission(request, plan, cycle, institution), request)
    return _shown(actions.take_back_acceptance(found, comment=sent.comment, by=person(request), at=timezone.now()))


@router.post(
    ITEM + "/comments",
    auth=Access(Permission.REPORT, Permission.APPROVE_REPORT, Permission.REVIEW_REPORTS, scope=WRITES),
    response=answers(CommentShown, *CHANGING, status=201),
)
def add_comment(
    request: HttpRequest,
    plan: Slug,
    cycle: Slug,
    institution: Slug,
    activity: ActivityCode,
    scope: ItemScope,
    sent: Remark,
) -> Answered[CommentShown]:
    """Says something about the answer on one activity."""
    row = find_item(request, plan, cycle, institution, activity, scope)
    made = actions.comment(row, sent.comment, by=person(request), at=timezone.now())
    return Answered(201, showing.comment(made))
