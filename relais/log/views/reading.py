"""The running log by day, and its export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from relais.acts.models import Entry
from relais.acts.search import marked
from relais.config.csvfile import csv_file
from relais.log import display
from relais.log.forms import FilterForm, WriteForm
from relais.log.loading import around
from relais.log.reading import Filters, everything, page_of
from relais.log.views.choices import Choices
from relais.people.doors import BusinessRequest, in_business
from relais.people.models import Membership

EXCERPT = 400


@require_safe
@in_business()
def index(request: BusinessRequest) -> HttpResponse:
    """What was asked and answered, newest day first."""
    return show(request)


def show(request: BusinessRequest, form: WriteForm | None = None) -> HttpResponse:
    """The log, with the composer as it was typed where that was refused."""
    member = request.member
    choices = Choices(member)
    filtering = FilterForm(request.GET, members=choices.members, delegations=choices.delegations)
    filters = filtering.filters
    page = page_of(member, filters, request.GET.get("after", ""))
    found = around(page.rows, member, with_replies=not filters.is_flat, known=choices.members)
    shown = display.days(
        page.rows, member, with_replies=not filters.is_flat, mark=_marker(filters), found=found
    )
    context = {
        "days": shown,
        "page": page,
        "filters": filtering,
        "filtered": filters.any,
        "filtering": filters.any or "filters" in request.GET,
        "searching": bool(filters.q.strip()),
        "form": form or choices.form(),
        "more": choices.has_more,
    }
    return render(request, "log/index.html", context, status=form.status if form else 200)


def _marker(filters: Filters) -> Any:
    if not filters.q.strip():
        return None
    return lambda text: highlighted(text, filters.q)


def highlighted(text: str, query: str) -> SafeString:
    """The part of a text where the words of the query stand, with these words marked."""
    pieces = list(marked(text, query))
    start = 0
    if len(text) > 2 * EXCERPT:
        before = 0
        for piece, is_found in pieces:
            if is_found:
                break
            before += len(piece)
        start = max(0, before - EXCERPT // 2)
        cut = text[start : start + 2 * EXCERPT]
        pieces = list(marked(cut, query))
    html = "".join(
        f"<mark>{escape(piece)}</mark>" if is_found else str(escape(piece)) for piece, is_found in pieces
    )
    dots = (
        "… " if start else "",
        " …" if start + 2 * EXCERPT < len(text) and len(text) > 2 * EXCERPT else "",
    )
    return mark_safe(f"<p>{dots[0]}{html}{dots[1]}</p>")  # noqa: S308  (each piece is escaped)


COLUMNS = ("number", "moment", "day", "who", "type", "sentence", "text", "files", "state", "thread", "digest")


@require_safe
@in_business()
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """All that is visible under the same filters, as CSV, written as it is read."""
    filters = FilterForm(request.GET).filters
    titles = [str(title) for title in _titles()]
    return csv_file(f"log-{request.business.slug}", titles, _export(request.member, filters))


def _export(member: Membership, filters: Filters) -> Iterator[tuple[object, ...]]:
    zone = ZoneInfo(member.person.timezone)
    for entries in everything(member, filters):
        yield from _rows(entries, member, zone)


def _titles() -> list[str | Promise]:
    return [
        _("Number"), _("Moment"), _("Day"), _("Who"), _("Type"), _("What happened"), _("Text"), _("Files"), _("State"),
        _("Thread"), _("Digest"),
    ]  # fmt: skip


def _rows(entries: list[Entry], member: Membership, zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    found = around(entries, member, with_replies=False)
    for entry in entries:
        actor = found.members.get(entry.actor_id)
        written = getattr(entry, "text", None)
        thread = getattr(entry, "thread", None)
        entry.actor = actor
        yield (
            entry.seq, entry.at.astimezone(zone).isoformat(timespec="seconds"), entry.day,
            display.name_for(actor, member), entry.type, str(display.sentence(entry, member)),
            written.body if written else "",
            " ; ".join(file.name for file in found.files.get(entry.pk, ())),
            str(thread.get_state_display()) if thread and thread.is_request else "",
            entry.thread_id or (entry.pk if thread else ""), entry.digest,
        )  # fmt: skip
