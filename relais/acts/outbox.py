"""Sending what waits in the outbox: claimed by a conditional update, tried again later and later, its secret then blanked.

A mail can leave twice if the machine dies between the mail server's answer and our note of it, never not at all; both bear
the same Message-ID, by which mail programs show one.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q

from relais.acts.dues import waiting_time
from relais.acts.models import Notice
from relais.acts.notices import Letter, known_notices, letter_of, site_address

LEASE = timedelta(minutes=5)
"""After this a claim counts as abandoned: longer than a mail server is waited for (EMAIL_TIMEOUT)."""
MAX_ATTEMPTS = 12
CONSOLE = "django.core.mail.backends.console.EmailBackend"


def send_notices(now: datetime, *, limit: int = 50) -> int:
    """Send what waits, oldest first. Returns how many were seen."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
    waiting = Notice.objects.filter(
        free, sent_at=None, send_after__lte=now, attempts__lt=MAX_ATTEMPTS, kind__in=known_notices()
    )
    found = list(waiting.select_related("business").order_by("send_after")[:limit])
    for notice in found:
        if _claim(notice, now):
            _send(notice, now)
    return len(found)


def _claim(notice: Notice, now: datetime) -> bool:
    # Two workers that both read the row: the second finds another `claimed_at` and lets it be.
    same = Notice.objects.filter(
        pk=notice.pk, sent_at=None, claimed_at=notice.claimed_at, attempts=notice.attempts
    )
    return bool(same.update(claimed_at=now, attempts=F("attempts") + 1))


def _send(notice: Notice, now: datetime) -> None:
    mine = Notice.objects.filter(pk=notice.pk, claimed_at=now, sent_at=None)
    if _is_too_late(notice, now):
        mine.update(claimed_at=None, attempts=MAX_ATTEMPTS, failure="too late", secret="", data={})
        return
    try:
        _deliver(notice, letter_of(notice))
    except Exception as error:  # noqa: BLE001  (whatever a mail server or a template does, the next notice is sent)
        later = now + waiting_time(notice.attempts)
        mine.update(claimed_at=None, send_after=later, failure=f"{type(error).__name__}: {error}"[:500])
        return
    kept = notice.secret if _stays_with_owner(notice) else ""
    mine.update(claimed_at=None, sent_at=now, failure="", secret=kept, data={})


def _deliver(notice: Notice, letter: Letter) -> None:
    if settings.EMAIL_BACKEND == CONSOLE:
        # Plain, to be read by whoever started the server, and not as a mail program would store it.
        sys.stdout.write(f"\n--- {notice.email}: {letter.subject}\n\n{letter.body}---\n")
        sys.stdout.flush()
        return
    host = urlsplit(site_address()).hostname or "relais"
    headers = {"Message-ID": f"<{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    EmailMessage(letter.subject, letter.body, to=[notice.email], headers=headers).send()


def _is_too_late(notice: Notice, now: datetime) -> bool:
    lasts = known_notices()[notice.kind].lasts
    return lasts is not None and now >= notice.made_at + lasts


def _stays_with_owner(notice: Notice) -> bool:
    """Without a mail server the owner hands the link over, and finds it on the outbox page."""
    return not settings.MAIL and known_notices()[notice.kind].shown_to_owner


def blank_secrets(now: datetime) -> int:
    """Blank the secrets that are of no more use: expired, or kept for an owner who has a mail server by now."""
    blanked = 0
    for kind in known_notices().values():
        with_secret = Notice.objects.filter(kind=kind.name).exclude(secret="")
        if kind.lasts is not None:
            blanked += with_secret.filter(made_at__lt=now - kind.lasts).update(secret="")
        if settings.MAIL:
            blanked += with_secret.filter(sent_at__isnull=False).update(secret="")
    return blanked
