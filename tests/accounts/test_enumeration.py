"""Whether an address has an account cannot be told: not from the answer, and not from the work that it takes.

Work is counted, not timed: hashes of passwords, queries, letters.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from okrilje.accounts.actions import close_user
from okrilje.accounts.mail import send_later, wait_for_letters
from okrilje.accounts.permissions import Role
from tests.accounts.conftest import AT, english_client, sign_in

FORGOTTEN = "/login/password/forgotten/"
NOBODY = "nobody@example.org"


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one with each hash of a password that is computed."""
    computed: list[str] = []
    hasher = hashers.get_hasher()
    encode = type(hasher).encode

    def counted(self: Any, password: str, *args: Any, **kwargs: Any) -> str:
        computed.append(password)
        return encode(self, password, *args, **kwargs)

    monkeypatch.setattr(type(hasher), "encode", counted)
    return computed


def queries_of(ask: Callable[[], Any]) -> list[str]:
    """The statements that a request sends to the database, without their values."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        ask()
    return [re.sub(r"'[^']*'|\b\d+\b|_django_curs_\w+", "?", query["sql"]) for query in captured]


def test_a_failed_sign_in_hashes_once_and_asks_the_same_whoever_it_is(person, administrator, hashes) -> None:
    open_account, closed = person(Role.REPORTER), person(Role.APPROVER)
    close_user(closed, by=administrator, at=AT)
    found = []
    for email in (open_account.email, closed.email, NOBODY):
        client = english_client()
        client.get("/login/")
        hashes.clear()
        asked = queries_of(lambda client=client, email=email: sign_in(client, email, "wrong"))
        found.append((hashes.copy(), len(asked)))
    assert found == [(["wrong"], found[0][1])] * 3


@pytest.mark.django_db(transaction=True)
def test_asking_for_a_new_password_does_the_same_work_whether_there_is_an_account(person) -> None:
    asked = [
        queries_of(lambda email=email: english_client().post(FORGOTTEN, {"email": email}))
        for email in (person(Role.REPORTER).email, NOBODY)
    ]
    assert asked[0] == asked[1]
    wait_for_letters()
    assert [letter.to for letter in mail.outbox] == [[person(Role.REPORTER).email]]


@pytest.mark.django_db(transaction=True)
def test_the_letter_is_written_after_the_answer_was_sent(person) -> None:
    handler = BaseHandler()
    handler.load_middleware()
    request = RequestFactory().post(FORGOTTEN, {"email": person(Role.REPORTER).email})
    request._dont_enforce_csrf_checks = True
    response = handler.get_response(request)
    assert response.url == f"{FORGOTTEN}sent/"
    wait_for_letters()
    assert mail.outbox == [], "the server has not sent the answer yet"
    response.close()
    wait_for_letters()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "word"), [("en", "Somebody, probably you"), ("bs", "Neko, vjerovatno vi")])
def test_the_letter_is_in_the_language_of_who_asked(person, language: str, word: str) -> None:
    client = english_client()
    client.cookies["language"] = language
    client.post(FORGOTTEN, {"email": person(Role.REPORTER).email})
    wait_for_letters()
    assert word in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_cannot_be_sent_is_in_the_log_without_its_address(person, settings, caplog) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9
    somebody = person(Role.REPORTER)
    with caplog.at_level(logging.INFO):
        english_client().post(FORGOTTEN, {"email": somebody.email})
        wait_for_letters()
    assert "A letter could not be sent: ConnectionRefusedError" in caplog.text
    assert somebody.email not in caplog.text


def test_one_letter_that_fails_does_not_stop_the_next() -> None:
    sent = []
    send_later(lambda: 1 / 0)
    send_later(lambda: sent.append("letter"))
    wait_for_letters()
    assert sent == ["letter"]
