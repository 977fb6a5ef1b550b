from __future__ import annotations

import pytest
from django.utils import timezone

from okrilje.accounts import actions, catalogue, checks, demonstration
from okrilje.accounts.models import User
from okrilje.accounts.permissions import HAVE_TASKS, Role, of_roles
from okrilje.audit.models import Event
from tests.accounts.conftest import AT, english_client, sign_in


@pytest.fixture
def people(db: None, settings) -> list[User]:
    settings.DEMONSTRATION = settings.MFA_WAIVED = True
    actions.load_institutions(catalogue.load("bih"), by="system", at=AT)
    return demonstration.create_users(by="system", at=AT)


def test_there_is_one_made_up_person_for_each_role(people) -> None:
    assert [user.roles for user in people[: len(Role)]] == [[role.value] for role in Role]
    assert [login.email for login in demonstration.one_for_each_role()] == [u.email for u in people[: len(Role)]]
    assert all(user.is_demonstration and user.email.endswith(".invalid") for user in people)
    assert demonstration.create_users(by="system", at=AT) == []
    assert Event.objects.filter(action="demonstration.created").count() == 1


def test_every_institution_that_reports_has_somebody_who_writes_and_somebody_who_approves(people) -> None:
    held: dict[str, set[str]] = {}
    for user in people:
        held.setdefault(user.institution.code, set()).update(user.roles)
    pairs = {code for code, roles in held.items() if {"reporter", "approver"} <= roles}
    assert {"MS", "GP", "SPS", "SIPA", "TBIH", "PNVO", "DK-MUP"} <= pairs


def begins_at(roles: list[str]) -> str:
    return "/tasks/" if HAVE_TASKS & of_roles(roles) else "/"


def test_each_signs_in_with_the_password_that_is_printed(people, english) -> None:
    assert [login.email for login in demonstration.logins()] == [user.email for user in people]
    for login in demonstration.logins():
        assert sign_in(english_client(), login.email, demonstration.PASSWORD).url == begins_at([login.role])


def test_one_click_signs_in_as_each_of_them_one_after_the_other(people, english) -> None:
    page = english.get("/accounts/demonstration/").content.decode()
    for user in people:
        assert user.email in page
        assert english.post("/accounts/demonstration/sign-in/", {"email": user.email}).url == begins_at(user.roles)
        assert user.email in english.get("/accounts/").content.decode()


def test_one_click_does_not_sign_in_as_a_real_person(people, person, english) -> None:
    response = english.post("/accounts/demonstration/sign-in/", {"email": person(Role.DONOR).email})
    assert response.status_code == 404
    assert english.get("/accounts/demonstration/sign-in/").status_code == 405


def test_the_banner_says_what_is_waived(people, english, settings) -> None:
    assert "second step of signing in is waived" in english.get("/login/").content.decode()
    settings.MFA_WAIVED = False
    assert "waived" not in english.get("/login/").content.decode()


def test_outside_the_demonstration_there_is_nothing(people, english, settings) -> None:
    settings.DEMONSTRATION = settings.MFA_WAIVED = False
    assert english.get("/accounts/demonstration/").status_code == 404
    assert english.post("/accounts/demonstration/sign-in/", {"email": people[0].email}).status_code == 404
    assert sign_in(english, people[0].email, demonstration.PASSWORD).url == "/login/closed/"
    with pytest.raises(demonstration.NotADemonstration):
        demonstration.create_users(by="system", at=timezone.now())
    (error,) = checks.no_demonstration_users_in_production(databases=["default"])
    assert f"{len(people)} open demonstration accounts" in error.msg


def test_a_session_of_the_demonstration_does_not_live_on_in_production(people, english, settings) -> None:
    english.post("/accounts/demonstration/sign-in/", {"email": people[0].email})
    settings.DEMONSTRATION = settings.MFA_WAIVED = False
    assert english.get("/accounts/").status_code == 302
