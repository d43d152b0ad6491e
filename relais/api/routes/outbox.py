"""The outbox: what was sent, what waits, what failed. Never what it says, for it is someone else's mail."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from relais.acts.models import Notice as Row
from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.shapes import After, Limit, Listed, Shape, example
from relais.log import actions

room = Room("outbox")


class Notice(Shape):
    """A mail: sent, waiting for its moment or its next try, or given up on."""

    model_config = example(
        id="01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f", kind="invitation", email="eve@example.org", language="en",
        state="waiting", made_at="2026-11-23T08:52:00Z", send_after="2026-11-23T08:52:00Z", sent_at=None, attempts=0,
        failure="",
    )  # fmt: skip

    id: UUID
    kind: str
    email: str
    language: str
    state: Literal["sent", "waiting", "failed"]
    made_at: datetime
    send_after: datetime
    sent_at: datetime | None
    attempts: int
    failure: str = Field(description="What the mail server said last.")


def _rows(request: HttpRequest) -> Any:
    return Row.objects.filter(business_id=reader(request, "outbox.see").business_id)


def _notice(row: Row) -> Any:
    names = (
        "id", "kind", "email", "language", "made_at", "send_after", "sent_at", "attempts", "failure",
    )  # fmt: skip
    state = "sent" if row.sent_at else "failed" if row.failure else "waiting"
    return plain(row, names, state=state)


@room.reads("", Listed[Notice], name="list_notices", says="List notices", scope="team:read")
def list_notices(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    failed: Annotated[bool, Query(default=False, description="Only those that could not be sent.")] = False,
) -> Any:
    """The mails of this business, for its owner."""
    rows = _rows(request)
    page = page_of(rows.filter(sent_at=None).exclude(failure="") if failed else rows, after, limit)
    return listed(page, _notice)


@room.reads("/{uuid:notice_id}", Notice, name="get_notice", says="One notice", scope="team:read")
def get_notice(request: HttpRequest, notice_id: UUID) -> Any:
    """Where one mail stands."""
    return _notice(found(_rows(request), notice_id))


@room.acts(
    "/{uuid:notice_id}/sending", Notice, name="retry_notice", says="Send a notice again", scope="team:write"
)
def retry_notice(request: HttpRequest, notice_id: UUID) -> Any:
    """One that failed waits to be sent again."""
    return _notice(actions.retry_notice(notice_id, **acting(request)))
