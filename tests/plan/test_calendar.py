from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okrilje.plan import actions, clock
from okrilje.plan.content import Plan
from okrilje.plan.models import ActionPlan
from tests.plan import pages
from tests.plan.factories import activity, month, plan_value, stored

pytestmark = pytest.mark.django_db
CALENDAR = "/plans/bih-2020-2023/calendar/"
FEED = "/plans/bih-2020-2023/calendar.ics"

#: Last day -> codes, from the plan.
DUE = {
    "2020-03-31": ["1.1.1"], "2020-06-30": ["3.1.2"], "2020-07-31": ["1.1.2", "1.6.1", "1.6.2"],
    "2020-08-31": ["1.1.3"], "2020-09-30": ["1.1.4", "1.3.2", "1.6.3"],
    "2020-12-31": ["1.2.1", "1.4.1", "1.4.2", "1.7.1", "1.7.2", "4.2.2", "4.2.5", "4.4.5", "4.7.3"],
    "2021-01-31": ["1.2.2"], "2021-03-31": ["1.2.3", "1.6.4", "3.1.1"],
    "2021-06-30": ["1.4.3", "4.1.1", "4.1.2", "4.2.1", "4.2.4", "4.4.4"],
    "2021-12-31": ["1.7.3", "3.3.1", "3.4.1", "3.5.1", "3.6.1", "3.8.2", "4.2.3"],
    "2022-03-31": ["1.2.4", "1.6.4"], "2022-12-31": ["1.7.4", "1.7.5"], "2023-03-31": ["1.2.5", "1.6.4"],
    "2023-12-31": ["3.2.1", "4.7.1", "4.7.2"], "2024-03-31": ["1.2.6", "1.2.7"],
}  # fmt: skip


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def events(response: Any) -> list[Any]:
    assert response.status_code == 200
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def due(found: list[Any]) -> dict[str, list[str]]:
    """Day -> codes of the events that are due dates and do not only close a period."""
    by_day: dict[str, list[str]] = {}
    for event in found:
        if ".due-" in event["uid"]:
            by_day.setdefault(event["dtstart"].dt.isoformat(), []).append(str(event["summary"]).split()[0])
    return {day: sorted(codes) for day, codes in by_day.items()}


@pytest.mark.parametrize(("year", "number"), [(2020, 18), (2021, 17), (2022, 4), (2023, 5), (2024, 2)])
def test_each_year_lists_its_due_dates(english: Client, country: None, year: int, number: int) -> None:
    page = english.get(CALENDAR, {"year": year})
    words = pages.text(page)
    assert f"{number} due dates in {year}." in words
    assert "2020 (18)" in words and "2021 (17)" in words and "2022 (4)" in words and "2023 (5)" in words
    found = [(str(e.day), e.code) for e in page.context["due"]]
    assert found == [(day, code) for day, codes in DUE.items() if day[:4] == str(year) for code in codes]


def test_a_month_shows_its_days_with_links(english: Client, country: None) -> None:
    page = english.get(CALENDAR, {"year": 2020, "month": 7})
    assert "July 2020" in pages.text(page)
    assert {f"/plans/bih-2020-2023/activities/{code}/" for code in ("1.1.2", "1.6.1", "1.6.2")} <= pages.links(page)
    cells = {day: [e.code for e in found] for week in page.context["weeks"] for day, found in week if day}
    assert len(cells) == 31 and cells[date(2020, 7, 31)] == ["1.1.2", "1.6.1", "1.6.2"]
    assert sum(map(len, cells.values())) == 3


def test_recurring_duties_close_half_years_and_years(english: Client, country: None) -> None:
    found = [(str(e.day), e.code) for e in english.get(CALENDAR, {"year": 2021}).context["checks"]]
    half_yearly = ["1.3.1", "1.3.3", "1.3.4", "1.3.5"]
    assert found == [
        *(("2021-06-30", code) for code in half_yearly),
        *(("2021-12-31", code) for code in [*half_yearly, "2.1.2", "2.1.3", "5.1.2", "5.1.3"]),
    ]


def test_the_calendar_opens_today_or_as_near_as_it_gets(
    english: Client, country: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for today, year, opened in (
        (date(2021, 5, 3), 2021, date(2021, 5, 1)),
        (date(2019, 5, 3), 2020, date(2020, 3, 1)),
        (date(2030, 5, 3), 2024, date(2024, 3, 1)),
    ):
        monkeypatch.setattr(clock, "today", lambda today=today: today)
        context = english.get(CALENDAR).context
        assert (context["year"], context["first"]) == (year, opened)


def test_the_months_lead_from_the_first_to_the_last_and_not_beyond(english: Client, country: None) -> None:
    first = english.get(CALENDAR, {"year": 2020, "month": 1}).context
    assert (first["before"], first["after"]) == (None, date(2020, 2, 1))
    last = english.get(CALENDAR, {"year": 2024, "month": 12}).context
    assert (last["before"], last["after"]) == (date(2024, 11, 1), None)


@pytest.mark.parametrize("query", ["year=1999", "year=x", "year=2021&month=13", "year=2021&month=0", "year=٢٠٢١"])
def test_a_month_that_the_calendar_does_not_have_is_not_found(client: Client, country: None, query: str) -> None:
    assert client.get(f"{CALENDAR}?{query}").status_code == 404


def test_one_institution_sees_its_own_duties_and_their_feed(english: Client, country: None) -> None:
    page = english.get(CALENDAR, {"year": 2021, "institution": "SPS"})
    assert [e.code for e in page.context["due"]] == ["1.6.4", "3.1.1", "3.8.2"]
    assert any("/institutions/SPS/calendar.ics?lang=en" in link for link in pages.links(page))


def test_the_feed_holds_every_due_date_of_the_plan(client: Client, country: None) -> None:
    found = events(client.get(FEED))
    assert due(found) == DUE
    assert sum(len(codes) for codes in DUE.values()) == 46
    assert len({str(e["uid"]) for e in found}) == len(found) == 46 + 4 * 8 + 4


def test_yearly_duties_return_every_year_without_a_day_that_the_plan_does_not_name(
    client: Client, country: None
) -> None:
    yearly = [e for e in events(client.get(FEED)) if "rrule" in e]
    assert sorted(str(e["summary"]).split()[0] for e in yearly) == ["2.1.2", "2.1.3", "5.1.2", "5.1.3"]
    for event in yearly:
        assert event["dtstart"].dt == date(2020, 12, 31)
        assert event["rrule"] == {"FREQ": ["YEARLY"], "UNTIL": [date(2023, 12, 31)]}


@pytest.mark.parametrize(
    ("language", "summary"),
    [("en", "1.1.4 Adoption of the Action Plan"), ("bs", "1.1.4 Donošenje Akcionog plana"),
     ("sr", "1.1.4 Доношење Акционог плана")],
)  # fmt: skip
def test_the_feed_speaks_the_language_it_is_asked_for(
    client: Client, country: None, language: str, summary: str
) -> None:
    found = events(client.get(FEED, {"lang": language}))
    assert summary in {str(e["summary"]) for e in found}


def test_an_event_leads_to_its_activity(client: Client, country: None) -> None:
    event = next(e for e in events(client.get(FEED)) if e["uid"].startswith("bih-2020-2023.1.1.4.due-1@"))
    assert event["url"] == "http://testserver/plans/bih-2020-2023/activities/1.1.4/"
    assert client.get(str(event["url"])).status_code == 200


def test_reminders_are_only_sent_to_those_who_asked(client: Client, country: None) -> None:
    assert b"VALARM" not in client.get(FEED).content
    found = events(client.get(FEED, {"remind": 30}))
    assert sum(len(e.walk("VALARM")) for e in found) == 46


@pytest.mark.parametrize("query", ["lang=xx", "remind=0", "remind=soon", "remind=400"])
def test_a_feed_that_cannot_be_made_says_what_is_allowed(client: Client, country: None, query: str) -> None:
    answer = client.get(f"{FEED}?{query}")
    assert answer.status_code == 400 and query.split("=")[0] + "=" in answer.content.decode()


def test_the_feed_of_an_institution_holds_what_it_answers_for(client: Client, country: None) -> None:
    found = due(events(client.get("/plans/bih-2020-2023/institutions/SPS/calendar.ics")))
    assert sorted({code for codes in found.values() for code in codes}) == ["1.6.4", "3.1.1", "3.1.2", "3.8.2"]
    assert client.get("/plans/bih-2020-2023/institutions/IOM/calendar.ics").status_code == 404
    assert client.get("/plans/bih-2020-2023/institutions/nobody/calendar.ics").status_code == 404


def test_a_feed_that_did_not_change_is_not_sent_again(client: Client, country: None) -> None:
    first = client.get(FEED)
    assert first["ETag"] and first["Last-Modified"]
    again = client.get(FEED, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    assert client.get(FEED, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    assert client.get(FEED, {"lang": "en"}, headers={"If-None-Match": first["ETag"]}).status_code == 200


def amended(at: datetime, *parts: dict[str, Any]) -> None:
    value: Plan = plan_value(*parts)
    actions.apply(value, by="system", at=at)


def test_a_moved_deadline_moves_the_same_event(client: Client, ministry: object) -> None:
    first, later = datetime(2026, 1, 2, 3, tzinfo=UTC), datetime(2026, 2, 3, 4, tzinfo=UTC)
    amended(first, activity("1.1.1", deadline=month(2021, 3)), activity("1.1.2", deadline=month(2021, 3)))
    before = {str(e["uid"]): e for e in events(client.get("/plans/test-plan/calendar.ics"))}
    amended(later, activity("1.1.1", deadline=month(2021, 5)), activity("1.1.2", deadline=month(2021, 3)))
    after = {str(e["uid"]): e for e in events(client.get("/plans/test-plan/calendar.ics"))}
    assert before.keys() == after.keys()
    moved, kept = sorted(after)
    assert after[moved]["dtstart"].dt == date(2021, 5, 31)
    assert (before[moved]["sequence"], after[moved]["sequence"]) == (0, 1)
    assert after[moved]["last-modified"].dt == later and after[kept]["last-modified"].dt == first
    assert after[kept]["sequence"] == 0


def test_what_an_amendment_took_out_leaves_the_calendar(client: Client, ministry: object) -> None:
    amended(datetime(2026, 1, 2, tzinfo=UTC), *(activity(f"1.1.{n}", deadline=month(2021, 3)) for n in (1, 2)))
    amended(datetime(2026, 1, 3, tzinfo=UTC), activity("1.1.1", deadline=month(2021, 3)))
    assert due(events(client.get("/plans/test-plan/calendar.ics"))) == {"2021-03-31": ["1.1.1"]}


def test_a_plan_without_due_dates_has_an_empty_calendar(english: Client, ministry: object) -> None:
    stored(plan_value(activity("1.1.1")))
    assert "Nothing is due in this year." in pages.text(english.get("/plans/test-plan/calendar/"))
    assert events(english.get("/plans/test-plan/calendar.ics")) == []


def test_a_draft_is_no_more_visible_in_a_calendar_than_elsewhere(
    client: Client, country: None, coordinator_client: Client
) -> None:
    ActionPlan.objects.update(is_public=False)
    for address in (CALENDAR, FEED, "/plans/bih-2020-2023/institutions/MS/calendar.ics"):
        assert client.get(address).status_code == 404
        assert coordinator_client.get(address).status_code == 200


@pytest.mark.parametrize("address", [CALENDAR, f"{CALENDAR}?institution=MS&year=2021", FEED])
def test_the_calendar_asks_few_questions(client: Client, country: None, address: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(captured) <= 15
