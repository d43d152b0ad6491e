"""A port for a server of the tests."""

from __future__ import annotations

import random
import socket


def free_port() -> int:
    """A free port below those that the system gives to who connects: a writer that tries again and again while its server does
    not listen would one day be given the server's own port, and hold it."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")
