from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from okrilje.plan.models import Activity
from tests.plan import pages
from tests.plan.factories import activity, month, plan_value, stored

pytestmark = pytest.mark.django_db
STATE = "/plans/bih-2020-2023/activities/"


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def codes(client: Client, address: str = "/plans/test-plan/activities/", **query: str) -> list[str]:
    response = client.get(address, query)
    if "caption-activities" not in pages.ids(response):
        return []
    return [row[0] for row in pages.table(response, "caption-activities")[1:]]


@pytest.fixture
def forest(db: None) -> None:
    stored(
        plan_value(
            activity("1.1.1", "Šuma i đaci", institutions=["MS"], donors=["IOM"], deadline=month(2021, 3)),
            activity("1.1.2", "Voda", institutions=["MS", "GP"], deadline=month(2020, 6)),
            activity("1.2.1", "Šumski put", institutions=["GP", "MS"], donors=["IOM", "WV"]),
            activity("2.1.1", "Vazduh", institutions=["GP"], indicators=[{"labels": {"en": "Air"}, "type": "MIL"}] * 2),
        )
    )


@pytest.mark.parametrize("query", ["šuma", "Šuma", "suma", "SUMA", "Шума", "шума"])
def test_the_search_folds_case_diacritics_and_script(english: Client, forest: None, query: str) -> None:
    assert codes(english, q=query) == ["1.1.1"]


@pytest.mark.parametrize("query", ["đaci", "djaci", "Ђаци", "đaci suma", "suma  djac"])
def test_the_search_folds_the_letter_dj_and_wants_every_word(english: Client, forest: None, query: str) -> None:
    assert codes(english, q=query) == ["1.1.1"]


def test_words_that_no_activity_holds_together_find_nothing(english: Client, forest: None) -> None:
    response = english.get("/plans/test-plan/activities/", {"q": "suma voda"})
    assert "No activity matches these filters." in pages.text(response)
    assert "0 activities of 4" in pages.text(response)


@pytest.mark.parametrize("query", ["%", "_", "'", '"', "\\", "  "])
def test_signs_with_a_meaning_in_a_database_are_only_signs(english: Client, forest: None, query: str) -> None:
    assert codes(english, q=query) in ([], ["1.1.1", "1.1.2", "1.2.1", "2.1.1"])
    assert (codes(english, q=query) == []) == bool(query.strip())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"institution": "GP"}, ["1.1.2", "1.2.1", "2.1.1"]),
        ({"institution": "GP", "part": "first"}, ["1.2.1", "2.1.1"]),
        ({"institution": "GP", "part": "sole"}, ["2.1.1"]),
        ({"institution": "GP", "part": "joint"}, ["1.1.2", "1.2.1"]),
        ({"part": "sole"}, ["1.1.1", "2.1.1"]),
        ({"donor": "IOM"}, ["1.1.1", "1.2.1"]),
        ({"donor": "WV", "pillar": "1"}, ["1.2.1"]),
        ({"programme": "1.1"}, ["1.1.1", "1.1.2"]),
        ({"deadline": "dated"}, ["1.1.1", "1.1.2"]),
        ({"deadline": "undated"}, ["1.2.1", "2.1.1"]),
        ({"deadline": "continuous", "pillar": "2"}, ["2.1.1"]),
        ({"due": "2020"}, ["1.1.2"]),
        ({"type": "MIL"}, ["2.1.1"]),
        ({"sort": "-code"}, ["2.1.1", "1.2.1", "1.1.2", "1.1.1"]),
        ({"sort": "title"}, ["1.1.1", "1.2.1", "2.1.1", "1.1.2"]),
        ({"sort": "deadline"}, ["1.1.2", "1.1.1", "1.2.1", "2.1.1"]),
        ({"sort": "-deadline"}, ["1.1.1", "1.1.2", "1.2.1", "2.1.1"]),
        ({"sort": "-indicators"}, ["2.1.1", "1.1.1", "1.1.2", "1.2.1"]),
        ({"sort": "institutions"}, ["1.1.1", "2.1.1", "1.1.2", "1.2.1"]),
        ({"sort": "nonsense"}, ["1.1.1", "1.1.2", "1.2.1", "2.1.1"]),
    ],
)
def test_filters_and_sorting(english: Client, forest: None, query: dict[str, str], expected: list[str]) -> None:
    assert codes(english, **query) == expected


def test_an_unknown_value_of_a_filter_is_named_and_narrows_nothing(english: Client, forest: None) -> None:
    response = english.get("/plans/test-plan/activities/", {"institution": "XX"})
    assert "XX is not one of the available choices" in pages.text(response)
    assert len(pages.table(response, "caption-activities")) == 1 + 4


def test_each_filter_in_use_can_be_taken_off_by_itself(english: Client, forest: None) -> None:
    response = english.get("/plans/test-plan/activities/", {"pillar": "1", "q": "suma", "due": "", "sort": "title"})
    assert {"?pillar=1&sort=title", "?q=suma&sort=title"} <= pages.links(response)
    assert "Pillar: 1 Pillar 1" in pages.text(response)


def test_the_filters_choose_among_what_the_plan_has(english: Client, forest: None) -> None:
    page = english.get("/plans/test-plan/activities/").content.decode()
    for value in ("GP", "IOM", "1.2", "2020", "2021"):
        assert f'<option value="{value}">' in page
    assert '<option value="2022">' not in page


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("continuous", 69), ("date-month", 30), ("half-year", 7), ("range", 5), ("once-a-year", 2),
        ("continuous-with-minimum-frequency", 2), ("multiple-dates", 1), ("year", 1), ("unreadable", 0),
        ("dated", 44), ("undated", 73),
    ],
)  # fmt: skip
def test_each_kind_of_deadline_has_its_number_of_activities(
    english: Client, country: None, kind: str, number: int
) -> None:
    assert len(codes(english, STATE, deadline=kind)) == number


@pytest.mark.parametrize(("year", "number"), [("2020", 18), ("2021", 17), ("2022", 4), ("2023", 5), ("2024", 2)])
def test_each_year_has_its_number_of_activities_due(english: Client, country: None, year: str, number: int) -> None:
    assert len(codes(english, STATE, due=year)) == number


def test_the_plan_stands_in_the_order_people_count(english: Client, country: None) -> None:
    found = codes(english, STATE)
    assert len(found) == 117
    assert found[0] == "1.1.1"
    assert found[-1] == "5.2.4"
    assert found.index("4.2.10") == found.index("4.2.9") + 1


def test_who_carries_activities_alone_and_together(english: Client, country: None) -> None:
    assert len(codes(english, STATE, part="sole")) == 83
    assert len(codes(english, STATE, part="joint")) == 34


def test_the_file_holds_the_filtered_list(english: Client, forest: None) -> None:
    response = english.get("/plans/test-plan/activities/", {"q": "suma", "format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="test-plan.csv"' in response["Content-Disposition"]
    body = response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["Code"] for row in rows] == ["1.1.1"]
    assert rows[0]["Due dates"] == "2021-03-31"
    assert rows[0]["Deadline"] == "March 2021"


def test_the_file_is_parted_as_spreadsheets_of_the_language_expect(client: Client, forest: None) -> None:
    body = client.get("/plans/test-plan/activities/", {"format": "csv"}).content.decode("utf-8-sig")
    assert body.splitlines()[0].count(";") == 7


def test_a_formula_in_the_file_is_only_text(english: Client) -> None:
    stored(plan_value(activity("1.1.1", "=1+1")))
    body = english.get("/plans/test-plan/activities/", {"format": "csv"}).content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(body)))["Activity"] == "'=1+1"


def test_htmx_gets_the_results_only_and_a_clean_address(english: Client, forest: None) -> None:
    response = english.get("/plans/test-plan/activities/", {"q": "suma", "pillar": ""}, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert response["HX-Push-Url"] == "/plans/test-plan/activities/?q=suma"
    assert "HX-Request" in response["Vary"]


def test_going_back_in_the_browser_gets_the_whole_page(english: Client, forest: None) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in english.get("/plans/test-plan/activities/", headers=headers).content.decode()


def test_what_was_taken_out_of_the_plan_is_not_listed(english: Client, forest: None) -> None:
    Activity.objects.filter(code="1.1.1").update(is_withdrawn=True)
    assert codes(english) == ["1.1.2", "1.2.1", "2.1.1"]
