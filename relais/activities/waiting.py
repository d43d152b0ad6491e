"""What of the captured lines waits for a member: those to sort."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db.models import Count, Min
from django.utils.translation import ngettext

from relais.activities.models import Capture
from relais.acts.waiting import SORT, Waiting, waiting_kind
from relais.config.addresses import address
from relais.people.models import Membership


@waiting_kind
def lines_to_sort(member: Membership, now: datetime) -> list[Waiting]:
    """One line for all the lines to sort: sorting is one task, not many."""
    own = Capture.objects.filter(by=member).to_sort()
    found = own.aggregate(count=Count("pk"), since=Min("captured_at"))
    return sorting_task(member, found["count"], found["since"])


def sorting_task(member: Membership, count: int, since: datetime | None) -> list[Waiting]:
    """The one line for `count` lines to sort, the oldest kept at `since`; none for none."""
    if not count or since is None:
        return []
    url = address("captures:index", member.business.slug)
    return [Waiting(partial(_label, count), url, since, weight=SORT, kind="capture")]


def _label(count: int) -> str:
    return ngettext("Sort the captured line", "Sort the %(count)s captured lines", count) % {"count": count}
