"""Team: who belongs to the business, as what, and who is invited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from relais.acts.notices import absolute
from relais.config.csvfile import csv_file
from relais.config.dates import day_text
from relais.people import actions
from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business
from relais.people.forms import InvitationForm
from relais.people.models import Invitation, Membership
from relais.people.prepared import OfMember
from relais.people.roles import Role
from relais.people.roles_text import INKS as INK_NAMES
from relais.people.roles_text import SEES
from relais.people.teams import current_page, former_page

from .secret import secret_page

OPEN_SHOWN = 100


@in_business()
@require_GET
def team(request: BusinessRequest) -> HttpResponse:
    """Everyone for management; for the others, the owner and themselves."""
    form = InvitationForm(member=request.member) if request.member.may("team.change") else None
    return _page(request, form)


def _page(request: BusinessRequest, form: InvitationForm | None) -> HttpResponse:
    member, after = request.member, request.GET.get("after", "")
    former = member.may("team.see") and request.GET.get("show") == "former"
    page = (former_page if former else current_page)(member, after)
    shown = {
        "page": page,
        "people": _shown(page.rows, member),
        "former": former,
        "form": form,
        "invitations": _open_invitations(member) if not former else [],
    }
    return render(request, "people/team.html", shown, status=form.status if form else 200)


@dataclass(frozen=True, slots=True)
class Row:
    """A member as the list shows them, every string made: `since` says when they came, or left."""

    url: str
    name: str
    ink: str
    role: str
    since: str
    sees: str
    is_you: bool


def _shown(rows: Iterable[Membership], member: Membership) -> list[Row]:
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    roles = {role.value: str(role.label) for role in Role}
    sees = {role: str(said) for role, said in SEES.items()}
    left, here = _("left on %(day)s"), _("%(ink)s ink · since %(day)s")
    page = reverse("people:member", args=[member.business.slug, UUID(int=0)])

    def since(row: Membership) -> str:
        if row.left_at:
            return left % {"day": day_text(row.left_at, language)}
        return here % {"ink": INK_NAMES[row.ink], "day": day_text(row.joined_at, language)}

    return [
        Row(
            url=page.replace(str(UUID(int=0)), str(row.id)),
            name=row.person.name,
            ink=f"ink-{row.ink}",
            role=f"{roles[row.role]} · {row.title}" if row.title else roles[row.role],
            since=since(row),
            sees=sees[row.role],
            is_you=row.id == member.id,
        )
        for row in rows
    ]


def _open_invitations(member: Membership) -> list[tuple[Invitation, bool]]:
    """Those that can still be accepted or sent again, and whether they ran out; management sees them."""
    if not member.may("team.see"):
        return []
    now = timezone.now()
    return [(row, not row.is_open(now)) for row in _waiting.rows(member)]


_waiting: Final = OfMember(
    lambda member: (
        Invitation.objects.filter(business_id=member.business_id, accepted_at=None, revoked_at=None)
        .select_related("invited_by__person")
        .order_by("-id")[:OPEN_SHOWN]
    )
)


@in_business("team.change")
@require_POST
def invitations(request: BusinessRequest) -> HttpResponse:
    form = InvitationForm(request.POST, member=request.member)
    if form.is_valid():
        said = form.values()
        invitation = form.act(lambda: actions.invite(**said, by=actor_of(request), now=timezone.now()))
        if invitation is not None:
            messages.success(request, _("%(email)s is invited.") % {"email": invitation.email})
            return _to_team(request)
    return _page(request, form)


@in_business("team.change")
@require_POST
def invitation_sending(request: BusinessRequest, invitation_id: UUID) -> HttpResponse:
    """A new link by mail; the one before is dead."""
    invitation = actions.resend_invitation(invitation_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("A new invitation was sent to %(email)s.") % {"email": invitation.email})
    return _to_team(request)


@in_business("team.change")
@require_POST
@secret_page
def invitation_link(request: BusinessRequest, invitation_id: UUID) -> HttpResponse:
    """A new link, shown once, to hand over oneself; the one before is dead."""
    invitation = actions.resend_invitation(
        invitation_id, by_hand=True, by=actor_of(request), now=timezone.now()
    )
    link = absolute(reverse("people:invitation", args=[invitation.token])) if invitation.token else ""
    return render(request, "people/invitation_link.html", {"invitation": invitation, "link": link})


@in_business("team.change")
@require_POST
def invitation_revocation(request: BusinessRequest, invitation_id: UUID) -> HttpResponse:
    invitation = actions.revoke_invitation(invitation_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    return _to_team(request)


def _to_team(request: BusinessRequest) -> HttpResponse:
    return SeeOther(reverse("people:team", args=[request.business.slug]))


@in_business()
@require_GET
def export(request: BusinessRequest) -> HttpResponseBase:
    """The team as a file for a spreadsheet: those whom the member sees; addresses for management only."""
    member = request.member
    rows = Membership.objects.visible_to(member).select_related("person").order_by("id")

    head = [
        _("Name"), _("E-mail address"), _("Role"), _("What they do here"), _("Joined on"), _("Left on"),
    ]  # fmt: skip

    def lines() -> Iterator[tuple[str, ...]]:
        for row in rows.iterator(chunk_size=500):
            email = row.person.email if member.may("team.see") or row.id == member.id else ""
            joined = timezone.localtime(row.joined_at).date().isoformat()
            left = timezone.localtime(row.left_at).date().isoformat() if row.left_at else ""
            yield row.person.name, email, str(row.get_role_display()), row.title, joined, left

    return csv_file(f"{request.business.slug}-team", head, lines())


def member_in(request: BusinessRequest, membership_id: UUID) -> Membership:
    """A member of the business that the reader may see; 404 otherwise."""
    row = (
        Membership.objects.visible_to(request.member)
        .select_related("person")
        .filter(id=membership_id)
        .first()
    )
    if row is None:
        raise Http404
    row.business = request.business
    return row
