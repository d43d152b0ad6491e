"""The log entries of scenario sheets."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type


@entry_type("sheet.made")
class SheetMade(EntryData):
    sheet: str

    def sentence(self) -> Sentence:
        return _("%(who)s began the scenario sheet “%(sheet)s”.")


@entry_type("sheet.changed")
class SheetChanged(EntryData):
    sheet: str

    def sentence(self) -> Sentence:
        return _("%(who)s changed what the scenario sheet “%(sheet)s” is about, or what can be borne.")


@entry_type("sheet.written")
class SheetWritten(EntryData):
    """The text says the worst case, the best case and what doing nothing costs. `vague`: answers still empty or vague."""

    sheet: str
    vague: int

    def sentence(self) -> Sentence:
        return _("%(who)s wrote the worst and the best case of “%(sheet)s”.")

    def together(self, count: int) -> Sentence:
        return _("%(who)s wrote the worst and the best case of “%(sheet)s”: saved %(count)s times.")


@entry_type("sheet.told")
class SheetTold(EntryData):
    """`happened` of `told` outcomes came. The text is what was learned."""

    sheet: str
    told: int
    happened: int

    def sentence(self) -> Sentence:
        return _("%(who)s said what came of “%(sheet)s”: %(happened)s of %(told)s outcomes happened.")


@entry_type("sheet.dropped")
class SheetDropped(EntryData):
    sheet: str

    def sentence(self) -> Sentence:
        return _("%(who)s put the scenario sheet “%(sheet)s” away.")


@entry_type("sheet.restored")
class SheetRestored(EntryData):
    sheet: str

    def sentence(self) -> Sentence:
        return _("%(who)s took the scenario sheet “%(sheet)s” up again.")


@entry_type("outcome.added")
class OutcomeAdded(EntryData):
    sheet: str
    outcome: str

    def sentence(self) -> Sentence:
        return _("%(who)s added the outcome “%(outcome)s” to “%(sheet)s”.")


@entry_type("outcome.changed")
class OutcomeChanged(EntryData):
    sheet: str
    outcome: str

    def sentence(self) -> Sentence:
        return _("%(who)s changed the outcome “%(outcome)s” of “%(sheet)s”.")


@entry_type("outcome.removed")
class OutcomeRemoved(EntryData):
    sheet: str
    outcome: str

    def sentence(self) -> Sentence:
        return _("%(who)s took the outcome “%(outcome)s” off “%(sheet)s”.")


@entry_type("outcome.restored")
class OutcomeRestored(EntryData):
    sheet: str
    outcome: str

    def sentence(self) -> Sentence:
        return _("%(who)s put the outcome “%(outcome)s” back on “%(sheet)s”.")


@entry_type("safeguard.added")
class SafeguardAdded(EntryData):
    sheet: str
    safeguard: str

    def sentence(self) -> Sentence:
        return _("%(who)s added the safeguard “%(safeguard)s” to “%(sheet)s”.")


@entry_type("safeguard.changed")
class SafeguardChanged(EntryData):
    sheet: str
    safeguard: str

    def sentence(self) -> Sentence:
        return _("%(who)s changed the safeguard “%(safeguard)s” of “%(sheet)s”.")


@entry_type("safeguard.removed")
class SafeguardRemoved(EntryData):
    sheet: str
    safeguard: str

    def sentence(self) -> Sentence:
        return _("%(who)s took the safeguard “%(safeguard)s” off “%(sheet)s”.")


@entry_type("safeguard.restored")
class SafeguardRestored(EntryData):
    sheet: str
    safeguard: str

    def sentence(self) -> Sentence:
        return _("%(who)s put the safeguard “%(safeguard)s” back on “%(sheet)s”.")
