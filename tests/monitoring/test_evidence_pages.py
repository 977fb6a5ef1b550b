"""The pages of evidence: adding with the questions of the gate, deciding, opening, and what is claimed without any."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from okrilje.audit.models import Event
from okrilje.files import gate
from okrilje.files.actions import Draft
from okrilje.files.documents import DocumentKind
from okrilje.monitoring import actions, freezing
from okrilje.monitoring.answers import Answer
from okrilje.monitoring.comparing import compare
from okrilje.monitoring.comparing_words import told
from okrilje.monitoring.models import Evidence, EvidenceStep, Snapshot
from okrilje.monitoring.proofs import Grade
from okrilje.monitoring.status import Progress
from okrilje.plan.models import ActionPlan
from tests.lib import made_documents
from tests.lib.test_attachments import picture
from tests.monitoring import pages
from tests.monitoring.factories import AT, item, submission
from tests.monitoring.test_evidence import PDF, PERSON, add, handed_in
from tests.monitoring.traces import traces

pytestmark = pytest.mark.usefixtures("waived")
HTMX = {"HTTP_HX_REQUEST": "true"}
DONE = Answer(progress=Progress.IN_PROGRESS, occurrences=2, done="Dva sastanka.")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def where(story) -> str:
    return pages.item(story.cycle, "1.1.2")


def upload(data: bytes = PDF, name: str = "Mujo Mujic 0101006500006.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def form(**changes: Any) -> dict[str, Any]:
    said = {"kind": "minutes", "title": "Zapisnik", "dated_on": "2020-11-12", "keep": "file", "file": upload()}
    return said | changes


def test_evidence_is_added_without_javascript(story, where, caplog) -> None:
    person = pages.client(story.reporter)
    page = person.get(where).content.decode()
    assert 'enctype="multipart/form-data"' in page and "Usual for this activity" in page and "up to 15 MB" in page
    answer = person.post(f"{where}evidence/", form())
    row = Evidence.objects.get()
    assert answer.status_code == 302 and answer["Location"].endswith(f"#evidence-{row.pk}")
    page = person.get(where).content.decode()
    assert "Zapisnik" in page and "not graded yet" in page and "confidential" in page and row.sha256 in page
    assert traces(PERSON, caplog) == traces("Mujo", caplog) == [], "nor is the name of the file kept"


def test_the_gate_asks_in_the_form_and_the_answer_adds_it(story, where) -> None:
    person = pages.client(story.reporter)
    data = made_documents.pdf(["Tel. 033 281-100"])
    refused = person.post(f"{where}evidence/", form(file=upload(data)))
    page = refused.content.decode()
    assert refused.status_code == 422 and "page 1: “03…00” looks like a telephone number" in page
    assert page.count("not-a-person") == 1 and "Choose the file again" in page
    assert 'value="Zapisnik"' in page, "what was typed stays"
    (asked,) = gate.questions({"x": "033 281-100"})
    fragment = person.post(f"{where}evidence/", form(file=upload(data)), **HTMX)
    assert fragment["HX-Retarget"].endswith("-asked") and "<html" not in fragment.content.decode()
    assert "Choose the file again" not in fragment.content.decode()
    added = person.post(f"{where}evidence/", form(file=upload(data), **{"not-a-person": asked.mark}), **HTMX)
    assert "The evidence was added." in added.content.decode() and Evidence.objects.count() == 1


def test_a_picture_asks_for_a_look(story, where) -> None:
    person = pages.client(story.reporter)
    page = person.post(f"{where}evidence/", form(file=upload(picture("PNG")))).content.decode()
    assert "Look yourself" in page and 'name="looked"' in page
    assert person.post(f"{where}evidence/", form(file=upload(picture("PNG")), looked="on")).status_code == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [({"kind": "nonsense"}, "Not added."), ({"file": ""}, "Choose a file"), ({"title": "x" * 201}, "at most 200")],
)
def test_what_is_wrong_is_said(story, where, change: dict[str, Any], words: str) -> None:
    refused = pages.client(story.reporter).post(f"{where}evidence/", form(**change))
    assert refused.status_code == 422 and words in refused.content.decode()


def test_deciding_on_the_page(story, where) -> None:
    row = add(story)
    handed_in(story)
    person, here = pages.client(story.coordinator), f"{where}evidence/{row.pk}/"
    page = person.get(where).content.decode()
    assert "Grade it" in page and "Make it public" in page and "Withdraw" in page
    assert person.post(here, {"step": "grade"}).status_code == 422
    refused = person.post(here, {"step": "grade", "grade": "not", "reason": ""})
    assert refused.status_code == 422 and "Say what is missing." in refused.content.decode()
    refused = person.post(here, {"step": "public", "reason": "Zvati 061 123 456"})
    assert refused.status_code == 422 and refused.content.decode().count("not-a-person") == 1
    assert person.post(here, {"step": "nonsense"}).status_code == 404
    for step in (
        {"step": "grade", "grade": "partly"},
        {"step": "public"},
        {"step": "confidential"},
        {"step": "withdraw"},
    ):
        assert person.post(here, {"reason": "Razlog.", **step}).status_code == 302
    assert [one.what for one in EvidenceStep.objects.all()] == ["partly", "public", "confidential", "withdrawn"]
    assert "withdrawn" in person.get(where).content.decode()


def test_a_download_is_for_those_who_may_read_the_report_and_never_shown_in_the_browser(story, where) -> None:
    row = add(story)
    here = f"{where}evidence/{row.pk}/file/"
    assert pages.client(story.stranger).get(here).status_code == 404, "it was not handed in yet"
    response = pages.client(story.reporter).get(here)
    assert response.content.startswith(b"%PDF") and response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="2020-H2-1.1.2-{row.pk}.pdf"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff" and response["Cache-Control"] == "no-store, private"
    assert Event.objects.filter(action="evidence.read").count() == 1
    other = pages.item(story.cycle, "1.1.4")
    assert pages.client(story.reporter).get(f"{other}evidence/{row.pk}/file/").status_code == 404


def test_what_is_public_is_on_the_page_of_the_activity_once_the_report_is_accepted(story, client) -> None:
    ActionPlan.objects.update(is_public=True)
    row = add(story)
    activity = "/plans/test-plan/activities/1.1.2/"
    actions.publish_evidence(row, True, reason="Javno.", by=story.approver, at=AT)
    assert "Zapisnik" not in client.get(activity).content.decode()
    assert client.get(f"{activity}documents/{row.pk}/").status_code == 404
    handed_in(story, accepted=True)
    assert "Zapisnik" in client.get(activity).content.decode()
    assert "Zapisnik" in client.get(f"{activity}documents/").content.decode()
    assert client.get(f"{activity}documents/{row.pk}/").content.startswith(b"%PDF")
    actions.publish_evidence(row, False, reason="Ipak ne.", by=story.approver, at=AT)
    assert "Zapisnik" not in client.get(activity).content.decode()
    assert client.get(f"{activity}documents/{row.pk}/").status_code == 404


# --- Claims --------------------------------------------------------------------------------------------------------


def test_claims_without_proof_are_counted_and_each_number_opens_its_list(story, where) -> None:
    for code, scope in (("1.1.2", "whole"), ("1.1.4", "share")):
        actions.save(item(story.cycle, "GP", code, scope), DONE, base=0, by=story.reporter, at=AT)
    row = add(story)
    person, report = pages.client(story.coordinator), pages.report(story.cycle)
    mine = pages.client(story.reporter).get(f"{report}?show=unproved").content.decode()
    assert "claims without proof (1)" in mine and mine.count('id="row-') == 2 and "claimed without proof" in mine
    cycle = f"/plans/test-plan/reporting/{story.cycle.code}/"
    assert "Nothing has been claimed" in person.get(f"{cycle}claims/").content.decode(), "nothing was handed in yet"
    handed_in(story)
    page = person.get(cycle).content.decode()
    assert "<strong>1/2</strong> claims without proof" in page and "1 of 2" in page
    page = person.get(f"{cycle}claims/?institution=GP").content.decode()
    assert "Claims without proof: 1 of 2" in page and page.count("Dva sastanka.") == 1 and "1.1.4/share/" in page
    assert person.get(f"{cycle}claims/?show=all").content.decode().count("Dva sastanka.") == 2
    actions.grade_evidence(row, Grade.NOT, note="Drugi datum.", by=story.coordinator, at=AT)
    assert "Claims without proof: 2 of 2" in person.get(f"{cycle}claims/").content.decode()


def test_a_snapshot_holds_the_hashes_and_a_later_withdrawal_shows_in_the_comparison(story) -> None:
    row = add(story)
    handed_in(story, accepted=True)
    actions.close_cycle(story.cycle, by=story.coordinator, at=AT)
    frozen = Snapshot.objects.get().content
    (one,) = [e for s in frozen["submissions"] for i in s["items"] for e in i["evidence"]]
    assert (one["sha256"], one["kept_sha256"], one["title"]) == (row.sha256, row.file.sha256, "Zapisnik")
    actions.withdraw_evidence(row, reason="Pogrešno.", by=story.approver, at=AT)
    story.cycle.plan = story.plan
    changed = compare(frozen, freezing.frozen(story.cycle, as_of=AT))
    assert [told(d)[:3] for one in changed for d in one.differences] == [
        (f"GP: Evidence “Zapisnik” {row.sha256[:8]}", "not graded yet", "–")
    ]


def test_pages_of_evidence_ask_the_database_at_most_thirty_times(story, where, django_assert_max_num_queries) -> None:
    for number in range(6):
        add(story, Draft(DocumentKind.OTHER, f"Dokument {number}", held_by="GP", keep=False))
    handed_in(story, accepted=True)
    person, report = pages.client(story.coordinator), pages.report(story.cycle)
    row = Evidence.objects.first()
    actions.grade_evidence(row, Grade.PROVES, note="", by=story.coordinator, at=AT)
    cycle = f"/plans/test-plan/reporting/{story.cycle.code}/"
    for address in (where, report, cycle, f"{cycle}claims/"):
        person.get(address)
        with django_assert_max_num_queries(30):
            assert person.get(address).status_code == 200


def test_claims_ask_as_much_for_many_answers_as_for_few(story, django_assert_max_num_queries) -> None:
    for number, row in enumerate(submission(story.cycle, "GP").items.all()):
        row.progress, row.occurrences = "in_progress", number + 1
        row.save()
    handed_in(story)
    person, here = pages.client(story.coordinator), f"/plans/test-plan/reporting/{story.cycle.code}/claims/"
    person.get(here)
    with django_assert_max_num_queries(15):
        assert "of 3" in person.get(here).content.decode()
