from __future__ import annotations

import pytest
from django.test import Client

from okrilje.plan.models import Activity
from tests.plan import pages
from tests.plan.factories import activity, plan_value, stored

pytestmark = pytest.mark.django_db


def test_every_activity_stands_once_under_its_programme(client: Client, country: None) -> None:
    response = client.get("/plans/bih-2020-2023/tree/")
    ids = pages.ids(response)
    assert [i for i in ids if i.startswith("p-")][:3] == ["p-1", "p-1.1", "p-1.2"]
    assert len([i for i in ids if i.startswith("p-")]) == 5 + 30
    activities = [i for i in ids if i.startswith("a-")]
    assert len(activities) == len(set(activities)) == 117
    assert ids.index("p-4.2") < ids.index("a-4.2.9") < ids.index("a-4.2.10") < ids.index("p-4.3")


@pytest.mark.parametrize(("wanted", "open_"), [("", 35), ("all", 35), ("programmes", 5), ("none", 0), ("x", 35)])
def test_the_address_says_how_much_is_unfolded(client: Client, country: None, wanted: str, open_: int) -> None:
    page = client.get("/plans/bih-2020-2023/tree/", {"open": wanted} if wanted else {}).content.decode()
    assert page[page.index("<main") :].count("<details open>") == open_


def test_what_was_taken_out_of_the_plan_is_not_in_the_tree(client: Client) -> None:
    stored(plan_value(activity("1.1.1"), activity("1.1.2")))
    Activity.objects.filter(code="1.1.2").update(is_withdrawn=True)
    ids = pages.ids(client.get("/plans/test-plan/tree/"))
    assert "a-1.1.1" in ids
    assert "a-1.1.2" not in ids
