"""The hours: the working week, days off, calendars, time spent, focus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type
from relais.planning.entries.work import OfTask

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
    removes = True

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
    removes = True

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


# --- time -------------------------------------------------------------------------------------------------------------


@entry_type("time.started")
class TimeStarted(OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s started on the task of line %(seq)s.")


@entry_type("time.stopped")
class TimeStopped(OfTask):
    seq: int
    minutes: int

    def sentence(self) -> Sentence:
        return _("%(who)s stopped after %(minutes)s on the task of line %(seq)s.")


@entry_type("time.recorded")
class TimeRecorded(OfTask):
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
    removes = True

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
