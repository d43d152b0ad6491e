"""The index of the words of titles: see `acts/titles.py`."""

from django.db import migrations

from relais.acts.titles import indexed_titles


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("delegations", "0001_initial")]

    operations = [indexed_titles("delegations_delegation", "business_id")]
