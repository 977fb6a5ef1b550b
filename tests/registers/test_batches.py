"""Many records corrected at once, and the way back from that and from a file."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.plan.models import Activity
from okrilje.registers.actions import plain
from okrilje.registers.kind import kinds
from okrilje.registers.kinds.trainings import Training
from okrilje.registers.models import Batch, RecordUpload
from tests.conftest import make_user
from tests.registers import made_up
from tests.registers.conftest import signed_in
from tests.registers.test_files import a_training, bring, changed, file_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def own(page: Client) -> list[Training]:
    """Trainings of the clerk's institution, with attendance and activities, and one of another institution."""
    made_up.fill(7, each=6)
    Training.objects.update(institution=Institution.objects.get(code="GP"), deleted_at=None, status="held")
    foreign = Training.objects.latest("pk")
    Training.objects.filter(pk=foreign.pk).update(institution=Institution.objects.get(code="SPS"))
    return list(Training.objects.filter(institution__code="GP"))


def said(rows: list[Training]) -> list[dict[str, Any]]:
    kind = kinds()["trainings"]
    return [plain(kind, Training.objects.get(pk=row.pk)) for row in rows]


def test_a_field_is_corrected_in_the_chosen_records_and_put_back(page: Client, own: list[Training]) -> None:
    before = said(own)
    address = "/registers/trainings/correct/?field=place"
    chosen = [row.pk for row in own[:-1]]
    foreign = Training.objects.get(institution__code="SPS")
    page.post(address, {"value": "Trebinje", "chosen": [*chosen, foreign.pk]})
    assert set(Training.objects.filter(place="Trebinje").values_list("pk", flat=True)) == set(chosen)
    shown = page.get("/registers/trainings/batches/").content.decode()
    assert "corrected together: " in shown and "Place" in shown
    page.post(f"/registers/trainings/batches/{Batch.objects.get().pk}/undo/")
    assert said(own) == before
    assert Event.objects.filter(action="records.undone").exists()


def test_an_activity_is_added_and_taken_out(page: Client, own: list[Training]) -> None:
    activity = Activity.objects.get(plan__code="bih-2020-2023", code="4.1.4")
    before = said(own)
    page.post("/registers/trainings/correct/?field=add-activity", {"value": activity.pk, "chosen": [r.pk for r in own]})
    assert all("bih-2020-2023 4.1.4" in one["activities"] for one in said(own))
    page.post(f"/registers/trainings/batches/{Batch.objects.get().pk}/undo/")
    assert said(own) == before


def test_a_file_is_undone_too(page: Client, own: list[Training]) -> None:
    before, count = said(own), Training.objects.count()

    def change(book: Any) -> None:
        rows = book["Trainings"].max_row
        a_training(book)  # in place of the first record: its number is gone, so it is a new one
        assert rows > 2

    bring(page, "trainings", changed(file_of(page, "trainings"), change))
    page.post(f"/registers/trainings/import/{RecordUpload.objects.get().pk}/")
    assert Training.objects.count() == count + 1
    page.post(f"/registers/trainings/batches/{Batch.objects.get().pk}/undo/")
    assert Training.objects.filter(deleted_at=None).count() == count and said(own) == before


def test_what_was_changed_afterwards_is_not_lost(page: Client, own: list[Training]) -> None:
    correct = "/registers/trainings/correct/?field=place"
    page.post(correct, {"value": "Trebinje", "chosen": [own[0].pk, own[1].pk]})
    first = Batch.objects.get()
    page.post(correct, {"value": "Neum", "chosen": [own[0].pk]})
    answer = page.post(f"/registers/trainings/batches/{first.pk}/undo/", follow=True)
    assert "were changed afterwards" in answer.content.decode()
    assert Training.objects.filter(place="Trebinje").count() == 1
    stranger = signed_in(make_user(Role.REPORTER, Institution.objects.get(code="SPS"), email="s@example.org"))
    assert stranger.post(f"/registers/trainings/batches/{first.pk}/undo/").status_code == 403


def test_a_correction_that_cannot_be_is_refused_whole(page: Client, own: list[Training]) -> None:
    answer = page.post(
        "/registers/trainings/correct/?field=status", {"value": "cancelled", "chosen": [row.pk for row in own]}
    )
    assert answer.status_code == 422 and "Nobody can have completed" in answer.content.decode()
    assert not Training.objects.exclude(status="held").exists() and not Batch.objects.exists()
    assert page.post("/registers/trainings/correct/?field=place", {"value": "Neum"}).status_code == 422
