"""Does delegating the image search pay? Who lays out the pages: 300 € a month here, 100 $ abroad for three times the work."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from relais.activities import actions as activities
from relais.activities.actions.activities import Known
from relais.activities.models import Activity
from relais.cli.example.stage import Stage, Story
from relais.deciding import actions as deciding
from relais.deciding.actions import CaseSaid, ProviderSaid, Rate
from relais.deciding.showing.case_start import next_monday

IMAGES = {
    "owner_rate": 60, "owner_h": 0.666666667, "per_week": [2, 3, 4], "deleg_rate": [6, 8, 12], "first_h": [1, 1.5, 2],
    "floor_h": 0.75, "learning_rate": [0.7, 0.8, 0.9], "train_h": [3, 4, 8], "handover_cost": 20, "redo_first": [0.2, 0.4, 0.7],
    "redo_last": 0.05,
    "redo_decay": 0.173286795, "review_h": 0.1, "rework_h": 0.5,
}  # fmt: skip


def cases(stage: Stage) -> Story:
    said = stage.texts["cases"]
    yield stage.at(4, "17:40")
    rate = Rate(Decimal("0.92"), stage.local_day() - timedelta(days=1), said["source"])
    images = _activity(stage, said["images"], minutes=40, per_week=Decimal(3))
    deciding.make_case(
        images.pk,
        CaseSaid(
            IMAGES, next_monday(stage.now.astimezone(stage.zone).date()), train_weeks=5, rate_currency="USD", exchange=rate,
            cash=9000, cash_per_week=2500,
        ),
        by=stage.by("owner"), now=stage.time,
    )  # fmt: skip
    yield stage.at(3, "17:45")
    layout = _activity(stage, said["layout"], minutes=90, per_week=Decimal(2))
    compared = deciding.make_comparison(
        layout.pk, owner_rate=6000, output=said["output"], by=stage.by("owner"), now=stage.time
    )
    for one in (
        ProviderSaid(said["agency"], "agency", Decimal(4), pay=30000, pay_per="month", accepted=95, review_hours=Decimal("0.25"),
                     output_per_hour=Decimal("1.5")),
        ProviderSaid(said["freelancer"], "freelancer", Decimal(12), is_present=True, currency="USD", pay=10000, pay_per="month",
                     accepted=85, review_hours=Decimal("0.75"), rework_hours=Decimal("0.1"), output_per_hour=Decimal("1.5"),
                     exchange=rate),
        ProviderSaid(said["tool"], "tool", Decimal(3), fees=2900, accepted=60, review_hours=Decimal(1),
                     output_per_hour=Decimal(2)),
        ProviderSaid(said["nobody"], "nobody", Decimal(3), output_per_hour=Decimal(2)),
    ):  # fmt: skip
        deciding.say_provider(compared.pk, one, by=stage.by("owner"), now=stage.time)


def _activity(stage: Stage, title: str, *, minutes: int, per_week: Decimal) -> Activity:
    """The activity of this name, which another story may have written down."""
    known: Activity | None = Activity.objects.filter(business=stage.business, title=title).first()
    return known or activities.add_activity(
        Known(title, minutes=minutes, per_week=per_week, hourly_value=6000),
        by=stage.by("owner"),
        now=stage.time,
    )


STORIES = (cases,)
