"""Links that sign in once: asked for by mail, handed over by an owner, printed on the console, or the first of all."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.urls import reverse

from relais.acts.actions import notify, record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.people.entries import SignInLinkMade
from relais.people.gates import require
from relais.people.models import Membership, Origin, Person, SignInLink
from relais.people.roles import Role
from relais.people.rules import clean_email, clean_language, clean_name, clean_zone
from relais.people.tokens import CONSOLE_LIFE, HANDED_LIFE, LINK_LIFE, digest_of, new_token

KIND = "sign_in_link"


@verb
def send_sign_in_link(email: str, *, next_path: str = "", by: Actor, now: datetime) -> None:
    """Mail a sign-in link to the person with this address. Nobody learns whether there is one.

    Signing in belongs to no business: nothing is recorded. The door limits how often it is asked.
    """
    person = Person.objects.filter(email=clean_email(email), is_active=True).first()
    if person is None:
        # An address without an account costs one commit too, so that the time taken says nothing.
        cache.set("people:unknown-address", now.timestamp(), 60)
        return
    link = _make(person, Origin.MAIL, LINK_LIFE, next_path=next_path, now=now)
    minutes = LINK_LIFE // timedelta(minutes=1)
    notify(
        KIND, email=person.email, language=person.language, data={"minutes": minutes}, secret=link.token, now=now
    )  # fmt: skip


@verb
def make_sign_in_link(membership_id: UUID, *, by: Actor, now: datetime) -> SignInLink:
    """An owner makes a link that signs a member in once, to hand it over where there is no mail. The log says so.

    Refused: `not_allowed`, `not_found`, and `person_works_elsewhere` where the link would open another's business too.
    The secret is in `.token` of what is returned, and nowhere else.
    """
    member = require(by, "business.change")
    other = (
        Membership.objects.visible_to(member)
        .select_related("business", "person")
        .filter(id=membership_id, left_at=None, person__is_active=True)
        .first()
    )
    if other is None:
        raise Refused("not_found")
    mine = Membership.objects.filter(person_id=member.person_id, role=Role.OWNER, left_at=None)
    if (
        Membership.objects.filter(person=other.person, left_at=None)
        .exclude(business__in=mine.values("business"))
        .exists()
    ):
        raise Refused("person_works_elsewhere")
    link = _make(other.person, Origin.OWNER, HANDED_LIFE, now=now)
    record(other.business, SignInLinkMade(), by=by, now=now, subject=other, reader_id=other.id)
    return link


@verb
def make_person_link(email: str, *, by: Actor, now: datetime) -> SignInLink:
    """Whoever holds the machine makes a link for any person (`relais user`). Refused: `not_allowed`, `not_found`."""
    if by.door != "cli":
        raise Refused("not_allowed")
    person = Person.objects.filter(email=clean_email(email), is_active=True).first()
    if person is None:
        raise Refused("not_found", field="email")
    return _make(person, Origin.CONSOLE, HANDED_LIFE, now=now)


@verb
def make_console_link(*, by: Actor, now: datetime) -> SignInLink:
    """The link that the server prints when it starts: for the first owner, or the setup link while there is nobody.

    Those printed before, and not used, no longer work.
    """
    SignInLink.objects.filter(origin=Origin.CONSOLE, used_at=None, expires_at__gt=now).update(expires_at=now)
    person = _first_owner()
    return _make(person, Origin.CONSOLE, CONSOLE_LIFE if person else HANDED_LIFE, now=now)


def console_link(now: datetime) -> str:
    """The address, without the host, that `relais serve` prints."""
    link = make_console_link(by=Actor(None, "cli"), now=now)
    return reverse("people:link", args=[link.token])


@verb
def use_sign_in_link(token: str, *, by: Actor, now: datetime) -> Person:
    """Use a link: its person is to be signed in. Works once. Refused: `link_unknown`, `link_used`, `link_expired`.

    Signing in belongs to no business: nothing is recorded.
    """
    link = _usable(token, now=now)
    if link.person is None or not link.person.is_active:
        raise Refused("link_unknown")
    _use(link, now=now)
    return link.person


@verb
def use_setup_link(
    token: str, *, name: str, email: str, language: str, timezone: str, by: Actor, now: datetime
) -> Person:
    """The first person comes in by the setup link. Refused: as above, `setup_done`, and what `clean_…` refuse."""
    # Two setup links could be used at once: all of them are locked, so that the second sees the person of the first.
    list(SignInLink.objects.select_for_update().filter(person=None).order_by("id"))
    link = _usable(token, now=now)
    if link.person_id is not None:
        raise Refused("link_unknown")
    if Person.objects.exists():
        raise Refused("setup_done")
    person = Person(
        name=clean_name(name), email=clean_email(email), language=clean_language(language),
        timezone=clean_zone(timezone),
    )  # fmt: skip
    person.set_unusable_password()
    person.save(force_insert=True)
    _use(link, now=now)
    return person


def _usable(token: str, *, now: datetime) -> SignInLink:
    link = (
        SignInLink.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(token_digest=digest_of(token))
        .first()
    )
    if link is None:
        raise Refused("link_unknown")
    if link.used_at is not None:
        raise Refused("link_used")
    if now >= link.expires_at:
        raise Refused("link_expired")
    return link


@step
def _use(link: SignInLink, *, now: datetime) -> None:
    # SQLite knows no row locks: the conditional update makes sure that of two uses at once, one wins.
    if not SignInLink.objects.filter(id=link.id, used_at=None).update(used_at=now):
        raise Refused("link_used")


@step
def _make(
    person: Person | None, origin: Origin, life: timedelta, *, next_path: str = "", now: datetime
) -> SignInLink:
    token = new_token()
    link = SignInLink(
        person=person, origin=origin, next_path=next_path[:500], token_digest=digest_of(token), made_at=now,
        expires_at=now + life,
    )  # fmt: skip
    link.save(force_insert=True)
    link.token = token
    return link


def _first_owner() -> Person | None:
    """Who gets the console's link: the owner of the oldest business, else the first person of a house without one."""
    owner = (
        Membership.objects.filter(role=Role.OWNER, left_at=None, person__is_active=True)
        .select_related("person")
        .order_by("business__made_at", "joined_at")
        .first()
    )
    return owner.person if owner else Person.objects.filter(is_active=True).order_by("joined_at").first()
