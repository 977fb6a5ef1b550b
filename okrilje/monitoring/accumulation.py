"""How the values of a measure add up over time and over plans. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from okrilje.plan.content import MeasureType


class Accumulation(StrEnum):
    """What a value reported for a cycle is."""

    #: What was new in the cycle: values add up.
    INCREMENTAL = "incremental"
    #: The running total: the latest one stands for all before it.
    CUMULATIVE = "cumulative"
    #: How it is at the end of the cycle: the latest one, and adding two makes no sense.
    SNAPSHOT = "snapshot"


class RollUp(StrEnum):
    """How the values of several plans or institutions become one."""

    SUM = "sum"
    #: The same persons may stand in several: no total without the records behind them.
    DISTINCT = "distinct"
    LATEST = "latest"


#: What a measure is unless its plan's owner says otherwise.
USUAL = {
    MeasureType.MILESTONE: (Accumulation.SNAPSHOT, RollUp.LATEST),
    MeasureType.EVENTS: (Accumulation.INCREMENTAL, RollUp.SUM),
    MeasureType.PERSONS: (Accumulation.INCREMENTAL, RollUp.DISTINCT),
    MeasureType.CASES: (Accumulation.INCREMENTAL, RollUp.SUM),
    MeasureType.MONEY: (Accumulation.INCREMENTAL, RollUp.SUM),
    MeasureType.INFORMATION: (Accumulation.INCREMENTAL, RollUp.SUM),
    MeasureType.OTHER: (Accumulation.INCREMENTAL, RollUp.SUM),
}


def to_date(values: Sequence[Decimal | None], accumulation: Accumulation) -> Decimal | None:
    """The value after the last cycle, from those of the cycles in order; None where none was reported.

    A cycle without a value is a gap, not a zero: it adds nothing and hides nothing.
    """
    given = [value for value in values if value is not None]
    if not given:
        return None
    return sum(given, Decimal(0)) if accumulation is Accumulation.INCREMENTAL else given[-1]


def rolled_up(values: Sequence[Decimal | None], rule: RollUp) -> Decimal | None:
    """One value from those of several plans, the latest last; None where none was reported.

    Under DISTINCT there is no total either, unless only one of them reported: the sum would count a person twice.
    """
    given = [value for value in values if value is not None]
    if not given:
        return None
    if rule is RollUp.SUM:
        return sum(given, Decimal(0))
    if rule is RollUp.LATEST:
        return given[-1]
    return given[0] if len(given) == 1 else None


# --- Against targets ---------------------------------------------------------------------------------------------


def years_with_target(targets: Mapping[int, Decimal], as_of: date) -> list[int]:
    """The years that have a target and are over at the end of ``as_of``: an unfinished year is held against nobody."""
    return sorted(year for year in targets if date(year, 12, 31) <= as_of)


def target_to_date(targets: Mapping[int, Decimal], accumulation: Accumulation, as_of: date) -> Decimal | None:
    """What should be there by now, from the targets of the years; None where none of them is over.

    Targets of what is new in each year add up. Of a running total or a state the latest one stands for all.
    """
    years = years_with_target(targets, as_of)
    if not years:
        return None
    if accumulation is Accumulation.INCREMENTAL:
        return sum((targets[year] for year in years), Decimal(0))
    return targets[years[-1]]


def for_target(
    values: Sequence[tuple[int, Decimal | None]],
    targets: Mapping[int, Decimal],
    accumulation: Accumulation,
    as_of: date,
) -> Decimal | None:
    """The value to hold against ``target_to_date``; ``values`` are those of the cycles in order, each with its year.

    Like is held against like: of what adds up only the years whose targets were added up. Of a running total or a
    state it is the latest value: who was late has caught up.
    """
    if accumulation is not Accumulation.INCREMENTAL:
        return to_date([value for _year, value in values], accumulation)
    years = set(years_with_target(targets, as_of))
    return to_date([value for year, value in values if year in years], accumulation)
