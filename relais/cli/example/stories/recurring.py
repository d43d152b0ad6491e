"""What recurs: the owner's hours by activity, less and less of them executing; decisions with forecasts; solved problems."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from relais.activities import actions as activities
from relais.activities.actions import Known
from relais.activities.noting import Solved
from relais.cli.example.stage import Stage, Story
from relais.delegations import actions as delegations

#: Key: hat, how often a week, minutes each, liked, whether it moves the business; minutes written down each week, from the
#: twelfth week before this one to the last.
RECURS: dict[str, tuple[str, Decimal | None, int | None, int | None, bool | None, tuple[int, ...]]] = {
    "mail": ("executing", Decimal(10), 25, 1, False, (290, 260, 250, 60, 45, 30, 40, 25, 30, 20, 25, 20)),
    "layout": ("executing", Decimal(2), 90, 2, False, (170, 190, 160, 200, 180, 175, 150, 165, 180, 160, 90, 60)),
    "images": ("executing", Decimal(3), 40, 2, False, (120, 110, 140, 120, 130, 95, 125, 110, 120, 100, 115, 105)),
    "orders": ("executing", None, None, 3, None, ()),
    "team": ("organising", Decimal(2), 45, 4, True, (30, 45, 40, 70, 80, 75, 90, 80, 95, 85, 90, 95)),
    "course": ("imagining", None, None, 5, True, (60, 40, 70, 90, 110, 130, 120, 150, 140, 160, 190, 210)),
}  # fmt: skip


def recurring(stage: Stage) -> Story:
    said = stage.texts["activities"]
    yield stage.at(62, "18:00")
    for key, (hat, often, minutes, liked, moves, _weeks) in RECURS.items():
        known = Known(
            said["titles"][key], hat=hat, done_by_id=stage.owner.id, per_week=often, minutes=minutes, liked=liked,
            moves_business=moves, hourly_value=6000 if hat == "executing" and often else None,
        )  # fmt: skip
        stage.activities[key] = activities.add_activity(known, by=stage.by("owner"), now=stage.time)
    for number in range(12):
        yield stage.at(5 * (12 - number), "18:10")
        for key, (*_known, weeks) in RECURS.items():
            if weeks:
                activities.record_time_spent(
                    stage.activities[key].pk, on=stage.local_day(), minutes=weeks[number], by=stage.by("owner"),
                    now=stage.time,
                )  # fmt: skip


def decisions(stage: Stage) -> Story:
    """The mail was handed over, and it worked; the page layout is under way; image search waits for its decision."""
    reasons = stage.texts["activities"]["reasons"]
    yield stage.at(50, "17:30")
    first = _decide(stage, "mail", "delegate", 45, "0.75", 30, reasons)
    yield stage.at(45, "17:20")
    delegations.set_terms(
        stage.delegations["support"].pk,
        activity_id=stage.activities["mail"].pk,
        by=stage.by("owner"),
        now=stage.time,
    )
    yield stage.at(15, "17:30")
    _decide(stage, "layout", "automate", 60, "0.6", 45, reasons)
    yield stage.at(4, "17:30")
    activities.judge_decision(
        first,
        worked=True,
        actual_minutes=25,
        lesson=reasons["mail_lesson"],
        by=stage.by("owner"),
        now=stage.time,
    )
    _decide(stage, "team", "keep", 91, None, None, reasons)


def _decide(
    stage: Stage,
    key: str,
    choice: str,
    days: int,
    likely: str | None,
    minutes: int | None,
    reasons: dict[str, str],
) -> UUID:
    return activities.decide(
        stage.activities[key].pk, choice=choice, reason=reasons[key], look_again_on=stage.local_day() + timedelta(days=days),
        confidence=Decimal(likely) if likely else None, expected_minutes=minutes, by=stage.by("owner"), now=stage.time,
    ).pk  # fmt: skip


def notes(stage: Stage) -> Story:
    for key, activity, kept, served in (
        ("images", "images", 40, (22, 9)),
        ("label", "orders", 33, ()),
        ("import", None, 12, (3,)),
    ):
        yield stage.at(kept, "11:50")
        row = activities.keep_note(
            Solved(**stage.texts["activities"]["notes"][key]),
            activity_id=stage.activities[activity].pk if activity else None, by=stage.by("owner"), now=stage.time,
        )  # fmt: skip
        for days in served:
            yield stage.at(days, "14:20")
            activities.use_note(row.pk, by=stage.by("owner"), now=stage.time)


STORIES = (recurring, decisions, notes)
