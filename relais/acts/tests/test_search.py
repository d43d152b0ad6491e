"""What was written is found by its words, newest first, page after page, by whoever may read it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from relais.acts import search
from relais.acts.actions import erase_text, record
from relais.acts.models import Entry
from relais.acts.types import EntryData, entry_type
from tests.cast import Cast, by


@entry_type("test.searched")
class Searched(EntryData):
    pass


def written(cast: Cast, text: str, *, reader: object = None) -> Entry:
    with transaction.atomic():
        return record(
            cast.business, Searched(), by=by(cast.owner), now=timezone.now(), subject=cast.business,
            reader_id=getattr(reader, "id", None), text=text,
        )  # fmt: skip


def test_pages_go_on_before_the_last_entry_shown(cast: Cast) -> None:
    entries = [written(cast, f"La référence numéro {n}") for n in range(5)]
    first = search.find("références", business_id=cast.business.id, limit=2)
    second = search.find("références", business_id=cast.business.id, limit=2, before_seq=entries[3].seq)
    assert first == [entries[4].id, entries[3].id]
    assert second == [entries[2].id, entries[1].id]


def test_a_page_goes_on_where_the_entry_before_it_was_erased_meanwhile(cast: Cast) -> None:
    entries = [written(cast, "photos prêtes") for _ in range(4)]
    with transaction.atomic():
        erase_text(entries[2], now=timezone.now())
    found = search.find("photo", business_id=cast.business.id, before_seq=entries[2].seq)
    assert found == [entries[1].id, entries[0].id]


def test_an_erased_text_is_found_no_more_and_its_neighbours_still_are(cast: Cast) -> None:
    secret, kept = written(cast, "le mot de passe"), written(cast, "le mot de passe")
    with transaction.atomic():
        erase_text(secret, now=timezone.now())
    assert search.find("passe", business_id=cast.business.id) == [kept.id]


def test_a_reader_finds_what_names_them_alone(cast: Cast) -> None:
    mine = written(cast, "colis retourné", reader=cast.executor)
    written(cast, "colis perdu", reader=cast.other_executor)
    written(cast, "colis noté")
    assert search.find("colis", business_id=cast.business.id, reader_id=cast.executor.id) == [mine.id]
