"""Indicators and measures by type and by the register they are counted from."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from okrilje.plan.models import ActionPlan, Indicator, Measure, MeasureType, Register


@dataclass(frozen=True, slots=True)
class Cell:
    """``written`` indicators as the plan words them, ``measures`` what can be counted of them."""

    type: str
    register: str
    written: int
    measures: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Registers down, types across; the last column and the last row are the sums."""

    types: list[tuple[str, str]]
    rows: list[tuple[str, str, list[Cell]]]
    sums: list[Cell]


def every(plan: ActionPlan) -> QuerySet[Indicator]:
    """The indicators with all that a row of a table shows."""
    return (
        _of(plan).select_related("activity").defer("activity__search", "activity__notes").prefetch_related("measures")
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """An indicator without its words, as it is counted and filtered; ``measures`` are types with registers."""

    pk: int
    type: str
    pillar: str
    measures: list[tuple[str, str]]


def kinds(plan: ActionPlan) -> list[Kind]:
    """Every indicator of the plan in its order; as values, for a large plan has thousands."""
    measures: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Measure.objects.filter(indicator__activity__plan=plan, indicator__activity__is_withdrawn=False)
    for indicator, type_, register in rows.order_by("indicator", "suffix").values_list("indicator", "type", "register"):
        measures[indicator].append((type_, register))
    found = _of(plan).values_list("pk", "type", "activity__programme__pillar__code")
    return [Kind(pk, type_, pillar, measures[pk]) for pk, type_, pillar in found]


def _of(plan: ActionPlan) -> QuerySet[Indicator]:
    live = Indicator.objects.filter(activity__plan=plan, activity__is_withdrawn=False)
    return live.order_by("activity__order", "number")


def matrix(indicators: list[Kind]) -> Matrix:
    """An indicator counts under its own type and the register of its first measure; a measure under its own.

    What nobody has classified yet stands under the empty type and register, so that the sums are always whole.
    """
    written: Counter[tuple[str, str]] = Counter()
    counted: Counter[tuple[str, str]] = Counter()
    for indicator in indicators:
        written[indicator.type, indicator.measures[0][1] if indicator.measures else ""] += 1
        counted.update(indicator.measures)
    used = written.keys() | counted.keys()
    types = _used(MeasureType, {type_ for type_, _register in used})
    registers = _used(Register, {register for _type, register in used})
    rows = [(code, label, _row(types, code, written, counted)) for code, label in registers]
    sums = [_sum(type_, "", [cells[i] for _code, _label, cells in rows]) for i, type_ in enumerate([*dict(types), ""])]
    return Matrix(types, rows, sums)


def _used(choices: type[MeasureType] | type[Register], codes: set[str]) -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in [*choices.choices, ("", "")] if code in codes]


def _row(
    types: list[tuple[str, str]], register: str, written: Counter[tuple[str, str]], counted: Counter[tuple[str, str]]
) -> list[Cell]:
    cells = [Cell(code, register, written[code, register], counted[code, register]) for code, _label in types]
    return [*cells, _sum("", register, cells)]


def _sum(type_: str, register: str, cells: list[Cell]) -> Cell:
    return Cell(type_, register, sum(c.written for c in cells), sum(c.measures for c in cells))
