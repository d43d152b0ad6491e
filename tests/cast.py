"""The named cast of the tests: one business with every role, and a stranger with a business of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from relais.acts.actor import Actor, Door
from relais.people.models import Business, Membership, Person

NOW = datetime(2026, 11, 23, 8, 52, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cast:
    """`stranger` is the owner of another business and must learn nothing of this one."""

    business: Business
    owner: Membership
    manager: Membership
    executor: Membership
    other_executor: Membership
    reviewer: Membership
    mediator: Membership
    stranger: Membership

    def everyone(self) -> dict[str, Membership]:
        return {
            name: getattr(self, name)
            for name in ("owner", "manager", "executor", "other_executor", "reviewer", "mediator", "stranger")
        }


def by(member: Membership, *, door: Door = "web", key: str | None = None) -> Actor:
    return Actor.of(member, door, key=key)


def make_business(slug: str = "alizes", name: str = "Boutique des Alizés") -> Business:
    return Business.objects.create(
        slug=slug, name=name, currency="EUR", timezone="Europe/Paris", language="fr", made_at=NOW
    )


def make_member(
    business: Business, role: str, name: str, *, ink: int = 1, language: str = "en"
) -> Membership:
    person = Person.objects.create_user(
        f"{name.lower().replace(' ', '.')}@example.org", name=name, language=language, timezone="Europe/Paris"
    )
    return Membership.objects.create(business=business, person=person, role=role, ink=ink, joined_at=NOW)


def make_cast() -> Cast:
    business = make_business()
    roles = [
        ("owner", "Olive Owner"),
        ("manager", "Max Manager"),
        ("executor", "Eve Executor"),
        ("executor", "Otto Other"),
        ("reviewer", "Rita Reviewer"),
        ("mediator", "Mia Mediator"),
    ]
    members = [make_member(business, role, name, ink=i + 1) for i, (role, name) in enumerate(roles)]
    elsewhere = make_business("elsewhere", "Elsewhere")
    return Cast(business, *members, make_member(elsewhere, "owner", "Sam Stranger"))
