"""A notice and a letter about the same thing, for one person: what to do and where, nothing that a report says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from okrilje.accounts.models import User
from okrilje.monitoring.models import Letter, Notice
from okrilje.monitoring.reminder_words import Names, sentence
from okrilje.monitoring.reminders import Reminder, to_plain


def notice(user: User, reminder: Reminder, address: str, at: datetime) -> Notice:
    return Notice(user=user, key=reminder.key, kind=reminder.kind, about=to_plain(reminder), address=address, at=at)


def letter(
    user: User,
    told: Sequence[tuple[Reminder, str]],
    names: Names,
    *,
    key: str,
    subject: Callable[[], str],
    at: datetime,
) -> Letter:
    """In the person's language; ``told``: each thing with its address. ``subject`` is asked for in that language."""
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language):
        heading = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject()
        body = render_to_string(
            "monitoring/mail/reminders.txt",
            {
                "lines": [(sentence(one, names), settings.ADDRESS + address) for one, address in told],
                "tasks": settings.ADDRESS + reverse("monitoring:tasks"),
            },
        )
    return Letter(key=key, recipient=user, subject=heading, body=body, language=language, made_at=at, not_before=at)
