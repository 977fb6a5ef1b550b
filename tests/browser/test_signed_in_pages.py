"""Every page that only some people see, in every language, looked at as strictly as the public ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import inspection
from tests.browser.addresses import LANGUAGES, SIGNED_IN
from tests.browser.conftest import new_context, sign_in_as
from tests.browser.program import Program
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
PAGES = [(role, address) for role, addresses in SIGNED_IN.items() for address in addresses]


@pytest.fixture(scope="module")
def tab_of(browser: Browser, program: Program) -> Iterator[Callable[[str], tuple[BrowserContext, Watch]]]:
    """One tab for each role."""
    tabs: dict[str, tuple[BrowserContext, Watch]] = {}

    def tab(role: str) -> tuple[BrowserContext, Watch]:
        if role not in tabs:
            context = new_context(browser, program.address)
            tabs[role] = context, Watch(context, program.address)
            sign_in_as(context.new_page(), role)
        return tabs[role]

    yield tab
    for context, _watch in tabs.values():
        context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "address"), PAGES)
def test_a_page_for_people_who_signed_in_is_right(
    tab_of, program: Program, role: str, address: str, language: str
) -> None:  # type: ignore[no-untyped-def]
    context, watch = tab_of(role)
    watch.faults.clear()
    page = context.pages[0]
    context.add_cookies([{"name": "language", "value": language, "url": program.address}])
    page.goto(address)
    assert inspection.of_page(page, language) + watch.faults == []
