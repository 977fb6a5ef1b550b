"""What the formula of a measure counts: the one notation that people read, the checker examines and registers answer.

A formula reads ``count(meeting: activities∋1.3.1, status=held, kind=coordinators, date∈period)``: a function, the
records counted, and conditions. One condition may tie the records to an activity, one says by which date they fall
into a period; the rest are filters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from okrilje.plan.content import Activity, Plan

_HEAD = re.compile(r"(count|count_distinct|sum|exists)\(([\w.]+): ?")
_TIE = re.compile(r"(?:[\w.]*\.)?activit(?:y=|ies∋)(\S+)")
_PERIOD = re.compile(r"period|∈year")
_FILTER = re.compile(r"([\w.]+)(?:=|∈)\{?([^{}]+)\}?")
_COPY = re.compile(r"same query as ([\w.]+#\d+)")
#: Not a number, but a state that a deliverable has reached, with evidence.
_APPLIED = re.compile(r"qualitative: (\w+) ([\w.]+) (state)=(\w+)")
_CONDITION = re.compile(r"([\w. ]+?)(?:(=|∈|>=|≠)\{?([^{}]+)\}?)?")


@dataclass(frozen=True, slots=True)
class Counted:
    """``activity`` is the one that the records carry, None where all records count; ``event`` the dating condition."""

    function: str
    records: str
    activity: str | None
    event: str
    filters: frozenset[str]

    @property
    def kind(self) -> frozenset[str]:
        """The filters that name a kind or a state of the records."""
        return frozenset(f for f in self.filters if f.startswith(("kind=", "state")))


def parse(formula: str) -> Counted | None:
    """None for what is not a count of records ("qualitative: ...")."""
    head = _HEAD.match(formula)
    if head is None:
        return None
    activity, event, filters = None, "", set()
    for condition in _conditions(formula[head.end() :]):
        if tie := _TIE.fullmatch(condition):
            activity = tie[1]
        elif _PERIOD.search(condition):
            event = condition
        else:
            filters.add(condition)
    return Counted(head[1], head[2], activity, event, frozenset(filters))


@dataclass(frozen=True, slots=True)
class Condition:
    """``sign`` is "=" (one of ``values``), ">=" (this or a later one), "≠" (not that), or "" for what is or is not."""

    name: str
    sign: str
    values: tuple[str, ...]


def condition(text: str) -> Condition | None:
    """A filter taken apart; None where it is no condition that a record can be asked."""
    if (found := _CONDITION.fullmatch(text)) is None:
        return None
    values = tuple(v.strip() for v in re.split("[,∪]", found[3])) if found[3] else ()
    return Condition(found[1].strip(), {"∈": "=", None: ""}.get(found[2], found[2]), values)


def behind(formula: str) -> str:
    """What is said after the count: "; break down by institution"."""
    head = _HEAD.match(formula)
    if head is None:
        return ""
    depth = 0
    for place, c in enumerate(formula[head.end() :], head.end()):
        if c == ")" and depth == 0:
            return formula[place + 1 :]
        depth += (c in "({") - (c in ")}")
    return ""


def _conditions(text: str) -> list[str]:
    """The parts between commas up to the closing bracket, brackets inside left whole."""
    parts, depth, part = [], 0, ""
    for c in text:
        if c == ")" and depth == 0:
            break
        depth += (c in "({") - (c in ")}")
        if c == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += c
    return [*parts, part.strip()]


def written(plan: Plan) -> dict[str, str]:
    """ "3.1.1#1" -> the formula of the first measure of that indicator."""
    return {
        f"{activity.code}#{number}": indicator.measures[0].formula
        for activity in plan.activities
        for number, indicator in enumerate(activity.indicators, 1)
        if indicator.measures
    }


def refers(formula: str) -> str:
    """ "3.1.1#1" where the formula of that measure is meant; "" where it is one itself."""
    copy = _COPY.match(formula)
    return copy[1] if copy else ""


def resolved(formula: str, written: Mapping[str, str]) -> Counted | None:
    """Like ``parse``, but "same query as 3.1.1#1" is the query it names; ``written``: "3.1.1#1" -> its formula."""
    copy = _COPY.match(formula)
    return parse(written.get(copy[1], formula) if copy else formula)


def answerable(formula: str, written: Mapping[str, str]) -> Counted | None:
    """Like ``resolved``; what is judged by a state with its evidence is the question whether that was reached."""
    if applied := _APPLIED.match(formula):
        return Counted("exists", applied[1], applied[2], "", frozenset({f"state>={applied[4]}"}))
    return resolved(formula, written)


def untied(counted: Counted) -> Counted:
    """The same without the activity, of which ``overlap`` only asks whether there is one."""
    return replace(counted, activity="any" if counted.activity else None)


def overlap(one: Counted, other: Counted) -> bool:
    """Can one record be counted by both?

    Records tied to an activity: only where both ask for the same kind or state under the same filters, for then
    nothing tells to which of the two activities a record belongs. Otherwise: where they are dated by the same event
    and no filter keeps them apart.
    """
    if (one.function, one.records) != (other.function, other.records) or one.function == "exists":
        return False
    if one.activity and other.activity:
        return bool(one.kind) and one.filters == other.filters
    return bool(one.event) and one.event == other.event and not _apart(one, other)


def _apart(one: Counted, other: Counted) -> bool:
    ours, theirs = _choices(one), _choices(other)
    return any(not ours[name] & theirs[name] for name in ours.keys() & theirs.keys())


def _choices(counted: Counted) -> dict[str, set[str]]:
    """The values that each property may have. One with a dot is a sub-record's, of which there may be several."""
    found = (_FILTER.fullmatch(f) for f in counted.filters)
    return {m[1]: {v.strip() for v in m[2].split(",")} for m in found if m and "." not in m[1]}


def stages(one: Counted, other: Counted) -> bool:
    """Do both count the same records, only at another point of their way (collected, delivered; prepared, agreed)?"""
    if one == other or one.function == "exists":
        return False
    if (one.function, one.records, one.activity) != (other.function, other.records, other.activity):
        return False
    return _without_state(one) == _without_state(other)


def _without_state(counted: Counted) -> frozenset[str]:
    return frozenset(f for f in counted.filters if not f.startswith("state"))


def adopts_plan(activity: Activity) -> bool:
    """Does a measure of this activity ask whether a plan has been adopted?"""
    counted = [parse(m.formula) for i in activity.indicators for m in i.measures]
    return any(c and {"kind=plan", "state>=adopted"} <= c.filters for c in counted)
