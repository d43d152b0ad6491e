"""The business that the token belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field

from relais.api.door import acting, reader
from relais.api.pages import plain
from relais.api.rooms import Room
from relais.api.shapes import Body, Shape, example
from relais.people import actions, models

room = Room("business")

COLUMNS = ("id", "slug", "name", "currency", "timezone", "language", "is_example", "made_at")


class Business(Shape):
    """A small internet business: everything belongs to one. Its zone decides what a day is."""

    model_config = example(
        id="01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e50",
        slug="boutique-des-alizes",
        name="Boutique des Alizés",
        currency="EUR",
        timezone="Europe/Paris",
        language="fr",
        is_example=False,
        made_at="2026-09-01T07:00:00Z",
    )

    id: UUID
    slug: str
    name: str
    currency: str
    timezone: str
    language: str
    is_example: bool
    made_at: datetime


class BusinessChanges(Body):
    """What changes; the rest stays. What exists keeps its own currency and its day."""

    model_config = example(name="Boutique des Alizés", currency="USD")

    name: str | None = None
    currency: str | None = Field(None, description="ISO 4217: EUR.")
    timezone: str | None = Field(None, description="A name of the IANA zones: Europe/Paris.")
    language: Literal["fr", "en"] | None = None


@room.reads("", Business, name="get_business", says="The business", scope=None)
def get_business(request: HttpRequest) -> Any:
    """Name, currency, zone and language."""
    return plain(reader(request).business, COLUMNS)


@room.acts(
    "", Business, name="change_business", says="Change the business", scope="settings:write", status=200
)
def change_business(request: HttpRequest, body: BusinessChanges) -> Any:
    """Only an owner may."""
    business: models.Business = reader(request).business
    said = {
        name: getattr(body, name) if getattr(body, name) is not None else getattr(business, name)
        for name in ("name", "currency", "timezone", "language")
    }
    return plain(actions.change_business(**said, **acting(request)), COLUMNS)
