"""The address under which a calendar shows the plan."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.config.ids import new_id
from relais.planning.actions.common import keeper, note
from relais.planning.entries import FeedEnded, FeedMade
from relais.planning.models import Feed


@verb
def make_feed(*, by: Actor, now: datetime) -> Feed:
    """A new address (`Feed.token`, shown once); the one before, if any, ends."""
    member = keeper(by)
    Feed.objects.filter(member=member, ended_at=None).update(ended_at=now)
    token = secrets.token_urlsafe(32)
    feed = Feed(
        id=new_id(), business_id=member.business_id, member=member, token_digest=digest_of(token), made_at=now
    )
    feed.save(force_insert=True)
    feed.token = token
    note(member, FeedMade(), by=by, now=now, subject=feed)
    return feed


@verb
def end_feed(*, by: Actor, now: datetime) -> Feed:
    """Nobody reads the plan by its address any more. Refused: `feed_not_open`."""
    member = keeper(by)
    feed: Feed | None = Feed.objects.filter(member=member, ended_at=None).first()
    if feed is None or not Feed.objects.filter(pk=feed.pk, ended_at=None).update(ended_at=now):
        raise Refused("feed_not_open")
    feed.ended_at = now
    note(member, FeedEnded(), by=by, now=now, subject=feed)
    return feed


def digest_of(token: str) -> str:
    """What is kept of a secret address."""
    return hashlib.sha256(token.encode()).hexdigest()
