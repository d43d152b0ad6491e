"""The week and the day: proposed, changed, closed, planned again."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type

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
    passes = True

    seq: int
    starts_at: str

    def sentence(self) -> Sentence:
        return _("%(who)s placed the task of line %(seq)s by hand: %(starts_at)s.")


@entry_type("piece.released")
class PieceReleased(EntryData):
    private = True
    passes = True

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
    removes = True

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
