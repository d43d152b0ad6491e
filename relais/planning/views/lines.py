"""A captured line becomes a task, as it was read or corrected."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from relais.activities.chips import accepted_in, refused_in
from relais.activities.models import Capture
from relais.acts.refusal import Refused
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.planning import actions, lines
from relais.planning.rules import TITLE_LIMIT
from relais.planning.views.common import back


@in_business("plan.keep")
@require_POST
def task(request: BusinessRequest, capture_id: UUID) -> HttpResponse:
    """Make a task of a line: its date, duration and consequence as its chips say them."""
    line = (
        Capture.objects.visible_to(request.member).select_related("entry__text").filter(pk=capture_id).first()
    )
    written = getattr(line.entry, "text", None) if line is not None else None
    if line is None or written is None or written.erased_at is not None:
        raise Refused("not_found")
    # Read as on the day it was written: "tomorrow" means the day after that one.
    reading = lines.read(
        written.body,
        request.member,
        now=line.captured_at,
        refused=refused_in(request.POST),
        accepted=accepted_in(request.POST),
    )
    made = actions.write_task_from_line(
        capture_id,
        _title(reading.title),
        by=actor_of(request),
        now=timezone.now(),
        **lines.said_in(reading, request.member),
    )
    address = reverse("planning:task", args=[request.business.slug, made.id])
    said = _("It is a task now. Two questions place it.")
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, address, _("Answer them")))
    return back(request)


def _title(text: str) -> str:
    """As much of a line as a title holds; all of it stays in the log."""
    return text if len(text) <= TITLE_LIMIT else f"{text[: TITLE_LIMIT - 1]}…"
