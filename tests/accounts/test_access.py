"""Every page of accounts and audit, seen by every role and by nobody in particular."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from okrilje.accounts.actions import invite
from okrilje.accounts.models import Institution
from okrilje.accounts.permissions import Permission, Role, of_roles
from tests.accounts.conftest import AT, english_client

P = Permission
#: name of the page -> who may open it (one of these permissions)
PAGES = {
    "accounts:profile": {P.OWN_ACCOUNT},
    "accounts:sessions": {P.OWN_ACCOUNT},
    "accounts:institutions": {P.READ_INTERNAL, P.MANAGE_ACCOUNTS},
    "accounts:institution_new": {P.ADD_INSTITUTION},
    "accounts:institution_edit": {P.MANAGE_ACCOUNTS},
    "accounts:users": {P.MANAGE_ACCOUNTS},
    "accounts:user_edit": {P.MANAGE_ACCOUNTS},
    "accounts:invite": {P.MANAGE_ACCOUNTS},
    "audit:events": {P.READ_AUDIT},
    "audit:export": {P.READ_AUDIT},
}
ACTIONS = {
    "accounts:institution_retire": {P.MANAGE_ACCOUNTS},
    "accounts:user_close": {P.MANAGE_ACCOUNTS},
    "accounts:user_reset_second_step": {P.MANAGE_ACCOUNTS},
    "accounts:invitation_resend": {P.MANAGE_ACCOUNTS},
    "accounts:invitation_withdraw": {P.MANAGE_ACCOUNTS},
    "accounts:sessions_end_others": {P.OWN_ACCOUNT},
    "audit:verify": {P.READ_AUDIT},
}
#: Pages of the account itself that open without the second step, so that it can be set up.
WITHOUT_SECOND_STEP = {name for name, needs in (PAGES | ACTIONS).items() if P.OWN_ACCOUNT in needs}


@pytest.fixture
def address(person, ministry):
    """The address of a page by its name; where it is about somebody, about somebody else."""
    other = person(Role.DONOR)
    invitation, _token = invite(
        email="new@example.org", name="New", institution=ministry, roles=["reporter"], by="system", at=AT
    )

    def of(name: str) -> str:
        if "invitation_" in name:
            return reverse(name, args=[invitation.pk])
        if "user_" in name:
            return reverse(name, args=[other.pk])
        if name in ("accounts:institution_edit", "accounts:institution_retire"):
            return reverse(name, args=["MS"])
        return reverse(name)

    return of


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_pages_and_no_others(role: Role, person, address, waived) -> None:
    client = english_client(person(role))
    for name, needs in PAGES.items():
        status = client.get(address(name)).status_code
        assert status == (200 if needs & of_roles([role]) else 403), name


@pytest.mark.parametrize("role", Role)
def test_each_role_does_what_it_may_and_nothing_else(role: Role, person, address, waived) -> None:
    client = english_client(person(role))
    for name, needs in ACTIONS.items():
        status = client.post(address(name)).status_code
        assert (status == 403) != bool(needs & of_roles([role])), (name, status)


@pytest.mark.parametrize("name", PAGES | ACTIONS)
def test_a_visitor_is_led_to_the_login_and_back(name: str, address, english: Client) -> None:
    path = address(name)
    response = english.get(path) if name in PAGES else english.post(path)
    assert response.status_code == 302
    assert response.url == f"/login/?next={path}"


@pytest.mark.parametrize("name", PAGES | ACTIONS)
def test_without_a_second_step_only_the_own_account_opens(name: str, address, person, settings) -> None:
    settings.MFA_WAIVED = False
    role = Role.AUDITOR if name.startswith("audit:") else Role.ADMINISTRATOR
    client = english_client(person(role))
    response = client.get(address(name)) if name in PAGES else client.post(address(name))
    if name in WITHOUT_SECOND_STEP:
        assert response.status_code in (200, 302)
        assert response.headers.get("Location") != reverse("mfa_index")
    else:
        assert (response.status_code, response.url) == (302, reverse("mfa_index"))


@pytest.mark.parametrize("name", ACTIONS)
def test_what_changes_something_is_never_a_link(name: str, address, person, waived) -> None:
    role = Role.AUDITOR if name.startswith("audit:") else Role.ADMINISTRATOR
    assert english_client(person(role)).get(address(name)).status_code == 405


def test_the_refusal_says_why(person, waived, english) -> None:
    english.force_login(person(Role.DONOR))
    text = english.get("/accounts/users/").content.decode()
    assert "Your role does not allow this" in text


@pytest.mark.parametrize("name", [n for n in PAGES if n != "audit:export"])
def test_a_page_costs_at_most_ten_queries_however_many_rows(
    name: str, address, person, waived, django_assert_max_num_queries, ministry
) -> None:
    role = Role.AUDITOR if name.startswith("audit:") else Role.ADMINISTRATOR
    client = english_client(person(role))
    for n in range(12):
        Institution.objects.create(code=f"X{n}", name=f"Body {n}", kind="agency", level="state", parent=ministry)
        invite(email=f"p{n}@example.org", name="N", institution=ministry, roles=["reporter"], by="system", at=AT)
    client.get(address(name))
    with django_assert_max_num_queries(10):
        assert client.get(address(name)).status_code == 200
