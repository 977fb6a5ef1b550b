"""Documents of a record: added, opened, taken away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.files import actions as files
from okrilje.files.actions import Draft, Refused
from okrilje.files.documents import MADE_OF_NAMES
from okrilje.files.gate import Question
from okrilje.files.gate_words import sentence
from okrilje.files.models import StoredFile
from okrilje.registers import actions
from okrilje.registers.kind import Kind
from okrilje.registers.models import Attachment, Revision
from okrilje.registers.records import Record


class LeadsToPersonError(Refused):
    """Something in a document leads to one person; ``questions`` says what, and of what somebody may say otherwise."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__("\n".join(map(sentence, questions)))
        self.questions = tuple(questions)


def attach(
    kind: Kind, record: Record, draft: Draft, *, by: User, at: datetime, confirmed: Collection[str] = ()
) -> Attachment:
    """Adds a document to a record. Of a restricted kind only the reference is kept, and of a list of names.

    Raises PermissionDenied where the record is another institution's; Refused, LeadsToPersonError, or NotLookedAt for
    pictures.
    """
    _refuse(record, by)
    wanted = draft.stripped()
    if wrong := files.why_incomplete(wanted, about_people=kind.is_restricted or draft.kind in MADE_OF_NAMES):
        raise Refused(wrong)
    subject = actions.subject_of(kind, record.pk)
    with files.take_in(wanted, confirmed=confirmed) as taken, transaction.atomic():
        if left := files.confirm(taken.asked, confirmed=confirmed, by=by, at=at, subject=subject):
            raise LeadsToPersonError(left)
        of_record = {"register": kind.slug, "record": record.pk}
        found = Attachment.objects.create(**taken.columns(), **of_record, added_by=by, added_at=at)
        _told(kind, record, ["", found.title], "", by, at)
        kept = found.file is not None
        audit.record("record.document_added", by=by, at=at, subject=subject, sha256=found.sha256, kept=kept)
        return found


@transaction.atomic
def detach(kind: Kind, record: Record, attachment: Attachment, *, why: str, by: User, at: datetime) -> None:
    """Takes a document away, its file with it where nothing else speaks of it. Raises PermissionDenied; Refused."""
    _refuse(record, by)
    if not why.strip():
        raise Refused(_("Say why the document is taken away."))
    kept = StoredFile.objects.select_for_update().get(pk=attachment.file_id) if attachment.file_id else None
    subject = actions.subject_of(kind, record.pk)
    audit.record("record.document_removed", by=by, at=at, subject=subject, sha256=attachment.sha256)
    _told(kind, record, [attachment.title, ""], why.strip(), by, at)
    attachment.delete()
    if kept:
        files.release(kept)


def _refuse(record: Record, by: User) -> None:
    actions.refuse_others(by, record.institution)
    if record.deleted_at:
        raise Refused(_("The record is deleted. Restore it first."))


def read(kind: Kind, record: Record, attachment: Attachment, *, by: User, at: datetime) -> bytes:
    """The file as it is kept; that somebody read it is logged. Needs its file. Raises Refused."""
    data = files.read(attachment)
    with transaction.atomic():
        subject = actions.subject_of(kind, record.pk)
        audit.record("record.document_read", by=by, at=at, subject=subject, sha256=attachment.sha256)
    return data


def hand_on(kind: Kind, source: Record, target: Record) -> None:
    """Gives a record the documents of another one as well. Inside a transaction."""
    rows = list(Attachment.objects.filter(register=kind.slug, record=source.pk))
    for row in rows:
        row.pk, row.record = None, target.pk
    Attachment.objects.bulk_create(rows)


def _told(kind: Kind, record: Record, change: list[str], why: str, by: User, at: datetime) -> None:
    changed = {"documents": change}
    what = Revision.What.CHANGED
    Revision.objects.create(kind=kind.slug, record=record.pk, what=what, at=at, by=by, changes=changed, reason=why)
