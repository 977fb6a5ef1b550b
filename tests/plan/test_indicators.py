from __future__ import annotations

import pytest
from django.test import Client

from tests.plan import pages
from tests.plan.factories import activity, plan_value, stored

pytestmark = pytest.mark.django_db
PLAN = "/plans/bih-2020-2023/indicators/"

#: Indicators as written and measures, by type and by register.
TYPES = {
    "Milestone": (42, 44), "Count of events": (36, 40), "Count of persons": (45, 50),
    "Count of cases or decisions": (9, 11), "Amount of money": (2, 3), "Items of information": (7, 10),
    "Other": (12, 14),
}  # fmt: skip
REGISTERS = {
    "DEL": (49, 51), "MTG": (14, 14), "TRN": (29, 29), "CMP": (5, 9), "ACT": (3, 5), "VIC": (19, 21), "CRM": (4, 7),
    "APT": (3, 3), "OPS": (13, 14), "INX": (3, 7), "PUB": (2, 2), "AGR": (3, 4), "AST": (3, 3), "GRT": (1, 1),
    "DEC": (1, 1), "ACC": (1, 1),
}  # fmt: skip
COMPOUND = [
    "1.6.2#1", "1.7.3#1", "2.1.1#1", "2.1.2#1", "2.1.3#1", "2.1.4#1", "3.1.2#3", "3.9.1#2", "4.2.9#3", "4.4.3#1",
    "4.5.3#1", "4.6.3#1", "5.1.5#1", "5.2.1#1", "5.2.2#1",
]  # fmt: skip


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["language"] = "en"
    return client


def both(cell: str) -> tuple[int, int]:
    """ "49 / 51" as numbers; "0" where there is neither."""
    written, _stroke, measures = cell.partition(" / ")
    return int(written), int(measures or 0)


def listed(client: Client, address: str = PLAN, **query: str) -> list[str]:
    response = client.get(address, query)
    if "caption-indicators" not in pages.ids(response):
        return []
    return [row[0] for row in pages.table(response, "caption-indicators")[1:]]


def test_indicators_and_measures_by_type(english: Client, country: None) -> None:
    head, *_rows, sums = pages.table(english.get(PLAN), "caption-matrix")
    found = dict(zip(head[1:], map(both, sums[1:]), strict=True))
    assert found == TYPES | {"Together": (153, 172)}


def test_indicators_and_measures_by_register(english: Client, country: None) -> None:
    rows = pages.table(english.get(PLAN), "caption-matrix")[1:-1]
    assert {row[0].split()[-1]: both(row[-1]) for row in rows} == REGISTERS
    for row in rows:
        cells = [both(cell) for cell in row[1:-1]]
        assert (sum(a for a, _b in cells), sum(b for _a, b in cells)) == both(row[-1])


def test_every_indicator_is_listed_and_the_compound_ones_are_marked(english: Client, country: None) -> None:
    assert len(listed(english)) == 153
    assert listed(english, holds="several") == COMPOUND
    assert len(listed(english, holds="one")) == 138
    page = pages.text(english.get(PLAN, {"holds": "several"}))
    assert "15 of them hold several measures" in page
    assert "15 indicators of 153" in page


def test_the_list_is_narrowed_by_type_register_pillar_and_words(english: Client, country: None) -> None:
    assert listed(english, type="MON") == ["3.9.1#2", "4.2.9#2"]
    assert listed(english, register="DEC") == ["3.8.1#2"]
    assert len(listed(english, pillar="5")) == 9
    assert listed(english, q="УДАРНЕ grupe odluke") == ["3.8.1#2"]
    assert listed(english, q="no such words") == []


def test_a_cell_of_the_table_leads_to_its_indicators(english: Client, country: None) -> None:
    links = pages.links(english.get(PLAN))
    assert "?type=PER&register=TRN#list" in links
    assert len(listed(english, type="PER", register="TRN")) == 24


def test_what_nobody_has_classified_is_counted_too(english: Client, db: None) -> None:
    stored(plan_value(activity("1.1.1", indicators=[{"labels": {"en": "Something"}}])))
    head, row, sums = pages.table(english.get("/plans/test-plan/indicators/"), "caption-matrix")
    assert head == ["Counted from", "not classified", "Together"]
    assert (row[0], row[1]) == ("not said yet", "1 / 0")
    assert sums[-1] == "1 / 0"


def test_htmx_gets_the_list_only(english: Client, country: None) -> None:
    response = english.get(PLAN, {"type": "MON"}, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert "2 indicators of 153" in pages.text(response)
