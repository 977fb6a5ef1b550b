"""Writing events. There is one door, and it only appends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction

from okrilje.audit import anchor
from okrilje.audit.chain import GENESIS, digest, plain
from okrilje.audit.models import Event
from okrilje.audit.verification import Report

#: Who acts where no account does: a command or a task, and somebody who is not signed in.
SYSTEM = "system"
VISITOR = "visitor"
#: Any number, as long as nobody else takes the same one: the lock under which PostgreSQL appends one at a time.
APPEND_LOCK = 0x6F6B72696C6A65


def record(
    action: str,
    *,
    by: Any,
    at: datetime,
    subject: tuple[str, str] | str = "",
    institution: str = "",
    **details: Any,
) -> Event:
    """Appends one event in the transaction of the change that it tells of.

    ``by`` is an account (something with ``email`` and ``institution.code``), "system" or "visitor"; ``subject`` is
    (kind, code), as in ("plan", "bih-2020-2023"); ``institution`` is a code, by default that of the account. An account
    that came in by a token says so in ``through``, and the details keep it.
    Until the transaction ends nobody else can append, so record late. Raises RuntimeError outside a transaction,
    ValueError for text too long for its field or a time without zone, TypeError for details that JSON cannot hold.
    """
    return record_each(action, [subject], by=by, at=at, institution=institution, **details)[0]


def record_each(
    action: str,
    subjects: Sequence[tuple[str, str] | str],
    *,
    by: Any,
    at: datetime,
    institution: str = "",
    **details: Any,
) -> list[Event]:
    """As ``record``, for what happened to several subjects at once: an event for each, in few queries."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{action}: an event is written in the transaction of its change; use transaction.atomic")
    if through := getattr(by, "through", ""):
        details["through"] = through
    _wait_for_turn()
    last = Event.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, previous = last or (0, GENESIS)
    events = []
    for number, subject in enumerate(subjects, sequence + 1):
        kind, code = subject if isinstance(subject, tuple) else ("", subject)
        event = Event(
            sequence=number,
            at=at,
            actor=by if isinstance(by, str) else by.email,
            institution=institution or ("" if isinstance(by, str) else by.institution.code),
            action=action,
            subject_kind=kind,
            subject=str(code),
            details=plain(details),
            previous_hash=previous,
        )
        event.hash = previous = digest(event.__dict__)
        _check_lengths(event)
        events.append(event)
    Event.objects.bulk_create(events)
    for event in events[-1:]:
        # Only what was really committed may be anchored, and no trouble with that file may undo the change.
        keep = partial(anchor.keep, event.sequence, event.hash, at)
        transaction.on_commit(keep, using=DEFAULT_DB_ALIAS, robust=True)
    return events


def _wait_for_turn() -> None:
    """One writer at a time, until its transaction ends. SQLite: BEGIN IMMEDIATE in the settings does the same."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])


def _check_lengths(event: Event) -> None:
    """SQLite would keep a text that is too long, PostgreSQL would refuse it: the same sentence on both."""
    for field in Event._meta.concrete_fields:
        value = getattr(event, field.attname)
        if field.max_length and len(value) > field.max_length:
            raise ValueError(f"{event.action}: {field.name} is too long ({field.max_length}): {value[:40]}...")


def anchor_head(*, at: datetime) -> tuple[int, str] | None:
    """Writes the last event into the anchor file now; returns its number and hash, None where there is no event."""
    head = Event.objects.order_by("-sequence").values_list("sequence", "hash").first()
    if head:
        anchor.append(*head, at)
    return head


def record_verification(report: Report, *, by: Any, at: datetime) -> None:
    """That the log was verified is an event too. A log in which nothing is wrong is anchored anew."""
    with transaction.atomic():
        record(
            "audit.verified" if report.ok else "audit.doubted",
            by=by,
            at=at,
            events=report.events,
            problems=report.found,
        )
    if report.ok:
        anchor_head(at=at)
