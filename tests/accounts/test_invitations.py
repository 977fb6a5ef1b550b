from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from okrilje.accounts import actions
from okrilje.accounts.models import Invitation, User
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from tests.accounts.conftest import AT, english_client, sign_in

NEW_PASSWORD = "a new long password 2"
FORM = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
INVITED = {
    "email": "New.Person@example.org",
    "name": "New Person",
    "institution": "MS",
    "roles": ["reporter", "approver"],
}


@pytest.fixture
def invited(ministry) -> tuple[Invitation, str]:
    return actions.invite(
        email="new@example.org", name="New", institution=ministry, roles=["reporter"], by="system", at=timezone.now()
    )


def link(token: str) -> str:
    return reverse("accounts:accept_invitation", args=[token])


def test_an_invitation_goes_out_by_mail_with_a_link_that_is_kept_nowhere(admin_client, administrator) -> None:
    assert admin_client.post("/accounts/users/invite/", INVITED).url == "/accounts/users/"
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.roles) == ("new.person@example.org", ["approver", "reporter"])
    assert invitation.expires_at - invitation.invited_at == timedelta(days=7)
    (letter,) = mail.outbox
    assert letter.to == ["new.person@example.org"]
    token = re.search(r"/accounts/invitation/([\w-]{43})/", letter.body)[1]
    assert token not in str(Invitation.objects.values_list()) + str(Event.objects.values_list())
    event = Event.objects.first()
    assert (event.action, event.actor, event.subject) == ("user.invited", administrator.email, "new.person@example.org")


def test_the_link_in_the_letter_does_not_follow_a_forged_host(admin_client, settings) -> None:
    settings.ADDRESS = "https://plan.gov.example"
    settings.ALLOWED_HOSTS = ["*"]
    admin_client.post("/accounts/users/invite/", INVITED, headers={"host": "evil.example"})
    assert "https://plan.gov.example/accounts/invitation/" in mail.outbox[0].body
    assert "evil" not in mail.outbox[0].body


def test_without_mail_the_link_is_shown_once(admin_client, settings) -> None:
    settings.EMAIL_BACKEND = "okrilje.lib.mail_folder.EmailBackend"
    page = admin_client.post("/accounts/users/invite/", INVITED).content.decode()
    token = re.search(r"/accounts/invitation/([\w-]{43})/", page)[1]
    assert english_client().get(link(token)).status_code == 200
    assert token not in admin_client.get("/accounts/users/").content.decode()


def test_when_the_mail_server_refuses_the_link_is_shown(admin_client, monkeypatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr("okrilje.accounts.mail.send_mail", refuse)
    assert "could not be sent" in admin_client.post("/accounts/users/invite/", INVITED).content.decode()


def test_accepting_sets_the_password_signs_in_and_leads_to_the_second_step(invited, english) -> None:
    _invitation, token = invited
    assert "Welcome, New" in english.get(link(token)).content.decode()
    response = english.post(link(token), FORM)
    assert response.url == "/login/second-step/"
    user = User.objects.get(email="new@example.org")
    assert (user.name, user.institution.code, user.roles) == ("New", "MS", ["reporter"])
    assert user.check_password(NEW_PASSWORD)
    assert english.get("/login/second-step/app/").status_code == 200, "the password is not asked for once more"
    assert [e.action for e in Event.objects.order_by("sequence")] == ["user.invited", "user.joined", "user.signed_in"]


def test_the_link_works_once(invited, english) -> None:
    _invitation, token = invited
    english.post(link(token), FORM)
    second = english_client().post(link(token), FORM)
    assert second.status_code == 410
    assert "already used" in second.content.decode()
    assert User.objects.filter(email="new@example.org").count() == 1


def test_an_expired_link_does_not_work(invited, english) -> None:
    invitation, token = invited
    Invitation.objects.update(
        invited_at=timezone.now() - timedelta(days=8), expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert "expired" in english.get(link(token)).content.decode()
    assert english.post(link(token), FORM).status_code == 410
    assert not User.objects.exists()


def test_a_withdrawn_link_does_not_work(invited, admin_client, english) -> None:
    invitation, token = invited
    admin_client.post(reverse("accounts:invitation_withdraw", args=[invitation.pk]))
    assert english.post(link(token), FORM).status_code == 410
    assert Event.objects.filter(action="user.invitation_withdrawn", subject="new@example.org").exists()


def test_sending_again_makes_a_new_link_and_ends_the_old_one(invited, admin_client, english) -> None:
    invitation, token = invited
    admin_client.post(reverse("accounts:invitation_resend", args=[invitation.pk]))
    assert english.get(link(token)).status_code == 410
    fresh = re.search(r"/accounts/invitation/([\w-]{43})/", mail.outbox[0].body)[1]
    assert english.get(link(fresh)).status_code == 200
    again = admin_client.post(reverse("accounts:invitation_resend", args=[invitation.pk]), follow=True)
    assert "withdrawn or replaced" in again.content.decode()


@pytest.mark.django_db
def test_a_link_that_never_was_is_refused(english) -> None:
    assert english.get(link("x" * 43)).status_code == 404
    assert english.post(link("x" * 43), FORM).status_code == 404


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": NEW_PASSWORD, "password2": "something else 3"}, "two passwords differ"),
        ({"password1": "new@example.org", "password2": "new@example.org"}, "too similar"),
    ],
)
def test_a_bad_password_is_refused_with_the_reason(form, reason, invited, english) -> None:
    page = english.post(link(invited[1]), form)
    assert page.status_code == 200
    assert reason in page.content.decode()
    assert not User.objects.exists()


def test_whoever_is_signed_in_as_somebody_else_becomes_the_new_person(invited, person, waived) -> None:
    client = english_client(person(Role.DONOR))
    client.post(link(invited[1]), FORM)
    assert "new@example.org" in client.get("/accounts/").content.decode()


def test_an_address_with_an_account_is_not_invited(admin_client, administrator) -> None:
    page = admin_client.post("/accounts/users/invite/", INVITED | {"email": administrator.email.upper()})
    assert "There already is an account" in page.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("wrong", [{"roles": []}, {"roles": ["king"]}, {"institution": "NOBODY"}, {"email": "x"}])
def test_a_wrong_invitation_is_refused(wrong, admin_client) -> None:
    assert admin_client.post("/accounts/users/invite/", INVITED | wrong).status_code == 200
    assert not Invitation.objects.exists()


def test_an_older_open_invitation_is_replaced(ministry) -> None:
    for _ in range(2):
        actions.invite(email="a@example.org", name="A", institution=ministry, roles=["donor"], by="system", at=AT)
    assert Invitation.objects.filter(withdrawn_at=None).count() == 1


def test_the_first_administrator_is_invited_from_the_command_line(ministry, capsys, english) -> None:
    call_command("create_admin", email="first@example.org", name="First", institution="MS")
    out = capsys.readouterr().out
    token = re.search(r"http://127.0.0.1:8000/accounts/invitation/([\w-]{43})/", out)[1]
    english.post(link(token), FORM)
    assert User.objects.get(email="first@example.org").roles == ["administrator"]
    assert sign_in(english_client(), "first@example.org", NEW_PASSWORD).url == "/login/second-step/"


@pytest.mark.parametrize(
    ("given", "reason"), [({"institution": "NO"}, "no institution"), ({"email": "x"}, "not an e-mail address")]
)
def test_the_command_says_what_is_wrong(given, reason, ministry) -> None:
    with pytest.raises(CommandError, match=reason) as error:
        call_command("create_admin", **{"email": "a@example.org", "name": "A", "institution": "MS"} | given)
    assert error.value.returncode == 2
    assert not Invitation.objects.exists()
