"""What the benchmark loads is what the verbs would have left behind: chain, ledger, states, index of words.

When a room's models or entries move, this says what the loader must learn.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection

from bench.load.people import SLUG
from bench.load.whole import load
from relais.acts import search
from relais.acts.models import Entry, EntryText
from relais.cli.proof import prove
from relais.delegations.models import Delegation, State
from relais.delegations.states import facts_of, state_of
from relais.engine.words.fold import search_terms
from relais.people.models import Business

END = datetime(2026, 11, 23, 8, 52, tzinfo=UTC)


@pytest.fixture
def loaded(transactional_db: None) -> Business:
    load(60, end=END)
    return Business.objects.get(slug=SLUG)


def test_what_is_loaded_is_whole(loaded: Business) -> None:
    assert prove(loaded).findings == []
    connection.check_constraints()


def test_states_are_what_the_rows_add_up_to(loaded: Business) -> None:
    delegations = list(Delegation.objects.filter(business=loaded))
    assert [(d.id, d.state) for d in delegations] == [(d.id, state_of(facts_of(d))) for d in delegations]
    # A quarter at most began in the last four weeks; of the others nearly all have run their course.
    assert Counter(d.state for d in delegations)[State.CLOSED] > 60 * 0.6


def test_a_delegation_that_ran_its_course_has_twenty_entries_or_more(loaded: Business) -> None:
    closed = Delegation.objects.filter(business=loaded, state=State.CLOSED).values_list("id", flat=True)
    counts = Counter(
        Entry.objects.filter(delegation_id__in=list(closed)).values_list("delegation_id", flat=True)
    )
    assert min(counts.values()) >= 20


def test_texts_are_indexed_as_the_product_indexes_them(loaded: Business) -> None:
    texts = (
        EntryText.objects.filter(entry__business=loaded).select_related("entry").order_by("-entry__seq")[:40]
    )
    written = {row.entry: row.body for row in texts}
    before = {entry.id: _row(entry) for entry in written}
    for entry, body in written.items():
        search.forget(entry)
        assert _row(entry) is None
        search.index(entry, body)
    assert {entry.id: _row(entry) for entry in written} == before
    words = search_terms(next(iter(written.values())))
    assert search.find(words[0], business_id=loaded.id)


def _row(entry: Entry) -> object:
    names = (
        "words, scope, entry, seq"
        if connection.vendor == "sqlite"
        else "words::text, business, reader, delegation, seq"
    )
    identifier = entry.id.hex if connection.vendor == "sqlite" else entry.id
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM acts_words WHERE entry = %s", [identifier])  # noqa: S608
        return cursor.fetchone()
