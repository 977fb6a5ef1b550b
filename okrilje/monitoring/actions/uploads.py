"""A report that was filled in as a workbook: taken, read, decided about, saved.

What is large is done by the background worker, through the same functions. Reading changes nothing but the upload;
saving is one transaction that also marks the upload as saved. So a worker may be killed at any moment, and the next
one does the same work again: nothing is lost, nothing doubled.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.files import gate
from okrilje.lib.documents import DocumentError
from okrilje.lib.documents.blocks import gettext_noop
from okrilje.lib.spreadsheets import marking
from okrilje.lib.spreadsheets.cells import Place
from okrilje.monitoring import gate_words, rules, storing, workbook
from okrilje.monitoring.actions.refusals import MonitoringError, PersonalDataError, cycle_state, locked, refuse, subject
from okrilje.monitoring.actions.submissions import Writing, questions, save_all
from okrilje.monitoring.answers import texts
from okrilje.monitoring.models import KEPT, ReportUpload, Submission
from okrilje.monitoring.queries import forms, uploads
from okrilje.monitoring.queries.conversations import parties
from okrilje.monitoring.rules import Status

#: A workbook with more bytes is read by the worker (some thousand rows); and so many changed activities it saves.
LARGE, MANY = 150_000, 300
#: So many faults are shown on the page; all of them are marked in the workbook that can be downloaded.
MOST_TOLD = 200
BUSY = gettext_noop("This workbook is being worked on. Wait until that is over.")
State = ReportUpload.State


@dataclass(frozen=True, slots=True)
class Told:
    """A fault in words: "Activities", "G12", what is wrong there. Of the whole workbook the first two are ""."""

    sheet: str
    cell: str
    text: str


def why_not_upload(submission: Submission, by: User) -> str:
    """Why somebody may not fill in this report now. Needs ``submission.cycle.plan``."""
    return rules.why_not_write(
        Status(submission.status), held=parties(submission, by), cycle=cycle_state(submission.cycle)
    )


def take_upload(submission: Submission, *, name: str, data: bytes, by: User, at: datetime) -> ReportUpload:
    """Reads the workbook and keeps it, or leaves that to the worker. Raises MonitoringError where the person may not
    write in the report now.
    """
    refuse(why_not_upload(submission, by))
    upload = ReportUpload(
        submission=submission,
        # The name of a file is a text, too.
        file_name="Excel.xlsx" if gate.questions({"file": name}) else name[:250],
        sha256=hashlib.sha256(data).hexdigest(),
        document=data,
        language=translation.get_language() or "",
        by=by,
        at=at,
    )
    if len(data) <= LARGE:
        for name, value in _read(upload).items():
            setattr(upload, name, value)
        upload.save()
        return upload
    with transaction.atomic():
        upload.save()
        _enqueue(upload, read_later)
    return upload


def _enqueue(upload: ReportUpload, work: Any, *arguments: Any) -> None:
    upload.task = work.enqueue(upload.pk, *arguments).id
    upload.save(update_fields=["task"])


def _find(pk: int, state: str) -> ReportUpload | None:
    """The upload, where it still is in this state: nobody discarded it, and nobody else has done the work."""
    rows = ReportUpload.objects.filter(pk=pk, state=state)
    return rows.select_related("submission__cycle__plan", "submission__institution", "by__institution").first()


# --- Reading ------------------------------------------------------------------------------------------------------


@contextmanager
def _without_contents() -> Iterator[None]:
    """The queue keeps the trace of what went wrong; what an institution wrote must not come to stand there."""
    try:
        yield
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        raise RuntimeError(f"{type(error).__name__} at {where.filename}:{where.lineno}") from None


@task()
def read_later(pk: int) -> None:
    def tell(done: int, total: int) -> None:
        rows.update(done=done, total=total)

    with _without_contents():
        rows = ReportUpload.objects.filter(pk=pk)
        if upload := _find(pk, State.WAITING):
            rows.update(**_read(upload, tell))


def _read(upload: ReportUpload, tell: workbook.Tell | None = None) -> dict[str, Any]:
    """What becomes of the upload, field by field. Nothing is written: this takes long."""
    with translation.override(upload.language):
        try:
            found = found_in(upload, tell)
        except DocumentError as error:
            return _refused([told(one) for one in (error, *getattr(error, "more", ()))])
        asked = [one for pk, answer in found.answers.items() for one in gate.questions(texts(answer), item=pk)]
        if never := [one for one in asked if not one.may_be_kept]:
            lines = gate_words.told(never, forms.codes(upload.submission)).splitlines()
            return _refused([Told("", "", line) for line in lines])
        return {"state": State.READ, "found": _as_json(found)}


def _refused(faults: list[Told]) -> dict[str, Any]:
    """What is refused is not kept either: it may be anything, or hold the number of a person."""
    return {"state": State.REFUSED, "found": {"faults": [asdict(one) for one in faults]}, "document": b""}


def found_in(upload: ReportUpload, tell: workbook.Tell | None = None) -> workbook.Found:
    """What stands in the workbook. Raises DocumentError where it is no report, or that of somebody else."""
    form = forms.bare_form(upload.submission)
    return workbook.read(bytes(upload.document), form, storing.versions, name=upload.file_name, tell=tell)


def _as_json(found: workbook.Found) -> dict[str, Any]:
    """What is kept of a workbook that was read."""
    return {
        "answers": {pk: answer.model_dump(mode="json") for pk, answer in found.answers.items()},
        "revisions": {pk: found.revisions[pk] for pk in found.answers},
        "faults": [asdict(told(fault)) for fault in found.faults[:MOST_TOLD]],
        "fault_count": len(found.faults),
        "remarks": [_(remark.template) % remark.parts for remark in found.remarks[:MOST_TOLD]],
    }


def told(fault: DocumentError) -> Told:
    """In the active language."""
    where = fault.parts.get("where")
    if not isinstance(where, Place):
        return Told("", "", _(fault.template) % fault.parts)
    text = _(fault.template) % {**fault.parts, "where": where.heading or where.letter}
    return Told(where.sheet, f"{where.letter}{where.row}", text)


# --- Deciding and saving ------------------------------------------------------------------------------------------


def decide(upload: ReportUpload, choices: Mapping[str, str]) -> None:
    """Keeps what the person chose where somebody else had changed the same: key of a decision -> "mine", "theirs"."""
    sides = {key: side for key, side in choices.items() if side in (uploads.MINE, uploads.THEIRS)}
    upload.choices = {**upload.choices, **sides}
    upload.save(update_fields=["choices"])


def decide_all(upload: ReportUpload, side: str) -> None:
    """The same for everything that is not decided yet."""
    open_ = [(one.item, conflict.field) for one in uploads.changes(upload) for conflict in one.conflicts]
    decide(upload, {uploads.choice_of(item, path): side for item, path in open_})


def save_upload(upload: ReportUpload, *, by: User, at: datetime, confirmed: Collection[str] = ()) -> None:
    """Saves what the workbook changes, all or nothing, or leaves that to the worker. Raises MonitoringError where
    something of the workbook cannot be saved as it is, or the person may not write now; PersonalDataError as
    ``save_all`` does, with ``confirmed`` as there.
    """
    if upload.state != State.READ and not (upload.state == State.SAVING and uploads.is_given_up(upload)):
        raise MonitoringError(_(BUSY))
    refuse(why_not_upload(upload.submission, by))
    if upload.found["fault_count"]:
        raise MonitoringError(_("Correct the workbook first, and upload it again."))
    if len(upload.found["answers"]) <= MANY:
        _save(upload, at=at, confirmed=confirmed)
        return
    _ask(upload, confirmed)
    with transaction.atomic():
        upload.state = State.SAVING
        upload.found.pop("problem", None)
        upload.save(update_fields=["state", "found"])
        _enqueue(upload, save_later, at.isoformat(), sorted(confirmed))


def _ask(upload: ReportUpload, confirmed: Collection[str]) -> None:
    """Now, as long as somebody is there to answer."""
    asked = [
        question
        for one in uploads.changes(upload)
        if not one.is_closed
        for question in questions(one.item, one.after, one.before)
    ]
    if left := gate.unanswered(asked, confirmed):
        raise PersonalDataError(left)


@task()
def save_later(pk: int, at: str, confirmed: list[str]) -> None:
    with _without_contents():
        if upload := _find(pk, State.SAVING):
            try:
                with translation.override(upload.language):
                    _save(upload, at=datetime.fromisoformat(at), confirmed=confirmed)
            except MonitoringError as error:
                found = {**upload.found, "problem": str(error)}
                ReportUpload.objects.filter(pk=pk).update(state=State.READ, found=found)


@transaction.atomic
def _save(upload: ReportUpload, *, at: datetime, confirmed: Collection[str]) -> None:
    """Whoever comes second finds the upload saved, and does nothing."""
    submission = locked(upload.submission)
    kept = ReportUpload.objects.select_for_update().filter(pk=upload.pk).exclude(state=State.SAVED).first()
    if kept is None:
        return
    found = [one for one in uploads.changes(kept) if not one.is_closed]
    if uploads.undecided(found):
        raise MonitoringError(_("The same was changed here, too. Decide what stays, then save."))
    writings = [Writing(one.item, one.after, one.item.revision) for one in found]
    save_all(submission, writings, by=upload.by, at=at, confirmed=confirmed)
    audit.record(
        "submission.filled_in",
        by=upload.by,
        at=at,
        subject=subject(submission),
        items=len(writings),
        source_sha256=upload.sha256,
    )
    kept.state, kept.saved, kept.document, kept.found = State.SAVED, len(writings), b"", {}
    kept.save(update_fields=["state", "saved", "document", "found"])


def marked(upload: ReportUpload) -> bytes:
    """The workbook as it was uploaded, with a comment on every cell that could not be understood."""
    with translation.override(upload.language):
        found = found_in(upload)
        told_ = map(told, found.faults)
        return marking.marked(bytes(upload.document), [(one.sheet, one.cell, one.text) for one in told_ if one.cell])


def discard_upload(upload: ReportUpload) -> None:
    """What nobody wants saved goes at once; a worker that reads it finds it gone. Raises MonitoringError while it is
    being saved.
    """
    if upload.state == State.SAVING and not uploads.is_given_up(upload):
        raise MonitoringError(_(BUSY))
    upload.delete()


def forget_uploads(at: datetime) -> int:
    """Deletes what was uploaded more than a day ago; how many it were."""
    return ReportUpload.objects.filter(at__lt=at - KEPT).delete()[0]
