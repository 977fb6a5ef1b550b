"""Documents of records: added with a description, kept clean and encrypted or as a reference, opened with a trace."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.files import vault
from okrilje.files.models import StoredFile
from okrilje.lib import clamd
from okrilje.lib.clamd import Answer, Verdict
from okrilje.monitoring import scanning
from okrilje.monitoring.models import Letter
from okrilje.registers import merging
from okrilje.registers.kind import kinds
from okrilje.registers.kinds.meetings import Meeting
from okrilje.registers.kinds.operations import Operation
from okrilje.registers.models import Attachment, Revision
from tests.conftest import make_user
from tests.registers.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SHARED = {"happened_on": "2021-05-04", "changed_at": "2021-05-04T10:00Z"}
#: A personal number with a valid check digit, and a telephone.
CANARY, PHONE = "0101006500006", "061 123 456"


@pytest.fixture
def meeting(clerk: User) -> Meeting:
    return Meeting.objects.create(institution=clerk.institution, title="Team", type="working", **SHARED)


def text_file(words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("imena.txt", words.encode(), content_type="text/plain")


def add(page: Client, record: Any, *, register: str = "meetings", words: str = "Minutes.", **said: Any) -> Any:
    told = {"kind": "minutes", "title": "Minutes of the team", "dated_on": "2021-05-04", "keep": "file"}
    upload = {"file": text_file(words)} if words else {}
    return page.post(f"/registers/{register}/{record.pk}/documents/", {**told, **said, **upload})


def seen(page: Client, record: Any, kind: str = "meetings") -> str:
    return page.get(f"/registers/{kind}/{record.pk}/").content.decode()


def test_a_document_is_added_listed_opened_and_taken_away(page: Client, meeting: Meeting) -> None:
    assert add(page, meeting).status_code == 302
    one = Attachment.objects.select_related("file").get()
    assert one.file and one.sha256 == hashlib.sha256(b"Minutes.").hexdigest()
    shown = seen(page, meeting)
    assert "Minutes of the team" in shown and one.sha256 in shown and "Documents: – → " in shown
    assert "imena.txt" not in shown
    address = f"/registers/meetings/{meeting.pk}/documents/{one.pk}/"
    answer = page.get(address)
    assert answer.content == b"Minutes." and answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"] and answer["Cache-Control"] == "no-store, private"
    assert Event.objects.filter(action="record.document_read").count() == 1
    page.post(f"{address}remove/", {"why": " "})
    assert Attachment.objects.exists()
    page.post(f"{address}remove/", {"why": "The wrong one"})
    assert not Attachment.objects.exists() and not StoredFile.objects.exists()
    assert "The wrong one" in seen(page, meeting)
    assert page.get(address).status_code == 404


def test_its_content_is_not_on_the_disk_and_gone_with_the_last_document(
    page: Client, meeting: Meeting, tmp_path: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DATA_DIR = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        add(page, meeting, words="Something to be found.")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert list(vault.everything()) and all(b"to be found" not in path.read_bytes() for path in files)
    with django_capture_on_commit_callbacks(execute=True):
        one = Attachment.objects.get()
        page.post(f"/registers/meetings/{meeting.pk}/documents/{one.pk}/remove/", {"why": "wrong"})
    assert not list(vault.everything())


def test_what_leads_to_a_person_is_not_kept(page: Client, meeting: Meeting) -> None:
    answer = add(page, meeting, words=f"Present: {CANARY}")
    assert answer.status_code == 422 and "personal number" in answer.content.decode()
    assert CANARY not in answer.content.decode()
    answer = add(page, meeting, title=f"Minutes {CANARY}")
    assert answer.status_code == 422 and not Attachment.objects.exists() and not StoredFile.objects.exists()
    assert not any(CANARY in str(event.details) for event in Event.objects.all())


def test_a_telephone_is_asked_about_and_kept_once_somebody_says_it_is_an_office_s(
    page: Client, meeting: Meeting
) -> None:
    answer = add(page, meeting, words=f"Call {PHONE}")
    assert answer.status_code == 422 and PHONE not in answer.content.decode()
    (mark,) = [one.mark for one in answer.context["questions"]]
    assert mark in answer.content.decode()
    assert add(page, meeting, words=f"Call {PHONE}", **{"not-a-person": mark}).status_code == 302
    event = Event.objects.get(action="personal_data.confirmed")
    assert event.details["found"] == {"phone": 1} and event.subject == f"meetings {meeting.pk}"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title": " "}, "This field is required"),
        ({"dated_on": ""}, "Write of which day it is"),
        ({"keep": "reference"}, "Write who holds the document"),
        ({"kind": "attendance", "persons": "9"}, "This document is about people"),
        ({"kind": ""}, "This field is required"),
    ],
)
def test_what_is_missing_is_said(page: Client, meeting: Meeting, said: dict[str, str], words: str) -> None:
    answer = add(page, meeting, **said)
    assert answer.status_code == 422 and words in answer.content.decode() and not Attachment.objects.exists()


def test_of_a_restricted_register_only_the_reference_is_kept(page: Client, clerk: User) -> None:
    row = Operation.objects.create(institution=clerk.institution, title="Control", type="field_check", **SHARED)
    assert 'type="hidden" name="keep" value="reference"' in seen(page, row, "operations")
    assert add(page, row, register="operations").status_code == 422
    said = {"keep": "reference", "held_by": "Registry"}
    assert add(page, row, register="operations", **said).status_code == 302
    one = Attachment.objects.get()
    assert one.file is None and one.sha256 == hashlib.sha256(b"Minutes.").hexdigest()
    assert not StoredFile.objects.exists()
    assert page.get(f"/registers/operations/{row.pk}/documents/{one.pk}/").status_code == 302
    stranger = signed_in(make_user(Role.REPORTER, Institution.objects.get(code="MP"), email="other@example.org"))
    assert stranger.get(f"/registers/operations/{row.pk}/documents/{one.pk}/").status_code == 403


def test_other_institutions_read_documents_and_change_none(page: Client, meeting: Meeting) -> None:
    add(page, meeting)
    one = Attachment.objects.get()
    stranger = signed_in(make_user(Role.REPORTER, Institution.objects.get(code="MP"), email="other@example.org"))
    assert stranger.get(f"/registers/meetings/{meeting.pk}/documents/{one.pk}/").status_code == 200
    assert "Add a document" not in seen(stranger, meeting) and "Add a document" in seen(page, meeting)
    assert add(stranger, meeting).status_code == 403
    gone = f"/registers/meetings/{meeting.pk}/documents/{one.pk}/remove/"
    assert stranger.post(gone, {"why": "x"}).status_code == 403 and Attachment.objects.exists()


def test_a_merged_record_has_the_documents_of_both(page: Client, clerk: User, meeting: Meeting) -> None:
    other_person = make_user(Role.REPORTER, Institution.objects.get(code="SPS"), email="sps@example.org")
    other = Meeting.objects.create(institution=other_person.institution, title="Team", type="working", **SHARED)
    add(page, meeting)
    kind, at = kinds()["meetings"], timezone.now()
    asked = merging.ask(kind, meeting, other, keeps=other, by=clerk, at=at)
    merging.agree(kind, asked, by=other_person, at=at + timedelta(hours=1))
    assert {one.record for one in Attachment.objects.all()} == {meeting.pk, other.pk}
    kept = Attachment.objects.get(record=other.pk)
    other_page = signed_in(other_person)
    other_page.post(f"/registers/meetings/{other.pk}/documents/{kept.pk}/remove/", {"why": "not ours"})
    assert StoredFile.objects.count() == 1  # the deleted record still speaks of it


def test_whoever_added_a_file_with_a_virus_is_told(
    page: Client, clerk: User, meeting: Meeting, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CLAMAV = "127.0.0.1:3310"
    add(page, meeting)
    assert "being checked for viruses" in seen(page, meeting)
    one = Attachment.objects.get()
    address = f"/registers/meetings/{meeting.pk}/documents/{one.pk}/"
    assert page.get(address).status_code == 302
    monkeypatch.setattr(clamd, "scan", lambda _data, _where: Answer(Verdict.INFECTED, "Eicar"))
    monkeypatch.setattr(vault, "get", lambda _sha256: b"")
    scanning.scan_all(timezone.now)
    assert "locked away" in seen(page, meeting) and page.get(address).status_code == 302
    assert [letter.recipient for letter in Letter.objects.all()] == [clerk]


def test_a_document_leaves_the_record_as_it_was_for_whoever_has_its_form_open(page: Client, meeting: Meeting) -> None:
    before = meeting.changed_at
    add(page, meeting)
    assert str(Meeting.objects.get().changed_at)[:10] == str(before)[:10]
    assert [one.what for one in Revision.objects.all()] == ["changed"]


def test_a_deleted_record_takes_no_document_and_loses_none(page: Client, meeting: Meeting) -> None:
    add(page, meeting)
    Meeting.objects.update(deleted_at=timezone.now())
    assert add(page, meeting).status_code == 422
    one = Attachment.objects.get()
    page.post(f"/registers/meetings/{meeting.pk}/documents/{one.pk}/remove/", {"why": "gone"})
    assert Attachment.objects.count() == 1


def test_a_list_says_how_many_documents_each_record_has(page: Client, clerk: User, meeting: Meeting) -> None:
    other = Meeting.objects.create(institution=clerk.institution, title="Bare", type="working", **SHARED)
    add(page, meeting)
    add(page, meeting, words="Another.")
    Attachment.objects.create(
        register="trainings", record=other.pk, kind="other", title="Elsewhere", held_by="GP", added_by=clerk,
        added_at=timezone.now(),
    )  # fmt: skip
    rows = {row.title: row.document_count for row in page.get("/registers/meetings/").context["page"]}
    assert rows == {"Team": 2, "Bare": 0}
