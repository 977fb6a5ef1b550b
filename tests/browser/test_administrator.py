"""A colleague comes in: invited, with a second step, and signs in again. The program asks as in production."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import inspection
from tests.browser.conftest import OpenPage
from tests.browser.program import Program

pytestmark = pytest.mark.browser
PASSWORD = "sedam dugih zima"


def code_of(secret: str, *, later: int = 0) -> str:
    """What an authenticator app shows (RFC 6238); ``later`` counts half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def set_up_app(page: Page) -> str:
    """From the page of the second step to the recovery codes; returns the secret of the app."""
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("dd.code").inner_text()
    assert inspection.of_widths(page) + inspection.of_accessibility(page, all_rows=True) == []
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    return secret


def sign_in_with_code(page: Page, email: str, password: str, secret: str) -> None:
    page.goto("/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/second-step/code/")
    # A code works once: the one of the next half minute is taken where the last one was just used.
    page.get_by_label("Code").fill(code_of(secret, later=1))
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_colleague_is_invited_sets_up_the_second_step_and_signs_in_again(
    open_page: OpenPage, strict_program: Program
) -> None:
    boss = open_page(language="en", at=strict_program)
    boss.goto("/accounts/demonstration/")
    boss.locator("form:has(input[value='administrator@demo.okrilje.invalid']) button").click()
    boss.goto("/accounts/users/")
    expect(boss).to_have_url(re.compile("/login/second-step/$"))
    boss.get_by_role("link", name="Set up an app").click()
    boss.get_by_label("Password").fill("okrilje-demonstracija")
    boss.locator("main button").first.click()
    secret = boss.locator("dd.code").inner_text()
    boss.get_by_label("Code").fill(code_of(secret))
    boss.get_by_role("button", name="Set up").click()
    expect(boss.get_by_role("heading", level=1)).to_have_text("Recovery codes")

    boss.goto("/accounts/users/")
    boss.get_by_role("link", name="Invite somebody").click()
    boss.get_by_label("E-mail address").fill("nova.kolegica@example.org")
    boss.get_by_label("Name").fill("Nova Kolegica")
    boss.locator("#id_institution").select_option("GP")
    boss.get_by_label("Reporter of an institution").check()
    boss.get_by_role("button", name="Invite").click()
    link = boss.locator("#invitation-link").inner_text()

    colleague = open_page(language="en", at=strict_program)
    colleague.goto(link)
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Welcome, Nova Kolegica")
    first, second = colleague.locator("input[type=password]").all()
    first.fill("kratka")
    second.fill("kratka")
    colleague.get_by_role("button", name="Open my account").click()
    expect(colleague.get_by_role("alert")).to_be_focused()
    first, second = colleague.locator("input[type=password]").all()
    first.fill(PASSWORD)
    second.fill(PASSWORD)
    colleague.get_by_role("button", name="Open my account").click()
    secret = set_up_app(colleague)
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    expect(colleague.locator("ul.code li")).to_have_count(10)
    recovery = colleague.locator("ul.code li").first.inner_text()
    assert inspection.of_widths(colleague) + inspection.of_accessibility(colleague, all_rows=True) == []

    again = open_page(language="en", at=strict_program)
    again.goto(link)
    expect(again.locator("main")).not_to_contain_text("Welcome")
    sign_in_with_code(again, "nova.kolegica@example.org", PASSWORD, secret)
    again.wait_for_url("**/")

    again.goto("/accounts/sessions/")
    expect(again.locator("tbody tr")).to_have_count(2)
    again.locator("tbody").get_by_role("button", name="End").click()
    expect(again.get_by_role("status")).to_contain_text("1 session was ended")
    colleague.goto("/accounts/")
    expect(colleague).to_have_url(re.compile("/login/"))

    again.get_by_text("Nova Kolegica").first.click()
    again.get_by_role("button", name="Sign out").click()
    again.wait_for_url("**/")
    again.goto("/login/")
    again.get_by_label("E-mail address").fill("nova.kolegica@example.org")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in", exact=True).click()
    again.get_by_label("Code").fill(recovery)
    again.get_by_role("button", name="Sign in", exact=True).click()
    again.wait_for_url("**/")
    again.goto("/accounts/")
    expect(again.get_by_role("heading", level=1)).to_have_text("Nova Kolegica")


def test_nothing_internal_is_shown_before_the_second_step(open_page: OpenPage, strict_program: Program) -> None:
    page = open_page(language="en", at=strict_program)
    page.goto("/accounts/demonstration/")
    page.locator("form:has(input[value='auditor@demo.okrilje.invalid']) button").click()
    page.goto("/audit/")
    expect(page).to_have_url(re.compile("/login/second-step/$"))
    expect(page.locator("main .callout.warning")).to_be_visible()
