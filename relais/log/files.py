"""The bytes beside the rows: proved whole, removed with an erased text, collected when no row names them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.core.files.storage import default_storage

from relais.acts.chain import Finding
from relais.acts.models import Entry
from relais.log.models import Attachment
from relais.log.uploads import path_of

KEPT_WITHOUT_ROW = 24 * 3600  # seconds: longer than any form stays open with a file already received


def verify_files(business_id: UUID) -> Iterator[Finding]:
    """Yield what is wrong with the files of a business: rows that the chain does not know, or bytes that changed."""
    entries = Entry.objects.filter(business_id=business_id, data__has_key="_files").order_by("seq")
    for entry in entries.prefetch_related("attachments").iterator(chunk_size=500):
        files: list[Attachment] = list(entry.attachments.all())
        promised = list(entry.data["_files"])
        if len(files) != len(promised):
            yield Finding("file_missing", entry.seq)
        for file in files:
            if file.erased_at is not None:
                continue
            if file.stored.digest not in promised:
                yield Finding("file_altered", entry.seq)
            elif not default_storage.exists(path_of(file.sha256)):
                yield Finding("file_missing", entry.seq)
            elif _digest(file.sha256) != file.sha256:
                yield Finding("file_altered", entry.seq)


def _digest(sha256: str) -> str:
    digest = hashlib.sha256()
    with default_storage.open(path_of(sha256)) as file:
        for chunk in file.chunks():
            digest.update(chunk)
    return digest.hexdigest()


def remove_unused(digests: Iterable[str]) -> None:
    """Remove the bytes that no row names any more. Called after commit."""
    for sha256 in digests:
        if sha256 and not Attachment.objects.filter(sha256=sha256).exists():
            default_storage.delete(path_of(sha256))


def collect(now: float | None = None) -> int:
    """Remove what uploads left behind without an act: files older than a day that no row names. Returns how many."""
    try:
        root = Path(default_storage.path(""))
    except NotImplementedError:
        return 0
    before = (now if now is not None else time.time()) - KEPT_WITHOUT_ROW
    removed = 0
    for file in root.glob("??/*"):
        removed += _collect_one(file, before)
    return removed


def _collect_one(file: Path, before: float) -> bool:
    try:
        if file.stat().st_mtime > before or Attachment.objects.filter(sha256=file.name).exists():
            return False
        # Looked at again: an upload of the same bytes touches the file, and its row comes after.
        if file.stat().st_mtime > before:
            return False
        file.unlink()
    except FileNotFoundError:
        return False
    return True
