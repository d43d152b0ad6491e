"""What of the log waits for a member: requests to answer, answers to read."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relais.acts.waiting import ANSWER, READ, WAITING_LIMIT, Waiting, waiting_kind
from relais.config.dates import weekday_text
from relais.log.models import Thread
from relais.people.models import Membership
from relais.people.prepared import OfMember

EXCERPT = 80
_SPACES = re.compile(r"[ \t\n]+")  # and not those that French sets before its signs


def excerpt(text: str, limit: int = EXCERPT) -> str:
    """The beginning of a text, on one line, cut between words."""
    line = _SPACES.sub(" ", text[: limit * 4]).strip()
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[limit // 2 :] else cut}…"


def _with_text(threads: Any) -> Any:
    """The beginning of what was asked comes along, not a long text of which a line is shown."""
    said = Substr("root__text__body", 1, EXCERPT * 4)
    return threads.annotate(said=said).only("last_at", "due_on")[:WAITING_LIMIT]


_asked_of_me = OfMember(lambda member: _with_text(Thread.objects.asked_of(member).order_by("root_id")))
_asked_of_us = OfMember(
    lambda member: _with_text(Thread.objects.asked_of_management(member).order_by("root_id"))
)
_answered = OfMember(lambda member: _with_text(Thread.objects.answered_for(member).order_by("-last_seq")))


@waiting_kind
def requests_to_answer(member: Membership, now: datetime) -> list[Waiting]:
    """The open requests asked of this member."""
    return _to_answer(_asked_of_me.rows(member), member, now)


@waiting_kind
def requests_to_management(member: Membership, now: datetime) -> list[Waiting]:
    """The open requests that someone outside management asked of it."""
    return _to_answer(_asked_of_us.rows(member), member, now)


def _to_answer(threads: Any, member: Membership, now: datetime) -> list[Waiting]:
    today = now.astimezone(ZoneInfo(member.business.timezone)).date()
    return [
        Waiting(
            label=_request_label(thread),
            url=_url(member, thread),
            at=thread.last_at,
            weight=ANSWER + (thread.due_on is not None and thread.due_on <= today),
            kind="request",
        )
        for thread in threads
    ]


@waiting_kind
def answers_to_read(member: Membership, now: datetime) -> list[Waiting]:
    """The requests of this member that were answered and are not settled yet."""
    return [
        Waiting(
            label=_("Read the answer to “%(text)s”") % {"text": excerpt(thread.said or "…")},
            url=_url(member, thread),
            at=thread.last_at,
            weight=READ,
            once=True,
            kind="answer",
        )
        for thread in _answered.rows(member)
    ]


def _request_label(thread: Any) -> str:
    text = excerpt(thread.said or "…")
    if thread.due_on is None:
        return _("Answer “%(text)s”") % {"text": text}
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    return _("Answer “%(text)s” by %(day)s") % {
        "text": text,
        "day": weekday_text(thread.due_on, language),
    }


def _url(member: Membership, thread: Thread) -> str:
    return reverse("log:entry", args=[member.business.slug, thread.pk]) + "#reply"
