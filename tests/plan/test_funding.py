from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okrilje.accounts.models import User
from okrilje.plan.models import ActionPlan, Finding
from tests.plan import pages
from tests.plan.factories import activity, plan_value, stored

pytestmark = pytest.mark.django_db
FUNDING = "/plans/bih-2020-2023/funding/"


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def test_everything_as_written_is_430000_a_year(english: Client, country: None) -> None:
    words = pages.text(english.get(FUNDING))
    assert "430,000 KM a year, 1,720,000 in all: everything as the plan writes it" in words
    assert "350,000 KM a year, 1,400,000 in all: without what is named twice for certain" in words
    assert "220,000 KM a year, 880,000 in all: without duplicates" in words


@pytest.mark.parametrize(
    ("reading", "year", "total"),
    [("", "430,000", "1,720,000"), ("with", "430,000", "1,720,000"), ("certain", "350,000", "1,400,000"),
     ("without", "220,000", "880,000")],
)  # fmt: skip
def test_the_switch_governs_every_table(english: Client, country: None, reading: str, year: str, total: str) -> None:
    page = english.get(FUNDING, {"duplicates": reading} if reading else {})
    for kind in ("activity", "programme", "source", "payer"):
        assert pages.table(page, f"caption-{kind}-1")[-1] == ["Together", year, year, year, year, total], kind


def test_amounts_by_activity_are_those_of_the_plan(english: Client, country: None) -> None:
    rows = pages.table(english.get(FUNDING), "caption-activity-1")
    assert rows[0] == ["Activity", "2020", "2021", "2022", "2023", "Together"]
    assert [[row[0].split()[0], *row[1:]] for row in rows[1:-1]] == [
        [code, *[amount] * 4, total]
        for code, amount, total in (
            ("1.5.1", "10,000", "40,000"),
            ("1.5.2", "130,000", "520,000"),
            ("1.5.3", "80,000", "320,000"),
            ("3.8.1", "80,000", "320,000"),
            ("4.2.9", "130,000", "520,000"),
        )
    ]


def test_amounts_by_programme_source_and_payer(english: Client, country: None) -> None:
    page = english.get(FUNDING)
    assert [row[0].split()[0::99] + row[1:2] for row in pages.table(page, "caption-programme-1")[1:-1]] == [
        ["1.5", "220,000"], ["3.8", "80,000"], ["4.2", "130,000"],
    ]  # fmt: skip
    assert [[row[0], row[1], row[-1]] for row in pages.table(page, "caption-source-1")[1:-1]] == [
        ["Fixed amount: source not stated", "350,000", "1,400,000"],
        ["Special budget: Prosecutor's Office of Bosnia and Herzegovina", "80,000", "320,000"],
    ]
    without = english.get(FUNDING, {"duplicates": "without"})
    assert [[row[0], row[1], row[-1]] for row in pages.table(without, "caption-payer-1")[1:-1]] == [
        ["Ministry of Security of Bosnia and Herzegovina", "140,000", "560,000"],
        ["Prosecutor's Office of Bosnia and Herzegovina", "80,000", "320,000"],
    ]


def test_the_page_says_why_and_how_surely_amounts_are_repeats(english: Client, country: None) -> None:
    words = pages.text(english.get(FUNDING))
    assert "3.8.1 = 1.5.3" in words and "as good as certain" in words
    assert "4.2.9 = 1.5.2" in words and "Only payer, years and amounts agree" in words


def test_what_the_amounts_leave_open_is_counted(english: Client, country: None) -> None:
    words = pages.text(english.get(FUNDING))
    assert "16 of 20 amounts have no currency. They are counted as KM" in words
    assert "16 of 20 amounts name no source." in words
    assert "5 activities of 117 state an amount. 112 activities state none." in words


def test_kinds_of_funding_add_up_to_all_activities(english: Client, country: None) -> None:
    assert pages.table(english.get(FUNDING), "caption-kinds")[1:] == [
        ["Donor", "70"],
        ["Regular budget", "36"],
        ["Regular budget + Donor", "6"],
        ["Fixed amount", "4"],
        ["Regular budget + Special budget", "1"],
        ["Together", "117"],
    ]


def accept(user: User, *codes: str) -> None:
    plan = ActionPlan.objects.get(code="bih-2020-2023")
    plan.findings.filter(rule="double-budget").delete()
    Finding.objects.create(
        plan=plan, fingerprint="0" * 64, rule="double-budget", severity="high", codes=list(codes),
        accepted_by=user, accepted_at=datetime(2026, 11, 1, tzinfo=UTC), accepted_reason="Two lines in the law",
    )  # fmt: skip


def test_budgets_that_the_owner_declares_separate_are_both_counted(
    english: Client, country: None, coordinator: User
) -> None:
    accept(coordinator, "1.5.2", "4.2.9")
    page = english.get(FUNDING, {"duplicates": "without"})
    assert pages.table(page, "caption-activity-1")[-1][-1] == "1,400,000"
    words = pages.text(page)
    assert "4.2.9 ≠ 1.5.2 separate" in words and "3.8.1 = 1.5.3" in words
    assert "Two lines in the law" not in words


def test_the_reason_of_the_owner_is_for_those_who_may_read_internal_matters(
    country: None, coordinator: User, coordinator_client: Client
) -> None:
    accept(coordinator, "1.5.2", "4.2.9")
    coordinator_client.cookies["language"] = "en"
    assert "Two lines in the law" in pages.text(coordinator_client.get(FUNDING))


def test_amounts_of_different_currencies_are_never_added_up(english: Client, country: None) -> None:
    page = english.get("/plans/demo-canton-2021-2023/funding/")
    words = pages.text(page)
    assert "Amounts in KM" in words and "Amounts in EUR" in words and "Amounts without a currency" in words
    assert [pages.table(page, f"caption-payer-{n}")[-1][-1] for n in (1, 2, 3)] == ["199,250.50", "25,000", "120,000"]
    without = english.get("/plans/demo-canton-2021-2023/funding/", {"duplicates": "without"})
    assert pages.table(without, "caption-payer-1")[-1][-1] == "199,250.50"
    assert "0 a year, 0 in all: without duplicates" in pages.text(without)


def test_a_plan_without_amounts_says_so(english: Client, ministry: object) -> None:
    stored(plan_value(activity("1.1.1", donors=["IOM"])))
    words = pages.text(english.get("/plans/test-plan/funding/"))
    assert "This plan states no amounts." in words and "0 of" not in words


def test_an_amount_for_no_particular_year_has_a_column_of_its_own(english: Client, ministry: object) -> None:
    lines = [{"type": "fixed_amount", "year": y, "amount": a, "currency": "KM"} for y, a in ((2021, 5), (None, "7.25"))]
    stored(plan_value(activity("1.1.1", resources=lines)))
    rows = pages.table(english.get("/plans/test-plan/funding/"), "caption-activity-1")
    assert rows[0][1:] == ["2021", "no year", "Together"]
    assert rows[-1][1:] == ["5", "7.25", "12.25"]


def test_an_unknown_reading_and_a_plan_that_may_not_be_seen_are_not_found(client: Client, country: None) -> None:
    assert client.get(FUNDING, {"duplicates": "half"}).status_code == 404
    ActionPlan.objects.update(is_public=False)
    assert client.get(FUNDING).status_code == 404
    assert client.get(f"{FUNDING}wide.svg?currency=KM").status_code == 404


def test_the_chart_outlines_what_is_left_out(client: Client, country: None) -> None:
    answer = client.get(f"{FUNDING}wide.svg?currency=KM&duplicates=without", headers={"HX-Request": "true"})
    drawn = answer.content.decode()
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert drawn.count('fill-opacity="0"') == 8
    assert "/plans/bih-2020-2023/activities/4.2.9/" in drawn
    assert client.get(f"{FUNDING}wide.svg?currency=GBP").status_code == 404


@pytest.mark.parametrize("address", [FUNDING, f"{FUNDING}?duplicates=without", f"{FUNDING}narrow.svg?currency=KM"])
def test_the_funding_pages_ask_few_questions(client: Client, country: None, address: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(captured) <= 15
