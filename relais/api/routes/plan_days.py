"""The week, the day with its close, and what is planned again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query

from relais.acts.refusal import Refused
from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.routes.plan_day_shapes import (
    BusyTime,
    ChosenTask,
    Closing,
    ComeBack,
    Dates,
    DayDetail,
    Highlight,
    LostTime,
    Move,
    NewHighlight,
    NewPiece,
    NewWeek,
    Piece,
    Removed,
    Replanned,
    Replanning,
    ReplanningReason,
    Week,
)
from relais.api.shapes import After, Day, Limit, Listed
from relais.people.models import Membership
from relais.planning import actions, models, reading, rules
from relais.planning.actions import Decision, Due
from relais.planning.shown import Block, DayPlan, TaskRow

room = Room("plan")

On = Annotated[Day, Path(description="The day, where the member lives.")]
Monday = Annotated[Day, Path(description="The Monday that the week begins on.")]


# --- shapes -----------------------------------------------------------------------------------------------------------


def _piece(row: models.Piece) -> dict[str, Any]:
    return {
        **plain(row, ("id", "starts_at", "ends_at", "by_hand")),
        "task": row.task_id,
        "title": row.task.title,
    }


def _piece_of(block: Block) -> dict[str, Any]:
    return {
        "id": block.piece_id, "task": block.task.id if block.task else None, "title": block.title,
        "starts_at": block.start, "ends_at": block.end, "by_hand": block.by_hand,
    }  # fmt: skip


def _slot_of(block: Block) -> dict[str, Any]:
    return {"kind": block.kind, "starts_at": block.start, "ends_at": block.end, "title": block.title}


def _day(shown: DayPlan) -> dict[str, Any]:
    names = (
        "on", "off", "is_chosen", "focus_since", "closed_at", "important_done", "mail_done", "did_as_decided", "it_worked",
    )  # fmt: skip
    return {
        **plain(shown, names),
        "wall_at": shown.wall,
        "free_minutes": shown.free,
        "pieces": [_piece_of(block) for block in shown.blocks if block.kind == "task"],
        "slots": [_slot_of(block) for block in shown.blocks if block.kind != "task"],
        "most_important": shown.most_important.id if shown.most_important else None,
    }


def _highlight(row: models.Highlight) -> dict[str, Any]:
    return {**plain(row, ("id", "on", "kind")), "text": row.text or None, "entry": row.entry_id}


def _replanning(row: models.Replanning) -> dict[str, Any]:
    changes = [
        {
            "code": one["code"], "task": one["task"], "before": one["from"], "after": one["to"], "minutes": one["minutes"],
        }
        for one in row.changes
    ]  # fmt: skip
    return {**plain(row, ("id", "at", "reason", "seen_at")), "changes": changes}


def _busy_time(row: models.BusyTime) -> dict[str, Any]:
    return {**plain(row, ("id", "title", "starts_at", "ends_at")), "calendar": row.calendar_id}


def _keeper(request: HttpRequest) -> Membership:
    return reader(request, "plan.keep")


def _one_day(request: HttpRequest, on: date) -> dict[str, Any]:
    member = _keeper(request)
    shown = reading.day_of(member, rules.day_of(on, field="on"), now=timezone.now())
    highlights = models.Highlight.objects.visible_to(member).filter(on=on).order_by("id")
    return {**_day(shown), "highlights": [_highlight(row) for row in highlights]}


def _one_week(request: HttpRequest, monday: date) -> dict[str, Any]:
    member = _keeper(request)
    if rules.day_of(monday, field="monday").weekday():
        raise Refused("not_a_monday", field="monday")
    week = models.Week.objects.visible_to(member).filter(monday=monday).first()
    days = reading.days_of(member, monday, monday + timedelta(days=6), now=timezone.now())
    return {
        "monday": monday,
        "proposed_at": week.proposed_at if week else None,
        "kept_at": week.kept_at if week else None,
        "days": [_day(day) for day in days],
    }


def _dates(rows: Iterable[TaskRow]) -> list[dict[str, Any]]:
    return [
        {
            "task": row.id, "title": row.title, "due_at": row.due_at, "urgent": row.is_urgent, "passed": row.is_passed,
            "margin_minutes": row.margin, "short_minutes": row.short,
        }
        for row in rows
    ]  # fmt: skip


# --- reading ----------------------------------------------------------------------------------------------------------


@room.reads("/weeks/{monday}", Week, name="get_week", says="One week", scope="plan:read")
def get_week(request: HttpRequest, monday: Monday) -> Any:
    """Day by day, proposed or not."""
    return _one_week(request, monday)


@room.reads("/days/{on}", DayDetail, name="get_day", says="One day", scope="plan:read")
def get_day(request: HttpRequest, on: On) -> Any:
    """Its strip, its close, its tops and flops."""
    return _one_day(request, on)


@room.reads("/dates", Dates, name="list_dates", says="Dates and their margins", scope="plan:read")
def list_dates(request: HttpRequest) -> Any:
    """How much working time each of the next dates still has, and what can no longer be met."""
    return {"items": _dates(reading.dates_of(_keeper(request), now=timezone.now()))}


@room.reads(
    "/highlights", Listed[Highlight], name="list_highlights", says="List tops and flops", scope="plan:read"
)
def list_highlights(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    kind: Annotated[
        Literal["top", "flop"] | None, Query(None, description="Only tops, or only flops.")
    ] = None,
) -> Any:
    """One's own, of all days."""
    rows = models.Highlight.objects.visible_to(_keeper(request))
    return listed(page_of(rows.filter(kind=kind) if kind else rows, after, limit), _highlight)


@room.reads(
    "/replannings",
    Listed[Replanning],
    name="list_replannings",
    says="List what was planned again",
    scope="plan:read",
)
def list_replannings(
    request: HttpRequest,
    after: After = "",
    limit: Limit = 50,
    unseen: Annotated[bool, Query(default=False, description="Only what was not seen yet.")] = False,
) -> Any:
    """Why, and what changed for which task."""
    rows = models.Replanning.objects.visible_to(_keeper(request))
    return listed(page_of(rows.filter(seen_at=None) if unseen else rows, after, limit), _replanning)


@room.reads(
    "/busy-times", Listed[BusyTime], name="list_busy_times", says="List taken times", scope="plan:read"
)
def list_busy_times(request: HttpRequest, after: After = "", limit: Limit = 50) -> Any:
    """Time that was lost, and events of other calendars."""
    rows = models.BusyTime.objects.visible_to(_keeper(request))
    return listed(page_of(rows, after, limit), _busy_time)


# --- the week ---------------------------------------------------------------------------------------------------------


@room.acts("/weeks", Week, name="propose_week", says="Propose a week", scope="plan:write")
def propose_week(request: HttpRequest, body: NewWeek) -> Any:
    """Important work in its best hours, dated work late and safe. Proposed again, what was placed by hand stays."""
    actions.propose_week(body.monday, **acting(request))
    return _one_week(request, body.monday)


@room.acts("/weeks/{monday}/keeping", Week, name="keep_week", says="Keep a week", scope="plan:write")
def keep_week(request: HttpRequest, monday: Monday) -> Any:
    """This is the week."""
    actions.keep_week(monday, **acting(request))
    return _one_week(request, monday)


@room.acts("/pieces", Piece, name="place_piece", says="Place work by hand", scope="plan:write")
def place_piece(request: HttpRequest, body: NewPiece) -> Any:
    """It stays there, and the rest is planned around it."""
    done = actions.place_piece(body.task, starts_at=body.starts_at, minutes=body.minutes, **acting(request))
    return _piece(done)


@room.acts(
    "/pieces/{uuid:piece_id}", Piece, name="move_piece", says="Move a piece by hand", scope="plan:write"
)
def move_piece(request: HttpRequest, piece_id: UUID, body: Move) -> Any:
    """To another time, where it stays. The piece that comes of it has an id of its own."""
    piece = found(models.Piece.objects.visible_to(_keeper(request)), piece_id)
    done = actions.place_piece(
        piece.task_id, starts_at=body.starts_at, minutes=body.minutes, piece_id=piece_id, **acting(request)
    )
    return _piece(done)


@room.acts("/pieces/{uuid:piece_id}/release", Week, name="let_go", says="Let a piece go", scope="plan:write")
def let_go(request: HttpRequest, piece_id: UUID) -> Any:
    """It no longer stays where it was put: the task is planned like the others."""
    member = _keeper(request)
    piece = found(models.Piece.objects.visible_to(member), piece_id)
    actions.let_go(piece_id, **acting(request))
    on = piece.starts_at.astimezone(rules.zone_of(member)).date()
    return _one_week(request, on - timedelta(days=on.weekday()))


# --- the day ----------------------------------------------------------------------------------------------------------


@room.acts(
    "/days/{on}/most-important", DayDetail, name="choose_most_important", says="Choose the most important task",
    scope="plan:write",
)  # fmt: skip
def choose_most_important(request: HttpRequest, on: On, body: ChosenTask) -> Any:
    """One a day: it gets the best time that is free."""
    actions.choose_most_important(on, body.task, **acting(request))
    return _one_day(request, on)


@room.acts("/focus", DayDetail, name="focus", says="Focus", scope="plan:write")
def focus(request: HttpRequest) -> Any:
    """Everything else stays away until it is done or left."""
    return _one_day(request, actions.focus(**acting(request)).on)


@room.acts("/focus/end", DayDetail, name="unfocus", says="End the focus", scope="plan:write")
def unfocus(request: HttpRequest) -> Any:
    """The rest may come near again."""
    return _one_day(request, actions.unfocus(**acting(request)).on)


@room.acts("/highlights", Highlight, name="note_highlight", says="Note a top or a flop", scope="plan:write")
def note_highlight(request: HttpRequest, body: NewHighlight) -> Any:
    """As many as there are."""
    return _highlight(actions.note_highlight(body.kind, body.text, on=body.on, **acting(request)))


@room.acts(
    "/highlights/{uuid:highlight_id}/removal", Removed, name="remove_highlight", says="Remove a top or a flop",
    scope="plan:write",
)  # fmt: skip
def remove_highlight(request: HttpRequest, highlight_id: UUID) -> Any:
    """It counts no longer; what the log says of it stays."""
    actions.remove_highlight(highlight_id, **acting(request))
    return {"removed": highlight_id}


@room.acts("/days/{on}/close", DayDetail, name="close_day", says="Close a day", scope="plan:write")
def close_day(request: HttpRequest, on: On, body: Closing) -> Any:
    """What is left moves to the days after, if it fits. Closed already elsewhere: nothing of this is written."""
    return _one_day(request, actions.close_day(on, **body.model_dump(), **acting(request)).on)


@room.acts("/days/{on}/reopening", DayDetail, name="reopen_day", says="Reopen a day", scope="plan:write")
def reopen_day(request: HttpRequest, on: On) -> Any:
    """To go on with it; its tops and flops stay."""
    return _one_day(request, actions.reopen_day(on, **acting(request)).on)


# --- planned again ----------------------------------------------------------------------------------------------------


@room.acts("/replannings", Replanned, name="replan", says="Plan the rest again", scope="plan:write")
def replan(request: HttpRequest, body: ReplanningReason) -> Any:
    """What was placed by hand stays. Where nothing changes, nothing is recorded."""
    done = actions.replan(reason=body.reason, **acting(request))
    return {"replanning": _replanning(done) if done else None}


@room.acts(
    "/replannings/seen", Replanned, name="see_changes", says="Say that changes were seen", scope="plan:write"
)
def see_changes(request: HttpRequest) -> Any:
    """They are shown as new no more."""
    actions.see_changes(**acting(request))
    return {"replanning": None}


@room.acts("/busy-times", BusyTime, name="lose_time", says="Lose time", scope="plan:write")
def lose_time(request: HttpRequest, body: LostTime) -> Any:
    """Half a day is lost: what was planned there finds another time, or is said not to fit."""
    return _busy_time(actions.lose_time(body.starts_at, body.ends_at, title=body.title, **acting(request)))


@room.acts(
    "/busy-times/{uuid:busy_time_id}/regaining",
    Removed,
    name="regain_time",
    says="Regain lost time",
    scope="plan:write",
)
def regain_time(request: HttpRequest, busy_time_id: UUID) -> Any:
    """It was not lost after all. What another calendar says goes with that calendar only."""
    actions.regain_time(busy_time_id, **acting(request))
    return {"removed": busy_time_id}


@room.acts("/return", Week, name="come_back", says="Come back after a lapse", scope="plan:write")
def come_back(request: HttpRequest, body: ComeBack) -> Any:
    """What is dead, what moves, what is delegated: all of it, or none. This week is planned."""
    decisions = [Decision(one.task, one.what, Due(at=one.due_at, on=one.due_on)) for one in body.decisions]
    return _one_week(request, actions.come_back(decisions, **acting(request)).monday)
