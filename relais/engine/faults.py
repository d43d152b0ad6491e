"""What is wrong with an input, said all at once: where, and the code of what is wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that an input may not have: where (`windows[2].energy`), and the code of what is wrong."""

    path: str
    code: str


class InputRefused(ValueError):
    """An input that cannot be computed with; `faults` has all of its faults, at least one."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.code}" for fault in faults))
        self.faults = faults
