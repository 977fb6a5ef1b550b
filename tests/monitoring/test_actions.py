"""From an opened cycle to a snapshot: who may do what, and what stays of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.lib.periods import Length
from okrilje.monitoring import actions, storing
from okrilje.monitoring.actions import MonitoringError
from okrilje.monitoring.answers import Answer, Reported, Spending
from okrilje.monitoring.models import Cycle, Item, ItemVersion
from okrilje.monitoring.queries.scorecards import asked_in, cards, summary, trend
from okrilje.monitoring.queries.standings import day_told, standings
from okrilje.monitoring.status import Progress, State
from tests.monitoring.factories import AT, item, opened, set_up, submission, user

LATER = AT + timedelta(days=1)
WORK = Answer(progress=Progress.IN_PROGRESS, done="Održane su dvije kontrole.", occurrences=2)


def handed_in(story, who: str = "GP"):
    actions.prepare(submission(story.cycle, who), by=story.reporter, at=AT)
    return actions.submit(submission(story.cycle, who), by=story.approver, at=AT)


# --- Cycles -------------------------------------------------------------------------------------------------------


def test_cycles_are_laid_out_from_the_first_day_to_the_last_deliverable(story) -> None:
    assert list(story.plan.cycles.values_list("code", flat=True)) == [
        "2020-H1", "2020-H2", "2021-H1", "2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2",
    ]  # fmt: skip
    first = story.plan.cycles.get(code="2020-H1")
    assert (first.due_on, first.grace_until) == (date(2020, 7, 30), date(2020, 8, 13))


def test_cycles_run_to_the_last_late_deliverable(story) -> None:
    late = story.plan.activities.get(code="1.1.1")
    late.due_dates.update(starts_on=date(2024, 3, 1), due_on=date(2024, 3, 31))
    set_up(story.plan)
    last = story.plan.cycles.last()
    assert (last.code, last.starts_on, last.ends_on) == ("2024-H1", date(2024, 1, 1), date(2024, 3, 31))


def test_setting_up_anew_keeps_what_was_opened(story) -> None:
    set_up(story.plan, Length.QUARTER)
    codes = list(story.plan.cycles.values_list("code", flat=True))
    assert codes[:2] == ["2020-H2", "2021-Q1"] and codes[-1] == "2023-Q4"
    assert story.plan.cycles.get(code="2020-H2").state == Cycle.State.OPEN


def test_every_institution_gets_its_activities_and_the_first_named_the_whole_of_a_joint_one(story) -> None:
    rows = Item.objects.filter(submission__cycle=story.cycle)
    found = sorted(rows.values_list("submission__institution__code", "activity__code", "scope"))
    assert found == [
        ("GP", "1.1.2", "whole"), ("GP", "1.1.4", "share"), ("GP", "1.1.4", "whole"),
        ("MS", "1.1.1", "whole"), ("MS", "1.1.3", "whole"), ("MS", "1.1.5", "whole"),
        ("SPS", "1.1.4", "share"),
    ]  # fmt: skip


def test_another_lead_reports_the_whole_from_the_next_cycle_on(story) -> None:
    joint = story.plan.activities.get(code="1.1.4")
    sps = joint.responsibilities.get(institution__code="SPS").institution
    with pytest.raises(MonitoringError, match="Say why"):
        actions.choose_lead(joint, sps, reason=" ", by=story.coordinator, at=AT)
    actions.choose_lead(joint, sps, reason="Vodi registar.", by=story.coordinator, at=AT)
    later = opened(story.plan, "2021-H1")
    assert item(later, "SPS", "1.1.4") and item(later, "GP", "1.1.4", "share")
    with pytest.raises(Item.DoesNotExist):
        item(later, "GP", "1.1.4")


def test_a_cycle_is_opened_once(story) -> None:
    with pytest.raises(MonitoringError, match="opened already"):
        actions.open_cycle(story.cycle, by="system", at=AT)


# --- Writing ------------------------------------------------------------------------------------------------------


def test_an_answer_comes_back_as_it_was_saved(story) -> None:
    whole = Answer(
        progress=Progress.IN_PROGRESS,
        occurrences=3,
        done="Tri kontrole na graničnim prijelazima.",
        difficulties="Nedostatak ljudi.",
        handled="Preraspodjela.",
        lessons="Planirati ranije.",
        recommendation="Produžiti rok.",
        values={"1": Reported(value="3.00", reason=""), "2": Reported(value="12.00")},
        money={"2020/GP": Spending(planned="100.50", paid="99.00"), "2020/": Spending(allocated="1.00")},
    )
    saved = actions.save(item(story.cycle, "GP", "1.1.2"), whole, base=0, by=story.reporter, at=AT)
    assert (saved.answer, saved.conflicts, saved.item.revision) == (whole.without_blanks(), [], 1)
    fresh = Item.objects.get(pk=saved.item.pk)
    assert storing.answer_of(fresh) == whole.without_blanks() == storing.version(fresh, 1)


def test_saving_the_same_again_changes_nothing(story) -> None:
    for _time in range(2):
        saved = actions.save(item(story.cycle, "GP", "1.1.2"), WORK, base=1, by=story.reporter, at=AT)
    assert saved.item.revision == 1 and ItemVersion.objects.count() == 1


def test_two_people_who_change_different_fields_lose_nothing(story) -> None:
    where = item(story.cycle, "GP", "1.1.2")
    actions.save(where, Answer(done="A"), base=0, by=story.reporter, at=AT)
    saved = actions.save(where, Answer(lessons="B"), base=0, by=story.both, at=AT)
    assert (saved.answer, saved.conflicts) == (Answer(done="A", lessons="B"), [])


def test_two_people_who_change_the_same_field_see_both_and_nothing_is_lost(story) -> None:
    where = item(story.cycle, "GP", "1.1.2")
    actions.save(where, Answer(done="Moje"), base=0, by=story.reporter, at=AT)
    saved = actions.save(where, Answer(done="Tvoje", lessons="B"), base=0, by=story.both, at=AT)
    (conflict,) = saved.conflicts
    assert (conflict.field, conflict.mine, conflict.theirs) == ("done", "Tvoje", "Moje")
    assert saved.answer == Answer(done="Moje", lessons="B")
    aside = ItemVersion.objects.get(is_aside=True)
    assert Answer.model_validate(aside.answer) == Answer(done="Tvoje", lessons="B")


@pytest.mark.parametrize("who", ["stranger", "approver", "coordinator"])
def test_only_those_who_report_for_the_institution_write(story, who) -> None:
    with pytest.raises(MonitoringError):
        actions.save(item(story.cycle, "GP", "1.1.2"), WORK, base=0, by=getattr(story, who), at=AT)
    assert not ItemVersion.objects.exists()


def test_a_measure_of_another_activity_is_refused_whole(story) -> None:
    wrong = Answer(done="x", values={"9": Reported(value=1)})
    with pytest.raises(MonitoringError, match="no measure 9"):
        actions.save(item(story.cycle, "GP", "1.1.2"), wrong, base=0, by=story.reporter, at=AT)
    assert item(story.cycle, "GP", "1.1.2").done == ""


# --- The path of a submission -------------------------------------------------------------------------------------


def test_whoever_prepared_it_cannot_approve_it(story) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.both, at=AT)
    with pytest.raises(MonitoringError, match="second person"):
        actions.submit(submission(story.cycle, "GP"), by=story.both, at=AT)
    assert actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT).status == "submitted"


def test_a_contradiction_is_named_before_it_leaves_the_house(story) -> None:
    due = item(story.cycle, "MS", "1.1.1")
    actions.save(due, Answer(progress=Progress.DONE), base=0, by=story.coordinator, at=AT)
    with pytest.raises(MonitoringError, match=r"1\.1\.1"):
        actions.prepare(submission(story.cycle, "MS"), by=story.coordinator, at=AT)


def test_one_item_is_returned_and_the_others_stay_closed(story) -> None:
    for code in ("1.1.2", "1.1.4"):
        actions.save(item(story.cycle, "GP", code), WORK, base=0, by=story.reporter, at=AT)
    handed_in(story)
    back = item(story.cycle, "GP", "1.1.2")
    with pytest.raises(MonitoringError, match="at least one"):
        actions.return_(submission(story.cycle, "GP"), {back.pk: " "}, by=story.coordinator, at=AT)
    actions.return_(submission(story.cycle, "GP"), {back.pk: "Koliko kontrola?"}, by=story.coordinator, at=AT)
    assert [c.text for c in back.comments.all()] == ["Koliko kontrola?"]
    with pytest.raises(MonitoringError, match="accepted this activity"):
        actions.save(item(story.cycle, "GP", "1.1.4"), Answer(), base=1, by=story.reporter, at=AT)
    better = WORK.model_copy(update={"lessons": "Bilježiti odmah."})
    actions.save(back, better, base=1, by=story.reporter, at=LATER)
    first = submission(story.cycle, "GP").handed_in_at
    handed_in(story)
    done = actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=LATER)
    assert (done.status, done.handed_in_at) == ("accepted", first)
    assert set(done.items.values_list("verdict", flat=True)) == {"accepted"}
    steps = [(s.before, s.after) for s in done.steps.all()]
    assert steps == [
        ("draft", "prepared"), ("prepared", "submitted"), ("submitted", "returned"),
        ("returned", "prepared"), ("prepared", "submitted"), ("submitted", "accepted"),
    ]  # fmt: skip
    assert list(Event.objects.order_by("sequence").values_list("action", flat=True))[-6:] == [
        "submission.prepared", "submission.submitted", "submission.returned",
        "submission.prepared", "submission.submitted", "submission.accepted",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["reporter", "approver", "stranger"])
def test_only_the_coordinator_accepts(story, who) -> None:
    handed_in(story)
    with pytest.raises(MonitoringError):
        actions.accept(submission(story.cycle, "GP"), by=getattr(story, who), at=AT)


# --- After the acceptance -----------------------------------------------------------------------------------------


def closed(story):
    actions.save(item(story.cycle, "GP", "1.1.2"), WORK, base=0, by=story.reporter, at=AT)
    handed_in(story)
    actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=AT)
    return actions.close_cycle(story.cycle, by=story.coordinator, at=AT)


def test_a_closed_cycle_is_frozen_and_a_correction_changes_only_the_live_view(story) -> None:
    snapshot = closed(story)
    where = item(story.cycle, "GP", "1.1.2")
    with pytest.raises(MonitoringError, match="closed"):
        actions.save(where, Answer(), base=1, by=story.reporter, at=LATER)
    with pytest.raises(MonitoringError, match="Say why"):
        actions.correct(where, Answer(), reason="", by=story.approver, at=LATER)
    nothing = Answer(progress=Progress.NONE, done="Kontrole su upisane dvaput.")
    corrected = actions.correct(where, nothing, reason="Greška u brojanju.", by=story.approver, at=LATER)
    assert corrected.corrected_at == LATER
    before = snapshot.content
    snapshot.refresh_from_db()
    assert snapshot.content == before
    (frozen,) = [one for one in before["activities"] if one["activity"] == "1.1.2"]
    assert frozen["state"] == "active"
    live = {s.activity.code: s for s in standings([story.plan], date(2021, 2, 1), history=True)[story.plan.pk]}["1.1.2"]
    assert live.corrected and State.NO_ACTIVITY in [status.state for _point, status in live.points]
    assert storing.version(where, 1) == WORK


def test_who_was_silent_is_not_reported_and_hurts_nobody_else(story) -> None:
    actions.save(item(story.cycle, "GP", "1.1.4", "share"), WORK, base=0, by=story.reporter, at=AT)
    handed_in(story)
    found = {card.institution.code: card for card in cards(story.cycle, asked_in(story.cycle))}
    assert (found["GP"].expected, found["GP"].reported, found["GP"].is_silent) == (3, 1, False)
    assert (found["SPS"].expected, found["SPS"].reported, found["SPS"].is_silent) == (1, 0, True)
    assert found["MS"].expected == 2  # nothing is due of 1.1.1 yet


def test_a_judgement_is_shown_beside_what_was_computed_until_the_next_report(story) -> None:
    actions.save(item(story.cycle, "GP", "1.1.2"), WORK, base=0, by=story.reporter, at=AT)
    handed_in(story)
    where = item(story.cycle, "GP", "1.1.2")
    with pytest.raises(MonitoringError):
        actions.judge(where, "behind", reason="Premalo.", by=story.approver, at=AT)
    actions.judge(where, "behind", reason="Premalo za pola godine.", by=story.coordinator, at=AT)

    def standing():
        return {s.activity.code: s for s in standings([story.plan], date(2021, 2, 1))[story.plan.pk]}["1.1.2"]

    assert (standing().state, standing().status.state) == (State.BEHIND, State.ACTIVE)
    later = opened(story.plan, "2021-H1")
    actions.save(item(later, "GP", "1.1.2"), WORK, base=0, by=story.reporter, at=AT)
    actions.prepare(submission(later, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(later, "GP"), by=story.approver, at=AT)
    assert standing().state == State.ACTIVE


def test_targets_keep_their_history(story) -> None:
    measure = storing.measures_of(story.plan.activities.get(code="1.1.2").pk)["2"]
    actions.set_target(measure, year=2021, value=100, reason="Plan obuke.", by=story.coordinator, at=AT)
    with pytest.raises(MonitoringError, match="already"):
        actions.set_target(measure, year=2021, value=100, reason="x", by=story.coordinator, at=AT)
    actions.set_target(measure, year=2021, value=80, reason="Manje ljudi.", by=story.coordinator, at=LATER)
    rows = [(t.value, t.superseded_at) for t in measure.targets.order_by("at")]
    assert rows == [(100, LATER), (80, None)]
    with pytest.raises(MonitoringError, match="2020 to 2023"):
        actions.set_target(measure, year=2025, value=1, reason="x", by=story.coordinator, at=AT)


def test_a_cycle_closed_late_is_frozen_as_it_stood_at_its_end_so_that_nobody_is_blamed_for_later(story) -> None:
    snapshot = actions.close_cycle(story.cycle, by=story.coordinator, at=datetime(2022, 5, 1, 9, tzinfo=UTC))
    states = {one["activity"]: one["state"] for one in snapshot.content["activities"]}
    assert snapshot.content["as_of"] == "2021-01-01"
    assert states["1.1.1"] == "not_due"  # due in March 2021
    assert states["1.1.2"] == "not_reported"  # its half-year is over


def test_only_the_owner_of_the_plan_sets_up_opens_and_closes(story) -> None:
    planned = story.plan.cycles.get(code="2021-H1")
    for step in (
        lambda who: actions.set_up(story.plan, every=Length.YEAR, adopted_on=None, by=who, at=AT),
        lambda who: actions.open_cycle(planned, by=who, at=AT),
        lambda who: actions.complete_cycle(story.cycle, by=who, at=AT),
        lambda who: actions.close_cycle(story.cycle, by=who, at=AT),
    ):
        for who in (story.approver, user(Role.COORDINATOR, "GP", f"foreign{id(step)}")):
            with pytest.raises(MonitoringError, match="owns this plan"):
                step(who)
    assert planned.__class__.objects.get(pk=planned.pk).state == "planned"


def test_the_trend_is_what_the_cards_of_each_cycle_add_up_to(story) -> None:
    actions.save(item(story.cycle, "GP", "1.1.2"), WORK, base=0, by=story.reporter, at=AT)
    handed_in(story)
    later = opened(story.plan, "2021-H1")
    assert trend(story.plan) == [summary(one, cards(one)) for one in (story.cycle, later)]
    assert [(s.handed_in, s.on_time, s.reported) for s in trend(story.plan)] == [(1, 1, 1), (0, 0, 0)]


def test_standings_of_some_activities_read_what_was_reported_on_these_alone(story) -> None:
    for code in ("1.1.2", "1.1.4"):
        actions.save(item(story.cycle, "GP", code), WORK, base=0, by=story.reporter, at=AT)
    handed_in(story)
    some = story.plan.activities.filter(code="1.1.2")
    day = date(2021, 2, 1)
    whole = {s.activity.code: s.status for s in standings([story.plan], day)[story.plan.pk]}
    with CaptureQueriesContext(connection) as asked:
        (one,) = standings([story.plan], day, activities=some)[story.plan.pk]
    assert (one.status, len(one.facts)) == (whole["1.1.2"], 1)
    about_items = [query["sql"] for query in asked if "monitoring_item" in query["sql"]]
    assert about_items and all("1.1.2" in sql for sql in about_items)


def test_nobody_is_silent_about_a_cycle_that_was_never_opened(story) -> None:
    assert day_told([story.plan], date(2026, 11, 25)) == date(2021, 1, 1)
    assert day_told([story.plan], date(2020, 12, 1)) == date(2020, 12, 1)
    story.plan.cycles.update(state="planned", opened_at=None)
    assert day_told([story.plan], date(2026, 11, 25)) == date(2026, 11, 25)
