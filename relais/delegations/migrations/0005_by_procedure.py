"""The delegations of a procedure, newest first, without reading all of them: the column's own index gives way to one in order."""

import django.db.models.deletion
from django.db import migrations, models

OWN_INDEX = "delegations_delegation_procedure_id_e38ff0eb"


class Migration(migrations.Migration):
    dependencies = [
        ("delegations", "0004_gates"),
        ("procedures", "0002_promises"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="delegation",
            index=models.Index(
                condition=models.Q(("procedure__isnull", False)),
                fields=["procedure", "-id"],
                name="delegation_procedure",
            ),
        ),
        # Altering the field would copy the whole table on SQLite, to do no more than this.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {OWN_INDEX}",
                    f"CREATE INDEX {OWN_INDEX} ON delegations_delegation (procedure_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="delegation",
                    name="procedure",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="procedures.procedure",
                    ),
                )
            ],
        ),
    ]
