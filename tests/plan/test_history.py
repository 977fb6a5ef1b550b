from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okrilje.accounts.models import User
from okrilje.plan import actions
from okrilje.plan.models import ActionPlan
from tests.plan import pages
from tests.plan.factories import activity, institution, month, plan_value

pytestmark = pytest.mark.django_db
HISTORY = "/plans/test-plan/history/"


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def three_versions(coordinator: User) -> None:
    """Entered, then amended by the coordinator, then corrected."""
    institution("GP", name="Border Police")
    kept = activity("1.1.1", activity="Train every new officer")
    gone = activity("1.2.1", "A thing of the past")
    money = {"type": "fixed_amount", "year": 2021, "amount": 1500, "currency": "KM"}
    amended = {
        **kept,
        "activity": "Train each new officer twice",
        "deadline": month(2021, 3),
        "institutions": [{"code": "MS", "order": 1}, {"code": "GP", "order": 2}],
        "resources": [money],
    }
    corrected = {**amended, "activity": "Train every new officer"}
    steps: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
        ([kept, gone], {"by": "system"}),
        ([amended], {"by": coordinator, "reason": "Decision 12", "source": actions.Source("plan.docx", "a" * 64)}),
        ([corrected], {"by": coordinator, "reason": "A slip"}),
    ]
    for day, (parts, how) in enumerate(steps, 1):
        actions.apply(plan_value(*parts), at=datetime(2026, 5, day, 10, tzinfo=UTC), **how)


def test_versions_are_listed_with_what_they_changed(english: Client, three_versions: None) -> None:
    words = pages.text(english.get(HISTORY))
    assert "3 versions of this plan" in words
    assert words.index("Version 3") < words.index("Version 2") < words.index("Version 1")
    assert "Activities: 2" in words and "3 May 2026" in words


def test_people_reasons_and_files_are_shown_to_those_who_may_know(
    client: Client, coordinator_client: Client, coordinator: User, three_versions: None
) -> None:
    internal = [coordinator.name, "Decision 12", "plan.docx", "a" * 64]
    for address in (HISTORY, f"{HISTORY}2/"):
        public = pages.text(client.get(address))
        assert not any(word in public for word in internal)
        known = pages.text(coordinator_client.get(address))
        assert all(word in known for word in internal)


def test_a_version_shows_each_change_with_what_was_and_what_is(english: Client, three_versions: None) -> None:
    page = english.get(f"{HISTORY}2/")
    rows = {(row[0], row[1]): row[2] for row in pages.table(page, "caption-changed")[1:]}
    assert rows["Activity 1.1.1", "Deadline"] == "continuous March 2021"
    assert rows["Activity 1.1.1", "Responsible institutions"].endswith("Border Police")
    assert rows["Activity 1.1.1", "Resources"] == "Fixed amount, 2021, 1,500 KM"
    assert rows["Activity 1.2.1", "The whole part"] == "Taken out: 1.2.1 A thing of the past"
    html = page.content.decode()
    assert "Train <del>every </del><ins>each </ins>new <del>officer</del><ins>officer twice</ins>" in html


def test_any_two_versions_are_compared_either_way(english: Client, three_versions: None) -> None:
    both = english.get(f"{HISTORY}compare/", {"from": 1, "to": 3})
    fields = [(row[0], row[1]) for row in pages.table(both, "caption-changed")[1:]]
    assert ("Activity 1.1.1", "Deadline") in fields and ("Activity 1.1.1", "Official wording") not in fields
    back = english.get(f"{HISTORY}compare/", {"from": 3, "to": 1})
    assert "Added: 1.2.1 A thing of the past" in pages.text(back)
    assert "Nothing is different." in pages.text(english.get(f"{HISTORY}compare/", {"from": 2, "to": 2}))


@pytest.mark.parametrize("query", ["", "from=1", "from=1&to=9", "from=x&to=1", "from=1&to=99999999999999999999"])
def test_versions_that_do_not_exist_are_not_found(english: Client, three_versions: None, query: str) -> None:
    assert english.get(f"{HISTORY}compare/?{query}").status_code == 404
    assert english.get(f"{HISTORY}9/").status_code == 404


def test_a_version_leads_to_its_neighbours(english: Client, three_versions: None) -> None:
    assert {f"{HISTORY}1/", f"{HISTORY}3/"} <= pages.links(english.get(f"{HISTORY}2/"))


def test_the_words_of_a_change_are_escaped(english: Client, ministry: object) -> None:
    for day, text in enumerate(("Plain <b>", "Plain <script>"), 1):
        actions.apply(plan_value(activity("1.1.1", activity=text)), by="system", at=datetime(2026, 5, day, tzinfo=UTC))
    html = english.get(f"{HISTORY}2/").content.decode()
    assert "<ins>&lt;script&gt;</ins>" in html and "<script>" not in html.split("<main")[1]


def test_the_history_of_the_shipped_plan_begins_with_all_its_parts(english: Client, country: None) -> None:
    words = pages.text(english.get("/plans/bih-2020-2023/history/"))
    assert "Pillars: 5 · Programmes: 30 · Activities: 117" in words
    assert "Added: 4.2.10" in pages.text(english.get("/plans/bih-2020-2023/history/1/"))


def test_a_draft_hides_its_history(client: Client, three_versions: None) -> None:
    ActionPlan.objects.update(is_public=False)
    for address in (HISTORY, f"{HISTORY}1/", f"{HISTORY}compare/?from=1&to=2"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [HISTORY, f"{HISTORY}2/", f"{HISTORY}compare/?from=1&to=3"])
def test_the_history_asks_few_questions(client: Client, three_versions: None, address: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(captured) <= 12
