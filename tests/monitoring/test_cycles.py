"""The page of all cycles, and setting up how a plan is reported on."""

from __future__ import annotations

import pytest
from django.test import Client

from okrilje.accounts.permissions import Role
from okrilje.monitoring import actions
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.models import Cycle, Reporting
from okrilje.monitoring.status import Progress
from tests.monitoring.factories import AT, item, opened, signed_in, small_plan, submission, user
from tests.plan import pages

pytestmark = pytest.mark.usefixtures("waived")
CYCLES = "/plans/test-plan/reporting/"
HALF_YEARS = {"every": "half-year", "adopted_on": "2020-09-30", "due_days": "30", "grace_days": "14"}


@pytest.fixture
def owner(ministry) -> Client:
    small_plan()
    return signed_in(user(Role.COORDINATOR, "MS"))


def test_the_owner_sees_a_form_and_others_that_nothing_is_set_up(owner: Client) -> None:
    assert "Length of a cycle" in pages.text(owner.get(CYCLES))
    others = pages.text(signed_in(user(Role.REPORTER, "GP")).get(CYCLES))
    assert "Length of a cycle" not in others
    assert "Nobody has said yet how this plan is reported on." in others and "Ministarstvo sigurnosti" in others


def test_a_preview_shows_the_cycles_and_keeps_nothing(owner: Client) -> None:
    response = owner.post(f"{CYCLES}setup/", {**HALF_YEARS, "preview": "1"})
    rows = pages.table(response, "caption-preview")
    assert len(rows) == 1 + 8
    assert rows[1] == ["First half of 2020", "1 Jan 2020", "30 Jun 2020", "30 Jul 2020", "13 Aug 2020"]
    assert not Reporting.objects.exists() and not Cycle.objects.exists()


def test_confirming_lays_out_what_the_preview_showed(owner: Client) -> None:
    response = owner.post(f"{CYCLES}setup/", {**HALF_YEARS, "confirm": "1"}, follow=True)
    assert "8 cycles are laid out." in pages.text(response)
    assert [row[0].split()[-1] for row in pages.table(response, "caption-cycles")[1:]] == [
        "2020-H1", "2020-H2", "2021-H1", "2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due_days": "-1"}, "greater than or equal to 0"),
        ({"due_days": "1000"}, "less than or equal to 180"),
        ({"adopted_on": "2030-01-01"}, "cannot be adopted after its last day"),
        ({"adopted_on": "soon"}, "Enter a valid date"),
        ({"every": "week"}, "Select a valid choice"),
    ],
)
def test_a_wrong_setup_is_explained_and_nothing_typed_is_lost(owner: Client, wrong, sentence) -> None:
    response = owner.post(f"{CYCLES}setup/", {**HALF_YEARS, "grace_days": "21", **wrong, "confirm": "1"})
    assert response.status_code == 422
    assert sentence in pages.text(response) and 'value="21"' in response.content.decode()
    assert not Reporting.objects.exists()


def test_changing_the_setup_keeps_what_was_opened(story) -> None:
    client = signed_in(story.coordinator)
    page = client.get(f"{CYCLES}setup/")
    assert "2020-H2 open" in pages.text(page) and 'value="2020-09-30"' in page.content.decode()
    client.post(f"{CYCLES}setup/", {**HALF_YEARS, "every": "quarter", "due_days": "10", "confirm": "1"})
    found = {cycle.code: cycle for cycle in story.plan.cycles.all()}
    assert (found["2020-H2"].due_on.isoformat(), found["2021-Q1"].due_on.isoformat()) == ("2021-01-30", "2021-04-10")


def test_a_coordinator_of_another_plan_cannot_set_this_one_up(story) -> None:
    foreign = signed_in(user(Role.COORDINATOR, "GP", "foreign"))
    response = foreign.post(f"{CYCLES}setup/", {**HALF_YEARS, "confirm": "1", "due_days": "5"})
    assert response.status_code == 422 and "Only the coordinator who owns this plan" in pages.text(response)
    assert Reporting.objects.get().due_days == 30


@pytest.mark.parametrize("role", [Role.REPORTER, Role.APPROVER, Role.AUDITOR])
def test_others_may_look_but_not_set_up(story, role) -> None:
    client = signed_in(user(role, "SPS", f"{role.value}-looks"))
    assert client.get(CYCLES).status_code == 200
    assert client.get(f"{CYCLES}setup/").status_code == 403


def test_the_current_cycle_is_on_top_and_the_table_counts_what_came_in(story) -> None:
    work = Answer(progress=Progress.IN_PROGRESS, done="Kontrole.")
    actions.save(item(story.cycle, "GP", "1.1.2"), work, base=0, by=story.reporter, at=AT)
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    opened(story.plan, "2021-H1")
    response = signed_in(story.coordinator).get(CYCLES)
    assert "Second half of 2020 open 1/3 institutions handed in" in pages.text(response)
    rows = {row[0].split()[-1]: row[1:] for row in pages.table(response, "caption-cycles")[1:]}
    assert rows["2020-H2"] == ["30 January 2021", "open", "1 of 3", "17 %", "33 %"]
    assert rows["2021-H1"][1:] == ["open", "0 of 3", "0 %", "0 %"]
    assert rows["2021-H2"][1:] == ["planned", "–", "–", "–"]
