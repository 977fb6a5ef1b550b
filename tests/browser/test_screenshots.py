"""The pictures of the manual, taken from the running program; those of reporting are taken where its story is told.

Every run takes them, to prove that they can be; ``OKRILJE_SCREENSHOTS=1`` puts them into ``docs/screenshots``.
"""

from __future__ import annotations

import pytest

from tests.browser.addresses import PLAN
from tests.browser.conftest import OpenPage, Take
from tests.browser.test_coordinator import exported, upload, with_deadline

pytestmark = pytest.mark.browser

PUBLIC = {
    "overview": PLAN,
    "tree": f"{PLAN}tree/",
    "activities": f"{PLAN}activities/?pillar=4&institution=MLJPI",
    "activity": f"{PLAN}activities/1.3.4/",
    "timeline": f"{PLAN}timeline/",
    "calendar": f"{PLAN}calendar/?year=2021",
    "institutions": f"{PLAN}institutions/",
    "donors": f"{PLAN}donors/",
    "funding": f"{PLAN}funding/?duplicates=without",
    "funding-as-written": f"{PLAN}funding/?duplicates=with",
    "indicators": f"{PLAN}indicators/",
    "login": "/login/",
}


def test_public_pages(open_page: OpenPage, take: Take) -> None:
    page = open_page(viewport={"width": 1366, "height": 900})
    for name, address in PUBLIC.items():
        page.goto(address)
        take(page, name)


def test_a_phone_in_the_dark_in_cyrillic(open_page: OpenPage, take: Take) -> None:
    page = open_page(language="sr", viewport={"width": 360, "height": 760}, device_scale_factor=2, color_scheme="dark")
    page.goto(PLAN)
    take(page, "overview-phone")


def test_what_the_coordinator_and_the_auditor_see(open_page: OpenPage, take: Take) -> None:
    page = open_page(language="en", role="coordinator", viewport={"width": 1366, "height": 900})
    upload(page, with_deadline(exported(page), "1.4.1", "2021-05"))
    take(page, "import-preview")
    page.get_by_role("button", name="Discard this document").click()
    page.goto(f"{PLAN}findings/")
    take(page, "findings")
    page.goto(f"{PLAN}history/")
    take(page, "history")
    page = open_page(language="en", role="auditor", viewport={"width": 1366, "height": 900})
    page.goto("/audit/")
    take(page, "audit")
