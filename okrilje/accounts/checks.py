"""What must be true before the site may run; ``manage.py check --database default`` and ``migrate`` say it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connection


def register() -> None:
    checks.register(no_demonstration_users_in_production, checks.Tags.database)


def no_demonstration_users_in_production(databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Everybody knows their password. They cannot sign in anyway (backend.py), but they do not belong there."""
    from okrilje.accounts.models import User

    if settings.DEMONSTRATION or not databases:
        return []
    if User._meta.db_table not in connection.introspection.table_names():
        return []
    count = User.objects.filter(is_demonstration=True, is_active=True).count()
    if not count:
        return []
    return [
        checks.Error(
            f"This database holds {count} open demonstration accounts, but OKRILJE_MODE is production.",
            hint="Production needs a database of its own: name another one in OKRILJE_DATA or DATABASE_URL.",
            id="accounts.E001",
        )
    ]
