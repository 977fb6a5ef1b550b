"""A writer who waits too long for others gets a calm page, and nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from okrilje.accounts.models import Institution, User
from okrilje.plan import actions
from okrilje.plan.models import ActionPlan, Finding
from okrilje.web import views
from tests.plan.factories import activity, plan_value

needs_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL locks rows: writers of other things do not wait"
)


@contextmanager
def somebody_writing() -> Iterator[None]:
    """Another program holds the database, and we wait a tenth of a second instead of twenty."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@needs_sqlite
@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_another_writer_is_told_to_try_again_and_can(
    coordinator: User, ministry: Institution, waived: None
) -> None:
    actions.apply(plan_value(activity("1.1.1")), by="system", at=timezone.now())
    finding = Finding.objects.get(rule="no-indicator")
    assert ActionPlan.objects.get().owner == ministry
    client = Client(raise_request_exception=False)
    client.force_login(coordinator)
    client.cookies["language"] = "hr"
    client.get("/plans/test-plan/")
    address = f"/plans/test-plan/findings/{finding.pk}/accept/"
    with somebody_writing():
        assert client.get("/plans/test-plan/").status_code == 200, "reading goes on"
        answer = client.post(address, {"reason": "So it was agreed"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Netko upravo sprema mnogo podataka" in answer.content.decode()
    finding.refresh_from_db()
    assert finding.accepted_at is None
    assert client.post(address, {"reason": "So it was agreed"}).status_code == 302
    finding.refresh_from_db()
    assert finding.accepted_reason == "So it was agreed"


@needs_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_session_that_cannot_be_saved_because_of_others_is_not_called_deleted(
    coordinator: User, waived: None
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(coordinator)
    client.cookies["language"] = "en"
    with somebody_writing():
        answer = client.get("/")  # the first page after signing in writes down when that was
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Somebody is saving a lot just now" in answer.content.decode()
    assert client.get("/").status_code == 200, "and nobody was signed out"


@pytest.mark.django_db
def test_a_database_that_is_broken_is_still_a_fault(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise OperationalError("disk I/O error") from sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("okrilje.plan.models.structure.PlanQuerySet.visible_to", broken)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500 and "Retry-After" not in answer
    assert views.RETRY_AFTER == 30
