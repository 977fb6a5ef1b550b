"""An institution writes, a second person approves; later it may be corrected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.files import gate
from okrilje.files.gate import Question
from okrilje.monitoring import completeness, rules, storing
from okrilje.monitoring.actions import privacy
from okrilje.monitoring.actions.refusals import (
    MonitoringError,
    locked,
    refuse,
    subject,
    why_not_write,
)
from okrilje.monitoring.actions.steps import step
from okrilje.monitoring.answers import Answer, Conflict, fields, merge, texts
from okrilje.monitoring.models import Evidence, Item, Submission
from okrilje.monitoring.queries.conversations import parties
from okrilje.monitoring.rules import Status


@dataclass(frozen=True, slots=True)
class Saved:
    """What an item says now, and what could not be joined with what somebody else saved meanwhile."""

    item: Item
    answer: Answer
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Writing:
    """An answer that somebody wrote about an item, begun on its revision ``base``."""

    item: Item
    answer: Answer
    base: int


def save(item: Item, mine: Answer, *, base: int, by: User, at: datetime, confirmed: Collection[str] = ()) -> Saved:
    """As ``save_all``, for one answer."""
    return save_all(item.submission, [Writing(item, mine, base)], by=by, at=at, confirmed=confirmed)[0]


@transaction.atomic
def save_all(
    submission: Submission, writings: Sequence[Writing], *, by: User, at: datetime, confirmed: Collection[str] = ()
) -> list[Saved]:
    """Saves answers of a report, all or none; each is joined with what was saved since it was begun.

    Where two changed the same field, what was saved first stays, mine is kept aside whole, and the conflicts say
    both. Nothing is logged in the audit trail: a draft is work, and every version of it is kept. Raises
    MonitoringError where the person may not write now, PersonalDataError (its questions say item and field) where a
    text leads to a person. ``confirmed``: the marks of questions about what is no person's.
    """
    within = locked(submission)
    rows = _items_in_full([one.item.pk for one in writings], submission=within)
    bases = storing.older(rows.values(), {one.item.pk: one.base for one in writings})
    saved, changed, aside = [], [], []
    asked: list[Question] = []
    for one in writings:
        if (found := rows.get(one.item.pk)) is None:
            raise MonitoringError(_("One of these answers does not belong to this report."))
        refuse(why_not_write(found, within, by))
        theirs, mine = storing.answer_of(found), one.answer.without_blanks()
        merged, conflicts, base = mine, list[Conflict](), bases.get(found.pk, theirs)
        if found.pk in bases:
            merged, conflicts = merge(base, mine, theirs)
        asked += questions(found, mine, theirs, base)
        if conflicts:
            aside.append((found, mine))
        if merged != theirs:
            changed.append((found, merged))
        saved.append(Saved(found, merged, conflicts))
    privacy.let_pass(asked, confirmed=confirmed, by=by, at=at, subject=subject(within))
    storing.put_aside(aside, by=by, at=at)
    _write(changed, by=by, at=at)
    return saved


def questions(item: Item, mine: Answer, *stored: Answer) -> list[Question]:
    """What the privacy gate asks about an answer; not about what stands in a stored one already."""
    before = [text for answer in stored for text in texts(answer).values()]
    return gate.questions(texts(mine), before=before, item=item.pk)


def _items_in_full(pks: Collection[int], **within: Any) -> dict[int, Item]:
    proof = Evidence.objects.counting().filter(item=OuterRef("pk"))
    rows = Item.objects.filter(pk__in=pks, **within).select_related("activity", "judgement__by")
    rows = rows.annotate(has_proof=Exists(proof))
    return {row.pk: row for row in storing.with_answers(rows)}


def _write(answers: Sequence[tuple[Item, Answer]], *, by: User, at: datetime, reason: str = "") -> None:
    if not answers:
        return
    try:
        storing.store(answers)
    except ValueError as error:
        raise MonitoringError(str(error)) from error
    for item, _answer in answers:
        item.revision += 1
        item.edited_by, item.edited_at = by, at
    # Inserting over what is there is many times faster than Django's bulk update.
    Item.objects.bulk_create(
        [item for item, _answer in answers],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*storing.FILLED, "revision", "edited_by", "edited_at", "corrected_at"],
    )
    storing.add_versions(answers, by=by, at=at, reason=reason)


def prepare(submission: Submission, *, by: User, at: datetime) -> Submission:
    """The report is written; now the second person of the institution looks at it.

    Raises MonitoringError where an answer contradicts itself: the message names the activities.
    """
    with step(submission, Status.PREPARED, "submission.prepared", by=by, at=at) as found:
        if contradictions := completeness.contradictions(found):
            raise MonitoringError("\n".join(contradictions))
        found.prepared_by, found.prepared_at, found.approved_by = by, at, None
    return found


def send_back(
    submission: Submission, *, comment: str, by: User, at: datetime, confirmed: Collection[str] = ()
) -> Submission:
    """The approver wants it changed before it leaves the house."""
    said = comment.strip()
    with step(submission, Status.DRAFT, "submission.sent_back", by=by, at=at, comment=said) as found:
        if not said:
            raise MonitoringError(_("Say what has to be changed."))
        privacy.check({"comment": said}, confirmed=confirmed, by=by, at=at, subject=subject(found))
    return found


def submit(submission: Submission, *, by: User, at: datetime) -> Submission:
    """The second person approves: the report goes to the coordinator."""
    with step(submission, Status.SUBMITTED, "submission.submitted", by=by, at=at) as found:
        found.approved_by = by
        found.handed_in_at = found.handed_in_at or at
        found.items.filter(verdict=Item.Verdict.RETURNED).update(verdict="")
    return found


@transaction.atomic
def correct(
    item: Item, answer: Answer, *, reason: str, by: User, at: datetime, confirmed: Collection[str] = ()
) -> Item:
    """Changes what was accepted, with a reason. The old version stays, and everything made of it is marked.

    A snapshot of a closed cycle is never touched.
    """
    submission = locked(item.submission)
    found = _items_in_full([item.pk])[item.pk]
    refuse(rules.why_not_correct(Status(submission.status), held=parties(submission, by), reason=reason))
    before, after = storing.answer_of(found), answer.without_blanks()
    if before == after:
        raise MonitoringError(_("Nothing was changed."))
    asked = [*questions(found, after, before), *gate.questions({"reason": reason})]
    privacy.let_pass(asked, confirmed=confirmed, by=by, at=at, subject=subject(submission))
    found.corrected_at = at
    _write([(found, after)], by=by, at=at, reason=reason.strip())
    submission.changed_at = at
    submission.save(update_fields=["changed_at"])
    old, new = fields(before), fields(after)
    audit.record(
        "item.corrected",
        by=by,
        at=at,
        subject=subject(submission),
        activity=found.activity.code,
        fields=sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path)),
        revision=found.revision,
    )
    return found
