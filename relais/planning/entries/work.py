"""What is to be done: goals and tasks."""

from __future__ import annotations

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


class OfTask(EntryData):
    """An entry about one task, read by its member alone."""

    private = True


@entry_type("task.written")
class TaskWritten(OfTask):
    def sentence(self) -> Sentence:
        return _("%(who)s wrote a task.")


@entry_type("task.changed")
class TaskChanged(OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s changed the task of line %(seq)s.")

    def together(self, count: int) -> Sentence:
        return _("%(who)s changed the task of line %(seq)s: saved %(count)s times.")


@entry_type("task.answered")
class TaskAnswered(OfTask):
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
class TaskFinished(OfTask):
    seq: int
    minutes: int

    def sentence(self) -> Sentence:
        if self.minutes:
            return _("%(who)s finished the task of line %(seq)s (%(minutes)s).")
        return _("%(who)s finished the task of line %(seq)s.")


@entry_type("task.reopened")
class TaskReopened(OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s took up the task of line %(seq)s again.")


@entry_type("task.dropped")
class TaskDropped(OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s dropped the task of line %(seq)s.")


@entry_type("task.handed_over")
class TaskHandedOver(OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s made a delegation of the task of line %(seq)s.")


@entry_type("recurring.set")
class RecurringSet(OfTask):
    def sentence(self) -> Sentence:
        return _("%(who)s set a recurring task.")


@entry_type("recurring.changed")
class RecurringChanged(OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s changed the recurring task of line %(seq)s.")


@entry_type("recurring.ended")
class RecurringEnded(OfTask):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s ended the recurring task of line %(seq)s.")
