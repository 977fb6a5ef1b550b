"""What the database answers is what somebody finds who looks at every record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Role
from okrilje.lib.periods import Length, Period
from okrilje.monitoring import actions, completeness, freezing
from okrilje.monitoring.answers import Answer, Reported
from okrilje.monitoring.models import Item, Snapshot
from okrilje.monitoring.queries.sheets import Late, sheet
from okrilje.monitoring.status import Progress
from okrilje.plan import formula_words, measuring
from okrilje.plan.measuring import Computed
from okrilje.plan.models import ActionPlan, Measure
from okrilje.registers.kinds.meetings import Meeting
from okrilje.registers.kinds.proceedings import Proceeding
from okrilje.registers.kinds.trainings import Attendance, Training
from okrilje.registers.slow_count import SlowCount
from tests.conftest import make_user
from tests.registers import made_up

pytestmark = pytest.mark.django_db
AT = datetime(2021, 7, 10, 9, tzinfo=UTC)
PERIODS = [
    Period(date(2020, 7, 1), date(2020, 12, 31)),
    Period(date(2021, 1, 1), date(2021, 12, 31)),
    Period(date(2021, 3, 5), date(2021, 3, 5)),
]


def measures() -> list[Measure]:
    rows = Measure.objects.filter(indicator__activity__plan__code="bih-2020-2023")
    return list(rows.select_related("indicator__activity").order_by("pk"))


def computed(code: str, period: Period, institution: Institution | None = None) -> Decimal | None:
    activity, number = code.split("#")
    rows = Measure.objects.filter(
        indicator__activity__code=activity, indicator__number=int(number.rstrip("abcd")),
        indicator__activity__plan__code="bih-2020-2023",
    )  # fmt: skip
    one = measuring.compute(rows.select_related("indicator__activity"), period, institution.pk if institution else None)
    return one[0].value


@pytest.mark.parametrize("seed", range(3))
def test_every_measure_is_what_a_slow_count_finds(country: None, seed: int) -> None:
    made_up.fill(seed, each=20)
    slow = SlowCount()
    some = 0
    for period in PERIODS:
        found = measuring.compute(measures(), period)
        assert {_code(one): one.value for one in found} == {_code(one): slow.value(one, period) for one in found}
        some += sum(bool(one.value) for one in found)
    assert some > 80, "records that nothing counts prove nothing"


def _code(one: Computed) -> str:
    return f"{one.measure.indicator.activity.code}#{one.measure.indicator.number}{one.measure.suffix}"


def test_what_registers_feed_is_computed_and_what_they_do_not_says_so(country: None) -> None:
    found = measuring.compute(measures(), PERIODS[0])
    assert len(found) == 172
    assert {one.measure.register for one in found if one.question is None} == {"VIC"}
    assert sum(one.value is None for one in found) == 21


def test_many_measures_are_two_questions_to_the_database(country: None) -> None:
    made_up.fill(1, each=3)
    with CaptureQueriesContext(connection) as captured:
        measuring.compute(measures(), PERIODS[1])
    assert len(captured) <= 3  # the measures, the copied formula, the values


def meeting(institution: Institution, **fields: object) -> Meeting:
    usual = {"title": "x", "happened_on": date(2021, 5, 4), "changed_at": "2021-05-05T10:00Z", "type": "coordinators"}
    return Meeting.objects.create(institution=institution, **{**usual, **fields})


def activity(code: str) -> int:
    return measures()[0].indicator.activity.plan.activities.get(code=code).pk


def test_a_joint_record_counts_once_and_for_each_of_its_institutions(country: None) -> None:
    ms, gp, sps = (Institution.objects.get(code=code) for code in ("MS", "GP", "SPS"))
    one = meeting(ms)
    one.activities.add(activity("1.3.1"))
    one.partners.add(gp)
    assert [computed("1.3.1#1", PERIODS[1], who) for who in (None, ms, gp, sps)] == [1, 1, 1, 0]


def test_what_was_planned_called_off_or_deleted_does_not_count(country: None) -> None:
    ms = Institution.objects.get(code="MS")
    for fields in ({"status": "planned"}, {"status": "cancelled"}, {"deleted_at": "2021-06-01T10:00Z"}):
        meeting(ms, **fields).activities.add(activity("1.3.1"))
    assert computed("1.3.1#1", PERIODS[1]) == 0


def test_a_person_in_three_trainings_is_one_trained_person(country: None) -> None:
    gp = Institution.objects.get(code="GP")
    for day in (3, 4, 5):
        training = Training.objects.create(
            institution=gp, title="x", topic="other", happened_on=date(2021, 5, day), ends_on=date(2021, 5, day),
            changed_at="2021-05-09T10:00Z",
        )  # fmt: skip
        training.activities.add(activity("4.1.4"))
        Attendance.objects.create(record=training, person="a" * 32, institution=gp)
        Attendance.objects.create(record=training, person="b" * 32, institution=gp, completed=day == 9)
    assert computed("4.1.4#1", PERIODS[1]) == 1


def test_offenders_are_numbered_within_a_case_and_assets_are_no_prosecution(country: None) -> None:
    tbih = Institution.objects.get(code="TBIH")
    for case in ("A 1", "A 2", "A 1"):
        row = Proceeding.objects.create(
            institution=tbih, title="x", case_reference=case, happened_on=date(2021, 2, 1),
            changed_at="2021-05-09T10:00Z",
        )  # fmt: skip
        row.activities.add(activity("3.2.1"))
        for what, offender in (("prosecuted", "1"), ("convicted", "1"), ("investigated", "2"), ("temporary", "3")):
            row.measures.create(type=what, on=date(2021, 3, 1), offender=offender)
    assert computed("3.2.1#1", PERIODS[1]) == 2


def test_a_report_that_differs_from_the_registers_has_to_say_why(country: None) -> None:
    ms = Institution.objects.get(code="MS")
    plan = ActionPlan.objects.get(code="bih-2020-2023")
    chief, writer = make_user(Role.COORDINATOR, ms), make_user(Role.REPORTER, ms)
    actions.set_up(plan, every=Length.HALF_YEAR, adopted_on=date(2020, 9, 30), by=chief, at=AT)
    cycle = actions.open_cycle(plan.cycles.get(code="2021-H1"), by=chief, at=AT)
    for day in (4, 5):
        meeting(ms, happened_on=date(2021, 5, day)).activities.add(activity("1.3.1"))
    report = cycle.submissions.get(institution=ms)
    item = report.items.select_related("activity").get(activity__code="1.3.1")

    def write(base: int, value: int, reason: str = "") -> None:
        values = {"1": Reported(value=Decimal(value), reason=reason)}
        answer = Answer(progress=Progress.IN_PROGRESS, values=values)
        actions.save_all(report, [actions.Writing(item, answer, base=base)], by=writer, at=AT)
        item.refresh_from_db()

    write(0, 3)
    with pytest.raises(actions.MonitoringError, match="reported as 3, but the registers count 2"), override("en"):
        actions.prepare(report, by=writer, at=AT)
    write(item.revision, 3, "One meeting is not entered yet.")
    assert completeness.unexplained(report) == []
    write(item.revision, 2)
    actions.prepare(report, by=writer, at=AT)
    content = freezing.frozen(cycle, as_of=AT)
    assert content["counted"]["1.3.1#1"] == "2"


def test_the_next_report_tells_what_came_late_for_the_cycle_before(country: None) -> None:
    ms = Institution.objects.get(code="MS")
    plan = ActionPlan.objects.get(code="bih-2020-2023")
    chief = make_user(Role.COORDINATOR, ms)
    actions.set_up(plan, every=Length.HALF_YEAR, adopted_on=date(2020, 9, 30), by=chief, at=AT)
    before, now = plan.cycles.get(code="2021-H1"), plan.cycles.get(code="2021-H2")
    meeting(ms, happened_on=date(2021, 5, 4)).activities.add(activity("1.3.1"))
    Snapshot.objects.create(cycle=before, content=freezing.frozen(before, as_of=AT), content_sha256="", at=AT)
    actions.open_cycle(now, by=chief, at=AT)
    item = Item.objects.select_related("submission__cycle__plan", "submission__institution", "activity").get(
        submission__cycle=now, submission__institution=ms, activity__code="1.3.1"
    )
    assert sheet(item).late == {}
    meeting(ms, happened_on=date(2021, 5, 5)).activities.add(activity("1.3.1"))
    meeting(ms, happened_on=date(2021, 8, 5)).activities.add(activity("1.3.1"))
    assert sheet(item).late == {"1": Late(Decimal(1), Decimal(2))}
    assert sheet(item).computed == {"1": Decimal(1)}


def test_a_formula_is_told_in_words(country: None) -> None:
    def told(code: str) -> str:
        rows = [one for one in measuring.asked_of(measures()) if _code(one) == code]
        assert rows[0].question
        return formula_words.words(rows[0].question)

    with override("en"):
        assert told("3.3.2#2") == (
            "Persons trained, each counted once: Completed: yes; Role: prosecutor or judge; entered for the activity "
            "3.3.2; in the period, by the last day of the training"
        )
    with override("sr"):
        assert told("1.1.4#1").startswith("Израђени производ који је достигао стање: Ко или коме: VM;")
