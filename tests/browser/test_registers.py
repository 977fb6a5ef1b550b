"""Registers in a browser: a clerk enters a training and who came, keeps its minutes, and sees the indicator count it;
the officer of legal assistance finds what is overdue and the case that a request belongs to.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import inspection
from tests.browser.conftest import OpenPage, Take

pytestmark = pytest.mark.browser
TITLE = "Training on identification, Neum"
#: What a clerk copies out of a table: service numbers stay with the institution, a key is made of each.
SHEET = "Service number\tSex\tRole\tCompleted\n" + "\n".join(
    f"GP-90{number}\t{'woman' if number % 3 else 'man'}\tpolice officer\tyes" for number in range(12)
)
COUNTED = "/registers/counted/bih-2020-2023/4.1.4/1/"


def looked_at(page: Page) -> None:
    assert inspection.of_widths(page) + inspection.of_accessibility(page, all_rows=False) == []


def persons_counted(page: Page) -> int:
    page.goto(COUNTED)
    found = re.search(r":\s*(\d+)\s*·", page.locator("main").inner_text())
    assert found
    return int(found[1])


def test_a_training_is_entered_once_and_counts_itself(open_page: OpenPage, take: Take) -> None:
    page = open_page(language="en", role="reporter")
    before = persons_counted(page)
    page.goto("/registers/trainings/new/")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Day", exact=True).fill("2021-11-08")
    page.get_by_label("Last day").fill("2021-11-09")
    page.get_by_label("Place").fill("Neum")
    page.locator("summary", has_text="Activities of the plan").click()
    page.get_by_role("checkbox", name=re.compile(r"\b4\.1\.4 ")).first.check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=TITLE).click()
    _attendance(page)
    page.goto("/registers/trainings/")
    page.get_by_role("link", name=TITLE).click()
    _minutes(page)
    page.evaluate("window.scrollTo(0, 0)")
    take(page, "training")
    assert persons_counted(page) == before + 12
    expect(page.locator("main")).to_contain_text(TITLE)
    expect(page.get_by_role("row", name=TITLE)).to_contain_text("1 document")
    take(page, "counted")


def _attendance(page: Page) -> None:
    page.get_by_role("link", name="Paste many rows").click()
    page.get_by_label("Pasted rows").fill(SHEET)
    page.get_by_role("button", name="Read the rows").click()
    looked_at(page)
    page.get_by_label("Service number", exact=True).select_option(label="E-mail address, service number or key")
    page.locator("summary", has_text="Everything else").click()
    page.locator("fieldset").get_by_label("From the institution").select_option(
        label="Border Police of Bosnia and Herzegovina"
    )
    page.get_by_role("button", name="Read the table").click()
    page.get_by_role("button", name="Bring it in").click()


def _minutes(page: Page) -> None:
    page.locator("summary", has_text="Add a document").click()
    form = page.locator(".document-form")
    form.get_by_label("Kind of document").select_option("report")
    form.get_by_label("Title").fill("Report on the training")
    form.get_by_label("Of which day").fill("2021-11-10")
    form.get_by_label("File", exact=True).set_input_files(
        {"name": "Mujo Mujic.txt", "mimeType": "text/plain", "buffer": b"Twelve people. The office: 033 281-100."}
    )
    form.get_by_role("button", name="Add the document").click()
    expect(form).to_contain_text("looks like a telephone number")
    looked_at(page)
    form.get_by_label("is an office's").check()
    form.get_by_label("File", exact=True).set_input_files(
        {"name": "Mujo Mujic.txt", "mimeType": "text/plain", "buffer": b"Twelve people. The office: 033 281-100."}
    )
    form.get_by_role("button", name="Add the document").click()
    expect(page.locator("main")).to_contain_text("The document was added.")
    expect(page.locator("main")).not_to_contain_text("Mujo")
    looked_at(page)


def test_legal_assistance_as_its_officer_uses_it(open_page: OpenPage, take: Take) -> None:
    page = open_page(language="en", role="reporter-mp")
    page.goto("/registers/legal-assistance/new/")
    page.get_by_label("Title").fill("Request 77/2021")
    page.get_by_label("Day", exact=True).fill("2021-11-08")
    page.get_by_label("Other state", exact=True).select_option("HR")
    page.get_by_label("Measure asked for").select_option("hearing")
    page.get_by_label("To be answered by").fill("2021-12-08")
    page.get_by_label("Number of the case").fill("T 7/21")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Overdue").click()
    page.get_by_role("link", name="Request 77/2021").click()
    looked_at(page)
    page.get_by_label("Answered on").fill("2021-12-01")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("There is a day of the answer but no outcome.")
    page.get_by_label("Outcome").select_option("granted")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name="Request 77/2021")).to_contain_text("answered after 23 days")
    page.get_by_role("link", name="Yearly table").click()
    looked_at(page)
    take(page, "legal-assistance")


def test_a_calendar_program_gets_its_address(open_page: OpenPage) -> None:
    page = open_page(language="en", role="reporter")
    page.goto("/registers/calendar/")
    page.get_by_role("link", name="Subscribe in your own calendar").click()
    page.get_by_label("Password").fill("okrilje-demonstracija")
    page.get_by_role("button", name="Confirm").click()
    looked_at(page)
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("#address").inner_text()
    assert "token=okr_" in address
    looked_at(page)
    stranger = open_page(language="en")
    answer = stranger.request.get(address)
    assert answer.ok and "BEGIN:VCALENDAR" in answer.text()
