"""A browser, the running program, and people who open its pages. Nothing here touches Django or its database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.inspection import settled
from tests.browser.program import Installed, Program
from tests.browser.watch import Watch

QUIET = [
    "--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync",
    "--disable-quic",
]  # fmt: skip
#: Longer than anything takes on an idle machine; tests share two cores with much else.
PATIENCE = 60_000

OpenPage = Callable[..., Page]
Take = Callable[[Page, str], None]
#: Where the pictures of the manual are kept, and what fits into it and what a clone can carry.
PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"
MOST_BYTES = 300_000


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """For this folder only: while it lives, Django would refuse its database to tests of the same process."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("NO BROWSER TESTS: Chromium is not installed. To get them: sudo apt install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Shared by the processes among which the tests are divided."""
    own = tmp_path_factory.getbasetemp()
    return Installed(own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own)


@pytest.fixture(scope="session")
def start(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Program]:
    """Starts another program on an installation of its own; whoever starts it stops it."""
    return lambda name, **settings: Program(tmp_path_factory.mktemp(name), like=installed, **settings)


def _running(start: Callable[..., Program], **settings: str) -> Iterator[Program]:
    started = start("installation", **settings)
    yield started
    started.stop()
    log = started.log.read_text(encoding="utf-8")
    assert "Traceback" not in log, log


@pytest.fixture(scope="module")
def program(start: Callable[..., Program]) -> Iterator[Program]:
    """The demonstration, a fresh one for each file of tests: signing in needs no second step."""
    yield from _running(start)


@pytest.fixture(scope="module")
def strict_program(start: Callable[..., Program]) -> Iterator[Program]:
    """A demonstration that asks for the second step as production does. At "localhost" browsers allow passkeys."""
    yield from _running(start, host="localhost", OKRILJE_WAIVE_MFA="0")


def new_context(browser: Browser, address: str, language: str = "bs", **options: Any) -> BrowserContext:
    options.setdefault("viewport", {"width": 1280, "height": 900})
    options.setdefault("locale", "en-GB" if language == "en" else "bs-BA")
    context = browser.new_context(base_url=address, timezone_id="Europe/Sarajevo", **options)
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    return context


@pytest.fixture
def open_page(browser: Browser, program: Program) -> Iterator[OpenPage]:
    """Another person at another computer: ``open_page(language="sr", role="auditor", width=360)`` gives their page.

    The test fails at its end if any of their pages caused an error or asked another server for something.
    """
    watches: list[tuple[BrowserContext, Watch]] = []

    def open_(
        *, language: str = "bs", role: str = "", width: int = 1280, at: Program = program, **options: Any
    ) -> Page:
        options.setdefault("viewport", {"width": width, "height": 800})
        context = new_context(browser, at.address, language, **options)
        watches.append((context, Watch(context, at.address)))
        page = context.new_page()
        if role:
            sign_in_as(page, role)
        return page

    yield open_
    for context, _watch in watches:
        context.close()
    assert [fault for _context, watch in watches for fault in watch.faults] == []


def sign_in_as(page: Page, role: str) -> None:
    """With one click, as the demonstration offers it; signing in with a password is a journey of its own."""
    page.goto("/accounts/demonstration/")
    page.locator(f"form:has(input[name=email][value='{role}@demo.okrilje.invalid']) button").click()
    page.wait_for_url("**/")


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Takes what the window shows; a picture that is too large for the manual is a failure."""

    def picture(page: Page, name: str) -> None:
        folder = PICTURES if os.environ.get("OKRILJE_SCREENSHOTS") == "1" else tmp_path
        path = folder / f"{name}.png"
        folder.mkdir(exist_ok=True)
        settled(page)
        page.screenshot(path=path, animations="disabled")
        assert 5_000 < path.stat().st_size < MOST_BYTES

    return picture
