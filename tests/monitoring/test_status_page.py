"""Every activity with its light: what the page says of it, and for which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from okrilje.monitoring import actions
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.status import Progress
from okrilje.plan import clock
from tests.monitoring.factories import AT, item, opened, signed_in, small_plan, submission
from tests.plan import pages

pytestmark = pytest.mark.usefixtures("waived")
STATUS = "/plans/test-plan/status/"


@pytest.fixture
def reported(story, monkeypatch) -> Client:
    monkeypatch.setattr(clock, "today", lambda: date(2021, 2, 1))
    actions.save(
        item(story.cycle, "GP", "1.1.2"), Answer(progress=Progress.IN_PROGRESS), base=0, by=story.reporter, at=AT
    )
    actions.save(item(story.cycle, "GP", "1.1.4"), Answer(progress=Progress.NONE), base=0, by=story.reporter, at=AT)
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    return signed_in(story.coordinator)


def codes(response) -> list[str]:
    if b"caption-status" not in response.content:
        return []
    return [row[0].split()[0] for row in pages.table(response, "caption-status")[1:]]


def row(client: Client, code: str, query: str = "") -> list[str]:
    (found,) = [r for r in pages.table(client.get(STATUS + query), "caption-status") if r[0].startswith(code)]
    return found


def test_each_light_says_the_rule_and_what_would_turn_it_green(reported: Client) -> None:
    assert row(reported, "1.1.2")[1:3] == [
        "active not verified yet", "Work was reported for the period from 1 July 2020 to 31 December 2020.",
    ]  # fmt: skip
    state, why = row(reported, "1.1.3")[1:3]
    assert state == "not reported"
    assert "What would turn it green: A report that says how it stands." in why
    assert row(reported, "1.1.1")[1] == "not due"
    assert row(reported, "1.1.4")[1:4:2] == ["nothing done not verified yet", "GP , SPS"]


def test_the_field_says_for_which_day_the_list_is_told(reported: Client) -> None:
    assert 'name="as_of" value="2021-01-01"' in reported.get(STATUS).content.decode()
    assert 'name="as_of" value="2020-10-01"' in reported.get(f"{STATUS}?as_of=2020-10-01").content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=good", ["1.1.2"]),
        ("?state=no_activity", ["1.1.4"]),
        ("?state=not_reported", ["1.1.3", "1.1.5"]),
        ("?state=not_due", ["1.1.1"]),
        ("?state=active", ["1.1.2"]),
        ("?light=amber", ["1.1.4"]),
        ("?light=none", ["1.1.1", "1.1.3", "1.1.5"]),
        ("?institution=SPS", ["1.1.4"]),
        ("?verified=no", ["1.1.2", "1.1.4"]),
        ("?verified=yes", []),
        ("?pillar=1&programme=1.1&state=late", []),
        ("?pillar=9", ["1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5"]),
    ],
)
def test_the_list_is_narrowed(reported: Client, query: str, expected: list[str]) -> None:
    assert codes(reported.get(STATUS + query)) == expected


def test_the_day_is_chosen_and_nobody_knew_later_reports(story, reported: Client) -> None:
    assert row(reported, "1.1.2", "?as_of=2020-12-31")[1] == "active not verified yet"
    assert row(reported, "1.1.2", "?as_of=2020-12-30")[1] == "not due"
    assert row(reported, "1.1.1", "?as_of=2021-04-01")[1] == "not reported"
    wrong = reported.get(f"{STATUS}?as_of=yesterday")
    assert "Enter a valid date." in pages.text(wrong) and len(codes(wrong)) == 5


def test_a_state_set_by_hand_stands_beside_the_computed_one(story, reported: Client) -> None:
    actions.judge(item(story.cycle, "GP", "1.1.2"), "behind", reason="Premalo kontrola.", by=story.coordinator, at=AT)
    state, why = row(reported, "1.1.2")[1:3]
    assert state == "behind"
    assert "Premalo kontrola. Computed: active" in why and "Set by coordinator" in why
    assert codes(reported.get(f"{STATUS}?state=late")) == ["1.1.2"]


def test_a_correction_after_the_acceptance_is_marked(story, reported: Client) -> None:
    actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=AT)
    assert row(reported, "1.1.2")[1] == "active"
    where = item(story.cycle, "GP", "1.1.2")
    actions.correct(
        where, Answer(progress=Progress.NONE), reason="Greška.", by=story.approver, at=AT + timedelta(days=1)
    )
    assert row(reported, "1.1.2")[1] == "nothing done changed since acceptance"


def test_htmx_gets_the_results_alone(reported: Client) -> None:
    part = reported.get(f"{STATUS}?state=good", headers={"HX-Request": "true"})
    assert b"<html" not in part.content and codes(part) == ["1.1.2"]
    assert part["HX-Push-Url"].endswith("?state=good")


def test_the_page_is_internal(client: Client, story) -> None:
    assert client.get(STATUS).status_code == 302


def test_before_a_setup_nothing_has_a_light(ministry, coordinator) -> None:
    small_plan()
    page = pages.text(signed_in(coordinator).get(STATUS))
    assert "Nobody has said yet how this plan is reported on." in page and "Nothing was asked for." in page


def test_a_later_cycle_does_not_change_the_past(story, reported: Client) -> None:
    later = opened(story.plan, "2021-H1")
    actions.save(item(later, "GP", "1.1.4"), Answer(progress=Progress.IN_PROGRESS), base=0, by=story.reporter, at=AT)
    actions.prepare(submission(later, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(later, "GP"), by=story.approver, at=AT)
    assert row(reported, "1.1.4", "?as_of=2021-01-01")[1] == "nothing done not verified yet"
    assert row(reported, "1.1.4")[1] == "active not verified yet"
