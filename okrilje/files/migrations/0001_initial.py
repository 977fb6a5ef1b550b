"""The table came over from ``monitoring``, with its rows; only what Django knows of it is new."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('monitoring', '0002_files_have_a_room'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(max_length=64, unique=True)),
                        ('kind', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word'), ('xlsx', 'Excel'), ('odt', 'OpenDocument'), ('txt', 'plain text'), ('png', 'PNG'), ('jpg', 'JPEG')], max_length=4)),
                        ('size', models.PositiveIntegerField()),
                        ('state', models.CharField(choices=[('pending', 'being checked for viruses'), ('clean', 'checked: no virus found'), ('infected', 'infected: locked away'), ('too_large', 'too large for the virus scanner: locked away'), ('unchecked', 'not checked for viruses')], max_length=9)),
                        ('checked_at', models.DateTimeField(blank=True, null=True)),
                        ('finding', models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        'ordering': ['id'],
                        'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['id'], name='file_pending')],
                    },
                ),
            ],
        ),
    ]
