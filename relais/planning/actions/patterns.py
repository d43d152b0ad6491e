"""The working week and the days off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Final
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.config.ids import new_id
from relais.planning import rules
from relais.planning.actions.common import keeper, note, own, pattern_of
from relais.planning.applying import remake
from relais.planning.entries import DayOffAdded, DayOffRemoved, PatternSet
from relais.planning.hours import DayHours, Slot, read_week, write_week
from relais.planning.models import DayOff, Pattern, SlotKind

SLOTS_MOST: Final = 24


@verb
def set_pattern(
    week: Mapping[int, DayHours], *, safety_minutes: int | None = None, by: Actor, now: datetime
) -> Pattern:
    """Set the weekdays that are given (0 is Monday), and the safety margin of dated work. Saying the same records nothing.

    Refused: `weekday_unknown`, `slot_kind_unknown`, `slots_out_of_order`, `slots_overlap`, `slot_past_wall`, `slots_too_many`,
    `energy_out_of_range`, `safety_out_of_range`.
    """
    member = keeper(by)
    pattern = pattern_of(member)
    for weekday, day in week.items():
        _stands(weekday, day)
    if safety_minutes is not None and not 0 <= safety_minutes <= rules.SAFETY_MOST:
        raise Refused("safety_out_of_range", field="safety_minutes", most=rules.SAFETY_MOST)
    written = write_week({**read_week(pattern.week), **week})
    safety = pattern.safety_minutes if safety_minutes is None else safety_minutes
    if (written, safety) == (pattern.week, pattern.safety_minutes):
        return pattern
    pattern.week, pattern.safety_minutes = written, safety
    pattern.save(update_fields=["week", "safety_minutes"])
    note(member, PatternSet(), by=by, now=now, subject=pattern)
    remake(member, "pattern", now=now)
    return pattern


def _stands(weekday: int, day: DayHours) -> None:
    """Refuse a weekday whose slots cannot be."""
    if weekday not in range(7):
        raise Refused("weekday_unknown", field="week")
    if len(day.slots) > SLOTS_MOST:
        raise Refused("slots_too_many", field=f"day-{weekday}", most=SLOTS_MOST)
    slots = sorted(day.slots, key=lambda slot: slot.starts)
    for slot in slots:
        _slot_stands(slot, day, f"day-{weekday}")
    if any(before.ends > after.starts for before, after in pairwise(slots)):
        raise Refused("slots_overlap", field=f"day-{weekday}")


def _slot_stands(slot: Slot, day: DayHours, field: str) -> None:
    if slot.kind not in SlotKind.values:
        raise Refused("slot_kind_unknown", field=field)
    if slot.ends <= slot.starts:
        raise Refused("slots_out_of_order", field=field)
    if slot.ends > day.wall:
        raise Refused("slot_past_wall", field=field)
    if not 1 <= slot.energy <= 100:
        raise Refused("energy_out_of_range", field=field)


# --- days off -----------------------------------------------------------------------------------------------------------


@verb
def add_day_off(
    first_on: date, last_on: date | None = None, *, title: str = "", by: Actor, now: datetime
) -> DayOff:
    """Take a day off, or all days to `last_on`. Refused: `days_off_out_of_order`, `days_off_too_long`."""
    member = keeper(by)
    last = rules.day_of(last_on or first_on, field="last_on")
    rules.day_of(first_on, field="first_on")
    if last < first_on:
        raise Refused("days_off_out_of_order", field="last_on")
    if (last - first_on).days >= rules.DAYS_OFF_MOST:
        raise Refused("days_off_too_long", field="last_on")
    row = DayOff(id=new_id(), member=member, first_on=first_on, last_on=last)
    row.title = rules.line_of(title, limit=rules.TITLE_LIMIT, field="title")
    row.save(force_insert=True)
    note(member, DayOffAdded(**_days(row)), by=by, now=now, subject=row)
    remake(member, "pattern", now=now)
    return row


@verb
def remove_day_off(day_off_id: UUID, *, by: Actor, now: datetime) -> None:
    """Work on those days after all. What another calendar says goes with that calendar only."""
    member = keeper(by)
    row = own(DayOff, day_off_id, member)
    if row.calendar_id is not None:
        raise Refused("not_found")
    note(member, DayOffRemoved(**_days(row)), by=by, now=now, subject=row)
    row.delete()
    remake(member, "pattern", now=now)


def _days(row: DayOff) -> dict[str, str]:
    return {"first_on": row.first_on.isoformat(), "last_on": row.last_on.isoformat()}
