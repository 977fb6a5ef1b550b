"""What stands in a made-up record: what a formula asks, and something likely for every other field."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, DateField, DecimalField, Field, IntegerField, TextField

from okrilje.accounts.models import Institution
from okrilje.plan.measuring import Property
from okrilje.plan.models import Activity
from okrilje.registers.kind import Kind
from okrilje.registers.person_keys import person_key
from okrilje.registers.reference import read

COUNTRIES = ("HR", "RS", "ME", "SI", "AT", "DE", "TR")
_PLACES = ("Sarajevo", "Banja Luka", "Mostar", "Tuzla", "Zenica", "Bihać", "Brčko", "Trebinje", "Neum", "Orašje")


@dataclass
class Draft:
    """A record in the making: what the formulas ask of it, and the rows inside it."""

    kind: Kind
    institution: Institution
    day: date
    values: dict[str, Any]
    activities: list[Activity] = field(default_factory=list)
    partners: list[Institution] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)


def wanted(known: Property, values: tuple[str, ...], dice: random.Random, *, is_code: bool) -> Any:
    if known.is_flag:
        return values != ("false",)
    if is_code:
        return Institution.objects.get(code=dice.choice(values))
    return f"{dice.randint(10, 99)}/{dice.randint(20, 21)}" if values == ("null",) else dice.choice(values)


def some(of: Field[Any, Any], draft: Draft, dice: random.Random) -> Any:
    if of.flatchoices:
        return dice.choice([value for value, _label in of.flatchoices])
    if of.name == "title":
        return ""
    if of.name == "person":
        return person_key(f"demo-{draft.institution.code}-{dice.randrange(25)}")
    for kind, value in (
        (DateField, draft.day), (DecimalField, Decimal(dice.randint(5, 90) * 1000)),
        (BooleanField, dice.random() < 0.5), (IntegerField, dice.randint(1, 6)), (TextField, ""),
    ):  # fmt: skip
        if isinstance(of, kind):
            return value
    return f"{dice.randint(10, 999)}/{draft.day.year}"


def sensible(draft: Draft, dice: random.Random) -> dict[str, Any]:
    """What makes a record look like one that a clerk wrote."""
    values, names = draft.values, {f.name for f in draft.kind.fields}
    place = dice.choice(_PLACES)
    told: dict[str, Any] = {"happened_on": draft.day, "title": f"{draft.activities[0].label} – {place}"[:200]}
    if draft.kind.slug == "deliverables":
        told["title"] = draft.activities[0].label[:200]
    if "place" in names:
        told["place"] = place
    if "status" in names:
        told["status"] = "held"
    if "ends_on" in names and draft.kind.slug == "trainings":
        told |= {"ends_on": draft.day + timedelta(days=dice.randint(0, 2)), "hours": dice.choice((4, 8, 12, 16))}
    if "year" in names:
        told["year"] = draft.day.year
    if "country" in names:
        told["country"] = dice.choice(COUNTRIES)
    if "from_institutions" in names:
        told |= {"from_institutions": dice.randint(4, 20), "from_civil_society": dice.randint(0, 6)}
    if values.get("report_year"):
        told["report_year"] = int(values["report_year"])
    return told | _listed(values, names, draft.day.toordinal())


def _listed(values: Mapping[str, Any], names: Collection[str], number: int) -> dict[str, str]:
    """Codes of reference lists that go with what the record says; which of them, ``number`` tells."""
    told = {}
    if "article" in names:
        alike = [one.code for one in read("offences").items if one.properties["group"] == values["offence"]]
        told["article"] = alike[number % len(alike)]
    if "form" in names and values["type"] == "targeted":
        codes = list(read("forms").by_code)
        told["form"] = codes[number % len(codes)]
    return told


def lines(draft: Draft, wanted: dict[str, Any], dice: random.Random) -> list[dict[str, Any]]:
    kind = draft.kind
    if kind.lines is None:
        return []
    names = [f.name for f in kind.line_fields]
    if "person" in names:
        people = dice.sample(range(40), dice.randint(6, 18))
        return [_attendance(draft, number, wanted, dice) for number in people]
    if "state" in names:
        return [{"state": wanted.get("state", "produced"), "on": draft.day}
                | ({"body": wanted.get("body")} if "body" in names else {})]  # fmt: skip
    if kind.slug in ("operations", "grants") and not wanted and dice.random() < 0.5:
        return []
    return [
        {f.name: wanted.get(f.name, some(f, draft, dice)) for f in kind.line_fields} for _ in range(dice.randint(1, 2))
    ]


def _attendance(draft: Draft, number: int, wanted: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    institution = wanted.get("institution") or draft.institution
    return {
        "person": person_key(f"demo-{institution.code}-{number}"),
        "institution": institution,
        "role": wanted.get("role", dice.choice(("police", "prosecutor", "social_worker", "other"))),
        "sex": "F" if number % 5 < 2 else "M",
        "completed": dice.random() < 0.9,
    }
