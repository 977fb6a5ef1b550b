from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction

from okrilje.accounts.models import User
from okrilje.audit import actions, anchor
from okrilje.audit.chain import GENESIS, digest
from okrilje.audit.models import Event
from okrilje.audit.verification import verify

from .conftest import AT


def test_an_event_says_who_did_what_to_what_and_where(coordinator: User) -> None:
    event = actions.record("plan.amended", by=coordinator, at=AT, subject=("plan", "bih"), version=2)
    event.refresh_from_db()
    assert (event.actor, event.institution) == (coordinator.email, "MS")
    assert (event.action, event.subject_kind, event.subject) == ("plan.amended", "plan", "bih")
    assert event.details == {"version": 2}
    assert (event.sequence, event.previous_hash) == (1, GENESIS)


def test_events_are_numbered_and_chained(write) -> None:
    events = write(3)
    assert [e.sequence for e in events] == [1, 2, 3]
    assert [e.previous_hash for e in events] == [GENESIS, events[0].hash, events[1].hash]


def test_the_hash_is_the_same_when_computed_from_what_the_database_gives_back(write) -> None:
    for event in write(2):
        stored = Event.objects.values().get(sequence=event.sequence)
        assert digest(stored) == event.hash == stored["hash"]


def test_the_documented_form_of_the_hash() -> None:
    fields = {
        "sequence": 1, "at": AT, "actor": "system", "institution": "", "action": "a.b", "subject_kind": "",
        "subject": "", "details": {"ž": 1, "a": None}, "previous_hash": GENESIS,
    }  # fmt: skip
    import hashlib

    text = (
        '{"action":"a.b","actor":"system","at":"2026-03-01T12:00:00.000000Z","details":{"a":null,"ž":1},'
        f'"institution":"","previous_hash":"{GENESIS}","sequence":1,"subject":"","subject_kind":""}}'
    )
    assert digest(fields) == hashlib.sha256(text.encode()).hexdigest()


def test_the_program_in_the_documentation_checks_an_event(write) -> None:
    page = (django_settings.CHECKOUT / "docs/explanation/audit.md").read_text(encoding="utf-8")
    program: dict[str, Any] = {}
    exec(page.split("```python\n")[1].split("```")[0], program)
    event = write(2)[1]
    stored = Event.objects.values().get(sequence=event.sequence) | {"at": "2026-03-01T12:00:00.000000Z"}
    assert program["fits"](stored)
    assert not program["fits"](stored | {"actor": "x"})


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"transaction\.atomic"):
        actions.record("plan.imported", by="system", at=AT)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_neither_event_nor_anchor() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        actions.record("plan.imported", by="system", at=AT)
        raise KeyError
    assert not Event.objects.exists()
    assert not anchor.path().exists()


@pytest.mark.django_db
def test_dates_and_decimals_become_text_and_floats_are_refused() -> None:
    event = actions.record("a.b", by="system", at=AT, day=date(2026, 1, 2), amount=Decimal("1.50"), ok=True)
    assert event.details == {"day": "2026-01-02", "amount": "1.50", "ok": True}
    with pytest.raises(TypeError, match=r"0\.5 is a float"):
        actions.record("a.b", by="system", at=AT, share=0.5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"action": "x" * 61}, {"subject": ("plan", "x" * 255)}, {"at": datetime(2026, 1, 1)}]
)
def test_what_does_not_fit_is_refused_alike_on_every_database(wrong) -> None:
    with pytest.raises(ValueError, match=r"too long|no time zone"):
        actions.record(**{"action": "a.b", "by": "system", "at": AT} | wrong)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET actor = 'x' WHERE sequence = 1",
        "DELETE FROM audit_event WHERE sequence = 2",
        "DELETE FROM audit_event",
    ],
)
def test_the_database_refuses_to_change_or_delete(write, sql: str) -> None:
    write(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify().ok


def test_the_database_refuses_to_empty_or_replace(write) -> None:
    event = write(1)[0]
    if connection.vendor == "postgresql":
        sql = "TRUNCATE audit_event"
    else:
        sql = f"INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE sequence = {event.sequence}"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Event.objects.count() == 1


WRITER = """
import sys
import django
django.setup()
from django.db import connections, transaction
from django.utils import timezone
connections["default"].settings_dict["NAME"] = sys.argv[1]
from okrilje.audit import actions
for n in range(25):
    with transaction.atomic():
        actions.record("plan.imported", by="system", at=timezone.now(), n=n)
"""


@pytest.mark.django_db(transaction=True)
def test_several_processes_at_once_write_one_chain_without_gaps(tmp_path: Path) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "okrilje.settings", "OKRILJE_DATA": str(tmp_path)}
    database = str(connection.settings_dict["NAME"])
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, database], env=environment, cwd=django_settings.CHECKOUT)
        for _ in range(3)
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 76))
    report = verify()
    assert report.ok, report.problems
    assert json.dumps(report.head)
