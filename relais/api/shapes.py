"""What goes in and out of the API: the bases of all schemas, and the few kinds of values that they are made of."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

T = TypeVar("T")

LIMIT = 200
"""Rows of a page at most."""


class Body(BaseModel):
    """What a program sends. A field that is not documented is refused, so that a slip of the pen is noticed."""

    model_config = ConfigDict(extra="forbid")


class Shape(BaseModel):
    """What a program gets. Fields may be added in later versions, never taken away."""

    model_config = ConfigDict(defer_build=True)  # most describe an answer, and never validate anything


class Listed(Shape, Generic[T]):
    """One page, newest first. `next` is the `after` of the next page, empty at the end."""

    items: list[T]
    next: str

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        return f"{params[0].__name__}Page"


def example(**values: Any) -> ConfigDict:
    """The configuration of a schema with an example of it."""
    return ConfigDict(json_schema_extra={"examples": [values]})


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ZONE = re.compile(r"(?:Z|[+-]\d\d:\d\d)$", re.IGNORECASE)


def _day(value: object) -> object:
    # Without this, 1700000000 and "2026-01-01T00:00" would pass for days.
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is written YYYY-MM-DD")
    if isinstance(value, (int, float)):
        raise ValueError("a day is written YYYY-MM-DD")  # noqa: TRY004  (a type error would not be an answer)
    return value


def _moment(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _ZONE.search(value):
        raise ValueError("a moment is written YYYY-MM-DDThh:mm:ssZ, with its zone")
    return value


def _in_calendar(value: datetime) -> datetime:
    # Moments at the edges of the calendar cannot be turned into every zone.
    if not 1900 < value.year < 9000:
        raise ValueError("this moment is too far away")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_in_calendar)]
Whole = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Minor = Annotated[
    int, Field(strict=True, ge=-(2**63), lt=2**63, description="Minor units of the currency: cents of EUR.")
]

# --- of addresses -----------------------------------------------------------------------------------------------------

Limit = Annotated[int, Query(50, ge=1, le=LIMIT, description="How many at most.")]
After = Annotated[str, Query("", max_length=40, description="The `next` of the page before.")]
