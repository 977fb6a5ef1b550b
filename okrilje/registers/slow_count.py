"""The values of measures counted the obvious way: every record looked at, one by one, in Python.

It shares the reading of formulas with ``plan.measuring`` and nothing of how the database is asked, so that the one can
be checked against the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from okrilje.lib.periods import Period
from okrilje.plan.formulas import Condition
from okrilje.plan.measuring import Computed, Countable, Dating, Property, Question
from okrilje.registers.kind import Kind, kind_of, kinds


class SlowCount:
    """All records of all registers, read once."""

    def __init__(self) -> None:
        self.records = {kind.slug: _read(kind) for kind in kinds().values()}

    def value(self, one: Computed, period: Period, institution: int | None = None) -> Decimal | None:
        """The value of a measure in a period, of one institution or of all; None where no register answers."""
        if one.question is None:
            return None
        countable = one.question.countable
        kind = kind_of(countable)
        counted: list[Any] = []
        for record, lines in self.records[kind.slug]:
            if record.deleted_at is not None:
                continue
            holders = {record.institution_id, *(partner.pk for partner in record.partners.all())}
            if institution is not None and institution not in holders:
                continue
            if one.activity is not None and one.activity not in {activity.pk for activity in record.activities.all()}:
                continue
            counted += _counted(one.question, record, lines, period)
        return _total(countable, counted)


def _read(kind: Kind) -> list[tuple[Any, list[Any]]]:
    rows = list(kind.model._default_manager.prefetch_related("activities", "partners"))
    lines: dict[int, list[Any]] = {row.pk: [] for row in rows}
    if kind.lines:
        related = [f.name for f in kind.line_fields if f.is_relation]
        found: Any = kind.lines._default_manager.select_related("record", *related)
        for line in found:
            lines[line.record_id].append(line)
    return [(row, lines[row.pk]) for row in rows]


def _counted(asked: Question, record: Any, lines: list[Any], period: Period) -> Iterator[Any]:
    """The rows of one record that count: itself, or lines of it."""
    countable = asked.countable
    if any(_at(record, path) != value for path, value in countable.always.items()):
        return
    if countable.steps:
        yield from _by_steps(asked, record, lines, period)
        return
    for row in lines if countable.record else [record]:
        holds = all(_holds(row, known, condition) for known, condition in asked.conditions)
        if holds and _in_time(row, asked.dating, period):
            yield row


def _by_steps(asked: Question, record: Any, lines: list[Any], period: Period) -> Iterator[Any]:
    """A record counts on the first day on which it was in a state that is asked for."""
    before = f"{asked.countable.steps}__"
    of_record = [(k, c) for k, c in asked.conditions if not k.path.startswith(before)]
    if not all(_holds(record, known, condition) for known, condition in of_record):
        return
    days = []
    for line in lines:
        of_line = [
            (Property(k.path.removeprefix(before), k.label, k.choices, k.is_flag), c)
            for k, c in asked.conditions
            if k.path.startswith(before)
        ]
        if all(_holds(line, known, condition) for known, condition in of_line):
            days.append(line.on)
    if days and min(days) <= period.end and (asked.only_reached or min(days) >= period.start):
        yield record


def _at(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    return row


def _holds(row: Any, known: Property, condition: Condition) -> bool:
    value = _at(row, known.path)
    if known.is_flag:
        return bool(value) != (condition.values == ("false",))
    if condition.sign == "≠":
        return bool(value != "")
    if condition.sign == ">=":
        order = list(known.choices)
        return bool(value in order and order.index(value) >= order.index(condition.values[0]))
    return str(value) in condition.values


def _in_time(row: Any, dating: Dating, period: Period) -> bool:
    first: date | None = _at(row, dating.path)
    if first is None:
        return False
    if not dating.until:
        return first in period
    last: date | None = _at(row, dating.until)
    if last is None:
        last = date.max if dating.goes_on else first
    return first <= period.end <= last if dating.at_end else first <= period.end and last >= period.start


def _total(countable: Countable, rows: Sequence[Any]) -> Decimal:
    value = countable.value
    if countable.function == "sum":
        return sum((Decimal(_at(row, value) or 0) for row in rows), Decimal(0))
    if countable.function == "exists":
        return Decimal(bool(rows))
    if not value:
        return Decimal(len(rows))
    return Decimal(len({(_at(row, countable.within or value), _at(row, value)) for row in rows}))
