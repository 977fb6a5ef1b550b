"""Events by day, and the same in the calendar program of whoever wants them there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from okrilje.accounts.models import Institution
from okrilje.registers.kinds.meetings import Meeting
from okrilje.registers.kinds.trainings import Training

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
    assert answer["Content-Type"] == "text/calendar"
    found = {str(one["summary"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert found.keys() == {"Soon", "Called off: Off"}
    assert found["Soon"]["dtstart"].dt == today and "Neum" in found["Soon"]["description"]
