from __future__ import annotations

import pytest
from django.test import Client

from okrilje.plan.models import Activity
from tests.plan import pages
from tests.plan.factories import activity, institution, month, plan_value, stored

pytestmark = pytest.mark.django_db
PLAN = "/plans/bih-2020-2023/institutions/"

#: Activities, alone, with others, named first, pillars 1 to 5, indicators, dated, lines of regular budget.
LOADS = {
    "MS": (71, 43, 28, 67, 23, 5, 4, 32, 7, 85, 26, 17),
    "SPS": (32, 6, 26, 6, 1, 2, 6, 21, 2, 46, 4, 12),
    "GP": (28, 4, 24, 5, 1, 2, 5, 17, 3, 40, 4, 9),
    "SIPA": (27, 0, 27, 0, 1, 0, 8, 16, 2, 37, 5, 8),
    "TBIH": (25, 3, 22, 9, 1, 0, 10, 12, 2, 33, 3, 9),
    "PNVO": (13, 0, 13, 0, 0, 0, 0, 13, 0, 13, 0, 0),
    "VSTV": (9, 6, 3, 8, 2, 0, 7, 0, 0, 15, 6, 3),
    "MP": (7, 7, 0, 7, 4, 0, 1, 2, 0, 7, 6, 8),
    "DKPT": (6, 1, 5, 1, 0, 0, 3, 0, 3, 9, 2, 4),
    "MLJPI": (4, 4, 0, 4, 0, 1, 0, 3, 0, 4, 3, 0),
    "MVP": (4, 1, 3, 2, 0, 1, 0, 2, 1, 7, 0, 4),
    "ARZ": (3, 3, 0, 3, 0, 3, 0, 0, 0, 5, 0, 2),
    "CEST": (3, 3, 0, 3, 0, 0, 3, 0, 0, 6, 0, 0),
    "VM": (2, 1, 1, 1, 1, 0, 0, 1, 0, 2, 2, 1),
    "ASUK": (1, 0, 1, 0, 0, 0, 1, 0, 0, 2, 0, 0),
    "SVE": (1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0),
}


def shown(client: Client, **query: str) -> dict[str, tuple[int, ...]]:
    rows = pages.table(client.get(PLAN, query), "caption-load")[1:-1]
    return {row[0].split()[-1]: tuple(int(n) for n in row[1:]) for row in rows}


def test_the_load_of_all_sixteen_institutions(client: Client, country: None) -> None:
    assert shown(client) == LOADS


def test_the_busiest_stands_first_and_each_column_sorts(client: Client, country: None) -> None:
    assert next(iter(shown(client))) == "MS"
    assert list(shown(client, sort="-indicators"))[:3] == ["MS", "SPS", "GP"]
    assert list(shown(client, sort="activities"))[-1] == "MS"
    assert list(shown(client, sort="-regular"))[:2] == ["MS", "SPS"]


def test_the_sums_are_those_of_the_rows(client: Client, country: None) -> None:
    sums = [int(n) for n in pages.table(client.get(PLAN), "caption-load")[-1][1:]]
    assert sums == [sum(column) for column in zip(*LOADS.values(), strict=True)]
    assert sums[0] == 236
    assert sums[3] == 117


def test_the_page_says_how_many_pairs_there_are(client: Client, country: None) -> None:
    client.cookies["language"] = "en"
    assert "16 institutions carry 117 activities; named together that is 236 pairs" in pages.text(client.get(PLAN))


@pytest.mark.parametrize("code", LOADS)
def test_the_page_of_an_institution_lists_its_activities_the_first_named_first(
    client: Client, country: None, code: str
) -> None:
    rows = pages.table(client.get(f"{PLAN}{code}/"), "caption-own")[1:]
    order = {a.code: a.order for a in Activity.objects.filter(plan__code="bih-2020-2023")}
    leads = set(
        Activity.objects.filter(responsibilities__order=1, responsibilities__institution__code=code).values_list(
            "code", flat=True
        )
    )
    found = [row[0] for row in rows]
    assert len(found) == LOADS[code][0]
    assert found == sorted(found, key=lambda c: (c not in leads, order[c]))


def test_the_page_of_an_institution_shows_its_load(client: Client, country: None) -> None:
    client.cookies["language"] = "en"
    page = pages.text(client.get(f"{PLAN}SIPA/"))
    assert (
        "27 activities 0 alone 27 with others 0 named first 5 with a due date 37 indicators to report "
        "8 lines of regular budget" in page
    )
    assert "4 Protecting and assisting victims : 16" in page


def test_the_page_of_an_institution_leads_to_its_calendar(client: Client, country: None) -> None:
    assert f"{PLAN}GP/calendar.ics" in pages.links(client.get(f"{PLAN}GP/"))


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("bs", "Ministarstvo sigurnosti Bosne i Hercegovine"),
        ("sr-latn", "Ministarstvo bezbjednosti Bosne i Hercegovine"),
        ("sr", "Министарство безбједности Босне и Херцеговине"),
        ("en", "Ministry of Security of Bosnia and Herzegovina"),
    ],
)
def test_an_institution_has_its_name_in_the_language_and_script_of_the_page(
    client: Client, country: None, language: str, name: str
) -> None:
    client.cookies["language"] = language
    assert pages.table(client.get(PLAN), "caption-load")[1][0] == f"{name} MS"


def test_the_units_that_the_plan_names_are_listed(client: Client, country: None) -> None:
    client.cookies["language"] = "en"
    assert "Units named in the plan" in pages.text(client.get(f"{PLAN}MP/"))


def test_an_institution_without_a_part_in_the_plan_has_a_page_that_says_so(client: Client, country: None) -> None:
    institution("NEW", name="New institution")
    client.cookies["language"] = "en"
    response = client.get(f"{PLAN}NEW/")
    assert response.status_code == 200
    assert "This plan gives the institution no activity." in pages.text(response)


def test_a_donor_is_led_to_its_page_as_a_donor(client: Client, country: None) -> None:
    assert "/plans/bih-2020-2023/donors/IOM/" in pages.links(client.get(f"{PLAN}IOM/"))


def test_what_an_institution_pays_for_is_listed_without_what_it_gives_as_a_donor(client: Client, db: None) -> None:
    regular = {"type": "regular_budget", "source": "GP"}
    stored(plan_value(activity("1.1.1", donors=["GP"]), activity("1.1.2", institutions=["GP"], resources=[regular])))
    links = pages.links(client.get("/plans/test-plan/institutions/GP/"))
    assert "/plans/test-plan/activities/1.1.2/" in links
    assert "/plans/test-plan/activities/1.1.1/" not in links


def test_an_institution_that_nobody_knows_is_not_found(client: Client, country: None) -> None:
    assert client.get(f"{PLAN}NOBODY/").status_code == 404


def test_an_institution_named_twice_in_one_activity_counts_once(client: Client, db: None) -> None:
    stored(plan_value(activity("1.1.1", institutions=["MS", "GP", "GP"], deadline=month(2021, 3))))
    rows = pages.table(client.get("/plans/test-plan/institutions/"), "caption-load")[1:-1]
    assert {row[0].split()[-1]: row[1:5] for row in rows} == {
        "MS": ["1", "0", "1", "1"],
        "GP": ["1", "0", "1", "0"],
    }


def test_what_was_taken_out_of_the_plan_is_no_load(client: Client, db: None) -> None:
    stored(plan_value(activity("1.1.1"), activity("1.1.2")))
    Activity.objects.filter(code="1.1.2").update(is_withdrawn=True)
    assert pages.table(client.get("/plans/test-plan/institutions/"), "caption-load")[1][1] == "1"
