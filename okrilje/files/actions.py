"""A document is taken in: described, its file read and cleaned, asked about, and kept; for whatever it proves."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okrilje.audit import actions as audit
from okrilje.files import gate, vault
from okrilje.files.documents import NEEDS, DocumentKind
from okrilje.files.gate import Question
from okrilje.files.models import Document, StoredFile
from okrilje.lib import attachments
from okrilje.lib.attachments import Attachment
from okrilje.lib.documents import DocumentError


class Refused(Exception):
    """The document cannot be taken in, or not opened; the message says why and what to do. Nothing was changed.

    ``questions``: what the privacy gate asks, where that is the reason.
    """

    questions: Sequence[Question] = ()


class NotLookedAt(Refused):
    """It holds pictures that no machine reads: a person has to say that they show no names (``looked``)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as somebody describes it. ``upload`` is the file; without ``keep`` only its hash is taken."""

    kind: DocumentKind
    title: str
    number: str = ""
    dated_on: date | None = None
    held_by: str = ""
    persons: int | None = None
    #: What of its subject it proves; what that means, the subject knows.
    proves: str = ""
    upload: bytes | None = None
    keep: bool = True
    looked: bool = False

    def stripped(self) -> Draft:
        texts = {name: text.strip() for name, text in self.texts.items()}
        return replace(self, **texts)  # type: ignore[arg-type]

    @property
    def texts(self) -> dict[str, str]:
        return {"title": self.title, "number": self.number, "held_by": self.held_by}


@dataclass(frozen=True, slots=True)
class Taken:
    """A document that was read and may be kept. ``asked``: what the privacy gate asks about its texts and file;
    nothing is kept of it while one of them is not answered.
    """

    draft: Draft
    read: Attachment | None
    kept: str
    asked: Sequence[Question]

    def columns(self) -> dict[str, Any]:
        """What the row of the document holds, its file as a row of its own. Inside a transaction."""
        one = self.draft
        upload = hashlib.sha256(one.upload).hexdigest() if one.upload is not None else ""
        return {
            "kind": one.kind, "title": one.title, "number": one.number, "dated_on": one.dated_on,
            "held_by": one.held_by, "persons": one.persons, "sha256": self.read.sha256 if self.read else upload,
            "file": _stored(self.read, self.kept) if self.read else None,
            "looked": bool(self.read and self.read.pictures),
        }  # fmt: skip


_NEEDED = {
    "number": gettext_lazy("Write its number: that of the official gazette, of the protocol, or of the agreement."),
    "dated_on": gettext_lazy("Write of which day it is."),
    "persons": gettext_lazy("Write how many people the list has."),
}


def why_incomplete(draft: Draft, *, about_people: bool) -> str:
    """What is missing of a description, as a sentence; "" for nothing. ``about_people``: its file is never kept."""
    if not draft.title:
        return _("Write a title that says what it is.")
    if not draft.keep and not draft.held_by:
        return _("Write who holds the document, so that it can be asked for.")
    if draft.keep and draft.upload is None:
        return _("Choose a file, or say that only the reference is kept.")
    if draft.upload is not None and len(draft.upload) > settings.EVIDENCE_MAX_BYTES:
        most = settings.EVIDENCE_MAX_BYTES // 1024 // 1024
        return _("The file is too large: up to %(limit)s MB are kept.") % {"limit": most}
    if draft.keep and about_people:
        return _("This document is about people, so its file is not kept. Say that only the reference is kept.")
    missing = [_NEEDED[name] for name in NEEDS[draft.kind] if getattr(draft, name) in (None, "")]
    return " ".join(map(str, missing))


@contextmanager
def take_in(draft: Draft, *, confirmed: Collection[str]) -> Iterator[Taken]:
    """Reads a document that is complete; what the block does not keep, because it failed, is destroyed.

    The file is read before anything is kept of it, and outside of the transaction: that takes a while. Raises Refused
    where the file cannot be kept, NotLookedAt for pictures.
    """
    read = _read(draft) if draft.upload is not None and draft.keep else None
    asked = gate.questions(draft.texts) + (gate.questions_in_file(read.pieces) if read else [])
    open_questions = gate.unanswered(asked, confirmed)
    if read and read.pictures and not draft.looked and not open_questions:
        raise NotLookedAt(
            _("The file holds pages that are pictures; no machine can read them. Look yourself: do they show names or "
              "numbers of persons? If not, say so below.")
        )  # fmt: skip
    kept = vault.put(read.data) if read and not open_questions else ""
    try:
        yield Taken(draft, read, kept, asked)
    except BaseException:
        forget(kept)
        raise


def _read(draft: Draft) -> Attachment:
    assert draft.upload is not None
    try:
        return attachments.read(draft.upload, _("The file"), limit=settings.EVIDENCE_MAX_BYTES)
    except DocumentError as error:
        raise Refused(_(error.template) % error.parts) from error


def _stored(read: Attachment, kept: str) -> StoredFile:
    """The row of the file; held, so that nobody withdraws the last document of it meanwhile."""
    # Whoever fails with the same file at this moment takes it away again.
    transaction.on_commit(lambda: vault.put(read.data) and None)
    if known := StoredFile.objects.select_for_update().filter(sha256=kept).first():
        return known
    state = StoredFile.State.PENDING if settings.CLAMAV else StoredFile.State.UNCHECKED
    return StoredFile.objects.create(sha256=kept, kind=read.kind, size=len(read.data), state=state)


def confirm(
    asked: Sequence[Question], *, confirmed: Collection[str], by: Any, at: datetime, subject: tuple[str, str]
) -> list[Question]:
    """What is still to be asked before something may be kept; where nothing is, that somebody said of what was found
    that it is no person's is logged, not what it was.
    """
    left = gate.unanswered(asked, confirmed)
    if asked and not left:
        kinds = Counter(one.kind.value for one in asked)
        audit.record("personal_data.confirmed", by=by, at=at, subject=subject, found=dict(sorted(kinds.items())))
    return left


def release(file: StoredFile) -> None:
    """Destroys a stored file that no document speaks of any more. Inside a transaction that holds its row."""
    users = [one for one in StoredFile._meta.related_objects if getattr(file, str(one.get_accessor_name())).exists()]
    if not users:
        file.delete()
        transaction.on_commit(lambda: forget(file.sha256))


def forget(sha256: str) -> None:
    """Destroys the content of a file that has no row (any more)."""
    if sha256 and not StoredFile.objects.filter(sha256=sha256).exists():
        vault.remove(sha256)


def read(document: Document) -> bytes:
    """The file as it is kept. Needs its file. Raises Refused where there is none, or it is not to be opened."""
    if document.file is None:
        raise Refused(_("The file is not kept here; ask the institution that holds it."))
    if not document.file.may_be_read:
        raise Refused(str(document.file.get_state_display()).capitalize() + ".")
    try:
        return vault.get(document.file.sha256)
    except vault.Unreadable as error:
        raise Refused(_("The file cannot be opened any more. Tell the administrator of Okrilje.")) from error
