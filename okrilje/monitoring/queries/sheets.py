"""Everything that the form of one item needs to know: its measures with last values and targets, money, shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import F, prefetch_related_objects

from okrilje.accounts.models import Institution
from okrilje.monitoring import rules, storing
from okrilje.monitoring.accumulation import USUAL, RollUp
from okrilje.monitoring.answer_words import Names
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.joint import Share
from okrilje.monitoring.models import Cycle, Definition, Item, Snapshot, Submission, Target
from okrilje.plan import measuring
from okrilje.plan.content import MeasureType
from okrilje.plan.models import Measure, Resource


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure of the activity."""

    key: str
    label: str
    type: MeasureType

    @property
    def is_milestone(self) -> bool:
        return self.type is MeasureType.MILESTONE


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of a measure besides this report: what is aimed at in the year, what was reported last time."""

    year: int
    target: Decimal | None = None
    last: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """What the registers counted when the cycle before was closed, and what they count for it now."""

    then: Decimal
    now: Decimal


@dataclass(frozen=True)
class Sheet:
    """``planned``: "2021/MS" -> what the plan gives for it; None where it names the source without an amount.

    What only showing the form needs is asked for when it is shown: saving as one types has to be quick.
    """

    item: Item
    measures: Mapping[str, Measure]
    names: Names
    years: tuple[int, ...]
    planned: Mapping[str, Decimal | None]
    earlier: Earlier
    aims: Aims
    registers: Registers

    @cached_property
    def counted(self) -> tuple[Counted, ...]:
        return tuple(
            Counted(key, self.names.measures[key][0], MeasureType(row.type)) for key, row in self.measures.items()
        )

    @cached_property
    def answer(self) -> Answer:
        """What the item says."""
        return storing.answer_of(self.item)

    @cached_property
    def before(self) -> Answer | None:
        """What was said in the cycle before."""
        said = self.earlier.of(self.item.submission, self.item)
        return storing.answer_of(said) if said else None

    @property
    def before_cycle(self) -> Cycle | None:
        return self.earlier.cycle if self.before else None

    @cached_property
    def hints(self) -> dict[str, Hint]:
        """By the key of the measure."""
        last = self.before.values if self.before else {}
        return {
            key: Hint(self.aims.year, self.aims.of(row), last[key].value if key in last else None)
            for key, row in self.measures.items()
        }

    @cached_property
    def answerable(self) -> frozenset[str]:
        """The keys of measures that a register counts."""
        return frozenset(key for key, row in self.measures.items() if measuring.is_answerable(row.formula))

    @cached_property
    def computed(self) -> dict[str, Decimal]:
        """What the registers count in the cycle, by the key of the measure; without those that no register counts."""
        found = {key: self.registers.of(row, self.item) for key, row in self.measures.items()}
        return {key: value for key, value in found.items() if value is not None}

    @cached_property
    def late(self) -> dict[str, Late]:
        """What came into the registers, or went, after the cycle before was closed; by the key of the measure."""
        if self.item.scope == Item.Scope.SHARE:
            return {}  # what is frozen is counted for all institutions together
        rows, before = self.measures.items(), self.earlier.cycle
        found = {key: self.registers.late(row, f"{self.item.activity.code}#{key}", before) for key, row in rows}
        return {key: late for key, late in found.items() if late and late.then != late.now}

    @cached_property
    def rolls_up(self) -> dict[str, RollUp]:
        """How the values of the shares become one, by the key of the measure."""
        common = Definition.objects.filter(measure__in=self.measures.values(), common__isnull=False)
        declared = {pk: RollUp(rule) for pk, rule in common.values_list("measure", "common__rolls_up")}
        return {key: declared.get(row.pk, USUAL[MeasureType(row.type)][1]) for key, row in self.measures.items()}


class Earlier:
    """What institutions said of activities in the cycle before ``cycle``; asked for when somebody wants to know."""

    def __init__(self, cycle: Cycle, institutions: Collection[int], activities: Collection[int]) -> None:
        self._now, self._institutions, self._activities = cycle, institutions, activities

    @cached_property
    def cycle(self) -> Cycle | None:
        """The cycle before; None where there is none."""
        earlier = Cycle.objects.filter(plan=self._now.plan_id, starts_on__lt=self._now.starts_on)
        return earlier.order_by("-starts_on").first()

    @cached_property
    def _items(self) -> dict[tuple[int, int, str], Item]:
        rows = Item.objects.filter(
            submission__cycle=self.cycle, submission__institution__in=self._institutions, activity__in=self._activities
        ).annotate(said_by=F("submission__institution"))
        return {
            (row.said_by, row.activity_id, row.scope): row  # type: ignore[attr-defined]
            for row in storing.with_answers(rows)
        }

    def of(self, submission: Submission, item: Item) -> Item | None:
        """What this institution said of the same."""
        return self._items.get((submission.institution_id, item.activity_id, item.scope)) if self.cycle else None


class Aims:
    """The targets of measures for a year; asked for when somebody wants to know."""

    def __init__(self, measures: Collection[int], year: int) -> None:
        self.year, self._measures = year, measures

    @cached_property
    def _targets(self) -> dict[int, Decimal]:
        in_force = Target.objects.filter(
            measure__in=self._measures, kind=Target.Kind.TARGET, year=self.year, superseded_at=None, value__isnull=False
        )
        return {pk: value for pk, value in in_force.values_list("measure", "value") if value is not None}

    def of(self, measure: Measure) -> Decimal | None:
        return self._targets.get(measure.pk)


class Registers:
    """What the registers count for measures in a cycle; asked for when somebody wants to know."""

    def __init__(self, cycle: Cycle, measures: Collection[int]) -> None:
        self._cycle, self._measures = cycle, measures
        self._found: dict[tuple[int, int | None], dict[int, Decimal | None]] = {}
        self._frozen: dict[int, Mapping[str, str]] = {}

    def of(self, measure: Measure, item: Item) -> Decimal | None:
        """For the whole of an activity the records of all institutions count, for a share those of its own."""
        institution = item.submission.institution_id if item.scope == Item.Scope.SHARE else None
        return self._count(self._cycle, institution).get(measure.pk)

    def late(self, measure: Measure, code: str, before: Cycle | None) -> Late | None:
        """None where the cycle before is not closed, or its registers counted nothing of the kind."""
        if before is None:
            return None
        if before.pk not in self._frozen:
            counted = Snapshot.objects.filter(cycle=before).values_list("content__counted", flat=True).first()
            self._frozen[before.pk] = counted or {}
        then = self._frozen[before.pk].get(code)
        now = None if then is None else self._count(before, None).get(measure.pk)
        return None if then is None or now is None else Late(Decimal(then), now)

    @cached_property
    def _rows(self) -> list[Measure]:
        return list(Measure.objects.filter(pk__in=self._measures).select_related("indicator__activity"))

    def _count(self, cycle: Cycle, institution: int | None) -> dict[int, Decimal | None]:
        if (cycle.pk, institution) not in self._found:
            computed = measuring.compute(self._rows, cycle.period, institution)
            self._found[cycle.pk, institution] = {one.measure.pk: one.value for one in computed}
        return self._found[cycle.pk, institution]


@dataclass(frozen=True, slots=True)
class Joint:
    """The other side of a joint activity: for the lead the shares, for the others the whole."""

    whole: Answer | None
    shares: list[Share] = field(default_factory=list)
    #: Names of institutions whose share cannot be read yet.
    waiting: list[str] = field(default_factory=list)
    lead: str = ""


def sheet(item: Item, earlier: Earlier | None = None) -> Sheet:
    """As ``sheets``, for one item."""
    return sheets([item], earlier)[0]


def sheets(items: Sequence[Item], earlier: Earlier | None = None) -> list[Sheet]:
    """Needs ``item.submission.cycle.plan`` and ``item.activity`` with its due dates; the items are of one cycle.
    ``earlier`` where somebody has asked already. The number of queries does not grow with the items.
    """
    if not items:
        return []
    cycle = items[0].submission.cycle
    activities = {item.activity_id for item in items}
    measures = storing.measures_of_all(activities)
    years = tuple(range(cycle.starts_on.year, cycle.ends_on.year + 1))
    planned = _planned(activities, years)
    titles = {row.code: row.title for row in Institution.objects.filter(is_active=True)}
    sources = dict(sorted(titles.items(), key=lambda one: one[1].casefold()))
    earlier = earlier or Earlier(cycle, {item.submission.institution_id for item in items}, activities)
    chosen = [row.pk for rows in measures.values() for row in rows.values()]
    aims, registers = Aims(chosen, cycle.ends_on.year), Registers(cycle, chosen)
    return [
        Sheet(
            item=item,
            measures=measures[item.activity_id],
            names=_names(item, measures[item.activity_id], sources),
            years=years,
            planned=planned[item.activity_id],
            earlier=earlier,
            aims=aims,
            registers=registers,
        )
        for item in items
    ]


def _names(item: Item, measures: Mapping[str, Measure], sources: Mapping[str, str]) -> Names:
    return Names(
        measures={key: (row.label or row.indicator.label, row.type) for key, row in measures.items()},
        dues={due.order: due.due_on for due in sorted(item.activity.due_dates.all(), key=lambda due: due.order)},
        sources=sources,
    )


def _planned(activities: Collection[int], years: tuple[int, ...]) -> dict[int, dict[str, Decimal | None]]:
    """Activity id -> what the plan gives in the years."""
    found: dict[int, dict[str, Decimal | None]] = {pk: {} for pk in activities}
    rows = Resource.objects.filter(activity__in=activities).select_related("source")
    for row in rows.order_by("order"):
        planned = found[row.activity_id]
        for year in years:
            if row.year in (None, year):
                key = f"{year}/{row.source.code if row.source else ''}"
                amount = row.amount if row.year == year else None
                planned[key] = amount if planned.get(key) is None else planned[key]
    return found


def joint(item: Item) -> Joint | None:
    """What the other institutions say of the same activity; None where nobody else is responsible for it.

    Another institution's report can be read once it was handed in; one's own always.
    """
    rows = Item.objects.filter(submission__cycle=item.submission.cycle_id, activity=item.activity_id)
    found = list(rows.select_related("submission__institution").order_by("submission__institution__code"))
    parts = [row for row in found if row.scope == Item.Scope.SHARE]
    if not parts:
        return None
    prefetch_related_objects(found, *storing.ANSWERS)
    mine = item.submission_id
    readable = {row.pk for row in found if row.submission_id == mine or row.submission.status in rules.HANDED_IN}
    whole = next((row for row in found if row.scope == Item.Scope.WHOLE), None)
    return Joint(
        whole=storing.answer_of(whole) if whole and whole.pk in readable else None,
        shares=[Share(row.submission.institution.title, storing.answer_of(row)) for row in parts if row.pk in readable],
        waiting=[row.submission.institution.title for row in parts if row.pk not in readable],
        lead=whole.submission.institution.title if whole else "",
    )
