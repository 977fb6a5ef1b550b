"""Reading numbers and words from a page as a person would: tables by their caption, text without markup."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


def text(response: Any) -> str:
    """The words of the page in order, blanks collapsed."""
    return _words(_parsed(response).text)


def table(response: Any, caption: str) -> list[list[str]]:
    """The rows of the table whose caption has this id, headings and sums too, each cell as its words."""
    return [[_words(cell) for cell in row] for row in _parsed(response).tables[caption]]


def links(response: Any) -> set[str]:
    return set(_parsed(response).links)


def ids(response: Any) -> list[str]:
    return _parsed(response).ids


def _words(pieces: list[str]) -> str:
    return " ".join(" ".join(pieces).split())


def _parsed(response: Any) -> _Page:
    page = _Page()
    page.feed(response.content.decode())
    return page


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tables: dict[str, list[list[list[str]]]] = {}
        self._rows: list[list[list[str]]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if identity := found.get("id"):
            self.ids.append(identity)
            if tag == "caption":
                self.tables[identity] = self._rows
        if tag == "a":
            self.links.append(found.get("href") or "")
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append([])
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._in_cell:
            self._rows[-1][-1].append(data)
