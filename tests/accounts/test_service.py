"""Signing in through a ministry's own service (OpenID Connect), against one that runs in the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from okrilje.accounts.models import User
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from tests.accounts.test_second_step import set_up_app


class Service:
    """Vouches for whoever ``claims`` says."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                home = f"http://127.0.0.1:{self.server.server_port}"
                self.answer(
                    service.claims
                    if self.path == "/userinfo"
                    else {
                        "issuer": home,
                        "authorization_endpoint": f"{home}/authorize",
                        "token_endpoint": f"{home}/token",
                        "userinfo_endpoint": f"{home}/userinfo",
                        "jwks_uri": f"{home}/keys",
                    }
                )

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.answer({"access_token": "t", "token_type": "Bearer"})

            def answer(self, value: Any) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(value).encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def vouch_for(self, email: str, *, verified: bool = True) -> None:
        self.claims = {"sub": f"id of {email}", "email": email, "email_verified": verified, "name": "N"}


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    made = Service()
    app = {
        "provider_id": "oidc",
        "name": "Ministry",
        "client_id": "okrilje",
        "secret": "s",
        "settings": {"server_url": f"http://127.0.0.1:{made.server.server_port}"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield made
    made.server.shutdown()
    made.server.server_close()


def through(client: Any) -> Any:
    """Presses the button, and comes back from the service with a code."""
    leaving = client.post("/login/service/oidc/?process=login")
    query = parse_qs(urlsplit(leaving.url).query)
    assert query["code_challenge_method"] == ["S256"]
    return client.get("/login/service/oidc/back/", {"code": "c", "state": query["state"][0]})


def test_the_button_is_there_only_where_a_service_is_set_up(service, db, english, settings) -> None:
    assert "Sign in with Ministry" in english.get("/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Sign in with Ministry" not in english.get("/login/").content.decode()
    assert english.post("/login/service/oidc/").status_code == 404
    assert english.get("/login/service/oidc/back/").status_code == 404


def test_somebody_with_an_account_comes_in(service, person, english, waived) -> None:
    somebody = person(Role.REPORTER)
    service.vouch_for(somebody.email)
    for _ in range(2):
        assert through(english).url == "/tasks/"
        assert somebody.email in english.get("/accounts/").content.decode()
        english.post("/login/out/")
    assert SocialAccount.objects.get().user == somebody
    assert Event.objects.filter(action="user.signed_in", actor=somebody.email).count() == 2


def test_our_second_step_is_still_asked_for(service, person, english) -> None:
    somebody = person(Role.REPORTER)
    english.force_login(somebody)
    set_up_app(english)
    english.post("/login/out/")
    service.vouch_for(somebody.email)
    assert through(english).url == "/login/second-step/code/"
    assert "_auth_user_id" not in english.session


@pytest.mark.parametrize(("email", "verified"), [("stranger@example.org", True), ("reporter@example.org", False)])
def test_nobody_gets_an_account_that_way(email, verified, service, person, english) -> None:
    person(Role.REPORTER)
    service.vouch_for(email, verified=verified)
    assert through(english).url == "/login/"
    assert "Ask your administrator to invite you" in english.get("/login/").content.decode()
    assert "_auth_user_id" not in english.session
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


def test_a_closed_account_stays_closed(service, person, english) -> None:
    somebody = person(Role.REPORTER)
    User.objects.update(is_active=False)
    service.vouch_for(somebody.email)
    assert through(english).url == "/login/closed/"
    assert "_auth_user_id" not in english.session


def test_an_answer_that_was_not_asked_for_is_refused(service, person, english) -> None:
    service.vouch_for(person(Role.REPORTER).email)
    page = english.get("/login/service/oidc/back/", {"code": "c", "state": "made up"})
    assert "Signing in did not work" in page.content.decode()
    assert "_auth_user_id" not in english.session


def test_a_service_cannot_be_connected_to_an_account_by_hand(service, person, english, waived) -> None:
    english.force_login(person(Role.REPORTER))
    service.vouch_for("stranger@example.org")
    leaving = english.post("/login/service/oidc/?process=connect")
    state = parse_qs(urlsplit(leaving.url).query)["state"][0]
    assert english.get("/login/service/oidc/back/", {"code": "c", "state": state}).url == "/login/"
    assert not SocialAccount.objects.exists()
