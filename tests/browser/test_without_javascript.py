"""Every page works where JavaScript is switched off."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import PLAN
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser


def test_filter_tree_language_and_appearance(open_page: OpenPage) -> None:
    page = open_page(language="en", java_script_enabled=False)
    page.goto(f"{PLAN}activities/")
    page.get_by_label("Pillar").select_option("3")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("pillar=3"))
    expect(page.locator("tbody tr")).to_have_count(21)

    page.goto(f"{PLAN}tree/?open=none")
    page.locator("#p-2").click()
    page.locator("#p-2\\.1").click()
    expect(page.locator("#a-2\\.1\\.1")).to_be_visible()

    page.locator(".site-tools summary").first.click()
    page.get_by_role("button", name="Српски").click()
    expect(page.locator("html")).to_have_attribute("lang", "sr-Cyrl")
    page.locator("button[name=theme][value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith("/tree/?open=none")


def test_signing_in_importing_and_signing_out(open_page: OpenPage) -> None:
    page = open_page(language="en", java_script_enabled=False)
    page.goto("/login/")
    page.get_by_label("E-mail address").fill("coordinator@demo.okrilje.invalid")
    page.get_by_label("Password").fill("okrilje-demonstracija")
    page.get_by_role("button", name="Sign in", exact=True).click()
    plan = page.request.get(f"{PLAN}export.json").json()
    activity = next(a for a in plan["activities"] if a["code"] == "4.4.5")
    activity["deadline"] = {"raw": "", "kind": "date-month", "start": "2021-08-01", "end": "2021-08-31"}
    page.goto("/import/")
    page.get_by_label("Document of the plan").set_input_files(
        {"name": "izmjena.json", "mimeType": "application/json", "buffer": json.dumps(plan).encode()}
    )
    page.get_by_label("Import into").select_option(plan["code"])
    page.get_by_role("button", name="Read the document").click()
    page.get_by_role("button", name="Import into the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History")
    page.goto(f"{PLAN}activities/4.4.5/")
    expect(page.locator(".page-header")).to_contain_text("August 2021")
    page.locator(".site-tools summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
