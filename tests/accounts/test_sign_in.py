from __future__ import annotations

import re
import time

import pytest
from allauth.usersessions.models import UserSession
from django.urls import NoReverseMatch, reverse

from okrilje.accounts import middleware
from okrilje.accounts.actions import close_user
from okrilje.accounts.permissions import Role
from okrilje.audit.models import Event
from tests.accounts.conftest import AT, PASSWORD, english_client, link_in_the_letter, sign_in


def test_signing_in_and_out_is_recorded(person, english, waived) -> None:
    somebody = person(Role.REPORTER)
    assert sign_in(english, somebody.email).url == "/tasks/"
    english.post("/login/out/")
    events = list(Event.objects.order_by("sequence"))
    assert [(e.action, e.actor, e.institution) for e in events] == [
        ("user.signed_in", somebody.email, "MS"),
        ("user.signed_out", somebody.email, "MS"),
    ]


def test_signing_out_takes_a_button_not_a_link(person, english, waived) -> None:
    sign_in(english, person(Role.REPORTER).email)
    assert english.get("/login/out/").status_code == 200
    assert "_auth_user_id" in english.session


def test_a_wrong_password_is_recorded_with_the_account_but_what_is_no_account_is_not(person, english) -> None:
    somebody = person(Role.REPORTER)
    sign_in(english, somebody.email, "wrong")
    sign_in(english, "my secret password@example.org".replace(" ", ""), "x")
    known, unknown = Event.objects.order_by("sequence")
    assert (known.action, known.actor, known.subject) == ("user.sign_in_failed", "visitor", somebody.email)
    assert (unknown.action, unknown.subject, unknown.details) == ("user.sign_in_failed", "", {})
    assert "secret" not in str(Event.objects.values_list())


def test_the_answer_does_not_tell_whether_there_is_an_account(person) -> None:
    somebody = person(Role.REPORTER)
    pages = []
    for email in (somebody.email, "nobody@example.org"):
        client = english_client()
        text = sign_in(client, email, "wrong").content.decode().replace(email, "")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text))
    assert pages[0] == pages[1]


def test_after_five_wrong_passwords_the_account_waits_at_this_address_only(person, waived) -> None:
    somebody, colleague = person(Role.REPORTER), person(Role.APPROVER)
    here = english_client(REMOTE_ADDR="198.51.100.7")
    for _ in range(5):
        sign_in(here, somebody.email, "wrong")
    assert "Too many attempts" in sign_in(here, somebody.email).content.decode()
    assert sign_in(english_client(REMOTE_ADDR="198.51.100.7"), colleague.email).url == "/tasks/", (
        "same ministry and NAT"
    )
    assert sign_in(english_client(REMOTE_ADDR="203.0.113.9"), somebody.email).url == "/tasks/", "nobody locks me out"


@pytest.mark.django_db
def test_a_flood_from_one_address_gets_the_page_that_asks_to_wait(english, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    for _ in range(3):
        sign_in(english, "nobody@example.org")
    response = sign_in(english, "nobody@example.org")
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()


def test_a_closed_account_does_not_open(person, administrator, english, waived) -> None:
    somebody = person(Role.REPORTER)
    sign_in(english, somebody.email)
    close_user(somebody, by=administrator, at=AT)
    assert english.get("/accounts/").status_code == 302
    assert sign_in(english, somebody.email).url == "/login/closed/"
    assert "This account was closed" in english.get("/login/closed/").content.decode()


def test_the_password_is_changed_other_sessions_end_and_it_is_recorded(person, english, waived) -> None:
    somebody = person(Role.REPORTER)
    sign_in(english, somebody.email)
    other = english_client()
    sign_in(other, somebody.email)
    new = "a new long password 2"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert english.post("/login/password/", form).url == "/accounts/"
    assert english.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302
    assert Event.objects.first().action == "user.password_changed"
    assert sign_in(english_client(), somebody.email, new).url == "/tasks/"


@pytest.mark.parametrize("weak", ["short", "password1234", "reporter@example.org"])
def test_a_weak_password_is_refused(weak: str, person, english, waived) -> None:
    sign_in(english, person(Role.REPORTER).email)
    english.post("/login/password/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert person(Role.REPORTER).check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_a_forgotten_password_is_replaced_through_a_link_that_works_once(person, english, waived) -> None:
    somebody = person(Role.REPORTER)
    assert (
        english.post("/login/password/forgotten/", {"email": somebody.email}).url == "/login/password/forgotten/sent/"
    )
    link = link_in_the_letter()
    page = english.get(link, follow=True)
    assert page.status_code == 200
    new = "a new long password 2"
    english.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert Event.objects.first().action == "user.password_reset"
    assert sign_in(english, somebody.email, new).url == "/tasks/"
    assert "no longer works" in english_client().get(link).content.decode()


def test_a_session_that_nobody_uses_ends(person, english, waived, monkeypatch, settings) -> None:
    sign_in(english, person(Role.REPORTER).email)
    assert english.get("/accounts/").status_code == 200
    now = time.time()
    monkeypatch.setattr(middleware.time, "time", lambda: now + settings.SESSION_IDLE_MINUTES * 60 - 5)
    assert english.get("/accounts/").status_code == 200
    monkeypatch.setattr(middleware.time, "time", lambda: now + 2 * settings.SESSION_IDLE_MINUTES * 60)
    response = english.get("/accounts/")
    assert response.url == "/login/?next=/accounts/"
    assert Event.objects.first().action == "user.signed_out"


def test_a_session_ends_at_the_end_of_the_day_even_if_it_is_used(
    person, english, waived, monkeypatch, settings
) -> None:
    sign_in(english, person(Role.REPORTER).email)
    start = time.time()
    for minutes in range(0, settings.SESSION_COOKIE_AGE // 60 + 1, 20):
        monkeypatch.setattr(middleware.time, "time", lambda minutes=minutes: start + minutes * 60)
        assert english.get("/accounts/").status_code == 200
    monkeypatch.setattr(middleware.time, "time", lambda: start + settings.SESSION_COOKIE_AGE + 120)
    assert english.get("/accounts/").status_code == 302


def test_sessions_are_listed_and_ended_one_by_one_or_all_others(person, english, waived) -> None:
    somebody = person(Role.REPORTER)
    sign_in(english, somebody.email)
    others = [english_client(HTTP_USER_AGENT=f"Browser {n}") for n in range(3)]
    for other in others:
        sign_in(other, somebody.email)
    page = english.get("/accounts/sessions/").content.decode()
    assert "Browser 0" in page
    assert page.count("/end/") == 3
    english.post(reverse("accounts:session_end", args=[UserSession.objects.get(user_agent="Browser 0").pk]))
    assert others[0].get("/accounts/").status_code == 302
    assert others[1].get("/accounts/").status_code == 200
    english.post("/accounts/sessions/end-others/")
    assert others[1].get("/accounts/").status_code == others[2].get("/accounts/").status_code == 302
    assert english.get("/accounts/").status_code == 200
    ended = Event.objects.filter(action="user.sessions_ended")
    assert [event.details["sessions"] for event in ended] == [2, 1]


def test_nobody_ends_the_session_of_somebody_else(person, english, waived) -> None:
    other = english_client()
    sign_in(other, person(Role.APPROVER).email)
    sign_in(english, person(Role.REPORTER).email)
    session = UserSession.objects.get(user__email=person(Role.APPROVER).email)
    assert english.post(reverse("accounts:session_end", args=[session.pk])).status_code == 404
    assert other.get("/accounts/").status_code == 200


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_set_password", "account_confirm_email", "usersessions_list",
             "mfa_trust", "mfa_signup_webauthn", "account_request_login_code", "socialaccount_connections",
             "socialaccount_signup"],
)  # fmt: skip
def test_pages_of_the_library_that_we_do_not_use_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["", "password/forgotten/", "password/forgotten/sent/", "password/new/done/", "closed/"]
)
def test_each_page_of_signing_in_opens_in_our_look(path: str, english) -> None:
    response = english.get(f"/login/{path}")
    assert response.status_code == 200
    assert "site-header" in response.content.decode()
