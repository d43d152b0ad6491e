"""The guards of this room, and what a name, an address or a zone must be."""

from __future__ import annotations

from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from relais.acts.actions import clean_text
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.config.money import currency_known

from .models import INKS, Business, Language, Membership, Person
from .roles import MANAGEMENT, Role
from .zones import zone_known


def clean_name(name: str, *, field: str = "name", limit: int = 120) -> str:
    """A name on one line."""
    name = " ".join(clean_text(name, limit=limit, required=False, field=field).split())
    if not name:
        raise Refused("name_empty", field=field)
    return name


def clean_title(title: str) -> str:
    return " ".join(clean_text(title, limit=80, required=False, field="title").split())


def clean_email(email: str) -> str:
    """An address in the one form that is kept: trimmed, in small letters."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("email_invalid", field="email") from error
    if len(email) > 254:
        raise Refused("email_invalid", field="email")
    return email


def clean_zone(name: str) -> str:
    if not zone_known(name):
        raise Refused("timezone_unknown", field="timezone")
    return name


def clean_language(language: str) -> str:
    if language not in Language.values:
        raise Refused("language_unknown", field="language")
    return language


def clean_role(role: str) -> str:
    if role not in Role.values:
        raise Refused("role_unknown", field="role")
    return role


def clean_ink(ink: int) -> int:
    if not 1 <= ink <= INKS:
        raise Refused("ink_unknown", field="ink")
    return ink


def clean_currency(code: str) -> str:
    if not currency_known(code):
        raise Refused("business_currency_unknown", field="currency")
    return code


def clean_hour(hour: time) -> time:
    """The mail hour: a whole hour, since the worker gathers the digests by the hour."""
    return hour.replace(minute=0, second=0, microsecond=0, tzinfo=None)


def guard_may_give(member: Membership, role: str) -> None:
    """A manager brings in executors, reviewers and mediators; only an owner makes owners and managers."""
    if role in MANAGEMENT and member.role != Role.OWNER:
        raise Refused("only_owner_gives_role", field="role")


def guard_may_change(member: Membership, other: Membership) -> None:
    """Nobody below an owner changes or ends another one of management."""
    if other.role in MANAGEMENT and member.role != Role.OWNER and other.id != member.id:
        raise Refused("only_owner_changes_management")


def lock_owners(business: Business) -> QuerySet[Membership]:
    """The owners of a business, locked: two owners who leave at once must not both see the other stay."""
    return (
        Membership.objects.select_for_update()
        .filter(business=business, role=Role.OWNER, left_at=None)
        .order_by("id")
    )


def guard_not_last_owner(membership: Membership) -> None:
    """A business never stays without an owner."""
    if membership.role == Role.OWNER and len(lock_owners(membership.business)) < 2:
        raise Refused("last_owner")


def may_open_business(person: Person) -> bool:
    """The first person of an empty house, and whoever owns a business already. Others work where they were invited."""
    if Membership.objects.filter(person=person, role=Role.OWNER, left_at=None).exists():
        return True
    return not Business.objects.exists()


def guard_may_open(person: Person, by: Actor) -> None:
    """The command line may open a business for anyone: whoever holds the machine decides who works on it."""
    if by.door != "cli" and not may_open_business(person):
        raise Refused("may_not_open_business")


def free_ink(business: Business) -> int:
    """The ink that the fewest current members write in, the first of them."""
    taken = list(Membership.objects.filter(business=business, left_at=None).values_list("ink", flat=True))
    return min(range(1, INKS + 1), key=lambda ink: (taken.count(ink), ink))
