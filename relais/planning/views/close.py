"""The close of a day: done or not, the mail, tops and flops, tomorrow. Closed once, however many windows are open."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business
from relais.planning import actions
from relais.planning.forms.day import CloseForm
from relais.planning.models import HighlightKind
from relais.planning.reading import day_now
from relais.planning.showing.close import Close, close_shown
from relais.planning.views.common import date_in, see_other
from relais.planning.views.day import part_of


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: BusinessRequest) -> HttpResponse:
    """Close a day (today, or `?on=`). Its buttons note a top or a flop, take one away, or close."""
    on = _day(request)
    shown = close_shown(request.member, on, now=timezone.now())
    if request.method != "POST":
        given = {name: request.GET[name] for name in _ANSWERS if name in request.GET}
        return _show(request, shown, _form(shown, initial=given))
    form = _form(shown, request.POST)
    if "note" in request.POST:
        return _note(request, on, shown, form)
    if "remove" in request.POST:
        return _remove(request, on, form)
    if form.is_valid():
        done = form.act(
            lambda: actions.close_day(on, **form.values(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("The day is closed. Good evening."))
            return SeeOther(_address(request, on))
        # Closed in another window meanwhile: show what it says, and keep what was typed here.
        shown = close_shown(request.member, on, now=timezone.now())
    return _show(request, shown, form)


_ANSWERS = ("important_done", "mail_done", "did_as_decided", "it_worked", "top", "flop")


def _day(request: BusinessRequest) -> date:
    today = day_now(request.member, timezone.now())
    return date_in(request.POST.get("on") or request.GET.get("on", "")) or today


def _form(shown: Close, data: object = None, *, initial: object = None) -> CloseForm:
    return CloseForm(data, initial=initial, important=shown.important, left=shown.choices)


def _show(request: BusinessRequest, shown: Close, form: CloseForm) -> HttpResponse:
    return render(request, "planning/close.html", {"close": shown, "form": form}, status=form.status)


def _note(request: BusinessRequest, on: date, shown: Close, form: CloseForm) -> HttpResponse:
    """Keep what was typed as a top, a flop, or both; what was ticked stays."""
    by, now = actor_of(request), timezone.now()
    for kind, name in ((HighlightKind.TOP, "top"), (HighlightKind.FLOP, "flop")):
        text = form.data.get(name, "")
        if not text.strip():
            continue
        noted = form.act(
            lambda kind=kind, text=text, name=name: actions.note_highlight(  # type: ignore[misc]
                kind.value, text, on=on, by=part_of(by, name), now=now
            )
        )
        if noted is None:
            return _show(request, shown, form)
    return SeeOther(_address(request, on, form.answers(), "highlights"))


def _remove(request: BusinessRequest, on: date, form: CloseForm) -> HttpResponse:
    by = part_of(actor_of(request), f"remove-{request.POST['remove']}"[:60])
    try:
        highlight_id = UUID(request.POST["remove"])
    except ValueError:
        return SeeOther(_address(request, on))
    actions.remove_highlight(highlight_id, by=by, now=timezone.now())
    return SeeOther(_address(request, on, form.answers(), "highlights"))


def _address(
    request: BusinessRequest, on: date, answers: dict[str, str] | None = None, fragment: str = ""
) -> str:
    said = {"on": on.isoformat(), **(answers or {})}
    return (
        f"{reverse('planning:close', args=[request.business.slug])}?{urlencode(said)}"
        f"{f'#{fragment}' if fragment else ''}"
    )


@in_business("plan.keep")
@require_POST
def reopening(request: BusinessRequest) -> HttpResponse:
    """Go on with a day that was closed."""
    on = _day(request)
    actions.reopen_day(on, by=actor_of(request), now=timezone.now())
    messages.success(request, _("The day is open again."))
    return see_other("close", request) if on != day_now(request.member, timezone.now()) else _today(request)


def _today(request: BusinessRequest) -> HttpResponse:
    return SeeOther(reverse("today", args=[request.business.slug]))
