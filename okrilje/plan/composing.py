"""A formula from what somebody chose; the way back of ``formulas.parse``."""

from __future__ import annotations

from collections.abc import Iterable

from okrilje.plan import formulas
from okrilje.plan.formulas import Condition
from okrilje.plan.measuring import Countable


def compose(countable: Countable, activity: str, event: str, conditions: Iterable[Condition]) -> str:
    """ "count(meeting: activities∋1.3.1, status=held, date∈period)". ``activity`` "": the records of all of them."""
    tie = [f"activities∋{activity}"] if activity else []
    parts = [*tie, *map(_written, conditions), *([event] if event else [])]
    return f"{countable.function}({countable.records}: {', '.join(parts)})"


def _written(one: Condition) -> str:
    if not one.sign:
        return one.name
    if len(one.values) == 1 or one.sign != "=":
        return f"{one.name}{one.sign}{','.join(one.values)}"
    return f"{one.name}∈{{{','.join(one.values)}}}"


def renewed(formula: str, new: str) -> str:
    """``new`` with what stood behind the count in ``formula``, if both count the same records."""
    old, now = formulas.parse(formula), formulas.parse(new)
    alike = old and now and (old.function, old.records) == (now.function, now.records)
    return new + formulas.behind(formula) if alike else new
