"""The other side of a joint activity, as the page shows it: field by field, who says what, and what contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from okrilje.monitoring.answer_words import DOUBT_NAMES, Names, number
from okrilje.monitoring.answers import NARRATIVES, fields
from okrilje.monitoring.joint import Contradiction, contradictions, sums
from okrilje.monitoring.queries.sheets import Joint, Sheet


@dataclass(frozen=True, slots=True)
class Voice:
    """``plain`` is the value as the form reads it back, whatever the language; "" where it is not to be copied."""

    who: str
    text: str
    plain: str = ""


@dataclass(frozen=True, slots=True)
class JointLine:
    path: str
    label: str
    voices: list[Voice]
    total: str = ""
    plain_total: str = ""

    @property
    def is_text(self) -> bool:
        return self.path in NARRATIVES


@dataclass(frozen=True, slots=True)
class Doubted:
    label: str
    sentence: str
    whole: str
    shares: list[Voice]


def plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(int(value)) if value == int(value) else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def shares(sheet: Sheet, found: Joint) -> list[JointLine]:
    """What the institutions say of their shares, in the order of the form; with the sum where the measure adds up."""
    said = [(share.who, fields(share.answer)) for share in found.shares]
    totals = sums(found.shares, sheet.rolls_up)
    lines = []
    for path in _paths([flat for _who, flat in said]):
        voices = [
            Voice(who, text, "" if path in NARRATIVES else plain(flat[path]))
            for who, flat in said
            if (text := sheet.names.value(path, flat.get(path)))
        ]
        total = totals.get(path.removeprefix("values.").removesuffix(".value")) if path.startswith("values.") else None
        if voices:
            lines.append(
                JointLine(
                    path,
                    sheet.names.label(path),
                    voices,
                    "" if total is None else number(total),
                    "" if total is None else plain(total),
                )
            )
    return lines


def _paths(flats: Sequence[dict[str, Any]]) -> list[str]:
    found = dict.fromkeys(path for flat in flats for path in flat)
    return [path for path in found if not path.startswith("money.") and not path.endswith(".reason")]


def doubted(sheet: Sheet, found: Joint, *, only: str = "") -> list[Doubted]:
    """What the whole and the shares contradict each other in; ``only``: where this institution is concerned."""
    if found.whole is None:
        return []
    all_ = contradictions(found.whole, found.shares, sheet.rolls_up, complete=not found.waiting)
    return [_told(one, sheet.names) for one in all_ if not only or only in [who for who, _said in one.shares]]


def _told(one: Contradiction, names: Names) -> Doubted:
    return Doubted(
        names.label(one.path),
        str(DOUBT_NAMES[one.doubt]),
        names.value(one.path, one.whole) or "–",
        [Voice(who, names.value(one.path, said)) for who, said in one.shares],
    )
