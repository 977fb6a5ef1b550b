"""Cutting a cell of indicators into single ones: they stand one after the other with nothing between them."""

from __future__ import annotations

import re

from okrilje.plan import vocabulary as v
from okrilje.plan.reading.cells import Cell
from okrilje.plan.reading.words import Word, words

_APART = re.compile(r"\n|;\s")
_NUMBERED = re.compile(r"(?<![\w.])\d{1,2}[.)]\s+(?=[^\W\d_])")
_COUNTING = (*v.COUNTING, *v.COUNTING_EN)


def split(cell: Cell) -> list[tuple[int, int]]:
    """Start and end of each indicator in the text of a cell.

    A new one begins at a new line or list item, and at a capital letter where the words are those an indicator
    begins with: "Broj ...", a participle ("Usvojen ..."), a noun with a reflexive verb ("Pravila se ...").
    """
    text = cell.text
    starts = {0} | {m.end() for m in _APART.finditer(text) if _begins(text, m.end())}
    found = words(text)
    starts |= {word.start for i, word in enumerate(found) if i and _starts_one(text, found, i)}
    edges = [*sorted(starts), len(text)]
    pieces = [(start, end) for start, end in zip(edges, edges[1:], strict=False) if words(text[start:end])]
    return [(start, start + len(text[start:end].rstrip(" \n;"))) for start, end in pieces]


def _begins(text: str, position: int) -> bool:
    """Whether a new line begins something new; a line in small letters goes on with the one before."""
    rest = text[position:].lstrip()
    return rest.startswith("•") or not rest[:1].islower()


def _starts_one(text: str, found: list[Word], i: int) -> bool:
    word = found[i]
    before = text[found[i - 1].end : word.start]
    if not text[word.start].isupper() or any(sign not in " .)\n•" for sign in before):
        return False
    if word.folded in _COUNTING:
        return True
    if i + 1 < len(found) and found[i + 1].folded == v.REFLEXIVE:
        return True
    return word.folded.endswith(v.DONE_ENDINGS) and len(word.folded) > 6 and text[word.start + 1].islower()
