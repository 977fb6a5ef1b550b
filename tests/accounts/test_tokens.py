"""The pages of tokens: making one, seeing it once, revoking it; and what administrators see."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone, translation

from okrilje.accounts import actions, rules
from okrilje.accounts.models import Token, User
from okrilje.accounts.permissions import Role, Scope
from okrilje.audit.models import Event
from okrilje.audit.sentences import sentence
from tests.accounts.conftest import AT, PASSWORD, english_client

NEW, LIST = "/accounts/tokens/new/", "/accounts/tokens/"
WISH = {"name": "Statistics", "scopes": ["read:plans", "read:reports"], "days": "90"}


def signed_in(user: User, *, ago: int = 0) -> Client:
    """A browser of somebody who was asked for the password again so many seconds ago."""
    client = english_client(user)
    client.post("/login/again/", {"password": PASSWORD})
    session = client.session
    (shown,) = session["account_authentication_methods"]
    session["account_authentication_methods"] = [shown | {"at": shown["at"] - ago}]
    session.save()
    return client


@pytest.fixture
def reporter(person: Callable[[Role], User], waived: None) -> User:
    return person(Role.REPORTER)


def text(response: Any) -> str:
    return response.content.decode()


def test_a_token_is_made_shown_once_and_listed_by_its_beginning(reporter: User) -> None:
    client = signed_in(reporter)
    page = text(client.post(NEW, WISH))
    token = Token.objects.get()
    (secret,) = re.findall(rf"{token.prefix}_[-\w]{{43}}", page)
    assert actions.find_token(secret, at=timezone.now()) == token
    assert (token.scopes, (token.expires_at - token.made_at).days) == (["read:plans", "read:reports"], 90)
    listed = text(client.get(LIST))
    assert "Statistics" in listed and token.prefix in listed and secret not in listed
    assert "1 token" in text(client.get("/accounts/"))


def test_loading_the_page_again_makes_no_second_one(reporter: User) -> None:
    client = signed_in(reporter)
    client.post(NEW, WISH)
    assert "You have a token with this name already." in text(client.post(NEW, WISH))
    assert Token.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_signed_in_long_ago_has_to_show_again_that_it_is_them(reporter: User, method: str) -> None:
    response = getattr(signed_in(reporter, ago=3600), method)(NEW, WISH)
    assert response.status_code == 302 and response.url.startswith("/login/again/")
    assert not Token.objects.exists()


def test_without_the_second_step_nobody_makes_a_token(person: Callable[[Role], User]) -> None:
    user = person(Role.REPORTER)
    client = signed_in(user)
    assert client.post(NEW, WISH).url == "/login/second-step/"
    assert not Token.objects.exists()
    Authenticator.objects.create(user=user, type="totp", data={})
    assert client.post(NEW, WISH).status_code == 200
    assert Token.objects.exists()


@pytest.mark.parametrize(
    ("role", "offered"),
    [(Role.REPORTER, [*Scope]), (Role.ANALYST, [*Scope][:3]), (Role.DONOR, [*Scope][:1])],
)
def test_only_what_is_of_use_to_the_role_is_offered_and_taken(person, waived, role: Role, offered: list[Scope]) -> None:
    client = signed_in(person(role))
    assert re.findall(r'name="scopes" value="([^"]+)"', text(client.get(NEW))) == offered
    client.post(NEW, WISH | {"scopes": [*Scope]})
    assert Token.objects.exists() == (offered == [*Scope])


@pytest.mark.parametrize("wrong", [{"name": " "}, {"name": "x" * 61}, {"scopes": []}, {"days": "366"}, {"days": "x"}])
def test_a_wish_that_cannot_be_granted_says_why(reporter: User, wrong: dict[str, Any]) -> None:
    page = text(signed_in(reporter).post(NEW, WISH | wrong))
    assert 'class="error-summary"' in page or "errorlist" in page
    assert not Token.objects.exists()


def test_nobody_collects_tokens(reporter: User) -> None:
    for number in range(rules.MOST_TOKENS):
        actions.make_token(reporter, name=f"{number}", scopes=["read:plans"], days=30, at=AT)
    with pytest.raises(actions.AccountError):
        actions.make_token(reporter, name="one more", scopes=["read:plans"], days=30, at=AT)


def test_one_revokes_ones_own_and_nobody_elses(reporter: User, person: Callable[[Role], User]) -> None:
    token, _secret = actions.make_token(reporter, name="Mine", scopes=["read:plans"], days=30, at=timezone.now())
    other = signed_in(person(Role.APPROVER))
    assert other.post(f"/accounts/tokens/{token.pk}/revoke/").status_code == 404
    assert other.get("/accounts/users/tokens/").status_code == 403
    assert other.post(f"/accounts/users/tokens/{token.pk}/revoke/").status_code == 403
    client = signed_in(reporter, ago=3600)
    assert client.get(f"/accounts/tokens/{token.pk}/revoke/").status_code == 405
    page = text(client.post(f"/accounts/tokens/{token.pk}/revoke/", follow=True))
    assert "The token Mine was revoked." in page and "You have no tokens." in page


def test_an_administrator_sees_and_revokes_all(reporter: User, admin_client: Client, administrator: User) -> None:
    token, secret = actions.make_token(reporter, name="Sync", scopes=["write:reports"], days=30, at=timezone.now())
    page = text(admin_client.get("/accounts/users/tokens/"))
    assert "Sync" in page and reporter.name in page and token.prefix in page and secret not in page
    admin_client.post(f"/accounts/users/tokens/{token.pk}/revoke/")
    assert actions.find_token(secret, at=timezone.now()) is None
    event = Event.objects.get(action="token.revoked")
    assert (event.actor, event.subject) == (administrator.email, reporter.email)
    assert "Nobody has a token." in text(admin_client.get("/accounts/users/tokens/"))


def test_the_trail_says_what_happened_in_words(reporter: User, administrator: User) -> None:
    token, _secret = actions.make_token(reporter, name="Sync", scopes=["read:plans"], days=30, at=AT)
    actions.close_user(reporter, by=administrator, at=AT)
    made, closed = Event.objects.filter(action__in=["token.made", "user.closed"]).order_by("sequence")
    with translation.override("en"):
        assert sentence(made) == (
            f"{reporter.email} made the token {token.prefix} (Sync), valid until 2026-03-31, to: read plans."
        )
        assert sentence(closed).endswith("sessions that were ended: 0; tokens revoked: 1.")
    assert Token.objects.get().revoked_at == AT
