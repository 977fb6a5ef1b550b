"""A half-year as it is reported on, told by those who do it: from the opening of the cycle to a late correction."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import inspection
from tests.browser.addresses import PLAN, STRATEGY
from tests.browser.conftest import OpenPage, Take
from tests.browser.program import Program
from tests.monitoring import workbooks

pytestmark = pytest.mark.browser
CYCLE = f"{PLAN}reporting/2022-H1/"
#: The day before which the cycle is due, one on which it is late, and one after the last day of grace.
SOON, LATE, OVER = "2022-07-28", "2022-08-02", "2022-08-16"
#: The day on which the pages are looked at, so that the pictures of the manual stay the same.
TODAY = "2022-08-16"
BORDER_POLICE = "Border Police of Bosnia and Herzegovina"
#: Continuous work of the Border Police alone; and work of six institutions, which the Ministry of Security leads.
OWN, ALSO_OWN, JOINT = "2.3.1", "2.5.1", "5.2.1"
#: Continuous work that the Prosecutor's Office leads, of which nobody says anything in the story.
UNTOLD = "3.8.1"


@pytest.fixture(scope="module")
def reporting(start: Callable[..., Program]) -> Iterator[Program]:
    """An installation of its own: what happens in the story would be in the way of other tests."""
    started = start("story", OKRILJE_TODAY=TODAY)
    yield started
    started.stop()
    log = started.log.read_text(encoding="utf-8")
    assert "Traceback" not in log, log


class People:
    """Everybody who takes part, each at a computer of their own from the moment they are first needed."""

    def __init__(self, open_page: OpenPage, program: Program) -> None:
        self._open, self._program = open_page, program
        self._pages: dict[str, Page] = {}

    def __call__(self, login: str, address: str = "") -> Page:
        if login not in self._pages:
            size = {"width": 1366, "height": 900}
            self._pages[login] = self._open(language="en", role=login, at=self._program, viewport=size)
        page = self._pages[login]
        if address:
            page.goto(address)
        return page


@pytest.fixture
def people(open_page: OpenPage, reporting: Program) -> People:
    return People(open_page, reporting)


def test_a_half_year(people: People, reporting: Program, take: Take) -> None:
    _the_coordinator_opens_the_cycle(people)
    _one_institution_writes_and_approves(people)
    _another_does_it_by_excel(people, take)
    _one_answer_is_returned_and_the_rest_accepted(people)
    _the_answer_comes_back_and_is_accepted(people)
    _the_silent_one_is_reminded_and_its_head_is_told(people, reporting)
    _the_lead_makes_one_of_the_shares(people, take)
    _every_page_tells_the_same_truth(people)
    hash_ = _the_cycle_closes(people)
    _a_late_correction_changes_the_live_view_alone(people, hash_)
    _the_pictures_of_the_manual(people, take)


def _report(institution: str) -> str:
    return f"{CYCLE}{institution}/"


def _press(page: Page, name: str, then: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    expect(page.locator("main")).to_contain_text(then)


def _write(page: Page, address: str, progress: str, **texts: str) -> None:
    page.goto(address)
    page.get_by_label(progress, exact=True).check()
    for name, text in texts.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name="Save", exact=True).last.click()
    _saved(page)


def _saved(page: Page) -> None:
    """The program says so, and nothing is on its way any more that the next page would cut off."""
    expect(page.locator("form.answer [role=status]")).to_have_text(re.compile(r"^Saved at \d\d:\d\d\s*$"))
    expect(page.locator(".htmx-request")).to_have_count(0)


def _hand_in(people: People, institution: str, writer: str, approver: str) -> None:
    _press(people(writer, _report(institution)), "Send for approval", "The report waits for approval.")
    page = people(approver, "/tasks/")
    _part(page, "to-approve").get_by_role("link", name="Report for 2022-H1").click()
    _press(page, "Approve and submit", "The report was submitted.")


def _part(page: Page, heading: str) -> Locator:
    """The section of a page under the heading with this id."""
    return page.locator("section", has=page.locator(f"#{heading}"))


def _row(page: Page, code: str) -> Locator:
    return page.locator("li.card").filter(has=page.get_by_role("heading", name=re.compile(rf"^{re.escape(code)} ")))


def _looks_right(page: Page) -> None:
    assert inspection.of_widths(page) + inspection.of_accessibility(page, all_rows=False) == []
    page.set_viewport_size({"width": 1366, "height": 900})


def _the_coordinator_opens_the_cycle(people: People) -> None:
    page = people("coordinator", "/tasks/")
    page.get_by_role("link", name=re.compile("^Open 2022-H1: Action")).click()
    _press(page, "Open the cycle", "every responsible institution has its report to write")
    expect(page.locator("main")).to_contain_text("0/16 institutions handed in")


def _one_institution_writes_and_approves(people: People) -> None:
    reporter = people("reporter", "/tasks/")
    expect(reporter.locator("main")).to_contain_text("Report for 2022-H1")
    _write(reporter, f"{_report('GP')}{OWN}/whole/", "under way", occurrences="3", done="Several checks.")
    _write(reporter, f"{_report('GP')}{ALSO_OWN}/whole/", "under way", occurrences="2", done="Two joint actions.")
    _write(
        reporter, f"{_report('GP')}{JOINT}/share/", "under way", occurrences="4", done="Four requests were answered."
    )
    _hand_in(people, "GP", "reporter", "approver")
    reporter.goto(f"{_report('GP')}{OWN}/whole/")
    expect(reporter.locator("form.answer")).to_have_count(0)  # it left the house


def _another_does_it_by_excel(people: People, take: Take) -> None:
    """Downloaded, filled in without a connection with a slip in it, corrected, looked at, saved, approved."""
    page = people("reporter-sps", _report("SPS"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as Excel").click()
    book = workbooks.opened(download.value.path().read_bytes())
    share = {"code": JOINT, "scope": "the institution's share"}
    workbooks.say(book, **share, progress="under way", occurrences="twice", done="Two answers.\n- both in time")
    page.get_by_role("link", name="Fill in by Excel").click()
    _upload(page, book)
    expect(page.locator("main")).to_contain_text("1 cell cannot be understood")
    expect(page.locator("main")).to_contain_text("“twice” is no whole number.")
    _looks_right(page)
    workbooks.say(book, **share, occurrences=2)
    _upload(page, book)
    expect(page.locator("main")).to_contain_text("What would change: 1 activity")
    expect(page.locator("main ins").filter(has_text="Two answers.")).to_be_visible()
    take(page, "workbook-preview")
    _looks_right(page)
    _press(page, "Save", "Saved from the workbook: 1 activity was changed.")
    expect(_row(page, JOINT)).to_contain_text("under way")
    _hand_in(people, "SPS", "reporter-sps", "approver-sps")


def _upload(page: Page, book: Any) -> None:
    data = workbooks.saved(book)
    page.get_by_label("The filled-in workbook").set_input_files(
        {"name": "2022-H1-SPS.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="Show what would change").click()


def _one_answer_is_returned_and_the_rest_accepted(people: People) -> None:
    page = people("coordinator", "/tasks/")
    _part(page, "to-review").get_by_role("link", name=BORDER_POLICE).last.click()
    expect(page).to_have_url(re.compile("2022-H1/GP/"))
    row = _row(page, OWN)
    expect(row).to_contain_text("Several checks.")
    row.get_by_text("Write a comment").click()
    row.get_by_label("What has to be changed").fill("How many checks, and where?")
    _looks_right(page)
    _press(page, "Return the ticked", "the other activities are accepted")
    _press(people("coordinator", _report("SPS")), "Accept the report", "The report was accepted.")


def _the_answer_comes_back_and_is_accepted(people: People) -> None:
    reporter = people("reporter", "/tasks/")
    returned = _part(reporter, "returned")
    expect(returned).to_contain_text("How many checks, and where?")
    returned.get_by_role("link", name=OWN).click()
    expect(_row(reporter, OWN)).to_contain_text("How many checks, and where?")
    expect(_row(reporter, ALSO_OWN)).to_have_count(0)  # it leads to what was returned and nothing else
    reporter.goto(_report("GP"))
    expect(_row(reporter, ALSO_OWN)).to_contain_text("accepted")
    reporter.goto(f"{_report('GP')}{ALSO_OWN}/whole/")
    expect(reporter.locator("form.answer")).to_have_count(0)
    _write(reporter, f"{_report('GP')}{OWN}/whole/", "under way", done="Three checks, at three crossings.")
    _hand_in(people, "GP", "reporter", "approver")
    page = people("coordinator", _report("GP"))
    expect(_row(page, OWN)).to_contain_text("Three checks, at three crossings.")
    _press(page, "Accept the report", "The report was accepted.")


def _remind(program: Program, day: str) -> str:
    command = [sys.executable, "-m", "okrilje", "remind", f"--date={day}"]
    return subprocess.run(command, env=program.environment, check=True, capture_output=True, text=True).stdout


def _the_silent_one_is_reminded_and_its_head_is_told(people: People, reporting: Program) -> None:
    writer, head = "reporter-sipa@demo.okrilje.invalid", "approver-sipa@demo.okrilje.invalid"
    assert re.search(rf"{writer}.*: \[due-very-soon\] .*2022-H1", _remind(reporting, SOON))
    assert re.search(rf"{writer}.*: \[overdue\] .*2022-H1", _remind(reporting, LATE))
    told = _remind(reporting, OVER)
    assert re.search(rf"{head}.*: \[escalated\] .*2022-H1", told)
    assert not re.search(r"reporter@demo\.okrilje\.invalid.*2022-H1", told)  # who handed in is left alone

    page = people("reporter-sipa", "/tasks/")
    expect(_part(page, "notices")).to_contain_text("Your report for 2022-H1")
    page = people("approver-sipa", "/tasks/")
    expect(_part(page, "notices")).to_contain_text("Your institution has not submitted its report for 2022-H1")
    _looks_right(page)
    page = people("coordinator", "/tasks/")
    silent = _part(page, "notices").locator("li").filter(has_text="last day of grace for 2022-H1")
    expect(silent).to_contain_text("State Investigation and Protection Agency")
    expect(silent).not_to_contain_text(BORDER_POLICE)


def _the_lead_makes_one_of_the_shares(people: People, take: Take) -> None:
    page = people("reporter-ms", f"{_report('MS')}{JOINT}/whole/")
    shares = page.locator("section.callout", has=page.get_by_role("heading", name="Joint activity"))
    expect(shares).to_contain_text("Four requests were answered.")
    expect(shares).to_contain_text("Two answers.")
    expect(shares).to_contain_text("Not handed in yet:")
    page.get_by_label("under way", exact=True).check()
    page.locator("[name=done]").fill("Six requests were answered, four by the Border Police.")
    page.locator("[name=occurrences]").fill("6")
    _saved(page)
    page.evaluate("scrollTo(0, 0)")
    take(page, "item")
    _hand_in(people, "MS", "reporter-ms", "approver-ms")
    _press(people("coordinator", _report("MS")), "Accept the report", "The report was accepted.")


def _every_page_tells_the_same_truth(people: People) -> None:
    page = people("coordinator", CYCLE)
    expect(page.locator("main")).to_contain_text("3/16 institutions handed in")
    cards = page.get_by_role("table").filter(has_text="Institutions, those that lack most first")
    expect(cards.get_by_role("row").filter(has_text="State Investigation")).to_contain_text("silent")
    expect(cards.get_by_role("row").filter(has_text=BORDER_POLICE)).to_contain_text("Accepted")

    page.goto(f"{PLAN}status/?as_of=2022-07-01")
    for code in (OWN, JOINT):  # the silence of one does not hurt what the others did together
        light = page.locator(f"[id='a-{code}']")
        expect(light).to_contain_text("active")
        expect(light).not_to_contain_text("not verified yet")
    expect(page.locator(f"[id='a-{UNTOLD}']")).to_contain_text("not reported")

    page.goto(f"{CYCLE}meeting/")
    expect(page.locator(".stats")).to_contain_text("3/16")
    page.get_by_label("What was decided").fill("The Agency is asked for its report in writing.")
    page.get_by_label("Who does it").select_option(label="Ministry of Security of Bosnia and Herzegovina")
    _press(page, "Note the decision", "The Agency is asked for its report in writing.")


def _snapshot(page: Page) -> Any:
    return json.loads(page.request.get(f"{CYCLE}snapshot/file/").body())


def _the_cycle_closes(people: People) -> str:
    """With the hash of what was frozen."""
    page = people("coordinator", CYCLE)
    below = _part(page, "below")
    below.get_by_label("Why you go on without it").fill("The canton did not open its cycle.")
    _press(page, "Declare silent", "declared silent for this cycle")
    page.get_by_role("link", name="Close the cycle").click()
    expect(_part(page, "silent")).to_contain_text("State Investigation")
    _press(page, "Close the cycle", "What it held is frozen in this snapshot.")
    expect(page.locator("main")).to_contain_text("computed again just now: the same")
    return page.locator("dd .hash").last.inner_text()


def _a_late_correction_changes_the_live_view_alone(people: People, hash_: str) -> None:
    frozen = _snapshot(people("coordinator"))
    page = people("approver", f"{_report('GP')}{OWN}/whole/")
    page.get_by_text("Correct this answer").click()
    page.locator("[name=occurrences]").fill("5")
    page.get_by_label("Why it is corrected").fill("Two checks had been left out.")
    _press(page, "Save the correction", "the accepted version stays in the history")
    expect(page.locator("main")).to_contain_text("changed since acceptance")

    page = people("coordinator", f"{CYCLE}snapshot/")
    expect(page.locator("main")).to_contain_text(hash_)
    expect(page.locator("main")).to_contain_text("computed again just now: the same")
    assert _snapshot(page) == frozen
    page.get_by_role("link", name="What was corrected since").click()
    expect(page.locator("main")).to_contain_text("1 activity is different")
    row = page.get_by_role("row").filter(has_text="GP: How often")
    expect(row.locator("del")).to_have_text("3")
    expect(row.locator("ins")).to_have_text("5")
    _looks_right(page)


def _the_pictures_of_the_manual(people: People, take: Take) -> None:
    """Of the half-years of the demonstration, in which more was reported than one story can tell."""
    shown = {
        "report": f"{PLAN}reporting/2021-H2/GP/#list",
        "cycle": f"{PLAN}reporting/2021-H2/",
        "meeting": f"{PLAN}reporting/2021-H1/meeting/",
        "matrix": STRATEGY,
        "tasks": "/tasks/",
    }
    for name, address in shown.items():
        take(people("coordinator", address), name)
