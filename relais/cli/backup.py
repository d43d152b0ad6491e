"""`relais backup`: the whole instance into one file, while it serves."""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from relais.cli.door import data_folder
from relais.cli.errors import WrongUse
from relais.cli.words import gettext_now as _

NAMED = re.compile(r"relais-\d{8}-\d{6}\.zip")


def run(asked: argparse.Namespace) -> int:
    from relais.cli.parcel.backup import back_up

    now = datetime.now(UTC)
    file = _target(asked.where, asked.keep, now)
    count = back_up(data_folder(), os.environ.get("DATABASE_URL", ""), file, now=now)
    sys.stdout.write(
        _("%(file)s: the database and %(count)s files, %(size)s kB. `relais restore --check` proves it.\n")
        % {"file": file, "count": count, "size": max(1, file.stat().st_size // 1000)}
    )
    if asked.keep is not None:
        for old in older(asked.where, asked.keep):
            old.unlink()
    return 0


def older(folder: Path, keep: int) -> list[Path]:
    """The backups past the `keep` latest. Only files that we named are ever looked at."""
    ours = sorted(file for file in folder.iterdir() if NAMED.fullmatch(file.name) and file.is_file())
    return ours[:-keep]


def _target(where: Path, keep: int | None, now: datetime) -> Path:
    if where.is_dir():
        if keep is not None and keep < 1:
            raise WrongUse(_("--keep must be at least 1."))
        return where / f"relais-{now:%Y%m%d-%H%M%S}.zip"
    if keep is not None:
        raise WrongUse(_("--keep goes with a folder that exists: %(folder)s is none.") % {"folder": where})
    if where.exists():
        raise WrongUse(_("%(file)s is there already: choose another name.") % {"file": where})
    if not where.absolute().parent.is_dir():
        raise WrongUse(_("There is no folder %(folder)s.") % {"folder": where.absolute().parent})
    return where
