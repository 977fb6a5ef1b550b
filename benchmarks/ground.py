"""A demonstration in a folder of its own, for measuring; nothing of an installation is touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ready(*, keep_database: bool = False) -> Iterator[None]:
    """Django is started, its database is not made yet. SQLite, since it is on every machine; ``keep_database`` has the
    one that DATABASE_URL names, which has to be empty.
    """
    with tempfile.TemporaryDirectory(prefix="okrilje-benchmarks-") as folder:
        if not keep_database:
            os.environ.pop("DATABASE_URL", None)
        os.environ |= {"OKRILJE_DATA": folder, "OKRILJE_MODE": "demonstration", "OKRILJE_WAIVE_MFA": "1"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "okrilje.settings"
        import django

        from okrilje.lib import messages

        messages.compile_all(messages.LOCALE_DIR)
        django.setup()
        yield
