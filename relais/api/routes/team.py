"""Members, invitations, and the single matters that reviewers and mediators are given to see."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import Field

from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.shapes import After, Body, Limit, Listed, Shape, example
from relais.people import actions, models

room = Room("team")

RoleName = Literal["owner", "manager", "executor", "reviewer", "mediator"]
ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"


class Member(Shape):
    """A person in this business. Their address is for themselves and management."""

    model_config = example(
        id=ID, name="Eve Executor", email="eve@example.org", role="executor", title="Webmaster", ink=3,
        joined_at="2026-09-01T07:00:00Z", left_at=None,
    )  # fmt: skip

    id: UUID
    name: str
    email: str | None
    role: str
    title: str
    ink: int
    joined_at: datetime
    left_at: datetime | None


class RoleChange(Body):
    """Another role."""

    model_config = example(role="manager")

    role: RoleName


class TitleChange(Body):
    """What a member does here; empty removes it."""

    model_config = example(title="Webmaster")

    title: str


class Invitation(Shape):
    """An e-mailed link that lets a person in, once. The link itself is only in the mail."""

    model_config = example(
        id=ID, email="eve@example.org", role="executor", title="Webmaster", language="en", delegation=None,
        state="open", invited_by=ID, made_at="2026-09-01T07:00:00Z", expires_at="2026-09-15T07:00:00Z", member=None,
    )  # fmt: skip

    id: UUID
    email: str
    role: str
    title: str
    language: str
    delegation: UUID | None
    state: Literal["open", "expired", "accepted", "revoked"]
    invited_by: UUID
    made_at: datetime
    expires_at: datetime
    member: UUID | None = Field(description="Who came by it.")


class NewInvitation(Body):
    """Whom to invite, and as what."""

    model_config = example(email="eve@example.org", role="executor", title="Webmaster", language="en")

    email: str
    role: RoleName
    title: str = ""
    language: Literal["", "fr", "en"] = Field("", description="Of the mail; empty: the business's.")
    delegation: UUID | None = Field(None, description="The delegation whose brief is shown first.")


class Grant(Shape):
    """One delegation that a reviewer or a mediator was given to see."""

    model_config = example(
        id=ID, member=ID, delegation=ID, granted_by=ID, granted_at="2026-09-01T07:00:00Z", ended_at=None
    )

    id: UUID
    member: UUID
    delegation: UUID
    granted_by: UUID
    granted_at: datetime
    ended_at: datetime | None


class NewGrant(Body):
    """The delegation to be seen."""

    model_config = example(delegation=ID)

    delegation: UUID


# --- members ----------------------------------------------------------------------------------------------------------


def _members(member: models.Membership) -> Any:
    return models.Membership.objects.visible_to(member).select_related("person")


def _member(row: models.Membership, seen_by: models.Membership) -> Any:
    shows_email = seen_by.may("team.see") or row.id == seen_by.id
    return plain(
        row, ("id", "role", "title", "ink", "joined_at", "left_at"),
        name=row.person.name, email=row.person.email if shows_email else None,
    )  # fmt: skip


def _one(request: HttpRequest, member_id: UUID) -> Any:
    member = reader(request)
    return _member(found(_members(member), member_id), member)


@room.reads("/members", Listed[Member], name="list_members", says="List members", scope="team:read")
def list_members(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    role: Annotated[RoleName | None, Query(None)] = None,
    former: Annotated[
        bool, Query(default=False, description="Those who left, instead of those who are there.")
    ] = False,
) -> Any:
    """Management sees everyone; the others themselves and the owner."""
    member = reader(request)
    rows = _members(member)
    rows = rows.exclude(left_at=None) if former else rows.current()
    if role:
        rows = rows.filter(role=role)
    return listed(page_of(rows, after, limit), lambda row: _member(row, member))


@room.reads("/members/{uuid:member_id}", Member, name="get_member", says="One member", scope="team:read")
def get_member(request: HttpRequest, member_id: UUID) -> Any:
    """Whom you may see: see the list."""
    return _one(request, member_id)


@room.acts(
    "/members/{uuid:member_id}/role",
    Member,
    name="change_role",
    says="Change a role",
    scope="team:write",
    status=200,
)
def change_role(request: HttpRequest, member_id: UUID, body: RoleChange) -> Any:
    """Only an owner makes owners and managers."""
    actions.change_role(member_id, role=body.role, **acting(request))
    return _one(request, member_id)


@room.acts(
    "/members/{uuid:member_id}/title",
    Member,
    name="change_title",
    says="Change a title",
    scope="team:write",
    status=200,
)
def change_title(request: HttpRequest, member_id: UUID, body: TitleChange) -> Any:
    """What a member does here."""
    actions.change_title(member_id, title=body.title, **acting(request))
    return _one(request, member_id)


@room.acts(
    "/members/{uuid:member_id}/departure",
    Member,
    name="end_membership",
    says="End a membership",
    scope="team:write",
)
def end_membership(request: HttpRequest, member_id: UUID) -> Any:
    """Someone's, or one's own: then this token opens nothing any more. What they wrote stays."""
    actions.end_membership(member_id, **acting(request))
    return _one(request, member_id)


# --- matters given to see ---------------------------------------------------------------------------------------------


def _grant(row: models.MatterGrant) -> Any:
    return plain(
        row, ("id", "granted_at", "ended_at"),
        member=row.membership_id, delegation=row.delegation_id, granted_by=row.granted_by_id,
    )  # fmt: skip


@room.reads(
    "/members/{uuid:member_id}/grants",
    Listed[Grant],
    name="list_grants",
    says="List matters given to see",
    scope="team:read",
)
def list_grants(request: HttpRequest, member_id: UUID, after: After = "", limit: Limit = 50) -> Any:
    """The delegations that a reviewer or mediator sees: for management and themselves."""
    member = reader(request)
    other = found(_members(member), member_id)
    if other.id != member.id:
        reader(request, "team.see")
    return listed(page_of(other.grants.filter(ended_at=None), after, limit), _grant)


@room.acts(
    "/members/{uuid:member_id}/grants",
    Grant,
    name="grant_matter",
    says="Give a matter to see",
    scope="team:write",
)
def grant_matter(request: HttpRequest, member_id: UUID, body: NewGrant) -> Any:
    """Let a reviewer or mediator see one delegation, with its log and money."""
    return _grant(actions.grant_matter(member_id, delegation_id=body.delegation, **acting(request)))


@room.acts(
    "/grants/{uuid:grant_id}/ending", Grant, name="end_grant", says="Take a matter back", scope="team:write"
)
def end_grant(request: HttpRequest, grant_id: UUID) -> Any:
    """They no longer see the delegation."""
    return _grant(actions.end_grant(grant_id, **acting(request)))


# --- invitations ------------------------------------------------------------------------------------------------------


def _invitations(request: HttpRequest) -> Any:
    return models.Invitation.objects.filter(business_id=reader(request, "team.see").business_id)


def invitation_shape(row: models.Invitation) -> Any:
    return plain(
        row, ("id", "email", "role", "title", "language", "made_at", "expires_at"),
        delegation=row.delegation_id, state=_state(row), invited_by=row.invited_by_id, member=row.membership_id,
    )  # fmt: skip


def _state(row: models.Invitation) -> str:
    if row.accepted_at:
        return "accepted"
    if row.revoked_at:
        return "revoked"
    return "open" if row.is_open(timezone.now()) else "expired"


@room.reads(
    "/invitations", Listed[Invitation], name="list_invitations", says="List invitations", scope="team:read"
)
def list_invitations(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    waiting: Annotated[
        bool, Query(default=False, description="Only those that nobody came by and nobody revoked.")
    ] = False,
) -> Any:
    """For management."""
    rows = _invitations(request)
    if waiting:
        rows = rows.filter(accepted_at=None, revoked_at=None)
    return listed(page_of(rows, after, limit), invitation_shape)


@room.reads(
    "/invitations/{uuid:invitation_id}",
    Invitation,
    name="get_invitation",
    says="One invitation",
    scope="team:read",
)
def get_invitation(request: HttpRequest, invitation_id: UUID) -> Any:
    """For management."""
    return invitation_shape(found(_invitations(request), invitation_id))


@room.acts("/invitations", Invitation, name="invite", says="Invite someone", scope="team:write")
def invite(request: HttpRequest, body: NewInvitation) -> Any:
    """Send a link that lets a person in, once, within two weeks."""
    done = actions.invite(
        email=body.email, role=body.role, title=body.title, language=body.language,
        delegation_id=body.delegation, **acting(request),
    )  # fmt: skip
    return invitation_shape(done)


@room.acts(
    "/invitations/{uuid:invitation_id}/sending", Invitation, name="resend_invitation", says="Send an invitation again",
    scope="team:write",
)  # fmt: skip
def resend_invitation(request: HttpRequest, invitation_id: UUID) -> Any:
    """A new link and two weeks more; the link before no longer works."""
    return invitation_shape(actions.resend_invitation(invitation_id, **acting(request)))


@room.acts(
    "/invitations/{uuid:invitation_id}/revocation", Invitation, name="revoke_invitation", says="Withdraw an invitation",
    scope="team:write",
)  # fmt: skip
def revoke_invitation(request: HttpRequest, invitation_id: UUID) -> Any:
    """Its link no longer works."""
    return invitation_shape(actions.revoke_invitation(invitation_id, **acting(request)))
