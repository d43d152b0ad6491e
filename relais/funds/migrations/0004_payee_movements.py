"""By payee, their movements, newest first. Kept by the database itself, so that imports and restores need not know of it."""

import django.db.models.deletion
from django.db import migrations, models

from relais.acts.sql import VendorSQL

# What is there is brought in by the same statement as what changes hands later.
OF_HOLDINGS = (
    "INSERT INTO funds_payeemovement (transaction_id, payee_id)"
    " SELECT t.id, h.payee_id FROM funds_transaction t JOIN funds_holding h ON h.id = t.milestone_id"
    " WHERE h.payee_id IS NOT NULL"
)
GIVEN = "INSERT INTO funds_payeemovement (transaction_id, payee_id) SELECT NEW.id, payee_id FROM funds_holding WHERE id = NEW.milestone_id AND payee_id IS NOT NULL;"
TAKEN = "DELETE FROM funds_payeemovement WHERE transaction_id IN (SELECT id FROM funds_transaction WHERE milestone_id = NEW.id);"

SQLITE = [
    OF_HOLDINGS,
    f"CREATE TRIGGER funds_payee_of_movement AFTER INSERT ON funds_transaction BEGIN {GIVEN} END",
    "CREATE TRIGGER funds_payee_changes AFTER UPDATE OF payee_id ON funds_holding WHEN NEW.payee_id IS NOT OLD.payee_id"
    f" BEGIN {TAKEN} {OF_HOLDINGS} AND h.id = NEW.id; END",
]

POSTGRESQL = [
    OF_HOLDINGS,
    "CREATE OR REPLACE FUNCTION funds_payee_of_movement() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN {GIVEN} RETURN NULL; END $$",
    "CREATE TRIGGER funds_payee_of_movement AFTER INSERT ON funds_transaction"
    " FOR EACH ROW EXECUTE FUNCTION funds_payee_of_movement()",
    "CREATE OR REPLACE FUNCTION funds_payee_changes() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN {TAKEN} {OF_HOLDINGS} AND h.id = NEW.id; RETURN NULL; END $$",
    "CREATE TRIGGER funds_payee_changes AFTER UPDATE OF payee_id ON funds_holding FOR EACH ROW"
    " WHEN (NEW.payee_id IS DISTINCT FROM OLD.payee_id) EXECUTE FUNCTION funds_payee_changes()",
]


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0003_reason_in_the_log"),
        ("people", "0002_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayeeMovement",
            fields=[
                (
                    "transaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payee_movement",
                        serialize=False,
                        to="funds.transaction",
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.membership",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["payee", "-transaction"], name="movement_payee")]},
        ),
        VendorSQL(sqlite=SQLITE, postgresql=POSTGRESQL),
    ]
