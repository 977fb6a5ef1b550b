"""Records of every kind with nothing to hold them together: what formulas count and what they must not count."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, DateField, DecimalField, IntegerField, URLField
from django.utils import timezone

from okrilje.accounts.models import Institution
from okrilje.plan.models import Activity
from okrilje.registers.kind import Kind, kinds
from okrilje.registers.person_keys import person_key

FIRST, DAYS = date(2020, 6, 1), 700


def fill(seed: int, each: int = 12) -> None:
    """``each`` records of every kind, some deleted, some joint, some of several activities or of none."""
    dice = random.Random(seed)
    institutions = list(Institution.objects.filter(code__in=["MS", "GP", "SPS", "SIPA", "TBIH", "VM"]))
    activities = list(Activity.objects.filter(plan__code="bih-2020-2023"))
    for kind in kinds().values():
        chosen = [a for a in activities if a.indicators.filter(measures__register=kind.register or "").exists()]
        for _number in range(each):
            _record(kind, dice, institutions, chosen or activities[:3])


def _record(kind: Kind, dice: random.Random, institutions: list[Institution], activities: list[Activity]) -> None:
    values: dict[str, Any] = {f.name: _value(f, dice, institutions) for f in kind.fields}
    if values.get("ends_on"):
        values["ends_on"] = max(values["ends_on"], values["happened_on"])
    if kind.slug == "trainings":
        values["ends_on"] = values["happened_on"] + timedelta(days=dice.randint(0, 200))
    record = kind.model.objects.create(  # type: ignore[attr-defined]
        institution=dice.choice(institutions), changed_at=timezone.now(),
        deleted_at=timezone.now() if dice.random() < 0.2 else None, **values,
    )  # fmt: skip
    record.activities.set(dice.sample(activities, min(len(activities), dice.choice((0, 1, 1, 2, 5)))))
    record.partners.set(dice.sample(institutions, dice.choice((0, 0, 1, 2))))
    if kind.lines:
        states = list(dict(kind.lines._meta.get_field("state").choices)) if _has(kind, "state") else []  # type: ignore[union-attr]
        for number in range(dice.randint(0, 4)):
            line = {f.name: _value(f, dice, institutions) for f in kind.line_fields}
            if "state" in line:
                line["state"] = states.pop(dice.randrange(len(states))) if states else None
            for name in ("person", "reference"):
                if name in line:
                    line[name] = person_key(f"{name}-{number}-{dice.randrange(4)}")
            if line.get("state", "") is not None:
                kind.lines._default_manager.create(record=record, **line)


def _has(kind: Kind, name: str) -> bool:
    return name in {f.name for f in kind.line_fields}


def _value(of: Any, dice: random.Random, institutions: list[Institution]) -> Any:
    if of.null and dice.random() < 0.3:
        return None
    if of.is_relation:
        return dice.choice(institutions)
    if isinstance(of, URLField):
        return ""
    if of.name == "person":
        return person_key(f"person {dice.randrange(6)}")
    if of.name == "report_year":
        return dice.choice((2020, 2021))
    if of.flatchoices:
        return dice.choice([value for value, _label in of.flatchoices])
    for kind, value in (
        (BooleanField, dice.random() < 0.6), (DateField, FIRST + timedelta(days=dice.randrange(DAYS))),
        (DecimalField, dice.randint(0, 5000)), (IntegerField, dice.randint(0, 9)),
    ):  # fmt: skip
        if isinstance(of, kind):
            return value
    return f"{of.name} {dice.randrange(6)}" if dice.random() < 0.8 or not of.blank else ""
