"""The money of a stored plan, as its funding page needs it: readings of what is counted twice, and sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from okrilje.accounts.models import Institution
from okrilje.plan import content, funding
from okrilje.plan.funding import Line, Repeat
from okrilje.plan.models import ActionPlan, Activity, Finding, Resource
from okrilje.plan.queries.activities import listed

#: The rule of the checker whose findings the owner accepts to say that two budgets are separate.
RULE = "double-budget"
#: Count everything; leave out repeats that both wordings name; leave out every repeat.
WITH, CERTAIN, WITHOUT = "with", "certain", "without"
READINGS = (WITH, CERTAIN, WITHOUT)
#: None stands for amounts that the plan gives for no particular year.
Years = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Money:
    """What the plan says about money, in rows and in values; read once for a page."""

    #: The activities that state an amount, by code.
    activities: dict[str, Activity]
    lines: list[Line]
    repeats: list[Repeat]
    #: Repeats that the owner of the plan has declared to be separate budgets.
    separate: list[tuple[Repeat, Finding]]
    currency: str | None

    def left_out(self, reading: str) -> list[Repeat]:
        """The repeats that this reading does not count."""
        if reading == WITH:
            return []
        return [r for r in self.repeats if reading == WITHOUT or r.is_named]

    def read(self, reading: str) -> list[Line]:
        return funding.without(self.lines, self.left_out(reading))

    def currency_of(self, line: Line) -> str:
        return line.currency or self.currency or ""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, None where nobody is named, and from which kind of resource where that is told apart."""

    institution: Institution | None
    type: content.ResourceType | None = None

    @property
    def kind(self) -> str:
        return str(Resource.Type(self.type).label) if self.type else ""


@dataclass(frozen=True, slots=True)
class SumRow:
    """A line of a table: what is summed, and the amounts in the order of the years, then all together."""

    label: Any
    amounts: list[Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Budget:
    """All amounts of one currency; amounts of different currencies are never added up."""

    currency: str
    is_presumed: bool
    years: list[int | None]
    tables: list[tuple[str, list[SumRow]]]
    #: For each reading: its name, the amount of one year where every year has the same, the total.
    readings: list[tuple[str, Decimal | None, Decimal]]
    together: SumRow


def money_of(plan: ActionPlan) -> Money:
    stated = Resource.objects.filter(amount__isnull=False).values("activity")
    rows = listed(plan).filter(pk__in=stated).prefetch_related("resources__source")
    activities = {row.code: row for row in rows}
    values = [_value(row) for row in activities.values()]
    accepted = _accepted(plan)
    found = funding.repeats(values)
    lines = funding.lines(values)
    return Money(
        activities=activities,
        lines=lines,
        repeats=[r for r in found if frozenset((r.code, r.of)) not in accepted],
        separate=[(r, accepted[pair]) for r in found if (pair := frozenset((r.code, r.of))) in accepted],
        currency=funding.presumed_currency(lines),
    )


def _value(row: Activity) -> content.Activity:
    """As much of the activity as the rules about money look at."""
    return content.Activity(
        code=row.code,
        pillar="",
        programme=row.programme.code,
        text=row.title,
        labels=row.labels,
        deadline=content.Deadline(kind=content.DeadlineKind(row.deadline_kind)),
        institutions=tuple(
            content.Responsible(raw=r.raw, code=r.institution.code, order=r.order, role=content.Role(r.role))
            for r in row.responsibilities.all()
        ),
        resources=tuple(_resource(r) for r in sorted(row.resources.all(), key=lambda r: r.order)),
    )


def _resource(row: Resource) -> content.Resource:
    return content.Resource(
        type=content.ResourceType(row.type),
        source=row.source.code if row.source else None,
        year=row.year,
        amount=row.amount,
        currency=row.currency or None,
    )


def _accepted(plan: ActionPlan) -> dict[frozenset[str], Finding]:
    findings = plan.findings.filter(rule=RULE, accepted_at__isnull=False)
    return {frozenset(finding.codes): finding for finding in findings}


def kinds(plan: ActionPlan) -> list[tuple[tuple[content.ResourceType, ...], int]]:
    """How many activities are paid from which kinds of resources together, most first."""
    found: dict[int, set[content.ResourceType]] = defaultdict(set)
    rows = plan.activities.filter(is_withdrawn=False).order_by("order").values_list("pk", "resources__type")
    for activity, kind in rows:
        found[activity] |= {content.ResourceType(kind)} if kind else set()
    return funding.counted_kinds(found.values())


def budgets(money: Money, reading: str) -> list[Budget]:
    """One budget for each currency, the one with most amounts first, and last what has no currency at all."""
    by_currency = _grouped(money.lines, money.currency_of)
    order = sorted(by_currency, key=lambda c: (not c, -len(by_currency[c]), c))
    return [_budget(money, reading, currency, by_currency[currency]) for currency in order]


def _budget(money: Money, reading: str, currency: str, all_lines: list[Line]) -> Budget:
    years = sorted({line.year for line in all_lines}, key=lambda year: (year is None, year or 0))
    readings = {name: [x for x in money.read(name) if money.currency_of(x) == currency] for name in READINGS}
    counted = readings[reading]
    return Budget(
        currency=currency,
        is_presumed=any(line.currency is None for line in all_lines) and bool(currency),
        years=years,
        tables=_tables(money, counted, years),
        readings=_readings(readings, years),
        together=_row(_("Together"), counted, years),
    )


def _readings(lines: dict[str, list[Line]], years: Years) -> list[tuple[str, Decimal | None, Decimal]]:
    """The readings that make a difference; counting everything is always one of them."""
    told = [(name, _each_year(own, years), _total(own)) for name, own in lines.items()]
    return [r for n, r in enumerate(told) if n == 0 or r[2] != told[n - 1][2]]


def _tables(money: Money, counted: list[Line], years: Years) -> list[tuple[str, list[SumRow]]]:
    codes = {code for line in counted for code in (line.source, line.payer) if code}
    by_code = {institution.code: institution for institution in Institution.objects.filter(code__in=codes)}
    programmes = {code: row.programme for code, row in money.activities.items()}

    def table(key: Callable[[Line], Hashable], label: Callable[[Line], Any]) -> list[SumRow]:
        groups = _grouped(counted, key).values()
        return [_row(label(own[0]), own, years) for own in groups]

    return [
        ("activity", table(lambda x: x.code, lambda x: money.activities[x.code])),
        ("programme", table(lambda x: programmes[x.code].pk, lambda x: programmes[x.code])),
        ("source", table(lambda x: (x.source, x.type), lambda x: Payer(by_code.get(x.source or ""), x.type))),
        ("payer", table(lambda x: x.payer, lambda x: Payer(by_code.get(x.payer or "")))),
    ]


def _grouped(lines: Iterable[Line], key: Callable[[Line], Any]) -> dict[Any, list[Line]]:
    groups: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return groups


def _row(label: Any, lines: Iterable[Line], years: Years) -> SumRow:
    lines = list(lines)
    sums = funding.by_year(lines)
    return SumRow(label, [sums.get(year, Decimal(0)) for year in years], _total(lines))


def _total(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def _each_year(lines: Iterable[Line], years: Years) -> Decimal | None:
    sums = funding.by_year(lines)
    different = {sums.get(year, Decimal(0)) for year in years}
    return different.pop() if len(different) == 1 else None
