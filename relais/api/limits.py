"""How often one token may ask."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from relais.config.buckets import Buckets

buckets = Buckets()


def seconds_to_wait(token: UUID) -> int:
    """Count one request of a token; how long it has to wait if it asked too often, else 0."""
    rate = settings.API_RATE
    return buckets.take(token, rate) if rate else 0
