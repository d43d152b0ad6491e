"""What the database itself promises of the log: nothing changed, nothing removed; and the index of its words."""

from django.db import migrations

from relais.acts.sql import VendorSQL, append_only

TEXT_ERASED_ONLY = "the text of an entry can only be erased"


class Migration(migrations.Migration):
    dependencies = [("acts", "0001_initial")]

    operations = [
        append_only("acts_entry"),
        append_only("acts_entrytext", updates=True),
        # A text is written once and may be erased, once: to nothing, with the moment.
        VendorSQL(
            sqlite=[
                f"""
                CREATE TRIGGER acts_entrytext_erase_only BEFORE UPDATE ON acts_entrytext
                WHEN NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.body = '' AND NEW.salt = ''
                          AND NEW.entry_id = OLD.entry_id)
                BEGIN SELECT RAISE(ABORT, '{TEXT_ERASED_ONLY}'); END
                """,
                "CREATE VIRTUAL TABLE acts_words USING fts5"
                " (words, scope, entry UNINDEXED, seq UNINDEXED, detail=column, tokenize='unicode61 remove_diacritics 0')",
            ],
            postgresql=[
                f"""
                CREATE OR REPLACE FUNCTION acts_entrytext_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.body = '' AND NEW.salt = ''
                       AND NEW.entry_id = OLD.entry_id THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION '{TEXT_ERASED_ONLY}' USING ERRCODE = 'integrity_constraint_violation';
                END $$
                """,
                "CREATE TRIGGER acts_entrytext_erase_only BEFORE UPDATE ON acts_entrytext"
                " FOR EACH ROW EXECUTE FUNCTION acts_entrytext_erase_only()",
                "CREATE TABLE acts_words (entry uuid PRIMARY KEY, business uuid NOT NULL, reader uuid, delegation uuid,"
                " seq bigint NOT NULL, words tsvector NOT NULL)",
                "CREATE INDEX acts_words_words ON acts_words USING gin (words)",
                "CREATE INDEX acts_words_business ON acts_words (business, seq)",
                # A rare word must be known to be rare: else the planner reads the whole log backwards for twenty lines.
                "ALTER TABLE acts_words ALTER COLUMN words SET STATISTICS 1000",
            ],
            undo=["DROP TABLE acts_words"],
        ),
    ]
