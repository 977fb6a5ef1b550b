"""A clerk's work: entering, changing, deleting, and nothing that leads to a person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.registers.kind import kinds
from okrilje.registers.kinds.meetings import Meeting
from okrilje.registers.kinds.operations import Operation
from okrilje.registers.kinds.trainings import Attendance, Training
from okrilje.registers.models import Revision
from okrilje.registers.person_keys import person_key
from tests.conftest import make_user
from tests.registers.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
EMAIL = "canary.person@police.example"


def posted(kind: str, **fields: Any) -> dict[str, Any]:
    usual = {"title": "Meeting in Neum", "happened_on": "2021-05-04", "note": ""}
    lines = {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0} if kinds()[kind].lines else {}
    return {**usual, **lines, **fields}


MEETING = {
    "type": "community", "status": "held", "place": "Neum", "from_institutions": 5, "from_civil_society": 0,
    "from_abroad": 0, "decisions": "",
}  # fmt: skip


def activity(code: str) -> int:
    from okrilje.plan.models import Activity

    return Activity.objects.get(plan__code="bih-2020-2023", code=code).pk


def test_a_meeting_is_entered_once_for_two_activities(page: Client, clerk: User) -> None:
    both = [activity("5.1.1"), activity("5.1.2")]
    answer = page.post("/registers/meetings/new/", posted("meetings", **MEETING, activities=both))
    assert answer.status_code == 302
    row = Meeting.objects.get()
    assert (row.institution, row.entered_by, row.activities.count()) == (clerk.institution, clerk, 2)
    assert Revision.objects.get().what == "entered"
    assert Event.objects.latest("sequence").action == "record.entered"


def test_what_is_wrong_is_told_and_what_was_typed_stays(page: Client) -> None:
    answer = page.post("/registers/meetings/new/", posted("meetings", **MEETING | {"type": ""}, title="Kept title"))
    assert answer.status_code == 422 and Meeting.objects.count() == 0
    assert "Kept title" in answer.content.decode() and "This field is required" in answer.content.decode()


def entered(page: Client, **fields: Any) -> Meeting:
    page.post("/registers/meetings/new/", posted("meetings", **{**MEETING, **fields}))
    return Meeting.objects.latest("pk")


def test_a_change_keeps_what_was_before(page: Client) -> None:
    row = entered(page)
    answer = page.post(f"/registers/meetings/{row.pk}/", posted("meetings", **MEETING | {"place": "Mostar"}))
    assert answer.status_code == 302
    change = Revision.objects.get(what="changed")
    assert change.changes == {"place": ["Neum", "Mostar"]}
    shown = re.sub("<[^>]+>", "", page.get(f"/registers/meetings/{row.pk}/").content.decode())
    assert "Place: Neum → Mostar" in shown


def test_two_people_at_one_record_do_not_write_over_each_other_unseen(page: Client) -> None:
    row = entered(page)
    shown = page.get(f"/registers/meetings/{row.pk}/").context["form"]["seen"].value()
    theirs = posted("meetings", **MEETING | {"place": "Mostar"}, seen=shown)
    assert page.post(f"/registers/meetings/{row.pk}/", theirs).status_code == 302
    mine = posted("meetings", **MEETING | {"place": "Jajce"}, seen=shown)
    answer = page.post(f"/registers/meetings/{row.pk}/", mine)
    text = re.sub("<[^>]+>", "", answer.content.decode())
    assert answer.status_code == 422 and "Somebody else changed this record" in text and "Neum → Mostar" in text
    assert Meeting.objects.get().place == "Mostar"
    again = re.search('name="seen" value="([^"]+)"', answer.content.decode())
    assert again and page.post(f"/registers/meetings/{row.pk}/", mine | {"seen": again[1]}).status_code == 302
    assert Meeting.objects.get().place == "Jajce"


def test_saving_without_a_change_leaves_no_trace(page: Client) -> None:
    row = entered(page)
    page.post(f"/registers/meetings/{row.pk}/", posted("meetings", **MEETING))
    assert [one.what for one in Revision.objects.all()] == ["entered"]


def test_deleting_needs_a_reason_and_can_be_undone(page: Client) -> None:
    row = entered(page)
    page.post(f"/registers/meetings/{row.pk}/delete/", {"why": " "})
    row.refresh_from_db()
    assert row.deleted_at is None
    page.post(f"/registers/meetings/{row.pk}/delete/", {"why": "Entered twice"})
    assert "Meeting in Neum" not in page.get("/registers/meetings/").content.decode().partition("<table")[2]
    assert "Entered twice" in page.get(f"/registers/meetings/{row.pk}/").content.decode()
    page.post(f"/registers/meetings/{row.pk}/restore/")
    row.refresh_from_db()
    assert row.deleted_at is None


def test_another_institution_reads_a_meeting_and_cannot_change_it(page: Client) -> None:
    row = entered(page)
    other = signed_in(make_user(Role.REPORTER, Institution.objects.get(code="SPS"), email="other@example.org"))
    assert "Meeting in Neum" in other.get("/registers/meetings/").content.decode()
    answer = other.post(f"/registers/meetings/{row.pk}/", posted("meetings", **MEETING | {"place": "Mostar"}))
    assert answer.status_code == 403
    assert other.post(f"/registers/meetings/{row.pk}/delete/", {"why": "x"}).status_code == 403
    row.refresh_from_db()
    assert (row.place, row.deleted_at) == ("Neum", None)


def test_of_a_restricted_record_others_see_figures_only_and_its_reading_leaves_a_trace(page: Client) -> None:
    wanted = {"type": "targeted_control", "times": 7, "place": "Bihać", "activities": [activity("2.5.1")]}
    page.post("/registers/operations/new/", posted("operations", **wanted, title="Control at the river"))
    row = Operation.objects.get()
    other = signed_in(make_user(Role.COORDINATOR, Institution.objects.get(code="MS"), email="other@example.org"))
    assert "Control at the river" not in other.get("/registers/operations/").content.decode()
    assert "Control at the river" not in other.get("/registers/operations/file.csv").content.decode()
    assert other.get(f"/registers/operations/{row.pk}/").status_code == 403
    shown = other.get("/registers/counted/bih-2020-2023/2.5.1/2/").content.decode()
    assert "<strong>7</strong>" in shown and "Control at the river" not in shown
    assert "1 record of another institution" in shown
    before = Event.objects.filter(action="record.opened").count()
    assert page.get(f"/registers/operations/{row.pk}/").status_code == 200
    assert Event.objects.filter(action="record.opened").count() == before + 1


TRAINING = {
    "topic": "migration", "status": "held", "ends_on": "2021-05-05", "hours": 8, "place": "", "provider": "",
    "donor": "",
}  # fmt: skip


def attendance(known_by: str, number: int = 0) -> dict[str, Any]:
    of = f"lines-{number}-"
    return {
        f"{of}person": known_by,
        f"{of}role": "police",
        f"{of}sex": "F",
        f"{of}completed": "on",
        f"{of}institution": "",
    }


def test_a_person_is_a_key_and_the_address_is_nowhere(page: Client) -> None:
    sent = {**TRAINING, **attendance(EMAIL), **attendance("  CANARY.person@police.example ", 1), "lines-TOTAL_FORMS": 2}
    answer = page.post("/registers/trainings/new/", posted("trainings", **sent))
    assert answer.status_code == 422 and "stands twice" in answer.content.decode(), "the same person twice"
    sent = {**TRAINING, **attendance(EMAIL), "lines-TOTAL_FORMS": 1}
    assert page.post("/registers/trainings/new/", posted("trainings", **sent)).status_code == 302
    line = Attendance.objects.get()
    assert line.person == person_key(EMAIL) and len(line.person) == 32
    assert "canary" not in everything_stored()


def everything_stored() -> str:
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            texts += [str(row) for row in cursor.fetchall()]
    return "\n".join(texts).lower()


def test_saving_a_training_again_keeps_its_persons(page: Client) -> None:
    page.post(
        "/registers/trainings/new/", posted("trainings", **TRAINING, **attendance(EMAIL), **{"lines-TOTAL_FORMS": 1})
    )
    row = Training.objects.get()
    shown = page.get(f"/registers/trainings/{row.pk}/").content.decode()
    assert person_key(EMAIL) in shown
    kept = {**TRAINING, **attendance(person_key(EMAIL)), "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 1}
    assert page.post(f"/registers/trainings/{row.pk}/", posted("trainings", **kept)).status_code == 302
    assert Attendance.objects.get().person == person_key(EMAIL)
    assert [one.what for one in Revision.objects.all()] == ["entered"]


@pytest.mark.parametrize("text", ["0101990170003", "call 061 123 456", "write to ana.anic@example.org"])
def test_what_leads_to_a_person_is_not_kept(page: Client, text: str) -> None:
    answer = page.post("/registers/meetings/new/", posted("meetings", **MEETING | {"decisions": text}))
    assert answer.status_code == 422 and Meeting.objects.count() == 0
    assert "leads to a person" in answer.content.decode()


def test_a_copy_begins_with_what_the_other_says(page: Client) -> None:
    row = entered(page, activities=[activity("5.1.1")])
    shown = page.get(f"/registers/meetings/new/?copy={row.pk}").content.decode()
    assert 'value="Neum"' in shown and "Meeting in Neum" in shown


def test_a_list_is_narrowed_by_words_days_and_choices(page: Client) -> None:
    entered(page)
    entered(page, title="Sastanak u Bihaću", happened_on="2021-09-01", type="referral")

    def titles(query: str) -> set[str]:
        text = page.get(f"/registers/meetings/?{query}").content.decode()
        return {title for title in ("Meeting in Neum", "Sastanak u Bihaću") if title in text}

    assert titles("") == {"Meeting in Neum", "Sastanak u Bihaću"}
    assert titles("q=bihacu") == titles("q=Бихаћу") == titles("type=referral") == {"Sastanak u Bihaću"}
    assert titles("last=2021-06-30") == {"Meeting in Neum"}
    assert titles("institution=SPS") == set()


def test_nobody_without_the_permission_gets_in(country: None, waived: None) -> None:
    visitor = Client()
    assert visitor.get("/registers/").status_code == 302
    donor = signed_in(make_user(Role.DONOR, Institution.objects.get(code="IOM")))
    assert donor.get("/registers/meetings/").status_code == 403
    analyst = signed_in(make_user(Role.ANALYST, Institution.objects.get(code="MS"), email="a@example.org"))
    assert analyst.get("/registers/meetings/").status_code == 200
    assert analyst.get("/registers/meetings/new/").status_code == 403


def test_every_kind_has_a_list_a_form_and_a_file(page: Client) -> None:
    for slug in kinds():
        for part in ("", "new/", "import/", "file.xlsx", "file.csv"):
            assert page.get(f"/registers/{slug}/{part}").status_code == 200, f"{slug}/{part}"


def test_the_key_of_a_person_needs_the_key_of_the_installation(settings: Any) -> None:
    first = person_key(EMAIL)
    assert person_key(f" {EMAIL.upper()}\t") == first == person_key(first)
    settings.PERSON_KEY = "x" * 25 + "y" * 40
    assert person_key(EMAIL) != first


def test_a_key_in_which_a_telephone_stands_by_chance_is_kept(page: Client) -> None:
    key = "a061123456b061123456c0611234567f"
    page.post(
        "/registers/trainings/new/", posted("trainings", **TRAINING, **attendance(key), **{"lines-TOTAL_FORMS": 1})
    )
    assert Attendance.objects.get().person == key


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"status": "cancelled"}, "Nobody can have completed"), ({"ends_on": "2021-05-01"}, "before the first day")],
)
def test_what_cannot_be_true_is_not_kept(page: Client, wrong: dict[str, str], told: str) -> None:
    sent = {**TRAINING, **attendance(EMAIL), "lines-TOTAL_FORMS": 1, **wrong}
    answer = page.post("/registers/trainings/new/", posted("trainings", **sent))
    assert answer.status_code == 422 and told in answer.content.decode() and Training.objects.count() == 0


def test_another_person_in_place_of_one_is_a_change_and_leaves_its_trace(page: Client) -> None:
    sent = {**TRAINING, **attendance(EMAIL), "lines-TOTAL_FORMS": 1}
    page.post("/registers/trainings/new/", posted("trainings", **sent))
    row = Training.objects.get()
    other = {**TRAINING, **attendance("service 17"), "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 1}
    page.post(f"/registers/trainings/{row.pk}/", posted("trainings", **other))
    assert Attendance.objects.get().person == person_key("service 17")
    assert [one.what for one in Revision.objects.all()] == ["changed", "entered"]
    assert Event.objects.latest("sequence").action == "record.changed"


def test_copying_a_restricted_record_is_reading_it(page: Client) -> None:
    page.post("/registers/operations/new/", posted("operations", type="targeted_control", times=1, place=""))
    page.get(f"/registers/operations/new/?copy={Operation.objects.get().pk}")
    assert Event.objects.filter(action="record.opened").count() == 1


def test_a_list_is_seen_again_as_it_was_saved(page: Client) -> None:
    entered(page)
    query = "type=community&columns=decisions&columns=place&sort=-place"
    shown = page.get(f"/registers/meetings/?{query}").content.decode()
    assert "What was decided" in shown and re.search(r'<th scope="col"[^>]*><a[^>]*>Place', shown)
    assert not re.search(r'<th scope="col"[^>]*><a[^>]*>Status', shown)
    page.post("/registers/meetings/views/", {"name": "Communities", "query": query})
    assert f'href="?{query.replace("&", "&amp;")}"' in page.get("/registers/meetings/").content.decode()
    assert "Communities" not in page.get("/registers/trainings/").content.decode()
    page.post("/registers/meetings/views/", {"forget": "Communities"})
    assert "Communities" not in page.get("/registers/meetings/").content.decode()
    assert page.post("/registers/meetings/views/", {"name": ""}).status_code == 302


def test_seeing_restricted_records_in_a_list_or_file_leaves_a_trace(page: Client, clerk: User) -> None:
    row = Operation.objects.create(
        institution=clerk.institution, title="Control", happened_on="2021-05-04", changed_at="2021-05-09T10:00Z",
    )  # fmt: skip
    for address in ("/registers/operations/", "/registers/operations/file.csv", "/registers/operations/file.xlsx"):
        before = Event.objects.count()
        assert page.get(address).status_code == 200
        event = Event.objects.latest("sequence")
        assert (event.action, Event.objects.count()) == ("records.listed", before + 1), address
        assert str(row.pk) in str(event.__dict__)
    page.get("/registers/meetings/")
    assert Event.objects.latest("sequence").action == "records.listed" and Event.objects.count() == before + 1
