"""The secret key is changed: what was signed with a former key holds as long as that key is named, and no longer."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from okrilje.accounts.actions import end_sessions, renew_second_steps
from okrilje.accounts.permissions import Role
from okrilje.accounts.second_step_keys import keys
from okrilje.audit.models import Event
from okrilje.web import installation
from tests.accounts.conftest import AT, PASSWORD, code_of, english_client, link_in_the_letter, sign_in
from tests.accounts.test_second_step import set_up_app
from tests.web.test_settings import KEY

OTHER = KEY[::-1]


@pytest.fixture
def change(settings: Any) -> Any:
    """``change(KEY, OTHER)``: the first is the key from now on, the others are named as former ones."""

    def to(key: str, *former: str) -> None:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = key, list(former)

    to(OTHER)
    return to


def test_who_is_signed_in_stays_so_and_after_the_next_page_needs_the_former_key_no_longer(
    person, english, waived, change
) -> None:
    sign_in(english, person(Role.REPORTER).email)
    change(KEY, OTHER)
    assert english.get("/accounts/").status_code == 200
    change(KEY)
    assert english.get("/accounts/").status_code == 200


def test_a_session_signed_with_a_key_that_is_not_named_is_none(person, english, waived, change) -> None:
    sign_in(english, person(Role.REPORTER).email)
    change(KEY, "another " * 8)
    assert english.get("/accounts/").status_code == 302
    assert "_auth_user_id" not in english.session


def test_a_session_carried_over_is_still_listed_and_can_be_ended(person, english, waived, change) -> None:
    somebody = person(Role.REPORTER)
    sign_in(english, somebody.email)
    change(KEY, OTHER)
    english.get("/accounts/")
    (session,) = UserSession.objects.purge_and_list(somebody)
    assert session.session_key == english.session.session_key
    end_sessions(somebody, [session], at=AT)
    assert english.get("/accounts/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_link_for_a_new_password_holds_while_the_former_key_is_named(person, english, change) -> None:
    english.post("/login/password/forgotten/", {"email": person(Role.REPORTER).email})
    link = link_in_the_letter()
    change(KEY)
    assert "no longer works" in english_client().get(link, follow=True).content.decode()
    change(KEY, OTHER)
    assert "no longer works" not in english_client().get(link, follow=True).content.decode()


@pytest.fixture
def with_app(person, english, change) -> tuple[Any, str]:
    """Somebody with an authenticator app: (person, key in the app)."""
    somebody = person(Role.REPORTER)
    sign_in(english, somebody.email)
    return somebody, set_up_app(english)


def test_secrets_of_the_second_step_move_to_the_new_key_so_that_the_former_can_go(with_app, change) -> None:
    somebody, secret = with_app
    change(KEY, OTHER)
    assert renew_second_steps(by="system", at=AT) == 2
    event = Event.objects.first()
    assert (event.action, event.details) == ("second_steps.renewed", {"secrets": 2})
    change(KEY)
    client = english_client()
    sign_in(client, somebody.email, PASSWORD)
    assert client.post("/login/second-step/code/", {"code": code_of(secret, steps=1)}).url == "/tasks/"


def test_every_start_sees_to_that(with_app, change, monkeypatch) -> None:
    for name in ("call_command", "load_country", "load_demonstration"):
        monkeypatch.setattr(installation, name, lambda *args, **kwargs: None)
    installation.prepare()
    assert Event.objects.first().action != "second_steps.renewed", "no former key is named"
    change(KEY, OTHER)
    installation.prepare()
    assert Event.objects.first().action == "second_steps.renewed"


def test_a_second_start_with_the_same_keys_changes_and_records_nothing(with_app, change) -> None:
    change(KEY, OTHER)
    renew_second_steps(by="system", at=AT)
    before = list(Authenticator.objects.values_list("data")), Event.objects.count()
    assert renew_second_steps(by="system", at=AT) == 0
    assert (list(Authenticator.objects.values_list("data")), Event.objects.count()) == before


def test_what_no_key_decrypts_stays_as_it_is_and_the_log_says_so(with_app, change, caplog) -> None:
    change(KEY, "another " * 8)
    before = list(Authenticator.objects.values_list("data"))
    with caplog.at_level(logging.ERROR):
        assert renew_second_steps(by="system", at=AT) == 0
    assert list(Authenticator.objects.values_list("data")) == before
    assert "no known secret key decrypts: 2" in caplog.text


def test_new_secrets_are_encrypted_with_the_new_key_alone(change) -> None:
    change(KEY, OTHER)
    encrypted = keys().encrypt(b"secret")
    change(KEY)
    assert keys().decrypt(encrypted) == b"secret"
