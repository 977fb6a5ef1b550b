"""Evidence is added while one writes, and read."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.lib import attachments
from okrilje.lib.attachments import Attachment
from okrilje.lib.documents import DocumentError
from okrilje.monitoring import gate, proofs, storing, vault
from okrilje.monitoring.actions import privacy
from okrilje.monitoring.actions.refusals import (
    MonitoringError,
    locked,
    refuse,
    subject,
    why_not_write,
)
from okrilje.monitoring.models import Evidence, Item, StoredFile, Submission
from okrilje.monitoring.proofs import EvidenceKind
from okrilje.plan.content import Register


class NotLookedAt(MonitoringError):
    """It holds pictures that no machine reads: a person has to say that they show no names (``looked``)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Evidence as somebody describes it. ``upload`` is the file; without ``keep`` only its hash is taken."""

    kind: EvidenceKind
    title: str
    number: str = ""
    dated_on: date | None = None
    held_by: str = ""
    persons: int | None = None
    proves: str = ""
    upload: bytes | None = None
    keep: bool = True
    looked: bool = False

    @property
    def texts(self) -> dict[str, str]:
        return {"title": self.title, "number": self.number, "held_by": self.held_by}


def add_evidence(item: Item, draft: Draft, *, by: User, at: datetime, confirmed: Collection[str] = ()) -> Evidence:
    """Adds evidence to an answer that is being written.

    The file is read before anything is kept of it, and outside of the transaction: that takes a while. Raises
    PersonalDataError where text or file lead to a person, NotLookedAt for pictures, MonitoringError otherwise.
    """
    refuse(why_not_write(item, item.submission, by))
    wanted = replace(draft, title=draft.title.strip(), number=draft.number.strip(), held_by=draft.held_by.strip())
    refuse(_why_not(item, wanted))
    read = _read(wanted) if wanted.upload is not None and wanted.keep else None
    asked = gate.questions(wanted.texts) + (gate.questions_in_file(read.pieces) if read else [])
    if read and read.pictures and not wanted.looked and not gate.unanswered(asked, confirmed):
        raise NotLookedAt(
            _("The file holds pages that are pictures; no machine can read them. Look yourself: do they show names or "
              "numbers of persons? If not, say so below.")
        )  # fmt: skip
    kept = vault.put(read.data) if read and not gate.unanswered(asked, confirmed) else ""
    try:
        with transaction.atomic():
            submission = locked(item.submission)
            refuse(why_not_write(item, submission, by))
            privacy.let_pass(asked, confirmed=confirmed, by=by, at=at, subject=subject(submission))
            return _added(item, wanted, read, kept, submission, by=by, at=at)
    except BaseException:
        forget(kept)
        raise


def _read(draft: Draft) -> Attachment:
    assert draft.upload is not None
    try:
        return attachments.read(draft.upload, _("The file"), limit=settings.EVIDENCE_MAX_BYTES)
    except DocumentError as error:
        raise MonitoringError(_(error.template) % error.parts) from error


_NEEDED = {
    "number": gettext_lazy("Write its number: that of the official gazette, of the protocol, or of the agreement."),
    "dated_on": gettext_lazy("Write of which day it is."),
    "persons": gettext_lazy("Write how many people the list has."),
}


def _why_not(item: Item, draft: Draft) -> str:
    if not draft.title:
        return _("Write a title that says what it is.")
    if not draft.keep and not draft.held_by:
        return _("Write who holds the document, so that it can be asked for.")
    if draft.keep and draft.upload is None:
        return _("Choose a file, or say that only the reference is kept.")
    if draft.upload is not None and len(draft.upload) > settings.EVIDENCE_MAX_BYTES:
        most = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        return _("The file is too large: up to %(limit)s MB are kept.") % {"limit": most}
    if draft.proves and draft.proves not in paths(item):
        return _("The activity has no such measure or due date.")
    if draft.keep and proofs.why_not_keep(draft.kind, registers(item, draft.proves)):
        return _("This document is about people, so its file is not kept. Say that only the reference is kept.")
    missing = [_NEEDED[name] for name in proofs.NEEDS[draft.kind] if getattr(draft, name) in (None, "")]
    return " ".join(map(str, missing))


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


def _added(
    item: Item, draft: Draft, read: Attachment | None, kept: str, submission: Submission, *, by: User, at: datetime
) -> Evidence:
    file = _stored(read, kept) if read else None
    evidence = Evidence.objects.create(
        item=item,
        kind=draft.kind,
        title=draft.title,
        number=draft.number,
        dated_on=draft.dated_on,
        held_by=draft.held_by,
        persons=draft.persons,
        proves=draft.proves,
        sha256=read.sha256 if read else hashlib.sha256(draft.upload).hexdigest() if draft.upload is not None else "",
        file=file,
        looked=bool(read and read.pictures),
        added_by=by,
        added_at=at,
    )
    facts = about(evidence, item, submission)
    audit.record("evidence.added", by=by, at=at, **facts, sha256=evidence.sha256, kept=file is not None)
    return evidence


def _stored(read: Attachment, kept: str) -> StoredFile:
    """The row of the file; held, so that nobody withdraws the last evidence of it meanwhile."""
    # Whoever fails with the same file at this moment takes it away again.
    transaction.on_commit(lambda: vault.put(read.data) and None)
    if known := StoredFile.objects.select_for_update().filter(sha256=kept).first():
        return known
    state = StoredFile.State.PENDING if settings.CLAMAV else StoredFile.State.UNCHECKED
    return StoredFile.objects.create(sha256=kept, kind=read.kind, size=len(read.data), state=state)


def about(evidence: Evidence, item: Item, submission: Submission) -> dict[str, Any]:
    """What an event about evidence names."""
    return {
        "subject": subject(submission),
        "activity": item.activity.code,
        "number": evidence.pk,
        "evidence": evidence.kind,
    }


def forget(sha256: str) -> None:
    """Destroys a file that no evidence speaks of any more."""
    if sha256 and not StoredFile.objects.filter(sha256=sha256).exists():
        vault.remove(sha256)


# --- Reading -------------------------------------------------------------------------------------------------------


def read_evidence(evidence: Evidence, *, by: Any, at: datetime) -> bytes:
    """The file as it is kept. That somebody read what is confidential is logged. Needs file, item and its activity.

    Raises MonitoringError where there is none, or it is not to be opened.
    """
    if evidence.file is None:
        raise MonitoringError(_("The file is not kept here; ask the institution that holds it."))
    if evidence.withdrawn_at:
        raise MonitoringError(_("This evidence was withdrawn."))
    if not evidence.file.may_be_read:
        raise MonitoringError(str(evidence.file.get_state_display()).capitalize() + ".")
    try:
        data = vault.get(evidence.file.sha256)
    except vault.Unreadable as error:
        raise MonitoringError(_("The file cannot be opened any more. Tell the administrator of Okrilje.")) from error
    if not evidence.is_public:
        with transaction.atomic():
            facts = about(evidence, evidence.item, evidence.item.submission)
            audit.record("evidence.read", by=by, at=at, **facts)
    return data
