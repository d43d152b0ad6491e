"""The index of the words of tasks: see `acts/titles.py`."""

from django.db import migrations

from relais.acts.titles import indexed_titles


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("planning", "0005_what_goes_on")]

    operations = [indexed_titles("planning_task", "member_id")]
