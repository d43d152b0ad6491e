"""What waits for a member in this room: runs that they left and can resume."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from relais.acts.waiting import READ, WAITING_LIMIT, Waiting, waiting_kind
from relais.config.addresses import address

from .models import Run

RESUME = READ + 10


@waiting_kind
def open_runs(member: Any, now: datetime) -> list[Waiting]:
    """Runs under way, the latest first."""
    runs = Run.objects.open().filter(by=member).select_related("version", "business").order_by("-id")
    return [
        resuming_task(run.business.slug, run.id, run.version.title, run.started_at)
        for run in runs[:WAITING_LIMIT]
    ]


def resuming_task(slug: str, run_id: UUID, procedure: str, started_at: datetime) -> Waiting:
    """The line for one run that was left."""
    return Waiting(
        lambda: _("Go on with the run of “%(procedure)s”.") % {"procedure": procedure},
        url=address("procedures:run", slug, run_id),
        at=started_at,
        weight=RESUME,
        kind="run",
    )
