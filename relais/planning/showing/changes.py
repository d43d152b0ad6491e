"""What planning again changed, and why, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from relais.config.dates import clock_text, duration_text, weekday_text
from relais.log.wording import language
from relais.planning.entries import WHY
from relais.planning.shown import Change, Changes


@dataclass(frozen=True, slots=True)
class ChangeShown:
    task_id: UUID
    sentence: str
    is_bad: bool


@dataclass(frozen=True, slots=True)
class ChangesShown:
    """`why` ends the sentence "The rest was planned again, because …"."""

    at: datetime
    why: str
    rows: tuple[ChangeShown, ...]


def changes_shown(changes: Changes | None) -> ChangesShown | None:
    """Changes in the reader's language and time zone; None for none."""
    if changes is None:
        return None
    rows = tuple(
        ChangeShown(row.task_id, _sentence(row), row.code in ("left", "short")) for row in changes.rows
    )
    return ChangesShown(changes.at, str(WHY.get(changes.reason, changes.reason)), rows)


def _sentence(change: Change) -> str:
    reader = language()
    said = {
        "title": change.title or _("(erased)"),
        "before": _moment(change.start_before, reader),
        "after": _moment(change.start_after, reader),
        "time": duration_text(abs(change.minutes), reader),
    }
    if change.code == "moved" and change.start_before == change.start_after:
        return (
            _("“%(title)s” gets %(time)s more.")
            if change.minutes > 0
            else _("“%(title)s” gets %(time)s less.")
        ) % said
    return {
        "placed": _("“%(title)s” is planned: %(after)s."),
        "moved": _("“%(title)s” moves from %(before)s to %(after)s."),
        "left": _("“%(title)s” has no time any more."),
        "short": _("The date of “%(title)s” cannot be met: %(time)s missing."),
        "met": _("The date of “%(title)s” can be met again."),
    }[change.code] % said


def _moment(moment: datetime | None, reader: str) -> str:
    return f"{weekday_text(moment, reader, short=True)}, {clock_text(moment)}" if moment else ""
