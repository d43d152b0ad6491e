"""The typed log entries of this room and their sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type


@entry_type("token.made")
class TokenMade(EntryData):
    name: str
    scopes: tuple[str, ...]

    def sentence(self) -> Sentence:
        return _("%(who)s made the API token “%(name)s”.")


@entry_type("token.revoked")
class TokenRevoked(EntryData):
    name: str

    def sentence(self) -> Sentence:
        return _("%(who)s revoked the API token “%(name)s”.")
