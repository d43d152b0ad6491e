"""The typed log entries of this room and their sentences.

Goals are the business's. All else is private: its reader is the member whose plan it is. What people write (titles, tops,
flops) is the text of an entry, so that it can be erased; `seq` is the line that wrote the task.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type

# --- goals ------------------------------------------------------------------------------------------------------------


@entry_type("goal.set")
class GoalSet(EntryData):
    goal: str
    due_on: str

    def sentence(self) -> Sentence:
        return _("%(who)s set the goal “%(goal)s”, to be reached by %(due_on)s.")


@entry_type("goal.changed")
class GoalChanged(EntryData):
    goal: str

    def sentence(self) -> Sentence:
        return _("%(who)s changed the goal “%(goal)s”.")

    def together(self, count: int) -> Sentence:
        return _("%(who)s changed the goal “%(goal)s”: saved %(count)s times.")


@entry_type("goal.read")
class GoalRead(EntryData):
    """`value` is a decimal number as text, with a point."""

    goal: str
    value: str
    unit: str

    def sentence(self) -> Sentence:
        return _("%(who)s read the measure of “%(goal)s”: %(value)s %(unit)s.")


@entry_type("goal.dropped")
class GoalDropped(EntryData):
    goal: str

    def sentence(self) -> Sentence:
        return _("%(who)s dropped the goal “%(goal)s”.")


@entry_type("goal.restored")
class GoalRestored(EntryData):
    goal: str

    def sentence(self) -> Sentence:
        return _("%(who)s took up the goal “%(goal)s” again.")


# --- tasks ------------------------------------------------------------------------------------------------------------


class _OfTask(EntryData):
    private = True


@entry_type("task.written")
class TaskWritten(_OfTask):
    def sentence(self) -> Sentence:
        return _("%(who)s wrote a task.")


@entry_type("task.changed")
class TaskChanged(_OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s changed the task of line %(seq)s.")

    def together(self, count: int) -> Sentence:
        return _("%(who)s changed the task of line %(seq)s: saved %(count)s times.")


@entry_type("task.answered")
class TaskAnswered(_OfTask):
    """The two questions: does it move the business? is there a date with a bad consequence?"""

    seq: int
    important: bool
    urgent: bool

    def sentence(self) -> Sentence:
        return {
            (True, True): _("%(who)s said that the task of line %(seq)s is important and urgent."),
            (True, False): _("%(who)s said that the task of line %(seq)s is important and not urgent."),
            (False, True): _("%(who)s said that the task of line %(seq)s is urgent and not important."),
            (False, False): _("%(who)s said that the task of line %(seq)s is neither important nor urgent."),
        }[self.important, self.urgent]


@entry_type("task.finished")
class TaskFinished(_OfTask):
    seq: int
    minutes: int

    def sentence(self) -> Sentence:
        if self.minutes:
            return _("%(who)s finished the task of line %(seq)s (%(minutes)s).")
        return _("%(who)s finished the task of line %(seq)s.")


@entry_type("task.reopened")
class TaskReopened(_OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s took up the task of line %(seq)s again.")


@entry_type("task.dropped")
class TaskDropped(_OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s dropped the task of line %(seq)s.")


@entry_type("task.handed_over")
class TaskHandedOver(_OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s made a delegation of the task of line %(seq)s.")


@entry_type("recurring.set")
class RecurringSet(_OfTask):
    def sentence(self) -> Sentence:
        return _("%(who)s set a recurring task.")


@entry_type("recurring.changed")
class RecurringChanged(_OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s changed the recurring task of line %(seq)s.")


@entry_type("recurring.ended")
class RecurringEnded(_OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s ended the recurring task of line %(seq)s.")


# --- the working week -------------------------------------------------------------------------------------------------


@entry_type("pattern.set")
class PatternSet(EntryData):
    private = True

    def sentence(self) -> Sentence:
        return _("%(who)s set the working week.")

    def together(self, count: int) -> Sentence:
        return _("%(who)s set the working week: saved %(count)s times.")


@entry_type("day_off.added")
class DayOffAdded(EntryData):
    private = True

    first_on: str
    last_on: str

    def sentence(self) -> Sentence:
        if self.first_on == self.last_on:
            return _("%(who)s took %(first_on)s off.")
        return _("%(who)s took the days from %(first_on)s to %(last_on)s off.")


@entry_type("day_off.removed")
class DayOffRemoved(EntryData):
    private = True

    first_on: str
    last_on: str

    def sentence(self) -> Sentence:
        if self.first_on == self.last_on:
            return _("%(who)s works on %(first_on)s after all.")
        return _("%(who)s works from %(first_on)s to %(last_on)s after all.")


@entry_type("calendar.added")
class CalendarAdded(EntryData):
    private = True

    events: int

    def sentence(self) -> Sentence:
        return _("%(who)s added a calendar to respect (events read: %(events)s).")


@entry_type("calendar.refreshed")
class CalendarRefreshed(EntryData):
    """`failure` is the coded reason when it could not be read; what was read before stays."""

    private = True

    events: int
    failure: str = ""

    def sentence(self) -> Sentence:
        if self.failure:
            return _("%(who)s tried to read a calendar again, in vain; what was read before stays.")
        return _("%(who)s read a calendar again (events read: %(events)s).")

    def together(self, count: int) -> Sentence:
        return _("%(who)s read a calendar again %(count)s times.")


@entry_type("calendar.removed")
class CalendarRemoved(EntryData):
    private = True

    def sentence(self) -> Sentence:
        return _("%(who)s removed a calendar.")


@entry_type("feed.made")
class FeedMade(EntryData):
    private = True

    def sentence(self) -> Sentence:
        return _("%(who)s made an address under which a calendar can show the plan.")


@entry_type("feed.ended")
class FeedEnded(EntryData):
    private = True

    def sentence(self) -> Sentence:
        return _("%(who)s ended the address under which a calendar could show the plan.")


# --- the week ---------------------------------------------------------------------------------------------------------


@entry_type("week.proposed")
class WeekProposed(EntryData):
    private = True

    monday_on: str

    def sentence(self) -> Sentence:
        return _("%(who)s had the week of %(monday_on)s proposed.")

    def together(self, count: int) -> Sentence:
        return _("%(who)s had the week of %(monday_on)s proposed %(count)s times.")


@entry_type("week.kept")
class WeekKept(EntryData):
    private = True

    monday_on: str

    def sentence(self) -> Sentence:
        return _("%(who)s kept the week of %(monday_on)s.")


@entry_type("piece.placed")
class PiecePlaced(EntryData):
    private = True

    seq: int
    starts_at: str

    def sentence(self) -> Sentence:
        return _("%(who)s placed the task of line %(seq)s by hand: %(starts_at)s.")


@entry_type("piece.released")
class PieceReleased(EntryData):
    private = True

    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s let the planner place the task of line %(seq)s again.")


@entry_type("most_important.chosen")
class MostImportantChosen(EntryData):
    private = True

    seq: int
    day_on: str

    def sentence(self) -> Sentence:
        return _("%(who)s chose the task of line %(seq)s as the most important one of %(day_on)s.")


# --- time -------------------------------------------------------------------------------------------------------------


@entry_type("time.started")
class TimeStarted(_OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s started on the task of line %(seq)s.")


@entry_type("time.stopped")
class TimeStopped(_OfTask):
    seq: int
    minutes: int

    def sentence(self) -> Sentence:
        return _("%(who)s stopped after %(minutes)s on the task of line %(seq)s.")


@entry_type("time.recorded")
class TimeRecorded(_OfTask):
    seq: int
    minutes: int

    def sentence(self) -> Sentence:
        return _("%(who)s recorded %(minutes)s for the task of line %(seq)s.")


@entry_type("time.lost")
class TimeLost(EntryData):
    private = True

    minutes: int
    from_at: str

    def sentence(self) -> Sentence:
        return _("%(who)s said that %(minutes)s were lost, from %(from_at)s on.")


@entry_type("time.regained")
class TimeRegained(EntryData):
    private = True

    from_at: str

    def sentence(self) -> Sentence:
        return _("%(who)s said that the time from %(from_at)s on was not lost.")


@entry_type("focus.begun")
class FocusBegun(EntryData):
    private = True

    day_on: str

    def sentence(self) -> Sentence:
        return _("%(who)s began to focus.")


@entry_type("focus.ended")
class FocusEnded(EntryData):
    private = True

    day_on: str
    minutes: int

    def sentence(self) -> Sentence:
        return _("%(who)s focused for %(minutes)s.")


# --- the close --------------------------------------------------------------------------------------------------------


@entry_type("highlight.noted")
class HighlightNoted(EntryData):
    private = True

    kind: str
    day_on: str

    def sentence(self) -> Sentence:
        if self.kind == "top":
            return _("%(who)s noted a top of %(day_on)s.")
        return _("%(who)s noted a flop of %(day_on)s.")


@entry_type("highlight.removed")
class HighlightRemoved(EntryData):
    private = True

    kind: str
    day_on: str

    def sentence(self) -> Sentence:
        if self.kind == "top":
            return _("%(who)s removed a top of %(day_on)s.")
        return _("%(who)s removed a flop of %(day_on)s.")


@entry_type("day.closed")
class DayClosed(EntryData):
    """The text has the tops and flops, a line each, begun by “+” or “−”. `it_worked` is none where it is not known yet."""

    private = True

    day_on: str
    important_done: bool | None
    mail_done: bool
    did_as_decided: bool
    it_worked: bool | None = None

    def sentence(self) -> Sentence:
        if self.did_as_decided and self.it_worked:
            return _("%(who)s closed %(day_on)s: did what was decided, and it worked.")
        if self.did_as_decided and self.it_worked is False:
            return _("%(who)s closed %(day_on)s: did what was decided, and it did not work.")
        if self.did_as_decided:
            return _("%(who)s closed %(day_on)s: did what was decided.")
        return _("%(who)s closed %(day_on)s: did not do what was decided.")


@entry_type("day.reopened")
class DayReopened(EntryData):
    private = True

    day_on: str

    def sentence(self) -> Sentence:
        return _("%(who)s reopened %(day_on)s.")


# --- planning again ---------------------------------------------------------------------------------------------------


@entry_type("plan.remade")
class PlanRemade(EntryData):
    """`reason`: a key of `WHY`; `changes`: how many things changed."""

    private = True

    reason: str
    changes: int

    def sentence(self) -> Sentence:
        return _("%(who)s planned the rest again: %(reason)s (changes: %(changes)s).")

    def values(self) -> dict[str, object]:
        return {"reason": str(WHY.get(self.reason, self.reason))}


@entry_type("lapse.settled")
class LapseSettled(EntryData):
    private = True

    dropped: int
    moved: int
    handed_over: int

    def sentence(self) -> Sentence:
        return _(
            "%(who)s came back after a while: %(dropped)s dropped, %(moved)s with a new date, %(handed_over)s delegated."
        )


WHY: Final = {
    "asked": _("it was asked for"),
    "changed": _("a task was changed"),
    "overrun": _("a task took longer than planned"),
    "new_date": _("a date was added or moved"),
    "time_lost": _("time was lost"),
    "left_over": _("work was left from the day before"),
    "weeks_missed": _("weeks were missed"),
    "calendar": _("a calendar changed"),
    "pattern": _("the working week changed"),
    "zone": _("the time zone changed"),
    "by_hand": _("something was placed by hand"),
    "finished": _("something was finished or dropped"),
    "day_closed": _("the day was closed"),
    "week_proposed": _("a week was proposed"),
}
"""Why the rest was planned again, by its code (`models.Replanning.reason`), as the end of a sentence."""
