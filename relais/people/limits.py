"""How often a sign-in link may be asked for. Counted in the database's cache table, which all processes share."""

from __future__ import annotations

from typing import Final

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest

from relais.acts.refusal import Refused

LINKS: Final = {"sign_in_link": "20/h/ip,5/h/key"}
"""Twenty an hour from one address of the network, five an hour for one e-mail address, whether it is known or not."""


def count_link_request(request: HttpRequest, email: str) -> None:
    """Count one request for a link; refused as `too_many_links` past the limits."""
    if not consume(
        request, app="relais.people", action="sign_in_link", config=LINKS, key=email.strip().lower()
    ):
        raise Refused("too_many_links")
