"""`relais scenarios FILE`: the scenario sheet of a file, drawn with and without its safeguards. No database, no Django."""

from __future__ import annotations

import argparse
import sys

from relais.cli.decidefile import read_sheet, texts, written_scenarios
from relais.cli.jsonfile import FileRefused, bytes_of, refuse
from relais.engine.decide.simulation import simulate
from relais.engine.faults import InputRefused


def run(asked: argparse.Namespace) -> int:
    """Exit codes: 0 drawn, 2 the input is refused."""
    try:
        found = simulate(read_sheet(bytes_of(asked.file)), seed=asked.seed, draws=asked.draws)
    except (FileRefused, InputRefused) as refused:
        return refuse(refused.faults, texts())
    sys.stdout.write(written_scenarios(found))
    return 0
