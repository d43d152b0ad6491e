"""Every write of this room, one function a verb."""

from relais.deciding.actions.sheet_parts import (
    OutcomeSaid,
    SafeguardSaid,
    add_outcome,
    add_safeguard,
    change_outcome,
    change_safeguard,
    make_gate,
    remove_outcome,
    remove_safeguard,
    restore_outcome,
    restore_safeguard,
)
from relais.deciding.actions.sheets import (
    About,
    Told,
    change_sheet,
    drop_sheet,
    make_sheet,
    restore_sheet,
    tell_outcomes,
    write_cases,
)

__all__ = [
    "About",
    "OutcomeSaid",
    "SafeguardSaid",
    "Told",
    "add_outcome",
    "add_safeguard",
    "change_outcome",
    "change_safeguard",
    "change_sheet",
    "drop_sheet",
    "make_gate",
    "make_sheet",
    "remove_outcome",
    "remove_safeguard",
    "restore_outcome",
    "restore_safeguard",
    "restore_sheet",
    "tell_outcomes",
    "write_cases",
]
