from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from okrilje.accounts.models import User
from okrilje.plan import actions
from okrilje.plan.content import Activity as Value
from okrilje.plan.content import Plan
from okrilje.plan.models import ActionPlan, Activity
from tests.plan import pages
from tests.plan.factories import CONTINUOUS, activity, institution, month, plan_value, stored

pytestmark = pytest.mark.django_db
STATE = "/plans/bih-2020-2023/activities/"
AT = datetime(2021, 5, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def words(client: Client, code: str, plan: str = "bih-2020-2023") -> str:
    response = client.get(f"/plans/{plan}/activities/{code}/")
    assert response.status_code == 200
    return pages.text(response)


def test_several_dates_are_told_one_by_one(english: Client, country: None) -> None:
    page = words(english, "1.6.4")
    assert "March 2021, March 2022 and March 2023" in page
    for year in (2021, 2022, 2023):
        assert f"Due by 31 March {year}" in page


def test_a_frequency_that_only_the_text_states_is_a_note_on_the_deadline(english: Client, country: None) -> None:
    assert (
        "The deadline says only that the work is continuous; the text of the activity asks for it "
        "at least 1 time in each half-year." in words(english, "1.3.1")
    )
    assert "The deadline says only" not in words(english, "1.5.1")


def test_institutions_stand_in_the_order_of_the_plan_with_the_first_marked(english: Client, country: None) -> None:
    page = words(english, "1.6.4")
    first = page.index("Ministry of Security of Bosnia and Herzegovina named first")
    assert first < page.index("Border Police") < page.index("High Judicial and Prosecutorial Council")
    assert page.count("named first") == 1


def test_a_unit_and_a_group_are_shown_with_the_institution(english: Client, country: None) -> None:
    units = [p.unit for p in Activity.objects.get(code="2.5.3", plan__code="bih-2020-2023").responsibilities.all()]
    assert any(units)
    assert f"– {next(unit for unit in units if unit)}" in words(english, "2.5.3")
    assert "Group" in words(english, "1.7.3")


def test_a_compound_indicator_lists_its_measures_with_type_register_and_formula(english: Client, country: None) -> None:
    page = words(english, "3.9.1")
    assert "2 indicators , 5 measures" in page.replace("indicators,", "indicators ,")
    assert "one sentence, 4 measures" in page
    for suffix in "abcd":
        assert f"Measure {suffix}" in page
    assert "sum(asset_measure.value_km: kind=permanent, case.offence=THB, final∈period)" in page
    assert "Amount of money" in page
    assert "Criminal cases" in page


def test_money_is_shown_by_year_and_a_missing_currency_is_said(english: Client, country: None) -> None:
    assert "2020: 130,000 KM" in words(english, "4.2.9")
    assert "currency not stated" not in words(english, "4.2.9")
    assert "2023: 10,000 (currency not stated)" in words(english, "1.5.1").replace(" ( ", " (").replace(" )", ")")


def test_dependencies_are_shown_both_ways_with_their_reason(english: Client, country: None) -> None:
    page = words(english, "1.1.2")
    assert page.index("Needs first 1.1.1") < page.index("The working group writes the draft.")
    assert page.index("Needed for 1.1.3") < page.index("What is submitted is the written draft.")


@pytest.mark.parametrize(
    ("code", "doubt"),
    [
        ("3.1.2", "Due before what it depends on"),
        ("1.6.2", "Due at the same time as what it depends on"),
        ("3.3.2", "Continuous work that cannot begin yet"),
        ("4.1.3", "Continuous work that cannot begin yet"),
    ],
)
def test_dates_that_contradict_the_order_are_marked(english: Client, country: None, code: str, doubt: str) -> None:
    assert doubt in words(english, code)


@pytest.mark.parametrize("code", ["1.1.2", "1.2.2", "1.2.4", "3.1.3"])
def test_dates_that_agree_with_the_order_are_not_marked(english: Client, country: None, code: str) -> None:
    page = words(english, code)
    assert "depends on" not in page.replace("What depends on what", "")
    assert "cannot begin yet" not in page


def test_the_page_leads_to_its_neighbours(english: Client, country: None) -> None:
    links = pages.links(english.get(f"{STATE}4.2.10/"))
    assert {f"{STATE}4.2.9/", f"{STATE}4.3.1/"} <= links


def test_everything_named_is_a_link(english: Client, country: None) -> None:
    links = pages.links(english.get(f"{STATE}3.2.1/"))
    plan = "/plans/bih-2020-2023/"
    assert {f"{plan}institutions/SIPA/", f"{plan}tree/#p-3", f"{plan}tree/#p-3.2"} <= links
    assert any(link.startswith(f"{plan}donors/") for link in links)
    assert any(link.startswith(f"{plan}indicators/?register=") for link in links)


def test_findings_are_shown_to_those_who_work_with_the_plan(
    english: Client, country: None, coordinator_client: Client
) -> None:
    coordinator_client.cookies["language"] = "en"
    page = words(coordinator_client, "3.1.2")
    assert "Findings" in page
    assert "Due before the plan is adopted" in page
    assert "What would resolve it:" in page
    assert "Due before the plan is adopted" not in words(english, "3.1.2")


def test_findings_wait_for_the_second_step_of_signing_in(english: Client, country: None, coordinator: User) -> None:
    english.force_login(coordinator)
    assert "Due before the plan is adopted" not in words(english, "3.1.2")


def _applied(plan: Plan) -> None:
    for code in ("MS", "GP"):
        institution(code)
    actions.apply(plan, by="system", at=AT)


def test_the_official_wording_stands_beside_our_label(english: Client) -> None:
    stored(plan_value(activity("1.1.1", "Short", activity="The long official wording")))
    page = words(english, "1.1.1", "test-plan")
    assert "Activity 1.1.1 Short" in page
    assert "Official wording The long official wording" in page


def test_columns_that_the_plan_has_no_field_for_are_notes(english: Client) -> None:
    stored(plan_value(activity("1.1.1", notes=[{"heading": "Risk", "text": "No snow"}])))
    assert "Risk No snow" in words(english, "1.1.1", "test-plan")


def test_what_changed_and_when(english: Client, db: None) -> None:
    _applied(plan_value(activity("1.1.1", deadline=month(2021, 3), institutions=["MS"])))
    _applied(plan_value(activity("1.1.1", deadline=CONTINUOUS, institutions=["MS", "GP"])))
    page = words(english, "1.1.1", "test-plan")
    newer, older = page.index("Version 2"), page.index("Version 1")
    assert newer < older
    assert "Responsible institutions: Institution MS Institution GP" in page[newer:older]
    assert "Deadline:" in page[newer:older]
    assert "the activity entered the plan" in page[older:]


def test_a_change_of_the_wording_alone_is_told_as_that(english: Client, db: None) -> None:
    named = activity("1.1.1")
    _applied(plan_value(named))
    _applied(plan_value(named | {"institutions": [{"code": "MS", "order": 1, "raw": "The ministry"}]}))
    page = words(english, "1.1.1", "test-plan")
    assert "Responsible institutions: only how the document words it" in page
    assert "As the document words it The ministry" in page


def test_a_withdrawn_activity_keeps_its_address_and_says_so(english: Client, db: None) -> None:
    _applied(plan_value(activity("1.1.1"), activity("1.1.2", indicators=[{"labels": {"en": "Count"}}])))
    _applied(plan_value(activity("1.1.1")))
    page = words(english, "1.1.2", "test-plan")
    assert "An amendment took this activity out of the plan." in page
    assert "the activity was taken out of the plan" in page


def test_an_activity_of_another_plan_is_not_found(english: Client, country: None) -> None:
    stored(plan_value(activity("9.9.9")))
    assert english.get("/plans/bih-2020-2023/activities/9.9.9/").status_code == 404
    assert ActionPlan.objects.filter(code="test-plan").exists()


def test_an_activity_can_lack_everything(english: Client) -> None:
    bare = Value(code="1.1.1", pillar="1", programme="1.1", deadline={"kind": "unreadable"})
    stored(plan_value(bare.model_dump(by_alias=True)))
    page = words(english, "1.1.1", "test-plan")
    assert "Nobody is named." in page
    assert "None are stated." in page
