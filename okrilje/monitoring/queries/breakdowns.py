"""How the activities of a plan stand, by pillar and programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from okrilje.monitoring.breakdown import Breakdown, breakdown
from okrilje.monitoring.models import Cycle
from okrilje.monitoring.queries.standings import Standing, standings
from okrilje.plan.models import ActionPlan, Pillar, Programme
from okrilje.plan.schedule import with_pillars


@dataclass(frozen=True, slots=True)
class Part:
    """A pillar or programme with its breakdown; a pillar also with those of its programmes."""

    of: Pillar | Programme
    breakdown: Breakdown
    programmes: tuple[Part, ...] = ()


def told(plan: ActionPlan, as_of: date, *, until: date | None = None, named: bool = False) -> list[Standing]:
    """The standings of a plan, each with pillar and programme, in the order of the plan; ``named``: and with who is
    responsible.
    """
    rows = with_pillars(plan)
    if not named:
        rows = rows.prefetch_related(None)
    return standings([plan], as_of, until=until, activities=rows, with_dues=True)[plan.pk]


def told_of(cycle: Cycle, today: date, *, named: bool = False) -> list[Standing]:
    """How the plan stands by what was reported in this cycle and before. Needs ``cycle.plan``."""
    return told(cycle.plan, min(today, cycle.told_on), until=cycle.ends_on, named=named)


def whole(rows: Sequence[Standing]) -> Breakdown:
    return breakdown(row.told for row in rows if row.told)


def by_pillar(rows: Sequence[Standing]) -> list[Part]:
    """``rows`` in the order of the plan."""
    parts = []
    for _pillar, group in groupby(rows, key=lambda row: row.activity.programme.pillar_id):
        own = list(group)
        programmes = []
        for _programme, members in groupby(own, key=lambda row: row.activity.programme_id):
            inside = list(members)
            programmes.append(Part(inside[0].activity.programme, whole(inside)))
        parts.append(Part(own[0].activity.programme.pillar, whole(own), tuple(programmes)))
    return parts
