"""The people of the business: an owner, two managers, forty executors, a reviewer, a mediator, and how they came."""

from __future__ import annotations

import hashlib
import random
from datetime import datetime, timedelta

from bench.load.log import Ids, Log
from bench.load.rows import Book
from bench.load.stage import Member, Team
from relais.people.entries import BusinessOpened, InvitationAccepted, InvitationSent
from relais.people.models import INKS, Business, Invitation, Membership, Person

SLUG, NAME, ZONE, CURRENCY = "atelier", "Atelier des Alizés", "Europe/Paris", "EUR"
EXECUTORS = 40
NO_PASSWORD = "!"  # noqa: S105  (what Django writes where there is none)
TITLES = ("", "webmaster", "support", "photographe", "traductrice", "writer", "logistique", "comptable")


def open_business(book: Book, business: str, at: datetime) -> None:
    book.sheet(Business).add(
        id=business, slug=SLUG, name=NAME, currency=CURRENCY, timezone=ZONE, language="fr", made_at=at
    )


def gather(book: Book, log: Log, ids: Ids, rng: random.Random, begin: datetime) -> Team:
    """Everyone joins within the first two weeks; each executor by an invitation."""
    business = log.business
    roles = ["owner", "manager", "manager", *["executor"] * EXECUTORS, "reviewer", "mediator"]
    members = [_person(book, ids, rng, business, role, n, begin) for n, role in enumerate(roles)]
    owner = members[0]
    said = BusinessOpened(currency=CURRENCY, timezone=ZONE, language="fr")
    log.record(begin, said, actor=owner.id, subject_type="business", subject=business)
    for number, member in enumerate(members[1:]):
        _invited(book, log, ids, owner, member, begin + timedelta(hours=7 * (number + 1)))
    by_role = {role: [m for m in members if m.role == role] for role in roles}
    return Team(
        owner, by_role["manager"], by_role["executor"], by_role["reviewer"][0], by_role["mediator"][0]
    )


def _person(
    book: Book, ids: Ids, rng: random.Random, business: str, role: str, number: int, at: datetime
) -> Member:
    person, member = ids.at(at), ids.at(at)
    language = "fr" if role == "owner" or number % 2 else "en"
    book.sheet(Person).add(
        id=person, email=f"{role}{number}@example.org", name=f"{role.capitalize()} {number}", password=NO_PASSWORD,
        language=language, timezone="Europe/Paris" if language == "fr" else "Europe/London",
        joined_at=at, last_business_id=business,
    )  # fmt: skip
    book.sheet(Membership).add(
        id=member, business_id=business, person_id=person, role=role, joined_at=at, ink=number % INKS + 1,
        title=rng.choice(TITLES) if role == "executor" else "",
    )  # fmt: skip
    return Member(member, person, role, language)


def _invited(book: Book, log: Log, ids: Ids, owner: Member, member: Member, at: datetime) -> None:
    invitation, joined = ids.at(at), at + timedelta(hours=5)
    log.record(
        at, InvitationSent(role=member.role), actor=owner.id, subject_type="invitation", subject=invitation
    )
    log.record(
        joined, InvitationAccepted(role=member.role), actor=member.id, subject_type="membership", subject=member.id,
        reader=None if member.is_management else member.id,
    )  # fmt: skip
    book.sheet(Invitation).add(
        id=invitation, business_id=log.business, email=f"{member.id}@example.org", role=member.role,
        language=member.language, token_digest=hashlib.sha256(invitation.encode()).hexdigest(), invited_by_id=owner.id,
        made_at=at, expires_at=at + timedelta(days=14), accepted_at=joined, membership_id=member.id,
    )  # fmt: skip
