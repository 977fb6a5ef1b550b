from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okrilje.plan import clock
from okrilje.plan.models import ActionPlan
from tests.plan import pages
from tests.plan.factories import activity, plan_value, stored

pytestmark = pytest.mark.django_db
TIMELINE = "/plans/bih-2020-2023/timeline/"
IN_PAGE = {"HX-Request": "true"}


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def test_every_activity_stands_in_the_table_of_its_pillar(english: Client, country: None) -> None:
    page = english.get(TIMELINE)
    assert "117 activities: 44 with due dates (46 in all)" in pages.text(page)
    rows = {code: pages.table(page, f"caption-{code}")[1:] for code in "12345"}
    assert [len(rows[code]) for code in "12345"] == [31, 14, 21, 42, 9]
    (analyses,) = [row for row in rows["1"] if row[0] == "1.6.4"]
    assert analyses[3] == "31 Mar 2021 31 Mar 2022 31 Mar 2023"
    assert sum(len(re.findall(r"\b20\d\d\b", row[3])) for own in rows.values() for row in own) == 46


def test_due_dates_are_counted_by_half_year(english: Client, country: None) -> None:
    rows = pages.table(english.get(TIMELINE), "caption-half-years")[1:]
    assert [(half, int(number)) for half, number in rows] == [
        ("I 2020", 2), ("II 2020", 16), ("I 2021", 10), ("II 2021", 7), ("I 2022", 2), ("II 2022", 2),
        ("I 2023", 2), ("II 2023", 3), ("I 2024", 2),
    ]  # fmt: skip


def test_the_page_leads_to_its_charts_and_they_to_the_activities(english: Client, country: None) -> None:
    page = english.get(TIMELINE).content.decode()
    charts = set(re.findall(r'hx-get="([^"]+)"', page))
    assert len(charts) == 5 * 3 + 1
    for pillar in "12345":
        drawn = english.get(f"{TIMELINE}{pillar}/wide.svg", headers=IN_PAGE).content.decode()
        links = set(re.findall(r'href="([^"]+)"', drawn))
        own = ActionPlan.objects.get(code="bih-2020-2023").activities.filter(programme__pillar__code=pillar)
        assert links == {f"/plans/bih-2020-2023/activities/{code}/" for code in own.values_list("code", flat=True)}


def test_only_words_and_not_shapes_stand_in_the_tab_order(english: Client, country: None) -> None:
    drawn = english.get(f"{TIMELINE}2/wide.svg", headers=IN_PAGE).content.decode()
    links = re.findall(r"<a [^>]*>", drawn)
    assert sum("tabindex" not in link for link in links) == 14
    assert all('aria-hidden="true"' in link for link in links if "tabindex" in link)


def test_the_line_of_today_is_drawn_inside_the_period_only(
    english: Client, country: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, stands in ((date(2021, 5, 3), True), (date(2024, 3, 31), True), (date(2024, 4, 1), False)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        drawn = english.get(f"{TIMELINE}5/wide.svg", headers=IN_PAGE).content.decode()
        assert (">today<" in drawn) is stands


def test_the_filter_narrows_page_and_charts(english: Client, country: None) -> None:
    page = english.get(TIMELINE, {"institution": "ARZ"})
    assert "3 activities: 0 with due dates" in pages.text(page)
    assert [row[0] for row in pages.table(page, "caption-2")[1:]] == ["2.4.2", "2.4.4", "2.4.5"]
    drawn = english.get(f"{TIMELINE}2/wide.svg?institution=ARZ", headers=IN_PAGE).content.decode()
    assert "2.4.5" in drawn and "2.4.1" not in drawn
    only = english.get(TIMELINE, {"pillar": "3"})
    assert len(only.context["parts"]) == 1 and only.context["shown"] == 21


def test_filters_that_fit_nothing_say_so(english: Client, country: None) -> None:
    page = english.get(TIMELINE, {"institution": "ARZ", "pillar": "1"})
    assert "No activity matches these filters." in pages.text(page)


@pytest.mark.parametrize(
    ("language", "word"),
    [("bs", "Akcionog"), ("hr", "Akcijskog"), ("sr-latn", "Akcionog"), ("sr", "Акционог"), ("en", "Adoption")],
)
def test_the_chart_speaks_the_language_of_the_page(client: Client, country: None, language: str, word: str) -> None:
    client.cookies["language"] = language
    drawn = client.get(f"{TIMELINE}1/narrow.svg", headers=IN_PAGE).content.decode()
    assert word in drawn or (language == "hr" and "Akcionog" in drawn)


def test_a_chart_that_did_not_change_is_not_sent_again(english: Client, country: None) -> None:
    address = f"{TIMELINE}5/wide.svg"
    in_page = english.get(address, headers=IN_PAGE)
    assert english.get(address, headers={**IN_PAGE, "If-None-Match": in_page["ETag"]}).status_code == 304
    assert english.get(address, headers={"If-None-Match": in_page["ETag"]}).status_code == 200
    english.cookies["language"] = "bs"
    assert english.get(address, headers={**IN_PAGE, "If-None-Match": in_page["ETag"]}).status_code == 200


def test_as_a_picture_the_chart_needs_no_stylesheet(english: Client, country: None) -> None:
    picture = english.get("/plans/bih-2020-2023/due-dates.svg").content.decode()
    assert "var(" not in picture and picture.startswith("<svg ")
    assert "var(--cat-1)" in english.get("/plans/bih-2020-2023/due-dates.svg", headers=IN_PAGE).content.decode()


def test_unreadable_deadlines_stand_in_the_chart_in_words(english: Client, ministry: object) -> None:
    stored(plan_value(activity("1.1.1", deadline={"kind": "unreadable", "raw": "Po potrebi"})))
    drawn = english.get("/plans/test-plan/timeline/1/wide.svg", headers=IN_PAGE).content.decode()
    assert "Po potrebi" in drawn
    page = english.get("/plans/test-plan/timeline/")
    assert "1 activity: 0 with due dates (0 in all), the rest without one." in pages.text(page)


def test_charts_that_do_not_exist_are_not_found(client: Client, country: None) -> None:
    for address in (f"{TIMELINE}9/wide.svg", f"{TIMELINE}1/huge.svg", "/plans/none/due-dates.svg"):
        assert client.get(address).status_code == 404
    ActionPlan.objects.update(is_public=False)
    for address in (TIMELINE, f"{TIMELINE}1/wide.svg", "/plans/bih-2020-2023/due-dates.svg"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [TIMELINE, f"{TIMELINE}?institution=MS", f"{TIMELINE}4/wide.svg"])
def test_the_timeline_asks_few_questions(client: Client, country: None, address: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(captured) <= 15
