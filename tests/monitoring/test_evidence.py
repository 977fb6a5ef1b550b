"""Evidence: what it has to say, what is kept of it, who decides about it, who opens it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pikepdf
import pytest

from okrilje.audit.models import Event
from okrilje.files import vault
from okrilje.files.actions import Draft, NotLookedAt, Refused
from okrilje.files.documents import DocumentKind
from okrilje.files.models import StoredFile
from okrilje.monitoring import actions, scanning
from okrilje.monitoring.models import Evidence, Letter, Notice
from okrilje.monitoring.proofs import Grade
from tests.lib import made_documents
from tests.monitoring.clam import EICAR, running
from tests.monitoring.factories import AT, Role, item, submission, user
from tests.monitoring.traces import traces

PERSON, AUTHOR = "0101006500006", "Mujo Mujic"
PDF = made_documents.pdf(["Zapisnik sa sastanka održanog 12.11.2020."])
MINUTES = Draft(DocumentKind.MINUTES, "Zapisnik", dated_on=date(2020, 11, 12), upload=PDF)
REFERENCE = replace(MINUTES, upload=None, keep=False, held_by="Granična policija, pisarnica")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def add(story: Any, draft: Draft = MINUTES, **more: Any) -> Evidence:
    return actions.add_evidence(item(story.cycle, "GP", "1.1.2"), draft, by=story.reporter, at=AT, **more)


def refused(story: Any, draft: Draft) -> str:
    with pytest.raises((actions.MonitoringError, Refused)) as error:
        add(story, draft)
    assert not Evidence.objects.exists() and not list(vault.everything())
    return str(error.value)


def handed_in(story: Any, accepted: bool = False) -> None:
    actions.prepare(submission(story.cycle, "GP"), by=story.reporter, at=AT)
    actions.submit(submission(story.cycle, "GP"), by=story.approver, at=AT)
    if accepted:
        actions.accept(submission(story.cycle, "GP"), by=story.coordinator, at=AT)


# --- Adding --------------------------------------------------------------------------------------------------------


def test_a_file_is_kept_encrypted_under_its_hash_with_that_of_the_original(story, tmp_path) -> None:
    row = add(story)
    assert row.sha256 == hashlib.sha256(PDF).hexdigest() and row.file is not None
    assert not row.is_public and row.file.state == "unchecked" and row.file.kind == "pdf"
    data = actions.read_evidence(row, by=story.reporter, at=AT)
    assert hashlib.sha256(data).hexdigest() == row.file.sha256 and data.startswith(b"%PDF")
    (path,) = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert path.name == row.file.sha256 and b"%PDF" not in path.read_bytes()
    assert path.stat().st_mode & 0o77 == path.parent.stat().st_mode & 0o77 == 0


def test_a_reference_needs_no_file_and_a_hash_may_be_taken_of_one(story) -> None:
    row = add(story, replace(REFERENCE, upload=PDF))
    assert row.file is None and row.sha256 == hashlib.sha256(PDF).hexdigest() and not list(vault.everything())
    assert add(story, REFERENCE).sha256 == ""
    with pytest.raises(Refused, match="ask the institution"):
        actions.read_evidence(row, by=story.reporter, at=AT)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "  "}, "Write a title"),
        ({"dated_on": None}, "Write of which day"),
        ({"kind": DocumentKind.ACT}, "official gazette"),
        ({"upload": None}, "Choose a file"),
        ({"keep": False}, "who holds the document"),
        ({"proves": "values.9"}, "no such measure"),
        ({"upload": b"MZ\x90\0" * 50}, "of a kind that is not kept"),
        ({"upload": b"x" * (15 * 1024 * 1024 + 1)}, "up to 15 MB"),
        ({"kind": DocumentKind.ATTENDANCE, "persons": 12}, "about people"),
        ({"kind": DocumentKind.ATTENDANCE, "keep": False, "held_by": "GP"}, "how many people"),
    ],
)
def test_what_is_missing_is_said(story, change: dict[str, Any], words: str) -> None:
    assert words in refused(story, replace(MINUTES, **change))


def test_an_attendance_list_leaves_its_number_of_people_its_hash_and_no_name(story, caplog) -> None:
    names = f"Ime;JMBG\n{AUTHOR};{PERSON}\n".encode()
    row = add(story, replace(REFERENCE, kind=DocumentKind.ATTENDANCE, persons=1, upload=names))
    assert row.persons == 1 and row.sha256 == hashlib.sha256(names).hexdigest()
    assert traces(PERSON, caplog) == traces(AUTHOR, caplog) == []


def test_only_who_writes_adds_and_only_while_the_answer_is_open(story) -> None:
    row = item(story.cycle, "GP", "1.1.2")
    for who in (story.coordinator, story.stranger, story.approver):
        with pytest.raises(actions.MonitoringError, match="people of this institution who report"):
            actions.add_evidence(row, MINUTES, by=who, at=AT)
    handed_in(story)
    with pytest.raises(actions.MonitoringError, match="nobody writes in it now"):
        add(story)


# --- The gate ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["title", "number", "held_by", "upload"])
def test_a_personal_number_gets_in_nowhere(story, field: str, caplog) -> None:
    value: Any = made_documents.pdf(["Prva.", f"Osoba {PERSON}."]) if field == "upload" else f"Spis {PERSON}"
    with pytest.raises(actions.PersonalDataError) as error:
        add(story, replace(MINUTES, **{field: value}), confirmed=[])
    assert not Evidence.objects.exists() and not list(vault.everything())
    assert traces(PERSON, caplog) == [] and PERSON not in str(error.value)
    if field == "upload":
        assert str(error.value).startswith("File: page 1: “01…06”")


def test_an_offices_telephone_in_a_file_is_asked_about_and_kept(story) -> None:
    draft = replace(MINUTES, upload=made_documents.pdf(["Tel. 033 281-100, e-mail mujo.mujic@example.ba"]))
    with pytest.raises(actions.PersonalDataError) as error:
        add(story, draft)
    marks = [one.mark for one in error.value.questions]
    assert len(marks) == 2 and add(story, draft, confirmed=marks).file
    assert Event.objects.get(action="personal_data.confirmed").details["found"] == {"email": 1, "phone": 1}


def test_authors_and_names_of_files_are_not_kept(story, caplog) -> None:
    from io import BytesIO

    saved = BytesIO()
    with pikepdf.open(BytesIO(PDF)) as one:
        one.docinfo["/Author"] = AUTHOR
        one.save(saved)
    row = add(story, replace(MINUTES, upload=saved.getvalue()))
    assert AUTHOR.encode() not in actions.read_evidence(row, by=story.reporter, at=AT)
    assert traces(AUTHOR, caplog) == []


def test_pictures_need_a_person_who_looks(story) -> None:
    from tests.lib.test_attachments import picture

    draft = replace(MINUTES, upload=picture("PNG"))
    with pytest.raises(NotLookedAt, match="Look yourself"):
        add(story, draft)
    assert not list(vault.everything())
    assert add(story, replace(draft, looked=True)).looked and not add(story).looked


# --- Decisions -----------------------------------------------------------------------------------------------------


def test_the_coordinator_grades_with_a_note_where_something_is_missing(story) -> None:
    row = add(story)
    who = {"by": story.coordinator, "at": AT}
    with pytest.raises(actions.MonitoringError, match="once the report was submitted"):
        actions.grade_evidence(row, Grade.PROVES, note="", **who)
    handed_in(story)
    with pytest.raises(actions.MonitoringError, match="Only the coordinator"):
        actions.grade_evidence(row, Grade.PROVES, note="", by=story.approver, at=AT)
    with pytest.raises(actions.MonitoringError, match="Say what is missing"):
        actions.grade_evidence(row, Grade.PARTLY, note=" ", **who)
    actions.grade_evidence(row, Grade.PARTLY, note="Nema potpisa.", **who)
    row = actions.grade_evidence(row, Grade.PROVES, note="", **who)
    assert row.grade == "proves" and [step.what for step in row.steps.all()] == ["partly", "proves"]


def test_nobody_grades_what_they_added(story) -> None:
    both = user(Role.COORDINATOR, "MS", "writes")
    row = actions.add_evidence(item(story.cycle, "MS", "1.1.3"), MINUTES, by=both, at=AT)
    approver = user(Role.APPROVER, "MS", "second")
    actions.prepare(submission(story.cycle, "MS"), by=both, at=AT)
    actions.submit(submission(story.cycle, "MS"), by=approver, at=AT)
    with pytest.raises(actions.MonitoringError, match="a second person"):
        actions.grade_evidence(row, Grade.PROVES, note="", by=both, at=AT)
    assert actions.grade_evidence(row, Grade.PROVES, note="", by=story.coordinator, at=AT).grade == "proves"


def test_publishing_is_decided_with_a_reason_and_undone(story) -> None:
    row = add(story)
    with pytest.raises(actions.MonitoringError, match="decides what is public"):
        actions.publish_evidence(row, True, reason="Javno", by=story.reporter, at=AT)
    with pytest.raises(actions.MonitoringError, match="Say why"):
        actions.publish_evidence(row, True, reason="", by=story.approver, at=AT)
    assert actions.publish_evidence(row, True, reason="Objavljeno.", by=story.approver, at=AT).is_public
    assert not actions.publish_evidence(row, False, reason="Greška.", by=story.coordinator, at=AT).is_public
    events = Event.objects.filter(action="evidence.decided").order_by("sequence")
    assert [event.details["what"] for event in events] == ["public", "confidential"]


def test_before_the_report_is_submitted_removed_evidence_leaves_nothing(
    story, django_capture_on_commit_callbacks
) -> None:
    row = add(story)
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_evidence(row, reason="", by=story.reporter, at=AT)
    assert not Evidence.objects.exists() and not StoredFile.objects.exists() and not list(vault.everything())


@pytest.mark.parametrize("erase", [False, True])
def test_after_that_it_stays_as_withdrawn(story, erase: bool, django_capture_on_commit_callbacks) -> None:
    row = add(story)
    handed_in(story)
    with pytest.raises(actions.MonitoringError, match="Say why"):
        actions.withdraw_evidence(row, reason="", by=story.reporter, at=AT, erase=erase)
    with pytest.raises(actions.MonitoringError, match="by its institution"):
        actions.withdraw_evidence(row, reason="x", by=story.stranger, at=AT, erase=erase)
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_evidence(row, reason="Pogrešan dokument.", by=story.reporter, at=AT, erase=erase)
    row = Evidence.objects.select_related("file").get()
    assert row.withdrawn_at and not row.counted.counts and row.sha256
    assert bool(list(vault.everything())) is not erase
    with pytest.raises((actions.MonitoringError, Refused), match="not kept here" if erase else "was withdrawn"):
        actions.read_evidence(row, by=story.coordinator, at=AT)


def test_one_file_in_two_answers_is_kept_once_and_until_the_last_is_gone(
    story, django_capture_on_commit_callbacks
) -> None:
    first = add(story)
    second = actions.add_evidence(item(story.cycle, "GP", "1.1.4"), MINUTES, by=story.reporter, at=AT)
    assert first.file == second.file and len(list(vault.everything())) == 1
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_evidence(first, reason="", by=story.reporter, at=AT)
    assert actions.read_evidence(second, by=story.reporter, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_evidence(second, reason="", by=story.reporter, at=AT)
    assert not list(vault.everything())


# --- Reading -------------------------------------------------------------------------------------------------------


def test_reading_what_is_confidential_is_logged_and_what_is_public_is_not(story) -> None:
    row = add(story)
    actions.read_evidence(row, by=story.coordinator, at=AT)
    event = Event.objects.get(action="evidence.read")
    assert event.actor == story.coordinator.email and event.details["activity"] == "1.1.2"
    row = actions.publish_evidence(row, True, reason="Javno.", by=story.approver, at=AT)
    actions.read_evidence(row, by="visitor", at=AT)
    assert Event.objects.filter(action="evidence.read").count() == 1


def test_a_changed_secret_key_opens_what_the_former_one_closed_and_encrypts_it_anew(story, settings) -> None:
    row = add(story)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key " * 6
    with pytest.raises(Refused, match="cannot be opened any more"):
        actions.read_evidence(row, by=story.reporter, at=AT)
    assert vault.renew() == 0
    settings.SECRET_KEY_FALLBACKS = [former]
    assert actions.read_evidence(row, by=story.reporter, at=AT)
    assert (vault.renew(), vault.renew()) == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert actions.read_evidence(row, by=story.reporter, at=AT)


def test_a_file_that_somebody_changed_is_not_handed_out(story, tmp_path) -> None:
    row = add(story)
    other = vault.put(b"something else")
    place = tmp_path / "evidence"
    (place / row.file.sha256[:2] / row.file.sha256).write_bytes((place / other[:2] / other).read_bytes())
    with pytest.raises(Refused, match="cannot be opened any more"):
        actions.read_evidence(row, by=story.reporter, at=AT)


# --- Viruses -------------------------------------------------------------------------------------------------------


@pytest.fixture
def clamd(settings, tmp_path):
    with running(tmp_path / "clamd.ctl") as server:
        settings.CLAMAV = server.address
        yield server


def scan() -> bool:
    return scanning.scan_all(lambda: AT)


def test_nobody_opens_a_file_before_it_was_checked(story, clamd) -> None:
    row = add(story)
    with pytest.raises(Refused, match="Being checked for viruses"):
        actions.read_evidence(row, by=story.reporter, at=AT)
    assert scan() and clamd.seen == [vault.get(row.file.sha256)]
    row.file.refresh_from_db()
    assert row.file.state == "clean" and row.file.checked_at == AT
    assert actions.read_evidence(row, by=story.reporter, at=AT)


def test_a_virus_is_locked_away_and_people_are_told_without_any_content(story, clamd) -> None:
    administrator = user(Role.ADMINISTRATOR, "MS", "admin")
    row = add(story, replace(MINUTES, title="Naslov dokaza", upload=EICAR))
    assert scan()
    row.file.refresh_from_db()
    assert (row.file.state, row.file.finding) == ("infected", "Win.Test.EICAR_HDB-1")
    assert not Evidence.objects.select_related("file").get().counted.counts
    with pytest.raises(Refused, match="locked away"):
        actions.read_evidence(row, by=story.coordinator, at=AT)
    letter = Letter.objects.get()
    assert letter.recipient == administrator and row.file.sha256 in letter.body and "Naslov" not in letter.body
    assert Notice.objects.get().user == story.reporter
    assert Event.objects.get(action="evidence.infected").details == {"finding": "Win.Test.EICAR_HDB-1"}


def test_what_is_known_as_infected_stays_so_for_whoever_adds_it_again(story, clamd) -> None:
    add(story, replace(MINUTES, upload=EICAR))
    scan()
    assert add(story, replace(MINUTES, upload=EICAR)).file.state == "infected"


def test_the_database_counts_as_proof_what_the_rule_does(story) -> None:
    row = add(story)
    for grade, state, withdrawn in product(["", *Grade], ["pending", "clean", "infected"], [None, AT]):
        Evidence.objects.filter(pk=row.pk).update(grade=grade, withdrawn_at=withdrawn)
        StoredFile.objects.filter(pk=row.file_id).update(state=state)
        found = Evidence.objects.select_related("file").get(pk=row.pk)
        assert Evidence.objects.counting().exists() == found.counted.counts, (grade, state, withdrawn)


def test_a_scanner_that_is_away_delays_and_loses_nothing(story, clamd, settings) -> None:
    add(story)
    address, settings.CLAMAV = settings.CLAMAV, "unix:/nowhere/clamd.ctl"
    assert not scan() and StoredFile.objects.get().state == "pending"
    settings.CLAMAV = address
    assert scan() and StoredFile.objects.get().state == "clean"


def test_a_file_too_large_for_the_scanner_is_locked_away(story, clamd) -> None:
    clamd.most = 10
    row = add(story)
    assert scan()
    row.file.refresh_from_db()
    assert row.file.state == "too_large" and not row.file.may_be_read


def test_files_from_before_there_was_a_scanner_are_checked_and_stay_open_until_then(story, clamd, settings) -> None:
    address, settings.CLAMAV = settings.CLAMAV, ""
    row = add(story)
    lost = add(story, replace(MINUTES, upload=b"Drugi dokument."))
    vault.remove(lost.file.sha256)
    assert scan() and {file.state for file in StoredFile.objects.all()} == {"unchecked"}
    settings.CLAMAV = address
    assert actions.read_evidence(row, by=story.reporter, at=AT)
    assert scan() and scan(), "what cannot be opened is not tried for ever"
    assert sorted(StoredFile.objects.values_list("state", flat=True)) == ["clean", "unchecked"]


def test_without_a_scanner_what_waited_for_one_is_unchecked(story, clamd, settings) -> None:
    add(story)
    settings.CLAMAV = ""
    assert scan() and StoredFile.objects.get().state == "unchecked"
