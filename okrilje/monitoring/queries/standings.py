"""How the activities of plans stand, from what was handed in; in a fixed number of queries, however many plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from okrilje.lib.periods import Period
from okrilje.monitoring import points, rules
from okrilje.monitoring.facts import Fact, known_about
from okrilje.monitoring.models import Cycle, Item, Judgement, Reporting
from okrilje.monitoring.obligations import Asks, ReportPoint
from okrilje.monitoring.status import LIGHTS, Light, Progress, State, Status, of_activity, of_point
from okrilje.plan.models import ActionPlan, Activity

#: No window of continuous work is longer than a year, so nothing older speaks for today, except results.
_RECENT = timedelta(days=2 * 366)
_PROGRESS: dict[str, Progress | None] = {"": None, **{progress.value: progress for progress in Progress}}


class Lit:
    """What has a computed status and may have one that the coordinator set by hand, which then counts."""

    __slots__ = ()
    status: Status | None
    judgement: Judgement | None

    @property
    def state(self) -> State | None:
        if self.judgement:
            return State(self.judgement.state)
        return self.status.state if self.status else None

    @property
    def light(self) -> Light:
        return LIGHTS[self.state] if self.state else Light.NONE


@dataclass(slots=True)
class Standing(Lit):
    """An activity and how it stands at the end of ``as_of``. ``judgement``: what the coordinator set by hand."""

    activity: Activity
    as_of: date
    asked: tuple[ReportPoint, ...]
    facts: list[Fact] = field(default_factory=list)
    judgement: Judgement | None = None
    #: Something that it is made of was changed after its acceptance.
    corrected: bool = False
    status: Status | None = field(init=False)

    def __post_init__(self) -> None:
        self.status = status_of(self.asked, self.facts, self.as_of)

    @property
    def points(self) -> list[tuple[ReportPoint, Status]]:
        """Each report point with its status; of those in the past only where ``standings`` read the history."""
        return _each(self.asked, self.facts, self.as_of)

    @property
    def told(self) -> Status | None:
        """The status that counts in roll-ups: the one set by hand, where there is one."""
        if self.judgement is None or self.status is None:
            return self.status
        return Status(State(self.judgement.state), "judged", self.as_of, verified=True)


def status_of(asked: Sequence[ReportPoint], facts: Sequence[Fact], as_of: date) -> Status | None:
    """How what is ``asked`` stands by the ``facts``. Of the points all results speak; of periods the latest that says
    something, so the others need not be worked out.
    """
    if not asked or asked[0].asks is Asks.RESULT:
        return of_activity(_each(asked, facts, as_of))
    for point in reversed(asked):
        if point.window.start <= as_of:
            (spoken,) = _each([point], facts, as_of)
            if spoken[1].state is not State.NOT_DUE:
                return of_activity([spoken])
    return of_activity(_each(asked[:1], facts, as_of))


def _each(asked: Sequence[ReportPoint], facts: Sequence[Fact], as_of: date) -> list[tuple[ReportPoint, Status]]:
    return [(point, of_point(point, known_about(point, facts), as_of)) for point in asked]


def day_told(plans: Iterable[ActionPlan], today: date) -> date:
    """The day for which statuses are told unless somebody asks for another: today, or the end of the last cycle that
    was opened. Of a cycle that nobody opened nobody could report, so nobody is silent about it.
    """
    opened = Cycle.objects.filter(plan__in=plans).exclude(state=Cycle.State.PLANNED)
    last = opened.order_by("-ends_on").first()
    return min(today, last.told_on) if last else today


def standings(
    plans: Sequence[ActionPlan],
    as_of: date,
    *,
    until: date | None = None,
    activities: QuerySet[Activity] | None = None,
    with_dues: bool = False,
    history: bool = False,
) -> dict[int, list[Standing]]:
    """Plan id -> its activities in order, as they stand at the end of ``as_of``.

    ``until``: only cycles that end by that day count. ``activities``: only these; ``with_dues``: with their
    ``due_dates``, for pages that show them. ``history``: read also what says nothing about today, for pages that show
    every report point. Plans whose reporting is not set up have no report
    points: nothing is asked of them yet.
    """
    ids = [plan.pk for plan in plans]
    setup = {row.plan_id: row for row in Reporting.objects.filter(plan__in=ids)}
    frames = {plan.pk: points.frame(plan, setup[plan.pk]) for plan in plans if plan.pk in setup}
    reads_all = history or as_of - date.min < _RECENT
    items = _handed_in(ids, as_of, until, None if reads_all else as_of - _RECENT)
    if activities is not None:
        items = items.filter(activity__in=activities.order_by().values("pk"))
    else:
        activities = Activity.objects.filter(plan__in=ids, is_withdrawn=False).defer("search", "notes", "deadline_raw")
    asked = list(activities.prefetch_related(*["due_dates"] * with_dues).order_by("plan", "order"))
    windows = points.windows_read(asked) if with_dues else points.due_windows(activities)
    facts, corrected = _facts(items, ids)
    judgements = _judgements(items)
    found: dict[int, list[Standing]] = {plan.pk: [] for plan in plans}
    for activity in asked:
        within = frames.get(activity.plan_id)
        found[activity.plan_id].append(
            Standing(
                activity,
                as_of,
                points.of(activity, windows.get(activity.pk, ()), within) if within else (),
                facts.get(activity.pk, []),
                judgements.get(activity.pk),
                activity.pk in corrected,
            )
        )
    return found


def _handed_in(plans: Iterable[int], as_of: date, until: date | None, since: date | None) -> QuerySet[Item]:
    """What was handed in on whole activities; since a day only, except for results, which hold for good."""
    items = Item.objects.filter(
        submission__cycle__plan__in=plans,
        submission__cycle__starts_on__lte=as_of,
        scope=Item.Scope.WHOLE,
        submission__status__in=rules.HANDED_IN,
    )
    if until:
        items = items.filter(submission__cycle__ends_on__lte=until)
    if since:
        items = items.filter(Q(submission__cycle__ends_on__gte=since) | ~Q(completions={}))
    return items


def _facts(items: QuerySet[Item], plans: Iterable[int]) -> tuple[dict[int, list[Fact]], set[int]]:
    """Activity id -> what was reported on it, cycle by cycle; and which were corrected.

    There are many of these rows: cycles and days of completion, which few have, are read apart.
    """
    rows = Cycle.objects.filter(plan__in=plans).exclude(state=Cycle.State.PLANNED)
    cycles = {pk: Period(first, last) for pk, first, last in rows.values_list("pk", "starts_on", "ends_on")}
    completions = {
        pk: {int(number): date.fromisoformat(day) for number, day in days.items()}
        for pk, days in items.exclude(completions={}).values_list("pk", "completions")
    }
    facts: dict[int, list[Fact]] = defaultdict(list)
    corrected = set()
    for pk, activity, progress, occurrences, verdict, changed, status, cycle in items.order_by(
        "submission__cycle__ends_on"
    ).values_list(
        "pk", "activity_id", "progress", "occurrences", "verdict", "corrected_at", "submission__status",
        "submission__cycle_id",
    ):  # fmt: skip
        verified = status in rules.VERIFIED or verdict == Item.Verdict.ACCEPTED
        days = completions.get(pk, {})
        facts[activity].append(Fact(cycles[cycle], _PROGRESS[progress], days, occurrences, verified))
        if changed:
            corrected.add(activity)
    return facts, corrected


def _judgements(items: QuerySet[Item]) -> dict[int, Judgement]:
    """Activity id -> the status set by hand that still holds: until a later cycle reports on the activity."""
    rows = (
        Judgement.objects.filter(item__in=items)
        .select_related("item", "by")
        .annotate(ends_on=F("item__submission__cycle__ends_on"))
        .order_by("ends_on")
    )
    latest = {row.item.activity_id: row for row in rows}
    if not latest:
        return {}
    later: dict[int, date] = defaultdict(lambda: date.min)
    reported = items.filter(activity__in=latest).exclude(progress="", completions={}, occurrences=None)
    for activity, ends_on in reported.values_list("activity_id", "submission__cycle__ends_on"):
        later[activity] = max(later[activity], ends_on)
    return {activity: row for activity, row in latest.items() if later[activity] <= row.ends_on}
