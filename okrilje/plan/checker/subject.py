"""The plan under examination, with the answers that several rules ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from okrilje.accounts.catalogue import Catalogue
from okrilje.lib.scripts import fold
from okrilje.plan import formulas
from okrilje.plan.content import Activity, DeadlineKind, Plan, Role, sort_key
from okrilje.plan.reading.names import Names

T = TypeVar("T")

#: Kinds of deadline under which work goes on through the whole plan.
ONGOING = frozenset({DeadlineKind.CONTINUOUS, DeadlineKind.MINIMUM_FREQUENCY, DeadlineKind.YEARLY})


@dataclass(frozen=True)
class Subject:
    """``catalogue``: the institutions that the plan may name."""

    plan: Plan
    catalogue: Catalogue

    @cached_property
    def activities(self) -> dict[str, Activity]:
        return {activity.code: activity for activity in self.plan.activities}

    @cached_property
    def formulas(self) -> dict[str, str]:
        return formulas.written(self.plan)

    @cached_property
    def has_wording(self) -> bool:
        return any(activity.text for activity in self.plan.activities)

    @cached_property
    def folded(self) -> dict[str, str]:
        """The wording of each activity as it is compared; only of those that have one."""
        return {code: fold(a.text).rstrip(".;") for code, a in self.activities.items() if a.text}

    @cached_property
    def responsible(self) -> dict[str, frozenset[str]]:
        """The institutions named one by one as responsible for each activity."""
        return {
            code: frozenset(r.code for r in a.institutions if r.code and r.role is Role.RESPONSIBLE)
            for code, a in self.activities.items()
        }

    @cached_property
    def levels(self) -> dict[str, str]:
        """The level of government of each institution ("state", ..., "none"), by code."""
        return {institution.code: institution.level.value for institution in self.catalogue.institutions}

    @cached_property
    def preamble(self) -> tuple[str, ...]:
        """The institutions that the preamble names, in its order."""
        found = Names(self.catalogue).find(self.plan.preamble) if self.plan.preamble else []
        return tuple(dict.fromkeys(one.code for one in found if one.code))

    @cached_property
    def adopting(self) -> Activity | None:
        """The activity that adopts this plan: a measure of it counts a plan that has been adopted."""
        found = [a for a in self.plan.activities if a.deadline.due and formulas.adopts_plan(a)]
        return min(found, key=lambda a: a.deadline.due[0].end, default=None)

    @cached_property
    def adoption(self) -> date | None:
        """The day the plan was adopted, else the day by which it is to be; None where nothing says."""
        if self.plan.adopted_on:
            return self.plan.adopted_on
        return self.adopting.deadline.due[0].end if self.adopting else None

    @cached_property
    def prepares_plan(self) -> frozenset[str]:
        """The activities that end in the adoption of the plan, and those that have to be done before it."""
        needed: set[str] = {self.adopting.code} if self.adopting else set()
        grew = True
        while grew:
            more = {d.before for d in self.plan.dependencies if d.after in needed}
            grew = not more <= needed
            needed |= more
        return frozenset(needed)

    def in_order(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(codes), key=sort_key))

    def clusters(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
        """The activities that pairs of them link, in the order of the plan."""
        found = (self.in_order(cluster) for cluster in clusters(pairs))
        return sorted(found, key=lambda codes: sort_key(codes[0]))

    def by_institution(self, items: Iterable[T], code: Callable[[T], str]) -> dict[str, list[T]]:
        """What belongs to activities (``code`` says to which), under each institution responsible for them."""
        found: dict[str, list[T]] = defaultdict(list)
        for item in items:
            for institution in sorted(self.responsible[code(item)]):
                found[institution].append(item)
        return found


def grouped(items: Iterable[tuple[Hashable, T]]) -> list[list[T]]:
    """What has the same key, together; only groups of two or more."""
    groups: dict[Hashable, list[T]] = defaultdict(list)
    for key, item in items:
        groups[key].append(item)
    return [group for group in groups.values() if len(group) > 1]


def clusters(pairs: Iterable[tuple[T, T]]) -> list[set[T]]:
    """Everything that is linked by pairs, directly or through others; the smaller set always joins the larger."""
    home: dict[T, set[T]] = {}
    for one, other in pairs:
        ours, theirs = home.setdefault(one, {one}), home.setdefault(other, {other})
        if ours is not theirs:
            larger, smaller = (ours, theirs) if len(ours) >= len(theirs) else (theirs, ours)
            larger |= smaller
            home.update(dict.fromkeys(smaller, larger))
    return list({id(cluster): cluster for cluster in home.values()}.values())


def linked(left: Sequence[T], right: Sequence[T], apart: Callable[[T], Hashable]) -> Iterator[tuple[T, T]]:
    """Of all pairs across that differ in ``apart``, few that link the same things: a plan may have millions of pairs.

    Two of a side that differ from each other stand for it: whatever has a partner there differs from one of the two,
    and whatever any pair links is linked through the four.
    """
    for these, those in ((left, right), (right, left)):
        two = [*dict((apart(one), one) for one in reversed(those)).values()][-2:]
        yield from ((one, other) for one in these for other in two if apart(one) != apart(other))
