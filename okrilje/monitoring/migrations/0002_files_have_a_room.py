"""Stored files belong to the app ``files`` now, for records of registers are proved by them too; the rows stay."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("monitoring", "0001_initial")]
    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable("StoredFile", "files_storedfile")]
        ),
    ]
