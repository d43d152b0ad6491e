"""Inviting people, and coming in by an invitation."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from relais.acts.actions import notify, record
from relais.acts.actor import Actor
from relais.acts.models import Notice
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.people import seams
from relais.people.entries import InvitationAccepted, InvitationRenewed, InvitationRevoked, InvitationSent
from relais.people.gates import require
from relais.people.models import Business, Invitation, Membership, Person
from relais.people.rules import (
    clean_email,
    clean_hour,
    clean_ink,
    clean_language,
    clean_name,
    clean_role,
    clean_title,
    clean_zone,
    free_ink,
    guard_may_give,
)
from relais.people.tokens import INVITATION_LIFE, digest_of, new_token

KIND = "invitation"


@verb
def invite(
    *,
    email: str,
    role: str,
    title: str = "",
    language: str = "",
    delegation_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Invitation:
    """Invite someone by e-mail into the actor's business. See `issue_invitation`, of which this is the verb."""
    invitation = issue_invitation(
        email=email, role=role, title=title, language=language, delegation_id=delegation_id, by=by, now=now
    )
    record(
        invitation.business, InvitationSent(role=invitation.role), by=by, now=now, subject=invitation,
        delegation_id=delegation_id,
    )  # fmt: skip
    return invitation


@step
def issue_invitation(
    *,
    email: str,
    role: str,
    title: str = "",
    language: str = "",
    delegation_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Invitation:
    """Make an invitation and put its mail in the outbox, without an entry: for verbs that invite among other things.

    `language` (of mail and page) is the business's unless given; a person who has an account is written to in theirs.
    The secret is in `.token` of what is returned, and nowhere else. Refused: `not_allowed`, `only_owner_gives_role`,
    `already_member`, `already_invited`, `email_invalid`, `role_unknown`, `matter_unknown`.
    """
    member = require(by, "team.change")
    email, role, title = clean_email(email), clean_role(role), clean_title(title)
    guard_may_give(member, role)
    if delegation_id is not None and delegation_id not in seams.matter_titles(member, (delegation_id,)):
        raise Refused("matter_unknown", field="delegation")
    business: Business = member.business
    language = clean_language(language or business.language)
    if Membership.objects.filter(business=business, person__email=email, left_at=None).exists():
        raise Refused("already_member", field="email")
    # One that ran out makes place for the new one.
    Invitation.objects.filter(
        business=business, email=email, accepted_at=None, revoked_at=None, expires_at__lte=now
    ).update(revoked_at=now)
    token = new_token()
    invitation = Invitation(
        business=business, email=email, role=role, title=title, language=language, delegation_id=delegation_id,
        by_hand=not settings.MAIL, token_digest=digest_of(token), invited_by=member, made_at=now,
        expires_at=now + INVITATION_LIFE,
    )  # fmt: skip
    try:
        # Two who invite the same person at once meet at the unique index.
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("already_invited", field="email") from error
    invitation.token = token
    _mail(invitation, now=now)
    return invitation


@verb
def resend_invitation(invitation_id: UUID, *, by_hand: bool = False, by: Actor, now: datetime) -> Invitation:
    """Give an open or expired invitation a new link and two weeks more; the link before no longer works.

    With `by_hand`, nothing is mailed: the secret in `.token` is for the actor to hand over. Such a link does not prove
    who reads the mailbox, so it never signs in to an account that exists (`accept_invitation`).
    """
    invitation = _open_invitation(invitation_id, by=by)
    token = new_token()
    invitation.token_digest = digest_of(token)
    invitation.made_at, invitation.expires_at = now, now + INVITATION_LIFE
    invitation.by_hand = by_hand or not settings.MAIL
    invitation.save(update_fields=["token_digest", "made_at", "expires_at", "by_hand"])
    invitation.token = token
    _forget_unsent(invitation)
    if not by_hand:
        _mail(invitation, now=now)
    said = InvitationRenewed(role=invitation.role, by_hand=by_hand)
    record(
        invitation.business, said, by=by, now=now, subject=invitation, delegation_id=invitation.delegation_id
    )
    return invitation


@verb
def revoke_invitation(invitation_id: UUID, *, by: Actor, now: datetime) -> Invitation:
    """Withdraw an invitation: its link no longer works."""
    invitation = _open_invitation(invitation_id, by=by)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    _forget_unsent(invitation)
    said = InvitationRevoked(role=invitation.role)
    record(
        invitation.business, said, by=by, now=now, subject=invitation, delegation_id=invitation.delegation_id
    )
    return invitation


@verb
def accept_invitation(
    token: str,
    *,
    name: str = "",
    language: str = "",
    timezone: str = "",
    mail_hour: time | None = None,
    ink: int | None = None,
    by: Actor,
    now: datetime,
) -> Membership:
    """Come in by an invitation, once. `by.person_id` is who is signed in, or None.

    A person who is signed in joins as themselves. Otherwise the account with the invitation's address joins, if the link
    came by mail and so proves the address (a link handed over does not: `sign_in_first`); where there is none, it is made
    of name, language, zone and mail hour. Who had left comes back. Refused: `link_unknown`, `invitation_not_open`,
    `link_expired`, `already_member`, `sign_in_first`, and what `clean_…` refuse.
    """
    # Locked: two uses at once of one link queue here, and the second finds it accepted.
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("business")
        .filter(token_digest=digest_of(token))
        .first()
    )
    if invitation is None:
        raise Refused("link_unknown")
    if invitation.accepted_at or invitation.revoked_at:
        raise Refused("invitation_not_open")
    if now >= invitation.expires_at:
        raise Refused("link_expired")
    person = _who_joins(invitation, by, name=name, language=language, timezone=timezone, mail_hour=mail_hour)
    membership = _join(invitation, person, ink=ink, now=now)
    # SQLite knows no row locks: the update itself makes sure that the link works once.
    used = Invitation.objects.filter(id=invitation.id, accepted_at=None, revoked_at=None).update(
        accepted_at=now, membership=membership
    )
    if not used:
        raise Refused("invitation_not_open")
    invitation.accepted_at, invitation.membership = now, membership
    person.last_business = invitation.business
    person.save(update_fields=["last_business"])
    actor = Actor.of(membership, by.door)
    record(
        invitation.business, InvitationAccepted(role=membership.role), by=actor, now=now, subject=membership,
        delegation_id=invitation.delegation_id, reader_id=membership.id,
    )  # fmt: skip
    seams.joined(invitation, membership, by=actor, now=now)
    return membership


def _who_joins(
    invitation: Invitation, by: Actor, *, name: str, language: str, timezone: str, mail_hour: time | None
) -> Person:
    if by.person_id is not None:
        return Person.objects.select_for_update().get(id=by.person_id)
    known = Person.objects.select_for_update().filter(email=invitation.email).first()
    if known is not None:
        if invitation.by_hand or not known.is_active:
            raise Refused("sign_in_first")
        return known
    person = Person(
        email=invitation.email,
        name=clean_name(name),
        language=clean_language(language or invitation.language),
        timezone=clean_zone(timezone or invitation.business.timezone),
    )
    if mail_hour is not None:
        person.mail_hour = clean_hour(mail_hour)
    person.set_unusable_password()
    try:
        # The same address may come in by another business's invitation at this moment.
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("sign_in_first") from error
    return person


def _join(invitation: Invitation, person: Person, *, ink: int | None, now: datetime) -> Membership:
    business = invitation.business
    ink = clean_ink(ink) if ink is not None else free_ink(business)
    before = Membership.objects.select_for_update().filter(business=business, person=person).first()
    if before is None:
        membership = Membership(
            business=business,
            person=person,
            role=invitation.role,
            title=invitation.title,
            ink=ink,
            joined_at=now,
        )
        membership.save(force_insert=True)
        return membership
    if before.left_at is None:
        raise Refused("already_member")
    before.role, before.title, before.ink = invitation.role, invitation.title, ink
    before.joined_at, before.left_at = now, None
    before.save(update_fields=["role", "title", "ink", "joined_at", "left_at"])
    before.business, before.person = business, person
    return before


def _open_invitation(invitation_id: UUID, *, by: Actor) -> Invitation:
    """The invitation, locked, if the actor may manage it and nobody came by it yet."""
    member = require(by, "team.change")
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("business", "invited_by__person")
        .filter(id=invitation_id, business_id=member.business_id)
        .first()
    )
    if invitation is None:
        raise Refused("not_found")
    guard_may_give(member, invitation.role)
    if invitation.accepted_at or invitation.revoked_at:
        raise Refused("invitation_not_open")
    return invitation


@step
def _mail(invitation: Invitation, *, now: datetime) -> None:
    known = Person.objects.filter(email=invitation.email, is_active=True).first()
    notify(
        KIND,
        email=invitation.email,
        language=known.language if known else invitation.language,
        business=invitation.business,
        data={
            "invitation": str(invitation.id),
            "who": invitation.invited_by.person.name,
            "role": invitation.role,
            "days": INVITATION_LIFE.days,
        },
        secret=invitation.token,
        now=now,
    )


@step
def _forget_unsent(invitation: Invitation) -> None:
    """Take mails with a link that no longer works out of the outbox. One that the worker sends just now is merely late."""
    Notice.objects.filter(
        kind=KIND, business=invitation.business, email=invitation.email, sent_at=None, claimed_at=None
    ).delete()
