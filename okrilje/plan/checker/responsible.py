"""Rules on who answers for an activity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from okrilje.plan.checker.rule import Field, Found, Severity, Values, each, rule
from okrilje.plan.checker.subject import Subject, grouped
from okrilje.plan.content import Role


@rule(
    "no-responsible",
    Severity.HIGH,
    title=_("Nobody is responsible"),
    sentence=_("%(activity)s names nobody who is responsible."),
    remedy=_("Name the responsible institution."),
)
def no_responsible(subject: Subject) -> Iterator[Found]:
    for code, activity in subject.activities.items():
        if not activity.institutions:
            yield (code,), each([code], Field.RESPONSIBLE), {"activity": code}


@rule(
    "institution-unrecognised",
    Severity.HIGH,
    title=_("An institution is not recognised"),
    sentence=_("%(activity)s names an institution that is not in the register: “%(text)s”."),
    remedy=_("Add the institution to the register, or this name to the names it goes by."),
)
def institution_unrecognised(subject: Subject) -> Iterator[Found]:
    for code, activity in subject.activities.items():
        for unknown in (r for r in activity.institutions if r.code is None):
            yield (code,), each([code], Field.RESPONSIBLE), {"activity": code, "text": unknown.raw}


@rule(
    "responsible-not-named",
    Severity.MEDIUM,
    title=_("Only a group is responsible"),
    sentence=_("%(activity)s names no institution as responsible, only a group: %(institutions)s."),
    remedy=_("Name the institution that leads and reports."),
)
def responsible_not_named(subject: Subject) -> Iterator[Found]:
    for code, activity in subject.activities.items():
        groups = [r.code for r in activity.institutions if r.role is Role.COLLECTIVE and r.code]
        if groups and not subject.responsible[code]:
            yield (code,), each([code], Field.RESPONSIBLE), {"activity": code, "institutions": groups}


@rule(
    "responsible-outside-level",
    Severity.LOW,
    title=_("Responsible, but outside this level of government"),
    sentence=_(
        "Responsible, but not of the level of government whose plan this is: %(institutions)s. Activities: %(codes)s."
    ),
    remedy=_("Name an institution of this level that leads, and agree with the other how it takes part."),
)
def responsible_outside_level(subject: Subject) -> Iterator[Found]:
    outside: dict[str, list[str]] = defaultdict(list)
    for code, activity in subject.activities.items():
        for named in activity.institutions:
            level = subject.levels.get(named.code or "")
            if named.code and level and level != subject.plan.level:
                outside[named.code].append(code)
    for institution, found in outside.items():
        codes = subject.in_order(found)
        yield codes, each(codes, Field.RESPONSIBLE), {"codes": list(codes), "institutions": [institution]}


@rule(
    "responsible-dropped",
    Severity.LOW,
    title=_("An institution is missing further on"),
    sentence=_("%(codes)s: builds on %(before)s and has all its institutions but one: %(institutions)s."),
    remedy=_("Add the institution, or say why it takes no further part."),
)
def responsible_dropped(subject: Subject) -> Iterator[Found]:
    dropped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for dependency in subject.plan.dependencies:
        before = subject.responsible[dependency.before]
        missing = before - subject.responsible[dependency.after]
        if len(missing) == 1 and len(before) > 2:
            dropped[dependency.before, min(missing)].append(dependency.after)
    for (source, institution), after in dropped.items():
        codes = subject.in_order(after)
        values: Values = {"codes": list(codes), "before": source, "institutions": [institution]}
        yield (source, *codes), each((source, *codes), Field.RESPONSIBLE), values


@rule(
    "responsible-inconsistent",
    Severity.MEDIUM,
    title=_("The same text, but others are responsible"),
    sentence=_("%(codes)s have the same text, but not the same responsible institutions: %(institutions)s."),
    remedy=_("Check whether one institution should be responsible for all of them."),
    needs_wording=True,
)
def responsible_inconsistent(subject: Subject) -> Iterator[Found]:
    for group in grouped((text, code) for code, text in subject.folded.items()):
        sets = {subject.responsible[code] for code in group}
        if len(sets) > 1:
            codes = subject.in_order(group)
            values: Values = {"codes": list(codes), "institutions": sorted(frozenset().union(*sets))}
            yield codes, each(codes, Field.ACTIVITY, Field.RESPONSIBLE), values


#: A preamble that names fewer of those who answer for activities does not list who agreed to the plan.
FEWEST_NAMED = 3


@rule(
    "preamble-without-activity",
    Severity.LOW,
    title=_("Named in the preamble, but without an activity"),
    sentence=_("The preamble names institutions that answer for no activity: %(institutions)s."),
    remedy=_("Give them a part in the plan, or leave it at their agreement to it."),
    needs_wording=True,
)
def preamble_without_activity(subject: Subject) -> Iterator[Found]:
    idle = [c for c in subject.preamble if subject.levels[c] == subject.plan.level and c not in _named(subject)]
    if idle:
        yield (), (), {"institutions": idle}


@rule(
    "missing-in-preamble",
    Severity.LOW,
    title=_("With activities, but not in the preamble"),
    sentence=_("The preamble does not name these institutions, although they answer for activities: %(institutions)s."),
    remedy=_("Check whether they have agreed to the plan."),
    needs_wording=True,
)
def missing_in_preamble(subject: Subject) -> Iterator[Found]:
    missing = _named(subject) - set(subject.preamble)
    if missing and len(_named(subject) & set(subject.preamble)) >= FEWEST_NAMED:
        yield (), (), {"institutions": sorted(missing)}


def _named(subject: Subject) -> frozenset[str]:
    return frozenset().union(*subject.responsible.values())


RULES = (
    no_responsible,
    institution_unrecognised,
    responsible_not_named,
    responsible_outside_level,
    responsible_dropped,
    responsible_inconsistent,
    preamble_without_activity,
    missing_in_preamble,
)
