"""The command line `relais`: one door among others, calling the same verbs as pages and programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

OLDEST_PYTHON = (3, 11)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 a negative answer, 2 wrong use or an environment that cannot work."""
    if sys.version_info < OLDEST_PYTHON:
        sys.stderr.write(
            "relais: Python {}.{} or newer is needed; this is {}.{}.\n".format(
                *OLDEST_PYTHON, *sys.version_info
            )
        )
        return 2
    # Imported only now: an older Python could not read what follows.
    from relais.cli.run import run

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relais.config.settings")
    return run(sys.argv[1:] if arguments is None else list(arguments))
