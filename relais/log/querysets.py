"""What a member may read of the running log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from relais.acts.models import Entry
from relais.acts.types import private_types
from relais.people.gates import granted_matters
from relais.people.roles import Role

if TYPE_CHECKING:
    from relais.people.models import Membership


def _readable(member: Membership, at: str = "") -> Q:
    """The condition on `reader` and `delegation_id` for someone outside management, the same for entries and threads.

    A reviewer or mediator reads what both sides of a matter read, not what management keeps to itself.
    """
    own = Q(**{f"{at}reader": member})
    if member.role in (Role.REVIEWER, Role.MEDIATOR) and (matters := granted_matters(member)):
        return own | Q(**{f"{at}delegation_id__in": matters, f"{at}reader__isnull": False})
    return own


def _entries_readable(member: Membership, at: str = "") -> Q:
    """Private types (captured lines) are read by their reader alone; without a reader they are management's."""
    if not member.is_management:
        return _readable(member, at)
    return (
        ~Q(**{f"{at}type__in": private_types()})
        | Q(**{f"{at}reader__isnull": True})
        | Q(**{f"{at}reader": member})
    )


def entries_visible_to(member: Membership) -> models.QuerySet[Entry]:
    """Management reads all of its business; an executor what names them as reader; a reviewer or mediator their matters."""
    return Entry.objects.filter(_entries_readable(member), business_id=member.business_id)


def line_to_make_from(member: Membership, identifier: str | UUID) -> Entry | None:
    """The entry with a text, usually of a captured line, that something is made from: `?from=` its id."""
    try:
        origin = identifier if isinstance(identifier, UUID) else UUID(identifier)
    except ValueError:
        return None
    visible = entries_visible_to(member).select_related("text")
    return visible.filter(pk=origin, text__erased_at=None, text__isnull=False).first()


class ThreadQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        threads = self.filter(business_id=member.business_id)
        return threads if member.is_management else threads.filter(_readable(member))

    def asked_of(self, member: Membership) -> Self:
        """The open requests that this very member is to answer."""
        return self.filter(business_id=member.business_id, asked_of=member, state="open")

    def asked_of_management(self, member: Membership) -> Self:
        """The open requests that management is to answer, whoever of them; none for a member outside it.

        Apart from those asked of one person, since each of the two has an index and both together have none.
        """
        if not member.is_management:
            return self.none()
        return self.filter(business_id=member.business_id, asked_of__isnull=True, state="open")

    def answered_for(self, member: Membership) -> Self:
        """The requests of this member that have an answer to read."""
        return self.filter(asked_by=member, state="answered")


class AttachmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        """A file is read by whoever reads its entry."""
        return self.filter(
            _entries_readable(member, "entry__"), business_id=member.business_id, erased_at=None
        )
