"""What the database itself promises of procedures: a published version and its steps never change, a tick only is taken back."""

from django.db import migrations

from relais.acts.sql import VendorSQL

# A draft may change and its steps come and go; inserting stays open so that an import can bring published versions back.
GUARDS = [
    ("procedures_version", "UPDATE", "OLD.published_at IS NOT NULL", "a published version does not change"),
    ("procedures_version", "DELETE", "OLD.published_at IS NOT NULL", "a published version stays"),
    (
        "procedures_step",
        "UPDATE",
        "EXISTS (SELECT 1 FROM procedures_version v WHERE v.id = OLD.version_id AND v.published_at IS NOT NULL)",
        "a step of a published version does not change",
    ),
    (
        "procedures_step",
        "DELETE",
        "EXISTS (SELECT 1 FROM procedures_version v WHERE v.id = OLD.version_id AND v.published_at IS NOT NULL)",
        "a step of a published version stays",
    ),
    (
        "procedures_tick",
        "UPDATE",
        "NEW.run_id <> OLD.run_id OR NEW.step_id <> OLD.step_id OR NEW.outcome <> OLD.outcome OR NEW.at <> OLD.at"
        " OR (NEW.note <> OLD.note AND NEW.note <> '')"  # erased by law, never rewritten
        " OR (OLD.undone_at IS NOT NULL AND (NEW.undone_at IS NULL OR NEW.undone_at <> OLD.undone_at))",
        "a tick is taken back, never changed",
    ),
    ("procedures_tick", "DELETE", "OLD.id IS NOT NULL", "a tick stays"),
]


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, 'procedures: {message}'); END"
        for table, event, when, message in GUARDS
    ]


def _postgresql() -> list[str]:
    statements = []
    for table, event, when, message in GUARDS:
        name = _name(table, event)
        answer = "NEW" if event == "UPDATE" else "OLD"
        statements += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN"
            f" RAISE EXCEPTION 'procedures: {message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            f" RETURN {answer}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return statements


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]

    operations = [VendorSQL(sqlite=_sqlite(), postgresql=_postgresql())]
