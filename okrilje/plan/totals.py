"""Which measures must not be added, and what they come to together, each record or person counted once.

That two measures count the same is declared by the owner of their plan (``Overlap``), or seen from what they ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from django.db.models import Q

from okrilje.lib.periods import Period
from okrilje.plan import measuring
from okrilje.plan.formulas import Condition
from okrilje.plan.measuring import Computed, Question
from okrilje.plan.models import Measure, Overlap


def code_of(measure: Measure) -> str:
    """ "4.2.9#3a". Needs ``indicator.activity``."""
    return f"{measure.indicator.activity.code}#{measure.indicator.number}{measure.suffix}"


def share(one: Question, other: Question) -> bool:
    """Can one record or person be counted by both? Where both count the same and nothing keeps them apart.

    A person may be there twice under different conditions; a record answers each of them once.
    """
    ours, theirs = one.countable, other.countable
    if (ours.model, ours.function, ours.value) != (theirs.model, theirs.function, theirs.value):
        return False
    if one.only_reached:
        return False
    return ours.function == "count_distinct" or not _apart(one, other)


def _apart(one: Question, other: Question) -> bool:
    ours, theirs = _choices(one), _choices(other)
    return any(not ours[path] & theirs[path] for path in ours.keys() & theirs.keys())


def _choices(asked: Question) -> dict[str, set[str]]:
    """Path -> the values that a record may have there. Of states it may have reached several."""
    steps = asked.countable.steps
    return {
        known.path: _values(condition)
        for known, condition in asked.conditions
        if condition.sign != "≠" and not (steps and known.path.startswith(f"{steps}__"))
    }


def _values(condition: Condition) -> set[str]:
    return {"false"} if condition.values == ("false",) else set(condition.values) or {"true"}


@dataclass(frozen=True)
class Conflict:
    """Two measures that must not be added; ``why`` is what the owner declared, "" where their formulas tell it."""

    one: str
    other: str
    why: str = ""


def conflicts(asked: Sequence[Computed], declared: Iterable[Overlap]) -> list[Conflict]:
    """All pairs that must not be added, of measures of one plan."""
    reasons = reasons_of(declared)
    found = []
    for one, other in combinations(asked, 2):
        codes = code_of(one.measure), code_of(other.measure)
        if frozenset(codes) in reasons:
            found.append(Conflict(*codes, reasons[frozenset(codes)]))
        elif one.question and other.question and share(one.question, other.question):
            found.append(Conflict(*codes))
    return found


def reasons_of(declared: Iterable[Overlap]) -> Mapping[frozenset[str], str]:
    """Each declared pair of codes with its reason."""
    return {frozenset(pair): row.reason for row in declared for pair in combinations(row.measures, 2)}


def distinct(asked: Sequence[Computed], period: Period, institution: int | None = None) -> Decimal | None:
    """What the measures count together in the period, each record or person once; in one query.

    None where that is not one number: they count different things, or one of them no register counts.
    """
    first = asked[0].question if asked else None
    if first is None or first.only_reached:
        return None
    ours = first.countable
    rows = Q()
    for one in asked:
        if one.question is None:
            return None
        theirs = one.question.countable
        if (ours.model, ours.function, ours.value) != (theirs.model, theirs.function, theirs.value):
            return None
        rows |= Q(pk__in=measuring.counted_rows(one, period, institution).order_by().values("pk"))
    found = ours.model._default_manager.filter(rows)
    return measuring.figure(found.aggregate(total=measuring.aggregate(ours))["total"])
