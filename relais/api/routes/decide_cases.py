"""Does delegating pay? Cases, their answer, and whether now is the moment."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query

from relais.api.door import acting, found, reader, scoped
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.decide_case_shapes import (
    Case,
    CaseIn,
    CaseResult,
    CaseStart,
    CaseTimes,
    NewCase,
    OpenedDelegation,
)
from relais.api.shapes import After, Limit, Listed
from relais.deciding import actions, models
from relais.deciding.actions import CaseSaid, Rate
from relais.deciding.reckoning import seed_of
from relais.deciding.showing.case_page import reckoned_of
from relais.deciding.showing.case_slack import moment_of

room = Room("cases")
READ, WRITE = "decide:read", "decide:write"


def _rows(request: HttpRequest) -> Any:
    return models.Case.objects.visible_to(reader(request, "activity.keep")).select_related("business")


def _case(row: models.Case) -> dict[str, Any]:
    reckoned = reckoned_of(row)
    exchange = None
    if row.exchange_rate is not None:
        exchange = {
            "currency": row.rate_currency, "rate": f"{row.exchange_rate.normalize():f}", "on": row.exchange_on,
            "source": row.exchange_source,
        }  # fmt: skip
    return {
        **plain(row, ("id", "inputs", "starts_on", "train_weeks", "cash", "cash_per_week", "made_at", "ended_at")),
        "activity": row.activity_id,
        "exchange": exchange,
        "currency": row.business.currency,
        "seed": seed_of(row.id),
        "file": reckoned.file,
        "runs": reckoned.runs,
        "learning": reckoned.learning,
        "made_by": row.made_by_id,
    }  # fmt: skip


def _one(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    return _case(found(_rows(request), case_id))


def _said(body: CaseIn) -> CaseSaid:
    exchange = body.exchange
    return CaseSaid(
        inputs=body.inputs, starts_on=body.starts_on, train_weeks=body.train_weeks,
        rate_currency=exchange.currency if exchange else "",
        exchange=Rate(Decimal(exchange.rate), exchange.on, exchange.source) if exchange else None,
        cash=body.cash, cash_per_week=body.cash_per_week,
    )  # fmt: skip


@room.reads("", Listed[Case], name="list_cases", says="List cases", scope=READ)
def list_cases(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    ended: Annotated[
        bool, Query(default=False, description="Those put away, instead of the others.")
    ] = False,
) -> Any:
    """What was said of handing each activity over."""
    return listed(page_of(_rows(request).filter(ended_at__isnull=not ended), after, limit), _case)


@room.reads("/{uuid:case_id}", Case, name="get_case", says="One case", scope=READ)
def get_case(request: HttpRequest, case_id: UUID) -> Any:
    """With the file that `relais breakeven` reads."""
    return _one(request, case_id)


@room.reads("/{uuid:case_id}/result", CaseResult, name="get_case_result", says="Its answer", scope=READ)
def get_case_result(request: HttpRequest, case_id: UUID) -> Any:
    """When it has paid back, and how sure that is: what `relais breakeven` prints for the case's `file` and `seed`."""
    return reckoned_of(found(_rows(request), case_id)).answer


@room.reads("/{uuid:case_id}/start", CaseStart, name="get_case_start", says="Is now the moment?", scope=READ)
def get_case_start(request: HttpRequest, case_id: UUID) -> Any:
    """The learning beside the member's own plan and the cash, week by week."""
    member = reader(request, "activity.keep")
    case = found(_rows(request), case_id)
    moment = moment_of(member, case, reckoned_of(case), timezone.now())
    if moment is None:
        return {"known": False, "first": None, "hours_short": 0.0, "cash_short": 0.0, "weeks": []}
    asked = [*moment.asked, *[None] * (len(moment.free) - len(moment.asked))]
    weeks = [
        {
            "monday": week.monday, "asked_hours": need and round(need.owner_h, 6), "asked_cash": need and round(need.cash, 6),
            "free_hours": round(week.free / 60, 6), "planned": week.is_planned, "cash": moment.cash and moment.cash[n],
        }
        for n, (week, need) in enumerate(zip(moment.free, asked, strict=True))
    ]  # fmt: skip
    first = moment.start.first
    return {
        "known": True,
        "first": None if first is None else moment.monday + timedelta(weeks=first),
        "hours_short": round(moment.start.hours_short, 6),
        "cash_short": round(moment.start.cash_short, 6),
        "weeks": weeks,
    }


@room.acts("", Case, name="make_case", says="Reckon an activity", scope=WRITE)
def make_case(request: HttpRequest, body: NewCase) -> Any:
    """Say what handing it over takes."""
    return _one(request, actions.make_case(body.activity, _said(body), **acting(request)).pk)


@room.acts("/{uuid:case_id}", Case, name="change_case", says="Change a case", scope=WRITE)
def change_case(request: HttpRequest, case_id: UUID, body: CaseIn) -> Any:
    """All of it is said again; the same changes nothing."""
    actions.change_case(case_id, _said(body), **acting(request))
    return _one(request, case_id)


@room.acts("/{uuid:case_id}/times", Case, name="note_case_times", says="Note times taken", scope=WRITE)
def note_case_times(request: HttpRequest, case_id: UUID, body: CaseTimes) -> Any:
    """From five runs on the learning curve follows them."""
    actions.note_times(case_id, body.minutes, **acting(request))
    return _one(request, case_id)


@room.acts(
    "/{uuid:case_id}/hand-over",
    OpenedDelegation,
    name="hand_case_over",
    says="Delegate what a case is about",
    scope=WRITE,
)
def hand_case_over(request: HttpRequest, case_id: UUID) -> Any:
    """Decided: it is delegated. A draft is opened with what is known, or the one that is begun already is given back; what is
    delivered for it tells the case how long it takes."""
    scoped(request, "delegations:write")
    return {"delegation": actions.hand_case_over(case_id, **acting(request)).pk}


@room.acts("/{uuid:case_id}/discard", Case, name="discard_case", says="Put a case away", scope=WRITE)
def discard_case(request: HttpRequest, case_id: UUID) -> Any:
    """It can be taken up again."""
    actions.discard_case(case_id, **acting(request))
    return _one(request, case_id)


@room.acts("/{uuid:case_id}/restoration", Case, name="restore_case", says="Take a case up again", scope=WRITE)
def restore_case(request: HttpRequest, case_id: UUID) -> Any:
    """Where the activity has no other one by now."""
    actions.restore_case(case_id, **acting(request))
    return _one(request, case_id)
