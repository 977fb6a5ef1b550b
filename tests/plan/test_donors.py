from __future__ import annotations

import pytest
from django.test import Client

from tests.plan import pages
from tests.plan.factories import activity, plan_value, stored

pytestmark = pytest.mark.django_db
PLAN = "/plans/bih-2020-2023/donors/"

DONORS = {"IOM": 62, "WV": 53, "COE": 52, "EMMAUS": 37, "GIZ": 30, "OPDAT": 5, "SCI": 1, "UNHCR": 1}
SETS = {
    "IOM WV COE EMMAUS GIZ": 29, "IOM WV COE": 12, "IOM WV": 7, "EMMAUS": 7, "IOM": 6, "COE": 5,
    "IOM WV COE OPDAT": 3, "IOM COE": 2, "IOM OPDAT": 2, "WV": 1, "IOM WV COE EMMAUS GIZ UNHCR": 1, "SCI": 1,
}  # fmt: skip


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def test_each_donor_has_its_number_of_activities(english: Client, country: None) -> None:
    *rows, sums = pages.table(english.get(PLAN), "caption-donors")[1:]
    assert {row[0]: int(row[2]) for row in rows} == DONORS
    assert [row[0] for row in rows] == list(DONORS)
    assert sums[1] == "241"
    assert rows[0][3] == "53 %"


def test_the_page_says_how_much_of_the_plan_donors_are_named_in(english: Client, country: None) -> None:
    words = pages.text(english.get(PLAN))
    assert "8 donors are named 241 times, in 76 of 117 activities. The plan states no amounts for donors." in words


def test_a_plan_that_states_what_a_donor_gives_is_not_said_to_state_nothing(english: Client, db: None) -> None:
    gift = {"type": "donor", "source": "IOM", "year": 2021, "amount": 500, "currency": "EUR"}
    stored(plan_value(activity("1.1.1", resources=[gift])))
    assert "no amounts for donors" not in pages.text(english.get("/plans/test-plan/donors/"))


def test_each_set_of_donors_that_are_named_together(english: Client, country: None) -> None:
    rows = pages.table(english.get(PLAN), "caption-sets")[1:]
    found = {row[0].replace(" + ", " ").replace(" alone", ""): (int(row[1]), len(row[2].split(","))) for row in rows}
    assert found == {donors: (number, number) for donors, number in SETS.items()}


@pytest.mark.parametrize("code", DONORS)
def test_the_page_of_a_donor_lists_its_activities(english: Client, country: None, code: str) -> None:
    response = english.get(f"{PLAN}{code}/")
    assert len(pages.table(response, "caption-donor")) == 1 + DONORS[code]
    assert f"Named in {DONORS[code]} of 117 activities" in pages.text(response)
    sets = {row[0] for row in pages.table(response, "caption-sets")[1:]}
    assert all(code in one.split() for one in sets)


def test_the_wordings_that_a_document_uses_are_counted(english: Client, db: None) -> None:
    names = ["Svjetska vizija", "World Vision", "World Vision"]
    stored(
        plan_value(
            *(
                activity(f"1.1.{n}", resources=[{"type": "donor", "source": "WV", "source_raw": name}])
                for n, name in enumerate(names, 1)
            )
        )
    )
    assert "World Vision (2); Svjetska vizija (1)" in pages.text(english.get("/plans/test-plan/donors/"))


def test_a_donor_that_the_plan_does_not_name_is_not_found(english: Client, country: None) -> None:
    assert english.get(f"{PLAN}MS/").status_code == 404
    assert english.get(f"{PLAN}NOBODY/").status_code == 404


def test_a_plan_without_donors_says_so(english: Client, db: None) -> None:
    stored(plan_value(activity("1.1.1")))
    assert "This plan names no donors." in pages.text(english.get("/plans/test-plan/donors/"))
