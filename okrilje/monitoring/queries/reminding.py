"""How the reports stand for the reminders of a day, and whom each reminder reaches. A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max
from django.utils import timezone

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Permission, of_roles
from okrilje.monitoring.models import Cycle, Item, Notice, ReminderRound, Step, Submission
from okrilje.monitoring.reminder_words import Names, sentence
from okrilje.monitoring.reminders import Kind, Reminder, Report, To, reminders
from okrilje.monitoring.rules import Status
from okrilje.plan.models import ActionPlan

_NEEDS = {To.WRITERS: Permission.REPORT, To.APPROVERS: Permission.APPROVE_REPORT}


@dataclass(slots=True)
class Due:
    """What a day asks for: each reminder that is new, with the people it reaches (nobody where there is none)."""

    day: date
    reminders: list[tuple[Reminder, list[User]]] = field(default_factory=list)
    names: Names = field(default_factory=Names)


def due(day: date) -> Due:
    """The reminders of a day that their people have not had yet."""
    rows = list(
        Submission.objects.filter(cycle__state=Cycle.State.OPEN)
        .select_related("cycle__plan__owner", "institution")
        .order_by("cycle__plan__code", "cycle__starts_on", "institution__code")
    )
    names = Names(
        {row.cycle.plan.code: row.cycle.plan for row in rows}, {row.institution.code: row.institution for row in rows}
    )
    found = reminders(_reports(rows), day, after=ReminderRound.before(day))
    reaches = _Recipients(rows)
    had = set(Notice.objects.filter(key__in=[one.key for one in found]).values_list("user_id", "key"))
    told = [(one, [user for user in reaches(one) if (user.pk, one.key) not in had]) for one in found]
    known = {key for _user, key in had}
    return Due(day, [(one, people) for one, people in told if people or one.key not in known], names)


def as_lines(due: Due) -> list[str]:
    """Who gets what and why, a line for each; where nobody has the role, that is said."""
    lines = []
    for reminder, people in due.reminders:
        who = ", ".join(user.email for user in people) or f"nobody ({reminder.to} {reminder.institution})"
        lines.append(f"{who}: [{reminder.kind}] {sentence(reminder, due.names)}")
    return lines


def names_for(notices: Iterable[Notice]) -> Names:
    """The names that the sentences of these notices need."""
    about = [notice.about for notice in notices]
    listed = {code for one in about for group in ("silent", "waiting", "returned") for code in one[group]}
    plans = ActionPlan.objects.filter(code__in={one["plan"] for one in about})
    institutions = Institution.objects.filter(code__in=listed | {one["institution"] for one in about})
    return Names({row.code: row for row in plans}, {row.code: row for row in institutions})


def _reports(rows: list[Submission]) -> list[Report]:
    ids = [row.pk for row in rows]
    steps = dict(Step.objects.filter(submission__in=ids).values_list("submission").annotate(last=Max("at")))
    edits = dict(Item.objects.filter(submission__in=ids).values_list("submission").annotate(last=Max("edited_at")))
    found = []
    for row in rows:
        opened = row.cycle.opened_at
        assert opened is not None, "an open cycle was opened"
        since = steps.get(row.pk) or opened
        found.append(
            Report(
                plan=row.cycle.plan.code,
                cycle=row.cycle.code,
                institution=row.institution.code,
                status=Status(row.status),
                due_on=row.cycle.due_on,
                grace_until=row.cycle.grace_until,
                since=timezone.localtime(since).date(),
                touched_on=timezone.localtime(max(since, edits.get(row.pk) or since)).date(),
                handed_in=row.handed_in_at is not None,
            )
        )
    return found


class _Recipients:
    """Who has an open account and which role; asked once for all reminders of a day."""

    def __init__(self, rows: list[Submission]) -> None:
        self._owner = {row.cycle.plan.code: row.cycle.plan.owner_id for row in rows}
        self._institution = {row.institution.code: row.institution_id for row in rows}
        self._prepared_by = {
            (row.cycle.plan.code, row.cycle.code, row.institution.code): row.prepared_by_id for row in rows
        }
        self._people: Mapping[int, list[User]] = defaultdict(list)
        wanted = {*self._owner.values(), *self._institution.values()}
        for user in User.objects.filter(is_active=True, institution__in=wanted).order_by("pk"):
            self._people[user.institution_id].append(user)

    def __call__(self, reminder: Reminder) -> list[User]:
        if reminder.to is To.COORDINATORS:
            return self._having(Permission.REVIEW_REPORTS, self._owner[reminder.plan])
        people = self._having(_NEEDS[reminder.to], self._institution[reminder.institution])
        if reminder.kind in (Kind.UNAPPROVED, Kind.OVERDUE, Kind.OVERDUE_AGAIN) and reminder.to is To.APPROVERS:
            writer = self._prepared_by[reminder.plan, reminder.cycle, reminder.institution]
            return [user for user in people if user.pk != writer]
        return people

    def _having(self, permission: Permission, institution: int) -> list[User]:
        return [user for user in self._people[institution] if permission in of_roles(user.roles)]
