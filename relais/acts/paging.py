"""Keyset pages: the next page begins after a key, so that page 1,000 costs what page 1 does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import models

T = TypeVar("T")

PAGE = 30


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page, newest first. `next` is the `after` of the next page, empty at the end."""

    rows: tuple[T, ...]
    next: str
    is_first: bool


def page_by_id(rows: models.QuerySet[Any], after: str, *, size: int = PAGE, field: str = "id") -> Page[Any]:
    """A page by descending UUIDv7 (newest first). An `after` that is not an id begins at the start."""
    return _page(rows.order_by(f"-{field}"), f"{field}__lt", _uuid(after), lambda row: str(row.pk), size)


def pages_by_id(rows: models.QuerySet[Any], *, size: int = 500) -> Iterator[Sequence[Any]]:
    """All rows, newest first, so many at a time: what is exported is never all in memory."""
    after = ""
    while True:
        page = page_by_id(rows, after, size=size)
        yield page.rows
        after = page.next
        if not after:
            return


def page_by_seq(rows: models.QuerySet[Any], after: str, *, size: int = PAGE, field: str = "seq") -> Page[Any]:
    """A page of log entries (or threads) by descending number in their business."""
    key = int(after) if after.isdecimal() and len(after) < 19 else None
    return _page(rows.order_by(f"-{field}"), f"{field}__lt", key, lambda row: str(getattr(row, field)), size)


def _page(
    rows: models.QuerySet[Any], lookup: str, key: object, key_of: Callable[[Any], str], size: int
) -> Page[Any]:
    narrowed = rows if key is None else rows.filter(**{lookup: key})
    found = list(narrowed[: size + 1])
    more = len(found) > size
    shown = tuple(found[:size])
    return Page(shown, key_of(shown[-1]) if more else "", key is None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
