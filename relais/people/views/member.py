"""One member: role, title, what they see; and the acts on them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from relais.acts.notices import absolute
from relais.people import actions, seams
from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business
from relais.people.forms import GrantForm, RoleForm, TitleForm
from relais.people.models import MatterGrant, Membership
from relais.people.roles import MANAGEMENT, Role
from relais.people.roles_text import DOES, INKS, SEES
from relais.people.tokens import HANDED_LIFE

from .secret import secret_page
from .team import member_in

GRANTS_SHOWN = 200


@in_business()
@require_GET
def member(request: BusinessRequest, membership_id: UUID) -> HttpResponse:
    return _page(request, member_in(request, membership_id))


def _page(
    request: BusinessRequest,
    row: Membership,
    *,
    role_form: RoleForm | None = None,
    title_form: TitleForm | None = None,
    grant_form: GrantForm | None = None,
) -> HttpResponse:
    reader = request.member
    is_self = row.id == reader.id
    may_change = reader.may("team.change") and row.is_current and _below(reader, row)
    sees_single = row.role in (Role.REVIEWER, Role.MEDIATOR)
    options = seams.matter_options(reader) if may_change and sees_single else []
    shown = {
        "row": row,
        "is_self": is_self,
        "does": DOES[row.role],
        "sees": SEES[row.role],
        "ink_name": INKS[row.ink],
        "shows_email": is_self or reader.may("team.see"),
        "may_change": may_change,
        "may_leave": row.is_current and (is_self or may_change),
        "may_link": reader.may("business.change") and row.is_current and not is_self,
        "role_form": role_form or RoleForm(member=reader, initial={"role": row.role}),
        "title_form": title_form or TitleForm(initial={"title": row.title}),
        "grant_form": grant_form or GrantForm(options=options),
        "sees_single": sees_single,
        "grants": _grants(reader, row) if sees_single and (may_change or is_self) else [],
    }
    forms = [form for form in (role_form, title_form, grant_form) if form is not None]
    return render(request, "people/member.html", shown, status=forms[0].status if forms else 200)


def _below(reader: Membership, row: Membership) -> bool:
    return reader.role == Role.OWNER or row.role not in MANAGEMENT


def _grants(reader: Membership, row: Membership) -> list[tuple[MatterGrant, str]]:
    grants = list(row.grants.filter(ended_at=None).order_by("-id")[:GRANTS_SHOWN])
    titles = seams.matter_titles(reader, [grant.delegation_id for grant in grants])
    return [(grant, titles.get(grant.delegation_id, "")) for grant in grants]


@in_business("team.change")
@require_POST
def role(request: BusinessRequest, membership_id: UUID) -> HttpResponse:
    row = member_in(request, membership_id)
    form = RoleForm(request.POST, member=request.member)
    if form.is_valid():
        said = form.cleaned_data["role"]
        if form.act(lambda: actions.change_role(row.id, role=said, by=actor_of(request), now=timezone.now())):
            messages.success(request, _("The role is changed."))
            return _to_member(request, row)
    return _page(request, row, role_form=form)


@in_business("team.change")
@require_POST
def title(request: BusinessRequest, membership_id: UUID) -> HttpResponse:
    row = member_in(request, membership_id)
    form = TitleForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data["title"]
        if form.act(
            lambda: actions.change_title(row.id, title=said, by=actor_of(request), now=timezone.now())
        ):
            messages.success(request, _("The title is changed."))
            return _to_member(request, row)
    return _page(request, row, title_form=form)


@in_business()
@require_POST
def departure(request: BusinessRequest, membership_id: UUID) -> HttpResponse:
    """End a membership, or leave oneself: then this business is no longer there for them."""
    row = member_in(request, membership_id)
    actions.end_membership(row.id, by=actor_of(request), now=timezone.now())
    if row.id == request.member.id:
        messages.success(request, _("You left %(business)s.") % {"business": request.business.name})
        return SeeOther(reverse("people:businesses"))
    messages.success(request, _("%(name)s no longer belongs to the team.") % {"name": row.person.name})
    return SeeOther(reverse("people:team", args=[request.business.slug]))


@in_business("business.change")
@require_POST
@secret_page
def sign_in_link(request: BusinessRequest, membership_id: UUID) -> HttpResponse:
    """A link shown once, to hand over where there is no mail."""
    row = member_in(request, membership_id)
    made = actions.make_sign_in_link(row.id, by=actor_of(request), now=timezone.now())
    link = absolute(reverse("people:link", args=[made.token])) if made.token else ""
    hours = int(HANDED_LIFE.total_seconds() // 3600)
    return render(request, "people/member_link.html", {"row": row, "link": link, "hours": hours})


@in_business("team.change")
@require_POST
def grants(request: BusinessRequest, membership_id: UUID) -> HttpResponse:
    row = member_in(request, membership_id)
    form = GrantForm(request.POST, options=seams.matter_options(request.member))
    if form.is_valid():
        chosen = form.cleaned_data["delegation"]
        if form.act(
            lambda: actions.grant_matter(
                row.id, delegation_id=chosen, by=actor_of(request), now=timezone.now()
            )
        ):
            return _to_member(request, row)
    return _page(request, row, grant_form=form)


@in_business("team.change")
@require_POST
def grant_withdrawal(request: BusinessRequest, membership_id: UUID, grant_id: UUID) -> HttpResponse:
    row = member_in(request, membership_id)
    actions.end_grant(grant_id, by=actor_of(request), now=timezone.now())
    return _to_member(request, row)


def _to_member(request: BusinessRequest, row: Membership) -> HttpResponse:
    return SeeOther(reverse("people:member", args=[request.business.slug, row.id]))
