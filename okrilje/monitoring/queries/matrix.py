"""The matrix of a strategy: common measures down, governments across; as many queries for fourteen plans as for one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from okrilje.monitoring import accumulation
from okrilje.monitoring.matrix import GAPS, PLANNED, Kind, counted, kind
from okrilje.monitoring.models import CommonMeasure
from okrilje.monitoring.queries.levels import height
from okrilje.monitoring.queries.standings import Standing, standings
from okrilje.monitoring.queries.values import handed_in, in_force
from okrilje.plan.models import ActionPlan, Activity, Level, Pillar, Programme, Strategy, pick


@dataclass(frozen=True, slots=True)
class Column:
    """A government that owes a plan, or a plan of somebody who owes none (a demonstration, for instance)."""

    code: str
    name: str
    plan: ActionPlan | None = None


@dataclass(slots=True)
class Cell:
    column: Column
    kind: Kind
    #: The activities of the government's plan that carry the measure, once each.
    standings: list[Standing] = field(default_factory=list)
    #: The measures of the plan that are bound to the common one.
    values: list[Carried] = field(default_factory=list)

    @property
    def is_gap(self) -> bool:
        return self.kind in GAPS

    @property
    def reported(self) -> bool:
        return any(one.to_date is not None for one in self.values)


@dataclass(slots=True)
class Row:
    common: CommonMeasure
    cells: list[Cell]
    pillar: Pillar | None = None
    #: Where the first activity that carries it stands in the plan of the highest level.
    place: int = 0

    @property
    def total(self) -> Decimal | None:
        """One value for all governments, by the declared rule; None where nothing was reported or none can be made."""
        given = [one for cell in self.cells for one in cell.values if one.to_date is not None]
        given.sort(key=lambda one: one.latest or date.min)
        return accumulation.rolled_up([one.to_date for one in given], self.rule)

    @property
    def rule(self) -> accumulation.RollUp:
        return accumulation.RollUp(self.common.rolls_up)

    @property
    def has_no_total(self) -> bool:
        """Something was reported, but the records would be needed to say how much it is together."""
        return self.total is None and self.reported > 0

    @property
    def planned(self) -> int:
        return sum(cell.kind in PLANNED for cell in self.cells)

    @property
    def reported(self) -> int:
        return sum(cell.reported for cell in self.cells)

    @property
    def has_gap(self) -> bool:
        return any(cell.is_gap for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    columns: list[Column]
    rows: list[Row]

    @property
    def groups(self) -> list[tuple[Pillar | None, list[Row]]]:
        """The rows by the pillar of the plan of the highest level; last those that it does not have."""
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.pillar.order if row.pillar else -1].append(row)
        in_order = sorted(found, key=lambda order: (order < 0, order))
        return [(found[order][0].pillar, sorted(found[order], key=lambda row: row.place)) for order in in_order]

    @property
    def counts(self) -> list[tuple[Column, dict[Kind, int]]]:
        """Each government with how many of its cells say what."""
        return [(column, counted([row.cells[n].kind for row in self.rows])) for n, column in enumerate(self.columns)]

    @property
    def kinds(self) -> dict[Kind, int]:
        return counted([cell.kind for row in self.rows for cell in row.cells])


def columns(strategy: Strategy, plans: Sequence[ActionPlan]) -> list[Column]:
    """The governments in the order of the strategy, then plans of nobody who owes one, the highest first."""
    owed = {government["code"]: pick(government["labels"]) for government in strategy.governments}
    by_government: dict[str, list[ActionPlan]] = defaultdict(list)
    for plan in plans:
        by_government[plan.government if plan.government in owed else ""].append(plan)
    found: list[Column] = []
    for code, name in owed.items():
        found += [Column(code, name, plan) for plan in by_government[code]] or [Column(code, name)]
    others = sorted(by_government[""], key=lambda plan: (height(plan), plan.code))
    return found + [Column(plan.owner.code, plan.label, plan) for plan in others]


@dataclass(frozen=True, slots=True)
class Carried:
    """A measure of a plan that stands for a common one, with its activity: ids, and where that is in its plan.

    ``latest``: the last day of the last cycle for which a value was reported; None where none was.
    """

    common: int
    plan: int
    activity: int
    order: int
    programme: int
    to_date: Decimal | None
    latest: date | None


#: There are hundreds of activities behind a matrix, and all that is read of them is this.
_READ = ("code", "order", "plan", "deadline_kind", "starts_on", "ends_on", "min_count", "min_per")


def matrix(strategy: Strategy, viewer: Any, as_of: date) -> Matrix:
    """How every government stands with every common measure, at the end of ``as_of``."""
    plans = list(ActionPlan.objects.visible_to(viewer).filter(strategy=strategy).select_related("owner"))
    across = columns(strategy, plans)
    values: dict[tuple[int, int], list[Carried]] = defaultdict(list)
    for one in _carried(plans, strategy, as_of):
        values[one.common, one.plan].append(one)
    carrying = Activity.objects.filter(pk__in={one.activity for found in values.values() for one in found})
    found = standings(plans, as_of, activities=carrying.only(*_READ))
    stands = {standing.activity.pk: standing for of_plan in found.values() for standing in of_plan}
    top = next((column.plan for column in across if column.plan and column.plan.level == Level.STATE), None)
    pillars = {row.pk: row.pillar for row in Programme.objects.filter(pillar__plan=top).select_related("pillar")}
    rows = []
    for common in CommonMeasure.objects.filter(strategy=strategy):
        cells = [_cell(column, values[common.pk, column.plan.pk] if column.plan else [], stands) for column in across]
        highest = values[common.pk, top.pk] if top else []
        rows.append(_row(common, cells, highest, pillars))
    return Matrix(across, rows)


def _carried(plans: Sequence[ActionPlan], strategy: Strategy, as_of: date) -> list[Carried]:
    """In the order of the plans. There are many values, so nothing is read of them that the matrix does not tell."""
    bound = list(
        in_force(plans)
        .filter(definition__common__strategy=strategy)
        .values_list(
            "pk", "definition__accumulates", "definition__common_id", "indicator__activity__plan_id",
            "indicator__activity_id", "indicator__activity__order", "indicator__activity__programme_id",
        )
    )  # fmt: skip
    # By number: PostgreSQL loses its way in conditions within conditions.
    given: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for measure, day, value in handed_in([row[0] for row in bound], as_of).values_list(
        "measure_id", "item__submission__cycle__ends_on", "value"
    ):
        if value is not None:
            given[measure].append((day, value))
    found = []
    for pk, accumulates, common, plan, activity, order, programme in bound:
        told = sorted(given[pk])
        to_date = accumulation.to_date([value for _day, value in told], accumulation.Accumulation(accumulates))
        latest = told[-1][0] if told else None
        found.append(Carried(common, plan, activity, order, programme, to_date, latest))
    return found


def _row(common: CommonMeasure, cells: list[Cell], highest: Sequence[Carried], pillars: Mapping[int, Pillar]) -> Row:
    """``highest``: what carries it in the plan of the highest level; ``pillars``: its pillars by programme.

    A measure may be carried under several pillars: it stands under the one with most of its activities.
    """
    if not highest:
        return Row(common, cells)
    under = Counter(pillars[one.programme] for one in highest)
    pillar = max(under, key=lambda one: (under[one], -one.order))
    place = min(one.order for one in highest if pillars[one.programme] == pillar)
    return Row(common, cells, pillar, place)


def _cell(column: Column, values: list[Carried], stands: dict[int, Standing]) -> Cell:
    carried = [stands[pk] for pk in dict.fromkeys(one.activity for one in values)]
    said = kind([standing.state for standing in carried], has_plan=column.plan is not None)
    return Cell(column, said, carried, values)
