"""The overview of a plan is one look: on an ordinary laptop nothing of it has to be scrolled to."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import inspection
from tests.browser.addresses import LANGUAGES, PLAN
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

#: What a browser leaves of 1366x768 and of 1440x900 for the page.
LAPTOPS = ((1366, 650), (1440, 780))
#: What belongs to the one look, and how often it is there: headings, deadlines, numbers, pillars, programmes.
PARTS = {".demo-banner": 1, "h1": 1, ".due > li": 4, ".counts > li": 8, ".pillars h3": 5, ".pillars .lines > li": 30}
_LOWEST = "(parts) => Math.max(...parts.map((part) => part.getBoundingClientRect().bottom))"


def below_the_window(page: Page) -> list[str]:
    """Parts that end below the lower edge of the window, while nothing is scrolled."""
    height = page.viewport_size["height"] if page.viewport_size else 0
    lowest = {part: page.locator(part).evaluate_all(_LOWEST) for part in PARTS}
    return [f"{part} ends at {bottom:.0f} of {height}" for part, bottom in lowest.items() if bottom > height]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), LAPTOPS)
def test_it_fits_on_one_screen(open_page: OpenPage, language: str, width: int, height: int) -> None:
    page = open_page(language=language, viewport={"width": width, "height": height})
    page.goto(PLAN)
    assert {part: page.locator(part).count() for part in PARTS} == PARTS
    assert below_the_window(page) == []


def test_it_fits_for_those_who_also_see_what_is_questioned(open_page: OpenPage) -> None:
    page = open_page(language="sr", role="coordinator", viewport={"width": 1366, "height": 650})
    page.goto(PLAN)
    assert page.locator(".tag.high").count() == 1
    assert below_the_window(page) == []


def test_on_a_phone_what_is_due_comes_first_and_nothing_is_cut(open_page: OpenPage) -> None:
    page = open_page(language="sr", width=360, has_touch=True, is_mobile=True)
    page.goto(PLAN)
    order = [page.locator(part).first.bounding_box() for part in ("h1", ".due", ".counts", ".pillars")]
    tops = [box["y"] for box in order if box]
    assert len(tops) == 4 and tops == sorted(tops) and tops[1] < 800
    assert inspection.of_widths(page) == []
