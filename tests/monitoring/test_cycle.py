"""The scorecard of a cycle, and what its coordinator does with it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.lib.periods import Length
from okrilje.monitoring import actions
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.models import Cycle, Endorsement, Item
from okrilje.monitoring.status import Progress
from okrilje.plan.models import ActionPlan, Strategy
from tests.monitoring.factories import AT, item, opened, set_up, signed_in, submission, user
from tests.plan import pages
from tests.plan.factories import activity, institution, plan_value, stored

pytestmark = pytest.mark.usefixtures("waived")
CYCLE = "/plans/test-plan/reporting/2020-H2/"


@pytest.fixture
def owner(story) -> Client:
    return signed_in(story.coordinator)


def hand_in(story, *, accept: bool = False, **answers: Answer) -> None:
    for code, answer in answers.items():
        actions.save(item(story.cycle, "GP", code.replace("_", ".")), answer, base=0, by=story.reporter, at=AT)
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    if accept:
        actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=AT)


def row_of(response, caption: str, beginning: str) -> list[str]:
    (row,) = [row for row in pages.table(response, caption) if row[0].startswith(beginning)]
    return row


def test_silence_zero_unverified_and_not_due_are_four_different_things(story, owner: Client) -> None:
    hand_in(story, **{"1_1_2": Answer(progress=Progress.NONE), "1_1_4": Answer(progress=Progress.IN_PROGRESS)})
    heads = pages.table(owner.get(CYCLE), "caption-standing")[0]
    whole = dict(zip(heads, row_of(owner.get(CYCLE), "caption-standing", "The whole plan"), strict=True))
    assert whole["done or under way as planned"] == "1 (1)"
    assert whole["nothing done (reported as zero)"] == "1 (1)"
    assert whole["not reported"] == "2"  # 1.1.3 and 1.1.5 of MS
    assert whole["not due"] == "1"  # 1.1.1
    assert whole["In short"] == "50 % as planned, of 50 % reported"
    actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=AT)
    verified = row_of(owner.get(CYCLE), "caption-standing", "The whole plan")
    assert verified[1:4] == ["1", "0", "1"]


def test_every_number_opens_the_activities_that_it_counts(story, owner: Client) -> None:
    hand_in(story, **{"1_1_2": Answer(progress=Progress.NONE)})
    page = owner.get(CYCLE).content.decode()
    found = re.findall(r'href="(/plans/test-plan/status/[^"]+state=[^"]+)">(\d+)', page)
    assert len(found) > 6
    for address, number in found:
        listed = owner.get(address.replace("&amp;", "&"))
        assert len(pages.table(listed, "caption-status")) - 1 == int(number), address


def test_who_is_silent_is_named_and_nobody_is_hurt_by_another(story, owner: Client) -> None:
    hand_in(story, **{"1_1_2": Answer(progress=Progress.IN_PROGRESS)})
    response = owner.get(CYCLE)
    assert "2 institutions have not handed in" in pages.text(response)
    assert row_of(response, "caption-cards", "Institution GP")[1:] == [
        "Submitted", "1 of 3", "33 %", "0", "–", "on time", "at the coordinator",
    ]  # fmt: skip
    assert row_of(response, "caption-cards", "Institution SPS")[1:] == [
        "Draft", "0 of 1", "0 %", "0", "–", "silent", "being written in the institution",
    ]  # fmt: skip


def test_days_late_are_counted_from_the_due_date(story, owner: Client) -> None:
    late = datetime(2021, 2, 3, 12, tzinfo=UTC)
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=late)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=late)
    assert row_of(owner.get(CYCLE), "caption-cards", "Institution GP")[6] == "4 days late"


def test_a_cycle_is_opened_once_and_the_second_time_is_refused_with_a_sentence(story, owner: Client) -> None:
    address = "/plans/test-plan/reporting/2021-H1/"
    assert "Open the cycle" in pages.text(owner.get(address))
    assert "its report to write" in pages.text(owner.post(f"{address}open/", follow=True))
    again = owner.post(f"{address}open/")
    assert again.status_code == 422 and "was opened already" in pages.text(again)


@pytest.mark.parametrize("step", ["open", "complete", "close"])
def test_others_take_no_steps(story, step) -> None:
    assert signed_in(story.approver).post(f"{CYCLE}{step}/").status_code == 403
    foreign = signed_in(user(Role.COORDINATOR, "GP", "foreign")).post(f"{CYCLE}{step}/")
    assert foreign.status_code == 422 and "owns this plan" in pages.text(foreign)


def test_an_amended_plan_shows_how_much_is_missing_and_is_brought_up_to_date(story, owner: Client) -> None:
    assert "missing" not in pages.text(owner.get(CYCLE))
    joint = story.plan.activities.get(code="1.1.2")
    joint.responsibilities.create(institution=Institution.objects.get(code="SPS"), order=2)
    assert "Add 2 missing answers" in pages.text(owner.get(CYCLE))
    assert "2 answers were added." in pages.text(owner.post(f"{CYCLE}complete/", follow=True))
    assert Item.objects.filter(submission__cycle=story.cycle, activity=joint).count() == 3
    assert "Nothing was missing." in pages.text(owner.post(f"{CYCLE}complete/", follow=True))


def test_closing_first_says_what_is_still_open_and_then_leads_to_the_snapshot(story, owner: Client) -> None:
    hand_in(story, **{"1_1_2": Answer(progress=Progress.IN_PROGRESS)})
    asked = pages.text(owner.get(f"{CYCLE}close/"))
    assert "Not handed in" in asked and "Institution SPS Draft" in asked and "Handed in, not accepted" in asked
    response = owner.post(f"{CYCLE}close/", follow=True)
    assert response.redirect_chain == [(f"{CYCLE}snapshot/", 302)]
    assert Cycle.objects.get(pk=story.cycle.pk).state == "closed"
    assert owner.post(f"{CYCLE}close/").status_code == 422


# --- Levels of government -----------------------------------------------------------------------------------------


@pytest.fixture
def lower(story) -> ActionPlan:
    """A canton's plan under the same strategy."""
    strategy = Strategy.objects.create(
        code="s", starts_on=date(2020, 1, 1), ends_on=date(2023, 12, 31),
        governments=[{"code": "state", "level": "state"}, {"code": "canton", "level": "canton", "parent": "state"}],
    )  # fmt: skip
    ActionPlan.objects.filter(pk=story.plan.pk).update(strategy=strategy, level="state", government="state")
    institution("KT")
    value = plan_value(activity("1.1.1", institutions=["KT"]), code="canton", owner="KT", level="canton", strategy="s")
    plan = stored(value, government="canton")
    set_up(plan)
    opened(plan, "2020-H2")
    return plan


def step(client: Client, **fields: str):
    return client.post(f"{CYCLE}below/canton/2020-H2/", {"plan": "canton", **fields}, follow=True)


def test_a_plan_is_not_closed_before_the_plan_below_was_heard(story, owner: Client, lower: ActionPlan) -> None:
    assert "Plans below, not accepted yet" in pages.text(owner.get(f"{CYCLE}close/"))
    refused = owner.post(f"{CYCLE}close/")
    assert refused.status_code == 422 and "First accept what the plans below report" in pages.text(refused)
    theirs = lower.cycles.get(code="2020-H2")
    actions.close_cycle(theirs, by="system", at=AT)
    assert "Accept the report" in pages.text(owner.get(CYCLE))
    assert "is accepted" in pages.text(step(owner, step="accept"))
    assert step(owner, step="accept").status_code == 422
    assert "taken back" in pages.text(step(owner, step="withdraw"))
    step(owner, step="accept")
    assert owner.post(f"{CYCLE}close/").status_code == 302
    held = step(owner, step="withdraw")
    assert held.status_code == 422 and "stays accepted" in pages.text(held)


def test_a_silent_government_is_named_with_a_reason_and_the_reason_is_not_lost(
    story, owner: Client, lower: ActionPlan
) -> None:
    early = step(owner, step="accept")
    assert early.status_code == 422 and "after its own coordinator closed it" in pages.text(early)
    assert step(owner, step="silent", reason=" ").status_code == 422
    step(owner, step="silent", reason="Nije imenovan koordinator.")
    assert Endorsement.objects.get().reason == "Nije imenovan koordinator."
    assert "declared silent" in pages.text(owner.get("/plans/canton/reporting/2020-H2/"))
    again = step(owner, step="silent", reason="Još nije imenovan.")
    assert again.status_code == 422 and "said already" in pages.text(again)


def test_nobody_else_says_it_for_the_level_above(story, lower: ActionPlan) -> None:
    foreign = signed_in(user(Role.GOVERNMENT_COORDINATOR, "KT"))
    refused = step(foreign, step="silent", reason="x")
    assert refused.status_code == 422 and not Endorsement.objects.exists()
    assert not Event.objects.filter(action="cycle.silent").exists()


def test_a_step_that_does_not_exist_is_refused(story, owner: Client, lower: ActionPlan) -> None:
    assert step(owner, step="forget").status_code == 422


def test_years_and_quarters_are_called_by_their_name(story) -> None:
    found = {}
    for every in (Length.QUARTER, Length.YEAR):
        set_up(story.plan, every)
        found |= {cycle.code: cycle.length for cycle in story.plan.cycles.all()}
    assert found["2020-H2"] is Length.HALF_YEAR and found["2021-Q3"] is Length.QUARTER and found["2022"] is Length.YEAR
