"""Made-up records for the plans of the demonstration, from a fixed seed: what they tell did not happen.

They are made from the formulas: for every measure that a register answers there are records that it counts, entered by
people of the institutions that answer for the activity, through the same action as real ones.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, DateField, DecimalField, Field, IntegerField, TextField
from django.utils import timezone, translation

from okrilje.accounts.models import Institution, User
from okrilje.plan import measuring
from okrilje.plan.measuring import Computed, Property
from okrilje.plan.models import ActionPlan, Activity, Measure
from okrilje.registers import actions
from okrilje.registers.actions import Entered, Entry
from okrilje.registers.kind import Kind, kind_of, kinds
from okrilje.registers.person_keys import person_key
from okrilje.registers.reference import read

FIRST, LAST = date(2020, 10, 1), date(2021, 12, 31)
_PLACES = ("Sarajevo", "Banja Luka", "Mostar", "Tuzla", "Zenica", "Bihać", "Brčko", "Trebinje", "Neum", "Orašje")
_COUNTRIES = ("HR", "RS", "ME", "SI", "AT", "DE", "TR")


@dataclass
class _Draft:
    """A record in the making: what the formulas ask of it, and the rows inside it."""

    kind: Kind
    institution: Institution
    day: date
    values: dict[str, Any]
    activities: list[Activity] = field(default_factory=list)
    partners: list[Institution] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)


def build() -> None:
    """Records for the plan of the state; nothing where there are records already."""
    plan = ActionPlan.objects.filter(code="bih-2020-2023").first()
    if plan is None or any(kind.model._default_manager.exists() for kind in kinds().values()):
        return
    with transaction.atomic(), translation.override("bs"):
        for (slug, institution), drafts in _by_kind_and_owner(_drafts(plan)).items():
            _enter(kinds()[slug], institution, drafts)


def _by_kind_and_owner(drafts: Sequence[_Draft]) -> dict[tuple[str, Institution], list[_Draft]]:
    found: dict[tuple[str, Institution], list[_Draft]] = defaultdict(list)
    for draft in drafts:
        found[draft.kind.slug, draft.institution].append(draft)
    return dict(sorted(found.items(), key=lambda pair: (pair[0][0], pair[0][1].code)))


def _enter(kind: Kind, institution: Institution, drafts: list[_Draft]) -> None:
    writers = User.objects.filter(is_demonstration=True, institution=institution).select_related("institution")
    writer = next(
        (user for user in writers.order_by("pk") if "reporter" in user.roles or "coordinator" in user.roles), None
    )
    if writer is None:
        return
    drafts.sort(key=lambda draft: draft.day)
    entries = [Entered(Entry(d.values, d.activities, d.partners, d.lines if kind.lines else None)) for d in drafts]
    at = timezone.make_aware(datetime.combine(LAST + timedelta(days=10), time(9)))
    actions.save_each(kind, entries, by=writer, at=at, is_demonstration=True)


def _drafts(plan: ActionPlan) -> list[_Draft]:
    measures = Measure.objects.filter(indicator__activity__plan=plan, indicator__activity__is_withdrawn=False)
    rows = measures.select_related("indicator__activity__plan").order_by("indicator__activity__order", "pk")
    asked = measuring.asked_of(rows.prefetch_related("indicator__activity__responsibilities__institution"))
    dice = random.Random(plan.code)
    drafts = [draft for one in asked if one.question for draft in _of_measure(one, dice)]
    return drafts + _twins(drafts) + _requests(plan, dice)


def _twins(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Some events that two institutions held together, entered by the second one as well."""
    joint = [one for one in drafts if one.partners and one.kind.slug in ("trainings", "meetings")]
    return [replace(one, values=dict(one.values), institution=one.partners[0], partners=[]) for one in joint[::8]]


def _of_measure(one: Computed, dice: random.Random) -> list[_Draft]:
    assert one.question
    activity = one.measure.indicator.activity
    owners = [part.institution for part in sorted(activity.responsibilities.all(), key=lambda part: part.order)]
    if not owners:
        return []
    kind, found = kind_of(one.question.countable), []
    times = int(dice.random() < 0.8) if one.question.only_reached else dice.randint(3, 8)
    for _number in range(times):
        institution = owners[0] if kind.slug == "deliverables" else dice.choice(owners)
        day = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days - 5))
        draft = _Draft(kind, institution, day, {}, [activity])
        draft.partners = [other for other in owners if other != institution and dice.random() < 0.2]
        _fill(draft, one, dice)
        found.append(draft)
    return found


def _fill(draft: _Draft, one: Computed, dice: random.Random) -> None:
    """What the formula asks, and something for every other field."""
    assert one.question
    kind, countable = draft.kind, one.question.countable
    of_record: dict[str, Any] = {}
    of_line: dict[str, Any] = {}
    for known, condition in one.question.conditions:
        path = known.path.removesuffix("__code")
        value = _wanted(known, condition.values, dice, is_code=path != known.path)
        if countable.steps and path.startswith(f"{countable.steps}__"):
            of_line[path.removeprefix(f"{countable.steps}__")] = value
        elif countable.record and not path.startswith(f"{countable.record}__"):
            of_line[path] = value
        else:
            of_record[path.removeprefix(f"{countable.record}__") if countable.record else path] = value
    dated = one.question.dating.path
    for model_field in kind.fields:
        name = model_field.name
        if name in of_record:
            draft.values[name] = of_record[name]
        elif name == dated or (not model_field.null and not model_field.blank):
            draft.values[name] = _some(model_field, draft, dice)
        else:
            draft.values[name] = (
                model_field.get_default() if model_field.has_default() else None if model_field.null else ""
            )
    draft.values |= _sensible(draft, dice)
    draft.lines = _lines(draft, of_line, dice)


def _wanted(known: Property, values: tuple[str, ...], dice: random.Random, *, is_code: bool) -> Any:
    if known.is_flag:
        return values != ("false",)
    if is_code:
        return Institution.objects.get(code=dice.choice(values))
    return f"{dice.randint(10, 99)}/{dice.randint(20, 21)}" if values == ("null",) else dice.choice(values)


def _some(of: Field[Any, Any], draft: _Draft, dice: random.Random) -> Any:
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


def _sensible(draft: _Draft, dice: random.Random) -> dict[str, Any]:
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
        told["country"] = dice.choice(_COUNTRIES)
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


def _lines(draft: _Draft, wanted: dict[str, Any], dice: random.Random) -> list[dict[str, Any]]:
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
        {f.name: wanted.get(f.name, _some(f, draft, dice)) for f in kind.line_fields} for _ in range(dice.randint(1, 2))
    ]


def _attendance(draft: _Draft, number: int, wanted: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    institution = wanted.get("institution") or draft.institution
    return {
        "person": person_key(f"demo-{institution.code}-{number}"),
        "institution": institution,
        "role": wanted.get("role", dice.choice(("police", "prosecutor", "social_worker", "other"))),
        "sex": "F" if number % 5 < 2 else "M",
        "completed": dice.random() < 0.9,
    }


def _requests(plan: ActionPlan, dice: random.Random) -> list[_Draft]:
    """Requests for legal assistance, which no measure of the plan counts; some are overdue."""
    kind = kinds()["legal-assistance"]
    ministry = Institution.objects.filter(code="MP").first()
    activities = list(plan.activities.filter(code="1.7.2"))
    found = []
    for _number in range(24 if ministry else 0):
        assert ministry
        day = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days - 90))
        values: dict[str, Any] = {f.name: None if f.null else "" for f in kind.fields}
        answered = day + timedelta(days=dice.randint(20, 120)) if dice.random() < 0.7 else None
        measure = dice.choice([value for value, _label in kind.field("measure").flatchoices])
        country = dice.choice(_COUNTRIES)
        values |= {
            "title": f"Zamolnica {dice.randint(100, 999)}/{day.year}",
            "happened_on": day,
            "direction": dice.choice(("incoming", "incoming", "outgoing")),
            "country": country,
            "measure": measure,
            "organs": dice.random() < 0.15,
            "due_on": day + timedelta(days=90),
            "forwarded_on": day + timedelta(days=7),
            "answered_on": answered,
            "outcome": dice.choice(("granted", "granted", "partly", "refused")) if answered else "",
        }
        found.append(_Draft(kind, ministry, day, values, activities))
    return found
