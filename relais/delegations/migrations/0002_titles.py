"""The index of the words of titles: see `delegations/titles.py`.

Not atomic, so that PostgreSQL can build it while people write; each statement can be run again after an interruption.
"""

from django.db import migrations

from relais.acts.sql import VendorSQL

_ADD = (
    "INSERT INTO delegations_words (words, scope, delegation)"
    " VALUES (NEW.words, 'b' || NEW.business_id || ' i' || NEW.id, NEW.id);"
)
_REMOVE = "DELETE FROM delegations_words WHERE delegations_words MATCH 'scope : i' || OLD.id;"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("delegations", "0001_initial")]

    operations = [
        VendorSQL(
            sqlite=[
                "DROP TABLE IF EXISTS delegations_words",
                # Every sign but spaces belongs to a word: the words were made by `engine.words`.
                "CREATE VIRTUAL TABLE delegations_words USING fts5 (words, scope, delegation UNINDEXED, detail=column,"
                " prefix='2 3', tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co Cn'\")",
                "INSERT INTO delegations_words (words, scope, delegation)"
                " SELECT words, 'b' || business_id || ' i' || id, id FROM delegations_delegation ORDER BY id",
                "CREATE TRIGGER IF NOT EXISTS delegations_words_insert AFTER INSERT ON delegations_delegation"
                f" BEGIN {_ADD} END",
                "CREATE TRIGGER IF NOT EXISTS delegations_words_update AFTER UPDATE OF words ON delegations_delegation"
                f" WHEN OLD.words <> NEW.words BEGIN {_REMOVE} {_ADD} END",
                "CREATE TRIGGER IF NOT EXISTS delegations_words_delete AFTER DELETE ON delegations_delegation"
                f" BEGIN {_REMOVE} END",
            ],
            postgresql=[
                # Not `to_tsvector`: its dictionaries would cut the words once more.
                "CREATE OR REPLACE FUNCTION delegations_lexemes(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE"
                " STRICT PARALLEL SAFE"
                " AS $$ SELECT array_to_tsvector(array_remove(string_to_array(words, ' '), '')) $$",
                "DROP INDEX CONCURRENTLY IF EXISTS delegations_words",
                "CREATE INDEX CONCURRENTLY delegations_words ON delegations_delegation"
                " USING gin (delegations_lexemes(words))",
            ],
            undo=[],
        ),
    ]
