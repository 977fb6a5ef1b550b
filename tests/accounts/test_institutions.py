from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from okrilje.accounts import actions, catalogue
from okrilje.accounts.actions.institutions import _merged_units
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from tests.accounts.conftest import AT, english_client

FORM = {
    "code": "XX", "name": "Agencija za probe", "kind": "agency", "level": "state", "parent": "MS",
    "aliases": "agencija za probe BiH\nAZP\nAZP\n", "languages": ["bs", "sr"], "label_en": "Agency for Trials",
}  # fmt: skip


def load(**changes):
    """The catalogue of the country with one institution (SIPA) said otherwise."""
    shipped = catalogue.load("bih")
    said = tuple(i.model_copy(update=changes) if i.code == "SIPA" else i for i in shipped.institutions)
    return actions.load_institutions(catalogue.Catalogue(institutions=said), by="system", at=AT)


@pytest.mark.django_db
def test_the_shipped_catalogue_is_loaded_once_and_comes_back_the_same() -> None:
    shipped = catalogue.load("bih")
    assert len(load()) == len(shipped.institutions)
    assert actions.catalogue_from_database() == shipped
    assert load() == []
    assert Event.objects.filter(action="institutions.loaded").count() == 1


@pytest.mark.django_db
def test_a_correction_in_the_catalogue_reaches_what_nobody_edited() -> None:
    load()
    assert load(name="Novi naziv", aliases=("novo ime",)) == ["SIPA"]
    row = Institution.objects.get(code="SIPA")
    assert row.name == "Novi naziv"
    assert set(row.aliases) == {*catalogue.load("bih")["SIPA"].aliases, "novo ime"}
    assert Event.objects.first().details == {"added": [], "changed": ["SIPA"]}


@pytest.mark.django_db
def test_what_a_person_edited_stays_and_only_gains_aliases() -> None:
    load()
    row = Institution.objects.get(code="SIPA")
    actions.change_institution(row, seen=None, by="system", at=AT, name="Naš naziv", aliases=["naše ime"], parent=None)
    load(name="Novi naziv", aliases=("novo ime",), labels={"en": "New", "de": "Neu"})
    row.refresh_from_db()
    assert (row.name, row.aliases, row.parent) == ("Naš naziv", ["naše ime", "novo ime"], None)
    assert row.labels["en"] == catalogue.load("bih")["SIPA"].labels["en"]
    assert row.labels["de"] == "Neu"


@pytest.mark.django_db
def test_a_parent_that_is_not_in_the_catalogue_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(ValueError, match="SIPA: its parent NOBODY"):
        load(parent="NOBODY")
    assert not Institution.objects.exists()


names = st.text(alphabet="abc", min_size=1, max_size=2)
units = st.lists(
    st.fixed_dictionaries({"name": names, "aliases": st.lists(names, max_size=3, unique=True)}),
    max_size=4, unique_by=lambda unit: unit["name"],
)  # fmt: skip


@given(units, units)
def test_merging_units_loses_no_unit_and_no_alias(before, more) -> None:
    merged = {unit["name"]: set(unit["aliases"]) for unit in _merged_units(before, more)}
    for unit in [*before, *more]:
        assert set(unit["aliases"]) <= merged[unit["name"]]
    assert set(merged) == {unit["name"] for unit in [*before, *more]}
    assert _merged_units(list(_merged_units(before, more)), more) == _merged_units(before, more)


def test_an_institution_is_added_changed_retired_and_restored(admin_client, administrator) -> None:
    assert admin_client.post("/accounts/institutions/new/", FORM).url == "/accounts/institutions/"
    row = Institution.objects.get(code="XX")
    assert (row.parent.code, row.aliases, row.languages) == ("MS", ["agencija za probe BiH", "AZP"], ["bs", "sr"])
    assert row.labels == {"en": "Agency for Trials"}
    path = reverse("accounts:institution_edit", args=["XX"])
    seen = row.edited_at.isoformat()
    admin_client.post(path, FORM | {"name": "Agencija za opite", "label_en": "", "seen": seen})
    row.refresh_from_db()
    assert (row.name, row.labels) == ("Agencija za opite", {})
    for active in (False, True):
        admin_client.post(reverse("accounts:institution_retire", args=["XX"]))
        row.refresh_from_db()
        assert row.is_active is active
    assert [(e.action, e.actor) for e in Event.objects.order_by("sequence")] == [
        (f"institution.{what}", administrator.email) for what in ("created", "changed", "retired", "restored")
    ]
    assert Event.objects.get(action="institution.changed").details == {"fields": ["labels", "name"]}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"code": "MS"}, "already is an institution"),
        ({"code": "ms"}, "already is an institution"),
        ({"code": "a b"}, "id_code_error"),
        ({"name": ""}, "id_name_error"),
        ({"kind": "club"}, "id_kind_error"),
        ({"parent": "NO"}, "id_parent_error"),
    ],
)
def test_a_wrong_institution_is_refused(wrong, reason, admin_client) -> None:
    page = admin_client.post("/accounts/institutions/new/", FORM | wrong).content.decode()
    assert reason in page
    assert Institution.objects.count() == 1


def test_an_institution_cannot_be_part_of_its_own_part(admin_client, ministry) -> None:
    Institution.objects.create(code="CHILD", name="Child", kind="agency", level="state", parent=ministry)
    path = reverse("accounts:institution_edit", args=["MS"])
    page = admin_client.post(path, {"name": "M", "kind": "ministry", "level": "state", "parent": "CHILD"})
    assert "part of its own part" in page.content.decode()


def test_whoever_saves_second_is_told(admin_client, ministry) -> None:
    actions.change_institution(ministry, seen=None, by="system", at=timezone.now(), name="First")
    path = reverse("accounts:institution_edit", args=["MS"])
    page = admin_client.post(path, {"name": "Second", "kind": "ministry", "level": "state", "seen": ""})
    assert "Somebody else changed this" in page.content.decode()
    ministry.refresh_from_db()
    assert ministry.name == "First"


def test_an_institution_with_people_cannot_be_retired(admin_client, ministry) -> None:
    admin_client.post(reverse("accounts:institution_retire", args=["MS"]))
    ministry.refresh_from_db()
    assert ministry.is_active


def test_how_many_people_have_accounts_is_for_those_who_manage_accounts(person, admin_client) -> None:
    assert 'data-label="Users">1<' in admin_client.get("/accounts/institutions/").content.decode()
    page = english_client(person(Role.ANALYST)).get("/accounts/institutions/").content.decode()
    assert 'data-label="Users"' not in page
    assert reverse("accounts:institution_edit", args=["MS"]) not in page
