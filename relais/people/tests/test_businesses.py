"""Opening a business and changing it."""

from __future__ import annotations

from typing import Any

import pytest

from relais.acts.actor import Actor
from relais.acts.chain import verify
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.people import actions
from relais.people.models import Business, Membership, Person
from tests.cast import NOW, Cast, by

HOUSE: dict[str, Any] = {
    "name": "Boutique des Alizés",
    "currency": "EUR",
    "timezone": "Europe/Paris",
    "language": "fr",
}


def somebody(email: str = "ada@example.org", **fields: Any) -> Person:
    return Person.objects.create_user(email, name="Ada", **fields)


def as_person(person: Person, *, door: str = "web", key: str | None = None) -> Actor:
    return Actor(None, door, person_id=person.id, key=key)  # type: ignore[arg-type]


def refused(code: str) -> Any:
    """`with refused("code"):` — the act inside is refused with this code."""
    return _Refused(code)


class _Refused:
    def __init__(self, code: str) -> None:
        self.code = code
        self._raises = pytest.raises(Refused)

    def __enter__(self) -> Any:
        self.info = self._raises.__enter__()
        return self.info

    def __exit__(self, *error: Any) -> Any:
        result = self._raises.__exit__(*error)
        assert self.info.value.code == self.code
        return result


@pytest.mark.django_db
def test_the_first_person_opens_a_business_and_owns_it() -> None:
    ada = somebody()
    business = actions.open_business(**HOUSE, by=as_person(ada), now=NOW)
    owner = Membership.objects.get(business=business)
    assert (owner.person, owner.role, owner.ink) == (ada, "owner", 1)
    assert business.slug == "boutique-des-alizes"
    ada.refresh_from_db()
    assert ada.last_business == business
    entry = Entry.objects.get(business=business)
    assert (entry.type, entry.actor, entry.seq) == ("business.opened", owner, 1)
    assert not list(verify(business.id))


@pytest.mark.django_db
def test_two_businesses_of_one_name_have_addresses_of_their_own() -> None:
    ada = somebody()
    slugs = [actions.open_business(**HOUSE, by=as_person(ada), now=NOW).slug for _ in range(3)]
    assert slugs == ["boutique-des-alizes", "boutique-des-alizes-2", "boutique-des-alizes-3"]
    assert actions.open_business(**{**HOUSE, "name": "商店"}, by=as_person(ada), now=NOW).slug == "business"


@pytest.mark.django_db
def test_a_double_click_opens_one_business() -> None:
    ada = somebody()
    actor = as_person(ada, key="web:1")
    first = actions.open_business(**HOUSE, by=actor, now=NOW)
    assert actions.open_business(**HOUSE, by=actor, now=NOW) == first
    assert Business.objects.count() == 1


def test_who_works_for_others_opens_no_business(cast: Cast) -> None:
    for member in (cast.executor, cast.manager, cast.mediator):
        with refused("may_not_open_business"):
            actions.open_business(**HOUSE, by=as_person(member.person), now=NOW)
    assert actions.open_business(**HOUSE, by=as_person(cast.owner.person), now=NOW).pk
    assert actions.open_business(**HOUSE, by=as_person(cast.executor.person, door="cli"), now=NOW).pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", " ", "name_empty"),
        ("name", "x" * 121, "text_too_long"),
        ("name", "a\x00b", "text_with_control_characters"),
        ("currency", "XXX", "business_currency_unknown"),
        ("currency", "eur", "business_currency_unknown"),
        ("timezone", "Europe/Paname", "timezone_unknown"),
        ("timezone", "../../etc/passwd", "timezone_unknown"),
        ("language", "de", "language_unknown"),
    ],
)
def test_what_a_business_cannot_be_is_refused_with_its_field(field: str, value: str, code: str) -> None:
    ada = somebody()
    with refused(code) as info:
        actions.open_business(**{**HOUSE, field: value}, by=as_person(ada), now=NOW)
    assert info.value.field == field
    assert not Business.objects.exists()


def test_the_owner_changes_the_business_and_the_log_says_what(cast: Cast) -> None:
    actions.change_business(
        name="Alizés", currency="EUR", timezone="Europe/Paris", language="fr", by=by(cast.owner), now=NOW
    )
    entry = Entry.objects.get(business=cast.business)
    assert entry.type == "business.changed"
    assert entry.data["changed"] == ["name"]
    cast.business.refresh_from_db()
    assert (cast.business.name, cast.business.slug) == ("Alizés", "alizes")
    with refused("nothing_changed"):
        actions.change_business(
            name="Alizés", currency="EUR", timezone="Europe/Paris", language="fr", by=by(cast.owner), now=NOW
        )


def test_only_the_owner_changes_the_business(cast: Cast) -> None:
    for member in (cast.manager, cast.executor, cast.reviewer, cast.mediator):
        with refused("not_allowed"):
            actions.change_business(**{**HOUSE, "name": "Mine"}, by=by(member), now=NOW)
    with refused("not_found"):
        actions.change_business(**HOUSE, by=Actor(None, "web"), now=NOW)
    assert not Entry.objects.exists()
