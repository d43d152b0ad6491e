"""Debian's packages, installed when a test needs one and we may."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from shutil import which

CLUSTER_SETTINGS = Path("/etc/postgresql-common/createcluster.conf")


class Missing(Exception):
    """Something that this machine does not have and cannot get; the message ends the sentence "… because"."""


def install(*names: str) -> None:
    """Install Debian's packages as root, or say why not.

    The lists are fetched first: a new machine has none, and an old one names versions that are gone.
    """
    if which("apt-get") is None:
        raise Missing(f"{' '.join(names)} is not installed and this is not a Debian")
    if os.geteuid() != 0:
        raise Missing(f"it is not installed and only root may do so (apt-get install {' '.join(names)})")
    _apt_get("update")
    _apt_get("install", "--yes", "--no-install-recommends", *names)


def install_postgresql() -> None:
    """Debian's package also makes and starts a server of its own; the tests want only the programs."""
    if not CLUSTER_SETTINGS.exists():
        install("postgresql-common")
    before = CLUSTER_SETTINGS.read_text()
    CLUSTER_SETTINGS.write_text(before + "\ncreate_main_cluster = false\n")
    try:
        install("postgresql")
    finally:
        CLUSTER_SETTINGS.write_text(before)


def _apt_get(*arguments: str) -> None:
    command: Sequence[str] = ("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *arguments)
    done = subprocess.run(
        command,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise Missing(f"apt-get {arguments[0]} failed: {last}")
