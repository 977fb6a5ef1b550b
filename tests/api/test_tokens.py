"""Tokens that were stolen, have expired or were revoked; how often; and that nobody ever sees one again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from okrilje.accounts import actions
from okrilje.accounts.models import Token, User
from okrilje.audit.models import Event
from tests.api.conftest import BASE, Program
from tests.api.test_reading import PLAN, REPORT
from tests.monitoring.factories import AT


@pytest.fixture
def reporter(story: SimpleNamespace, of: Callable[..., Program]) -> Program:
    return of(story.reporter)


def test_a_token_says_who_it_is(reporter: Program) -> None:
    said = reporter.get("/me").json()
    assert (said["prefix"], said["institution"], said["roles"]) == (reporter.token.prefix, "GP", ["reporter"])
    assert said["scopes"] == ["read:plans", "read:reports", "read:calendar", "write:reports"]
    assert set(said) == {"prefix", "name", "scopes", "expires_at", "institution", "roles", "permissions"}


@pytest.mark.parametrize("end", ["revoked", "expired", "closed", "reset", "demonstration"])
def test_a_token_that_works_no_more_is_as_one_that_never_was(reporter, story, settings, end: str) -> None:
    unknown = Program("okr_00000000_nothing").get("/me")
    assert reporter.get("/me").status_code == 200
    if end == "revoked":
        actions.revoke_token(reporter.token, by=story.reporter, at=timezone.now())
    elif end == "expired":
        Token.objects.update(made_at=AT, expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "closed":
        actions.close_user(story.reporter, by=story.coordinator, at=timezone.now())
        actions.reopen_user(story.reporter, by=story.coordinator, at=timezone.now())
    elif end == "reset":
        actions.reset_second_step(story.reporter, by=story.coordinator, at=timezone.now())
    else:
        settings.DEMONSTRATION = False
        User.objects.filter(pk=story.reporter.pk).update(is_demonstration=True)
    for path in ("/me", PLAN, REPORT, "/plans/nothing"):
        response = reporter.get(path)
        assert (response.status_code, response.content) == (401, unknown.content)
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="okrilje", error="invalid_token"'


def test_an_account_that_is_closed_without_us_closes_its_tokens_too(reporter: Program, story: SimpleNamespace) -> None:
    User.objects.filter(pk=story.reporter.pk).update(is_active=False)
    assert reporter.get("/me").status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic eDp5", "okr_1", "Bearer \xff", "bearer x y z"])
def test_other_headers_are_no_tokens(reporter: Program, header: str) -> None:
    response = Client().get(f"{BASE}/plans", headers={"Authorization": header})
    assert response.status_code == 401


def test_a_token_counts_in_the_header_alone(reporter: Program) -> None:
    anybody = Program()
    for query in (f"?token={reporter.secret}", f"?access_token={reporter.secret}"):
        assert anybody.get(f"/me{query}").status_code == 422
    anybody.client.cookies["token"] = reporter.secret
    assert anybody.get("/me").status_code == 401


def test_its_use_is_noted_to_the_day_and_once_a_day(reporter: Program, django_assert_num_queries) -> None:
    assert Token.objects.get().last_used_on is None
    reporter.get("/me")
    assert Token.objects.get().last_used_on == timezone.localdate()
    with django_assert_num_queries(1):
        reporter.get("/me")


@pytest.fixture
def few(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    settings.API_PER_MINUTE, settings.API_PUBLIC_PER_MINUTE = 3, 2


def test_more_than_the_limit_has_to_wait(reporter: Program, story, of, anybody: Program, few: None) -> None:
    assert [reporter.get("/plans").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = reporter.get("/plans")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json()["detail"].startswith("Too many requests. Allowed in a minute: 3.")
    assert of(story.approver).get("/plans").status_code == 200
    assert [anybody.get("/plans").status_code for _ in range(3)] == [200, 200, 429]


def test_who_guesses_tokens_is_counted_by_address(anybody: Program, story, few: None) -> None:
    answers = [Program(f"okr_00000000_{n}").get("/me").status_code for n in range(4)]
    assert answers == [401, 401, 429, 429]
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get(f"{BASE}/plans").status_code == 200


def test_a_new_minute_begins_anew(reporter: Program, few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [reporter.get("/plans").status_code for _ in range(4)][-1] == 429
    later = timezone.now().timestamp() + 60
    monkeypatch.setattr("okrilje.accounts.api_access.time.time", lambda: later)
    assert reporter.get("/plans").status_code == 200


def test_a_token_is_kept_nowhere_and_written_down_nowhere(story, waived, caplog, monkeypatch) -> None:
    """From the page that makes it, through use, misuse and an error in the program."""
    with caplog.at_level(logging.DEBUG):
        browser = Client(raise_request_exception=False)
        browser.force_login(story.reporter)
        browser.post("/login/again/", {"password": "correct horse 1"})
        page = browser.post(
            "/accounts/tokens/new/", {"name": "Canary", "scopes": ["read:plans", "write:reports"], "days": "30"}
        )
        token = Token.objects.get()
        secret = page.content.decode().partition(f"{token.prefix}_")[2][:43]
        assert len(secret) == 43 and page.headers["Cache-Control"] == "no-store, private"
        someone = Program(f"{token.prefix}_{secret}", client=browser)
        someone.get("/me")
        someone.get("/nothing")
        someone.get(f"/me?x={1}")
        someone.post(f"{REPORT}/prepare")
        monkeypatch.setattr("okrilje.accounts.api.person", lambda request: 1 / 0)
        assert someone.get("/me").status_code == 500
        monkeypatch.undo()
        browser.get("/accounts/tokens/")
        actions.revoke_token(token, by=story.reporter, at=timezone.now())
        someone.get("/me")
    assert secret not in caplog.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert secret not in str(cursor.fetchall()), table
    assert secret not in str(browser.session.items())
    made, revoked = Event.objects.filter(action__startswith="token.").order_by("sequence")
    assert (made.subject, made.details["token"], made.details["scopes"]) == (
        story.reporter.email, token.prefix, ["read:plans", "write:reports"],
    )  # fmt: skip
    assert revoked.details["name"] == "Canary"


def test_an_error_of_ours_is_a_problem_without_its_inside(reporter: Program, monkeypatch) -> None:
    monkeypatch.setattr("okrilje.accounts.api.person", lambda request: 1 / 0)
    reporter.client.raise_request_exception = False
    response = reporter.get("/me")
    assert (response.status_code, response.headers["Content-Type"]) == (500, "application/problem+json")
    assert "division" not in response.content.decode()
