"""Evidence in a browser: it is added, the privacy gate asks, the coordinator grades it and sees what has no proof."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import inspection
from tests.browser.addresses import PLAN
from tests.browser.conftest import OpenPage, Take

pytestmark = pytest.mark.browser
CYCLE = f"{PLAN}reporting/2021-H2/"
MINUTES = b"Minutes. The office answers at 033 281-100."


def _opened(page: Page, report: str, words: str = "") -> None:
    """The page of the first activity of a report that shows ``words``."""
    page.goto(f"{CYCLE}{report}/")
    row = page.locator("li.card").filter(has_text=words).first
    page.goto(row.locator("a[href*='/whole/'], a[href*='/share/']").first.get_attribute("href") or "")


def test_evidence_is_added_asked_about_and_graded(open_page: OpenPage, take: Take) -> None:
    page = open_page(language="en", role="reporter-sps")
    # An activity that is not about people: of one that is, the file would not be kept.
    _opened(page, "SPS", "3.8.1")
    evidence = page.locator("section.evidence")
    _describe(page)
    expect(evidence).to_contain_text("File: “03…00” looks like a telephone number.")
    evidence.get_by_label("“03…00” is an office's").check()
    page.get_by_role("button", name="Add the evidence").click()
    expect(evidence).to_contain_text("The evidence was added.")
    expect(evidence).to_contain_text("not graded yet")
    assert inspection.of_widths(page) + inspection.of_accessibility(page, all_rows=False) == []
    _a_personal_number_is_not_saved(page)
    evidence.get_by_role("button", name=re.compile("^Remove")).last.click()
    expect(page.locator("main")).to_contain_text("The evidence was withdrawn.")
    _describe(page)
    expect(evidence).to_contain_text("Not added.")
    page.set_viewport_size({"width": 1280, "height": 900})
    evidence.get_by_role("button", name="Add the evidence").scroll_into_view_if_needed()
    take(page, "evidence")


def _describe(page: Page) -> None:
    page.locator("section.evidence").get_by_text("Add evidence").click()
    page.get_by_label("Title").fill("Minutes of the working group")
    page.get_by_label("Of which day").fill("2021-11-12")
    page.get_by_label("Kind of document").select_option("minutes")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "Mujo Mujic.txt", "mimeType": "text/plain", "buffer": MINUTES}
    )
    page.get_by_role("button", name="Add the evidence").click()


def _a_personal_number_is_not_saved(page: Page) -> None:
    text = page.locator("textarea[name=done]")
    before = text.input_value()
    text.fill("He is 0101006500006.")
    expect(page.locator("form.answer")).to_contain_text("“01…06” is somebody's personal number")
    expect(page.locator("form.answer [role=status]")).to_contain_text("except 1 field")
    page.evaluate("window.onbeforeunload = null")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(text).to_have_value(before)


def test_the_coordinator_grades_and_sees_what_has_no_proof(open_page: OpenPage, take: Take) -> None:
    page = open_page(language="en", role="coordinator")
    _opened(page, "GP", "Evidence:")
    page.get_by_text("Grade it").first.click()
    page.get_by_label("does not prove it").check()
    page.get_by_label("What is missing, if something is").first.fill("It is of another year.")
    page.get_by_role("button", name="Keep the grade").first.click()
    expect(page.locator("section.evidence")).to_contain_text("does not prove it")
    page.goto(CYCLE)
    page.get_by_role("link", name=re.compile("claims without proof")).click()
    expect(page.locator("h1")).to_have_text("Claims and proof")
    page.locator("a[href='?institution=GP#list']").click()
    expect(page.locator("#list")).to_contain_text("Border Police")
    take(page, "claims")
    assert inspection.of_widths(page) + inspection.of_accessibility(page, all_rows=False) == []
