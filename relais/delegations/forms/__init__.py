"""The forms of delegations. They read what was typed; the verbs decide."""

from relais.delegations.forms.drafting import BriefForm, ChangeForm, InviteForm, NewForm, TermsForm
from relais.delegations.forms.gates import ClearForm, GateForm
from relais.delegations.forms.working import DeliverForm, EndForm, LineForm, MilestoneForm, VerdictForm

__all__ = [
    "BriefForm",
    "ChangeForm",
    "ClearForm",
    "DeliverForm",
    "EndForm",
    "GateForm",
    "InviteForm",
    "LineForm",
    "MilestoneForm",
    "NewForm",
    "TermsForm",
    "VerdictForm",
]
