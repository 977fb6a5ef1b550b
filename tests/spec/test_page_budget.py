"""No page asks the database more the more there is in it: at most 30 questions, with one plan or with fourteen."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from okrilje.accounts.catalogue import country_file
from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.plan import actions, content
from okrilje.plan.models import ActionPlan
from tests.browser.addresses import PLAN, PUBLIC, SIGNED_IN
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
MOST = 30
#: The same pages narrowed down, and files made of what they show.
NARROWED = [
    f"{PLAN}activities/?institution=GP&q=obuka&part=joint",
    f"{PLAN}activities/?format=csv",
    f"{PLAN}calendar/?institution=MS",
    f"{PLAN}calendar.ics",
]


def questions(people: dict[str, Client]) -> dict[str, int]:
    """Queries of each page, by address and who looks, for somebody who has been on it before."""
    found = {}
    for role, addresses in {"": PUBLIC + NARROWED, **SIGNED_IN}.items():
        for listed in addresses:
            address = listed.replace("/users/1/", f"/users/{User.objects.latest('pk').pk}/")
            people[role].get(address)
            with CaptureQueriesContext(connection) as captured:
                people[role].get(address)
            found[f"{address} {role}".strip()] = len(captured)
    return found


@pytest.fixture
def people(country: None, waived: None, ministry: Institution) -> dict[str, Client]:
    found = {"": Client()}
    for role in SIGNED_IN:
        found[role] = Client()
        found[role].force_login(make_user(Role(role), ministry))
    return found


def test_every_page_asks_few_questions_and_no_more_of_them_for_fourteen_plans(people: dict[str, Client]) -> None:
    ActionPlan.objects.exclude(code="bih-2020-2023").delete()
    one = questions(people)
    plan = content.Plan.model_validate(country_file("bih", "plan-2020-2023.json"))
    for number in range(2, 15):
        actions.apply(plan.model_copy(update={"code": f"copy-{number}"}), by="system", at=timezone.now())
    assert ActionPlan.objects.count() == 14
    fourteen = questions(people)
    assert {page: n for page, n in fourteen.items() if n != one[page]} == {}
    assert {page: n for page, n in one.items() if n > MOST} == {}
