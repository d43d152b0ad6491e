"""The typed log entries of this room and their sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type


@entry_type("line.captured")
class LineCaptured(EntryData):
    private = True

    def sentence(self) -> Sentence:
        return _("%(who)s captured a line.")


@entry_type("line.sorted")
class LineSorted(EntryData):
    private = True

    seq: int
    into: str

    def sentence(self) -> Sentence:
        return {
            "done": _("%(who)s marked the captured line %(seq)s as done."),
            "dropped": _("%(who)s dropped the captured line %(seq)s."),
            "request": _("%(who)s made a request of the captured line %(seq)s."),
            "delegation": _("%(who)s made a delegation of the captured line %(seq)s."),
            "procedure": _("%(who)s made a procedure of the captured line %(seq)s."),
            "task": _("%(who)s made a task of the captured line %(seq)s."),
            "note": _("%(who)s made a note of the captured line %(seq)s."),
        }.get(self.into, _("%(who)s sorted the captured line %(seq)s."))


@entry_type("line.unsorted")
class LineUnsorted(EntryData):
    private = True

    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s put the captured line %(seq)s back among those to sort.")


@entry_type("activity.added")
class ActivityAdded(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s added the activity “%(activity)s”.")


@entry_type("activity.changed")
class ActivityChanged(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s changed the activity “%(activity)s”.")


@entry_type("activity.ended")
class ActivityEnded(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s ended the activity “%(activity)s”: it does not recur any more.")


@entry_type("activity.restored")
class ActivityRestored(EntryData):
    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s put the activity “%(activity)s” back among what recurs.")


@entry_type("decision.taken")
class DecisionTaken(EntryData):
    activity: str
    choice: str
    look_again_on: str

    def sentence(self) -> Sentence:
        return {
            "keep": _("%(who)s decided to keep “%(activity)s”, and to look again on %(look_again_on)s."),
            "drop": _("%(who)s decided to drop “%(activity)s”, and to look again on %(look_again_on)s."),
            "automate": _(
                "%(who)s decided to automate “%(activity)s”, and to look again on %(look_again_on)s."
            ),
            "delegate": _(
                "%(who)s decided to delegate “%(activity)s”, and to look again on %(look_again_on)s."
            ),
        }.get(self.choice, _("%(who)s decided on “%(activity)s”, and to look again on %(look_again_on)s."))


@entry_type("decision.taken_back")
class DecisionTakenBack(EntryData):
    activity: str
    choice: str

    def sentence(self) -> Sentence:
        return _("%(who)s took back what was decided about “%(activity)s”.")


@entry_type("decision.judged")
class DecisionJudged(EntryData):
    activity: str
    choice: str
    worked: bool

    def sentence(self) -> Sentence:
        if self.worked:
            return _("%(who)s looked again at the decision on “%(activity)s”: it worked.")
        return _("%(who)s looked again at the decision on “%(activity)s”: it did not work.")


# --- time spent -------------------------------------------------------------------------------------------------------


@entry_type("time_spent.written")
class TimeSpentWritten(EntryData):
    """Time written down by hand."""

    private = True

    activity: str
    minutes: int
    spent_on: str

    def sentence(self) -> Sentence:
        return _("%(who)s wrote down %(minutes)s of “%(activity)s” on %(spent_on)s.")


@entry_type("time_spent.taken_back")
class TimeSpentTakenBack(EntryData):
    private = True

    activity: str
    minutes: int
    spent_on: str

    def sentence(self) -> Sentence:
        return _("%(who)s took back %(minutes)s of “%(activity)s” on %(spent_on)s.")


@entry_type("timer.started")
class TimerStarted(EntryData):
    private = True

    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s started the timer on “%(activity)s”.")


@entry_type("timer.stopped")
class TimerStopped(EntryData):
    private = True

    activity: str
    minutes: int

    def sentence(self) -> Sentence:
        return _("%(who)s stopped the timer on “%(activity)s” after %(minutes)s.")


@entry_type("timer.discarded")
class TimerDiscarded(EntryData):
    private = True

    activity: str

    def sentence(self) -> Sentence:
        return _("%(who)s threw away what the timer had counted on “%(activity)s”.")


@entry_type("time_import.read")
class TimeImportRead(EntryData):
    private = True
    passes = True

    def sentence(self) -> Sentence:
        return _("%(who)s read a file of time, to look at it before importing it.")


@entry_type("time_import.dropped")
class TimeImportDropped(EntryData):
    private = True
    removes = True

    def sentence(self) -> Sentence:
        return _("%(who)s put aside a file of time; nothing of it was imported.")


@entry_type("time_import.done")
class TimeImportDone(EntryData):
    rows: int
    minutes: int
    created: tuple[str, ...] = ()

    def sentence(self) -> Sentence:
        if self.created:
            return _(
                "%(who)s imported %(minutes)s of time in %(rows)s rows, and added the activities %(created)s."
            )
        return _("%(who)s imported %(minutes)s of time in %(rows)s rows.")


@entry_type("time_import.undone")
class TimeImportUndone(EntryData):
    rows: int
    minutes: int

    def sentence(self) -> Sentence:
        return _("%(who)s undid an import: %(minutes)s of time in %(rows)s rows are gone.")


# --- solved problems --------------------------------------------------------------------------------------------------


@entry_type("note.kept")
class NoteKept(EntryData):
    def sentence(self) -> Sentence:
        return _("%(who)s kept a solved problem as a note.")


@entry_type("note.changed")
class NoteChanged(EntryData):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s rewrote the note of line %(seq)s.")


@entry_type("note.used")
class NoteUsed(EntryData):
    seq: int
    times: int

    def sentence(self) -> Sentence:
        return _("The note of line %(seq)s served %(who)s again: time %(times)s.")


@entry_type("note.use_taken_back")
class NoteUseTakenBack(EntryData):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s took back that the note of line %(seq)s served again.")


@entry_type("note.dropped")
class NoteDropped(EntryData):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s put away the note of line %(seq)s.")


@entry_type("note.restored")
class NoteRestored(EntryData):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s took up again the note of line %(seq)s.")
