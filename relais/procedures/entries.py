"""The typed log entries of this room and their sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from relais.acts.types import EntryData, Sentence, entry_type


@entry_type("procedure.written")
class ProcedureWritten(EntryData):
    procedure: str
    steps: int

    def sentence(self) -> Sentence:
        return _("%(who)s began the procedure “%(procedure)s” as a draft.")


@entry_type("procedure.imported")
class ProcedureImported(EntryData):
    procedure: str
    steps: int
    published: bool

    def sentence(self) -> Sentence:
        return ngettext(
            "%(who)s imported the procedure “%(procedure)s” from a file: %(steps)s step.",
            "%(who)s imported the procedure “%(procedure)s” from a file: %(steps)s steps.",
            self.steps,
        )


@entry_type("procedure.draft_saved")
class DraftSaved(EntryData):
    procedure: str
    number: int
    steps: int

    def sentence(self) -> Sentence:
        return _("%(who)s worked on the draft of version %(number)s of the procedure “%(procedure)s”.")


@entry_type("procedure.draft_discarded")
class DraftDiscarded(EntryData):
    procedure: str
    number: int

    def sentence(self) -> Sentence:
        return _("%(who)s discarded the draft of version %(number)s of the procedure “%(procedure)s”.")


@entry_type("procedure.published")
class ProcedurePublished(EntryData):
    procedure: str
    number: int
    steps: int

    def sentence(self) -> Sentence:
        return _("%(who)s published version %(number)s of the procedure “%(procedure)s”.")


@entry_type("procedure.archived")
class ProcedureArchived(EntryData):
    procedure: str

    def sentence(self) -> Sentence:
        return _("%(who)s archived the procedure “%(procedure)s”.")


@entry_type("procedure.unarchived")
class ProcedureUnarchived(EntryData):
    procedure: str

    def sentence(self) -> Sentence:
        return _("%(who)s took the procedure “%(procedure)s” back out of the archive.")


@entry_type("run.started")
class RunStarted(EntryData):
    procedure: str
    number: int

    def sentence(self) -> Sentence:
        return _("%(who)s started a run of “%(procedure)s”, version %(number)s.")


@entry_type("run.step_done")
class StepDone(EntryData):
    procedure: str
    position: int
    step: str

    def sentence(self) -> Sentence:
        return _("%(who)s did step %(position)s of “%(procedure)s”: %(step)s.")

    def together(self, count: int) -> Sentence | None:
        return ngettext(
            "%(who)s did %(count)s step of “%(procedure)s”.",
            "%(who)s did %(count)s steps of “%(procedure)s”.",
            count,
        )


@entry_type("run.step_failed")
class StepFailed(EntryData):
    procedure: str
    position: int
    step: str

    def sentence(self) -> Sentence:
        return _("Step %(position)s of “%(procedure)s” did not work for %(who)s: %(step)s.")


@entry_type("run.step_skipped")
class StepSkipped(EntryData):
    procedure: str
    position: int
    step: str

    def sentence(self) -> Sentence:
        return _("%(who)s skipped step %(position)s of “%(procedure)s”: %(step)s.")


@entry_type("run.step_undone")
class StepUndone(EntryData):
    procedure: str
    position: int
    step: str

    def sentence(self) -> Sentence:
        return _("%(who)s took back the tick of step %(position)s of “%(procedure)s”: %(step)s.")


@entry_type("run.finished")
class RunFinished(EntryData):
    procedure: str
    number: int
    done: int
    failed: int
    skipped: int

    def sentence(self) -> Sentence:
        if not self.failed and not self.skipped:
            return _("%(who)s finished a run of “%(procedure)s”: every step done.")
        return _(
            "%(who)s finished a run of “%(procedure)s”: %(done)s done, %(failed)s failed, %(skipped)s skipped."
        )


@entry_type("run.given_up")
class RunGivenUp(EntryData):
    procedure: str
    number: int
    done: int

    def sentence(self) -> Sentence:
        return _("%(who)s gave up a run of “%(procedure)s”.")
