"""Events by day, and the same in the calendar program of whoever wants them there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from okrilje.accounts.actions import make_token
from okrilje.accounts.models import Institution, Token, User
from okrilje.accounts.permissions import Role
from okrilje.registers.kinds.meetings import Meeting
from okrilje.registers.kinds.trainings import Training
from tests.accounts.conftest import PASSWORD
from tests.conftest import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def events(page: Client) -> None:
    gp, sps = (Institution.objects.get(code=code) for code in ("GP", "SPS"))
    shared = {"changed_at": "2021-05-09T10:00Z"}
    Meeting.objects.create(institution=gp, title="Team", type="working", happened_on="2021-05-04", **shared)
    Meeting.objects.create(
        institution=sps, title="No meeting", type="working", status="cancelled", happened_on="2021-05-05", **shared
    )
    Training.objects.create(
        institution=sps, title="Long course", topic="other", happened_on="2021-04-29", ends_on="2021-05-02", **shared
    )


@pytest.mark.usefixtures("events")
def test_a_month_shows_what_takes_place_in_it(page: Client) -> None:
    text = page.get("/registers/calendar/?month=2021-05").content.decode()
    assert all(title in text for title in ("Team", "No meeting", "Long course")) and "called off" in text
    assert "Long course" in page.get("/registers/calendar/?month=2021-04").content.decode()
    assert "Nothing stands" in page.get("/registers/calendar/?month=2021-06").content.decode()
    narrowed = page.get("/registers/calendar/?month=2021-05&institution=SPS&kind=meetings").content.decode()
    assert "No meeting" in narrowed and "Team" not in narrowed and "Long course" not in narrowed
    assert page.get("/registers/calendar/?month=nonsense").status_code == 200
    assert page.get("/registers/calendar/?month=0000-12").status_code == 200


def test_a_calendar_program_is_told_the_last_year_and_what_is_planned(page: Client) -> None:
    today = timezone.localdate()
    gp = Institution.objects.get(code="GP")
    for title, day, status in (("Soon", today, "planned"), ("Off", today, "cancelled")):
        Meeting.objects.create(
            institution=gp, title=title, type="working", status=status, place="Neum", happened_on=day,
            changed_at=timezone.now(),
        )  # fmt: skip
    Meeting.objects.create(
        institution=gp, title="Long ago", type="working", happened_on="2015-05-05", changed_at=timezone.now()
    )
    answer = page.get("/registers/calendar/okrilje.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = {str(one["summary"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert found.keys() == {"Soon", "Called off: Off"}
    assert found["Soon"]["dtstart"].dt == today and "Neum" in found["Soon"]["description"]


ADDRESS = "/registers/calendar/address/?kind=meetings"


def made(page: Client) -> str:
    """The address that a calendar program gets."""
    page.post("/login/again/", {"password": PASSWORD})
    (found,) = re.findall(r'id="address"[^>]*>http://testserver([^<]+)<', page.post(ADDRESS).content.decode())
    return str(found).replace("&amp;", "&")


@pytest.mark.usefixtures("events")
def test_a_calendar_program_reads_the_calendar_by_an_address_and_nothing_else(page: Client, clerk: User) -> None:
    assert page.get(ADDRESS).status_code == 302  # asks for the password again
    address = made(page)
    answer = Client().get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-cache")
    assert "kind=meetings" in address and "lang=en" in address
    assert "Okrilje: events" in answer.content.decode()
    token = Token.objects.get(user=clerk)
    assert token.scopes == ["read:calendar"] and "okr_" not in page.get("/registers/calendar/").content.decode()
    secret = address.rpartition("token=")[2]
    assert Client().get("/api/v1/plans", headers={"Authorization": f"Bearer {secret}"}).status_code == 403
    assert Client().get("/registers/calendar/okrilje.ics").status_code == 302


def test_a_new_address_ends_the_earlier_one(page: Client) -> None:
    earlier = made(page)
    assert "already" in page.get(ADDRESS).content.decode()
    later = made(page)
    assert (Client().get(earlier).status_code, Client().get(later).status_code) == (401, 200)


def test_an_address_answers_only_to_a_working_token_of_somebody_who_may_read(page: Client, clerk: User) -> None:
    address = made(page)
    assert Client().get(address + "x").status_code == 401
    assert Client().get(address.replace("lang=en", "lang=xx")).status_code == 404
    clerk.roles = [Role.DONOR.value]
    clerk.save()
    assert Client().get(address).status_code == 403
    Token.objects.update(expires_at=timezone.now() - timedelta(days=1), made_at=timezone.now() - timedelta(days=2))
    assert Client().get(address).status_code == 401


def test_a_token_for_something_else_opens_no_calendar(clerk: User) -> None:
    _token, secret = make_token(clerk, name="Program", scopes=["read:plans"], days=30, at=timezone.now())
    assert Client().get(f"/registers/calendar/okrilje.ics?token={secret}").status_code == 403


def test_who_may_not_read_the_calendar_gets_no_address(country: None, waived: None) -> None:
    donor = Client()
    donor.force_login(make_user(Role.DONOR, Institution.objects.get(code="MS")))
    donor.post("/login/again/", {"password": PASSWORD})
    assert donor.post(ADDRESS).status_code == 403 and not Token.objects.exists()
