"""Pages of lists in the API: `items` and the key of the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import models
from ninja import Schema

from relais.acts.paging import page_by_id, page_by_seq
from relais.acts.refusal import Refused

T = TypeVar("T")


class Listed(Schema, Generic[T]):
    """One page. `next` is the `after` of the next page, empty at the end."""

    items: list[T]
    next: str


def listed(
    rows: models.QuerySet[Any],
    after: str,
    shape: Callable[[Any], Any],
    *,
    limit: int = 50,
    by_seq: bool = False,
) -> dict[str, Any]:
    """A page of `rows` in the API's shape. An `after` that is not a key is refused, so that a program notices."""
    if after and not _is_key(after, by_seq=by_seq):
        raise Refused("after_invalid", field="after")
    page = (page_by_seq if by_seq else page_by_id)(rows, after, size=limit)
    return {"items": [shape(row) for row in page.rows], "next": page.next}


def _is_key(after: str, *, by_seq: bool) -> bool:
    if by_seq:
        return after.isascii() and after.isdecimal() and len(after) < 19
    try:
        UUID(after)
    except ValueError:
        return False
    return True
