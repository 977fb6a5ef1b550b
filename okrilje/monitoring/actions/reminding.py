"""The daily round of reminders: notices in the application and letters in the outbox, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from okrilje.accounts.models import User
from okrilje.audit import actions as audit
from okrilje.monitoring import addresses, letters
from okrilje.monitoring.models import Letter, MailChoice, Notice, ReminderRound
from okrilje.monitoring.queries import reminding
from okrilje.monitoring.reminder_words import Names
from okrilje.monitoring.reminders import Kind, Reminder


@transaction.atomic
def remind(day: date, *, by: Any, at: datetime) -> ReminderRound | None:
    """Works out the reminders of a day, once; None where that was done already.

    Each person gets one letter a day, however many things it reminds of, and a notice for each of them.
    """
    this, is_new = ReminderRound.objects.get_or_create(day=day, defaults={"at": at})
    if not is_new:
        return None
    due = reminding.due(day)
    told: dict[User, list[Reminder]] = defaultdict(list)
    for reminder, people in due.reminders:
        for user in people:
            told[user].append(reminder)
    notices = [
        letters.notice(user, reminder, addresses.of_reminder(reminder), at)
        for user, found in told.items()
        for reminder in found
    ]
    Notice.objects.bulk_create(notices)
    quiet = MailChoice.quiet()
    made = [
        _letter(user, by_mail, due.names, day, at)
        for user, found in told.items()
        if (by_mail := [one for one in found if user.pk not in quiet or one.kind is Kind.ESCALATED])
    ]
    Letter.objects.bulk_create(made)
    this.notices, this.letters = len(notices), len(made)
    this.save(update_fields=["notices", "letters"])
    audit.record(
        "reminders.made",
        by=by,
        at=at,
        subject=("day", day.isoformat()),
        notices=this.notices,
        letters=this.letters,
    )
    return this


def _letter(user: User, found: list[Reminder], names: Names, day: date, at: datetime) -> Letter:
    def subject() -> str:
        several = ngettext("%(count)s reminder about reporting", "%(count)s reminders about reporting", len(found))
        return several % {"count": len(found)}

    told = [(one, addresses.of_reminder(one)) for one in found]
    return letters.letter(user, told, names, key=f"reminders/{day.isoformat()}/{user.pk}", subject=subject, at=at)


def read_notices(user: User, *, at: datetime, pk: int | None = None) -> int:
    """Marks one notice of a person as read, or all reminders; how many it were. That somebody was named in a comment
    is a task of its own, and only marked by itself.
    """
    unread = Notice.objects.filter(user=user, read_at=None)
    return (unread.filter(pk=pk) if pk else unread.exclude(kind=Kind.MENTIONED)).update(read_at=at)


def choose_mail(user: User, *, reminders: bool) -> None:
    """Whether somebody wants reminders by mail. It is their own affair, so nothing is logged."""
    MailChoice.objects.update_or_create(user=user, defaults={"reminders": reminders})
