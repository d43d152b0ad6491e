"""The typed log entries of this room and their sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type


@entry_type("business.opened")
class BusinessOpened(EntryData):
    currency: str
    timezone: str
    language: str

    def sentence(self) -> Sentence:
        return _("%(who)s opened the business.")


@entry_type("invitation.sent")
class InvitationSent(EntryData):
    role: str

    def sentence(self) -> Sentence:
        return _("%(who)s invited someone as %(role)s.")


@entry_type("invitation.accepted")
class InvitationAccepted(EntryData):
    role: str

    def sentence(self) -> Sentence:
        return _("%(who)s joined as %(role)s.")
