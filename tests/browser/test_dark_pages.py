"""In the dark the colours are others: the same pages again, chosen by the device or by the reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import inspection
from tests.browser.addresses import PLAN
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser
PUBLIC = ["/", PLAN, *(f"{PLAN}{part}/" for part in (
    "tree", "activities", "activities/1.3.4", "timeline", "calendar", "institutions", "donors", "funding", "indicators",
))]  # fmt: skip


def test_public_pages_can_be_read_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    faults = {}
    for address in [*PUBLIC, "/login/", "/accounts/demonstration/", "/there-is-no-such-page/"]:
        page.goto(address)
        inspection.settled(page)
        faults[address] = inspection.of_accessibility(page, all_rows=False)
    assert {address: found for address, found in faults.items() if found} == {}


def test_pages_of_the_office_can_be_read_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(role="coordinator", color_scheme="dark")
    faults = {}
    for address in (PLAN, f"{PLAN}findings/", f"{PLAN}history/1/", "/import/", "/accounts/", "/login/second-step/"):
        page.goto(address)
        faults[address] = inspection.of_accessibility(page, all_rows=False)
    assert {address: found for address, found in faults.items() if found} == {}


def test_the_readers_choice_outweighs_the_device_and_stays(open_page: OpenPage) -> None:
    page = open_page(color_scheme="light")
    page.goto(PLAN)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("button[name=theme][value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    page.goto(f"{PLAN}tree/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("button[name=theme][value='']").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
