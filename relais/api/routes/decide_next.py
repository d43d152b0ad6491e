"""What to delegate next, and the rates that it is reckoned with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from relais.api.door import acting, reader, scoped
from relais.api.rooms import Room
from relais.api.routes.decide_shapes import BriefBegun, DelegateNext, RatesIn
from relais.deciding import actions
from relais.deciding.showing.next import CandidateRow, NextPage, next_of
from relais.people.models import Membership

room = Room("delegate next")


def _candidate(row: CandidateRow, currency: str) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "activity": row.activity.id,
        "title": row.activity.title,
        "first_year": round(row.first_year, 2),
        "currency": currency,
        "advised": row.is_advised,
        "reasons": list(row.reasons),
        "delegation": row.delegation_id,
    }


def _next(shown: NextPage, currency: str) -> dict[str, Any]:
    known = shown.reckoned
    return {
        "candidates": [_candidate(row, currency) for row in (*shown.candidates, *shown.begun)],
        "incomplete": [
            {"activity": row.activity.id, "title": row.activity.title, "missing": list(row.codes)}
            for row in shown.incomplete
        ],
        "currency": currency,
        "owner_hour": known.owner_hour,
        "owner_from": known.owner_from,
        "delegate_hour": known.delegate_hour,
        "delegate_from": known.delegate_from,
        "learning": known.learning,
    }


def _of(member: Membership) -> dict[str, Any]:
    return _next(next_of(member, today=timezone.localdate()), member.business.currency)


@room.reads("", DelegateNext, name="get_delegate_next", says="What to delegate next", scope="decide:read")
def get_delegate_next(request: HttpRequest) -> Any:
    """At most five hundred activities, the best first; those of which something is missing are not ranked."""
    return _of(reader(request, "activity.keep"))


@room.acts("/rates", DelegateNext, name="set_rates", says="Set the rates", scope="decide:write")
def set_rates(request: HttpRequest, body: RatesIn) -> Any:
    """What an hour is reckoned with, for the whole list."""
    actions.set_rates(body.owner_hour, body.delegate_hour, learning=body.learning, **acting(request))
    return _of(reader(request, "activity.keep"))


@room.acts(
    "/activities/{uuid:activity_id}/brief",
    BriefBegun,
    name="begin_brief",
    says="Begin a brief",
    scope="decide:write",
)
def begin_brief(request: HttpRequest, activity_id: UUID) -> Any:
    """Decided: it is delegated. A draft is opened with what is known, or the one that is begun already is given back."""
    scoped(request, "delegations:write")
    made = actions.begin_brief(activity_id, **acting(request))
    return {"delegation": made.id, "activity": made.activity_id}


@room.acts(
    "/briefs/{uuid:delegation_id}/taking-back",
    BriefBegun,
    name="take_brief_back",
    says="Take a brief back",
    scope="decide:write",
)
def take_brief_back(request: HttpRequest, delegation_id: UUID) -> Any:
    """The draft is called off; the decision that was made with it is taken back, one made before stands."""
    scoped(request, "delegations:write")
    made = actions.take_brief_back(delegation_id, **acting(request))
    return {"delegation": made.id, "activity": made.activity_id}
