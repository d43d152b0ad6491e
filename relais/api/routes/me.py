"""Who the token acts for, and what waits for them."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from pydantic import Field

from relais.acts.notices import absolute
from relais.acts.waiting import waiting_for
from relais.api.door import ApiRequest, acting, reader
from relais.api.rooms import Room
from relais.api.shapes import Body, Shape, Whole, example
from relais.people import actions
from relais.people.models import Membership, Person
from relais.people.roles import RIGHTS

room = Room("me")


class TokenFacts(Shape):
    """The token at hand: what it may do, and until when."""

    name: str
    scopes: list[str]
    expires_at: datetime


class Me(Shape):
    """The member behind the token, in this business. `id` is the membership's: what other operations call a member."""

    model_config = example(
        id="01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f",
        name="Eve Executor",
        email="eve@example.org",
        language="en",
        timezone="Europe/Paris",
        mail_hour="15:00",
        theme="",
        ink=3,
        role="executor",
        title="Webmaster",
        rights=["capture.write", "delegation.perform", "log.write", "run.perform", "token.own"],
        business="01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e50",
        token={
            "name": "Build server",
            "scopes": ["log:read", "delegations:write"],
            "expires_at": "2027-02-21T08:52:00Z",
        },
    )

    id: UUID
    name: str
    email: str
    language: str
    timezone: str
    mail_hour: str
    theme: str
    ink: int
    role: str
    title: str
    rights: list[str]
    business: UUID
    token: TokenFacts


class MyChanges(Body):
    """What changes of one's own settings; the rest stays."""

    model_config = example(language="fr", mail_hour="17:00")

    name: str | None = None
    language: Literal["fr", "en"] | None = None
    timezone: str | None = Field(None, description="A name of the IANA zones: Europe/Paris.")
    mail_hour: str | None = Field(
        None, pattern=r"^([01]\d|2[0-3]):00$", description="The local hour of the digest, whole."
    )
    theme: Literal["", "light", "dark"] | None = Field(None, description="Empty: as the device.")


class InkChange(Body):
    """The colour in which one writes in the log of this business: 1 to 8."""

    model_config = example(ink=5)

    ink: Whole


class WaitingLine(Shape):
    """One thing that waits. `label` is a sentence in the member's language, `url` the page where it is done."""

    model_config = example(
        kind="delivery.judge",
        label="Judge delivery 1 of “Product pages”",
        url="https://relais.example.org/b/alizes/delegations/01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f/",
        at="2026-11-23T08:52:00Z",
        weight=100,
    )

    kind: str
    label: str
    url: str
    at: datetime
    weight: int


class WaitingLines(Shape):
    """All that waits, in order: what blocks someone else's work or money first, then the oldest."""

    items: list[WaitingLine]


def _me(request: HttpRequest) -> dict[str, Any]:
    inside: ApiRequest = request  # type: ignore[assignment]
    member = Membership.objects.select_related("person").get(pk=inside.member.pk)
    person: Person = member.person
    token = inside.token
    return {
        "id": member.id,
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "timezone": person.timezone,
        "mail_hour": f"{person.mail_hour:%H:%M}",
        "theme": person.theme,
        "ink": member.ink,
        "role": member.role,
        "title": member.title,
        "rights": sorted(RIGHTS.get(member.role, ())),
        "business": member.business_id,
        "token": {"name": token.name, "scopes": token.scopes, "expires_at": token.expires_at},
    }


@room.reads("", Me, name="get_me", says="Who the token acts for", scope=None)
def get_me(request: HttpRequest) -> dict[str, Any]:
    """The member, their settings and rights, and what the token may do of it."""
    return _me(request)


@room.acts("/settings", Me, name="change_me", says="Change one's own settings", scope="settings:write")
def change_me(request: HttpRequest, body: MyChanges) -> dict[str, Any]:
    """Name, language, zone, mail hour and theme of the person behind the token, in every business."""
    person = reader(request).person
    said = {
        name: getattr(body, name) if getattr(body, name) is not None else getattr(person, name)
        for name in ("name", "language", "timezone", "mail_hour", "theme")
    }
    if body.mail_hour is not None:
        said["mail_hour"] = time.fromisoformat(body.mail_hour)
    actions.change_me(**said, **acting(request))
    return _me(request)


@room.acts("/ink", Me, name="change_ink", says="Change one's ink", scope="settings:write")
def change_ink(request: HttpRequest, body: InkChange) -> dict[str, Any]:
    """The colour in which the member writes in this business."""
    actions.change_ink(ink=body.ink, **acting(request))
    return _me(request)


@room.reads("/waiting", WaitingLines, name="list_waiting", says="What waits for me", scope="log:read")
def list_waiting(request: HttpRequest) -> dict[str, Any]:
    """What the Today page shows: deliveries to judge, proposals to answer, requests, lines to sort; at most 20 of a kind."""
    lines = waiting_for(reader(request), timezone.now())
    return {
        "items": [
            {
                "kind": line.kind,
                "label": line.label,
                "url": absolute(line.url),
                "at": line.at,
                "weight": line.weight,
            }
            for line in lines
        ]
    }
