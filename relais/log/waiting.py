"""What of the log waits for a member: requests to answer, answers to read."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Subquery, Value
from django.db.models.functions import Substr
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relais.acts.waiting import ANSWER, READ, WAITING_LIMIT, Waiting, waiting_kind
from relais.config.addresses import address
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
    return threads.annotate(said=said).only("last_at", "due_on")


def _waiting(member: Membership) -> Any:
    """The threads that wait for a member in any of three ways, each by its own index, in one query. `why` says which.

    A limit inside a union is not SQL that every database takes: each part is named by the ids of its own.
    """
    asked, answered = Thread.objects.asked_of(member), Thread.objects.answered_for(member)
    parts = [
        (ASKED, asked.order_by("root_id")),
        (ASKED, Thread.objects.asked_of_management(member).order_by("root_id")),
        (ANSWERED, answered.order_by("-last_seq")),
    ]
    first, *others = [
        _with_text(Thread.objects.filter(pk__in=Subquery(found.values("pk")[:WAITING_LIMIT]))).annotate(
            why=Value(why)
        )
        for why, found in parts
    ]
    return first.union(*others, all=True)


ASKED: Final = 1
ANSWERED: Final = 2
_threads = OfMember(_waiting)


@waiting_kind
def threads_waiting(member: Membership, now: datetime) -> list[Waiting]:
    """The open requests asked of this member, or of management by someone outside it; and those of this member that were
    answered and are not settled yet."""
    today = now.astimezone(ZoneInfo(member.business.timezone)).date()
    return [
        _to_answer(thread, member, today) if thread.why == ASKED else _to_read(thread, member)
        for thread in sorted(_threads.rows(member), key=lambda thread: thread.pk)
    ]


def _to_answer(thread: Any, member: Membership, today: date) -> Waiting:
    return Waiting(
        partial(_request_label, thread),
        url=_url(member, thread),
        at=thread.last_at,
        weight=ANSWER + (thread.due_on is not None and thread.due_on <= today),
        kind="request",
    )


def _to_read(thread: Any, member: Membership) -> Waiting:
    return Waiting(
        partial(_answer_label, thread),
        url=_url(member, thread),
        at=thread.last_at,
        weight=READ,
        once=True,
        kind="answer",
    )


def _answer_label(thread: Any) -> str:
    return _("Read the answer to “%(text)s”") % {"text": excerpt(thread.said or "…")}


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
    return f"{address('log:entry', member.business.slug, thread.pk)}#reply"
