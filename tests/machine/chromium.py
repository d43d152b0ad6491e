"""Debian's Chromium for the journeys: where it is, and how it must be started.

    python -m tests.machine.chromium        prints its path, installing it first when we are root

Exit code 69 says that it could not be had, and the last line on stderr why.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.machine.packages import Missing, install

NOT_TO_BE_HAD = 69
NAMES = ("chromium", "chromium-browser", "google-chrome")

# Without these Chromium looks for its maker's servers at every start, and waits for them.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",  # /dev/shm is 64 MB in many containers, less than one page may need
)


def installed() -> Path | None:
    """A Chromium of this machine that answers; a wrapper script without its browser does not."""
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path and _answers(path)), None)


def find() -> Path:
    if path := installed():
        return path
    install("chromium", "fonts-liberation")  # without any font the pages would be all boxes
    if path := installed():
        return path
    raise Missing("the chromium that apt-get installed does not start")


def arguments(profile: Path | None = None) -> list[str]:
    """For a browser started by hand; Playwright adds --headless and a fresh profile by itself."""
    own = [] if profile is None else ["--headless", f"--user-data-dir={profile}"]
    return [*own, *QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def launch_options() -> dict[str, object]:
    """For `playwright.chromium.launch(**launch_options())`; each launch has an empty profile of its own."""
    return {"executable_path": str(find()), "headless": True, "args": arguments()}


def _answers(path: str) -> bool:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and "Chrom" in done.stdout


def main() -> int:
    try:
        print(find())
    except Missing as missing:
        print(missing, file=sys.stderr)
        return NOT_TO_BE_HAD
    return 0


if __name__ == "__main__":
    sys.exit(main())
