"""Headings of pillars and programmes, inside a table or between tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from okrilje.lib.scripts import fold
from okrilje.plan import vocabulary as v

_CODE = r"(?P<code>(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[A-Z](?=[.:)]))"
_HEADING = re.compile(rf"\s*{_CODE}(?:[.:)]\s*|\s+|\s*[-–—]\s*)(?:[-–—]\s*)?(?P<title>\S.*)?$", re.DOTALL)
_BARE = re.compile(rf"\s*{_CODE}\.?\s*$")
_ACTIVITY_CODE = re.compile(r"\s*(?P<code>(?:[A-Za-z]{1,3}[.-]?)?\d{1,3}(?:[.\-]\d{1,3})*[a-z]?)[.)]?(?:\s+|$)")
#: A bare number before a longer line is an item of a list, not the heading of a pillar.
_LONGEST_TITLE = 25


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` is 1 for a pillar, 2 for a programme; ``title`` is empty when the number stands alone."""

    level: int
    code: str
    title: str


def heading(text: str) -> Heading | None:
    """The heading that a line is, or None."""
    text = " ".join(text.split())
    plain = fold(text)
    for level, phrases in ((2, v.PROGRAMME_WORDS), (1, v.PILLAR_WORDS)):
        for phrase in sorted(phrases, key=len, reverse=True):
            if plain.startswith(phrase + " ") and (match := _HEADING.match(_after(text, phrase))):
                return Heading(level, match["code"], _title(match["title"]))
    match = _BARE.match(text) or _HEADING.match(text)
    if not match or not match["code"][0].isdigit() or len(text.split()) > _LONGEST_TITLE:
        return None
    title = _title(match.groupdict().get("title"))
    depth = match["code"].count(".") + 1
    if depth > 2 or title[:1].islower() or title.endswith((".", ";", ",")) or re.match(r"[\d.,\s]*$", title) and title:
        return None
    return Heading(depth, match["code"], title)


def _after(text: str, phrase: str) -> str:
    return text.split(None, len(phrase.split()))[-1]


def _title(text: str | None) -> str:
    return (text or "").strip(" :–—-")


def activity_code(text: str) -> tuple[str, int] | None:
    """The code that a text begins with, and where the text after it begins."""
    match = _ACTIVITY_CODE.match(text)
    return (match["code"], match.end()) if match else None


def parent(code: str) -> str:
    """The code one level up: that of "1.2.3" is "1.2", that of "4" is ""."""
    return re.sub(r"[.\-]?[^.\-]*$", "", code)
