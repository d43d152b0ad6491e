"""When the worker reads a calendar again. Those that were subscribed to before are due at once."""

from django.db import migrations, models


def make_due(apps, schema_editor):
    calendars = apps.get_model("planning", "Calendar").objects
    calendars.exclude(url="").filter(next_at=None).update(next_at=models.F("made_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_cache"),
        ("planning", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="failures",
            field=models.PositiveSmallIntegerField(default=0, help_text="tries in a row that failed"),
        ),
        migrations.AddField(
            model_name="calendar",
            name="next_at",
            field=models.DateTimeField(
                help_text="when the worker reads it again; null for a file", null=True
            ),
        ),
        migrations.RunPython(make_due, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="calendar",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="calendar_next"
            ),
        ),
    ]
