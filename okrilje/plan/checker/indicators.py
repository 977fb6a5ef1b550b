"""Rules on indicators: what cannot be counted, what is counted twice, what is missing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations, combinations_with_replacement

from django.utils.translation import gettext_lazy as _

from okrilje.lib.scripts import fold
from okrilje.plan import formulas
from okrilje.plan.checker import words
from okrilje.plan.checker.rule import Cell, Field, Found, Severity, each, rule
from okrilje.plan.checker.subject import Subject, linked
from okrilje.plan.content import Activity, Indicator, MeasureType, Register

#: Numbers that are no targets: years, articles of a law.
_NO_TARGET = re.compile(r"\b(?:19|20)\d\d\b|\b(?:cl|clan\w*|art|article)\.? \d+")


def _indicators(subject: Subject) -> Iterator[tuple[Activity, int, Indicator]]:
    for activity in subject.plan.activities:
        for number, indicator in enumerate(activity.indicators, 1):
            yield activity, number, indicator


def _one(activity: Activity, number: int, **more: str | int | list[str]) -> Found:
    cells = (Cell(activity.code, Field.INDICATOR, number),)
    return (activity.code,), cells, {"activity": activity.code, "number": number, **more}


@rule(
    "no-target",
    Severity.HIGH,
    title=_("No targets"),
    sentence=_(
        "%(without)s of %(indicators)s indicators have no target value. "
        "Only a minimum frequency tells how much is expected (activities: %(frequencies)s)."
    ),
    remedy=_("Set a baseline and a target for each indicator that is counted."),
)
def no_target(subject: Subject) -> Iterator[Found]:
    texts = [_NO_TARGET.sub("", fold(indicator.raw)) for _activity, _number, indicator in _indicators(subject)]
    without = sum(not any(map(str.isdigit, text)) for text in texts)
    if without:
        frequencies = sum(a.deadline.min_frequency is not None for a in subject.plan.activities)
        yield (), (), {"without": without, "indicators": len(texts), "frequencies": frequencies}


@rule(
    "no-indicator",
    Severity.HIGH,
    title=_("No indicator"),
    sentence=_("%(activity)s has no indicator."),
    remedy=_("Say by what it will be known that the activity is done."),
)
def no_indicator(subject: Subject) -> Iterator[Found]:
    for code, activity in subject.activities.items():
        if not activity.indicators:
            yield (code,), each([code], Field.INDICATOR), {"activity": code}


@rule(
    "not-measurable",
    Severity.HIGH,
    title=_("Cannot be counted"),
    sentence=_("Indicator %(number)s of %(activity)s cannot be counted: there is no unit in which to measure it."),
    remedy=_("Agree what exactly is counted, or treat it as a state that is confirmed with evidence."),
)
def not_measurable(subject: Subject) -> Iterator[Found]:
    for activity, number, indicator in _indicators(subject):
        if any(m.formula.startswith("qualitative") for m in indicator.measures):
            yield _one(activity, number)


@rule(
    "compound-indicator",
    Severity.MEDIUM,
    title=_("Several measures in one indicator"),
    sentence=_("Indicator %(number)s of %(activity)s holds more than one measure (%(count)s)."),
    remedy=_("Write each as an indicator of its own; until then each is reported separately."),
)
def compound_indicator(subject: Subject) -> Iterator[Found]:
    for activity, number, indicator in _indicators(subject):
        if len(indicator.measures) > 1:
            yield _one(activity, number, count=len(indicator.measures))


@rule(
    "stages-added-up",
    Severity.MEDIUM,
    title=_("One thing counted at several stages"),
    sentence=_("Indicator %(number)s of %(activity)s counts the same thing at several stages of its way."),
    remedy=_("Report each stage on its own; never add them up."),
)
def stages_added_up(subject: Subject) -> Iterator[Found]:
    for activity, number, indicator in _indicators(subject):
        counted = [c for c in (formulas.parse(m.formula) for m in indicator.measures) if c]
        if any(formulas.stages(one, other) for one, other in combinations(counted, 2)):
            yield _one(activity, number)


@rule(
    "result-not-measured",
    Severity.LOW,
    title=_("No indicator for the result"),
    sentence=_("%(activity)s is to create something, but no indicator tells whether it exists."),
    remedy=_("Add an indicator for the result itself."),
    needs_wording=True,
)
def result_not_measured(subject: Subject) -> Iterator[Found]:
    for code, activity in subject.activities.items():
        measures = [m for i in activity.indicators for m in i.measures]
        result = any(m.type is MeasureType.MILESTONE or m.register_ is Register.DELIVERABLES for m in measures)
        if measures and not result and words.holds(activity.text, words.CREATE):
            yield (code,), each([code], Field.ACTIVITY, Field.INDICATOR), {"activity": code}


@dataclass(frozen=True, slots=True)
class _Asked:
    """One thing that an activity asks to be counted; by its wording alone where no measure says what is meant."""

    cell: Cell
    counted: formulas.Counted | None
    wording: str
    persons: bool


def _asked(subject: Subject) -> list[_Asked]:
    found = []
    for activity, number, indicator in _indicators(subject):
        cell = Cell(activity.code, Field.INDICATOR, number)
        for measure in indicator.measures:
            counted = formulas.resolved(measure.formula, subject.formulas)
            found.append(_Asked(cell, counted, "", measure.type is MeasureType.PERSONS))
        if not indicator.measures and indicator.raw:
            found.append(_Asked(cell, None, fold(indicator.raw), False))
    return found


def _twice(subject: Subject, *, persons: bool) -> Iterator[Found]:
    pairs = list(_may_count_twice(subject, [a for a in _asked(subject) if a.persons is persons]))
    touched: dict[str, set[Cell]] = defaultdict(set)
    for cell in chain.from_iterable(pairs):
        touched[cell.code].add(cell)
    for codes in subject.clusters((one.code, other.code) for one, other in pairs):
        cells = [cell for code in codes for cell in sorted(touched[code], key=lambda c: c.number)]
        yield codes, tuple(cells), {"codes": list(codes)}


def _may_count_twice(subject: Subject, asked: list[_Asked]) -> Iterator[tuple[Cell, Cell]]:
    """Cells of two activities of one institution that can count the same; as many as link all there are."""
    alike: dict[formulas.Counted | str, list[Cell]] = defaultdict(list)
    for thing in asked:
        alike[formulas.untied(thing.counted) if thing.counted else thing.wording].append(thing.cell)
    own = {what: subject.by_institution(cells, lambda cell: cell.code) for what, cells in alike.items() if what}
    for one, other in combinations_with_replacement(own, 2):
        if one == other if isinstance(one, str) or isinstance(other, str) else formulas.overlap(one, other):
            for institution in own[one].keys() & own[other].keys():
                yield from linked(own[one][institution], own[other][institution], lambda cell: cell.code)


@rule(
    "persons-counted-twice",
    Severity.HIGH,
    title=_("The same persons in several figures"),
    sentence=_("The same person can be counted in each of these: %(codes)s. The figures must not be added."),
    remedy=_("Show each figure, and one total of distinct persons."),
)
def persons_counted_twice(subject: Subject) -> Iterator[Found]:
    return _twice(subject, persons=True)


@rule(
    "records-counted-twice",
    Severity.MEDIUM,
    title=_("The same thing in several figures"),
    sentence=_("The same record can count in each of these: %(codes)s. The figures must not be added."),
    remedy=_("Enter each record once, with all the activities it belongs to."),
)
def records_counted_twice(subject: Subject) -> Iterator[Found]:
    return _twice(subject, persons=False)


RULES = (
    no_target,
    no_indicator,
    not_measurable,
    compound_indicator,
    stages_added_up,
    result_not_measured,
    persons_counted_twice,
    records_counted_twice,
)
