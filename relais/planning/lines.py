"""A captured line read for one member: in their zone and language, and with the currency of their business."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from relais.config.money import minor_digits
from relais.engine.capture.line import read_line
from relais.engine.capture.reading import Consequence, Reading, Span
from relais.engine.capture.reading import Day as NamedDay
from relais.engine.values import Money, MoneyError
from relais.people.models import Membership
from relais.planning.actions.tasks import Due, Said


def read(
    text: str,
    member: Membership,
    *,
    now: datetime,
    refused: Collection[Span] = (),
    accepted: Mapping[Span, int] | None = None,
) -> Reading:
    """The date, time, duration and consequence of a line as this member means them (`engine.capture.line`)."""
    language: Literal["fr", "en"] = "fr" if member.person.language == "fr" else "en"
    return read_line(
        text,
        now=now,
        zone=ZoneInfo(member.person.timezone),
        language=language,
        refused=refused,
        accepted=accepted,
    )


def said_in(reading: Reading, member: Membership) -> Said:
    """What a line says of the task that is made of it, as `write_task_from_line` takes it. What it does not say is left out."""
    said: Said = {}
    if reading.minutes is not None:
        said["minutes"] = reading.minutes
    if reading.due is not None:
        said["due"] = due_in(reading, member)
    if reading.consequence is not None:
        amount = amount_in(reading.consequence, member)
        if amount is not None:
            said["amount"] = amount
        else:
            said["consequence"] = reading.consequence.text or f"{reading.consequence.number:f}"
    return said


def due_in(reading: Reading, member: Membership) -> Due:
    """By when: a day where no hour was named and the whole day counts, a moment otherwise."""
    if reading.due is None:
        return Due()
    whole = reading.day_only and not any(
        part.sure and isinstance(part.value, NamedDay) and part.value.part for part in reading.parts
    )
    if whole:
        return Due(on=reading.due.astimezone(ZoneInfo(member.person.timezone)).date())
    return Due(at=reading.due)


def amount_in(consequence: Consequence, member: Membership) -> Money | None:
    """The money of a consequence; a bare number is in the business's currency. None for words, or what is no amount in it."""
    if consequence.money is not None:
        return consequence.money
    if consequence.number is None:
        return None
    currency = member.business.currency
    minor = consequence.number * Decimal(10) ** minor_digits(currency)
    if minor != minor.to_integral_value():
        return None
    try:
        money = Money(int(minor), currency)
    except MoneyError:
        return None
    return money if money.is_positive else None
