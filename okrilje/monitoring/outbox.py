"""Sends the letters of the outbox: each once, whatever happens in between.

A letter is claimed in a transaction of its own, given to the mail server outside of any, and marked as sent in a third.
Whoever is killed in between leaves a claim behind that grows stale; the letter is then sent again under the same
Message-ID, by which mail servers and programs recognise that it is the same one.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from okrilje.monitoring.models import Letter

logger = logging.getLogger(__name__)
#: After the first failure; each further one doubles it.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
#: What is wrong with this letter alone; after anything else the server is left in peace for a while.
_OF_THE_LETTER = (SMTPRecipientsRefused, SMTPDataError, ValueError)


def send_all(now: Callable[[], datetime], *, stopped: Callable[[], bool] = lambda: False) -> int:
    """Sends what is ready until nothing is left, or the mail server does not answer; how many were sent."""
    sent = 0
    while not stopped() and (letter := _claim(now())):
        try:
            message(letter).send()
        except (OSError, ValueError) as error:
            _failed(letter, error, now())
            if not isinstance(error, _OF_THE_LETTER):
                break
        else:
            Letter.objects.filter(pk=letter.pk).update(sent_at=now(), claimed_at=None, last_error="")
            sent += 1
    return sent


@transaction.atomic
def _claim(at: datetime) -> Letter | None:
    ready = Letter.objects.ready(at).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    letter = ready.select_related("recipient").first()
    if letter:
        letter.claimed_at = at
        letter.attempts += 1
        letter.save(update_fields=["claimed_at", "attempts"])
    return letter


def release_claims() -> int:
    """For a worker that begins and knows that it is the only one: whoever claimed these letters is dead."""
    return Letter.objects.filter(sent_at=None).exclude(claimed_at=None).update(claimed_at=None)


def message_id(letter: Letter) -> str:
    host = re.sub(r"^https?://|:\d+$", "", settings.ADDRESS)
    return f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:40]}@{host}>"


def message(letter: Letter) -> EmailMessage:
    headers = {
        "Message-ID": message_id(letter),
        "Content-Language": letter.language,
        # So that nobody's absence notice answers.
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(letter.subject, letter.body, None, [letter.recipient.email], headers=headers)


def _failed(letter: Letter, error: Exception, at: datetime) -> None:
    """It rests, longer each time, and is never given up: the reason may be a mail server that is down for a week."""
    code = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    kind = f"{type(error).__name__}{code}"
    pause = min(FIRST_PAUSE * 2 ** min(letter.attempts - 1, 16), LONGEST_PAUSE)
    Letter.objects.filter(pk=letter.pk).update(claimed_at=None, not_before=at + pause, last_error=kind)
    logger.warning("A letter could not be sent (attempt %s): %s", letter.attempts, kind)
