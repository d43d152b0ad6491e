"""Every write of the running log: one function a verb."""

from relais.log.actions.amending import attach, correct, erase
from relais.log.actions.sending import retry_notice
from relais.log.actions.writing import reopen, reply, settle, write

__all__ = ["attach", "correct", "erase", "reopen", "reply", "retry_notice", "settle", "write"]
