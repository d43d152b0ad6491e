"""Files, sent before the act that they belong to: the act then names them by their handle."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from relais.acts.files import StoredFile
from relais.acts.refusal import Refused
from relais.api.door import reader
from relais.api.problems import Wire
from relais.api.rooms import Room
from relais.api.shapes import Shape, example
from relais.log.uploads import MAX_FILES, keep
from relais.people.models import Membership

room = Room("log")

KEPT_FOR: Final = timedelta(hours=20)
"""Shorter than what the worker collects when no act names it."""
SALT: Final = "relais.api.file"


class SentFile(Shape):
    """A file that arrived. `handle` attaches it to an act of the same member until `until`; then it is gone."""

    model_config = example(
        handle="WyI3LnBuZyIs…:1vN2pA:3Yt…",
        name="page-7.png",
        size=18230,
        media_type="image/png",
        sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        until="2026-11-24T04:52:00Z",
    )

    handle: str
    name: str
    size: int
    media_type: str
    sha256: str
    until: datetime


MULTIPART: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "25 MB at most."}
                    },
                    "required": ["file"],
                    "additionalProperties": False,
                }
            }
        },
    },
}


@room.acts(
    "", SentFile, name="send_file", says="Send a file", scope="log:write", keyed=False, extra=MULTIPART
)
def send_file(request: HttpRequest) -> Any:
    """As `multipart/form-data` with one part named `file`. Nothing is written in the log until an act names the handle."""
    member = reader(request)
    if request.content_type != "multipart/form-data":
        raise Wire("media_type_unsupported")
    sent = request.FILES.getlist("file")
    if len(sent) != 1 or len(request.FILES) != 1 or request.POST:
        raise Refused("one_file_expected", field="file")
    kept = keep(sent[0])
    return {
        "handle": handle_of(kept, member),
        "name": kept.name,
        "size": kept.size,
        "media_type": kept.media_type,
        "sha256": kept.sha256,
        "until": timezone.now() + KEPT_FOR,
    }


def handle_of(file: StoredFile, member: Membership) -> str:
    """What stands for a stored file, for this member alone."""
    said = [file.name, file.sha256, file.size, file.media_type, file.salt, str(member.id)]
    return signing.dumps(said, salt=SALT, compress=True)


def files_of(handles: list[str], member: Membership) -> list[StoredFile]:
    """The files behind the handles. Refused: `file_handle_invalid`, `file_gone`, `too_many_files`."""
    if len(handles) > MAX_FILES:
        raise Refused("too_many_files", field="files", limit=MAX_FILES)
    return [_file(handle, member.id) for handle in dict.fromkeys(handles)]


def _file(handle: str, member_id: UUID) -> StoredFile:
    try:
        *said, owner = signing.loads(handle, salt=SALT, max_age=KEPT_FOR)
        if owner != str(member_id):
            raise Refused("file_handle_invalid", field="files")
        return StoredFile(*said)
    except signing.SignatureExpired as error:
        raise Refused("file_gone", field="files") from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Refused("file_handle_invalid", field="files") from error
