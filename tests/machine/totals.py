"""Adds up what pytest wrote (--junitxml) into the one line that closes `make test`.

    python -m tests.machine.totals FILE…

A file that is missing or cut short means that a phase broke off: then no total would be true, and none is printed.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree


def total(files: Sequence[Path]) -> str | None:
    passed = failed = skipped = 0
    for file in files:
        try:
            suites = ElementTree.parse(file).getroot().iter("testsuite")  # noqa: S314 (pytest wrote it, just now)
        except (OSError, ElementTree.ParseError):
            return None
        for suite in suites:
            wrong = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            left_out = int(suite.get("skipped", 0))
            passed += int(suite.get("tests", 0)) - wrong - left_out
            failed += wrong
            skipped += left_out
    return f"{passed} passed, {failed} failed, {skipped} skipped"


if __name__ == "__main__":
    line = total([Path(name) for name in sys.argv[1:]])
    print(line or "No total: a phase broke off before it could write its results.")
    sys.exit(0 if line else 1)
