"""The database itself refuses to change or delete an event: SQL for the migration, and for tests that tamper."""

from __future__ import annotations

from typing import Any

_REFUSAL = "audit_event is append-only"

CREATE: dict[str, list[str]] = {
    "postgresql": [
        f"""CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{_REFUSAL}: % refused', TG_OP; END $$""",
        """CREATE TRIGGER audit_event_rows BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_refuse()""",
        """CREATE TRIGGER audit_event_table BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()""",
    ],
    "sqlite": [
        f"""CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}: UPDATE refused'); END""",
        f"""CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}: DELETE refused'); END""",
        # INSERT OR REPLACE deletes without firing the trigger above.
        f"""CREATE TRIGGER audit_event_replace BEFORE INSERT ON audit_event
        WHEN EXISTS (SELECT 1 FROM audit_event WHERE sequence = NEW.sequence OR hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}: REPLACE refused'); END""",
    ],
}
DROP: dict[str, list[str]] = {
    "postgresql": [
        "DROP TRIGGER IF EXISTS audit_event_rows ON audit_event",
        "DROP TRIGGER IF EXISTS audit_event_table ON audit_event",
        "DROP FUNCTION IF EXISTS audit_event_refuse()",
    ],
    "sqlite": [
        "DROP TRIGGER IF EXISTS audit_event_update",
        "DROP TRIGGER IF EXISTS audit_event_delete",
        "DROP TRIGGER IF EXISTS audit_event_replace",
    ],
}


_NAMES = {
    "postgresql": {"audit_event_rows", "audit_event_table"},
    "sqlite": {"audit_event_update", "audit_event_delete", "audit_event_replace"},
}
#: On PostgreSQL a trigger may be there and yet switched off.
_PRESENT = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass AND tgenabled IN ('O', 'A')",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def missing(connection: Any) -> list[str]:
    """Names of the triggers that are not there or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor])
        return sorted(_NAMES[connection.vendor] - {name for (name,) in cursor.fetchall()})


def create(connection: Any) -> None:
    _execute(connection, CREATE)


def drop(connection: Any) -> None:
    _execute(connection, DROP)


def _execute(connection: Any, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
