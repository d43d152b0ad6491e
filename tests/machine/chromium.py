"""Debian's Chromium for the journeys: where it is, and how it must be started.

    python -m tests.machine.chromium        prints its path, installing it first when we are root

Exit code 69 says that it could not be had, and the last line on stderr why.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from tests.machine.packages import Missing, install

NOT_TO_BE_HAD = 69
# The same engine without the windows, tabs and menus of a desktop, which took half of the time of opening a page.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome")

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
    """The browser, with what Playwright's driver needs to reach it; installed first when we are root."""
    path = installed()
    if path is None:
        install("chromium", "fonts-liberation")  # without any font the pages would be all boxes
        path = installed()
    if path is None:
        raise Missing("the chromium that apt-get installed does not start")
    if not _driver_starts():
        install("libatomic1")  # the one library of its Node.js that a small Debian does not have
    if not _driver_starts():
        raise Missing("Playwright's driver does not start")
    return path


def arguments(profile: Path | None = None) -> list[str]:
    """For a browser started by hand; Playwright adds --headless and a fresh profile by itself."""
    own = [] if profile is None else ["--headless", f"--user-data-dir={profile}"]
    return [*own, *QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def launch_options() -> dict[str, object]:
    """For `playwright.chromium.launch(**launch_options())`; each launch has an empty profile of its own."""
    return {"executable_path": str(find()), "headless": True, "args": arguments()}


def _driver_starts() -> bool:
    """Playwright's wheel carries a Node.js, which is linked to libraries of the machine."""
    spec = find_spec("playwright")
    if spec is None or spec.origin is None:
        return False
    node = Path(spec.origin).parent / "driver" / "node"
    return subprocess.run([str(node), "--version"], capture_output=True, check=False).returncode == 0


def _answers(path: str) -> bool:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and "Chrom" in done.stdout


def main() -> int:
    if shutil.which(SHELL) is None:
        # An older Debian, or a machine where we may install nothing, has the whole browser alone: it shows the same pages.
        with suppress(Missing):
            install(SHELL, "fonts-liberation")
    try:
        print(find())
    except Missing as missing:
        print(missing, file=sys.stderr)
        return NOT_TO_BE_HAD
    return 0


if __name__ == "__main__":
    sys.exit(main())
