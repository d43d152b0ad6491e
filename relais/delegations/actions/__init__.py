"""Every write of this room, one function a verb."""

from relais.delegations.actions.briefs import write_brief
from relais.delegations.actions.deliveries import deliver
from relais.delegations.actions.endings import call_off, close
from relais.delegations.actions.gates import clear_gate, open_gate, remove_gate, reopen_gate, set_gate
from relais.delegations.actions.joining import invite_executor, take_over
from relais.delegations.actions.milestones import add_milestone, drop_milestone
from relais.delegations.actions.opening import open_delegation
from relais.delegations.actions.proposals import accept, ask_for_change, propose, withdraw_proposal
from relais.delegations.actions.silence import accept_by_silence, remind
from relais.delegations.actions.terms import KEEP, MilestoneTerms, set_terms
from relais.delegations.actions.verdicts import judge

__all__ = [
    "KEEP",
    "MilestoneTerms",
    "accept",
    "accept_by_silence",
    "add_milestone",
    "ask_for_change",
    "call_off",
    "clear_gate",
    "close",
    "deliver",
    "drop_milestone",
    "invite_executor",
    "judge",
    "open_delegation",
    "open_gate",
    "propose",
    "remind",
    "remove_gate",
    "reopen_gate",
    "set_gate",
    "set_terms",
    "take_over",
    "withdraw_proposal",
    "write_brief",
]
