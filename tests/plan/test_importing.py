"""Importing a plan: nothing changes before it is confirmed, nothing is lost, everybody is told why."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.plan import actions, exporting, importing
from okrilje.plan.models import ActionPlan, Activity, Upload, Version
from tests.conftest import make_user

NOW = datetime(2021, 5, 4, 10, 0, tzinfo=UTC)
HEADER = "\tAktivnost\tVremenski rok\tInstitucija nadležna za provođenje\tPokazatelj\tPotrebni resursi"
ROW = "{code}.\tOdržati obuku za službenike\t{deadline}\t{who}\tBroj održanih obuka\tRedovni budžet: • {who}"


def document(*rows: tuple[str, str, str]) -> bytes:
    """A made-up plan document: (code, deadline, institution) for each activity."""
    lines = [ROW.format(code=code, deadline=deadline, who=who) for code, deadline, who in rows]
    return "\n".join(["1. PODRŠKA", "", "Strateški program 1.1. Obuke", "", HEADER, *lines]).encode()


KNOWN = document(("1.1.1", "Mart 2021.", "Granična policija"), ("1.1.2", "Kontinuirano", "Ministarstvo sigurnosti"))
UNKNOWN = document(("1.1.1", "Mart 2021.", "Zavod za predviđanje vremena"))


NEW = {"owner": "MS", "level": "state", "period": (date(2021, 1, 1), date(2023, 12, 31))}


def preview(data: bytes, **options: Any) -> importing.Preview:
    return importing.from_bytes(data, "plan.txt", "made-up", **(NEW | options))


def test_a_new_plan_is_previewed_and_applied(country: None) -> None:
    found = preview(KNOWN)
    assert found.activities["new"] == ["1.1.1", "1.1.2"] and not found.obstacles
    assert not ActionPlan.objects.filter(code="made-up").exists()
    version = importing.apply(found, by="system", at=NOW)
    assert version is not None and version.number == 1
    assert Activity.objects.get(plan__code="made-up", code="1.1.2").ends_on == date(2023, 12, 31)


def test_without_a_period_the_plan_is_not_imported(country: None) -> None:
    found = preview(KNOWN, period=(None, None))
    assert found.obstacles and len(found.problems) == 1


@pytest.mark.parametrize("extension", exporting.EXTENSIONS)
def test_importing_the_export_of_a_plan_changes_nothing(country: None, extension: str) -> None:
    plan = actions.current("bih-2020-2023")
    assert plan is not None
    found = importing.from_bytes(exporting.write(plan, extension, {}), "x", "bih-2020-2023")
    assert found.changes == []
    assert len(found.activities["same"]) == 117


def test_an_unknown_institution_is_a_question_and_not_a_new_row(country: None) -> None:
    institutions = Institution.objects.count()
    found = preview(UNKNOWN)
    assert found.obstacles and "Zavod za predviđanje vremena" in {q.wording for q in found.questions}
    with pytest.raises(importing.ImportRefused):
        importing.apply(found, by="system", at=NOW)
    answered = preview(UNKNOWN, answers={"Zavod za predviđanje vremena": "GP"})
    assert not answered.questions
    assert answered.after.activities[0].institutions[0].code == "GP"
    assert Institution.objects.count() == institutions


def test_a_plan_changed_meanwhile_is_not_overwritten(country: None) -> None:
    plan = actions.current("bih-2020-2023")
    assert plan is not None
    renamed = plan.model_copy(update={"title": "Novi naslov"})
    found = importing.from_bytes(exporting.to_json(renamed), "x.json", "bih-2020-2023")
    actions.apply(plan.model_copy(update={"title": "Naslov drugog"}), by="system", at=NOW)
    with pytest.raises(importing.ImportRefused):
        importing.apply(found, by="system", at=NOW)
    assert ActionPlan.objects.get(code="bih-2020-2023").title == "Naslov drugog"


def test_wording_is_attached_and_what_a_document_does_not_hold_stays(country: None) -> None:
    data = document(("1.1.1", "Mart 2020.", "Ministarstvo sigurnosti"))
    found = importing.from_bytes(data, "plan.txt", "bih-2020-2023")
    (activity,) = found.after.activities
    assert activity.text == "Održati obuku za službenike" and activity.labels["bs"]
    assert activity.indicators[0].raw == "Broj održanih obuka" and activity.indicators[0].measures
    assert len(found.activities["withdrawn"]) == 116


# --- The page ------------------------------------------------------------------------------------------------


def upload(client: Client, data: bytes, name: str = "plan.txt", **fields: str) -> Any:
    return client.post(reverse("plan:import_upload"), {"file": SimpleUploadedFile(name, data), **fields})


def test_upload_preview_and_confirm(country: None, coordinator_client: Client) -> None:
    plan = actions.current("bih-2020-2023")
    assert plan is not None
    changed = exporting.to_json(plan.model_copy(update={"title": "Plan s novim naslovom"}))
    response = upload(coordinator_client, changed, "plan.json", plan="bih-2020-2023")
    assert response.status_code == 302
    page = coordinator_client.get(response.url)
    assert "Plan s novim naslovom" in page.content.decode()
    assert Version.objects.filter(plan__code="bih-2020-2023").count() == 1
    pk = Upload.objects.get().pk
    done = coordinator_client.post(reverse("plan:import_apply", args=[pk]), {"edition": "1", "reason": "Ispravka"})
    assert done.status_code == 302 and done.url == reverse("plan:history", args=["bih-2020-2023"])
    version = Version.objects.get(plan__code="bih-2020-2023", number=2)
    assert version.reason == "Ispravka" and version.by is not None
    assert not Upload.objects.exists()


def test_questions_are_answered_on_the_page(country: None, coordinator_client: Client) -> None:
    response = upload(coordinator_client, UNKNOWN, code="made-up")
    page = coordinator_client.get(response.url).content.decode()
    assert "Zavod za predviđanje vremena" in page
    names = {form_field: "GP" for form_field in ("name-0", "name-1")}
    assert coordinator_client.post(response.url, names).status_code == 302
    assert set(Upload.objects.get().answers.values()) == {"GP"}
    assert "Zavod za predviđanje vremena" in coordinator_client.get(response.url).content.decode()


def test_confirming_after_somebody_else_changed_the_plan_is_refused(country: None, coordinator_client: Client) -> None:
    plan = actions.current("bih-2020-2023")
    assert plan is not None
    upload(coordinator_client, exporting.to_json(plan.model_copy(update={"title": "A"})), "a.json", plan=plan.code)
    actions.apply(plan.model_copy(update={"title": "B"}), by="system", at=NOW)
    pk = Upload.objects.get().pk
    response = coordinator_client.post(reverse("plan:import_apply", args=[pk]), {"edition": "1"})
    assert response.status_code == 409
    assert ActionPlan.objects.get(code=plan.code).title == "B" and Upload.objects.filter(pk=pk).exists()


def test_what_is_no_plan_is_refused_on_the_form(country: None, coordinator_client: Client) -> None:
    response = upload(coordinator_client, b"\x00\x01\x02 nothing", "x.docx", plan="bih-2020-2023")
    assert response.status_code == 200 and response.context["form"].errors["file"]
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_refused(country: None, coordinator_client: Client, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 10
    response = upload(coordinator_client, KNOWN, plan="bih-2020-2023")
    assert response.context["form"].errors["file"] and not Upload.objects.exists()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.DONOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_does_not_manage_plans_may_not_import(country: None, ministry: Any, waived: None, role: Role) -> None:
    client = Client()
    client.force_login(make_user(role, ministry))
    assert client.get(reverse("plan:import_upload")).status_code == 403


def test_the_plan_of_another_institution_is_not_offered_and_not_changed(country: None, waived: None) -> None:
    stranger: User = make_user(Role.COORDINATOR, Institution.objects.get(code="MP"))
    client = Client()
    client.force_login(stranger)
    assert upload(client, KNOWN, plan="bih-2020-2023").context["form"].errors["plan"]
    forged = Upload.objects.create(
        plan_code="bih-2020-2023", file_name="x", sha256="0" * 64, document=KNOWN, by=stranger, at=NOW
    )
    assert client.post(reverse("plan:import_apply", args=[forged.pk]), {"edition": "1"}).status_code == 403
    assert not Activity.objects.filter(plan__code="bih-2020-2023", is_withdrawn=True).exists()


def test_the_upload_of_somebody_else_is_not_found(country: None, coordinator_client: Client, ministry: Any) -> None:
    other = make_user(Role.COORDINATOR, ministry, email="other@example.org")
    theirs = Upload.objects.create(plan_code="x", file_name="x", sha256="0" * 64, document=KNOWN, by=other, at=NOW)
    assert coordinator_client.get(reverse("plan:import_preview", args=[theirs.pk])).status_code == 404


def edited(**deadline: Any) -> importing.Preview:
    """The plan exported, the deadline of its first activity (March 2020) edited, and imported again."""
    plan = actions.current("bih-2020-2023")
    assert plan is not None
    first, *rest = plan.activities
    worded = first.model_copy(update={"deadline": first.deadline.model_copy(update=deadline)})
    changed = plan.model_copy(update={"activities": (worded, *rest)})
    return importing.from_bytes(exporting.write(changed, "xlsx", {}), "x.xlsx", plan.code)


def test_a_deadline_reworded_in_an_export_is_read_again(country: None) -> None:
    found = edited(raw="Juni 2022.")
    assert found.after.activities[0].deadline.end == date(2022, 6, 30)
    assert [(c.code, c.field) for c in found.changes] == [("1.1.1", "deadline")] and not found.remarks


def test_days_that_were_edited_with_the_wording_count_and_that_is_said(country: None) -> None:
    days = {"start": date(2022, 5, 1), "end": date(2022, 5, 31)}
    with translation.override("en"):
        found = edited(raw="Juni 2022.", **days)
        assert "note: Activity 1.1.1: the days typed" in found.as_text()
    deadline = found.after.activities[0].deadline
    assert (deadline.raw, deadline.start, deadline.end) == ("Juni 2022.", days["start"], days["end"])
    assert found.remarks == (
        "Activity 1.1.1: the days typed in the file count (Month, 1 May 2022 – 31 May 2022), although the wording "
        "“Juni 2022.” says something else (Month, 1 Jun 2022 – 30 Jun 2022).",
    )


def test_days_that_were_edited_as_the_wording_says_need_no_remark(country: None) -> None:
    assert not edited(raw="Juni 2022.", start=date(2022, 6, 1), end=date(2022, 6, 30)).remarks


def test_the_page_shows_the_remarks_and_every_broken_cell(country: None, coordinator_client: Client) -> None:
    plan = actions.current("bih-2020-2023")
    assert plan is not None
    book = openpyxl.load_workbook(io.BytesIO(exporting.write(plan, "xlsx", {})))
    book["Aktivnosti"]["G2"], book["Aktivnosti"]["J2"] = "Juni 2022.", "31.5.2020"
    response = upload(coordinator_client, saved(book), "plan.xlsx", plan=plan.code)
    page = coordinator_client.get(response.url).content.decode()
    assert "Aktivnost 1.1.1: važe datumi upisani u datoteci" in page
    book["Aktivnosti"]["J2"], book["Odgovorne institucije"]["C2"] = "x", "y"
    errors = upload(coordinator_client, saved(book), "plan.xlsx", plan=plan.code).context["form"].errors["file"]
    assert len(errors) == 2 and errors[0].startswith("List „Aktivnosti“, red 2, kolona „Posljednji dan“")


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_wrong_day_in_an_export_says_where_and_what_to_write(country: None) -> None:
    plan = actions.current("bih-2020-2023")
    assert plan is not None
    data = exporting.to_json(plan).replace(b'"end": "2020-03-31"', b'"end": "31.03.2020"', 1)
    with translation.override("en"), pytest.raises(importing.ImportRefused, match="1.1.1, deadline, end.*2022-06-30"):
        importing.from_bytes(data, "x.json", plan.code)
