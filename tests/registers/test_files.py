"""A register as a file: out, filled in, back; all of it or nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from okrilje.accounts.models import Institution, User
from okrilje.plan.models import Activity
from okrilje.registers import uploads
from okrilje.registers.kind import kinds
from okrilje.registers.kinds.legal_assistance import Request
from okrilje.registers.kinds.meetings import Meeting
from okrilje.registers.kinds.proceedings import Proceeding
from okrilje.registers.kinds.trainings import Attendance, Training
from okrilje.registers.models import RecordUpload, Revision, SealedFile
from okrilje.registers.person_keys import person_key
from okrilje.web import worker
from tests.registers import made_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
EMAIL = "canary.person@police.example"


def file_of(page: Client, slug: str, language: str = "en") -> bytes:
    page.cookies["language"] = language
    found: bytes = page.get(f"/registers/{slug}/file.xlsx").content
    page.cookies["language"] = "en"
    return found


def changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(page: Client, slug: str, data: bytes) -> Any:
    return page.post(f"/registers/{slug}/import/", {"file": SimpleUploadedFile("filled.xlsx", data)}, follow=True)


def put(sheet: Any, row: int, **values: Any) -> None:
    headings = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in values.items():
        sheet.cell(row, headings[heading.replace("_", " ")]).value = value


def a_training(book: Any) -> None:
    put(
        book["Trainings"], 2, Number_of_the_record="N1", Title="Training in Neum", Day="4.5.2021",
        Topic="mixed migration", Status="held", Last_day="5.5.2021", Activities_of_the_plan="4.1.4, 4.5.1",
    )  # fmt: skip
    for number, known_by in enumerate((EMAIL, "service 17"), 2):
        put(book["Attendance"], number, Number_of_the_record="N1", Role="police officer", Sex="woman", Completed="yes")
        book["Attendance"].cell(number, 2).value = known_by
        put(book["Attendance"], number, From_the_institution="GP")


def test_a_filled_in_file_is_previewed_and_then_entered(page: Client) -> None:
    answer = bring(page, "trainings", changed(file_of(page, "trainings"), a_training))
    assert "1 new record" in answer.content.decode() and Training.objects.count() == 0
    upload = RecordUpload.objects.get()
    assert EMAIL not in str(upload.content) and person_key(EMAIL) in str(upload.content)
    page.post(f"/registers/trainings/import/{upload.pk}/")
    row = Training.objects.get()
    assert sorted(row.activities.values_list("code", flat=True)) == ["4.1.4", "4.5.1"]
    assert set(Attendance.objects.values_list("person", flat=True)) == {person_key(EMAIL), person_key("service17")}
    assert RecordUpload.objects.count() == 0


@pytest.mark.parametrize("language", ["bs", "sr"])
def test_bringing_back_what_was_downloaded_changes_nothing(page: Client, language: str) -> None:
    made_up.fill(3, each=4)
    Training.objects.update(status="held")  # a file cannot say that somebody completed what was not held
    Request.objects.update(forwarded_on=None, due_on=None, answered_on=None, outcome="")  # nor an answer before arrival
    Proceeding.objects.update(offence="THB", article="RS-145")  # nor an article of other offences
    told, expected = {}, {}
    for slug, kind in kinds().items():
        kind.model._default_manager.update(institution=Institution.objects.get(code="GP"))
        own = kind.model._default_manager.filter(deleted_at=None)
        for row in own:  # who entered it is not its partner
            row.partners.remove(row.institution)
        text = bring(page, slug, file_of(page, slug, language)).content.decode()
        found = re.search(r"\d+ new records?, \d+ changed, \d+ unchanged", text)
        told[slug] = found[0] if found else re.findall("<li>([^<]*)</li>", text)
        expected[slug] = f"0 new records, 0 changed, {own.count()} unchanged"
    assert told == expected
    assert Revision.objects.count() == 0


def test_every_wrong_cell_is_named_and_nothing_is_kept(page: Client) -> None:
    def break_it(book: Any) -> None:
        a_training(book)
        put(book["Trainings"], 2, Day="soon", Topic="gardening", Activities_of_the_plan="9.9.9", Hours="many")
        put(book["Attendance"], 3, Number_of_the_record="N7")

    answer = bring(page, "trainings", changed(file_of(page, "trainings"), break_it))
    text = answer.content.decode()
    assert answer.status_code == 422 and RecordUpload.objects.count() == Training.objects.count() == 0
    for part in ("soon", "gardening", "9.9.9", "many", "N7"):
        assert f"“{part}”" in text
    assert "row 2, column “Day”" in text


def test_a_record_of_another_institution_is_not_changed_by_its_number(page: Client) -> None:
    made_up.fill(3, each=2)
    foreign = Training.objects.first()
    assert foreign
    Training.objects.update(institution=Institution.objects.get(code="SPS"))

    def claim(book: Any) -> None:
        a_training(book)
        put(book["Trainings"], 2, Number_of_the_record=str(foreign.pk))
        for number in (2, 3):
            put(book["Attendance"], number, Number_of_the_record=str(foreign.pk))

    answer = bring(page, "trainings", changed(file_of(page, "trainings"), claim))
    assert answer.status_code == 422 and "your institution has no record" in answer.content.decode()


def test_a_record_changed_meanwhile_stops_the_whole_file(page: Client) -> None:
    bring(page, "trainings", changed(file_of(page, "trainings"), a_training))
    page.post(f"/registers/trainings/import/{RecordUpload.objects.get().pk}/")

    def rename(book: Any) -> None:
        put(book["Trainings"], 2, Title="Renamed")

    bring(page, "trainings", changed(file_of(page, "trainings"), rename))
    upload = RecordUpload.objects.get()
    Training.objects.update(changed_at="2099-01-01T00:00Z")
    answer = page.post(f"/registers/trainings/import/{upload.pk}/", follow=True)
    assert "was changed meanwhile" in answer.content.decode()
    assert Training.objects.get().title == "Training in Neum"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 no table", b"\x00\x01\x02", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused_with_a_sentence(page: Client, data: bytes) -> None:
    answer = bring(page, "meetings", data)
    assert answer.status_code == 422 and "error-summary" in answer.content.decode()


def test_a_file_that_holds_a_personal_number_is_refused(page: Client) -> None:
    def tell(book: Any) -> None:
        a_training(book)
        put(book["Trainings"], 2, Note="0101990170003")

    answer = bring(page, "trainings", changed(file_of(page, "trainings"), tell))
    assert answer.status_code == 422 and "leads to a person" in answer.content.decode()


def test_the_same_event_of_another_institution_is_pointed_at(page: Client) -> None:
    Training.objects.create(
        institution=Institution.objects.get(code="SPS"), title="TRAINING in Neum", topic="other",
        happened_on="2021-05-04", ends_on="2021-05-04", changed_at="2021-05-09T10:00Z",
    )  # fmt: skip
    answer = bring(page, "trainings", changed(file_of(page, "trainings"), a_training))
    assert "records already that could be the same" in answer.content.decode()


def test_a_file_with_what_cannot_be_true_is_refused(page: Client) -> None:
    def turn_round(book: Any) -> None:
        a_training(book)
        put(book["Trainings"], 2, Last_day="1.5.2021")

    answer = bring(page, "trainings", changed(file_of(page, "trainings"), turn_round))
    assert answer.status_code == 422 and "Record 1: The last day is before" in answer.content.decode()


def test_an_activity_keeps_its_plan_where_two_plans_have_its_code(page: Client) -> None:
    made_up.fill(1, each=1)
    theirs = Activity.objects.get(plan__code="demo-canton-2021-2023", code="1.1.3")
    meeting = Meeting.objects.get()
    Meeting.objects.update(institution=Institution.objects.get(code="GP"), deleted_at=None)
    meeting.activities.set([theirs])
    meeting.partners.clear()
    answer = bring(page, "meetings", file_of(page, "meetings"))
    assert "0 new records, 0 changed, 1 unchanged" in answer.content.decode()


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_a_file_that_would_be_too_long_is_refused_and_not_cut_off(
    page: Client, monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    made_up.fill(3, each=4)
    Meeting.objects.update(institution=Institution.objects.get(code="GP"), deleted_at=None)
    monkeypatch.setattr("okrilje.registers.views.files.MOST_IN_FILE", 3)
    answer = page.get(f"/registers/meetings/file.{extension}?type=", follow=True)
    assert answer.redirect_chain == [("/registers/meetings/?type=", 302)]
    assert "at most 3 records" in answer.content.decode()


def test_what_a_file_has_no_column_for_stays_as_it_is(page: Client) -> None:
    made_up.fill(3, each=4)
    Training.objects.update(institution=Institution.objects.get(code="GP"), deleted_at=None, status="held")
    row = Training.objects.exclude(activities=None).exclude(attendances=None).latest("pk")
    Training.objects.filter(pk=row.pk).update(provider="Demo school", hours=7)
    row.partners.set(Institution.objects.filter(code="SPS"))
    before = (row.activities.count(), row.attendances.count())

    def shorten(book: Any) -> None:
        del book["Attendance"]
        sheet = book["Trainings"]
        for heading in ("Held by", "Hours", "Activities of the plan", "Together with"):
            sheet.delete_cols({cell.value: cell.column for cell in sheet[1]}[heading])
        numbers = {str(cell.value): cell.row for cell in sheet["A"]}
        put(sheet, numbers[str(row.pk)], Title="Renamed")

    answer = bring(page, "trainings", changed(file_of(page, "trainings"), shorten))
    assert "0 new records, 1 changed" in re.sub(r"\s+", " ", answer.content.decode())
    page.post(f"/registers/trainings/import/{RecordUpload.objects.get().pk}/")
    row.refresh_from_db()
    assert (row.title, row.provider, row.hours) == ("Renamed", "Demo school", 7)
    assert (row.activities.count(), row.attendances.count()) == before
    assert [one.code for one in row.partners.all()] == ["SPS"]


def test_what_nobody_decided_is_forgotten_after_a_day(page: Client, clerk: User) -> None:
    at = timezone.now()
    RecordUpload.objects.create(kind="meetings", name="file.xlsx", by=clerk, at=at, content=[])
    SealedFile.objects.create(kind="meetings", name="file.csv", by=clerk, at=at, content=b"")
    assert uploads.forget(at + timedelta(hours=23)) == 0
    worker.Worker(lambda: at + timedelta(hours=25))._forget()
    assert not RecordUpload.objects.exists() and not SealedFile.objects.exists()
