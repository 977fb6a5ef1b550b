"""What changed between two versions of a plan, part by part and field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from okrilje.plan.content import Plan, Value

Kind = Literal["plan", "pillar", "programme", "activity", "dependency"]

#: Lists of parts are compared part by part, so the plan itself has the other fields only.
_PARTS = {"pillars", "programmes", "activities", "dependencies"}


@dataclass(frozen=True, slots=True)
class Change:
    """``field`` "" means the whole part: added where ``before`` is None, taken out where ``after`` is None.

    ``before`` and ``after`` are JSON values, as in the plan's JSON form.
    """

    kind: Kind
    code: str
    field: str
    before: Any
    after: Any

    @property
    def is_added(self) -> bool:
        return not self.field and self.before is None

    @property
    def is_removed(self) -> bool:
        return not self.field and self.after is None


def changes(before: Plan | None, after: Plan) -> list[Change]:
    """All changes that turn ``before`` into ``after``, in the order of the plan; none where they are equal."""
    old = before or Plan()
    found = [
        # A plan that is new had no earlier values, not even the defaults.
        Change("plan", "", c.field, None if before is None else c.before, c.after)
        for c in _fields("plan", "", old, after, skip=_PARTS)
    ]
    found += _parts("pillar", {p.code: p for p in old.pillars}, {p.code: p for p in after.pillars})
    found += _parts("programme", {p.code: p for p in old.programmes}, {p.code: p for p in after.programmes})
    found += _parts("activity", {a.code: a for a in old.activities}, {a.code: a for a in after.activities})
    found += _parts(
        "dependency",
        {f"{d.before}>{d.after}": d for d in old.dependencies},
        {f"{d.before}>{d.after}": d for d in after.dependencies},
    )
    return found


def _parts(kind: Kind, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for code, part in new.items():
        if code not in old:
            yield Change(kind, code, "", None, part.model_dump(mode="json", by_alias=True))
        elif old[code] != part:
            yield from _fields(kind, code, old[code], part)
    for code, part in old.items():
        if code not in new:
            yield Change(kind, code, "", part.model_dump(mode="json", by_alias=True), None)


def _fields(kind: Kind, code: str, old: Value, new: Value, skip: set[str] | None = None) -> Iterator[Change]:
    before = old.model_dump(mode="json", by_alias=True, exclude=skip)
    after = new.model_dump(mode="json", by_alias=True, exclude=skip)
    for field, value in after.items():
        if value != before[field]:
            yield Change(kind, code, field, before[field], value)
