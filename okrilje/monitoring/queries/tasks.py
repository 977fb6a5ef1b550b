"""What waits for somebody: the reports whose turn is theirs, and what a coordinator has to see to.

A fixed number of queries, however many plans and cycles there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import takewhile

from django.db.models import Q, QuerySet
from django.utils import timezone

from okrilje.accounts.models import User
from okrilje.accounts.permissions import HAVE_TASKS, Permission, of_roles
from okrilje.monitoring.models import Cycle, Decision, Item, Mention, Reporting, Step, Submission
from okrilje.monitoring.queries import levels
from okrilje.monitoring.queries.scorecards import asked_in_each
from okrilje.monitoring.rules import Status
from okrilje.plan.models import ActionPlan, Activity

#: A cycle is opened shortly before its last day, so that institutions can begin to write.
OPEN_BEFORE_END = timedelta(days=14)


@dataclass(slots=True)
class Task:
    """A report that waits for somebody. ``waiting``: days since its last step. ``said``: what was said when it came
    back, as (activity code or "", text). ``answered`` of ``asked``: only where it has to be written.
    """

    submission: Submission
    days_left: int
    waiting: int
    said: list[tuple[str, str]] = field(default_factory=list)
    answered: int = 0
    asked: int = 0

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)


@dataclass(slots=True)
class Silence:
    """Who has not handed in, in an open cycle that is past its due date."""

    cycle: Cycle
    submissions: list[Submission]


@dataclass(slots=True)
class Coordination:
    """What the coordinator of one or several plans has to see to."""

    to_open: list[Cycle] = field(default_factory=list)
    to_close: list[Cycle] = field(default_factory=list)
    #: Closed cycles of plans below, to be accepted.
    to_accept: list[Cycle] = field(default_factory=list)
    #: Cycles of plans below whose last day of grace is over, without a report.
    silent_below: list[Cycle] = field(default_factory=list)
    #: Open cycles of the own plans that are past their due date.
    past_due: list[Cycle] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.to_open) + len(self.to_close) + len(self.to_accept) + len(self.silent_below)


@dataclass(slots=True)
class Tasks:
    returned: list[Task] = field(default_factory=list)
    overdue: list[Task] = field(default_factory=list)
    to_fill: list[Task] = field(default_factory=list)
    to_approve: list[Task] = field(default_factory=list)
    to_review: list[Task] = field(default_factory=list)
    #: Cycles of which several reports wait for a review.
    queues: list[Cycle] = field(default_factory=list)
    #: Comments in which somebody named this person.
    asked: list[Mention] = field(default_factory=list)
    coordination: Coordination = field(default_factory=Coordination)
    silent: list[Silence] = field(default_factory=list)

    @property
    def count(self) -> int:
        reports = (self.returned, self.overdue, self.to_fill, self.to_approve, self.to_review)
        return sum(map(len, reports)) + len(self.asked) + self.coordination.count


def waiting_for(user: User) -> QuerySet[Submission]:
    """The reports in open cycles whose turn it is for this person."""
    granted, here = of_roles(user.roles), user.institution_id
    theirs = Q(pk__in=[])
    if Permission.REPORT in granted:
        theirs |= Q(institution=here, status__in=[Status.DRAFT, Status.RETURNED])
    if Permission.APPROVE_REPORT in granted:
        theirs |= Q(institution=here, status=Status.PREPARED) & ~Q(prepared_by=user)
    if Permission.REVIEW_REPORTS in granted:
        own = Q(cycle__plan__owner=here, status=Status.SUBMITTED)
        theirs |= own & ~Q(prepared_by=user) & ~Q(approved_by=user)
    return Submission.objects.filter(theirs, cycle__state=Cycle.State.OPEN)


def count(user: User) -> int:
    """How many reports and comments wait for this person: the number beside "My tasks", on every page in one query."""
    if not HAVE_TASKS & of_roles(user.roles):
        return 0
    asked = Mention.objects.waiting_for(user).order_by().values_list("pk")
    return waiting_for(user).order_by().values_list("pk").union(asked, all=True).count()


def of(user: User, today: date) -> Tasks:
    rows = list(
        waiting_for(user)
        .select_related("cycle__plan", "institution")
        .order_by("cycle__due_on", "cycle__plan__code", "institution__code")
    )
    to_see = coordination(user, today)
    tasks = Tasks(coordination=to_see, silent=_silent(to_see.past_due), asked=_asked(user))
    for task in _tasks(rows, today):
        _pile(tasks, task).append(task)
    waiting = Counter(task.submission.cycle for task in tasks.to_review)
    tasks.queues = [cycle for cycle, reports in waiting.items() if reports > 1]
    return tasks


def _asked(user: User) -> list[Mention]:
    """The latest first."""
    return list(
        Mention.objects.waiting_for(user)
        .select_related(
            "comment__by__institution",
            "comment__item__activity",
            "comment__item__submission__institution",
            "comment__item__submission__cycle__plan",
            "notice",
        )
        .order_by("-pk")
    )


def _pile(tasks: Tasks, task: Task) -> list[Task]:
    """Where it belongs: what came back first, then what is late."""
    status = task.submission.status
    if status == Status.RETURNED:
        return tasks.returned
    if status == Status.PREPARED:
        return tasks.to_approve
    if status == Status.SUBMITTED:
        return tasks.to_review
    return tasks.overdue if task.days_late else tasks.to_fill


def _tasks(rows: Sequence[Submission], today: date) -> list[Task]:
    last = {step.submission_id: step for step in Step.objects.filter(submission__in=rows).order_by("id")}
    said = _said(rows, last)
    to_write = [row for row in rows if row.status in (Status.DRAFT, Status.RETURNED)]
    counted = _answered(to_write)
    found = []
    for row in rows:
        since = last[row.pk].at if row.pk in last else row.cycle.opened_at
        waiting = (today - timezone.localtime(since).date()).days if since else 0
        answered, asked = counted.get(row.pk, (0, 0))
        days_left = (row.cycle.due_on - today).days
        found.append(Task(row, days_left, max(0, waiting), said.get(row.pk, []), answered, asked))
    return found


def _said(rows: Sequence[Submission], last: dict[int, Step]) -> dict[int, list[tuple[str, str]]]:
    """Submission id -> what its coordinator or approver said when sending it back, as (activity code or "", text)."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        step = last.get(row.pk)
        if step and row.status == Status.DRAFT and step.comment:
            found[row.pk].append(("", step.comment))
    returned = [row.pk for row in rows if row.status == Status.RETURNED]
    decisions = Decision.objects.filter(item__submission__in=returned, item__verdict=Item.Verdict.RETURNED)
    for one in decisions.select_related("item__activity", "comment").order_by("item__activity__order", "id"):
        submission = one.item.submission_id
        if one.comment and submission in last and one.at == last[submission].at:
            found[submission].append((one.item.activity.code, one.comment.text))
    return found


def _answered(rows: Sequence[Submission]) -> dict[int, tuple[int, int]]:
    """Submission id -> how many of the answers that its cycle asks for say something, and how many are asked for."""
    cycles = {row.cycle_id: row.cycle for row in rows}
    activities = Activity.objects.filter(
        pk__in=Item.objects.filter(submission__in=rows).values("activity"), is_withdrawn=False
    )
    asked = asked_in_each(list(cycles.values()), activities)
    cycle_of = {row.pk: row.cycle_id for row in rows}
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    items = Item.objects.filter(submission__in=rows)
    for item in items.only("submission", "activity", "progress", "completions", "occurrences"):
        if item.activity_id in asked[cycle_of[item.submission_id]]:
            found[item.submission_id][0] += item.is_reported
            found[item.submission_id][1] += 1
    return {pk: (answered, of_all) for pk, (answered, of_all) in found.items()}


def coordination(user: User, today: date) -> Coordination:
    if Permission.REVIEW_REPORTS not in of_roles(user.roles):
        return Coordination()
    own = list(ActionPlan.objects.filter(owner=user.institution_id).select_related("strategy").order_by("code"))
    cycles: dict[int, list[Cycle]] = defaultdict(list)
    for cycle in Cycle.objects.filter(plan__in=own).select_related("plan").order_by("starts_on"):
        cycles[cycle.plan_id].append(cycle)
    adopted = dict(Reporting.objects.filter(plan__in=own).values_list("plan_id", "adopted_on"))
    found = Coordination()
    for plan in own:
        opened = [cycle for cycle in cycles[plan.pk] if cycle.state == Cycle.State.OPEN]
        following = _next(cycles[plan.pk], adopted.get(plan.pk))
        found.to_open += [cycle for cycle in following if cycle.ends_on - OPEN_BEFORE_END <= today]
        found.to_close += [cycle for cycle in opened if cycle.grace_until < today]
        found.past_due += [cycle for cycle in opened if cycle.due_on < today]
    _look_below(found, own, cycles, today)
    return found


def _next(cycles: list[Cycle], adopted_on: date | None) -> list[Cycle]:
    """The cycle after the last one that was opened, if there is one; none that was over before the adoption."""
    planned = list(reversed(list(takewhile(lambda cycle: cycle.state == Cycle.State.PLANNED, reversed(cycles)))))
    return [cycle for cycle in planned if adopted_on is None or cycle.ends_on >= adopted_on][:1]


def _look_below(found: Coordination, own: list[ActionPlan], cycles: dict[int, list[Cycle]], today: date) -> None:
    family: dict[int, list[ActionPlan]] = defaultdict(list)
    strategies = {plan.strategy_id for plan in own if plan.strategy_id}
    for plan in ActionPlan.objects.filter(strategy__in=strategies, is_public=True).select_related("strategy"):
        family[plan.strategy_id or 0].append(plan)
    above = {low.pk: plan for plan in own for low in levels.below(plan, family[plan.strategy_id or 0])}
    over = Q(state=Cycle.State.CLOSED) | Q(grace_until__lt=today)
    lower = Cycle.objects.filter(over, plan__in=above, endorsement=None).select_related("plan")
    for cycle in lower.order_by("plan__code", "starts_on"):
        covering = [c for c in cycles[above[cycle.plan_id].pk] if c.starts_on <= cycle.ends_on <= c.ends_on]
        if not covering or covering[0].state == Cycle.State.CLOSED:
            continue
        if cycle.state == Cycle.State.CLOSED:
            found.to_accept.append(cycle)
        elif covering[0].state == Cycle.State.OPEN:
            found.silent_below.append(cycle)


def _silent(cycles: Sequence[Cycle]) -> list[Silence]:
    rows: dict[int, list[Submission]] = defaultdict(list)
    for row in Submission.objects.filter(cycle__in=cycles, handed_in_at=None).select_related("institution"):
        rows[row.cycle_id].append(row)
    return [
        Silence(cycle, sorted(rows[cycle.pk], key=lambda row: row.institution.title))
        for cycle in cycles
        if rows[cycle.pk]
    ]
