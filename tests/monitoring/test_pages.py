"""The coordinator's pages of reporting: few questions to the database, whatever is in it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from okrilje.lib.periods import Length
from okrilje.monitoring import actions
from okrilje.monitoring.models import FollowUp
from okrilje.plan.models import ActionPlan
from tests.monitoring.factories import reported_plan
from tests.plan.factories import shipped

pytestmark = pytest.mark.django_db
PLAN = "/plans/bih-2020-2023/"
MOST = 30
PAGES = [
    f"{PLAN}reporting/",
    f"{PLAN}reporting/trend.svg",
    f"{PLAN}reporting/setup/",
    f"{PLAN}reporting/2020-Q4/",
    f"{PLAN}reporting/2023-Q3/",
    f"{PLAN}reporting/2020-Q4/close/",
    f"{PLAN}reporting/2020-Q4/bars-wide.svg",
    f"{PLAN}reporting/2020-Q4/meeting/",
    f"{PLAN}reporting/2020-Q1/snapshot/",
    f"{PLAN}reporting/2020-Q1/snapshot/file/",
    f"{PLAN}reporting/compare/?from=2020-Q1&to=live",
    f"{PLAN}reporting/compare/?from=2020-Q1&to=2020-Q2",
    f"{PLAN}status/",
    f"{PLAN}status/?as_of=2021-04-01&institution=GP&state=late",
]


@pytest.fixture
def full(ministry, coordinator) -> ActionPlan:
    """The shipped plan with 16 quarters, nearly all of them answered; two are closed."""
    plan = shipped()
    reported_plan(plan, 16, Length.QUARTER)
    for code in ("2020-Q1", "2020-Q2"):
        actions.close_cycle(plan.cycles.get(code=code), by=coordinator, at=timezone.now())
    cycle = plan.cycles.get(code="2020-Q4")
    for number in range(5):
        actions.note_follow_up(
            cycle,
            f"Decision {number}",
            institution=plan.owner,
            activity=plan.activities.all()[number],
            by=coordinator,
            at=timezone.now(),
        )
    assert plan.activities.count() == 117 and plan.cycles.exclude(state="planned").count() == 16
    return plan


def test_every_page_asks_few_questions(full: ActionPlan, coordinator_client: Client) -> None:
    asked = {}
    for address in PAGES:
        assert coordinator_client.get(address).status_code == 200, address
        with CaptureQueriesContext(connection) as captured:
            coordinator_client.get(address)
        asked[address] = len(captured)
    assert {page: n for page, n in asked.items() if n > MOST} == {}


def test_decisions_do_not_cost_questions_each(full: ActionPlan, coordinator_client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            coordinator_client.get(f"{PLAN}reporting/2020-Q4/meeting/")
        return len(captured)

    asked()
    before = asked()
    FollowUp.objects.filter(pk__in=list(FollowUp.objects.values_list("pk", flat=True))[1:]).delete()
    assert asked() == before
