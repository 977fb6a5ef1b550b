"""Made-up records for a plan, from a fixed seed: what they tell did not happen.

They are made from the formulas: for every measure that a register answers there are records that it counts, of the
institutions that answer for the activity. Nothing is written here.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from okrilje.accounts.models import Institution
from okrilje.plan import measuring
from okrilje.plan.measuring import Computed
from okrilje.plan.models import ActionPlan, Measure
from okrilje.registers.examples.values import COUNTRIES, Draft, lines, sensible, some, wanted
from okrilje.registers.kind import kind_of, kinds

FIRST, LAST = date(2020, 10, 1), date(2021, 12, 31)
#: How often what a measure counts happened, at least and at most; more often for what institutions do all year.
_TIMES, _OFTEN = (3, 8), {"trainings": (4, 10), "meetings": (8, 16), "operations": (7, 15)}
_STATE_PLAN = "bih-2020-2023"


def drafts(plan: ActionPlan) -> list[Draft]:
    """Records of all that the plan counts: from its first day or the beginning of the demonstration, whichever is
    later, to the end of it. The same on every machine.
    """
    measures = Measure.objects.filter(indicator__activity__plan=plan, indicator__activity__is_withdrawn=False)
    rows = measures.select_related("indicator__activity__plan").order_by("indicator__activity__order", "pk")
    asked = measuring.asked_of(rows.prefetch_related("indicator__activity__responsibilities__institution"))
    dice, first = random.Random(plan.code), max(FIRST, plan.starts_on)
    found = [draft for one in asked if one.question for draft in _of_measure(one, first, dice)]
    return found + _twins(found) + (_requests(plan, found, dice) if plan.code == _STATE_PLAN else [])


def _twins(drafts: Sequence[Draft]) -> list[Draft]:
    """Some events that two institutions held together, entered by the second one as well."""
    joint = [one for one in drafts if one.partners and one.kind.slug in ("trainings", "meetings")]
    return [replace(one, values=dict(one.values), institution=one.partners[0], partners=[]) for one in joint[::8]]


def _of_measure(one: Computed, first: date, dice: random.Random) -> list[Draft]:
    assert one.question
    activity = one.measure.indicator.activity
    owners = [part.institution for part in sorted(activity.responsibilities.all(), key=lambda part: part.order)]
    if not owners:
        return []
    kind, found = kind_of(one.question.countable), []
    times = int(dice.random() < 0.8) if one.question.only_reached else dice.randint(*_OFTEN.get(kind.slug, _TIMES))
    for _number in range(times):
        institution = owners[0] if kind.slug == "deliverables" else dice.choice(owners)
        day = first + timedelta(days=dice.randrange((LAST - first).days - 5))
        draft = Draft(kind, institution, day, {}, [activity])
        draft.partners = [other for other in owners if other != institution and dice.random() < 0.2]
        _fill(draft, one, dice)
        found.append(draft)
    return found


def _fill(draft: Draft, one: Computed, dice: random.Random) -> None:
    """What the formula asks, and something for every other field."""
    assert one.question
    kind, countable = draft.kind, one.question.countable
    of_record: dict[str, Any] = {}
    of_line: dict[str, Any] = {}
    for known, condition in one.question.conditions:
        path = known.path.removesuffix("__code")
        value = wanted(known, condition.values, dice, is_code=path != known.path)
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
            draft.values[name] = some(model_field, draft, dice)
        else:
            draft.values[name] = (
                model_field.get_default() if model_field.has_default() else None if model_field.null else ""
            )
    draft.values |= sensible(draft, dice)
    draft.lines = lines(draft, of_line, dice)


def _requests(plan: ActionPlan, drafts: Sequence[Draft], dice: random.Random) -> list[Draft]:
    """Requests for legal assistance, which no measure of the plan counts; some are overdue, some belong to a case."""
    kind = kinds()["legal-assistance"]
    ministry = Institution.objects.filter(code="MP").first()
    activities = list(plan.activities.filter(code="1.7.2"))
    cases = [one for one in drafts if one.kind.slug == "proceedings"]
    found = []
    for _number in range(24 if ministry else 0):
        assert ministry
        day = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days - 90))
        values: dict[str, Any] = {f.name: None if f.null else "" for f in kind.fields}
        answered = day + timedelta(days=dice.randint(20, 120)) if dice.random() < 0.7 else None
        measure = dice.choice([value for value, _label in kind.field("measure").flatchoices])
        country = dice.choice(COUNTRIES)
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
        draft = Draft(kind, ministry, day, values, activities)
        if cases and dice.random() < 0.3:
            case = dice.choice(cases)
            values["case_reference"] = case.values["case_reference"]
            draft.partners = [case.institution] if case.institution != ministry else []
        found.append(draft)
    return found
