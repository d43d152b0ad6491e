"""Every write of this room, one function a verb."""

from relais.deciding.actions.cases import (
    CaseSaid,
    Rate,
    change_case,
    discard_case,
    hand_case_over,
    make_case,
    note_times,
    restore_case,
)
from relais.deciding.actions.comparisons import (
    ProviderSaid,
    change_comparison,
    discard_comparison,
    make_comparison,
    remove_provider,
    restore_comparison,
    restore_provider,
    say_provider,
)

__all__ = [
    "CaseSaid",
    "ProviderSaid",
    "Rate",
    "change_case",
    "change_comparison",
    "discard_case",
    "discard_comparison",
    "hand_case_over",
    "make_case",
    "make_comparison",
    "note_times",
    "remove_provider",
    "restore_case",
    "restore_comparison",
    "restore_provider",
    "say_provider",
]
