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
