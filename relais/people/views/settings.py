"""Settings: of the business, and of oneself."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from relais.acts.prepared import Prepared
from relais.acts.refusal import Refused
from relais.config.money import currency_name
from relais.people import actions
from relais.people.doors import (
    BusinessRequest,
    PersonRequest,
    SeeOther,
    actor_of,
    in_business,
    person_actor_of,
    signed_in,
)
from relais.people.forms import BusinessForm, InkForm, MeForm, settings_form
from relais.people.models import Membership
from relais.people.sessions import landing
from relais.people.zones import city_of, hour_in


@in_business()
@require_http_methods(["GET", "HEAD", "POST"])
def business(request: BusinessRequest) -> HttpResponse:
    """The owner changes the business; the others read what it says."""
    now, form = timezone.now(), None
    if request.member.may("business.change"):
        form = settings_form(request.business, now)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        form = BusinessForm(request.POST, now=now)
        if form.is_valid():
            said = form.values()
            if form.act(lambda: actions.change_business(**said, by=actor_of(request), now=now)):
                messages.success(request, _("The settings are saved."))
                return SeeOther(request.path)
    language = (translation.get_language() or "en")[:2]
    zone = request.business.timezone
    shown = {
        "form": form,
        "currency": currency_name(request.business.currency, language),
        "city": city_of(zone, language),
        "hour": hour_in(zone, now),
    }
    return render(request, "people/business_settings.html", shown, status=form.status if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def me(request: PersonRequest) -> HttpResponse:
    """Name, language, zone, mail hour, theme; the ink in each business; password, passkeys and devices."""
    now = timezone.now()
    if request.method != "POST":
        return _me(request, MeForm.of(request.person, now))
    form = MeForm(request.POST, now=now)
    if form.is_valid():
        said = form.values()
        person = form.act(lambda: actions.change_me(**said, by=person_actor_of(request), now=now))
        if person is not None:
            with translation.override(person.language):
                messages.success(request, _("Your settings are saved."))
            return SeeOther(reverse("people:me"))
    return _me(request, form)


_theirs: Final = Prepared(
    lambda person: (
        Membership.objects.current()
        .filter(person_id=person)
        .select_related("business")
        .order_by("business__name", "business__id")
    ),
    person=UUID,
)
_passkeys: Final = Prepared(
    lambda person: Authenticator.objects.filter(user_id=person, type=Authenticator.Type.WEBAUTHN).values_list(
        "pk"
    ),
    person=UUID,
)
_devices: Final = Prepared(
    lambda person: UserSession.objects.filter(user_id=person).values_list("pk"), person=UUID
)


def _me(request: PersonRequest, form: MeForm) -> HttpResponse:
    memberships = _theirs.rows(person=request.person.pk)
    shown = {
        "form": form,
        "inks": [(row, InkForm.of(row)) for row in memberships],
        "passkeys": len(_passkeys.rows(person=request.person.pk)),
        "devices": len(_devices.rows(person=request.person.pk)),
        "has_password": request.person.has_usable_password(),
        "by_link": any(
            r.get("method") == "link" for r in get_authentication_records(request, request.person)
        ),
    }
    return render(request, "people/me.html", shown, status=form.status)


@require_POST
@signed_in
def language(request: PersonRequest) -> HttpResponse:
    """The other language, from the frame of every page."""
    actions.change_language(
        language=request.POST.get("language", ""), by=person_actor_of(request), now=timezone.now()
    )
    return SeeOther(landing(request, request.POST.get("next", "")))


@in_business()
@require_POST
def ink(request: BusinessRequest) -> HttpResponse:
    """The ink in which one writes in this business."""
    form = InkForm(request.POST, prefix=InkForm.prefix_of(request.member))
    if not form.is_valid():
        raise Refused("ink_unknown", field="ink")
    actions.change_ink(ink=form.cleaned_data["ink"], by=actor_of(request), now=timezone.now())
    messages.success(request, _("Your ink is changed."))
    return SeeOther(reverse("people:me"))
