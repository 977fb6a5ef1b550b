"""The cell that names who is responsible."""

from __future__ import annotations

import re
from dataclasses import dataclass

from okrilje.accounts.catalogue import Kind
from okrilje.plan import vocabulary as v
from okrilje.plan.content import Note, Responsible, Role
from okrilje.plan.reading.cells import Cell, Span
from okrilje.plan.reading.mentions import Mention, mentions
from okrilje.plan.reading.names import Names
from okrilje.plan.reading.words import flat, stem, words

_BRACKET = re.compile(r"\(([^()]*)(?:\)|$)")
_MEANS = "|".join(re.escape(word) for word in v.BY_MEANS_OF)
_THROUGH = re.compile(rf"(?<!\w)(?:{_MEANS})\s+([^().]+)", re.IGNORECASE)
_DASH = re.compile(r"^\s*[-–—]\s*([^().]+)")
#: A bracket with more words than this tells a story, it does not name a part of the institution.
_LONGEST_UNIT = 12
_UNIT_STEMS = frozenset(stem(word) for word in v.UNIT_WORDS)


@dataclass(frozen=True, slots=True)
class Institutions:
    items: list[Responsible]
    notes: list[Note]
    spans: list[Span]
    mentions: list[Mention]


def read(cell: Cell, names: Names, heading: str) -> Institutions:
    """Who is responsible, in order.

    A story in brackets (who else takes part), and a wording of which a person said that it names no institution,
    become notes under ``heading``.
    """
    text = cell.text
    found = mentions(text, names)
    items: list[Responsible] = []
    notes: list[Note] = []
    for mention in found.items:
        if mention.code == "":
            notes.append(Note(heading=heading, text=flat(text[mention.start : mention.end])))
            continue
        remark = text[mention.name_end : mention.end]
        unit, story = _unit(remark, mention.code, names)
        items.append(
            Responsible(
                raw=flat(text[mention.start : mention.end]),
                code=mention.code or None,
                unit=unit,
                order=len(items) + 1,
                role=_role(text, mention, names),
            )
        )
        if story:
            notes.append(Note(heading=heading, text=story))
    return Institutions(items, notes, found.spans, found.items)


def _role(text: str, mention: Mention, names: Names) -> Role:
    institution = names.institution(mention.code or "")
    first = words(text[mention.start : mention.end])[0].folded
    group = institution is not None and institution.kind is Kind.COLLECTIVE and first in v.ALL_OF
    return Role.COLLECTIVE if group or mention.unnamed else Role.RESPONSIBLE


def _unit(remark: str, code: str | None, names: Names) -> tuple[str | None, str | None]:
    """The part of the institution that a remark names, and the remark's bracket if that tells more than a name."""
    bracket = _BRACKET.search(remark)
    inside = flat(bracket[1]) if bracket else ""
    outside = _BRACKET.sub(" ", remark)
    for pattern in (_DASH, _THROUGH):
        if match := pattern.search(outside):
            return names.unit(code, flat(match[1]).strip(" .,-–—")), inside or None
    if not inside or any(
        (found.code, found.start, found.end) == (code, 0, len(inside)) for found in names.find(inside)[:1]
    ):
        return None, None  # nothing, or the name once more: "Organization for Example (OEX)"
    known = names.unit(code, inside)
    if known != inside or (stem(words(inside)[0].folded) in _UNIT_STEMS and len(inside.split()) <= _LONGEST_UNIT):
        return known, None
    return None, inside
