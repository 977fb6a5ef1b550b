"""What a good action plan states of every activity, and of how many this plan states it.

The five points are those that SIGMA, the joint initiative of the OECD and the European Union, gives for action plans
(docs/reference/findings.md has the source): who is responsible, by when, how success is known, what it costs, and who
pays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from okrilje.plan.checker.rule import Found, Severity, rule
from okrilje.plan.checker.subject import Subject
from okrilje.plan.content import Activity, DeadlineKind, Plan, Role


class Point(StrEnum):
    RESPONSIBLE = "responsible"
    DEADLINE = "deadline"
    INDICATOR = "indicator"
    COST = "cost"
    SOURCE = "source"


#: What an activity has to state for the point to be met.
MEANING = {
    Point.RESPONSIBLE: _("A responsible institution, named"),
    Point.DEADLINE: _("A deadline, or that it is continuous"),
    Point.INDICATOR: _("An indicator"),
    Point.COST: _("A cost estimate"),
    Point.SOURCE: _("A source of funding, named"),
}


def _has_named_responsible(activity: Activity) -> bool:
    return any(r.code and r.role is Role.RESPONSIBLE for r in activity.institutions)


_MET: dict[Point, Callable[[Activity], bool]] = {
    Point.RESPONSIBLE: _has_named_responsible,
    Point.DEADLINE: lambda activity: activity.deadline.kind is not DeadlineKind.UNREADABLE,
    Point.INDICATOR: lambda activity: bool(activity.indicators),
    Point.COST: lambda activity: any(r.amount is not None for r in activity.resources),
    Point.SOURCE: lambda activity: any(r.source for r in activity.resources),
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """``met`` of ``activities`` state what the point asks for; ``missing`` are the codes of the others."""

    point: Point
    activities: int
    missing: tuple[str, ...]

    @property
    def met(self) -> int:
        return self.activities - len(self.missing)


def assess(plan: Plan) -> list[Assessment]:
    return [
        Assessment(point, len(plan.activities), tuple(a.code for a in plan.activities if not met(a)))
        for point, met in _MET.items()
    ]


@rule(
    "no-cost-estimate",
    Severity.HIGH,
    title=_("No cost estimates"),
    sentence=_("%(without)s of %(activities)s activities have no cost estimate."),
    remedy=_("Estimate what each activity costs, also where a regular budget or a donor pays."),
)
def no_cost_estimate(subject: Subject) -> Iterator[Found]:
    missing = sum(not _MET[Point.COST](a) for a in subject.plan.activities)
    if missing:
        yield (), (), {"without": missing, "activities": len(subject.plan.activities)}


RULES = (no_cost_estimate,)
