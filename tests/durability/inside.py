"""Python inside an instance's settings: one process that has started Django, and runs what it is sent."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import threading
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Inside:
    """Started when first asked: starting Django takes ten times as long as most questions."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.process: subprocess.Popen[str] | None = None

    def run(self, code: str) -> str:
        """What the code printed; an AssertionError with its traceback when it fails."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.durability.inside"],
                env={**self.environment, "DJANGO_SETTINGS_MODULE": "relais.config.settings"},
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"it ended with {self.process.wait()}"
        printed, failure = json.loads(answer)
        assert not failure, failure
        return str(printed)

    def end(self) -> None:
        """It ends with its standard input."""
        if self.process is not None:
            self.process.communicate()
            self.process = None


def _run(code: str, printed: io.StringIO, failures: list[str]) -> None:
    from django.db import connections

    try:
        with contextlib.redirect_stdout(printed):
            exec(code, {"__name__": "__main__"})  # noqa: S102  (the tests' own)
    except BaseException:  # noqa: BLE001  (told to the test)
        failures.append(traceback.format_exc())
    connections.close_all()


def main() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        # A thread each: connections, the language and the zone are the thread's, so that no question leaves any behind.
        printed, failures = io.StringIO(), list[str]()
        thread = threading.Thread(target=_run, args=(json.loads(line), printed, failures))
        thread.start()
        thread.join()
        print(json.dumps([printed.getvalue(), "".join(failures)]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
