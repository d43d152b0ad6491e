"""`relais worker`: send notices and do what has come due, as a process of its own."""

from __future__ import annotations

import argparse
import signal
import threading

from relais.cli import door, schema


def run(asked: argparse.Namespace) -> int:
    door.enter_existing()
    schema.require_up_to_date()
    work_until_told()
    return 0


def work_until_told() -> None:
    """Work in the main thread until SIGTERM or SIGINT, then finish what is in hand."""
    from relais.worker import run_forever

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_forever(stop)
