"""Storing a plan: all or nothing, rows keep their identity, versions keep everything."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from okrilje.accounts.models import Institution
from okrilje.audit.models import Event
from okrilje.plan import actions, content, difference
from okrilje.plan.models import ActionPlan, Activity, Change, DueDate, Indicator, Measure, Responsibility, Version
from tests.plan.generated import plans

#: No shrinking: each try writes two plans.
SLOW = settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
NOW = datetime(2021, 5, 4, 10, 0, tzinfo=UTC)


def current() -> content.Plan:
    plan = actions.current("bih-2020-2023")
    assert plan is not None
    return plan


def amended(code: str, **fields: object) -> content.Plan:
    """The state's plan with other fields in one activity."""
    plan = current()
    activities = tuple(a.model_copy(update=fields) if a.code == code else a for a in plan.activities)
    return plan.model_copy(update={"activities": activities})


def test_the_shipped_plan_is_stored_whole(country: None) -> None:
    plan = ActionPlan.objects.get(code="bih-2020-2023")
    assert plan.pillars.count() == 5
    assert plan.activities.count() == 117
    assert Indicator.objects.filter(activity__plan=plan).count() == 153
    assert Measure.objects.filter(indicator__activity__plan=plan).count() == 172
    assert Responsibility.objects.filter(activity__plan=plan).count() == 236
    assert DueDate.objects.filter(activity__plan=plan).count() == 46


def test_applying_the_same_plan_again_changes_nothing(country: None) -> None:
    assert actions.apply(current(), by="system", at=NOW) is None
    assert Version.objects.filter(plan__code="bih-2020-2023").count() == 1


def test_an_amendment_keeps_the_rows_and_says_what_changed(country: None) -> None:
    before = Activity.objects.get(plan__code="bih-2020-2023", code="1.2.2")
    deadline = content.Deadline(
        raw="Juni 2021.", kind=content.DeadlineKind.MONTH, start=date(2021, 6, 1), end=date(2021, 6, 30)
    )
    version = actions.apply(amended("1.2.2", deadline=deadline), by="system", at=NOW, reason="Postponed")
    assert version is not None and version.number == 2
    after = Activity.objects.get(plan__code="bih-2020-2023", code="1.2.2")
    assert after.pk == before.pk and after.ends_on == date(2021, 6, 30)
    assert [due.due_on for due in after.due_dates.all()] == [date(2021, 6, 30)]
    (change,) = Change.objects.filter(version=version)
    assert (change.kind, change.code, change.field) == ("activity", "1.2.2", "deadline")
    assert change.before["end"] == "2021-01-31" and change.after["end"] == "2021-06-30"


def test_an_activity_taken_out_stays_readable(country: None) -> None:
    plan = current()
    left = plan.model_copy(
        update={
            "activities": tuple(a for a in plan.activities if a.code != "5.2.4"),
            "dependencies": tuple(d for d in plan.dependencies if "5.2.4" not in (d.before, d.after)),
        }
    )
    actions.apply(left, by="system", at=NOW)
    gone = Activity.objects.get(plan__code="bih-2020-2023", code="5.2.4")
    assert gone.is_withdrawn
    assert gone.responsibilities.count() == 1 and gone.indicators.count() == 1
    actions.apply(plan, by="system", at=NOW)
    assert Activity.objects.get(pk=gone.pk).is_withdrawn is False


def test_every_change_leaves_an_audit_event(country: None) -> None:
    known = Event.objects.count()
    actions.apply(amended("1.1.1", text="Nova odluka"), by="system", at=NOW, reason="Why not")
    event = Event.objects.order_by("-sequence")[0]
    assert Event.objects.count() == known + 1
    assert (event.action, event.subject, event.details["version"]) == ("plan.amended", "bih-2020-2023", 2)


def test_an_unknown_institution_changes_nothing(country: None) -> None:
    stranger = content.Responsible(raw="Ministarstvo vremena", code="MV", order=1)
    with pytest.raises(actions.PlanError, match="MV"):
        actions.apply(amended("1.1.1", institutions=(stranger,)), by="system", at=NOW)
    assert Version.objects.filter(plan__code="bih-2020-2023").count() == 1


def test_when_the_audit_cannot_be_written_nothing_is_stored(country: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no disk")

    monkeypatch.setattr("okrilje.audit.actions.record", broken)
    with pytest.raises(RuntimeError, match="no disk"):
        actions.apply(amended("1.1.1", text="Nova odluka"), by="system", at=NOW)
    assert Activity.objects.get(plan__code="bih-2020-2023", code="1.1.1").title == ""
    assert Version.objects.filter(plan__code="bih-2020-2023").count() == 1


@pytest.mark.django_db
@SLOW
@given(plans(min_activities=1), plans(min_activities=1))
def test_whatever_is_applied_is_what_stands_afterwards(first: content.Plan, second: content.Plan) -> None:
    for code in ("MS", "GP", "SIPA"):
        Institution.objects.get_or_create(code=code, defaults={"name": code, "kind": "agency"})
    actions.apply(first, by="system", at=NOW)
    actions.apply(second, by="system", at=NOW)
    assert actions.current("random") == second
    assert difference.changes(actions.current("random"), second) == []
    rows = Activity.objects.filter(plan__code="random", is_withdrawn=False).order_by("order")
    assert [row.code for row in rows] == [a.code for a in second.activities]
    for row, activity in zip(rows, second.activities, strict=True):
        assert [r.institution.code for r in row.responsibilities.all()] == [r.code for r in activity.institutions]
        assert [i.title for i in row.indicators.all()] == [i.raw for i in activity.indicators]
        assert [r.amount for r in row.resources.all()] == [r.amount for r in activity.resources]
        assert [d.due_on for d in row.due_dates.all()] == sorted(w.end for w in activity.deadline.due)
    ActionPlan.objects.filter(code="random").delete()
