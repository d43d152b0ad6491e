"""Plans as tests need them, made by the verbs that people use; and a week as a picture that anyone can read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext

from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.people.models import Membership
from relais.planning import actions
from relais.planning.models import Goal, Piece, Task
from relais.planning.showing.today import PlanToday, plan_today
from relais.planning.showing.today_read import columns
from relais.web import frame
from tests.cast import NOW, by

MONDAY = date(2026, 11, 23)
PARIS = ZoneInfo("Europe/Paris")


class refused:  # noqa: N801  (it reads as a statement: `with refused("code"):`)
    """`with refused("code"):` whatever the language of its text."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> refused:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        assert isinstance(error, Refused), f"nothing was refused (expected {self.code}): {error!r}"
        assert error.code == self.code, (error.code, error.text)
        assert error.text
        self.refusal = error
        return True


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    """A moment on the wall: "2026-11-23 09:00", in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def goal(member: Membership, title: str = "Second online course", **said: object) -> Goal:
    terms = {
        "stake": "offer", "starts_on": date(2026, 10, 5), "due_on": date(2027, 1, 4), "unit": "lessons",
        "from_value": 0, "to_value": 10, **said,
    }  # fmt: skip
    return actions.set_goal(title, by=by(member), now=NOW, **terms)  # type: ignore[arg-type]


def task(member: Membership, title: str, *, now: datetime = NOW, **said: object) -> Task:
    return actions.write_task(title, by=by(member), now=now, **said)  # type: ignore[arg-type]


def important(member: Membership, title: str = "Redo lesson 4", minutes: int = 120, **said: object) -> Task:
    return task(member, title, minutes=minutes, moves_business=True, **said)


def proposed(member: Membership, monday: date = MONDAY, *, now: datetime = NOW) -> None:
    actions.propose_week(monday, by=by(member), now=now)


def picture(member: Membership, zone: ZoneInfo = PARIS) -> list[str]:
    """All pieces, a line each: "Mon 23 09:52-12:00 Redo lesson 4", "!" where placed by hand."""
    rows = Piece.objects.filter(member=member).select_related("task").order_by("starts_at")
    return [
        f"{row.starts_at.astimezone(zone):%a %d %H:%M}-{row.ends_at.astimezone(zone):%H:%M} {row.task.title}"
        + (" !" if row.by_hand else "")
        for row in rows
    ]


def types() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("type", flat=True))


def fresh(row: Task) -> Task:
    return Task.objects.get(pk=row.pk)


def _columns(member: Membership, today: date, monday: date) -> dict[str, Any]:
    return columns(member, today=today, monday=monday)


def today(member: Membership, now: datetime = NOW) -> PlanToday:
    """Today as its page shows it: the row that counts what waits, and three queries."""
    row = frame.count(member, _columns, now=now)
    with CaptureQueriesContext(connection) as made:
        shown = plan_today(member, row, now=now)
    assert len(made) == 3
    return shown
