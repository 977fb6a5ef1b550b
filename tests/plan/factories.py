"""Plans for tests: small ones made of keywords, and the shipped one. Plain functions, no magic."""

from __future__ import annotations

from datetime import date
from typing import Any

from okrilje.accounts import catalogue
from okrilje.accounts.models import Institution
from okrilje.plan import content, storing
from okrilje.plan.models import ActionPlan, Strategy


def institution(code: str, **fields: Any) -> Institution:
    defaults = {"name": f"Institution {code}", "kind": "ministry", "level": "state", **fields}
    return Institution.objects.get_or_create(code=code, defaults=defaults)[0]


def country_institutions(country: str = "bih") -> None:
    """Everybody in the catalogue of a country; who is there already stays."""
    Institution.objects.bulk_create(
        (
            Institution(
                code=i.code,
                name=i.name,
                labels=i.labels,
                kind=i.kind,
                level=i.level,
                aliases=list(i.aliases),
                units=[u.model_dump(mode="json") for u in i.units],
            )
            for i in catalogue.load(country).institutions
        ),
        ignore_conflicts=True,
    )


def month(year: int, number: int) -> dict[str, Any]:
    last = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(number, 31)
    return {"kind": "date-month", "start": date(year, number, 1), "end": date(year, number, last)}


CONTINUOUS = {"kind": "continuous", "start": date(2020, 1, 1), "end": date(2023, 12, 31)}


def activity(code: str, label: str = "", **fields: Any) -> dict[str, Any]:
    """The JSON of an activity; ``institutions`` and ``donors`` may be given as lists of codes."""
    who = fields.pop("institutions", ["MS"])
    donors = [{"type": "donor", "source": donor} for donor in fields.pop("donors", [])]
    return {
        "code": code,
        "pillar": code.split(".")[0],
        "programme": ".".join(code.split(".")[:2]),
        "labels": {"en": label or f"Activity {code}", "bs": label or f"Aktivnost {code}"},
        "deadline": CONTINUOUS,
        "institutions": [{"code": who_code, "order": n} for n, who_code in enumerate(who, 1)],
        "resources": donors + fields.pop("resources", []),
        **fields,
    }


def plan_value(*activities: dict[str, Any], code: str = "test-plan", **fields: Any) -> content.Plan:
    """A plan whose pillars and programmes follow from the codes of its activities."""
    programmes = dict.fromkeys((a["programme"], a["pillar"]) for a in activities)
    pillars = dict.fromkeys(pillar for _code, pillar in programmes)
    return content.Plan.model_validate(
        {
            "code": code,
            "labels": {"en": f"Plan {code}", "bs": f"Plan {code}"},
            "owner": "MS",
            "start": date(2020, 1, 1),
            "end": date(2023, 12, 31),
            "pillars": [{"code": p, "labels": {"en": f"Pillar {p}", "bs": f"Stub {p}"}} for p in pillars],
            "programmes": [{"code": c, "pillar": p, "labels": {"en": f"Programme {c}"}} for c, p in programmes],
            "activities": list(activities),
            **fields,
        }
    )


def stored(plan: content.Plan, **settings: Any) -> ActionPlan:
    """The rows of a plan, without a version, findings or audit: for tests of pages and queries."""
    named = {r.code for a in plan.activities for r in a.institutions} | {plan.owner}
    for code in named | {r.source for a in plan.activities for r in a.resources}:
        if code:
            institution(code)
    fields = {"title": plan.title, "labels": plan.labels, "starts_on": plan.start, "ends_on": plan.end}
    row = ActionPlan.objects.create(
        code=plan.code,
        level=plan.level,
        owner=Institution.objects.get(code=plan.owner),
        strategy=Strategy.objects.filter(code=plan.strategy).first() if plan.strategy else None,
        **{**fields, **settings},
    )
    storing.store(row, plan)
    return row


def shipped(name: str = "plan-2020-2023.json", **settings: Any) -> ActionPlan:
    """A plan shipped as data, for the country it is of."""
    country_institutions()
    return stored(content.Plan.model_validate(catalogue.country_file("bih", name)), **settings)
