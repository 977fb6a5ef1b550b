"""A plan of hundreds of activities is shown page by page, and of each page no more is read than it shows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from okrilje.plan import actions
from okrilje.plan.models import ActionPlan
from okrilje.plan.views.lookup import AT_ONCE, ROWS
from tests.plan import large, pages
from tests.plan.factories import country_institutions

pytestmark = pytest.mark.django_db
MANY = AT_ONCE + 20
PLAN = "/plans/large/"
#: No page of a large plan has more bytes than this, and none asks more questions.
MOST_BYTES = 1_000_000
MOST_QUERIES = 30


@pytest.fixture(scope="module")
def stored_once(kept: None) -> None:
    country_institutions()
    actions.apply(large.plan(MANY), by="system", at=timezone.now())


@pytest.fixture
def plan(stored_once: None) -> ActionPlan:
    return ActionPlan.objects.get(code="large")


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def codes(client: Client, **query: str) -> list[str]:
    rows = pages.table(client.get(f"{PLAN}activities/", query), "caption-activities")
    return [row[0] for row in rows[1:]]


def test_the_pages_of_activities_hold_every_one_once_in_any_order(english: Client, plan: ActionPlan) -> None:
    every = list(plan.activities.order_by("order").values_list("code", flat=True))
    for sort in ("", "title", "-deadline", "institutions", "indicators"):
        shown = [codes(english, page=page, sort=sort) for page in "123"]
        assert [len(page) for page in shown] == [ROWS, ROWS, MANY - 2 * ROWS]
        assert sorted(sum(shown, [])) == sorted(every)
    assert codes(english) + codes(english, page="2") + codes(english, page="3") == every


def test_a_page_says_where_it_stands_and_leads_on_with_the_filters_kept(english: Client, plan: ActionPlan) -> None:
    first = english.get(f"{PLAN}activities/", {"deadline": "undated"})
    undated = plan.activities.filter(due_dates=None).count()
    assert f"{undated} activities of {MANY}" in pages.text(first)
    assert f"1–{ROWS} of {undated}" in pages.text(first)
    assert "?deadline=undated&page=2" in pages.links(first)
    second = english.get(f"{PLAN}activities/", {"deadline": "undated", "page": "2"})
    assert f"{ROWS + 1}–" in pages.text(second)
    part = english.get(f"{PLAN}activities/", {"deadline": "undated", "page": "2"}, headers={"HX-Request": "true"})
    assert pages.table(part, "caption-activities") == pages.table(second, "caption-activities")


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 50])
def test_a_page_that_is_not_there_is_the_nearest(english: Client, plan: ActionPlan, page: str) -> None:
    assert codes(english, page=page) in (codes(english), codes(english, page="3"))


def test_the_file_of_activities_holds_all_of_them_whatever_the_page(english: Client, plan: ActionPlan) -> None:
    file = english.get(f"{PLAN}activities/", {"format": "csv", "page": "2"})
    assert len(file.content.decode().splitlines()) >= MANY + 1


def test_structure_and_timeline_show_one_pillar_and_lead_to_the_others(english: Client, plan: ActionPlan) -> None:
    for name, given in (("tree", "a-1.1.1"), ("timeline", "pillar-1")):
        assert given in pages.ids(english.get(f"{PLAN}{name}/"))
    tree = english.get(f"{PLAN}tree/", {"pillar": "3"})
    assert "a-3.1.1" in pages.ids(tree) and "a-1.1.1" not in pages.ids(tree)
    assert "Program 1.1 25 activities" in pages.text(tree), "the others are counted"
    assert "?pillar=2#p-2" in pages.links(tree)
    timeline = english.get(f"{PLAN}timeline/", {"pillar": "2"})
    assert "pillar-2" in pages.ids(timeline) and "?pillar=3" in pages.links(timeline)
    assert f"{MANY} activities" in pages.text(english.get(f"{PLAN}timeline/"))


def test_no_page_of_a_large_plan_is_large_or_asks_much(coordinator_client: Client, plan: ActionPlan) -> None:
    names = ["", "tree/", "activities/", "timeline/", "calendar/", "institutions/", "institutions/MS/", "donors/"]
    names += ["funding/", "indicators/", "findings/", "history/", "history/1/", "activities/1.1.1/"]
    for name in names:
        with CaptureQueriesContext(connection) as captured:
            page = coordinator_client.get(f"{PLAN}{name}")
        assert page.status_code == 200, name
        assert len(page.content) < MOST_BYTES and len(captured) <= MOST_QUERIES, name
