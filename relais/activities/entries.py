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
