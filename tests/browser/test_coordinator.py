"""The coordinator amends the plan and answers a finding; the auditor reads about it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import inspection
from tests.browser.addresses import PLAN
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser
PASSWORD = "okrilje-demonstracija"


def sign_in(page: Page, role: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill(f"{role}@demo.okrilje.invalid")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


def exported(page: Page) -> dict[str, Any]:
    """The plan as it stands, as anybody may download it."""
    found: dict[str, Any] = page.request.get(f"{PLAN}export.json").json()
    return found


def with_deadline(plan: dict[str, Any], code: str, month: str) -> dict[str, Any]:
    """The plan with another month as the deadline of one activity."""
    deadline = {"raw": "", "kind": "date-month", "start": f"{month}-01", "end": f"{month}-30"}
    activities = [a | {"deadline": deadline} if a["code"] == code else a for a in plan["activities"]]
    return plan | {"activities": activities}


def upload(page: Page, plan: dict[str, Any], name: str = "izmjena.json") -> None:
    page.goto("/import/")
    page.get_by_label("Document of the plan").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": json.dumps(plan).encode()}
    )
    page.get_by_label("Import into").select_option(plan["code"])
    page.get_by_role("button", name="Read the document").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Preview of the import")


def confirm(page: Page, reason: str) -> None:
    page.get_by_label("Why the plan is imported or changed").fill(reason)
    page.get_by_role("button", name="Import into the plan").click()


def test_a_deadline_is_amended_and_everybody_sees_it(open_page: OpenPage) -> None:
    page = open_page(language="en")
    sign_in(page, "coordinator")
    upload(page, with_deadline(exported(page), "4.2.2", "2021-09"))
    changed = page.get_by_role("table").filter(has_text="What changed")
    expect(changed).to_contain_text("4.2.2")
    expect(changed.locator("tbody ins").first).to_contain_text("September 2021")
    assert inspection.of_widths(page) + inspection.of_accessibility(page, all_rows=True) == []

    confirm(page, "Zaključak Vijeća ministara s 12. sjednice")
    expect(page.get_by_role("heading", level=1)).to_have_text("History")
    expect(page.locator(".events > li").first).to_contain_text("Zaključak Vijeća ministara s 12. sjednice")
    page.goto(f"{PLAN}activities/4.2.2/")
    expect(page.locator(".page-header")).to_contain_text("September 2021")
    expect(page.locator("section", has=page.locator("#changes"))).to_contain_text("September 2021")
    page.goto(f"{PLAN}history/")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("table")).to_contain_text("4.2.2")
    assert inspection.of_widths(page) + inspection.of_accessibility(page, all_rows=True) == []

    citizen = open_page(language="en")
    citizen.goto(f"{PLAN}activities/4.2.2/")
    expect(citizen.locator(".page-header")).to_contain_text("September 2021")
    expect(citizen.locator("main")).not_to_contain_text("Zaključak Vijeća ministara")

    auditor = open_page(language="en", role="auditor")
    auditor.goto("/audit/?q=12.+sjednice")
    expect(auditor.get_by_role("table")).to_contain_text("The plan bih-2020-2023 was imported as version")


def test_a_finding_is_accepted_with_a_reason_and_opened_again(open_page: OpenPage) -> None:
    page = open_page(language="en")
    sign_in(page, "coordinator")
    page.goto(f"{PLAN}findings/?status=open")
    page.locator("details.rule > summary").first.click()
    finding = page.locator("li[id^='f-']").first
    number = finding.get_attribute("id")
    finding.get_by_text("Accept with a reason").click()
    finding.get_by_role("button", name="Accept the finding").click()  # the browser asks for the reason
    finding.get_by_label("Why the plan stays as it is").fill("Tako je usvojeno.")
    finding.get_by_role("button", name="Accept the finding").click()
    page.goto(f"{PLAN}findings/?status=accepted")
    accepted = page.locator(f"#{number}")
    expect(accepted).to_contain_text("Tako je usvojeno.")
    expect(accepted).to_contain_text("Demo: državni koordinator")

    auditor = open_page(language="en", role="auditor")
    auditor.goto("/audit/?q=Tako+je+usvojeno")
    expect(auditor.get_by_role("table")).to_contain_text("was accepted: Tako je usvojeno.")
    expect(auditor.get_by_role("table")).to_contain_text("coordinator@demo.okrilje.invalid")

    accepted.get_by_role("button", name="Reopen").click()
    expect(page).to_have_url(re.compile(f"#{number}$"))
    page.goto(f"{PLAN}findings/?status=open")
    expect(page.locator(f"#{number}")).to_contain_text("Accept with a reason")


def test_of_two_who_change_the_plan_at_once_the_second_is_asked_to_look_again(open_page: OpenPage) -> None:
    first, second = open_page(language="en", role="coordinator"), open_page(language="en", role="coordinator")
    plan = exported(first)
    upload(first, with_deadline(plan, "4.2.3", "2021-10"))
    upload(second, with_deadline(plan, "4.2.4", "2021-11"))
    confirm(first, "Prva izmjena")
    expect(first.get_by_role("heading", level=1)).to_have_text("History")

    confirm(second, "Druga izmjena")
    expect(second.get_by_role("alert")).to_contain_text("The plan was changed by somebody else since this preview")
    shown = second.get_by_role("table").filter(has_text="What changed")
    expect(shown).to_contain_text("4.2.3")
    second.get_by_role("button", name="Discard this document").click()
    second.goto(f"{PLAN}activities/4.2.3/")
    expect(second.locator(".page-header")).to_contain_text("October 2021")


def test_a_document_that_is_no_plan_is_refused_with_a_sentence(open_page: OpenPage) -> None:
    page = open_page(language="en", role="coordinator")
    page.goto("/import/")
    page.get_by_label("Document of the plan").set_input_files(
        {"name": "pismo.txt", "mimeType": "text/plain", "buffer": "Poštovani, javljamo se povodom...".encode()}
    )
    page.get_by_label("Import into").select_option("bih-2020-2023")
    page.get_by_role("button", name="Read the document").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Document of the plan:")
    assert inspection.of_widths(page) + inspection.of_accessibility(page, all_rows=True) == []


def test_another_institutions_coordinator_cannot_change_the_states_plan(open_page: OpenPage) -> None:
    page = open_page(language="en", role="government-coordinator")
    page.goto("/import/")
    choices = page.get_by_label("Import into").locator("option").evaluate_all("all => all.map((one) => one.value)")
    assert choices == ["", "demo-canton-2021-2023"]
    page.goto(f"{PLAN}findings/")
    expect(page.get_by_text("Accept with a reason")).to_have_count(0)
