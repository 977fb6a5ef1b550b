"""What a document brings, laid over what is already known of the plan.

A document holds the official wording, deadlines, institutions, indicators and resources. It does not hold our
short titles, the measures, the dependencies, or who owns the plan: those stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from okrilje.lib.scripts import fold
from okrilje.plan.content import Activity, Indicator, Pillar, Plan, Programme

#: Column role of a document -> field of the activity that it fills.
FIELDS = {
    "activity": "text",
    "deadline": "deadline",
    "institutions": "institutions",
    "indicators": "indicators",
    "resources": "resources",
}

Part = TypeVar("Part", Pillar, Programme)


def merge(known: Plan | None, read: Plan, *, roles: Sequence[str] = tuple(FIELDS)) -> Plan:
    """The plan after importing ``read`` over ``known``. Only the columns in ``roles`` were in the document.

    Activities that the document does not have are left out: the preview shows them as taken out of the plan.
    """
    if known is None:
        return read
    activities = {a.code: a for a in known.activities}
    codes = {a.code for a in read.activities}
    return known.model_copy(
        update={
            "title": read.title or known.title,
            "preamble": read.preamble or known.preamble,
            "start": read.start or known.start,
            "end": read.end or known.end,
            "pillars": _titled(known.pillars, read.pillars),
            "programmes": _titled(known.programmes, read.programmes),
            "activities": tuple(_activity(activities.get(a.code), a, roles) for a in read.activities),
            "dependencies": tuple(d for d in known.dependencies if {d.before, d.after} <= codes),
        }
    )


def _titled(known: tuple[Part, ...], read: tuple[Part, ...]) -> tuple[Part, ...]:
    labels = {part.code: part.labels for part in known}
    titles = {part.code: part.title for part in known}
    return tuple(
        part.model_copy(
            update={
                "labels": part.labels or labels.get(part.code, {}),
                "title": part.title or titles.get(part.code, ""),
            }
        )
        for part in read
    )


def _activity(known: Activity | None, read: Activity, roles: Sequence[str]) -> Activity:
    if known is None:
        return read
    brought = {field: getattr(read, field) for role, field in FIELDS.items() if role in roles}
    if "indicators" in brought:
        brought["indicators"] = _indicators(known.indicators, read.indicators)
    return known.model_copy(
        update={**brought, "pillar": read.pillar, "programme": read.programme, "notes": read.notes or known.notes}
    )


def _indicators(known: tuple[Indicator, ...], read: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
    """Each indicator read takes over labels and measures of the one with the same wording, else the same place."""
    by_wording = {fold(i.raw): i for i in known if i.raw}
    worded = {id(by_wording[fold(i.raw)]) for i in read if fold(i.raw) in by_wording}
    merged = []
    for place, indicator in enumerate(read):
        twin = by_wording.get(fold(indicator.raw))
        if twin is None and place < len(known) and id(known[place]) not in worded:
            twin = known[place]
        if twin is not None:
            indicator = indicator.model_copy(
                update={"labels": twin.labels, "type": twin.type, "measures": twin.measures}
            )
        merged.append(indicator)
    return tuple(merged)
