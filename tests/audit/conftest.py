from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from okrilje.audit import actions, triggers
from okrilje.audit.models import Event

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_anchor(settings: Any, tmp_path: Any) -> None:
    """Each test has a log of its own, so it needs an anchor of its own."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def write(transactional_db: None) -> Callable[[int], list[Event]]:
    def some(count: int) -> list[Event]:
        with transaction.atomic():
            return [
                actions.record("plan.imported", by="system", at=AT, subject=("plan", f"p-{n}"), words=n, source="ćđš")
                for n in range(count)
            ]

    return some


@pytest.fixture
def unguarded(transactional_db: None) -> Callable[[], Any]:
    """What the owner of the database can do: take the triggers away, tamper, put them back."""

    @contextmanager
    def opened() -> Iterator[Any]:
        triggers.drop(connection)
        with connection.cursor() as cursor:
            yield cursor
        triggers.create(connection)

    return opened
