"""What is decided about evidence: what it proves, whether it is public, that it is withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.files import actions as files
from okrilje.files.models import StoredFile
from okrilje.monitoring.actions import privacy
from okrilje.monitoring.actions.evidence import about
from okrilje.monitoring.actions.refusals import MonitoringError, locked, refuse, subject, why_not_write
from okrilje.monitoring.models import Evidence, EvidenceStep, Submission
from okrilje.monitoring.proofs import Grade
from okrilje.monitoring.queries.conversations import parties
from okrilje.monitoring.rules import HANDED_IN, Party

What = EvidenceStep.What


def grade_evidence(
    evidence: Evidence, grade: Grade, *, note: str, by: User, at: datetime, confirmed: Collection[str] = ()
) -> Evidence:
    """The coordinator says whether it proves what is claimed; why, where it does not wholly."""
    with transaction.atomic():
        found, submission = _found(evidence)
        refuse(why_not_grade(found, submission, by))
        if grade is not Grade.PROVES and not note.strip():
            raise MonitoringError(_("Say what is missing."))
        return _decided(found, submission, What(grade), note, {"grade": grade}, by=by, at=at, confirmed=confirmed)


def why_not_grade(evidence: Evidence, submission: Submission, by: User) -> str:
    if Party.REVIEWER not in parties(submission, by):
        return _("Only the coordinator who owns this plan may do this.")
    if submission.status not in HANDED_IN:
        return _("Evidence is graded once the report was submitted.")
    if evidence.added_by_id == by.pk:
        return _("Whoever added evidence cannot also grade it: a second person has to look at it.")
    return _why_gone(evidence)


def publish_evidence(
    evidence: Evidence, is_public: bool, *, reason: str, by: User, at: datetime, confirmed: Collection[str] = ()
) -> Evidence:
    """Makes evidence public, or confidential again. Everybody sees it once the report is accepted."""
    with transaction.atomic():
        found, submission = _found(evidence)
        refuse(why_not_publish(found, submission, by))
        if not reason.strip():
            raise MonitoringError(_("Say why."))
        if found.is_public == is_public:
            raise MonitoringError(_("This was said already."))
        what = What.PUBLIC if is_public else What.CONFIDENTIAL
        changes = {"is_public": is_public}
        return _decided(found, submission, what, reason, changes, by=by, at=at, confirmed=confirmed)


def why_not_publish(evidence: Evidence, submission: Submission, by: User) -> str:
    if not {Party.APPROVER, Party.REVIEWER} & parties(submission, by):
        return _("The approver of the institution or the coordinator decides what is public.")
    return _why_gone(evidence)


def withdraw_evidence(
    evidence: Evidence, *, reason: str, by: User, at: datetime, erase: bool = False, confirmed: Collection[str] = ()
) -> None:
    """Takes evidence back. Before the report was ever submitted nothing is left of it; after that it stays as
    withdrawn, with the reason. ``erase``: its file is destroyed, for it should never have been there.
    """
    with transaction.atomic():
        found, submission = _found(evidence)
        refuse(why_not_withdraw(found, submission, by))
        kept = StoredFile.objects.select_for_update().get(pk=found.file_id) if found.file_id else None
        if submission.handed_in_at is None:
            audit.record("evidence.removed", by=by, at=at, **about(found, found.item, submission))
            found.delete()
        else:
            if not reason.strip():
                raise MonitoringError(_("Say why it is withdrawn."))
            changes: dict[str, Any] = {"withdrawn_at": at, "is_public": False, **({"file": None} if erase else {})}
            what = What.ERASED if erase else What.WITHDRAWN
            _decided(found, submission, what, reason, changes, by=by, at=at, confirmed=confirmed)
        if kept:
            files.release(kept)


def why_not_withdraw(evidence: Evidence, submission: Submission, by: User) -> str:
    held = parties(submission, by)
    if submission.handed_in_at is None:
        return why_not_write(evidence.item, submission, by)
    if not held:
        return _("Evidence is withdrawn by its institution, or by the coordinator.")
    return _why_gone(evidence)


def _why_gone(evidence: Evidence) -> str:
    return _("This evidence was withdrawn.") if evidence.withdrawn_at else ""


def _found(evidence: Evidence) -> tuple[Evidence, Submission]:
    rows = Evidence.objects.select_for_update(of=("self",)).select_related("item__activity", "item__submission", "file")
    found = rows.get(pk=evidence.pk)
    return found, locked(found.item.submission)


def _decided(
    evidence: Evidence,
    submission: Submission,
    what: EvidenceStep.What,
    reason: str,
    changes: dict[str, Any],
    *,
    by: User,
    at: datetime,
    confirmed: Collection[str],
) -> Evidence:
    privacy.check({"reason": reason}, confirmed=confirmed, by=by, at=at, subject=subject(submission))
    for name, value in changes.items():
        setattr(evidence, name, value)
    evidence.save(update_fields=list(changes))
    EvidenceStep.objects.create(evidence=evidence, what=what, reason=reason.strip(), by=by, at=at)
    submission.changed_at = at
    submission.save(update_fields=["changed_at"])
    facts = about(evidence, evidence.item, submission)
    audit.record("evidence.decided", by=by, at=at, **facts, what=what, reason=reason.strip())
    return evidence
