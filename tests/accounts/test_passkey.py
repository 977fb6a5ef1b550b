"""Passkeys in a real browser with a made-up authenticator: added, used as second step, used alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.db import connections

from okrilje.accounts.permissions import Role
from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = shutil.which("chromium")


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; the database is used between its steps only.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        context = browser.new_context(locale="en")
        opened = context.new_page()
        cdp = context.new_cdp_session(opened)
        cdp.send("WebAuthn.enable")
        device = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        cdp.send("WebAuthn.addVirtualAuthenticator", {"options": device})
        opened.said = []  # type: ignore[attr-defined]
        opened.on("console", lambda message: opened.said.append(message.text))  # type: ignore[attr-defined]
        yield opened
        browser.close()
        # Under Playwright's event loop Django opened a second connection; nobody else would ever close that one.
        connections.close_all()


def sign_out(page: Any, home: str) -> None:
    page.goto(f"{home}/login/out/")
    page.click("main button")
    page.wait_for_url(lambda url: "/out/" not in url)


def sign_in(page: Any, home: str, email: str) -> None:
    page.goto(f"{home}/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")


def test_a_passkey_is_added_and_signs_in(page, live_server, person, settings) -> None:
    settings.ALLOWED_HOSTS = [*django_settings.ALLOWED_HOSTS, "localhost"]
    somebody, home = person(Role.REPORTER), f"http://localhost:{live_server.thread.port}"
    page.context.add_cookies([{"name": "language", "value": "en", "url": home}])
    sign_in(page, home, somebody.email)
    page.wait_for_url("**/login/second-step/")

    page.goto(f"{home}/login/second-step/passkeys/new/")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.fill("#id_name", "Office computer")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/login/second-step/recovery-codes/")
    key = Authenticator.objects.get(type="webauthn")
    assert (key.wrap().name, key.wrap().is_passwordless) == ("Office computer", True)

    sign_out(page, home)
    sign_in(page, home, somebody.email)
    page.wait_for_url("**/login/second-step/code/")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(f"{home}/tasks/")

    sign_out(page, home)
    page.goto(f"{home}/login/")
    page.click("#passkey_login")
    page.wait_for_url(f"{home}/tasks/")
    page.goto(f"{home}/accounts/")
    assert somebody.email in page.content()
    assert not [text for text in page.said if "Content Security Policy" in text or "Error" in text]


def test_a_passkey_that_is_not_there_is_said_and_the_password_still_works(page, live_server, person) -> None:
    home = f"http://localhost:{live_server.thread.port}"
    page.goto(f"{home}/login/")
    page.click("#passkey_login")
    page.wait_for_selector("#passkey-error:visible", timeout=20_000)
    sign_in(page, home, person(Role.REPORTER).email)
    page.wait_for_url("**/login/second-step/")
