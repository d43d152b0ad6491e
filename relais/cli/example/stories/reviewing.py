"""What keeps coming back: two reviews of the owner's. Image search was to be automated, did not work, and is to be delegated."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

from relais.activities import actions as activities
from relais.activities.actions.activities import Known
from relais.activities.models import Activity
from relais.cli.example.stage import Stage, Story
from relais.deciding import actions as deciding
from relais.deciding.groups import reread
from relais.deciding.models import ItemKind, Review
from relais.planning.models import Highlight

IMAGES, MAIL = 45, 57
"""Working days ago on which a flop of each was noted."""


def reviews(stage: Stage) -> Story:
    """Every second Friday. What is not decided on is skipped."""
    yield stage.at(33, "09:10")
    deciding.set_rhythm("two_weeks", weekday=4, at=time(16), **_by(stage))
    yield stage.at(32, "16:05")
    texts = stage.texts["review"]
    first = deciding.open_review(first_on=stage.local_day() - timedelta(days=45), **_by(stage))
    yield from _decide(
        stage, first, IMAGES, Known(title=texts["images"], per_week=Decimal(2), minutes=75, liked=1),
        choice="automate", reason=texts["automate"], confidence=Decimal("0.7"), expected_minutes=30,
        look_again_on=stage.local_day() + timedelta(days=21),
    )  # fmt: skip
    yield from _decide(
        stage, first, MAIL, Known(title=texts["mail"], per_week=Decimal(4), minutes=35, liked=2),
        choice="keep", reason=texts["keep"], confidence=Decimal("0.6"), expected_minutes=90,
    )  # fmt: skip
    yield from _finish(stage, first)
    yield stage.at(9, "16:04")
    again = _about(stage, IMAGES)
    group = reread(stage.owner).of(again.pk)
    if group is None or again.activity_id is None:
        return
    if group.unattached:
        deciding.attach_group([note.id for note in group.notes], again.activity_id, **_by(stage))
    yield stage.later(2)
    second = deciding.open_review(**_by(stage))
    for item in second.items.filter(kind=ItemKind.LOOK_AGAIN, activity_id=again.activity_id):
        yield stage.later(3)
        deciding.judge_item(item.pk, worked=False, actual_minutes=140, lesson=texts["lesson"], **_by(stage))
    for item in second.items.filter(kind=ItemKind.ACTIVITY, activity_id=again.activity_id):
        yield stage.later(4)
        deciding.decide_item(
            item.pk, choice="delegate", reason=texts["delegate"], confidence=Decimal("0.8"), expected_minutes=20,
            **_by(stage),
        )  # fmt: skip
    yield from _finish(stage, second)


def others(stage: Stage) -> Story:
    """One that is complete and moves the business, one of which nobody said yet how long it takes."""
    yield stage.at(31, "15:40")
    for key, known in (
        ("invoices", Known(title="", per_week=Decimal(1), minutes=45, liked=2, moves_business=False)),
        ("layout", Known(title="", per_week=Decimal(2))),
    ):
        title = stage.texts["review"][key]
        if not Activity.objects.filter(business=stage.business, title=title).open().exists():
            activities.add_activity(replace(known, title=title), **_by(stage))


def _by(stage: Stage) -> dict[str, Any]:
    return {"by": stage.by("owner"), "now": stage.time}


def _about(stage: Stage, days: int) -> Highlight:
    """The flop that was noted so many working days ago."""
    said = stage.texts["plan"]["closings"][f"d{days}"]
    text = next(text for kind, text in said if kind == "flop")
    found: Highlight = Highlight.objects.get(member=stage.owner, text=text)
    return found


def _decide(stage: Stage, review: Review, days: int, known: Known, **decision: Any) -> Story:
    """Decide on the point that the flop of that day belongs to."""
    note = str(_about(stage, days).pk)
    there = Activity.objects.filter(business=stage.business, title=known.title).open().first()
    for item in review.items.filter(kind=ItemKind.GROUP, outcome=""):
        if note in item.notes:
            yield stage.later(4)
            about = {"activity_id": there.pk} if there else {"known": known}
            deciding.decide_item(item.pk, **about, **decision, **_by(stage))


def _finish(stage: Stage, review: Review) -> Story:
    for item in review.items.filter(outcome="").order_by("position"):
        yield stage.later(1)
        deciding.skip_item(item.pk, **_by(stage))
    yield stage.later(1)
    deciding.finish_review(review.pk, **_by(stage))


STORIES = (reviews, others)
