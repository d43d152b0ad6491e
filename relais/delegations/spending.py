"""What deliveries know of time spent on activities: that of the executor, on the day of the delivery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from relais.activities import spent
from relais.activities.spent import Spent
from relais.delegations.models import Delivery
from relais.people.models import Membership

DELIVERY = "delivery"


@spent.source(DELIVERY)
def of_deliveries(member: Membership, since: date, until: date, activity_id: UUID | None) -> Iterator[Spent]:
    """The time that each delivery says, whatever was decided about it. One query."""
    zone = ZoneInfo(member.business.timezone)
    rows = Delivery.objects.filter(
        business_id=member.business_id,
        delegation__activity__isnull=False,
        minutes__gt=0,
        at__gte=datetime.combine(since, time(), tzinfo=zone),
        at__lt=datetime.combine(until + timedelta(days=1), time(), tzinfo=zone),
    )
    if activity_id is not None:
        rows = rows.filter(delegation__activity=activity_id)
    for activity, who, at, minutes in rows.values_list("delegation__activity_id", "by_id", "at", "minutes"):
        yield Spent(activity, who, at.astimezone(zone).date(), minutes, DELIVERY)
