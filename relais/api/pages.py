"""Pages of lists in the API: `items` and the key of the next page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from relais.acts.paging import Page, page_by_id, page_by_seq
from relais.acts.refusal import Refused


def page_of(rows: models.QuerySet[Any], after: str, limit: int, *, field: str = "id") -> Page[Any]:
    """A page of `rows`, by descending `field`. An `after` that is not a key is refused, so that a program notices."""
    if after and not is_key(after, by_seq=field == "seq"):
        raise Refused("after_invalid", field="after")
    page = page_by_seq if field == "seq" else page_by_id
    return page(rows, after, size=limit, field=field)


def is_key(after: str, *, by_seq: bool = False) -> bool:
    if by_seq:
        return after.isascii() and after.isdecimal() and len(after) < 19
    try:
        return str(UUID(after)) == after
    except ValueError:
        return False


def listed(page: Page[Any], shape: Callable[[Any], Any]) -> dict[str, Any]:
    """The page in the API's shape."""
    return {"items": [shape(row) for row in page.rows], "next": page.next}


def plain(row: Any, names: Iterable[str], **renamed: Any) -> Mapping[str, Any]:
    """The columns of a row that go out under their own name, and the others as given."""
    return {**{name: getattr(row, name) for name in names}, **renamed}
