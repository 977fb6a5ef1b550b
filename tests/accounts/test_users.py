from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from okrilje.accounts import actions
from okrilje.accounts.models import User
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from tests.accounts.conftest import AT, english_client, sign_in
from tests.conftest import make_user


def change(user: User, *, by: User, **fields):
    given = {"name": user.name, "institution": user.institution, "roles": user.roles, "seen": user.edited_at} | fields
    return actions.change_user(user, by=by, at=timezone.now(), **given)


def test_roles_are_changed_and_the_change_is_recorded(person, admin_client, administrator) -> None:
    somebody = person(Role.REPORTER)
    form = {"name": somebody.name, "institution": "MS", "roles": ["reporter", "auditor"]}
    assert admin_client.post(reverse("accounts:user_edit", args=[somebody.pk]), form).url == "/accounts/users/"
    somebody.refresh_from_db()
    assert somebody.roles == ["auditor", "reporter"]
    event = Event.objects.first()
    assert (event.action, event.actor) == ("user.roles_changed", administrator.email)
    assert event.details == {"added": ["auditor"], "removed": []}


def test_a_new_role_works_at_the_next_page(person, administrator, waived) -> None:
    somebody = person(Role.DONOR)
    client = english_client(somebody)
    assert client.get("/accounts/institutions/").status_code == 403
    change(somebody, by=administrator, roles=["focal_point"])
    assert client.get("/accounts/institutions/").status_code == 200


def test_nothing_changed_leaves_no_event(person, administrator) -> None:
    change(person(Role.REPORTER), by=administrator)
    assert not Event.objects.exists()


def test_nobody_changes_their_own_roles(administrator, admin_client) -> None:
    with pytest.raises(actions.AccountError, match=r".+"):
        change(administrator, by=administrator, roles=["administrator", "auditor"])
    path = reverse("accounts:user_edit", args=[administrator.pk])
    admin_client.post(path, {"name": "New Name", "institution": "MS", "roles": ["auditor"]})
    administrator.refresh_from_db()
    assert (administrator.name, administrator.roles) == ("New Name", ["administrator"])


def test_nobody_closes_their_own_account(administrator, admin_client) -> None:
    admin_client.post(reverse("accounts:user_close", args=[administrator.pk]))
    administrator.refresh_from_db()
    assert administrator.is_active


@pytest.mark.parametrize("how", ["roles", "close"])
def test_the_last_administrator_cannot_be_removed(how: str, administrator, ministry) -> None:
    closed = make_user(Role.ADMINISTRATOR, ministry, email="closed@example.org")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(actions.AccountError):
        if how == "roles":
            change(administrator, by="system", roles=["auditor"])
        else:
            actions.close_user(administrator, by="system", at=AT)
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.roles == ["administrator"]


def test_of_two_administrators_one_can_be_removed(administrator, ministry) -> None:
    other = make_user(Role.ADMINISTRATOR, ministry, email="other@example.org")
    actions.close_user(other, by=administrator, at=AT)
    other.refresh_from_db()
    assert not other.is_active


def test_closing_ends_the_sessions_and_opening_again_restores(person, admin_client, english, waived) -> None:
    somebody = person(Role.REPORTER)
    sign_in(english, somebody.email)
    path = reverse("accounts:user_close", args=[somebody.pk])
    admin_client.post(path)
    assert english.get("/accounts/").status_code == 302
    assert Event.objects.filter(action="user.closed", subject=somebody.email, details__sessions=1).exists()
    admin_client.post(path)
    assert sign_in(english, somebody.email).url == "/tasks/"


def test_whoever_saves_second_is_told_and_nothing_is_lost(person, administrator, admin_client) -> None:
    somebody = person(Role.REPORTER)
    path = reverse("accounts:user_edit", args=[somebody.pk])
    change(somebody, by=administrator, roles=["approver"])
    page = admin_client.post(path, {"name": "X", "institution": "MS", "roles": ["donor"], "seen": ""})
    assert "Somebody else changed this" in page.content.decode()
    somebody.refresh_from_db()
    assert (somebody.name, somebody.roles) == ("Reporter", ["approver"])


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_leave_one(ministry) -> None:
    first = make_user(Role.ADMINISTRATOR, ministry, email="a@example.org")
    second = make_user(Role.ADMINISTRATOR, ministry, email="b@example.org")
    refused = []

    def remove(user: User, by: User) -> None:
        try:
            actions.close_user(user, by=by, at=AT)
        except actions.AccountError:
            refused.append(user.email)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(refused) == 1
    assert User.objects.filter(is_active=True).count() == 1


def test_the_list_shows_who_lacks_a_second_step(person, admin_client) -> None:
    person(Role.REPORTER)
    page = admin_client.get("/accounts/users/").content.decode()
    assert "reporter@example.org" in page
    assert page.count("missing") == 2


def test_a_person_chooses_the_language_of_pages(person, waived) -> None:
    somebody = person(Role.REPORTER)
    client = english_client(somebody)
    client.post("/accounts/", {"language": "sr"})
    somebody.refresh_from_db()
    assert somebody.language == "sr"
    assert 'lang="sr-Cyrl"' in client.get("/accounts/").content.decode()
    assert client.post("/accounts/", {"language": "de"}).status_code == 200


def test_the_profile_says_in_words_what_one_may_do(person, waived) -> None:
    page = english_client(person(Role.AUDITOR)).get("/accounts/").content.decode()
    assert "Data protection officer or auditor" in page
    assert "read and verify the audit trail" in page
    assert "give roles" not in page
