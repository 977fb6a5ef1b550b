"""Evidence is added while one writes, and read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.files import actions as files
from okrilje.files.actions import Draft
from okrilje.monitoring import proofs, storing
from okrilje.monitoring.actions import privacy
from okrilje.monitoring.actions.refusals import MonitoringError, locked, refuse, subject, why_not_write
from okrilje.monitoring.models import Evidence, Item, Submission
from okrilje.plan.content import Register


def add_evidence(item: Item, draft: Draft, *, by: User, at: datetime, confirmed: Collection[str] = ()) -> Evidence:
    """Adds evidence to an answer that is being written.

    Raises PersonalDataError where text or file lead to a person, NotLookedAt for pictures, files.Refused or
    MonitoringError otherwise.
    """
    refuse(why_not_write(item, item.submission, by))
    wanted = draft.stripped()
    refuse(_why_not(item, wanted))
    with files.take_in(wanted, confirmed=confirmed) as taken, transaction.atomic():
        submission = locked(item.submission)
        refuse(why_not_write(item, submission, by))
        privacy.let_pass(taken.asked, confirmed=confirmed, by=by, at=at, subject=subject(submission))
        evidence = Evidence.objects.create(**taken.columns(), item=item, proves=wanted.proves, added_by=by, added_at=at)
        facts = about(evidence, item, submission)
        kept = evidence.file is not None
        audit.record("evidence.added", by=by, at=at, **facts, sha256=evidence.sha256, kept=kept)
        return evidence


def _why_not(item: Item, draft: Draft) -> str:
    if draft.proves and draft.proves not in paths(item):
        return _("The activity has no such measure or due date.")
    about_people = bool(proofs.why_not_keep(draft.kind, registers(item, draft.proves)))
    return files.why_incomplete(draft, about_people=about_people)


def paths(item: Item) -> list[str]:
    """What evidence of an item may prove: its measures and due dates, as paths of the answer."""
    dues = item.activity.due_dates.values_list("order", flat=True)
    measures = storing.measures_of(item.activity_id)
    return [f"completions.{number}" for number in dues] + [f"values.{key}" for key in measures]


def registers(item: Item, proves: str) -> set[Register]:
    """From which registers the measures are counted that evidence proves: the one named, or all of the activity."""
    group, _dot, key = proves.partition(".")
    measures = storing.measures_of(item.activity_id)
    wanted = {key: measures[key]} if group == "values" and key in measures else {} if group else measures
    return {Register(one.register) for one in wanted.values()}


def about(evidence: Evidence, item: Item, submission: Submission) -> dict[str, Any]:
    """What an event about evidence names."""
    return {
        "subject": subject(submission),
        "activity": item.activity.code,
        "number": evidence.pk,
        "evidence": evidence.kind,
    }


# --- Reading -------------------------------------------------------------------------------------------------------


def read_evidence(evidence: Evidence, *, by: Any, at: datetime) -> bytes:
    """The file as it is kept. That somebody read what is confidential is logged. Needs file, item and its activity.

    Raises MonitoringError or files.Refused where there is none, or it is not to be opened.
    """
    if evidence.withdrawn_at and evidence.file:
        raise MonitoringError(_("This evidence was withdrawn."))
    data = files.read(evidence)
    if not evidence.is_public:
        with transaction.atomic():
            facts = about(evidence, evidence.item, evidence.item.submission)
            audit.record("evidence.read", by=by, at=at, **facts)
    return data
