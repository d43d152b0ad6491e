"""Files put into the storage for an act that may yet be refused: taken back unless it is kept."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from relais.cli.parcel.sealed import refused
from relais.cli.words import gettext_now as _
from relais.log.uploads import path_of


class Stored:
    """The files that were not there before. Leaving without `keep_if_committed` having happened removes them."""

    def __init__(self) -> None:
        self._new: list[Path] = []
        self._kept = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        if not self._kept:
            for file in self._new:
                file.unlink(missing_ok=True)

    def keep_if_committed(self) -> None:
        """Called inside the transaction: from its commit on, the files stay."""

        def keep() -> None:
            self._kept = True

        transaction.on_commit(keep)

    def take(self, sha256: str, pieces: Iterator[bytes]) -> None:
        """Write a file of that digest, whole and on the disk, unless it is there. Its size has the limit of every file."""
        target = Path(default_storage.path(path_of(sha256)))
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{sha256}.{secrets.token_hex(4)}")
        size = 0
        try:
            with part.open("wb") as out:
                for piece in pieces:
                    size += len(piece)
                    if size > settings.FILE_LIMIT:
                        raise refused(
                            _("it has a file larger than %(limit)s MB") % {"limit": settings.FILE_LIMIT >> 20}
                        )
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            if target.exists():
                os.utime(target)
                return
            part.replace(target)
            self._new.append(target)
        finally:
            part.unlink(missing_ok=True)
