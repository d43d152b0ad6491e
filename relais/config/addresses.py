"""Addresses of pages, many at once: of a list one is reversed, the others are made after its model.

Reversing an address costs more than all the rest of a line in a list.
"""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.urls import reverse


def address(name: str, *args: object) -> str:
    """The page `name` about these: as `reverse(name, args=args)`. What differs from line to line are UUIDs."""
    ids = [one for one in args if isinstance(one, UUID)]
    kept = tuple(None if isinstance(one, UUID) else str(one) for one in args)
    return _model(name, kept).format(*ids)


@lru_cache(maxsize=1024)
def _model(name: str, kept: tuple[str | None, ...]) -> str:
    """The address with a place for each id; `kept` are the other arguments."""
    args = [UUID(int=place) if one is None else one for place, one in enumerate(kept)]
    model = reverse(name, args=args).replace("{", "{{").replace("}", "}}")
    places = [str(one) for one in args if isinstance(one, UUID)]
    for number, one in enumerate(places):
        model = model.replace(one, f"{{{number}}}")
    return model
