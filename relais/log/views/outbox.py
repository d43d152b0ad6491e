"""What was sent, what waits to be, and what failed: for the owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from relais.acts.models import Notice
from relais.acts.notices import known_notices, link_of
from relais.acts.paging import Page, page_by_id
from relais.log import actions
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.people.models import Business, Invitation


@dataclass(frozen=True, slots=True)
class Row:
    """A notice as the page shows it: never what it says, for it is someone else's mail."""

    id: UUID
    kind: str
    email: str
    made_at: datetime
    sent_at: datetime | None
    next_at: datetime
    state: str
    label: str
    failure: str
    link: str


@require_safe
@in_business("outbox.see")
def outbox(request: BusinessRequest) -> HttpResponse:
    """The notices of this business, newest first."""
    page: Page[Notice] = page_by_id(
        Notice.objects.filter(business=request.business), request.GET.get("after", "")
    )
    open_links = set() if settings.MAIL else _open_invitations(request.business)
    rows = [_row(notice, open_links) for notice in page.rows]
    context = {"rows": rows, "page": page, "has_mail": bool(settings.MAIL)}
    return render(request, "log/outbox.html", context)


@require_POST
@in_business("outbox.see")
def sending(request: BusinessRequest, notice_id: UUID) -> HttpResponse:
    """Send again what failed."""
    actions.retry_notice(notice_id, by=actor_of(request), now=timezone.now())
    return HttpResponseRedirect(reverse("log:outbox", args=[request.business.slug]), status=303)


def _open_invitations(business: Business) -> set[str]:
    """Whose invitation can still be taken: only these links are worth showing."""
    invitations = Invitation.objects.open(timezone.now()).filter(business=business)
    return {email.lower() for email in invitations.values_list("email", flat=True)}


def _row(notice: Notice, open_links: set[str]) -> Row:
    notice_kind = known_notices().get(notice.kind)
    shows = (
        notice_kind is not None
        and notice_kind.shown_to_owner
        and notice.secret
        and notice.email.lower() in open_links
    )
    state, label = _state(notice)
    return Row(
        id=notice.pk,
        kind=str(notice_kind.label) if notice_kind else notice.kind,
        email=notice.email,
        made_at=notice.made_at,
        sent_at=notice.sent_at,
        next_at=notice.send_after,
        state=state,
        label=label,
        failure=notice.failure,
        link=link_of(notice) if shows else "",
    )


def _state(notice: Notice) -> tuple[str, str]:
    if notice.sent_at is not None:
        return "sent", pgettext("notice", "Sent") if settings.MAIL else _("Written to the console")
    if notice.failure:
        return "failed", pgettext("notice", "Failed")
    return "waiting", pgettext("notice", "Waiting")
