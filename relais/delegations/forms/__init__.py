"""The forms of delegations. They read what was typed; the verbs decide."""

from relais.delegations.forms.drafting import BriefForm, ChangeForm, InviteForm, NewForm, TermsForm
from relais.delegations.forms.working import DeliverForm, EndForm, LineForm, MilestoneForm, VerdictForm

__all__ = [
    "BriefForm",
    "ChangeForm",
    "DeliverForm",
    "EndForm",
    "InviteForm",
    "LineForm",
    "MilestoneForm",
    "NewForm",
    "TermsForm",
    "VerdictForm",
]
