"""On a phone: menus, tabs and tables by touch, nothing outside of the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import inspection
from tests.browser.addresses import PLAN
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser


def test_the_menu_the_tabs_and_a_table_are_used_with_a_thumb(open_page: OpenPage) -> None:
    page = open_page(language="bs", width=360, has_touch=True, is_mobile=True)
    page.goto(PLAN)
    page.locator(".site-tools summary").first.tap()
    page.locator("button[value=en]").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    tabs = page.get_by_role("navigation", name="Sections of the plan")
    history = tabs.get_by_role("link", name="History")
    history.scroll_into_view_if_needed()
    history.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("History")
    expect(tabs.get_by_role("link", name="History")).to_be_in_viewport()

    page.goto(f"{PLAN}activities/?pillar=1")
    row = page.locator("tbody tr").first
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360
    row.get_by_role("link").first.tap()
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()


@pytest.mark.parametrize(
    "address", [PLAN, f"{PLAN}activities/1.3.2/", f"{PLAN}funding/", f"{PLAN}calendar/", "/login/"]
)
def test_what_is_touched_is_large_enough(open_page: OpenPage, address: str) -> None:
    """24 px, as WCAG 2.2 asks for, unless it stands in a sentence or far enough from its neighbours."""
    page = open_page(width=360, has_touch=True, is_mobile=True)
    page.goto(address)
    assert inspection.of_accessibility(page, all_rows=False) == []
