"""The list of measures with their targets, and the page of one of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okrilje.monitoring import actions, storing
from okrilje.monitoring.answers import Answer, Reported
from okrilje.monitoring.models import Target
from okrilje.monitoring.queries.values import measured, of_plan
from okrilje.monitoring.status import Against
from tests.monitoring.factories import AT, item, opened, submission
from tests.plan import pages

pytestmark = pytest.mark.django_db
PAGE = "/plans/test-plan/targets/"
ONE = f"{PAGE}1.1.2/1/"


def signed_in(user) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(user)
    return client


def measure_of(plan, code: str, key: str):
    return storing.measures_of(plan.activities.get(code=code).pk)[key]


def report(story, cycle, value: str | None, scope: str = "whole", code: str = "1.1.2") -> None:
    """The Border Police reports a value of the first measure and hands in."""
    answer = Answer(progress="in_progress", values={"1": Reported(value=value)} if value else {})
    actions.save(item(cycle, "GP", code, scope), answer, base=0, by=story.reporter, at=AT)
    actions.prepare(submission(cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(cycle, "GP"), by=story.approver, at=AT)


def known(story, as_of: date = date(2021, 12, 31)):
    return {one.code: one for one in measured(of_plan(story.plan), as_of)}["1.1.2#1"]


# --- What is known of a measure -----------------------------------------------------------------------------------


def test_values_add_up_over_cycles_and_a_gap_is_no_zero(story) -> None:
    report(story, story.cycle, "3.00")
    later = opened(story.plan, "2021-H1")
    assert [(one.cycle.code, one.value) for one in known(story).said] == [("2020-H2", 3), ("2021-H1", None)]
    report(story, later, "4.50")
    one = known(story)
    assert (one.to_date, len(one.given), one.is_verified) == (Decimal("7.50"), 2, False)
    assert known(story, date(2021, 6, 1)).to_date == Decimal("7.50")
    assert known(story, date(2020, 12, 31)).to_date == 3


def test_what_is_not_handed_in_or_only_a_share_does_not_count(story) -> None:
    answer = Answer(values={"1": Reported(value="9.00")})
    actions.save(item(story.cycle, "GP", "1.1.2"), answer, base=0, by=story.reporter, at=AT)
    assert known(story).to_date is None
    report(story, story.cycle, "5.00", "share", "1.1.4")
    found = {one.code: one.to_date for one in measured(of_plan(story.plan), date(2021, 12, 31))}
    assert found["1.1.4#1"] is None and found["1.1.2#1"] == 9


def test_a_value_is_verified_when_every_cycle_of_it_is_accepted(story) -> None:
    report(story, story.cycle, "3.00")
    actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=AT)
    assert known(story).is_verified


def test_without_a_target_nothing_is_rated(story) -> None:
    report(story, story.cycle, "3.00")
    assert known(story).against is Against.NO_TARGET
    actions.set_target(
        measure_of(story.plan, "1.1.2", "1"), year=2020, value=Decimal(3), reason="Plan.", by=story.coordinator, at=AT
    )
    assert known(story, date(2020, 12, 30)).against is None
    assert known(story).against is Against.REACHED


# --- The list -----------------------------------------------------------------------------------------------------


def test_every_measure_of_the_shipped_plan_is_there_and_none_without_a_target_is_rated(
    country, coordinator_client
) -> None:
    coordinator_client.cookies["language"] = "en"
    response = coordinator_client.get("/plans/bih-2020-2023/targets/")
    words = pages.text(response)
    assert "172 measures of 172" in words and "100 %" not in words and "1–40 of 172" in words
    rows = pages.table(response, "caption-targets")
    assert len(rows) == 41 and {row[-1] for row in rows[1:]} == {"no target set"}


def test_the_list_is_narrowed(story, waived) -> None:
    client = signed_in(story.coordinator)
    actions.set_target(
        measure_of(story.plan, "1.1.2", "1"), year=2020, value=Decimal(3), reason="Plan.", by=story.coordinator, at=AT
    )

    def listed(**query: str) -> list[str]:
        response = client.get(PAGE, query)
        if "caption-targets" not in pages.ids(response):
            return []
        return [row[0].split()[0] for row in pages.table(response, "caption-targets")[1:]]

    assert listed() == ["1.1.1#1", "1.1.2#1", "1.1.2#2", "1.1.3#1", "1.1.4#1"]
    assert listed(target="with") == listed(stands="no_value") == ["1.1.2#1"]
    assert listed(institution="SPS") == ["1.1.4#1"]
    assert listed(type="MIL") == ["1.1.1#1"]
    assert listed(pillar="1", q="aktivnost 1.1.3") == ["1.1.3#1"]
    assert listed(q="nothing like it") == []


@pytest.mark.parametrize("address", [PAGE, ONE, "/plans/test-plan/leads/"])
def test_the_public_is_asked_to_sign_in(story, address) -> None:
    assert Client().get(address).status_code == 302


# --- The page of a measure ----------------------------------------------------------------------------------------


def form(story, **typed: str) -> dict[str, str]:
    """The form for targets as the page shows it, with what somebody typed."""
    response = signed_in(story.coordinator).get(ONE)
    data = {"form": "targets"}
    for field in response.context["goals"]:
        value = field.value()
        text = "" if value is None else str(value)
        data[field.html_name] = text
        data[field.html_initial_name] = text
    return data | {
        f"t-{name.replace('_', '-', 1) if name.startswith('target') else name}": v for name, v in typed.items()
    }


def test_the_owner_sets_targets_with_a_reason_and_the_history_keeps_all(story, waived) -> None:
    client = signed_in(story.coordinator)
    sent = form(story, target_2021="10", target_2022="12.5", baseline="4", reason="Po planu rada.")
    assert client.post(ONE, sent).status_code == 302
    in_force = Target.objects.filter(superseded_at=None).values_list("kind", "year", "value")
    assert sorted(in_force) == [("baseline", 2019, 4), ("target", 2021, 10), ("target", 2022, Decimal("12.5"))]
    client.post(ONE, form(story, target_2021="8", reason="Manje sredstava."))
    words = pages.text(client.get(ONE))
    assert "Po planu rada." in words and "Manje sredstava." in words and "replaced" in words
    assert Target.objects.count() == 4


def test_two_people_who_change_different_years_do_not_undo_each_other(story, waived) -> None:
    client = signed_in(story.coordinator)
    mine, theirs = form(story, target_2021="10", reason="A"), form(story, target_2022="20", reason="B")
    client.post(ONE, theirs)
    client.post(ONE, mine)
    in_force = Target.objects.filter(superseded_at=None).values_list("year", "value")
    assert sorted(in_force) == [(2021, 10), (2022, 20)]


def test_a_baseline_of_another_year_replaces_the_earlier_one(story, waived) -> None:
    client = signed_in(story.coordinator)
    client.post(ONE, form(story, baseline="4", reason="A"))
    client.post(ONE, form(story, baseline="5", baseline_year="2018", reason="B"))
    one = known(story)
    assert (one.baseline.year, one.baseline.value) == (2018, 5)
    assert not Target.objects.filter(superseded_at=None, year=2019, value__isnull=False).exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"target_2021": "10", "reason": " "}, "This field is required"), ({"reason": "Zašto."}, "Nothing was changed"),
     ({"target_2021": "-1", "reason": "x"}, "greater than or equal to 0")],
)  # fmt: skip
def test_what_was_typed_stays_when_it_is_refused(story, waived, typed, said) -> None:
    response = signed_in(story.coordinator).post(ONE, form(story, **typed))
    assert response.status_code == 422 and said in pages.text(response)
    assert f'value="{typed.get("target_2021", "")}"' in response.content.decode()
    assert not Target.objects.exists()


@pytest.mark.parametrize("kind", ["targets", "definition"])
def test_nobody_else_sets_anything(story, waived, kind) -> None:
    sent = form(story, target_2021="10", reason="x")
    sent |= {"form": kind, "d-accumulates": "cumulative", "d-direction": "down"}
    response = signed_in(story.reporter).post(ONE, sent)
    assert response.status_code == 422 and "Only the coordinator who owns this plan" in pages.text(response)
    assert not Target.objects.exists() and known(story).definition is None


def test_how_values_add_up_is_declared_on_the_page(story, waived) -> None:
    report(story, story.cycle, "3.00")
    report(story, opened(story.plan, "2021-H1"), "4.00")
    client = signed_in(story.coordinator)
    sent = {"form": "definition", "d-accumulates": "cumulative", "d-direction": "down", "d-common": ""}
    assert client.post(ONE, sent).status_code == 302
    one = known(story)
    assert (one.to_date, one.accumulates.value, one.direction.value) == (4, "cumulative", "down")
    words = pages.text(client.get(ONE))
    assert "running total; less is better" in words and "2 of 2 cycles" in words


def test_values_stand_in_a_table_and_a_chart(story, waived) -> None:
    report(story, story.cycle, "3.00")
    opened(story.plan, "2021-H1")
    client = signed_in(story.stranger)
    rows = pages.table(client.get(ONE), "caption-values")
    assert rows[1:] == [["2020-H2", "3", "not verified", "3", "–"], ["2021-H1", "not reported", "–", "3", "–"]]
    drawn = client.get(f"{ONE}wide.svg")
    assert drawn.status_code == 200 and drawn["Content-Type"].startswith("image/svg")
    assert client.get(f"{PAGE}1.1.2/9/").status_code == client.get(f"{ONE}huge.svg").status_code == 404


def test_the_list_asks_few_questions(country, coordinator_client) -> None:
    coordinator_client.get("/plans/bih-2020-2023/targets/")
    with CaptureQueriesContext(connection) as asked:
        coordinator_client.get("/plans/bih-2020-2023/targets/")
    assert len(asked) <= 20
