"""What Django knows of stored files is in ``files`` from here on; in the database only names of constraints change."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_initial'),
        ('monitoring', '0002_files_have_a_room'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='evidence',
                    name='file',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='files.storedfile'),
                ),
                migrations.DeleteModel(name='StoredFile'),
            ],
        ),
    ]
