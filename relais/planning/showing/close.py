"""The close of a day as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from relais.acts.refusal import Refused
from relais.config.dates import weekday_text
from relais.log.wording import language
from relais.people.models import Membership
from relais.planning.reading import close_of, day_now
from relais.planning.showing.day import StripRow, state_of, strip_of
from relais.planning.shown import Closing, HighlightRow, TaskRow

_SAID: dict[tuple[bool | None, bool | None], Promise | str] = {
    (True, True): gettext_lazy("You did what you had decided, and it worked."),
    (True, False): gettext_lazy("You did what you had decided, and it did not work."),
    (True, None): gettext_lazy("You did what you had decided; whether it worked is not known yet."),
    (False, True): gettext_lazy("You did not do what you had decided, and it worked."),
    (False, False): gettext_lazy("You did not do what you had decided, and it did not work."),
    (False, None): gettext_lazy("You did not do what you had decided; whether it worked is not known yet."),
}


@dataclass(frozen=True, slots=True)
class Left:
    """Work of the day that is not done. `state`, `tone`: its margin, or how much of its time is missing."""

    id: UUID
    title: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Close:
    """`important`: the most important task, its title, whether it is open; `answers`: what a closed day says, in sentences;
    `missing`: work that is left and finds no time before its date."""

    on: date
    is_today: bool
    name: str
    closed_at: datetime | None
    important: tuple[UUID, str, bool] | None
    answers: tuple[str, ...]
    tops: tuple[HighlightRow, ...]
    flops: tuple[HighlightRow, ...]
    left: tuple[Left, ...]
    missing: tuple[Left, ...]
    next_name: str
    tomorrow: tuple[StripRow, ...]
    tomorrow_most: str

    @property
    def choices(self) -> list[tuple[UUID, str]]:
        """What may have been finished too; the important task has a question of its own."""
        return [(one.id, one.title) for one in self.left]


def close_shown(member: Membership, on: date, *, now: datetime) -> Close:
    """The page of one day. Six queries. Refused: `day_in_the_future`."""
    today = day_now(member, now)
    if on > today:
        raise Refused("day_in_the_future", field="on")
    found = close_of(member, on, now=now)
    day, following = found.day, found.next_day
    most = day.most_important
    others = [task for task in found.left if most is None or task.id != most.id]
    slug = member.business.slug
    return Close(
        on=on,
        is_today=on == today,
        name=weekday_text(on, language()),
        closed_at=day.closed_at,
        important=(most.id, most.title, not most.outcome) if most else None,
        answers=tuple(_answers(found)) if day.closed_at else (),
        tops=tuple(row for row in found.highlights if row.kind == "top"),
        flops=tuple(row for row in found.highlights if row.kind == "flop"),
        left=tuple(_left(task) for task in others),
        missing=tuple(_left(task) for task in found.left if task.short is not None),
        next_name=weekday_text(following.on, language()) if following else "",
        tomorrow=strip_of(following, slug) if following else (),
        tomorrow_most=following.most_important.title if following and following.most_important else "",
    )


def _left(task: TaskRow) -> Left:
    state, tone = state_of(task)
    return Left(task.id, task.title, state, tone)


def _answers(found: Closing) -> list[str]:
    day, said = found.day, []
    if day.important_done is not None:
        said.append(
            _("The important task was done.") if day.important_done else _("The important task was not done.")
        )
    said.append(_("The mail was handled.") if day.mail_done else _("The mail was not handled."))
    said.append(str(_SAID[day.did_as_decided, day.it_worked]))
    return said
