"""Writing a report in a real browser: saved as one types, by two people at once, by keyboard, without a connection."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import inspection
from tests.browser.addresses import PLAN
from tests.browser.conftest import PATIENCE, OpenPage
from tests.browser.program import Program

pytestmark = pytest.mark.browser
REPORT = f"{PLAN}reporting/2022-H1/GP/"
#: Continuous work of the Border Police alone.
ITEM = f"{REPORT}2.3.1/whole/"
_OPEN_A_CYCLE = """
import datetime, django
django.setup()
from django.utils import timezone
from okrilje.lib.periods import Length
from okrilje.monitoring import actions
from okrilje.monitoring.models import Cycle
from okrilje.plan.models import ActionPlan
plan, at = ActionPlan.objects.get(code="bih-2020-2023"), timezone.now()
if not plan.cycles.exists():
    actions.set_up(plan, every=Length.HALF_YEAR, adopted_on=datetime.date(2020, 9, 30), by="system", at=at)
cycle = plan.cycles.get(code="2022-H1")
if cycle.state == Cycle.State.PLANNED:
    actions.open_cycle(cycle, by="system", at=at)
"""


@pytest.fixture(scope="module")
def reporting(start: Callable[..., Program]) -> Iterator[Program]:
    """An installation of its own in which the first half of 2022 is reported on."""
    started = start("reporting")
    run(started, _OPEN_A_CYCLE)
    yield started
    started.stop()


@pytest.fixture
def reporter(open_page: OpenPage, reporting: Program) -> OpenPage:
    def open_(address: str, **options: object) -> Page:
        page = open_page(language="en", role="reporter", at=reporting, **options)
        page.goto(address)
        return page

    return open_


def said(page: Page) -> object:
    return expect(page.locator("form.answer [role=status]"))


def test_an_answer_saves_itself_in_its_place_on_the_report(reporter: OpenPage) -> None:
    page = reporter(REPORT)
    before = page.locator("#answered").inner_text()
    place = page.locator("li.card").filter(has_text="2.3.1")
    place.get_by_text("Write the answer").focus()
    page.keyboard.press("Enter")
    form = place.locator("form.answer")
    form.get_by_label("under way").check()
    form.locator("[name=done]").press_sequentially("Three controls.")
    said(page).to_have_text(re.compile(r"^Saved at \d\d:\d\d\s*$"))
    expect(form.locator("[name=done]")).to_be_focused()
    expect(page.locator("#answered")).not_to_have_text(before)
    expect(place.locator("[id$=-state]")).to_contain_text("said: under way")
    assert inspection.of_widths(page) + inspection.of_accessibility(page, all_rows=True) == []
    page.reload()
    expect(page.locator("li.card").filter(has_text="2.3.1")).to_contain_text("said: under way")


def test_a_number_that_cannot_be_read_is_told_beside_its_field(reporter: OpenPage) -> None:
    page = reporter(ITEM)
    number = page.locator("[name=occurrences]")
    number.fill("often")
    page.keyboard.press("Enter")  # saves; it must not press another button of the form
    said(page).to_contain_text("except 1 field")
    expect(number).to_have_value("often")
    expect(number).to_have_accessible_description(re.compile("is not a number"))
    number.fill("1,234")
    said(page).to_have_text(re.compile(r"^Saved at \d\d:\d\d\s*$"))
    page.reload()
    expect(page.locator("[name=occurrences]")).to_have_value("1,234")


def test_two_who_write_in_the_same_field_decide_which_text_stays(reporter: OpenPage) -> None:
    first, second = reporter(ITEM), reporter(ITEM)
    second.locator("[name=lessons]").fill("Theirs.")
    said(second).to_contain_text("Saved at")
    first.locator("[name=lessons]").fill("Mine.")
    first.locator("[name=handled]").fill("Also mine.")
    said(first).to_contain_text("except what somebody else changed")
    expect(first.locator("[name=lessons]")).to_have_value("Mine.")
    assert inspection.of_widths(first) + inspection.of_accessibility(first, all_rows=True) == []
    first.get_by_role("button", name="Keep theirs").focus()
    first.keyboard.press("Enter")
    expect(first.locator("[name=lessons]")).to_have_value("Theirs.")
    expect(first.locator("[name=lessons]")).to_be_focused()
    expect(first.get_by_text("Keep theirs")).to_have_count(0)
    first.goto(f"{ITEM}history/")
    expect(first.locator("main")).to_contain_text("Put aside")
    expect(first.locator("main")).to_contain_text("Also mine.")


def signed_out(page: Page) -> None:
    """As when the session ran out: everything else that the browser keeps stays."""
    kept = [cookie for cookie in page.context.cookies() if "session" not in cookie["name"]]
    page.context.clear_cookies()
    page.context.add_cookies(kept)  # type: ignore[arg-type]


def test_who_was_signed_out_is_told_and_loses_nothing(reporter: OpenPage) -> None:
    page = reporter(ITEM)
    signed_out(page)
    page.locator("[name=difficulties]").fill("Typed after the end of the session.")
    said(page).to_contain_text("you were signed out")
    expect(page.locator("[name=difficulties]")).to_have_value("Typed after the end of the session.")

    page = reporter(REPORT)
    signed_out(page)
    page.locator("li.card").filter(has_text="2.3.1").get_by_text("Write the answer").click()
    expect(page).to_have_url(re.compile("/login/.*2.3.1"))


def test_a_report_is_written_without_javascript(reporter: OpenPage) -> None:
    page = reporter(REPORT, java_script_enabled=False)
    place = page.locator("li.card").filter(has_text="2.3.1")
    place.get_by_text("Write the answer").click()
    place.get_by_role("link", name="Open on a page of its own").click()
    page.locator("[name=recommendation]").fill("Without scripts.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text(re.compile(r"^Saved at"))).to_be_visible()
    expect(page.locator("[name=recommendation]")).to_have_value("Without scripts.")
    page.goto(REPORT)
    page.get_by_role("button", name="Send for approval").click()
    expect(page.locator("main")).to_contain_text("The report waits for approval.")


_UPLOAD = """
import django
django.setup()
from django.utils import timezone
from okrilje.accounts.models import User
from okrilje.monitoring import actions, workbook
from okrilje.monitoring.actions import uploads
from okrilje.monitoring.models import Cycle, Submission
from okrilje.monitoring.queries import forms
uploads.LARGE = 0
at = timezone.now()
# The report on 2022-H1 may have been handed over by then.
actions.open_cycle(Cycle.objects.get(code="2022-H2", plan__code="bih-2020-2023"), by="system", at=at)
report = Submission.objects.get(cycle__code="2022-H2", cycle__plan__code="bih-2020-2023", institution__code="GP")
who = User.objects.get(email="reporter@demo.okrilje.invalid")
data = workbook.write(forms.form(report, at.date()))
print(actions.take_upload(report, name="large.xlsx", data=data, by=who, at=at).pk)
"""
_WORK = """
import django
django.setup()
from django.utils import timezone
from okrilje.web.worker import Worker
Worker(timezone.now)._queue.run()
"""


def run(program: Program, code: str) -> str:
    environment = program.environment | {"DJANGO_SETTINGS_MODULE": "okrilje.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_page_of_a_large_workbook_follows_it_by_itself_and_without_javascript_by_a_link(
    reporter: OpenPage, reporting: Program
) -> None:
    here = f"{PLAN}reporting/2022-H2/GP/excel/{run(reporting, _UPLOAD)}/"
    page, bare = reporter(here), reporter(here, java_script_enabled=False)
    for each in (page, bare):
        expect(each.get_by_role("heading", name="The workbook is being read")).to_be_visible()
    assert inspection.of_widths(page) + inspection.of_accessibility(page, all_rows=True) == []
    run(reporting, _WORK)
    said_ = "The report already says exactly what the workbook says."
    expect(page.locator("main")).to_contain_text(said_, timeout=PATIENCE)
    bare.get_by_role("link", name="See how far it is").click()
    expect(bare.locator("main")).to_contain_text(said_)
    page.get_by_role("button", name="Discard this workbook").click()
    expect(page.locator("main")).to_contain_text("nothing was changed")
