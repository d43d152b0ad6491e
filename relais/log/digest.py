"""The digest: one mail a day at most, at each person's mail hour in their own zone, with what waits for them.

The mail hour lasts an hour: a worker that was away longer leaves the digest to the next day, for nothing interrupts at another
time. What is told is the same as on Today (`acts.waiting`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from relais.acts.actions import notify
from relais.acts.notices import absolute, notice_kind
from relais.acts.waiting import Waiting, waiting_for
from relais.people.models import Membership, Person

LASTS = timedelta(hours=1)

notice_kind("digest", template="log/mail/digest.txt", label=_("Digest"), lasts=timedelta(hours=12))


# A name that no mail server has (RFC 2606): the people of the example business live there.
INVENTED = ".example"


def moment_of(hour: time, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The moment of the mail hour that `now` falls into, in UTC; none outside it.

    An hour that a clock change skips comes as much later as the clock jumped; one that it repeats counts the first time.
    """
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        moment = _on(day, hour, zone)
        if moment <= now < moment + LASTS:
            return moment
    return None


def _on(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)


def send_digests(now: datetime) -> int:
    """Put the digests whose hour has come into the outbox. Returns how many persons were looked at.

    Hours and zones are few: they are asked for first, and only the persons of those whose hour it is.
    """
    seen = 0
    hours = Person.objects.order_by().values_list("mail_hour", "timezone").distinct()
    for hour, zone in list(hours):
        moment = moment_of(hour, ZoneInfo(zone), now)
        if moment is None:
            continue
        due = Person.objects.filter(
            Q(last_digest_at=None) | Q(last_digest_at__lt=moment),
            is_active=True, mail_hour=hour, timezone=zone, memberships__left_at=None,
        ).exclude(email__endswith=INVENTED).distinct()  # fmt: skip
        for pk in list(due.values_list("pk", flat=True)):
            seen += _digest(Person.objects.get(pk=pk), moment, now)
    return seen


def _digest(person: Person, moment: datetime, now: datetime) -> bool:
    since = person.last_digest_at
    if since is not None and _same_day(since, moment, ZoneInfo(person.timezone)):
        return False  # the hour or the zone was changed after today's mail
    # Two workers, or one killed in between: the moment and the notice are written together, and the condition lets one.
    with transaction.atomic(durable=True):
        free = Person.objects.filter(pk=person.pk, last_digest_at=since)
        if not free.update(last_digest_at=moment):
            return False
        with translation.override(person.language), timezone.override(ZoneInfo(person.timezone)):
            businesses = list(_businesses(person, since, now))
        if businesses:
            notify(
                "digest", email=person.email, language=person.language, now=now,
                business=businesses[0][0].business if len(businesses) == 1 else None,
                data={"businesses": [said for _member, said in businesses], "name": person.name},
            )  # fmt: skip
    return True


def _same_day(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def _businesses(
    person: Person, since: datetime | None, now: datetime
) -> Iterator[tuple[Membership, dict[str, Any]]]:
    for member in person.memberships.current().select_related("business").order_by("joined_at"):
        member.person = person
        lines = [row for row in waiting_for(member, now) if _is_told(row, since)]
        if lines:
            yield member, {"name": member.business.name, "lines": _said(lines)}


def _is_told(row: Waiting, since: datetime | None) -> bool:
    return not row.once or since is None or row.at > since


def _said(lines: list[Waiting]) -> list[dict[str, str]]:
    return [{"label": row.label, "url": absolute(row.url)} for row in lines]
