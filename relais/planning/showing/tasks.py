"""Lists of tasks and one task, as the pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, cast
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from relais.acts.paging import PAGE, Page
from relais.config.addresses import address
from relais.config.dates import clock_text, day_text, duration_text, weekday_text
from relais.log.wording import language
from relais.people.models import Membership
from relais.people.prepared import LAST, OfMember
from relais.planning.margins import DATES_MOST, full_day, margins_of
from relais.planning.models import Outcome, Piece, Stretch, Task
from relais.planning.planner import minutes_between
from relais.planning.rows import NEEDED, task_row
from relais.planning.showing.loading import CountUpTo, hours_in, pieces_ahead, with_hours
from relais.planning.showing.words import consequence_text, due_text, margin_text, time_text
from relais.planning.shown import TaskRow
from relais.planning.taken import taken_of

FILTERS: Final[Mapping[str, Promise | str]] = {
    "": gettext_lazy("All open"),
    "to_decide": gettext_lazy("To decide"),
    "important": gettext_lazy("Important"),
    "dated": gettext_lazy("Dated"),
    "recurring": gettext_lazy("Recurring"),
    "someday": gettext_lazy("Someday"),
    "done": pgettext_lazy("tasks", "Done"),
    "dropped": pgettext_lazy("tasks", "Dropped"),
    "delegated": pgettext_lazy("tasks", "Delegated"),
}
"""The lists of tasks by name, in the order of their tabs."""
_ENDED: Final = frozenset(Outcome.values)  # an enum makes its values anew each time
QUERY_LIMIT: Final = 200
COUNT_UP_TO: Final = 99


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. No list name: all that is open."""

    show: str = ""
    query: str = ""
    goal: UUID | None = None

    @property
    def is_ended(self) -> bool:
        return self.show in _ENDED

    @property
    def order(self) -> str:
        """The column by which the list goes: the next date first, the last that ended, else the newest."""
        return {"dated": "due_at"}.get(self.show, "-ended_at" if self.is_ended else "-id")


def listed(member: Membership, filters: Filters) -> QuerySet[Any]:
    """The member's tasks under these filters, without order."""
    found = Task.objects.visible_to(member)
    if filters.query:
        found = found.called(filters.query, member)
    if filters.goal is not None:
        found = found.filter(goal_id=filters.goal)
    if filters.is_ended:
        return found.filter(ended_at__isnull=False, outcome=filters.show)
    found = found.open()
    narrowed: dict[str, Q] = {
        "to_decide": ASKED,
        "important": Q(moves_business=True),
        "dated": Q(due_at__isnull=False),
        "recurring": Q(recurring__isnull=False),
        "someday": Q(moves_business=False, due_at=None),
    }
    return found.filter(narrowed[filters.show]) if filters.show in narrowed else found


ASKED: Final = Q(moves_business=None) | (
    Q(moves_business=False, due_at__isnull=False) & (~Q(consequence="") | Q(consequence_amount__isnull=False))
)
"""What asks for a decision: nobody said whether it moves the business, or it is urgent and not important."""


def count_to_decide(member: Membership) -> int:
    """How many ask for a decision, counted up to one past COUNT_UP_TO. One query."""
    return int(_to_decide.first(member)["n"])


_to_decide: Final = OfMember(
    lambda member: Membership.objects.filter(pk=member.pk).values(
        n=CountUpTo(listed(member, Filters("to_decide")).order_by().values("pk")[: COUNT_UP_TO + 1])
    )
)


# --- a page of the list -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task as a list shows it, every string ready. `marks`: label and tone of what it is; `asks` what is to decide on it."""

    id: UUID
    url: str
    title: str
    marks: tuple[tuple[str, str], ...]
    due: str
    consequence: str
    margin: str
    is_late: bool
    takes: str
    planned: str
    ended: str
    asks: str
    delegation_id: UUID | None


def page_of(member: Membership, filters: Filters, after: str, *, now: datetime) -> Page[TaskShown]:
    """A page of tasks. One query; three more for margins where the list goes by date."""
    rows = _rows(member, filters, after, now)
    following = _key(rows[PAGE - 1], filters.order) if len(rows) > PAGE else ""
    rows = rows[:PAGE]
    margins, day = _margins(member, filters, rows, now)
    slug, reader = member.business.slug, language()
    shown = tuple(
        shown_of(
            task_row(task, now, margin=margins.get(task.due_at)),
            slug,
            day,
            reader,
            next_at=getattr(task, "next_at", None),
        )
        for task in rows
    )
    return Page(shown, following, not after)


def _margins(
    member: Membership, filters: Filters, rows: list[Any], now: datetime
) -> tuple[Mapping[datetime, int], int]:
    ahead = [task.due_at for task in rows if task.due_at and task.due_at > now]
    if filters.show != "dated" or not ahead:
        return {}, 0
    until, pieces = max(ahead), _by_hand.rows(member, now=now)
    return _margins_until(
        until, _dates.rows(member, until=until, now=now), rows[0].hours, pieces, member, now
    )


def _by_hand_of(member: Membership, now: datetime) -> QuerySet[Any]:
    """What stays by hand after now."""
    return Piece.objects.filter(member=member, by_hand=True, ends_at__gt=now).order_by("starts_at")


def _dates_of(member: Membership, until: datetime, now: datetime) -> QuerySet[Any]:
    """The open tasks due from now to a moment, as margins need them."""
    dated = Task.objects.visible_to(member).open().dated().filter(due_at__gt=now, due_at__lte=until)
    return dated.select_related("goal").only(*NEEDED).order_by("due_at", "id")[: DATES_MOST + 1]


_by_hand: Final = OfMember(_by_hand_of, now=datetime)
_dates: Final = OfMember(_dates_of, until=datetime, now=datetime)


def _margins_until(
    until: datetime,
    dated: Sequence[Any],
    stored: Any,
    pieces: Sequence[Piece],
    member: Membership,
    now: datetime,
) -> tuple[Mapping[datetime, int], int]:
    """The margins of dates until a moment, and the working minutes of a full day. One query."""
    plain = hours_in(member, stored)
    hours, busy = taken_of(member, plain, plain.today(now), until=until)
    hand = [piece for piece in pieces if piece.starts_at < until]
    return margins_of(dated, member=member, hours=hours, pieces=hand, busy=busy, now=now), full_day(hours)


def _next_at(now: datetime) -> Subquery:
    pieces = Piece.objects.filter(task=OuterRef("pk"), ends_at__gt=now).order_by("starts_at")
    return Subquery(pieces.values("starts_at")[:1])


def _rows_of(member: Membership, filters: Filters, at: datetime, last: UUID, now: datetime) -> QuerySet[Any]:
    """A page and one row more, after a key: `at` where the list goes by a moment, and the id `last`."""
    found: Any = listed(member, filters).select_related("goal").only(*NEEDED)
    if not filters.is_ended:
        found = found.annotate(next_at=_next_at(now))
    if filters.show == "dated":
        found = with_hours(found)
    order = filters.order
    if order == "-id":
        return cast(QuerySet[Any], found.filter(id__lt=last).order_by("-id")[: PAGE + 1])
    name, beyond = order.lstrip("-"), "lt" if order.startswith("-") else "gt"
    if filters.query and last == LAST:
        # Nothing to begin after: without a range to walk, SQLite looks up the few that the words left.
        return cast(QuerySet[Any], found.order_by(order, "-id")[: PAGE + 1])
    # The first condition is the one that an index can begin at.
    found = found.filter(**{f"{name}__{beyond}e": at}).filter(Q(**{f"{name}__{beyond}": at}) | Q(id__lt=last))
    return cast(QuerySet[Any], found.order_by(order, "-id")[: PAGE + 1])


def _prepared(show: str, *, in_goal: bool) -> OfMember:
    def build(
        member: Membership, at: datetime, last: UUID, now: datetime, goal: UUID | None = None
    ) -> QuerySet[Any]:
        return _rows_of(member, Filters(show, goal=goal), at, last, now)

    goal = {"goal": UUID} if in_goal else {}
    return OfMember(build, frozenset({"at", "now"}), at=datetime, last=UUID, now=datetime, **goal)


_PREPARED: Final = {
    (show, in_goal): _prepared(show, in_goal=in_goal) for show in FILTERS for in_goal in (False, True)
}


def _rows(member: Membership, filters: Filters, after: str, now: datetime) -> list[Any]:
    at, last = _begins_after(after, filters.order)
    if filters.query:
        return list(_rows_of(member, filters, at, last, now))
    goal = {} if filters.goal is None else {"goal": filters.goal}
    return _PREPARED[filters.show, bool(goal)].rows(member, at=at, last=last, now=now, **goal)


def _key(task: Any, order: str) -> str:
    return str(task.id) if order == "-id" else f"{getattr(task, order.lstrip('-')).isoformat()}~{task.id}"


FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
END: Final = datetime(9999, 12, 31, tzinfo=UTC)


def _begins_after(after: str, order: str) -> tuple[datetime, UUID]:
    """The moment and the id that a page comes after; a key that cannot be read begins at the start."""
    start = (END if order.startswith("-") else FIRST), LAST
    moment, _sep, identifier = after.rpartition("~")
    try:
        last = UUID(identifier)
        at = datetime.fromisoformat(moment) if moment else None
    except ValueError:
        return start
    if order == "-id":
        return start[0], last
    return start if at is None or at.utcoffset() is None else (at, last)


def shown_of(row: TaskRow, slug: str, day: int, reader: str, *, next_at: datetime | None = None) -> TaskShown:
    """A task in words. `day`: the working minutes of a full day; `next_at`: when it is planned next."""
    return TaskShown(
        id=row.id,
        url=address("planning:task", slug, row.id),
        title=row.title or _("(erased)"),
        marks=marks_of(row),
        due=due_text(row, reader),
        consequence=consequence_text(row, reader),
        margin="" if row.outcome else margin_text(row, day, reader),
        is_late=row.is_passed or bool(row.short),
        takes=time_text(row, reader),
        planned=f"{weekday_text(next_at, reader, short=True)}, {clock_text(next_at)}" if next_at else "",
        ended=day_text(row.ended_at, reader) if row.ended_at else "",
        asks=_asks(row),
        delegation_id=row.delegation_id,
    )


def marks_of(row: TaskRow) -> tuple[tuple[str, str], ...]:
    """What a task is by its two answers, with the tone of each."""
    marks = []
    if row.is_important:
        marks.append((_("important"), "good"))
    if row.is_urgent:
        marks.append((_("urgent"), "warn"))
    elif row.due_at is not None:
        marks.append((_("not urgent"), "plain"))
    if row.is_recurring:
        marks.append((_("recurring"), "plain"))
    return tuple(marks)


def _asks(row: TaskRow) -> str:
    if row.outcome:
        return ""
    if row.is_important is None:
        return "moves"
    return "drop_or_delegate" if row.asks_drop_or_delegate else ""


# --- one task -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A time in words: its day, from when to when, how long; `note` says what is particular about it."""

    day: str
    hours: str
    length: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One task with its plan, its time, and what stands before its date where that cannot be met."""

    row: TaskRow
    shown: TaskShown
    pieces: tuple[Span, ...]
    stretches: tuple[Span, ...]
    is_running: bool
    in_the_way: tuple[TaskShown, ...] = field(default=())


SHOWN: Final = 20
IN_THE_WAY: Final = 5


def task_page(task: Any, member: Membership, *, now: datetime) -> TaskPage:
    """Everything that the page of a task shows; the task is annotated by `with_hours`. Four queries at most."""
    row, day, reader, slug = task_row(task, now), 0, language(), member.business.slug
    pieces = pieces_ahead(member, task, now=now)
    dated: list[Any] = []
    if row.due_at and not row.outcome and not row.is_passed:
        dated = _dates.rows(member, until=row.due_at, now=now)
        margins, day = _margins_until(row.due_at, dated, task.hours, pieces, member, now)
        row = task_row(task, now, margin=margins.get(row.due_at))
    stretches = _stretches.rows(member, task=task.id)
    own = [piece for piece in pieces if piece.task_id == task.id]
    return TaskPage(
        row=row,
        shown=shown_of(row, slug, day, reader),
        pieces=tuple(
            _span(one.starts_at, one.ends_at, reader, note=_("fixed") if one.by_hand else "")
            for one in own[:SHOWN]
        ),
        stretches=tuple(_stretch(one, now, reader) for one in stretches),
        is_running=any(one.ended_at is None for one in stretches),
        in_the_way=_in_the_way(row, dated, slug, now, reader) if row.short else (),
    )


_stretches: Final = OfMember(
    lambda member, task: Stretch.objects.filter(member=member, task_id=task).order_by("-started_at")[:SHOWN],
    task=UUID,
)


def _stretch(one: Stretch, now: datetime, reader: str) -> Span:
    note = _("taken from the plan") if one.assumed else "" if one.ended_at else _("running")
    return _span(one.started_at, one.ended_at or now, reader, note=note)


def _span(start: datetime, end: datetime, reader: str, *, note: str) -> Span:
    return Span(
        weekday_text(start, reader, short=True),
        f"{clock_text(start)}–{clock_text(end)}",
        duration_text(max(0, minutes_between(start, end)), reader),
        note,
    )


def _in_the_way(
    row: TaskRow, dated: Sequence[Any], slug: str, now: datetime, reader: str
) -> tuple[TaskShown, ...]:
    """The other work with a date no later, which could move, be dropped or be delegated instead: the longest first."""
    rows = sorted((task_row(task, now) for task in dated if task.id != row.id), key=lambda one: -one.left)
    return tuple(shown_of(one, slug, 0, reader) for one in rows[:IN_THE_WAY])
