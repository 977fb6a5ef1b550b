"""Everything without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.addresses import PLAN
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser


def tab_to(page: Page, what: str, *, at_most: int = 60) -> None:
    """Presses Tab until the focus is on the element that the selector names, and checks that the focus is seen."""
    for _press in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate("(what) => document.activeElement.matches(what)", what):
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none", f"{what} has the focus, and nobody sees it"
            return
    raise AssertionError(f"{what} is not reached with {at_most} presses of Tab")


def test_from_the_skip_link_to_another_language_a_filter_an_activity_and_back(open_page: OpenPage) -> None:
    page = open_page(language="bs")
    page.goto(f"{PLAN}activities/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()

    page.goto(f"{PLAN}activities/")
    tab_to(page, ".site-tools summary")
    page.keyboard.press("Enter")
    tab_to(page, "button[name=language][value=en]")
    page.keyboard.press("Escape")
    expect(page.locator(".site-tools summary").first).to_be_focused()
    expect(page.locator("button[value=en]")).to_be_hidden()
    page.keyboard.press("Enter")
    tab_to(page, "button[name=language][value=en]")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile("/activities/$"))

    tab_to(page, "#f-q")
    page.keyboard.type("coordination team")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).not_to_have_count(117)
    filtered = page.locator("tbody tr").count()
    tab_to(page, "tbody td a")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.go_back()  # the browser's own key (Alt and the left arrow) does not reach a browser without a window
    expect(page.locator("tbody tr")).to_have_count(filtered)


def test_the_tree_opens_and_closes_with_the_keyboard(open_page: OpenPage) -> None:
    page = open_page(language="en")
    page.goto(f"{PLAN}tree/?open=programmes")
    tab_to(page, "#p-1\\.1")
    expect(page.locator("#a-1\\.1\\.1")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#a-1\\.1\\.1")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#a-1\\.1\\.1")).to_be_hidden()


def test_focus_is_never_lost_or_trapped_on_a_page(open_page: OpenPage) -> None:
    """Tab walks through the whole page, each stop is visible, and the walk ends."""
    page = open_page(language="en", role="coordinator")
    for address in (PLAN, f"{PLAN}funding/", "/import/"):
        page.goto(address)
        stops = []
        for _press in range(400):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                """() => {
                  const e = document.activeElement, box = e.getBoundingClientRect();
                  if (e === document.body) return "";
                  return box.width && box.height ? e.outerHTML.slice(0, 80) : `invisible: ${e.outerHTML.slice(0, 80)}`;
                }"""
            )
            if not stop:
                break
            stops.append(stop)
        assert 10 < len(stops) < 400
        assert [stop for stop in stops if stop.startswith("invisible")] == []
