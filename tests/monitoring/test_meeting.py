"""The screen for the meeting of the Coordination Team, and the decisions noted there."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from okrilje.audit.models import Event
from okrilje.monitoring import actions
from okrilje.monitoring.actions import MonitoringError
from okrilje.monitoring.models import FollowUp
from tests.monitoring.factories import AT, institution, opened, signed_in
from tests.plan import pages

pytestmark = pytest.mark.usefixtures("waived")
MEETING = "/plans/test-plan/reporting/2020-H2/meeting/"


def test_three_numbers_and_who_is_silent(story) -> None:
    page = pages.text(signed_in(story.coordinator).get(MEETING))
    assert "0/3 institutions handed in" in page
    assert "– as planned, of 0 % reported" in page
    assert "0 overdue or behind" in page
    assert "3 institutions have not handed in" in page


def test_a_decision_is_noted_done_and_logged(story) -> None:
    client = signed_in(story.coordinator)
    gp, about = institution("GP"), story.plan.activities.get(code="1.1.2")
    fields = {"text": "Dostaviti podatke.", "institution": gp.pk, "activity": about.pk, "due_on": "2021-03-01"}
    noted = client.post(f"{MEETING}note/", fields, follow=True)
    assert "The decision is noted." in pages.text(noted) and "overdue Dostaviti podatke." in pages.text(noted)
    row = FollowUp.objects.get()
    assert (row.institution, row.activity, row.due_on, row.by) == (gp, about, date(2021, 3, 1), story.coordinator)
    done = client.post(f"{MEETING}{row.pk}/done/", follow=True)
    assert "done Dostaviti podatke." in pages.text(done)
    assert [e.action for e in Event.objects.filter(subject_kind="follow_up").order_by("sequence")] == [
        "follow_up.noted",
        "follow_up.done",
    ]
    again = client.post(f"{MEETING}{row.pk}/done/")
    assert again.status_code == 422 and "marked as done already" in pages.text(again)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": " "}, "What was decided: This field is required."),
        ({"institution": "0"}, "Select a valid choice"),
        ({"due_on": "soon"}, "Enter a valid date."),
        ({"activity": "0"}, "Select a valid choice"),
    ],
)
def test_a_wrong_decision_is_explained_and_nothing_typed_is_lost(story, wrong, sentence) -> None:
    fields = {"text": "Sastanak u maju.", "institution": institution("GP").pk, **wrong}
    response = signed_in(story.coordinator).post(f"{MEETING}note/", fields)
    assert response.status_code == 422 and sentence in pages.text(response)
    assert ("Sastanak u maju." in pages.text(response)) == ("text" not in wrong)
    assert not FollowUp.objects.exists()


def test_what_is_still_open_from_earlier_meetings_is_on_the_screen(story) -> None:
    gp = institution("GP")
    first = actions.note_follow_up(story.cycle, "Prva.", institution=gp, by=story.coordinator, at=AT)
    actions.note_follow_up(story.cycle, "Druga.", institution=gp, by=story.coordinator, at=AT)
    actions.finish_follow_up(first, by=story.coordinator, at=AT)
    opened(story.plan, "2021-H1")
    page = pages.text(signed_in(story.coordinator).get("/plans/test-plan/reporting/2021-H1/meeting/"))
    assert "Druga." in page and "Prva." not in page


def test_only_the_owner_notes_decisions(story) -> None:
    gp = institution("GP")
    for who in (story.approver, story.both):
        assert signed_in(who).get(MEETING).status_code == 200
        assert signed_in(who).post(f"{MEETING}note/", {"text": "x", "institution": gp.pk}).status_code == 403
        with translation.override("en"), pytest.raises(MonitoringError, match="owns this plan"):
            actions.note_follow_up(story.cycle, "x", institution=gp, by=who, at=AT)
    planned = story.plan.cycles.get(code="2021-H1")
    with translation.override("en"), pytest.raises(MonitoringError, match="not been opened"):
        actions.note_follow_up(planned, "x", institution=gp, by=story.coordinator, at=AT)


def test_a_link_beside_an_activity_opens_the_form_about_it(story) -> None:
    about = story.plan.activities.get(code="1.1.3")
    response = signed_in(story.coordinator).get(f"{MEETING}?activity=1.1.3")
    assert f'<option value="{about.pk}" selected>' in response.content.decode()
