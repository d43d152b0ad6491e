"""The outbox: what failed can be sent again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.models import Notice
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.log.entries import NoticeRetried
from relais.people.gates import require


@verb
def retry_notice(notice_id: UUID, *, by: Actor, now: datetime) -> Notice:
    """Let a notice that failed wait to be sent again. Refused: `not_found`, `notice_not_failed`."""
    member = require(by, "outbox.see")
    notice = Notice.objects.select_for_update().filter(business_id=member.business_id, pk=notice_id).first()
    if notice is None:
        raise Refused("not_found")
    # The worker may just have sent it: the condition decides, not what was read.
    failed = Notice.objects.filter(pk=notice.pk, sent_at=None).exclude(failure="")
    if not failed.update(attempts=0, send_after=now, claimed_at=None):
        raise Refused("notice_not_failed")
    record(member.business, NoticeRetried(kind=notice.kind), by=by, now=now, subject=notice)
    notice.refresh_from_db()
    return notice
