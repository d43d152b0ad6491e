"""`relais recurring FILE`: what keeps coming back in a file of notes. No database, and no Django."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import combinations

from relais.cli.jsonfile import FileRefused, bytes_of, refuse
from relais.cli.notesfile import read_lines, read_notes, texts, written
from relais.engine.faults import Fault, InputRefused
from relais.engine.words.recurring import recurring


def run(asked: argparse.Namespace) -> int:
    """Exit codes: 0 grouped, 2 the input is refused."""
    try:
        together, lists = read_lines("--together", asked.together), read_lines("--apart", asked.apart)
        apart = [pair for one in lists for pair in combinations(one, 2)]
        notes = read_notes(bytes_of(asked.file))
        found = recurring(notes, together, apart)
    except FileRefused as refused:
        return refuse(refused.faults, texts())
    except InputRefused as refused:
        return refuse(tuple(_named(refused.faults, together, apart)), texts())
    sys.stdout.write(written(found, notes))
    return 0


def _named(
    faults: Sequence[Fault], together: Sequence[Sequence[str]], apart: Sequence[Sequence[str]]
) -> Iterator[Fault]:
    """Faults with the option and the lines that they are about, as they were typed."""
    said = {"together": together, "apart": apart}
    for fault in faults:
        if place := re.fullmatch(r"(together|apart)\[(\d+)\]", fault.path):
            lines = ",".join(said[place[1]][int(place[2])])
            yield Fault(f"--{place[1]} {lines}", fault.code)
        else:
            yield fault
