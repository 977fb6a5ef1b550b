"""Asking for a new password, without telling whether there is an account."""

from __future__ import annotations

from functools import partial

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse

from okrilje.accounts import mail
from okrilje.accounts.access import open_to_all


@open_to_all
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """The letter is written and sent after the answer, on another thread.

    So neither how long the answer takes, nor when the connection ends, nor a busy server depends on the account.
    """
    response: HttpResponse = account.password_reset(request)
    if letter := getattr(request, "letter", None):
        _when_sent(response, partial(mail.send_later, letter))
    return response


def _when_sent(response: HttpResponse, then: partial[None]) -> None:
    """The server closes a response after it has sent it; ``then`` follows."""
    close = response.close

    def close_and_go_on() -> None:
        close()
        then()

    response.close = close_and_go_on  # type: ignore[method-assign]
