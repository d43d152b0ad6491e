"""What waits for a member in this room: runs that they left and can resume."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from relais.acts.waiting import READ, WAITING_LIMIT, Waiting, waiting_kind

from .models import Run

RESUME = READ + 10


@waiting_kind
def open_runs(member: Any, now: datetime) -> list[Waiting]:
    """Runs under way, the latest first."""
    runs = Run.objects.open().filter(by=member).select_related("version", "business").order_by("-id")
    return [
        Waiting(
            label=_("Go on with the run of “%(procedure)s”.") % {"procedure": run.version.title},
            url=reverse("procedures:run", args=[run.business.slug, run.id]),
            at=run.started_at,
            weight=RESUME,
            kind="run",
        )
        for run in runs[:WAITING_LIMIT]
    ]
