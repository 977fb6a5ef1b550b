"""Letters about accounts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import connections
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from okrilje.accounts.models import Invitation

logger = logging.getLogger(__name__)

#: One for each process, so that letters wait in line and a slow mail server holds up no page. A process that is told
#: to stop ends only after the letters that wait.
_postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="letters")


def send_later(send: Callable[[], object]) -> None:
    """Sends letters on another thread. The log says when that failed, and why, without an address."""
    _postman.submit(_sent, send)


def wait_for_letters() -> None:
    """Until everything handed over so far was sent or failed."""
    _postman.submit(int).result()


def _sent(send: Callable[[], object]) -> None:
    try:
        send()
    except Exception as error:  # whatever goes wrong: nobody waits for the result, so the log has to say it
        logger.error("A letter could not be sent: %s", type(error).__name__)
    finally:
        connections.close_all()


def is_set_up() -> bool:
    """Without OKRILJE_MAIL_URL letters only go into a folder of the server, where nobody looks."""
    return not str(settings.EMAIL_BACKEND).endswith("mail_folder.EmailBackend")


def invitation_link(token: str) -> str:
    """The address comes from the settings, never from the request: a forged Host header must not get into a letter."""
    return f"{settings.ADDRESS}{reverse('accounts:accept_invitation', args=[token])}"


def send_invitation(invitation: Invitation, token: str) -> bool:
    """Says whether the letter was handed over to the mail server. Neither address nor link is logged."""
    if not is_set_up():
        return False
    context = {"invitation": invitation, "link": invitation_link(token), "address": settings.ADDRESS}
    text = render_to_string("accounts/mail/invitation.txt", context)
    subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + _("Invitation")
    try:
        send_mail(subject, text, None, [invitation.email])
    except (OSError, SMTPException) as error:
        logger.warning("An invitation could not be sent by mail: %s", type(error).__name__)
        return False
    return True
