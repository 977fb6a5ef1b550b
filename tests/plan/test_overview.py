from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from okrilje.plan import clock, storing
from okrilje.plan.content import Plan
from okrilje.plan.models import Finding
from tests.plan import pages
from tests.plan.factories import activity, month, plan_value, stored

pytestmark = pytest.mark.django_db
STATE = "/plans/bih-2020-2023/"

#: Activities and indicators of each programme, from the plan.
PROGRAMMES = {
    "1.1": (4, 4), "1.2": (7, 7), "1.3": (5, 5), "1.4": (3, 3), "1.5": (3, 3), "1.6": (4, 4), "1.7": (5, 5),
    "2.1": (4, 4), "2.2": (1, 1), "2.3": (1, 3), "2.4": (5, 9), "2.5": (3, 7), "3.1": (3, 6), "3.2": (3, 3),
    "3.3": (2, 4), "3.4": (2, 4), "3.5": (2, 4), "3.6": (2, 4), "3.7": (2, 2), "3.8": (3, 6), "3.9": (2, 3),
    "4.1": (8, 15), "4.2": (10, 12), "4.3": (5, 5), "4.4": (5, 5), "4.5": (4, 4), "4.6": (6, 8), "4.7": (4, 4),
    "5.1": (5, 5), "5.2": (4, 4),
}  # fmt: skip


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)


def test_the_plan_in_numbers_stands_at_the_top(english: Client, country: None) -> None:
    words = pages.text(english.get(STATE))
    assert (
        "5 pillars 30 programmes 117 activities 44 with a due date 153 indicators 172 measures in them "
        "16 institutions 8 donors" in words
    )


def test_each_pillar_and_programme_shows_how_much_it_holds(english: Client, country: None) -> None:
    words = pages.text(english.get(STATE))
    assert "Beside each pillar and programme: activities / indicators." in words
    for pillar, numbers in enumerate(["31 / 31", "14 / 24", "21 / 36", "42 / 53", "9 / 9"], 1):
        assert f" {numbers} {pillar}.1 " in words
    shown = {
        code: tuple(int(n) for n in (before, after))
        for code in PROGRAMMES
        for before, after in [_numbers_after(words, code)]
    }
    assert shown == PROGRAMMES


def _numbers_after(words: str, code: str) -> tuple[str, str]:
    """The first "n / m" after the code of a programme in the list of programmes."""
    rest = words[words.index(f" {code} ", words.index("Pillars and programmes")) :].split()
    stroke = rest.index("/")
    return rest[stroke - 1], rest[stroke + 1]


def test_the_next_deadlines_are_those_after_today(
    english: Client, country: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, date(2021, 1, 15))
    words = pages.text(english.get(STATE))
    assert "Next deadlines 31 January 2021 1.2.2" in words
    assert "ended" not in words


def test_a_deadline_is_still_to_come_on_its_last_day(
    english: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(plan_value(activity("1.1.1", deadline=month(2021, 3))))
    on(monkeypatch, date(2021, 3, 31))
    assert "Next deadlines" in pages.text(english.get("/plans/test-plan/"))
    on(monkeypatch, date(2021, 4, 1))
    assert "Last deadlines 31 March 2021" in pages.text(english.get("/plans/test-plan/"))


def test_after_the_last_deadline_the_last_ones_are_shown_and_the_end_is_said(
    english: Client, country: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, date(2026, 5, 1))
    words = pages.text(english.get(STATE))
    assert "Last deadlines 31 March 2024 1.2.7" in words
    assert "The period of the plan ended: 31 December 2023" in words


def test_findings_are_counted_for_those_who_work_with_the_plan_only(
    english: Client, coordinator_client: Client
) -> None:
    plan = stored(plan_value(activity("1.1.1")))
    for number, severity in enumerate(["high", "high", "low"]):
        Finding.objects.create(plan=plan, fingerprint=str(number), rule="no-target", severity=severity)
    coordinator_client.cookies["language"] = "en"
    assert "Open findings: 2 high 0 medium 1 low" in pages.text(coordinator_client.get("/plans/test-plan/"))
    assert "Open findings" not in pages.text(english.get("/plans/test-plan/"))


def test_a_plan_without_due_dates_says_so(english: Client, db: None) -> None:
    stored(plan_value(activity("1.1.1")))
    assert "No activity of this plan has a due date." in pages.text(english.get("/plans/test-plan/"))


def test_what_an_amendment_emptied_is_gone_and_what_was_always_empty_stays(english: Client, db: None) -> None:
    full = plan_value(activity("1.1.1"), activity("1.2.1"), activity("2.1.1"))
    planned = {"code": "1.3", "pillar": "1", "labels": {"en": "Still to be filled"}}
    row = stored(full)
    storing.store(row, plan_value(activity("1.1.1")))
    words = pages.text(english.get("/plans/test-plan/"))
    assert "1 pillar 1 programme 1 activity" in words
    assert "Programme 1.2" not in words
    smaller = plan_value(activity("1.1.1")).model_dump(by_alias=True)
    smaller["programmes"] = [*smaller["programmes"], planned]
    storing.store(row, Plan.model_validate(smaller))
    for page in ("", "tree/", "activities/"):
        words = pages.text(english.get(f"/plans/test-plan/{page}"))
        assert "Still to be filled" in words
        assert "Programme 1.2" not in words
        assert "Pillar 2" not in words


def test_the_whole_plan_can_be_taken_away_as_a_file(english: Client, country: None) -> None:
    links = pages.links(english.get(STATE))
    assert {f"{STATE}export.xlsx", f"{STATE}export.json"} <= links
    assert "/import/" not in links


def test_only_those_who_manage_plans_are_led_to_the_import(country: None, coordinator_client: Client) -> None:
    assert "/import/" in pages.links(coordinator_client.get(STATE))
