"""Who carries how much of a plan, and who pays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from okrilje.accounts.models import Institution
from okrilje.plan.content import DATED
from okrilje.plan.models import ActionPlan, Resource, Responsibility


@dataclass(slots=True)
class Load:
    """What one institution has to do: numbers of activities, except ``indicators`` (those of its activities)
    and ``regular`` (lines of the plan that name its regular budget)."""

    institution: Institution
    activities: int = 0
    sole: int = 0
    first: int = 0
    dated: int = 0
    indicators: int = 0
    regular: int = 0
    per_pillar: Counter[str] = field(default_factory=Counter)

    @property
    def joint(self) -> int:
        return self.activities - self.sole


def loads(plan: ActionPlan) -> list[Load]:
    """Each institution that is responsible for anything, the busiest first."""
    of_activity = dict(
        plan.activities.filter(is_withdrawn=False).order_by().values_list("pk").annotate(n=Count("indicators"))
    )
    parts = _parts(plan)
    on_it: Counter[int] = Counter(activity for activity, _institution in parts)
    known = Institution.objects.in_bulk({institution for _activity, institution in parts})
    found: dict[int, Load] = {}
    for (activity, institution), (order, kind, pillar) in parts.items():
        load = found.setdefault(institution, Load(known[institution]))
        load.activities += 1
        load.sole += on_it[activity] == 1
        load.first += order == 1
        load.dated += kind in DATED
        load.indicators += of_activity[activity]
        load.per_pillar[pillar] += 1
    for institution, entries in _regular_budgets(plan).items():
        if institution in found:
            found[institution].regular = entries
    return sorted(found.values(), key=lambda load: (-load.activities, -load.sole, load.institution.code))


def _parts(plan: ActionPlan) -> dict[tuple[int, int], tuple[int, str, str]]:
    """By activity and institution: its earliest place, the kind of deadline, the pillar. Named twice counts once."""
    rows = Responsibility.objects.filter(activity__plan=plan, activity__is_withdrawn=False).order_by("-order")
    columns = ("activity", "institution", "order", "activity__deadline_kind", "activity__programme__pillar__code")
    return {(activity, institution): rest for activity, institution, *rest in rows.values_list(*columns)}


def _regular_budgets(plan: ActionPlan) -> dict[int, int]:
    entries = Resource.objects.filter(
        activity__plan=plan, activity__is_withdrawn=False, type=Resource.Type.REGULAR_BUDGET, source__isnull=False
    )
    return dict(entries.order_by().values_list("source").annotate(n=Count("pk")))


def together(found: Iterable[Load], pillars: Iterable[str]) -> dict[str, object]:
    """The sums under the table. ``activities`` is the number of activity-institution pairs."""
    rows = list(found)
    sums: dict[str, object] = {
        name: sum(getattr(load, name) for load in rows)
        for name in ("activities", "sole", "joint", "first", "dated", "indicators", "regular")
    }
    return sums | {"per_pillar": [sum(load.per_pillar[p] for load in rows) for p in pillars]}


@dataclass(slots=True)
class Donor:
    institution: Institution
    #: Codes of the activities it is named in, in the order of the plan.
    activities: list[str]
    #: The wordings under which the document names it; empty where no document was imported.
    names: Counter[str]

    @property
    def names_seen(self) -> list[tuple[str, int]]:
        return self.names.most_common()


@dataclass(slots=True)
class DonorSet:
    donors: list[Institution]
    activities: list[str]


def given_by_donors(plan: ActionPlan) -> QuerySet[Resource]:
    return Resource.objects.filter(
        activity__plan=plan, activity__is_withdrawn=False, type=Resource.Type.DONOR, source__isnull=False
    )


def donors(plan: ActionPlan) -> tuple[list[Donor], list[DonorSet]]:
    """The donors, and the sets of donors that are named together; both with the most activities first."""
    rows = given_by_donors(plan).order_by("activity__order", "order").values_list("activity__code", "source", "raw")
    known = Institution.objects.in_bulk({source for _code, source, _raw in rows})
    found = {pk: Donor(institution, [], Counter()) for pk, institution in known.items()}
    named: dict[str, set[int]] = defaultdict(set)
    for code, source, raw in rows:
        if source not in named[code]:
            found[source].activities.append(code)
        named[code].add(source)
        found[source].names.update([raw] if raw else [])
    ranked = sorted(found.values(), key=lambda d: (-len(d.activities), d.institution.code))
    return ranked, _sets(named, [d.institution for d in ranked])


def _sets(named: dict[str, set[int]], ranked: list[Institution]) -> list[DonorSet]:
    together: dict[frozenset[int], list[str]] = defaultdict(list)
    for code, donors_ in named.items():
        together[frozenset(donors_)].append(code)
    found = [DonorSet([i for i in ranked if i.pk in donors_], codes) for donors_, codes in together.items()]
    return sorted(found, key=lambda s: (-len(s.activities), -len(s.donors)))
