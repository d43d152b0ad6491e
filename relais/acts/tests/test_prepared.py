"""A prepared query answers as the queryset it was made from, with other values each time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Count, Max, Model
from django.test.utils import CaptureQueriesContext

from relais.acts.actions import record
from relais.acts.models import Entry
from relais.acts.prepared import Prepared, Several
from relais.acts.rows import uuid_of
from relais.acts.types import Unknown
from relais.people.models import Business, Membership
from relais.people.prepared import OfMember
from tests.cast import NOW, Cast, by

of_person = Prepared(
    lambda person, slug: Membership.objects.select_related("business").filter(
        person_id=person, business__slug=slug
    ),
    person=UUID,
    slug=str,
)


def test_models_come_back_whole_with_what_was_selected_beside_them(cast: Cast) -> None:
    for member in (cast.owner, cast.executor, cast.owner):
        with CaptureQueriesContext(connection) as queries:
            found = of_person.first(person=member.person_id, slug="alizes")
            assert (found, found.role, found.business.name) == (member, member.role, "Boutique des Alizés")
            assert found.joined_at == member.joined_at
        assert len(queries) == 1
    assert of_person.rows(person=cast.owner.person_id, slug="elsewhere") == []


def test_what_is_found_can_be_changed_and_saved(cast: Cast) -> None:
    found = of_person.first(person=cast.owner.person_id, slug="alizes")
    found.ink = 7
    found.save(update_fields=["ink"])
    assert Membership.objects.get(pk=found.pk).ink == 7


def test_values_and_lists_keep_their_form(cast: Cast) -> None:
    names = Prepared(lambda slug: Business.objects.filter(slug=slug).values("name", "language"), slug=str)
    ids = Prepared(
        lambda since: (
            Business.objects.filter(made_at__gte=since).order_by("slug").values_list("id", flat=True)
        ),
        since=datetime,
    )
    assert names.rows(slug="alizes") == [{"name": "Boutique des Alizés", "language": "fr"}]
    assert ids.rows(since=datetime(2020, 1, 1, tzinfo=UTC)) == [cast.business.id, cast.stranger.business_id]
    assert ids.rows(since=datetime(2030, 1, 1, tzinfo=UTC)) == []


def test_a_list_has_room_for_so_many(cast: Cast) -> None:
    several = Prepared(
        lambda ids, slug: Membership.objects.filter(pk__in=ids, business__slug=slug).order_by("id"),
        ids=Several(UUID, 5),
        slug=str,
    )
    ours = [cast.owner, cast.executor, cast.mediator]
    for count in (1, 2, 3):
        assert several.rows(ids=[m.id for m in ours[:count]], slug="alizes") == ours[:count]
    assert several.rows(ids=[cast.stranger.id], slug="alizes") == []
    with pytest.raises(ValueError, match="room for 1 to 5"):
        several.rows(ids=[], slug="alizes")
    with pytest.raises(ValueError, match="room for 1 to 5"):
        several.rows(ids=[uuid4() for _ in range(6)], slug="alizes")


def test_the_shape_follows_the_role(cast: Cast) -> None:
    visible = OfMember(lambda member: Membership.objects.visible_to(member).order_by("id"))
    for member in cast.everyone().values():
        assert visible.rows(member) == list(Membership.objects.visible_to(member).order_by("id"))


def test_a_query_that_can_find_nothing_asks_nothing(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert Prepared(lambda pk: Business.objects.none().filter(pk=pk), pk=UUID).rows(pk=uuid4()) == []
    assert len(queries) == 0


def test_a_value_that_would_change_the_shape_is_refused(cast: Cast) -> None:
    with pytest.raises(TypeError):
        of_person.first(person=cast.owner.person_id, slug=None)
    with pytest.raises(ValueError, match="does not use slug"):
        Prepared(lambda pk, slug: Business.objects.filter(pk=pk), pk=UUID, slug=str).rows(
            pk=uuid4(), slug="x"
        )


def test_rows_are_what_the_queryset_gives(cast: Cast) -> None:
    """Every form of rows, with what is NULL, deferred, annotated, JSON and selected two tables away."""
    forms = [
        lambda role: Membership.objects.filter(role=role).order_by("id"),
        lambda role: (
            Membership.objects.filter(role=role).select_related("person", "business").only("id", "person__name", "business__slug")
            .annotate(n=Count("acts"), last=Max("acts__at")).order_by("id")
        ),
        lambda role: Membership.objects.filter(role=role).order_by("id").values("id", "joined_at", "left_at"),
        lambda role: Membership.objects.filter(role=role).order_by("id").values_list("id", "joined_at", "left_at"),
        lambda role: Membership.objects.filter(role=role).order_by("id").values_list("joined_at", flat=True),
        lambda role: Entry.objects.filter(actor__role=role).select_related("actor__person", "reader").order_by("id"),
    ]  # fmt: skip
    with transaction.atomic():
        record(cast.business, Unknown(), by=by(cast.owner), now=NOW, subject=cast.owner, text="Bonjour")
    for build in forms:
        prepared = Prepared(build, role=str)
        for role in ("owner", "executor", "owner"):
            assert [_told(row) for row in prepared.rows(role=role)] == [_told(row) for row in build(role)]
    named = Prepared(
        lambda slug: Business.objects.filter(slug=slug).values_list("id", "name", named=True), slug=str
    )
    assert named.first(slug="alizes").name == "Boutique des Alizés"


def _told(row: Any) -> Any:
    """Whatever a row holds, and what stands beside it."""
    if not isinstance(row, Model):
        return row
    said = {name: value for name, value in row.__dict__.items() if name != "_state"}
    beside = {name: _told(other) for name, other in row._state.fields_cache.items()}
    return type(row), row._state.adding, row._state.db, row.get_deferred_fields(), said, beside


def test_moments_are_aware_however_they_are_asked_for(cast: Cast) -> None:
    """SQLite keeps them as text: a column, what is computed of it, and what is asked beside the ORM say the same moment."""
    at = cast.owner.joined_at
    assert Membership.objects.values_list("joined_at", flat=True).get(pk=cast.owner.id) == at
    assert Membership.objects.filter(pk=cast.owner.id).aggregate(last=Max("joined_at"))["last"] == at
    latest = Prepared(
        lambda pk: Membership.objects.filter(pk=pk).values("pk").annotate(last=Max("joined_at")), pk=UUID
    )
    assert latest.first(pk=cast.owner.id) == {"pk": cast.owner.id, "last": at}
    with connection.cursor() as cursor:
        cursor.execute("SELECT joined_at FROM people_membership")
        assert at in {joined for (joined,) in cursor.fetchall()}


def test_an_id_is_read_as_uuid_reads_it() -> None:
    one = uuid4()
    for text in (one.hex, str(one), one.hex.upper()):
        assert (uuid_of(text), hash(uuid_of(text)), repr(uuid_of(text))) == (one, hash(one), repr(one))
    with pytest.raises(ValueError, match="badly formed"):
        uuid_of("no id")
