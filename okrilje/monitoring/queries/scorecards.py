"""Completeness and timeliness: who was asked for what in a cycle, who answered, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from okrilje.accounts.models import Institution
from okrilje.monitoring import rules
from okrilje.monitoring.facts import Fact, known_about
from okrilje.monitoring.models import Cycle, Item, Submission
from okrilje.monitoring.obligations import Asks, ReportPoint, is_asked
from okrilje.monitoring.queries.standings import Standing, standings
from okrilje.plan.models import ActionPlan, Activity


@dataclass(slots=True)
class Card:
    """How an institution reported in a cycle. Numbers are answers (items), of which ``expected`` were asked for.

    One institution's silence never shows in another's card: a share of a joint activity counts for itself.
    """

    institution: Institution
    submission: Submission
    expected: int = 0
    reported: int = 0
    verified: int = 0

    @property
    def completeness(self) -> Decimal | None:
        return Decimal(self.reported) / self.expected if self.expected else None

    @property
    def waits_at(self) -> rules.Party | None:
        return rules.OWNERS[rules.Status(self.submission.status)]

    @property
    def is_silent(self) -> bool:
        return self.submission.handed_in_at is None

    @property
    def days_late(self) -> int | None:
        """Days after the due date, 0 for on time; None while nothing was handed in."""
        handed_in = self.submission.handed_in_at
        if handed_in is None:
            return None
        return max(0, (timezone.localtime(handed_in).date() - self.submission.cycle.due_on).days)


def asked_in(cycle: Cycle) -> dict[int, list[ReportPoint]]:
    """Activity id -> the report points about which this cycle asks something. Needs ``cycle.plan``.

    A result that was reported as done in an earlier cycle is not asked for again.
    """
    return asked_in_each([cycle])[cycle.pk]


def asked_in_each(
    cycles: Sequence[Cycle], activities: QuerySet[Activity] | None = None
) -> dict[int, dict[int, list[ReportPoint]]]:
    """The same for several cycles at once, by cycle id; ``activities``: only these."""
    plans = {cycle.plan_id: cycle.plan for cycle in cycles}
    until = max((cycle.ends_on for cycle in cycles), default=date.min)
    found = standings(list(plans.values()), until, activities=activities) if cycles else {}
    return {cycle.pk: asked_of(found[cycle.plan_id], cycle) for cycle in cycles}


def asked_of(told: Iterable[Standing], cycle: Cycle) -> dict[int, list[ReportPoint]]:
    """The same from standings that are there already, of whatever day."""
    asked = {standing.activity.pk: asked_about(standing, cycle) for standing in told}
    return {activity: points for activity, points in asked.items() if points}


def asked_about(standing: Standing, cycle: Cycle) -> list[ReportPoint]:
    """The report points of one activity about which the cycle asks something."""
    before = [fact for fact in standing.facts if fact.cycle.end < cycle.starts_on]
    return [point for point in standing.asked if is_asked(point, cycle.period, settled=_settled(point, before))]


def _settled(point: ReportPoint, before: Sequence[Fact]) -> bool:
    return point.asks is Asks.RESULT and known_about(point, before).completed_on is not None


def most_urgent_first(own: Iterable[Card]) -> list[Card]:
    """Who is silent, then who lacks most, then by code."""
    return sorted(own, key=lambda c: (not c.is_silent, c.completeness or Decimal(0), c.institution.code))


def cards(cycle: Cycle, asked: Mapping[int, object] | None = None) -> list[Card]:
    """The card of every institution that has a submission in the cycle, by code. Needs ``cycle.plan``."""
    wanted = asked_in(cycle) if asked is None else asked
    submissions = cycle.submissions.select_related("institution", "cycle").order_by("institution__code")
    found = {row.pk: Card(row.institution, row) for row in submissions}
    for item in Item.objects.filter(submission__in=found).only(
        "submission", "activity", "progress", "completions", "occurrences", "verdict"
    ):
        if item.activity_id not in wanted:
            continue
        card = found[item.submission_id]
        card.expected += 1
        if card.submission.status in rules.HANDED_IN and item.is_reported:
            card.reported += 1
            card.verified += card.submission.status in rules.VERIFIED or item.verdict == Item.Verdict.ACCEPTED
    return list(found.values())


@dataclass(slots=True)
class Summary:
    """How a cycle was reported on by all together: submissions, and answers of which ``expected`` were asked for."""

    cycle: Cycle
    submissions: int = 0
    handed_in: int = 0
    on_time: int = 0
    expected: int = 0
    reported: int = 0

    @property
    def completeness(self) -> Decimal | None:
        return Decimal(self.reported) / self.expected if self.expected else None

    @property
    def timeliness(self) -> Decimal | None:
        return Decimal(self.on_time) / self.submissions if self.submissions else None


def summary(cycle: Cycle, own: Sequence[Card]) -> Summary:
    """The cards of a cycle added up."""
    return Summary(
        cycle,
        submissions=len(own),
        handed_in=sum(not card.is_silent for card in own),
        on_time=sum(card.days_late == 0 for card in own),
        expected=sum(card.expected for card in own),
        reported=sum(card.reported for card in own),
    )


def trend(plan: ActionPlan) -> list[Summary]:
    """Each cycle that was opened, in order; in a fixed number of queries, however many there are."""
    opened = {cycle.pk: cycle for cycle in plan.cycles.exclude(state=Cycle.State.PLANNED)}
    if not opened:
        return []
    found = {pk: Summary(cycle) for pk, cycle in opened.items()}
    for pk, moment in Submission.objects.filter(cycle__in=opened).values_list("cycle", "handed_in_at"):
        found[pk].submissions += 1
        if moment is not None:
            found[pk].handed_in += 1
            found[pk].on_time += timezone.localtime(moment).date() <= opened[pk].due_on
    told = standings([plan], plan.ends_on)[plan.pk]
    asked = {pk: asked_of(told, cycle) for pk, cycle in opened.items()}
    items = Item.objects.filter(submission__cycle__in=opened).values_list(
        "submission__cycle", "activity", "submission__status", "progress", "completions", "occurrences"
    )
    for pk, activity, status, progress, completions, occurrences in items.order_by():
        if activity in asked[pk]:
            said = bool(progress or completions or occurrences is not None)
            found[pk].expected += 1
            found[pk].reported += said and status in rules.HANDED_IN
    return list(found.values())
