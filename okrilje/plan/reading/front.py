"""The pages before the first table: title, period, preamble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from okrilje.lib.documents import Paragraph
from okrilje.lib.scripts import fold
from okrilje.plan import vocabulary as v
from okrilje.plan.reading.deadlines import Period, period_in


@dataclass(frozen=True, slots=True)
class Front:
    title: str
    period: Period | None
    preamble: str


def read(paragraphs: Sequence[Paragraph]) -> Front:
    """The title is the first paragraph that names a plan, with the capital lines and years after it."""
    first = next((i for i, p in enumerate(paragraphs) if _names_plan(p.text)), None)
    if first is None:
        first = last = 0
    else:
        last = first + 1
        while last < len(paragraphs) and _continues(paragraphs[last].text) and not period_in(paragraphs[last - 1].text):
            last += 1
    title = " ".join(p.text for p in paragraphs[first:last])
    rest = [p.text for i, p in enumerate(paragraphs) if not first <= i < last]
    stated = (period_in(text) for text in (title, *rest))
    return Front(title, next((period for period in stated if period), None), "\n\n".join(rest))


def _names_plan(text: str) -> bool:
    return len(text) < 400 and any(words in fold(text) for words in v.TITLE_WORDS)


def _continues(text: str) -> bool:
    return text.upper() == text or period_in(text) is not None and len(text) < 60
