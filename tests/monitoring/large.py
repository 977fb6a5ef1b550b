"""A report of an institution that is responsible for thousands of activities, written at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.monitoring import workbook
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.models import Cycle, Item, Submission
from okrilje.monitoring.queries import forms
from okrilje.monitoring.status import Progress
from okrilje.plan.models import ActionPlan, Activity, Indicator, Measure, Pillar, Programme

AT = datetime(2022, 7, 10, 9, 0, tzinfo=UTC)


def submission(activities: int) -> tuple[Submission, User]:
    """With whom it is written by. Every third activity has a measure."""
    own, _new = Institution.objects.get_or_create(
        code="GP", defaults={"name": "Granična policija", "kind": "police", "level": "state"}
    )
    days = {"starts_on": date(2022, 1, 1), "ends_on": date(2023, 12, 31)}
    plan = ActionPlan.objects.create(code="large-report", owner=own, level="state", **days)
    pillar = Pillar.objects.create(plan=plan, code="1", order=1)
    programme = Programme.objects.create(pillar=pillar, code="1.1", order=1)
    rows = Activity.objects.bulk_create(
        Activity(
            plan=plan, programme=programme, code=f"1.1.{n}", order=n, labels={"bs": f"Aktivnost {n}"},
            deadline_kind="continuous", **days,
        )
        for n in range(activities)
    )  # fmt: skip
    counted = Indicator.objects.bulk_create(Indicator(activity=row, number=1) for row in rows[::3])
    Measure.objects.bulk_create(Measure(indicator=one, type="EVT", register="MTG") for one in counted)
    cycle = Cycle.objects.create(
        plan=plan, code="2022-H1", starts_on=date(2022, 1, 1), ends_on=date(2022, 6, 30), due_on=date(2022, 7, 30),
        grace_until=date(2022, 8, 13), state=Cycle.State.OPEN, opened_at=AT,
    )  # fmt: skip
    found = Submission.objects.create(cycle=cycle, institution=own, changed_at=AT)
    Item.objects.bulk_create(Item(submission=found, activity=row) for row in rows)
    who = User.objects.create(email="pisac@example.org", name="Pisac", institution=own, roles=[Role.REPORTER])
    return found, who


def answer(number: int) -> Answer:
    return Answer(progress=Progress.IN_PROGRESS, occurrences=number, done=f"Održano sastanaka: {number}.")


def filled_in(found: Submission) -> bytes:
    """A workbook in which something is said of every activity."""
    form = forms.form(found, AT.date())
    entries = [replace(entry, answer=answer(int(entry.code.rpartition(".")[2]))) for entry in form.entries]
    return workbook.write(replace(form, entries=entries))
