"""Requests for legal assistance as their officer keeps them: from arrival to answer, what is overdue, and a year."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.registers.ageing import Request as Row
from okrilje.registers.ageing import Stage, Way, year_of
from okrilje.registers.kinds.legal_assistance import Request
from okrilje.registers.kinds.proceedings import Proceeding
from okrilje.registers.models import RecordUpload
from tests.conftest import make_user
from tests.registers.conftest import signed_in
from tests.registers.test_files import bring, changed, file_of, put
from tests.registers.test_records import posted

DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))
MAYBE = st.none() | DAYS
WAYS = st.builds(Way, DAYS, MAYBE, MAYBE, MAYBE)
ROWS = st.lists(
    st.builds(
        Row, WAYS, st.sampled_from(["HR", "RS"]), st.sampled_from(["hearing", "search"]), st.just(""), st.booleans()
    )
)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@given(WAYS, DAYS)
def test_a_request_stands_as_somebody_finds_who_goes_through_its_days(one: Way, today: date) -> None:
    waiting = [day for day in days(one.arrived, today) if one.answered is None or day < one.answered]
    is_open = bool(waiting) and waiting[-1] == today
    assert one.is_open(today) is is_open
    late = is_open and one.due is not None and today in days(one.due + timedelta(days=1), date(2024, 1, 1))
    assert (one.stage(today) is Stage.OVERDUE) is late
    if is_open:
        assert one.age(today) == len(days(one.arrived, today)) - 1
    assert one.days_late(today) >= 0


@given(ROWS, st.integers(2020, 2023), DAYS)
def test_a_year_is_what_somebody_counts_by_hand(rows: list[Row], year: int, today: date) -> None:
    found, end = year_of(rows, year, today), min(date(year, 12, 31), today)
    arrived = [one for one in rows if one.way.arrived.year == year and one.way.arrived <= end]
    assert found.arrived == len(arrived) == sum(found.table.values()) == sum(found.states.values())
    assert sum(found.measures.values()) == len(arrived) and found.organs == sum(one.organs for one in arrived)
    ages = []
    for one in rows:
        if one.way.answered and one.way.arrived <= end and one.way.answered.year == year and one.way.answered <= end:
            ages.append(max(0, (one.way.answered - one.way.arrived).days))
    assert found.answered == len(ages) and found.median_age == (median(ages) if ages else None)
    waiting = [one.way for one in rows if one.way.arrived <= end and (not one.way.answered or one.way.answered > end)]
    assert found.open == len(waiting)
    assert found.overdue == sum(bool(way.due and way.due < end) for way in waiting)


@pytest.fixture
def officer(country: None, waived: None) -> User:
    return make_user(Role.LEGAL_ASSISTANCE_OFFICER, Institution.objects.get(code="MP"))


@pytest.fixture
def page(officer: User) -> Client:
    return signed_in(officer)


REQUEST = {
    "direction": "incoming", "country": "HR", "authority": "Court in Split", "measure": "evidence", "basis": "ets030",
    "organs": "on", "forwarded_on": "2021-05-11", "due_on": "2021-08-04", "answered_on": "", "outcome": "",
    "case_reference": "K 12/21",
}  # fmt: skip


def save(page: Client, address: str, **said: Any) -> Any:
    return page.post(f"/registers/legal-assistance/{address}", posted("legal-assistance", **{**REQUEST, **said}))


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_a_request_from_arrival_to_answer(page: Client) -> None:
    assert save(page, "new/", title="Request 12/2021").status_code == 302
    row = Request.objects.get()
    overdue = page.get("/registers/legal-assistance/?only=overdue").content.decode()
    assert "Request 12/2021" in overdue and "overdue by" in overdue
    for wrong, words in (
        ({"answered_on": "2021-07-01"}, "a day of the answer but no outcome"),
        ({"outcome": "granted"}, "an outcome but no day"),
        ({"answered_on": "2021-05-01", "outcome": "granted"}, "before the day on which the request arrived"),
    ):
        answer = save(page, f"{row.pk}/", title="Request 12/2021", **wrong)
        assert answer.status_code == 422 and words in answer.content.decode()
    assert (
        save(page, f"{row.pk}/", title="Request 12/2021", answered_on="2021-07-01", outcome="granted").status_code
        == 302
    )
    assert "Request 12/2021" not in page.get("/registers/legal-assistance/?only=open").content.decode()
    assert "answered after 58 days" in page.get("/registers/legal-assistance/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_the_yearly_table_counts_what_the_officer_may_open(page: Client) -> None:
    save(page, "new/", title="One")
    save(page, "new/", title="Two", country="RS", answered_on="2021-07-01", outcome="refused", organs="")
    save(page, "new/", title="Earlier", happened_on="2020-11-01", forwarded_on="", due_on="2021-02-01")
    found = page.get("/registers/legal-assistance/yearly/").context["found"]
    assert (found.arrived, found.answered, found.organs, found.open, found.overdue) == (2, 1, 1, 2, 2)
    table = page.get("/registers/legal-assistance/yearly/table.csv?year=2021").content.decode("utf-8-sig").splitlines()
    assert table[0].startswith("Other state,") and table[1] == "Croatia,0,1,0,0,0,0,0,0,1"
    assert table[-1] == "In all,0,2,0,0,0,0,0,0,2"
    stranger = signed_in(make_user(Role.REPORTER, Institution.objects.get(code="GP")))
    assert stranger.get("/registers/legal-assistance/yearly/?year=2021").context["found"].arrived == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_requests_go_to_another_system_as_a_file_and_come_back(page: Client) -> None:
    save(page, "new/", title="Request 12/2021")

    def answered(book: Any) -> None:
        put(book["International legal assistance"], 2, Answered_on="1.7.2021", Outcome="granted in part")

    bring(page, "legal-assistance", changed(file_of(page, "legal-assistance"), answered))
    page.post(f"/registers/legal-assistance/import/{RecordUpload.objects.get().pk}/")
    row = Request.objects.get()
    assert (row.answered_on, row.outcome) == (date(2021, 7, 1), "partly")


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_a_request_and_the_case_it_belongs_to_are_found_from_each_other(clerk: User) -> None:
    page, own, other = signed_in(clerk), clerk.institution, Institution.objects.get(code="MP")
    shared = {"happened_on": "2021-05-04", "changed_at": "2021-05-04T10:00Z"}
    asked = {"direction": "incoming", "country": "HR", "measure": "hearing", "case_reference": "T 7/21", **shared}
    case = Proceeding.objects.create(institution=own, title="The case", case_reference="T 7/21", **shared)
    mine = Request.objects.create(institution=own, title="Request 1", **asked)
    Request.objects.create(institution=other, title="Of others alone", **asked)
    joint = Request.objects.create(institution=other, title="Held together", **asked)
    joint.partners.add(own)
    Request.objects.create(institution=own, title="Elsewhere", **(asked | {"case_reference": "T 8/21"}))
    text = page.get(f"/registers/proceedings/{case.pk}/").content.decode()
    assert "Request 1" in text and "Held together" in text
    assert "Of others alone" not in text and "Elsewhere" not in text
    assert Event.objects.filter(action="records.listed", subject__startswith="legal-assistance").exists()
    assert "The case" in page.get(f"/registers/legal-assistance/{mine.pk}/").content.decode()
