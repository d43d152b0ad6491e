"""The typed log entries of this room and their sentences. None holds an address or a person's name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from relais.acts.types import EntryData, Sentence, entry_type

from .roles import Role

# A sentence for each role: a role set into a common sentence would be wrong in French.
_INVITED = {
    Role.OWNER: _("%(who)s invited someone as owner."),
    Role.MANAGER: _("%(who)s invited someone as manager."),
    Role.EXECUTOR: _("%(who)s invited someone as executor."),
    Role.REVIEWER: _("%(who)s invited someone as reviewer."),
    Role.MEDIATOR: _("%(who)s invited someone as mediator."),
}
_JOINED = {
    Role.OWNER: _("%(who)s joined as owner."),
    Role.MANAGER: _("%(who)s joined as manager."),
    Role.EXECUTOR: _("%(who)s joined as executor."),
    Role.REVIEWER: _("%(who)s joined as reviewer."),
    Role.MEDIATOR: _("%(who)s joined as mediator."),
}
_BECAME = {
    Role.OWNER: _("%(who)s made a member owner."),
    Role.MANAGER: _("%(who)s made a member manager."),
    Role.EXECUTOR: _("%(who)s made a member executor."),
    Role.REVIEWER: _("%(who)s made a member reviewer."),
    Role.MEDIATOR: _("%(who)s made a member mediator."),
}
_SETTING = {
    "name": _("%(who)s renamed the business “%(name)s”."),
    "currency": _("%(who)s changed the business’s currency to %(currency)s."),
    "timezone": _("%(who)s changed the business’s time zone to %(timezone)s."),
    "language": _("%(who)s changed the business’s language."),
}


@entry_type("business.opened")
class BusinessOpened(EntryData):
    currency: str
    timezone: str
    language: str

    def sentence(self) -> Sentence:
        return _("%(who)s opened the business.")


@entry_type("business.changed")
class BusinessChanged(EntryData):
    """`changed` names what is new; the rest stands as it was."""

    changed: tuple[str, ...]
    name: str
    currency: str
    timezone: str
    language: str

    def sentence(self) -> Sentence:
        if len(self.changed) == 1 and self.changed[0] in _SETTING:
            return _SETTING[self.changed[0]]
        return _("%(who)s changed the settings of the business.")


@entry_type("invitation.sent")
class InvitationSent(EntryData):
    role: str

    def sentence(self) -> Sentence:
        return _INVITED.get(Role(self.role), _("%(who)s invited someone."))


@entry_type("invitation.renewed")
class InvitationRenewed(EntryData):
    """`by_hand`: the new link was shown, to be handed over, and not mailed."""

    role: str
    by_hand: bool

    def sentence(self) -> Sentence:
        if self.by_hand:
            return _("%(who)s made a new invitation link to hand over; the one before no longer works.")
        return _("%(who)s sent an invitation again; the link before no longer works.")


@entry_type("invitation.revoked")
class InvitationRevoked(EntryData):
    role: str

    def sentence(self) -> Sentence:
        return _("%(who)s withdrew an invitation.")


@entry_type("invitation.accepted")
class InvitationAccepted(EntryData):
    role: str

    def sentence(self) -> Sentence:
        return _JOINED.get(Role(self.role), _("%(who)s joined."))


@entry_type("member.role_changed")
class RoleChanged(EntryData):
    before: str
    after: str

    def sentence(self) -> Sentence:
        return _BECAME.get(Role(self.after), _("%(who)s changed a member’s role."))


@entry_type("member.titled")
class MemberTitled(EntryData):
    title: str

    def sentence(self) -> Sentence:
        if not self.title:
            return _("%(who)s removed a member’s title.")
        return _("%(who)s gave a member the title “%(title)s”.")


@entry_type("member.left")
class MemberLeft(EntryData):
    role: str
    by_themselves: bool

    def sentence(self) -> Sentence:
        if self.by_themselves:
            return _("%(who)s left the business.")
        return _("%(who)s ended a member’s part in the business.")


@entry_type("matter.granted")
class MatterGranted(EntryData):
    role: str

    def sentence(self) -> Sentence:
        if self.role == Role.MEDIATOR:
            return _("%(who)s let a mediator see this delegation.")
        return _("%(who)s let a reviewer see this delegation.")


@entry_type("matter.grant_ended")
class MatterGrantEnded(EntryData):
    role: str

    def sentence(self) -> Sentence:
        if self.role == Role.MEDIATOR:
            return _("%(who)s no longer lets a mediator see this delegation.")
        return _("%(who)s no longer lets a reviewer see this delegation.")


@entry_type("sign_in_link.made")
class SignInLinkMade(EntryData):
    """An owner made a link that signs a member in, to hand it over."""

    def sentence(self) -> Sentence:
        return _("%(who)s made a sign-in link for a member.")
