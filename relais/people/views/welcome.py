"""First steps: a business of one's own, or the example."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_POST

from relais.acts.refusal import Refused
from relais.people import actions
from relais.people.doors import PersonRequest, SeeOther, person_actor_of, signed_in
from relais.people.forms import BusinessForm
from relais.people.models import Business, Membership
from relais.people.rules import may_open_business

BUILDING_LASTS = 120  # seconds
LOCAL_CURRENCIES = {"Europe/Zurich": "CHF", "Indian/Antananarivo": "MGA", "Europe/London": "GBP"}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def welcome(request: PersonRequest) -> HttpResponse:
    if not may_open_business(request.person):
        return render(request, "people/no_business.html", status=200 if request.member is None else 403)
    now = timezone.now()
    if request.method == "POST":
        form = BusinessForm(request.POST, now=now)
        if form.is_valid():
            said = form.values()
            business = form.act(lambda: actions.open_business(**said, by=person_actor_of(request), now=now))
            if business is not None:
                return SeeOther(reverse("today", args=[business.slug]))
    else:
        form = BusinessForm(now=now, initial=_guess(request))
    return render(
        request,
        "people/welcome.html",
        {"form": form, "has_business": request.member is not None},
        status=form.status,
    )


def _guess(request: PersonRequest) -> dict[str, str]:
    """The person's zone and language, and the currency that is used there."""
    person = request.person
    abroad = "EUR" if person.timezone.startswith("Europe/") else "USD"
    return {
        "timezone": person.timezone,
        "language": person.language,
        "currency": LOCAL_CURRENCIES.get(person.timezone, "EUR" if person.language == "fr" else abroad),
    }


@require_POST
@signed_in
def open_example(request: PersonRequest) -> HttpResponse:
    """Open the example business, built by the same verbs as everything else; once per person, then it is there."""
    if not may_open_business(request.person):
        raise Refused("may_not_open_business")
    mine = Membership.objects.filter(person=request.person, left_at=None, business__is_example=True)
    there = Business.objects.filter(is_example=True, memberships__in=mine).first()
    if there is None:
        # It takes some seconds: a second click meanwhile, on whatever process, does not build a second one.
        building = f"people:example:{request.person.pk}"
        if not cache.add(building, 1, BUILDING_LASTS):
            return SeeOther(reverse("people:businesses"))
        try:
            there = _build(request)
        finally:
            cache.delete(building)
    return SeeOther(reverse("today", args=[there.slug]))


def _build(request: PersonRequest) -> Business:
    # The example needs every room, so that it lives above them all: the settings say where, and people need not know.
    build = import_string(settings.EXAMPLE_BUSINESS)
    return build(owner=request.person, language=request.person.language, now=timezone.now())


@signed_in
def businesses(request: PersonRequest) -> HttpResponse:
    """The businesses where one works, to go from one to another."""
    rows = (
        Membership.objects.current()
        .filter(person=request.person)
        .select_related("business")
        .order_by("business__is_example", "business__name", "business__id")
    )
    return render(
        request,
        "people/businesses.html",
        {"memberships": list(rows), "may_open": may_open_business(request.person)},
    )
