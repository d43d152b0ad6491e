"""Files that people send: refused while they stream by when too large, kept under their SHA-256, named harmlessly.

The handler stands in settings.FILE_UPLOAD_HANDLERS, since the body is read before any view runs (the CSRF check reads it).
It keeps 256 KB in memory and the rest in a temporary file, never more than FILE_LIMIT: what follows is read and forgotten, so
that the fields typed beside the file still arrive.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import secrets
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from relais.acts.files import StoredFile
from relais.acts.refusal import Refused

MAX_FILES = 10
NAME_LIMIT = 200
SNIFF = 64 * 1024
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class TooLargeFile(UploadedFile):
    """What is left of a file past the limit: its name and size. It reads as empty."""


class Streaming(FileUploadHandler):
    """Takes every file, in memory while small, and drops the bytes of one past FILE_LIMIT or of an eleventh."""

    files = 0
    spool: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.files += 1
        self.upload_interrupted()
        if self.files <= MAX_FILES:
            self.spool = tempfile.SpooledTemporaryFile(  # noqa: SIM115  (closed with the request)
                max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE, dir=settings.FILE_UPLOAD_TEMP_DIR
            )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.spool is None:
            return
        if start + len(raw_data) > settings.FILE_LIMIT:
            self.upload_interrupted()
        else:
            self.spool.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        name, media_type = self.file_name, self.content_type
        if self.spool is None:
            return TooLargeFile(tempfile.SpooledTemporaryFile(), name, media_type, file_size)
        spool, self.spool = self.spool, None
        spool.seek(0)
        return UploadedFile(spool, name, media_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        if self.spool is not None:
            self.spool.close()
            self.spool = None


def clean_name(name: str) -> str:
    """A file name without path, control, bidirectional or reserved characters, of 200 characters at most, its ending kept."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", " ".join(name.split())).strip(". ")
    if len(name) > NAME_LIMIT:
        ending = PurePosixPath(name).suffix[:20]
        name = name[: NAME_LIMIT - len(ending)].rstrip(". ") + ending
    return name or "file"


_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
)


def media_type_of(start: bytes) -> str:
    """What the first bytes are. HTML, SVG and XML are text like any other; what is not known is just bytes."""
    for signature, media_type in _SIGNATURES:
        if start.startswith(signature):
            return media_type
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return "image/webp"
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text) else "text/plain"


def keep(file: UploadedFile) -> StoredFile:
    """Store the bytes of an upload under their digest and say what a verb needs to attach it.

    Before the act and outside its transaction: what no row names in the end is collected by the worker a day later.
    Raises Refused: `file_too_large`, `file_empty`.
    """
    name = clean_name(file.name or "")
    if isinstance(file, TooLargeFile) or (file.size or 0) > settings.FILE_LIMIT:
        raise Refused("file_too_large", field="files", name=name, limit=settings.FILE_LIMIT // 2**20)
    if not file.size:
        raise Refused("file_empty", field="files", name=name)
    file.seek(0)
    start = file.read(SNIFF)
    digest = hashlib.sha256(start)
    for chunk in _chunks(file):
        digest.update(chunk)
    _store(file, digest.hexdigest())
    return StoredFile(name, digest.hexdigest(), file.size, media_type_of(start), secrets.token_hex(16))


def path_of(sha256: str) -> str:
    """Where the bytes of that digest lie in the storage."""
    return f"{sha256[:2]}/{sha256}"


def _chunks(file: File[bytes]) -> Iterator[bytes]:
    while chunk := file.read(SNIFF):
        yield chunk


def _store(file: UploadedFile, sha256: str) -> None:
    file.seek(0)
    try:
        target = Path(default_storage.path(path_of(sha256)))
    except NotImplementedError:  # a storage over the network: its objects appear whole or not at all
        if not default_storage.exists(path_of(sha256)):
            default_storage.save(path_of(sha256), file)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    # Touched, so that the collection of files without a row does not take it just now.
    with suppress(FileNotFoundError):
        os.utime(target)
        return
    # Whole or not at all, and on the disk before the act is: renamed once it is all written.
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with part.open("wb") as out:
            for chunk in _chunks(file):
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
