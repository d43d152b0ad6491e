"""The typed log entries of this room and their sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.notices import known_notices
from relais.acts.types import EntryData, Sentence, entry_type


@entry_type("request.written")
class RequestWritten(EntryData):
    """`to` is the id of the membership asked, empty for management; titles are as they were that day."""

    to: str = ""
    delegation: str = ""
    procedure: str = ""
    procedure_id: str = ""
    due_on: str = ""
    note: bool = False

    def sentence(self) -> Sentence:
        return _("%(who)s wrote a note.") if self.note else _("%(who)s wrote a request.")


@entry_type("reply.written")
class ReplyWritten(EntryData):
    seq: int
    settles: bool = False

    def sentence(self) -> Sentence:
        if self.settles:
            return _("%(who)s replied to line %(seq)s and settled the request.")
        return _("%(who)s replied to line %(seq)s.")


@entry_type("request.settled")
class RequestSettled(EntryData):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s settled the request of line %(seq)s.")


@entry_type("request.reopened")
class RequestReopened(EntryData):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s reopened the request of line %(seq)s.")


@entry_type("entry.corrected")
class EntryCorrected(EntryData):
    seq: int

    def sentence(self) -> Sentence:
        return _("%(who)s corrected line %(seq)s.")


@entry_type("entry.erased")
class EntryErased(EntryData):
    seq: int
    files: int = 0

    def sentence(self) -> Sentence:
        return _("%(who)s erased the text of line %(seq)s.")


@entry_type("notice.retried")
class NoticeRetried(EntryData):
    kind: str

    def sentence(self) -> Sentence:
        return _("%(who)s had a notice sent again: %(kind)s.")

    def values(self) -> dict[str, object]:
        kind = known_notices().get(self.kind)
        return {"kind": kind.label if kind else self.kind}
