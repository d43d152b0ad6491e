"""What a member may read of the running log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from relais.acts.models import Entry
from relais.people.gates import granted_matters
from relais.people.roles import Role

if TYPE_CHECKING:
    from relais.people.models import Membership


def entries_visible_to(member: Membership) -> models.QuerySet[Entry]:
    """Management reads all of its business; an executor what names them as reader; a reviewer or mediator their matters."""
    entries = Entry.objects.filter(business_id=member.business_id)
    if member.is_management:
        return entries
    if member.role in (Role.REVIEWER, Role.MEDIATOR):
        return entries.filter(Q(delegation_id__in=granted_matters(member)) | Q(reader=member))
    return entries.filter(reader=member)


class ThreadQuerySet(models.QuerySet[Any]):
    def visible_to(self, member: Membership) -> Self:
        threads = self.filter(business_id=member.business_id)
        if member.is_management:
            return threads
        if member.role in (Role.REVIEWER, Role.MEDIATOR):
            return threads.filter(
                Q(delegation_id__in=granted_matters(member)) | Q(asked_by=member) | Q(asked_of=member)
            )
        return threads.filter(Q(asked_by=member) | Q(asked_of=member))
