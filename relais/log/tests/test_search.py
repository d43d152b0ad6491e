"""Full-text search, the same answers on SQLite and PostgreSQL, in French and in English."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from relais.acts.models import Entry
from relais.acts.search import find, hits, marked
from relais.log import actions
from relais.log.reading import Filters, everything, page_of
from relais.people.models import Membership
from tests.cast import NOW, Cast, by


def write(member: Membership, text: str, **options: object) -> Entry:
    return actions.write(text=text, by=by(member), now=NOW, **options)  # type: ignore[arg-type]


def found(cast: Cast, query: str) -> list[str]:
    ids = find(query, business_id=cast.business.id)
    bodies = {entry.pk: entry.text.body for entry in Entry.objects.filter(pk__in=ids).select_related("text")}  # type: ignore[attr-defined]
    return [bodies[identifier] for identifier in ids]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Les réglages du panier ont été affrontés.", "reglage"),
        ("Les réglages du panier ont été affrontés.", "affronter PANIERS"),
        ("L’image d’accueil est trop lourde", "images"),
        ("Œuvres complètes", "oeuvre"),
        ("Running the refunds", "run refund"),
        ("The customer’s parcels", "customer parcel"),
        ("Bon de retour AB-1234", "ab-1234"),
        ("Écrire à eve@example.org", "eve@example.org"),
        ("注文を確認する", "注文を確認する"),
        ("a new letter: a\ua7d7b", "a\ua7d7b"),
        ("Ελληνικά κείμενα", "ελληνικα"),
    ],
)
def test_accents_endings_and_scripts_are_forgiven(cast: Cast, text: str, query: str) -> None:
    write(cast.owner, text)
    write(cast.owner, "Something else entirely")
    assert found(cast, query) == [text]


@pytest.mark.parametrize(
    "query", ["", "   ", "***", "\"'()&|!:*", "NOT AND OR", "words : (x)", "a" * 5000, "% _", "\x00"]
)
def test_no_query_breaks_the_search(cast: Cast, query: str) -> None:
    write(cast.owner, "Here")
    assert isinstance(found(cast, query), list)


def test_every_word_must_be_there_and_the_newest_comes_first(cast: Cast) -> None:
    write(cast.owner, "Refund the parcel")
    write(cast.owner, "Refund the order")
    write(cast.owner, "Refund the parcels of June")
    assert found(cast, "refund parcel") == ["Refund the parcels of June", "Refund the parcel"]


def test_a_page_of_hits_follows_another(cast: Cast) -> None:
    for number in range(7):
        write(cast.owner, f"Parcel {number}")
    first = hits("parcel", business_id=cast.business.id, limit=3)
    second = hits("parcel", business_id=cast.business.id, limit=3, before_seq=first[-1][1])
    assert [seq for _id, seq in first + second] == [7, 6, 5, 4, 3, 2]


def test_an_executor_finds_only_what_they_may_read(cast: Cast) -> None:
    mine = write(cast.owner, "The parcel for Eve", to=cast.executor.id)
    write(cast.owner, "The parcel for Otto", to=cast.other_executor.id)
    write(cast.owner, "The parcel, between us")
    write(cast.stranger, "A parcel elsewhere")
    seen = {
        name: {entry.pk for entry in page_of(member, Filters(q="parcel"), "").rows}
        for name, member in cast.everyone().items()
    }
    assert seen["executor"] == {mine.pk}
    assert len(seen["owner"]) == len(seen["manager"]) == 3
    assert len(seen["other_executor"]) == 1
    assert seen["reviewer"] == seen["mediator"] == set()
    assert len(seen["stranger"]) == 1


def test_search_and_the_other_filters_narrow_each_other(cast: Cast) -> None:
    entry = write(cast.owner, "The parcel", to=cast.executor.id)
    actions.reply(entry.pk, text="Which parcel?", by=by(cast.executor), now=NOW)
    rows = page_of(cast.owner, Filters(q="parcel", person=cast.executor.id), "").rows
    assert [row.type for row in rows] == ["reply.written"]
    assert page_of(cast.owner, Filters(q="parcel", until=NOW.date().replace(day=1)), "").rows == ()


def test_what_a_correction_says_is_found_where_it_was_first_written(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    entry = write(cast.owner, "The parcle", to=cast.executor.id)
    other = write(cast.owner, "The parcel of June", to=cast.executor.id)
    once = actions.correct(entry.pk, text="The parcle of June", by=by(cast.owner), now=NOW)
    actions.correct(once.pk, text="The parcel of May", by=by(cast.owner), now=NOW)

    def shown(query: str, member: Membership, **filters: Any) -> list[Any]:
        return [row.pk for row in page_of(member, Filters(q=query, **filters), "").rows]

    for member in (cast.owner, cast.executor):
        assert shown("parcel", member) == [entry.pk, other.pk]
        assert shown("parcle", member) == [entry.pk]
        assert shown("may", member, person=cast.owner.id) == [entry.pk]
        assert shown("may", member, person=cast.executor.id) == []
        with django_assert_num_queries(2):
            shown("parcel", member)
    assert shown("parcel", cast.other_executor) == []


def test_search_begins_on_the_days_asked_for(cast: Cast, django_assert_num_queries: Any) -> None:
    for day in range(5):
        for number in range(12):
            actions.write(text=f"Parcel {day}.{number}", by=by(cast.owner), now=NOW + timedelta(days=day))

    def shown(size: int = 5, **filters: date) -> list[str]:
        bodies: list[str] = []
        after = ""
        while True:
            page = page_of(cast.owner, Filters(q="parcel", **filters), after, size=size)
            bodies += [row.text.body for row in page.rows]  # type: ignore[attr-defined]
            after = page.next
            if not after:
                return bodies

    days = [NOW.date() + timedelta(days=day) for day in range(-1, 7)]
    for since in (None, *days):
        for until in (None, *days):
            given = {name: day for name, day in (("since", since), ("until", until)) if day is not None}
            wanted = [
                f"Parcel {day}.{number}"
                for day in reversed(range(5))
                for number in reversed(range(12))
                if (since or date.min) <= NOW.date() + timedelta(days=day) <= (until or date.max)
            ]
            assert shown(**given) == wanted
    with django_assert_num_queries(3):  # the days, the words, the lines
        page_of(cast.owner, Filters(q="parcel", until=days[1]), "", size=5)


def test_search_goes_on_where_other_filters_left_nothing(cast: Cast) -> None:
    wanted = write(cast.manager, "The parcel of the manager")
    for number in range(30):
        write(cast.owner, f"Parcel {number}")
    page = page_of(cast.owner, Filters(q="parcel", person=cast.manager.id), "", size=10)
    rows = list(page.rows)
    while not rows and page.next:
        page = page_of(cast.owner, Filters(q="parcel", person=cast.manager.id), page.next, size=10)
        rows = list(page.rows)
    assert [row.pk for row in rows] == [wanted.pk]
    assert [len(chunk) for chunk in everything(cast.owner, Filters(q="parcel"), chunk=20)] == [20, 11]


def test_what_was_erased_is_no_longer_found(cast: Cast) -> None:
    write(cast.owner, "The parcel stays")
    entry = write(cast.owner, "The parcel goes, and its address")
    actions.erase(entry.pk, by=by(cast.owner), now=NOW)
    assert found(cast, "parcel") == ["The parcel stays"]


def test_the_words_found_are_marked(cast: Cast) -> None:
    assert list(marked("Les réglages du panier", "reglage")) == [
        ("Les ", False),
        ("réglages", True),
        (" du panier", False),
    ]
    assert list(marked("Nothing", "")) == [("Nothing", False)]


def test_a_very_long_text_is_kept_and_found_by_its_first_words(cast: Cast) -> None:
    text = "départ " + " ".join(f"mot{number}" for number in range(12_000))
    write(cast.owner, text[:100_000])
    assert len(found(cast, "depart mot5")) == 1
