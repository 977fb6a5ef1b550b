"""Which records a formula counts. Registers say what they can count; here formulas become questions to the database.

A register lists its ``Countable``s in a module that ``settings.MEASURE_SOURCES`` names, so a new register makes
formulas computable without a change here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Count,
    DecimalField,
    F,
    IntegerField,
    Min,
    Model,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import Exact
from django.utils.module_loading import import_string

from okrilje.lib.periods import Period
from okrilje.plan import formulas
from okrilje.plan.content import Register
from okrilje.plan.formulas import Condition, Counted
from okrilje.plan.models import Activity, Measure

#: So many questions in one query.
_AT_ONCE = 100
#: A text that is looked up in the catalogue of the language that is active when it is shown.
Words = Any


@dataclass(frozen=True)
class Property:
    """What a condition may ask of a record. ``path`` leads from the counted row to it.

    ``choices``: value in a formula -> words, in their order ("state>=adopted" is adopted or what comes after it);
    empty where a value is a code or a number. ``is_flag``: it is so or not; choices are other words for yes.
    """

    path: str
    label: Words
    choices: Mapping[str, Words] = field(default_factory=dict)
    is_flag: bool = False


@dataclass(frozen=True)
class Dating:
    """How a row falls into a period. ``path`` is its day; with ``until`` it lasts until that one.

    ``at_end``: it counts where it lasts on the last day of the period, else where any day of it lies in it.
    ``goes_on``: without a last day it lasts still, else it took one day.
    """

    path: str
    label: Words
    until: str = ""
    at_end: bool = False
    goes_on: bool = True

    def within(self, period: Period) -> Q:
        if not self.until:
            return Q(**{f"{self.path}__gte": period.start, f"{self.path}__lte": period.end})
        first = period.end if self.at_end else period.start
        without = Q(**{f"{self.until}__isnull": True})
        if not self.goes_on:
            without &= Q(**{f"{self.path}__gte": first})
        lasts = Q(**{f"{self.until}__gte": first}) | without
        return Q(**{f"{self.path}__lte": period.end}) & lasts


@dataclass(frozen=True)
class Countable:
    """Something that a register counts.

    ``function`` and ``records`` are those of the notation, as in ``count_distinct(attendance.person: ...)``. ``model``
    is the counted row, ``value`` what is added up or told apart, ``record`` leads from the row to the record that
    carries activities and institutions ("" where it is that itself). ``datings``: condition of the formula -> how it
    dates; the first is meant where a formula says nothing. ``steps`` leads to the states that a record went through:
    it then counts on the day on which it first reached what the formula asks, once.
    """

    function: str
    records: str
    label: Words
    register: Register | None
    model: type[Model]
    datings: Mapping[str, Dating]
    properties: Mapping[str, Property] = field(default_factory=dict)
    value: str = ""
    record: str = ""
    steps: str = ""
    #: What the value is a number within: offender 1 of one case is not offender 1 of another.
    within: str = ""
    #: What holds for all that it counts, whatever a formula asks.
    always: Mapping[str, Any] = field(default_factory=dict)

    def at(self, path: str) -> str:
        return f"{self.record}__{path}" if self.record else path


@cache
def registry() -> dict[tuple[str, str], Countable]:
    """All that can be counted here, by function and records. Raises RuntimeError where two claim the same."""
    found: dict[tuple[str, str], Countable] = {}
    for source in settings.MEASURE_SOURCES:
        for one in import_string(f"{source}.COUNTABLES"):
            if found.setdefault((one.function, one.records), one) is not one:
                raise RuntimeError(f"{source}: {one.function}({one.records}) is counted by another register already.")
    return found


@dataclass(frozen=True)
class Question:
    """A formula that a register can answer: its conditions understood, one by one."""

    countable: Countable
    counted: Counted
    conditions: tuple[tuple[Property, Condition], ...]
    dating: Dating

    @property
    def only_reached(self) -> bool:
        return self.counted.function == "exists"


def question(formula: str, written: Mapping[str, str]) -> Question | None:
    """None where no register counts such records, or where it does not know a condition."""
    counted = formulas.answerable(formula, written)
    countable = registry().get((counted.function, counted.records)) if counted else None
    if counted is None or countable is None:
        return None
    conditions = [formulas.condition(text) for text in sorted(counted.filters)]
    known = [(countable.properties.get(c.name), c) for c in conditions if c]
    understood = tuple((p, c) for p, c in known if p and _fits(p, c))
    dating = countable.datings.get(counted.event) if counted.event else next(iter(countable.datings.values()))
    if dating is None or len(understood) < len(conditions):
        return None
    return Question(countable, counted, understood, dating)


def is_answerable(formula: str) -> bool:
    """Whether a register counts what the formula asks; it may do so for another measure, whose formula is meant."""
    return bool(formulas.refers(formula)) or question(formula, {}) is not None


def _fits(known: Property, asked: Condition) -> bool:
    if known.is_flag:
        return not asked.sign or set(asked.values) <= {"true", "false", *known.choices}
    if asked.sign == "≠":
        return asked.values == ("null",)
    return bool(asked.values) and (not known.choices or set(asked.values) <= set(known.choices))


def _wanted(known: Property, asked: Condition) -> Q:
    path = known.path
    if known.is_flag:
        return Q(**{path: asked.values != ("false",)})
    if asked.sign == "≠":
        return ~Q(**{path: ""})
    values = asked.values
    if asked.sign == ">=":
        order = list(known.choices)
        values = tuple(order[order.index(values[0]) :])
    return Q(**{f"{path}__in": values})


def rows(asked: Question, period: Period, institution: int | None = None) -> QuerySet[Any]:
    """The rows that count in the period, before they are tied to an activity."""
    countable = asked.countable
    standing = {f"{countable.at('deleted_at')}__isnull": True, **countable.always}
    found: QuerySet[Any] = countable.model._default_manager.filter(**standing)
    if institution is not None:
        own, joint = Q(**{countable.at("institution"): institution}), Q(**{countable.at("partners"): institution})
        key = found.model._meta.pk.name
        found = found.filter(**{f"{key}__in": found.filter(own | joint).values(key)})
    step = Q()
    for known, condition in asked.conditions:
        if countable.steps and known.path.startswith(f"{countable.steps}__"):
            step &= _wanted(known, condition)
        else:
            found = found.filter(_wanted(known, condition))
    if not countable.steps:
        return found.filter(asked.dating.within(period))
    found = found.annotate(reached_on=Min(f"{countable.steps}__on", filter=step))
    first = {} if asked.only_reached else {"reached_on__gte": period.start}
    return found.filter(reached_on__lte=period.end, **first)


@dataclass(frozen=True)
class Computed:
    """``value`` None: no register here can answer the formula of the measure. ``question`` is what was asked."""

    measure: Measure
    question: Question | None = None
    activity: int | None = None
    value: Decimal | None = None


def asked_of(measures: Iterable[Measure]) -> list[Computed]:
    """What is asked for each measure, without values. Needs ``indicator.activity``."""
    chosen = list(measures)
    written = _written(chosen)
    codes = {(one.indicator.activity.plan_id, one.indicator.activity.code): one.indicator.activity_id for one in chosen}
    questions = [(one, question(one.formula, written[one.indicator.activity.plan_id])) for one in chosen]
    # A formula may be tied to an activity of which no measure was chosen.
    ties = {(one.indicator.activity.plan_id, asked.counted.activity) for one, asked in questions if asked}
    if lacking := {(plan, code) for plan, code in ties if code} - codes.keys():
        rows = Activity.objects.filter(plan__in={plan for plan, _code in lacking}, code__in={c for _p, c in lacking})
        codes |= {(plan, code): pk for plan, code, pk in rows.values_list("plan", "code", "pk")}
    found = []
    for one, asked in questions:
        plan = one.indicator.activity.plan_id
        tie = codes.get((plan, asked.counted.activity)) if asked and asked.counted.activity else None
        lost = asked and asked.counted.activity and tie is None
        found.append(Computed(one, None if lost else asked, tie))
    return found


def _written(chosen: list[Measure]) -> dict[int, dict[str, str]]:
    """Plan -> "3.1.1#1" -> formula; asked for only where a formula refers to one that was not chosen."""
    written: dict[int, dict[str, str]] = defaultdict(dict)
    for one in chosen:
        activity = one.indicator.activity
        written[activity.plan_id].setdefault(f"{activity.code}#{one.indicator.number}", one.formula)
    referring = [(one.indicator.activity.plan_id, formulas.refers(one.formula)) for one in chosen]
    lacking = {plan for plan, code in referring if code and code not in written[plan]}
    if lacking:
        rows = Measure.objects.filter(indicator__activity__plan__in=lacking).order_by("indicator", "suffix")
        named = rows.values_list(
            "indicator__activity__plan", "indicator__activity__code", "indicator__number", "formula"
        )
        for plan, code, number, formula in named:
            written[plan].setdefault(f"{code}#{number}", formula)
    return written


def compute(measures: Iterable[Measure], period: Period, institution: int | None = None) -> list[Computed]:
    """The value of each measure in the period; of one institution, or of all. Needs ``indicator.activity``.

    One query for all of them, however many plans there are.
    """
    asked = asked_of(measures)
    groups: dict[Any, list[int]] = defaultdict(list)
    for number, one in enumerate(asked):
        if one.question:
            counted = one.question.counted
            alike = (counted.function, counted.records, counted.event, counted.filters, one.activity is None)
            groups[alike].append(number)
    questions = [
        _values(group, asked[numbers[0]], {t for n in numbers if (t := asked[n].activity)}, period, institution)
        for group, numbers in enumerate(groups.values())
    ]
    found: dict[tuple[int, int | None], Decimal] = {}
    for group, activity, value in chain.from_iterable(_together(questions)):
        found[group, activity or None] = figure(value)
    values = {
        number: found.get((group, asked[number].activity), Decimal(0))
        for group, numbers in enumerate(groups.values())
        for number in numbers
    }
    return [Computed(one.measure, one.question, one.activity, values.get(number)) for number, one in enumerate(asked)]


def figure(counted: Decimal | int | None) -> Decimal:
    """Whole numbers without decimals, whichever database they come from; nothing is 0."""
    value = Decimal(counted or 0)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _values(group: int, one: Computed, ties: set[int], period: Period, institution: int | None) -> QuerySet[Any]:
    """(group, activity or 0, value) of one question, for all the activities that ask it."""
    assert one.question
    countable = one.question.countable
    found = rows(one.question, period, institution)
    if countable.steps:
        # Grouping by activity must not mix with the search for the first day of a state.
        found = countable.model._default_manager.filter(pk__in=found.values("pk"))
    tie: Any = Value(0, IntegerField())
    if ties:
        path = countable.at("activities")
        found, tie = found.filter(**{f"{path}__in": ties}), F(path)
    number = Value(group, IntegerField())
    grouped = found.order_by().annotate(of_group=number, of_tie=tie).values_list("of_group", "of_tie")
    valued: QuerySet[Any] = grouped.annotate(
        of_value=Cast(aggregate(countable), DecimalField(max_digits=20, decimal_places=2))
    )
    return valued


def _together(questions: list[QuerySet[Any]]) -> Iterator[QuerySet[Any]]:
    """Many questions as one; databases take a few hundred at once."""
    for first in range(0, len(questions), _AT_ONCE):
        some = questions[first : first + _AT_ONCE]
        yield some[0].union(*some[1:], all=True) if len(some) > 1 else some[0]


def aggregate(countable: Countable) -> Any:
    """The expression that makes one value of the counted rows."""
    if countable.function == "sum":
        return Sum(countable.value)
    if countable.function == "exists":
        return Case(When(Exact(Count("pk"), 0), then=Value(0)), default=Value(1))
    if countable.within:
        whole = Concat(countable.within, Value(" "), countable.value, output_field=CharField())
        return Count(whole, distinct=True)
    return Count(countable.value or "pk", distinct=True)


def counted_rows(one: Computed, period: Period, institution: int | None = None) -> QuerySet[Any]:
    """The rows behind a computed value. Raises ValueError where there is nothing to ask."""
    if one.question is None:
        raise ValueError("no register answers this formula")
    found = rows(one.question, period, institution)
    if one.activity is not None:
        found = found.filter(**{one.question.countable.at("activities"): one.activity})
    return found
