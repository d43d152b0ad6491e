"""The table of Django's database cache: limits on sign-in live there, so that every process shares them."""

from django.db import migrations

from relais.acts.sql import VendorSQL

COLUMNS = "cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires {moment} NOT NULL"
INDEX = "CREATE INDEX relais_cache_expires ON relais_cache (expires)"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        VendorSQL(
            sqlite=[f"CREATE TABLE relais_cache ({COLUMNS.format(moment='datetime')})", INDEX],
            postgresql=[
                f"CREATE TABLE relais_cache ({COLUMNS.format(moment='timestamp with time zone')})",
                INDEX,
            ],
            undo=["DROP TABLE relais_cache"],
        )
    ]
