"""`relais breakeven FILE`: when delegating what a file describes has paid back. No database, and no Django."""

from __future__ import annotations

import argparse
import sys
from datetime import date

from relais.cli.decidefile import read_case, texts, written_breakeven
from relais.cli.jsonfile import FileRefused, bytes_of, refuse
from relais.engine.decide.breakeven import breakeven
from relais.engine.faults import InputRefused


def run(asked: argparse.Namespace) -> int:
    """Exit codes: 0 computed, whether or not it ever pays back; 2 the input is refused."""
    payback = None
    try:
        read = read_case(bytes_of(asked.file))
        start = read.start or date.today()  # noqa: DTZ011  (what the reader of this machine calls today)
        found = breakeven(read.case, start)
        if read.ranges:
            from relais.engine.decide.payback import (
                payback as drawn,  # and numpy, which a case of points does not need
            )

            payback = drawn(read.case, read.ranges, seed=asked.seed, draws=asked.draws, start=start)
    except (FileRefused, InputRefused) as refused:
        return refuse(refused.faults, texts())
    sys.stdout.write(written_breakeven(found, payback))
    return 0
