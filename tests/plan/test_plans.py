from __future__ import annotations

import pytest
from django.test import Client

from okrilje.plan.models import ActionPlan
from tests.plan import pages
from tests.plan.factories import activity, institution, plan_value, stored

pytestmark = pytest.mark.django_db


def test_the_strategy_shows_all_fourteen_governments_and_which_of_them_have_a_plan(
    client: Client, country: None
) -> None:
    rows = pages.table(client.get("/"), "caption-bih-strategy-2020-2023")[1:]
    assert len(rows) == 14
    assert rows[0][0] == "Vijeće ministara Bosne i Hercegovine"
    assert rows[0][2] == ActionPlan.objects.get(code="bih-2020-2023").label
    assert rows[1][2] != rows[0][2]


def test_each_plan_has_a_card_with_its_numbers(client: Client, country: None) -> None:
    client.cookies["language"] = "en"
    words = pages.text(client.get("/"))
    assert "5 pillars , 30 programmes , 117 activities , 153 indicators" in words.replace(",", " ,").replace("  ", " ")


def test_a_search_goes_through_all_plans(client: Client, db: None) -> None:
    stored(plan_value(activity("1.1.1", "Šumski put"), activity("1.1.2", "Voda"), code="one"))
    stored(plan_value(activity("1.1.1", "Put kroz šumu"), code="two"))
    found = pages.links(client.get("/", {"q": "ШУМ put"}))
    assert {"/plans/one/activities/1.1.1/", "/plans/two/activities/1.1.1/"} <= found
    assert "/plans/one/activities/1.1.2/" not in found


def test_a_draft_is_listed_and_found_only_by_its_owner(client: Client, coordinator_client: Client) -> None:
    stored(plan_value(activity("1.1.1", "Tajna"), code="draft"), is_public=False)
    assert "/plans/draft/" not in pages.links(client.get("/", {"q": "tajna"}))
    assert "/plans/draft/activities/1.1.1/" in pages.links(coordinator_client.get("/", {"q": "tajna"}))


@pytest.mark.parametrize(
    "page", ["", "tree/", "activities/", "activities/1.1.1/", "institutions/", "institutions/MS/", "donors/",
             "indicators/"]
)  # fmt: skip
def test_no_page_of_a_draft_exists_for_anybody_else(client: Client, db: None, page: str) -> None:
    stored(plan_value(activity("1.1.1"), code="draft"), is_public=False)
    assert client.get(f"/plans/draft/{page}").status_code == 404


def test_without_any_plan_the_page_says_so(client: Client, db: None) -> None:
    institution("MS")
    client.cookies["language"] = "en"
    assert "There is no plan here yet." in pages.text(client.get("/"))
