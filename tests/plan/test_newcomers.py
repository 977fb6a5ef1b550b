"""A new institution comes into the register with the plan that names it, through whoever may add it, or not at all."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from okrilje.accounts import actions as accounts
from okrilje.accounts import catalogue, permissions
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission, Role
from okrilje.audit.models import Event
from okrilje.plan import importing
from okrilje.plan.content import Level
from okrilje.plan.models import ActionPlan, Responsibility, Upload
from okrilje.plan.reading.newcomers import made, suggest
from tests.conftest import make_user
from tests.plan.test_importing import NEW, NOW, UNKNOWN, document, preview, upload

WORDING = "Zavod za predviđanje vremena"
DAYS = {"starts_on": "2021-01-01", "ends_on": "2023-12-31"}
ZPV = made(WORDING, "ZPV", WORDING, "agency", "state")


def described(code: str = "ZPV", name: str = WORDING, field: str = "name-0", **parts: str) -> dict[str, str]:
    """What a person sends who says that the first name asked for is a new institution."""
    said = {"code": code, "name": name, "kind": "agency", "level": "state"} | parts
    return {field: "+", **{f"{field}-{part}": value for part, value in said.items()}}


# --- What is proposed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wording", "code", "kind", "level"),
    [
        ("Zavod za predviđanje vremena", "ZPV", "agency", "canton"),
        ("Завод за предвиђање времена", "ZPV", "agency", "canton"),
        ("Ministarstvo šuma i voda", "MSV", "ministry", "canton"),
        ("Ministarstvo unutrašnjih poslova", "MUP", "police", "canton"),
        ("Okružno tužilaštvo", "OT", "judiciary", "canton"),
        ("Vlada Distrikta", "VD", "government", "district"),
        ("Udruženje „Žena ženi“", "UZZ", "civil_society", "none"),
        ("Međunarodni fond za djecu", "MFD", "international", "none"),
        ("Sve općinske službe", "SOS", "collective", "canton"),
        ("Office for Leaflets", "OL", "agency", "canton"),
        ("Karitas", "KARITAS", "civil_society", "none"),
        ("???", "X", "agency", "canton"),
    ],
)
def test_code_kind_and_level_are_proposed_from_the_wording(wording: str, code: str, kind: str, level: str) -> None:
    found = suggest(wording, Level.CANTON, pays=False, taken=())
    assert (found.code, found.kind, found.level) == (code, kind, level)


def test_who_only_pays_is_taken_for_an_organisation_outside_government() -> None:
    found = suggest("Nordic Hope", Level.STATE, pays=True, taken=())
    assert (found.kind, found.level) == ("international", "none")


def test_a_proposed_code_is_free_whatever_the_case() -> None:
    assert suggest(WORDING, Level.STATE, pays=False, taken=["zpv", "ZPV-2"]).code == "ZPV-3"


def test_the_wording_stays_as_another_name_of_what_was_named_otherwise() -> None:
    assert made("Zavoda za mjere", "ZM", "Завод за мјере", "agency", "state").aliases == ()
    assert made("ZZM", "ZM", "Zavod za mjere", "agency", "state").aliases == ("ZZM",)


# --- All or nothing ------------------------------------------------------------------------------------------


def test_a_preview_adds_nobody_and_applying_adds_with_an_event(country: None, coordinator: Any) -> None:
    before = Institution.objects.count()
    found = preview(UNKNOWN, answers={WORDING: ZPV})
    assert found.newcomers == (ZPV,) and not found.obstacles
    assert Institution.objects.count() == before
    importing.apply(found, by=coordinator, at=NOW)
    added = Institution.objects.get(code="ZPV")
    assert (added.name, added.kind, added.level, added.is_active) == (WORDING, "agency", "state", True)
    assert set(Responsibility.objects.filter(activity__plan__code="made-up").values_list("institution__code")) == {
        ("ZPV",)
    }
    event = Event.objects.get(action="institution.created")
    assert (event.subject, event.actor, event.details) == ("ZPV", coordinator.email, {"name": WORDING})


def test_where_the_plan_is_refused_the_institution_is_not_added(
    country: None, coordinator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = preview(UNKNOWN, answers={WORDING: ZPV})

    def refuse(*_args: Any, **_options: Any) -> None:
        raise importing.actions.PlanError("No.")

    monkeypatch.setattr(importing.actions.storing, "store", refuse)
    with pytest.raises(importing.ImportRefused, match="No"):
        importing.apply(found, by=coordinator, at=NOW)
    assert not Institution.objects.filter(code="ZPV").exists()
    assert not Event.objects.filter(action="institution.created").exists()


def test_of_two_imports_that_propose_one_code_the_second_is_refused_whole(country: None, coordinator: Any) -> None:
    other = made(WORDING, "zpv", "Zavod za planiranje voda", "agency", "state")
    first = preview(UNKNOWN, answers={WORDING: ZPV})
    second = importing.from_bytes(UNKNOWN, "b.txt", "other", answers={WORDING: other}, **NEW)
    importing.apply(first, by=coordinator, at=NOW)
    with pytest.raises(importing.ImportRefused, match="ZPV"):
        importing.apply(second, by=coordinator, at=NOW)
    assert not ActionPlan.objects.filter(code="other").exists()
    assert Institution.objects.filter(code__iexact="ZPV").count() == 1


def test_a_code_taken_since_it_was_proposed_is_asked_for_again_with_the_reason(country: None) -> None:
    Institution.objects.create(code="ZPV", name="Zavod za planiranje voda", kind="agency", level="state")
    found = preview(UNKNOWN, answers={WORDING: ZPV})
    assert found.newcomers == () and len(found.names) == 1
    assert "Zavod za planiranje voda" in found.problems[0]


def test_what_somebody_else_added_under_this_name_meanwhile_is_simply_recognised(country: None) -> None:
    Institution.objects.create(code="ZPV", name=WORDING, kind="agency", level="state")
    found = preview(UNKNOWN, answers={WORDING: ZPV})
    assert found.newcomers == () and not found.obstacles
    assert found.after.activities[0].institutions[0].code == "ZPV"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_one_code_at_once_one_is_let_through() -> None:
    refused = []
    ready = threading.Barrier(2)

    def add(code: str) -> None:
        try:
            ready.wait(timeout=20)
            accounts.create_institution(
                by="system", at=NOW, code=code, name=f"Institution {code}", kind="agency", level="state"
            )
        except ValidationError as error:
            refused.extend(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=(code,)) for code in ("ZPV", "zpv")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(refused) == 1
    assert Institution.objects.count() == Event.objects.filter(action="institution.created").count() == 1


def test_the_database_itself_keeps_codes_apart_and_the_sentence_is_the_same(
    country: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happens on PostgreSQL where the other transaction commits between the check and the row."""
    monkeypatch.setattr(Institution, "full_clean", lambda _self: None)
    monkeypatch.setattr(accounts.institutions, "catalogue_from_database", lambda: catalogue.Catalogue(institutions=()))
    with pytest.raises(ValidationError, match="gp"):
        accounts.create_institution(by="system", at=NOW, code="gp", name="X", kind="agency", level="state")
    assert Institution.objects.filter(code__iexact="gp").count() == 1


@pytest.mark.parametrize("name", ["Granična policija", "ГРАНИЧНА ПОЛИЦИЈА", "granicna policija"])
def test_a_name_that_another_has_in_any_case_or_script_is_refused(country: None, name: str) -> None:
    with pytest.raises(ValidationError, match="GP"):
        accounts.create_institution(by="system", at=NOW, code="NOVA", name=name, kind="police", level="state")


def test_nobody_is_added_whom_the_plan_does_not_name_after_all(country: None) -> None:
    found = preview(UNKNOWN, answers={WORDING: "GP", "Neko drugi": ZPV})
    assert found.newcomers == () and not found.obstacles


def test_a_donor_may_be_new_as_well(country: None) -> None:
    row = "1.1.1.\tObuka\tMart 2021.\tGranična policija\tBroj obuka\tDonatori: • Nordijska nada"
    data = document(("1.1.2", "Mart 2021.", "Granična policija")) + b"\n" + row.encode()
    asked = preview(data)
    assert [q.wording for questions in asked.names for q in questions] == ["Nordijska nada"]
    new = made("Nordijska nada", "NN", "Nordijska nada", "international", "none")
    importing.apply(preview(data, answers={"Nordijska nada": new}), by="system", at=NOW)
    assert Institution.objects.get(code="NN").resources.get().type == "donor"


# --- Who may -------------------------------------------------------------------------------------------------


def test_who_may_not_add_is_refused_when_it_is_applied(
    country: None, coordinator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = permissions.ROLES[Role.COORDINATOR] - {Permission.ADD_INSTITUTION}
    monkeypatch.setitem(permissions.ROLES, Role.COORDINATOR, held)
    with pytest.raises(importing.ImportRefused):
        importing.apply(preview(UNKNOWN, answers={WORDING: ZPV}), by=coordinator, at=NOW)
    assert not Institution.objects.filter(code="ZPV").exists()


def test_who_may_not_add_is_told_who_may(
    country: None, coordinator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = permissions.ROLES[Role.COORDINATOR] - {Permission.ADD_INSTITUTION}
    monkeypatch.setitem(permissions.ROLES, Role.COORDINATOR, held)
    coordinator_client.cookies["language"] = "en"
    address = upload(coordinator_client, UNKNOWN, code="made-up", **DAYS).url
    page = coordinator_client.get(address).content.decode()
    assert "added by an administrator first" in page and "name-0-code" not in page
    assert coordinator_client.post(address, described()).status_code == 200
    assert Upload.objects.get().answers == {}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.GOVERNMENT_COORDINATOR, Role.ADMINISTRATOR])
def test_the_page_of_institutions_offers_adding_to_whoever_may(ministry: Any, waived: None, role: Role) -> None:
    client = Client()
    client.force_login(make_user(role, ministry))
    new = reverse("accounts:institution_new")
    assert new in client.get(reverse("accounts:institutions")).content.decode()
    assert client.get(new).status_code == 200
    edited = client.get(reverse("accounts:institution_edit", args=["MS"])).status_code
    assert edited == (200 if role is Role.ADMINISTRATOR else 403)


def test_others_read_who_may_and_cannot(ministry: Any, waived: None) -> None:
    client = Client()
    client.force_login(make_user(Role.REPORTER, ministry))
    new = reverse("accounts:institution_new")
    assert new not in client.get(reverse("accounts:institutions")).content.decode()
    assert client.get(new).status_code == 403


# --- The page ------------------------------------------------------------------------------------------------


def test_a_new_institution_is_described_on_the_preview_and_added_on_confirming(
    country: None, coordinator_client: Client
) -> None:
    address = upload(coordinator_client, UNKNOWN, code="made-up", **DAYS).url
    page = coordinator_client.get(address).content.decode()
    assert 'value="ZPV"' in page and "name-1" not in page  # asked once, though it is responsible and pays
    assert coordinator_client.post(address, described(kind="police")).status_code == 302
    assert not Institution.objects.filter(code="ZPV").exists()
    assert coordinator_client.get(address).content.decode().count(WORDING) > 1
    done = coordinator_client.post(f"{address}apply/", {"edition": "0"})
    assert done.status_code == 302, done.content.decode()
    assert Institution.objects.get(code="ZPV").kind == "police"
    assert Event.objects.filter(action="institution.created", subject="ZPV").count() == 1


def test_discarding_creates_nothing(country: None, coordinator_client: Client) -> None:
    before = Institution.objects.count()
    address = upload(coordinator_client, UNKNOWN, code="made-up", **DAYS).url
    coordinator_client.post(address, described())
    coordinator_client.post(f"{address}discard/")
    assert not Upload.objects.exists()
    assert Institution.objects.count() == before
    assert not Event.objects.filter(action="institution.created").exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"code": "gp"}, "name-0-code"),
        ({"code": ""}, "name-0-code"),
        ({"code": "ЗПВ"}, "name-0-code"),
        ({"code": "a b"}, "name-0-code"),
        ({"name": ""}, "name-0-name"),
        ({"name": "Гранична полиција"}, "name-0-name"),
        ({"kind": "club"}, "name-0-kind"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    country: None, coordinator_client: Client, said: dict[str, str], field: str
) -> None:
    address = upload(coordinator_client, UNKNOWN, code="made-up", **DAYS).url
    page = coordinator_client.post(address, described(**said))
    assert page.status_code == 200 and list(page.context["form"].errors) == [field]
    assert f'href="#id_{field}"' in page.content.decode()
    assert Upload.objects.get().answers == {}


TWO = document(("1.1.1", "Mart 2021.", "Zavod za predviđanje vremena"), ("1.1.2", "Mart 2021.", "Ured za letke"))


def test_two_new_ones_need_two_codes(country: None, coordinator_client: Client) -> None:
    address = upload(coordinator_client, TWO, code="made-up", **DAYS).url
    both = described() | described("zpv", "Ured za letke", "name-1")
    page = coordinator_client.post(address, both)
    assert list(page.context["form"].errors) == ["name-1-code"]


def test_a_new_one_may_be_meant_by_another_wording_as_long_as_it_is_coming(
    country: None, coordinator_client: Client
) -> None:
    address = upload(coordinator_client, TWO, code="made-up", **DAYS).url
    coordinator_client.post(address, described())
    form = coordinator_client.get(address).context["form"]
    fields = {wording: name for name, wording in form.wordings.items()}
    first, second = fields[WORDING], fields["Ured za letke"]
    page = coordinator_client.post(address, {second: "ZPV", first: "GP"})
    assert list(page.context["form"].errors) == [second]
    assert coordinator_client.post(address, {second: "ZPV"} | described(field=first)).status_code == 302
    assert coordinator_client.post(f"{address}apply/", {"edition": "0"}).status_code == 302
    who = Responsibility.objects.filter(activity__plan__code="made-up").values_list("institution__code", flat=True)
    assert list(who) == ["ZPV", "ZPV"]


def test_one_name_in_several_cases_and_scripts_is_asked_once(country: None) -> None:
    rows = [("1.1.1", "Mart 2021.", "Ured za letke"), ("1.1.2", "Mart 2021.", "Ureda za letke"),
            ("1.1.3", "Mart 2021.", "Уред за летке")]  # fmt: skip
    found = preview(document(*rows))
    assert found.open == 1 and len(found.names[0]) >= 3
    new = made("Ured za letke", "UL", "Ured za letke", "agency", "state")
    assert not preview(document(*rows), answers={"Ured za letke": new}).obstacles
