"""Tables that other programs made: their columns are named once, and then they are files like ours."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts.models import Institution
from okrilje.lib.spreadsheets import delimited
from okrilje.registers.kinds.meetings import Meeting
from okrilje.registers.kinds.trainings import Attendance, Training
from okrilje.registers.models import RecordUpload, SealedFile
from okrilje.registers.person_keys import person_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
EMAIL = "canary.person@police.example"
MEETINGS = """Naslov;Datum;Vrsta;Mjesto;Broj ljudi
Sastanak u Neumu;4.5.2021;working meeting;Neum;12
Sastanak u Jajcu;5.6.2021;working meeting;Jajce;8
"""
ATTENDED = f"""Training\tBegan\tE-mail\tRole\tSex\tFrom\tCompleted
First responders\t4.5.2021\t{EMAIL}\tpolice officer\twoman\tGP\tyes
First responders\t4.5.2021\tservice 17\tpolice officer\tman\tGP\tno
Second course\t9.5.2021\t{EMAIL}\tpolice officer\twoman\tGP\tyes
"""


def bring(page: Client, slug: str, data: bytes, name: str = "table.csv") -> Any:
    return page.post(f"/registers/{slug}/import/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def answers(shown: Any, **said: str) -> dict[str, Any]:
    """What the page proposes, with what somebody puts right."""
    form = shown.context["form"]
    proposed = {name: form[name].value() or "" for name in form.fields}
    headings = {form[name].label: name for name in form.fields if name.startswith("column-")}
    named = {headings.get(name.replace("_", " "), name): value for name, value in said.items()}
    return proposed | named | {"key": shown.context["key"], "has_headings": "on"}


def name_columns(page: Client, slug: str, shown: Any, said: dict[str, Any]) -> Any:
    kept = shown.context["kept"]
    return page.post(f"/registers/{slug}/import/columns/{kept.pk}/", said, follow=True)


def test_a_table_of_ones_own_is_named_previewed_and_entered(page: Client) -> None:
    shown = bring(page, "meetings", MEETINGS.encode("cp1250"))
    form = shown.context["form"]
    assert form["column-0"].value() == "records.title" and form["column-3"].value() == "records.place"
    assert form["column-1"].value() == "records.happened_on"  # "Datum" is no heading of ours, but days stand in it
    said = answers(
        shown, Vrsta="records.type", Broj_ljudi="records.from_institutions",
        **{"same-records.status": "held", "same-records.activities": "5.1.1"},
    )  # fmt: skip
    preview = name_columns(page, "meetings", shown, said)
    assert "2 new records" in preview.content.decode() and SealedFile.objects.count() == 0
    page.post(f"/registers/meetings/import/{RecordUpload.objects.get().pk}/")
    found = Meeting.objects.order_by("happened_on").values_list("title", "place", "from_institutions", "status")
    assert list(found) == [("Sastanak u Neumu", "Neum", 12, "held"), ("Sastanak u Jajcu", "Jajce", 8, "held")]
    assert {row.activities.get().code for row in Meeting.objects.all()} == {"5.1.1"}


ATTENDANCE = {
    "Training": "records.title", "Began": "records.happened_on", "E-mail": "lines.person", "Role": "lines.role",
    "Sex": "lines.sex", "From": "lines.institution", "Completed": "lines.completed",
    "same-records.ends_on": "2021-05-09", "same-records.topic": "mixed migration", "same-records.status": "held",
}  # fmt: skip


def test_an_attendance_sheet_makes_each_training_once_and_keeps_nobody(page: Client) -> None:
    shown = bring(page, "trainings", ATTENDED.encode())
    sealed = SealedFile.objects.get()
    assert EMAIL.encode() not in bytes(sealed.content) and shown.context["key"] not in str(vars(sealed))
    preview = name_columns(page, "trainings", shown, answers(shown, **ATTENDANCE))
    assert "2 new records" in preview.content.decode()
    upload = RecordUpload.objects.get()
    assert EMAIL not in str(upload.content)
    page.post(f"/registers/trainings/import/{upload.pk}/")
    assert Training.objects.count() == 2 and Attendance.objects.count() == 3
    assert Attendance.objects.filter(person=person_key(EMAIL), completed=True).count() == 2


def test_wrong_cells_and_missing_columns_are_named_and_nothing_is_lost(page: Client) -> None:
    shown = bring(page, "trainings", ATTENDED.replace("9.5.2021", "soon").encode())
    lacking = name_columns(page, "trainings", shown, answers(shown, **ATTENDANCE | {"same-records.topic": ""}))
    assert lacking.status_code == 422 and "For “Topic” choose a column" in lacking.content.decode()
    wrong = name_columns(page, "trainings", lacking, answers(shown, **ATTENDANCE))
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "row 4, column “Began”" in text and "“soon”" in text
    assert (
        wrong.context["key"] == shown.context["key"] and Training.objects.count() == RecordUpload.objects.count() == 0
    )


def test_only_who_brought_a_table_opens_it_and_only_with_its_key(page: Client) -> None:
    shown = bring(page, "trainings", ATTENDED.encode())
    said = answers(shown, **ATTENDANCE) | {"key": "A" * 43 + "="}
    assert name_columns(page, "trainings", shown, said).status_code == 404
    assert RecordUpload.objects.count() == 0


def a_training(page: Client) -> Training:
    return Training.objects.create(
        institution=Institution.objects.get(code="GP"), title="Course", topic="other", happened_on="2021-05-04",
        ends_on="2021-05-04", changed_at="2021-05-09T10:00Z",
    )  # fmt: skip


def test_pasted_persons_are_added_and_the_same_ones_replaced(page: Client) -> None:
    row = a_training(page)
    row.attendances.create(person=person_key(EMAIL), institution=row.institution, role="other", completed=False)
    row.attendances.create(person=person_key("old"), institution=row.institution, role="other", completed=True)
    shown = page.post(f"/registers/trainings/{row.pk}/rows/", {"pasted": f"{EMAIL}\nservice 17\n"})
    assert shown.context["form"]["has_headings"].value() is False
    said = answers(
        shown, A="lines.person",
        **{"same-lines.institution": "GP", "same-lines.role": "police officer", "same-lines.completed": "yes"},
    )  # fmt: skip
    del said["has_headings"]
    preview = name_columns(page, "trainings", shown, said)
    assert "1 changed" in preview.content.decode()
    page.post(f"/registers/trainings/import/{RecordUpload.objects.get().pk}/")
    found = dict(Attendance.objects.values_list("person", "role"))
    assert found == {person_key(EMAIL): "police", person_key("old"): "other", person_key("service17"): "police"}


def test_rows_of_another_institution_are_not_touched(page: Client) -> None:
    row = a_training(page)
    Training.objects.update(institution=Institution.objects.get(code="SPS"))
    assert page.post(f"/registers/trainings/{row.pk}/rows/", {"pasted": EMAIL}).status_code == 403


def test_a_csv_file_from_here_comes_back_without_a_word(page: Client) -> None:
    a_training(page)
    data = page.get("/registers/trainings/file.csv").content
    shown = bring(page, "trainings", data)
    preview = name_columns(page, "trainings", shown, answers(shown))
    found = re.search(r"\d+ new records?, \d+ changed, \d+ unchanged", preview.content.decode())
    assert found and found[0] == "0 new records, 0 changed, 1 unchanged"


def test_an_excel_table_without_our_sheets_is_asked_about(page: Client) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in MEETINGS.splitlines():
        sheet.append(row.split(";"))
    out = io.BytesIO()
    book.save(out)
    assert b"Broj ljudi" in bring(page, "meetings", out.getvalue(), "mine.xlsx").content


CELLS = st.text(st.characters(codec="utf-8", exclude_characters='\r\n\x00"', exclude_categories=["Z", "C"]), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=8), st.sampled_from(";\t,"))
def test_a_table_as_text_is_read_as_it_was_written(rows: list[list[str]], separator: str) -> None:
    width = max(map(len, rows))
    whole = [[*(re.sub("[;,\t]", "", cell) for cell in row), *[""] * (width - len(row))] for row in rows]
    found = delimited.rows("\n".join(separator.join(row) for row in whole))
    assert found == {number: tuple(row) for number, row in enumerate(whole, 1) if any(row)}
