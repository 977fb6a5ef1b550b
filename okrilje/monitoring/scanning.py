"""The worker has every new file checked for viruses. Until then, and where one was found, nobody opens it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from okrilje.accounts.models import User
from okrilje.accounts.permissions import Permission, of_roles
from okrilje.audit import actions as audit
from okrilje.files import vault
from okrilje.files.models import StoredFile
from okrilje.lib import clamd
from okrilje.lib.clamd import Answer, Verdict
from okrilje.monitoring import addresses
from okrilje.monitoring.models import Evidence, Letter, Notice
from okrilje.monitoring.reminders import Kind, Reminder, To, to_plain
from okrilje.registers.models import Attachment

logger = logging.getLogger(__name__)
State = StoredFile.State
_STATES = {Verdict.CLEAN: State.CLEAN, Verdict.INFECTED: State.INFECTED, Verdict.TOO_LARGE: State.TOO_LARGE}


def scan_all(now: Callable[[], datetime], *, stopped: Callable[[], bool] = lambda: False) -> bool:
    """Has the files checked that wait for it; whether the scanner answered. Killed at any moment, it begins anew with
    the file that it was at.
    """
    while not stopped() and (file := StoredFile.objects.filter(_waiting()).first()):
        try:
            answer = clamd.scan(vault.get(file.sha256), settings.CLAMAV) if settings.CLAMAV else None
        except clamd.Unavailable as error:
            logger.warning("The virus scanner (OKRILJE_CLAMAV) does not answer: %s", error)
            return False
        except vault.Unreadable:
            logger.error("A file of the evidence cannot be opened: %s", file.sha256)
            answer = None
        _keep(file, answer, now())
    return True


def _waiting() -> Q:
    """What came in before there was a scanner is checked too, and stays open until then."""
    unchecked = Q(state=State.UNCHECKED, checked_at=None)
    return Q(state=State.PENDING) | unchecked if settings.CLAMAV else Q(state=State.PENDING)


@transaction.atomic
def _keep(file: StoredFile, answer: Answer | None, at: datetime) -> None:
    """None: nobody could check it."""
    found = StoredFile.objects.select_for_update().filter(_waiting(), pk=file.pk).first()
    if found is None:
        return
    found.state = _STATES[answer.verdict] if answer else State.UNCHECKED
    found.finding = answer.name if answer else ""
    # Without a scanner it waits for one; with one it could not be opened, and that does not change.
    found.checked_at = at if settings.CLAMAV else None
    found.save(update_fields=["state", "finding", "checked_at"])
    if found.state == State.INFECTED:
        audit.record("evidence.infected", by="system", at=at, subject=("file", found.sha256), finding=found.finding)
        _tell(found, at)


def _tell(file: StoredFile, at: datetime) -> None:
    """Whoever added it to a report gets a notice, administrators and whoever added it to a record a letter."""
    rows = file.evidence.select_related("added_by", "item__submission__cycle__plan", "item__submission__institution")
    Notice.objects.bulk_create([_notice(row, at) for row in rows], ignore_conflicts=True)
    added = set(Attachment.objects.filter(file=file).values_list("added_by", flat=True))
    people = [user for user in User.objects.filter(is_active=True) if user.pk in added or _looks_after(user)]
    Letter.objects.bulk_create(_letter(user, file, at) for user in people)


def _looks_after(user: User) -> bool:
    return Permission.MANAGE_ACCOUNTS in of_roles(user.roles)


def _notice(row: Evidence, at: datetime) -> Notice:
    submission = row.item.submission
    cycle, institution = submission.cycle, submission.institution.code
    reminder = Reminder(
        Kind.INFECTED, To.WRITERS, f"{Kind.INFECTED}/{row.pk}", cycle.plan.code, cycle.code, institution,
        timezone.localtime(row.added_at).date(),
    )  # fmt: skip
    return Notice(
        user=row.added_by,
        key=reminder.key,
        kind=reminder.kind,
        about=to_plain(reminder),
        address=addresses.of_reminder(reminder),
        at=at,
    )


def _letter(user: User, file: StoredFile, at: datetime) -> Letter:
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language):
        subject = _("A virus was found in a file")
        about = {"finding": file.finding, "sha256": file.sha256, "address": settings.ADDRESS}
        body = render_to_string("monitoring/mail/infected.txt", about)
    return Letter(
        key=f"infected/{file.pk}/{user.pk}",
        recipient=user,
        subject=settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject,
        body=body,
        language=language,
        made_at=at,
        not_before=at,
    )
