"""Coming in by an invitation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from relais.acts.refusal import Refused
from relais.people import actions, seams
from relais.people.doors import SeeOther, person_actor_of
from relais.people.forms import JoinForm, NewPersonForm
from relais.people.models import Invitation, Membership, Person
from relais.people.roles_text import DOES, SEES
from relais.people.rules import free_ink
from relais.people.sessions import sign_in
from relais.people.tokens import digest_of

from .secret import secret_page


@require_http_methods(["GET", "HEAD", "POST"])
@secret_page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites, into which business, as what; and the form by which one comes in."""
    found = (
        Invitation.objects.select_related("business", "invited_by__person", "membership")
        .filter(token_digest=digest_of(token))
        .first()
    )
    with translation.override(_language(request, found)):
        return _shown(request, token, found)


def _language(request: HttpRequest, found: Invitation | None) -> str:
    """A stranger reads the page in the language of the invitation, unless they asked for another."""
    current = translation.get_language() or "en"
    if found is None or request.user.is_authenticated or "lang" in request.GET or "lang" in request.COOKIES:
        return current
    return found.language


def _shown(request: HttpRequest, token: str, found: Invitation | None) -> HttpResponse:
    if found is not None and found.membership and found.membership.person_id == request.user.pk:
        return SeeOther(_destination(found))  # a second click, or the mail opened again
    try:
        found = _open(found)
    except Refused as refusal:
        return render(request, "people/invitation_refused.html", {"refusal": refusal}, status=refusal.status)
    known = _who(request, found)
    if known is not None and known.pk != request.user.pk and found.by_hand:
        return render(request, "people/invitation_sign_in.html", {"invitation": found})
    form = _form(request, found, known)
    if request.method == "POST" and form.is_valid() and (membership := _join(request, token, form)):
        return SeeOther(_destination(found, membership))
    shown = {
        "form": form,
        "invitation": found,
        "known": known,
        "is_other": known is not None and known.email != found.email,
        "does": DOES[found.role],
        "sees": SEES[found.role],
    }
    return render(request, "people/invitation.html", shown, status=form.status)


def _open(found: Invitation | None) -> Invitation:
    if found is None:
        raise Refused("link_unknown")
    if found.accepted_at or found.revoked_at:
        raise Refused("invitation_not_open")
    if not found.is_open(timezone.now()):
        raise Refused("link_expired")
    return found


def _who(request: HttpRequest, found: Invitation) -> Person | None:
    """Whoever is signed in, else the account with the invitation's address; none for somebody new."""
    if isinstance(request.user, Person):
        return request.user
    return Person.objects.filter(email=found.email).first()


def _form(request: HttpRequest, found: Invitation, known: Person | None) -> JoinForm | NewPersonForm:
    data = request.POST if request.method == "POST" else None
    ink = free_ink(found.business)
    if known is not None:
        return JoinForm(data, initial={"ink": ink})
    initial = {
        "language": (translation.get_language() or "en")[:2],
        "timezone": found.business.timezone,
        "mail_hour": "15:00",
        "ink": ink,
    }
    return NewPersonForm(data, now=timezone.now(), initial=initial)


def _join(request: HttpRequest, token: str, form: JoinForm | NewPersonForm) -> Membership | None:
    said = form.values()
    membership = form.act(
        lambda: actions.accept_invitation(
            token, **said, by=person_actor_of(request).keyed(None), now=timezone.now()
        )
    )
    if membership is not None and membership.person_id != request.user.pk:
        sign_in(request, membership.person)
    return membership


def _destination(found: Invitation, membership: Membership | None = None) -> str:
    """The delegation whose brief they were invited to read, else Today: a draft is shown to nobody before it is proposed."""
    slug, member = found.business.slug, membership or found.membership
    if found.delegation_id and member is not None and seams.matter_exists(member, found.delegation_id):
        return reverse("delegations:page", args=[slug, found.delegation_id])
    return reverse("today", args=[slug])
