"""The same event entered by two institutions becomes one record when both say so, and only then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts.models import Institution, User
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from okrilje.plan.models import Activity
from okrilje.registers import likeness
from okrilje.registers.kinds.trainings import Attendance, Training
from okrilje.registers.likeness import described
from okrilje.registers.models import Merging
from okrilje.registers.person_keys import person_key
from tests.conftest import make_user
from tests.registers import made_up
from tests.registers.conftest import signed_in

ALIKE = "/registers/trainings/alike/"
DAY = date(2021, 5, 4)
TITLES = st.sampled_from(["Obuka o azilu", "obuka: azil i migracije", "Обука о азилу", "Sastanak", ""])
PLACES = st.sampled_from(["", "Neum", "Trebinje"])
DAYS = st.integers(0, 5).map(lambda n: DAY + timedelta(days=n))
RECORDS = st.lists(st.tuples(DAYS, TITLES, PLACES), max_size=8)


@given(RECORDS, RECORDS)
def test_pairs_are_all_that_are_alike(ours: list[Any], theirs: list[Any]) -> None:
    own, others = ([described(number, *one) for number, one in enumerate(rows)] for rows in (ours, theirs))
    slow = {(a.number, b.number) for a in own for b in others if likeness.alike(a, b)}
    found = list(likeness.pairs(own, others))
    assert set(found) == slow and len(found) == len(slow)


@pytest.mark.parametrize(
    ("title", "place", "later", "same"),
    [
        ("Обука о азилу у Неуму", "Неум", 0, True),
        ("O azilu u Neumu: obuka", "", 1, True),
        ("Obuka o azilu u Neumu", "Trebinje", 0, False),
        ("Obuka o azilu u Neumu", "Neum", 2, False),
        ("Sastanak radne grupe", "Neum", 0, False),
        ("Obuka", "Neum", 0, False),
    ],
)
def test_what_is_alike(title: str, place: str, later: int, same: bool) -> None:
    one = described(1, DAY, "Obuka o azilu u Neumu", "Neum")
    assert likeness.alike(one, described(2, DAY + timedelta(days=later), title, place)) is same


@pytest.fixture
def colleague(country: None, waived: None) -> User:
    return make_user(Role.REPORTER, Institution.objects.get(code="SPS"), email="other@example.org")


def training(institution: str, code: str, people: dict[str, bool], **values: Any) -> Training:
    usual = {
        "title": "Obuka o azilu",
        "happened_on": DAY,
        "ends_on": DAY,
        "place": "Neum",
        "status": "held",
        "topic": "migration",
    }
    owner = Institution.objects.get(code=institution)
    record = Training.objects.create(institution=owner, changed_at=timezone.now(), **{**usual, **values})
    record.activities.add(Activity.objects.get(plan__code="bih-2020-2023", code=code))
    for name, completed in people.items():
        Attendance.objects.create(record=record, person=person_key(name), completed=completed)
    return record


@pytest.fixture
def both(clerk: User, colleague: User) -> tuple[Training, Training]:
    """The same training as the Border Police and SIPA's prosecutors wrote it down."""
    return (
        training("GP", "4.1.3", {"a": True, "b": True}, provider=""),
        training("SPS", "4.1.6", {"b": False, "c": True}, provider="IOM", title="Obuka o azilu u Neumu"),
    )


def say(client: Client, own: Training, other: Training, what: str) -> str:
    answer = client.post(f"{ALIKE}{own.pk}/{other.pk}/", {"say": what}, follow=True)
    return str(answer.content.decode())


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestTwoInstitutions:
    def test_agree_and_it_is_one_record(self, page: Client, colleague: User, both: Any) -> None:
        ours, theirs = both
        other_page = signed_in(colleague)
        assert "Obuka o azilu u Neumu" in page.get(ALIKE).content.decode()
        assert "is asked. Nothing changes until they agree." in say(page, ours, theirs, "ours")
        assert Training.objects.filter(deleted_at=None).count() == 2
        assert "they have not answered yet" in page.get(ALIKE).content.decode()
        assert ALIKE in other_page.get("/registers/").content.decode()
        assert ALIKE not in page.get("/registers/").content.decode()
        assert "that their record is to stay" in other_page.get(ALIKE).content.decode()

        assert "They are one record now" in say(other_page, theirs, ours, "agreed")
        kept = Training.objects.get(deleted_at=None)
        assert kept.pk == ours.pk and kept.provider == "IOM" and kept.title == "Obuka o azilu"
        assert set(kept.activities.values_list("code", flat=True)) == {"4.1.3", "4.1.6"}
        assert [partner.code for partner in kept.partners.all()] == ["SPS"]
        rows = dict(Attendance.objects.filter(record=kept).values_list("person", "completed"))
        assert rows == {person_key("a"): True, person_key("b"): True, person_key("c"): True}
        assert Event.objects.filter(action="record.merged").count() == 1
        assert ALIKE not in other_page.get("/registers/").content.decode()
        assert "No record of another institution" in page.get(ALIKE).content.decode()

    def test_the_other_record_may_stay_and_comes_back_if_it_was_wrong(
        self, page: Client, colleague: User, both: Any
    ) -> None:
        ours, theirs = both
        say(page, ours, theirs, "theirs")
        say(signed_in(colleague), theirs, ours, "agreed")
        assert Training.objects.get(deleted_at=None).pk == theirs.pk
        history = page.get(f"/registers/trainings/{ours.pk}/").content.decode()
        assert f"The same event as record {theirs.pk} of SPS." in history
        page.post(f"/registers/trainings/{ours.pk}/restore/")
        assert Training.objects.filter(deleted_at=None).count() == 2
        shown = page.get(ALIKE).content.decode()
        assert "One: keep ours" in shown and "they have not answered yet" not in shown
        assert "is asked. Nothing changes until they agree." in say(page, ours, theirs, "ours")

    def test_who_may_not_answer_is_not_asked(self, page: Client, both: Any) -> None:
        ours, theirs = both
        say(page, ours, theirs, "ours")
        reader = make_user(Role.ANALYST, theirs.institution, email="reader@example.org")
        shown = signed_in(reader).get("/registers/")
        assert shown.status_code == 200 and ALIKE not in shown.content.decode()

    def test_or_hold_them_apart(self, page: Client, colleague: User, both: Any) -> None:
        ours, theirs = both
        say(page, ours, theirs, "ours")
        assert "They stay two events." in say(signed_in(colleague), theirs, ours, "different")
        assert "Held to be two events." in page.get(ALIKE).content.decode()
        assert "The question" not in say(signed_in(colleague), theirs, ours, "agreed")
        assert Training.objects.filter(deleted_at=None).count() == 2
        say(page, ours, theirs, "ours")
        assert Merging.objects.get().state == Merging.State.ASKED


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
class TestNobodyElse:
    def test_whoever_asked_does_not_answer(self, page: Client, both: Any) -> None:
        ours, theirs = both
        say(page, ours, theirs, "ours")
        assert page.post(f"{ALIKE}{ours.pk}/{theirs.pk}/", {"say": "agreed"}).status_code == 403
        assert "was asked already" in say(page, ours, theirs, "theirs")
        assert Training.objects.filter(deleted_at=None).count() == 2

    def test_a_third_institution_says_nothing(self, page: Client, both: Any) -> None:
        ours, theirs = both
        third = signed_in(make_user(Role.REPORTER, Institution.objects.get(code="MS"), email="third@example.org"))
        for what in ("ours", "theirs", "different"):
            assert third.post(f"{ALIKE}{ours.pk}/{theirs.pk}/", {"say": what}).status_code == 403
        say(page, ours, theirs, "ours")
        assert third.post(f"{ALIKE}{theirs.pk}/{ours.pk}/", {"say": "agreed"}).status_code == 403

    def test_what_was_deleted_meanwhile_is_not_merged(self, page: Client, colleague: User, both: Any) -> None:
        ours, theirs = both
        say(page, ours, theirs, "ours")
        Training.objects.filter(pk=ours.pk).update(deleted_at=timezone.now())
        answer = signed_in(colleague).post(f"{ALIKE}{theirs.pk}/{ours.pk}/", {"say": "agreed"}, follow=True)
        assert "One of the two records is deleted" in answer.content.decode()
        assert Training.objects.filter(pk=theirs.pk, deleted_at=None).exists()

    def test_restricted_records_of_others_are_not_shown(self, page: Client) -> None:
        made_up.fill(3, each=8)
        assert "No record of another institution" in page.get("/registers/proceedings/alike/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_few_questions_however_many_there_are(
    page: Client, clerk: User, colleague: User, number: int
) -> None:
    for _again in range(number):
        training("GP", "4.1.3", {"a": True})
        training("SPS", "4.1.3", {"a": True})
    with CaptureQueriesContext(connection) as asked:
        assert page.get(ALIKE).status_code == 200
    assert len(asked) <= 30
