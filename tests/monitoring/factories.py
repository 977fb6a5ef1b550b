"""A small plan that is reported on: two institutions, a coordinator, one activity of each kind of deadline."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.test import Client

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.lib.periods import Length
from okrilje.monitoring import actions
from okrilje.monitoring.models import Cycle, Item, Submission
from okrilje.monitoring.rules import Status
from okrilje.monitoring.status import Progress
from okrilje.plan.models import ActionPlan
from tests.plan.factories import CONTINUOUS, activity, institution, month, plan_value, stored

#: A day in the first half of 2021, when the reports of 2020-H2 are written.
AT = datetime(2021, 1, 20, 9, 0, tzinfo=UTC)


def measured(*types: str, register: str = "MTG") -> list[dict[str, Any]]:
    """Indicators with one measure each."""
    return [
        {
            "labels": {"en": f"Number {n}", "bs": f"Broj {n}"},
            "type": kind,
            "measures": [{"type": kind, "register": register, "formula": "count(x)", "labels": {"en": f"Number {n}"}}],
        }
        for n, kind in enumerate(types, 1)
    ]


def small_plan(**fields: Any) -> ActionPlan:
    """1.1.1 due March 2021 (MS); 1.1.2 continuous (GP); 1.1.3 at least twice a half-year (MS); 1.1.4 joint GP + SPS;
    1.1.5 once a year (MS)."""
    twice = {**CONTINUOUS, "min_frequency": {"count": 2, "per": "half-year"}}
    value = plan_value(
        activity("1.1.1", deadline=month(2021, 3), indicators=measured("MIL", register="DEL")),
        activity("1.1.2", institutions=["GP"], indicators=measured("EVT", "PER")),
        activity("1.1.3", deadline=twice, indicators=measured("EVT")),
        activity("1.1.4", institutions=["GP", "SPS"], indicators=measured("PER", register="TRN")),
        activity("1.1.5", deadline={**CONTINUOUS, "kind": "once-a-year"}),
    )
    return stored(value, **fields)


def user(role: Role, code: str, name: str = "") -> User:
    email = f"{name or role.value}@{code.lower()}.example.org"
    return User.objects.create_user(
        email=email,
        name=name or role.value,
        password="correct horse 1",
        institution=Institution.objects.get_or_create(
            code=code, defaults={"name": code, "kind": "ministry", "level": "state"}
        )[0],
        roles=[role.value],
    )


def signed_in(who: User) -> Client:
    """A browser of somebody who reads English."""
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(who)
    return client


def set_up(plan: ActionPlan, every: Length = Length.HALF_YEAR, adopted_on: date | None = date(2020, 9, 30)) -> None:
    actions.set_up(plan, every=every, adopted_on=adopted_on, by="system", at=AT)


def opened(plan: ActionPlan, code: str) -> Cycle:
    return actions.open_cycle(plan.cycles.get(code=code), by="system", at=AT)


def item(cycle: Cycle, who: str, code: str, scope: str = "whole") -> Item:
    return Item.objects.get(
        submission__cycle=cycle, submission__institution__code=who, activity__code=code, scope=scope
    )


def submission(cycle: Cycle, who: str) -> Submission:
    return Submission.objects.get(cycle=cycle, institution__code=who)


def reported_plan(plan: ActionPlan, cycles: int, every: Length = Length.QUARTER) -> None:
    """Opens the first ``cycles`` of a plan and fills them: every fifth institution silent, every third not accepted."""
    set_up(plan, every)
    for number, cycle in enumerate(plan.cycles.all()[:cycles]):
        actions.open_cycle(cycle, by="system", at=AT)
        for place, one in enumerate(cycle.submissions.order_by("institution__code")):
            if (place + number) % 5 == 0:
                continue
            status = Status.SUBMITTED if (place + number) % 3 == 0 else Status.ACCEPTED
            Submission.objects.filter(pk=one.pk).update(
                status=status,
                handed_in_at=datetime.combine(cycle.due_on, time(9), tzinfo=UTC) + timedelta(days=place % 4),
            )
            items = list(one.items.all())
            for index, row in enumerate(items):
                row.progress = list(Progress)[(index + number) % 4]
                row.occurrences = 1 if row.progress == Progress.IN_PROGRESS else None
                row.completions = {"1": cycle.ends_on.isoformat()} if row.progress == Progress.DONE else {}
                row.done = "Održan je sastanak i dogovoreni su naredni koraci."
            Item.objects.bulk_update(items, ["progress", "occurrences", "completions", "done"])


__all__ = [
    "AT",
    "institution",
    "item",
    "measured",
    "opened",
    "reported_plan",
    "set_up",
    "small_plan",
    "submission",
    "Role",
    "user",
]
