"""A line on its own page: the request, what was answered, and the acts on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from relais.acts.models import Entry
from relais.acts.paging import Page
from relais.acts.refusal import Refused
from relais.log import actions, display
from relais.log.actions.amending import original_id
from relais.log.actions.writing import may_settle
from relais.log.forms import CorrectionForm, ReplyForm
from relais.log.loading import Around, around, for_display
from relais.log.models import Thread
from relais.log.querysets import entries_visible_to
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.people.models import Membership
from relais.people.prepared import OfMember

REPLIES = 100


@require_safe
@in_business()
def entry(request: BusinessRequest, entry_id: UUID) -> HttpResponse:
    """The page of a line; a reply or a correction is shown in its thread."""
    found = load(request, entry_id)
    first = found.thread_id or original_id(found)
    if first != found.pk:
        return HttpResponseRedirect(f"{address(request, first)}#e{found.seq}")
    return show(request, found)


def load(request: BusinessRequest, entry_id: UUID) -> Entry:
    found: Entry | None = _entry.first(request.member, entry=entry_id)
    if found is None:
        raise Http404
    return found


def _inside(member: Membership, root: UUID, before: int) -> QuerySet[Entry]:
    """The latest replies of a thread before a number, and one more than a page shows."""
    inside = for_display(entries_visible_to(member).filter(thread_id=root, seq__lt=before))
    return inside.order_by("-seq")[: REPLIES + 1]


_entry: Final = OfMember(
    lambda member, entry: for_display(entries_visible_to(member)).filter(pk=entry), entry=UUID
)
_replies: Final = OfMember(_inside, root=UUID, before=int)


def address(request: BusinessRequest, entry_id: UUID) -> str:
    return reverse("log:entry", args=[request.business.slug, entry_id])


def show(
    request: BusinessRequest,
    root: Entry,
    *,
    reply: ReplyForm | None = None,
    correction: tuple[UUID, CorrectionForm] | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    """The thread, with the form that was refused as it was typed."""
    member = request.member
    thread: Thread | None = getattr(root, "thread", None)
    page = _page(request, root)
    shown = display.lines([root], member, short=False, found=_around(root, page, request))
    settling = thread is not None and may_settle(thread, member)
    context = {
        "root": root,
        "thread": thread,
        "lines": shown,
        "page": page,
        "reply": reply or ReplyForm(draft=f"reply-{root.pk}", may_settle=settling and not thread.is_settled),  # type: ignore[union-attr]
        "may_settle": settling,
        "correcting": correction[0] if correction else None,
        "correction": correction[1] if correction else None,
        "refusal": refusal,
    }
    status = next((form.status for form in (reply, correction and correction[1]) if form), 200)
    return render(request, "log/entry.html", context, status=refusal.status if refusal else status)


def _page(request: BusinessRequest, root: Entry) -> Page[Entry]:
    """The latest replies, and those before them on the pages after."""
    after = request.GET.get("after", "")
    before = int(after) if after.isdecimal() and len(after) < 19 else 0
    found = _replies.rows(request.member, root=root.pk, before=before or 2**62)
    shown = tuple(found[:REPLIES])
    return Page(shown, str(shown[-1].seq) if len(found) > REPLIES else "", not before)


def _around(root: Entry, page: Page[Entry], request: BusinessRequest) -> Around:
    """What stands beside the lines of the page, with every correction of them wherever it stands."""
    replies = sorted(page.rows, key=lambda row: row.seq)
    found = around([root, *replies], request.member, with_replies=False)
    found.replies = {root.pk: [row for row in replies if row.pk != root.pk]}
    return found


@require_POST
@in_business("log.write")
def replies(request: BusinessRequest, entry_id: UUID) -> HttpResponse:
    """Write in the thread."""
    root = load(request, entry_id)
    thread: Thread | None = getattr(root, "thread", None)
    settling = thread is not None and may_settle(thread, request.member)
    form = ReplyForm(request.POST, request.FILES, draft=f"reply-{root.pk}", may_settle=settling)
    if form.is_valid():
        written = form.act(
            lambda: actions.reply(entry_id, **form.values(), by=actor_of(request), now=timezone.now())
        )
        if written is not None:
            return HttpResponseRedirect(f"{address(request, entry_id)}#e{written.seq}", status=303)
    return show(request, root, reply=form)


@require_POST
@in_business("log.write")
def settlement(request: BusinessRequest, entry_id: UUID) -> HttpResponse:
    """The request is done with."""
    return _act(request, entry_id, lambda: actions.settle(entry_id, by=actor_of(request), now=timezone.now()))


@require_POST
@in_business("log.write")
def reopening(request: BusinessRequest, entry_id: UUID) -> HttpResponse:
    """The request is not done with after all."""
    return _act(request, entry_id, lambda: actions.reopen(entry_id, by=actor_of(request), now=timezone.now()))


def _act(request: BusinessRequest, entry_id: UUID, verb: Callable[[], Thread]) -> HttpResponse:
    """An act of one button: back to the page, which says why where it was refused."""
    root = load(request, entry_id)
    try:
        verb()
    except Refused as refusal:
        return show(request, load(request, root.pk), refusal=refusal)
    return HttpResponseRedirect(address(request, entry_id), status=303)
