"""Other calendars whose busy times the plan respects, and the address by which a calendar program reads the plan."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from relais.acts.forms import ActForm
from relais.acts.refusal import Refused
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.people.views.secret import secret_page
from relais.planning import actions
from relais.planning.calendars.contents import Calendar as Contents
from relais.planning.calendars.contents import Limits
from relais.planning.forms.hours import CalendarAddressForm, CalendarFileForm
from relais.planning.models import Calendar, Feed
from relais.planning.showing.hours import calendars_of
from relais.planning.views.common import see_other


@in_business("plan.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: BusinessRequest,
    file_form: CalendarFileForm | None = None,
    address_form: CalendarAddressForm | None = None,
) -> HttpResponse:
    file_form, address_form = file_form or CalendarFileForm(), address_form or CalendarAddressForm()
    context = {"rows": calendars_of(request.member), "file_form": file_form, "address_form": address_form}
    status = max(file_form.status, address_form.status)
    return render(request, "planning/calendars.html", context, status=status)


@in_business("plan.keep")
@require_POST
def files(request: BusinessRequest) -> HttpResponse:
    """Respect the calendar of a file."""
    form = CalendarFileForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        data = sent.read(Limits().bytes + 1)
        name = sent.name.rsplit(".", 1)[0]
        if _added(request, form, lambda: _read(request, data), name=name):
            return see_other("calendars", request)
    return _page(request, file_form=form)


@in_business("plan.keep")
@require_POST
def addresses(request: BusinessRequest) -> HttpResponse:
    """Respect the calendar at an address."""
    form = CalendarAddressForm(request.POST)
    if form.is_valid():
        said = form.values()
        if _added(request, form, lambda: _fetch(request, said["url"]), **said):
            return see_other("calendars", request)
    return _page(request, address_form=form)


def _read(request: BusinessRequest, data: bytes) -> Contents:
    from relais.planning import subscriptions  # the libraries of calendars are loaded when one is read

    return subscriptions.read(data, request.member, now=timezone.now())


def _fetch(request: BusinessRequest, url: str) -> Contents:
    from relais.planning import subscriptions

    return subscriptions.fetch(url, request.member, now=timezone.now())


def _added(
    request: BusinessRequest,
    form: ActForm,
    contents: Callable[[], Contents],
    *,
    name: str = "",
    url: str = "",
) -> bool:
    """Read it first, without a transaction; then keep what was read. A refusal stands beside what was given."""
    found = form.act(contents)
    if found is None:
        return False
    name = name if url or not found.name else found.name
    done = form.act(
        lambda: actions.add_calendar(found, name=name, url=url, by=actor_of(request), now=timezone.now())
    )
    if done is None:
        return False
    if done.unread:
        messages.warning(
            request, _("The calendar is respected; what could not be read of it is listed below.")
        )
    else:
        messages.success(request, _("The calendar is respected."))
    return True


@in_business("plan.keep")
@require_POST
def refreshing(request: BusinessRequest, calendar_id: UUID) -> HttpResponse:
    """Read a calendar again at its address. Where that fails, what was read before stays and the page says why."""
    row = _calendar(request, calendar_id)
    if not row.url:
        raise Http404
    contents, failure = None, ""
    try:
        contents = _fetch(request, row.url)
    except Refused as refused:
        failure = refused.code
    actions.refresh_calendar(row.id, contents, failure=failure, by=actor_of(request), now=timezone.now())
    if contents is None:
        messages.warning(
            request, _("The calendar could not be read again; what it said before still counts.")
        )
    else:
        messages.success(request, _("The calendar was read again."))
    return see_other("calendars", request)


@in_business("plan.keep")
@require_POST
def removal(request: BusinessRequest, calendar_id: UUID) -> HttpResponse:
    row = _calendar(request, calendar_id)
    actions.remove_calendar(row.id, by=actor_of(request), now=timezone.now())
    messages.success(
        request, _("The calendar is not respected any more: its busy times and days off are gone.")
    )
    return see_other("calendars", request)


def _calendar(request: BusinessRequest, calendar_id: UUID) -> Calendar:
    row: Calendar | None = Calendar.objects.visible_to(request.member).filter(pk=calendar_id).first()
    if row is None:
        raise Http404
    return row


# --- the plan as a calendar -------------------------------------------------------------------------------------------


@in_business("plan.keep")
@secret_page
@require_safe
def feed(request: BusinessRequest) -> HttpResponse:
    """Whether the plan can be read by an address, since when; never the address itself."""
    return _feed(request)


@in_business("plan.keep")
@secret_page
@require_POST
def feed_making(request: BusinessRequest) -> HttpResponse:
    """A new address, shown this once; the one before ends."""
    # Without a key: the address is not kept, so that it could not be shown again to a repeat.
    made = actions.make_feed(by=actor_of(request).keyed(None), now=timezone.now())
    return _feed(request, request.build_absolute_uri(reverse("plan-feed", args=[made.token])))


def _feed(request: BusinessRequest, address: str = "") -> HttpResponse:
    row = Feed.objects.visible_to(request.member).filter(ended_at=None).first()
    return render(request, "planning/feed.html", {"feed": row, "address": address})


@in_business("plan.keep")
@require_POST
def feed_end(request: BusinessRequest) -> HttpResponse:
    actions.end_feed(by=actor_of(request), now=timezone.now())
    messages.success(request, _("Nobody reads your plan by that address any more."))
    return see_other("feed", request)
