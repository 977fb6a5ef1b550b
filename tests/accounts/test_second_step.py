"""Signing in with real codes, from setting up the app to losing it."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from okrilje.accounts.actions import reset_second_step
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from tests.accounts.conftest import AT, PASSWORD, code_of, english_client, sign_in


def set_up_app(client: Client) -> str:
    """Goes through the pages as a person does; returns the key in the app."""
    client.post("/login/again/", {"password": PASSWORD})
    page = client.get("/login/second-step/app/").content.decode()
    secret = re.search(r'<dd class="code">([A-Z2-7]{32})</dd>', page)
    assert secret, page
    response = client.post("/login/second-step/app/", {"code": code_of(secret[1])})
    assert response.status_code == 302, response.content.decode()
    assert response.url == "/login/second-step/recovery-codes/"
    return secret[1]


@pytest.fixture
def with_app(person, english: Client):
    """Somebody with an authenticator app, signed out: (person, key in the app)."""
    somebody = person(Role.REPORTER)
    sign_in(english, somebody.email)
    secret = set_up_app(english)
    english.post("/login/out/")
    return somebody, secret


def test_the_first_sign_in_leads_to_the_second_step(person, english) -> None:
    response = sign_in(english, person(Role.REPORTER).email, next="/accounts/")
    assert response.url == "/login/second-step/"


def test_a_code_from_the_app_is_asked_for_and_opens(with_app, english) -> None:
    somebody, secret = with_app
    response = sign_in(english, somebody.email)
    assert response.url == "/login/second-step/code/"
    assert "_auth_user_id" not in english.session
    assert english.get("/accounts/").url.startswith("/login/")
    # The code used for setting up cannot be used again within its half minute.
    response = english.post("/login/second-step/code/", {"code": code_of(secret, steps=1)})
    assert response.url == "/tasks/"
    assert english.get("/accounts/institutions/").status_code == 200
    methods = Event.objects.filter(action="user.signed_in").first().details["methods"]
    assert methods == ["password", "totp"]


def test_a_wrong_code_does_not_open_and_is_recorded(with_app, english) -> None:
    somebody, _secret = with_app
    sign_in(english, somebody.email)
    response = english.post("/login/second-step/code/", {"code": "000000"})
    assert "This code is wrong" in response.content.decode()
    event = Event.objects.first()
    assert (event.action, event.actor, event.subject) == ("user.second_step_failed", "visitor", somebody.email)


def test_a_code_works_once(with_app, english) -> None:
    somebody, secret = with_app
    code = code_of(secret, steps=1)
    sign_in(english, somebody.email)
    english.post("/login/second-step/code/", {"code": code})
    english.post("/login/out/")
    sign_in(english, somebody.email)
    assert "This code is wrong" in english.post("/login/second-step/code/", {"code": code}).content.decode()


def test_guessing_codes_is_stopped_wherever_it_comes_from(with_app) -> None:
    somebody, secret = with_app
    for n in range(6):
        client = english_client(REMOTE_ADDR=f"198.51.100.{n}")
        sign_in(client, somebody.email)
        client.post("/login/second-step/code/", {"code": "000000"})
    response = client.post("/login/second-step/code/", {"code": code_of(secret, steps=1)})
    assert "Too many attempts" in response.content.decode()


def test_a_recovery_code_opens_once(with_app, english) -> None:
    somebody, _secret = with_app
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    sign_in(english, somebody.email)
    assert english.post("/login/second-step/code/", {"code": code}).url == "/tasks/"
    english.post("/login/out/")
    sign_in(english, somebody.email)
    assert "This code is wrong" in english.post("/login/second-step/code/", {"code": code}).content.decode()


def test_recovery_codes_are_shown_saved_and_made_anew(person, english, django_capture_on_commit_callbacks) -> None:
    sign_in(english, person(Role.REPORTER).email)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(english)
    added = Event.objects.filter(action="user.second_step_added")
    assert {event.details["kind"] for event in added} == {"totp", "recovery_codes"}
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    page = english.get("/login/second-step/recovery-codes/").content.decode()
    assert all(code in page for code in codes)
    assert english.get("/login/second-step/recovery-codes/file/").content.decode().split() == codes
    with django_capture_on_commit_callbacks(execute=True):
        english.post("/login/second-step/recovery-codes/new/")
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() != codes
    assert Event.objects.first().action == "user.recovery_codes_made"


def test_secrets_of_the_second_step_lie_encrypted_in_the_database(with_app) -> None:
    _somebody, secret = with_app
    for authenticator in Authenticator.objects.all():
        text = str(authenticator.data)
        assert secret not in text
        assert "gAAAA" in text


def test_after_a_change_of_the_secret_key_the_old_one_still_decrypts(with_app, english, settings) -> None:
    somebody, secret = with_app
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key " * 6
    sign_in(english, somebody.email)
    assert english.post("/login/second-step/code/", {"code": code_of(secret, steps=1)}).url == "/tasks/"


def test_removing_the_app_needs_the_password_again_and_closes_what_is_internal(with_app, english) -> None:
    somebody, secret = with_app
    sign_in(english, somebody.email)
    english.post("/login/second-step/code/", {"code": code_of(secret, steps=1)})
    response = english.post("/login/second-step/app/remove/")
    assert response.url.startswith("/login/again/")
    english.post("/login/again/", {"password": PASSWORD})
    english.post("/login/second-step/app/remove/")
    assert not Authenticator.objects.exists()
    assert english.get("/accounts/institutions/").url == "/login/second-step/"
    removed = Event.objects.filter(action="user.second_step_removed")
    assert {event.details["kind"] for event in removed} == {"totp", "recovery_codes"}


def test_an_administrator_resets_the_second_step_of_somebody_who_lost_it(with_app, administrator, english) -> None:
    somebody, secret = with_app
    sign_in(english, somebody.email)
    english.post("/login/second-step/code/", {"code": code_of(secret, steps=1)})
    assert english.get("/accounts/").status_code == 200
    reset_second_step(somebody, by=administrator, at=AT)
    assert english.get("/accounts/").status_code == 302, "the session is ended"
    assert sign_in(english, somebody.email).url == "/login/second-step/"
    event = Event.objects.get(action="user.second_step_reset")
    assert event.actor == administrator.email
    assert event.details == {"kinds": ["recovery_codes", "totp"], "sessions": 1, "tokens": 0}


def test_each_page_of_the_second_step_opens(person, english) -> None:
    sign_in(english, person(Role.REPORTER).email)
    set_up_app(english)
    english.post("/login/again/", {"password": PASSWORD})
    for path in ("", "app/remove/", "recovery-codes/", "recovery-codes/new/", "passkeys/", "passkeys/new/", "again/"):
        response = english.get(f"/login/second-step/{path}")
        assert response.status_code == 200, path
        assert "site-header" in response.content.decode(), "our own look"
