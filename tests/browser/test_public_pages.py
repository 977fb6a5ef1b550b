"""Every public page in every language: right words, no sideways scrolling, nothing that axe objects to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import inspection
from tests.browser.addresses import LANGUAGES, PUBLIC
from tests.browser.conftest import new_context
from tests.browser.program import Program
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visit(browser: Browser, program: Program) -> Iterator[Callable[[str, str], tuple[Page, Watch]]]:
    """One tab for all of them; the cookie says the language."""
    context = new_context(browser, program.address)
    watch, page = Watch(context, program.address), context.new_page()

    def goto(address: str, language: str) -> tuple[Page, Watch]:
        watch.faults.clear()
        context.add_cookies([{"name": "language", "value": language, "url": program.address}])
        page.goto(address)
        return page, watch

    yield goto
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PUBLIC)
def test_a_page_anybody_may_see_is_right(visit, address: str, language: str) -> None:  # type: ignore[no-untyped-def]
    page, watch = visit(address, language)
    assert inspection.of_page(page, language) + watch.faults == []
