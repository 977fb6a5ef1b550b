"""Somebody without an account looks something up."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import PLAN
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser
#: The activities with "međunarodnim" in them.
FOUND = ["1.3.4", "5.1.3", "5.2.2"]


@pytest.mark.parametrize("written", ["međunarodnim", "MEĐUNARODNIM", "medjunarodnim", "међународним"])
def test_a_search_finds_the_same_however_it_is_typed(open_page: OpenPage, written: str) -> None:
    page = open_page()
    page.goto(f"{PLAN}activities/")
    page.get_by_role("searchbox").press_sequentially(written)
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody th")).to_have_text(FOUND)
    page.goto(f"{PLAN}activities/?q={written}")
    expect(page.locator("tbody th")).to_have_text(FOUND)


def test_from_the_first_page_to_an_activity_its_institution_its_donor_and_the_calendar(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto("/")
    page.get_by_label("Search the activities of all plans").fill("ranu identifikaciju")
    page.get_by_role("button", name="Search").click()
    page.locator("main").get_by_role("link", name="early identification").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Training in early identification among migrants")

    facts = page.locator(".facts").first
    facts.locator("a[href*='/donors/']").first.click()
    expect(page).to_have_url(re.compile("/donors/"))
    page.go_back()
    institution = facts.locator("a[href*='/institutions/']").first
    name = institution.inner_text()
    institution.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("table")).to_contain_text("4.5.1")

    feed = page.get_by_role("link", name="Calendar feed").get_attribute("href")
    answer = page.request.get(feed or "")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text().startswith("BEGIN:VCALENDAR") and answer.text().count("BEGIN:VEVENT") > 5


def test_a_sorted_and_filtered_list_can_be_sent_to_somebody_else(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto(f"{PLAN}activities/")
    page.get_by_label("Pillar").select_option("2")
    expect(page.locator("tbody tr")).to_have_count(14)
    page.get_by_role("link", name="Indicators").last.click()
    expect(page).to_have_url(re.compile("pillar=2.*sort="))
    rows = page.locator("tbody th").all_inner_texts()

    friend = open_page(language="sr")
    friend.goto(page.url)
    assert friend.locator("tbody th").all_inner_texts() == rows
