"""Making and revoking tokens; and forgetting the answers given under a key."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from relais.acts.actions import clean_text, record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.api.entries import TokenMade, TokenRevoked
from relais.api.models import Answer, Token
from relais.api.scopes import SCOPES
from relais.people.gates import require

ANSWERS_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made, with its secret: shown once, kept nowhere."""

    token: Token
    secret: str


def digest_of(secret: str) -> str:
    # The secret has 256 random bits: a fast digest is enough, there is nothing to guess.
    return hashlib.sha256(secret.encode()).hexdigest()


@verb
def make_token(name: str, scopes: Sequence[str], days: int, *, by: Actor, now: datetime) -> NewToken:
    """A token with some of the member's rights, for 1 to 366 days. Not for a keyed actor: its secret is shown once."""
    member = require(by, "token.own")
    name = clean_text(name, limit=80, field="name")
    chosen = tuple(scope for scope in SCOPES if scope in scopes)
    if not chosen:
        raise Refused("scope_missing", field="scopes")
    if set(scopes) - set(chosen):
        raise Refused("scope_unknown", field="scopes")
    if not 1 <= days <= 366:
        raise Refused("token_expiry_out_of_range", field="days")
    secret = f"relais_{secrets.token_urlsafe(32)}"
    token = Token(
        member=member,
        name=name,
        prefix=secret[:12],
        digest=digest_of(secret),
        scopes=list(chosen),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    token.save(force_insert=True)
    record(member.business, TokenMade(name, chosen), by=by, now=now, subject=token, reader_id=_reader(by))
    return NewToken(token, secret)


@verb
def revoke_token(token_id: UUID, *, by: Actor, now: datetime) -> Token:
    """Stop a token at once. Revoking twice changes nothing."""
    member = require(by, "token.own")
    token = Token.objects.visible_to(member).select_for_update().filter(pk=token_id).first()
    if token is None:
        raise Refused("not_found")
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record(
            member.business, TokenRevoked(token.name), by=by, now=now, subject=token, reader_id=_reader(by)
        )
    return token


def _reader(by: Actor) -> UUID | None:
    return by.member.id if by.member and not by.member.is_management else None


def forget_answers(now: datetime) -> int:
    """Drop the answers that no repeat is given any more (`once`). Returns how many; the worker does it."""
    return Answer.objects.filter(at__lt=now - ANSWERS_KEPT).delete()[0]
