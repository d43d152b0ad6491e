"""The log cannot be altered, and what was altered anyway is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from relais.acts import chain, search
from relais.acts.actions import erase_text, record
from relais.acts.actor import Actor
from relais.acts.models import Chain, Entry, EntryText
from relais.acts.verbs import verb
from relais.people.entries import BusinessOpened
from tests.cast import NOW, Cast, by

OPENED = BusinessOpened(currency="EUR", timezone="Europe/Paris", language="fr")


def write(cast: Cast, *texts: str) -> list[Entry]:
    with transaction.atomic():
        return [
            record(cast.business, OPENED, by=by(cast.owner), now=NOW, subject=cast.business, text=text)
            for text in texts
        ]


def codes(cast: Cast) -> list[tuple[str, int]]:
    return [(finding.code, finding.seq) for finding in chain.verify(cast.business.id)]


def test_entries_are_numbered_and_chained(cast: Cast) -> None:
    first, second = write(cast, "one", "")
    assert (first.seq, second.seq) == (1, 2)
    assert first.previous == ""
    assert second.previous == first.digest
    assert codes(cast) == []


def test_an_empty_log_is_whole(cast: Cast) -> None:
    assert codes(cast) == []


def test_each_business_has_a_chain_of_its_own(cast: Cast) -> None:
    write(cast, "here")
    with transaction.atomic():
        elsewhere = cast.stranger.business
        entry = record(elsewhere, OPENED, by=by(cast.stranger), now=NOW, subject=elsewhere)
    assert entry.seq == 1
    assert codes(cast) == []


def test_an_erased_text_leaves_the_chain_whole_and_is_no_longer_found(cast: Cast) -> None:
    entry, _other = write(cast, "secret words", "other words")
    with transaction.atomic():
        erase_text(entry, now=NOW)
    assert codes(cast) == []
    assert EntryText.objects.get(entry=entry).body == ""
    assert search.find("secret", business_id=cast.business.id) == []
    assert len(search.find("words", business_id=cast.business.id)) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE acts_entry SET type = 'x'",
        "DELETE FROM acts_entry",
        "UPDATE acts_entrytext SET body = 'x'",
        "DELETE FROM acts_entrytext",
        "UPDATE acts_entrytext SET body = '', salt = ''",
    ],
)
def test_the_database_refuses_to_change_or_remove(cast: Cast, sql: str) -> None:
    write(cast, "kept")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert EntryText.objects.get().body == "kept"
    assert codes(cast) == []


@pytest.fixture
def unguarded(db: None) -> None:
    """Someone with the database's own password takes the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'acts_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


def _alter(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(data={"currency": "USD"})


def _alter_text(entry: Entry) -> None:
    EntryText.objects.filter(entry=entry).update(body="another")


def _remove(entry: Entry) -> None:
    EntryText.objects.filter(entry=entry)._raw_delete("default")
    Entry.objects.filter(pk=entry.pk)._raw_delete("default")


def _alter_and_digest_anew(entry: Entry) -> None:
    entry.data = {"currency": "USD"}
    Entry.objects.filter(pk=entry.pk).update(data=entry.data, digest=chain.entry_digest(entry))


def _drop_text(entry: Entry) -> None:
    EntryText.objects.filter(entry=entry)._raw_delete("default")


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (_alter, [("entry_altered", 2)]),
        (_alter_text, [("text_altered", 2)]),
        (_drop_text, [("text_missing", 2)]),
        (_remove, [("entry_missing", 2), ("link_broken", 3)]),
        (_alter_and_digest_anew, [("link_broken", 3)]),
    ],
)
def test_what_was_altered_is_found(
    cast: Cast, unguarded: None, harm: Callable[[Entry], None], found: list[tuple[str, int]]
) -> None:
    _first, second, _third = write(cast, "one", "two", "three")
    harm(second)
    assert codes(cast) == found


def test_a_cut_tail_is_found(cast: Cast, unguarded: None) -> None:
    _first, second = write(cast, "one", "two")
    _remove(second)
    assert codes(cast) == [("head_differs", 0)]
    Chain.objects.update(seq=1)
    assert codes(cast) == [("head_differs", 0)]


def test_a_step_refuses_to_run_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside its transaction"):
        record(None, OPENED, by=Actor.system(), now=NOW, subject=None)


def test_a_verb_that_fails_leaves_nothing(cast: Cast) -> None:
    @verb
    def half(*, by: object, now: object) -> None:
        record(cast.business, OPENED, by=actor, now=NOW, subject=cast.business)
        raise ValueError

    actor = by(cast.owner)
    with pytest.raises(ValueError):  # noqa: PT011  (the point is what it leaves)
        half(by=actor, now=NOW)
    assert not Entry.objects.exists()
    assert not Chain.objects.exists()
