"""The matrix of a strategy, its common measures, and the bindings of a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okrilje.accounts import catalogue
from okrilje.accounts.permissions import Role
from okrilje.lib.periods import Length
from okrilje.monitoring import actions
from okrilje.monitoring.answers import Answer, Reported
from okrilje.monitoring.likeness import described, likeness, most_alike
from okrilje.monitoring.matrix import Kind
from okrilje.monitoring.models import CommonMeasure, Definition
from okrilje.monitoring.queries.bindings import suggested
from okrilje.monitoring.queries.matrix import matrix
from okrilje.plan import content
from okrilje.plan.models import ActionPlan, Strategy
from okrilje.web import installation
from tests.monitoring.factories import AT, item, opened, submission, user
from tests.plan import pages
from tests.plan.factories import stored

pytestmark = pytest.mark.django_db
ADDRESS = "/strategies/bih-strategy-2020-2023/"
STATE, CANTON = "bih-2020-2023", "demo-canton-2021-2023"
GOVERNMENTS = ["BIH", "FBIH", "RS", "USK", "PK", "TK", "ZDK", "BPK", "SBK", "HNK", "ZHK", "KS", "K10", "BD"]


def strategy() -> Strategy:
    return Strategy.objects.get(code="bih-strategy-2020-2023")


def plan(code: str) -> ActionPlan:
    return ActionPlan.objects.get(code=code)


def signed_in(user) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(user)
    return client


@pytest.fixture
def people(country, waived):
    return {
        "top": user(Role.COORDINATOR, "MS"),
        "canton": user(Role.GOVERNMENT_COORDINATOR, "DK-MRS"),
        "reporter": user(Role.REPORTER, "DK-MRS"),
    }


def reported(code: str, who: str, activity: str, key: str, value: str) -> None:
    """The plan is reported on, and an institution says how many there were in 2021-H1."""
    found = plan(code)
    if not found.cycles.exists():
        actions.set_up(found, every=Length.HALF_YEAR, adopted_on=date(2021, 1, 28), by="system", at=AT)
        opened(found, "2021-H1")
    cycle = found.cycles.get(code="2021-H1")
    writer, approver = (user(role, who, f"{role.value}{code}{who}") for role in (Role.REPORTER, Role.APPROVER))
    answer = Answer(progress="in_progress", occurrences=3, values={key: Reported(value=value)})
    actions.save(item(cycle, who, activity), answer, base=0, by=writer, at=AT)
    actions.prepare(submission(cycle, who), by=writer, at=AT)
    actions.submit(submission(cycle, who), by=approver, at=AT)


def row(code: str, viewer, as_of: date = date(2021, 7, 31)):
    return next(row for row in matrix(strategy(), viewer, as_of).rows if row.common.code == code)


def said(code: str, viewer, as_of: date = date(2021, 7, 31)) -> dict[str, Kind]:
    return {cell.column.code: cell.kind for cell in row(code, viewer, as_of).cells}


# --- What the cells say -------------------------------------------------------------------------------------------


def test_every_government_has_a_column_and_so_has_a_plan_of_none(people) -> None:
    found = matrix(strategy(), people["top"], date(2021, 7, 31))
    assert [column.code for column in found.columns] == [*GOVERNMENTS, "DK-MRS"]
    assert [column.code for column in found.columns if column.plan] == ["BIH", "DK-MRS"]
    kinds = said("coordination-meetings", people["top"])
    assert {kinds[code] for code in GOVERNMENTS[1:]} == {Kind.NO_PLAN}
    assert (kinds["BIH"], kinds["DK-MRS"]) == (Kind.UNASKED, Kind.UNASKED)
    assert said("perpetrators-prosecuted", people["top"])["DK-MRS"] is Kind.NOT_PLANNED


def test_a_cell_follows_the_activity_from_not_due_over_silence_to_work(people) -> None:
    canton = plan(CANTON)
    actions.set_up(canton, every=Length.HALF_YEAR, adopted_on=date(2021, 1, 28), by="system", at=AT)
    assert said("coordination-meetings", people["top"], date(2021, 3, 1))["DK-MRS"] is Kind.NOT_DUE
    assert said("coordination-meetings", people["top"])["DK-MRS"] is Kind.SILENT
    opened(canton, "2021-H1")
    reported(CANTON, "DK-MRS", "1.1.3", "1", "3")
    assert said("coordination-meetings", people["top"])["DK-MRS"] is Kind.UNDER_WAY


def test_a_sum_adds_up_and_says_how_many_governments_reported(people) -> None:
    reported(CANTON, "DK-MRS", "1.1.3", "1", "3")
    meetings = row("coordination-meetings", people["top"])
    assert (meetings.total, meetings.reported, meetings.planned) == (3, 1, 2)
    reported(STATE, "MS", "1.3.1", "1", "4")
    meetings = row("coordination-meetings", people["top"])
    assert (meetings.total, meetings.reported, meetings.planned) == (7, 2, 2)


def test_persons_of_two_governments_have_no_total_without_the_records(people) -> None:
    reported(CANTON, "DK-CSR", "3.2.3", "1", "5")
    guardians = row("guardians-appointed", people["top"])
    assert (guardians.total, guardians.has_no_total) == (Decimal(5), False)
    reported(STATE, "MS", "4.5.4", "1", "7")
    guardians = row("guardians-appointed", people["top"])
    assert (guardians.total, guardians.has_no_total, guardians.reported) == (None, True, 2)
    assert "no total without the records" in pages.text(signed_in(people["top"]).get(ADDRESS))


def test_rows_stand_under_the_pillars_of_the_plan_of_the_highest_level(people) -> None:
    extra = actions.set_common_measure(
        strategy(), "own", labels={"bs": "Samo kanton", "en": "Canton only"}, rolls_up="sum", by="system", at=AT
    )
    groups = matrix(strategy(), people["top"], date(2021, 7, 31)).groups
    assert [pillar.code if pillar else "" for pillar, _rows in groups] == ["1", "2", "3", "4", ""]
    assert [one.common for one in groups[-1][1]] == [extra]


def test_a_measure_stands_under_the_pillar_with_most_of_its_activities(people) -> None:
    assert row("victims-assisted", people["top"]).pillar.code == "4"
    fourth = dict((pillar.code, rows) for pillar, rows in matrix(strategy(), people["top"], date(2021, 7, 31)).groups)[
        "4"
    ]
    assert [one.common.code for one in fourth][:2] == ["victims-identified", "recovery-periods"]


# --- The page -----------------------------------------------------------------------------------------------------


def test_the_page_shows_everything_or_only_gaps(people) -> None:
    client = signed_in(people["reporter"])
    response = client.get(ADDRESS)
    rows = pages.table(response, "caption-matrix")
    assert rows[0] == ["Measure", *GOVERNMENTS, "DK-MRS", "Together"]
    assert len(rows) == 1 + 4 + CommonMeasure.objects.count()
    assert f"/plans/{STATE}/activities/1.3.1/" in pages.links(response)
    gaps = pages.text(client.get(ADDRESS, {"show": "gaps"}))
    assert "21 measures of 21 have a gap" in gaps and "not asked for" not in gaps.partition("Measure by measure")[2]
    counts = pages.table(response, "caption-counts")
    assert [sum(map(int, row[1:])) for row in counts[1:]] == [21] * 15


def test_the_page_is_told_for_a_day(people) -> None:
    actions.set_up(plan(CANTON), every=Length.HALF_YEAR, adopted_on=date(2021, 1, 28), by="system", at=AT)
    client = signed_in(people["top"])
    counts = {
        day: pages.table(client.get(ADDRESS, {"day": day}), "caption-counts") for day in ("2021-03-01", "2023-12-31")
    }
    silent = {day: rows[-1][rows[0].index("silent")] for day, rows in counts.items()}
    assert int(silent["2021-03-01"]) < 5 < int(silent["2023-12-31"])
    assert client.get(ADDRESS, {"day": "nonsense"}).status_code == 200


def test_the_chart_is_drawn_in_both_sizes(people) -> None:
    client = signed_in(people["top"])
    for size in ("wide", "narrow"):
        drawn = client.get(f"{ADDRESS}governments/{size}.svg")
        assert drawn.status_code == 200 and "no plan here" in drawn.content.decode()
    assert client.get(f"{ADDRESS}governments/huge.svg").status_code == 404


def test_the_public_and_donors_do_not_see_what_is_not_published(people) -> None:
    assert Client().get(ADDRESS).status_code == 302
    assert signed_in(user(Role.DONOR, "IOM")).get(ADDRESS).status_code == 403


def test_fourteen_plans_ask_no_more_questions_than_two(people) -> None:
    client = signed_in(people["top"])

    def questions() -> int:
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(ADDRESS).status_code == 200
        return len(asked)

    two = questions()
    shipped = content.Plan.model_validate(catalogue.country_file("bih", "plan-2020-2023.json"))
    facts = catalogue.country_file("bih", "common-measures.json")
    for code in GOVERNMENTS[1:]:
        value = shipped.model_copy(update={"code": f"plan-{code.lower()}", "level": "canton"})
        other = stored(value, government=code)
        actions.set_up(other, every=Length.HALF_YEAR, adopted_on=date(2021, 1, 28), by="system", at=AT)
        for entry in facts["measures"]:
            entry["plans"][other.code] = entry["plans"][STATE]
    actions.load_common_measures(facts, by="system", at=AT)
    assert "Plans in this system: 15 of 15" in pages.text(client.get(ADDRESS))
    assert Kind.NO_PLAN not in said("coordination-meetings", people["top"]).values()
    assert questions() == two <= 30


# --- Common measures and bindings ---------------------------------------------------------------------------------


def test_the_top_coordinator_adds_and_renames_a_common_measure(people) -> None:
    client = signed_in(people["top"])
    sent = {"code": "hotline-calls", "bs": "Pozivi liniji", "en": "Calls to the line", "rolls_up": "sum"}
    assert client.post(f"{ADDRESS}measures/", sent).status_code == 302
    again = client.post(f"{ADDRESS}measures/", sent)
    assert again.status_code == 422 and "exists already" in pages.text(again)
    renamed = {**sent, "en": "Calls", "hr": "Pozivi"}
    assert client.post(f"{ADDRESS}measures/hotline-calls/", renamed).status_code == 302
    assert CommonMeasure.objects.get(code="hotline-calls").labels == {
        "bs": "Pozivi liniji",
        "en": "Calls",
        "hr": "Pozivi",
    }
    unnamed = client.post(f"{ADDRESS}measures/", {**sent, "code": "other", "en": ""})
    assert unnamed.status_code == 422 and "Pozivi liniji" in unnamed.content.decode()


def test_nobody_else_adds_one(people) -> None:
    client = signed_in(people["canton"])
    sent = {"code": "hotline-calls", "bs": "Pozivi", "en": "Calls", "rolls_up": "sum"}
    for address in (f"{ADDRESS}measures/", f"{ADDRESS}measures/yearly-reviews/"):
        refused = client.post(address, sent)
        assert refused.status_code == 422 and "Only the coordinator of the highest level" in pages.text(refused)
    assert not CommonMeasure.objects.filter(code="hotline-calls").exists()


def test_an_owner_binds_what_is_proposed_and_unbinds(people) -> None:
    address = f"/plans/{CANTON}/targets/common/"
    client, canton = signed_in(people["canton"]), plan(CANTON)
    Definition.objects.filter(measure__indicator__activity__plan=canton).delete()
    proposed = suggested(canton)
    assert {(b.measure.indicator.activity.code, b.common.code) for b in proposed} >= {
        ("3.2.3", "guardians-appointed"), ("2.1.3", "warnings-published"),
    }  # fmt: skip
    sent = {"bind": [binding.value for binding in proposed]}
    refused = signed_in(people["top"]).post(address, sent)
    assert refused.status_code == 422 and not Definition.objects.filter(measure=proposed[0].measure).exists()
    assert client.post(address, sent).status_code == 302
    bound = Definition.objects.filter(measure__indicator__activity__plan=canton).exclude(common=None)
    assert bound.count() == len(proposed) and suggested(canton) == []
    assert client.post(address, {"unbind": [str(bound[0].measure_id)], "bind": ["x:y", "1"]}).status_code == 302
    assert bound.count() == len(proposed) - 1


def test_what_people_unbound_is_not_proposed_again(people) -> None:
    canton = plan(CANTON)
    one = Definition.objects.filter(measure__indicator__activity__plan=canton).first()
    one.measure.indicator.activity.plan = canton
    actions.bind(one.measure, None, by=people["canton"], at=AT)
    installation.load_common_measures()
    assert one.measure not in [binding.measure for binding in suggested(canton)]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("PER", "TRN", {"en": "Trained inspectors"}), ("PER", "TRN", {"en": "Inspectors trained"}), True),
        (("PER", "TRN", {"bs": "Обучени инспектори"}), ("PER", "TRN", {"bs": "Obučeni inspektori"}), True),
        (("PER", "TRN", {"en": "Trained inspectors"}), ("PER", "VIC", {"en": "Trained inspectors"}), False),
        (("EVT", "TRN", {"en": "Trained inspectors"}), ("PER", "TRN", {"en": "Trained inspectors"}), False),
        (("PER", "TRN", {"en": "Trained inspectors"}), ("PER", "TRN", {"bs": "Trained inspectors"}), False),
        (("EVT", "MTG", {"en": "Meetings"}), ("EVT", "MTG", {"en": "Quarterly budget"}), False),
    ],
)
def test_alike_is_what_is_counted_the_same_way_and_called_nearly_the_same(one, other, alike) -> None:
    first, second = described(*one), described(*other)
    assert (most_alike(first, [("x", [second])]) == "x") is alike
    assert likeness(first, second) == likeness(second, first)
