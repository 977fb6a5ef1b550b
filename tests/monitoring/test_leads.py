"""Who brings the reports on joint activities together."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okrilje.monitoring.models import Lead
from okrilje.monitoring.queries.leads import joint
from okrilje.plan.models import ActionPlan
from tests.plan import pages

pytestmark = pytest.mark.django_db
PAGE = "/plans/test-plan/leads/"


def signed_in(user) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(user)
    return client


def test_the_shipped_plan_has_thirty_four_joint_activities_led_by_the_one_named_first(
    country, coordinator_client
) -> None:
    rows = joint(ActionPlan.objects.get(code="bih-2020-2023"))
    assert len(rows) == 34 and all(row.lead == row.first and row.chosen is None for row in rows)
    with CaptureQueriesContext(connection) as asked:
        response = coordinator_client.get("/plans/bih-2020-2023/leads/")
    assert len(pages.table(response, "caption-leads")) == 35 and len(asked) <= 20


def test_the_owner_chooses_another_with_a_reason(story, waived) -> None:
    client = signed_in(story.coordinator)
    assert "named first" in pages.table(client.get(PAGE), "caption-leads")[1][2]
    sent = {"activity": "1.1.4", "lead": "SPS", "reason": "Vodi evidenciju."}
    assert client.post(PAGE, sent)["Location"] == f"{PAGE}#a-1.1.4"
    cell = pages.table(client.get(PAGE), "caption-leads")[1][2]
    assert "Institution SPS" in cell and "chosen" in cell and "Vodi evidenciju." in cell


def test_without_a_reason_nothing_changes_and_the_choice_stays_on_the_page(story, waived) -> None:
    response = signed_in(story.coordinator).post(PAGE, {"activity": "1.1.4", "lead": "SPS", "reason": " "})
    assert response.status_code == 422 and "Say why this institution leads it" in pages.text(response)
    assert '<option value="SPS" selected>' in response.content.decode() and not Lead.objects.exists()


def test_nobody_else_chooses(story, waived) -> None:
    client = signed_in(story.reporter)
    assert "Choose another" not in pages.text(client.get(PAGE))
    assert client.post(PAGE, {"activity": "1.1.4", "lead": "SPS", "reason": "x"}).status_code == 422
    assert not Lead.objects.exists()


@pytest.mark.parametrize("sent", [{"activity": "1.1.2", "lead": "GP"}, {"activity": "1.1.4", "lead": "MS"}, {}])
def test_only_a_carrier_of_a_joint_activity_can_be_chosen(story, waived, sent) -> None:
    assert signed_in(story.coordinator).post(PAGE, {**sent, "reason": "x"}).status_code == 404
