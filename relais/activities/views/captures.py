"""Captured lines: kept from any page, sorted on theirs."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from relais.activities import actions
from relais.activities.chips import Chips, accepted_in, chips_of, refused_in
from relais.activities.forms import CaptureForm
from relais.activities.models import Capture, Sorting
from relais.acts.paging import PAGE, Page
from relais.acts.refusal import Refused
from relais.config.dates import moment_text
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.people.models import Membership
from relais.people.prepared import OfMember, page_by_id

PAGES = {
    "request": "log:new",
    "delegation": "delegations:new",
    "procedure": "procedures:new",
    "note": "activities:note-new",
}
_BLANK = UUID(int=0)
RESULTS = {
    "request": "log:entry",
    "delegation": "delegations:page",
    "procedure": "procedures:page",
    "task": "planning:task",
    "note": "activities:note",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A captured line as the page shows it; `state` is what became of it, empty while it is to sort."""

    id: UUID
    entry_id: UUID
    text: str
    erased: bool
    at: str
    moment: str
    who: str
    state: str
    url: str
    chips: Chips | None = None


@require_safe
@in_business("capture.write")
def index(request: BusinessRequest) -> HttpResponse:
    """The lines to sort, newest first; the sorted ones behind a tab."""
    return _show(request)


def _show(request: BusinessRequest, form: CaptureForm | None = None) -> HttpResponse:
    member, is_sorted = request.member, request.GET.get("sorted") == "1"
    page: Page[Capture] = page_by_id(_lines(is_sorted), member, request.GET.get("after", ""))
    here = reverse("captures:index", args=[request.business.slug])
    context = {
        "rows": [_row(line, member) for line in page.rows],
        "page": page,
        "sorted": is_sorted,
        "name": _("Captured lines"),
        "tabs": [
            {"url": here, "label": _("To sort"), "current": not is_sorted},
            {"url": f"{here}?sorted=1", "label": _("Sorted"), "current": is_sorted},
        ],
        "places": _places(member),
        "to_task": _address("planning:line-task", request.business.slug, _BLANK).removesuffix(f"{_BLANK}/"),
        "form": form,
    }
    return render(request, "activities/index.html", context, status=form.status if form else 200)


@functools.cache
def _lines(is_sorted: bool) -> OfMember:
    def build(member: Membership, before: UUID) -> QuerySet[Capture]:
        visible: Any = Capture.objects.visible_to(member).filter(
            sorted_at__isnull=not is_sorted, id__lt=before
        )
        rows = visible.select_related("entry__text", "sorting", "by__person").order_by("-id")
        needed = (
            "by_id",
            "entry_id",
            "captured_at",
            "entry__text__body",
            "entry__text__erased_at",
            "by__person__name",
        )
        found: QuerySet[Capture] = rows.only(*needed, "sorting__into", "sorting__into_id")[: PAGE + 1]
        return found

    return OfMember(build, before=UUID)


def _places(member: Membership) -> list[dict[str, str]]:
    """What a line can be made into, by those who may."""
    said = [
        ("request", _("Ask it"), True),
        ("delegation", _("Delegate it"), member.may("delegation.change")),
        ("procedure", _("Write how"), member.may("procedure.change")),
        ("note", _("Keep it as a note"), member.may("activity.keep")),
    ]
    places = [
        {"label": label, "url": _address(PAGES[into], member.business.slug)}
        for into, label, allowed in said
        if allowed
    ]
    return [place for place in places if place["url"]]


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:  # a room without that page
        return ""


def _row(line: Capture, member: Membership) -> Row:
    written = getattr(line.entry, "text", None)
    erased = written is None or written.erased_at is not None
    became: Sorting | None = getattr(line, "sorting", None)
    return Row(
        id=line.pk,
        entry_id=line.entry_id,
        text=_("This text was erased.") if erased else written.body,  # type: ignore[union-attr]
        erased=erased,
        at=localtime(line.captured_at).isoformat(timespec="minutes"),
        moment=moment_text(line.captured_at, "fr" if (get_language() or "").startswith("fr") else "en"),
        who="" if line.by_id == member.id else str(line.by.person),
        state=_state(became) if became else "",
        chips=None if erased or became else _chips(line, written.body, member),  # type: ignore[union-attr]
        url=_address(RESULTS[became.into], member.business.slug, became.into_id)
        if became and became.into_id
        else "",
    )


def _chips(line: Capture, text: str, member: Membership, given: QueryDict | None = None) -> Chips | None:
    """How the line is read, for who can make a task of it."""
    if not member.may("plan.keep"):
        return None
    given = given if given is not None else QueryDict()
    return chips_of(
        text, member, now=line.captured_at, refused=refused_in(given), accepted=accepted_in(given)
    )


def _state(became: Sorting) -> str:
    return {
        "request": _("made a request"),
        "delegation": _("made a delegation"),
        "procedure": _("made a procedure"),
        "task": _("made a task"),
        "note": _("made a note"),
        "done": pgettext("captured line", "done"),
        "dropped": pgettext("captured line", "dropped"),
    }[became.into]


@require_POST
@in_business("capture.write")
def captures(request: BusinessRequest) -> HttpResponse:
    """Keep a line, and stay on the page it came from."""
    form = CaptureForm(request.POST)
    now = timezone.now()
    line = None
    if form.is_valid():
        line = form.act(lambda: actions.capture(text=form.values()["text"], by=actor_of(request), now=now))
    if line is None:
        return _show(request, form)
    back = _next(request)
    if request.headers.get("X-Requested-With") == "fetch":
        return _kept(request, line, back)
    messages.success(request, _told(request, line, back))
    return HttpResponseRedirect(back, status=303)


def _told(request: BusinessRequest, line: Capture, back: str) -> str:
    """What is said of a line that was kept: how it was read, and where to go on."""
    slug = request.business.slug
    chips = _chips(line, request.POST.get("text", "").strip(), request.member)
    if chips is None:
        here = reverse("captures:index", args=[slug])
        return format_html('{} <a href="{}#c{}">{}</a>', _("Captured."), here, line.pk, _("Sort or undo"))
    read = " · ".join([f"“{chips.title}”", *(chip.label for chip in chips.chips if chip.label)])
    address = f"{reverse('captures:line', args=[slug, line.pk])}?{urlencode({'next': back})}"
    return format_html(
        '{} {} <a href="{}">{}</a>', _("Captured."), read, address, _("Make it a task, correct or undo")
    )


def _kept(request: BusinessRequest, line: Capture, back: str) -> HttpResponse:
    """What the box at the top says of the line that it sent: how it was read."""
    chips = _chips(line, request.POST.get("text", "").strip(), request.member)
    if chips is None:
        return HttpResponse(status=204)
    context = {"line": line, "chips": chips, "back": back, "kept": True}
    return render(request, "activities/_reading.html", context)


@require_safe
@in_business("capture.write")
def line(request: BusinessRequest, capture_id: UUID) -> HttpResponse:
    """One line and how it is read; each part corrected or sent back by a link."""
    found = (
        Capture.objects.visible_to(request.member)
        .select_related("entry__text", "sorting", "by__person")
        .filter(pk=capture_id)
        .first()
    )
    if found is None:
        raise Http404
    row = _row(found, request.member)
    chips = _chips(found, row.text, request.member, request.GET) if row.chips else None
    context = {"line": found, "row": row, "chips": chips, "back": _next(request, request.GET)}
    is_part = request.headers.get("HX-Request") == "true"
    return render(
        request, "activities/_reading.html" if is_part and chips else "activities/line.html", context
    )


@require_POST
@in_business("capture.write")
def sorting(request: BusinessRequest, capture_id: UUID) -> HttpResponse:
    """Done or dropped, or with nothing: to be sorted again. What becomes something goes to the page that makes it."""
    into = request.POST.get("into", "")
    if into in PAGES:
        line = Capture.objects.visible_to(request.member).filter(pk=capture_id).first()
        if line is None:
            raise Refused("not_found")
        return HttpResponseRedirect(
            f"{reverse(PAGES[into], args=[request.business.slug])}?from={line.entry_id}", status=303
        )
    by, now = actor_of(request), timezone.now()
    if into:
        actions.sort(capture_id, into=into, by=by, now=now)
    else:
        actions.unsort(capture_id, by=by, now=now)
    return HttpResponseRedirect(_next(request), status=303)


def _next(request: BusinessRequest, given: QueryDict | None = None) -> str:
    """The page to go back to, if it is one of ours."""
    said = (request.POST if given is None else given).get("next", "")
    if said.startswith("/") and url_has_allowed_host_and_scheme(said, allowed_hosts={request.get_host()}):
        return said
    return reverse("captures:index", args=[request.business.slug])
