"""Looking at one page as strictly as a machine can: language, script, width, accessibility."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser import words
from tests.browser.addresses import LANGUAGES

_HERE = Path(__file__).parent
_LOOK = (_HERE / "look.js").read_text(encoding="utf-8")
#: The narrowest phones, an ordinary one, a desktop.
WIDTHS = (320, 360, 1280)
_TOO_WIDE = """() => {
  const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
  if (over <= 0) return "";
  const wide = [...document.querySelectorAll("body *")].filter(
    (e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".table-region, .chart, .tabs"));
  return `${over} px too wide: ${wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ")}`;
}"""
#: Rows of a long table are alike. All are looked at in one language; in the others the first ones stand for them.
_FIRST_ROWS = """() => {
  for (const list of document.querySelectorAll("tbody, ol, ul"))
    [...list.children].slice(8).forEach((row) => row.remove());
  for (const chart of document.querySelectorAll("svg"))
    [...chart.querySelectorAll("a")].slice(8).forEach((mark) => mark.remove());
}"""


#: Pages that were found right, by all that they consist of. PostgreSQL shows mostly the same pages as SQLite: what is
#: the same to the last letter need not be looked at a second time.
_RIGHT = _HERE.parents[1] / ".cache" / "right-pages"
#: What differs each time and is not seen: secrets of forms and scripts, the port of the program.
_UNSEEN = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")[^"]*|(?<=nonce=")[^"]*|(?<="X-CSRFToken": ")[^"]*'
    r"|(?<=127\.0\.0\.1:)\d+"
)


def of_page(page: Page, language: str) -> list[str]:
    """All of it. Languages differ in words and widths; what axe looks at is the same in all of them but for the
    script, and colours in both scripts."""
    settled(page)
    mark = _RIGHT / _digest(page, language)
    if mark.exists():
        return []
    faults = of_words(page, language) + of_widths(page)
    if LANGUAGES[language] in ("bs", "sr-Cyrl"):
        faults += of_accessibility(page, all_rows=language == "bs", colours=language == "bs")
    if not faults:
        _RIGHT.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return faults


def _digest(page: Page, language: str) -> str:
    """Of the page as it stands, its looks and this inspection."""
    content = _UNSEEN.sub("", page.evaluate("document.documentElement.outerHTML"))
    return hashlib.sha256(f"{_looks()} {_version(page)} {language} {content}".encode()).hexdigest()


def _version(page: Page) -> str:
    browser = page.context.browser
    return browser.version if browser else ""


@cache
def _looks() -> str:
    """Of everything that decides how a page looks and what is found in it."""
    program = _HERE.parents[1] / "okrilje"
    files = [*_HERE.glob("*.py"), *_HERE.glob("*.js"), *program.glob("**/static/**/*")]
    digest = hashlib.sha256(AXE_SCRIPT.encode())
    for file in sorted(file for file in files if file.is_file()):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def settled(page: Page) -> None:
    """Charts come after the page; wait until they stand. The first one loads a library, and machines are busy."""
    expect(page.locator(".htmx-request")).to_have_count(0, timeout=60_000)


def of_words(page: Page, language: str) -> list[str]:
    settled(page)
    seen: dict[str, Any] = page.evaluate(_LOOK)
    faults = [] if seen["lang"] == LANGUAGES[language] else [f"lang is {seen['lang']}"]
    return faults + words.wrong([tuple(text) for text in seen["texts"]], language, LANGUAGES[language])


def of_widths(page: Page) -> list[str]:
    """A page that has to be scrolled sideways, at any width. Leaves the page as wide as a desktop."""
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if fault := page.evaluate(_TOO_WIDE):
            faults.append(f"At {width} px: {fault}")
    return faults


def of_accessibility(page: Page, *, all_rows: bool, colours: bool = True) -> list[str]:
    """What axe finds, of whatever impact. Colours are half of its work."""
    rules = "{}" if colours else "{ 'color-contrast': { enabled: false } }"
    if not all_rows:
        page.evaluate(_FIRST_ROWS)
    page.evaluate(AXE_SCRIPT)
    found = f"axe.run({{ resultTypes: ['violations'], rules: {rules} }})"
    violations = page.evaluate(f"{found}.then((results) => results.violations)")
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]
