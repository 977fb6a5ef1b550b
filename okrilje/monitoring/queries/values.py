"""Measures of plans with their targets and values; in a fixed number of queries, however many plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet

from okrilje.monitoring import accumulation, rules
from okrilje.monitoring.accumulation import Accumulation
from okrilje.monitoring.models import CommonMeasure, Cycle, Definition, Item, ReportedValue, Target
from okrilje.monitoring.status import Against, Direction, against_target
from okrilje.monitoring.storing import measure_key
from okrilje.plan.content import MeasureType
from okrilje.plan.models import ActionPlan, Activity, Measure


@dataclass(frozen=True, slots=True)
class Said:
    """What was reported for a measure in a cycle; None where nothing was."""

    cycle: Cycle
    value: Decimal | None = None
    verified: bool = False


@dataclass
class Measured:
    """A measure with all that is known of it at the end of ``as_of``. ``said``: one for each opened cycle, in order."""

    measure: Measure
    as_of: date
    definition: Definition | None = None
    targets: dict[int, Target] = field(default_factory=dict)
    baseline: Target | None = None
    said: list[Said] = field(default_factory=list)

    @property
    def activity(self) -> Activity:
        return self.measure.indicator.activity

    @property
    def key(self) -> str:
        return measure_key(self.measure)

    @property
    def code(self) -> str:
        return f"{self.activity.code}#{self.key}"

    @property
    def accumulates(self) -> Accumulation:
        if self.definition:
            return Accumulation(self.definition.accumulates)
        return accumulation.USUAL[self.type][0]

    @property
    def direction(self) -> Direction:
        return Direction(self.definition.direction) if self.definition else Direction.UP

    @property
    def common(self) -> CommonMeasure | None:
        return self.definition.common if self.definition else None

    @property
    def type(self) -> MeasureType:
        return MeasureType(self.measure.type)

    @cached_property
    def to_date(self) -> Decimal | None:
        return accumulation.to_date([one.value for one in self.said], self.accumulates)

    @cached_property
    def given(self) -> list[Said]:
        return [one for one in self.said if one.value is not None]

    @property
    def is_verified(self) -> bool:
        return bool(self.given) and all(one.verified for one in self.given)

    @cached_property
    def _wanted(self) -> dict[int, Decimal]:
        return {year: row.value for year, row in self.targets.items() if row.value is not None}

    @cached_property
    def target_to_date(self) -> Decimal | None:
        return accumulation.target_to_date(self._wanted, self.accumulates, self.as_of)

    @cached_property
    def for_target(self) -> Decimal | None:
        values = [(one.cycle.ends_on.year, one.value) for one in self.said]
        return accumulation.for_target(values, self._wanted, self.accumulates, self.as_of)

    @property
    def has_target(self) -> bool:
        return bool(self._wanted)

    @property
    def against(self) -> Against | None:
        """None where there are targets, but no year of them is over yet."""
        if self._wanted and self.target_to_date is None:
            return None
        return against_target(self.for_target, self.target_to_date, self.direction)


def of_plan(plan: ActionPlan) -> QuerySet[Measure]:
    """The measures of a plan that are in force, in its order, with all that stands above them."""
    return in_force([plan]).select_related("indicator__activity__programme__pillar")


def in_force(plans: Sequence[ActionPlan]) -> QuerySet[Measure]:
    """The measures of plans that no amendment took out, in the order of each plan, with their activities."""
    rows = Measure.objects.filter(
        indicator__activity__plan__in=[plan.pk for plan in plans], indicator__activity__is_withdrawn=False
    )
    unused = ("search", "notes", "deadline_raw")
    return (
        rows.select_related("indicator__activity")
        .defer(*(f"indicator__activity__{name}" for name in unused))
        .order_by("indicator__activity__plan", "indicator__activity__order", "indicator__number", "suffix")
    )


def measured(measures: QuerySet[Measure], as_of: date) -> list[Measured]:
    """Each of the measures, in their order, with what is known of it at the end of ``as_of``.

    Needs ``indicator.activity``. There may be many of them under few common measures, which are read apart.
    """
    found = {row.pk: Measured(row, as_of) for row in measures}
    # By number: PostgreSQL loses its way in conditions within conditions.
    chosen = list(found)
    definitions = list(Definition.objects.filter(measure__in=chosen))
    commons = CommonMeasure.objects.in_bulk({row.common_id for row in definitions if row.common_id})
    for definition in definitions:
        if definition.common_id:
            definition.common = commons[definition.common_id]
        found[definition.measure_id].definition = definition
    for target in Target.objects.filter(measure__in=chosen, superseded_at=None, value__isnull=False):
        if target.kind == Target.Kind.BASELINE:
            found[target.measure_id].baseline = target
        else:
            found[target.measure_id].targets[target.year] = target
    _add_values(found, chosen, as_of)
    return list(found.values())


def _add_values(found: dict[int, Measured], chosen: Sequence[int], as_of: date) -> None:
    """One value of each measure for each opened cycle, from what was handed in on whole activities."""
    plans = {one.activity.plan_id for one in found.values()}
    cycles: dict[int, list[Cycle]] = defaultdict(list)
    opened = Cycle.objects.filter(plan__in=plans, starts_on__lte=as_of).exclude(state=Cycle.State.PLANNED)
    for cycle in opened.order_by("starts_on"):
        cycles[cycle.plan_id].append(cycle)
    rows = handed_in(chosen, as_of).values_list(
        "measure_id", "item__submission__cycle_id", "value", "item__submission__status", "item__verdict"
    )
    given = {
        (measure, cycle): (value, status in rules.VERIFIED or verdict == Item.Verdict.ACCEPTED)
        for measure, cycle, value, status, verdict in rows
    }
    for pk, one in found.items():
        one.said = [Said(cycle, *given.get((pk, cycle.pk), (None, False))) for cycle in cycles[one.activity.plan_id]]


def handed_in(measures: Sequence[int], as_of: date) -> QuerySet[ReportedValue]:
    """The values that were reported on whole activities for cycles that had begun, and handed in."""
    return ReportedValue.objects.filter(
        measure__in=measures,
        value__isnull=False,
        item__scope=Item.Scope.WHOLE,
        item__submission__status__in=rules.HANDED_IN,
        item__submission__cycle__starts_on__lte=as_of,
    ).order_by()
