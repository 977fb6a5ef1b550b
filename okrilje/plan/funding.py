"""The money that a plan names: who pays, in which currency, and which amounts it names twice. Pure.

Nothing here is stated by the plan unless it says "stated". The rest is read out of it by these rules:

payer
    the source named beside the amount, else the first responsible institution;
currency
    the one beside the amount, else the only one that the plan states anywhere, else none;
repeat
    two activities where the same payer has the same amounts in the same years, in a currency that does not
    differ. The later activity is taken to repeat the earlier. It is *named* where both wordings also name the
    same thing by a proper name ("Task Force"); otherwise it is only presumed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from okrilje.lib.scripts import fold
from okrilje.plan.content import Activity, Resource, ResourceType, Role

#: Amounts by year; None for an amount that the plan gives for no particular year.
Amounts = tuple[tuple[int | None, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One amount of the plan. ``number`` is its place in the resources of the activity, from 1."""

    code: str
    number: int
    type: ResourceType
    year: int | None
    amount: Decimal
    currency: str | None
    source: str | None
    payer: str | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """The activity ``code`` names again what ``of``, which stands earlier in the plan, has named already.

    ``lines`` are the amounts of ``code`` that are then counted twice.
    """

    code: str
    of: str
    payer: str
    amounts: Amounts
    lines: tuple[Line, ...]
    is_named: bool

    @property
    def total(self) -> Decimal:
        return sum((amount for _, amount in self.amounts), Decimal(0))


@dataclass(frozen=True, slots=True)
class _Series:
    """All amounts of one payer in one activity, stated in the same way."""

    activity: Activity
    payer: str
    lines: tuple[Line, ...]

    @property
    def amounts(self) -> Amounts:
        by_year: dict[int | None, Decimal] = defaultdict(Decimal)
        for line in self.lines:
            by_year[line.year] += line.amount
        return tuple(sorted(by_year.items(), key=lambda item: (item[0] is None, item[0] or 0)))

    @property
    def currencies(self) -> set[str]:
        return {line.currency for line in self.lines if line.currency}


def payer(activity: Activity, resource: Resource) -> str | None:
    """The code of who is presumed to pay; None where nobody is named at all."""
    if resource.source:
        return resource.source
    responsible = [i.code for i in sorted(activity.institutions, key=lambda i: i.order) if i.role is Role.RESPONSIBLE]
    return next(iter(responsible), None)


def lines(activities: Iterable[Activity]) -> list[Line]:
    """Every amount of the plan, in the order of the plan; resources without an amount have none."""
    return [
        Line(
            code=activity.code,
            number=number,
            type=resource.type,
            year=resource.year,
            amount=resource.amount,
            currency=resource.currency or None,
            source=resource.source or None,
            payer=payer(activity, resource),
        )
        for activity in activities
        for number, resource in enumerate(activity.resources, 1)
        if resource.amount is not None
    ]


def repeats(activities: Sequence[Activity]) -> list[Repeat]:
    """What the plan names twice, in its order; each against the first activity with the same payer and amounts."""
    first: dict[tuple[str, Amounts], list[_Series]] = defaultdict(list)
    found: list[Repeat] = []
    for series in _all_series(activities):
        earlier = first[series.payer, series.amounts]
        match = next((other for other in earlier if _may_be_one(series, other)), None)
        if match is None:
            earlier.append(series)
            continue
        found.append(
            Repeat(
                code=series.activity.code,
                of=match.activity.code,
                payer=series.payer,
                amounts=series.amounts,
                lines=series.lines,
                is_named=bool(_names(series.activity, match.activity)),
            )
        )
    return found


def _all_series(activities: Sequence[Activity]) -> Iterable[_Series]:
    for activity in activities:
        by_payer: dict[tuple[str | None, str | None, ResourceType], list[Line]] = defaultdict(list)
        for line in lines([activity]):
            by_payer[line.payer, line.source, line.type].append(line)
        for (who, _, _), amounts in by_payer.items():
            if who and any(line.amount for line in amounts):
                yield _Series(activity, who, tuple(amounts))


def _may_be_one(series: _Series, other: _Series) -> bool:
    same_currency = not series.currencies or not other.currencies or series.currencies == other.currencies
    return same_currency and series.activity.code != other.activity.code


def _names(activity: Activity, other: Activity) -> set[str]:
    """The beginnings of the proper names that both wordings hold, without those of the institutions themselves."""
    institutions = " ".join(i.raw for a in (activity, other) for i in a.institutions)
    ours = {fold(word)[:_STEM] for word in _WORD.findall(institutions)}
    return (proper_names(activity) & proper_names(other)) - ours


#: So many letters of a name stay the same through its cases: Udarna, Udarne, Udarnoj.
_STEM = 4
_WORD = re.compile(r"[^\W\d_]{4,}")
#: A capital inside a sentence begins a name; the first word of a sentence says nothing.
_NAME = re.compile(r"(?<=[^\W_][ ,;(\"„“–-])\s*([^\W\d_]{4,})")


def proper_names(activity: Activity) -> set[str]:
    """The folded beginnings of the words written with a capital inside the wording or the labels."""
    texts = [activity.text, *activity.labels.values()]
    words = (word for text in texts for word in _NAME.findall(text))
    return {fold(word)[:_STEM] for word in words if word[0].isupper()}


def without(amounts: Iterable[Line], left_out: Iterable[Repeat]) -> list[Line]:
    """The amounts with those of ``left_out`` taken away, so that nothing is counted twice."""
    gone = {(line.code, line.number) for repeat in left_out for line in repeat.lines}
    return [line for line in amounts if (line.code, line.number) not in gone]


def presumed_currency(amounts: Iterable[Line]) -> str | None:
    """The only currency that the plan states; None where it states none, or several."""
    stated = {line.currency for line in amounts if line.currency}
    return stated.pop() if len(stated) == 1 else None


def kinds(activities: Iterable[Activity]) -> list[tuple[tuple[ResourceType, ...], int]]:
    """How many activities are paid from which kinds of resources together, most first; () for none at all."""
    return counted_kinds({r.type for r in activity.resources} for activity in activities)


def counted_kinds(kinds: Iterable[Collection[ResourceType]]) -> list[tuple[tuple[ResourceType, ...], int]]:
    """As ``kinds``, of the kinds that each activity has."""
    order = list(ResourceType)
    counted = Counter(tuple(sorted(own, key=order.index)) for own in kinds)
    return sorted(counted.items(), key=lambda item: (-item[1], [order.index(t) for t in item[0]]))


def activities_with(activities: Iterable[Activity], types: Collection[ResourceType]) -> int:
    """How many activities have at least one resource of these types."""
    return sum(any(r.type in types for r in activity.resources) for activity in activities)


def by_year(amounts: Iterable[Line]) -> dict[int | None, Decimal]:
    """The sum for each year. Only meaningful for amounts of one currency."""
    sums: dict[int | None, Decimal] = defaultdict(Decimal)
    for line in amounts:
        sums[line.year] += line.amount
    return dict(sums)
